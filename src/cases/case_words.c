#include "cases/case_words.h"

void case_words_init(struct case_words *words, struct arena *arena, uint32_t room)
{
    uint32_t slots = 4;
    while (slots < 2 * (uint64_t)room)
        slots *= 2;
    *words = (struct case_words){ .room = room, .mask = slots - 1 };
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

const struct case_word *case_words_add(struct case_words *words, struct str s, uint32_t value)
{
    struct case_word word = word_of_unpadded(s.n ? s : STR(""));
    const struct case_word *there = case_words_get(words, &word);
    if (there)
        return there;
    uint32_t slot = case_word_slot(words, &word);
    while (words->slots[slot])
        slot = (slot + 1) & words->mask;
    word.value = value;
    words->at[words->n] = word;
    words->slots[slot] = ++words->n;
    return &words->at[words->n - 1];
}
