/* A growing byte buffer for output: contiguous, outside of arenas, because it is
 * written out and used again. */
#ifndef BYLAW_BASE_BUF_H
#define BYLAW_BASE_BUF_H

#include "base/str.h"
#include <string.h>

struct buf {
    char *p;
    size_t n, room;
    struct trap *trap; /* failure goes there */
};

void buf_init(struct buf *buf, struct trap *trap);
void buf_free(struct buf *buf);
/* What buf_need does where there is too little room. */
void buf_grow(struct buf *buf, size_t more);

/* Makes room for MORE bytes past n, and one to spare; yields where they start. */
static inline char *buf_need(struct buf *buf, size_t more)
{
    if (more >= buf->room - buf->n)
        buf_grow(buf, more);
    return buf->p + buf->n;
}

static inline void buf_add(struct buf *buf, const void *bytes, size_t n)
{
    if (n == 0)
        return; /* BYTES may be NULL */
    memcpy(buf_need(buf, n), bytes, n);
    buf->n += n;
}

static inline void buf_char(struct buf *buf, char c)
{
    *buf_need(buf, 1) = c;
    buf->n++;
}

static inline void buf_str(struct buf *buf, struct str s) { buf_add(buf, s.p, s.n); }
static inline void buf_cstr(struct buf *buf, const char *s) { buf_add(buf, s, strlen(s)); }
void buf_int(struct buf *buf, int64_t number);
void buf_printf(struct buf *buf, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* The one escape function a sink: */
void buf_json(struct buf *buf, struct str s); /* quoted; control characters as \n or \uXXXX; S is valid UTF-8 */
void buf_text(struct buf *buf, struct str s); /* for people: unprintable characters as \u{1B}; newlines and tabs stay */
void buf_line(struct buf *buf, struct str s); /* as buf_text, but newlines and tabs as \n and \t */
void buf_csv(struct buf *buf, struct str s, bool safe); /* RFC 4180; SAFE puts ' before = + - @ tab CR */
/* buf_text and buf_line take any bytes: what is no UTF-8 is shown as \x{FF}. */

#endif
