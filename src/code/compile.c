/* The door: a program's tables, and the parts of the code one after the other. */
#include "code/compile.h"
#include "code/compiler.h"
#include "code/index_rows.h"
#include "code/waiting.h"

/* From so many rules on the index is quicker than going through them (bench_rules). */
enum { INDEX_LEAST = 48 };

static struct code_verb verb(struct arena *arena, const struct verb *from)
{
    struct code_param *params = arena_array(arena, struct code_param, from->n_params);
    for (uint32_t i = 0; i < from->n_params; i++)
        params[i] = (struct code_param){ from->params[i].name, from->params[i].type };
    return (struct code_verb){ .name = from->name, .params = params, .n_params = from->n_params,
                               .n_positional = from->n_positional, .defeats = from->defeats,
                               .n_defeats = from->n_defeats, .rank = from->rank, .once = from->once };
}

static void mark_defeated(struct code *code, struct code_verb *verbs, const struct code_verb *by)
{
    for (uint32_t i = 0; i < by->n_defeats; i++)
        verbs[by->defeats[i]].defeated = code->has_defeats = true;
}

static void add_verbs(struct compiler *c, struct code *code)
{
    struct code_verb *verbs = arena_array(c->arena, struct code_verb, c->program->n_verbs);
    code->verbs = verbs;
    code->n_verbs = c->program->n_verbs;
    for (uint32_t i = 0; i < code->n_verbs; i++) {
        verbs[i] = verb(c->arena, &c->program->verbs[i]);
        code->has_once |= verbs[i].once;
        if (verbs[i].rank >= code->n_ranks)
            code->n_ranks = verbs[i].rank + 1;
    }
    for (uint32_t i = 0; i < code->n_verbs; i++)
        mark_defeated(code, verbs, &verbs[i]);
}

/* ---- definitions ---- */

static void add_definition(struct compiler *c, uint32_t index, struct code_definition *out)
{
    const struct definition *from = &c->program->definitions[index];
    *out = (struct code_definition){ .name = from->name, .path = from->path, .n_path = from->n_path, .type = from->type,
                                     .entry = c->words.n, .span = from->span };
    c->owner = from->name;
    emit_subject(c, from->name);
    emit_part(c, PART_DEFINITION, index);
    uint32_t d = emit_register(c);
    lower_value(c, from->body, d);
    emit(c, OP_RETURN, d, 0);
    emit_part_end(c);
}

/* A lookup is asked as a definition is computed. */
static void add_lookup(struct compiler *c, uint32_t index, struct code_definition *out)
{
    const struct lookup *from = &c->program->lookups[index];
    struct label done = { 0 };
    *out = (struct code_definition){ .name = from->name, .entry = c->words.n, .span = from->span };
    emit_subject(c, from->name);
    emit_part(c, PART_DEFINITION, c->program->n_definitions + index);
    uint32_t d = emit_register(c), row = from->n_params ? emit_registers(c, from->n_params) : d;
    if (from->optional)
        emit_jump_c(c, OP_NOBODY, d, &done, index);
    for (uint32_t i = 0; i < from->n_params; i++)
        lower_value(c, c->program->lookup_uses[index].params[i], row + i);
    c->span = from->span;
    emit_c(c, OP_ASK, d, row, index);
    emit_bind(c, &done);
    emit(c, OP_RETURN, d, 0);
    emit_part_end(c);
}

static void add_definitions(struct compiler *c, struct code *code)
{
    uint32_t n = c->program->n_definitions, n_lookups = c->program->n_lookups;
    struct code_definition *definitions = arena_array(c->arena, struct code_definition, n + n_lookups);
    uint32_t *outputs = arena_array(c->arena, uint32_t, n);
    for (uint32_t i = 0; i < n; i++) {
        add_definition(c, i, &definitions[i]);
        if (c->program->definitions[i].output)
            outputs[code->n_outputs++] = i;
    }
    for (uint32_t i = 0; i < n_lookups; i++)
        add_lookup(c, i, &definitions[n + i]);
    code->definitions = definitions;
    code->n_definitions = n + n_lookups;
    code->lookups = c->program->lookups;
    code->n_lookups = n_lookups;
    code->outputs = outputs;
}

