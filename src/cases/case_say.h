/* The words of errors about cases. */
#ifndef BYLAW_CASES_CASE_SAY_H
#define BYLAW_CASES_CASE_SAY_H

#include "cases/case_scalar.h"
#include "cases/json_walk.h"

/* What a fact's value should have been: "an amount (a number such as 35.00, without currency sign or separators)". GOT is
 * CASE_WRONG, CASE_PLACES or CASE_RANGE. JSON tells how it is written there: yes and no as true and false, texts in quotes. */
struct str case_say_expected(struct arena *arena, const struct type *type, enum case_got got, bool json);
/* The whole text of an error that is about a limit or a flaw of the value: of the other GOT. */
struct str case_say_limit(enum case_got got, enum json_flaw flaw);
/* A value as it was written, at most 200 characters of it, as valid UTF-8. */
struct str case_say_seen(struct arena *arena, struct str raw);
/* The text of a closed set that TEXT was probably meant to be, in a hint: `did you mean "Professional"?`; or empty. */
struct str case_say_hint(struct arena *arena, const struct type *type, struct str text);

#endif
