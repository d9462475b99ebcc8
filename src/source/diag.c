#include "source/diag.h"

#include <stdarg.h>
#include <string.h>

#define DIGIT(number, unit) (char)('0' + (number) / (unit) % 10)

static const struct {
    char name[7];
    enum diag_severity severity;
    const char *title;
} codes[] = {
#define DIAG(code, number, severity, title) \
    [code] = { { 'B', 'Y', DIGIT(number, 1000), DIGIT(number, 100), DIGIT(number, 10), DIGIT(number, 1) }, severity, title },
#include "source/diag_codes.def"
#undef DIAG
};

const char *diag_code_name(enum diag_code code)
{
    return codes[code].name;
}

const char *diag_code_title(enum diag_code code)
{
    return codes[code].title;
}

enum diag_code diag_code_from(struct str name)
{
    enum diag_code code = 0;
    while (code < DIAG_CODE_COUNT && !str_is(name, codes[code].name))
        code++;
    return code;
}

void diags_init(struct diags *diags, struct arena *arena, const struct sources *sources)
{
    *diags = (struct diags){ .arena = arena, .sources = sources };
    map_init(&diags->subjects, arena);
}

static uint32_t *count_of(struct diags *diags, const struct diag *diag)
{
    return diag->severity == DIAG_ERROR ? &diags->n_errors : &diags->n_warnings;
}

static struct str text_from(struct arena *arena, const char *format, va_list list)
{
    size_t n;
    char *text = arena_vprintf(arena, &n, format, list);
    return (struct str){ text, (uint32_t)n };
}

static struct diag *add(struct diags *diags, enum diag_code code, const char *format, va_list list)
{
    struct diag *diag = arena_new(diags->arena, struct diag);
    diag->code = code;
    diag->severity = codes[code].severity;
    diag->text = text_from(diags->arena, format, list);
    vec_push(diags->arena, &diags->all, diag);
    ++*count_of(diags, diag);
    return diag;
}

struct diag *diag_add(struct diags *diags, enum diag_code code, struct span span, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    struct diag *diag = add(diags, code, format, list);
    va_end(list);
    diag->span = span;
    diag->has_span = true;
    return diag;
}

struct diag *diag_add_bare(struct diags *diags, enum diag_code code, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    struct diag *diag = add(diags, code, format, list);
    va_end(list);
    return diag;
}

void diag_hint(struct diags *diags, struct diag *diag, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    diag->hint = text_from(diags->arena, format, list);
    va_end(list);
}

void diag_note(struct diags *diags, struct diag *diag, struct span span, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    struct diag_note note = { span, true, text_from(diags->arena, format, list) };
    va_end(list);
    vec_push(diags->arena, &diag->notes, note);
}

/* From the end, where a message that is being completed stands. */
static void drop(struct diags *diags, const struct diag *diag)
{
    uint32_t at = diags->all.n;
    while (at > 0 && diags->all.at[at - 1] != diag)
        at--;
    if (at == 0)
        return;
    memmove(&diags->all.at[at - 1], &diags->all.at[at], (diags->all.n - at) * sizeof *diags->all.at);
    diags->all.n--;
    --*count_of(diags, diag);
}

void diag_subject(struct diags *diags, struct diag *diag, struct str subject)
{
    diag->subject = subject;
    if (subject.n == 0)
        return;
    struct str key = str_printf(diags->arena, "%s %.*s", diag_code_name(diag->code), STR_ARG(subject));
    struct diag *before = map_get(&diags->subjects, key);
    if (before && before != diag)
        drop(diags, diag);
    else
        map_put(&diags->subjects, key, diag);
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + 'a' - 'A') : c;
}

static bool same_but_case(struct str a, struct str b)
{
    if (a.n != b.n)
        return false;
    for (uint32_t i = 0; i < a.n; i++)
        if (lower(a.p[i]) != lower(b.p[i]))
            return false;
    return true;
}

struct str diag_nearest(struct str name, const struct str *candidates, uint32_t n)
{
    unsigned least = name.n / 3 < 2 ? name.n / 3 : 2;
    struct str nearest = { 0 };
    for (uint32_t i = 0; i < n; i++) {
        if (str_eq(name, candidates[i]))
            continue;
        if (same_but_case(name, candidates[i]))
            return candidates[i];
        unsigned distance = str_distance(name, candidates[i], least);
        if (distance > least || (nearest.n && distance == least))
            continue; /* the first of the nearest */
        nearest = candidates[i];
        least = distance;
    }
    return nearest;
}

static bool comes_before(const struct diag *a, const struct diag *b)
{
    if (!a->has_span || !b->has_span)
        return !a->has_span && b->has_span;
    if (a->span.source != b->span.source)
        return a->span.source < b->span.source;
    return a->span.from < b->span.from;
}

/* Merges FROM[LOW..MIDDLE) and FROM[MIDDLE..HIGH) into TO; of equal ones the first stays first. */
static void merge(struct diag **from, struct diag **to, uint32_t low, uint32_t middle, uint32_t high)
{
    uint32_t a = low, b = middle;
    for (uint32_t at = low; at < high; at++)
        to[at] = a < middle && (b == high || !comes_before(from[b], from[a])) ? from[a++] : from[b++];
}

bool diags_are_understood(const struct diags *diags)
{
    for (uint32_t i = 0; i < diags->all.n; i++)
        if (diags->all.at[i]->severity == DIAG_ERROR && !diags->all.at[i]->understood)
            return false;
    return true;
}

/* Merge sort: stable, and unlike qsort(3) it calls no malloc. */
void diags_sort(struct diags *diags)
{
    uint32_t n = diags->all.n;
    struct diag **from = diags->all.at, **to = arena_array(diags->arena, struct diag *, n);
    for (uint64_t width = 1; width < n; width *= 2) {
        for (uint64_t low = 0; low < n; low += 2 * width) {
            uint64_t middle = low + width < n ? low + width : n, high = low + 2 * width < n ? low + 2 * width : n;
            merge(from, to, (uint32_t)low, (uint32_t)middle, (uint32_t)high);
        }
        struct diag **swap = from;
        from = to;
        to = swap;
    }
    if (from != diags->all.at)
        memcpy(diags->all.at, from, n * sizeof *from);
}
