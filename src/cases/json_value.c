#include "cases/json_value.h"

#include "cases/json_wrong.h"

void json_reader_init(struct json_reader *reader, struct arena *arena, struct arena *keep, struct case_fill *fill)
{
    uint32_t longest = fill->plan->longest_key;
    *reader = (struct json_reader){ .fill = fill, .keep = keep };
    reader->key_room = 6 * longest; /* each byte as \u00XX */
    reader->key = arena_alloc(arena, reader->key_room + CASE_WORD_PADDING);
    buf_init(&reader->name, arena->trap);
    reader->shim = json_shim_new();
    if (!reader->shim)
        trap_spring(arena->trap, TRAP_MEMORY);
}

void json_reader_free(struct json_reader *reader)
{
    json_shim_free(reader->shim);
    buf_free(&reader->name);
}

enum json_shim_status json_reader_open(struct json_reader *reader, const char *text, size_t length)
{
    struct json_walk *walk = &reader->walk;
    *walk = (struct json_walk){ .text = text };
    enum json_shim_status status = json_shim_index(reader->shim, text, length, &walk->at, &walk->n);
    if (status == JSON_SHIM_MEMORY)
        trap_spring(reader->fill->arena.trap, TRAP_MEMORY);
    walk->plain = status == JSON_SHIM_OK && !memchr(text, '\\', length);
    return status;
}

static bool take_null(struct json_walk *walk)
{
    struct str token = json_token(walk, walk->i);
    if (token.n != 4 || memcmp(token.p, "null", 4) != 0)
        return false;
    walk->i++;
    return true;
}

static enum case_got null_or_wrong(struct json_reader *reader, const struct case_type *type)
{
    if (reader->walk.i < reader->walk.n && take_null(&reader->walk))
        return CASE_GOT;
    return json_wrong(reader, type, CASE_WRONG);
}

static enum case_got unescape(struct json_reader *reader, struct str raw, struct str *out)
{
    if (!case_fill_room(reader->fill, raw.n))
        return CASE_LARGE;
    char *text = arena_alloc(&reader->fill->arena, raw.n + CASE_WORD_PADDING);
    uint32_t n = json_unescape(raw, text);
    memset(text + n, 0, CASE_WORD_PADDING);
    *out = (struct str){ text, n };
    return CASE_GOT;
}

/* A string of a line that has escapes or is not all UTF-8. */
static enum case_got text_slow(struct json_reader *reader, const struct case_type *type, struct str raw, struct str *out)
{
    enum json_flaw flaw = json_check(raw);
    if (flaw == JSON_ESCAPE) {
        json_check_skipped(&reader->walk, raw);
        return CASE_FAULT;
    }
    if (flaw) {
        json_wrong(reader, type, CASE_FLAW);
        reader->wrong.flaw = flaw;
        return CASE_FLAW;
    }
    *out = raw;
    return json_has_escape(raw) ? unescape(reader, raw, out) : CASE_GOT;
}

static inline enum case_got read_text(struct json_reader *reader, const struct case_type *type, struct value *out)
{
    struct json_walk *walk = &reader->walk;
    if (json_char(walk, walk->i) != '"')
        return null_or_wrong(reader, type);
    struct str text = json_raw(walk, walk->i);
    enum case_got got = walk->plain ? CASE_GOT : text_slow(reader, type, text, &text);
    if (got == CASE_GOT)
        got = case_scalar(type, text, out);
    else if (got == CASE_FLAW || got == CASE_FAULT)
        return got;
    if (got != CASE_GOT)
        return json_wrong(reader, type, got);
    walk->i++;
    return CASE_GOT;
}

static inline enum case_got read_number(struct json_reader *reader, const struct case_type *type, struct value *out)
{
    struct json_walk *walk = &reader->walk;
    char c = json_char(walk, walk->i);
    if (c != '-' && (c < '0' || c > '9'))
        return read_text(reader, type, out);
    enum case_got got = case_number(type->kind, json_token(walk, walk->i), out);
    if (got != CASE_GOT)
        return json_wrong(reader, type, got);
    walk->i++;
    return CASE_GOT;
}

static inline enum case_got read_bool(struct json_reader *reader, const struct case_type *type, struct value *out)
{
    struct json_walk *walk = &reader->walk;
    char c = json_char(walk, walk->i);
    if (c != 't' && c != 'f')
        return null_or_wrong(reader, type);
    struct str token = json_token(walk, walk->i);
    if (c == 't' ? token.n != 4 || memcmp(token.p, "true", 4) != 0 : token.n != 5 || memcmp(token.p, "false", 5) != 0)
        return json_wrong(reader, type, CASE_WRONG);
    *out = value_bool(c == 't');
    walk->i++;
    return CASE_GOT;
}

static inline enum case_got read_value(struct json_reader *reader, const struct case_type *type, unsigned depth, struct value *out);

