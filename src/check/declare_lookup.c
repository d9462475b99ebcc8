/* Lookups: what they ask and give, and what they are asked with. */
#include "check/declare.h"
#include "check/parts.h"

/* ---- fields ---- */

/* What a facts block says of a fact and nobody can say of a database's column. */
static bool is_plain(struct checker *c, const struct ast_fact *field)
{
    const char *what = field->required ? "required" : field->default_ ? "default" : field->judged_by.text.n ? "judged by" : NULL;
    if (!what)
        return true;
    struct diag *diag = diag_add(c->diags, DIAG_LOOKUP, field->name.span, "'%.*s' comes from the database, and '%s' is said of facts only",
                                 STR_ARG(field->name.text), what);
    if (field->default_)
        diag_hint(c->diags, diag, "the SQL can give a value where there is none: coalesce(column, value); a rule can say first_known(field, value)");
    return false;
}

static const struct type *field_type(struct checker *c, const struct ast_fact *field)
{
    const struct type *type = field->type ? declare_type(c, field->type) : NULL;
    if (!type || sql_params_takes(type))
        return type;
    struct str words = type_words(c, type);
    struct diag *diag = diag_add(c->diags, DIAG_LOOKUP, field->type->span, "'%.*s' is %.*s, which no column of a row is",
                                 STR_ARG(field->name.text), STR_ARG(words));
    diag_hint(c->diags, diag, "fields are numbers, amounts, yes/no, texts, names, dates, times and moments; of several rows a lookup that is 'many' makes a list");
    return NULL;
}

static bool is_single(struct checker *c, const struct ast_statement *statement, uint32_t i)
{
    const struct ast_name *name = &statement->facts.at[i].name;
    for (uint32_t k = 0; k < i; k++)
        if (str_eq(statement->facts.at[k].name.text, name->text)) {
            diag_add(c->diags, DIAG_TWICE, name->span, "'%.*s' gives two fields '%.*s'", STR_ARG(statement->name.text),
                     STR_ARG(name->text));
            return false;
        }
    if (name->n_parts == 1)
        return true;
    diag_add(c->diags, DIAG_LOOKUP, name->span, "a field of a lookup has a plain name: '%.*s' has a dot", STR_ARG(name->text));
    return false;
}

static bool take_field(struct checker *c, const struct ast_statement *statement, uint32_t i, struct lookup_field *out)
{
    const struct ast_fact *field = &statement->facts.at[i];
    bool fine = is_plain(c, field) && is_single(c, statement, i);
    *out = (struct lookup_field){ .name = field->name.text, .type = field_type(c, field), .private_ = field->private_ };
    return fine && out->type;
}

static bool take_fields(struct checker *c, const struct ast_statement *statement, struct lookup *made)
{
    uint32_t n = statement->facts.n;
    if (n > SQL_PARAMS_MOST) {
        diag_add(c->diags, DIAG_LIMIT, statement->facts.at[SQL_PARAMS_MOST].name.span, "a lookup gives more than %d fields", SQL_PARAMS_MOST);
        return false;
    }
    struct lookup_field *fields = arena_array(c->arena, struct lookup_field, n);
    bool fine = n > 0;
    for (uint32_t i = 0; i < n; i++)
        fine = take_field(c, statement, i, &fields[i]) && fine;
    made->fields = fields;
    made->n_fields = n;
    if (n == 0) {
        struct diag *diag = diag_add(c->diags, DIAG_LOOKUP, statement->name.span, "'%.*s' gives nothing", STR_ARG(made->name));
        diag_hint(c->diags, diag, "name the columns of the SQL with their types: gives amount is money, paid_status is text");
    }
    return fine;
}

static const struct type *row_of(struct checker *c, const struct lookup *lookup)
{
    struct type *row = arena_new(c->arena, struct type);
    struct type_field *fields = arena_array(c->arena, struct type_field, lookup->n_fields);
    for (uint32_t i = 0; i < lookup->n_fields; i++)
        fields[i] = (struct type_field){ lookup->fields[i].name, lookup->fields[i].type };
    row->kind = TYPE_RECORD;
    row->fields = fields;
    row->n_fields = lookup->n_fields;
    return row;
}

/* ---- declaring ---- */

static bool asks(struct checker *c, const struct ast_statement *statement)
{
    enum sql_statement does = sql_params_statement(c, statement->text, statement->text_span);
    if (does == SQL_SELECT || does == SQL_NO_STATEMENT)
        return does == SQL_SELECT;
    struct diag *diag = diag_add(c->diags, DIAG_SQL, statement->text_span, "a lookup reads: its SQL is a SELECT");
    if (does != SQL_OTHER_STATEMENT)
        diag_hint(c->diags, diag, "what a decision changes is an action of a rule: if … then update \"…\"");
    return false;
}

