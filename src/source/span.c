#include "base/utf8.h"
#include "source/source.h"

#include <string.h>

/* The index of the line that holds AT: the last one that begins there or before. */
static uint32_t line_of(const struct source *source, uint32_t at)
{
    uint32_t low = 0, high = source->n_lines;
    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;
        if (source->lines[middle] <= at)
            low = middle;
        else
            high = middle;
    }
    return low;
}

static uint32_t clamp(uint32_t at, struct str text)
{
    return at < text.n ? at : text.n;
}

struct place span_place(const struct sources *sources, struct span span)
{
    const struct source *source = source_at(sources, span.source);
    uint32_t at = clamp(span.from, source->text), line = line_of(source, at);
    struct str before = str_slice(source->text, source->lines[line], at);
    return (struct place){ source, line + 1, utf8_count(before) + 1 };
}

struct str span_text(const struct sources *sources, struct span span)
{
    struct str text = source_at(sources, span.source)->text;
    uint32_t from = clamp(span.from, text), to = clamp(span.to, text);
    return str_slice(text, from, to < from ? from : to);
}

struct span span_join(struct span first, struct span last)
{
    if (first.source != last.source)
        return first;
    if (last.from < first.from)
        first.from = last.from;
    if (last.to > first.to)
        first.to = last.to;
    return first;
}

static struct str base_name(struct str path)
{
    uint32_t from = path.n;
    while (from > 0 && path.p[from - 1] != '/')
        from--;
    return str_slice(path, from, path.n);
}

/* As printf would: a policy of ten thousand rules has as many of them. */
struct str span_rule_name(const struct sources *sources, struct arena *arena, struct span span)
{
    enum { MOST_DIGITS = 10 };
    struct place place = span_place(sources, span);
    struct str base = base_name(place.source->name);
    char digits[MOST_DIGITS], *at = digits + MOST_DIGITS;
    for (uint32_t line = place.line; line > 0; line /= 10)
        *--at = (char)('0' + line % 10);
    uint32_t n = (uint32_t)(digits + MOST_DIGITS - at);
    char *name = arena_alloc(arena, (size_t)base.n + 1 + n + 1);
    memcpy(name, base.p, base.n);
    name[base.n] = ':';
    memcpy(name + base.n + 1, at, n);
    name[base.n + 1 + n] = '\0';
    return (struct str){ name, base.n + 1 + n };
}
