/* Holds the comparison of policies against the reference evaluator: a policy made from a seed, and a mutant of it (a statement left out, a
 * digit changed, two statements swapped, a rule renamed). For cases of two sorts, made with the policy and put together of the cells of
 * both, the two decisions are different exactly where a region says so; where it is said that no case decides differently, none does.
 *
 *     differing [FIRST [COUNT [CASES]]] */
#include "analyze/decisions.h"
#include "analyze/diff_inner.h"
#include "cases/case.h"
#include "pipeline.h"
#include "tests/generate/generate.h"
#include "tests/generate/seeds.h"
#include "value/date.h"

#include <stdio.h>
#include <stdlib.h>

enum { FIRST = 1, COUNT = 80, COUNT_SHORT = 20, COUNT_LONG = 20000, CASES = 30, MOST_NODES = 300000, FEW = 1000, SOLVER_TOTAL = 300 };
#define MOST_STEPS UINT64_C(4000000)

enum mutation { LEFT_OUT, DIGIT, SWAPPED, RENAMED, N_MUTATIONS };
static const char *const mutations[] = { "left out", "digit", "swapped", "renamed" };

static struct trap trap;
static uint64_t checks, compared[N_MUTATIONS], equal[N_MUTATIONS], open_ones, regions;

static uint64_t random_state;
static uint32_t below(uint32_t n)
{
    random_state = random_state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(random_state >> 33) % n;
}

/* ---- two policies ---- */

struct bench {
    struct str texts[DIFF_SIDES];
    struct arena arena;
    struct policy policies[DIFF_SIDES];
    struct case_json *readers[DIFF_SIDES];
    const struct program *programs[DIFF_SIDES];
    struct diff_state *diff;
};

static bool load(struct bench *b, unsigned side, const struct generated *generated)
{
    struct pipeline_source source = { .path = STR("generated.rules"), .text = b->texts[side], .has_text = true };
    struct case_options options = { .has_now = generated->has_now, .now = value_int(VALUE_MOMENT, 0) };
    pipeline_load(&b->policies[side], &source, 1, generated->no_stdlib, &trap);
    moment_parse(STR("2020-06-15T22:30:00+02:00"), &options.now.i, &options.now.offset);
    if (!b->policies[side].program)
        return false;
    b->programs[side] = b->policies[side].program;
    struct case_options *kept = arena_copy(&b->arena, &options, sizeof options);
    b->readers[side] = case_json_new(&b->arena, b->policies[side].shape, kept);
    return true;
}

static void stop(struct bench *b)
{
    if (b->diff)
        diff_free(&b->diff->shown);
    for (unsigned side = 0; side < DIFF_SIDES; side++) {
        case_json_free(b->readers[side]);
        pipeline_free(&b->policies[side]);
    }
    arena_free(&b->arena);
}

/* ---- cases ---- */

static void from_cells(struct bench *b, struct value *facts)
{
    const struct space *space = b->diff->space;
    for (uint32_t i = 0; i < space->n_facts; i++) {
        const struct input *input = space->inputs.at[space->facts[i].input];
        const struct cell *cell = &input->cells[below(input->n_cells)];
        bool null = space->facts[i].fact->of_lookup && !space->facts[i].row;
        facts[i] = cell->kind == CELL_MISSING || null ? value_unknown() : cell->value;
        if (cell->kind == CELL_BETWEEN && !null && below(2))
            facts[i].i = cell->has_low ? cell->low : cell->has_high ? cell->high : facts[i].i;
    }
}

/* No row of a `many` lookup is an empty list. */
static void no_rows(struct bench *b, struct value *facts)
{
    const struct space *space = b->diff->space;
    for (uint32_t i = 0; i < space->n_facts; i++)
        if (space->facts[i].row && !value_known(facts[i]) && space->facts[i].fact->type->kind == TYPE_LIST)
            facts[i] = value_list(arena_new(&b->arena, struct value_list));
}

static bool from_line(struct bench *b, struct str line, struct value *facts)
{
    for (unsigned side = 0; side < DIFF_SIDES; side++) {
        struct case_input input = { 0 };
        case_json_read(b->readers[side], line.p, line.n, 1, &input, &trap);
        if (input.n_errors)
            return false;
        for (uint32_t i = 0; i < b->programs[side]->n_facts; i++)
            facts[b->diff->space->fact_of[side][i]] = terms_keep(b->diff->space, input.facts[i]);
    }
    no_rows(b, facts);
    return true;
}

/* Amounts finer than any of the policies' are no cases of the space. */
static bool is_fine(const struct bench *b, struct value value, const struct type *type)
{
    for (uint32_t i = 0; value.kind == VALUE_RECORD && i < value.n; i++)
        if (is_fine(b, value.record[i], type->fields[i].type))
            return true;
    return type->kind == TYPE_MONEY && value_known(value) && value.i % cells_grain(b->diff->space, type) != 0;
}

