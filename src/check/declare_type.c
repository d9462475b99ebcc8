/* Types: named ones in any order, closed sets and their symbols. */
#include "check/declare.h"

struct named_type {
    const struct ast_statement *statement;
    enum { NAMED_NEW, NAMED_BUSY, NAMED_DONE } state;
    const struct type *type;
};

/* ---- closed sets ---- */

enum { MOST_SETS = 100 }; /* of one symbol: that it is in several is what matters */

static void enter_symbol(struct checker *c, struct str name, const struct type *set)
{
    struct value_name *symbol = map_get(&c->symbols, name);
    if (!symbol) {
        symbol = arena_new(c->arena, struct value_name);
        symbol->kind = NAME_SYMBOL;
        symbol->name = name;
        map_put(&c->symbols, name, symbol);
    }
    for (uint32_t i = 0; i < symbol->sets.n; i++)
        if (i == MOST_SETS || type_same(symbol->sets.at[i], set))
            return;
    vec_push(c->arena, &symbol->sets, set);
}

static void symbol_twice(struct checker *c, const struct ast_symbol *symbol, const struct ast_symbol *before, struct str what)
{
    struct diag *diag = diag_add(c->diags, DIAG_TWICE, symbol->name.span, "%.*s stands twice in this set", STR_ARG(what));
    diag_note(c->diags, diag, before->name.span, "it first stands here");
}

static struct str data_text(const struct ast_symbol *symbol)
{
    return symbol->text.n ? symbol->text : symbol->name.text;
}

/* Neither a name nor a text in data may mean two symbols of one set. */
static void check_symbols(struct checker *c, const struct ast_type *type)
{
    struct map names, texts;
    map_init(&names, c->arena);
    map_init(&texts, c->arena);
    for (uint32_t i = 0; i < type->symbols.n; i++) {
        struct ast_symbol *symbol = &type->symbols.at[i];
        struct str text = data_text(symbol), name = symbol->name.text;
        const struct ast_symbol *same_name = map_put(&names, name, symbol), *same_text = map_put(&texts, text, symbol);
        if (same_name)
            symbol_twice(c, symbol, same_name, str_printf(c->arena, "'%.*s'", STR_ARG(name)));
        else if (same_text)
            symbol_twice(c, symbol, same_text, str_printf(c->arena, "the text \"%.*s\"", STR_ARG(text)));
    }
}

static const struct type *make_set(struct checker *c, const struct ast_type *ast, struct str name)
{
    struct type *set = arena_new(c->arena, struct type);
    struct type_symbol *symbols = arena_array(c->arena, struct type_symbol, ast->symbols.n);
    check_symbols(c, ast);
    for (uint32_t i = 0; i < ast->symbols.n; i++)
        symbols[i] = (struct type_symbol){ ast->symbols.at[i].name.text, data_text(&ast->symbols.at[i]) };
    *set = (struct type){ .kind = TYPE_SET, .name = name, .ordered = ast->ordered, .symbols = symbols, .n_symbols = ast->symbols.n };
    for (uint32_t i = 0; i < set->n_symbols; i++)
        enter_symbol(c, symbols[i].name, set);
    return set;
}

/* ---- records ---- */

static void field_twice(struct checker *c, const struct ast_type *ast, uint32_t i)
{
    for (uint32_t j = 0; j < i; j++)
        if (str_eq(ast->fields.at[j].name.text, ast->fields.at[i].name.text)) {
            struct str name = ast->fields.at[i].name.text;
            diag_add(c->diags, DIAG_TWICE, ast->fields.at[i].name.span, "the record has two fields '%.*s'", STR_ARG(name));
            return;
        }
}

static const struct type *make_record(struct checker *c, const struct ast_type *ast)
{
    struct type *record = arena_new(c->arena, struct type);
    struct type_field *fields = arena_array(c->arena, struct type_field, ast->fields.n);
    bool fine = true;
    for (uint32_t i = 0; i < ast->fields.n; i++) {
        field_twice(c, ast, i);
        fields[i] = (struct type_field){ ast->fields.at[i].name.text, declare_type(c, ast->fields.at[i].type) };
        fine = fine && fields[i].type;
    }
    *record = (struct type){ .kind = TYPE_RECORD, .fields = fields, .n_fields = ast->fields.n };
    return fine ? record : NULL;
}

/* ---- names ---- */

