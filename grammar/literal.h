/* What the scanner's tokens hold: numbers, amounts, dates, durations, and texts with their escapes and indentation. */
#ifndef BYLAW_GRAMMAR_LITERAL_H
#define BYLAW_GRAMMAR_LITERAL_H

#include "syntax/token.h"

/* Each fills in TOKEN from its source text S (at TOKEN's span); reports what is wrong and leaves 0. */
void literal_number(struct arena *arena, struct diags *diags, struct token *token, struct str s);
void literal_percent(struct arena *arena, struct diags *diags, struct token *token, struct str s);
void literal_money(struct arena *arena, struct diags *diags, struct token *token, struct str s); /* text: the currency's sign */
void literal_date(struct diags *diags, struct token *token, struct str s);
void literal_moment(struct diags *diags, struct token *token, struct str s);
/* `30 days`: sets TOKEN's kind too. False where the word is no unit: then nothing is done. */
bool literal_duration(struct arena *arena, struct diags *diags, struct token *token, struct str s);

/* The bytes of the currency sign that S begins with; 0 where there is none. */
uint32_t literal_currency(struct str s);

/* S, which began at byte FROM of SOURCE, with its escapes resolved and {{ }} made single. DIAGS may be NULL: bad
 * escapes were reported before. */
struct str literal_text(struct arena *arena, struct diags *diags, struct str s, uint32_t source, uint32_t from);
/* The N pieces of a """ block: common indentation, the first and the last newline removed. */
void literal_dedent(struct arena *arena, struct str *pieces, uint32_t n);

#endif
