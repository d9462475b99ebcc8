/* The search for regions: where each thing is different, with a case that shows it. */
#include "analyze/diff_inner.h"

#include "analyze/decisions.h"
#include "analyze/solver_paths.h"

enum { MOST_BOXES = 3, MOST_BLOCKED = 40 };

static struct diff_state *state_of(struct diff *diff) { return (struct diff_state *)(void *)diff; }

struct diff *diff_new(struct arena *arena, const struct program *const *programs, const struct diff_options *options, struct trap *trap)
{
    struct diff_state *diff = arena_new(arena, struct diff_state);
    diff->arena = arena;
    diff->trap = trap;
    if (options)
        diff->options = *options;
    if (diff->options.most == 0)
        diff->options.most = DIFF_MOST;
    if (diff->options.solver_total == 0)
        diff->options.solver_total = DIFF_SOLVER_TOTAL;
    diff->options.limits.errors = true;
    for (unsigned side = 0; side < DIFF_SIDES; side++)
        diff->programs[side] = programs[side];
    return &diff->shown;
}

void diff_free(struct diff *shown)
{
    if (!shown)
        return;
    witness_free(state_of(shown)->witness);
    solver_paths_free(state_of(shown)->solver);
    cells_free(state_of(shown)->space);
}

void diff_note(struct diff_state *diff, enum diff_weight weight, struct str text)
{
    struct diff_note note = { weight, text };
    vec_push(diff->arena, &diff->shown.notes, note);
}

/* ---- a region ---- */

static bool holds_at(struct diff_state *diff, const struct diff_part *part, const struct value *facts)
{
    return part->where != DIAGRAM_OVER && cells_leaf(diff->space, part->where, facts) == 1;
}

static struct str taken(struct diff_state *diff, struct buf *buf)
{
    struct str text = str_dup(diff->arena, (struct str){ buf->p, (uint32_t)buf->n });
    buf_free(buf);
    return text;
}

/* REGION without what only asks whether two texts happen to be the same. */
static diagram without_texts(struct diff_state *diff, diagram region)
{
    const struct space *space = diff->space;
    uint64_t *support = arena_array(diff->arena, uint64_t, (space->inputs.n + 63) / 64);
    diagram_support(space->pool, region, support);
    for (uint32_t i = 0; i < space->inputs.n; i++)
        if ((support[i / 64] >> i % 64 & 1) && space->inputs.at[i]->kind == INPUT_ORDER && space->inputs.at[i]->type->kind == TYPE_TEXT)
            region = diagram_forget(space->pool, region, i);
    return region;
}

/* The path of the case through D; false where it cannot be told. */
static bool path_of(struct diff_state *diff, diagram d, const struct value *facts, uint32_t *path)
{
    const struct space *space = diff->space;
    memset(path, 0xff, space->inputs.n * sizeof *path);
    while (!diagram_is_leaf(d)) {
        uint32_t variable = diagram_top(space->pool, d), cell = cells_of_input(diff->space, variable, facts);
        if (cell == UINT32_MAX)
            return false;
        path[variable] = cell;
        d = diagram_edge(space->pool, d, cell);
    }
    return d == DIAGRAM_YES;
}

/* Where not all of a region is told, the box around its case is, in the last one's place if the case is in none. */
static void take_in_case(struct diff_state *diff, const struct diff_region *region, struct diagram_box *boxes, uint32_t n)
{
    struct diagrams *pool = diff->space->pool;
    uint32_t *path = arena_array(diff->arena, uint32_t, diff->space->inputs.n);
    for (uint32_t i = 0; i < n; i++)
        if (cells_leaf(diff->space, diagram_of_box(pool, &boxes[i]), region->facts) == 1)
            return;
    if (n > 0 && path_of(diff, region->told, region->facts, path))
        boxes[n - 1] = diagram_box_around(pool, diff->arena, region->told, path);
}

