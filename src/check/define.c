/* Definitions: by one value, by arms, by columns of tables. They are checked in an order in which what one rests on is
 * done before it, so that a chain of thousands does not recur. */
#include "check/depends.h"
#include "check/expr.h"
#include "check/parts.h"
#include "check/tables.h"

/* Where the order cannot be kept there is a circle: this deep it is followed, to show all its places. */
enum { MOST_BUSY = 16 };

struct define_state {
    struct graph graph;
    VEC(uint32_t) busy; /* definitions being checked, the innermost last */
    uint32_t *heights;  /* of the bodies, with all that they rest on */
    struct map shared_heights; /* of conditions, by the first of them */
};

static struct define_state *state_of(struct checker *c)
{
    if (c->define)
        return c->define;
    c->define = arena_new(c->arena, struct define_state);
    map_init(&c->define->shared_heights, c->arena);
    depends_find(c, &c->define->graph);
    c->define->heights = arena_array(c->arena, uint32_t, c->definitions.n);
    return c->define;
}

/* ---- circles ---- */

static bool find_place(const struct graph *graph, uint32_t from, uint32_t to, struct span *place)
{
    const struct graph_node *node = &graph->nodes[from];
    for (uint32_t i = 0; i < node->edges.n; i++)
        if (node->edges.at[i].to == to) {
            *place = node->edges.at[i].span;
            return true;
        }
    return false;
}

/* Where FROM names TO, itself or in a table that decides it. */
static struct span place_of(struct checker *c, uint32_t from, uint32_t to)
{
    const struct graph *graph = &c->define->graph;
    struct span place = c->definitions.at[from]->made.span;
    bool found = find_place(graph, from, to, &place);
    for (uint32_t i = 0; !found && i < graph->nodes[from].edges.n; i++)
        if (graph->nodes[from].edges.at[i].to >= c->definitions.n)
            found = find_place(graph, graph->nodes[from].edges.at[i].to, to, &place);
    return place;
}

static struct str name_of(struct checker *c, uint32_t index) { return c->definitions.at[index]->made.name; }

/* BUSY[FIRST ..] rest on each other in turn; the one that was declared first is told of first. */
static void report_circle(struct checker *c, uint32_t first)
{
    const uint32_t *ring = c->define->busy.at + first;
    uint32_t n = c->define->busy.n - first, start = 0;
    for (uint32_t i = 1; i < n; i++)
        if (ring[i] < ring[start])
            start = i;
    struct span place = place_of(c, ring[start], ring[(start + 1) % n]);
    struct str name = name_of(c, ring[start]);
    struct diag *diag = n == 1 ? diag_add(c->diags, DIAG_CIRCLE, place, "'%.*s' is defined by itself", STR_ARG(name))
                               : diag_add(c->diags, DIAG_CIRCLE, place, "these definitions go in a circle");
    for (uint32_t i = 0; n > 1 && i < n; i++) {
        uint32_t from = ring[(start + i) % n], to = ring[(start + i + 1) % n];
        diag_note(c->diags, diag, place_of(c, from, to), "'%.*s' uses '%.*s'", STR_ARG(name_of(c, from)), STR_ARG(name_of(c, to)));
    }
    diag_subject(c->diags, diag, name);
}

static void circle(struct checker *c, uint32_t index)
{
    for (uint32_t i = 0; i < c->define->busy.n; i++)
        if (c->define->busy.at[i] == index) {
            report_circle(c, i);
            return;
        }
}

static void long_circle(struct checker *c, uint32_t index)
{
    uint32_t first = c->define->busy.at[0];
    struct diag *diag = diag_add(c->diags, DIAG_CIRCLE, c->definitions.at[first]->made.span,
                                 "'%.*s' is defined by itself, through more than %d other definitions", STR_ARG(name_of(c, first)),
                                 MOST_BUSY);
    diag_note(c->diags, diag, c->definitions.at[index]->made.span, "one of them is '%.*s'", STR_ARG(name_of(c, index)));
    diag_subject(c->diags, diag, name_of(c, first));
}

/* ---- bodies ---- */

/* Only the last arm may do without a condition: what follows it is never looked at. */
static void last_is_otherwise(struct checker *c, const struct ast_statement *define)
{
    for (uint32_t i = 0; i + 1 < define->arms.n; i++)
        if (!define->arms.at[i].condition) {
            struct diag *diag = diag_add(c->diags, DIAG_OTHERWISE, define->arms.at[i + 1].span,
                                         "nothing can reach this: the value before it has no condition");
            diag_note(c->diags, diag, define->arms.at[i].span, "this value is always taken");
            return;
        }
}

static bool arms_fill(struct checker *c, const struct ast_statement *define, struct expr *const *values, struct arms *arms)
{
    bool fine = true;
    for (uint32_t i = 0; i < define->arms.n; i++) {
        const struct ast_arm *arm = &define->arms.at[i];
        struct expr *condition = arm->condition ? check_condition(c, arm->condition) : NULL;
        fine = fine && (condition || !arm->condition);
        arms->at[i] = (struct arm_value){ condition, values[i], arm->span };
    }
    return fine;
}

static struct expr *define_arms(struct checker *c, const struct ast_statement *define, struct expr *const *values,
                                const struct type *type)
{
    struct arms *arms = arena_new(c->arena, struct arms);
    arms->at = arena_array(c->arena, struct arm_value, define->arms.n);
    arms->n = define->arms.n;
    last_is_otherwise(c, define);
    if (!arms_fill(c, define, values, arms) || !type)
        return NULL;
    struct expr *e = make_expr(c, EXPR_ARMS, type, define->span, 0);
    e->arms = arms;
    return e;
}

