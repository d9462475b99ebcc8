/* Facts blocks. */
#include "check/declare.h"

/* customer.level has no room where customer is something else than what holds it. */
static void check_prefixes(struct checker *c, const struct ast_name *name)
{
    for (uint32_t n = 1; n < name->n_parts && n < EXPR_MOST_PARTS; n++) {
        struct str text = expr_prefix(name->text, name->parts, n);
        const struct value_name *outer = map_get(&c->values, text);
        if (!outer || outer->kind != NAME_FACT)
            continue;
        struct diag *diag = diag_add(c->diags, DIAG_TWICE, name->span,
                                     "'%.*s' lies within '%.*s', which is a fact itself", STR_ARG(name->text),
                                     STR_ARG(text));
        diag_note(c->diags, diag, outer->span, "'%.*s' is declared here", STR_ARG(text));
    }
}

static void check_now(struct checker *c, const struct ast_fact *fact, const struct type *type)
{
    if (!str_is(fact->name.text, "now") || !type || type->kind == TYPE_MOMENT)
        return;
    diag_add(c->diags, DIAG_TYPE, fact->type->span, "'now' is the moment to decide for: it can be no other type than moment");
}

static void check_required(struct checker *c, const struct ast_fact *fact)
{
    if (!fact->required || !fact->default_)
        return;
    struct diag *diag = diag_add(c->diags, DIAG_TYPE, fact->default_->span, "'%.*s' is required and has a default",
                                 STR_ARG(fact->name.text));
    diag_hint(c->diags, diag, "with a default it is never missing: leave one of the two out");
}

static void enter(struct checker *c, const struct ast_fact *fact)
{
    bool again;
    if (str_is(fact->name.text, "today") && fact->name.n_parts == 1) {
        diag_add(c->diags, DIAG_TWICE, fact->name.span, "'today' is the date of now, and no fact can be called so");
        return;
    }
    struct value_name *value = declare_value(c, NAME_FACT, &fact->name, fact->span, &again);
    if (!value)
        return;
    const struct type *type = declare_type(c, fact->type);
    check_now(c, fact, type);
    check_required(c, fact);
    value->index = c->facts.n;
    if (str_is(fact->name.text, "now"))
        c->program->now_fact = c->facts.n;
    struct fact made = { .name = fact->name.text, .path = fact->name.parts, .n_path = fact->name.n_parts, .type = type,
                         .label = fact->label, .required = fact->required, .private_ = fact->private_,
                         .guidance = fact->guidance };
    vec_push(c->arena, &c->facts, made);
    vec_push(c->arena, &c->fact_spans, fact->name.span);
    vec_push(c->arena, &c->fact_asts, fact);
}

static void block(struct checker *c, uint32_t file, const struct ast_statement *statement)
{
    (void)file;
    c->facts_inferred = false;
    for (uint32_t i = 0; i < statement->facts.n; i++)
        enter(c, &statement->facts.at[i]);
}

static void no_block(struct checker *c)
{
    c->facts_inferred = !c->lost_facts && !c->incomplete;
}

void declare_facts(struct checker *c)
{
    no_block(c);
    declare_each(c, AST_S_FACTS, block);
    for (uint32_t i = 0; i < c->fact_asts.n; i++)
        check_prefixes(c, &c->fact_asts.at[i]->name);
}

/* ---- defaults and judges ---- */

static bool seen_before(const struct value_list *list, uint32_t n, struct value value)
{
    for (uint32_t i = 0; i < n; i++)
        if (value_same(list->at[i], value))
            return true;
    return false;
}

static bool constant_value(struct checker *c, const struct expr *x, struct value *value);

/* A list of a closed set is a set: it holds each symbol once. */
static bool constant_list(struct checker *c, const struct expr *x, struct value *value)
{
    struct value_list *list = arena_alloc(c->arena, sizeof *list + x->n * sizeof *list->at);
    bool set = x->type->element->kind == TYPE_SET;
    list->n = 0;
    for (uint32_t i = 0; i < x->n; i++) {
        struct value item;
        if (!constant_value(c, x->items[i], &item))
            return false;
        if (!set || !seen_before(list, list->n, item))
            list->at[list->n++] = item;
    }
    *value = value_list(list);
    return true;
}

static bool constant_value(struct checker *c, const struct expr *x, struct value *value)
{
    if (x->op == EXPR_LIST)
        return constant_list(c, x, value);
    *value = x->constant;
    return x->op == EXPR_CONST;
}

static void default_of(struct checker *c, const struct ast_expr *e, struct fact *fact)
{
    struct expr *x = fact->type ? check_expr(c, e, fact->type) : NULL;
    if (!x)
        return;
    fact->has_default = constant_value(c, x, &fact->default_);
    if (!fact->has_default)
        diag_add(c->diags, DIAG_TYPE, e->span, "a default is a value written out: it cannot be computed");
}

static void judge_of(struct checker *c, const struct ast_name *name, struct fact *fact)
{
    struct ast_expr *e = ast_expr(c->arena, AST_E_NAME, name->span);
    e->name = *name;
    struct expr *x = check_expr(c, e, c->party);
    if (x && x->op == EXPR_CONST) {
        fact->judged = c->program->has_judged = true;
        fact->judged_by = value_str(x->constant);
    } else if (x) {
        diag_add(c->diags, DIAG_TYPE, name->span, "'%.*s' is a value of the case: who judges is a party's name",
                 STR_ARG(name->text));
    }
}

void declare_defaults(struct checker *c)
{
    for (uint32_t i = 0; i < c->fact_asts.n; i++) {
        struct fact fact = c->facts.at[i]; /* the list may grow: by now */
        if (c->fact_asts.at[i]->default_)
            default_of(c, c->fact_asts.at[i]->default_, &fact);
        if (c->fact_asts.at[i]->judged_by.text.n)
            judge_of(c, &c->fact_asts.at[i]->judged_by, &fact);
        c->facts.at[i] = fact;
    }
}
