/* What check finds in every form that rules can take, held against brute force: tables of all hit policies with cells of all sorts,
 * definitions by cases, groups, tables that share a definition, rules with overrides, unless, defeats and periods. Beside each policy stands
 * another one that only says, each on its own, whether its conditions hold; what follows from them for rows and rules is worked out here, over
 * all cases of small domains, and held against what check says of the policy.
 *
 *     forms [FIRST [COUNT]] */
#include "analyze/findings.h"
#include "eval/eval.h"
#include "pipeline.h"
#include "tests/generate/seeds.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST = 1, COUNT = 2000, COUNT_SHORT = 150, COUNT_LONG = 10000 };
enum { MOST_ROWS = 6, MOST_UNITS = 4, MOST_RULES = 6, MOST_CONDITIONS = 80, MOST_VALUES = 10, MOST_USED = 3, DAY = 18262 };
enum held { NO, YES, UNKNOWN };

static struct trap trap;
static uint64_t checks, n_gaps, n_dead, n_conflicts, n_idle, open_points, state;

static uint32_t below(uint32_t n)
{
    state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(state >> 33) % n;
}

/* ---- facts ---- */

enum form { ORDERED, SET, RANKED, FLAG, TEXT, LIST };

static const struct kind_of_fact {
    const char *name, *type;
    enum form form;
    const char *consts[3];
    enum value_kind kind;
    int64_t first, step, grain; /* ORDERED: the constants as values, and the next value beside each */
} kinds[] = {
    { "a", "money", ORDERED, { "$1", "$2", "$3" }, VALUE_NUMBER, 1000000, 1000000, 10000 },
    { "n", "number", ORDERED, { "1", "1.5", "2" }, VALUE_NUMBER, 1000000, 500000, 1 },
    { "w", "whole number", ORDERED, { "1", "2", "3" }, VALUE_NUMBER, 1000000, 1000000, 1000000 },
    { "d", "date", ORDERED, { "2020-01-01", "2020-01-02", "2020-01-03" }, VALUE_DATE, DAY, 1, 1 },
    { "u", "duration", ORDERED, { "1 days", "2 days", "3 days" }, VALUE_DURATION, INT64_C(86400000000), INT64_C(86400000000), 1 },
    { "k", "one of K0, K1, K2", SET, { "K0", "K1", "K2" }, VALUE_SYMBOL, 0, 1, 1 },
    { "o", "one of L0 < L1 < L2", RANKED, { "L0", "L1", "L2" }, VALUE_SYMBOL, 0, 1, 1 },
    { "f", "yes/no", FLAG, { "yes", "no" }, VALUE_BOOL, 0, 1, 1 },
    { "t", "text", TEXT, { "\"x\"", "\"y\"" }, VALUE_TEXT, 0, 1, 1 },
    { "l", "list of one of A, B", LIST, { "A", "B" }, VALUE_LIST, 0, 1, 1 },
};
enum { KINDS = sizeof kinds / sizeof *kinds };

static const struct kind_of_fact *used[MOST_USED];
static uint32_t n_used;

static bool uses(const char *name)
{
    for (uint32_t i = 0; i < n_used; i++)
        if (strcmp(used[i]->name, name) == 0)
            return true;
    return false;
}

static void choose_facts(void)
{
    n_used = 2 + below(2);
    for (uint32_t i = 0; i < n_used; i++)
        do
            used[i] = &kinds[below(KINDS)];
        while (i > 0 && (used[i] == used[0] || (i > 1 && used[i] == used[1])));
}

/* A, B, and an element that nobody knows. */
static const struct value_list *list_of(struct arena *arena, uint32_t members)
{
    struct value_list *list = arena_alloc(arena, sizeof *list + 3 * sizeof *list->at);
    list->n = 0;
    for (uint32_t i = 0; i < 3; i++)
        if (members >> i & 1)
            list->at[list->n++] = i < 2 ? value_int(VALUE_SYMBOL, i) : value_unknown();
    return list;
}

