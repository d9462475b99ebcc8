/* Holds the analysis against the reference evaluator: policies made from seeds, all their definitions shown, and cases of two
 * sorts: made with the policy, and put together of its cells. For each case what the diagrams say of it (which actions are certain
 * and with what, what each definition is worth, whether the decision is in conflict, incomplete or an error, which guarantees are
 * broken) must be what the evaluator decides. For each question that is then asked (can this action come about, can these two
 * conflict, can this be left without a value, can this guarantee be broken) the case that is shown must bear it out, and where
 * the answer is that there is none, no case may have it.
 *
 *     agree [FIRST [COUNT [CASES]]] */
#include "analyze/cells_inner.h"
#include "analyze/solver_paths.h"
#include "analyze/symbolic.h"
#include "analyze/witness.h"
#include "cases/case.h"
#include "pipeline.h"
#include "tests/generate/generate.h"
#include "tests/generate/seeds.h"
#include "value/date.h"

#include <stdio.h>
#include <stdlib.h>

enum { FIRST = 1, COUNT = 400, COUNT_SHORT = 60, COUNT_LONG = 10000, CASES = 30, MOST_NODES = 300000 };
#define MOST_STEPS UINT64_C(4000000)

static struct trap trap;
static uint64_t checks, open_points, answers[3];

/* ---- a policy under the analysis ---- */

struct bench {
    uint64_t seed;
    bool quiet; /* while a policy is being reduced */
    struct str text;
    struct arena arena;
    struct policy policy;
    struct program program, unbound; /* all definitions shown; without guarantees */
    const struct program *programs[1];
    struct space *space;
    struct symbolic *s;
    struct witness_solver *solver;
    struct witness *w;
    struct eval *eval;
    struct case_json *reader;
    VEC(struct value *) cases;
    struct buf out;
};

static void load(struct bench *b, const struct generated *generated)
{
    struct pipeline_source source = { .path = STR("generated.rules"), .text = b->text, .has_text = true };
    pipeline_load(&b->policy, &source, 1, generated->no_stdlib, &trap);
}

/* The solver takes its time: it is asked of some policies only. */
static bool solved(uint64_t seed) { return seed % 20 == 0 && !getenv("AGREE_ALONE"); }

static bool start(struct bench *b, const struct generated *generated)
{
    const struct space_limits limits = { .most_nodes = MOST_NODES, .most_steps = MOST_STEPS, .errors = b->seed % 2 };
    load(b, generated);
    if (!b->policy.program)
        return false;
    b->program = *b->policy.program;
    struct definition *shown = arena_copy(&b->arena, b->program.definitions, b->program.n_definitions * sizeof *shown);
    for (uint32_t i = 0; i < b->program.n_definitions; i++)
        shown[i].output = true;
    b->program.definitions = shown;
    b->unbound = b->program;
    b->unbound.n_guarantees = 0;
    b->programs[0] = &b->program;
    cells_space(&b->space, &b->arena, b->programs, 1, &limits, &trap);
    b->s = symbolic_new(b->space, 0);
    b->solver = solved(b->seed) ? solver_paths_new(b->space, 0) : NULL;
    b->w = witness_new(b->space, b->solver);
    b->eval = eval_new(&b->arena, &b->unbound);
    struct case_options options = { .has_now = generated->has_now, .now = value_int(VALUE_MOMENT, 0) };
    moment_parse(STR("2020-06-15T22:30:00+02:00"), &options.now.i, &options.now.offset);
    b->reader = case_json_new(&b->arena, b->policy.shape, &options);
    buf_init(&b->out, &trap);
    return true;
}

static void stop(struct bench *b)
{
    if (b->policy.program) {
        witness_free(b->w);
        solver_paths_free(b->solver);
        cells_free(b->space);
        eval_free(b->eval);
        case_json_free(b->reader);
        buf_free(&b->out);
    }
    pipeline_free(&b->policy);
    arena_free(&b->arena);
}

