/* The rows of a file in place of a database: read once, found by the values that a lookup asks with. */
#include "lookup/lookup_inner.h"

#include "base/map.h"
#include "base/vec.h"
#include "cases/case.h"
#include "cases/json_shim.h"
#include "cases/json_walk.h"

#include <stdio.h>

struct row {
    struct row *next;     /* with the same parameters, in the order of the file */
    struct value *fields;
    struct str wrong;     /* why they cannot be used, or empty */
};

struct found {
    struct row *first, *last;
    uint32_t n;
};

/* The rows of one lookup. */
struct table {
    bool named;      /* in the file */
    struct map rows; /* struct found by what key_of writes */
};

struct rows {
    struct lookup_source base;
    const char *json;
    size_t length;
    struct json_shim *shim;
    struct json_walk walk;
    struct table *tables; /* base.n_lookups */
};

/* A row while it is read: the texts of its values, of parameters first. */
struct reading {
    const struct lookup *lookup;
    uint32_t number; /* from 1 */
    struct str *texts; /* p is NULL where there is none */
    bool *given;
};

/* ---- what went wrong ---- */

static enum lookup_status fault(const struct rows *rows, struct buf *why)
{
    uint32_t line = 1;
    for (uint32_t i = 0; i < rows->walk.fault_at && i < rows->length; i++)
        line += rows->walk.text[i] == '\n';
    buf_printf(why, "the rows in %.*s are no JSON: line %u: %s", STR_ARG(rows->base.name), line, rows->walk.fault);
    return LOOKUP_WRONG;
}

/* The start of a message about the row in hand. */
static void say_row(const struct rows *rows, const struct reading *reading, struct buf *why)
{
    buf_printf(why, "%.*s: row %u of %.*s: ", STR_ARG(rows->base.name), reading->number, STR_ARG(reading->lookup->name));
}

/* ---- JSON to texts ---- */

/* Stands for a value that is an object or a list, which no column gives. */
static const char PARTS[] = "";

static bool expect(struct rows *rows, char c, const char *why)
{
    if (json_char(&rows->walk, rows->walk.i) != c)
        return json_fault(&rows->walk, why);
    rows->walk.i++;
    return true;
}

/* The string in hand. False: fault. */
static bool read_string(struct rows *rows, struct str *out)
{
    struct str raw = json_raw(&rows->walk, rows->walk.i);
    if (json_check(raw) != JSON_SOUND)
        return json_fault(&rows->walk, "a text is no Unicode, or has a \\ that begins no escape");
    char *text = arena_alloc(&rows->base.arena, raw.n + 1);
    *out = (struct str){ text, json_unescape(raw, text) };
    rows->walk.i++;
    return true;
}

/* The value in hand as a database would give it. *PARTS: it is an object or a list, and skipped. */
static bool read_scalar(struct rows *rows, struct str *out, bool *parts)
{
    char c = json_char(&rows->walk, rows->walk.i);
    uint32_t at = rows->walk.i;
    *parts = c == '{' || c == '[';
    if (c == '"')
        return read_string(rows, out);
    if (!json_skip(&rows->walk, 0))
        return false;
    *out = c == 'n' || *parts ? (struct str){ 0 } : json_token(&rows->walk, at);
    return true;
}

/* Calls MEMBER with each key of the object in hand, its value in hand. */
typedef enum lookup_status (*member)(struct rows *rows, struct str key, void *context, struct buf *why);

static enum lookup_status read_object(struct rows *rows, member member, void *context, struct buf *why)
{
    struct json_walk *walk = &rows->walk;
    struct str key;
    bool more = json_char(walk, ++walk->i) != '}';
    walk->i += !more;
    while (more) {
        if (json_char(walk, walk->i) != '"' && !json_fault(walk, "expected a key in quotes"))
            return fault(rows, why);
        if (!read_string(rows, &key) || !expect(rows, ':', "expected : after a key"))
            return fault(rows, why);
        enum lookup_status status = member(rows, key, context, why);
        if (status != LOOKUP_OK)
            return status;
        more = json_char(walk, walk->i) == ',';
        walk->i += more;
        if (!more && !expect(rows, '}', "expected a comma or } after a value"))
            return fault(rows, why);
    }
    return LOOKUP_OK;
}

