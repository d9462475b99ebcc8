/* Rows of lookups that scenarios give. */
#include "check/scenarios.h"

static struct lookup_work *lookup_named(struct checker *c, const struct ast_name *name, uint32_t *index)
{
    const struct value_name *value = map_get(&c->values, name->text);
    *index = value && value->kind == NAME_LOOKUP ? value->index : UINT32_MAX;
    return *index == UINT32_MAX ? NULL : c->lookups.at[*index];
}

static struct lookup_work *no_lookup(struct checker *c, const struct ast_name *name)
{
    if (declare_is_lost(c, name))
        return NULL;
    struct str *names = arena_array(c->arena, struct str, c->lookups.n);
    for (uint32_t i = 0; i < c->lookups.n; i++)
        names[i] = c->lookups.at[i]->made.name;
    struct diag *diag = diag_add(c->diags, DIAG_SCENARIO, name->span, "'%.*s' is no lookup of the policy", STR_ARG(name->text));
    struct str near = diag_nearest(name->text, names, c->lookups.n);
    if (near.n)
        diag_hint(c->diags, diag, "did you mean '%.*s'?", STR_ARG(near));
    return NULL;
}

static uint32_t field_named(struct checker *c, const struct lookup *lookup, const struct ast_name *name)
{
    struct str *names = arena_array(c->arena, struct str, lookup->n_fields);
    for (uint32_t i = 0; i < lookup->n_fields; i++) {
        names[i] = lookup->fields[i].name;
        if (str_eq(names[i], name->parts[name->n_parts - 1]))
            return i;
    }
    struct diag *diag = diag_add(c->diags, DIAG_SCENARIO, name->span, "'%.*s' gives no field '%.*s'", STR_ARG(lookup->name),
                                 STR_ARG(name->parts[name->n_parts - 1]));
    struct str near = diag_nearest(name->text, names, lookup->n_fields);
    if (near.n)
        diag_hint(c->diags, diag, "did you mean '%.*s'?", STR_ARG(near));
    else
        diag_hint(c->diags, diag, "facts that follow rows stand on a line of their own: given %.*s = …", STR_ARG(name->text));
    return UINT32_MAX;
}

/* `missing` is what a column that is NULL is. */
static bool field_value(struct checker *c, const struct lookup *lookup, uint32_t field, const struct ast_expr *e, struct value *out)
{
    *out = value_unknown();
    return scenario_missing(e) || scenario_value(c, e, lookup->fields[field].type, out);
}

static bool fields(struct checker *c, const struct ast_given *line, const struct lookup *lookup, struct value *values)
{
    bool *given = arena_array(c->arena, bool, lookup->n_fields), fine = true;
    for (uint32_t i = 0; i < line->fields.n; i++) {
        const struct ast_given *field = line->fields.at[i];
        uint32_t at = field_named(c, lookup, &field->name);
        if (at == UINT32_MAX)
            return false; /* those behind it may be facts, too */
        if (given[at])
            diag_add(c->diags, DIAG_SCENARIO, field->name.span, "'%.*s' is given twice in one row", STR_ARG(field->name.text));
        fine = fine && !given[at] && field->value && field_value(c, lookup, at, field->value, &values[at]);
        given[at] = true;
    }
    return fine;
}

/* That nothing is found goes with no row. */
static bool agrees(struct checker *c, const struct scenario_facts *given, const struct scenario_row *row)
{
    for (uint32_t i = 0; i < given->rows.n; i++) {
        const struct scenario_row *other = &given->rows.at[i];
        if (other->lookup != row->lookup || (other->fields && row->fields))
            continue;
        struct diag *diag = diag_add(c->diags, DIAG_SCENARIO, row->span, "'%.*s' cannot find %s", STR_ARG(c->lookups.at[row->lookup]->made.name),
                                     other->fields ? "a row and nothing" : row->fields ? "nothing and a row" : "nothing twice");
        diag_note(c->diags, diag, other->span, "this is given, too");
        return false;
    }
    return true;
}

