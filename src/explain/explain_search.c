#include "explain/explain_search.h"

#include "explain/explain_distance.h"

/* How many cases may be decided: for all changes of up to three facts; then for more, where the least is left; then for all changes
 * of more facts. Lookups ask somebody else each time. */
enum { MOST_ALL = 60000, MOST_GUIDED = 30000, MOST_REST = 60000, LOOKUPS_LESS = 20, MOST_DEEP = 3, MOST_FACTS = 24, BEAM = 6, MOST_WAYS = 64 };

struct search {
    struct arena *arena, *scratch;
    struct reach *reach;
    struct eval *twin;
    struct points *points;
    struct trap *trap;
    const struct value *base;
    struct found *found;
    struct change changes[MOST_FACTS];
    uint32_t arm;    /* by which the goal is to come about; UINT32_MAX: any */
    uint64_t left;   /* cases that may still be decided */
    bool spent;      /* … and the search ended for it */
    bool deeper;     /* some case could still be changed further */
};

static bool decide(struct search *s, const struct value *facts)
{
    if (s->left == 0) {
        s->spent = true;
        return false;
    }
    s->left--;
    const struct decision *decision = eval_decide(s->twin, facts, s->trap);
    return explain_goal_met(s->reach->program, s->reach->goal, decision);
}

/* ---- ways ---- */

static bool same_way(const struct way *a, const struct way *b)
{
    bool same = a->n == b->n;
    for (uint32_t i = 0; i < a->n && same; i++)
        same = a->changes[i].fact == b->changes[i].fact && value_known(a->changes[i].to) == value_known(b->changes[i].to)
            && (!value_known(a->changes[i].to) || value_same(a->changes[i].to, b->changes[i].to));
    return same;
}

static void sort_changes(struct change *changes, uint32_t n)
{
    for (uint32_t i = 1; i < n; i++)
        for (uint32_t k = i; k > 0 && changes[k].fact < changes[k - 1].fact; k--) {
            struct change change = changes[k];
            changes[k] = changes[k - 1];
            changes[k - 1] = change;
        }
}

static void keep_way(struct search *s, const struct change *changes, uint32_t n)
{
    struct way way = { .n = n };
    struct change *copy = arena_copy(s->arena, changes, n * sizeof *changes);
    for (uint32_t i = 0; i < n; i++)
        copy[i].to = value_keep(s->arena, copy[i].to); /* a value that meets another was calculated for one trial */
    sort_changes(copy, n);
    way.changes = copy;
    for (uint32_t i = 0; i < n; i++)
        way.distance += explain_distance(&s->reach->program->facts[copy[i].fact], s->base[copy[i].fact], copy[i].to);
    for (uint32_t i = 0; i < s->found->ways.n; i++)
        if (same_way(&s->found->ways.at[i], &way))
            return;
    uint32_t at = s->found->ways.n;
    vec_push(s->arena, &s->found->ways, way);
    for (; at > 0 && s->found->ways.at[at - 1].distance > way.distance; at--)
        s->found->ways.at[at] = s->found->ways.at[at - 1];
    s->found->ways.at[at] = way;
    if (s->found->ways.n > MOST_WAYS)
        s->found->ways.n = MOST_WAYS;
}

/* ---- all changes of so many facts ---- */

static bool is_changed(const struct search *s, uint32_t fact, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        if (s->changes[i].fact == fact)
            return true;
    return false;
}

/* A fact that was not looked at makes no difference; one that comes before the last change and could have come first did. */
static bool is_worth_trying(const struct search *s, uint32_t fact, uint32_t n, const bool *looked, const bool *before)
{
    if (!s->reach->open[fact] || !looked[fact] || is_changed(s, fact, n))
        return false;
    return n == 0 || fact > s->changes[n - 1].fact || !before[fact];
}

