/* A scenario as its author would write it: what is given, and what DECISION makes of it. */
#include "scenario/scenario_run.h"

#include "check/program_text.h"

/* ---- values ---- */

static bool names_something(const struct program *program, struct str name)
{
    for (uint32_t i = 0; i < program->n_facts; i++)
        if (str_eq(program->facts[i].name, name))
            return true;
    for (uint32_t i = 0; i < program->n_definitions; i++)
        if (str_eq(program->definitions[i].name, name))
            return true;
    return false;
}

/* By its name where it is declared; else as rules write it where nothing is, if that cannot be taken for something else. */
static void put_party(const struct program *program, struct str party, const struct type *type, struct buf *out)
{
    for (uint32_t i = 0; i < type->n_symbols; i++)
        if (str_eq(type->symbols[i].text, party)) {
            program_name(out, &type->symbols[i].name, 1);
            return;
        }
    if (type->n_symbols == 0 && program_plain(party) && !names_something(program, party))
        buf_str(out, party);
    else
        program_quoted(out, party);
}

void scenario_write_value(const struct program *program, struct value value, const struct type *type, struct buf *out)
{
    if (type->kind == TYPE_PARTY && value.kind == VALUE_TEXT)
        put_party(program, value_str(value), type, out);
    else
        program_value(out, value, type, &program->style);
}

/* ---- what is given ---- */

/* A name with its parts: facts nest, and records in them. */
struct step {
    const struct step *before;
    struct str name;
};

static void put_steps(const struct step *step, struct buf *out)
{
    if (step->before) {
        put_steps(step->before, out);
        buf_char(out, '.');
    }
    program_name(out, &step->name, 1);
}

/* What is given with commas between. */
struct line {
    const struct program *program;
    struct buf *out;
    const char *before;      /* "  given " */
    const struct step *list; /* whose record this is; NULL: it is none */
    bool begun;
};

static void begin_given(struct line *line)
{
    buf_cstr(line->out, line->begun ? ", " : line->before);
    if (line->list && !line->begun) {
        put_steps(line->list, line->out);
        buf_cstr(line->out, " has ");
    }
    line->begun = true;
}

static bool is_list_of_records(struct value value, const struct type *type)
{
    return type->kind == TYPE_LIST && type->element->kind == TYPE_RECORD && value.kind == VALUE_LIST && value.list->n > 0;
}

/* But for lists of records. */
static void put_given(struct line *line, const struct step *step, struct value value, const struct type *type)
{
    for (uint32_t i = 0; value.kind == VALUE_RECORD && i < type->n_fields; i++)
        put_given(line, &(struct step){ step, type->fields[i].name }, value.record[i], type->fields[i].type);
    if (!value_known(value) || value.kind == VALUE_RECORD || is_list_of_records(value, type))
        return;
    begin_given(line);
    put_steps(step, line->out);
    buf_cstr(line->out, " = ");
    scenario_write_value(line->program, value, type, line->out);
}

static void put_record(const struct program *program, const struct step *list, struct value value, const struct type *type, struct buf *out)
{
    struct line line = { program, out, "  given ", list, false };
    for (uint32_t i = 0; value_known(value) && i < type->n_fields; i++)
        put_given(&line, &(struct step){ NULL, type->fields[i].name }, value.record[i], type->fields[i].type);
    if (!line.begun) {
        begin_given(&line);
        program_name(out, &type->fields[0].name, 1);
        buf_cstr(out, " = missing");
    }
    buf_char(out, '\n');
}

/* Of lists of records each record has a line of its own. */
static void put_records(const struct program *program, const struct step *step, struct value value, const struct type *type, struct buf *out)
{
    for (uint32_t i = 0; value.kind == VALUE_RECORD && i < type->n_fields; i++)
        put_records(program, &(struct step){ step, type->fields[i].name }, value.record[i], type->fields[i].type, out);
    for (uint32_t i = 0; is_list_of_records(value, type) && i < value.list->n; i++)
        put_record(program, step, value.list->at[i], type->element, out);
}

/* From part AT of GIVEN's path on, behind BEFORE: RECORDS, or all but those. */
static void put_from(struct line *line, const struct scenario_given *given, uint32_t at, const struct step *before, bool records)
{
    struct step step = { before, given->path[at] };
    if (at + 1 < given->n_path)
        put_from(line, given, at + 1, &step, records);
    else if (records)
        put_records(line->program, &step, given->value, given->type, line->out);
    else
        put_given(line, &step, given->value, given->type);
}