void scenario_rows_add(struct checker *c, const struct ast_given *line, struct scenario_facts *given)
{
    struct scenario_row row = { .span = line->span };
    const struct lookup_work *work = lookup_named(c, &line->name, &row.lookup);
    if (!work)
        no_lookup(c, &line->name);
    if (!work || !work->type)
        return;
    struct value *values = arena_array(c->arena, struct value, work->made.n_fields);
    if (!line->nothing && !fields(c, line, &work->made, values))
        return;
    row.fields = line->nothing ? NULL : values;
    if (agrees(c, given, &row))
        vec_push(c->arena, &given->rows, row);
}

void scenario_rows_join(struct checker *c, const struct scenario_facts *background, const struct scenario_facts *own,
                        struct scenario_facts *out)
{
    bool *given = arena_array(c->arena, bool, c->lookups.n);
    for (uint32_t i = 0; i < own->rows.n; i++)
        given[own->rows.at[i].lookup] = true;
    for (uint32_t i = 0; i < background->rows.n; i++)
        if (!given[background->rows.at[i].lookup])
            vec_push(c->arena, &out->rows, background->rows.at[i]);
    for (uint32_t i = 0; i < own->rows.n; i++)
        vec_push(c->arena, &out->rows, own->rows.at[i]);
}

/* ---- tables of scenarios ---- */

bool scenario_rows_head(struct checker *c, const struct ast_name *name, uint32_t *lookup, uint32_t *field)
{
    uint32_t used;
    const struct value_name *value = expr_resolve(c, name, &used);
    if (!value || value->kind != NAME_LOOKUP || name->n_parts > used + 1 || !c->lookups.at[value->index]->type)
        return false;
    *lookup = value->index;
    *field = name->n_parts == used ? UINT32_MAX : field_named(c, &c->lookups.at[value->index]->made, name);
    return name->n_parts == used || *field != UINT32_MAX;
}

/* The one row that BEFORE gives of a lookup; NULL: none, or several. */
static const struct scenario_row *one_row(const struct scenario_facts *before, uint32_t lookup)
{
    const struct scenario_row *found = NULL;
    for (uint32_t i = 0; i < before->rows.n; i++)
        if (before->rows.at[i].lookup == lookup) {
            if (found)
                return NULL;
            found = &before->rows.at[i];
        }
    return found && found->fields ? found : NULL;
}

/* The row that cells fill in: what it was before, where they leave it. */
static struct scenario_row *row_of(struct checker *c, uint32_t lookup, struct span span, const struct scenario_facts *before, struct scenario_facts *given)
{
    for (uint32_t i = 0; i < given->rows.n; i++)
        if (given->rows.at[i].lookup == lookup)
            return &given->rows.at[i];
    uint32_t n = c->lookups.at[lookup]->made.n_fields;
    const struct scenario_row *old = one_row(before, lookup);
    struct value *fields = old ? arena_copy(c->arena, old->fields, n * sizeof *fields) : arena_array(c->arena, struct value, n);
    struct scenario_row row = { lookup, fields, span };
    vec_push(c->arena, &given->rows, row);
    return &given->rows.at[given->rows.n - 1];
}

void scenario_rows_cell(struct checker *c, uint32_t lookup, uint32_t field, const struct ast_expr *e, const struct scenario_facts *before,
                        struct scenario_facts *given)
{
    const struct lookup *made = &c->lookups.at[lookup]->made;
    struct scenario_row nothing = { .lookup = lookup, .span = e->span };
    if (field == UINT32_MAX && !(e->kind == AST_E_NAME && !e->parenthesized && str_is(e->name.text, "nothing"))) {
        diag_add(c->diags, DIAG_SCENARIO, e->span, "under a lookup stands 'nothing', or -; what it finds stands under its fields");
    } else if (field == UINT32_MAX) {
        if (agrees(c, given, &nothing))
            vec_push(c->arena, &given->rows, nothing);
    } else {
        struct scenario_row *row = row_of(c, lookup, e->span, before, given);
        if (row->fields)
            field_value(c, made, field, e, (struct value *)&row->fields[field]);
        else
            diag_add(c->diags, DIAG_SCENARIO, e->span, "'%.*s' cannot find nothing and a row", STR_ARG(made->name));
    }
}
