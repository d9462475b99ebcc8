/* Statements that could not be read: what they would have declared is not missed elsewhere, so that one cause gives one
 * error. What a statement declares is told by its first words, as far as they can be read. */
#include "check/declare.h"

enum { MOST_LOOKED_AT = 100 }; /* beyond, everything may have been declared: nobody reads so many messages */

static bool is_name_byte(char ch)
{
    return ch == '_' || (ch >= '0' && ch <= '9') || (ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z')
        || (unsigned char)ch >= 0x80;
}

/* The next name in TEXT from *AT on, or an empty text. */
static struct str next_word(struct str text, uint32_t *at)
{
    while (*at < text.n && !is_name_byte(text.p[*at]))
        ++*at;
    uint32_t from = *at;
    while (*at < text.n && is_name_byte(text.p[*at]))
        ++*at;
    return str_slice(text, from, *at);
}

static void lose_words(struct checker *c, struct str line, uint32_t most)
{
    struct str word;
    for (uint32_t at = 0; most > 0 && (word = next_word(line, &at)).n > 0; most--)
        map_put(&c->lost, word, c);
}

static bool begins_statement(struct str line)
{
    return line.n > 0 && line.p[0] >= 'a' && line.p[0] <= 'z';
}

static bool is_one_of(struct str word, const char *const *words, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (str_is(word, words[i]))
            return true;
    return false;
}
#define IS_ONE_OF(word, words) is_one_of((word), (words), sizeof(words) / sizeof *(words))

static void lose_whole(struct checker *c, const struct source *source, uint32_t first)
{
    lose_words(c, source_line(source, first), UINT32_MAX);
    for (uint32_t line = first + 1; line <= source->n_lines && !begins_statement(source_line(source, line)); line++)
        lose_words(c, source_line(source, line), UINT32_MAX);
}

/* The statement of SOURCE that begins in line FIRST has a mistake in line AT. */
static void lose(struct checker *c, const struct source *source, uint32_t first, uint32_t at)
{
    static const char *const one_name[] = { "type", "define", "template", "lookup", "action" };
    static const char *const no_name[] = {
        "if", "rule", "output", "kpi", "never", "always", "policy", "first", "otherwise", "end", "effective", "scenario",
        "scenarios", "background", "given", "expect",
    };
    static const struct str facts = { "facts", 5 };
    uint32_t start = 0;
    struct str word = next_word(source_line(source, first), &start);
    if (str_is(word, "facts") && at > first)
        lose_words(c, source_line(source, at), 1);
    else if (IS_ONE_OF(word, one_name))
        lose_words(c, source_line(source, first), 2);
    else if (str_is(word, "use"))
        c->incomplete = true;
    else if (!IS_ONE_OF(word, no_name))
        lose_whole(c, source, first);
    if (str_is(word, "facts") || diag_nearest(word, &facts, 1).n)
        c->lost_facts = true;
}

static void lose_statement(struct checker *c, struct span span)
{
    struct place place = span_place(c->sources, span);
    uint32_t first = place.line;
    while (first > 1 && !begins_statement(source_line(place.source, first)))
        first--;
    lose(c, place.source, first, place.line);
}

void declare_lost(struct checker *c)
{
    for (uint32_t i = 0; i < c->diags->all.n; i++) {
        const struct diag *diag = c->diags->all.at[i];
        if (diag->severity != DIAG_ERROR)
            continue;
        if (diag->code == DIAG_USE || diag->code == DIAG_FILE || !diag->has_span || i > MOST_LOOKED_AT)
            c->incomplete = true;
        else
            lose_statement(c, diag->span);
    }
}