/* ---- actions ---- */

static bool is_constant(const struct compiler *c, const struct expr *e, struct value *out)
{
    const struct expr *meant = share_resolve(c, e);
    struct value list;
    if (meant->op == EXPR_LIST && lower_constant_list((struct compiler *)c, meant, &list)) {
        *out = list;
        return true;
    }
    *out = meant->op == EXPR_CONST ? meant->constant : value_unknown();
    return value_known(*out);
}

static uint32_t count_given(const struct action *action, const struct verb *verb)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < verb->n_params; i++)
        n += action->args[i] != NULL;
    return n;
}

static void argument_code(struct compiler *c, const struct expr *e, uint32_t index)
{
    uint32_t registers = c->n_registers;
    emit(c, OP_ARGUMENT, lower_operand(c, e), index);
    c->n_registers = registers;
}

/* The arguments that are not constant, in order: one part. */
static void arguments_code(struct compiler *c, const struct action *from, struct code_action *action, uint32_t index)
{
    action->entry = c->words.n;
    emit_part(c, PART_ARGUMENTS, index);
    for (uint32_t i = 0; i < action->n_args; i++)
        if (!value_known(action->constants[i]))
            argument_code(c, from->args[action->params[i]], i);
    emit(c, OP_END, 0, 0);
    emit_part_end(c);
}

static struct code_action action(struct compiler *c, const struct action *from, uint32_t index)
{
    const struct verb *verb = &c->program->verbs[from->verb];
    uint32_t n = count_given(from, verb), k = 0, n_constant = 0;
    uint32_t *params = arena_array(c->arena, uint32_t, n);
    struct value *constants = arena_array(c->arena, struct value, n);
    const struct type **types = arena_array(c->arena, const struct type *, n);
    for (uint32_t i = 0; i < verb->n_params; i++) {
        if (!from->args[i])
            continue;
        params[k] = i;
        types[k] = program_arg_type(verb, from, i);
        if (is_constant(c, from->args[i], &constants[k]))
            n_constant++;
        else
            constants[k] = value_unknown();
        k++;
    }
    struct code_action made = { .verb = from->verb, .n_args = n, .params = params, .constants = constants, .types = types,
                                .entry = CODE_NO_ENTRY, .same = UINT32_MAX, .span = from->span };
    if (n_constant < n)
        arguments_code(c, from, &made, index);
    return made;
}

/* ---- arms ---- */

static void reason(struct compiler *c, const struct arm *from, struct code_arm *arm, uint32_t index)
{
    struct value constant;
    arm->has_reason = true;
    arm->reason_entry = CODE_NO_ENTRY;
    if (is_constant(c, from->because, &constant)) {
        arm->reason = value_str(constant);
        return;
    }
    arm->reason_entry = c->words.n;
    emit_part(c, PART_REASON, index);
    argument_code(c, from->because, 0);
    emit(c, OP_END, 0, 0);
    emit_part_end(c);
}

static void add_action(struct compiler *c, struct code *code, struct code_action *actions, const struct action *from)
{
    struct code_action *made = &actions[code->n_actions];
    *made = action(c, from, code->n_actions);
    if (made->n_args > code->max_args)
        code->max_args = made->n_args;
    code->n_actions++;
}

