/* The statements that the parser makes; expressions are in build_expr.c. */
#include "grammar/build.h"

static struct diag *report(struct parse *p, struct span at, const char *text)
{
    return diag_add(p->diags, DIAG_SYNTAX, at, "%s", text);
}

static void report_with(struct parse *p, struct span at, const char *text, const char *hint)
{
    diag_hint(p->diags, report(p, at, text), "%s", hint);
}

/* ---- files and statements ---- */

/* What is left of a statement that could not be read. */
static bool is_fragment(const struct ast_statement *statement)
{
    return (statement->kind == AST_S_DEFINE && statement->arms.n == 0) || (statement->kind == AST_S_TABLE && statement->columns.n == 0);
}

void build_statement(struct parse *p, struct ast_statement *statement, struct span at)
{
    p->begun = true;
    if (!statement || is_fragment(statement))
        return;
    statement->span = at;
    p->scenario = NULL;
    vec_push(p->arena, &p->file->statements, statement);
}

void build_policy(struct parse *p, const struct token *title, struct span at)
{
    struct ast_file *file = p->file;
    if (file->has_policy)
        report(p, at, "a file has one 'policy' line");
    else if (p->begun)
        report(p, at, "'policy' comes first in a file");
    file->has_policy = true;
    file->policy_name = title->text;
    file->policy_span = at;
}

void build_version(struct parse *p, const struct token *version)
{
    p->file->policy_version = version->text;
}

void build_currency(struct parse *p, const struct token *name)
{
    p->file->currency = name->text;
    p->file->currency_span = name->span;
}

void build_file_effective(struct parse *p, struct ast_effective *effective)
{
    if (p->file->effective)
        report(p, effective->span, "a file has one 'effective'");
    p->file->effective = effective;
}

struct ast_statement *build_plain(struct parse *p, enum ast_statement_kind kind, struct span at)
{
    return ast_statement(p->arena, kind, at);
}

struct ast_statement *build_named(struct parse *p, enum ast_statement_kind kind, struct span at, const struct token *name)
{
    struct ast_statement *statement = build_plain(p, kind, at);
    if (name)
        statement->name = build_path(p, name);
    return statement;
}

struct ast_statement *build_titled(struct parse *p, enum ast_statement_kind kind, struct span at, const struct token *title, struct span title_at)
{
    return build_statement_label(p, build_plain(p, kind, at), title, title_at);
}

struct ast_statement *build_statement_label(struct parse *p, struct ast_statement *statement, const struct token *label, struct span at)
{
    if (statement->text.p)
        report(p, at, "there is a text here already");
    statement->text = label->text;
    statement->text_span = at;
    return statement;
}

struct ast_statement *build_late_name(struct parse *p, struct ast_statement *statement, const struct token *name)
{
    bool table = statement->kind == AST_S_TABLE, first = statement->name.n_parts == 0 && !statement->text.p && !statement->hit_written;
    if (first) {
        statement->name = build_path(p, name);
        return statement;
    }
    if (!statement->strays && table && !statement->hit_written)
        report_with(p, name->span, "expected how rows are chosen", "write 'first match', 'only one', 'any', 'every match', 'highest', 'sum', 'smallest', 'largest' or 'count', then perhaps 'when …'");
    else if (!statement->strays)
        report(p, name->span, table ? "a table has one name, and it stands behind 'table'" : "a group has one name, and it stands before its label");
    statement->strays = true;
    statement->hit_written = true; /* no further message */
    return statement;
}

ast_names *build_names(struct parse *p, ast_names *list, const struct token *name)
{
    if (!list)
        list = arena_new(p->arena, ast_names);
    vec_push(p->arena, list, build_path(p, name));
    return list;
}

/* ---- types and facts ---- */

static struct ast_type *new_type(struct parse *p, enum type_kind kind, struct span at)
{
    struct ast_type *type = arena_new(p->arena, struct ast_type);
    type->kind = kind;
    type->span = at;
    return type;
}

struct ast_statement *build_type(struct parse *p, struct span at, const struct token *name, struct ast_type *type)
{
    struct ast_statement *statement = build_named(p, AST_S_TYPE, at, name);
    statement->type = type;
    return statement;
}

static const struct simple_type {
    const char *name;
    enum type_kind kind;
} simple_types[] = {
    { "number", TYPE_NUMBER }, { "money", TYPE_MONEY }, { "text", TYPE_TEXT }, { "party", TYPE_PARTY }, { "symbol", TYPE_SYMBOL },
    { "date", TYPE_DATE }, { "time", TYPE_TIME }, { "moment", TYPE_MOMENT }, { "duration", TYPE_DURATION }, { "record", TYPE_RECORD },
};

