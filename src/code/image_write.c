/* Writing: each record is copied into the section of its kind once what it points at is there, so that pointers point back. */
#include "base/map.h"
#include "base/vec.h"
#include "code/image_schema.h"

#include <string.h>

struct section {
    char *bytes;
    uint64_t count;
    size_t room; /* bytes */
};

struct writer {
    struct arena *arena;
    struct section sections[IMAGE_KINDS];
    struct map texts[2];  /* of IMAGE_TEXT and IMAGE_BYTES: place plus one */
    struct map placed;    /* of arrays, by address, kind and length: place plus one */
    bool too_large;
};

/* What a pointer is in an image: the place of a record in its section, plus one; 0: NULL. */
typedef uint64_t reference;

/* Room for N more records of KIND; yields the place of the first. */
static uint64_t take(struct writer *w, enum image_kind kind, uint64_t n)
{
    struct section *section = &w->sections[kind];
    size_t size = image_schema[kind].size, need = (size_t)(section->count + n) * size;
    if (need > section->room) {
        size_t room = need < 2048 ? 4096 : 2 * need;
        char *grown = arena_alloc(w->arena, room);
        if (section->count > 0)
            memcpy(grown, section->bytes, (size_t)section->count * size);
        section->bytes = grown;
        section->room = room;
    }
    uint64_t place = section->count;
    section->count += n;
    w->too_large |= section->count >= UINT32_MAX;
    return place;
}

static void put(struct writer *w, enum image_kind kind, uint64_t place, const void *bytes, size_t n)
{
    memcpy(w->sections[kind].bytes + place * image_schema[kind].size, bytes, n);
}

static reference place_text(struct writer *w, enum image_kind kind, struct str text)
{
    struct map *known = &w->texts[kind == IMAGE_BYTES];
    uintptr_t found = (uintptr_t)map_get(known, text);
    if (found == 0) {
        uint64_t place = take(w, kind, (uint64_t)text.n + 1);
        if (text.n > 0)
            put(w, kind, place, text.p, text.n);
        put(w, kind, place + text.n, "", 1);
        found = (uintptr_t)place + 1;
        map_put(known, text, (void *)found);
    }
    return found;
}

static void copy_record(struct writer *w, enum image_kind kind, const char *from, char *to);

static struct value copy_value(struct writer *w, struct value value);

static reference place_list(struct writer *w, const struct value_list *list)
{
    struct value *copies = arena_array(w->arena, struct value, list->n);
    for (uint32_t i = 0; i < list->n; i++)
        copies[i] = copy_value(w, list->at[i]);
    struct value_list head;
    memset(&head, 0, sizeof head);
    head.n = list->n;
    uint64_t place = take(w, IMAGE_LIST, image_list_units(list->n));
    put(w, IMAGE_LIST, place, &head, sizeof head);
    if (list->n > 0)
        put(w, IMAGE_LIST, place + 1, copies, list->n * sizeof *copies);
    return place + 1;
}

/* Records are no constants: no policy can write one. */
static struct value copy_value(struct writer *w, struct value value)
{
    struct value copy = { .i = 0, .n = value.n, .kind = value.kind };
    if (value.kind == VALUE_TEXT)
        copy.i = (int64_t)place_text(w, IMAGE_TEXT, value_str(value));
    else if (value.kind == VALUE_LIST)
        copy.i = (int64_t)place_list(w, value.list);
    else
        copy.i = value.i;
    return copy;
}

/* What several point at is there once. */
struct identity {
    const void *at;
    uint64_t n, kind;
};

