/* The layout of images, shared by the files image_*.c: which records there are, and what each of their members is. Whoever adds a
 * member to one of these structs lists it in image_schema.c (or sees to it that loading sets it). */
#ifndef BYLAW_CODE_IMAGE_SCHEMA_H
#define BYLAW_CODE_IMAGE_SCHEMA_H

#include "code/image.h"

enum image_kind {
    IMAGE_ROOT, IMAGE_SOURCE, IMAGE_CODE, IMAGE_FACT, IMAGE_TYPE, IMAGE_TYPE_REF, IMAGE_SYMBOL, IMAGE_FIELD, IMAGE_PART, IMAGE_PLACE,
    IMAGE_DEFINITION, IMAGE_PARAM, IMAGE_VERB, IMAGE_ACTION, IMAGE_ARM, IMAGE_GUARANTEE, IMAGE_UNIT, IMAGE_LOOKUP, IMAGE_LOOKUP_PARAM,
    IMAGE_LOOKUP_FIELD, IMAGE_SPAN, IMAGE_STR, IMAGE_VALUE, IMAGE_INDEX, IMAGE_WORD,
    IMAGE_RULES, IMAGE_KEY, IMAGE_RANGE, IMAGE_TERM, IMAGE_ROW, IMAGE_ITEM, IMAGE_SET, /* the rule index */
    IMAGE_LIST, /* units of 8 bytes: each list a head (struct value_list), then its elements */
    IMAGE_TEXT, /* UTF-8, each text with a NUL behind it */
    IMAGE_BYTES, /* the texts of sources, likewise; any bytes */
    IMAGE_KINDS
};

enum image_how {
    HOW_PLAIN, /* size bytes */
    HOW_BOOL,
    HOW_TEXT,  /* struct str, in the section of `kind` */
    HOW_MANY,  /* a pointer to as many records of `kind` as the uint32_t at `count` says, which is listed by this alone */
    HOW_ONE,   /* a pointer to one or NULL */
    HOW_VALUE, /* struct value */
    HOW_SPAN,  /* struct span */
};

struct image_field {
    uint16_t at, size;
    uint8_t how, kind;
    uint16_t count;
};

struct image_record {
    uint32_t size;
    uint32_t n_fields;
    const struct image_field *fields;
};
extern const struct image_record image_schema[IMAGE_KINDS];

struct image_section {
    uint64_t at;    /* from the image's begin, a multiple of IMAGE_ALIGN */
    uint64_t count; /* records */
};

enum { IMAGE_ALIGN = 16, IMAGE_FORMAT = 1, IMAGE_VERSION_BYTES = 32 };

/* In front of all. The digest is of the whole image with its own place cleared. */
struct image_header {
    char magic[IMAGE_MAGIC_BYTES];
    uint32_t format;
    uint32_t order;  /* IMAGE_ORDER, as this machine writes it */
    char version[IMAGE_VERSION_BYTES]; /* of Bylaw, NUL-padded */
    uint64_t layout; /* image_layout() */
    uint64_t length; /* of all */
    unsigned char digest[SHA256_BYTES];
    struct image_section sections[IMAGE_KINDS];
};

#define IMAGE_MAGIC "\x89" "BYLAWC\n"
#define IMAGE_ORDER UINT32_C(0x0A0B0C0D)

/* A number that changes with the layout of the records and with the list of instructions. */
uint64_t image_layout(void);
const char *image_version(void);
void image_digest(const char *bytes, size_t n, unsigned char digest[SHA256_BYTES]);

enum { IMAGE_LIST_UNIT = sizeof(struct value_list) };
/* The units that a list of N elements takes. */
static inline uint64_t image_list_units(uint64_t n) { return 1 + n * (sizeof(struct value) / IMAGE_LIST_UNIT); }
_Static_assert(sizeof(struct value) % IMAGE_LIST_UNIT == 0, "elements of a list are units");

#endif
