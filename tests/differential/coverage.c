#include "tests/differential/coverage.h"

#include "tests/differential/fake_host.h"
#include "tests/generate/generate.h"
#include <stdio.h>

enum { N_HITS = HIT_COUNT + 1, N_STATUSES = DECISION_ERROR + 1 };

static const char *const hit_names[N_HITS] = { "first match", "only one", "any", "every match", "highest", "sum", "smallest", "largest",
                                               "count" };
static const char *const status_names[N_STATUSES] = { "decided", "incomplete", "conflict", "error" };

static uint64_t ops[EXPR_OP_COUNT], builtins[BUILTIN_COUNT], value_hits[N_HITS], unit_hits[N_HITS];
static uint64_t statuses[N_STATUSES], unreadable, with_actions, with_values, with_judgements, merged;

/* ---- programs: expressions are shared, so each is looked at once ---- */

struct walk {
    bool *seen;
};

static void walk(struct walk *w, const struct expr *expr);

static void walk_arms(struct walk *w, const struct arms *arms)
{
    value_hits[arms->hit]++;
    walk(w, arms->guard);
    walk(w, arms->unless);
    for (uint32_t i = 0; i < arms->n; i++) {
        walk(w, arms->at[i].condition);
        walk(w, arms->at[i].value);
    }
}

static void walk(struct walk *w, const struct expr *expr)
{
    if (!expr || w->seen[expr->id])
        return;
    w->seen[expr->id] = true;
    ops[expr->op]++;
    if (expr->op == EXPR_CALL)
        builtins[expr->index]++;
    if (expr->op == EXPR_ARMS)
        walk_arms(w, expr->arms);
    for (uint32_t i = 0; i < expr->n; i++)
        walk(w, expr->items[i]);
}

static void walk_arm(struct walk *w, const struct program *program, const struct arm *arm)
{
    walk(w, arm->effective);
    walk(w, arm->condition);
    walk(w, arm->unless);
    walk(w, arm->because);
    for (uint32_t i = 0; i < arm->n_actions; i++)
        for (uint32_t k = 0; k < program->verbs[arm->actions[i].verb].n_params; k++)
            walk(w, arm->actions[i].args[k]);
}

void coverage_program(struct arena *arena, const struct program *program)
{
    struct walk w = { .seen = arena_array(arena, bool, program->n_exprs) };
    for (uint32_t i = 0; i < program->n_definitions; i++)
        walk(&w, program->definitions[i].body);
    for (uint32_t i = 0; i < program->n_lookups; i++)
        for (uint32_t k = 0; k < program->lookups[i].n_params; k++)
            walk(&w, program->lookup_uses[i].params[k]);
    for (uint32_t i = 0; i < program->n_units; i++) {
        unit_hits[program->units[i].hit]++;
        walk(&w, program->units[i].effective);
        walk(&w, program->units[i].when);
        walk(&w, program->units[i].unless);
    }
    for (uint32_t i = 0; i < program->n_arms; i++)
        walk_arm(&w, program, &program->arms[i]);
}

void coverage_decision(const struct decision *decision)
{
    statuses[decision->status]++;
    with_actions += decision->n_actions > 0;
    with_values += decision->n_values > 0;
    with_judgements += decision->n_judgements > 0;
    for (uint32_t i = 0; i < decision->n_actions; i++)
        merged += decision->actions[i]->n_rules > 1;
}

void coverage_unreadable(void)
{
    unreadable++;
}

uint64_t coverage_pairs(void)
{
    uint64_t total = 0;
    for (unsigned i = 0; i < N_STATUSES; i++)
        total += statuses[i];
    return total;
}

/* ---- the report ---- */

static bool occurred(const char *kind, const char *name, uint64_t n)
{
    if (n == 0)
        printf("never occurred: %s %s\n", kind, name);
    return n > 0;
}

static bool all_occurred(void)
{
    bool fine = true;
    for (unsigned i = 0; i < EXPR_OP_COUNT; i++)
        fine &= occurred("operation", expr_op_name((enum expr_op)i), ops[i]);
    for (unsigned i = 0; i < BUILTIN_COUNT; i++)
        fine &= occurred("function", builtin_name((enum builtin)i), builtins[i]);
    for (unsigned i = 0; i < N_HITS; i++)
        fine &= occurred("value by", hit_names[i], value_hits[i]);
    for (unsigned i = 0; i <= HIT_EVERY; i++)
        fine &= occurred("actions by", hit_names[i], unit_hits[i]);
    fine &= occurred("decision with", "actions", with_actions);
    fine &= occurred("decision with", "values", with_values);
    for (uint32_t i = 0; i < n_generate_marks; i++)
        fine &= occurred("construct", generate_marks[i].name, generate_marks[i].policies);
    for (unsigned i = 0; i < FAKE_N_OUTCOMES; i++)
        fine &= occurred("lookup that comes to", fake_host_outcomes[i], fake_host_counts[i]);
    fine &= occurred("decision with", "judgements", with_judgements);
    fine &= occurred("decision with", "merged actions", merged);
    return fine;
}

static double percent(uint64_t n, uint64_t of)
{
    return of ? 100.0 * (double)n / (double)of : 0;
}

static void print_statuses(uint64_t policies)
{
    uint64_t total = coverage_pairs();
    printf("%llu policies, %llu pairs decided alike by both engines:", (unsigned long long)policies, (unsigned long long)total);
    for (unsigned i = 0; i < N_STATUSES; i++)
        printf(" %.1f %% %s%s", percent(statuses[i], total), status_names[i], i + 1 < N_STATUSES ? "," : "");
    printf("; %.1f %% with actions; %llu more cases refused by the reader\n", percent(with_actions, total), (unsigned long long)unreadable);
}

static void print_constructs(uint64_t policies)
{
    printf("constructs, in %% of the policies: ");
    for (uint32_t i = 0; i < n_generate_marks; i++)
        printf("%s%s %.1f", i ? "; " : "", generate_marks[i].name, percent(generate_marks[i].policies, policies));
    printf("\n");
}

enum { LEAST_PAIRS = 100000, LEAST_PERCENT = 3, MOST_ERRORS = 40 };

/* Cases that are all alike in their status would test little. */
static bool is_varied(void)
{
    uint64_t total = coverage_pairs();
    bool fine = total >= LEAST_PAIRS && percent(statuses[DECISION_ERROR], total) < MOST_ERRORS;
    for (unsigned i = 0; i < N_STATUSES; i++)
        fine &= percent(statuses[i], total) > LEAST_PERCENT;
    if (!fine)
        printf("too few cases, or too few of a status\n");
    return fine;
}

bool coverage_report(uint64_t policies, bool complete)
{
    print_statuses(policies);
    print_constructs(policies);
    if (!complete)
        return true;
    bool fine = all_occurred();
    return is_varied() && fine;
}