/* ---- rows ---- */

/* TEXT, known, as FIELD's value. False: WHY. */
static bool read_value(struct arena *arena, const struct lookup_field *field, struct str text, struct value *out, struct buf *why)
{
    return text.p == PARTS ? lookup_value_wrong(arena, field, STR("an object or a list"), why)
                           : lookup_value_read(arena, field, text, out, why);
}

/* Keeps TEXT as the parameter or field called KEY; a name may be both. */
static enum lookup_status keep(const struct rows *rows, struct reading *reading, struct str key, struct str text, struct buf *why)
{
    const struct lookup *lookup = reading->lookup;
    for (uint32_t i = 0; i < lookup->n_params + lookup->n_fields; i++) {
        bool is_param = i < lookup->n_params;
        struct str name = is_param ? lookup->params[i].name : lookup->fields[i - lookup->n_params].name;
        if (!str_eq(name, key))
            continue;
        if (reading->given[i]) {
            say_row(rows, reading, why);
            buf_printf(why, "%.*s is given twice", STR_ARG(key));
            return LOOKUP_WRONG;
        }
        reading->given[i] = true;
        reading->texts[i] = text;
    }
    return LOOKUP_OK;
}

static enum lookup_status read_member(struct rows *rows, struct str key, void *context, struct buf *why)
{
    struct str text = { 0 };
    bool parts;
    if (!read_scalar(rows, &text, &parts))
        return fault(rows, why);
    return keep(rows, context, key, parts ? (struct str){ PARTS, 0 } : text, why);
}

/* The parameters, known, as one text that tells them apart. */
static struct str key_of(struct lookup_source *source, const struct lookup *lookup, const struct value *params)
{
    struct buf *key = &source->scratch;
    key->n = 0;
    for (uint32_t i = 0; i < lookup->n_params; i++) {
        size_t start = key->n;
        lookup_value_write(key, params[i], lookup->params[i].type);
        buf_printf(key, " %zu ", key->n - start);
    }
    return (struct str){ key->p, (uint32_t)key->n };
}

/* *KNOWN is false where one is null: nothing finds the row. */
static enum lookup_status read_params(const struct rows *rows, struct reading *reading, struct value *params, bool *known,
                                      struct arena *arena, struct buf *why)
{
    const struct lookup *lookup = reading->lookup;
    *known = true;
    for (uint32_t i = 0; i < lookup->n_params; i++) {
        const struct lookup_param *param = &lookup->params[i];
        struct lookup_field field = { .name = param->name, .type = param->type, .private_ = param->private_ };
        size_t start = why->n;
        if (!reading->given[i]) {
            say_row(rows, reading, why);
            buf_printf(why, "it has no %.*s, by which the lookup asks", STR_ARG(param->name));
            return LOOKUP_WRONG;
        }
        *known = *known && reading->texts[i].p != NULL;
        say_row(rows, reading, why);
        if (reading->texts[i].p != NULL && !read_value(arena, &field, reading->texts[i], &params[i], why))
            return LOOKUP_WRONG;
        why->n = start;
    }
    return LOOKUP_OK;
}

static void read_fields(const struct reading *reading, struct row *row, struct arena *arena, struct buf *scratch)
{
    const struct lookup *lookup = reading->lookup;
    row->fields = arena_array(arena, struct value, lookup->n_fields + 1);
    for (uint32_t i = 0; i < lookup->n_fields && row->wrong.n == 0; i++) {
        struct str text = reading->texts[lookup->n_params + i];
        scratch->n = 0;
        if (text.p != NULL && !read_value(arena, &lookup->fields[i], text, &row->fields[i], scratch))
            row->wrong = str_dup(arena, (struct str){ scratch->p, (uint32_t)scratch->n });
    }
}