/* All that need be tried of a fact; the last one is that it is missing. */
static uint32_t values_of(struct arena *arena, const struct kind_of_fact *fact, struct value *out)
{
    uint32_t n = 0;
    for (int64_t c = 0; c < 3 && fact->form == ORDERED; c++)
        for (int64_t beside = -1; beside <= 1; beside++)
            out[n++] = value_int(fact->kind, fact->first + c * fact->step + beside * fact->grain);
    for (uint32_t i = 0; i < 3 && (fact->form == SET || fact->form == RANKED); i++)
        out[n++] = value_int(VALUE_SYMBOL, i);
    for (uint32_t i = 0; i < 2 && fact->form == FLAG; i++)
        out[n++] = value_bool(i);
    for (uint32_t i = 0; i < 3 && fact->form == TEXT; i++)
        out[n++] = value_text(i == 0 ? STR("x") : i == 1 ? STR("y") : STR("zz"));
    for (uint32_t i = 0; i < 8 && fact->form == LIST; i++)
        out[n++] = value_list(list_of(arena, i));
    out[n++] = value_unknown();
    return n;
}

/* ---- conditions: a cell, and the same as an expression ---- */

static const char *const signs[] = { "<", "<=", ">", ">=" };

static void one_cell(const struct kind_of_fact *fact, struct buf *cell, struct buf *as)
{
    uint32_t which = below(6), i = below(fact->form == ORDERED || fact->form == SET || fact->form == RANKED ? 3 : 2), k = below(2);
    const char *name = fact->name, *c = fact->consts[i], *low = fact->consts[0], *high = fact->consts[fact->form == ORDERED ? 1 + below(2) : 1];
    if (fact->form == ORDERED && which < 2) {
        uint32_t open = below(4);
        buf_printf(cell, "%s%s..%s%s", low, open & 1 ? "<" : "", open & 2 ? "<" : "", high);
        buf_printf(as, "(%s %s %s and %s %s %s)", name, open & 1 ? ">" : ">=", low, name, open & 2 ? "<" : "<=", high);
    } else if ((fact->form == ORDERED || fact->form == RANKED) && which < 4) {
        uint32_t sign = below(4);
        buf_printf(cell, "%s %s", signs[sign], c);
        buf_printf(as, "%s %s %s", name, signs[sign], c);
    } else if (fact->form == LIST) {
        buf_printf(cell, which < 2 ? "not %s" : which < 4 ? "%s" : "A, B", c);
        buf_printf(as, which < 2 ? "not (l contains %s)" : which < 4 ? "l contains %s" : "(l contains A or l contains B)", c);
    } else if (fact->form == FLAG) {
        buf_cstr(cell, c);
        buf_printf(as, "f is %s", c);
    } else if (which == 4) {
        buf_printf(cell, "not %s", c);
        buf_printf(as, "%s != %s", name, c);
    } else if (which == 5) {
        buf_printf(cell, "%s%s, %s", k ? "not " : "", fact->consts[0], fact->consts[1]);
        buf_printf(as, "%s%s in [%s, %s]", name, k ? " not" : "", fact->consts[0], fact->consts[1]);
    } else {
        buf_cstr(cell, c);
        buf_printf(as, "%s == %s", name, c);
    }
}

static void put_cell(const struct kind_of_fact *fact, struct buf *cell, struct buf *as)
{
    uint32_t odd = below(24);
    if (odd == 0 || odd == 1) {
        buf_cstr(cell, odd ? "known" : "missing");
        buf_printf(as, "%s is %s", fact->name, odd ? "known" : "missing");
    } else {
        one_cell(fact, cell, as);
    }
}

/* Whole conditions stand in rules, definitions and columns `when`. */
static void put_expr(struct buf *out)
{
    struct buf unused;
    uint32_t n = 1 + below(3);
    buf_init(&unused, &trap);
    for (uint32_t i = 0; i < n; i++) {
        buf_cstr(out, i == 0 ? "" : below(3) ? " and " : " or ");
        buf_cstr(out, below(8) ? "(" : "not (");
        put_cell(used[below(n_used)], &unused, out);
        buf_char(out, ')');
    }
    buf_free(&unused);
}

/* ---- a policy, and what is known of it ---- */

struct row {
    uint32_t line;
    int condition; /* its number; -1: always */
    int value, second; /* results */
    bool gone;     /* worked out */
};

