/* What is different between two decisions of a case, as trees of JSON. */
#ifndef BYLAW_COMPARING_H
#define BYLAW_COMPARING_H

#include "base/buf.h"
#include "cases/json_tree.h"

/* Whether BEFORE and AFTER decide the same: the case's name and a receipt aside, all members are. */
bool comparing_same(const struct json_node *before, const struct json_node *after);
/* Appends `"gone":{…},"come":{…}`: what only one of them has, by the members' names. Where nothing went or came but the order of
 * things, both are empty. */
void comparing_json(struct buf *out, const struct json_node *before, const struct json_node *after);
/* The same for people, a line a difference. */
void comparing_text(struct buf *out, const struct json_node *before, const struct json_node *after);

#endif
