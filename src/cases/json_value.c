#include "cases/json_value.h"

#include "cases/case_say.h"

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

/* The value in hand can't be used. The walk need not move: whoever reads the fact skips it. */
static enum case_got wrong(struct json_reader *reader, const struct case_type *type, enum case_got got)
{
    reader->wrong = (struct json_wrong){ .token = reader->walk.i, .type = type };
    return got;
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
    return wrong(reader, type, CASE_WRONG);
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
        wrong(reader, type, CASE_FLAW);
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
        return wrong(reader, type, got);
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
        return wrong(reader, type, got);
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
        return wrong(reader, type, CASE_WRONG);
    *out = value_bool(c == 't');
    walk->i++;
    return CASE_GOT;
}

static enum case_got read_value(struct json_reader *reader, const struct case_type *type, unsigned depth, struct value *out);

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
        return wrong(reader, type, CASE_LARGE);
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

/* The bytes from token FROM up to the one in hand. */
static struct str slice(const struct json_walk *walk, uint32_t from)
{
    return (struct str){ walk->text + walk->at[from], json_end(walk, walk->i - 1) - walk->at[from] };
}

/* Skips the value in hand, which has an error to its name already: its flaws are none of the line. */
static bool skip_bad(struct json_walk *walk, unsigned depth)
{
    enum json_flaw flaw = walk->flaw;
    bool fine = json_skip(walk, depth);
    walk->flaw = flaw;
    return fine;
}

static struct str where_of(struct json_reader *reader)
{
    struct arena *arena = &reader->fill->arena;
    const struct json_wrong *what = &reader->wrong;
    if (what->field.n)
        return str_printf(arena, " as %.*s%s", STR_ARG(what->field), what->in_list ? " in the list" : "");
    return what->in_list ? STR(" in the list") : STR("");
}

static struct str limit_text(struct json_reader *reader, enum case_got got)
{
    const struct json_wrong *what = &reader->wrong;
    switch (got) {
    case CASE_LONG: return STR("is longer than the limit of 1048576 bytes for a text");
    case CASE_TWICE: return str_printf(&reader->fill->arena, "has %.*s twice in one record", STR_ARG(what->field));
    case CASE_FLAW:
        return what->flaw == JSON_UTF8 ? STR("is no Unicode text: it has bytes that are not UTF-8")
                                       : STR("is no Unicode text: it has half a character (a lone surrogate, \\ud800 to \\udfff)");
    default: return STR("is larger than the limit of 1048576 elements, or 20 MiB, for a list");
    }
}

static struct str expected_text(struct json_reader *reader, enum case_got got)
{
    if (got == CASE_PLACES)
        return STR("a number with at most six decimal places");
    if (got == CASE_RANGE)
        return STR("a number of less than 9.2 trillion");
    return case_say_expected(&reader->fill->arena, reader->wrong.type->type, true);
}

static struct str hint_of(struct json_reader *reader, struct str seen)
{
    const struct case_type *type = reader->wrong.type;
    if (type->kind != TYPE_SET || seen.n < 2 || seen.p[0] != '"')
        return (struct str){ 0 };
    return case_say_hint(&reader->fill->arena, type->type, str_slice(seen, 1, seen.n - 1));
}

/* Says what is wrong with FACT, whose value begins at token START, and skips it. */
static bool fact_wrong(struct json_reader *reader, uint32_t fact, uint32_t start, enum case_got got, unsigned depth)
{
    struct json_walk *walk = &reader->walk;
    walk->i = reader->wrong.token;
    if (!skip_bad(walk, depth))
        return false;
    struct str seen = slice(walk, reader->wrong.token);
    walk->i = start;
    if (!skip_bad(walk, depth))
        return false;
    if (got == CASE_WRONG || got == CASE_PLACES || got == CASE_RANGE)
        case_fill_wrong(reader->fill, fact, walk->at[start], seen, where_of(reader), expected_text(reader, got), hint_of(reader, seen));
    else
        case_fill_fault(reader->fill, fact, walk->at[start], limit_text(reader, got));
    return true;
}

static inline bool read_fact(struct json_reader *reader, const struct case_type *type, uint32_t fact, unsigned depth)
{
    uint32_t start = reader->walk.i;
    enum case_got got = read_value(reader, type, depth, &reader->fill->facts[fact]);
    if (got == CASE_GOT)
        return true;
    return got != CASE_FAULT && fact_wrong(reader, fact, start, got, depth);
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
static void note_id(struct json_reader *reader, uint32_t which)
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
    if (!walk->plain && c == '"' && (json_has_escape(id->json) || json_check(id->json) != JSON_SOUND))
        id->json = name_slow(reader, json_raw(walk, walk->i));
}

static enum case_got read_tree(struct json_reader *reader, struct case_keys *keys, unsigned depth);

static bool below_wrong(struct json_reader *reader, const struct case_key *key, struct str name, unsigned depth)
{
    struct json_walk *walk = &reader->walk;
    struct case_fill *fill = reader->fill;
    uint32_t start = walk->i;
    if (key->first_below == UINT32_MAX)
        return json_skip(walk, depth);
    if (!skip_bad(walk, depth))
        return false;
    struct str where = str_printf(&fill->arena, " as %.*s", STR_ARG(name));
    if (key->private_below)
        case_fill_fault(fill, key->first_below, walk->at[start], str_printf(&fill->arena, "expected an object%.*s", STR_ARG(where)));
    else
        case_fill_wrong(fill, key->first_below, walk->at[start], slice(walk, start), where, STR("an object"), (struct str){ 0 });
    return true;
}

static bool read_below(struct json_reader *reader, const struct case_key *key, struct str name, unsigned depth)
{
    struct json_walk *walk = &reader->walk;
    if (walk->i < walk->n && take_null(walk))
        return true;
    if (json_char(walk, walk->i) != '{')
        return below_wrong(reader, key, name, depth);
    return read_tree(reader, key->below, depth) == CASE_GOT;
}

static bool key_twice(struct json_reader *reader, const struct case_key *key, struct str name, unsigned depth)
{
    struct case_fill *fill = reader->fill;
    size_t at = reader->walk.at[reader->walk.i];
    if (key->index != CASE_NONE)
        case_fill_fault(fill, (uint32_t)key->index, at, STR("is given twice in one case"));
    else if (key->below && key->first_below != UINT32_MAX)
        case_fill_fault(fill, key->first_below, at,
                        str_printf(&fill->arena, "%.*s, which it is in, is given twice in one case", STR_ARG(name)));
    else
        return json_skip(&reader->walk, depth);
    return skip_bad(&reader->walk, depth);
}

/* A member of the case, or of an object that holds facts. */
static inline bool read_member(struct json_reader *reader, struct case_keys *keys, struct case_key *key, unsigned depth, uint64_t stamp)
{
    uint32_t start = reader->walk.i;
    if (key->id != CASE_NONE)
        note_id(reader, (uint32_t)key->id);
    if (key->seen == stamp)
        return key_twice(reader, key, json_text_of(keys, key), depth);
    key->seen = stamp;
    if (key->index == CASE_NONE && !key->below)
        return json_skip(&reader->walk, depth);
    if (key->index != CASE_NONE && !read_fact(reader, key->type, (uint32_t)key->index, depth))
        return false;
    if (!key->below)
        return true;
    reader->walk.i = start;
    return read_below(reader, key, json_text_of(keys, key), depth);
}
