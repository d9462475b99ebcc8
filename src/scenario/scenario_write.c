/* A scenario as its author would write it: what is given, and what DECISION makes of it. */
#include "scenario/scenario_run.h"

#include "check/program_text.h"

static void put_givens(const struct program *program, const struct scenario *scenario, struct buf *out)
{
    for (uint32_t i = 0; i < scenario->n_givens; i++) {
        const struct scenario_given *given = &scenario->givens[i];
        buf_cstr(out, i ? ", " : "  given ");
        program_name(out, given->path, given->n_path);
        buf_cstr(out, " = ");
        program_value(out, given->value, given->type, &program->style);
    }
    buf_cstr(out, scenario->n_givens ? "\n" : "");
}

static void put_row(const struct program *program, const struct scenario_row *row, struct buf *out)
{
    const struct lookup *lookup = &program->lookups[row->lookup];
    const char *between = " finds ";
    buf_cstr(out, "  given lookup ");
    program_name(out, &lookup->name, 1);
    for (uint32_t i = 0; row->fields && i < lookup->n_fields; i++) {
        buf_cstr(out, between);
        program_name(out, &lookup->fields[i].name, 1);
        buf_cstr(out, " = ");
        if (value_known(row->fields[i]))
            program_value(out, row->fields[i], lookup->fields[i].type, &program->style);
        else
            buf_cstr(out, "missing");
        between = ", ";
    }
    buf_cstr(out, row->fields ? "\n" : " finds nothing\n");
}

/* ---- what comes of it ---- */

static const struct verb *verb_named(const struct program *program, struct str name)
{
    for (uint32_t i = 0; i < program->n_verbs; i++)
        if (str_eq(program->verbs[i].name, name))
            return &program->verbs[i];
    return NULL;
}

static bool is_named(const struct verb *verb, struct str key)
{
    for (uint32_t i = 0; i < verb->n_params; i++)
        if (str_eq(verb->params[i].name, key))
            return verb->params[i].named;
    return false;
}

static void put_action(const struct program *program, const struct decided_action *action, struct buf *out)
{
    const struct verb *verb = verb_named(program, action->verb);
    buf_str(out, action->verb);
    for (uint32_t i = 0; verb && i < action->n_args; i++) {
        const struct decided_arg *arg = &action->args[i];
        buf_char(out, ' ');
        if (is_named(verb, arg->key)) {
            buf_str(out, arg->key);
            buf_char(out, ' ');
        }
        if (arg->type->kind == TYPE_SYMBOL)
            buf_str(out, value_str(arg->value));
        else
            program_value(out, arg->value, arg->type, &program->style);
    }
}

static bool is_update(const struct program *program, const struct decided_action *action)
{
    return program->update_verb != UINT32_MAX && str_eq(program->verbs[program->update_verb].name, action->verb);
}

/* Updates are expected by their SQL alone, so nothing can be said of all actions where there are some. */
static void put_actions(const struct program *program, const struct decision *decision, struct buf *out)
{
    bool updates = false;
    for (uint32_t i = 0; i < decision->n_actions; i++)
        updates = updates || is_update(program, &decision->actions[i]);
    if (decision->n_actions == 0)
        buf_cstr(out, "  expect nothing\n");
    for (uint32_t i = 0; i < decision->n_actions; i++) {
        const struct decided_action *action = &decision->actions[i];
        buf_cstr(out, i == 0 && !updates ? "  expect only " : i == 0 || updates ? "  expect " : " and ");
        if (is_update(program, action)) {
            buf_cstr(out, "update ");
            program_quoted(out, value_str(action->args[0].value));
        } else {
            put_action(program, action, out);
        }
        buf_cstr(out, updates || i + 1 == decision->n_actions ? "\n" : "");
    }
}

static bool can_be_written(const struct type *type)
{
    return type->kind != TYPE_RECORD && (type->kind != TYPE_LIST || can_be_written(type->element));
}

static const struct definition *definition_of(const struct program *program, const struct decided_value *value)
{
    for (uint32_t i = 0; i < program->n_definitions; i++)
        if (program->definitions[i].output && program->definitions[i].path == value->path)
            return &program->definitions[i];
    return NULL;
}

static void put_values(const struct program *program, const struct decision *decision, struct buf *out)
{
    for (uint32_t i = 0; i < decision->n_values; i++) {
        const struct decided_value *value = &decision->values[i];
        const struct definition *definition = definition_of(program, value);
        if (!definition || definition->private_ || !can_be_written(value->type))
            continue;
        buf_cstr(out, "  expect ");
        program_name(out, value->path, value->n_path);
        buf_cstr(out, " = ");
        program_value(out, value->value, value->type, &program->style);
        buf_char(out, '\n');
    }
}

static bool has_value(const struct definition *definition, const struct decision *decision)
{
    for (uint32_t i = 0; i < decision->n_values; i++)
        if (decision->values[i].path == definition->path)
            return true;
    return false;
}

static void put_missing_values(const struct program *program, const struct decision *decision, struct buf *out)
{
    for (uint32_t i = 0; i < program->n_definitions; i++) {
        const struct definition *definition = &program->definitions[i];
        if (!definition->output || has_value(definition, decision))
            continue;
        buf_cstr(out, "  expect ");
        program_name(out, definition->path, definition->n_path);
        buf_cstr(out, " = missing\n");
    }
}

static void put_needs(const struct program *program, const struct decision *decision, struct buf *out)
{
    for (uint32_t i = 0; i < decision->n_needs; i++) {
        const struct fact *fact = &program->facts[decision->needs[i]];
        buf_cstr(out, i ? ", " : "  expect needs only ");
        if (fact->of_lookup)
            buf_str(out, fact->name);
        else
            program_name(out, fact->path, fact->n_path);
    }
    buf_cstr(out, decision->n_needs ? "\n" : "");
}

void scenario_write(const struct program *program, const struct scenario *scenario, const struct decision *decision, struct buf *out)
{
    static const char *const statuses[] = { "decided", "incomplete", "conflict", "error" };
    buf_cstr(out, "scenario ");
    program_quoted(out, scenario->title);
    buf_char(out, '\n');
    put_givens(program, scenario, out);
    for (uint32_t i = 0; i < scenario->n_rows; i++)
        put_row(program, &scenario->rows[i], out);
    buf_printf(out, "  expect status %s\n", statuses[decision->status]);
    if (decision->status == DECISION_ERROR)
        return;
    put_actions(program, decision, out);
    put_values(program, decision, out);
    put_missing_values(program, decision, out);
    put_needs(program, decision, out);
}
