#include "holding.h"

static bool wanted(const struct session *session)
{
    const bylaw_options *options = &session->options;
    return options->batch != BYLAW_BATCH_OFF && session->vm != NULL && options->input == BYLAW_JSON && !options->receipt;
}

struct holding *holding_open(struct session *session)
{
    if (!wanted(session) || !vm_batch_open(session->vm, session->options.batch == BYLAW_BATCH_ON, &session->trap))
        return NULL;
    if (session->holding == NULL)
        session->holding = arena_new(&session->arena, struct holding);
    if (case_json_hold(session->json, &session->arena, BATCH_LANES) == 0)
        return NULL;
    session->holding->session = session;
    session->holding->n = 0;
    session->holding->open = true;
    return session->holding;
}

void holding_close(struct holding *holding)
{
    if (holding == NULL)
        return;
    holding->open = false;
    vm_batch(holding->session->vm, NULL, 0); /* lack of memory may have ended a case in the middle */
    case_json_hold(holding->session->json, &holding->session->arena, 0);
}

static void begin_batch(struct holding *holding)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < holding->n; i++) {
        holding->lanes[i] = n;
        if (holding->inputs[i].n_errors == 0)
            holding->facts[n++] = holding->inputs[i].facts;
    }
    vm_batch(holding->session->vm, holding->facts, n);
}

enum lines_status holding_take(struct holding *holding, struct lines *lines)
{
    struct session *session = holding->session;
    struct lines_line line;
    holding->n = 0;
    case_json_release(session->json);
    do {
        enum lines_status status = lines_next(lines, &line, &session->trap);
        if (status != LINES_LINE && status != LINES_TOO_LONG)
            return status; /* of the first: where another is ready, it is one */
        case_json_line(session->json, &line, &holding->inputs[holding->n], &session->trap);
        holding->bytes[holding->n++] = lines_bytes(lines);
    } while (!case_json_full(session->json) && lines_ready(lines));
    begin_batch(holding);
    return LINES_LINE;
}

enum decision_status holding_decide(struct holding *holding, uint32_t i, bylaw_stats *stats)
{
    const struct case_input *input = &holding->inputs[i];
    if (input->n_errors == 0)
        vm_lane(holding->session->vm, holding->lanes[i]);
    return session_decide(holding->session, input, stats);
}
