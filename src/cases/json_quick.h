/* The quick side of reading an object: the key that is expected, with a value of its type, written in the usual way. What is
 * not that is no error yet: it goes the slow way (json_value.c), which knows everything. Every line here is paid for by
 * tests/bench/bench_reader: the slow way alone takes 2.4 times what simdjson's on-demand does, with this it is even. */
#ifndef BYLAW_CASES_JSON_QUICK_H
#define BYLAW_CASES_JSON_QUICK_H

#include "cases/case_scalar.h"
#include "cases/json_walk.h"
#include "value/date.h"

/* Whether P is `"name":` of KEY, LENGTH bytes up to the colon. */
static inline bool quick_key(const struct case_key *key, const char *p, uint32_t length)
{
    uint64_t differs = (case_word_load(p, 8) ^ key->head) & key->head_mask;
    differs |= (case_word_load(p + 8, 8) ^ key->next) & key->next_mask;
    if (differs || length + 1 != key->span)
        return false;
    return key->span <= 16 || (case_word_load(p + key->span - 8, 8) == key->last &&
                               (key->span <= 24 || !memcmp(p + 16, key->name.p + 15, key->span - 24)));
}

/* The first N (1 to 8) digits of WORD, 0x30 taken off each byte, as a number; *FINE is cleared where they are none. */
static inline uint64_t quick_eight(uint64_t word, uint32_t n, bool *fine)
{
    uint64_t digits = word << (64 - 8 * n); /* zeros before them */
    *fine &= !((digits | (digits + UINT64_C(0x0606060606060606))) & UINT64_C(0xF0F0F0F0F0F0F0F0));
    digits = digits * 10 + (digits >> 8);
    return ((digits & UINT64_C(0x000000FF000000FF)) * UINT64_C(0x000F424000000064) +
            (digits >> 16 & UINT64_C(0x000000FF000000FF)) * UINT64_C(0x0000271000000001)) >> 32;
}

/* Where the first point among the eight bytes of WORD is; 8 where there is none. */
static inline uint32_t quick_point(uint64_t word)
{
    uint64_t other = word ^ UINT64_C(0x2E2E2E2E2E2E2E2E);
    uint64_t zero = (other - UINT64_C(0x0101010101010101)) & ~other & UINT64_C(0x8080808080808080);
    return zero ? (uint32_t)__builtin_ctzll(zero) / 8 : 8;
}

/* Amounts such as -12345.67: up to eight digits, a point behind one to seven of them, up to six decimals. Without a loop,
 * whose end no processor could foretell. What is not that, errors too, is for case_number. */
static inline bool quick_number(enum type_kind kind, struct str token, struct value *out)
{
    const char *p = token.p + (*token.p == '-');
    uint32_t n = token.n - (uint32_t)(p - token.p);
    uint64_t word = case_word_load(p, 8);
    uint32_t whole = quick_point(word), places;
    bool fine = true;
    whole = whole < n ? whole : n;
    places = n - whole; /* and the point */
    if (n == 0 || n > 8 + places || places == 1 || places > 1 + DECIMAL_PLACES || (whole > 1 && *p == '0') || whole == 0)
        return false;
    int64_t number = (int64_t)quick_eight(word ^ UINT64_C(0x3030303030303030), whole, &fine) * DECIMAL_ONE;
    if (places) {
        uint64_t decimals = case_word_load(p + whole + 1, places - 1) ^ (UINT64_C(0x3030303030303030) >> 8 * (9 - places));
        number += (int64_t)quick_eight(decimals, 8, &fine) / 100;
    }
    if (!fine || (kind == TYPE_WHOLE && number % DECIMAL_ONE))
        return false;
    *out = value_int(VALUE_NUMBER, *token.p == '-' ? -number : number);
    return true;
}