struct ast_type *build_type_name(struct parse *p, const struct token *name)
{
    for (size_t i = 0; !name->quoted && i < sizeof simple_types / sizeof *simple_types; i++)
        if (str_is(name->text, simple_types[i].name))
            return new_type(p, simple_types[i].kind, name->span);
    struct ast_type *type = new_type(p, TYPE_BOOL, name->span);
    type->named = true;
    type->name = build_path(p, name);
    return type;
}

struct ast_type *build_type_kind(struct parse *p, struct span at, enum type_kind kind)
{
    return new_type(p, kind, at);
}

struct ast_type *build_list_of(struct parse *p, struct span at, struct ast_type *element)
{
    struct ast_type *type = new_type(p, TYPE_LIST, at);
    type->element = element;
    return type;
}

struct ast_type *build_symbols(struct parse *p, struct ast_symbol *first, struct span at)
{
    struct ast_type *type = new_type(p, TYPE_SET, at);
    vec_push(p->arena, &type->symbols, *first);
    return type;
}

struct ast_type *build_symbol(struct parse *p, struct ast_type *set, bool ordered, struct ast_symbol *symbol, struct span sign)
{
    if (set->symbols.n == 1)
        set->ordered = ordered;
    else if (set->ordered != ordered)
        report_with(p, sign, "some symbols are separated by '<' and some by commas", "use '<' between all of them if they have an order, else commas");
    set->ordered |= ordered; /* so that each slip is not a new message */
    vec_push(p->arena, &set->symbols, *symbol);
    return set;
}

struct ast_symbol *build_member(struct parse *p, const struct token *name, const struct token *text)
{
    struct ast_symbol *symbol = arena_new(p->arena, struct ast_symbol);
    symbol->name = build_path(p, name);
    if (text)
        symbol->text = text->text;
    return symbol;
}

struct ast_type *build_field(struct parse *p, struct ast_type *record, const struct token *name, struct ast_type *type)
{
    struct ast_field field = { .name = build_path(p, name), .type = type };
    if (!record)
        record = new_type(p, TYPE_RECORD, name->span);
    vec_push(p->arena, &record->fields, field);
    return record;
}

struct ast_statement *build_fact(struct parse *p, struct ast_statement *facts, struct ast_fact *fact)
{
    if (fact)
        vec_push(p->arena, &facts->facts, *fact);
    return facts;
}

struct ast_fact *build_new_fact(struct parse *p, const struct token *name, struct ast_type *type, struct span at)
{
    struct ast_fact *fact = arena_new(p->arena, struct ast_fact);
    fact->name = build_path(p, name);
    fact->type = type;
    fact->span = at;
    return fact;
}

/* What FACT says of itself it says once. */
static struct ast_fact *once(struct parse *p, struct ast_fact *fact, bool before, const char *what, struct span at)
{
    if (before)
        diag_add(p->diags, DIAG_SYNTAX, at, "'%.*s' has %s already", STR_ARG(fact->name.text), what);
    fact->span = span_join(fact->span, at);
    return fact;
}

struct ast_fact *build_label(struct parse *p, struct ast_fact *fact, const struct token *label, struct span at)
{
    once(p, fact, fact->label.p, "a label", at);
    fact->label = label->text;
    return fact;
}

struct ast_fact *build_required(struct parse *p, struct ast_fact *fact, struct span at)
{
    once(p, fact, fact->required, "'required'", at);
    fact->required = true;
    return fact;
}

struct ast_fact *build_private(struct parse *p, struct ast_fact *fact, struct span at)
{
    once(p, fact, fact->private_, "'private'", at);
    fact->private_ = true;
    return fact;
}

struct ast_fact *build_default(struct parse *p, struct ast_fact *fact, struct ast_expr *value, struct span at)
{
    once(p, fact, fact->default_, "a default", at);
    fact->default_ = value;
    return fact;
}

struct ast_fact *build_judged(struct parse *p, struct ast_fact *fact, const struct token *by, struct span at)
{
    once(p, fact, fact->judged_by.text.n > 0, "a judge", at);
    fact->judged_by = build_path(p, by);
    return fact;
}

struct ast_fact *build_guidance(struct parse *p, struct ast_fact *fact, const struct token *text, struct span at)
{
    once(p, fact, fact->guidance.p, "guidance", at);
    fact->guidance = text->text;
    return fact;
}

/* ---- definitions, templates, lookups, actions ---- */

struct ast_statement *build_arm(struct parse *p, struct ast_statement *define, struct ast_arm *arm)
{
    if (arm)
        vec_push(p->arena, &define->arms, *arm);
    return define;
}

struct ast_arm *build_new_arm(struct parse *p, struct ast_expr *value, struct ast_expr *condition, bool otherwise, struct span at)
{
    struct ast_arm *arm = arena_new(p->arena, struct ast_arm);
    *arm = (struct ast_arm){ .value = value, .condition = condition, .otherwise = otherwise, .span = at };
    return arm;
}