struct part {
    enum { TABLE, DEFINE, GROUP } kind;
    enum hit hit;
    bool missing_is_no, two, shared; /* shared: this one and the next decide one definition */
    int when, unless; /* conditions; -1: none */
    struct row rows[MOST_ROWS];
    uint32_t n, line, last;
    bool gap, clash; /* worked out */
};

struct rule {
    uint32_t line, action_line;
    int condition, unless, overrides;
    enum { ASSIGN, ALLOW, DENY } verb;
    int party;
    bool holds, fires, stays, conflicts[MOST_RULES], meets; /* worked out; meets: what it overrides */
};

static struct part units[MOST_UNITS];
static struct rule rules[MOST_RULES];
static uint32_t n_units, n_rules, n_conditions, line;
static struct buf text, truth_text;

static void put(const char *words) { buf_cstr(&text, words); }

static void end_line(void)
{
    put("\n");
    line++;
}

static int new_condition(struct buf *as)
{
    buf_printf(&truth_text, "define m%u = (%.*s)\noutput m%u\n", (unsigned)n_conditions, (int)as->n, as->p, (unsigned)n_conditions);
    as->n = 0;
    return (int)n_conditions++;
}

/* A condition in the policy's text, and its number. */
static int put_condition(void)
{
    struct buf as;
    buf_init(&as, &trap);
    put_expr(&as);
    buf_add(&text, as.p, as.n);
    int condition = new_condition(&as);
    buf_free(&as);
    return condition;
}

static const char *const hits[] = { [HIT_FIRST] = "first match", [HIT_ONLY_ONE] = "only one", [HIT_ANY] = "any", [HIT_EVERY] = "every match",
                                    [HIT_HIGHEST] = "highest", [HIT_SUM] = "sum", [HIT_SMALLEST] = "smallest", [HIT_LARGEST] = "largest", [HIT_COUNT] = "count" };

static void put_period(struct buf *as)
{
    uint32_t from = 1 + below(3), until = from + below(3);
    if (until == from)
        until++;
    buf_printf(&text, "  effective on d from 2020-01-0%u until 2020-01-0%u", (unsigned)from, (unsigned)until);
    buf_printf(as, "d >= 2020-01-0%u and d < 2020-01-0%u", (unsigned)from, (unsigned)until);
    end_line();
}

static void put_row(struct part *unit, uint32_t index, bool whens, bool heads)
{
    struct row *row = &unit->rows[unit->n];
    struct buf as;
    bool any = true;
    buf_init(&as, &trap);
    *row = (struct row){ .line = line, .condition = -1, .value = unit->hit == HIT_FIRST || unit->hit == HIT_ONLY_ONE ? (int)unit->n : (int)below(3), .second = (int)below(2) };
    put("  |");
    for (uint32_t i = 0; i < n_used && heads; i++) {
        put(" ");
        if (below(3) == 0) {
            put("- |");
            continue;
        }
        buf_cstr(&as, any ? "(" : " and (");
        put_cell(used[i], &text, &as);
        buf_cstr(&as, ")");
        put(" |");
        any = false;
    }
    if (whens) {
        struct buf own;
        buf_init(&own, &trap);
        put_expr(&own);
        buf_printf(&text, " %.*s |", (int)own.n, own.p);
        buf_printf(&as, "%s(%.*s)", any ? "" : " and ", (int)own.n, own.p);
        buf_free(&own);
        any = false;
    }
    if (!any)
        row->condition = new_condition(&as);
    buf_printf(&text, unit->hit == HIT_HIGHEST ? " R%d |" : " %d |", row->value);
    if (unit->two)
        buf_printf(&text, " %d |", row->second);
    end_line();
    unit->n++;
    buf_free(&as);
    (void)index;
}

