/* Reading: what the header says, then every reference of every record: checked and made a pointer where it stands. Whatever the bytes are,
 * nothing outside of them is looked at. */
#include "base/utf8.h"
#include "code/image_schema.h"
#include "value/date.h"

#include <string.h>

/* No policy comes near these: */
enum {
    DEPTH_MOST = 64,       /* lists and types within one another */
    WEIGHT_MOST = 1 << 22, /* values in a list, or parts of a type, with all that is in them: one that is in several places counts for each */
};

struct reader {
    char *bytes;
    size_t n;
    struct arena *arena;
    const struct image_header *header;
    const struct image *root; /* once IMAGE_SOURCE is done */
    uint8_t *list_depth;      /* of each unit of IMAGE_LIST where a list begins: how deep it is; else 0 */
    uint32_t *list_weight;    /* likewise */
    enum image_kind kind;     /* the record in hand */
    uint64_t place;
    const char *wrong;
};

static bool wrong(struct reader *r, const char *what)
{
    if (r->wrong == NULL)
        r->wrong = what;
    return false;
}

static uint64_t count_of(const struct reader *r, enum image_kind kind) { return r->header->sections[kind].count; }

static char *section(const struct reader *r, enum image_kind kind) { return r->bytes + r->header->sections[kind].at; }

/* The N records of KIND at REFERENCE (as image_write has it), of which there is at least one. NULL if they are not all there. */
static char *records(struct reader *r, enum image_kind kind, uint64_t reference, uint64_t n)
{
    uint64_t count = count_of(r, kind);
    if (reference == 0 || reference > count || n > count - (reference - 1)) {
        wrong(r, "a reference to what is not there");
        return NULL;
    }
    return section(r, kind) + (reference - 1) * image_schema[kind].size;
}

/* ---- members ---- */

/* A text, with the NUL behind it; no half characters. */
static const char *text_at(struct reader *r, enum image_kind kind, uint64_t reference, uint32_t n)
{
    const char *text = records(r, kind, reference, (uint64_t)n + 1);
    if (text == NULL)
        return NULL;
    if (text[n] != '\0' || (kind == IMAGE_TEXT && (*text & 0xC0) == 0x80)) {
        wrong(r, "a text that is none");
        return NULL;
    }
    return text;
}

/* Lists refer to lists before them, so that none is in itself. */
static const struct value_list *list_at(struct reader *r, uint64_t reference)
{
    const char *list = records(r, IMAGE_LIST, reference, 1);
    if (list == NULL)
        return NULL;
    if (r->list_depth[reference - 1] == 0 || (r->kind == IMAGE_LIST && reference - 1 >= r->place)) {
        wrong(r, "a list that is none");
        return NULL;
    }
    return (const struct value_list *)list;
}

static bool is_sane(const struct value *value)
{
    switch ((enum value_kind)value->kind) {
    case VALUE_BOOL: return value->i == 0 || value->i == 1;
    case VALUE_SYMBOL: return value->i >= 0;
    case VALUE_DATE: return date_in_range(value->i);
    case VALUE_TIME: return value->i >= 0 && value->i < DATE_DAY;
    case VALUE_MOMENT: return moment_in_range(value->i) && value->offset > -24 * 60 && value->offset < 24 * 60;
    case VALUE_UNKNOWN: return value->i == 0 && value->n == 0; /* a need is an address */
    case VALUE_DURATION: return value->i != INT64_MIN;
    default: return value->kind < VALUE_RECORD;
    }
}

static void read_value(struct reader *r, struct value *value)
{
    if (value->kind == VALUE_TEXT)
        value->text = text_at(r, IMAGE_TEXT, (uint64_t)value->i, value->n);
    else if (value->kind == VALUE_LIST)
        value->list = list_at(r, (uint64_t)value->i);
    else if (!is_sane(value))
        wrong(r, "a value that there is not");
}

static void read_span(struct reader *r, const char *at)
{
    struct span span;
    memcpy(&span, at, sizeof span);
    if (r->root == NULL || span.source >= r->root->n_sources || span.from > span.to || span.to > r->root->sources[span.source].text.n)
        wrong(r, "a place that is in no source");
}

static void read_field(struct reader *r, const struct image_field *f, char *record)
{
    char *at = record + f->at;
    uint64_t reference;
    uint32_t n = 1;
    const char *pointer = NULL;
    switch ((enum image_how)f->how) {
    case HOW_PLAIN: return;
    case HOW_BOOL:
        if (*(unsigned char *)at > 1)
            wrong(r, "a yes or no that is neither");
        return;
    case HOW_SPAN: read_span(r, at); return;
    case HOW_VALUE: read_value(r, (struct value *)at); return;
    case HOW_TEXT: case HOW_MANY: case HOW_ONE: break;
    }
    memcpy(&reference, at, sizeof reference);
    if (f->how == HOW_MANY)
        memcpy(&n, record + f->count, sizeof n);
    if (f->how == HOW_TEXT) {
        memcpy(&n, at + offsetof(struct str, n), sizeof n);
        pointer = text_at(r, f->kind, reference, n);
    } else if (reference != 0 || (f->how == HOW_MANY && n > 0)) {
        pointer = records(r, f->kind, reference, n);
    }
    memcpy(at, &pointer, sizeof pointer);
}

