#include "base/buf.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "base/utf8.h"
#include <stdarg.h>
#include <stdio.h>

enum { BUF_FIRST = 256 };

void buf_init(struct buf *buf, struct trap *trap)
{
    *buf = (struct buf){ .trap = trap };
}

void buf_free(struct buf *buf)
{
    mem_free(buf->p);
    *buf = (struct buf){ .trap = buf->trap };
}

void buf_grow(struct buf *buf, size_t more)
{
    size_t room = buf->room ? buf->room : BUF_FIRST / 2;
    if (more > PTRDIFF_MAX / 2 - buf->n)
        trap_spring(buf->trap, TRAP_MEMORY);
    do
        room *= 2;
    while (room - buf->n <= more);
    char *p = mem_resize(buf->p, room);
    if (!p)
        trap_spring(buf->trap, TRAP_MEMORY);
    buf->p = p;
    buf->room = room;
}

void buf_int(struct buf *buf, int64_t number)
{
    char digits[20], *at = digits + sizeof digits;
    uint64_t size = number < 0 ? -(uint64_t)number : (uint64_t)number;
    do
        *--at = (char)('0' + size % 10);
    while ((size /= 10) != 0);
    if (number < 0)
        *--at = '-';
    buf_add(buf, at, (size_t)(digits + sizeof digits - at));
}

void buf_printf(struct buf *buf, const char *format, ...)
{
    va_list list, again;
    va_start(list, format);
    va_copy(again, list);
    int n = vsnprintf(NULL, 0, format, list);
    va_end(list);
    if (n < 0)
        trap_spring(buf->trap, TRAP_MEMORY);
    vsnprintf(buf_need(buf, (size_t)n), (size_t)n + 1, format, again);
    va_end(again);
    buf->n += (size_t)n;
}

static void put_slice(struct buf *buf, struct str s, uint32_t from, uint32_t to)
{
    buf_str(buf, str_slice(s, from, to));
}

static void put_json_escape(struct buf *buf, unsigned char c)
{
    static const char hex[] = "0123456789abcdef";
    static const char named[256] = { ['"'] = '"', ['\\'] = '\\', ['\n'] = 'n', ['\t'] = 't',
                                     ['\r'] = 'r', ['\b'] = 'b', ['\f'] = 'f' };
    if (named[c])
        buf_add(buf, (char[]){ '\\', named[c] }, 2);
    else
        buf_add(buf, (char[]){ '\\', 'u', '0', '0', hex[c >> 4], hex[c & 15] }, 6);
}

#define EACH(byte) (UINT64_C(0x0101010101010101) * (byte))

/* The high bit of some byte is set where a byte of EIGHT is below LEAST ("Bit Twiddling Hacks", hasless). */
static uint64_t any_below(uint64_t eight, unsigned char least)
{
    return (eight - EACH(least)) & ~eight & EACH(0x80);
}

static bool plain_8(uint64_t eight)
{
    return !(any_below(eight, 0x20) | any_below(eight ^ EACH('"'), 1) | any_below(eight ^ EACH('\\'), 1));
}

static bool needs_escape(unsigned char c)
{
    return c < 0x20 || c == '"' || c == '\\';
}

#ifdef __SSE2__
/* A bit for each of the 16 bytes that must be escaped. */
static unsigned escapes_16(__m128i bytes)
{
    __m128i highest = _mm_set1_epi8(0x1F);
    __m128i control = _mm_cmpeq_epi8(_mm_max_epu8(bytes, highest), highest);
    __m128i quote = _mm_or_si128(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('"')), _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\')));
    return (unsigned)_mm_movemask_epi8(_mm_or_si128(control, quote));
}

/* How many of the 16 bytes at P come before the first that must be escaped. */
static unsigned plain_16(const char *p)
{
    unsigned found = escapes_16(_mm_loadu_si128((const __m128i *)p));
    return found ? (unsigned)__builtin_ctz(found) : 16;
}
#endif

/* S of 16 bytes and more to OUT while it is looked at, the last sixteen over what comes before them; false where something must be
 * escaped. bench_stream: looking and copying, one after the other, took twice as long. */
static bool put_long(char *out, struct str s)
{
#ifdef __SSE2__
    for (uint32_t i = 0;; i += 16) {
        i = s.n - i < 16 ? s.n - 16 : i;
        __m128i bytes = _mm_loadu_si128((const __m128i *)(s.p + i));
        if (escapes_16(bytes))
            return false;
        _mm_storeu_si128((__m128i *)(out + 1 + i), bytes);
        if (i == s.n - 16)
            break;
    }
    out[0] = out[s.n + 1] = '"';
    return true;
#else
    (void)out;
    (void)s;
    return false;
#endif
}

