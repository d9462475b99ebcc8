/* Overrides: the names of rules, arms, groups and tables become arms; what overrides is settled before what it overrides. */
#include "check/expr.h"
#include "check/graph.h"
#include "check/parts.h"

#include <stdlib.h>

/* A name that something overrides, and the arms that do. Targets are nodes of the graph behind the arms, so that a table
 * that overrides a table costs the sum of their rows, not the product. */
struct target {
    const struct rule_name *name;
    uint32_t node;
    VEC(uint32_t) by;
};

struct settling {
    struct checker *c;
    struct map by_name; /* struct target * */
    VEC(struct target *) targets;
    struct graph graph;
    struct map told; /* places of circles */
};

/* ---- names to arms ---- */

static void no_such_rule(struct checker *c, const struct ast_name *name)
{
    if (declare_is_lost(c, name))
        return; /* what has that name could not be read */
    struct diag *diag = diag_add(c->diags, DIAG_OVERRIDES, name->span, "no rule, group or table is called '%.*s'", STR_ARG(name->text));
    diag_subject(c->diags, diag, name->text);
    struct str *names = arena_array(c->arena, struct str, c->rules.n);
    for (uint32_t i = 0; i < c->rules.n; i++)
        names[i] = c->rules.entries[i].key;
    struct str near = diag_nearest(name->text, names, c->rules.n);
    if (near.n)
        diag_hint(c->diags, diag, "did you mean '%.*s'?", STR_ARG(near));
}

static bool can_be_overridden(struct checker *c, const struct rule_name *rule, const struct ast_name *name)
{
    if (rule->n_arms)
        return true;
    if (rule->broken)
        return false;
    struct diag *diag = diag_add(c->diags, DIAG_OVERRIDES, name->span, "'%.*s' has no actions that could be overridden",
                                 STR_ARG(name->text));
    diag_note(c->diags, diag, rule->span, "the %s '%.*s' is here", rule->kind, STR_ARG(rule->name));
    return false;
}

static bool overlap(const struct override_work *work, const struct rule_name *rule)
{
    return work->first_arm < rule->first_arm + rule->n_arms && rule->first_arm < work->first_arm + work->n_arms;
}

static struct target *target_of(struct settling *s, const struct rule_name *rule)
{
    struct target *target = map_get(&s->by_name, rule->name);
    if (target)
        return target;
    target = arena_new(s->c->arena, struct target);
    target->name = rule;
    vec_push(s->c->arena, &s->targets, target);
    map_put(&s->by_name, rule->name, target);
    return target;
}

/* The target that NAME stands for in WORK, or NULL after a message. */
static struct target *resolve(struct settling *s, const struct override_work *work, const struct ast_name *name)
{
    const struct rule_name *rule = map_get(&s->c->rules, name->text);
    if (!rule)
        no_such_rule(s->c, name);
    else if (!can_be_overridden(s->c, rule, name))
        return NULL;
    else if (overlap(work, rule))
        diag_add(s->c->diags, DIAG_CIRCLE, name->span, "'%.*s' overrides itself", STR_ARG(name->text));
    else
        return target_of(s, rule);
    return NULL;
}

static void each_name(struct settling *s, void (*visit)(struct settling *, struct target *, const struct override_work *,
                                                        const struct ast_name *))
{
    for (uint32_t i = 0; i < s->c->overrides.n; i++) {
        const struct override_work *work = &s->c->overrides.at[i];
        for (uint32_t k = 0; k < work->names->n; k++) {
            const struct rule_name *rule = map_get(&s->c->rules, work->names->at[k].text);
            struct target *target = rule ? map_get(&s->by_name, rule->name) : NULL;
            if (target && !overlap(work, rule))
                visit(s, target, work, &work->names->at[k]);
        }
    }
}

static void collect(struct settling *s)
{
    for (uint32_t i = 0; i < s->c->overrides.n; i++)
        for (uint32_t k = 0; k < s->c->overrides.at[i].names->n; k++)
            resolve(s, &s->c->overrides.at[i], &s->c->overrides.at[i].names->at[k]);
}

/* ---- the graph ---- */

static void overriders_add(struct settling *s, struct target *target, const struct override_work *work, const struct ast_name *name)
{
    for (uint32_t i = 0; i < work->n_arms; i++) {
        vec_push(s->c->arena, &target->by, work->first_arm + i);
        graph_add(&s->graph, target->node, work->first_arm + i, name->span);
    }
}