static void try_all(struct search *s, const struct value *facts, uint32_t n, uint32_t depth, const bool *before)
{
    uint32_t n_facts = s->reach->program->n_facts;
    if (decide(s, facts)) {
        keep_way(s, s->changes, n);
        return;
    }
    if (s->spent)
        return;
    bool *looked = arena_copy(s->scratch, eval_trace(s->twin)->looked_at, n_facts * sizeof *looked);
    for (uint32_t fact = 0; fact < n_facts && !s->spent; fact++) {
        if (!is_worth_trying(s, fact, n, looked, before))
            continue;
        if (n == depth) {
            s->deeper = true;
            return;
        }
        point_list points = explain_points_of(s->points, fact, facts, s->scratch);
        struct value *changed = arena_copy(s->scratch, facts, n_facts * sizeof *facts);
        for (uint32_t i = 0; i < points.n && !s->spent; i++) {
            changed[fact] = points.at[i];
            s->changes[n] = (struct change){ fact, value_keep(s->scratch, points.at[i]) };
            try_all(s, changed, n + 1, depth, looked);
        }
    }
}

/* Changes of FROM to TO facts, the fewest first, until some bring it or there is nothing more to change. */
static void try_sizes(struct search *s, uint32_t from, uint32_t to, uint64_t most)
{
    s->left = most;
    s->spent = false;
    for (uint32_t depth = from; depth <= to && s->found->ways.n == 0 && !s->spent && !s->found->hopeless; depth++) {
        s->deeper = false;
        try_all(s, s->base, 0, depth, NULL);
        arena_reset(s->scratch);
        if (s->spent || s->found->ways.n > 0)
            return;
        bool sure = !s->reach->blind && !s->reach->vague;
        s->found->searched = sure ? depth : 0;
        s->found->hopeless = !s->deeper && sure;
        if (!s->deeper)
            return;
    }
}

/* ---- where the least is left in the way ---- */

struct state {
    struct value *facts;
    struct change changes[MOST_FACTS];
    uint32_t n, cost;
    bool *looked;
};

/* Puts STATE among the best, the least first; of equal ones the earlier stays. */
static void keep_state(struct state *best, uint32_t *n, const struct state *state)
{
    uint32_t at = *n < BEAM ? (*n)++ : BEAM;
    for (; at > 0 && best[at - 1].cost > state->cost; at--)
        if (at < BEAM)
            best[at] = best[at - 1];
    if (at < BEAM)
        best[at] = *state;
}

/* Without the changes that make no difference in the end. */
static void keep_needed(struct search *s, struct state *state)
{
    for (uint32_t i = state->n; i-- > 0;) {
        struct change change = state->changes[i];
        state->facts[change.fact] = s->base[change.fact];
        s->left++;
        if (decide(s, state->facts))
            memmove(&state->changes[i], &state->changes[i + 1], (--state->n - i) * sizeof *state->changes);
        else
            state->facts[change.fact] = change.to;
    }
    keep_way(s, state->changes, state->n);
}

/* What STATE becomes by giving FACT the value TO; false if that brings the goal. */
static bool step(struct search *s, const struct state *state, uint32_t fact, struct value to, struct state *best, uint32_t *n)
{
    struct state next = *state;
    uint32_t n_facts = s->reach->program->n_facts;
    next.facts = arena_copy(s->scratch, state->facts, n_facts * sizeof *next.facts);
    to = value_keep(s->scratch, to);
    next.facts[fact] = to;
    next.changes[next.n++] = (struct change){ fact, to };
    if (decide(s, next.facts)) {
        keep_needed(s, &next);
        return false;
    }
    next.cost = explain_distance_left(s->reach, s->twin, s->arm);
    next.looked = arena_copy(s->scratch, eval_trace(s->twin)->looked_at, n_facts * sizeof *next.looked);
    keep_state(best, n, &next);
    return true;
}

static bool has(const struct state *state, uint32_t fact)
{
    for (uint32_t i = 0; i < state->n; i++)
        if (state->changes[i].fact == fact)
            return true;
    return false;
}

