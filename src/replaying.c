/* bylaw_replay: decisions made again from their receipts alone, and held against what was decided. */
#include "replaying.h"

#include "comparing.h"
#include "journaled.h"

#include <string.h>

struct replay {
    struct replaying replaying;
    struct session_way way;
    struct shape shape;   /* of a line: nothing but the name of its case is read that way */
    struct case_options naming;
    bylaw_replay_stats *stats;
    bylaw_format output;
    struct arena arena;   /* of a line */
    struct json_tree *before, *after;
    struct str hash;      /* of the policy that decides now */
    const bylaw_sinks *sinks;
    struct journaled journaled;
    bool bad; /* a row of the journal is different, or no receipt */
};

/* ---- telling ---- */

enum outcome { SAME, DIFFERENT, CANNOT, UNREADABLE };

struct verdict {
    enum outcome outcome;
    struct str name; /* of the case, as JSON; empty: unknown */
    uint64_t line;
    bool other; /* decided under another version of the policy */
    struct str why;
    const struct json_node *before, *after;
};

static void tell_json(struct buf *out, const struct verdict *verdict)
{
    static const char *const words[] = { [SAME] = "same", [DIFFERENT] = "different", [CANNOT] = "cannot", [UNREADABLE] = "unreadable" };
    buf_printf(out, "{\"case\":%.*s,\"line\":%llu,\"replay\":\"%s\"", STR_ARG(verdict->name.n ? verdict->name : STR("null")),
               (unsigned long long)verdict->line, words[verdict->outcome]);
    if (verdict->other)
        buf_cstr(out, ",\"policy\":\"other\"");
    if (verdict->why.n) {
        buf_cstr(out, ",\"why\":");
        buf_json(out, verdict->why);
    }
    if (verdict->outcome == DIFFERENT) {
        buf_char(out, ',');
        comparing_json(out, verdict->before, verdict->after);
    }
    buf_cstr(out, "}\n");
}

static void tell_text(struct buf *out, const struct verdict *verdict)
{
    static const char *const words[] = { [DIFFERENT] = ": different", [CANNOT] = ": cannot be decided again", [UNREADABLE] = "" };
    if (verdict->outcome == SAME)
        return;
    buf_printf(out, "line %llu", (unsigned long long)verdict->line);
    if (verdict->name.n) {
        buf_cstr(out, ", case ");
        report_name(out, verdict->name);
    }
    buf_cstr(out, words[verdict->outcome]);
    buf_cstr(out, verdict->other ? " (decided under another version of the policy)" : "");
    buf_cstr(out, verdict->why.n ? ": " : "");
    buf_line(out, verdict->why);
    buf_char(out, '\n');
    if (verdict->outcome == DIFFERENT)
        comparing_text(out, verdict->before, verdict->after);
}

static void tell(struct replay *replay, const struct verdict *verdict)
{
    bylaw_replay_stats *stats = replay->stats;
    uint64_t *by_outcome[] = { &stats->same, &stats->different, &stats->cannot, &stats->unreadable };
    ++*by_outcome[verdict->outcome];
    stats->cases++;
    stats->other_policy += verdict->other;
    if (replay->output == BYLAW_JSON)
        tell_json(&replay->replaying.session.out, verdict);
    else
        tell_text(&replay->replaying.session.out, verdict);
}

/* ---- one receipt ---- */

/* Decides again by RECEIPT, and fills in VERDICT, of which before is there. */
static void decide(struct replay *replay, const struct json_node *receipt, struct verdict *verdict)
{
    const struct json_node *policy = json_node_member(receipt, STR("policy"));
    const char *why;
    verdict->other = !policy || policy->kind != JSON_TEXT || !str_eq(policy->text, replay->hash);
    struct replayed replayed = replaying_decide(&replay->replaying, receipt, verdict->name, !verdict->other);
    verdict->why = replayed.why;
    verdict->outcome = CANNOT;
    if (replayed.line.n == 0)
        return;
    verdict->after = json_tree_read(replay->after, &replay->arena, replayed.line, &why);
    bool same = verdict->after && comparing_same(verdict->before, verdict->after);
    verdict->outcome = same ? SAME : DIFFERENT;
}

/* What keeps the line from being replayed; NULL: nothing. */
static const char *find_receipt(struct replay *replay, struct str line, struct verdict *verdict, const struct json_node **receipt)
{
    const char *why;
    verdict->before = json_tree_read(replay->before, &replay->arena, line, &why);
    *receipt = json_node_member(verdict->before, STR("receipt"));
    if (!verdict->before)
        return why;
    if (!json_node_member(verdict->before, STR("status")))
        return "is no decision: bylaw eval --receipt makes decisions with receipts";
    return *receipt && (*receipt)->kind == JSON_OBJECT ? NULL : "has no receipt: bylaw eval --receipt makes decisions with receipts";
}

