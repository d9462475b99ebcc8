/* Definitions, templates, rules and groups. */
#include "tests/generate/gen.h"

#include "value/date.h"

enum { DEPTH = 3 };

/* ---- arguments and actions ---- */

static const char *const symbols[] = { "courtesy", "refund", "`late fee`" };

void gen_argument(struct gen *g, char type, unsigned depth)
{
    if (type == 's')
        gen_say(g, "%s", gen_one_of(g, symbols));
    else if (type == 't' && g->templates.n > 0 && gen_chance(g, 15)) {
        gen_mark(g, "template as argument");
        gen_say(g, "%s", g->templates.at[gen_below(g, g->templates.n)]);
    } else if (type == 't' && g->private_allowed && gen_chance(g, 5)) {
        gen_mark(g, "reveal");
        gen_say(g, "\"Card {reveal(card)}\"");
    } else
        gen_value(g, gen_type_of(type), depth);
}

static void named_argument(struct gen *g, const struct gen_param *param)
{
    gen_mark(g, "named argument");
    gen_say(g, " %s ", param->name);
    gen_argument(g, param->type, 2);
}

static void arguments(struct gen *g, const struct gen_verb *verb)
{
    bool last = false; /* an optional positional one was left out */
    for (uint32_t i = 0; i < GEN_MOST_PARAMS && verb->params[i].name; i++) {
        const struct gen_param *param = &verb->params[i];
        if (param->optional && !gen_chance(g, 40)) {
            last |= !param->named;
            continue;
        }
        if (param->named)
            named_argument(g, param);
        else if (!last)
            gen_say(g, " "), gen_argument(g, param->type, 2);
    }
}

void gen_action(struct gen *g)
{
    const struct gen_verb *verb = gen_verb(g, gen_chance(g, 25));
    if (gen_chance(g, 7)) {
        gen_update(g);
        return;
    }
    gen_mark(g, verb->name);
    gen_say(g, "%s", verb->name);
    arguments(g, verb);
}

void gen_actions(struct gen *g, uint32_t most, const char *between)
{
    for (uint32_t n = 1 + gen_below(g, most); n > 0; n--) {
        gen_action(g);
        if (n > 1)
            gen_say(g, "%s", between);
    }
}

/* ---- clauses ---- */

static const char *date_fact(struct gen *g)
{
    for (uint32_t i = 0; i < g->facts.n; i++)
        if (g->facts.at[i].type == GEN_DATE)
            return g->facts.at[i].name;
    return NULL;
}

void gen_effective(struct gen *g, const char *before)
{
    const char *on = gen_chance(g, 40) ? date_fact(g) : NULL;
    bool from = gen_chance(g, 60);
    gen_mark(g, on ? "effective on" : "effective");
    gen_say(g, "%seffective%s%s", before, on ? " on " : "", on ? on : "");
    if (from)
        gen_say(g, " from "), gen_literal(g, GEN_DATE);
    if (!from || gen_chance(g, 30))
        gen_say(g, " until 2022-0%u-01", 1 + gen_below(g, 9));
    gen_say(g, "\n");
}

void gen_because(struct gen *g, const char *before)
{
    gen_mark(g, "because");
    gen_say(g, "%sbecause ", before);
    gen_chance(g, 50) ? gen_literal(g, GEN_TEXT) : gen_value(g, GEN_TEXT, 1);
    gen_say(g, "\n");
}

void gen_cite(struct gen *g, const char *before)
{
    static const char *cites[] = { "\"p. 1\"", "\"p. 2\"", "\"p. 1\" \"p. 2\"" };
    gen_mark(g, "cite");
    gen_say(g, "%scite %s\n", before, gen_one_of(g, cites));
}

static void unless(struct gen *g, const char *before)
{
    gen_mark(g, "unless");
    gen_say(g, "%sunless ", before);
    gen_condition(g, 1);
    gen_say(g, "\n");
}

