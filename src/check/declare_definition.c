/* Definitions, by `define` or by tables' columns; templates, which are definitions of texts; outputs. */
#include "check/declare.h"

static struct definition_work *add_work(struct checker *c, struct value_name *value, const struct ast_name *name, uint32_t file)
{
    struct definition_work *work = arena_new(c->arena, struct definition_work);
    work->made.name = name->text;
    work->made.path = name->parts;
    work->made.n_path = name->n_parts;
    work->made.span = name->span;
    work->file = file;
    value->index = c->definitions.n;
    vec_push(c->arena, &c->definitions, work);
    return work;
}

static bool may_define(struct checker *c, const struct ast_name *name)
{
    if (name->n_parts > 1 || !(str_is(name->text, "today") || str_is(name->text, "now")))
        return true;
    diag_add(c->diags, DIAG_TWICE, name->span, "'%.*s' is the language's own, and nothing else can be called so",
             STR_ARG(name->text));
    return false;
}

static void define(struct checker *c, uint32_t file, const struct ast_statement *statement)
{
    bool again;
    if (!may_define(c, &statement->name))
        return;
    struct value_name *value = declare_value(c, NAME_DEFINITION, &statement->name, statement->span, &again);
    if (value)
        add_work(c, value, &statement->name, file)->define = statement;
}

/* A template is a definition whose value is its text, so that it is made once a case however often it is used. */
static void template(struct checker *c, uint32_t file, const struct ast_statement *statement)
{
    bool again;
    struct value_name *value = declare_value(c, NAME_TEMPLATE, &statement->name, statement->span, &again);
    if (!value)
        return;
    struct ast_statement *made = ast_statement(c->arena, AST_S_DEFINE, statement->span);
    struct ast_arm arm = { .value = statement->value, .span = statement->value->span };
    made->name = statement->name;
    vec_push(c->arena, &made->arms, arm);
    value->statement = statement;
    add_work(c, value, &statement->name, file)->define = made;
}

/* ---- tables ---- */

static struct definition_work *decided(struct checker *c, uint32_t file, const struct ast_name *name)
{
    bool again;
    struct value_name *value = map_get(&c->values, name->text);
    if (value && value->kind == NAME_DEFINITION && !c->definitions.at[value->index]->define)
        return c->definitions.at[value->index]; /* another table decides it, too */
    value = may_define(c, name) ? declare_value(c, NAME_DEFINITION, name, name->span, &again) : NULL;
    if (value)
        return add_work(c, value, name, file);
    return NULL;
}

static void table(struct checker *c, uint32_t file, const struct ast_statement *statement)
{
    for (uint32_t i = 0; i < statement->columns.n; i++) {
        const struct ast_column *column = &statement->columns.at[i];
        if (!column->result || table_role(c, column) != ROLE_DEFINITION)
            continue;
        struct definition_work *work = decided(c, file, &column->name);
        if (work)
            vec_push(c->arena, &work->columns, ((struct table_column){ statement, file, i }));
    }
}

/* In the order of the text, since outputs are shown in it. */
void declare_definitions(struct checker *c)
{
    for (uint32_t file = 0; file < c->n_files; file++)
        for (uint32_t i = 0; i < c->files[file]->statements.n; i++) {
            const struct ast_statement *statement = c->files[file]->statements.at[i];
            switch (statement->kind) {
            case AST_S_DEFINE: define(c, file, statement); break;
            case AST_S_TEMPLATE: template(c, file, statement); break;
            case AST_S_LOOKUP: declare_lookup(c, statement); break;
            case AST_S_TABLE: table(c, file, statement); break;
            default: break;
            }
        }
}

/* ---- outputs ---- */

static void show(struct checker *c, uint32_t index)
{
    if (!c->definitions.at[index]->made.output)
        vec_push(c->arena, &c->outputs, index);
    c->definitions.at[index]->made.output = true;
}

