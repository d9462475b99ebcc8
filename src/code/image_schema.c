#include "code/image_schema.h"

#include <string.h>

#ifdef HAVE_CONFIG_H
#include "config.h"
#endif
#ifndef PACKAGE_VERSION
#define PACKAGE_VERSION "0"
#endif

/* A member of OF, the struct in hand. */
#define SIZE_OF(member) sizeof(((OF *)0)->member)
#define FIELD(member, how, kind, count) { offsetof(OF, member), SIZE_OF(member), how, kind, count }
#define PLAIN(member) FIELD(member, HOW_PLAIN, 0, 0)
#define FLAG(member) FIELD(member, HOW_BOOL, 0, 0)
#define TEXT(member) FIELD(member, HOW_TEXT, IMAGE_TEXT, 0)
#define BYTES(member) FIELD(member, HOW_TEXT, IMAGE_BYTES, 0)
#define MANY(member, count, kind) FIELD(member, HOW_MANY, kind, offsetof(OF, count))
#define ONE(member, kind) FIELD(member, HOW_ONE, kind, 0)
#define VALUE(member) FIELD(member, HOW_VALUE, 0, 0)
#define SPAN(member) FIELD(member, HOW_SPAN, 0, 0)

#define OF struct image
static const struct image_field root[] = {
    TEXT(hash), ONE(code, IMAGE_CODE), MANY(sources, n_sources, IMAGE_SOURCE), MANY(files, n_files, IMAGE_INDEX),
    MANY(patterns, n_patterns, IMAGE_STR),
};
#undef OF

#define OF struct image_source
static const struct image_field source[] = { TEXT(name), BYTES(text), MANY(lines, n_lines, IMAGE_INDEX), PLAIN(pack), FLAG(named) };
#undef OF

#define OF struct code
static const struct image_field code[] = {
    MANY(shape.facts, shape.n_facts, IMAGE_FACT), PLAIN(shape.now_fact), TEXT(shape.style.currency), TEXT(shape.style.currency_symbol),
    MANY(words, n_words, IMAGE_WORD), MANY(parts, n_parts, IMAGE_PART), MANY(constants, n_constants, IMAGE_VALUE),
    MANY(types, n_types, IMAGE_TYPE_REF), MANY(subjects, n_subjects, IMAGE_STR), MANY(spans, n_spans, IMAGE_SPAN),
    MANY(places, n_places, IMAGE_PLACE), MANY(definitions, n_definitions, IMAGE_DEFINITION), MANY(lookups, n_lookups, IMAGE_LOOKUP),
    MANY(outputs, n_outputs, IMAGE_INDEX), MANY(verbs, n_verbs, IMAGE_VERB), PLAIN(n_ranks), MANY(units, n_units, IMAGE_UNIT),
    MANY(arms, n_arms, IMAGE_ARM), MANY(arm_order, n_arms, IMAGE_INDEX), MANY(actions, n_actions, IMAGE_ACTION),
    MANY(guarantees, n_guarantees, IMAGE_GUARANTEE), MANY(kpis, n_kpis, IMAGE_INDEX), PLAIN(n_same),
    MANY(required, n_required, IMAGE_INDEX), PLAIN(n_slots), PLAIN(n_registers), PLAIN(max_args), FLAG(month_ends_forward),
    FLAG(has_judged), FLAG(has_defeats), FLAG(has_once), FLAG(has_overrides), ONE(index, IMAGE_RULES),
};
#undef OF

#define OF struct fact
static const struct image_field fact[] = {
    TEXT(name), MANY(path, n_path, IMAGE_STR), ONE(type, IMAGE_TYPE), TEXT(label), FLAG(required), FLAG(private_), FLAG(has_default),
    VALUE(default_), FLAG(judged), TEXT(judged_by), TEXT(guidance), FLAG(figure), FLAG(implicit), FLAG(of_lookup),
};
#undef OF

#define OF struct type
static const struct image_field type[] = {
    PLAIN(kind), TEXT(name), FLAG(ordered), FLAG(loose), MANY(symbols, n_symbols, IMAGE_SYMBOL), ONE(element, IMAGE_TYPE),
    MANY(fields, n_fields, IMAGE_FIELD),
};
#undef OF

struct type_ref {
    const struct type *type;
};
#define OF struct type_ref
static const struct image_field type_ref[] = { ONE(type, IMAGE_TYPE) };
#undef OF

#define OF struct type_symbol
static const struct image_field symbol[] = { TEXT(name), TEXT(text) };
#undef OF

#define OF struct type_field
static const struct image_field field[] = { TEXT(name), ONE(type, IMAGE_TYPE) };
#undef OF

#define OF struct code_part
static const struct image_field part[] = { PLAIN(kind), PLAIN(index), PLAIN(from), PLAIN(to), PLAIN(n_registers) };
#undef OF

#define OF struct code_place
static const struct image_field place[] = { PLAIN(word), PLAIN(subject), SPAN(span) };
#undef OF