void declare_lookup(struct checker *c, const struct ast_statement *statement)
{
    bool again;
    struct value_name *value = declare_value(c, NAME_LOOKUP, &statement->name, statement->span, &again);
    if (!value)
        return;
    struct lookup_work *work = arena_new(c->arena, struct lookup_work);
    value->statement = work->statement = statement;
    value->index = c->lookups.n;
    vec_push(c->arena, &c->lookups, work);
    work->made = (struct lookup){ .name = statement->name.text, .sql = statement->text, .many = statement->many,
                                  .optional = statement->optional, .span = statement->name.span, .sql_span = statement->text_span };
    bool fine = asks(c, statement);
    sql_params_names(c, statement->text, statement->text_span, &work->names);
    if (!take_fields(c, statement, &work->made) || !fine)
        return;
    work->use.row = row_of(c, &work->made);
    work->type = statement->many ? type_list_of(c->arena, work->use.row) : work->use.row;
}

/* ---- what stands for NULL ---- */

static void field_fact(struct checker *c, struct lookup_work *work, uint32_t i)
{
    struct lookup_field *field = (struct lookup_field *)&work->made.fields[i];
    struct str path[] = { work->made.name, field->name }, name = str_printf(c->arena, "%.*s.%.*s", STR_ARG(path[0]), STR_ARG(path[1]));
    const struct value_name *other = map_get(&c->values, name);
    if (other) {
        struct diag *diag = diag_add(c->diags, DIAG_TWICE, other->span, "'%.*s' lies within '%.*s', which is a lookup", STR_ARG(name),
                                     STR_ARG(path[0]));
        diag_note(c->diags, diag, work->made.span, "'%.*s' is declared here", STR_ARG(path[0]));
    }
    struct fact fact = { .name = name, .path = arena_copy(c->arena, path, sizeof path), .n_path = 2, .type = field->type,
                         .label = work->statement->facts.at[i].label, .private_ = field->private_, .implicit = true, .of_lookup = true };
    field->fact = c->facts.n;
    vec_push(c->arena, &c->facts, fact);
    vec_push(c->arena, &c->fact_spans, work->statement->facts.at[i].name.span);
}

void lookup_facts(struct checker *c)
{
    for (uint32_t i = 0; i < c->lookups.n; i++)
        for (uint32_t k = 0; c->lookups.at[i]->type && k < c->lookups.at[i]->made.n_fields; k++)
            field_fact(c, c->lookups.at[i], k);
}

/* ---- asking ---- */

/* They are checked in an order in which what one is asked with comes before it, but where they go round in a circle: this deep
 * it is followed. */
enum { MOST_ASKING = 16 };

/* What is asked for with something private tells of it. */
static void hide(struct checker *c, struct lookup *lookup)
{
    bool hidden = false;
    for (uint32_t i = 0; i < lookup->n_params; i++)
        hidden = hidden || lookup->params[i].private_;
    for (uint32_t i = 0; hidden && i < lookup->n_fields; i++) {
        ((struct lookup_field *)lookup->fields)[i].private_ = true;
        c->facts.at[lookup->fields[i].fact].private_ = true;
    }
}

static bool is_low(struct checker *c, struct lookup_work *work)
{
    for (uint32_t i = 0; i < work->made.n_params; i++) {
        uint32_t height = 1 + define_height(c, work->use.params[i]);
        work->height = height > work->height ? height : work->height;
    }
    if (work->height <= DEFINE_MOST_HEIGHT)
        return true;
    diag_add(c->diags, DIAG_LIMIT, work->made.span, "'%.*s' rests on a chain of more definitions than bylaw takes (%d levels)",
             STR_ARG(work->made.name), DEFINE_MOST_HEIGHT);
    return false;
}

static void ask(struct checker *c, struct lookup_work *work)
{
    struct lookup_param *params = arena_array(c->arena, struct lookup_param, work->names.n);
    work->use.params = arena_array(c->arena, struct expr *, work->names.n);
    work->state = LOOKUP_BUSY;
    c->n_asking++;
    struct scope outer = scope_enter(c);
    bool fine = sql_params_make(c, &work->names, params, work->use.params);
    work->n_slots = scope_leave(c, outer);
    c->n_asking--;
    work->made.params = params;
    work->made.n_params = fine ? work->names.n : 0;
    if (!fine || !is_low(c, work))
        work->type = NULL;
    if (work->type)
        hide(c, &work->made);
    work->state = LOOKUP_DONE;
}

void lookup_ask(struct checker *c, uint32_t index, struct span named_at)
{
    struct lookup_work *work = c->lookups.at[index];
    struct str name = work->made.name;
    bool round = work->state == LOOKUP_BUSY || (work->state == LOOKUP_NEW && c->n_asking == MOST_ASKING);
    if (work->state == LOOKUP_NEW && !round)
        ask(c, work);
    if (!round)
        return;
    struct diag *diag = diag_add(c->diags, DIAG_CIRCLE, named_at, "'%.*s' would be asked for with what it gives itself", STR_ARG(name));
    diag_note(c->diags, diag, work->made.span, "'%.*s' is declared here", STR_ARG(name));
    diag_subject(c->diags, diag, name);
    work->type = NULL;
}

struct expr *lookup_expr(struct checker *c, enum expr_op op, uint32_t index, struct span span)
{
    struct lookup_work *work = c->lookups.at[index];
    lookup_ask(c, index, span);
    if (!work->type)
        return NULL;
    struct expr *x = make_expr(c, op, op == EXPR_FOUND ? type_simple(TYPE_BOOL) : work->type, span, 0);
    x->index = index;
    if (work->n_slots > c->n_bound)
        c->n_bound = work->n_slots;
    return x;
}
