/* Private facts: what is computed from one is private, too, and may not be shown unless it is written reveal(…): also
 * what it only chooses (an arm of a definition, a row of a table), which would tell it in other words. Conditions of
 * rules use private facts freely. */
#include "check/parts.h"

/* ---- whether an expression is private ---- */

/* reveal() marks expressions by their ids; a bit each. */
static bool is_revealed(const struct checker *c, const struct expr *e)
{
    return e->id / 64 < c->revealed_words.n && c->revealed_words.at[e->id / 64] >> e->id % 64 & 1;
}

static void take_revealed(struct checker *c)
{
    for (; c->n_revealed < c->revealed.n; c->n_revealed++) {
        uint32_t id = c->revealed.at[c->n_revealed];
        while (c->revealed_words.n <= id / 64)
            vec_push(c->arena, &c->revealed_words, 0);
        c->revealed_words.at[id / 64] |= UINT64_C(1) << id % 64;
    }
}

/* Calls VISIT for each fact or definition in E that makes it private; true as soon as one call is. */
typedef bool leaf_visit(void *context, const struct expr *leaf);
static bool each_leaf(const struct checker *c, const struct expr *e, leaf_visit *visit, void *context);

static bool each_among(const struct checker *c, struct expr *const *items, uint32_t n, leaf_visit *visit, void *context)
{
    for (uint32_t i = 0; i < n; i++)
        if (each_leaf(c, items[i], visit, context))
            return true;
    return false;
}

static bool each_given(const struct checker *c, const struct expr *e, leaf_visit *visit, void *context)
{
    return e && each_leaf(c, e, visit, context);
}

static bool each_of_arms(const struct checker *c, const struct arms *arms, leaf_visit *visit, void *context)
{
    for (uint32_t i = 0; i < arms->n; i++)
        if (each_given(c, arms->at[i].condition, visit, context) || each_given(c, arms->at[i].value, visit, context))
            return true;
    return each_given(c, arms->guard, visit, context) || each_given(c, arms->unless, visit, context);
}

/* A private field of a lookup is the fact that stands for it. */
static bool visit_field(const struct checker *c, const struct lookup_field *field, struct span span, leaf_visit *visit, void *context)
{
    struct expr *leaf = arena_new(c->arena, struct expr);
    *leaf = (struct expr){ .op = EXPR_FACT, .index = field->fact, .span = span };
    return visit(context, leaf);
}

static bool each_of_lookup(const struct checker *c, const struct expr *e, leaf_visit *visit, void *context)
{
    const struct lookup *lookup = &c->lookups.at[e->index]->made;
    for (uint32_t i = 0; i < lookup->n_fields; i++)
        if (lookup->fields[i].private_)
            return visit_field(c, &lookup->fields[i], e->span, visit, context);
    return false;
}

static bool each_of_field(const struct checker *c, const struct expr *e, leaf_visit *visit, void *context)
{
    const struct expr *row = e->items[0];
    if (row->op != EXPR_LOOKUP)
        return each_leaf(c, row, visit, context);
    const struct lookup_field *field = &c->lookups.at[row->index]->made.fields[e->index];
    return field->private_ && visit_field(c, field, e->span, visit, context);
}

/* What E makes of rows of LOOKUP, each bound to SLOT: of a row its fields, or all of it. */
static bool each_of_rows(const struct checker *c, const struct expr *e, const struct lookup *lookup, uint32_t slot, leaf_visit *visit,
                         void *context)
{
    const struct expr *row = e->op == EXPR_FIELD ? e->items[0] : e;
    bool found = row->op == EXPR_VARIABLE && row->index == slot;
    for (uint32_t i = 0; found && i < lookup->n_fields; i++)
        if (lookup->fields[i].private_ && (row == e || e->index == i))
            return visit_field(c, &lookup->fields[i], e->span, visit, context);
    for (uint32_t i = 0; !found && i < e->n; i++)
        if (each_of_rows(c, e->items[i], lookup, slot, visit, context))
            return true;
    return false;
}

/* That there is a row, or how many, tells of what was asked with. */
static bool each_of_found(const struct checker *c, const struct expr *e, leaf_visit *visit, void *context)
{
    const struct lookup_work *work = c->lookups.at[e->index];
    return each_among(c, work->use.params, work->made.n_params, visit, context);
}

/* A quantifier or aggregate. */
static bool each_of_loop(const struct checker *c, const struct expr *e, leaf_visit *visit, void *context)
{
    const struct expr *list = e->items[0];
    if (list->op != EXPR_LOOKUP)
        return each_among(c, e->items, e->n, visit, context);
    if (each_of_found(c, list, visit, context))
        return true;
    return e->n > 1 && (each_of_rows(c, e->items[1], &c->lookups.at[list->index]->made, e->index, visit, context) ||
                        each_leaf(c, e->items[1], visit, context));
}

/* That something is known is no secret: `needs` tells it anyhow. */
static bool each_leaf(const struct checker *c, const struct expr *e, leaf_visit *visit, void *context)
{
    if (is_revealed(c, e))
        return false;
    switch (e->op) {
    case EXPR_FACT: return c->facts.at[e->index].private_ && visit(context, e);
    case EXPR_DEFINITION: return c->definitions.at[e->index]->made.private_ && visit(context, e);
    case EXPR_LOOKUP: return each_of_lookup(c, e, visit, context);
    case EXPR_FOUND: return each_of_found(c, e, visit, context);
    case EXPR_FIELD: return each_of_field(c, e, visit, context);
    case EXPR_ANY_HAS: case EXPR_ALL_HAVE: case EXPR_NO_HAS: case EXPR_COUNT: case EXPR_SUM: case EXPR_SMALLEST: case EXPR_LARGEST:
        return each_of_loop(c, e, visit, context);
    case EXPR_ARMS: return each_of_arms(c, e->arms, visit, context);
    case EXPR_KNOWN: case EXPR_CONST: return false;
    default: return each_among(c, e->items, e->n, visit, context);
    }
}

