/* Tables of every hit policy. */
#include "tests/generate/gen.h"

enum { MOST_COLUMNS = 4 };

enum result_kind { RESULT_DEFINITION, RESULT_VERB, RESULT_PARAM, RESULT_ACTIONS, RESULT_BECAUSE, RESULT_CITE };

struct result_column {
    enum result_kind kind;
    const char *name;
    char type; /* of its cells */
    bool optional;
};

struct table {
    const char *name;
    const char *hit;
    enum gen_type columns[MOST_COLUMNS];
    bool when[MOST_COLUMNS];
    uint32_t n_columns;
    struct result_column results[MOST_COLUMNS];
    uint32_t n_results;
};

static const char *const unit_hits[] = { "first match", "first match", "every match", "only one", "any" };
static const char *const value_hits[] = { "first match", "first match", "every match", "only one", "any", "sum", "count", "smallest",
                                          "largest", "highest" };

static bool is(const char *a, const char *b) { return strcmp(a, b) == 0; }

/* ---- conditions ---- */

/* Rows of these that can be seen to overlap are an error of the policy: their conditions are such that it can't be seen. */
static bool must_not_overlap(const struct table *t) { return is(t->hit, "only one") || is(t->hit, "any"); }

static void head_expression(struct gen *g, enum gen_type type)
{
    if (type == GEN_NUMBER && gen_chance(g, 20)) {
        gen_mark(g, "head that is an expression");
        gen_say(g, "count of ");
        if (!g->usable[GEN_COLORS] || !gen_named(g, GEN_COLORS))
            gen_say(g, "[1, 2]");
    } else if (type == GEN_NUMBER && gen_chance(g, 20))
        gen_named(g, type), gen_say(g, " + 1");
    else
        gen_named(g, type);
}

static void condition_column(struct gen *g, struct table *t)
{
    static const enum gen_type types[] = { GEN_BOOL, GEN_NUMBER, GEN_NUMBER, GEN_MONEY, GEN_TEXT, GEN_LEVEL, GEN_COLOR, GEN_PARTY, GEN_DATE,
                                           GEN_NUMBERS, GEN_COLORS };
    uint32_t i = t->n_columns++;
    t->when[i] = must_not_overlap(t) || gen_chance(g, 15);
    do
        t->columns[i] = gen_one_of(g, types);
    while (!g->usable[t->columns[i]]);
    gen_say(g, "%s ", i ? " |" : "  |");
    if (t->when[i])
        gen_mark(g, "when column"), gen_say(g, "when");
    else
        head_expression(g, t->columns[i]);
}

static void condition_cell(struct gen *g, struct table *t, uint32_t i)
{
    gen_say(g, "%s ", i ? " |" : "  |");
    if (must_not_overlap(t))
        gen_opaque(g);
    else if (t->when[i])
        gen_condition(g, 1);
    else
        gen_cell(g, t->columns[i]);
}

/* ---- results ---- */

static void add_result(struct table *t, enum result_kind kind, const char *name, char type, bool optional)
{
    t->results[t->n_results++] = (struct result_column){ kind, name, type, optional };
}

static char value_type(struct gen *g, const struct table *t)
{
    static const char any[] = "bnnmtlcpd", numeric[] = "nnmu", ordered[] = "nmdlu";
    char type;
    do {
        if (is(t->hit, "highest"))
            type = 'l';
        else if (is(t->hit, "sum"))
            type = numeric[gen_below(g, sizeof numeric - 1)];
        else if (is(t->hit, "smallest") || is(t->hit, "largest"))
            type = ordered[gen_below(g, sizeof ordered - 1)];
        else
            type = any[gen_below(g, sizeof any - 1)];
    } while (!g->usable[gen_type_of(type)]);
    return type;
}

static bool takes_one(const struct table *t)
{
    return is(t->hit, "sum") || is(t->hit, "count") || is(t->hit, "smallest") || is(t->hit, "largest") || is(t->hit, "highest");
}

static void value_results(struct gen *g, struct table *t)
{
    add_result(t, RESULT_DEFINITION, gen_fresh(g, "d"), value_type(g, t), false);
    if (!takes_one(t) && gen_chance(g, 30)) {
        gen_mark(g, "two result columns");
        add_result(t, RESULT_DEFINITION, gen_fresh(g, "d"), value_type(g, t), false);
    }
}

static void verb_results(struct gen *g, struct table *t)
{
    const struct gen_verb *verb;
    do
        verb = gen_verb(g, false);
    while (!verb->params[0].name || (verb->params[1].name && !verb->params[1].optional));
    gen_mark(g, "result that is an action");
    add_result(t, RESULT_VERB, verb->name, verb->params[0].type, false);
    for (uint32_t i = 1; i < GEN_MOST_PARAMS && verb->params[i].name && t->n_results < MOST_COLUMNS - 1; i++)
        if (verb->params[i].named && gen_chance(g, 40)) {
            gen_mark(g, "result that is a parameter");
            add_result(t, RESULT_PARAM, arena_printf(g->arena, "%s.%s", verb->name, verb->params[i].name), verb->params[i].type, true);
        }
}

