#include "tests/generate/gen.h"

#include "cases/case.h"
#include <stdio.h>
#include <stdlib.h>

/* Shapes go by their text. */
struct generate_mark generate_marks[] = {
#define CONSTRUCT(words) { .name = words },
#define SHAPE(type, weight, text) { .name = text },
#define CELL(type, weight, text) { .name = "cell of " #type ": " text },
#include "tests/generate/constructs.def"
#include "tests/generate/shapes.def"
#include "tests/generate/cells.def"
#undef CONSTRUCT
#undef SHAPE
#undef CELL
};
const uint32_t n_generate_marks = sizeof generate_marks / sizeof *generate_marks;

void gen_mark(struct gen *g, const char *name)
{
    uint32_t i = 0;
    while (i < n_generate_marks && strcmp(generate_marks[i].name, name) != 0)
        i++;
    if (i == n_generate_marks) {
        fprintf(stderr, "generate: constructs.def lacks %s\n", name);
        abort();
    }
    if (generate_marks[i].policies == 0 || generate_marks[i].last_seed != g->seed)
        generate_marks[i].policies++;
    generate_marks[i].last_seed = g->seed;
}

const char *gen_fresh(struct gen *g, const char *prefix)
{
    return arena_printf(g->arena, "%s%u", prefix, ++g->counter);
}

void gen_statement_end(struct gen *g)
{
    struct str text = { arena_copy(g->arena, g->out->p, g->out->n), (uint32_t)g->out->n };
    vec_push(g->arena, &g->statements, text);
    g->out->n = 0;
}

static void head(struct gen *g)
{
    g->currency = "$";
    static const char *heads[] = { "policy \"Generated\" version \"1\"", "policy \"Generated\" currency EUR",
                                   "policy \"Generated\" month_ends forward" };
    g->result->has_now = gen_chance(g, 70);
    g->unknown_percent = (const unsigned[]){ 0, 5, 15, 30, 60 }[gen_below(g, 5)];
    if (gen_chance(g, 5)) {
        gen_mark(g, "effective of the file");
        gen_say(g, "effective from 2020-01-15\n");
        gen_statement_end(g);
    }
    if (gen_chance(g, 70) || g->statements.n)
        return;
    uint32_t which = gen_below(g, 3);
    gen_mark(g, (const char *[]){ "policy version", "currency", "month_ends forward" }[which]);
    if (which == 1)
        g->currency = "€";
    gen_say(g, "%s\n", heads[which]);
    gen_statement_end(g);
}

/* Some of everything; definitions first, so that the rules have something to name. */
static void body(struct gen *g)
{
    for (uint32_t n = gen_chance(g, 40) ? 1 + gen_below(g, 3) : 0; n > 0; n--)
        gen_lookup(g);
    for (uint32_t n = gen_below(g, 6); n > 0; n--)
        gen_chance(g, 30) ? gen_table(g) : gen_define(g);
    if (gen_chance(g, 10))
        gen_lookup(g); /* asked with what is defined */
    if (gen_chance(g, 40))
        gen_template(g);
    if (gen_chance(g, 30))
        gen_output_fact(g);
    if (gen_chance(g, 5))
        gen_many_rules(g);
    for (uint32_t n = 2 + gen_below(g, 5); n > 0; n--) {
        uint32_t which = gen_below(g, 10);
        if (which < 6)
            gen_rule(g);
        else if (which < 8)
            gen_group(g);
        else
            gen_table(g);
    }
    for (uint32_t n = gen_chance(g, 25) ? 1 + gen_below(g, 3) : 0; n > 0; n--)
        gen_guarantee(g);
}

static void shuffle(struct gen *g, uint32_t from)
{
    for (uint32_t i = from; i + 1 < g->statements.n; i++) {
        uint32_t k = i + gen_below(g, g->statements.n - i);
        struct str other = g->statements.at[k];
        g->statements.at[k] = g->statements.at[i];
        g->statements.at[i] = other;
    }
}

static void add_case(struct gen *g, uint32_t number)
{
    g->out->n = 0;
    gen_case(g, number);
    char *line = arena_zalloc(g->arena, 1, g->out->n + CASE_JSON_PADDING);
    memcpy(line, g->out->p, g->out->n);
    vec_push(g->arena, &g->result->cases, ((struct str){ line, (uint32_t)g->out->n }));
}

void generate(struct arena *arena, uint64_t seed, uint32_t n_cases, struct generated *out)
{
    static struct buf buf; /* reused: a trap must not lose it */
    struct gen g = { .arena = arena, .result = out, .seed = seed, .state = seed, .out = &buf };
    g.state = gen_next(&g); /* neighbours among seeds are none among states */
    *out = (struct generated){ 0 };
    buf.trap = arena->trap;
    buf.n = 0;
    head(&g);
    gen_declarations(&g);
    uint32_t declared = g.statements.n;
    body(&g);
    shuffle(&g, declared);
    for (uint32_t i = 0; i < g.statements.n; i++)
        vec_push(arena, &out->statements, g.statements.at[i]);
    for (uint32_t i = 0; i < n_cases; i++)
        add_case(&g, i + 1);
}

struct str generate_text(struct arena *arena, const struct generated *generated)
{
    struct str text = STR("");
    for (uint32_t i = 0; i < generated->statements.n; i++)
        text = str_printf(arena, "%.*s%.*s\n", STR_ARG(text), STR_ARG(generated->statements.at[i]));
    return text;
}
