#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* memmem */
#endif
#include "base/str.h"

#include <string.h>

struct str str_from(const char *cstring)
{
    return (struct str){ cstring, (uint32_t)strlen(cstring) };
}

bool str_eq(struct str a, struct str b)
{
    return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

bool str_is(struct str a, const char *cstring)
{
    return str_eq(a, str_from(cstring));
}

int str_cmp(struct str a, struct str b)
{
    uint32_t least = a.n < b.n ? a.n : b.n;
    int order = least ? memcmp(a.p, b.p, least) : 0;
    if (order == 0)
        return (a.n > b.n) - (a.n < b.n);
    return order < 0 ? -1 : 1;
}

bool str_starts(struct str s, struct str with)
{
    return s.n >= with.n && str_eq(str_slice(s, 0, with.n), with);
}

bool str_ends(struct str s, struct str with)
{
    return s.n >= with.n && str_eq(str_slice(s, s.n - with.n, s.n), with);
}

long str_find(struct str s, struct str what)
{
    if (what.n == 0)
        return 0;
    if (what.n > s.n)
        return -1;
    const char *at = memmem(s.p, s.n, what.p, what.n);
    return at ? at - s.p : -1;
}

uint32_t str_line_start(struct str s, uint32_t at)
{
    while (at > 0 && s.p[at - 1] != '\n')
        at--;
    return at;
}

uint32_t str_line_end(struct str s, uint32_t at)
{
    while (at < s.n && s.p[at] != '\n')
        at++;
    return at < s.n ? at + 1 : at;
}

/* FNV-1a, its bits mixed down because a map uses the low ones. */
uint64_t str_hash(struct str s)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    for (uint32_t i = 0; i < s.n; i++)
        hash = (hash ^ (unsigned char)s.p[i]) * UINT64_C(0x100000001b3);
    return hash ^ hash >> 32;
}

static char *room_for(struct arena *arena, uint64_t n)
{
    if (n > UINT32_MAX)
        trap_spring(arena->trap, TRAP_MEMORY);
    char *text = arena_alloc(arena, (size_t)n + 1);
    text[n] = '\0';
    return text;
}

struct str str_dup(struct arena *arena, struct str s)
{
    return str_cat(arena, s, (struct str){ 0 });
}

struct str str_cat(struct arena *arena, struct str a, struct str b)
{
    char *text = room_for(arena, (uint64_t)a.n + b.n);
    if (a.n)
        memcpy(text, a.p, a.n);
    if (b.n)
        memcpy(text + a.n, b.p, b.n);
    return (struct str){ text, a.n + b.n };
}

struct str str_printf(struct arena *arena, const char *format, ...)
{
    size_t n; /* at most INT_MAX */
    va_list list;
    va_start(list, format);
    char *text = arena_vprintf(arena, &n, format, list);
    va_end(list);
    return (struct str){ text, (uint32_t)n };
}

/* Three rows of the distance table. Only the cells within LIMIT of the diagonal matter: column LIMIT + 1 of a row is
 * the diagonal, so that the same column one row up stands for one byte more to the left. */
struct band {
    unsigned before[2 * STR_DISTANCE_MOST + 3], last[2 * STR_DISTANCE_MOST + 3], row[2 * STR_DISTANCE_MOST + 3];
};

static unsigned least_of(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

static unsigned band_cell(const struct band *band, struct str a, struct str b, uint32_t i, uint32_t j, unsigned column)
{
    if (i == 0 || j == 0)
        return i + j;
    bool same = a.p[i - 1] == b.p[j - 1];
    unsigned cost = band->last[column] + !same;
    cost = least_of(cost, least_of(band->last[column + 1], band->row[column - 1]) + 1);
    if (i > 1 && j > 1 && a.p[i - 1] == b.p[j - 2] && a.p[i - 2] == b.p[j - 1])
        cost = least_of(cost, band->before[column] + 1);
    return cost;
}

/* Fills the row of the first I bytes of A. Column 0 and the last stay out of reach. */
static void band_row(struct band *band, struct str a, struct str b, uint32_t i, unsigned limit)
{
    memcpy(band->before, band->last, sizeof band->last);
    memcpy(band->last, band->row, sizeof band->row);
    for (unsigned column = 1; column <= 2 * limit + 1; column++) {
        int64_t j = (int64_t)i + column - 1 - limit;
        bool inside = j >= 0 && j <= (int64_t)b.n;
        band->row[column] = inside ? band_cell(band, a, b, i, (uint32_t)j, column) : 2 * STR_DISTANCE_MOST;
    }
}

unsigned str_distance(struct str a, struct str b, unsigned limit)
{
    if (limit > STR_DISTANCE_MOST)
        limit = STR_DISTANCE_MOST;
    if ((a.n > b.n ? a.n - b.n : b.n - a.n) > limit)
        return limit + 1;
    struct band band;
    for (unsigned column = 0; column < 2 * STR_DISTANCE_MOST + 3; column++)
        band.before[column] = band.last[column] = band.row[column] = 2 * STR_DISTANCE_MOST;
    for (uint32_t i = 0; i <= a.n; i++)
        band_row(&band, a, b, i, limit);
    return least_of(band.row[b.n + limit + 1 - a.n], limit + 1);
}