#define OF struct code_definition
static const struct image_field definition[] = {
    TEXT(name), MANY(path, n_path, IMAGE_STR), ONE(type, IMAGE_TYPE), PLAIN(entry), PLAIN(window), SPAN(span),
};
#undef OF

#define OF struct code_param
static const struct image_field param[] = { TEXT(name), ONE(type, IMAGE_TYPE) };
#undef OF

#define OF struct code_verb
static const struct image_field verb[] = {
    TEXT(name), MANY(params, n_params, IMAGE_PARAM), PLAIN(n_positional), MANY(defeats, n_defeats, IMAGE_INDEX), PLAIN(rank), FLAG(once),
    FLAG(defeated),
};
#undef OF

#define OF struct code_action
static const struct image_field action[] = {
    PLAIN(verb), MANY(params, n_args, IMAGE_INDEX), MANY(constants, n_args, IMAGE_VALUE), PLAIN(entry), PLAIN(same),
    MANY(types, n_args, IMAGE_TYPE_REF), SPAN(span),
};
#undef OF

#define OF struct code_arm
static const struct image_field arm[] = {
    TEXT(name), PLAIN(unit), PLAIN(first_action), PLAIN(n_actions), FLAG(has_reason), TEXT(reason), PLAIN(reason_entry),
    MANY(cite, n_cite, IMAGE_STR), MANY(overridden_by, n_overridden_by, IMAGE_INDEX), PLAIN(order), SPAN(span),
};
#undef OF

#define OF struct code_guarantee
static const struct image_field guarantee[] = { FLAG(always), PLAIN(action), PLAIN(when_entry), TEXT(name), TEXT(text), SPAN(span) };
#undef OF

#define OF struct code_unit
static const struct image_field unit[] = { TEXT(name), PLAIN(hit), PLAIN(entry), SPAN(span) };
#undef OF

#define OF struct lookup
static const struct image_field lookup[] = {
    TEXT(name), TEXT(sql), MANY(params, n_params, IMAGE_LOOKUP_PARAM), MANY(fields, n_fields, IMAGE_LOOKUP_FIELD), FLAG(many), FLAG(optional),
    SPAN(span), SPAN(sql_span),
};
#undef OF

#define OF struct lookup_param
static const struct image_field lookup_param[] = { TEXT(name), ONE(type, IMAGE_TYPE), FLAG(private_) };
#undef OF

#define OF struct lookup_field
static const struct image_field lookup_field[] = { TEXT(name), ONE(type, IMAGE_TYPE), FLAG(private_), PLAIN(fact) };
#undef OF

/* What is made of it, index_build makes again. */
#define OF struct index
static const struct image_field rules[] = {
    MANY(keys, n_keys, IMAGE_KEY), MANY(texts, n_texts, IMAGE_STR), MANY(ranges, n_ranges, IMAGE_RANGE), MANY(terms, n_terms, IMAGE_TERM),
    MANY(rows, n_rows, IMAGE_ROW), MANY(items, n_items, IMAGE_ITEM), MANY(sets, n_sets, IMAGE_SET),
};
#undef OF

#define OF struct index_key
static const struct image_field key[] = { PLAIN(fact), PLAIN(kind) };
#undef OF

#define OF struct index_range
static const struct image_field range[] = { PLAIN(low), PLAIN(high) };
#undef OF

#define OF struct index_term
static const struct image_field term[] = { PLAIN(key), PLAIN(first), PLAIN(n), PLAIN(unknown) };
#undef OF

#define OF struct index_row
static const struct image_field row[] = { PLAIN(item), PLAIN(first), PLAIN(n) };
#undef OF

#define OF struct index_item
static const struct image_field item[] = { PLAIN(entry), PLAIN(fire), PLAIN(arm), PLAIN(left), SPAN(left_at), SPAN(span), FLAG(exact) };
#undef OF

#define OF struct index_set
static const struct image_field set[] = {
    TEXT(name), PLAIN(first_item), PLAIN(n_items), PLAIN(first_row), PLAIN(n_rows), PLAIN(first_only), PLAIN(n_said),
};
#undef OF

static const struct image_field span[] = { { 0, sizeof(struct span), HOW_SPAN, 0, 0 } };
static const struct image_field text[] = { { 0, sizeof(struct str), HOW_TEXT, IMAGE_TEXT, 0 } };
static const struct image_field value[] = { { 0, sizeof(struct value), HOW_VALUE, 0, 0 } };
static const struct image_field index_[] = { { 0, sizeof(uint32_t), HOW_PLAIN, 0, 0 } };
static const struct image_field word[] = { { 0, sizeof(uint64_t), HOW_PLAIN, 0, 0 } };