struct ast_statement *build_output(struct parse *p, struct span at, const ast_names *names)
{
    struct ast_statement *output = build_plain(p, AST_S_OUTPUT, at);
    output->names = *names;
    return output;
}

struct ast_statement *build_party(struct parse *p, struct ast_statement *party, const struct ast_symbol *member)
{
    vec_push(p->arena, &party->members, *member);
    return party;
}

struct ast_statement *build_valued(struct ast_statement *statement, struct ast_expr *value)
{
    statement->value = value;
    return statement;
}

struct ast_statement *build_lookup(struct ast_statement *lookup, const struct token *sql, struct span at)
{
    lookup->text = sql->text;
    lookup->text_span = at;
    return lookup;
}

struct ast_statement *build_defeats(struct ast_statement *action, const ast_names *names)
{
    action->names = *names;
    return action;
}

void build_param(struct parse *p, struct ast_param *param, bool named)
{
    param->named = named;
    vec_push(p->arena, &p->declared->params, *param);
}

/* The keys that a decision's JSON has for itself. */
static bool is_key_of_decisions(struct str name)
{
    return str_is(name, "do") || str_is(name, "rule") || str_is(name, "because") || str_is(name, "cite");
}

struct ast_param *build_new_param(struct parse *p, const struct token *name, struct ast_type *type, bool optional)
{
    struct ast_param *param = arena_new(p->arena, struct ast_param);
    if (is_key_of_decisions(name->text))
        diag_add(p->diags, DIAG_SYNTAX, name->span, "no parameter can be called '%.*s': decisions use that key", STR_ARG(name->text));
    param->name = build_path(p, name);
    param->type = type;
    type->optional = optional;
    return param;
}

/* ---- clauses ---- */

struct ast_clauses *build_clauses(struct parse *p)
{
    return arena_new(p->arena, struct ast_clauses);
}

struct ast_clauses *build_unless(struct parse *p, struct ast_clauses *clauses, struct ast_expr *condition)
{
    vec_push(p->arena, &clauses->unless, condition);
    return clauses;
}

struct ast_clauses *build_because(struct parse *p, struct ast_clauses *clauses, struct ast_expr *text, struct span at)
{
    if (clauses->because)
        report(p, at, "there is a 'because' already");
    clauses->because = text;
    clauses->because_span = at;
    return clauses;
}

struct ast_clauses *build_cite(struct parse *p, struct ast_clauses *clauses, const struct token *text)
{
    vec_push(p->arena, &clauses->cite, text->text);
    return clauses;
}

struct ast_clauses *build_overrides(struct parse *p, struct ast_clauses *clauses, const ast_names *names)
{
    for (uint32_t i = 0; i < names->n; i++)
        vec_push(p->arena, &clauses->overrides, names->at[i]);
    return clauses;
}

struct ast_clauses *build_effective(struct parse *p, struct ast_clauses *clauses, struct ast_effective *effective)
{
    if (clauses->effective)
        report(p, effective->span, "there is an 'effective' already");
    clauses->effective = effective;
    clauses->effective_span = effective->span;
    return clauses;
}

struct ast_effective *build_bounds(struct parse *p, const struct token *from, const struct token *until, struct span at)
{
    struct ast_effective *effective = arena_new(p->arena, struct ast_effective);
    effective->has_from = from;
    effective->from = from ? from->number : 0;
    effective->has_until = until;
    effective->until = until ? until->number : 0;
    effective->span = at;
    return effective;
}

struct ast_effective *build_effective_on(struct parse *p, struct ast_effective *bounds, const struct token *on, struct span at)
{
    bounds->on = build_path(p, on);
    bounds->span = at;
    return bounds;
}

/* The clauses of MORE behind those of INTO. */
static void merge_clauses(struct parse *p, struct ast_clauses *into, const struct ast_clauses *more)
{
    for (uint32_t i = 0; i < more->unless.n; i++)
        build_unless(p, into, more->unless.at[i]);
    if (more->because)
        build_because(p, into, more->because, more->because_span);
    for (uint32_t i = 0; i < more->cite.n; i++)
        vec_push(p->arena, &into->cite, more->cite.at[i]);
    build_overrides(p, into, &more->overrides);
    if (more->effective)
        build_effective(p, into, more->effective);
}

/* ---- rules ---- */

struct ast_rule *build_finished(struct parse *p, struct ast_rule *rule)
{
    if (rule->branches.n == 0)
        return rule;
    struct ast_branch *last = &rule->branches.at[rule->branches.n - 1];
    struct ast_clauses clauses = last->clauses;
    last->clauses = (struct ast_clauses){ 0 };
    merge_clauses(p, &rule->clauses, &clauses);
    return rule;
}

