#include "recording.h"

#include <string.h>

static bool answers(void *context, uint32_t index)
{
    struct recording *recording = context;
    const struct host *inner = &recording->inner;
    bool somebody = inner->ask != NULL && (inner->answers == NULL || inner->answers(inner->context, index));
    recording->unanswered[index] = !somebody;
    return somebody;
}

static enum host_status ask(void *context, uint32_t index, const struct value *params, struct arena *arena, struct host_rows *rows,
                            struct str *why)
{
    struct recording *recording = context;
    struct receipt_answer answer = { .lookup = index, .params = params, .status = HOST_FAILED };
    if (recording->inner.ask != NULL)
        answer.status = recording->inner.ask(recording->inner.context, index, params, arena, rows, why);
    answer.rows = *rows;
    answer.why = *why;
    recording->unanswered[index] = answer.status == HOST_NOBODY;
    vec_push(arena, &recording->answers, answer);
    return answer.status;
}

void recording_init(struct recording *recording, struct arena *arena, uint32_t n_lookups)
{
    recording->unanswered = arena_array(arena, bool, n_lookups);
    recording->n_lookups = n_lookups;
}

struct host recording_host(struct recording *recording, struct host inner)
{
    recording->inner = inner;
    return (struct host){ .context = recording, .answers = answers, .ask = ask };
}

void recording_begin(struct recording *recording)
{
    if (recording->n_lookups > 0)
        memset(recording->unanswered, 0, recording->n_lookups * sizeof *recording->unanswered);
    recording->answers.at = NULL;
    recording->answers.n = recording->answers.room = 0;
}