static void add_row(struct table *table, struct arena *arena, struct str key, struct row *row)
{
    struct found *found = map_get(&table->rows, key);
    if (found == NULL) {
        found = arena_new(arena, struct found);
        map_put(&table->rows, str_dup(arena, key), found);
    }
    *(found->last != NULL ? &found->last->next : &found->first) = row;
    found->last = row;
    found->n++;
}

static enum lookup_status read_row(struct rows *rows, struct table *table, struct reading *reading, struct buf *why)
{
    struct arena *arena = &rows->base.arena;
    const struct lookup *lookup = reading->lookup;
    uint32_t n = lookup->n_params + lookup->n_fields;
    bool known;
    reading->texts = arena_array(arena, struct str, n + 1);
    reading->given = arena_array(arena, bool, n + 1);
    if (json_char(&rows->walk, rows->walk.i) != '{') {
        say_row(rows, reading, why);
        buf_cstr(why, "expected an object such as {\"amount\": \"12.50\"}");
        return LOOKUP_WRONG;
    }
    struct value *params = arena_array(arena, struct value, lookup->n_params + 1);
    enum lookup_status status = read_object(rows, read_member, reading, why);
    if (status == LOOKUP_OK)
        status = read_params(rows, reading, params, &known, arena, why);
    if (status != LOOKUP_OK || !known)
        return status;
    struct row *row = arena_new(arena, struct row);
    read_fields(reading, row, arena, &rows->base.scratch);
    add_row(table, arena, key_of(&rows->base, lookup, params), row);
    return LOOKUP_OK;
}

static enum lookup_status read_list(struct rows *rows, uint32_t index, struct buf *why)
{
    struct json_walk *walk = &rows->walk;
    struct table *table = &rows->tables[index];
    struct reading reading = { .lookup = &rows->base.lookups[index] };
    if (json_char(walk, walk->i) != '[') {
        buf_printf(why, "%.*s: %.*s: expected a list of rows, [{…}, …]", STR_ARG(rows->base.name), STR_ARG(reading.lookup->name));
        return LOOKUP_WRONG;
    }
    table->named = true;
    map_init(&table->rows, &rows->base.arena);
    bool more = json_char(walk, ++walk->i) != ']';
    walk->i += !more;
    while (more) {
        reading.number++;
        enum lookup_status status = read_row(rows, table, &reading, why);
        if (status != LOOKUP_OK)
            return status;
        more = json_char(walk, walk->i) == ',';
        walk->i += more;
        if (!more && !expect(rows, ']', "expected a comma or ] after an element"))
            return fault(rows, why);
    }
    return LOOKUP_OK;
}

static enum lookup_status read_lookup(struct rows *rows, struct str key, void *context, struct buf *why)
{
    (void)context;
    for (uint32_t i = 0; i < rows->base.n_lookups; i++) {
        if (!str_eq(rows->base.lookups[i].name, key))
            continue;
        if (!rows->tables[i].named)
            return read_list(rows, i, why);
        buf_printf(why, "%.*s: %.*s is given twice", STR_ARG(rows->base.name), STR_ARG(key));
        return LOOKUP_WRONG;
    }
    return json_skip(&rows->walk, 0) ? LOOKUP_OK : fault(rows, why);
}

/* ---- the whole file ---- */

static const char *shim_fault(enum json_shim_status status)
{
    switch (status) {
    case JSON_SHIM_OK: return NULL;
    case JSON_SHIM_EMPTY: return "there is nothing";
    case JSON_SHIM_UTF8: return "it is not UTF-8";
    case JSON_SHIM_QUOTE: return "a text in quotes does not end";
    case JSON_SHIM_CONTROL: return "a control character stands in a text";
    default: return "this processor cannot read JSON";
    }
}