struct ast_statement *build_rule_statement(struct parse *p, struct ast_rule *rule, struct span at)
{
    if (rule->branches.n == 0)
        return NULL;
    struct ast_statement *statement = build_plain(p, AST_S_RULE, at);
    statement->rule = build_finished(p, rule);
    statement->name = rule->name;
    return statement;
}

struct ast_rule *build_rule(struct parse *p, struct ast_branch *branch, struct span at)
{
    struct ast_rule *rule = arena_new(p->arena, struct ast_rule);
    rule->span = at;
    if (branch)
        rule->branches.at = branch, rule->branches.n = rule->branches.room = 1;
    return rule;
}

/* What guards or ranks the whole rule stands after its last branch, lest it be read as one branch's. */
static void check_not_last(struct parse *p, const struct ast_branch *branch)
{
    const struct ast_clauses *clauses = &branch->clauses;
    const char *hint = "put it after the last branch";
    if (clauses->unless.n > 0)
        report_with(p, clauses->unless.at[0]->span, "'unless' holds for the whole rule, not for one branch", hint);
    if (clauses->overrides.n > 0)
        report_with(p, clauses->overrides.at[0].span, "'overrides' holds for the whole rule, not for one branch", hint);
    if (clauses->effective)
        report_with(p, clauses->effective_span, "'effective' holds for the whole rule, not for one branch", hint);
}

struct ast_rule *build_else(struct parse *p, struct ast_rule *rule, struct ast_branch *branch, struct span at)
{
    if (rule->branches.n > 0) {
        const struct ast_branch *last = &rule->branches.at[rule->branches.n - 1];
        if (!last->condition)
            report(p, at, "an 'else' without a condition comes last");
        check_not_last(p, last);
    }
    if (rule->branches.n >= AST_MAX_BRANCHES) {
        if (!rule->too_long) {
            struct diag *diag = diag_add(p->diags, DIAG_LIMIT, at, "a rule has at most %d branches", AST_MAX_BRANCHES);
            diag_hint(p->diags, diag, "a table may have more rows than that");
            rule->too_long = true;
        }
        return rule;
    }
    vec_push(p->arena, &rule->branches, *branch);
    return rule;
}

struct ast_rule *build_rule_head(struct parse *p, const struct token *name, const struct token *label, struct ast_clauses *head, struct ast_rule *rule)
{
    if (name)
        rule->name = build_path(p, name);
    if (label)
        rule->label = label->text;
    rule->clauses = *head;
    return build_finished(p, rule);
}

struct ast_branch *build_branch(struct parse *p, struct ast_expr *condition, const ast_actions *actions, const struct ast_clauses *clauses, struct span at)
{
    struct ast_branch *branch = arena_new(p->arena, struct ast_branch);
    *branch = (struct ast_branch){ .condition = condition, .actions = *actions, .clauses = *clauses, .span = at };
    return branch;
}

/* ---- actions ---- */

struct ast_action *build_action(struct parse *p, const struct token *verb, struct span at)
{
    struct ast_action *action = arena_new(p->arena, struct ast_action);
    action->verb = build_path(p, verb);
    action->span = at;
    return action;
}

static bool interpolated(const struct ast_expr *text)
{
    for (uint32_t i = 0; i < text->parts.n; i++)
        if (text->parts.at[i].expr)
            return true;
    return false;
}

/* A value in SQL's text could change what the SQL does. */
static void check_update(struct parse *p, const struct ast_action *action)
{
    if (!str_is(action->verb.text, "update") || action->verb.quoted || action->args.n != 1 || !interpolated(action->args.at[0]))
        return;
    report_with(p, action->args.at[0]->span, "SQL is taken as it stands: it cannot hold a {…}", "write a value as :name in it");
}

struct ast_action *build_argument(struct parse *p, struct ast_action *action, struct ast_expr *argument)
{
    vec_push(p->arena, &action->args, argument);
    action->span = span_join(action->span, argument->span);
    check_update(p, action);
    return action;
}

struct ast_action *build_any_rows(struct parse *p, struct ast_action *action, struct span at)
{
    if (!str_is(action->verb.text, "update"))
        report(p, at, "'any number of rows' stands only after an update");
    action->any_rows = true;
    action->span = span_join(action->span, at);
    return action;
}

ast_actions *build_actions(struct parse *p, ast_actions *list, struct ast_action *action)
{
    if (!list)
        list = arena_new(p->arena, ast_actions);
    if (action)
        vec_push(p->arena, list, action);
    return list;
}

ast_actions *build_more_actions(struct parse *p, ast_actions *list, const ast_actions *more)
{
    for (uint32_t i = 0; i < more->n; i++)
        vec_push(p->arena, list, more->at[i]);
    return list;
}
