/* Terms: made, chosen between, and read back from a model. */
#include "analyze/solver_inner.h"

#include "value/date.h"
#include "value/decimal.h"

#include <stdio.h>

enum { DAY_FIRST = -719162, DAY_LAST = 2932896 }; /* 0001-01-01 to 9999-12-31, as value/date.h has it */
enum { OFFSET_MOST = 23 * 60 + 59 };
#define MOMENT_FIRST (DAY_FIRST * DATE_DAY)
#define MOMENT_LAST ((DAY_LAST + 1) * DATE_DAY - 1)

struct term solver_term_known(struct solver *s, smt_node value)
{
    return (struct term){ .known = s->yes, .need = s->no, .absent = s->no, .value = value };
}

struct term solver_term_unknown(struct solver *s, smt_node need)
{
    return (struct term){ .known = s->no, .need = need, .absent = s->no };
}

smt_node solver_term_text(struct solver *s, struct str text)
{
    if (s->texts)
        return smt_text(s->smt, text);
    uintptr_t number = (uintptr_t)map_get(&s->word_numbers, text);
    if (number == 0) {
        vec_push(&s->scratch, &s->words, text);
        number = s->words.n;
        map_put(&s->word_numbers, text, (void *)number);
    }
    return smt_int(s->smt, (int64_t)number);
}

static struct term parts_const(struct solver *s, const struct value *at, uint32_t n)
{
    struct term term = { .known = s->yes, .need = s->no, .absent = s->no, .n_parts = n, .longer = s->no };
    term.parts = arena_array(&s->scratch, struct term, n);
    for (uint32_t i = 0; i < n; i++)
        term.parts[i] = solver_term_const(s, at[i]);
    return term;
}

struct term solver_term_const(struct solver *s, struct value value)
{
    struct term term;
    switch ((enum value_kind)value.kind) {
    case VALUE_UNKNOWN: return solver_term_unknown(s, s->no);
    case VALUE_BOOL: return solver_term_known(s, value.i ? s->yes : s->no);
    case VALUE_TEXT: return solver_term_known(s, solver_term_text(s, value_str(value)));
    case VALUE_LIST:
        term = parts_const(s, value.list->at, value.list->n);
        term.n = smt_int(s->smt, value.list->n);
        return term;
    case VALUE_RECORD: return parts_const(s, value.record, value.n);
    default: break;
    }
    term = solver_term_known(s, smt_int(s->smt, value.i));
    if (value.kind == VALUE_MOMENT)
        term.offset = smt_int(s->smt, value.offset);
    return term;
}

/* ---- choosing ---- */

static smt_node node_if(struct solver *s, smt_node condition, smt_node a, smt_node b)
{
    return a == NULL ? b : b == NULL ? a : smt_if(s->smt, condition, a, b);
}

struct term solver_term_if(struct solver *s, smt_node condition, const struct term *a, const struct term *b)
{
    if (smt_is(s->smt, condition, true))
        return *a;
    if (smt_is(s->smt, condition, false))
        return *b;
    struct term term = { .known = smt_if(s->smt, condition, a->known, b->known), .need = smt_if(s->smt, condition, a->need, b->need),
                         .absent = smt_if(s->smt, condition, a->absent, b->absent), .value = node_if(s, condition, a->value, b->value),
                         .offset = node_if(s, condition, a->offset, b->offset), .n = node_if(s, condition, a->n, b->n),
                         .longer = node_if(s, condition, a->longer, b->longer) };
    struct term none = solver_term_unknown(s, s->no);
    term.n_parts = a->n_parts > b->n_parts ? a->n_parts : b->n_parts;
    term.parts = term.n_parts ? arena_array(&s->scratch, struct term, term.n_parts) : NULL;
    for (uint32_t i = 0; i < term.n_parts; i++)
        term.parts[i] = solver_term_if(s, condition, i < a->n_parts ? &a->parts[i] : &none, i < b->n_parts ? &b->parts[i] : &none);
    return term;
}

smt_node solver_term_there(struct solver *s, const struct term *list, uint32_t i)
{
    return list->n == NULL ? s->yes : smt_lt(s->smt, smt_int(s->smt, i), list->n);
}

