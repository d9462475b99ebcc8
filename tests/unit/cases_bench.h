/* What the tests of the readers share: a policy's facts of every type, and a case as one text:
 *     NAME ar=35.00 state="WV" ! subject: text ! subject: text */
#ifndef BYLAW_TEST_CASES_BENCH_H
#define BYLAW_TEST_CASES_BENCH_H

#include "cases/case.h"
#include "cases/lines.h"
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

#define SYMBOL(name, text) { { name, sizeof name - 1 }, { text, sizeof text - 1 } }
static const struct type_symbol bench_levels[] = {
    SYMBOL("Essentials", "Essentials"), SYMBOL("Professional", ""), SYMBOL("Professional_2A", "Professional 2A"), SYMBOL("SMB", "SMB"),
    SYMBOL("a_level_with_a_long_name", "a level with a long name"),
};
static const struct type_symbol bench_parties[] = { SYMBOL("Support_Manager", "Support Manager"), SYMBOL("Heather", "Heather") };
static const struct type bench_level = { .kind = TYPE_SET, .ordered = true, .symbols = bench_levels, .n_symbols = 5 };
static const struct type bench_party = { .kind = TYPE_PARTY, .symbols = bench_parties, .n_symbols = 2 };

enum { BENCH_MOST = 32 };
static struct arena bench_arena;
static struct shape bench_shape;
static struct fact bench_facts[BENCH_MOST];
static struct case_options bench_options;
static struct buf bench_out;

static inline struct fact *bench_fact(const char *name, const struct type *type)
{
    struct fact *fact = &bench_facts[bench_shape.n_facts++];
    struct str dotted = str_from(name);
    struct str *path = arena_array(&bench_arena, struct str, 4);
    uint32_t n = 0, from = 0;
    for (uint32_t i = 0; i <= dotted.n; i++)
        if (i == dotted.n || dotted.p[i] == '.') {
            path[n++] = str_slice(dotted, from, i);
            from = i + 1;
        }
    *fact = (struct fact){ .name = dotted, .path = path, .n_path = n, .type = type };
    return fact;
}

static inline const struct type *bench_record(void)
{
    struct type_field *fields = arena_array(&bench_arena, struct type_field, 4);
    struct type *record = arena_new(&bench_arena, struct type);
    fields[0] = (struct type_field){ STR("sku"), type_simple(TYPE_TEXT) };
    fields[1] = (struct type_field){ STR("price"), type_simple(TYPE_MONEY) };
    fields[2] = (struct type_field){ STR("levels"), type_list_of(&bench_arena, &bench_level) };
    *record = (struct type){ .kind = TYPE_RECORD, .fields = fields, .n_fields = 3 };
    return record;
}

static inline void bench_open(void)
{
    arena_init(&bench_arena, NULL);
    buf_init(&bench_out, NULL);
    bench_shape = (struct shape){ .facts = bench_facts };
    bench_options = (struct case_options){ 0 };
    bench_fact("case_id", type_simple(TYPE_TEXT));
    bench_fact("level", &bench_level);
    bench_fact("ar", type_simple(TYPE_MONEY));
    bench_fact("n", type_simple(TYPE_NUMBER));
    bench_fact("whole", type_simple(TYPE_WHOLE));
    bench_fact("vip", type_simple(TYPE_BOOL));
    bench_fact("rep", &bench_party);
    bench_fact("day", type_simple(TYPE_DATE));
    bench_fact("hour", type_simple(TYPE_TIME));
    bench_fact("span", type_simple(TYPE_DURATION));
    bench_fact("levels", type_list_of(&bench_arena, &bench_level));
    bench_fact("words", type_list_of(&bench_arena, type_simple(TYPE_TEXT)));
    bench_fact("numbers", type_list_of(&bench_arena, type_simple(TYPE_NUMBER)));
    bench_fact("item", bench_record());
    bench_fact("items", type_list_of(&bench_arena, bench_record()));
    bench_fact("customer.level", &bench_level);
    bench_fact("customer.since.day", type_simple(TYPE_DATE));
    bench_fact("secret", type_simple(TYPE_NUMBER))->private_ = true;
    bench_fact("hidden.text", type_simple(TYPE_TEXT))->private_ = true;
    struct fact *limit = bench_fact("limit", type_simple(TYPE_MONEY));
    limit->has_default = true;
    limit->default_ = value_int(VALUE_NUMBER, 35000000);
    bench_shape.now_fact = bench_shape.n_facts;
    bench_fact("now", type_simple(TYPE_MOMENT));
}

static inline void bench_close(void)
{
    arena_free(&bench_arena);
    buf_free(&bench_out);
}

/* The default of limit is not shown. */
static inline const char *bench_show(const struct case_input *input)
{
    bench_out.n = 0;
    buf_str(&bench_out, input->name);
    for (uint32_t i = 0; i < bench_shape.n_facts; i++) {
        struct value value = input->facts[i];
        if (!value_known(value) || (bench_facts[i].has_default && value_same(value, bench_facts[i].default_)))
            continue;
        buf_printf(&bench_out, " %.*s=", STR_ARG(bench_facts[i].name));
        value_json(&bench_out, value, bench_facts[i].type);
    }
    for (uint32_t i = 0; i < input->n_errors; i++)
        buf_printf(&bench_out, " ! %.*s: %.*s", STR_ARG(input->errors[i].subject), STR_ARG(input->errors[i].text));
    buf_char(&bench_out, '\0');
    return bench_out.p;
}

/* A copy that ends where its padding does, for the address sanitizer. */
static inline char *bench_pad(const char *text, size_t n)
{
    char *copy = calloc(1, n + CASE_JSON_PADDING);
    if (n)
        memcpy(copy, text, n);
    return copy;
}

#endif
