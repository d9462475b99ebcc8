/* What is no error and may be meant otherwise: definitions and tables that can be left without a result, tables that
 * decide where facts are missing, a policy that decides nothing. */
#include "check/regions.h"
#include "check/tables.h"

/* ---- left without a result ---- */

/* What the hit policy makes of no match: sums and counts are 0, and that no row of `every match` applies is common. */
static bool needs_a_match(enum hit hit)
{
    return hit != HIT_SUM && hit != HIT_COUNT && hit != HIT_EVERY;
}

static bool covers(struct checker *c, const struct arms *arms)
{
    struct expr **conditions = arena_array(c->arena, struct expr *, arms->n);
    struct regions regions;
    for (uint32_t i = 0; i < arms->n; i++) {
        conditions[i] = arms->at[i].condition;
        if (!conditions[i])
            return true;
    }
    return !regions_make(&regions, c->arena, &c->proof_steps, conditions, arms->n) || regions_cover(&regions);
}

/* The columns of a table share its conditions: it is looked at once. */
static bool always_matches(struct checker *c, struct map *known, const struct arms *arms)
{
    static char yes, no;
    if (arms->n == 0)
        return false;
    struct str key = { (const char *)&arms->at[0].condition, sizeof arms->at[0].condition };
    const char *before = map_get(known, key);
    if (before)
        return before == &yes;
    bool always = covers(c, arms);
    map_put(known, key, always ? &yes : &no);
    return always;
}

static void warn_arms(struct checker *c, struct map *known, const struct definition *definition, const struct expr *e)
{
    if (!needs_a_match(e->arms->hit) || always_matches(c, known, e->arms))
        return;
    bool table = e->arms->owner.n > 0;
    struct diag *diag = diag_add(c->diags, DIAG_NO_RESULT, table ? e->span : definition->span,
                                 "'%.*s' is left without a value where no %s applies", STR_ARG(definition->name),
                                 table ? "row" : "condition");
    diag_hint(c->diags, diag, table ? "a last row with - in every condition applies always"
                                    : "a last line 'VALUE otherwise' applies always");
}

/* Where several tables decide, each leaves cases to the others. */
static void warn_definition(struct checker *c, struct map *known, const struct definition *definition)
{
    if (definition->body && definition->body->op == EXPR_ARMS)
        warn_arms(c, known, definition, definition->body);
}

/* ---- missing is no ---- */

static void warn_missing(struct checker *c, const struct ast_statement *table)
{
    uint32_t last = table->rows.n;
    while (last > 0) {
        const struct ast_row *row = &table->rows.at[last - 1];
        uint32_t i = 0;
        while (i < row->cells.n && i < table->columns.n && !table->columns.at[i].result && row->cells.at[i].any)
            i++;
        if (i < table->columns.n && table->columns.at[i].result)
            break;
        last--;
    }
    if (!table->missing_is_no || last == 0)
        return;
    diag_add(c->diags, DIAG_MISSING, table->rows.at[last - 1].span,
             "where what the other rows ask for is missing, this row decides ('missing is no')");
}

/* ---- nothing decided ---- */

static bool decides(const struct checker *c)
{
    if (c->arms.n || c->guarantees.n)
        return true;
    for (uint32_t i = 0; i < c->definitions.n; i++)
        if (c->definitions.at[i]->made.output)
            return true;
    return false;
}

static void warn_empty(struct checker *c)
{
    if (c->n_files == 0 || decides(c) || c->diags->n_errors)
        return;
    struct span start = { .source = c->files[c->n_files - 1]->source };
    struct diag *diag = diag_add(c->diags, DIAG_EMPTY, start,
                                 "this policy decides nothing: it has no rule, no table with actions and no output");
    diag_hint(c->diags, diag, "a rule looks like this: if state == WV then deny courtesy");
}

void warn_all(struct checker *c)
{
    struct map known;
    map_init(&known, c->arena);
    for (uint32_t i = 0; i < c->definitions.n; i++)
        warn_definition(c, &known, &c->definitions.at[i]->made);
    for (uint32_t file = 0; file < c->n_files; file++)
        for (uint32_t i = 0; i < c->files[file]->statements.n; i++)
            if (c->files[file]->statements.at[i]->kind == AST_S_TABLE)
                warn_missing(c, c->files[file]->statements.at[i]);
    warn_empty(c);
}