static void unit_results(struct gen *g, struct table *t)
{
    if (gen_chance(g, 30)) {
        gen_mark(g, "results that are whole actions");
        add_result(t, RESULT_ACTIONS, "action", 0, false);
    } else
        verb_results(g, t);
    if (gen_chance(g, 30))
        add_result(t, RESULT_BECAUSE, "because", 't', true);
    else if (gen_chance(g, 30))
        add_result(t, RESULT_CITE, "cite", 't', true);
}

static void result_cell(struct gen *g, const struct result_column *result)
{
    if (result->optional && gen_chance(g, 30))
        gen_mark(g, "- in a result"), gen_say(g, "-");
    else if (result->kind == RESULT_ACTIONS)
        gen_actions(g, 2, " and ");
    else if (result->kind == RESULT_CITE)
        gen_literal(g, GEN_TEXT);
    else if (result->kind == RESULT_BECAUSE)
        gen_value(g, GEN_TEXT, 1);
    else
        gen_argument(g, result->type, 2);
}

/* ---- the whole ---- */

static void table_head(struct gen *g, struct table *t)
{
    gen_mark(g, arena_printf(g->arena, "table %s", t->hit));
    gen_say(g, "table %s %s", t->name, t->hit);
    if (is(t->hit, "first match") && gen_chance(g, 20))
        gen_mark(g, "missing is no"), gen_say(g, ", missing is no");
    if (gen_chance(g, 20)) {
        gen_mark(g, "table when");
        gen_say(g, " when ");
        gen_condition(g, 1);
    }
    gen_say(g, "\n");
    if (gen_chance(g, 15)) {
        gen_mark(g, "table unless");
        gen_say(g, "  unless ");
        gen_condition(g, 1);
        gen_say(g, "\n");
    }
    if (gen_chance(g, 10))
        gen_effective(g, "  ");
}

static void result_head(struct gen *g, const struct result_column *result, const char *before)
{
    bool value = result->kind == RESULT_DEFINITION && gen_chance(g, 20);
    if (value)
        gen_mark(g, "value before a result");
    gen_say(g, "%s %s%s", before, value ? "value " : "", result->name);
}

static void head_row(struct gen *g, struct table *t)
{
    for (uint32_t n = 1 + gen_below(g, 2); n > 0; n--)
        condition_column(g, t);
    for (uint32_t i = 0; i < t->n_results; i++)
        result_head(g, &t->results[i], i ? " |" : " =>");
    gen_say(g, " |\n");
}

static void row(struct gen *g, struct table *t, bool last)
{
    for (uint32_t i = 0; i < t->n_columns; i++)
        if (last)
            gen_say(g, "%s -", i ? " |" : "  |");
        else
            condition_cell(g, t, i);
    for (uint32_t i = 0; i < t->n_results; i++) {
        gen_say(g, " | ");
        result_cell(g, &t->results[i]);
    }
    gen_say(g, " |\n");
}

static void rows(struct gen *g, struct table *t)
{
    bool large = gen_chance(g, 5);
    if (large)
        gen_mark(g, "large table");
    for (uint32_t n = large ? 20 + gen_below(g, 40) : 1 + gen_below(g, 4); n > 0; n--)
        row(g, t, false);
    if (is(t->hit, "first match") && gen_chance(g, 50))
        row(g, t, true);
}

static void add_names(struct gen *g, const struct table *t)
{
    bool list = is(t->hit, "every match");
    for (uint32_t i = 0; i < t->n_results; i++) {
        const struct result_column *result = &t->results[i];
        if (result->kind != RESULT_DEFINITION)
            continue;
        if (!list)
            gen_add_name(g, result->name, is(t->hit, "count") ? GEN_NUMBER : gen_type_of(result->type));
        else if (strchr("nmtc", result->type))
            gen_add_name(g, result->name, gen_type_of((char)(result->type - 'a' + 'A'))); /* the list's letter */
        if (gen_chance(g, 60)) {
            gen_say(g, "output %s\n", result->name);
            gen_statement_end(g);
        }
    }
}

/* Another table for what the first decides. */
static void second_table(struct gen *g, const struct table *first)
{
    struct table t = { .name = gen_fresh(g, "table"), .hit = first->hit };
    gen_mark(g, "two tables for one definition");
    t.results[t.n_results++] = first->results[0];
    table_head(g, &t);
    head_row(g, &t);
    rows(g, &t);
    gen_statement_end(g);
}

void gen_table(struct gen *g)
{
    bool values = gen_chance(g, 60);
    struct table t = { .name = gen_fresh(g, "table") };
    do
        t.hit = values ? gen_one_of(g, value_hits) : gen_one_of(g, unit_hits);
    while (is(t.hit, "highest") && !g->usable[GEN_LEVEL]);
    values ? value_results(g, &t) : unit_results(g, &t);
    table_head(g, &t);
    head_row(g, &t);
    rows(g, &t);
    gen_statement_end(g);
    if (!values)
        vec_push(g->arena, &g->rules, t.name);
    else if (gen_chance(g, 25))
        second_table(g, &t);
    add_names(g, &t);
}
