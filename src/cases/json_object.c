/* Objects: keys to facts and fields. */
#include "cases/json_quick.h"
#include "cases/json_value.h"
#include "cases/json_wrong.h"

/* The key of an escaped or flawed spelling; an empty text where it can be no declared one. */
static struct str key_slow(struct json_reader *reader, struct str raw, bool *usable)
{
    *usable = false;
    if (!json_check_skipped(&reader->walk, raw) || json_check(raw) != JSON_SOUND)
        return raw;
    *usable = raw.n <= reader->key_room || !json_has_escape(raw);
    if (!json_has_escape(raw) || !*usable)
        return raw;
    uint32_t n = json_unescape(raw, reader->key);
    memset(reader->key + n, 0, CASE_WORD_PADDING);
    return (struct str){ reader->key, n };
}

/* Remembers a key that is not declared, so that its place in the order of keys can be learned. */
static const struct case_word *learn(struct json_reader *reader, struct case_keys *keys, struct str name)
{
    uint32_t n = keys->words.n;
    if (!reader->walk.plain || name.n > CASE_LEARNED_BYTES || n - keys->n_declared >= CASE_LEARNED_KEYS)
        return NULL;
    const struct case_word *word = case_words_add(&keys->words, str_dup(reader->keep, name), n);
    case_plan_key(&keys->keys[n], (struct str){ word->p, word->n });
    keys->keys[n].follower = keys->keys;
    return word;
}

/* Finds NAME among KEYS, the slow way. */
static struct case_key *find_key(struct json_reader *reader, struct case_keys *keys, struct str name, struct case_key **follower)
{
    const struct case_word *found = case_words_find(&keys->words, name);
    if (!found)
        found = learn(reader, keys, name);
    if (!found)
        return NULL;
    return *follower = &keys->keys[found->value];
}

/* Moves over a key and its colon. NULL: a fault, or a key that is not declared. */
static struct case_key *read_key(struct json_reader *reader, struct case_keys *keys, struct case_key **follower)
{
    struct json_walk *walk = &reader->walk;
    bool usable = true;
    if (json_char(walk, walk->i) != '"')
        return json_fault(walk, "expected a key in quotes"), NULL;
    struct str name = json_raw(walk, walk->i);
    if (!walk->plain)
        name = key_slow(reader, name, &usable);
    walk->i++;
    if (json_char(walk, walk->i) != ':')
        return json_fault(walk, "expected : after a key"), NULL;
    walk->i++;
    return usable ? find_key(reader, keys, name, follower) : NULL;
}

static inline bool read_fact(struct json_reader *reader, const struct case_type *type, uint32_t fact, unsigned depth)
{
    uint32_t start = reader->walk.i;
    enum case_got got = json_value(reader, type, depth, &reader->fill->facts[fact]);
    if (got == CASE_GOT)
        return true;
    return got != CASE_FAULT && json_wrong_fact(reader, fact, start, got, depth);
}

bool json_read_fact(struct json_reader *reader, uint32_t fact)
{
    return read_fact(reader, reader->fill->plan->types[fact], fact, 0);
}

/* The name as JSON again. Flaws have an error already: then the case goes by its line. */
static struct str name_slow(struct json_reader *reader, struct str raw)
{
    struct str text = { 0 };
    if (json_check(raw) != JSON_SOUND || json_value_unescape(reader, raw, &text) != CASE_GOT)
        return text;
    reader->name.trap = reader->fill->arena.trap;
    reader->name.n = 0;
    buf_json(&reader->name, text);
    return (struct str){ arena_copy(&reader->fill->arena, reader->name.p, reader->name.n), (uint32_t)reader->name.n };
}

/* Notes the value that is token I, DEPTH deep, where it may name the case. */
static void note_id(struct json_reader *reader, uint32_t which, uint32_t i, unsigned depth)
{
    struct fill_id *id = &reader->fill->ids[which];
    const struct json_walk *walk = &reader->walk;
    char c = json_char(walk, i);
    if (c == '\0')
        return; /* the line ends here: a fault */
    id->times++;
    id->at = walk->at[i];
    id->json = json_token(walk, i);
    if (walk->plain && c == '"') { /* nearly all of them */
        id->usable = id->known = true;
        return;
    }
    id->usable = c == '"' || c == '-' || (c >= '0' && c <= '9');
    id->known = !str_is(id->json, "null");
    if (id->known && !id->usable)
        id->seen = json_wrong_seen(walk, i, depth);
    if (!walk->plain && c == '"' && (json_has_escape(id->json) || json_check(id->json) != JSON_SOUND))
        id->json = name_slow(reader, json_raw(walk, i));
}

static enum case_got read_tree(struct json_reader *reader, struct case_keys *keys, unsigned depth);

static bool read_below(struct json_reader *reader, const struct case_key *key, struct str name, unsigned depth)
{
    struct json_walk *walk = &reader->walk;
    if (walk->i < walk->n && json_value_null(walk))
        return true;
    if (json_char(walk, walk->i) != '{')
        return json_wrong_below(reader, key, name, depth);
    return read_tree(reader, key->below, depth) == CASE_GOT;
}