static void add_arm(struct compiler *c, struct code *code, struct code_action *actions, uint32_t index, struct code_arm *out)
{
    const struct arm *from = &c->program->arms[index];
    *out = (struct code_arm){ .name = from->name, .unit = from->unit, .first_action = code->n_actions,
                              .n_actions = from->n_actions, .cite = from->cite, .n_cite = from->n_cite,
                              .overridden_by = from->overridden_by, .n_overridden_by = from->n_overridden_by,
                              .span = from->span };
    code->has_overrides |= from->n_overridden_by > 0;
    emit_subject(c, from->name);
    for (uint32_t i = 0; i < from->n_actions; i++)
        add_action(c, code, actions, &from->actions[i]);
    if (from->because)
        reason(c, from, out, index);
}

static uint32_t count_actions(const struct program *program)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < program->n_arms; i++)
        n += program->arms[i].n_actions;
    return n + program->n_guarantees;
}

/* ---- guarantees ---- */

static void add_guarantee(struct compiler *c, uint32_t index, struct code_guarantee *out)
{
    const struct guarantee *from = &c->program->guarantees[index];
    out->when_entry = CODE_NO_ENTRY;
    out->always = from->always;
    out->name = from->name;
    out->text = from->text;
    out->span = from->span;
    if (!from->when)
        return;
    out->when_entry = c->words.n;
    emit_part(c, PART_GUARANTEE, index);
    argument_code(c, from->when, 0);
    emit(c, OP_END, 0, 0);
    emit_part_end(c);
}

static void add_guarantees(struct compiler *c, struct code *code, struct code_action *actions)
{
    uint32_t n = c->program->n_guarantees;
    struct code_guarantee *guarantees = arena_array(c->arena, struct code_guarantee, n);
    for (uint32_t i = 0; i < n; i++) {
        emit_subject(c, c->program->guarantees[i].name);
        add_guarantee(c, i, &guarantees[i]);
        guarantees[i].action = code->n_actions;
        add_action(c, code, actions, c->program->guarantees[i].action);
    }
    code->guarantees = guarantees;
    code->n_guarantees = n;
}

static void add_arms(struct compiler *c, struct code *code)
{
    const struct program *program = c->program;
    struct code_arm *arms = arena_array(c->arena, struct code_arm, program->n_arms);
    struct code_action *actions = arena_array(c->arena, struct code_action, count_actions(program));
    for (uint32_t i = 0; i < program->n_arms; i++)
        add_arm(c, code, actions, i, &arms[i]);
    add_guarantees(c, code, actions);
    for (uint32_t i = 0; i < program->n_arms; i++)
        arms[program->arm_order[i]].order = i;
    code->n_same = share_actions(c->arena, actions, code->n_actions);
    code->arms = arms;
    code->n_arms = program->n_arms;
    code->arm_order = program->arm_order;
    code->actions = actions;
}

/* ---- figures: entered when a decision is made, and only where figures are wanted ---- */

static void add_kpis(struct compiler *c, struct code *code)
{
    uint32_t n = c->program->n_kpis;
    uint32_t *entries = arena_array(c->arena, uint32_t, n);
    for (uint32_t i = 0; i < n; i++) {
        emit_subject(c, c->program->kpis[i].figure.title);
        entries[i] = c->words.n;
        emit_part(c, PART_KPI, i);
        argument_code(c, c->program->kpis[i].of, 0);
        emit(c, OP_END, 0, 0);
        emit_part_end(c);
    }
    code->kpis = entries;
    code->n_kpis = n;
}

/* ---- units ---- */

static void add_units(struct compiler *c, struct code *code)
{
    struct code_unit *units = arena_array(c->arena, struct code_unit, c->program->n_units);
    struct label end = { 0 };
    uint32_t set = index_rows_units(c->index);
    emit_part(c, PART_UNITS, 0);
    emit_set(c, OP_SELECT, set, &end);
    for (uint32_t i = 0; i < c->program->n_units; i++) {
        const struct unit *from = &c->program->units[i];
        units[i] = (struct code_unit){ from->name, from->hit, c->words.n, from->span };
        index_rows_entry(c->index, set, i, c->words.n);
        lower_unit(c, i);
        emit_set(c, OP_ALIVE, set, &end);
    }
    emit_bind(c, &end);
    emit(c, OP_END, 0, 0);
    emit_part_end(c);
    code->units = units;
    code->n_units = c->program->n_units;
}

