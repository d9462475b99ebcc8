/* Which findings can be taken away by taking something out: a rule or row that nothing is decided by, an override that never matters, a
 * declaration that nothing uses, an allow that nothing needs. */
#include "fixing.h"

#include "syntax/ast.h"

#include <string.h>

static bool is_same(struct span a, struct span b) { return a.source == b.source && a.from == b.from; }

static struct str text_of(const struct fixing *fixing, uint32_t source) { return source_at(&fixing->c->policy->sources, source)->text; }

static bool is_blank(char ch) { return ch == ' ' || ch == '\t' || ch == '\r'; }

/* ---- ranges ---- */

static bool is_empty_line(struct str text, uint32_t from)
{
    while (from < text.n && is_blank(text.p[from]))
        from++;
    return from == text.n || text.p[from] == '\n';
}

/* Whether nothing but blanks stands between FROM and TO, a comment after them aside. */
static bool is_free(struct str text, uint32_t from, uint32_t to)
{
    while (from < to && (is_blank(text.p[from]) || text.p[from] == '\n'))
        from++;
    return from == to || text.p[from] == '#';
}

/* Whole lines where nothing else stands on them, with one of the two empty lines that would then meet. False: something else does. */
static bool whole_lines(const struct fixing *fixing, struct span *span)
{
    struct str text = text_of(fixing, span->source);
    uint32_t from = str_line_start(text, span->from), to = str_line_end(text, span->to);
    if (!is_free(text, from, span->from) || (from < span->from && text.p[from] == '#') || !is_free(text, span->to, to))
        return false;
    bool empty_before = from == 0 || is_empty_line(text, str_line_start(text, from - 1));
    if (empty_before && to < text.n && is_empty_line(text, to))
        to = str_line_end(text, to);
    *span = (struct span){ span->source, from, to };
    return true;
}

static bool add_lines(struct fixing *fixing, struct fix *fix, struct span span)
{
    bool fine = whole_lines(fixing, &span);
    if (fine)
        vec_push(&fixing->c->arena, &fix->ranges, span);
    return fine;
}

struct span fixing_part(struct fixing *fixing, struct span span)
{
    struct str text = text_of(fixing, span.source);
    if (whole_lines(fixing, &span))
        return span;
    while (span.from > 0 && (text.p[span.from - 1] == ' ' || text.p[span.from - 1] == '\t'))
        span.from--;
    return span;
}

static void add_part(struct fixing *fixing, struct fix *fix, struct span span) { vec_push(&fixing->c->arena, &fix->ranges, fixing_part(fixing, span)); }

/* ---- where things end ---- */

/* The end of the last word from FROM on and before LIMIT. */
static uint32_t last_word(const struct fixing *fixing, uint32_t source, uint32_t from, uint32_t limit)
{
    const struct policy *policy = fixing->c->policy;
    uint32_t end = from;
    for (uint32_t i = 0; i < policy->n_files; i++)
        for (uint32_t k = 0; policy->files[i]->source == source && k < policy->tokens[i].all.n; k++) {
            struct span span = policy->tokens[i].all.at[k].span;
            char first = span.to > span.from ? text_of(fixing, source).p[span.from] : '#';
            if (span.from >= from && span.to <= limit && span.to > end && first != '#' && first != '\n' && first != '\r')
                end = span.to;
        }
    return end;
}

uint32_t fixing_word_before(const struct fixing *fixing, uint32_t source, uint32_t at)
{
    struct str text = text_of(fixing, source);
    while (at > 0 && (is_blank(text.p[at - 1]) || text.p[at - 1] == '\n'))
        at--;
    while (at > 0 && !is_blank(text.p[at - 1]) && text.p[at - 1] != '\n')
        at--;
    return at;
}

static struct span whole_statement(const struct fixing *fixing, const struct ast_file *file, uint32_t index)
{
    uint32_t from = file->statements.at[index]->span.from;
    uint32_t limit = index + 1 < file->statements.n ? file->statements.at[index + 1]->span.from : text_of(fixing, file->source).n;
    return (struct span){ file->source, from, last_word(fixing, file->source, from, limit) };
}

static uint32_t rule_start(const struct fixing *fixing, const struct ast_rule *rule)
{
    return rule->name.text.n > 0 ? fixing_word_before(fixing, rule->span.source, rule->name.span.from) : rule->span.from;
}

/* ---- names in a list: overrides, defeats ---- */

static bool take_named(struct fixing *fixing, struct fix *fix, const ast_names *names, struct str name)
{
    for (uint32_t i = 0; i < names->n; i++)
        if (str_eq(names->at[i].text, name)) {
            vec_push(&fixing->c->arena, &fix->ranges, names->at[i].span); /* fixing_text settles its commas */
            return true;
        }
    return false;
}