/* One more change of each of the N states; false once the goal came about or nothing is left to spend. */
static bool step_all(struct search *s, const struct state *states, uint32_t n, struct state *best, uint32_t *n_best)
{
    for (uint32_t i = 0; i < n; i++)
        for (uint32_t fact = 0; fact < s->reach->program->n_facts; fact++) {
            if (!s->reach->open[fact] || !states[i].looked[fact] || has(&states[i], fact))
                continue;
            point_list points = explain_points_of(s->points, fact, states[i].facts, s->scratch);
            for (uint32_t k = 0; k < points.n; k++)
                if (!step(s, &states[i], fact, points.at[k], best, n_best) || s->spent)
                    return false;
        }
    return true;
}

static void go(struct search *s, uint32_t arm, uint64_t most)
{
    struct state states[2][BEAM];
    uint32_t n = 1, n_facts = s->reach->program->n_facts;
    s->arm = arm;
    s->left = most;
    s->spent = false;
    decide(s, s->base);
    states[0][0] = (struct state){ .facts = arena_copy(s->scratch, s->base, n_facts * sizeof *s->base) };
    states[0][0].looked = arena_copy(s->scratch, eval_trace(s->twin)->looked_at, n_facts * sizeof(bool));
    for (uint32_t depth = 0; depth < MOST_FACTS && n > 0; depth++) {
        uint32_t n_next = 0;
        struct state *next = states[(depth + 1) % 2];
        if (!step_all(s, states[depth % 2], n, next, &n_next))
            break;
        n = n_next;
    }
    arena_reset(s->scratch);
}

static bool may_bring(const struct search *s, const struct arm *arm)
{
    for (uint32_t i = 0; i < arm->n_actions; i++)
        if (explain_goal_fits(s->reach->program, s->reach->goal, &arm->actions[i]))
            return true;
    return false;
}

/* By each rule that may bring it; those that take the fewest facts are kept. */
static void go_where_least_is_left(struct search *s, uint64_t most)
{
    const struct program *program = s->reach->program;
    uint32_t n = 0, fewest = UINT32_MAX, kept = 0;
    for (uint32_t i = 0; i < program->n_arms; i++)
        n += may_bring(s, &program->arms[i]);
    if (n == 0)
        go(s, UINT32_MAX, most);
    for (uint32_t i = 0; i < program->n_arms; i++)
        if (may_bring(s, &program->arms[i]))
            go(s, i, most / n + 1);
    for (uint32_t i = 0; i < s->found->ways.n; i++)
        fewest = s->found->ways.at[i].n < fewest ? s->found->ways.at[i].n : fewest;
    for (uint32_t i = 0; i < s->found->ways.n; i++)
        if (s->found->ways.at[i].n == fewest)
            s->found->ways.at[kept++] = s->found->ways.at[i];
    s->found->ways.n = kept;
}

/* The ways that were found need not be the smallest. */
static void try_fewer(struct search *s, uint64_t most)
{
    struct found before = *s->found;
    memset(&s->found->ways, 0, sizeof s->found->ways);
    try_sizes(s, MOST_DEEP + 1, before.ways.at[0].n - 1, most);
    if (s->found->ways.n == 0)
        *s->found = before;
}

/* ---- */

struct found explain_search(struct arena *arena, struct reach *reach, struct eval *eval, struct eval *twin, struct arena *scratch,
                            const struct value *facts, struct trap *trap)
{
    struct found found = { 0 };
    uint64_t less = reach->program->n_lookups > 0 ? LOOKUPS_LESS : 1;
    if (!explain_reach_possible(reach, eval)) {
        found.hopeless = true;
        return found;
    }
    struct search s = { .arena = arena, .scratch = scratch, .reach = reach, .twin = twin, .trap = trap, .base = facts, .found = &found };
    s.points = explain_points(arena, reach, twin, trap);
    try_sizes(&s, 1, MOST_DEEP, MOST_ALL / less);
    if (found.ways.n == 0 && !found.hopeless)
        go_where_least_is_left(&s, MOST_GUIDED / less);
    if (found.ways.n == 0 && !found.hopeless && s.deeper)
        try_sizes(&s, MOST_DEEP + 1, MOST_FACTS, MOST_REST / less);
    else if (found.ways.n > 0 && found.ways.at[0].n > MOST_DEEP + 1)
        try_fewer(&s, MOST_REST / less);
    return found;
}