smt_node solver_term_wholly(struct solver *s, const struct term *term)
{
    smt_node all = term->known;
    for (uint32_t i = 0; i < term->n_parts; i++)
        all = AND(s, all, OR(s, NOT(s, solver_term_there(s, term, i)), solver_term_wholly(s, &term->parts[i])));
    return all;
}

smt_node solver_term_needs(struct solver *s, const struct term *term)
{
    smt_node any = AND(s, NOT(s, term->known), term->need);
    for (uint32_t i = 0; i < term->n_parts; i++)
        any = OR(s, any, AND(s, AND(s, term->known, solver_term_there(s, term, i)), solver_term_needs(s, &term->parts[i])));
    return any;
}

/* ---- values that nothing is known of ---- */

static smt_node between(struct solver *s, smt_node value, int64_t low, int64_t high)
{
    return AND(s, smt_le(s->smt, smt_int(s->smt, low), value), smt_le(s->smt, value, smt_int(s->smt, high)));
}

smt_node solver_term_in_range(struct solver *s, const struct type *type, smt_node value)
{
    switch (type->kind) {
    case TYPE_SET: return between(s, value, 0, (int64_t)type->n_symbols - 1);
    case TYPE_DATE: return between(s, value, DAY_FIRST, DAY_LAST);
    case TYPE_TIME: return between(s, value, 0, DATE_DAY - 1);
    case TYPE_MOMENT: return between(s, value, MOMENT_FIRST, MOMENT_LAST);
    case TYPE_NUMBER: case TYPE_MONEY: case TYPE_DURATION: case TYPE_WHOLE: return between(s, value, INT64_MIN, INT64_MAX);
    default: return s->yes;
    }
}

/* A multiple of GRAIN. */
static smt_node grained(struct solver *s, int64_t grain)
{
    smt_node count = smt_free_one(s->smt, SMT_INT);
    return grain > 1 ? smt_mul(s->smt, smt_int(s->smt, grain), count) : count;
}

static struct term free_scalar(struct solver *s, const struct type *type)
{
    if (type->kind == TYPE_BOOL)
        return solver_term_known(s, smt_free_one(s->smt, SMT_BOOL));
    if (solver_term_is_text(type))
        return solver_term_known(s, smt_free_one(s->smt, s->texts ? SMT_TEXT : SMT_INT));
    int64_t grain = type->kind == TYPE_WHOLE ? DECIMAL_ONE : type->kind == TYPE_MONEY ? s->options.grain : 1;
    struct term term = solver_term_known(s, grained(s, grain));
    smt_assert(s->smt, solver_term_in_range(s, type, term.value));
    if (type->kind != TYPE_MOMENT)
        return term;
    term.offset = smt_free_one(s->smt, SMT_INT);
    smt_assert(s->smt, between(s, term.offset, -OFFSET_MOST, OFFSET_MOST));
    return term;
}

static struct term free_part(struct solver *s, const struct type *type, smt_node need)
{
    struct term part = solver_term_free(s, type, need);
    part.known = smt_free_one(s->smt, SMT_BOOL);
    part.need = need;
    return part;
}

/* A member of a closed set stands in a list once. */
static void assert_distinct(struct solver *s, const struct term *list)
{
    for (uint32_t i = 0; i < list->n_parts; i++)
        for (uint32_t j = 0; j < i; j++) {
            const struct term *a = &list->parts[i], *b = &list->parts[j];
            smt_node both = AND(s, solver_term_there(s, list, i), AND(s, a->known, b->known));
            smt_assert(s->smt, NOT(s, AND(s, both, smt_eq(s->smt, a->value, b->value))));
        }
}

static struct term free_list(struct solver *s, const struct type *type, smt_node need)
{
    struct term term = solver_term_known(s, NULL);
    term.n_parts = s->options.most_list;
    term.parts = arena_array(&s->scratch, struct term, term.n_parts);
    term.n = smt_free_one(s->smt, SMT_INT);
    smt_assert(s->smt, between(s, term.n, 0, 1 << 20)); /* LIMIT_LIST_ITEMS: a case's reader takes no more */
    term.longer = smt_lt(s->smt, smt_int(s->smt, term.n_parts), term.n);
    for (uint32_t i = 0; i < term.n_parts; i++)
        term.parts[i] = free_part(s, type->element, need);
    if (type->element->kind == TYPE_SET)
        assert_distinct(s, &term);
    vec_push(&s->scratch, &s->long_lists, term.longer);
    return term;
}

