/* Lists of records that scenarios give, a line a record. */
#include "check/scenarios.h"

#include "check/declare.h"

static uint32_t field_named(struct checker *c, const struct type *record, const struct ast_name *name, struct str part)
{
    struct str *names = arena_array(c->arena, struct str, record->n_fields);
    for (uint32_t i = 0; i < record->n_fields; i++) {
        names[i] = record->fields[i].name;
        if (str_eq(names[i], part))
            return i;
    }
    struct diag *diag = diag_add(c->diags, DIAG_SCENARIO, name->span, "its records have no field '%.*s'", STR_ARG(part));
    struct str near = diag_nearest(part, names, record->n_fields);
    if (near.n)
        diag_hint(c->diags, diag, "did you mean '%.*s'?", STR_ARG(near));
    else
        diag_hint(c->diags, diag, "facts that follow a record stand on a line of their own: given %.*s = …", STR_ARG(name->text));
    return UINT32_MAX;
}

/* Where the field NAME of a record, whose VALUES are FIELDS, is to stand, and its *TYPE; NULL after a message. */
static struct value *place_of(struct checker *c, const struct type **type, struct value *fields, const struct ast_name *name)
{
    for (uint32_t i = 0;; i++) {
        uint32_t at = field_named(c, *type, name, name->parts[i]);
        if (at == UINT32_MAX)
            return NULL;
        *type = (*type)->fields[at].type;
        if (i + 1 == name->n_parts)
            return &fields[at];
        if ((*type)->kind != TYPE_RECORD) {
            diag_add(c->diags, DIAG_SCENARIO, name->span, "'%.*s' is no record, and has no fields", STR_ARG(name->parts[i]));
            return NULL;
        }
        if (!value_known(fields[at]))
            fields[at] = value_record(arena_array(c->arena, struct value, (*type)->n_fields), (*type)->n_fields);
        fields = (struct value *)fields[at].record;
    }
}

static bool take_field(struct checker *c, const struct type *type, struct value *fields, const struct ast_given *line)
{
    struct value *place = place_of(c, &type, fields, &line->name);
    if (place && value_known(*place)) {
        diag_add(c->diags, DIAG_SCENARIO, line->name.span, "'%.*s' is given twice in one record", STR_ARG(line->name.text));
        return false;
    }
    return place && line->value && (scenario_missing(line->value) || scenario_value(c, line->value, type, place));
}

static bool record_of(struct checker *c, const struct ast_given *line, const struct type *type, struct value *out)
{
    struct value *fields = arena_array(c->arena, struct value, type->n_fields);
    for (uint32_t i = 0; i < line->fields.n; i++)
        if (!take_field(c, type, fields, line->fields.at[i]))
            return false;
    *out = value_record(fields, type->n_fields);
    return true;
}

static struct value longer(struct checker *c, const struct value_list *before, struct value element)
{
    uint32_t n = before ? before->n : 0;
    struct value_list *list = arena_zalloc(c->arena, 1, sizeof *list + (n + 1) * sizeof *list->at);
    list->n = n + 1;
    if (n > 0)
        memcpy(list->at, before->at, n * sizeof *list->at);
    list->at[n] = element;
    return value_list(list);
}

void scenario_element_add(struct checker *c, const struct ast_given *line, scenario_givens *givens, uint32_t first)
{
    struct scenario_given given = { 0 };
    struct value element;
    if (!scenario_place(c, &line->name, &given))
        return;
    if (given.type->kind != TYPE_LIST || given.type->element->kind != TYPE_RECORD) {
        struct diag *diag = diag_add(c->diags, DIAG_SCENARIO, line->name.span, "'%.*s' is no list of records", STR_ARG(line->name.text));
        diag_hint(c->diags, diag, "its value is given like this: given %.*s = …", STR_ARG(line->name.text));
        return;
    }
    if (!record_of(c, line, given.type->element, &element))
        return;
    for (uint32_t i = first; i < givens->n; i++)
        if (scenario_same_path(&givens->at[i], &given)) {
            if (givens->at[i].value.kind == VALUE_LIST)
                givens->at[i].value = longer(c, givens->at[i].value.list, element);
            return;
        }
    given.value = longer(c, NULL, element);
    vec_push(c->arena, givens, given);
}