/* Whether VALUE, a member of a set, is in the list already. */
static bool is_again(const struct case_type *list, struct value value, uint64_t stamp)
{
    if (!list->seen || !value_known(value))
        return false;
    bool again = list->seen[value.i] == stamp;
    list->seen[value.i] = stamp;
    return again;
}

static enum case_got read_elements(struct json_reader *reader, const struct case_type *type, unsigned depth, uint32_t n,
                                   struct value_list *list)
{
    struct json_walk *walk = &reader->walk;
    uint64_t stamp = ++reader->stamp;
    walk->i++; /* the [, then each comma and the ] */
    walk->i += n == 0;
    for (uint32_t i = 0; i < n; i++) {
        enum case_got got = read_value(reader, type->element, depth + 1, &list->at[list->n]);
        reader->wrong.in_list |= got != CASE_GOT;
        if (got != CASE_GOT)
            return got;
        if (json_char(walk, walk->i) != (i + 1 < n ? ',' : ']')) {
            json_fault(walk, "expected a comma or ] after an element");
            return CASE_FAULT;
        }
        walk->i++;
        if (is_again(type, list->at[list->n], stamp))
            list->at[list->n] = value_unknown();
        else
            list->n++;
    }
    return CASE_GOT;
}

static enum case_got too_deep(struct json_reader *reader, unsigned depth)
{
    json_skip(&reader->walk, depth); /* which says so */
    return CASE_FAULT;
}

static enum case_got read_list(struct json_reader *reader, const struct case_type *type, unsigned depth, struct value *out)
{
    if (json_char(&reader->walk, reader->walk.i) != '[')
        return null_or_wrong(reader, type);
    if (depth >= CASE_MAX_DEPTH)
        return too_deep(reader, depth);
    uint32_t n = json_count(&reader->walk);
    size_t size = sizeof(struct value_list) + n * sizeof(struct value);
    if (n > LIMIT_LIST_ITEMS || !case_fill_room(reader->fill, size))
        return json_wrong(reader, type, CASE_LARGE);
    struct value_list *list = arena_zalloc(&reader->fill->arena, 1, size);
    enum case_got got = read_elements(reader, type, depth, n, list);
    if (got == CASE_GOT)
        *out = value_list(list);
    return got;
}

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
    if (!reader->walk.plain || name.n > CASE_LEARNED_BYTES || keys->words.n - keys->n_declared >= CASE_LEARNED_KEYS)
        return NULL;
    return case_words_add(&keys->words, str_dup(reader->keep, name), keys->words.n);
}

/* Finds NAME among KEYS: most likely it is the one that came after the last one in the case before. */
static inline struct case_key *find_key(struct json_reader *reader, struct case_keys *keys, struct str name, uint32_t *follower)
{
    struct case_word word = case_word_of(name.p, name.n);
    if (case_word_same(&keys->words.at[*follower], &word))
        return &keys->keys[*follower];
    const struct case_word *found = case_words_get(&keys->words, &word);
    if (!found)
        found = learn(reader, keys, name);
    if (!found)
        return NULL;
    *follower = found->value;
    return &keys->keys[found->value];
}

/* Moves over a key and its colon. NULL: a fault, or a key that is not declared. */
static inline struct case_key *read_key(struct json_reader *reader, struct case_keys *keys, uint32_t *follower)
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
    enum case_got got = read_value(reader, type, depth, &reader->fill->facts[fact]);
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
    if (json_check(raw) != JSON_SOUND || unescape(reader, raw, &text) != CASE_GOT)
        return text;
    reader->name.trap = reader->fill->arena.trap;
    reader->name.n = 0;
    buf_json(&reader->name, text);
    return (struct str){ arena_copy(&reader->fill->arena, reader->name.p, reader->name.n), (uint32_t)reader->name.n };
}

/* Notes the value in hand where it may name the case. */
static void note_id(struct json_reader *reader, uint32_t which, unsigned depth)
{
    struct fill_id *id = &reader->fill->ids[which];
    struct json_walk *walk = &reader->walk;
    char c = json_char(walk, walk->i);
    if (c == '\0')
        return; /* the line ends here: a fault */
    id->times++;
    id->at = walk->at[walk->i];
    id->json = json_token(walk, walk->i);
    id->usable = c == '"' || c == '-' || (c >= '0' && c <= '9');
    id->known = !str_is(id->json, "null");
    if (id->known && !id->usable)
        id->seen = json_wrong_seen(walk, depth);
    if (!walk->plain && c == '"' && (json_has_escape(id->json) || json_check(id->json) != JSON_SOUND))
        id->json = name_slow(reader, json_raw(walk, walk->i));
}


static struct str key_name(const struct case_keys *keys, const struct case_key *key)
{
    const struct case_word *word = &keys->words.at[key - keys->keys];
    return (struct str){ word->p, word->n };
}

static enum case_got read_tree(struct json_reader *reader, struct case_keys *keys, unsigned depth);

