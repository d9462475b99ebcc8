/* What edits change in a file, in the unified form that diff and patch know. */
#include "scenario/scenario_update.h"

enum { CONTEXT = 3 };

/* Whole lines of the old text, and what stands for them in the new one. */
struct change {
    uint32_t old_from, old_to, new_from, new_to;
};
typedef VEC(struct change) changes;

static uint32_t count_lines(struct str text, uint32_t from, uint32_t to)
{
    uint32_t n = 0;
    for (uint32_t at = from; at < to; at = str_line_end(text, at))
        n++;
    return n;
}

/* Lines that both begin or end with are none of the change. */
static void trim(struct str old, struct str new, struct change *change)
{
    for (;;) {
        uint32_t a = str_line_end(old, change->old_from), b = str_line_end(new, change->new_from);
        if (a > change->old_to || b > change->new_to || a == change->old_from
            || !str_eq(str_slice(old, change->old_from, a), str_slice(new, change->new_from, b)))
            break;
        change->old_from = a;
        change->new_from = b;
    }
    while (change->old_to > change->old_from && change->new_to > change->new_from) {
        uint32_t a = str_line_start(old, change->old_to - 1), b = str_line_start(new, change->new_to - 1);
        if (a < change->old_from || b < change->new_from || !str_eq(str_slice(old, a, change->old_to), str_slice(new, b, change->new_to)))
            break;
        change->old_to = a;
        change->new_to = b;
    }
}

static changes changes_of(struct arena *arena, struct str old, struct str new, const struct scenario_edit *edits, uint32_t n)
{
    changes all = { 0 };
    int64_t shift = 0;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t from = str_line_start(old, edits[i].from), to = str_line_end(old, edits[i].to);
        struct change change = { from, to, (uint32_t)(from + shift), 0 };
        shift += (int64_t)edits[i].text.n - (edits[i].to - edits[i].from);
        if (all.n == 0 || from > all.at[all.n - 1].old_to)
            vec_push(arena, &all, change);
        all.at[all.n - 1].old_to = to;
        all.at[all.n - 1].new_to = (uint32_t)(to + shift);
    }
    for (uint32_t i = 0; i < all.n; i++)
        trim(old, new, &all.at[i]);
    return all;
}

/* ---- hunks ---- */

static void put_lines(struct buf *out, char mark, struct str text, uint32_t from, uint32_t to)
{
    for (uint32_t at = from, end; at < to; at = end) {
        end = str_line_end(text, at);
        buf_char(out, mark);
        buf_str(out, str_slice(text, at, end));
        if (text.p[end - 1] != '\n')
            buf_cstr(out, "\n\\ No newline at end of file\n");
    }
}

static uint32_t lines_back(struct str text, uint32_t at, uint32_t least)
{
    for (int i = 0; i < CONTEXT && at > least; i++)
        at = str_line_start(text, at - 1);
    return at;
}

static uint32_t lines_on(struct str text, uint32_t at)
{
    for (int i = 0; i < CONTEXT; i++)
        at = str_line_end(text, at);
    return at;
}

static void put_range(struct buf *out, char mark, uint32_t line, uint32_t n)
{
    buf_printf(out, " %c%u", mark, n == 0 ? line - 1 : line);
    if (n != 1)
        buf_printf(out, ",%u", n);
}

/* Those from FIRST up to LAST are so near each other that they are told together. */
static void put_hunk(struct buf *out, struct str old, struct str new, const struct change *first, const struct change *last, uint32_t line,
                     uint32_t new_line)
{
    uint32_t start = lines_back(old, first->old_from, 0), end = lines_on(old, last->old_to);
    uint32_t n = count_lines(old, start, end), n_new = n;
    for (const struct change *change = first; change <= last; change++)
        n_new += count_lines(new, change->new_from, change->new_to) - count_lines(old, change->old_from, change->old_to);
    uint32_t before = count_lines(old, start, first->old_from);
    buf_cstr(out, "@@");
    put_range(out, '-', line - before, n);
    put_range(out, '+', new_line - before, n_new);
    buf_cstr(out, " @@\n");
    for (const struct change *change = first; change <= last; change++) {
        put_lines(out, ' ', old, start, change->old_from);
        put_lines(out, '-', old, change->old_from, change->old_to);
        put_lines(out, '+', new, change->new_from, change->new_to);
        start = change->old_to;
    }
    put_lines(out, ' ', old, start, end);
}

static uint32_t last_near(struct str old, const changes *all, uint32_t first)
{
    uint32_t last = first;
    while (last + 1 < all->n && count_lines(old, all->at[last].old_to, all->at[last + 1].old_from) <= 2 * CONTEXT)
        last++;
    return last;
}

struct str scenario_diff(struct arena *arena, struct str name, struct str old, struct str new, const struct scenario_edit *edits, uint32_t n,
                         struct buf *out)
{
    changes all = changes_of(arena, old, new, edits, n);
    uint32_t line = 1, new_line = 1, at = 0, new_at = 0;
    out->n = 0;
    buf_printf(out, "--- %.*s\n+++ %.*s\n", STR_ARG(name), STR_ARG(name));
    for (uint32_t i = 0, last; i < all.n; i = last + 1) {
        last = last_near(old, &all, i);
        line += count_lines(old, at, all.at[i].old_from);
        new_line += count_lines(new, new_at, all.at[i].new_from);
        at = all.at[i].old_from;
        new_at = all.at[i].new_from;
        put_hunk(out, old, new, &all.at[i], &all.at[last], line, new_line);
    }
    return str_dup(arena, (struct str){ out->p, (uint32_t)out->n });
}