static void put_table(struct part *unit, uint32_t index, uint32_t definition)
{
    struct buf as;
    bool whens = below(3) == 0, heads = !whens || below(2), guarded = unit->shared || below(4) == 0;
    buf_init(&as, &trap);
    unit->when = unit->unless = -1;
    unit->line = line;
    unit->two = unit->hit == HIT_ANY && below(2);
    unit->missing_is_no = unit->hit == HIT_FIRST && !unit->shared && below(5) == 0;
    buf_printf(&text, "table t%u %s%s", (unsigned)index, hits[unit->hit], unit->missing_is_no ? ", missing is no" : "");
    if (guarded) {
        put(" when ");
        unit->when = put_condition();
    }
    end_line();
    if (uses("d") && !guarded && below(3) == 0) {
        put_period(&as);
        unit->when = new_condition(&as);
    } else if (below(6) == 0) {
        put("  unless ");
        unit->unless = put_condition();
        end_line();
    }
    put("  |");
    for (uint32_t i = 0; i < n_used && heads; i++)
        buf_printf(&text, "%s %s", i ? " |" : "", used[i]->name);
    put(whens ? heads ? " | when" : " when" : "");
    buf_printf(&text, " => v%u |", (unsigned)definition);
    if (unit->two)
        buf_printf(&text, " x%u |", (unsigned)definition);
    end_line();
    for (uint32_t n = 1 + below(MOST_ROWS - 1); unit->n < n;)
        put_row(unit, index, whens, heads);
    unit->last = line - 1;
    buf_free(&as);
}

static void put_output(uint32_t definition, bool two)
{
    buf_printf(&text, "output v%u\n", (unsigned)definition);
    line++;
    if (two) {
        buf_printf(&text, "output x%u\n", (unsigned)definition);
        line++;
    }
}

static void put_lines(struct part *unit, uint32_t index)
{
    bool group = unit->kind == GROUP, otherwise = below(3) == 0;
    uint32_t n = 2 + below(MOST_ROWS - 3);
    unit->when = unit->unless = -1;
    unit->hit = HIT_FIRST;
    unit->line = line;
    buf_printf(&text, group ? "first match g%u" : "define v%u is", (unsigned)index);
    end_line();
    for (; unit->n < n; unit->n++) {
        unit->rows[unit->n] = (struct row){ .line = line, .condition = -1, .value = (int)unit->n };
        if (group)
            put("  ");
        else
            buf_printf(&text, "  %u ", (unsigned)unit->n);
        if (otherwise && unit->n + 1 == n)
            put("otherwise");
        else {
            put("if ");
            unit->rows[unit->n].condition = put_condition();
            put(group ? " then" : "");
        }
        if (group)
            buf_printf(&text, " note \"%u %u\"", (unsigned)index, (unsigned)unit->n);
        end_line();
    }
    unit->last = line - 1;
    if (group) {
        put("end");
        end_line();
    } else {
        put_output(index, false);
    }
}

static void put_unit(void)
{
    struct part *unit = &units[n_units];
    uint32_t which = below(12), index = n_units++;
    *unit = (struct part){ .kind = which < 8 ? TABLE : which < 10 ? DEFINE : GROUP, .hit = (enum hit)below(9) };
    if (unit->kind != TABLE) {
        put_lines(unit, index);
        return;
    }
    unit->hit = below(3) == 0 ? HIT_FIRST : unit->hit;
    unit->shared = unit->hit == HIT_FIRST && n_units < MOST_UNITS && below(3) == 0;
    put_table(unit, index, index);
    if (unit->shared) {
        struct part *other = &units[n_units++];
        *other = (struct part){ .kind = TABLE, .hit = HIT_FIRST, .shared = true };
        put_table(other, index + 1, index);
        other->shared = false;
    }
    put_output(index, unit->two);
}

static void put_rule(uint32_t index)
{
    struct rule *rule = &rules[index];
    *rule = (struct rule){ .line = line, .unless = -1, .overrides = -1, .verb = below(3) ? ASSIGN : 1 + below(2), .party = (int)below(3) };
    buf_printf(&text, "rule r%u", (unsigned)index);
    end_line();
    put("  if ");
    rule->condition = put_condition();
    end_line();
    rule->action_line = line;
    if (rule->verb == ASSIGN)
        buf_printf(&text, "  then assign P%d", rule->party);
    else
        buf_printf(&text, "  then %s credit%d", rule->verb == ALLOW ? "allow" : "deny", rule->party % 2);
    end_line();
    if (below(5) == 0) {
        put("  unless ");
        rule->unless = put_condition();
        end_line();
    }
    if (index > 0 && below(3) == 0) {
        rule->overrides = (int)below(index);
        buf_printf(&text, "  overrides r%d", rule->overrides);
        end_line();
    }
}

