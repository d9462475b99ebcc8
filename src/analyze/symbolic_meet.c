/* Which actions of one verb can be there in one case: a tree over them, whose nodes tell where any of those below may be. Rules about
 * different plans, regions or amounts are told apart far from the leaves, so that a case of one is held against few of ten thousand. */
#include "analyze/symbolic_inner.h"

/* What the nodes may cost, in runs of edges of diagrams: together, and each. What cannot be told within that may be anywhere. */
enum { MOST_RUNS = 4000000, MOST_RUNS_EACH = 50000 };

struct meeting {
    const uint32_t *actions; /* of the verb, ascending */
    uint32_t n;
    diagram *nodes; /* as a heap: below node i are 2 i + 1 and 2 i + 2; the leaves of n_leaves, a power of two, are the last */
    uint32_t n_leaves;
    uint32_t runs; /* that are left */
};

static diagram may_be(struct symbolic *s, uint32_t action)
{
    return symbolic_state_is(s, symbolic_asked(s, action), 1u << ACTION_CERTAIN | 1u << ACTION_UNDECIDED);
}

static diagram either(struct symbolic *s, struct meeting *m, diagram a, diagram b)
{
    uint32_t before = diagram_count_runs(s->pool);
    diagram any = diagram_or_within(s->pool, a, b, m->runs < MOST_RUNS_EACH ? m->runs : MOST_RUNS_EACH);
    m->runs -= diagram_count_runs(s->pool) - before;
    return any;
}

static uint32_t *members(struct symbolic *s, const struct verb *verb, uint32_t *n)
{
    uint32_t *all = arena_array(s->arena, uint32_t, s->n_actions);
    *n = 0;
    for (uint32_t i = 0; i < s->n_actions; i++)
        if (s->actions[i].verb == verb)
            all[(*n)++] = i;
    return all;
}

static struct meeting *make(struct symbolic *s, const struct verb *verb)
{
    struct meeting *m = arena_new(s->arena, struct meeting);
    m->actions = members(s, verb, &m->n);
    m->runs = MOST_RUNS;
    for (m->n_leaves = 1; m->n_leaves < m->n; m->n_leaves *= 2)
        ;
    m->nodes = arena_array(s->arena, diagram, 2 * (size_t)m->n_leaves - 1);
    for (uint32_t i = 0; i < m->n_leaves; i++)
        m->nodes[m->n_leaves - 1 + i] = i < m->n ? may_be(s, m->actions[i]) : DIAGRAM_NO;
    for (uint32_t i = m->n_leaves - 1; i-- > 0;)
        m->nodes[i] = either(s, m, m->nodes[2 * i + 1], m->nodes[2 * i + 2]);
    return m;
}

static struct meeting *of_verb(struct symbolic *s, uint32_t verb)
{
    if (!s->meets)
        s->meets = arena_array(s->arena, struct meeting *, s->program->n_verbs);
    if (!s->meets[verb])
        s->meets[verb] = make(s, &s->program->verbs[verb]);
    return s->meets[verb];
}

/* The first of the leaves FROM … below NODE, whose own are FIRST .. FIRST + N - 1, that may be met; n_leaves: none. */
static uint32_t search(struct symbolic *s, const struct meeting *m, uint32_t node, uint32_t first, uint32_t n, uint32_t from, diagram where)
{
    if (first + n <= from || !diagram_meet(s->pool, where, m->nodes[node]))
        return m->n_leaves;
    if (n == 1)
        return first;
    uint32_t left = search(s, m, 2 * node + 1, first, n / 2, from, where);
    return left < m->n_leaves ? left : search(s, m, 2 * node + 2, first + n / 2, n / 2, from, where);
}

/* Which of the verb's actions is the first behind AFTER. */
static uint32_t place_behind(const struct meeting *m, uint32_t after)
{
    uint32_t low = 0, high = m->n;
    while (after != UINT32_MAX && low < high) {
        uint32_t middle = low + (high - low) / 2;
        *(m->actions[middle] <= after ? &low : &high) = m->actions[middle] <= after ? middle + 1 : middle;
    }
    return low;
}

uint32_t symbolic_meeting(struct symbolic *s, uint32_t index, diagram where, uint32_t after)
{
    if (where == DIAGRAM_NO)
        return UINT32_MAX;
    const struct meeting *m = of_verb(s, s->actions[index].action->verb);
    uint32_t i = search(s, m, 0, 0, m->n_leaves, place_behind(m, after), where);
    if (i < m->n_leaves && m->actions[i] == index)
        i = search(s, m, 0, 0, m->n_leaves, i + 1, where);
    return i < m->n ? m->actions[i] : UINT32_MAX;
}