/* What the evaluator decides, in short. */
static void print_decision(struct bench *b, const struct value *facts)
{
    static const char *statuses[] = { "decided", "incomplete", "conflict", "error" };
    const struct decision *decision = witness_decide(b->w, 0, facts);
    printf("the evaluator: %s", statuses[decision->status]);
    for (uint32_t i = 0; i < decision->n_errors; i++)
        printf("; %.*s: %.*s", STR_ARG(decision->errors[i].subject), STR_ARG(decision->errors[i].text));
    for (uint32_t i = 0; i < decision->n_actions; i++)
        printf("; %.*s by %.*s", STR_ARG(decision->actions[i]->verb), STR_ARG(decision->actions[i]->rules[0]));
    for (uint32_t i = 0; i < decision->n_needs; i++)
        printf("; needs %.*s", STR_ARG(b->program.facts[decision->needs[i]].name));
    b->out.n = 0;
    for (uint32_t i = 0; i < decision->n_values; i++) {
        buf_printf(&b->out, "; %.*s = ", STR_ARG(decision->values[i].path[decision->values[i].n_path - 1]));
        value_json(&b->out, decision->values[i].value, decision->values[i].type);
    }
    printf("%.*s\n", (int)b->out.n, b->out.p);
}

static bool fail(struct bench *b, const struct value *facts, const char *what, struct str name)
{
    struct witness_case shown = { facts, NULL };
    b->out.n = 0;
    if (b->quiet)
        return false;
    if (facts) {
        witness_json(b->w, &b->out, &shown);
        buf_char(&b->out, ' ');
        witness_rows(b->w, &b->out, &shown);
    }
    printf("seed %llu: %s: %.*s\n\n%.*s\n%.*s\n", (unsigned long long)b->seed, what, STR_ARG(name), STR_ARG(b->text), (int)b->out.n, b->out.p);
    if (facts)
        print_decision(b, facts);
    return false;
}

/* ---- what the diagrams say of a case ---- */

enum { NO_LEAF = UINT32_MAX };

static uint32_t at_case(struct bench *b, diagram d, const struct value *facts)
{
    return cells_leaf(b->space, d, facts);
}

/* The value that LEAF stands for in the case. */
static bool leaf_value(struct bench *b, uint32_t leaf, const struct value *facts, struct value *value)
{
    const struct symbol *symbol = symbolic_symbol(b->s, leaf);
    enum eval_error error;
    if (symbol->kind == SYMBOL_KIND_VALUE) {
        *value = symbol->value;
        return true;
    }
    if (symbol->kind == SYMBOL_KIND_PARTS) {
        struct value_list *list = arena_alloc(&b->arena, sizeof *list + symbol->n_parts * sizeof *list->at);
        list->n = symbol->n_parts;
        for (uint32_t i = 0; i < list->n; i++)
            if (!leaf_value(b, symbol->parts[i], facts, &list->at[i]))
                list->at[i] = value_unknown();
        *value = symbol->type && symbol->type->kind == TYPE_RECORD ? value_record(list->at, list->n) : value_list(list);
        return true;
    }
    if (!symbol->term || terms_probe(b->space, symbol->term, facts, value, &error) != PROBE_KNOWN)
        return false;
    *value = terms_keep(b->space, *value);
    return true;
}

/* ---- actions ---- */

static bool same_action(struct bench *b, const struct symbolic_action *action, const struct decided_action *decided,
                        const struct value *facts)
{
    uint32_t n = 0;
    if (!str_eq(action->verb->name, decided->verb))
        return false;
    for (uint32_t i = 0; i < action->verb->n_params; i++) {
        struct value value;
        if (!action->action->args[i])
            continue;
        uint32_t leaf = at_case(b, action->args[i], facts);
        if (n >= decided->n_args || leaf == NO_LEAF || !leaf_value(b, leaf, facts, &value) || !value_same(value, decided->args[n].value))
            return false;
        n++;
    }
    return n == decided->n_args;
}

static bool is_decided(struct bench *b, const struct symbolic_action *action, const struct decision *decision, const struct value *facts)
{
    for (uint32_t i = 0; i < decision->n_actions; i++)
        if (same_action(b, action, decision->actions[i], facts))
            return true;
    return false;
}

