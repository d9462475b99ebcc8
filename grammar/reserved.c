#include "grammar/reserved.h"

#include "grammar/parser.h"
#include "source/diag.h"

static const struct reserved {
    struct str word;
    int kind;
    enum reserved_role role;
} words[] = {
#define RESERVED(token, word, role) { { word, sizeof word - 1 }, TOKEN_##token, RESERVED_##role },
#include "grammar/reserved.def"
#undef RESERVED
};
enum { N_WORDS = sizeof words / sizeof *words };

int reserved_kind(struct str word)
{
    for (int i = 0; i < N_WORDS; i++)
        if (str_eq(words[i].word, word))
            return words[i].kind;
    return TOKEN_NAME;
}

_Static_assert(N_WORDS < 64, "they fit a reserved_index");

static uint32_t head_of(struct str word)
{
    return (word.n + 5 * (unsigned char)word.p[0]) % 64; /* no name is empty */
}

void reserved_index(struct reserved_index *index)
{
    *index = (struct reserved_index){ 0 };
    for (uint8_t i = 0; i < N_WORDS; i++) {
        uint8_t *head = &index->heads[head_of(words[i].word)];
        index->next[i] = *head;
        *head = i + 1;
    }
}

int reserved_kind_in(const struct reserved_index *index, struct str word)
{
    for (uint8_t i = index->heads[head_of(word)]; i != 0; i = index->next[i - 1])
        if (str_eq(words[i - 1].word, word))
            return words[i - 1].kind;
    return TOKEN_NAME;
}

enum reserved_role reserved_role(int kind)
{
    enum { FIRST_TOKEN = 256 }; /* signs are below */
    static const uint8_t roles[] = {
#define RESERVED(token, word, role) [TOKEN_##token - FIRST_TOKEN] = RESERVED_##role,
#include "grammar/reserved.def"
#undef RESERVED
    };
    uint32_t at = (uint32_t)(kind - FIRST_TOKEN);
    return at < sizeof roles ? (enum reserved_role)roles[at] : RESERVED_NONE;
}

struct str reserved_nearest_start(struct str word)
{
    struct str starts[N_WORDS];
    uint32_t n = 0;
    for (int i = 0; i < N_WORDS; i++)
        if (words[i].role == RESERVED_STARTS)
            starts[n++] = words[i].word;
    return diag_nearest(word, starts, n);
}
