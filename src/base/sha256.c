/* The one file that knows Nettle. */
#include "base/sha256.h"

#include <nettle/hmac.h>
#include <nettle/sha2.h>

_Static_assert(sizeof(struct sha256_ctx) <= sizeof(struct sha256), "Nettle's state fits");

static struct sha256_ctx *state(struct sha256 *hash) { return (struct sha256_ctx *)hash->state; }

void sha256_begin(struct sha256 *hash) { nettle_sha256_init(state(hash)); }

void sha256_add(struct sha256 *hash, const void *bytes, size_t n)
{
    if (n > 0) /* BYTES may be NULL */
        nettle_sha256_update(state(hash), n, bytes);
}

void sha256_add_str(struct sha256 *hash, struct str text)
{
    unsigned char length[4] = { text.n >> 24, text.n >> 16, text.n >> 8, text.n };
    sha256_add(hash, length, sizeof length);
    sha256_add(hash, text.p, text.n);
}

void sha256_end(struct sha256 *hash, unsigned char digest[SHA256_BYTES])
{
    nettle_sha256_digest(state(hash), SHA256_BYTES, digest);
}

void sha256_keyed(struct str key, struct str text, unsigned char digest[SHA256_BYTES])
{
    struct hmac_sha256_ctx keyed;
    nettle_hmac_sha256_set_key(&keyed, key.n, (const uint8_t *)(key.n > 0 ? key.p : ""));
    nettle_hmac_sha256_update(&keyed, text.n, (const uint8_t *)(text.n > 0 ? text.p : ""));
    nettle_hmac_sha256_digest(&keyed, SHA256_BYTES, digest);
}

void sha256_hex(const unsigned char digest[SHA256_BYTES], char text[SHA256_HEX + 1])
{
    static const char digits[] = "0123456789abcdef";
    for (unsigned i = 0; i < SHA256_BYTES; i++) {
        text[2 * i] = digits[digest[i] >> 4];
        text[2 * i + 1] = digits[digest[i] & 15];
    }
    text[SHA256_HEX] = '\0';
}