static void print_args(struct bench *b, const struct symbolic_action *action, const struct value *facts)
{
    printf("%.*s", STR_ARG(action->verb->name));
    for (uint32_t i = 0; i < action->verb->n_params; i++) {
        struct value value = value_unknown();
        if (!action->action->args[i])
            continue;
        uint32_t leaf = at_case(b, action->args[i], facts);
        b->out.n = 0;
        if (leaf != NO_LEAF)
            symbolic_show(b->s, &b->out, leaf);
        if (leaf != NO_LEAF && leaf_value(b, leaf, facts, &value))
            value_json(&b->out, value, action->verb->params[i].type);
        printf(" [%.*s]", (int)b->out.n, b->out.p);
    }
    printf("\n");
}

static bool has_open_args(struct bench *b, const struct symbolic_action *action, const struct value *facts)
{
    for (uint32_t i = 0; i < action->verb->n_params; i++)
        if (action->action->args[i] && at_case(b, action->args[i], facts) == NO_LEAF)
            return true;
    return false;
}

static bool actions_agree(struct bench *b, const struct decision *decision, const struct value *facts)
{
    uint32_t n;
    const struct symbolic_action *actions = symbolic_actions(b->s, &n);
    bool *found = arena_array(&b->arena, bool, decision->n_actions);
    bool any_open = false;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t state = at_case(b, symbolic_settled(b->s, i), facts);
        bool open = state == NO_LEAF || has_open_args(b, &actions[i], facts);
        any_open |= open;
        if (open || state != ACTION_CERTAIN)
            continue;
        bool decided = false;
        for (uint32_t k = 0; k < decision->n_actions; k++)
            if (same_action(b, &actions[i], decision->actions[k], facts))
                found[k] = decided = true;
        if (!decided && !b->quiet)
            print_args(b, &actions[i], facts);
        if (!decided)
            return fail(b, facts, "an action that should be certain is not decided", b->program.arms[actions[i].arm].name);
        checks++;
    }
    open_points += any_open;
    for (uint32_t k = 0; k < decision->n_actions; k++, checks++)
        if (!found[k] && !any_open)
            return fail(b, facts, "an action is decided that should not be certain", decision->actions[k]->rules[0]);
    return true;
}

/* ---- definitions ---- */

static const struct value *shown(const struct decision *decision, const struct definition *definition)
{
    for (uint32_t i = 0; i < decision->n_values; i++)
        if (decision->values[i].path == definition->path)
            return &decision->values[i].value;
    return NULL;
}

static bool known_wholly(struct value value)
{
    uint32_t n = value.kind == VALUE_LIST ? value.list->n : value.kind == VALUE_RECORD ? value.n : 0;
    for (uint32_t i = 0; i < n; i++)
        if (!known_wholly(value.kind == VALUE_LIST ? value.list->at[i] : value.record[i]))
            return false;
    return value_known(value);
}

static bool definitions_agree(struct bench *b, const struct decision *decision, const struct value *facts)
{
    for (uint32_t i = 0; i < b->program.n_definitions; i++) {
        const struct definition *definition = &b->program.definitions[i];
        const struct value *value = shown(decision, definition);
        uint32_t leaf = at_case(b, symbolic_definition(b->s, i), facts);
        struct value own = value_unknown();
        if (leaf == NO_LEAF) {
            open_points++;
            continue;
        }
        checks++;
        bool known = leaf_value(b, leaf, facts, &own) && known_wholly(own);
        if (known != (value != NULL) || (known && !value_same(own, *value)))
            return fail(b, facts, "a definition is worth something else", definition->name);
    }
    return true;
}

/* ---- the status ---- */

static bool status_is(struct bench *b, diagram question, bool is, const struct value *facts, const char *what)
{
    uint32_t leaf = at_case(b, question, facts);
    open_points += leaf == NO_LEAF;
    checks++;
    return leaf == NO_LEAF || (leaf == 1) == is ? true : fail(b, facts, what, is ? STR("it is") : STR("it is not"));
}

/* An error of calculation, by a guarantee for instance, does not break one. */
static bool is_calculation(const struct bench *b, const struct decision *decision)
{
    struct space plain = *b->space;
    plain.errors = false;
    return witness_is_beyond(&plain, decision);
}

