/* Scenarios: what is given, and what is expected. */
#include "check/scenarios.h"

#include "check/declare.h"

/* ---- values ---- */

static bool constant(struct checker *c, const struct expr *e, struct value *out);

static bool constant_list(struct checker *c, const struct expr *e, struct value *out)
{
    struct value_list *list = arena_zalloc(c->arena, 1, sizeof *list + e->n * sizeof *list->at);
    list->n = e->n;
    for (uint32_t i = 0; i < e->n; i++)
        if (!constant(c, e->items[i], &list->at[i]))
            return false;
    *out = value_list(list);
    return true;
}

static bool constant(struct checker *c, const struct expr *e, struct value *out)
{
    if (e->op == EXPR_LIST)
        return constant_list(c, e, out);
    if (e->op == EXPR_NEG && constant(c, e->items[0], out)) {
        out->i = -out->i;
        return true;
    }
    if (e->op == EXPR_DEFINITION && c->definitions.at[e->index]->made.body)
        return constant(c, c->definitions.at[e->index]->made.body, out);
    *out = e->op == EXPR_CONST ? e->constant : value_unknown();
    return value_known(*out);
}

static bool is_bare(const struct ast_expr *e) { return e->kind == AST_E_NAME && !e->parenthesized; }

static struct expr *value_expr(struct checker *c, const struct ast_expr *e, const struct type *type)
{
    bool open = type->kind == TYPE_SYMBOL || type->loose;
    if (is_bare(e) && open)
        return make_const(c, value_text(e->name.text), type_simple(TYPE_TEXT), e->span);
    if (is_bare(e) && (type->kind == TYPE_SET || type->kind == TYPE_PARTY)) {
        struct expr *symbol = expr_symbol(c, type, e->name.text, e->span); /* whatever else has this name */
        if (symbol)
            return symbol;
    }
    return check_expr(c, e, open ? NULL : type);
}

bool scenario_value(struct checker *c, const struct ast_expr *e, const struct type *type, struct value *out)
{
    struct expr *made = value_expr(c, e, type);
    if (!made)
        return false;
    if (constant(c, made, out))
        return true;
    struct diag *diag = diag_add(c->diags, DIAG_SCENARIO, e->span, "this is computed, and a scenario takes values as they are");
    diag_hint(c->diags, diag, "write the value itself");
    return false;
}

/* ---- given ---- */

bool scenario_missing(const struct ast_expr *e)
{
    return is_bare(e) && str_is(e->name.text, "missing");
}

static bool walk(const struct type **type, struct str field)
{
    for (uint32_t i = 0; (*type)->kind == TYPE_RECORD && i < (*type)->n_fields; i++)
        if (str_eq((*type)->fields[i].name, field)) {
            *type = (*type)->fields[i].type;
            return true;
        }
    return false;
}

static bool no_fact(struct checker *c, const struct ast_name *name)
{
    struct diag *diag = diag_add(c->diags, DIAG_SCENARIO, name->span, "'%.*s' is no fact, and only facts are given",
                                 STR_ARG(name->text));
    uint32_t used;
    const struct value_name *value = expr_resolve(c, name, &used);
    if (value && value->kind == NAME_LOOKUP)
        diag_hint(c->diags, diag, "what a lookup finds is given like this: given lookup %.*s finds …", STR_ARG(value->name));
    else
        diag_hint(c->diags, diag, "what the policy makes of the facts is expected: expect %.*s = …", STR_ARG(name->text));
    return false;
}

static bool field_place(struct checker *c, const struct ast_name *name, uint32_t used, const struct fact *fact, struct scenario_given *given)
{
    struct str *path = arena_array(c->arena, struct str, fact->n_path + name->n_parts - used);
    memcpy(path, fact->path, fact->n_path * sizeof *path);
    given->path = path;
    given->n_path = fact->n_path;
    given->type = fact->type;
    for (uint32_t i = used; i < name->n_parts; i++) {
        if (!walk(&given->type, name->parts[i])) {
            undeclared(c, name, NULL);
            return false;
        }
        path[given->n_path++] = name->parts[i];
    }
    return true;
}

bool scenario_place(struct checker *c, const struct ast_name *name, struct scenario_given *given)
{
    uint32_t used;
    struct value_name *value = expr_resolve(c, name, &used);
    given->span = name->span;
    if (value && value->kind == NAME_FACT)
        return field_place(c, name, used, &c->facts.at[value->index], given);
    if (value && value->kind != NAME_SYMBOL)
        return no_fact(c, name);
    if (!str_is(name->text, "now")) {
        undeclared(c, name, NULL);
        return false;
    }
    given->path = arena_copy(c->arena, &name->text, sizeof name->text);
    given->n_path = 1;
    given->type = type_simple(TYPE_MOMENT);
    return true;
}

