/* Actions: what is written behind a verb, one thing after the other, to one expression a parameter. */
#include "check/parts.h"

/* ---- grouping: which argument is which parameter's ---- */

struct grouping {
    struct checker *c;
    const struct verb *verb;
    ast_exprs written; /* `param (x)`, which reads like a call, taken apart */
    const struct ast_expr **args;
    uint32_t n_positional; /* so far */
    bool report;
};

static bool is_function(struct str name)
{
    return builtin_find(name) != BUILTIN_COUNT || str_is(name, "first_known") || str_is(name, "reveal");
}

/* The place of the named parameter NAME, or -1. */
static int named_param(const struct verb *verb, const struct ast_name *name)
{
    if (name->quoted)
        return -1;
    for (uint32_t i = 0; i < verb->n_params; i++)
        if (verb->params[i].named && str_eq(verb->params[i].name, name->text))
            return (int)i;
    return -1;
}

static void take_apart(struct grouping *g, const struct ast_action *action)
{
    struct arena *arena = g->c->arena;
    for (uint32_t i = 0; i < action->args.n; i++) {
        struct ast_expr *e = action->args.at[i];
        bool apart = e->kind == AST_E_CALL && e->items.n == 1 && !e->parenthesized
            && (named_param(g->verb, &e->name) >= 0 || !is_function(e->name.text));
        if (apart) {
            struct ast_expr *name = ast_expr(arena, AST_E_NAME, e->name.span);
            name->name = e->name;
            vec_push(arena, &g->written, name);
        }
        vec_push(arena, &g->written, apart ? e->items.at[0] : e);
    }
}

static bool is_bare(const struct ast_expr *e) { return e->kind == AST_E_NAME && !e->parenthesized; }

/* "to, priority, status" */
static struct str params_text(struct checker *c, const struct verb *verb, bool only_named)
{
    struct str all = STR("");
    for (uint32_t i = 0; i < verb->n_params; i++)
        if (verb->params[i].named || !only_named)
            all = str_printf(c->arena, "%.*s%s%.*s", STR_ARG(all), all.n ? ", " : "", STR_ARG(verb->params[i].name));
    return all;
}

static void unknown_argument(struct grouping *g, const struct ast_expr *e)
{
    struct checker *c = g->c;
    struct diag *diag = diag_add(c->diags, DIAG_ARGUMENT, e->span, "'%.*s' is no argument of '%.*s'", STR_ARG(e->name.text),
                                 STR_ARG(g->verb->name));
    struct str *names = arena_array(c->arena, struct str, g->verb->n_params);
    uint32_t n = 0;
    for (uint32_t i = 0; i < g->verb->n_params; i++)
        if (g->verb->params[i].named)
            names[n++] = g->verb->params[i].name;
    struct str near = diag_nearest(e->name.text, names, n);
    if (near.n)
        diag_hint(c->diags, diag, "did you mean '%.*s'?", STR_ARG(near));
    else if (g->verb->n_params)
        diag_hint(c->diags, diag, "'%.*s' takes: %.*s", STR_ARG(g->verb->name), STR_ARG(params_text(c, g->verb, false)));
    else
        diag_hint(c->diags, diag, "'%.*s' takes no arguments", STR_ARG(g->verb->name));
}

/* `assign to Heather`: the name of a parameter that goes by its place. E is what stands behind it. */
static bool wrote_its_name(struct grouping *g, const struct ast_expr *e)
{
    for (uint32_t i = 0; i < g->n_positional; i++) {
        const struct ast_expr *name = g->args[i];
        if (!is_bare(name) || !str_eq(name->name.text, g->verb->params[i].name))
            continue;
        struct str verb = g->verb->name, value = span_text(g->c->sources, e->span);
        struct diag *diag = diag_add(g->c->diags, DIAG_ARGUMENT, name->span, "'%.*s' is not written in '%.*s': its place tells it",
                                     STR_ARG(name->name.text), STR_ARG(verb));
        if (g->n_positional == 1)
            diag_hint(g->c->diags, diag, "write %.*s %.*s", STR_ARG(verb), STR_ARG(value));
        return true;
    }
    return false;
}

static bool too_many(struct grouping *g, const struct ast_expr *e)
{
    if (!g->report || wrote_its_name(g, e))
        return false;
    if (is_bare(e)) {
        unknown_argument(g, e);
        return false;
    }
    struct str verb = g->verb->name, named = params_text(g->c, g->verb, true);
    struct diag *diag = diag_add(g->c->diags, DIAG_ARGUMENT, e->span, "this is one argument too many for '%.*s'", STR_ARG(verb));
    if (named.n)
        diag_hint(g->c->diags, diag, "after its first %s these are given by name: %.*s",
                  g->verb->n_positional == 1 ? "argument" : "arguments", STR_ARG(named));
    else
        diag_hint(g->c->diags, diag, "'%.*s' takes: %.*s", STR_ARG(verb), STR_ARG(params_text(g->c, g->verb, false)));
    return false;
}