/* Finds the tokens, in a copy that has the padding which that takes. */
static enum lookup_status index_text(struct rows *rows, struct buf *why)
{
    struct json_walk *walk = &rows->walk;
    size_t mark = rows->length >= 3 && memcmp(rows->json, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    rows->length -= mark;
    char *text = arena_alloc(&rows->base.arena, rows->length + CASE_JSON_PADDING);
    if (rows->length > 0)
        memcpy(text, rows->json + mark, rows->length);
    memset(text + rows->length, ' ', CASE_JSON_PADDING);
    *walk = (struct json_walk){ .text = text, .to = (uint32_t)rows->length };
    enum json_shim_status status = JSON_SHIM_MEMORY;
    if ((rows->shim = json_shim_new()) != NULL)
        status = json_shim_index(rows->shim, text, rows->length, &walk->at, &walk->n);
    if (status == JSON_SHIM_MEMORY)
        trap_spring(rows->base.trap, TRAP_MEMORY);
    walk->fault = shim_fault(status);
    return walk->fault == NULL ? LOOKUP_OK : fault(rows, why);
}

static enum lookup_status connect_(struct lookup_source *source, struct buf *why)
{
    struct rows *rows = (struct rows *)source;
    rows->tables = arena_array(&source->arena, struct table, source->n_lookups + 1);
    enum lookup_status status = index_text(rows, why);
    if (status != LOOKUP_OK)
        return status;
    if (json_char(&rows->walk, 0) != '{') {
        buf_printf(why, "%.*s: expected an object with a list of rows for each lookup", STR_ARG(source->name));
        return LOOKUP_WRONG;
    }
    status = read_object(rows, read_lookup, NULL, why);
    if (status == LOOKUP_OK && rows->walk.i < rows->walk.n) {
        json_fault(&rows->walk, "something stands behind the object");
        status = fault(rows, why);
    }
    json_shim_free(rows->shim);
    rows->shim = NULL;
    return status;
}

static void close_(struct lookup_source *source)
{
    json_shim_free(((struct rows *)source)->shim);
    lookup_free(source);
}

static bool has(const struct lookup_source *source, uint32_t index)
{
    return ((const struct rows *)source)->tables[index].named;
}

static enum lookup_status ask(struct lookup_source *source, uint32_t index, const struct value *params, struct arena *arena,
                              struct host_rows *out, struct buf *why)
{
    const struct lookup *lookup = &source->lookups[index];
    const struct table *table = &((struct rows *)source)->tables[index];
    if (!table->named) {
        buf_printf(why, "%.*s has no rows of it: give \"%.*s\": [], if there are none", STR_ARG(source->name), STR_ARG(lookup->name));
        return LOOKUP_WRONG;
    }
    const struct found *found = map_get(&table->rows, key_of(source, lookup, params));
    uint32_t n = found == NULL ? 0 : lookup->many || found->n < 2 ? found->n : 2, i = 0;
    if (n > LIMIT_LIST_ITEMS) {
        buf_printf(why, "gives more rows than the limit of %d", LIMIT_LIST_ITEMS);
        return LOOKUP_WRONG;
    }
    struct value *values = arena_array(arena, struct value, (size_t)n * lookup->n_fields + 1);
    for (const struct row *row = n > 0 ? found->first : NULL; i < n; row = row->next, i++) {
        memcpy(values + (size_t)i * lookup->n_fields, row->fields, lookup->n_fields * sizeof *values);
        if (row->wrong.n > 0) {
            buf_str(why, row->wrong);
            return LOOKUP_WRONG;
        }
    }
    *out = (struct host_rows){ .at = values, .n = n };
    return LOOKUP_OK;
}

static const struct lookup_driver driver = { .close = close_, .connect = connect_, .has = has, .ask = ask };

struct lookup_source *lookup_rows(const char *json, size_t n, struct str name, const struct lookup *lookups, uint32_t n_lookups,
                                  enum lookup_status *status, struct buf *why, struct trap *trap)
{
    enum { ROWS_MOST = 1 << 30 };
    *status = LOOKUP_WRONG;
    if (n > ROWS_MOST) {
        buf_printf(why, "%.*s is larger than the limit of 1 GiB for rows", STR_ARG(name));
        return NULL;
    }
    struct rows *rows = lookup_new(sizeof *rows, &driver, trap);
    rows->base.name = name;
    rows->base.lookups = lookups;
    rows->base.n_lookups = n_lookups;
    rows->json = json;
    rows->length = n;
    return lookup_connect(&rows->base, status, why, trap);
}