static bool bad_value(struct checker *c, const struct ast_expr *e, struct scenario_given *given)
{
    given->type = type_simple(TYPE_TEXT);
    given->value = value_text(e->kind == AST_E_TEXT ? e->text : is_bare(e) ? e->name.text : span_text(c->sources, e->span));
    if (e->kind == AST_E_NUMBER || e->kind == AST_E_MONEY) {
        given->type = type_simple(TYPE_NUMBER);
        given->value = value_int(VALUE_NUMBER, e->i);
    }
    if (e->kind == AST_E_BOOL)
        given->value = value_bool(e->i != 0);
    return true;
}

bool scenario_same_path(const struct scenario_given *a, const struct scenario_given *b)
{
    if (a->n_path != b->n_path)
        return false;
    for (uint32_t i = 0; i < a->n_path; i++)
        if (!str_eq(a->path[i], b->path[i]))
            return false;
    return true;
}

/* FIRST: where the scenario's own begin; what the background gives may be given anew. */
static void add_given(struct checker *c, const struct ast_given *line, scenario_givens *givens, uint32_t first)
{
    struct scenario_given given = { 0 };
    if (!line->value || !scenario_place(c, &line->name, &given))
        return;
    bool fine = line->kind == AST_GIVEN_BAD ? bad_value(c, line->value, &given)
                                            : scenario_missing(line->value) || scenario_value(c, line->value, given.type, &given.value);
    for (uint32_t i = first; fine && i < givens->n; i++)
        if (scenario_same_path(&givens->at[i], &given)) {
            struct diag *diag = diag_add(c->diags, DIAG_SCENARIO, given.span, "'%.*s' is given twice", STR_ARG(line->name.text));
            diag_note(c->diags, diag, givens->at[i].span, "it is given here, too");
            return;
        }
    if (fine)
        vec_push(c->arena, givens, given);
}

/* ---- expected ---- */

bool scenario_action(struct checker *c, const struct ast_action *action, struct expected_action *out)
{
    struct action made;
    if (!action_make(c, action, true, &made))
        return false;
    const struct verb *verb = c->verb_list.at[made.verb];
    struct value *args = arena_array(c->arena, struct value, verb->n_params);
    for (uint32_t i = 0; i < verb->n_params; i++)
        if (made.args[i] && !constant(c, made.args[i], &args[i])) {
            diag_add(c->diags, DIAG_SCENARIO, made.args[i]->span, "this is computed, and a scenario takes values as they are");
            return false;
        }
    *out = (struct expected_action){ made.verb, args, action->span };
    return true;
}

static bool actions(struct checker *c, const ast_actions *written, struct expectation *out)
{
    struct expected_action *made = arena_array(c->arena, struct expected_action, written->n);
    out->actions = made;
    out->n_actions = written->n;
    for (uint32_t i = 0; i < written->n; i++)
        if (!scenario_action(c, written->at[i], &made[i]))
            return false;
    return true;
}

static bool unknown_name(struct checker *c, const struct ast_name *name, const char *what, const struct str *known, uint32_t n)
{
    struct diag *diag = diag_add(c->diags, DIAG_SCENARIO, name->span, "'%.*s' is no %s", STR_ARG(name->text), what);
    struct str near = diag_nearest(name->text, known, n);
    if (near.n)
        diag_hint(c->diags, diag, "did you mean '%.*s'?", STR_ARG(near));
    return false;
}

static bool one_name(struct checker *c, struct expectation *out, const struct ast_name *name)
{
    out->names = arena_copy(c->arena, &name->text, sizeof name->text);
    out->n_names = 1;
    return true;
}

bool scenario_status(struct checker *c, const struct ast_name *name, struct expectation *out)
{
    const struct str known[] = { STR("decided"), STR("incomplete"), STR("conflict"), STR("error") };
    for (uint32_t i = 0; i < 4; i++)
        if (str_eq(known[i], name->text))
            return one_name(c, out, name);
    unknown_name(c, name, "status", known, 4);
    return false;
}

/* Whether NAME, of which the first USED parts are a lookup's, is one of its fields. */
static bool lookup_field(const struct checker *c, uint32_t lookup, const struct ast_name *name, uint32_t used)
{
    const struct lookup *made = &c->lookups.at[lookup]->made;
    for (uint32_t i = 0; i < made->n_fields && name->n_parts == used + 1; i++)
        if (str_eq(made->fields[i].name, name->parts[used]))
            return true;
    return false;
}