static int by_number(const void *a, const void *b)
{
    uint32_t left = *(const uint32_t *)a, right = *(const uint32_t *)b;
    return (left > right) - (left < right);
}

/* Sorts the arms of a target and takes out doubles (`overrides a, a`). */
static void sort_unique(struct target *target)
{
    uint32_t n = 0;
    if (target->by.n)
        qsort(target->by.at, target->by.n, sizeof *target->by.at, by_number);
    for (uint32_t i = 0; i < target->by.n; i++)
        if (n == 0 || target->by.at[n - 1] != target->by.at[i])
            target->by.at[n++] = target->by.at[i];
    target->by.n = n;
}

/* An arm that is overridden by its own name and by its group's has both lists; arms of one list share it. */
static void overridden_by(struct checker *c, struct arm *arm, const struct target *target)
{
    if (arm->n_overridden_by == 0) {
        arm->overridden_by = target->by.at;
        arm->n_overridden_by = target->by.n;
        return;
    }
    struct target both = { .name = target->name };
    for (uint32_t i = 0; i < arm->n_overridden_by; i++)
        vec_push(c->arena, &both.by, arm->overridden_by[i]);
    for (uint32_t i = 0; i < target->by.n; i++)
        vec_push(c->arena, &both.by, target->by.at[i]);
    sort_unique(&both);
    arm->overridden_by = both.by.at;
    arm->n_overridden_by = both.by.n;
}

static void target_settle(struct settling *s, struct target *target)
{
    sort_unique(target);
    for (uint32_t i = 0; i < target->name->n_arms; i++) {
        uint32_t arm = target->name->first_arm + i;
        overridden_by(s->c, &s->c->arms.at[arm], target);
        graph_add(&s->graph, arm, target->node, s->c->arms.at[arm].span);
    }
}

/* ---- circles ---- */

static bool told_before(struct settling *s, struct span span)
{
    return map_put(&s->told, str_printf(s->c->arena, "%u:%u", span.source, span.from), s) != NULL;
}

static bool before(struct span a, struct span b) { return a.source != b.source ? a.source < b.source : a.from < b.from; }

enum { MOST_NOTES = 20 };

/* Steps are arms and targets in turn; the edge of a target is where the override was written, by the arm that follows. */
static void circle(void *context, const struct graph_step *steps, uint32_t n)
{
    struct settling *s = context;
    struct checker *c = s->c;
    uint32_t first = UINT32_MAX;
    for (uint32_t i = 0; i < n; i++)
        if (steps[i].node >= c->arms.n && (first == UINT32_MAX || before(steps[i].span, steps[first].span)))
            first = i;
    if (told_before(s, steps[first].span))
        return;
    struct diag *diag = diag_add(c->diags, DIAG_CIRCLE, steps[first].span, "these overrides go in a circle");
    for (uint32_t i = 0; i < n && diag->notes.n < MOST_NOTES; i++) {
        const struct graph_step *step = &steps[(first + n - i) % n]; /* who overrides whom, then whom that one overrides */
        if (step->node < c->arms.n)
            continue;
        const struct arm *by = &c->arms.at[steps[(first + n - i + 1) % n].node];
        struct str name = s->targets.at[step->node - c->arms.n]->name->name;
        diag_note(c->diags, diag, step->span, "'%.*s' overrides '%.*s'", STR_ARG(by->name), STR_ARG(name));
    }
}

/* ---- the whole ---- */

static void keep_order(struct settling *s, const uint32_t *order)
{
    uint32_t *arms = arena_array(s->c->arena, uint32_t, s->c->arms.n), n = 0;
    for (uint32_t i = 0; i < s->graph.n; i++)
        if (order[i] < s->c->arms.n)
            arms[n++] = order[i];
    s->c->program->arm_order = arms;
}

void overrides_settle(struct checker *c)
{
    struct settling s = { .c = c };
    map_init(&s.by_name, c->arena);
    map_init(&s.told, c->arena);
    collect(&s);
    graph_init(&s.graph, c->arena, c->arms.n + s.targets.n);
    for (uint32_t i = 0; i < s.targets.n; i++)
        s.targets.at[i]->node = c->arms.n + i;
    each_name(&s, overriders_add);
    for (uint32_t i = 0; i < s.targets.n; i++)
        target_settle(&s, s.targets.at[i]);
    uint32_t *order = arena_array(c->arena, uint32_t, s.graph.n);
    graph_order(&s.graph, order, circle, &s);
    keep_order(&s, order);
}
