/* What the tests of the front end stand on: a text in, its tree, its messages or its tokens out, each on one line. */
#ifndef BYLAW_TESTS_PARSE_BENCH_H
#define BYLAW_TESTS_PARSE_BENCH_H

#include <criterion/criterion.h>

#include "syntax/parse.h"

#include <stdio.h>
#include <string.h>

struct parse_bench {
    struct trap trap;
    struct arena arena;
    struct sources sources;
    struct diags diags;
    struct buf out;
    uint32_t source;
};

static struct parse_bench bench;

static inline void bench_open(void)
{
    arena_init(&bench.arena, &bench.trap);
    buf_init(&bench.out, &bench.trap);
}

static inline void bench_close(void)
{
    buf_free(&bench.out);
    arena_free(&bench.arena);
}

/* Forgets the text before and takes this one. */
static inline void bench_text(struct str text)
{
    arena_reset(&bench.arena);
    bench.out.n = 0;
    sources_init(&bench.sources, &bench.arena);
    diags_init(&bench.diags, &bench.arena, &bench.sources);
    bench.source = source_add(&bench.sources, STR("t.rules"), text);
}

/* The output so far on one line: newlines and indentation become " / ". */
static inline const char *bench_line(void)
{
    char *line = arena_alloc(&bench.arena, bench.out.n * 3 + 1), *to = line;
    for (size_t i = 0; i < bench.out.n; i++) {
        if (bench.out.p[i] != '\n') {
            *to++ = bench.out.p[i];
            continue;
        }
        while (i + 1 < bench.out.n && (bench.out.p[i + 1] == ' ' || bench.out.p[i + 1] == '\n'))
            i++;
        if (i + 1 < bench.out.n)
            to = memcpy(to, " / ", 3), to += 3;
    }
    *to = 0;
    return line;
}

static inline void bench_messages(void)
{
    diags_sort(&bench.diags);
    for (uint32_t i = 0; i < bench.diags.all.n; i++) {
        const struct diag *diag = bench.diags.all.at[i];
        struct place place = span_place(&bench.sources, diag->span);
        buf_printf(&bench.out, "%s%u:%u ", i > 0 ? "\n" : "", place.line, place.column);
        buf_str(&bench.out, diag->text);
    }
}

/* The tree without its first line. */
static inline void bench_tree(void)
{
    struct ast_file *file = parse_file(&bench.arena, &bench.diags, bench.source, NULL);
    ast_dump(file, &bench.sources, &bench.out);
    size_t head = 0;
    while (bench.out.p[head++] != '\n')
        ;
    memmove(bench.out.p, bench.out.p + head, bench.out.n - head);
    bench.out.n -= head;
}

#endif