bool scenario_needs(struct checker *c, const struct ast_name *written, uint32_t n, struct expectation *out)
{
    struct str *names = arena_array(c->arena, struct str, n);
    out->names = names;
    out->n_names = n;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t used;
        struct value_name *value = expr_resolve(c, &written[i], &used);
        if (value && value->kind == NAME_LOOKUP && lookup_field(c, value->index, &written[i], used)) {
            names[i] = written[i].text; /* as needs call a field that is NULL */
            continue;
        }
        if (value && value->kind != NAME_FACT && value->kind != NAME_SYMBOL)
            return no_fact(c, &written[i]);
        names[i] = value && value->kind == NAME_FACT ? value->name : written[i].text;
        if ((!value || value->kind == NAME_SYMBOL) && !str_is(written[i].text, "now")) {
            undeclared(c, &written[i], NULL);
            return false;
        }
    }
    return true;
}

bool scenario_rule(struct checker *c, const struct ast_name *name, const struct str **names, uint32_t *n)
{
    const struct rule_name *rule = map_get(&c->rules, name->text);
    if (!rule) {
        struct str *known = arena_array(c->arena, struct str, c->rules.n);
        for (uint32_t i = 0; i < c->rules.n; i++)
            known[i] = c->rules.entries[i].key;
        return unknown_name(c, name, "rule, group or table", known, c->rules.n);
    }
    struct str *all = arena_array(c->arena, struct str, rule->n_arms + 1);
    *n = 0;
    all[(*n)++] = name->text;
    for (uint32_t i = 0; i < rule->n_arms && rule->first_arm + i < c->arms.n; i++)
        all[(*n)++] = c->arms.at[rule->first_arm + i].name;
    *names = all;
    return true;
}

static bool rules(struct checker *c, const ast_names *written, struct expectation *out)
{
    return scenario_rule(c, &written->at[0], &out->names, &out->n_names);
}

bool scenario_error(struct checker *c, const struct ast_name *name, struct expectation *out)
{
    uint32_t used;
    if (expr_resolve(c, name, &used) || map_get(&c->rules, name->text) || str_is(name->text, "now"))
        return one_name(c, out, name);
    undeclared(c, name, NULL);
    return false;
}

const struct definition *scenario_output(struct checker *c, const struct ast_name *name, struct expectation *out)
{
    uint32_t used;
    for (uint32_t i = 0; i < c->definitions.n; i++) {
        const struct definition *definition = &c->definitions.at[i]->made;
        if (!definition->output || !str_eq(definition->name, name->text))
            continue;
        one_name(c, out, name);
        out->type = definition->type;
        return definition->type ? definition : NULL;
    }
    if (!expr_resolve(c, name, &used)) {
        undeclared(c, name, NULL);
        return NULL;
    }
    struct diag *diag = diag_add(c->diags, DIAG_SCENARIO, name->span, "'%.*s' is no output, and decisions do not show it",
                                 STR_ARG(name->text));
    diag_hint(c->diags, diag, "say 'output %.*s' in the policy", STR_ARG(name->text));
    return NULL;
}

static bool contained(struct checker *c, const struct ast_given *line, struct expectation *out)
{
    if (line->value->parts.n > 0)
        for (uint32_t i = 0; i < line->value->parts.n; i++)
            if (line->value->parts.at[i].expr) {
                diag_add(c->diags, DIAG_SCENARIO, line->value->span, "this is computed, and a scenario takes values as they are");
                return false;
            }
    out->text = line->value->text;
    return actions(c, &line->actions, out);
}

static bool expectation(struct checker *c, const struct ast_given *line, struct expectation *out)
{
    switch (line->kind) {
    case AST_EXPECT_ACTION: out->kind = EXPECT_ACTION; return actions(c, &line->actions, out);
    case AST_EXPECT_NO: out->kind = EXPECT_NO; return actions(c, &line->actions, out);
    case AST_EXPECT_ONLY: out->kind = EXPECT_ONLY; return actions(c, &line->actions, out);
    case AST_EXPECT_CONTAINING: out->kind = EXPECT_CONTAINING; return contained(c, line, out);
    case AST_EXPECT_STATUS: out->kind = EXPECT_STATUS; return scenario_status(c, &line->name, out);
    case AST_EXPECT_NEEDS: out->kind = EXPECT_NEEDS; return scenario_needs(c, line->names.at, line->names.n, out);
    case AST_EXPECT_NEEDS_ONLY: out->kind = EXPECT_NEEDS_ONLY; return scenario_needs(c, line->names.at, line->names.n, out);
    case AST_EXPECT_RULE: out->kind = EXPECT_RULE; return rules(c, &line->names, out);
    case AST_EXPECT_CONFLICT:
        out->kind = EXPECT_CONFLICT;
        return scenario_rule(c, &line->name, &out->names, &out->n_names) && scenario_rule(c, &line->other, &out->others, &out->n_others);
    case AST_EXPECT_VALUE:
        out->kind = EXPECT_VALUE;
        return scenario_output(c, &line->name, out)
            && (scenario_missing(line->value) || scenario_value(c, line->value, out->type, &out->value));
    case AST_EXPECT_ERROR: out->kind = EXPECT_ERROR; return scenario_error(c, &line->name, out);
    default: return false;
    }
}