/* A member of the case, or of an object that holds facts. */
static enum case_got read_member(struct json_reader *reader, struct case_key *key, unsigned depth, uint64_t stamp)
{
    uint32_t start = reader->walk.i;
    bool fine;
    if (key->id != CASE_NONE)
        note_id(reader, (uint32_t)key->id, reader->walk.i, depth);
    if (key->seen == stamp)
        return json_wrong_twice(reader, key, key->name, depth) ? CASE_GOT : CASE_FAULT;
    key->seen = stamp;
    if (key->index == CASE_NONE)
        fine = key->below || json_skip(&reader->walk, depth);
    else
        fine = read_fact(reader, key->type, (uint32_t)key->index, depth);
    if (fine && key->below) {
        reader->walk.i = start;
        fine = read_below(reader, key, key->name, depth);
    }
    return fine ? CASE_GOT : CASE_FAULT;
}

static enum case_got read_field(struct json_reader *reader, struct case_key *key, unsigned depth, uint64_t stamp,
                                struct value *fields)
{
    enum case_got got;
    if (key->index == CASE_NONE)
        return json_skip(&reader->walk, depth) ? CASE_GOT : CASE_FAULT;
    if (key->seen == stamp)
        got = json_wrong(reader, key->type, CASE_TWICE);
    else
        got = json_value(reader, key->type, depth, &fields[key->index]);
    key->seen = stamp;
    if (got != CASE_GOT && !reader->wrong.field.n)
        reader->wrong.field = key->name;
    return got;
}

/* The key at AT that is not the one that was expected; NULL where it is no key or not a known one. */
static struct case_key *other_key(struct json_reader *reader, struct case_keys *keys, const uint32_t *at,
                                  struct case_key **follower)
{
    const struct json_walk *walk = &reader->walk;
    if (walk->text[at[0]] != '"' || walk->text[at[1]] != ':')
        return NULL;
    return find_key(reader, keys, json_raw(walk, (uint32_t)(at - walk->at)), follower);
}

/* Reads members as long as all is as usual, from token I on; yields the token to go on with: a key, or (*OVER) the first
 * one behind the object. */
static uint32_t read_quick(struct json_reader *reader, struct case_keys *keys, uint64_t stamp, struct value *into,
                           struct case_key ***follower, bool *over)
{
    const char *const text = reader->walk.text;
    const uint32_t *at = reader->walk.at + reader->walk.i, *const end = reader->walk.at + reader->walk.n;
    struct case_key **next = *follower;
    for (*over = false; !*over && end - at > 3; at += 4) {
        struct case_key *key = *next;
        if (!quick_key(key, text + at[0], at[1] - at[0]) && !(key = other_key(reader, keys, at, next)))
            break;
        struct str token = { text + at[2], at[3] - at[2] };
        char after = text[at[3]];
        if (key->seen == stamp || (!quick_value(key, token, into + key->slot) && !quick_null(token)))
            break;
        if (after != ',' && after != '}')
            break; /* the slow way tells what is wrong with it */
        if (key->id != CASE_NONE)
            note_id(reader, (uint32_t)key->id, (uint32_t)(at - reader->walk.at) + 2, 0);
        key->seen = stamp;
        next = &key->follower;
        *over = after == '}';
    }
    *follower = next;
    return (uint32_t)(at - reader->walk.at);
}

/* A member, the slow way. */
static enum case_got read_other(struct json_reader *reader, struct case_keys *keys, unsigned depth, uint64_t stamp,
                                struct value *fields, struct case_key ***follower)
{
    struct case_key *key = read_key(reader, keys, *follower);
    if (reader->walk.fault)
        return CASE_FAULT;
    if (key)
        *follower = &key->follower;
    if (!key)
        return json_skip(&reader->walk, depth) ? CASE_GOT : CASE_FAULT;
    return fields ? read_field(reader, key, depth, stamp, fields) : read_member(reader, key, depth, stamp);
}

enum case_got json_object(struct json_reader *reader, struct case_keys *keys, unsigned depth, struct value *fields)
{
    struct json_walk *walk = &reader->walk;
    uint64_t stamp = ++reader->stamp;
    struct case_key **follower = &keys->first;
    struct value *into = fields ? fields : reader->fill->facts;
    bool over = json_char(walk, ++walk->i) == '}';
    walk->i += over;
    while (!over) {
        if (walk->plain)
            walk->i = read_quick(reader, keys, stamp, into, &follower, &over);
        if (over)
            break;
        enum case_got got = read_other(reader, keys, depth + 1, stamp, fields, &follower);
        if (got != CASE_GOT)
            return got;
        char c = json_char(walk, walk->i);
        over = c == '}';
        if (!over && c != ',') {
            json_fault(walk, "expected a comma or } after a value");
            return CASE_FAULT;
        }
        walk->i++;
    }
    return CASE_GOT;
}

static enum case_got read_tree(struct json_reader *reader, struct case_keys *keys, unsigned depth)
{
    if (depth >= CASE_MAX_DEPTH)
        return json_skip(&reader->walk, depth) ? CASE_WRONG : CASE_FAULT; /* which says so */
    return json_object(reader, keys, depth, NULL);
}

bool json_read_case(struct json_reader *reader)
{
    return read_tree(reader, reader->fill->plan->top, 0) == CASE_GOT;
}

