#include "cases/case_words.h"

enum { SPREAD_MOST = 64, SPREAD_TRIES = 64 }; /* words; ways */
static const uint64_t spread_first = UINT64_C(0x9E3779B97F4A7C15);

void case_words_init(struct case_words *words, struct arena *arena, uint32_t room)
{
    uint32_t slots = 4;
    while (slots < 2 * (uint64_t)room)
        slots *= 2;
    *words = (struct case_words){ .room = room, .mask = slots - 1, .factor = spread_first };
    words->at = arena_array(arena, struct case_word, room);
    words->slots = arena_array(arena, uint32_t, slots);
}

/* The policy's own texts have no padding behind them. */
static struct case_word word_of_unpadded(struct str s)
{
    char head[CASE_WORD_PADDING] = { 0 };
    memcpy(head, s.p, s.n < sizeof head ? s.n : sizeof head);
    struct case_word word = case_word_of(head, s.n);
    word.p = s.p;
    return word;
}

/* Gives word I a slot; yields whether another one has its first. */
static bool take_slot(struct case_words *words, uint32_t i)
{
    uint32_t first = case_word_slot(words, &words->at[i]), slot = first;
    while (words->slots[slot])
        slot = (slot + 1) & words->mask;
    words->slots[slot] = i + 1;
    return slot != first;
}

const struct case_word *case_words_add(struct case_words *words, struct str s, uint32_t value)
{
    struct case_word word = word_of_unpadded(s.n ? s : STR(""));
    const struct case_word *there = case_words_get(words, &word);
    if (there)
        return there;
    word.value = value;
    words->at[words->n] = word;
    take_slot(words, words->n++);
    return &words->at[words->n - 1];
}

/* Yields how many words are not where they are looked for first. */
static uint32_t spread(struct case_words *words, uint64_t factor)
{
    uint32_t displaced = 0;
    words->factor = factor;
    memset(words->slots, 0, (words->mask + (size_t)1) * sizeof *words->slots);
    for (uint32_t i = 0; i < words->n; i++)
        displaced += take_slot(words, i);
    return displaced;
}

void case_words_spread(struct case_words *words)
{
    uint64_t best = words->factor;
    uint32_t least = UINT32_MAX;
    if (words->n > SPREAD_MOST)
        return;
    for (uint32_t i = 0; i < SPREAD_TRIES && least > 0; i++) {
        uint64_t factor = spread_first * (2 * i + 1);
        uint32_t displaced = spread(words, factor);
        best = displaced < least ? factor : best;
        least = displaced < least ? displaced : least;
    }
    spread(words, best);
}