/* `expect rule a, b` says two things. */
static void add_expectation(struct checker *c, const struct ast_given *line, scenario_expectations *all)
{
    struct expectation made = { .span = line->span };
    uint32_t n = line->kind == AST_EXPECT_RULE ? line->names.n : 1;
    for (uint32_t i = 0; i < n; i++) {
        struct ast_given one = *line;
        if (n > 1) {
            one.names.at += i;
            one.names.n = 1;
        }
        if (expectation(c, &one, &made))
            vec_push(c->arena, all, made);
    }
}

/* ---- scenarios ---- */

static bool is_given(const struct ast_given *line)
{
    return line->kind == AST_GIVEN_FACT || line->kind == AST_GIVEN_BAD || line->kind == AST_GIVEN_LOOKUP || line->kind == AST_GIVEN_ELEMENT;
}

static void add_line(struct checker *c, const struct ast_given *line, struct scenario_facts *given, uint32_t first)
{
    if (line->kind == AST_GIVEN_LOOKUP)
        scenario_rows_add(c, line, given);
    else if (line->kind == AST_GIVEN_ELEMENT)
        scenario_element_add(c, line, &given->givens, first);
    else
        add_given(c, line, &given->givens, first);
}

void scenario_lines(struct checker *c, const struct ast_statement *statement, const struct scenario_facts *background,
                    struct scenario_facts *given, scenario_expectations *expected)
{
    struct scenario_facts own = { 0 };
    for (uint32_t i = 0; i < background->givens.n; i++)
        vec_push(c->arena, &own.givens, background->givens.at[i]);
    for (uint32_t i = 0; i < statement->givens.n; i++) {
        if (is_given(statement->givens.at[i]))
            add_line(c, statement->givens.at[i], &own, background->givens.n);
        else
            add_expectation(c, statement->givens.at[i], expected);
    }
    given->givens = own.givens;
    scenario_rows_join(c, background, &own, given);
}

void scenario_take(struct scenario *scenario, const struct scenario_facts *given)
{
    scenario->givens = given->givens.at;
    scenario->n_givens = given->givens.n;
    scenario->rows = given->rows.at;
    scenario->n_rows = given->rows.n;
}

static void scenario(struct checker *c, const struct ast_statement *statement, const struct scenario_facts *background)
{
    struct scenario made = { .title = statement->text, .span = statement->text_span };
    struct scenario_facts given = { 0 };
    scenario_expectations expected = { 0 };
    uint32_t n_errors = c->diags->n_errors;
    scenario_lines(c, statement, background, &given, &expected);
    if (expected.n == 0 && c->n_before == 0 && c->diags->n_errors == n_errors) {
        struct diag *diag = diag_add(c->diags, DIAG_SCENARIO, statement->text_span, "this scenario expects nothing");
        diag_hint(c->diags, diag, "say what is to come of it: expect status decided");
    }
    scenario_take(&made, &given);
    made.expectations = expected.at;
    made.n_expectations = expected.n;
    vec_push(c->arena, &c->scenarios, made);
}

static void doubled(struct checker *c, const struct ast_statement *statement, struct map *titles)
{
    const struct ast_statement *other = map_put(titles, statement->text, (void *)statement);
    if (!other || statement->text.n == 0)
        return;
    struct diag *diag = diag_add(c->diags, DIAG_SCENARIO, statement->text_span, "two scenarios are called \"%.*s\"", STR_ARG(statement->text));
    diag_note(c->diags, diag, other->text_span, "the other one");
}

static void file(struct checker *c, const struct ast_file *file)
{
    struct scenario_facts background = { 0 };
    struct map titles;
    map_init(&titles, c->arena);
    for (uint32_t i = 0; i < file->statements.n; i++) {
        const struct ast_statement *statement = file->statements.at[i];
        if (statement->kind == AST_S_SCENARIO || statement->kind == AST_S_SCENARIOS)
            doubled(c, statement, &titles);
        if (statement->kind == AST_S_SCENARIO)
            scenario(c, statement, &background);
        else if (statement->kind == AST_S_SCENARIOS)
            scenario_table(c, statement, &background);
        for (uint32_t k = 0; statement->kind == AST_S_BACKGROUND && k < statement->givens.n; k++)
            add_line(c, statement->givens.at[k], &background, 0);
    }
    for (uint32_t i = 0; i < background.givens.n; i++)
        vec_push(c->arena, &c->background, background.givens.at[i]);
}

void scenarios_all(struct checker *c)
{
    for (uint32_t i = 0; i < c->n_files; i++)
        file(c, c->files[i]);
}
