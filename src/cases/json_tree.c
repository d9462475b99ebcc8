#include "cases/json_tree.h"

#include "cases/case.h"
#include "cases/json_shim.h"
#include "cases/json_walk.h"
#include "value/decimal.h"

struct json_tree {
    struct json_shim *shim; /* owned */
    struct json_walk walk;
    struct arena *arena; /* of the tree in hand */
};

struct json_tree *json_tree_new(struct arena *arena)
{
    struct json_tree *tree = arena_new(arena, struct json_tree);
    tree->shim = json_shim_new();
    if (!tree->shim)
        trap_spring(arena->trap, TRAP_MEMORY);
    return tree;
}

void json_tree_free(struct json_tree *tree)
{
    if (tree)
        json_shim_free(tree->shim);
}

/* ---- the text is known to be JSON below here ---- */

static struct str text_of(struct json_tree *tree, struct str raw)
{
    if (!json_has_escape(raw))
        return raw;
    char *out = arena_alloc(tree->arena, raw.n);
    return (struct str){ out, json_unescape(raw, out) };
}

static struct json_node *make(struct json_tree *tree);

/* The elements or members up to the closing bracket, which is taken. */
static void make_parts(struct json_tree *tree, struct json_node *node, char close)
{
    struct json_walk *walk = &tree->walk;
    const struct json_node **end = &node->first;
    for (walk->i++; json_char(walk, walk->i) != close; walk->i += json_char(walk, walk->i) == ',') {
        struct str key = { 0 };
        if (node->kind == JSON_OBJECT) {
            key = text_of(tree, json_raw(walk, walk->i));
            walk->i += 2;
        }
        struct json_node *part = make(tree);
        part->key = key;
        *end = part;
        end = &part->next;
        node->n++;
    }
    walk->i++;
}

static enum json_kind kind_of(char c)
{
    switch (c) {
    case '{': return JSON_OBJECT;
    case '[': return JSON_LIST;
    case '"': return JSON_TEXT;
    case 't': case 'f': return JSON_BOOL;
    case 'n': return JSON_NULL;
    default: return JSON_NUMBER;
    }
}

/* Nested as deep as CASE_MAX_DEPTH allows. */
static struct json_node *make(struct json_tree *tree)
{
    struct json_walk *walk = &tree->walk;
    struct json_node *node = arena_new(tree->arena, struct json_node);
    uint32_t first = walk->i;
    node->kind = kind_of(json_char(walk, first));
    if (node->kind == JSON_TEXT)
        node->text = text_of(tree, json_raw(walk, first));
    if (node->kind == JSON_OBJECT || node->kind == JSON_LIST)
        make_parts(tree, node, node->kind == JSON_OBJECT ? '}' : ']');
    else
        walk->i++;
    node->raw = (struct str){ walk->text + walk->at[first], json_end(walk, walk->i - 1) - walk->at[first] };
    return node;
}

/* ---- reading ---- */

static const char *shim_trouble(enum json_shim_status status)
{
    switch (status) {
    case JSON_SHIM_OK: return NULL;
    case JSON_SHIM_EMPTY: return "is blank";
    case JSON_SHIM_UTF8: return "has bytes that are not UTF-8";
    case JSON_SHIM_QUOTE: return "is no JSON: a text in quotes is not closed";
    case JSON_SHIM_CONTROL: return "is no JSON: a text has a control character, which JSON writes as \\u0000";
    default: return "can't be read: this processor has not what simdjson needs";
    }
}

static const char *walk_trouble(struct json_walk *walk)
{
    if (!json_skip(walk, 0))
        return walk->fault;
    if (walk->i < walk->n)
        return "expected nothing behind the end of the value";
    return walk->flaw ? "has half a character (a lone surrogate) in a text" : NULL;
}

const struct json_node *json_tree_read(struct json_tree *tree, struct arena *arena, struct str text, const char **why)
{
    struct json_walk *walk = &tree->walk;
    *walk = (struct json_walk){ .text = text.p, .to = text.n };
    tree->arena = arena;
    enum json_shim_status status = json_shim_index(tree->shim, text.p, text.n, &walk->at, &walk->n);
    if (status == JSON_SHIM_MEMORY)
        trap_spring(arena->trap, TRAP_MEMORY);
    *why = shim_trouble(status);
    if (!*why)
        *why = walk_trouble(walk);
    walk->i = 0;
    return *why ? NULL : make(tree);
}

/* ---- looking at trees ---- */

const struct json_node *json_node_member(const struct json_node *object, struct str key)
{
    const struct json_node *at = object && object->kind == JSON_OBJECT ? object->first : NULL;
    while (at && !str_eq(at->key, key))
        at = at->next;
    return at;
}

static bool same_number(struct str a, struct str b)
{
    int64_t x, y;
    return str_eq(a, b) || (decimal_parse(a, false, &x) == DECIMAL_OK && decimal_parse(b, false, &y) == DECIMAL_OK && x == y);
}

static bool same_members(const struct json_node *a, const struct json_node *b)
{
    for (const struct json_node *at = a->first; at; at = at->next) {
        const struct json_node *other = json_node_member(b, at->key);
        if (!other || !json_node_same(at, other))
            return false;
    }
    return true;
}

bool json_node_same(const struct json_node *a, const struct json_node *b)
{
    if (a->kind != b->kind || a->n != b->n)
        return false;
    switch (a->kind) {
    case JSON_NULL: return true;
    case JSON_BOOL: return a->raw.n == b->raw.n;
    case JSON_NUMBER: return same_number(a->raw, b->raw);
    case JSON_TEXT: return str_eq(a->text, b->text);
    case JSON_OBJECT: return same_members(a, b);
    case JSON_LIST: break;
    }
    for (a = a->first, b = b->first; a; a = a->next, b = b->next)
        if (!json_node_same(a, b))
            return false;
    return true;
}