/* ---- sections ---- */

/* The bytes of a record that no member of its schema is: padding, and what is made anew after loading. */
struct gaps {
    uint32_t *at, n;
};

static void list_member(bool *listed, uint32_t at, size_t size) { memset(listed + at, true, size); }

static struct gaps gaps_of(struct reader *r, const struct image_record *schema)
{
    struct gaps gaps = { .at = arena_array(r->arena, uint32_t, schema->size) };
    bool *listed = arena_zalloc(r->arena, schema->size, sizeof *listed);
    for (uint32_t k = 0; k < schema->n_fields; k++) {
        list_member(listed, schema->fields[k].at, schema->fields[k].size);
        if (schema->fields[k].how == HOW_MANY)
            list_member(listed, schema->fields[k].count, sizeof(uint32_t));
    }
    for (uint32_t i = 0; i < schema->size; i++)
        if (!listed[i])
            gaps.at[gaps.n++] = i;
    return gaps;
}

/* The image writer leaves them 0. So whoever forges a pointer that nobody would check puts none there. */
static void read_gaps(struct reader *r, const struct gaps *gaps, const char *record)
{
    char some = 0;
    for (uint32_t i = 0; i < gaps->n; i++)
        some |= record[gaps->at[i]];
    if (some != 0)
        wrong(r, "something where nothing is");
}

static void read_records(struct reader *r, enum image_kind kind)
{
    const struct image_record *schema = &image_schema[kind];
    bool plain = schema->n_fields == 1 && schema->fields->how == HOW_PLAIN;
    struct gaps gaps = gaps_of(r, schema);
    char *at = section(r, kind);
    r->kind = kind;
    for (uint64_t i = 0; i < count_of(r, kind) && !plain && r->wrong == NULL; i++, at += schema->size) {
        r->place = i;
        read_gaps(r, &gaps, at);
        for (uint32_t k = 0; k < schema->n_fields; k++)
            read_field(r, &schema->fields[k], at);
    }
}

static void read_list(struct reader *r, struct value_list *list)
{
    uint8_t deepest = 0;
    uint64_t weight = list->n;
    for (uint32_t i = 0; i < list->n && r->wrong == NULL; i++) {
        uint64_t reference = (uint64_t)list->at[i].i;
        read_value(r, &list->at[i]);
        if (r->wrong != NULL || list->at[i].kind != VALUE_LIST)
            continue;
        deepest = r->list_depth[reference - 1] > deepest ? r->list_depth[reference - 1] : deepest;
        weight += r->list_weight[reference - 1];
    }
    if (deepest >= DEPTH_MOST || weight > WEIGHT_MOST)
        wrong(r, "lists that are too deep");
    r->list_depth[r->place] = deepest + 1;
    r->list_weight[r->place] = (uint32_t)weight;
}

static void read_lists(struct reader *r)
{
    uint64_t count = count_of(r, IMAGE_LIST);
    r->list_depth = arena_zalloc(r->arena, count, 1);
    r->list_weight = arena_array(r->arena, uint32_t, count);
    r->kind = IMAGE_LIST;
    for (r->place = 0; r->place < count && r->wrong == NULL;) {
        struct value_list *list = (struct value_list *)(section(r, IMAGE_LIST) + r->place * IMAGE_LIST_UNIT);
        uint64_t units = image_list_units(list->n);
        if (units > count - r->place)
            wrong(r, "a list that runs on behind its end");
        else
            read_list(r, list);
        r->place += units;
    }
}

/* How deep types are, and of how many parts. */
struct sizes {
    uint8_t *depths;
    uint32_t *weights;
};

/* A type rests on types before it. */
static void add_part(struct reader *r, const struct sizes *sizes, uint64_t place, const struct type *part)
{
    const struct type *types = (const struct type *)section(r, IMAGE_TYPE);
    if (part == NULL || (uint64_t)(part - types) >= place || sizes->depths[part - types] >= DEPTH_MOST ||
        sizes->weights[part - types] > WEIGHT_MOST - sizes->weights[place]) {
        wrong(r, "a type that is none");
        return;
    }
    sizes->weights[place] += sizes->weights[part - types];
    if (sizes->depths[part - types] >= sizes->depths[place])
        sizes->depths[place] = sizes->depths[part - types] + 1;
}

