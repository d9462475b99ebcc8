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

static bool has_escape(const char *text, size_t length)
{
    return memchr(text, '\\', length);
}

enum json_shim_status json_reader_open(struct json_reader *reader, const char *text, size_t length)
{
    struct json_walk *walk = &reader->walk;
    *walk = (struct json_walk){ .text = text, .to = (uint32_t)length };
    reader->block.p = NULL; /* its places are overwritten */
    enum json_shim_status status = json_shim_index(reader->shim, text, length, &walk->at, &walk->n);
    if (status == JSON_SHIM_MEMORY)
        trap_spring(reader->fill->arena.trap, TRAP_MEMORY);
    walk->plain = status == JSON_SHIM_OK && !has_escape(text, length);
    return status;
}

void json_reader_block(struct json_reader *reader, const char *text, size_t length)
{
    struct json_block block = { .p = text, .length = (uint32_t)length };
    enum json_shim_status status = json_shim_index(reader->shim, text, length, &block.at, &block.n);
    if (status == JSON_SHIM_MEMORY)
        trap_spring(reader->fill->arena.trap, TRAP_MEMORY);
    block.escapes = has_escape(text, length);
    reader->block = block;
    if (status != JSON_SHIM_OK)
        reader->block.p = NULL;
}

/* The first of the block's tokens from I on that begins at PLACE or behind it: it is most likely GUESS, else it is
 * looked for in steps that double, then halve. */
static uint32_t block_find(const struct json_block *block, uint32_t i, uint32_t guess, uint32_t place)
{
    if (guess > i && guess <= block->n && block->at[guess - 1] < place && (guess == block->n || block->at[guess] >= place))
        return guess;
    uint32_t low = i, high = i, step = 1;
    while (high < block->n && block->at[high] < place) {
        low = high + 1;
        high = block->n - high > step ? high + step : block->n;
        step *= 2;
    }
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (block->at[middle] < place)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

enum json_shim_status json_reader_next(struct json_reader *reader, const char *text, size_t length)
{
    struct json_block *block = &reader->block;
    if (!json_reader_has(reader, text))
        return json_reader_open(reader, text, length);
    uint32_t from = (uint32_t)(text - block->p), to = from + (uint32_t)length;
    uint32_t first = block_find(block, block->i, block->i, from), end = block_find(block, first, first + block->before, to);
    reader->walk = (struct json_walk){ .text = block->p, .from = from, .to = to, .at = block->at + first, .n = end - first };
    reader->walk.plain = !block->escapes || !has_escape(text, length);
    block->i = end;
    block->before = end - first;
    return end == first ? JSON_SHIM_EMPTY : JSON_SHIM_OK;
}

bool json_value_null(struct json_walk *walk)
{
    struct str token = json_token(walk, walk->i);
    if (token.n != 4 || memcmp(token.p, "null", 4) != 0)
        return false;
    walk->i++;
    return true;
}

static enum case_got null_or_wrong(struct json_reader *reader, const struct case_type *type)
{
    if (reader->walk.i < reader->walk.n && json_value_null(&reader->walk))
        return CASE_GOT;
    return json_wrong(reader, type, CASE_WRONG);
}

enum case_got json_value_unescape(struct json_reader *reader, struct str raw, struct str *out)
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
    return json_has_escape(raw) ? json_value_unescape(reader, raw, out) : CASE_GOT;
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

/* Anything, as a text: a text itself, yes, no, and all else as it is written. */
static enum case_got read_loose(struct json_reader *reader, const struct case_type *type, unsigned depth, struct value *out)
{
    struct json_walk *walk = &reader->walk;
    char c = json_char(walk, walk->i);
    if (c == '"' || c == 'n')
        return read_text(reader, type, out);
    uint32_t from = walk->i;
    if (!json_skip(walk, depth))
        return CASE_FAULT;
    struct str written = { walk->text + walk->at[from], json_end(walk, walk->i - 1) - walk->at[from] };
    enum case_got got = case_scalar(type, c == 't' ? STR("yes") : c == 'f' ? STR("no") : written, out);
    if (got == CASE_GOT)
        return got;
    walk->i = from;
    return json_wrong(reader, type, got);
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
        enum case_got got = json_value(reader, type->element, depth + 1, &list->at[list->n]);
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
    enum case_got got = json_object(reader, type->fields, depth, fields);
    if (got == CASE_GOT)
        *out = value_record(fields, n);
    return got;
}

enum case_got json_value(struct json_reader *reader, const struct case_type *type, unsigned depth, struct value *out)
{
    switch (type->kind) {
    case TYPE_BOOL: return read_bool(reader, type, out);
    case TYPE_NUMBER: case TYPE_WHOLE: case TYPE_MONEY: return read_number(reader, type, out);
    case TYPE_LIST: return read_list(reader, type, depth, out);
    case TYPE_RECORD: return read_record(reader, type, depth, out);
    default: return type->type->loose ? read_loose(reader, type, depth, out) : read_text(reader, type, out);
    }
}