static bool guarantees_agree(struct bench *b, const struct value *facts)
{
    const struct decision *decision = witness_decide(b->w, 0, facts);
    bool broken = decision->status == DECISION_ERROR && !is_calculation(b, decision), open = false, any = false;
    if (decision->status == DECISION_ERROR && !broken)
        return true;
    for (uint32_t i = 0; i < b->program.n_guarantees; i++) {
        uint32_t leaf = at_case(b, symbolic_breach(b->s, &b->program.guarantees[i]), facts);
        open |= leaf == NO_LEAF;
        any |= leaf == 1;
    }
    checks++;
    return open || any == broken ? true : fail(b, facts, "a guarantee is broken", broken ? STR("it is") : STR("it is not"));
}

static bool agrees(struct bench *b, const struct value *facts)
{
    const struct decision *decision = b->program.n_lookups ? witness_decide(b->w, 0, facts)
                                                            : eval_decide(b->eval, witness_facts(b->w, 0, facts), &trap);
    bool error = decision->status == DECISION_ERROR;
    if (error && (witness_is_beyond(b->space, decision) || b->program.n_lookups))
        return true;
    if (!status_is(b, symbolic_error(b->s), error, facts, "the decision is an error"))
        return false;
    if (error)
        return true;
    return actions_agree(b, decision, facts) && definitions_agree(b, decision, facts)
           && status_is(b, symbolic_conflict(b->s), decision->status == DECISION_CONFLICT, facts, "the decision is in conflict")
           && status_is(b, symbolic_incomplete(b->s), decision->status == DECISION_INCOMPLETE, facts, "the decision is incomplete")
           && guarantees_agree(b, facts);
}

/* ---- cases ---- */

static uint64_t random_state;
static uint32_t below(uint32_t n)
{
    random_state = random_state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(random_state >> 33) % n;
}

/* A value of each fact from one of its cells: an end of it, or its roundest. */
static void from_cells(struct bench *b, struct value *facts)
{
    for (uint32_t i = 0; i < b->space->n_facts; i++) {
        const struct input *input = b->space->inputs.at[b->space->facts[i].input];
        const struct cell *cell = &input->cells[below(input->n_cells)];
        facts[i] = cell->kind == CELL_MISSING ? value_unknown() : cell->value;
        if (cell->kind == CELL_BETWEEN && below(2))
            facts[i].i = below(2) && cell->has_low ? cell->low : cell->has_high ? cell->high : facts[i].i;
        if (b->space->facts[i].fact->of_lookup && !b->space->facts[i].row)
            facts[i] = value_unknown(); /* stands for a field that is NULL */
    }
}

static bool from_line(struct bench *b, struct str line, struct value *facts)
{
    struct case_input input = { 0 };
    case_json_read(b->reader, line.p, line.n, 1, &input, &trap);
    for (uint32_t i = 0; i < b->program.n_facts && input.n_errors == 0; i++)
        facts[b->space->fact_of[0][i]] = terms_keep(b->space, input.facts[i]);
    for (uint32_t i = 0; i < b->program.n_lookups; i++)
        if (b->program.lookups[i].many)
            facts[b->space->row_of[0][i]] = value_list(arena_new(&b->arena, struct value_list));
    return input.n_errors == 0;
}

/* Amounts finer than any of the policy's are no cases of the space: its grain is a cent. */
static bool on_grain(const struct bench *b, struct value value, const struct type *type)
{
    for (uint32_t i = 0; value.kind == VALUE_RECORD && i < value.n; i++)
        if (!on_grain(b, value.record[i], type->fields[i].type))
            return false;
    return type->kind != TYPE_MONEY || !value_known(value) || value.i % cells_grain(b->space, type) == 0;
}

static bool all_on_grain(const struct bench *b, const struct value *facts)
{
    for (uint32_t i = 0; i < b->space->n_facts; i++)
        if (!on_grain(b, facts[i], b->space->facts[i].fact->type))
            return false;
    return true;
}

static bool compare_cases(struct bench *b, const struct generated *generated)
{
    for (uint32_t i = 0; i < 2 * generated->cases.n; i++) {
        struct value *facts = arena_array(&b->arena, struct value, b->space->n_facts);
        if (i % 2)
            from_cells(b, facts);
        else if (!from_line(b, generated->cases.at[i / 2], facts))
            continue;
        if (!all_on_grain(b, facts))
            continue;
        if (!agrees(b, facts))
            return false;
        vec_push(&b->arena, &b->cases, facts);
    }
    return true;
}