static struct expr *define_body(struct checker *c, const struct ast_statement *define)
{
    if (define->arms.n == 1 && !define->arms.at[0].condition)
        return check_expr(c, define->arms.at[0].value, NULL);
    const struct ast_expr **written = arena_array(c->arena, const struct ast_expr *, define->arms.n);
    struct expr **values = arena_array(c->arena, struct expr *, define->arms.n);
    for (uint32_t i = 0; i < define->arms.n; i++)
        written[i] = define->arms.at[i].value;
    const struct type *type = expr_together(c, written, define->arms.n, NULL, values, "values of one definition");
    return define_arms(c, define, values, type);
}

/* ---- heights ---- */

static uint32_t height_of(const struct checker *c, const struct expr *e);

static uint32_t height_of_all(const struct checker *c, struct expr *const *items, uint32_t n)
{
    uint32_t most = 0;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t height = items[i] ? height_of(c, items[i]) : 0;
        most = height > most ? height : most;
    }
    return most;
}

static uint32_t height_of_conditions(const struct checker *c, const struct arms *arms)
{
    struct expr *around[] = { arms->guard, arms->unless };
    uint32_t most = height_of_all(c, around, 2);
    for (uint32_t i = 0; i < arms->n; i++) {
        uint32_t height = height_of_all(c, &arms->at[i].condition, 1);
        most = height > most ? height : most;
    }
    return most;
}

/* The columns of a table share its conditions, which are looked at once. */
static uint32_t height_of_shared(const struct checker *c, const struct arms *arms)
{
    struct str key = { (const char *)&arms->at[0].condition, sizeof arms->at[0].condition };
    uintptr_t before = arms->at[0].condition ? (uintptr_t)map_get(&c->define->shared_heights, key) : 0;
    if (before)
        return (uint32_t)before;
    uint32_t height = height_of_conditions(c, arms);
    if (arms->at[0].condition)
        map_put(&c->define->shared_heights, key, (void *)(uintptr_t)(height + 1));
    return height + 1; /* never 0, which the map takes for none */
}

static uint32_t height_of_arms(const struct checker *c, const struct arms *arms)
{
    uint32_t most = arms->n ? height_of_shared(c, arms) : 0;
    for (uint32_t i = 0; i < arms->n; i++) {
        uint32_t height = height_of_all(c, &arms->at[i].value, 1);
        most = height > most ? height : most;
    }
    return most;
}

static uint32_t height_of(const struct checker *c, const struct expr *e)
{
    if (e->op == EXPR_DEFINITION)
        return 1 + c->define->heights[e->index];
    if (e->op == EXPR_LOOKUP || e->op == EXPR_FOUND)
        return 1 + c->lookups.at[e->index]->height;
    return 1 + (e->op == EXPR_ARMS ? height_of_arms(c, e->arms) : height_of_all(c, e->items, e->n));
}

uint32_t define_height(const struct checker *c, const struct expr *e)
{
    return height_of(c, e);
}

static bool is_too_high(struct checker *c, uint32_t index, const struct expr *body)
{
    uint32_t *height = &c->define->heights[index];
    *height = body ? height_of(c, body) : 0;
    if (*height <= DEFINE_MOST_HEIGHT)
        return false;
    const struct definition *made = &c->definitions.at[index]->made;
    diag_add(c->diags, DIAG_LIMIT, made->span, "'%.*s' rests on a chain of more definitions than bylaw takes (%d levels)",
             STR_ARG(made->name), DEFINE_MOST_HEIGHT);
    return true;
}

/* ---- definitions ---- */

static void define_check(struct checker *c, uint32_t index)
{
    struct definition_work *work = c->definitions.at[index];
    work->state = WORK_BUSY;
    vec_push(c->arena, &c->define->busy, index);
    struct scope outer = scope_enter(c);
    struct expr *body = work->define ? define_body(c, work->define) : tables_decide(c, work);
    work->n_slots = scope_leave(c, outer);
    c->define->busy.n--;
    if (is_too_high(c, index, body))
        body = NULL;
    work->made.body = body;
    work->made.type = body ? body->type : NULL;
    work->made.private_ = body && private_expr(c, body);
    work->state = WORK_DONE;
}

const struct type *define_type(struct checker *c, uint32_t index)
{
    struct definition_work *work = c->definitions.at[index];
    struct define_state *state = state_of(c);
    if (work->state == WORK_BUSY)
        circle(c, index);
    else if (work->state == WORK_NEW && state->busy.n == MOST_BUSY)
        long_circle(c, index);
    else if (work->state == WORK_NEW)
        define_check(c, index);
    return work->state == WORK_DONE ? work->made.type : NULL;
}

void define_all(struct checker *c)
{
    const struct graph *graph = &state_of(c)->graph;
    uint32_t *order = arena_array(c->arena, uint32_t, graph->n);
    graph_order(graph, order, NULL, NULL);
    for (uint32_t i = 0; i < graph->n; i++)
        if (order[i] < c->definitions.n)
            define_type(c, order[i]);
        else if (order[i] < c->definitions.n + c->lookups.n)
            lookup_ask(c, order[i] - c->definitions.n, (struct span){ 0 });
}
