/* What the checker's tests stand on: texts in; messages, inferred facts or core forms out, as text. */
#ifndef BYLAW_TESTS_CHECK_BENCH_H
#define BYLAW_TESTS_CHECK_BENCH_H

#include <criterion/criterion.h>

#include "check/check.h"
#include "syntax/parse.h"

#include <stdio.h>
#include <string.h>

enum { MOST_FILES = 4 };

struct check_bench {
    struct trap trap;
    struct arena arena;
    struct sources sources;
    struct diags diags;
    struct buf out;
    struct pattern_pool patterns;
    struct ast_file *files[MOST_FILES];
    uint32_t n_files;
    const struct program *program;
};

static struct check_bench bench;

static inline void bench_open(void)
{
    arena_init(&bench.arena, &bench.trap);
    buf_init(&bench.out, &bench.trap);
}

static inline void bench_forget(void)
{
    pattern_pool_free(&bench.patterns);
    bench.patterns = (struct pattern_pool){ 0 };
    arena_reset(&bench.arena);
    bench.out.n = 0;
    bench.n_files = 0;
    bench.program = NULL;
    sources_init(&bench.sources, &bench.arena);
    diags_init(&bench.diags, &bench.arena, &bench.sources);
}

static inline void bench_close(void)
{
    pattern_pool_free(&bench.patterns);
    buf_free(&bench.out);
    arena_free(&bench.arena);
}

/* Adds a file, in the order in which rules count. */
static inline void bench_file(const char *name, const char *text)
{
    uint32_t source = source_add(&bench.sources, str_from(name), str_from(text));
    bench.files[bench.n_files++] = parse_file(&bench.arena, &bench.diags, source, NULL);
}

/* Checks the files; yields the first lines of all messages, one after the other with a newline between. */
static inline const char *bench_check(void)
{
    bench.program = check_policy(&bench.arena, &bench.diags, &bench.sources, bench.files, bench.n_files, &bench.patterns);
    diags_sort(&bench.diags);
    bench.out.n = 0;
    for (uint32_t i = 0; i < bench.diags.all.n; i++) {
        const struct diag *diag = bench.diags.all.at[i];
        struct place place = span_place(&bench.sources, diag->span);
        buf_cstr(&bench.out, i ? "\n" : "");
        if (diag->has_span)
            buf_printf(&bench.out, "%.*s:%u:%u: ", STR_ARG(place.source->name), place.line, place.column);
        buf_printf(&bench.out, "%s %.*s", diag_code_name(diag->code), STR_ARG(diag->text));
    }
    buf_char(&bench.out, 0);
    return bench.out.p;
}

/* One file named t. */
static inline const char *messages(const char *text)
{
    bench_forget();
    bench_file("t", text);
    return bench_check();
}

static inline const char *facts_of(const char *text)
{
    const char *told = messages(text);
    if (!bench.program)
        return told;
    bench.out.n = 0;
    program_facts(bench.program, &bench.out);
    buf_char(&bench.out, 0);
    return bench.out.p;
}

static inline const char *dump_of(const char *text)
{
    const char *told = messages(text);
    if (!bench.program)
        return told;
    bench.out.n = 0;
    program_dump(bench.program, &bench.sources, &bench.out);
    buf_char(&bench.out, 0);
    return bench.out.p;
}

/* What DECLARATIONS make of the definition `it = EXPRESSION`: "TYPE (CORE FORM)", or the messages. */
static inline const char *core(const char *declarations, const char *expression)
{
    static char text[4096];
    snprintf(text, sizeof text, "%s\ndefine it = %s\noutput it\n", declarations, expression);
    const char *dump = dump_of(text), *at = bench.program ? strstr(dump, "definition it is ") : NULL;
    if (!at)
        return dump;
    const char *type = at + strlen("definition it is "), *end = strstr(type, ", output"), *body = strstr(type, "\n  ");
    size_t n = strcspn(body + 3, "\n");
    snprintf(text, sizeof text, "%.*s %.*s", (int)(end - type), type, (int)n, body + 3);
    return text;
}

#define EQUAL(got, expected) cr_assert_str_eq((got), (expected), "got:\n%s\nexpected:\n%s", (got), (expected))

#endif