/* ---- questions ---- */

struct claim {
    struct bench *b;
    const struct symbolic_action *action;
    enum decision_status status;
};

static bool decides_action(void *context, uint32_t program, const struct value *facts, const struct decision *decision)
{
    const struct claim *claim = context;
    struct value *own = arena_array(&claim->b->arena, struct value, claim->b->space->n_facts);
    (void)program;
    if (decision->status == DECISION_ERROR && !witness_is_beyond(claim->b->space, decision))
        return true; /* a guarantee */
    for (uint32_t i = 0; i < claim->b->program.n_facts; i++)
        own[claim->b->space->fact_of[0][i]] = facts[i];
    return is_decided(claim->b, claim->action, decision, own) || claim->b->program.n_lookups > 0;
}

static bool has_status(void *context, uint32_t program, const struct value *facts, const struct decision *decision)
{
    const struct claim *claim = context;
    (void)program, (void)facts;
    return decision->status == claim->status || (decision->status == DECISION_ERROR && !witness_is_beyond(claim->b->space, decision));
}

static bool ask(struct bench *b, diagram question, struct witness_claim claim, const char *what, struct str name)
{
    struct witness_case found;
    question = diagram_and_not(b->space->pool, question, symbolic_error(b->s));
    enum answer answer = witness_find_claim(b->w, question, claim.holds ? &claim : NULL, &found);
    answers[answer]++;
    if (witness_defect(b->w).n) {
        if (!b->quiet)
            printf("%.*s\n", STR_ARG(witness_defect(b->w)));
        return fail(b, NULL, what, name);
    }
    for (uint32_t i = 0; answer == ANSWER_NO && i < b->cases.n; i++)
        if (at_case(b, question, b->cases.at[i]) == 1)
            return fail(b, b->cases.at[i], "a case was not found", name);
    return true;
}

static bool ask_all(struct bench *b)
{
    uint32_t n;
    const struct symbolic_action *actions = symbolic_actions(b->s, &n);
    struct claim claim = { .b = b, .status = DECISION_CONFLICT }, broken = { .b = b, .status = DECISION_ERROR };
    for (uint32_t i = 0; i < n; i++) {
        struct claim own = { .b = b, .action = &actions[i] };
        diagram certain = symbolic_state_is(b->s, symbolic_settled(b->s, i), 1u << ACTION_CERTAIN);
        if (!ask(b, certain, (struct witness_claim){ &own, decides_action }, "an action", b->program.arms[actions[i].arm].name))
            return false;
        for (uint32_t k = 0; k < i; k++)
            if (symbolic_rivals(b->s, i, k) != DIAGRAM_NO
                && !ask(b, symbolic_rivals(b->s, i, k), (struct witness_claim){ &claim, has_status }, "a conflict", STR("once")))
                return false;
    }
    for (uint32_t i = 0; i < b->program.n_guarantees; i++)
        if (!ask(b, symbolic_breach(b->s, &b->program.guarantees[i]), (struct witness_claim){ &broken, has_status }, "a guarantee",
                 b->program.guarantees[i].text))
            return false;
    for (uint32_t i = 0; i < b->program.n_definitions; i++)
        if (!ask(b, symbolic_question(b->s, symbolic_definition(b->s, i), SYMBOLIC_ABSENT), (struct witness_claim){ 0 }, "a gap",
                 b->program.definitions[i].name))
            return false;
    return true;
}

/* ---- two versions: the policy, and without one of its statements ---- */

static bool has_action(const struct decision *decision, const struct decided_action *action)
{
    for (uint32_t i = 0; i < decision->n_actions; i++) {
        const struct decided_action *other = decision->actions[i];
        bool same = str_eq(action->verb, other->verb) && action->n_args == other->n_args;
        for (uint32_t k = 0; k < action->n_args && same; k++)
            same = str_eq(action->args[k].key, other->args[k].key) && value_same(action->args[k].value, other->args[k].value);
        if (same)
            return true;
    }
    return false;
}