static bool is_case(struct bench *b, const struct value *facts)
{
    for (uint32_t i = 0; i < b->diff->space->n_facts; i++)
        if (is_fine(b, facts[i], b->diff->space->facts[i].fact->type))
            return false;
    return cells_leaf(b->diff->space, b->diff->possible, facts) == 1;
}

/* ---- what is said, and what is ---- */

static bool fail(struct bench *b, uint64_t seed, const char *what, const struct value *facts)
{
    struct buf out;
    struct witness_case shown = { facts, NULL };
    buf_init(&out, &trap);
    if (facts)
        witness_json(b->diff->witness, &out, &shown);
    printf("seed %llu: %s\n%.*s\n\n---- old\n%.*s\n---- new\n%.*s\n", (unsigned long long)seed, what, (int)out.n, out.p, STR_ARG(b->texts[DIFF_OLD]),
           STR_ARG(b->texts[DIFF_NEW]));
    for (uint32_t i = 0; facts && i < b->diff->parts.n; i++)
        if (cells_leaf(b->diff->space, b->diff->parts.at[i].where, facts) == 1)
            printf("---- a difference of kind %d on side %u\n", b->diff->parts.at[i].kind, b->diff->parts.at[i].side);
    buf_free(&out);
    return false;
}

/* Whether a region holds the case: 1, 0, or 2 where that cannot be told. */
static unsigned in_region(struct bench *b, const struct value *facts)
{
    unsigned in = cells_leaf(b->diff->space, b->diff->doubtful, facts) == 0 ? 0 : 2;
    for (uint32_t i = 0; in != 2 && i < b->diff->parts.n; i++) {
        uint32_t leaf = cells_leaf(b->diff->space, b->diff->parts.at[i].where, facts);
        in = leaf == 1 ? 1 : leaf == UINT32_MAX && in == 0 ? 2 : in;
    }
    return in;
}

static bool agrees(struct bench *b, uint64_t seed, const struct value *facts)
{
    struct decided decided[DIFF_SIDES];
    for (unsigned side = 0; side < DIFF_SIDES; side++) {
        decided[side] = (struct decided){ b->diff->programs[side], witness_decide(b->diff->witness, side, facts) };
        if (witness_is_beyond(b->diff->space, decided[side].decision))
            return true;
    }
    bool same = decisions_same(&decided[DIFF_OLD], &decided[DIFF_NEW]);
    unsigned in = in_region(b, facts);
    checks++;
    if (!same && diff_is_equal(&b->diff->shown))
        return fail(b, seed, "no case is said to decide differently, but one does", facts);
    if (in != 2 && same == (in == 1) && b->diff->tracked)
        return fail(b, seed, same ? "a case is decided the same, but in a region" : "a case is decided differently, but in no region", facts);
    return true;
}

static bool compare_cases(struct bench *b, uint64_t seed, const struct generated *generated)
{
    for (uint32_t i = 0; i < 4 * generated->cases.n; i++) {
        struct value *facts = arena_array(&b->arena, struct value, b->diff->space->n_facts);
        if (i % 4)
            from_cells(b, facts);
        else if (!from_line(b, generated->cases.at[i / 4], facts))
            continue;
        if (is_case(b, facts) && !agrees(b, seed, facts))
            return false;
    }
    return true;
}

/* ---- mutants ---- */

static bool change_digit(struct str *text)
{
    char *p = (char *)text->p;
    uint32_t n = 0, which;
    for (uint32_t i = 0; i < text->n; i++)
        n += p[i] >= '0' && p[i] <= '9';
    if (n == 0)
        return false;
    which = below(n);
    for (uint32_t i = 0; i < text->n; i++)
        if (p[i] >= '0' && p[i] <= '9' && which-- == 0) {
            p[i] = (char)('0' + (p[i] - '0' + 1) % 10);
            return true;
        }
    return false;
}

/* "rule NAME" at its beginning: another name. */
static bool rename_rule(struct arena *arena, struct str *text)
{
    uint32_t at = 5;
    if (text->n < 7 || memcmp(text->p, "rule ", 5) != 0)
        return false;
    while (at < text->n && text->p[at] != ' ' && text->p[at] != '\n')
        at++;
    *text = str_printf(arena, "%.*s_too%.*s", (int)at, text->p, (int)(text->n - at), text->p + at);
    return true;
}

