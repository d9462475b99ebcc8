/* Patterns of `matches` as sets of texts: the part of RE2's syntax that policies use (characters, classes, groups, alternatives,
 * repetitions, ^ and $ at the ends). Any other pattern is left to the evaluator. */
#include "analyze/solver_inner.h"

#include "base/utf8.h"

enum { MOST_RANGES = 64, MOST_TIMES = 64, MOST_CODE = 0x10FFFF };

struct reader {
    struct solver *s;
    struct str text;
    uint32_t at;
    unsigned depth;
    bool lost; /* something that is not known here */
    bool alternated; /* outside of any group: then ^ and $ are not the whole pattern's */
};

struct ranges {
    uint32_t at[2 * MOST_RANGES];
    unsigned n;
};

static bool ends(const struct reader *r) { return r->at >= r->text.n; }
static char peek(const struct reader *r) { return ends(r) ? '\0' : r->text.p[r->at]; }

static bool take(struct reader *r, char c)
{
    if (ends(r) || r->text.p[r->at] != c)
        return false;
    r->at++;
    return true;
}

static uint32_t take_code(struct reader *r)
{
    unsigned length;
    uint32_t code = utf8_decode(str_slice(r->text, r->at, r->text.n), &length);
    r->at += length;
    return code;
}

/* ---- classes ---- */

static void add_range(struct reader *r, struct ranges *ranges, uint32_t from, uint32_t to)
{
    if (ranges->n == MOST_RANGES || from > to) {
        r->lost = true;
        return;
    }
    ranges->at[2 * ranges->n] = from;
    ranges->at[2 * ranges->n++ + 1] = to;
}

static void add_named(struct reader *r, struct ranges *ranges, char name)
{
    if (name != 's')
        add_range(r, ranges, '0', '9');
    if (name == 'w') {
        add_range(r, ranges, 'A', 'Z');
        add_range(r, ranges, '_', '_');
        add_range(r, ranges, 'a', 'z');
    }
    if (name == 's') { /* RE2's: tab, newline, form feed, carriage return, space */
        add_range(r, ranges, '\t', '\n');
        add_range(r, ranges, '\f', '\r');
        add_range(r, ranges, ' ', ' ');
    }
}

/* The ranges between these, which are in order. */
static struct ranges others(struct reader *r, const struct ranges *ranges)
{
    struct ranges left = { .n = 0 };
    uint32_t from = 0;
    for (unsigned i = 0; i < ranges->n; i++) {
        if (ranges->at[2 * i] > from)
            add_range(r, &left, from, ranges->at[2 * i] - 1);
        if (ranges->at[2 * i + 1] + 1 > from)
            from = ranges->at[2 * i + 1] + 1;
    }
    if (from <= MOST_CODE)
        add_range(r, &left, from, MOST_CODE);
    return left;
}

static void sort(struct ranges *ranges)
{
    for (unsigned i = 1; i < ranges->n; i++)
        for (unsigned k = i; k > 0 && ranges->at[2 * k - 2] > ranges->at[2 * k]; k--)
            for (unsigned j = 0; j < 2; j++) {
                uint32_t held = ranges->at[2 * k + j];
                ranges->at[2 * k + j] = ranges->at[2 * k - 2 + j];
                ranges->at[2 * k - 2 + j] = held;
            }
}

/* After a backslash: a class goes to RANGES, a character comes back; 0 for a class. */
static uint32_t escaped(struct reader *r, struct ranges *ranges)
{
    char c = peek(r);
    struct ranges named = { .n = 0 };
    r->at++;
    switch (c) {
    case 'd': case 'w': case 's': add_named(r, ranges, c); return 0;
    case 'D': case 'W': case 'S':
        add_named(r, &named, (char)(c - 'A' + 'a'));
        named = others(r, &named);
        for (unsigned i = 0; i < named.n; i++)
            add_range(r, ranges, named.at[2 * i], named.at[2 * i + 1]);
        return 0;
    case 't': return '\t';
    case 'n': return '\n';
    case 'r': return '\r';
    default: break;
    }
    bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || (unsigned char)c >= 0x80;
    r->lost |= letter || c == '\0';
    return (unsigned char)c;
}

static uint32_t class_code(struct reader *r, struct ranges *ranges)
{
    if (peek(r) == '[' && r->at + 1 < r->text.n && r->text.p[r->at + 1] == ':')
        r->lost = true;
    return take(r, '\\') ? escaped(r, ranges) : take_code(r);
}