/* Only what was made before: no circles. */
static void overrides(struct gen *g, const char *before)
{
    if (g->rules.n == 0)
        return;
    gen_mark(g, "overrides");
    gen_say(g, "%soverrides %s\n", before, g->rules.at[gen_below(g, g->rules.n)]);
}

static void clauses(struct gen *g, const char *before)
{
    if (gen_chance(g, 25))
        unless(g, before);
    if (gen_chance(g, 40))
        gen_because(g, before);
    if (gen_chance(g, 25))
        gen_cite(g, before);
    if (gen_chance(g, 25))
        overrides(g, before);
}

static void add_rule_name(struct gen *g, const char *name)
{
    vec_push(g->arena, &g->rules, name);
}

/* ---- rules ---- */

static void branch(struct gen *g, const char *start)
{
    gen_say(g, "%s", start);
    gen_condition(g, DEPTH);
    gen_say(g, "\n  then ");
    gen_actions(g, 3, gen_chance(g, 50) ? " and " : "\n    ");
    gen_say(g, "\n");
}

/* A branch before another has a reason of its own; the last one's is the rule's. */
static void next_branch(struct gen *g, const char *start)
{
    if (gen_chance(g, 20))
        gen_because(g, "  ");
    branch(g, start);
}

static void rule_head(struct gen *g, const char *name)
{
    gen_mark(g, "named rule");
    gen_say(g, "rule %s%s\n", name, gen_chance(g, 30) ? " \"A rule\"" : "");
    if (gen_chance(g, 15))
        gen_effective(g, "  ");
}

void gen_rule(struct gen *g)
{
    const char *name = gen_chance(g, 70) ? gen_fresh(g, "rule") : NULL;
    if (name)
        rule_head(g, name);
    g->private_allowed = g->usable[GEN_MOMENT];
    branch(g, "  if ");
    for (; gen_chance(g, 30); gen_mark(g, "else if"))
        next_branch(g, "  else if ");
    g->private_allowed = false;
    if (gen_chance(g, 30)) {
        gen_mark(g, "else");
        gen_say(g, "  else ");
        gen_actions(g, 2, " and ");
        gen_say(g, "\n");
    }
    clauses(g, "  ");
    gen_statement_end(g);
    if (name)
        add_rule_name(g, name);
}

/* Rules that ask the same few facts, again and again. */
void gen_many_rules(struct gen *g)
{
    gen_mark(g, "many rules");
    for (uint32_t n = 20 + gen_below(g, 20); n > 0; n--) {
        gen_say(g, "if ");
        gen_condition(g, 0);
        if (gen_chance(g, 50))
            gen_say(g, " and "), gen_condition(g, 0);
        gen_say(g, " then ");
        gen_action(g);
        gen_say(g, "\n");
    }
    gen_statement_end(g);
}

void gen_anchor(struct gen *g, const struct gen_fact *fact)
{
    gen_say(g, "if %s", fact->name);
    if (fact->type != GEN_BOOL)
        gen_say(g, " == "), gen_literal(g, fact->type);
    gen_say(g, " then refuse refund\n");
    gen_statement_end(g);
}

/* ---- groups ---- */

static void group_arm(struct gen *g)
{
    const char *name = gen_chance(g, 40) ? gen_fresh(g, "arm") : NULL;
    gen_say(g, "  ");
    if (name)
        gen_say(g, "rule %s ", name);
    gen_say(g, "if ");
    gen_condition(g, 2);
    gen_say(g, " then ");
    gen_actions(g, 2, " and ");
    gen_say(g, "\n");
    if (name && gen_chance(g, 40)) {
        gen_mark(g, "clauses of an arm");
        clauses(g, "    ");
        if (gen_chance(g, 20))
            gen_effective(g, "    ");
    }
    if (name)
        add_rule_name(g, name);
}

