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
    for (int i = 0; i < N_WORDS; i++) /* asked of every name: most fail at the length or the first letter */
        if (words[i].word.n == word.n && words[i].word.p[0] == word.p[0] && str_eq(words[i].word, word))
            return words[i].kind;
    return TOKEN_NAME;
}

enum reserved_role reserved_role(int kind)
{
    for (int i = 0; i < N_WORDS; i++)
        if (words[i].kind == kind)
            return words[i].role;
    return RESERVED_NONE;
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
