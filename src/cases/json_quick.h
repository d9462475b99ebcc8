/* The quick side of reading an object: the key that is expected, with a value of its type, written in the usual way. What is
 * not that is no error yet: it goes the slow way (json_value.c), which knows everything. Every line here is paid for by
 * tests/bench/bench_reader: the slow way alone takes 2.4 times what simdjson's on-demand does, with this it is 1.15. */
#ifndef BYLAW_CASES_JSON_QUICK_H
#define BYLAW_CASES_JSON_QUICK_H

#include "cases/case_scalar.h"
#include "cases/json_walk.h"
#include "value/date.h"

/* Whether P begins with `"name":` of KEY, LENGTH being the bytes up to the colon. (No name has quotes in it: case_plan_key.) */
static inline bool quick_key(const struct case_key *key, const char *p, uint32_t length)
{
    uint64_t differs = (case_word_load(p) ^ key->head) & key->head_mask;
    differs |= (case_word_load(p + 8) ^ key->next) & key->next_mask;
    return !differs && (key->span <= 16 || (length + 1 == key->span && case_word_load(p + key->span - 8) == key->last &&
                                            (key->span <= 24 || !memcmp(p + 16, key->name.p + 15, key->span - 24))));
}

/* How many of the eight bytes of WORD, which 0x30 is taken off of, are digits before the first that is none. */
static inline uint32_t quick_digits(uint64_t word)
{
    uint64_t others = (word | (word + UINT64_C(0x0606060606060606))) & UINT64_C(0xF0F0F0F0F0F0F0F0);
    return others ? (uint32_t)__builtin_ctzll(others) / 8 : 8;
}

/* The number that eight digits are, the first in the lowest byte. */
static inline int64_t quick_eight(uint64_t digits)
{
    digits = digits * 10 + (digits >> 8);
    return (int64_t)(((digits & UINT64_C(0x000000FF000000FF)) * UINT64_C(0x000F424000000064) +
                      (digits >> 16 & UINT64_C(0x000000FF000000FF)) * UINT64_C(0x0000271000000001)) >> 32);
}

/* Amounts such as -12345.67: up to eight digits, or up to seven, a point and up to six decimals. Without a loop, whose
 * end no processor could foretell. What is not that, errors too, is for case_number. */
static inline bool quick_number(enum type_kind kind, struct str token, struct value *out)
{
    const uint64_t zeros = UINT64_C(0x3030303030303030);
    const char *p = token.p + (*token.p == '-'), *end = token.p + token.n;
    uint64_t word = case_word_load(p) ^ zeros;
    uint32_t whole = quick_digits(word);
    if (whole == 0 || (whole > 1 && (word & 0xFF) == 0))
        return false;
    int64_t number = quick_eight(word << (64 - 8 * whole)) * DECIMAL_ONE;
    if (p + whole != end) {
        word = case_word_load(p + whole + 1) ^ zeros;
        uint32_t places = quick_digits(word);
        if (whole == 8 || p[whole] != '.' || p + whole + 1 + places != end || places - 1 >= DECIMAL_PLACES || kind == TYPE_WHOLE)
            return false;
        number += quick_eight(word & ((UINT64_C(1) << 8 * places) - 1)) / 100;
    }
    *out = value_int(VALUE_NUMBER, *token.p == '-' ? -number : number);
    return true;
}

static inline bool quick_null(struct str token)
{
    uint32_t word, null;
    memcpy(&word, token.p, 4);
    memcpy(&null, "null", 4);
    return word == null && token.n == 4;
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
    bool fine = true, yes = quick_truth(token, &fine);
    if (fine)
        *out = value_bool(yes);
    return fine;
}

/* Eight characters at P, as the values of digits, the first in the lowest byte: digits but where FIXED has a byte 0xFF,
 * there as in PATTERN. */
static inline bool quick_pattern(const char *p, uint64_t pattern, uint64_t fixed, uint64_t *digits)
{
    *digits = case_word_load(p) ^ pattern;
    return !(*digits & fixed) && quick_digits(*digits) == 8;
}

