/* What json_value does where a value can't be used: finds its extent, says so, goes on behind it. False, each: the line
 * is no JSON there (walk.fault). */
#ifndef BYLAW_CASES_JSON_WRONG_H
#define BYLAW_CASES_JSON_WRONG_H

#include "cases/json_value.h"

/* Notes that the value in hand is no TYPE; yields GOT. The walk need not move. */
enum case_got json_wrong(struct json_reader *reader, const struct case_type *type, enum case_got got);
/* Says what json_wrong noted about FACT, whose value begins at token START, and skips it. */
bool json_wrong_fact(struct json_reader *reader, uint32_t fact, uint32_t start, enum case_got got, unsigned depth);
/* The value in hand should be an object, NAME, that holds facts. */
bool json_wrong_below(struct json_reader *reader, const struct case_key *key, struct str name, unsigned depth);
/* KEY was in this object before. */
bool json_wrong_twice(struct json_reader *reader, const struct case_key *key, struct str name, unsigned depth);
/* The bytes of the value that begins with token I. */
struct str json_wrong_seen(const struct json_walk *walk, uint32_t i, unsigned depth);

#endif
