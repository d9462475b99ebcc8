/* What a name stands for. */
#include "check/expr.h"

struct binding *expr_binding(struct checker *c, const struct ast_name *name)
{
    struct binding *binding = c->bindings;
    while (binding && !str_eq(binding->name, name->parts[0]))
        binding = binding->outer;
    return binding;
}

struct str expr_prefix(struct str text, const struct str *parts, uint32_t n)
{
    uint32_t length = n - 1;
    for (uint32_t i = 0; i < n; i++)
        length += parts[i].n;
    return str_slice(text, 0, length < text.n ? length : text.n);
}

struct value_name *expr_resolve(struct checker *c, const struct ast_name *name, uint32_t *used)
{
    struct value_name *value = lookup_value(c, name->text);
    *used = name->n_parts;
    for (uint32_t n = name->n_parts < EXPR_MOST_PARTS ? name->n_parts : EXPR_MOST_PARTS; !value && n > 1; n--) {
        value = lookup_value(c, expr_prefix(name->text, name->parts, n - 1));
        *used = n - 1;
    }
    return value;
}

bool expr_is_clock(const struct checker *c, const struct ast_name *name, const char *word)
{
    return name->n_parts == 1 && str_is(name->text, word) && !map_get(&c->values, name->text);
}

static bool is_open_name(struct checker *c, const struct ast_name *name)
{
    uint32_t used;
    return !expr_binding(c, name) && !expr_is_clock(c, name, "now") && !expr_is_clock(c, name, "today") &&
           !expr_resolve(c, name, &used);
}

bool expr_is_open(struct checker *c, const struct ast_expr *e)
{
    if (e->kind == AST_E_NAME)
        return is_open_name(c, &e->name);
    bool open = e->kind == AST_E_LIST;
    for (uint32_t i = 0; open && i < e->items.n; i++)
        open = expr_is_open(c, e->items.at[i]);
    return open;
}

/* ---- fields ---- */

static int field_index(const struct type *record, struct str name)
{
    for (uint32_t i = 0; i < record->n_fields; i++)
        if (str_eq(record->fields[i].name, name))
            return (int)i;
    return -1;
}

static struct expr *no_field(struct checker *c, const struct expr *x, struct str field, struct span span)
{
    const struct type *record = x->type;
    struct str *names = arena_array(c->arena, struct str, record->n_fields), words = words_of(c, x);
    for (uint32_t i = 0; i < record->n_fields; i++)
        names[i] = record->fields[i].name;
    struct str near = diag_nearest(field, names, record->n_fields);
    struct diag *diag = diag_add(c->diags, DIAG_UNDECLARED, span, "%.*s has no field '%.*s'", STR_ARG(words), STR_ARG(field));
    if (near.n)
        diag_hint(c->diags, diag, "did you mean '%.*s'?", STR_ARG(near));
    return NULL;
}

static struct expr *no_record(struct checker *c, const struct expr *x, struct str field, struct span span)
{
    struct str words = words_of(c, x), type = type_words(c, x->type);
    struct diag *diag = diag_add(c->diags, DIAG_TYPE, span, "%.*s is %.*s and has no field '%.*s'", STR_ARG(words),
                                 STR_ARG(type), STR_ARG(field));
    if (x->type->kind == TYPE_LIST)
        diag_hint(c->diags, diag, "ask about its elements: any x in %.*s has (x.%.*s …)",
                  STR_ARG(span_text(c->sources, x->span)), STR_ARG(field));
    return NULL;
}

static struct expr *field_of(struct checker *c, struct expr *x, struct str field, struct span span)
{
    if (x->type->kind != TYPE_RECORD)
        return no_record(c, x, field, span);
    int index = field_index(x->type, field);
    if (index < 0)
        return no_field(c, x, field, span);
    struct expr *made = make_expr(c, EXPR_FIELD, x->type->fields[index].type, span, 1, x);
    made->index = (uint32_t)index;
    return made;
}

/* The place of the first N parts of NAME; between backquotes the parts' lengths do not tell. */
static struct span part_span(const struct ast_name *name, uint32_t n)
{
    struct span span = name->span;
    if (!name->quoted)
        span.to = span.from + expr_prefix(name->text, name->parts, n).n;
    return span;
}

/* The fields of X, the first USED parts of NAME, that its other parts name. */
static struct expr *fields(struct checker *c, struct expr *x, const struct ast_name *name, uint32_t used)
{
    if (x)
        x->span = part_span(name, used);
    for (uint32_t i = used; x && i < name->n_parts; i++)
        x = field_of(c, x, name->parts[i], part_span(name, i + 1));
    return x;
}

/* ---- values ---- */

static struct expr *variable(struct checker *c, struct binding *binding, const struct ast_name *name)
{
    if (!binding->type)
        return NULL; /* its list was reported */
    struct expr *x = make_expr(c, EXPR_VARIABLE, binding->type, name->span, 0);
    vec_push(c->arena, &binding->uses, x);
    return fields(c, x, name, 1);
}