/* The pairs of digits that begin at each byte, where both are digits. */
static inline uint64_t quick_pairs(uint64_t digits)
{
    return digits * 10 + (digits >> 8);
}

static inline uint32_t quick_byte(uint64_t pairs, int at)
{
    return (uint32_t)(pairs >> 8 * at) & 0xFF;
}

/* Days since 1970-01-01; false where there is no such day, and for the year 0 and 29 February, which date_from_civil knows. */
static inline bool quick_days(uint32_t year, uint32_t month, uint32_t day, int64_t *days)
{
    static const uint16_t before[16] = { 0, 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334 };
    static const uint8_t length[16] = { 0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    if (month > 12 || day - 1 >= length[month] || year == 0)
        return false;
    uint32_t past = year - (month <= 2), leap = past / 4 - past / 100 + past / 400;
    *days = (int64_t)(365 * year + leap + before[month] + day) - 719528;
    return true;
}

/* "2017-08-10T14:00:00Z", all of S; other spellings of a moment are for moment_parse. */
static inline bool quick_moment(struct str s, struct value *out)
{
    uint64_t date, time, rest;
    int64_t days;
    if (s.n != 20 || !quick_pattern(s.p, UINT64_C(0x2D30302D30303030), UINT64_C(0xFF0000FF00000000), &date) ||
        !quick_pattern(s.p + 8, UINT64_C(0x30303A3030543030), UINT64_C(0x0000FF0000FF0000), &time) ||
        !quick_pattern(s.p + 12, UINT64_C(0x5A30303A30303A30), UINT64_C(0xFF0000FF0000FF00), &rest))
        return false;
    date = quick_pairs(date);
    time = quick_pairs(time);
    uint32_t hour = quick_byte(time, 3), minute = quick_byte(time, 6), second = quick_byte(quick_pairs(rest), 5);
    if (hour > 23 || minute > 59 || second > 59 ||
        !quick_days(quick_byte(date, 0) * 100 + quick_byte(date, 2), quick_byte(date, 5), quick_byte(time, 0), &days))
        return false;
    *out = value_int(VALUE_MOMENT, days * DATE_DAY + ((hour * 60 + minute) * 60 + second) * DATE_SECOND); /* offset 0 */
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
    if (s.n > LIMIT_TEXT_BYTES)
        return false;
    *out = value_text(s);
    return true;
}

/* Up to eight digits. */
static inline bool quick_whole(struct str token)
{
    uint64_t word = case_word_load(token.p) ^ UINT64_C(0x3030303030303030);
    return token.n <= 8 && quick_digits(word) >= token.n && (token.n == 1 || (word & 0xFF));
}

/* A value that nobody reads: of the usual ones only. */
static inline bool quick_skip(struct str token)
{
    bool fine = true;
    if (token.p[0] == '"' || quick_whole(token))
        return true;
    quick_truth(token, &fine);
    return fine;
}

static inline bool quick_quoted(struct str token)
{
    return token.p[0] == '"' && token.p[token.n - 1] == '"';
}

/* The value TOKEN under KEY, in a text without escapes. TOKEN may have blanks behind it, which is not usual. False: the slow
 * way; *OUT is as it was. (It is written where it stays: a copy of sixteen bytes just written in parts would wait for them.) */
static inline bool quick_value(const struct case_key *key, struct str token, struct value *out)
{
    struct str inner = { token.p + 1, token.n - 2 };
    switch ((enum case_quick)key->quick) {
    case CASE_QUICK_NONE: return false;
    case CASE_QUICK_BOOL: return quick_bool(token, out);
    case CASE_QUICK_NUMBER: return quick_number(key->type->kind, token, out);
    case CASE_QUICK_TEXT: return quick_quoted(token) && quick_text(inner, out);
    case CASE_QUICK_SYMBOL: return quick_quoted(token) && quick_symbol(key->type, inner, out);
    case CASE_QUICK_MOMENT: return quick_quoted(token) && quick_moment(inner, out);
    case CASE_QUICK_OTHER: return quick_quoted(token) && case_scalar(key->type, inner, out) == CASE_GOT;
    case CASE_QUICK_SKIP: return quick_skip(token);
    }
    __builtin_unreachable();
}

#endif