static reference place_many(struct writer *w, enum image_kind kind, const void *at, uint32_t n)
{
    struct identity *identity = arena_new(w->arena, struct identity);
    *identity = (struct identity){ at, n, kind };
    struct str key = { (const char *)identity, sizeof *identity };
    if (at == NULL || n == 0)
        return 0;
    uintptr_t found = (uintptr_t)map_get(&w->placed, key);
    if (found > 0)
        return found;
    size_t size = image_schema[kind].size;
    char *copies = arena_zalloc(w->arena, n, size); /* padding is zero: the same policy gives the same bytes */
    for (uint32_t i = 0; i < n; i++)
        copy_record(w, kind, (const char *)at + i * size, copies + i * size);
    uint64_t place = take(w, kind, n);
    put(w, kind, place, copies, n * size);
    map_put(&w->placed, key, (void *)(uintptr_t)(place + 1));
    return place + 1;
}

static void copy_field(struct writer *w, const struct image_field *f, const char *record, char *to)
{
    const char *from = record + f->at;
    uint32_t n = 1;
    reference made = 0;
    struct value value;
    struct str text;
    const void *at;
    switch ((enum image_how)f->how) {
    case HOW_PLAIN: case HOW_BOOL: case HOW_SPAN: memcpy(to + f->at, from, f->size); break;
    case HOW_TEXT:
        memcpy(&text, from, sizeof text);
        made = place_text(w, f->kind, text);
        memcpy(to + f->at + offsetof(struct str, n), &text.n, sizeof text.n);
        break;
    case HOW_MANY:
        memcpy(&n, record + f->count, sizeof n);
        memcpy(to + f->count, &n, sizeof n);
        /* fall through */
    case HOW_ONE:
        memcpy(&at, from, sizeof at);
        made = place_many(w, f->kind, at, n);
        break;
    case HOW_VALUE:
        memcpy(&value, from, sizeof value);
        value = copy_value(w, value);
        memcpy(to + f->at, &value, sizeof value);
        break;
    }
    if (f->how == HOW_TEXT || f->how == HOW_MANY || f->how == HOW_ONE)
        memcpy(to + f->at, &made, sizeof made);
}

static void copy_record(struct writer *w, enum image_kind kind, const char *from, char *to)
{
    for (uint32_t i = 0; i < image_schema[kind].n_fields; i++)
        copy_field(w, &image_schema[kind].fields[i], from, to);
}

static uint64_t aligned(uint64_t at) { return (at + IMAGE_ALIGN - 1) & ~(uint64_t)(IMAGE_ALIGN - 1); }

static void lay_out(const struct writer *w, struct image_header *header)
{
    uint64_t at = aligned(sizeof *header);
    for (unsigned i = 0; i < IMAGE_KINDS; i++) {
        header->sections[i] = (struct image_section){ at, w->sections[i].count };
        at = aligned(at + w->sections[i].count * image_schema[i].size);
    }
    header->length = at;
}

static void put_all(const struct writer *w, const struct image_header *header, struct buf *out)
{
    char *bytes = buf_need(out, header->length);
    memset(bytes, 0, header->length);
    memcpy(bytes, header, sizeof *header);
    for (unsigned i = 0; i < IMAGE_KINDS; i++)
        if (w->sections[i].count > 0)
            memcpy(bytes + header->sections[i].at, w->sections[i].bytes, w->sections[i].count * image_schema[i].size);
    image_seal(bytes, header->length);
    out->n += header->length;
}

bool image_write(const struct image *image, struct arena *arena, struct buf *out)
{
    struct writer w = { .arena = arena };
    map_init(&w.texts[0], arena);
    map_init(&w.texts[1], arena);
    map_init(&w.placed, arena);
    place_many(&w, IMAGE_ROOT, image, 1);
    struct image_header header;
    memset(&header, 0, sizeof header);
    memcpy(header.magic, IMAGE_MAGIC, IMAGE_MAGIC_BYTES);
    header.format = IMAGE_FORMAT;
    header.order = IMAGE_ORDER;
    header.layout = image_layout();
    strncpy(header.version, image_version(), sizeof header.version - 1);
    lay_out(&w, &header);
    if (!w.too_large)
        put_all(&w, &header, out);
    return !w.too_large;
}
