/* What check finds, held against brute force: small policies made from seeds, over domains so small that every case can be decided by
 * the reference evaluator. Every conflict, gap and dead rule or row that is found must be there, and none that is there may be missed.
 *
 *     finding [FIRST [COUNT]] */
#include "analyze/findings.h"
#include "eval/eval.h"
#include "pipeline.h"
#include "tests/generate/seeds.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST = 1, COUNT = 1000, COUNT_SHORT = 150, COUNT_LONG = 10000, MOST_RULES = 8, MOST_ROWS = 5 };

static struct trap trap;
static uint64_t checks, found_conflicts, found_gaps, found_dead, open_points;

/* ---- a policy: rules r0 … that assign, a table t that decides limit ---- */

static uint64_t state;
static uint32_t below(uint32_t n)
{
    state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(state >> 33) % n;
}

/* Conditions over a: $1 to $6, k: one of three, f: yes/no. The amounts that a case tries are all that conditions name, and a cent
 * and more around them. */
static void put_condition(struct buf *out)
{
    static const char *const tests[] = { "<", "<=", ">", ">=", "==", "!=" };
    uint32_t n = 1 + below(3);
    for (uint32_t i = 0; i < n; i++) {
        const char *joint = i == 0 ? "" : below(3) ? " and " : " or ";
        if (below(2))
            buf_printf(out, "%sa %s $%u", joint, tests[below(6)], (unsigned)(1 + below(3)));
        else if (below(2))
            buf_printf(out, "%sk %s K%u", joint, below(3) ? "is" : "is not", (unsigned)below(3));
        else
            buf_printf(out, "%sf%s", joint, below(2) ? "" : " is no");
    }
}

static uint32_t n_rules, n_rows;

static void put_policy(struct buf *out)
{
    n_rules = 1 + below(MOST_RULES);
    n_rows = 1 + below(MOST_ROWS);
    buf_cstr(out, "party P0, P1, P2\nfacts\n  a is money\n  k is one of K0, K1, K2\n  f is yes/no\n");
    for (uint32_t i = 0; i < n_rules; i++) {
        buf_printf(out, "rule r%u\n  if ", (unsigned)i);
        put_condition(out);
        buf_printf(out, "\n  then assign P%u\n", (unsigned)below(3));
        if (i > 0 && below(4) == 0)
            buf_printf(out, "  overrides r%u\n", (unsigned)below(i));
    }
    buf_cstr(out, "table t first match\n  | when => limit |\n");
    for (uint32_t i = 0; i < n_rows; i++) {
        buf_cstr(out, "  | ");
        if (below(8) == 0)
            buf_cstr(out, "-");
        else
            put_condition(out);
        buf_printf(out, " => %u |\n", (unsigned)i + 1);
    }
    buf_cstr(out, "output limit\n");
}

/* ---- all its cases ---- */

struct seen {
    bool conflict[MOST_RULES][MOST_RULES]; /* some case is in conflict by these two */
    bool fires[MOST_RULES], decides[MOST_ROWS], gap;
};

static uint32_t rule_of(struct str name) { return (uint32_t)(name.p[1] - '0'); }

/* Which rules the case's errors name: "r0: asks for assign P0, while r1 asks for assign P1". All certain actions of the case take part, so
 * the rules alone are asked again: each by itself. */
static void see_rules(struct seen *truth, const bool *fires, const uint32_t *party)
{
    for (uint32_t i = 0; i < n_rules; i++) {
        truth->fires[i] |= fires[i];
        for (uint32_t k = i + 1; k < n_rules; k++)
            truth->conflict[i][k] |= fires[i] && fires[k] && party[i] != party[k];
    }
}

/* The program with `assign` no longer once: then every rule that fires is in the decision. */
static struct program freed(struct arena *arena, const struct program *program)
{
    struct program copy = *program;
    struct verb *verbs = arena_copy(arena, program->verbs, program->n_verbs * sizeof *verbs);
    for (uint32_t i = 0; i < copy.n_verbs; i++)
        verbs[i].once = false;
    copy.verbs = verbs;
    return copy;
}

static void see_case(struct seen *truth, struct eval *eval, const struct value *facts, bool whole)
{
    bool fires[MOST_RULES] = { false };
    uint32_t party[MOST_RULES] = { 0 };
    const struct decision *decision = eval_decide(eval, facts, &trap);
    for (uint32_t i = 0; i < decision->n_actions; i++)
        for (uint32_t k = 0; k < decision->actions[i]->n_rules; k++) {
            fires[rule_of(decision->actions[i]->rules[k])] = true;
            party[rule_of(decision->actions[i]->rules[k])] = i;
        }
    see_rules(truth, fires, party);
    if (decision->n_values > 0)
        truth->decides[decision->values[0].value.i / 1000000 - 1] = true;
    else if (whole)
        truth->gap = true;
}

static struct seen all_cases(struct arena *arena, const struct program *program)
{
    static const int64_t amounts[] = { 0, 990000, 1000000, 1010000, 1990000, 2000000, 2010000, 2990000, 3000000, 3010000, 4000000 };
    enum { N = sizeof amounts / sizeof *amounts };
    struct program free = freed(arena, program);
    struct eval *eval = eval_new(arena, &free);
    struct seen truth = { 0 };
    for (uint32_t a = 0; a <= N; a++)
        for (uint32_t k = 0; k <= 3; k++)
            for (uint32_t f = 0; f <= 2; f++) {
                struct value *facts = arena_array(arena, struct value, program->n_facts);
                facts[0] = a < N ? value_int(VALUE_NUMBER, amounts[a]) : value_unknown();
                facts[1] = k < 3 ? value_int(VALUE_SYMBOL, k) : value_unknown();
                facts[2] = f < 2 ? value_bool(f) : value_unknown();
                see_case(&truth, eval, facts, a < N && k < 3 && f < 2);
            }
    eval_free(eval);
    return truth;
}

