/* Actions: verbs, their parameters, and what they defeat. */
#include "check/declare.h"
#include "check/parts.h"

static void check_param(struct checker *c, const struct ast_statement *action, uint32_t i)
{
    const struct ast_name *name = &action->params.at[i].name;
    for (uint32_t j = 0; j < i; j++)
        if (str_eq(action->params.at[j].name.text, name->text))
            diag_add(c->diags, DIAG_TWICE, name->span, "'%.*s' has two parameters '%.*s'", STR_ARG(action->name.text),
                     STR_ARG(name->text));
}

static void make_params(struct checker *c, const struct ast_statement *action, struct verb *verb)
{
    struct param *params = arena_array(c->arena, struct param, action->params.n);
    for (uint32_t i = 0; i < action->params.n; i++) {
        const struct ast_param *param = &action->params.at[i];
        check_param(c, action, i);
        const struct type *type = declare_param_type(c, param->type);
        params[i] = (struct param){ param->name.text, type ? type : type_simple(TYPE_TEXT), param->type->optional,
                                    param->named };
        verb->n_positional += !param->named;
    }
    verb->params = params;
    verb->n_params = action->params.n;
}

static bool may_declare(struct checker *c, const struct ast_statement *action)
{
    uint32_t index;
    const struct verb *before = verb_find(c, action->name.text, &index);
    if (str_is(action->name.text, "update")) {
        diag_add(c->diags, DIAG_TWICE, action->name.span, "'update' is the language's own action");
        return false;
    }
    if (before && !wording_same(c, c->verb_words.at[index], action->span))
        declare_twice(c, action->name.text, before->span, "an action", action->name.span, "an action");
    return !before;
}

static void enter(struct checker *c, uint32_t file, const struct ast_statement *action)
{
    (void)file;
    if (!may_declare(c, action))
        return;
    struct verb *verb = arena_new(c->arena, struct verb);
    verb->name = action->name.text;
    verb->once = action->once;
    verb->span = action->name.span;
    make_params(c, action, verb);
    vec_push(c->arena, &c->verb_list, verb);
    vec_push(c->arena, &c->verb_words, action->span);
    map_put(&c->verbs, verb->name, (void *)(uintptr_t)c->verb_list.n);
}

static void defeats(struct checker *c, uint32_t file, const struct ast_statement *action)
{
    (void)file;
    uint32_t index, n = 0;
    struct verb *verb = (struct verb *)verb_find(c, action->name.text, &index);
    if (!verb || !wording_same(c, c->verb_words.at[index], action->span) || verb->n_defeats)
        return;
    uint32_t *defeated = arena_array(c->arena, uint32_t, action->names.n);
    for (uint32_t i = 0; i < action->names.n; i++) {
        if (verb_find(c, action->names.at[i].text, &defeated[n]))
            n++;
        else
            verb_unknown(c, &action->names.at[i]);
    }
    verb->defeats = defeated;
    verb->n_defeats = n;
}

/* The language's own. Its arguments are made by update.c, whatever is written. The last of all, so that a program that does not
 * name it can go without it. */
static void enter_update(struct checker *c)
{
    static const struct type any_record = { .kind = TYPE_RECORD };
    struct verb *verb = arena_new(c->arena, struct verb);
    const struct param params[] = { { STR("sql"), type_simple(TYPE_TEXT), false, false }, { STR("values"), &any_record, false, false },
                                    { STR("rows"), type_simple(TYPE_TEXT), true, true } };
    *verb = (struct verb){ .name = STR("update"), .params = arena_copy(c->arena, params, sizeof params), .n_params = 3, .n_positional = 2 };
    vec_push(c->arena, &c->verb_list, verb);
    vec_push(c->arena, &c->verb_words, (struct span){ 0 });
    map_put(&c->verbs, verb->name, (void *)(uintptr_t)c->verb_list.n);
}

void declare_verbs(struct checker *c)
{
    declare_each(c, AST_S_ACTION, enter);
    enter_update(c);
    declare_each(c, AST_S_ACTION, defeats);
}
