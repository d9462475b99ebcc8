/* bylaw_diff_cases: what is different over the cases of a file, or over receipts. */
#include "diffing_cases.h"

#include "cases/json_tree.h"
#include "cases/lines.h"
#include "replaying.h"

#include <string.h>

struct stream {
    struct diffing *diffing;
    struct diffing_tally tally;
    struct session sessions[DIFF_SIDES];     /* of cases */
    struct case_csv *csv[DIFF_SIDES];        /* NULL: JSON */
    struct replaying replaying[DIFF_SIDES];  /* of receipts */
    char hashes[DIFF_SIDES][SHA256_HEX + 1];
    bool receipts, opened[DIFF_SIDES];
    struct json_tree *tree;
    struct arena work; /* of a line's tree */
    struct lines *lines;
    const char **why;
};

/* ---- cases ---- */

static void decide(struct stream *stream, const struct case_input *inputs)
{
    const struct decision *decisions[DIFF_SIDES];
    for (unsigned side = 0; side < DIFF_SIDES; side++)
        decisions[side] = session_consider(&stream->sessions[side], &inputs[side]);
    diffing_tally_add(&stream->tally, inputs[DIFF_OLD].name, decisions[DIFF_OLD], decisions[DIFF_NEW]);
}

/* LINE is NULL at the end. False: the file cannot be used. */
static bool take_row(struct stream *stream, const struct lines_line *line)
{
    struct case_input inputs[DIFF_SIDES];
    enum case_csv_status status = CASE_CSV_MORE;
    for (unsigned side = 0; side < DIFF_SIDES; side++) {
        status = line ? case_csv_line(stream->csv[side], line, &inputs[side], &stream->diffing->trap)
                      : case_csv_end(stream->csv[side], &inputs[side], &stream->diffing->trap);
        if (status == CASE_CSV_FAULT) {
            *stream->why = str_dup(&stream->diffing->arena, case_csv_fault(stream->csv[side])).p;
            return false;
        }
    }
    if (status == CASE_CSV_ROW)
        decide(stream, inputs);
    return true;
}

static void take_case(struct stream *stream, const struct lines_line *line)
{
    struct case_input inputs[DIFF_SIDES];
    for (unsigned side = 0; side < DIFF_SIDES; side++)
        case_json_line(stream->sessions[side].json, line, &inputs[side], &stream->diffing->trap);
    decide(stream, inputs);
}

/* ---- receipts ---- */

static bool take_receipt(struct stream *stream, const struct lines_line *line)
{
    struct decision decisions[DIFF_SIDES];
    struct case_input input;
    const char *why;
    arena_reset(&stream->work);
    const struct json_node *root = line->p ? json_tree_read(stream->tree, &stream->work, (struct str){ line->p, (uint32_t)line->n }, &why) : NULL;
    const struct json_node *receipt = json_node_member(root, STR("receipt")), *name = json_node_member(root, STR("case"));
    const struct json_node *policy = json_node_member(receipt, STR("policy"));
    if (!receipt || receipt->kind != JSON_OBJECT)
        return false;
    for (unsigned side = 0; side < DIFF_SIDES; side++) {
        bool same = policy && policy->kind == JSON_TEXT && str_eq(policy->text, str_from(stream->hashes[side]));
        if (replaying_consider(&stream->replaying[side], receipt, same, &input, &decisions[side]).n > 0)
            return false;
    }
    diffing_tally_add(&stream->tally, name ? name->raw : STR("null"), &decisions[DIFF_OLD], &decisions[DIFF_NEW]);
    return true;
}

/* ---- the file ---- */

static bool take_line(struct stream *stream, const struct lines_line *line)
{
    if (stream->receipts)
        stream->tally.cannot += !take_receipt(stream, line);
    else if (stream->csv[DIFF_OLD])
        return take_row(stream, line);
    else
        take_case(stream, line);
    return true;
}

