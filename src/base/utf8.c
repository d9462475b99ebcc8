#include "base/utf8.h"

#include <string.h>

static bool continues(unsigned char byte)
{
    return (byte & 0xC0) == 0x80;
}

/* The length of the character at P, of which N bytes are there, or 0 where it is none. The second byte's bounds
 * exclude overlong forms, surrogates and what is past U+10FFFF (Unicode 15, table 3-7). */
static unsigned step(const unsigned char *p, uint32_t n)
{
    if (p[0] < 0x80)
        return 1;
    if (p[0] < 0xC2 || p[0] > 0xF4)
        return 0;
    unsigned length = p[0] < 0xE0 ? 2 : p[0] < 0xF0 ? 3 : 4;
    unsigned char least = p[0] == 0xE0 ? 0xA0 : p[0] == 0xF0 ? 0x90 : 0x80;
    unsigned char most = p[0] == 0xED ? 0x9F : p[0] == 0xF4 ? 0x8F : 0xBF;
    if (n < length || p[1] < least || p[1] > most)
        return 0;
    for (unsigned i = 2; i < length; i++)
        if (!continues(p[i]))
            return 0;
    return length;
}

/* How many of the bytes from P are ASCII, in eights: rules and cases mostly are. */
static uint32_t skip_ascii(const unsigned char *p, uint32_t n)
{
    uint32_t i = 0;
    for (uint64_t eight; n - i >= sizeof eight; i += sizeof eight) {
        memcpy(&eight, p + i, sizeof eight);
        if (eight & UINT64_C(0x8080808080808080))
            break;
    }
    return i;
}

uint32_t utf8_valid(struct str s)
{
    const unsigned char *p = (const unsigned char *)s.p;
    for (uint32_t i = 0; i < s.n;) {
        i += skip_ascii(p + i, s.n - i);
        if (i == s.n)
            break;
        unsigned length = step(p + i, s.n - i);
        if (length == 0)
            return i;
        i += length;
    }
    return s.n;
}

uint32_t utf8_decode(struct str s, unsigned *length)
{
    const unsigned char *p = (const unsigned char *)s.p;
    *length = p[0] < 0x80 ? 1 : p[0] < 0xE0 ? 2 : p[0] < 0xF0 ? 3 : 4;
    switch (*length) {
    case 1: return p[0];
    case 2: return (p[0] & 0x1Fu) << 6 | (p[1] & 0x3Fu);
    case 3: return (p[0] & 0x0Fu) << 12 | (p[1] & 0x3Fu) << 6 | (p[2] & 0x3Fu);
    default: return (p[0] & 0x07u) << 18 | (p[1] & 0x3Fu) << 12 | (p[2] & 0x3Fu) << 6 | (p[3] & 0x3Fu);
    }
}

bool utf8_step(struct str s, uint32_t *code, unsigned *length)
{
    bool valid = step((const unsigned char *)s.p, s.n) != 0;
    if (valid) {
        *code = utf8_decode(s, length);
    } else {
        *code = (unsigned char)s.p[0];
        *length = 1;
    }
    return valid;
}

unsigned utf8_encode(uint32_t code, char *out)
{
    if (code < 0x80) {
        out[0] = (char)code;
        return 1;
    }
    unsigned length = code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    for (unsigned i = length - 1; i > 0; i--, code >>= 6)
        out[i] = (char)(0x80 | (code & 0x3F));
    out[0] = (char)((0xF00u >> length & 0xF0) | code);
    return length;
}

uint32_t utf8_count(struct str s)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < s.n; i++)
        count += !continues((unsigned char)s.p[i]);
    return count;
}

bool utf8_unprintable(uint32_t code)
{
    static const struct { uint32_t from, to; } ranges[] = {
        { 0x00, 0x08 }, { 0x0B, 0x1F }, { 0x7F, 0x9F }, { 0xAD, 0xAD }, { 0x61C, 0x61C }, { 0x180E, 0x180E },
        { 0x200B, 0x200B }, { 0x200E, 0x200F }, { 0x2028, 0x202E }, { 0x2060, 0x206F }, { 0xFEFF, 0xFEFF },
        { 0xFFF9, 0xFFFB }, { 0x1BCA0, 0x1BCA3 }, { 0x1D173, 0x1D17A }, { 0xE0000, 0xE0FFF },
    };
    for (unsigned i = 0; i < sizeof ranges / sizeof *ranges && ranges[i].from <= code; i++)
        if (code <= ranges[i].to)
            return true;
    return false;
}
