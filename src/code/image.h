/* Images: a policy as one run of bytes, for the program (and the machine) that wrote it: the code's tables, one section a kind of record,
 * with pointers as indexes into those sections; and the sources, of which everything else can be made again. Loading checks each index
 * and puts a pointer in its place, where the bytes are: nothing is copied. */
#ifndef BYLAW_CODE_IMAGE_H
#define BYLAW_CODE_IMAGE_H

#include "base/buf.h"
#include "base/sha256.h"
#include "code/code.h"

struct image_source {
    struct str name, text; /* as struct source */
    const uint32_t *lines;
    uint32_t n_lines;
    uint32_t pack;  /* as policy.pack_of and policy.named */
    bool named;
};

/* What an image holds. */
struct image {
    struct str hash; /* the policy's, SHA256_HEX digits */
    const struct code *code; /* without patterns */
    const struct image_source *sources;
    uint32_t n_sources;
    const uint32_t *files; /* sources in the order in which their rules count */
    uint32_t n_files;
    const struct str *patterns; /* those of the code, as they were written */
    uint32_t n_patterns;
};

/* What such a file is named: one so named is an image or is refused; whether one of another name is one is seen from its first bytes. */
#define IMAGE_NAME_END ".bylawc"

enum { IMAGE_MAGIC_BYTES = 8 };
bool image_is(const char *bytes, size_t n);

/* image_write.c: IMAGE as bytes, into OUT: the same for the same IMAGE. ARENA is for the work. False: it is larger than an image can be. */
bool image_write(const struct image *image, struct arena *arena, struct buf *out);

/* image_schema.c: whether two images, of which at least one was checked, are the same, by the digests that they carry: reading has
 * changed the bytes. */
bool image_same(const char *one, const char *other);
/* Writes into the N BYTES, which begin as an image's do, the digest that they should have: for tests. */
void image_seal(char *bytes, size_t n);

/* image_read.c: makes what N BYTES (aligned for any type) hold usable where they are, and checks all of it but the code's instructions and
 * what image_check looks at. NULL: it is no image that this program can use; *WHY (in ARENA) tells why and what to do, lower case, no full stop.
 * What comes out lives as long as BYTES. */
const struct image *image_read(char *bytes, size_t n, struct arena *arena, struct str *why);
/* image_check.c: what the numbers in the tables mean: whether all that they count and point at is there, and the code is sound
 * (code_verify). The patterns of CODE are made by now. NULL, or what is wrong. ARENA is for the work. */
const char *image_check(const struct image *image, const struct code *code, struct arena *arena);

#endif