static void put_facts(struct buf *out)
{
    buf_cstr(out, "facts\n");
    for (uint32_t i = 0; i < n_used; i++)
        buf_printf(out, "  %s is %s\n", used[i]->name, used[i]->type);
}

static void make_policy(void)
{
    choose_facts();
    n_units = n_rules = n_conditions = 0;
    put("party P0, P1, P2\ntype rank is one of R0 < R1 < R2\n");
    put_facts(&text);
    put_facts(&truth_text);
    line = 4 + n_used;
    for (uint32_t n = 1 + below(3); n_units < n && n_units < MOST_UNITS;)
        put_unit();
    for (uint32_t n = below(MOST_RULES + 1); n_rules < n; n_rules++)
        put_rule(n_rules);
}

/* ---- what follows from its conditions ---- */

static enum held held[MOST_CONDITIONS];

static enum held of(int condition) { return condition < 0 ? YES : held[condition]; }
static enum held both(enum held a, enum held b) { return a == NO || b == NO ? NO : a == YES && b == YES ? YES : UNKNOWN; }
static enum held negated(enum held a) { return a == UNKNOWN ? UNKNOWN : a == YES ? NO : YES; }
static enum held guard_of(const struct part *unit) { return both(of(unit->when), unit->unless < 0 ? YES : negated(of(unit->unless))); }

static enum held row_of(const struct part *unit, uint32_t i)
{
    enum held truth = of(unit->rows[i].condition);
    return unit->missing_is_no && truth == UNKNOWN ? NO : truth;
}

static bool differ(const struct part *unit, uint32_t i, uint32_t k)
{
    return unit->rows[i].value != unit->rows[k].value || (unit->two && unit->rows[i].second != unit->rows[k].second);
}

static bool clashes(const struct part *unit)
{
    bool clash = false;
    for (uint32_t i = 0; i < unit->n; i++)
        for (uint32_t k = i + 1; k < unit->n; k++)
            clash = clash || (row_of(unit, i) == YES && row_of(unit, k) == YES && (unit->hit == HIT_ONLY_ONE || (unit->hit == HIT_ANY && differ(unit, i, k))));
    return clash && guard_of(unit) == YES;
}

static bool is_empty(const struct part *unit)
{
    for (uint32_t i = 0; i < unit->n; i++)
        if (row_of(unit, i) != NO)
            return false;
    return guard_of(unit) == YES;
}

/* Of a first match: the row that is taken; -1: none is, -2: cannot be told. */
static int taken(const struct part *unit)
{
    for (uint32_t i = 0; i < unit->n; i++)
        if (row_of(unit, i) != NO)
            return row_of(unit, i) == YES && guard_of(unit) == YES ? (int)i : guard_of(unit) == NO ? -1 : -2;
    return -1; /* in force or not */
}

static bool outdoes(const struct part *unit, uint32_t j, uint32_t i)
{
    int a = unit->rows[j].value, b = unit->rows[i].value;
    if (j == i || unit->rows[j].gone)
        return false;
    return unit->hit == HIT_ANY ? !differ(unit, j, i) : unit->hit == HIT_SMALLEST ? a <= b : a >= b;
}

/* Whether the case shows that row I does something, as far as single cases can. */
static bool does_something(const struct part *unit, uint32_t i)
{
    if (guard_of(unit) != YES || row_of(unit, i) != YES)
        return false;
    for (uint32_t j = 0; j < unit->n; j++) {
        bool first = unit->hit == HIT_FIRST && j < i;
        bool together = (unit->hit == HIT_ANY || unit->hit == HIT_HIGHEST || unit->hit == HIT_SMALLEST || unit->hit == HIT_LARGEST) && outdoes(unit, j, i);
        if ((first || together) && row_of(unit, j) != NO)
            return false;
    }
    return true;
}

struct all {
    uint8_t (*at)[MOST_CONDITIONS]; /* of each case, the truths */
    uint32_t n;
};