struct term solver_term_free(struct solver *s, const struct type *type, smt_node need)
{
    if (type->kind == TYPE_LIST)
        return free_list(s, type, need);
    if (type->kind != TYPE_RECORD)
        return free_scalar(s, type);
    struct term term = solver_term_known(s, NULL);
    term.n_parts = type->n_fields;
    term.parts = arena_array(&s->scratch, struct term, term.n_parts);
    for (uint32_t i = 0; i < term.n_parts; i++)
        term.parts[i] = free_part(s, type->fields[i].type, need);
    return term;
}

/* ---- back from the model ---- */

/* A text for a number that stands for none of the words: the same for the same number. */
static struct str new_word(struct solver *s, int64_t number)
{
    for (uint32_t i = 0; i < s->new_words.n; i++)
        if (s->new_words.at[i].number == number)
            return s->new_words.at[i].word;
    for (unsigned k = s->new_words.n + 1;; k++) {
        struct str word = k == 1 ? STR("other") : str_printf(s->arena, "other %u", k);
        if (map_get(&s->word_numbers, word))
            continue;
        vec_push(&s->scratch, &s->new_words, ((struct new_word){ number, word }));
        return word;
    }
}

static struct value text_value(struct solver *s, smt_node node)
{
    int64_t number;
    s->text.n = 0;
    if (s->texts)
        return smt_model_text(s->smt, node, &s->text) ? value_text(str_dup(s->arena, (struct str){ s->text.p, (uint32_t)s->text.n }))
                                                      : value_unknown();
    if (!smt_model_int(s->smt, node, &number))
        return value_unknown();
    bool is_word = number >= 1 && number <= (int64_t)s->words.n;
    return value_text(is_word ? s->words.at[number - 1] : new_word(s, number));
}

static struct value scalar_value(struct solver *s, const struct term *term, const struct type *type)
{
    int64_t i, offset = 0;
    if (type->kind == TYPE_BOOL)
        return value_bool(smt_model_bool(s->smt, term->value));
    if (solver_term_is_text(type))
        return text_value(s, term->value);
    if (!smt_model_int(s->smt, term->value, &i))
        return value_unknown();
    struct value value = value_int(type_value_kind(type), i);
    if (term->offset != NULL && smt_model_int(s->smt, term->offset, &offset))
        value.offset = (int32_t)offset;
    return value;
}

static struct value list_value(struct solver *s, const struct term *term, const struct type *type)
{
    int64_t n = 0;
    smt_model_int(s->smt, term->n, &n);
    if (n < 0 || n > term->n_parts)
        n = term->n_parts;
    struct value_list *list = arena_alloc(s->arena, sizeof *list + (size_t)n * sizeof *list->at);
    list->n = (uint32_t)n;
    for (uint32_t i = 0; i < n; i++)
        list->at[i] = solver_term_value(s, &term->parts[i], type->element);
    return value_list(list);
}

static struct value record_value(struct solver *s, const struct term *term, const struct type *type)
{
    struct value *fields = arena_array(s->arena, struct value, type->n_fields);
    for (uint32_t i = 0; i < type->n_fields && i < term->n_parts; i++)
        fields[i] = solver_term_value(s, &term->parts[i], type->fields[i].type);
    return value_record(fields, type->n_fields);
}

struct value solver_term_value(struct solver *s, const struct term *term, const struct type *type)
{
    if (!smt_model_bool(s->smt, term->known))
        return value_unknown();
    if (type->kind == TYPE_LIST)
        return term->n ? list_value(s, term, type) : value_unknown();
    if (type->kind == TYPE_RECORD)
        return record_value(s, term, type);
    return term->value ? scalar_value(s, term, type) : value_unknown();
}