static bool keep_first(void *context, const struct expr *leaf)
{
    *(const struct expr **)context = leaf;
    return true;
}

static const struct expr *first_leaf(const struct checker *c, const struct expr *e)
{
    const struct expr *leaf = NULL;
    each_leaf(c, e, keep_first, &leaf);
    return leaf;
}

bool private_expr(struct checker *c, const struct expr *e)
{
    take_revealed(c);
    return first_leaf(c, e) != NULL;
}

/* ---- where it would be shown ---- */

struct showing {
    struct checker *c;
    const char *where;
    bool output, update; /* where is one: there reveal() cannot be written */
    struct map told; /* places: branches share their rule's because */
};

/* The private fact that LEAF, a fact or a definition, is made of. */
static const struct expr *fact_of(const struct checker *c, const struct expr *leaf)
{
    while (leaf && leaf->op == EXPR_DEFINITION) {
        const struct expr *body = c->definitions.at[leaf->index]->made.body;
        leaf = body ? first_leaf(c, body) : NULL;
    }
    return leaf;
}

static bool told_before(struct showing *s, struct span span)
{
    return map_put(&s->told, str_printf(s->c->arena, "%u:%u", span.source, span.from), s) != NULL;
}

static void tell(struct showing *s, const struct expr *leaf, struct span span)
{
    struct checker *c = s->c;
    const struct expr *fact = fact_of(c, leaf);
    if (!fact || told_before(s, span))
        return;
    struct str name = c->facts.at[fact->index].name, used = name;
    struct diag *diag;
    if (leaf->op == EXPR_DEFINITION) {
        used = c->definitions.at[leaf->index]->made.name;
        diag = diag_add(c->diags, DIAG_PRIVATE, span, "'%.*s' is made of the private fact '%.*s', and %s would show it", STR_ARG(used),
                        STR_ARG(name), s->where);
        diag_note(c->diags, diag, c->definitions.at[leaf->index]->made.span, "'%.*s' is defined here", STR_ARG(used));
    } else {
        diag = diag_add(c->diags, DIAG_PRIVATE, span, "'%.*s' is private, and %s would show it", STR_ARG(name), s->where);
    }
    if (fact->index < c->fact_spans.n && c->facts.at[fact->index].of_lookup)
        diag_note(c->diags, diag, c->fact_spans.at[fact->index], "'%.*s' is private, or looked up with something private", STR_ARG(name));
    else if (fact->index < c->fact_spans.n)
        diag_note(c->diags, diag, c->fact_spans.at[fact->index], "'%.*s' is declared private here", STR_ARG(name));
    diag_hint(c->diags, diag, s->output ? "an output may show what is defined as reveal(%.*s)"
                              : s->update ? "define a name for reveal(%.*s), and write that in the SQL"
                                          : "write reveal(%.*s) where it may be shown",
              STR_ARG(used));
}

static bool tell_leaf(void *context, const struct expr *leaf)
{
    tell(context, leaf, leaf->span);
    return false;
}

static void show(struct showing *s, const struct expr *e)
{
    if (e)
        each_leaf(s->c, e, tell_leaf, s);
}

static void show_action(struct showing *s, const struct action *action)
{
    const struct verb *verb = s->c->verb_list.at[action->verb];
    s->where = str_printf(s->c->arena, "the action '%.*s'", STR_ARG(verb->name)).p;
    s->update = str_is(verb->name, "update");
    for (uint32_t i = 0; i < verb->n_params && action->args; i++)
        show(s, action->args[i]);
}

static void show_output(struct showing *s, const struct ast_name *name)
{
    struct checker *c = s->c;
    const struct value_name *value = map_get(&c->values, name->text);
    struct expr leaf = { .span = name->span };
    if (value && value->kind == NAME_FACT && c->facts.at[value->index].private_)
        leaf.op = EXPR_FACT;
    else if (value && (value->kind == NAME_DEFINITION || value->kind == NAME_TEMPLATE) && c->definitions.at[value->index]->made.private_)
        leaf.op = EXPR_DEFINITION;
    else
        return;
    leaf.index = value->index;
    s->where = "this output";
    s->output = true;
    tell(s, &leaf, name->span);
}

static void show_outputs(struct showing *s)
{
    for (uint32_t file = 0; file < s->c->n_files; file++)
        for (uint32_t i = 0; i < s->c->files[file]->statements.n; i++) {
            const struct ast_statement *statement = s->c->files[file]->statements.at[i];
            for (uint32_t k = 0; statement->kind == AST_S_OUTPUT && k < statement->names.n; k++)
                show_output(s, &statement->names.at[k]);
        }
}

/* How many there are tells of nobody; a sum over one case would. */
static void show_kpi(struct showing *s, const struct kpi *kpi)
{
    s->where = "this kpi";
    if (kpi->figure.kind != FIGURE_SHARE && kpi->figure.kind != FIGURE_COUNT)
        show(s, kpi->of);
}

void private_check(struct checker *c)
{
    struct showing s = { .c = c };
    map_init(&s.told, c->arena);
    take_revealed(c);
    for (uint32_t i = 0; i < c->arms.n; i++) {
        const struct arm *arm = &c->arms.at[i];
        for (uint32_t k = 0; k < arm->n_actions; k++)
            show_action(&s, &arm->actions[k]);
        s.where = "this 'because'";
        s.update = false;
        show(&s, arm->because);
    }
    for (uint32_t i = 0; i < c->kpis.n; i++)
        show_kpi(&s, &c->kpis.at[i]);
    s.update = false;
    show_outputs(&s);
}