static void take_case(const struct all *all, uint32_t c)
{
    for (uint32_t i = 0; i < n_conditions; i++)
        held[i] = all->at[c][i];
}

/* From the last row up, as excuses are: a row that changes nothing excuses no other. */
static void work_out_rows(const struct all *all, struct part *unit)
{
    for (uint32_t i = unit->n; i-- > 0;) {
        bool own = false, any = false;
        for (uint32_t c = 0; c < all->n; c++) {
            take_case(all, c);
            own = own || (guard_of(unit) == YES && row_of(unit, i) == YES);
            any = any || does_something(unit, i);
        }
        unit->rows[i].gone = !own || !any;
    }
}

static enum held fires[MOST_RULES];

static void fire(void)
{
    for (uint32_t i = n_rules; i-- > 0;) {
        fires[i] = both(of(rules[i].condition), rules[i].unless < 0 ? YES : negated(of(rules[i].unless)));
        for (uint32_t k = i + 1; k < n_rules; k++)
            if (rules[k].overrides == (int)i)
                fires[i] = both(fires[i], negated(fires[k]));
    }
}

static enum held state_of(uint32_t i) { return both(of(rules[i].condition), rules[i].unless < 0 ? YES : negated(of(rules[i].unless))); }

static bool is_denied(uint32_t i)
{
    for (uint32_t k = 0; k < n_rules; k++)
        if (rules[k].verb == DENY && rules[k].party % 2 == rules[i].party % 2 && fires[k] != NO)
            return true;
    return false;
}

static void see_rules(bool error)
{
    fire();
    for (uint32_t i = 0; i < n_rules; i++) {
        struct rule *rule = &rules[i];
        rule->holds |= state_of(i) == YES;
        rule->fires |= fires[i] == YES;
        rule->stays |= fires[i] == YES && !(rule->verb == ALLOW && is_denied(i));
        for (uint32_t k = i + 1; k < n_rules; k++)
            rule->conflicts[k] |= !error && fires[i] == YES && fires[k] == YES && rule->verb == ASSIGN && rules[k].verb == ASSIGN && rule->party != rules[k].party;
        if (rule->overrides >= 0) {
            enum held loser = state_of((uint32_t)rule->overrides);
            rule->meets |= fires[i] != NO && loser != NO && (fires[i] == YES || loser == YES);
        }
    }
}

static void see_units(void)
{
    bool error = false;
    for (uint32_t i = 0; i < n_units; i++) {
        units[i].clash |= (units[i].hit == HIT_ONLY_ONE || units[i].hit == HIT_ANY) && clashes(&units[i]);
        error = error || ((units[i].hit == HIT_ONLY_ONE || units[i].hit == HIT_ANY) && clashes(&units[i]));
    }
    see_rules(error);
    for (uint32_t i = 0; i < n_units && !error; i++) {
        struct part *unit = &units[i];
        if (unit->shared) {
            struct part *other = &units[++i];
            int a = taken(unit), b = taken(other);
            unit->clash |= a >= 0 && b >= 0 && unit->rows[a].value != other->rows[b].value;
            unit->gap |= a == -1 && b == -1 && (is_empty(unit) || is_empty(other));
        } else if (unit->hit != HIT_SUM && unit->hit != HIT_COUNT && unit->hit != HIT_EVERY) {
            unit->gap |= is_empty(unit);
        }
    }
}

static void work_out(const struct all *all)
{
    for (uint32_t i = 0; i < n_units; i++)
        work_out_rows(all, &units[i]);
    for (uint32_t c = 0; c < all->n; c++) {
        take_case(all, c);
        see_units();
    }
}

/* ---- all cases ---- */

static void see_truths(const struct decision *decision, uint8_t *out)
{
    memset(out, UNKNOWN, MOST_CONDITIONS);
    for (uint32_t i = 0; i < decision->n_values; i++)
        out[atoi(decision->values[i].path[0].p + 1)] = decision->values[i].value.i ? YES : NO;
}