static void describe(struct diff_state *diff, struct diff_region *out)
{
    struct buf words;
    uint32_t n;
    out->told = without_texts(diff, out->all);
    struct diagram_box *boxes = diagram_boxes(diff->space->pool, diff->arena, out->told, 1, MOST_BOXES, &n, &out->whole);
    if (!out->whole)
        take_in_case(diff, out, boxes, n);
    buf_init(&words, diff->trap);
    for (uint32_t i = 0; i < n; i++) {
        buf_cstr(&words, i ? "; or " : "");
        cells_show_box(diff->space, &words, &boxes[i]);
    }
    buf_cstr(&words, out->told == out->all ? "" : " (where the texts are not the same)");
    out->where = taken(diff, &words);
}

static void write_case(struct diff_state *diff, struct diff_region *region)
{
    struct buf json, rows;
    struct witness_case shown = { diff_said(diff, region->facts), NULL };
    buf_init(&json, diff->trap);
    witness_json(diff->witness, &json, &shown);
    region->json = taken(diff, &json);
    buf_init(&rows, diff->trap);
    witness_rows(diff->witness, &rows, &shown);
    region->rows = taken(diff, &rows);
}

static void name_rule(struct diff_state *diff, struct diff_region *region, unsigned side, struct str name)
{
    struct str *names = (struct str *)region->rules[side];
    for (uint32_t i = 0; i < region->n_rules[side]; i++)
        if (str_eq(names[i], name))
            return;
    if (!names)
        region->rules[side] = names = arena_array(diff->arena, struct str, diff->programs[side]->n_arms);
    names[region->n_rules[side]++] = name;
}

/* The rules of actions that are different in it, or, where none is, that wait for something. */
static void name_rules(struct diff_state *diff, struct diff_region *region)
{
    for (uint32_t i = 0; i < diff->parts.n; i++) {
        const struct diff_part *part = &diff->parts.at[i];
        uint32_t n;
        if (part->kind == DIFF_ACTION && holds_at(diff, part, region->facts))
            name_rule(diff, region, part->side, diff->programs[part->side]->arms[symbolic_actions(diff->sides[part->side], &n)[part->index].arm].name);
    }
    for (unsigned side = 0; side < DIFF_SIDES && region->kind >= DIFF_INCOMPLETE; side++) {
        uint32_t n;
        const struct symbolic_action *actions = symbolic_actions(diff->sides[side], &n);
        for (uint32_t i = 0; i < n; i++)
            if (cells_leaf(diff->space, symbolic_settled(diff->sides[side], i), region->facts) == ACTION_UNDECIDED)
                name_rule(diff, region, side, diff->programs[side]->arms[actions[i].arm].name);
    }
}

static void add_region(struct diff_state *diff, const struct diff_part *part, diagram all, const struct value *facts)
{
    struct diff_region region = { .kind = part->kind, .all = all };
    region.facts = arena_copy(diff->arena, facts, diff->space->n_facts * sizeof *facts);
    describe(diff, &region);
    write_case(diff, &region);
    name_rules(diff, &region);
    vec_push(diff->arena, &diff->shown.regions, region);
}

/* ---- a case ---- */

enum borne { BORNE_OUT, NOT_BORNE_OUT, BEYOND };

/* What the reference evaluator says of a case that was found. */
static enum borne bear_out(struct diff_state *diff, const struct value *facts)
{
    struct decided decided[DIFF_SIDES];
    for (unsigned side = 0; side < DIFF_SIDES; side++) {
        decided[side] = (struct decided){ diff->programs[side], witness_decide(diff->witness, side, facts) };
        if (witness_is_beyond(diff->space, decided[side].decision))
            return BEYOND;
    }
    if (!decisions_same(&decided[DIFF_OLD], &decided[DIFF_NEW]))
        return BORNE_OUT;
    return cells_leaf(diff->space, diff->doubtful, facts) == 0 ? NOT_BORNE_OUT : BEYOND;
}

static void tell_defect(struct diff_state *diff, struct str what, const struct value *facts)
{
    struct buf words;
    struct witness_case shown = { facts, NULL };
    if (diff->shown.defect.n)
        return;
    buf_init(&words, diff->trap);
    buf_str(&words, what);
    if (facts) {
        buf_cstr(&words, ": ");
        witness_json(diff->witness, &words, &shown);
    }
    diff->shown.defect = taken(diff, &words);
}