static void check_type(struct reader *r, const struct sizes *sizes, uint64_t place, const struct type *type)
{
    sizes->depths[place] = sizes->weights[place] = 1;
    if (type->kind > TYPE_RECORD || (type->kind == TYPE_LIST) != (type->element != NULL) || (type->kind != TYPE_RECORD && type->n_fields > 0)
        || (type->kind == TYPE_SET && type->n_symbols == 0))
        wrong(r, "a type that is none");
    if (type->element != NULL)
        add_part(r, sizes, place, type->element);
    for (uint32_t k = 0; k < type->n_fields && r->wrong == NULL; k++)
        add_part(r, sizes, place, type->fields[k].type);
}

static void check_types(struct reader *r)
{
    const struct type *types = (const struct type *)section(r, IMAGE_TYPE);
    uint64_t count = count_of(r, IMAGE_TYPE);
    struct sizes sizes = { arena_zalloc(r->arena, count, 1), arena_array(r->arena, uint32_t, count) };
    for (uint64_t i = 0; i < count && r->wrong == NULL; i++)
        check_type(r, &sizes, i, &types[i]);
}

static void read_sections(struct reader *r)
{
    struct str texts = { section(r, IMAGE_TEXT), (uint32_t)count_of(r, IMAGE_TEXT) };
    if (count_of(r, IMAGE_ROOT) != 1)
        wrong(r, "no root");
    else if (utf8_valid(texts) != texts.n)
        wrong(r, "a text that is not UTF-8");
    read_records(r, IMAGE_ROOT);
    read_records(r, IMAGE_SOURCE);
    if (r->wrong != NULL)
        return;
    r->root = (const struct image *)section(r, IMAGE_ROOT);
    read_lists(r);
    for (enum image_kind kind = IMAGE_SOURCE + 1; kind < IMAGE_LIST; kind++)
        read_records(r, kind);
    if (r->wrong == NULL)
        check_types(r);
    if (r->root->code == NULL)
        wrong(r, "no code");
}

/* ---- the header ---- */

/* Each section where the ones before it end, and nothing behind the last. */
static bool sections_fit(const struct reader *r)
{
    uint64_t at = sizeof *r->header + (-(uint64_t)sizeof *r->header & (IMAGE_ALIGN - 1));
    for (unsigned i = 0; i < IMAGE_KINDS; i++) {
        const struct image_section *section = &r->header->sections[i];
        if (section->at != at || at > r->n || section->count >= UINT32_MAX || section->count * image_schema[i].size > r->n - at)
            return false;
        at += section->count * image_schema[i].size;
        at += -at & (IMAGE_ALIGN - 1);
    }
    return at == r->n;
}

#define AGAIN "build it again from its rules, with bylaw build"

/* NULL, or why the bytes are not for this program. Nothing behind the version is where it is expected before that is known. */
static const char *why_not(const struct reader *r, struct arena *arena)
{
    const struct image_header *header = r->header;
    unsigned char digest[SHA256_BYTES];
    if (!image_is(r->bytes, r->n))
        return "it is no image of a policy";
    if (r->n < sizeof *header)
        return "it is cut off: copy it again, or " AGAIN;
    if (header->order != IMAGE_ORDER)
        return "it was built on another kind of machine: " AGAIN " on this one";
    int version = (int)strnlen(header->version, sizeof header->version);
    if (strncmp(header->version, image_version(), sizeof header->version) != 0)
        return arena_printf(arena, "it was built by Bylaw %.*s, and this is Bylaw %s: " AGAIN, version, header->version, image_version());
    if (header->format != IMAGE_FORMAT)
        return arena_printf(arena, "it was built by another build of Bylaw %s: " AGAIN, image_version());
    if (header->layout != image_layout())
        return arena_printf(arena, "it was built by another build of Bylaw %s, or on another kind of machine: " AGAIN " on this one", image_version());
    if (header->length != r->n)
        return "it is cut off, or something stands behind it: copy it again, or " AGAIN;
    image_digest(r->bytes, r->n, digest);
    if (memcmp(digest, header->digest, sizeof digest) != 0)
        return "it is damaged, its checksum does not fit: copy it again, or " AGAIN;
    return NULL;
}

const struct image *image_read(char *bytes, size_t n, struct arena *arena, struct str *why)
{
    struct reader r = { .bytes = bytes, .n = n, .arena = arena, .header = (const struct image_header *)bytes };
    const char *trouble = why_not(&r, arena);
    if (trouble == NULL) {
        if (sections_fit(&r))
            read_sections(&r);
        else
            wrong(&r, "sections that do not follow one another");
    }
    if (r.wrong != NULL)
        trouble = arena_printf(arena, "it is not sound (%s): " AGAIN, r.wrong);
    *why = str_from(trouble != NULL ? trouble : "");
    return trouble == NULL ? r.root : NULL;
}
