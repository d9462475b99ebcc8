/* The layout filter: settles which newlines mean something, and which words are keywords in their places (words.c). */
#ifndef BYLAW_GRAMMAR_LAYOUT_H
#define BYLAW_GRAMMAR_LAYOUT_H

#include "syntax/token.h"

/* How a token's line hangs together with the one before. */
enum layout_before {
    LAYOUT_SAME,      /* same line, or a newline that means nothing */
    LAYOUT_LINE,      /* a new line of the same statement */
    LAYOUT_STATEMENT, /* a new statement */
};

/* A token that is neither comment nor newline. */
struct layout_piece {
    struct token token;      /* as the parser gets it */
    uint32_t origin;         /* its index among all tokens */
    uint32_t indent;         /* bytes before the first token of its line */
    uint32_t depth;          /* brackets around it; a bracket itself counts as outside */
    enum layout_before before;
    bool first;              /* of its line */
    bool gone;               /* part of the token before it, or a comma that only separates */
    bool end_before;         /* a group before it was not ended, and that was reported */
};

struct layout {
    struct arena *arena;
    struct diags *diags;
    uint32_t source;
    VEC(struct layout_piece) pieces;
};

/* Makes what the parser reads out of all tokens of one source: PARSED ends with YYEOF. The keywords that it finds get
 * their kinds in ALL too, where newlines that mean something become LINE and NEWLINE. */
void layout_run(struct arena *arena, struct diags *diags, uint32_t source, struct tokens *all, struct tokens *parsed);

/* words.c: gives the words of one statement, the pieces FROM to TO, the kinds that they have in their places. */
void words_promote(struct layout *layout, uint32_t from, uint32_t to);
/* Whether the piece I is the unquoted name WORD. */
bool words_is(const struct layout *layout, uint32_t i, const char *word);

#endif
