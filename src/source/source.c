#include "source/source.h"

#include <string.h>

void sources_init(struct sources *sources, struct arena *arena)
{
    *sources = (struct sources){ .arena = arena };
}

static struct str without_mark(struct str text)
{
    struct str mark = STR("\xEF\xBB\xBF");
    return str_starts(text, mark) ? str_slice(text, mark.n, text.n) : text;
}

/* Behind the next line end at or after FROM, or past the text. */
static uint32_t next_line(struct str text, uint32_t from)
{
    const char *end = from < text.n ? memchr(text.p + from, '\n', text.n - from) : NULL;
    return end ? (uint32_t)(end - text.p) + 1 : text.n + 1;
}

static void make_lines(struct arena *arena, struct source *source)
{
    struct str text = source->text;
    uint32_t n = 0;
    for (uint32_t from = 0; from <= text.n; from = next_line(text, from))
        n++;
    source->lines = arena_array(arena, uint32_t, n);
    for (uint32_t from = 0; from <= text.n; from = next_line(text, from))
        source->lines[source->n_lines++] = from;
}

uint32_t source_add(struct sources *sources, struct str name, struct str text)
{
    struct source *source = arena_new(sources->arena, struct source);
    source->name = str_dup(sources->arena, name);
    source->text = str_dup(sources->arena, without_mark(text));
    make_lines(sources->arena, source);
    vec_push(sources->arena, &sources->all, source);
    return sources->all.n - 1;
}

const struct source *source_at(const struct sources *sources, uint32_t index)
{
    return sources->all.at[index];
}

struct str source_line(const struct source *source, uint32_t line)
{
    uint32_t from = source->lines[line - 1];
    uint32_t to = line < source->n_lines ? source->lines[line] - 1 : source->text.n;
    if (to > from && line < source->n_lines && source->text.p[to - 1] == '\r')
        to--;
    return str_slice(source->text, from, to);
}