static struct all all_cases(struct arena *arena, const struct program *program)
{
    struct value values[MOST_USED][MOST_VALUES];
    uint32_t n[MOST_USED] = { 1, 1, 1 }, total = 1;
    struct eval *eval = eval_new(arena, program);
    for (uint32_t i = 0; i < n_used; i++)
        total *= n[i] = values_of(arena, used[i], values[i]);
    struct all all = { arena_alloc(arena, total * sizeof *all.at), total };
    for (uint32_t c = 0; c < total; c++) {
        struct value facts[MOST_USED];
        for (uint32_t i = 0, rest = c; i < n_used; rest /= n[i], i++)
            facts[i] = values[i][rest % n[i]];
        see_truths(eval_decide(eval, facts, &trap), all.at[c]);
    }
    eval_free(eval);
    return all;
}

/* ---- what is found ---- */

static struct policy policy;
static struct findings findings;

static uint32_t line_of(struct span span) { return span_place(&policy.sources, span).line; }

/* Whether a finding with one of the codes stands between two lines. */
static const struct diag *find(uint32_t from, uint32_t to, const enum diag_code *codes, uint32_t n)
{
    for (uint32_t i = 0; i < findings.all.n; i++) {
        const struct diag *diag = findings.all.at[i]->diag;
        for (uint32_t k = 0; k < n; k++)
            if (diag->code == codes[k] && line_of(diag->span) >= from && line_of(diag->span) <= to)
                return diag;
    }
    return NULL;
}

/* What check could not find out it says, and it is not held against it. */
static bool is_open(uint32_t from, uint32_t to)
{
    for (uint32_t i = 0; i < findings.open.n; i++)
        if (line_of(findings.open.at[i].span) >= from && line_of(findings.open.at[i].span) <= to)
            return true;
    return false;
}

static bool same(uint64_t seed, bool there, bool found, const char *what, uint32_t i, uint32_t k)
{
    checks++;
    if (there != found)
        printf("seed %llu: %s %u %u: %s\n\n%.*s\n", (unsigned long long)seed, what, (unsigned)i, (unsigned)k,
               found ? "found, and not there" : "there, and not found", (int)text.n, text.p);
    return there == found;
}

static const enum diag_code dead[] = { DIAG_DEAD, DIAG_SHADOWED, DIAG_BEATEN }, gaps[] = { DIAG_GAP, DIAG_GAP_ACTIONS };
static const enum diag_code clash[] = { DIAG_CONFLICT_ROWS, DIAG_CONFLICT_TABLES }, idle[] = { DIAG_IDLE };

static bool compare_unit(uint64_t seed, uint32_t index)
{
    const struct part *unit = &units[index];
    const struct part *end = unit->shared ? unit + 1 : unit;
    if (is_open(unit->line, end->last))
        return true;
    bool fine = true, whole = find(unit->line, unit->rows[0].line - 1, dead, 3) != NULL;
    for (uint32_t i = 0; i < unit->n && fine; i++) {
        fine = same(seed, unit->rows[i].gone, whole || find(unit->rows[i].line, unit->rows[i].line, dead, 3), "a dead row", index, i);
        n_dead += unit->rows[i].gone;
    }
    if (!fine || (index > 0 && units[index - 1].shared))
        return fine;
    n_gaps += unit->gap;
    n_conflicts += unit->clash;
    bool found = find(unit->line, end->last, gaps, 2);
    /* What all rules of a group ask for is what it is there for: a gap outside of that is none. */
    if (unit->kind == GROUP ? found && !unit->gap : found != unit->gap)
        return same(seed, unit->gap, found, "a gap", index, 0);
    return same(seed, unit->clash, find(unit->line, end->last, clash, 2), "a clash", index, 0);
}

static bool told_together(uint32_t i, uint32_t k)
{
    for (uint32_t at = 0; at < findings.all.n; at++) {
        const struct diag *diag = findings.all.at[at]->diag;
        if (diag->code == DIAG_CONFLICT && line_of(diag->span) == rules[i].action_line && line_of(diag->notes.at[0].span) == rules[k].action_line)
            return true;
    }
    return false;
}

