#include "recording.h"

static enum host_status ask(void *context, uint32_t index, const struct value *params, struct arena *arena, struct host_rows *rows,
                            struct str *why)
{
    struct recording *recording = context;
    struct receipt_answer answer = { .lookup = index, .params = params, .status = HOST_NOBODY };
    *rows = (struct host_rows){ 0 };
    if (recording->inner.ask != NULL)
        answer.status = recording->inner.ask(recording->inner.context, index, params, arena, rows, why);
    answer.rows = *rows;
    if (answer.status == HOST_FAILED)
        answer.why = *why;
    vec_push(arena, &recording->answers, answer);
    return answer.status;
}

static bool answers(void *context, uint32_t index)
{
    const struct host *inner = &((const struct recording *)context)->inner;
    return inner->ask != NULL && (inner->answers == NULL || inner->answers(inner->context, index));
}

struct host recording_host(struct recording *recording, struct host inner)
{
    recording->inner = inner;
    recording_begin(recording);
    return (struct host){ .context = recording, .answers = answers, .ask = ask };
}

void recording_begin(struct recording *recording)
{
    recording->answers.at = NULL;
    recording->answers.n = recording->answers.room = 0;
}
