/* A JSON text as a tree, for texts whose shape no policy tells: decisions that were made before. */
#ifndef BYLAW_CASES_JSON_TREE_H
#define BYLAW_CASES_JSON_TREE_H

#include "base/str.h"

enum json_kind { JSON_NULL, JSON_BOOL, JSON_NUMBER, JSON_TEXT, JSON_LIST, JSON_OBJECT };

struct json_node {
    enum json_kind kind;
    struct str raw;  /* as it is written, in the text that was read */
    struct str key;  /* of a member, unescaped */
    struct str text; /* of a text, unescaped */
    const struct json_node *first, *next; /* elements or members, in order */
    uint32_t n;
};

struct json_tree; /* what finds tokens */

/* The context is in ARENA, what it grows to its own. ARENA's trap gets failures. */
struct json_tree *json_tree_new(struct arena *arena);
void json_tree_free(struct json_tree *tree); /* NULL is fine */
/* TEXT (CASE_JSON_PADDING readable bytes follow; at most CASE_MAX_LINE) as a tree in ARENA, which points into TEXT. NULL where it is no
 * JSON, or has half characters: *WHY then says so. Keys that stand twice both stay. */
const struct json_node *json_tree_read(struct json_tree *tree, struct arena *arena, struct str text, const char **why);

/* The member of OBJECT under KEY, or NULL (also where OBJECT is none, or NULL). */
const struct json_node *json_node_member(const struct json_node *object, struct str key);
/* The same value: members in any order, numbers by what they are worth. */
bool json_node_same(const struct json_node *a, const struct json_node *b);

#endif