static bool take_line(struct replay *replay, struct str line, uint64_t number)
{
    struct verdict verdict = { .line = number, .outcome = UNREADABLE };
    const struct json_node *receipt = NULL;
    arena_reset(&replay->arena);
    const char *wrong = line.p && line.n <= CASE_MAX_LINE ? find_receipt(replay, line, &verdict, &receipt) : "is longer than the limit of 4 MiB";
    const struct json_node *name = json_node_member(verdict.before, STR("case"));
    if (name && (name->kind == JSON_TEXT || name->kind == JSON_NUMBER))
        verdict.name = name->raw;
    if (wrong)
        verdict.why = str_from(wrong);
    else
        decide(replay, receipt, &verdict);
    tell(replay, &verdict);
    return verdict.outcome == SAME || verdict.outcome == CANNOT;
}

static enum decision_status take(void *context, const struct case_input *input, bylaw_stats *stats, const char **why)
{
    (void)stats;
    (void)why;
    return take_line(context, input->text, input->line) ? DECISION_DECIDED : DECISION_ERROR;
}

/* ---- the journal ---- */

enum { FLUSH_AT = 1 << 16 };

static bool flush(struct replay *replay)
{
    struct buf *out = &replay->replaying.session.out;
    size_t n = out->n;
    out->n = 0;
    return n == 0 || replay->sinks->out(replay->sinks->context, out->p, n) == 0;
}

static bool take_row(void *context, struct str line, uint64_t number)
{
    struct replay *replay = context;
    replay->bad |= !take_line(replay, line, number);
    return replay->replaying.session.out.n < FLUSH_AT || flush(replay);
}

static bylaw_status replay_journal(struct replay *replay, const char *db)
{
    struct session *session = &replay->replaying.session;
    if (trap_set(&session->trap) != TRAP_NONE)
        return BYLAW_LIMIT;
    buf_cstr(&session->talk, "bylaw: ");
    bylaw_status status = journaled_each(&replay->journaled, db, NULL, take_row, replay, &session->talk, &session->trap);
    if (!flush(replay) || replay->journaled.stopped)
        return BYLAW_UNUSABLE;
    if (status == BYLAW_OK)
        return replay->bad ? BYLAW_FAULT : BYLAW_OK;
    buf_char(&session->talk, '\n');
    if (replay->sinks->talk != NULL)
        replay->sinks->talk(replay->sinks->context, session->talk.p, session->talk.n);
    return status;
}

/* ---- a stream of them ---- */

static void begin(struct replay *replay)
{
    struct session *session = &replay->replaying.session;
    char hash[SHA256_HEX + 1];
    pipeline_hash(session->policy, hash);
    replay->hash = str_dup(&session->arena, str_from(hash));
    replay->before = json_tree_new(&session->arena);
    replay->after = json_tree_new(&session->arena);
    replay->shape.now_fact = UINT32_MAX;
    replay->naming.id = STR("case");
    replay->way = (struct session_way){ take, replay, case_json_new(&session->arena, &replay->shape, &replay->naming) };
}

static void end(struct replay *replay)
{
    json_tree_free(replay->before);
    json_tree_free(replay->after);
    case_json_free(replay->way.json);
    journaled_close(&replay->journaled);
    arena_free(&replay->arena);
    replaying_close(&replay->replaying);
    mem_free(replay);
}

static bylaw_status open_replay(struct replay *replay, const bylaw_policy *policy, bylaw_engine engine, const char **why)
{
    bylaw_status status = replaying_open(&replay->replaying, &policy->policy, engine, why);
    arena_init(&replay->arena, &replay->replaying.session.trap);
    if (status != BYLAW_OK)
        return status;
    if (trap_set(&replay->replaying.session.trap) != TRAP_NONE) {
        *why = "no memory";
        return BYLAW_LIMIT;
    }
    begin(replay);
    return BYLAW_OK;
}

bylaw_status bylaw_replay(const bylaw_policy *policy, const bylaw_replay_options *options, int fd, const char *name,
                          const bylaw_sinks *sinks, bylaw_replay_stats *stats, const char **why)
{
    bylaw_replay_options how = { .output = BYLAW_TEXT };
    bylaw_stats ignored = { 0 };
    if (options != NULL)
        memcpy(&how, options, options->size < sizeof how ? options->size : sizeof how);
    *why = "no memory";
    policy = session_whole(policy);
    struct replay *replay = policy != NULL ? mem_alloc(sizeof *replay) : NULL;
    if (replay == NULL)
        return BYLAW_LIMIT;
    *replay = (struct replay){ .stats = stats, .output = how.output, .sinks = sinks };
    bylaw_status status = open_replay(replay, policy, how.engine, why);
    replay->replaying.session.name = name != NULL ? str_from(name) : STR("");
    if (status == BYLAW_OK && how.db != NULL) {
        status = replay_journal(replay, how.db);
        *why = NULL; /* it was told */
    } else if (status == BYLAW_OK) {
        status = stream_run(&replay->replaying.session, &replay->way, fd, sinks, &ignored, why);
    }
    end(replay);
    return status;
}