static bool has_value(const struct decision *decision, const struct decided_value *value)
{
    for (uint32_t i = 0; i < decision->n_values; i++) {
        const struct decided_value *other = &decision->values[i];
        bool same = value->n_path == other->n_path && value_same(value->value, other->value);
        for (uint32_t k = 0; k < value->n_path && same; k++)
            same = str_eq(value->path[k], other->path[k]);
        if (same)
            return true;
    }
    return false;
}

static bool same_decision(const struct decision *a, const struct decision *b)
{
    if (a->status != b->status || a->n_actions != b->n_actions || a->n_values != b->n_values)
        return false;
    for (uint32_t i = 0; i < a->n_actions; i++)
        if (!has_action(b, a->actions[i]))
            return false;
    for (uint32_t i = 0; i < a->n_values; i++)
        if (!has_value(b, &a->values[i]))
            return false;
    return true;
}

struct versions {
    struct bench *b;
    struct policy other;
    struct program program[2];
    const struct program *programs[2];
    struct space *space;
    struct witness *w;
};

static bool load_other(struct versions *v, const struct generated *generated)
{
    struct generated less = *generated;
    uint32_t out = 1 + below(generated->statements.n - 1);
    less.statements.at = arena_copy(&v->b->arena, less.statements.at, less.statements.n * sizeof *less.statements.at);
    for (uint32_t i = out; i + 1 < less.statements.n; i++)
        less.statements.at[i] = less.statements.at[i + 1];
    less.statements.n--;
    struct pipeline_source source = { .path = STR("generated.rules"), .text = generate_text(&v->b->arena, &less), .has_text = true };
    pipeline_load(&v->other, &source, 1, generated->no_stdlib, &trap);
    return v->other.program;
}

/* Each case of the first version that lies in what was found, or where nothing was, must say the same. */
static bool cases_agree(struct versions *v, diagram differ, enum answer answer)
{
    for (uint32_t i = 0; i < v->b->cases.n; i++) {
        struct value *facts = arena_array(&v->b->arena, struct value, v->space->n_facts);
        for (uint32_t k = 0; k < v->program[0].n_facts; k++)
            facts[v->space->fact_of[0][k]] = v->b->cases.at[i][v->b->space->fact_of[0][k]];
        for (uint32_t k = 0; k < v->program[0].n_lookups; k++)
            facts[v->space->row_of[0][k]] = v->b->cases.at[i][v->b->space->row_of[0][k]];
        uint32_t leaf = cells_leaf(v->space, differ, facts);
        const struct decision *one = witness_decide(v->w, 0, facts), *two = witness_decide(v->w, 1, facts);
        bool beyond = (one->status == DECISION_ERROR && witness_is_beyond(v->space, one)) || (two->status == DECISION_ERROR && witness_is_beyond(v->space, two));
        bool same = same_decision(one, two);
        checks++;
        if (beyond || (leaf == NO_LEAF && answer != ANSWER_NO) || (leaf == 0) == same)
            continue;
        return fail(v->b, v->b->cases.at[i], "two versions", same ? STR("they should differ") : STR("they should not differ"));
    }
    return true;
}

static bool differs(struct versions *v)
{
    const struct space_limits limits = { .most_nodes = MOST_NODES, .most_steps = MOST_STEPS, .errors = v->b->seed % 2 };
    struct witness_case found;
    v->program[0] = *v->b->policy.program, v->program[1] = *v->other.program;
    v->program[0].n_guarantees = v->program[1].n_guarantees = 0;
    v->programs[0] = &v->program[0], v->programs[1] = &v->program[1];
    cells_space(&v->space, &v->b->arena, v->programs, 2, &limits, &trap);
    v->w = witness_new(v->space, NULL);
    diagram differ = symbolic_differ(symbolic_new(v->space, 0), symbolic_new(v->space, 1));
    enum answer answer = witness_find(v->w, differ, &found);
    answers[answer]++;
    if (answer == ANSWER_YES) {
        const struct decision *one = witness_decide(v->w, 0, found.facts), *two = witness_decide(v->w, 1, found.facts);
        bool beyond = (one->status == DECISION_ERROR && witness_is_beyond(v->space, one)) || (two->status == DECISION_ERROR && witness_is_beyond(v->space, two));
        if (!beyond && same_decision(one, two)) {
            v->b->out.n = 0;
            witness_json(v->w, &v->b->out, &found);
            if (!v->b->quiet)
                printf("%.*s\n", (int)v->b->out.n, v->b->out.p);
            return fail(v->b, NULL, "two versions", STR("the case shows no difference"));
        }
    }
    return cases_agree(v, differ, answer);
}