/* Where the first byte at or after I stands that a JSON text must escape, or s.n. Every byte of every decision that is
 * not constant comes through here: sixteen at a time where the machine has SSE2 (every x86-64 has), and eight. */
static uint32_t next_escape(struct str s, uint32_t i)
{
#ifdef __SSE2__
    for (unsigned plain; s.n - i >= 16; i += plain)
        if ((plain = plain_16(s.p + i)) < 16)
            return i + plain;
#endif
    for (uint64_t eight; s.n - i >= sizeof eight; i += sizeof eight) {
        memcpy(&eight, s.p + i, sizeof eight);
        if (!plain_8(eight))
            break;
    }
    while (i < s.n && !needs_escape((unsigned char)s.p[i]))
        i++;
    return i;
}

/* Keys, verbs, symbols are 4 to 16 bytes: two loads and two stores that overlap in the middle. False where something must be escaped. */
static bool put_short(char *out, struct str s)
{
    uint32_t half = s.n >= 8 ? 8 : 4;
    uint64_t first = EACH(' '), last = EACH(' ');
    if (half == 8) {
        memcpy(&first, s.p, 8);
        memcpy(&last, s.p + s.n - 8, 8);
    } else {
        memcpy(&first, s.p, 4);
        memcpy(&last, s.p + s.n - 4, 4);
    }
    if (!plain_8(first) || !plain_8(last))
        return false;
    out[0] = '"';
    memcpy(out + 1, &first, 8); /* may run over what is written next */
    memcpy(out + 1 + s.n - half, &last, half == 8 ? 8 : 4);
    out[s.n + 1] = '"';
    return true;
}

void buf_json(struct buf *buf, struct str s)
{
    buf_need(buf, s.n + (size_t)2 + sizeof(uint64_t)); /* put_short's stores are whole */
    if (s.n >= 4 && (s.n <= 16 ? put_short : put_long)(buf->p + buf->n, s)) {
        buf->n += s.n + (size_t)2;
        return;
    }
    buf_char(buf, '"');
    for (uint32_t i = 0, at; i < s.n; i = at + 1) {
        at = next_escape(s, i);
        put_slice(buf, s, i, at);
        if (at == s.n)
            break;
        put_json_escape(buf, (unsigned char)s.p[at]);
    }
    buf_char(buf, '"');
}

/* Writes the character that S starts with; yields its bytes. */
static unsigned put_shown(struct buf *buf, struct str s, bool one_line)
{
    uint32_t code;
    unsigned length;
    if (!utf8_step(s, &code, &length))
        buf_printf(buf, "\\x{%X}", (unsigned)code);
    else if (one_line && (code == '\n' || code == '\t'))
        buf_cstr(buf, code == '\n' ? "\\n" : "\\t");
    else if (utf8_unprintable(code))
        buf_printf(buf, "\\u{%X}", (unsigned)code);
    else
        buf_add(buf, s.p, length);
    return length;
}

static void put_text(struct buf *buf, struct str s, bool one_line)
{
    for (uint32_t i = 0, from = 0; i < s.n; from = i) {
        while (i < s.n && s.p[i] >= ' ' && s.p[i] < 0x7F)
            i++;
        put_slice(buf, s, from, i);
        if (i < s.n)
            i += put_shown(buf, str_slice(s, i, s.n), one_line);
    }
}

void buf_text(struct buf *buf, struct str s)
{
    put_text(buf, s, false);
}

void buf_line(struct buf *buf, struct str s)
{
    put_text(buf, s, true);
}

static bool needs_quotes(struct str s)
{
    for (uint32_t i = 0; i < s.n; i++)
        if (s.p[i] == ',' || s.p[i] == '"' || s.p[i] == '\n' || s.p[i] == '\r')
            return true;
    return false;
}

void buf_csv(struct buf *buf, struct str s, bool safe)
{
    bool quoted = needs_quotes(s);
    if (quoted)
        buf_char(buf, '"');
    if (safe && s.n && memchr("=+-@\t\r", s.p[0], 6)) /* what spreadsheets take for a formula */
        buf_char(buf, '\'');
    for (uint32_t i = 0; i < s.n; i++) {
        if (s.p[i] == '"')
            buf_char(buf, '"');
        buf_char(buf, s.p[i]);
    }
    if (quoted)
        buf_char(buf, '"');
}
