/* A closed set of byte strings, found by length and a few loads: keys of objects, symbols of closed sets. What is
 * looked up has 16 readable bytes from its start on (the padding of lines), whatever its length. */
#ifndef BYLAW_CASES_CASE_WORDS_H
#define BYLAW_CASES_CASE_WORDS_H

#include "base/str.h"
#include <string.h>

struct case_word {
    uint64_t head, next; /* bytes 0 to 7 and 8 to 15, 0 behind the end */
    const char *p;
    uint32_t n;
    uint32_t value;
};

struct case_words {
    struct case_word *at;
    uint32_t n, room;
    uint32_t *slots; /* index + 1, 0 empty; at most half are taken */
    uint32_t mask;
    uint64_t factor; /* odd; spreads the words over the slots */
};

/* An empty set with room for ROOM words. */
void case_words_init(struct case_words *words, struct arena *arena, uint32_t room);
/* Once the words are there: spreads a few of them so that none stands in another's way, if that can be, since where a search goes on is what a
 * processor can't foretell. More may be added. */
void case_words_spread(struct case_words *words);
/* Adds WORD, whose bytes are borrowed, unless it is there; yields its entry. There is room. */
const struct case_word *case_words_add(struct case_words *words, struct str word, uint32_t value);

enum { CASE_WORD_PADDING = 16 };

/* Eight bytes at P as a number, the first in the lowest byte. */
static inline uint64_t case_word_load(const char *p)
{
    uint64_t bytes;
    memcpy(&bytes, p, sizeof bytes);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    bytes = __builtin_bswap64(bytes);
#endif
    return bytes;
}

/* The N lowest bytes, at most all eight. */
static inline uint64_t case_word_mask(uint32_t n)
{
    uint64_t some = (UINT64_C(1) << (8 * n & 63)) - 1;
    return n >= 8 ? UINT64_MAX : some;
}

/* Without branches: the lengths of symbols are what a processor can't foretell. */
static inline struct case_word case_word_of(const char *p, uint32_t n)
{
    uint32_t more = n > 8 ? n - 8 : 0;
    uint64_t head = case_word_load(p) & case_word_mask(n), next = case_word_load(p + 8) & case_word_mask(more);
    return (struct case_word){ .head = head, .next = next, .p = p, .n = n };
}

static inline bool case_word_same(const struct case_word *a, const struct case_word *b)
{
    return a->n == b->n && a->head == b->head && a->next == b->next && (a->n <= 16 || !memcmp(a->p + 16, b->p + 16, a->n - 16));
}

static inline uint32_t case_word_slot(const struct case_words *words, const struct case_word *word)
{
    uint64_t mixed = (word->head ^ (word->next << 29 | word->next >> 35)) + word->n;
    return (uint32_t)((mixed * words->factor) >> 32) & words->mask;
}

static inline const struct case_word *case_words_get(const struct case_words *words, const struct case_word *word)
{
    for (uint32_t slot = case_word_slot(words, word); words->slots[slot]; slot = (slot + 1) & words->mask)
        if (case_word_same(&words->at[words->slots[slot] - 1], word))
            return &words->at[words->slots[slot] - 1];
    return NULL;
}

static inline const struct case_word *case_words_find(const struct case_words *words, struct str s)
{
    struct case_word word = case_word_of(s.p, s.n);
    return case_words_get(words, &word);
}

#endif