static bool read_below(struct json_reader *reader, const struct case_key *key, struct str name, unsigned depth)
{
    struct json_walk *walk = &reader->walk;
    if (walk->i < walk->n && take_null(walk))
        return true;
    if (json_char(walk, walk->i) != '{')
        return json_wrong_below(reader, key, name, depth);
    return read_tree(reader, key->below, depth) == CASE_GOT;
}

/* A member of the case, or of an object that holds facts. */
static inline enum case_got read_member(struct json_reader *reader, struct case_keys *keys, struct case_key *key, unsigned depth,
                                        uint64_t stamp)
{
    uint32_t start = reader->walk.i;
    bool fine;
    if (key->id != CASE_NONE)
        note_id(reader, (uint32_t)key->id, depth);
    if (key->seen == stamp)
        return json_wrong_twice(reader, key, key_name(keys, key), depth) ? CASE_GOT : CASE_FAULT;
    key->seen = stamp;
    if (key->index == CASE_NONE)
        fine = key->below || json_skip(&reader->walk, depth);
    else
        fine = read_fact(reader, key->type, (uint32_t)key->index, depth);
    if (fine && key->below) {
        reader->walk.i = start;
        fine = read_below(reader, key, key_name(keys, key), depth);
    }
    return fine ? CASE_GOT : CASE_FAULT;
}

static enum case_got read_field(struct json_reader *reader, struct case_keys *keys, struct case_key *key, unsigned depth,
                                uint64_t stamp, struct value *fields)
{
    enum case_got got;
    if (key->index == CASE_NONE)
        return json_skip(&reader->walk, depth) ? CASE_GOT : CASE_FAULT;
    if (key->seen == stamp)
        got = json_wrong(reader, key->type, CASE_TWICE);
    else
        got = read_value(reader, key->type, depth, &fields[key->index]);
    key->seen = stamp;
    if (got != CASE_GOT && !reader->wrong.field.n)
        reader->wrong.field = key_name(keys, key);
    return got;
}

/* The object in hand, DEPTH deep: of facts, or (FIELDS) of a record. */
static inline enum case_got read_object(struct json_reader *reader, struct case_keys *keys, unsigned depth, struct value *fields)
{
    struct json_walk *walk = &reader->walk;
    uint64_t stamp = ++reader->stamp;
    uint32_t *follower = &keys->first, lost = 0;
    walk->i++;
    for (bool first = true;; first = false) {
        char c = json_char(walk, walk->i);
        if (c == '}' || !first)
            walk->i++;
        if (c == '}')
            return CASE_GOT;
        if (!first && c != ',')
            break;
        struct case_key *key = read_key(reader, keys, follower);
        enum case_got got = CASE_GOT;
        if (!key)
            got = !walk->fault && json_skip(walk, depth + 1) ? CASE_GOT : CASE_FAULT;
        else if (fields)
            got = read_field(reader, keys, key, depth + 1, stamp, fields);
        else
            got = read_member(reader, keys, key, depth + 1, stamp);
        if (got != CASE_GOT)
            return got;
        follower = key ? &key->follower : &lost;
    }
    walk->i--;
    json_fault(walk, "expected a comma or } after a value");
    return CASE_FAULT;
}

static enum case_got read_tree(struct json_reader *reader, struct case_keys *keys, unsigned depth)
{
    if (depth >= CASE_MAX_DEPTH)
        return too_deep(reader, depth);
    return read_object(reader, keys, depth, NULL);
}

bool json_read_case(struct json_reader *reader)
{
    return read_tree(reader, reader->fill->plan->top, 0) == CASE_GOT;
}

static enum case_got read_record(struct json_reader *reader, const struct case_type *type, unsigned depth, struct value *out)
{
    uint32_t n = type->type->n_fields;
    if (json_char(&reader->walk, reader->walk.i) != '{')
        return null_or_wrong(reader, type);
    if (depth >= CASE_MAX_DEPTH)
        return too_deep(reader, depth);
    if (!case_fill_room(reader->fill, n * sizeof(struct value)))
        return json_wrong(reader, type, CASE_LARGE);
    struct value *fields = arena_array(&reader->fill->arena, struct value, n + 1);
    enum case_got got = read_object(reader, type->fields, depth, fields);
    if (got == CASE_GOT)
        *out = value_record(fields, n);
    return got;
}

static inline enum case_got read_value(struct json_reader *reader, const struct case_type *type, unsigned depth, struct value *out)
{
    switch (type->kind) {
    case TYPE_BOOL: return read_bool(reader, type, out);
    case TYPE_NUMBER: case TYPE_WHOLE: case TYPE_MONEY: return read_number(reader, type, out);
    case TYPE_LIST: return read_list(reader, type, depth, out);
    case TYPE_RECORD: return read_record(reader, type, depth, out);
    default: return read_text(reader, type, out);
    }
}