typedef bool (*look)(struct fixing *fixing, struct fix *fix, const struct ast_file *file, uint32_t index, const struct finding *finding);

/* Asks LOOK for each statement of the files until one knows the finding. */
static bool ask_each(struct fixing *fixing, struct fix *fix, const struct finding *finding, look knows)
{
    const struct policy *policy = fixing->c->policy;
    for (uint32_t i = 0; i < policy->n_files; i++)
        for (uint32_t k = 0; k < policy->files[i]->statements.n; k++)
            if (knows(fixing, fix, policy->files[i], k, finding))
                return true;
    return false;
}

/* What is overridden elsewhere and goes is overridden no more. */
static void forget_overrides(struct fixing *fixing, struct fix *fix, struct str name)
{
    const struct policy *policy = fixing->c->policy;
    for (uint32_t i = 0; name.n > 0 && i < policy->n_files; i++)
        for (uint32_t k = 0; k < policy->files[i]->statements.n; k++) {
            const struct ast_statement *statement = policy->files[i]->statements.at[k];
            take_named(fixing, fix, &statement->clauses.overrides, name);
            if (statement->kind == AST_S_RULE)
                take_named(fixing, fix, &statement->rule->clauses.overrides, name);
            for (uint32_t n = 0; statement->kind == AST_S_GROUP && n < statement->rules.n; n++)
                take_named(fixing, fix, &statement->rules.at[n]->clauses.overrides, name);
        }
}

/* ---- what never decides ---- */

static bool is_of(struct span span, const struct ast_statement *statement, const struct finding *finding)
{
    return is_same(span, finding->diag->span) && statement->span.source == span.source;
}

/* A row's span may end before its last bar. */
static struct span with_bar(const struct fixing *fixing, struct span row)
{
    struct str text = text_of(fixing, row.source);
    while (row.to < text.n && (is_blank(text.p[row.to]) || text.p[row.to] == '|'))
        row.to++;
    return row;
}

static bool dead_row(struct fixing *fixing, struct fix *fix, const struct ast_statement *table, const struct finding *finding)
{
    for (uint32_t i = 0; i < table->rows.n; i++)
        if (is_of(table->rows.at[i].span, table, finding)) {
            fix->what = STR("the row");
            return table->rows.n > 1 && add_lines(fixing, fix, with_bar(fixing, table->rows.at[i].span));
        }
    return false;
}

static bool dead_value(struct fixing *fixing, struct fix *fix, const struct ast_statement *define, const struct finding *finding)
{
    for (uint32_t i = 0; i < define->arms.n; i++)
        if (is_of(define->arms.at[i].span, define, finding)) {
            fix->what = STR("the value");
            return define->arms.n > 1 && add_lines(fixing, fix, define->arms.at[i].span);
        }
    return false;
}

static bool dead_arm(struct fixing *fixing, struct fix *fix, const struct ast_file *file, uint32_t index, const struct finding *finding)
{
    const struct ast_statement *group = file->statements.at[index];
    for (uint32_t i = 0; i < group->rules.n; i++) {
        const struct ast_rule *rule = group->rules.at[i];
        if (rule->branches.n != 1 || !(is_of(rule->span, group, finding) || is_of(rule->branches.at[0].span, group, finding)))
            continue;
        bool last = i + 1 == group->rules.n;
        uint32_t limit = last ? whole_statement(fixing, file, index).to : rule_start(fixing, group->rules.at[i + 1]);
        uint32_t from = rule_start(fixing, rule);
        if (last) /* before `end` */
            limit = fixing_word_before(fixing, file->source, limit);
        fix->what = rule->name.text.n > 0 ? str_printf(&fixing->c->arena, "rule '%.*s'", STR_ARG(rule->name.text)) : STR("the rule");
        forget_overrides(fixing, fix, rule->name.text);
        return group->rules.n > 1 && add_lines(fixing, fix, (struct span){ file->source, from, last_word(fixing, file->source, from, limit) });
    }
    return false;
}

static bool dead_rule(struct fixing *fixing, struct fix *fix, const struct ast_file *file, uint32_t index, const struct finding *finding)
{
    const struct ast_rule *rule = file->statements.at[index]->rule;
    if (rule->branches.n != 1 || !(is_of(rule->span, file->statements.at[index], finding) || is_of(rule->branches.at[0].span, file->statements.at[index], finding)))
        return false;
    fix->what = rule->name.text.n > 0 ? str_printf(&fixing->c->arena, "rule '%.*s'", STR_ARG(rule->name.text)) : STR("the rule");
    forget_overrides(fixing, fix, rule->name.text);
    return add_lines(fixing, fix, whole_statement(fixing, file, index));
}