static bylaw_status read_all(struct stream *stream)
{
    struct lines_line line;
    enum lines_status status;
    while ((status = lines_next(stream->lines, &line, &stream->diffing->trap)) == LINES_LINE || status == LINES_TOO_LONG) {
        if (status == LINES_TOO_LONG && stream->receipts)
            line.p = NULL;
        if (!take_line(stream, &line))
            return BYLAW_UNUSABLE;
    }
    if (status == LINES_FAULT) {
        *stream->why = strerror(lines_fault(stream->lines));
        return BYLAW_UNUSABLE;
    }
    if (stream->csv[DIFF_OLD] && !take_row(stream, NULL))
        return BYLAW_UNUSABLE;
    diffing_tell_tally(&stream->tally);
    return diffing_tally_is_same(&stream->tally) ? BYLAW_OK : BYLAW_FAULT;
}

static bylaw_status open_side(struct stream *stream, unsigned side, const bylaw_options *deciding)
{
    const struct policy *policy = stream->diffing->policies[side];
    stream->opened[side] = true;
    if (stream->receipts)
        return replaying_open(&stream->replaying[side], policy, deciding ? deciding->engine : BYLAW_VM, stream->why);
    bylaw_status status = session_open(&stream->sessions[side], policy, deciding, stream->why);
    const struct lookup *lacks = status == BYLAW_OK ? answering_lacks(&stream->sessions[side].answering, policy) : NULL;
    if (lacks) {
        *stream->why = "the policy looks rows up: give --db or --rows";
        return BYLAW_UNUSABLE;
    }
    return status;
}

static struct trap *trap_of(struct stream *stream, unsigned side)
{
    return stream->receipts ? &stream->replaying[side].session.trap : &stream->sessions[side].trap;
}

static bylaw_status run(struct stream *stream, int fd, const bylaw_options *deciding)
{
    struct diffing *diffing = stream->diffing;
    for (unsigned side = 0; side < DIFF_SIDES; side++) {
        bylaw_status status = open_side(stream, side, deciding);
        if (status != BYLAW_OK)
            return status;
    }
    *stream->why = "no memory";
    if (trap_set(&diffing->trap) != TRAP_NONE || trap_set(trap_of(stream, DIFF_OLD)) != TRAP_NONE || trap_set(trap_of(stream, DIFF_NEW)) != TRAP_NONE)
        return BYLAW_LIMIT;
    *stream->why = NULL;
    diffing_ready(diffing);
    stream->lines = lines_new(&diffing->arena, fd);
    stream->tree = json_tree_new(&diffing->arena);
    for (unsigned side = 0; side < DIFF_SIDES; side++) {
        pipeline_hash(diffing->policies[side], stream->hashes[side]);
        if (!stream->receipts && deciding && deciding->input == BYLAW_CSV)
            stream->csv[side] = case_csv_new(&diffing->arena, diffing->policies[side]->shape, &stream->sessions[side].case_options);
    }
    return read_all(stream);
}

static void close_stream(struct stream *stream)
{
    lines_free(stream->lines);
    json_tree_free(stream->tree);
    for (unsigned side = 0; side < DIFF_SIDES; side++) {
        case_csv_free(stream->csv[side]);
        if (stream->opened[side] && stream->receipts)
            replaying_close(&stream->replaying[side]);
        else if (stream->opened[side])
            session_close(&stream->sessions[side]);
    }
    diffing_tally_free(&stream->tally);
    arena_free(&stream->work);
    mem_free(stream);
}

bylaw_status diffing_run_cases(struct diffing *diffing, int fd, const bylaw_options *deciding, const char **why)
{
    struct stream *stream = mem_alloc(sizeof *stream);
    *why = "no memory";
    if (stream == NULL)
        return BYLAW_LIMIT;
    memset(stream, 0, sizeof *stream);
    stream->diffing = diffing;
    stream->receipts = diffing->options.receipts;
    stream->why = why;
    arena_init(&stream->work, &diffing->trap);
    diffing_tally_init(&stream->tally, diffing);
    bylaw_status status = run(stream, fd, deciding);
    close_stream(stream);
    return status;
}