/* ---- the whole ---- */

static void add_facts(struct compiler *c, struct code *code)
{
    const struct program *program = c->program;
    uint32_t *required = arena_array(c->arena, uint32_t, program->n_facts);
    for (uint32_t i = 0; i < program->n_facts; i++) {
        code->has_judged |= program->facts[i].judged;
        if (program->facts[i].required)
            required[code->n_required++] = i;
    }
    code->shape = (struct shape){ program->facts, program->n_facts, program->now_fact, program->style };
    code->required = required;
}

/* The units, the arguments and the reasons never run at the same time as one another, definitions do: those have windows of
 * their own behind the common one. */
static void lay_out_registers(struct compiler *c, struct code *code, struct code_definition *definitions)
{
    for (uint32_t i = 0; i < c->parts.n; i++)
        if (c->parts.at[i].kind != PART_DEFINITION && c->parts.at[i].n_registers > code->n_registers)
            code->n_registers = c->parts.at[i].n_registers;
    for (uint32_t i = 0; i < c->parts.n; i++) {
        if (c->parts.at[i].kind != PART_DEFINITION)
            continue;
        definitions[c->parts.at[i].index].window = code->n_registers;
        code->n_registers += c->parts.at[i].n_registers;
    }
}

static void hand_over(const struct compiler *c, struct code *code)
{
    code->words = c->words.at;
    code->n_words = c->words.n;
    code->parts = c->parts.at;
    code->n_parts = c->parts.n;
    code->constants = c->constants.at;
    code->n_constants = c->constants.n;
    code->types = c->types.at;
    code->n_types = c->types.n;
    code->subjects = c->subjects.at;
    code->n_subjects = c->subjects.n;
    code->spans = c->spans.at;
    code->n_spans = c->spans.n;
    code->places = c->places.at;
    code->n_places = c->places.n;
    code->n_slots = c->n_slots;
}

/* From so many rules on going through all of them may cost more than a batch does (batch_cost.c). */
enum { TOGETHER_LEAST = 8 };

/* The rules in an index of their own, which no instruction goes by. */
static struct index *index_together(struct compiler *c, const struct code *code)
{
    struct index_rows *rows = index_rows_new(c, TOGETHER_LEAST);
    uint32_t set = index_rows_units(rows);
    for (uint32_t i = 0; i < code->n_units; i++)
        index_rows_entry(rows, set, i, code->units[i].entry);
    return index_rows_index(rows);
}

const struct code *code_compile(struct arena *arena, const struct program *program)
{
    return code_compile_with(arena, program, INDEX_LEAST);
}

const struct code *code_compile_with(struct arena *arena, const struct program *program, uint32_t least)
{
    struct code *code = arena_new(arena, struct code);
    struct compiler c = { .arena = arena, .program = program, .n_slots = program->n_definitions + program->n_lookups };
    c.variables = arena_array(arena, uint32_t, program->n_slots);
    c.fact_slots = arena_array(arena, uint32_t, program->n_facts);
    share_program(&c);
    c.index = index_rows_new(&c, least);
    add_facts(&c, code);
    add_verbs(&c, code);
    add_units(&c, code);
    add_definitions(&c, code);
    add_arms(&c, code);
    add_kpis(&c, code);
    hand_over(&c, code);
    lay_out_registers(&c, code, (struct code_definition *)code->definitions);
    code->patterns = program->patterns;
    code->month_ends_forward = program->month_ends_forward;
    struct index *index = index_rows_index(c.index);
    code->index = index;
    struct index *together = index || program->n_units >= INDEX_LEAST ? NULL : index_together(&c, code);
    code->together = together;
    waiting_find(code, arena);
    if (index)
        index_build(index, arena);
    if (together)
        index_build_none(together, arena);
    return code;
}