/* A given of no value takes away what the background gives. */
static void put_missing(const struct program *program, const struct scenario *scenario, struct buf *out)
{
    struct line line = { program, out, "  given ", NULL, false };
    for (uint32_t i = 0; i < scenario->n_givens; i++) {
        if (value_known(scenario->givens[i].value))
            continue;
        begin_given(&line);
        program_name(out, scenario->givens[i].path, scenario->givens[i].n_path);
        buf_cstr(out, " = missing");
    }
    buf_cstr(out, line.begun ? "\n" : "");
}

static void put_givens(const struct program *program, const struct scenario *scenario, struct buf *out)
{
    struct line line = { program, out, "  given ", NULL, false };
    for (uint32_t i = 0; i < scenario->n_givens; i++)
        put_from(&line, &scenario->givens[i], 0, NULL, false);
    buf_cstr(out, line.begun ? "\n" : "");
    put_missing(program, scenario, out);
    for (uint32_t i = 0; i < scenario->n_givens; i++)
        put_from(&line, &scenario->givens[i], 0, NULL, true);
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
            scenario_write_value(program, row->fields[i], lookup->fields[i].type, out);
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

static bool is_told(const struct verb *verb, const struct value *told, struct str key)
{
    for (uint32_t i = 0; told && i < verb->n_params; i++)
        if (str_eq(verb->params[i].name, key))
            return value_known(told[i]);
    return true;
}

static void put_action(const struct program *program, const struct decided_action *action, const struct value *told, struct buf *out)
{
    const struct verb *verb = verb_named(program, action->verb);
    buf_str(out, action->verb);
    for (uint32_t i = 0; verb && i < action->n_args; i++) {
        const struct decided_arg *arg = &action->args[i];
        if (!is_told(verb, told, arg->key))
            continue;
        buf_char(out, ' ');
        if (is_named(verb, arg->key)) {
            buf_str(out, arg->key);
            buf_char(out, ' ');
        }
        if (arg->type->kind == TYPE_SYMBOL)
            buf_str(out, value_str(arg->value));
        else
            scenario_write_value(program, arg->value, arg->type, out);
    }
}

bool scenario_is_update(const struct program *program, const struct decided_action *action)
{
    return program->update_verb != UINT32_MAX && str_eq(program->verbs[program->update_verb].name, action->verb);
}

void scenario_write_action(const struct program *program, const struct decided_action *action, const struct value *told, struct buf *out)
{
    if (!scenario_is_update(program, action)) {
        put_action(program, action, told, out);
        return;
    }
    buf_cstr(out, "update ");
    program_quoted(out, value_str(action->args[0].value));
}

/* Updates are expected by their SQL alone, so nothing can be said of all actions where there are some. */
static void put_actions(const struct program *program, const struct decision *decision, struct buf *out)
{
    bool updates = false;
    for (uint32_t i = 0; i < decision->n_actions; i++)
        updates = updates || scenario_is_update(program, decision->actions[i]);
    if (decision->n_actions == 0)
        buf_cstr(out, "  expect nothing\n");
    for (uint32_t i = 0; i < decision->n_actions; i++) {
        const struct decided_action *action = decision->actions[i];
        buf_cstr(out, i == 0 && !updates ? "  expect only " : i == 0 || updates ? "  expect " : " and ");
        scenario_write_action(program, action, NULL, out);
        buf_cstr(out, updates || i + 1 == decision->n_actions ? "\n" : "");
    }
}

bool scenario_can_write(const struct type *type)
{
    return type->kind != TYPE_RECORD && (type->kind != TYPE_LIST || scenario_can_write(type->element));
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
        if (!definition || definition->private_ || !scenario_can_write(value->type))
            continue;
        buf_cstr(out, "  expect ");
        program_name(out, value->path, value->n_path);
        buf_cstr(out, " = ");
        scenario_write_value(program, value->value, value->type, out);
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

void scenario_write_need(const struct program *program, uint32_t index, struct buf *out)
{
    const struct fact *fact = &program->facts[index];
    if (fact->of_lookup)
        buf_str(out, fact->name);
    else
        program_name(out, fact->path, fact->n_path);
}

static void put_needs(const struct program *program, const struct decision *decision, struct buf *out)
{
    for (uint32_t i = 0; i < decision->n_needs; i++) {
        buf_cstr(out, i ? ", " : "  expect needs only ");
        scenario_write_need(program, decision->needs[i], out);
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