#define RECORD(type, fields) { sizeof(type), sizeof(fields) / sizeof *(fields), fields }
const struct image_record image_schema[IMAGE_KINDS] = {
    [IMAGE_ROOT] = RECORD(struct image, root),
    [IMAGE_SOURCE] = RECORD(struct image_source, source),
    [IMAGE_CODE] = RECORD(struct code, code),
    [IMAGE_FACT] = RECORD(struct fact, fact),
    [IMAGE_TYPE] = RECORD(struct type, type),
    [IMAGE_TYPE_REF] = RECORD(struct type_ref, type_ref),
    [IMAGE_SYMBOL] = RECORD(struct type_symbol, symbol),
    [IMAGE_FIELD] = RECORD(struct type_field, field),
    [IMAGE_PART] = RECORD(struct code_part, part),
    [IMAGE_PLACE] = RECORD(struct code_place, place),
    [IMAGE_DEFINITION] = RECORD(struct code_definition, definition),
    [IMAGE_PARAM] = RECORD(struct code_param, param),
    [IMAGE_VERB] = RECORD(struct code_verb, verb),
    [IMAGE_ACTION] = RECORD(struct code_action, action),
    [IMAGE_ARM] = RECORD(struct code_arm, arm),
    [IMAGE_GUARANTEE] = RECORD(struct code_guarantee, guarantee),
    [IMAGE_UNIT] = RECORD(struct code_unit, unit),
    [IMAGE_LOOKUP] = RECORD(struct lookup, lookup),
    [IMAGE_LOOKUP_PARAM] = RECORD(struct lookup_param, lookup_param),
    [IMAGE_LOOKUP_FIELD] = RECORD(struct lookup_field, lookup_field),
    [IMAGE_SPAN] = RECORD(struct span, span),
    [IMAGE_STR] = RECORD(struct str, text),
    [IMAGE_VALUE] = RECORD(struct value, value),
    [IMAGE_INDEX] = RECORD(uint32_t, index_),
    [IMAGE_WORD] = RECORD(uint64_t, word),
    [IMAGE_RULES] = RECORD(struct index, rules),
    [IMAGE_KEY] = RECORD(struct index_key, key),
    [IMAGE_RANGE] = RECORD(struct index_range, range),
    [IMAGE_TERM] = RECORD(struct index_term, term),
    [IMAGE_ROW] = RECORD(struct index_row, row),
    [IMAGE_ITEM] = RECORD(struct index_item, item),
    [IMAGE_SET] = RECORD(struct index_set, set),
    [IMAGE_LIST] = { IMAGE_LIST_UNIT, 0, NULL },
    [IMAGE_TEXT] = { 1, 0, NULL },
    [IMAGE_BYTES] = { 1, 0, NULL },
};

const char *image_version(void) { return PACKAGE_VERSION; }

static uint64_t mixed(uint64_t hash, uint64_t number) { return (hash ^ number) * UINT64_C(0x100000001B3); }

uint64_t image_layout(void)
{
    uint64_t hash = mixed(UINT64_C(0xCBF29CE484222325), sizeof(void *));
    for (unsigned i = 0; i < IMAGE_KINDS; i++) {
        hash = mixed(hash, image_schema[i].size);
        for (uint32_t k = 0; k < image_schema[i].n_fields; k++) {
            const struct image_field *f = &image_schema[i].fields[k];
            hash = mixed(hash, (uint64_t)f->at << 48 | (uint64_t)f->size << 32 | (uint64_t)f->how << 24 | (uint64_t)f->kind << 16 | f->count);
        }
    }
    for (unsigned i = 0; i < OPCODE_COUNT; i++) {
        const struct opcode_info *info = &opcode_info[i];
        hash = mixed(hash, (uint64_t)info->a << 16 | (uint64_t)info->b << 8 | info->c);
        for (const char *at = info->name; *at != '\0'; at++)
            hash = mixed(hash, (unsigned char)*at);
    }
    return mixed(mixed(hash, BUILTIN_COUNT), VALUE_RECORD);
}

bool image_is(const char *bytes, size_t n) { return n >= IMAGE_MAGIC_BYTES && memcmp(bytes, IMAGE_MAGIC, IMAGE_MAGIC_BYTES) == 0; }

static const unsigned char *digest_of(const char *image) { return ((const struct image_header *)image)->digest; }

bool image_same(const char *one, const char *other) { return memcmp(digest_of(one), digest_of(other), SHA256_BYTES) == 0; }

void image_digest(const char *bytes, size_t n, unsigned char digest[SHA256_BYTES])
{
    static const unsigned char cleared[SHA256_BYTES];
    size_t at = offsetof(struct image_header, digest), behind = at + SHA256_BYTES;
    struct sha256 hash;
    sha256_begin(&hash);
    sha256_add(&hash, bytes, at);
    sha256_add(&hash, cleared, sizeof cleared);
    sha256_add(&hash, bytes + behind, n - behind);
    sha256_end(&hash, digest);
}

void image_seal(char *bytes, size_t n)
{
    unsigned char digest[SHA256_BYTES];
    if (n < sizeof(struct image_header))
        return;
    image_digest(bytes, n, digest);
    memcpy(bytes + offsetof(struct image_header, digest), digest, sizeof digest);
}