static smt_node class_set(struct reader *r)
{
    struct ranges ranges = { .n = 0 };
    bool negated = take(r, '^'), first = true;
    while (!r->lost && !ends(r) && (first || peek(r) != ']')) {
        uint32_t from = class_code(r, &ranges), to = from;
        first = false;
        if (from != 0 && peek(r) == '-' && r->at + 1 < r->text.n && r->text.p[r->at + 1] != ']') {
            r->at++;
            to = class_code(r, &ranges);
        }
        if (from != 0)
            add_range(r, &ranges, from, to);
    }
    r->lost |= !take(r, ']');
    sort(&ranges);
    if (negated)
        ranges = others(r, &ranges);
    return smt_set_of(r->s->smt, ranges.at, ranges.n);
}

/* ---- the grammar ---- */

static smt_node alternatives(struct reader *r);

static smt_node group(struct reader *r)
{
    if (take(r, '?'))
        r->lost |= !take(r, ':');
    smt_node set = alternatives(r);
    r->lost |= !take(r, ')');
    return set;
}

static smt_node atom(struct reader *r)
{
    static const uint32_t no_newline[] = { 0, '\n' - 1, '\n' + 1, MOST_CODE };
    struct ranges ranges = { .n = 0 };
    struct smt *m = r->s->smt;
    if (take(r, '('))
        return group(r);
    if (take(r, '['))
        return class_set(r);
    if (take(r, '.'))
        return smt_set_of(m, no_newline, 2);
    if (strchr("*+?{}^$|)", peek(r)) != NULL)
        r->lost = true;
    uint32_t code = take(r, '\\') ? escaped(r, &ranges) : ends(r) ? 0 : take_code(r);
    if (code != 0)
        add_range(r, &ranges, code, code);
    return smt_set_of(m, ranges.at, ranges.n);
}

static bool number(struct reader *r, unsigned *n)
{
    bool any = false;
    *n = 0;
    while (peek(r) >= '0' && peek(r) <= '9' && *n <= MOST_TIMES) {
        *n = *n * 10 + (unsigned)(r->text.p[r->at++] - '0');
        any = true;
    }
    return any;
}

static smt_node counted(struct reader *r, smt_node set)
{
    unsigned least, most;
    r->lost |= !number(r, &least);
    most = least;
    if (take(r, ',') && !number(r, &most))
        most = 0;
    r->lost |= !take(r, '}') || least > MOST_TIMES || most > MOST_TIMES || (most != 0 && most < least);
    if (r->lost)
        return set;
    return most == 0 && least == 0 && r->text.p[r->at - 2] != ',' ? smt_set_text(r->s->smt, STR("")) : smt_set_times(r->s->smt, set, least, most);
}

static smt_node repeated(struct reader *r)
{
    smt_node set = atom(r);
    struct smt *m = r->s->smt;
    while (!r->lost) {
        if (take(r, '*'))
            set = smt_set_times(m, set, 0, 0);
        else if (take(r, '+'))
            set = smt_set_times(m, set, 1, 0);
        else if (take(r, '?'))
            set = smt_set_either(m, set, smt_set_text(m, STR("")));
        else if (take(r, '{'))
            set = counted(r, set);
        else
            break;
        take(r, '?'); /* how much a match takes makes no difference to whether there is one */
    }
    return set;
}

static smt_node sequence(struct reader *r)
{
    smt_node all = NULL;
    while (!r->lost && !ends(r) && peek(r) != '|' && peek(r) != ')') {
        if (peek(r) == '$' && r->depth == 1 && r->at + 1 == r->text.n)
            break;
        smt_node one = repeated(r);
        all = all ? smt_set_then(r->s->smt, all, one) : one;
    }
    return all ? all : smt_set_text(r->s->smt, STR(""));
}

static smt_node alternatives(struct reader *r)
{
    enum { DEEPEST = 32 };
    r->depth++;
    r->lost |= r->depth > DEEPEST;
    smt_node any = sequence(r);
    while (!r->lost && take(r, '|')) {
        r->alternated |= r->depth == 1;
        any = smt_set_either(r->s->smt, any, sequence(r));
    }
    r->depth--;
    return any;
}

static struct str words_of(const struct solver *s, uint32_t index)
{
    const struct map *map = &s->program->patterns->index;
    for (uint32_t i = 0; i < map->n; i++)
        if ((uintptr_t)map->entries[i].value == (uintptr_t)index + 1)
            return map->entries[i].key;
    return STR("(");
}

smt_node solver_pattern(struct solver *s, uint32_t index, smt_node text)
{
    struct smt *m = s->smt;
    struct reader r = { .s = s, .text = words_of(s, index) };
    smt_node any = smt_set_times(m, smt_set_of(m, (uint32_t[]){ 0, MOST_CODE }, 1), 0, 0);
    bool from_start = take(&r, '^');
    smt_node set = alternatives(&r);
    bool to_end = take(&r, '$');
    if (r.lost || !ends(&r) || (r.alternated && (from_start || to_end)))
        return NULL;
    if (!from_start)
        set = smt_set_then(m, any, set);
    if (!to_end)
        set = smt_set_then(m, set, any);
    return smt_of_set(m, text, set);
}