/* A fact that is shown is a definition of the fact's name, which no rule can name. */
static void output_fact(struct checker *c, const struct ast_name *name, uint32_t file)
{
    struct value_name shown = { 0 };
    if (map_put(&c->fact_outputs, name->text, c))
        return;
    struct ast_statement *made = ast_statement(c->arena, AST_S_DEFINE, name->span);
    struct ast_expr *e = ast_expr(c->arena, AST_E_NAME, name->span);
    struct ast_arm arm = { .value = e, .span = name->span };
    e->name = *name;
    made->name = *name;
    vec_push(c->arena, &made->arms, arm);
    struct definition_work *work = add_work(c, &shown, name, file);
    work->define = made;
    show(c, shown.index);
}

static void output(struct checker *c, uint32_t file, const struct ast_name *name)
{
    struct value_name *value = map_get(&c->values, name->text);
    if (value && (value->kind == NAME_DEFINITION || value->kind == NAME_TEMPLATE)) {
        show(c, value->index);
    } else if (value && value->kind == NAME_FACT) {
        output_fact(c, name, file);
    } else if (value && value->kind == NAME_PARTY) {
        diag_add(c->diags, DIAG_TYPE, name->span, "'%.*s' is a party: only definitions and facts are shown",
                 STR_ARG(name->text));
    } else if (value && value->kind == NAME_LOOKUP) {
        diag_add(c->diags, DIAG_TYPE, name->span, "'%.*s' is a lookup: only definitions and facts are shown",
                 STR_ARG(name->text));
    } else if (!value && c->facts_inferred) {
        output_fact(c, name, file);
    } else if (!value) {
        undeclared(c, name, NULL);
    }
}

static void output_line(struct checker *c, uint32_t file, const struct ast_statement *statement)
{
    for (uint32_t i = 0; i < statement->names.n; i++)
        output(c, file, &statement->names.at[i]);
}

static void nested(struct checker *c, const struct definition *inner, const struct map *shown)
{
    for (uint32_t n = 1; n < inner->n_path && n < EXPR_MOST_PARTS; n++) {
        struct str text = expr_prefix(inner->name, inner->path, n);
        const struct definition *outer = map_get(shown, text);
        if (!outer)
            continue;
        struct diag *diag = diag_add(c->diags, DIAG_TWICE, inner->span,
                                     "'%.*s' is shown within '%.*s', which is shown itself", STR_ARG(inner->name),
                                     STR_ARG(text));
        diag_note(c->diags, diag, outer->span, "'%.*s' is here", STR_ARG(text));
    }
}

/* An output discount.percentage lies in an object `discount`, which can be no output, too. */
static void outputs_fit(struct checker *c)
{
    struct map shown;
    map_init(&shown, c->arena);
    for (uint32_t i = 0; i < c->definitions.n; i++)
        if (c->definitions.at[i]->made.output)
            map_put(&shown, c->definitions.at[i]->made.name, &c->definitions.at[i]->made);
    for (uint32_t i = 0; i < shown.n; i++)
        nested(c, shown.entries[i].value, &shown);
}

/* Outputs are shown in the order of definitions, and that is the order of the output lines: they come first. */
static void outputs_first(struct checker *c)
{
    uint32_t n = 0, *places = arena_array(c->arena, uint32_t, c->definitions.n);
    struct definition_work **sorted = arena_array(c->arena, struct definition_work *, c->definitions.n);
    for (uint32_t i = 0; i < c->outputs.n; i++, n++)
        sorted[places[c->outputs.at[i]] = n] = c->definitions.at[c->outputs.at[i]];
    for (uint32_t i = 0; i < c->definitions.n; i++)
        if (!c->definitions.at[i]->made.output) {
            places[i] = n;
            sorted[n++] = c->definitions.at[i];
        }
    for (uint32_t i = 0; i < c->values.n; i++) {
        struct value_name *value = c->values.entries[i].value;
        if (value->kind == NAME_DEFINITION || value->kind == NAME_TEMPLATE)
            value->index = places[value->index];
    }
    for (uint32_t i = 0; i < n; i++)
        c->definitions.at[i] = sorted[i];
}

void declare_outputs(struct checker *c)
{
    declare_each(c, AST_S_OUTPUT, output_line);
    outputs_fit(c);
    outputs_first(c);
}