/* What a case need not say, because all programs have the same default, is said all the same. */
static void put_defaults(struct diff_state *diff, struct value *facts)
{
    const struct space *space = diff->space;
    for (uint32_t i = 0; i < space->n_facts; i++)
        if (!value_known(facts[i]) && cells_missing(space, space->facts[i].input) == UINT32_MAX)
            facts[i] = space->facts[i].fact->default_;
}

/* A case in QUESTION that both decide, and otherwise. NO only where it is proved that there is none. */
static enum answer find(struct diff_state *diff, diagram question, struct value *facts)
{
    struct space *space = diff->space;
    for (uint32_t i = 0; i < MOST_BLOCKED; i++) {
        struct witness_case found;
        enum answer answer = witness_find(diff->witness, question, &found);
        if (witness_defect(diff->witness).n)
            tell_defect(diff, witness_defect(diff->witness), NULL);
        if (answer != ANSWER_YES)
            return i > 0 && answer == ANSWER_NO ? ANSWER_OPEN : answer;
        memcpy(facts, found.facts, space->n_facts * sizeof *facts);
        diff_join_facts(diff, facts);
        put_defaults(diff, facts);
        enum borne borne = cells_leaf(space, question, facts) == 1 ? bear_out(diff, facts) : BEYOND;
        if (borne == BORNE_OUT)
            return ANSWER_YES;
        if (borne == NOT_BORNE_OUT) {
            tell_defect(diff, STR("a case is decided the same by both policies where a difference was found"), facts);
            return ANSWER_OPEN;
        }
        question = diagram_and_not(space->pool, question, diagram_of_path(space->pool, found.path));
    }
    return ANSWER_OPEN;
}

/* ---- the whole ---- */

static struct str part_text(struct diff_state *diff, const struct diff_part *part)
{
    static const char *const sides[] = { "the old policy", "the new policy" };
    const struct program *program = diff->programs[part->side];
    uint32_t n;
    switch (part->kind) {
    case DIFF_ERROR: return str_printf(diff->arena, "which cases are errors of %s alone", sides[part->side]);
    case DIFF_CONFLICT: return str_printf(diff->arena, "which cases are conflicts of %s alone", sides[part->side]);
    case DIFF_ACTION: {
        const struct symbolic_action *action = &symbolic_actions(diff->sides[part->side], &n)[part->index];
        return str_printf(diff->arena, "whether the action %.*s of rule %.*s comes from %s alone", STR_ARG(action->verb->name),
                          STR_ARG(program->arms[action->arm].name), sides[part->side]);
    }
    case DIFF_OUTPUT: return str_printf(diff->arena, "what %.*s is worth", STR_ARG(program->definitions[part->index].name));
    case DIFF_INCOMPLETE: return str_printf(diff->arena, "which cases are incomplete for %s alone", sides[part->side]);
    default: return STR("which facts are needed");
    }
}

static bool is_within(struct diff_state *diff, diagram part, diagram whole)
{
    return diagram_and_not(diff->space->pool, part, whole) == DIAGRAM_NO;
}

/* Whether PART, which is where ALL is, can be seen in a region that is told already. */
static bool is_told(struct diff_state *diff, const struct diff_part *part, diagram all)
{
    all = without_texts(diff, all);
    for (uint32_t i = 0; i < diff->shown.regions.n; i++) {
        const struct diff_region *region = &diff->shown.regions.at[i];
        if (is_within(diff, all, region->told) && holds_at(diff, part, region->facts))
            return true;
    }
    return false;
}

/* ALL without what is different there for other reasons: what goes beyond it. So the case shows one thing at a time. */
static diagram purely(struct diff_state *diff, const struct diff_part *part, diagram all)
{
    diagram rest = all;
    for (uint32_t i = 0; i < diff->parts.n; i++) {
        diagram other = diff->parts.at[i].where;
        if (&diff->parts.at[i] != part && other != DIAGRAM_OVER && !is_within(diff, all, other) && !is_within(diff, other, all))
            rest = diagram_and_not(diff->space->pool, rest, other);
    }
    return rest;
}