/* Tables that disagree count as a conflict wherever they do, looked at or not (symbolic.h): no policies with such. */
static bool has_agree(const struct program *program)
{
    for (uint32_t i = 0; i < program->n_definitions; i++)
        if (program->definitions[i].body->op == EXPR_AGREE)
            return true;
    return false;
}

static bool compare_versions(struct bench *b, const struct generated *generated)
{
    struct versions v = { .b = b };
    bool fine = true;
    if (generated->statements.n < 3 || has_agree(b->policy.program))
        return true;
    if (load_other(&v, generated) && !has_agree(v.other.program)) {
        fine = differs(&v);
        witness_free(v.w);
        cells_free(v.space);
    }
    pipeline_free(&v.other);
    return fine;
}

/* ---- the run ---- */

static bool holds_for(struct arena *arena, uint64_t seed, const struct generated *generated, bool quiet)
{
    static struct bench b;
    memset(&b, 0, sizeof b);
    arena_init(&b.arena, &trap);
    b.seed = random_state = seed;
    b.quiet = quiet;
    b.text = generate_text(arena, generated);
    bool fine = !start(&b, generated) || (compare_cases(&b, generated) && ask_all(&b) && compare_versions(&b, generated));
    stop(&b);
    return fine;
}

/* Leaves out every statement without which it still fails. */
static void reduce(struct arena *arena, uint64_t seed, struct generated *generated)
{
    for (uint32_t i = generated->statements.n; i-- > 0;) {
        struct generated less = *generated;
        less.statements.at = arena_copy(arena, less.statements.at, less.statements.n * sizeof *less.statements.at);
        less.statements.n--;
        for (uint32_t k = i; k < less.statements.n; k++)
            less.statements.at[k] = less.statements.at[k + 1];
        if (!holds_for(arena, seed, &less, true))
            *generated = less;
    }
}

static bool run(uint64_t seed, uint32_t n_cases)
{
    struct generated generated;
    struct arena arena;
    arena_init(&arena, &trap);
    generate(&arena, seed, n_cases, &generated);
    bool fine = holds_for(&arena, seed, &generated, true);
    if (!fine) {
        reduce(&arena, seed, &generated);
        holds_for(&arena, seed, &generated, false);
    }
    arena_free(&arena);
    return fine;
}

/* Each construct that the generator knows must have come up. */
static uint64_t never_made(void)
{
    uint64_t n = 0;
    for (uint32_t i = 0; i < n_generate_marks; i++)
        if (generate_marks[i].policies == 0) {
            printf("never made: %s\n", generate_marks[i].name);
            n++;
        }
    return n;
}

int main(int argc, char **argv)
{
    const uint64_t first = seeds_argument(argv, argc, 1, FIRST);
    volatile uint64_t count = seeds_argument(argv, argc, 2, seeds_usual(COUNT_SHORT, COUNT, COUNT_LONG)), failures = 0; /* they outlive a sprung trap */
    uint32_t n_cases = (uint32_t)seeds_argument(argv, argc, 3, CASES);
    setvbuf(stdout, NULL, _IOLBF, BUFSIZ);
    if (trap_set(&trap) != TRAP_NONE) {
        fprintf(stderr, "agree: no memory\n");
        return 1;
    }
    for (uint64_t seed = first; seed < first + count && failures == 0; seed++)
        failures += !run(seed, n_cases);
    if (count >= COUNT && failures == 0)
        failures += never_made() > 0;
    printf("questions: %llu yes, %llu no, %llu open; %llu points left open\n", (unsigned long long)answers[ANSWER_YES],
           (unsigned long long)answers[ANSWER_NO], (unsigned long long)answers[ANSWER_OPEN], (unsigned long long)open_points);
    printf("%llu passed, %llu failed\n", (unsigned long long)checks, (unsigned long long)failures);
    return failures > 0;
}
