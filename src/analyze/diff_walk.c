/* All expressions that decide something. */
#include "analyze/diff_inner.h"

struct walk {
    const struct program *program;
    void (*see)(void *context, const struct expr *expr);
    void *context;
    bool *seen; /* definitions */
};

static void walk(struct walk *w, const struct expr *expr);

static void walk_arms(struct walk *w, const struct arms *arms)
{
    walk(w, arms->guard);
    walk(w, arms->unless);
    for (uint32_t i = 0; i < arms->n; i++) {
        walk(w, arms->at[i].condition);
        walk(w, arms->at[i].value);
    }
}

static void walk(struct walk *w, const struct expr *expr)
{
    if (!expr)
        return;
    w->see(w->context, expr);
    for (uint32_t i = 0; i < expr->n; i++)
        walk(w, expr->items[i]);
    if (expr->arms)
        walk_arms(w, expr->arms);
    if (expr->op == EXPR_DEFINITION && !w->seen[expr->index]) {
        w->seen[expr->index] = true;
        walk(w, w->program->definitions[expr->index].body);
    }
    for (uint32_t i = 0; (expr->op == EXPR_LOOKUP || expr->op == EXPR_FOUND) && i < w->program->lookups[expr->index].n_params; i++)
        walk(w, w->program->lookup_uses[expr->index].params[i]);
}

static void walk_action(struct walk *w, const struct action *action)
{
    for (uint32_t i = 0; i < w->program->verbs[action->verb].n_params; i++)
        walk(w, action->args[i]);
}

static void walk_arm(struct walk *w, const struct arm *arm)
{
    walk(w, arm->effective);
    walk(w, arm->condition);
    walk(w, arm->unless);
    walk(w, arm->because);
    for (uint32_t i = 0; i < arm->n_actions; i++)
        walk_action(w, &arm->actions[i]);
}

const bool *diff_walk(struct diff_state *diff, unsigned side, void (*see)(void *context, const struct expr *expr), void *context)
{
    const struct program *program = diff->programs[side];
    struct walk w = { program, see, context, arena_array(diff->arena, bool, program->n_definitions) };
    for (uint32_t i = 0; i < program->n_units; i++) {
        walk(&w, program->units[i].effective);
        walk(&w, program->units[i].when);
        walk(&w, program->units[i].unless);
    }
    for (uint32_t i = 0; i < program->n_arms; i++)
        walk_arm(&w, &program->arms[i]);
    for (uint32_t i = 0; i < program->n_definitions; i++)
        if (program->definitions[i].output)
            walk(&w, &(struct expr){ .op = EXPR_DEFINITION, .index = i });
    for (uint32_t i = 0; i < program->n_guarantees; i++) {
        walk(&w, program->guarantees[i].when);
        walk_action(&w, program->guarantees[i].action);
    }
    return w.seen;
}