static bool knows_dead(struct fixing *fixing, struct fix *fix, const struct ast_file *file, uint32_t index, const struct finding *finding)
{
    const struct ast_statement *statement = file->statements.at[index];
    switch (statement->kind) {
    case AST_S_TABLE: return dead_row(fixing, fix, statement, finding);
    case AST_S_DEFINE: return dead_value(fixing, fix, statement, finding);
    case AST_S_GROUP: return dead_arm(fixing, fix, file, index, finding);
    case AST_S_RULE: return dead_rule(fixing, fix, file, index, finding);
    default: return false;
    }
}

/* ---- what never matters, and what is not used ---- */

static bool is_in(struct span outer, struct span inner) { return outer.source == inner.source && inner.from >= outer.from && inner.to <= outer.to; }

/* The statement that the finding's place is in tells whose clause it is. */
static bool knows_idle(struct fixing *fixing, struct fix *fix, const struct ast_file *file, uint32_t index, const struct finding *finding)
{
    const struct ast_statement *statement = file->statements.at[index];
    struct str name = finding->loser;
    bool verb = statement->kind == AST_S_ACTION;
    if (name.n == 0 || !is_in(whole_statement(fixing, file, index), finding->diag->span))
        return false;
    fix->what = str_printf(&fixing->c->arena, "%s %.*s", verb ? "defeats" : "overrides", STR_ARG(name));
    if (verb)
        return take_named(fixing, fix, &statement->names, name);
    return take_named(fixing, fix, statement->kind == AST_S_RULE ? &statement->rule->clauses.overrides : &statement->clauses.overrides, name);
}

/* Facts, types, parties and symbols say what cases may hold: without them other cases would be errors. */
static bool knows_unused(struct fixing *fixing, struct fix *fix, const struct ast_file *file, uint32_t index, const struct finding *finding)
{
    const struct ast_statement *statement = file->statements.at[index];
    bool may = statement->kind == AST_S_DEFINE || statement->kind == AST_S_TEMPLATE || statement->kind == AST_S_LOOKUP;
    if (!may || !is_same(statement->name.span, finding->diag->span))
        return false;
    const char *kind = statement->kind == AST_S_DEFINE ? "definition" : statement->kind == AST_S_TEMPLATE ? "template" : "lookup";
    fix->what = str_printf(&fixing->c->arena, "the %s '%.*s'", kind, STR_ARG(statement->name.text));
    return add_lines(fixing, fix, whole_statement(fixing, file, index));
}

static bool take_allow(struct fixing *fixing, struct fix *fix, const struct finding *finding)
{
    fix->what = STR("the allow");
    add_part(fixing, fix, finding->diag->span);
    return true;
}

/* ---- together ---- */

/* Files of the call's own: not what they use, and no text of -e. */
static bool may_be_written(const struct fixing *fixing, uint32_t source)
{
    const struct policy *policy = fixing->c->policy;
    for (uint32_t i = 0; i < policy->paths.n; i++)
        if (policy->named.at[source] && str_eq(policy->paths.at[i], source_at(&policy->sources, source)->name))
            return true;
    return false;
}

static bool stays_in_named_files(const struct fixing *fixing, const struct fix *fix)
{
    for (uint32_t i = 0; i < fix->ranges.n; i++)
        if (!may_be_written(fixing, fix->ranges.at[i].source))
            return false;
    return true;
}

static bool make(struct fixing *fixing, struct fix *fix, const struct finding *finding)
{
    switch (finding->diag->code) {
    case DIAG_DEAD: case DIAG_SHADOWED: case DIAG_BEATEN: return ask_each(fixing, fix, finding, knows_dead);
    case DIAG_IDLE: return ask_each(fixing, fix, finding, knows_idle);
    case DIAG_UNUSED: return ask_each(fixing, fix, finding, knows_unused);
    case DIAG_ALLOW_IDLE: return take_allow(fixing, fix, finding);
    default: return false;
    }
}

void fixing_collect(struct fixing *fixing)
{
    struct checking *c = fixing->c;
    for (uint32_t i = 0; i < c->told.n; i++) {
        struct fix *fix = arena_new(&c->arena, struct fix);
        fix->at = c->told.at[i]->diag->span;
        if (c->told.at[i]->diag->has_span && make(fixing, fix, c->told.at[i]) && stays_in_named_files(fixing, fix))
            vec_push(&c->arena, &fixing->all, fix);
    }
}