void gen_group(struct gen *g)
{
    const char *name = gen_fresh(g, "group");
    gen_mark(g, "group");
    gen_say(g, "first match %s%s\n", name, gen_chance(g, 20) ? ", missing is no" : gen_chance(g, 20) ? " \"A group\"" : "");
    if (gen_chance(g, 15))
        unless(g, "  ");
    if (gen_chance(g, 15))
        gen_effective(g, "  ");
    if (gen_chance(g, 15))
        overrides(g, "  ");
    for (uint32_t n = 1 + gen_below(g, 3); n > 0; n--)
        group_arm(g);
    if (gen_chance(g, 60)) {
        gen_mark(g, "otherwise");
        gen_say(g, "  otherwise ");
        gen_actions(g, 2, " and ");
        gen_say(g, "\n");
    }
    gen_say(g, "end\n");
    gen_statement_end(g);
    add_rule_name(g, name);
}

/* ---- definitions ---- */

static void by_cases(struct gen *g, enum gen_type type)
{
    gen_mark(g, "definition by cases");
    gen_say(g, " is\n");
    for (uint32_t n = 1 + gen_below(g, 3); n > 0; n--) {
        gen_say(g, "  ");
        gen_value(g, type, 2);
        gen_say(g, " if ");
        gen_condition(g, 2);
        gen_say(g, "\n");
    }
    if (gen_chance(g, 70)) {
        gen_say(g, "  ");
        gen_value(g, type, 1);
        gen_say(g, " otherwise\n");
    }
}

static void output(struct gen *g, const char *name)
{
    gen_mark(g, "output");
    gen_say(g, "output %s\n", name);
    gen_statement_end(g);
}

void gen_output_fact(struct gen *g)
{
    const struct gen_fact *fact = &g->facts.at[gen_below(g, g->facts.n)];
    if (!fact->is_private)
        gen_mark(g, "output of a fact"), output(g, fact->name);
}

void gen_define(struct gen *g)
{
    static const enum gen_type types[] = { GEN_BOOL, GEN_BOOL, GEN_NUMBER, GEN_NUMBER, GEN_MONEY, GEN_TEXT, GEN_LEVEL, GEN_COLOR, GEN_PARTY,
                                           GEN_DATE, GEN_MOMENT, GEN_TIME, GEN_DURATION, GEN_NUMBERS, GEN_COLORS, GEN_TEXTS, GEN_MONEYS };
    enum gen_type type;
    do
        type = gen_one_of(g, types);
    while (!g->usable[type]);
    const char *name = gen_fresh(g, gen_chance(g, 20) ? "made.d" : "d");
    gen_say(g, "define %s", name);
    if (gen_chance(g, 50) || type == GEN_LEVEL || type == GEN_COLOR || type == GEN_PARTY)
        by_cases(g, type);
    else {
        gen_say(g, " = ");
        gen_value(g, type, DEPTH);
        gen_say(g, "\n");
    }
    gen_statement_end(g);
    gen_add_name(g, name, type);
    if (gen_chance(g, 50))
        output(g, name);
}

void gen_template(struct gen *g)
{
    const char *name = gen_fresh(g, "template");
    if (gen_chance(g, 50)) {
        gen_mark(g, "long text");
        gen_say(g, "template %s \"\"\"\n    Dear {", name);
        gen_value(g, GEN_NUMBER, 0);
        gen_say(g, "},\n      regards\n    \"\"\"\n");
    } else {
        gen_say(g, "template %s \"Dear {", name);
        if (!gen_named(g, GEN_TEXT))
            gen_say(g, "1");
        gen_say(g, "}\"\n");
    }
    gen_statement_end(g);
    vec_push(g->arena, &g->templates, name);
}

/* Often a bare verb, since random arguments seldom are those that some rule gives. */
void gen_guarantee(struct gen *g)
{
    gen_mark(g, "guarantee");
    gen_say(g, "%s ", gen_chance(g, 50) ? "never" : "always");
    if (gen_chance(g, 60))
        gen_say(g, "%s", gen_verb(g, gen_chance(g, 25))->name);
    else
        gen_action(g);
    gen_say(g, " when ");
    gen_value(g, GEN_BOOL, 2);
    gen_say(g, "\n");
    gen_statement_end(g);
}
