/* The heart of the reader of JSON: objects to facts, values to what their types want. */
#ifndef BYLAW_CASES_JSON_VALUE_H
#define BYLAW_CASES_JSON_VALUE_H

#include "base/buf.h"
#include "cases/case_fill.h"
#include "cases/case_scalar.h"
#include "cases/json_shim.h"
#include "cases/json_walk.h"

/* What a value that can't be used was, and where. */
struct json_wrong {
    uint32_t token;
    const struct case_type *type; /* what was expected */
    struct str field; /* of a record, or empty */
    bool in_list;
    enum json_flaw flaw;
};

/* Lines whose tokens are found already. */
struct json_block {
    const char *p; /* NULL: none */
    uint32_t length;
    const uint32_t *at;
    uint32_t n;
    uint32_t i, before; /* the next line's first token, and how many the last line had */
    bool escapes; /* there is a \ somewhere */
};

struct json_reader {
    struct case_fill *fill;
    struct json_shim *shim; /* owned */
    struct json_walk walk;
    struct json_block block;
    struct arena *keep; /* what is learned: keys */
    uint64_t stamp;     /* a new one an object or list */
    struct json_wrong wrong;
    char *key; /* room for a key with escapes, of KEY_ROOM bytes raw */
    uint32_t key_room;
    struct buf name; /* for a case's name with escapes */
};

/* SHIM may be NULL: no memory, which springs ARENA's trap. Frees nothing but the shim and the buffer. */
void json_reader_init(struct json_reader *reader, struct arena *arena, struct arena *keep, struct case_fill *fill);
void json_reader_free(struct json_reader *reader);

/* Indexes TEXT (LENGTH bytes and padding), ready to be walked. Lack of memory springs the trap. */
enum json_shim_status json_reader_open(struct json_reader *reader, const char *text, size_t length);
/* Finds the tokens of the lines in TEXT at once. Where one of them is flawed none are found: each line is then opened by itself. */
void json_reader_block(struct json_reader *reader, const char *text, size_t length);
/* Whether TEXT is in the block. */
static inline bool json_reader_has(const struct json_reader *reader, const char *text)
{
    return reader->block.p && text >= reader->block.p && text < reader->block.p + reader->block.length;
}
/* As json_reader_open, for a line of the block if it is one; those come in order. */
enum json_shim_status json_reader_next(struct json_reader *reader, const char *text, size_t length);

/* json_object.c. Reads the object in hand into the facts. False: walk.fault. */
bool json_read_case(struct json_reader *reader);
/* Reads the value in hand (a cell of CSV: list or record) as FACT; what is wrong with it is an error of the fact. False: walk.fault. */
bool json_read_fact(struct json_reader *reader, uint32_t fact);
/* The object in hand, whose members are DEPTH + 1 objects and lists deep: of facts, or of a record's FIELDS (not NULL). */
enum case_got json_object(struct json_reader *reader, struct case_keys *keys, unsigned depth, struct value *fields);

/* json_value.c. Reads the value in hand, DEPTH deep, as TYPE; null leaves *OUT as it is. What can't be used is noted in
 * reader->wrong, and the walk stands anywhere within the value. */
enum case_got json_value(struct json_reader *reader, const struct case_type *type, unsigned depth, struct value *out);
bool json_value_null(struct json_walk *walk); /* moves over null, if that is in hand */
enum case_got json_value_unescape(struct json_reader *reader, struct str raw, struct str *out);

#endif