static bool mutate(struct arena *arena, struct generated *generated, enum mutation mutation)
{
    uint32_t n = generated->statements.n, at = below(n);
    struct str *statements = arena_copy(arena, generated->statements.at, n * sizeof *statements);
    generated->statements.at = statements;
    if (n < 2)
        return false;
    switch (mutation) {
    case LEFT_OUT:
        memmove(statements + at, statements + at + 1, (n - at - 1) * sizeof *statements);
        generated->statements.n--;
        return true;
    case DIGIT:
        for (uint32_t i = 0; i < n; i++) {
            struct str *statement = &statements[(at + i) % n];
            *statement = str_dup(arena, *statement);
            if (change_digit(statement))
                return true;
        }
        return false;
    case SWAPPED: {
        struct str kept = statements[at];
        at = at ? at : 1;
        kept = statements[at], statements[at] = statements[at - 1], statements[at - 1] = kept;
        return true;
    }
    default:
        for (uint32_t i = 0; i < n; i++)
            if (rename_rule(arena, &statements[(at + i) % n]))
                return true;
        return false;
    }
}

/* Most policies that are made have everything; small ones are compared to the end. Keeps few of the rules, and all that is declared. */
static void make_small(struct generated *generated)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < generated->statements.n; i++) {
        struct str statement = generated->statements.at[i];
        bool acts = str_find(statement, STR("rule ")) == 0 || str_find(statement, STR("first match")) == 0 || str_find(statement, STR("  if")) == 0;
        if (!acts || below(4) == 0)
            generated->statements.at[n++] = statement;
    }
    generated->statements.n = n;
}

/* ---- the run ---- */

static bool holds(struct bench *b, uint64_t seed, enum mutation mutation, const struct generated *generated)
{
    const struct diff_options options = { .limits = { MOST_NODES, MOST_STEPS }, .most = FEW, .solver_total = SOLVER_TOTAL };
    if (!load(b, DIFF_OLD, generated) || !load(b, DIFF_NEW, generated))
        return true;
    b->diff = (struct diff_state *)(void *)diff_new(&b->arena, b->programs, &options, &trap);
    diff_run(&b->diff->shown);
    bool is_equal = diff_is_equal(&b->diff->shown), is_open = !is_equal && b->diff->shown.regions.n == 0;
    compared[mutation]++;
    equal[mutation] += is_equal;
    open_ones += is_open;
    if (getenv("SHOW_OPEN"))
        for (uint32_t i = 0; i < b->diff->shown.notes.n; i++)
            printf("seed %llu %d: %.*s\n", (unsigned long long)seed, b->diff->shown.notes.at[i].weight, STR_ARG(b->diff->shown.notes.at[i].text));
    regions += b->diff->shown.regions.n;
    if (b->diff->shown.defect.n)
        return fail(b, seed, b->diff->shown.defect.p, NULL);
    if (mutation == RENAMED && b->diff->shown.regions.n)
        return fail(b, seed, "another name is said to make a difference", b->diff->shown.regions.at[0].facts);
    return compare_cases(b, seed, generated);
}

static bool run(uint64_t seed, uint32_t n_cases)
{
    struct generated generated, mutant;
    struct bench b = { 0 };
    struct arena arena;
    enum mutation mutation = (enum mutation)(seed % N_MUTATIONS);
    arena_init(&arena, &trap);
    arena_init(&b.arena, &trap);
    random_state = seed;
    generate(&arena, seed / N_MUTATIONS, n_cases, &generated);
    if (below(4))
        make_small(&generated);
    mutant = generated;
    b.texts[DIFF_OLD] = generate_text(&arena, &generated);
    bool fine = true;
    if (mutate(&arena, &mutant, mutation)) {
        b.texts[DIFF_NEW] = generate_text(&arena, &mutant);
        fine = holds(&b, seed, mutation, &generated);
    }
    stop(&b);
    arena_free(&arena);
    return fine;
}

int main(int argc, char **argv)
{
    const uint64_t first = seeds_argument(argv, argc, 1, FIRST);
    volatile uint64_t count = seeds_argument(argv, argc, 2, seeds_usual(COUNT_SHORT, COUNT, COUNT_LONG)), failures = 0; /* they outlive a sprung trap */
    uint32_t n_cases = (uint32_t)seeds_argument(argv, argc, 3, CASES);
    setvbuf(stdout, NULL, _IOLBF, BUFSIZ);
    if (trap_set(&trap) != TRAP_NONE) {
        fprintf(stderr, "differing: no memory\n");
        return 1;
    }
    for (uint64_t seed = first; seed < first + count && failures == 0; seed++)
        failures += !run(seed, n_cases);
    for (int i = 0; i < N_MUTATIONS; i++)
        printf("%s: %llu compared, %llu equal\n", mutations[i], (unsigned long long)compared[i], (unsigned long long)equal[i]);
    printf("%llu regions; %llu pairs left open\n", (unsigned long long)regions, (unsigned long long)open_ones);
    printf("%llu passed, %llu failed\n", (unsigned long long)checks, (unsigned long long)failures);
    return failures > 0;
}