static const struct type *unknown_type(struct checker *c, const struct ast_name *name)
{
    static const char *const simple[] = { "yes/no", "number", "money", "text", "party", "date", "time", "moment",
                                          "duration", "list", "record", "symbol" };
    enum { N_SIMPLE = sizeof simple / sizeof *simple };
    struct str *names = arena_array(c->arena, struct str, N_SIMPLE + c->named.n);
    for (uint32_t i = 0; i < N_SIMPLE; i++)
        names[i] = str_from(simple[i]);
    for (uint32_t i = 0; i < c->named.n; i++)
        names[N_SIMPLE + i] = c->named.entries[i].key;
    if (declare_is_lost(c, name))
        return type_simple(TYPE_TEXT);
    struct str near = diag_nearest(name->text, names, N_SIMPLE + c->named.n);
    struct diag *diag = diag_add(c->diags, DIAG_UNDECLARED, name->span, "there is no type '%.*s'", STR_ARG(name->text));
    if (near.n)
        diag_hint(c->diags, diag, "did you mean '%.*s'?", STR_ARG(near));
    else
        diag_hint(c->diags, diag, "types are yes/no, number, whole number, money, text, date, time, moment, duration, party, one of A, B, list of …, "
                                  "record (…), and those that a 'type' line names");
    diag_subject(c->diags, diag, str_printf(c->arena, "type %.*s", STR_ARG(name->text)));
    return NULL;
}

static const struct type *make_type(struct checker *c, const struct ast_type *ast, struct str name);

static const struct type *named_done(struct checker *c, struct named_type *named, const struct ast_name *use)
{
    if (named->state == NAMED_BUSY) {
        diag_add(c->diags, DIAG_CIRCLE, use->span, "the type '%.*s' is made of itself", STR_ARG(use->text));
        return NULL;
    }
    if (named->state == NAMED_NEW) {
        named->state = NAMED_BUSY;
        named->type = make_type(c, named->statement->type, named->statement->name.text);
        named->state = NAMED_DONE;
    }
    return named->type;
}

static const struct type *find_type(struct checker *c, const struct ast_name *name)
{
    struct named_type *named = map_get(&c->named, name->text);
    return named ? named_done(c, named, name) : unknown_type(c, name);
}

/* NULL after an error, so that what has no type is not complained about again. */
static const struct type *make_type(struct checker *c, const struct ast_type *ast, struct str name)
{
    const struct type *element;
    if (ast->named)
        return find_type(c, &ast->name);
    switch (ast->kind) {
    case TYPE_SET: return make_set(c, ast, name);
    case TYPE_PARTY: return c->party;
    case TYPE_RECORD: return make_record(c, ast);
    case TYPE_LIST:
        element = ast->element ? make_type(c, ast->element, (struct str){ 0 }) : NULL;
        return element ? type_list_of(c->arena, element) : NULL;
    default: return type_simple(ast->kind);
    }
}

const struct type *declare_param_type(struct checker *c, const struct ast_type *type)
{
    return make_type(c, type, (struct str){ 0 });
}

const struct type *declare_type(struct checker *c, const struct ast_type *type)
{
    const struct type *made = make_type(c, type, (struct str){ 0 });
    if (made && made->kind == TYPE_SYMBOL) {
        struct diag *diag = diag_add(c->diags, DIAG_TYPE, type->span, "only an action's parameter can be a symbol");
        diag_hint(c->diags, diag, "names of people and teams are 'party', names of a kind 'one of A, B', anything else 'text'");
        return NULL;
    }
    return made;
}

/* ---- statements ---- */

static void enter(struct checker *c, uint32_t file, const struct ast_statement *statement)
{
    (void)file;
    struct str name = statement->name.text;
    const struct named_type *before = map_get(&c->named, name);
    if (before && !wording_same(c, before->statement->span, statement->span))
        declare_twice(c, name, before->statement->name.span, "a type", statement->name.span, "a type");
    if (before)
        return;
    struct named_type *named = arena_new(c->arena, struct named_type);
    struct span *span = arena_copy(c->arena, &statement->name.span, sizeof *span);
    named->statement = statement;
    map_put(&c->named, name, named);
    map_put(&c->type_spans, name, span);
}

static void settle(struct checker *c, uint32_t file, const struct ast_statement *statement)
{
    (void)file;
    const struct type *type = find_type(c, &statement->name);
    if (type && !map_get(&c->types, statement->name.text))
        map_put(&c->types, statement->name.text, (void *)type);
}

void declare_types(struct checker *c)
{
    declare_each(c, AST_S_TYPE, enter);
    declare_each(c, AST_S_TYPE, settle);
}
