/* What people type, as the JSON that a case has: "$1,200" for an amount, 2 for the second choice, "y" for yes, "30 days". */
#ifndef BYLAW_ASK_ANSWER_H
#define BYLAW_ASK_ANSWER_H

#include "base/buf.h"
#include "value/fact.h"

/* Appends TEXT, an answer for a fact of TYPE, as JSON to OUT. What it cannot make sense of goes out as the text that it is, so that the
 * reader of cases says what is wrong with it, in the words that it has for all cases. */
void answer_json(struct buf *out, struct str text, const struct type *type, const struct text_style *style);

/* The symbol of the closed set (or declared party) that TEXT means: by its number from 1, its text, its name, whatever the
 * case of the letters, or the one that begins so. -1: none, or several begin so. */
int answer_symbol(const struct type *type, struct str text);

/* What an answer of TYPE is to be, as people write it: "an amount such as 35 or 1,200.50"; empty where it is written as data is. */
struct str answer_expected(const struct type *type);

#endif