/* The region where PART is. Of what follows from other differences (that a case is incomplete), only what is in no region yet. */
static void explore(struct diff_state *diff, const struct diff_part *part)
{
    struct diagrams *pool = diff->space->pool;
    struct value *facts = arena_array(diff->arena, struct value, diff->space->n_facts);
    diagram all = part->where;
    for (uint32_t i = 0; i < diff->shown.regions.n && part->kind >= DIFF_INCOMPLETE; i++)
        all = diagram_and_not(pool, all, diff->shown.regions.at[i].all);
    if (is_told(diff, part, all))
        return;
    diagram possible = diagram_and(pool, all, diff->possible);
    enum answer answer = find(diff, purely(diff, part, possible), facts);
    if (answer != ANSWER_YES)
        answer = find(diff, possible, facts);
    diff->shown.more = answer == ANSWER_YES && diff->shown.regions.n == diff->options.most;
    if (answer == ANSWER_YES && !diff->shown.more)
        add_region(diff, part, all, facts);
    if (answer == ANSWER_OPEN)
        diff_note(diff, DIFF_OPEN, part_text(diff, part));
}

/* The next part to explore, of the gravest kind: no other lies around it, so that what lies within is mostly told with it. */
static uint32_t next_part(struct diff_state *diff, const bool *done)
{
    uint32_t best = UINT32_MAX;
    for (uint32_t i = 0; i < diff->parts.n; i++) {
        const struct diff_part *part = &diff->parts.at[i], *other = best == UINT32_MAX ? NULL : &diff->parts.at[best];
        if (!done[i] && (!other || (part->kind == other->kind && is_within(diff, other->where, part->where) && part->where != other->where)))
            best = i;
    }
    return best;
}

static void explore_all(struct diff_state *diff)
{
    bool *done = arena_array(diff->arena, bool, diff->parts.n);
    for (uint32_t i; !diff->shown.more && !diff->shown.defect.n && (i = next_part(diff, done)) != UINT32_MAX; done[i] = true)
        explore(diff, &diff->parts.at[i]);
}

static bool is_over(const struct diff_state *diff)
{
    for (uint32_t i = 0; i < diff->parts.n; i++)
        if (diff->parts.at[i].where == DIAGRAM_OVER)
            return true;
    return false;
}

/* Compares; TRACKED: needs, too. */
static void compare(struct diff_state *diff, bool tracked)
{
    diff->tracked = tracked;
    diff->twins[DIFF_OLD] = diff->twins[DIFF_NEW] = NULL;
    diff->parts.n = diff->links.n = diff->shown.notes.n = 0;
    diff_take_together(diff);
    diff_link_facts(diff);
    for (unsigned side = 0; side < DIFF_SIDES; side++) {
        diff->sides[side] = symbolic_new(diff->space, side);
        if (tracked)
            symbolic_track_needs(diff->sides[side]);
    }
    diff_remark(diff);
    diff_find_parts(diff);
}

void diff_run(struct diff *shown)
{
    struct diff_state *diff = state_of(shown);
    compare(diff, true);
    if (is_over(diff)) {
        compare(diff, false);
        diff_note(diff, DIFF_OPEN, STR("which facts are needed: the policies are too large for that"));
    }
    diff->solver = solver_paths_new(diff->space, diff->options.solver_total);
    diff->witness = witness_new(diff->space, diff->solver);
    explore_all(diff);
}

bool diff_is_equal(const struct diff *diff)
{
    bool equal = diff->regions.n == 0 && diff->defect.n == 0;
    for (uint32_t i = 0; i < diff->notes.n; i++)
        equal = equal && diff->notes.at[i].weight == DIFF_REMARK;
    return equal;
}

const struct decision *diff_decide(struct diff *shown, const struct diff_region *region, unsigned side)
{
    return witness_decide(state_of(shown)->witness, side, region->facts);
}

const struct space *diff_space(const struct diff *diff)
{
    return ((const struct diff_state *)diff)->space;
}
