/* SHA-256, plain and keyed (HMAC), by Nettle: what a policy, a receipt and a masked value are known by. */
#ifndef BYLAW_BASE_SHA256_H
#define BYLAW_BASE_SHA256_H

#include "base/str.h"

enum { SHA256_BYTES = 32, SHA256_HEX = 2 * SHA256_BYTES };

/* A hash that is being made: nothing to free, nothing that can fail. */
struct sha256 {
    uint64_t state[16]; /* Nettle's */
};

void sha256_begin(struct sha256 *hash);
void sha256_add(struct sha256 *hash, const void *bytes, size_t n);
/* The same with its length before it, so that no two lists of texts are one. */
void sha256_add_str(struct sha256 *hash, struct str text);
/* Yields what was made of all that was added. */
void sha256_end(struct sha256 *hash, unsigned char digest[SHA256_BYTES]);

/* HMAC-SHA-256 of TEXT under KEY, which may have any length. */
void sha256_keyed(struct str key, struct str text, unsigned char digest[SHA256_BYTES]);
/* A digest as people see it: lower-case hexadecimal digits and a NUL. */
void sha256_hex(const unsigned char digest[SHA256_BYTES], char text[SHA256_HEX + 1]);

#endif