/* "true" is yes, "false" is no; *FINE is cleared where it is neither. */
static inline bool quick_truth(struct str token, bool *fine)
{
    uint32_t word, yes, no;
    memcpy(&word, token.p, 4);
    memcpy(&yes, "true", 4);
    memcpy(&no, "fals", 4);
    bool is_yes = (word == yes) & (token.n == 4), is_no = (word == no) & (token.n == 5) & (token.p[4] == 'e');
    *fine &= is_yes | is_no;
    return is_yes;
}

static inline bool quick_bool(struct str token, struct value *out)
{
    bool fine = true;
    *out = value_bool(quick_truth(token, &fine));
    return fine;
}

/* Eight characters at P, the first in the lowest byte: digits but where FIXED has a byte 0xFF, there as in PATTERN. As the
 * values of digits. */
static inline bool quick_digits(const char *p, uint64_t pattern, uint64_t fixed, uint64_t *digits)
{
    uint64_t values = case_word_load(p, 8) ^ pattern;
    *digits = values;
    return !((values & fixed) | ((values | (values + UINT64_C(0x0606060606060606))) & UINT64_C(0xF0F0F0F0F0F0F0F0)));
}

static inline int quick_two(uint64_t digits, int at)
{
    return (int)(digits >> 8 * at & 15) * 10 + (int)(digits >> 8 * (at + 1) & 15);
}

/* "2017-08-10T14:00:00Z", all of S; other spellings of a moment are for moment_parse. */
static inline bool quick_moment(struct str s, struct value *out)
{
    uint64_t date, time, rest;
    int64_t days;
    if (s.n != 20 || !quick_digits(s.p, UINT64_C(0x2D30302D30303030), UINT64_C(0xFF0000FF00000000), &date) ||
        !quick_digits(s.p + 8, UINT64_C(0x30303A3030543030), UINT64_C(0x0000FF0000FF0000), &time) ||
        !quick_digits(s.p + 12, UINT64_C(0x5A30303A30303A30), UINT64_C(0xFF0000FF0000FF00), &rest))
        return false;
    int hour = quick_two(time, 3), minute = quick_two(time, 6), second = quick_two(rest, 5);
    if (hour > 23 || minute > 59 || second > 59 ||
        !date_from_civil(quick_two(date, 0) * 100 + quick_two(date, 2), quick_two(date, 5), quick_two(time, 0), &days))
        return false;
    *out = value_int(VALUE_MOMENT, days * DATE_DAY + ((hour * 60 + minute) * 60 + second) * DATE_SECOND);
    out->offset = 0;
    return true;
}

static inline bool quick_symbol(const struct case_type *type, struct str s, struct value *out)
{
    const struct case_word *word = case_words_find(type->words, s);
    if (word)
        *out = value_int(VALUE_SYMBOL, word->value);
    return word;
}

static inline bool quick_text(struct str s, struct value *out)
{
    *out = value_text(s);
    return s.n <= LIMIT_TEXT_BYTES;
}

/* A value that nobody reads: of the usual ones only. */
static inline bool quick_skip(struct str token)
{
    struct value none;
    return token.p[0] == '"' || quick_number(TYPE_NUMBER, token, &none) || quick_bool(token, &none);
}

/* The value TOKEN under KEY, in a text without escapes. False: the slow way; *OUT may be anything. */
static inline bool quick_value(const struct case_key *key, struct str token, struct value *out)
{
    bool quoted = token.p[0] == '"';
    struct str inner = { token.p + 1, token.n - 2 };
    switch (key->quick) {
    case CASE_QUICK_BOOL: return quick_bool(token, out);
    case CASE_QUICK_NUMBER: return quick_number(key->type->kind, token, out);
    case CASE_QUICK_TEXT: return quoted && quick_text(inner, out);
    case CASE_QUICK_SYMBOL: return quoted && quick_symbol(key->type, inner, out);
    case CASE_QUICK_MOMENT: return quoted && quick_moment(inner, out);
    case CASE_QUICK_SKIP: return quick_skip(token);
    default: return false;
    }
}

#endif