static struct expr *definition(struct checker *c, uint32_t index, const struct ast_name *name)
{
    const struct type *type = define_type(c, index);
    if (!type)
        return NULL;
    struct expr *x = make_expr(c, EXPR_DEFINITION, type, name->span, 0);
    x->index = index;
    if (c->definitions.at[index]->n_slots > c->n_bound)
        c->n_bound = c->definitions.at[index]->n_slots;
    return x;
}

static struct expr *value_of(struct checker *c, const struct value_name *value, const struct ast_name *name, uint32_t used)
{
    struct expr *x = NULL;
    if (value->doubtful)
        return NULL;
    switch (value->kind) {
    case NAME_FACT: x = c->facts.at[value->index].type ? make_fact(c, value->index, name->span) : NULL; break;
    case NAME_DEFINITION: case NAME_TEMPLATE: x = definition(c, value->index, name); break;
    case NAME_PARTY: x = expr_symbol(c, c->party, value->name, name->span); break;
    case NAME_LOOKUP: x = lookup_expr(c, EXPR_LOOKUP, value->index, name->span); break;
    case NAME_SYMBOL: break;
    }
    return fields(c, x, name, used);
}

/* ---- where a set or the parties are wanted ---- */

/* The type of a value that may also be a symbol here. A definition that is being checked is not meant by its own body. */
static const struct type *rival_type(struct checker *c, const struct value_name *value)
{
    if (value->kind == NAME_FACT)
        return c->facts.at[value->index].type;
    if (value->kind == NAME_DEFINITION && c->definitions.at[value->index]->state != WORK_BUSY)
        return define_type(c, value->index);
    return NULL;
}

static struct expr *two_meanings(struct checker *c, const struct ast_name *name, const struct type *want,
                                 const struct value_name *value)
{
    struct str set = set_words(c, want);
    const char *kind = value->kind == NAME_FACT ? "fact" : "definition";
    struct diag *diag = diag_add(c->diags, DIAG_SYMBOL_OPEN, name->span, "'%.*s' is a %s and also one of %.*s",
                                 STR_ARG(name->text), kind, STR_ARG(set));
    diag_hint(c->diags, diag, "write \"%.*s\" for the one of %.*s, `%.*s` for the %s", STR_ARG(name->text), STR_ARG(set),
              STR_ARG(name->text), kind);
    diag_note(c->diags, diag, value->span, "the %s is declared here", kind);
    diag_subject(c->diags, diag, name->text);
    return NULL;
}

/* The symbol that NAME is in WANT; *DONE if that settles it, be it with a message. */
static struct expr *wanted_symbol(struct checker *c, const struct ast_name *name, const struct type *want, bool *done)
{
    *done = false;
    if (name->n_parts > 1)
        return NULL;
    struct expr *symbol = expr_symbol(c, want, name->text, name->span);
    const struct value_name *value = lookup_value(c, name->text);
    if (!symbol || (name->quoted && value))
        return NULL;
    *done = true;
    if (value && value->doubtful && value->kind == NAME_PARTY)
        return NULL;
    if (!value || value->kind == NAME_PARTY)
        return symbol;
    const struct type *rival = rival_type(c, value);
    return rival && type_same(rival, want) ? two_meanings(c, name, want, value) : symbol;
}

static struct expr *unresolved(struct checker *c, const struct ast_name *name, const struct type *want)
{
    if (want && want->kind == TYPE_PARTY && name->n_parts == 1)
        return expr_open_party(c, want, name);
    if (want && want->kind == TYPE_SET) {
        if (!declare_is_lost(c, name))
            expr_no_symbol(c, want, name->text, name->span);
        return NULL;
    }
    if (name->n_parts == 1 && map_get(&c->symbols, name->text))
        return expr_lone_symbol(c, name);
    if (!want && c->facts_inferred && name->n_parts == 1)
        return expr_open_party(c, c->party, name); /* were it a fact, inference would know it */
    undeclared(c, name, want);
    return NULL;
}

static struct expr *bare(struct checker *c, const struct ast_name *name)
{
    return make_const(c, value_text(name->text), type_simple(TYPE_SYMBOL), name->span);
}

struct expr *expr_name(struct checker *c, const struct ast_expr *e, const struct type *want)
{
    const struct ast_name *name = &e->name;
    struct binding *binding = expr_binding(c, name);
    bool done;
    uint32_t used;
    if (want && want->kind == TYPE_SYMBOL)
        return bare(c, name);
    if (binding)
        return variable(c, binding, name);
    if (want && (want->kind == TYPE_SET || want->kind == TYPE_PARTY)) {
        struct expr *symbol = wanted_symbol(c, name, want, &done);
        if (done)
            return symbol;
    }
    struct value_name *value = expr_resolve(c, name, &used);
    if (value)
        return value_of(c, value, name, used);
    if (expr_is_clock(c, name, "now"))
        return make_now(c, name->span);
    if (expr_is_clock(c, name, "today"))
        return expr_today(c, name->span);
    return unresolved(c, name, want);
}