/* ---- what is found ---- */

struct bench {
    struct arena arena;
    struct policy policy;
    struct findings findings;
    struct str text;
};

static uint32_t line_of(struct bench *b, struct span span) { return span_place(&b->policy.sources, span).line; }

/* Rule I's condition stands in the line after its head; of rows, the first follows the table's head. */
static int rule_at(struct bench *b, struct span span)
{
    uint32_t line = line_of(b, span);
    for (; line > 0; line--) {
        struct str text = source_line(source_at(&b->policy.sources, span.source), line);
        if (text.n > 6 && memcmp(text.p, "rule r", 6) == 0)
            return text.p[6] - '0';
        if (text.n > 5 && memcmp(text.p, "table", 5) == 0)
            return -1;
    }
    return -1;
}

static int row_at(struct bench *b, struct span span)
{
    const struct source *source = source_at(&b->policy.sources, span.source);
    for (uint32_t line = 1; line <= source->n_lines; line++)
        if (source_line(source, line).n > 5 && memcmp(source_line(source, line).p, "table", 5) == 0)
            return (int)line_of(b, span) - (int)line - 2;
    return -1;
}

static struct seen all_found(struct bench *b)
{
    struct seen found = { 0 };
    memset(found.fires, true, sizeof found.fires);
    memset(found.decides, true, sizeof found.decides);
    for (uint32_t i = 0; i < b->findings.all.n; i++) {
        const struct diag *diag = b->findings.all.at[i]->diag;
        int rule = rule_at(b, diag->span);
        if (diag->code == DIAG_CONFLICT)
            found.conflict[rule][rule_at(b, diag->notes.at[0].span)] = true;
        if (diag->code == DIAG_GAP)
            found.gap = true;
        if (diag->code == DIAG_DEAD || diag->code == DIAG_SHADOWED || diag->code == DIAG_BEATEN)
            *(rule >= 0 ? &found.fires[rule] : &found.decides[row_at(b, diag->span)]) = false;
    }
    return found;
}

static bool same(struct bench *b, uint64_t seed, bool there, bool found, const char *what, uint32_t i, uint32_t k)
{
    checks++;
    if (there != found)
        printf("seed %llu: %s %u %u: %s\n\n%.*s\n", (unsigned long long)seed, what, (unsigned)i, (unsigned)k,
               found ? "found, and not there" : "there, and not found", STR_ARG(b->text));
    return there == found;
}

static bool compare(struct bench *b, uint64_t seed)
{
    struct seen there = all_cases(&b->arena, b->policy.program), found = all_found(b);
    bool fine = same(b, seed, there.gap, found.gap, "a gap", 0, 0);
    found_gaps += there.gap;
    for (uint32_t i = 0; i < n_rows && fine; i++) {
        fine = same(b, seed, !there.decides[i], !found.decides[i], "a dead row", i, 0);
        found_dead += !there.decides[i];
    }
    for (uint32_t i = 0; i < n_rules && fine; i++) {
        fine = same(b, seed, !there.fires[i], !found.fires[i], "a dead rule", i, 0);
        found_dead += !there.fires[i];
        for (uint32_t k = i + 1; k < n_rules && fine; k++) {
            fine = same(b, seed, there.conflict[i][k], found.conflict[i][k], "a conflict", i, k);
            found_conflicts += there.conflict[i][k];
        }
    }
    return fine;
}

static bool run(uint64_t seed)
{
    struct bench b = { 0 };
    struct buf text;
    bool fine = true;
    arena_init(&b.arena, &trap);
    buf_init(&text, &trap);
    state = seed;
    put_policy(&text);
    b.text = (struct str){ text.p, (uint32_t)text.n };
    struct pipeline_source source = { .path = STR("generated.rules"), .text = b.text, .has_text = true };
    pipeline_load(&b.policy, &source, 1, false, &trap);
    if (b.policy.program) {
        findings_init(&b.findings, &b.arena, &b.policy.sources);
        findings_make(&b.findings, b.policy.program, NULL, &trap);
        open_points += b.findings.open.n;
        fine = b.findings.defect.n == 0 && compare(&b, seed);
        if (b.findings.defect.n)
            printf("seed %llu: %.*s\n\n%.*s\n", (unsigned long long)seed, STR_ARG(b.findings.defect), STR_ARG(b.text));
        findings_end(&b.findings);
    }
    pipeline_free(&b.policy);
    buf_free(&text);
    arena_free(&b.arena);
    return fine;
}

int main(int argc, char **argv)
{
    setvbuf(stdout, NULL, _IOLBF, BUFSIZ);
    if (trap_set(&trap) != TRAP_NONE) {
        fprintf(stderr, "finding: no memory\n");
        return 1;
    }
    const uint64_t failures = seeds_run(run, seeds_argument(argv, argc, 1, FIRST), seeds_argument(argv, argc, 2, seeds_usual(COUNT_SHORT, COUNT, COUNT_LONG)));
    printf("conflicts: %llu, gaps: %llu, dead: %llu; %llu left open\n", (unsigned long long)found_conflicts, (unsigned long long)found_gaps,
           (unsigned long long)found_dead, (unsigned long long)open_points);
    printf("%llu passed, %llu failed\n", (unsigned long long)checks, (unsigned long long)failures);
    return failures > 0;
}