/* The argument at *AT belongs to the parameter that it names, together with the one after it. */
static bool take_named(struct grouping *g, uint32_t *at, uint32_t param)
{
    const struct ast_expr *name = g->written.at[*at];
    bool last = *at + 1 == g->written.n;
    if (g->report && last)
        diag_add(g->c->diags, DIAG_ARGUMENT, name->span, "'%.*s' needs a value after it", STR_ARG(name->name.text));
    else if (g->report && g->args[param])
        diag_add(g->c->diags, DIAG_ARGUMENT, name->span, "'%.*s' is given twice", STR_ARG(name->name.text));
    if (last || g->args[param])
        return false;
    g->args[param] = g->written.at[++*at];
    return true;
}

static bool take(struct grouping *g, uint32_t *at)
{
    const struct ast_expr *e = g->written.at[*at];
    int param = is_bare(e) ? named_param(g->verb, &e->name) : -1;
    if (param >= 0)
        return take_named(g, at, (uint32_t)param);
    if (g->n_positional == g->verb->n_positional)
        return too_many(g, e);
    g->args[g->n_positional++] = e;
    return true;
}

bool action_group(struct checker *c, const struct verb *verb, const struct ast_action *action, const struct ast_expr **args,
                  bool report)
{
    struct grouping g = { .c = c, .verb = verb, .args = args, .report = report };
    for (uint32_t i = 0; i < verb->n_params; i++)
        args[i] = NULL;
    take_apart(&g, action);
    for (uint32_t i = 0; i < g.written.n; i++)
        if (!take(&g, &i))
            return false; /* what follows would be told of for the same cause */
    return true;
}

/* ---- arguments ---- */

/* A symbol is the name as it is written; what a fact of that name says does not matter. */
static struct expr *symbol_argument(struct checker *c, const struct param *param, const struct ast_expr *e)
{
    if (is_bare(e))
        return make_const(c, value_text(e->name.text), param->type, e->span);
    struct diag *diag = diag_add(c->diags, DIAG_ARGUMENT, e->span, "'%.*s' is a bare name, taken as it is written",
                                 STR_ARG(param->name));
    if (e->kind == AST_E_TEXT)
        diag_hint(c->diags, diag, "write it without quotes, as in client_credit, or between backquotes: `client credit`");
    return NULL;
}

struct expr *action_argument(struct checker *c, const struct param *param, const struct ast_expr *e)
{
    return param->type->kind == TYPE_SYMBOL ? symbol_argument(c, param, e) : check_expr(c, e, param->type);
}

static bool is_complete(struct checker *c, const struct verb *verb, const struct ast_expr *const *args, struct span span)
{
    bool complete = true;
    for (uint32_t i = 0; i < verb->n_params; i++)
        if (!args[i] && !verb->params[i].optional) {
            struct str type = type_text(c->arena, verb->params[i].type);
            diag_add(c->diags, DIAG_ARGUMENT, span, "'%.*s' needs its argument '%.*s' (%.*s)", STR_ARG(verb->name),
                     STR_ARG(verb->params[i].name), STR_ARG(type));
            complete = false;
        }
    return complete;
}

static bool arguments_check(struct checker *c, const struct verb *verb, const struct ast_expr *const *args, struct action *out)
{
    bool fine = true;
    out->args = arena_array(c->arena, struct expr *, verb->n_params);
    for (uint32_t i = 0; i < verb->n_params; i++)
        if (args[i]) {
            out->args[i] = action_argument(c, &verb->params[i], args[i]);
            fine = fine && out->args[i];
        }
    return fine;
}

static const struct verb *verb_of(struct checker *c, const struct ast_name *name, uint32_t *index)
{
    const struct verb *verb = verb_find(c, name->text, index);
    if (verb)
        return verb;
    verb_unknown(c, name);
    return NULL;
}

/* Declared twice in different words: which of them is meant is not known, and that has been told. */
static bool is_doubtful(const struct checker *c, const struct verb *verb)
{
    struct str key = str_printf(c->arena, "%s %.*s", diag_code_name(DIAG_TWICE), STR_ARG(verb->name));
    return map_get(&c->diags->subjects, key) != NULL;
}

bool action_make(struct checker *c, const struct ast_action *action, bool partial, struct action *out)
{
    *out = (struct action){ .span = action->span };
    const struct verb *verb = verb_of(c, &action->verb, &out->verb);
    if (!verb || (c->diags->n_errors && is_doubtful(c, verb)))
        return false;
    if (update_is(&action->verb))
        return update_make(c, action, partial, out);
    const struct ast_expr **args = arena_array(c->arena, const struct ast_expr *, verb->n_params);
    if (!action_group(c, verb, action, args, true))
        return false;
    bool fine = arguments_check(c, verb, args, out);
    return (partial || is_complete(c, verb, args, action->verb.span)) && fine;
}

void actions_check(struct checker *c, const ast_actions *actions, struct arm *arm)
{
    arm->actions = arena_array(c->arena, struct action, actions->n);
    for (uint32_t i = 0; i < actions->n; i++)
        if (action_make(c, actions->at[i], false, &arm->actions[arm->n_actions]))
            arm->n_actions++;
}