static bool compare_rule(uint64_t seed, uint32_t i)
{
    const struct rule *rule = &rules[i];
    uint32_t end = i + 1 < n_rules ? rules[i + 1].line - 1 : line;
    if (is_open(rule->line, end))
        return true;
    bool fine = same(seed, !rule->fires || !rule->stays, find(rule->line, end, dead, 3), "a dead rule", i, 0);
    n_dead += !rule->fires || !rule->stays;
    for (uint32_t k = i + 1; k < n_rules && fine; k++) {
        fine = same(seed, rule->conflicts[k], told_together(i, k), "a conflict", i, k);
        n_conflicts += rule->conflicts[k];
    }
    if (fine && rule->overrides >= 0) {
        bool is_idle = !rule->meets && rule->fires && rules[rule->overrides].holds; /* of dead ones that is told */
        n_idle += is_idle;
        fine = same(seed, is_idle, find(rule->line, end, idle, 1), "an idle override", i, 0);
    }
    return fine;
}

static bool compare(uint64_t seed)
{
    bool fine = true;
    for (uint32_t i = 0; i < n_units && fine; i++)
        fine = compare_unit(seed, i);
    for (uint32_t i = 0; i < n_rules && fine; i++)
        fine = compare_rule(seed, i);
    return fine;
}

/* ---- the run ---- */

static const struct program *load(struct policy *into, const char *name, const struct buf *from, bool *fine)
{
    struct pipeline_source source = { .path = str_from(name), .text = { from->p, (uint32_t)from->n }, .has_text = true };
    pipeline_load(into, &source, 1, false, &trap);
    const struct program *program = into->program ? into->program : into->understood;
    for (uint32_t i = 0; !program && i < into->diags.all.n; i++)
        if (into->diags.all.at[i]->severity == DIAG_ERROR && into->diags.all.at[i]->code != DIAG_EFFECTIVE) {
            printf("%.*s\n", STR_ARG(into->diags.all.at[i]->text));
            *fine = false;
        }
    return program;
}

static bool hold(uint64_t seed, const struct program *program, const struct program *truths)
{
    struct arena arena;
    bool fine = true;
    arena_init(&arena, &trap);
    struct all all = all_cases(&arena, truths);
    work_out(&all);
    findings_init(&findings, &arena, &policy.sources);
    findings_make(&findings, program, NULL, &trap);
    open_points += findings.open.n;
    fine = findings.defect.n == 0 && compare(seed);
    if (findings.defect.n)
        printf("seed %llu: %.*s\n\n%.*s\n", (unsigned long long)seed, STR_ARG(findings.defect), (int)text.n, text.p);
    findings_end(&findings);
    arena_free(&arena);
    return fine;
}

static bool run(uint64_t seed)
{
    struct policy truth;
    bool fine = true;
    buf_init(&text, &trap);
    buf_init(&truth_text, &trap);
    state = seed;
    make_policy();
    const struct program *program = load(&policy, "generated.rules", &text, &fine), *truths = load(&truth, "truth.rules", &truth_text, &fine);
    if (!fine)
        printf("seed %llu does not compile\n\n%.*s\n%.*s\n", (unsigned long long)seed, (int)text.n, text.p, (int)truth_text.n, truth_text.p);
    if (fine && program && truths)
        fine = hold(seed, program, truths);
    pipeline_free(&policy);
    pipeline_free(&truth);
    buf_free(&text);
    buf_free(&truth_text);
    return fine;
}

int main(int argc, char **argv)
{
    setvbuf(stdout, NULL, _IOLBF, BUFSIZ);
    if (trap_set(&trap) != TRAP_NONE) {
        fprintf(stderr, "forms: no memory\n");
        return 1;
    }
    const uint64_t failures = seeds_run(run, seeds_argument(argv, argc, 1, FIRST), seeds_argument(argv, argc, 2, seeds_usual(COUNT_SHORT, COUNT, COUNT_LONG)));
    printf("conflicts: %llu, gaps: %llu, dead: %llu, idle overrides: %llu; %llu left open\n", (unsigned long long)n_conflicts, (unsigned long long)n_gaps,
           (unsigned long long)n_dead, (unsigned long long)n_idle, (unsigned long long)open_points);
    printf("%llu passed, %llu failed\n", (unsigned long long)checks, (unsigned long long)failures);
    return failures > 0;
}
