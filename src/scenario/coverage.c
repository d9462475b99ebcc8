#include "scenario/coverage.h"

void coverage_init(struct coverage *coverage, struct arena *arena)
{
    *coverage = (struct coverage){ .arena = arena };
    map_init(&coverage->by_place, arena);
}

/* ---- items ---- */

static uint32_t file_of(struct coverage *coverage, const struct source *source)
{
    for (uint32_t i = 0; i < coverage->files.n; i++)
        if (str_eq(coverage->files.at[i]->name, source->name))
            return i;
    struct cover_file *file = arena_new(coverage->arena, struct cover_file);
    file->sources = arena_new(coverage->arena, struct sources);
    sources_init(file->sources, coverage->arena);
    source_add(file->sources, source->name, source->text);
    file->name = str_dup(coverage->arena, source->name);
    file->text = source_at(file->sources, 0)->text;
    vec_push(coverage->arena, &coverage->files, file);
    return coverage->files.n - 1;
}

static bool is_before(const struct cover_item *a, const struct cover_item *b)
{
    if (a->span.from != b->span.from)
        return a->span.from < b->span.from;
    return a->kind != b->kind ? a->kind < b->kind : a->span.to < b->span.to;
}

static void add_in_order(struct coverage *coverage, struct cover_file *file, uint32_t index)
{
    uint32_t at;
    vec_push(coverage->arena, &file->items, index);
    for (at = file->items.n - 1; at > 0 && is_before(coverage->items.at[index], coverage->items.at[file->items.at[at - 1]]); at--)
        file->items.at[at] = file->items.at[at - 1];
    file->items.at[at] = index;
}

struct cover_item *coverage_item(struct coverage *coverage, const struct sources *sources, enum cover_kind kind, struct span span, uint32_t mark)
{
    uint32_t file = file_of(coverage, source_at(sources, span.source));
    struct str place = str_printf(coverage->arena, "%u:%u:%u:%u:%u", file, (unsigned)kind, span.from, span.to, mark);
    struct cover_item *item = map_get(&coverage->by_place, place);
    if (item)
        return item;
    item = arena_new(coverage->arena, struct cover_item);
    *item = (struct cover_item){ .kind = kind, .file = file, .span = { 0, span.from, span.to } };
    map_put(&coverage->by_place, place, item);
    vec_push(coverage->arena, &coverage->items, item);
    add_in_order(coverage, coverage->files.at[file], coverage->items.n - 1);
    return item;
}

struct place coverage_place(const struct coverage *coverage, const struct cover_item *item)
{
    return span_place(coverage->files.at[item->file]->sources, item->span);
}

/* The first of FILE's items in LINE or behind it. */
static uint32_t first_from(const struct coverage *coverage, const struct cover_file *file, uint32_t line)
{
    uint32_t low = 0, high = file->items.n;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        bool before = coverage_place(coverage, coverage->items.at[file->items.at[middle]]).line < line;
        *(before ? &low : &high) = before ? middle + 1 : middle;
    }
    return low;
}

uint32_t coverage_on_line(const struct coverage *coverage, const struct cover_file *file, uint32_t line, uint32_t *end)
{
    *end = first_from(coverage, file, line + 1);
    return first_from(coverage, file, line);
}

/* ---- figures ---- */

/* Of several pairs one with yes and no, whichever is which: it needs no thinking about the unknown. */
bool coverage_pair(const struct cover_item *item, struct cover_pair *pair)
{
    static const enum truth outcomes[][2] = { { TRUTH_YES, TRUTH_NO }, { TRUTH_NO, TRUTH_YES }, { TRUTH_YES, TRUTH_UNKNOWN },
                                              { TRUTH_UNKNOWN, TRUTH_NO }, { TRUTH_UNKNOWN, TRUTH_YES }, { TRUTH_NO, TRUTH_UNKNOWN } };
    for (size_t i = 0; i < sizeof outcomes / sizeof *outcomes; i++) {
        enum truth a = outcomes[i][0], b = outcomes[i][1];
        *pair = (struct cover_pair){ { item->shows[TRUTH_YES][a], item->shows[TRUTH_NO][b] }, { a, b } };
        if (pair->with[0] && pair->with[1])
            return true;
    }
    return false;
}

bool coverage_matters(const struct cover_item *item)
{
    struct cover_pair pair;
    return coverage_pair(item, &pair);
}

bool coverage_can_be(const struct cover_item *item, enum truth truth)
{
    if (item->seen[truth] > 0)
        return true;
    return (truth != TRUTH_UNKNOWN || item->can_be_unknown) && (item->possible[truth] || !item->ruled_out[truth]);
}

static uint32_t answers(const struct cover_item *item)
{
    return coverage_can_be(item, TRUTH_NO) + coverage_can_be(item, TRUTH_YES) + coverage_can_be(item, TRUTH_UNKNOWN);
}

static uint32_t answers_seen(const struct cover_item *item)
{
    return (item->seen[TRUTH_NO] > 0) + (item->seen[TRUTH_YES] > 0) + (item->seen[TRUTH_UNKNOWN] > 0);
}

/* One that is always the same cannot. */
static bool can_matter(const struct cover_item *item)
{
    return coverage_can_be(item, TRUTH_NO) && coverage_can_be(item, TRUTH_YES);
}

bool coverage_full(const struct cover_item *item)
{
    if (item->kind != COVER_CONDITION)
        return item->seen[TRUTH_YES] > 0;
    return answers_seen(item) == answers(item) && (!can_matter(item) || coverage_matters(item));
}

static void count(const struct cover_item *item, struct cover_figures *figures)
{
    switch (item->kind) {
    case COVER_RULE:
        figures->rules++;
        figures->rules_fired += item->seen[TRUTH_YES] > 0;
        break;
    case COVER_BRANCH:
        figures->branches++;
        figures->branches_fired += item->seen[TRUTH_YES] > 0;
        break;
    case COVER_CONDITION:
        figures->conditions++;
        figures->conditions_full += answers_seen(item) == answers(item);
        figures->answers += answers(item);
        figures->answers_seen += answers_seen(item);
        figures->can_matter += can_matter(item);
        figures->mattering += coverage_matters(item);
        break;
    }
}

struct cover_figures coverage_figures(const struct coverage *coverage, const struct cover_file *file)
{
    struct cover_figures figures = { 0 };
    for (uint32_t i = 0; i < coverage->items.n; i++)
        if (!file || coverage->files.at[coverage->items.at[i]->file] == file)
            count(coverage->items.at[i], &figures);
    return figures;
}

/* ---- reasons ---- */

static void put_words(const struct cover_item *item, struct buf *out)
{
    buf_char(out, '\'');
    buf_line(out, item->words);
    buf_char(out, '\'');
}

static const char *const truths[] = { "no", "yes", "unknown" };

static void never(const struct cover_item *item, struct buf *out)
{
    bool looked = item->seen[0] + item->seen[1] + item->seen[2] > 0;
    put_words(item, out);
    if (!looked && item->decided == 0)
        buf_cstr(out, " was never looked at: no scenario comes so far\n");
    else if (!looked)
        buf_cstr(out, " was never looked at: what stands before it always settles its condition\n");
    if (!looked)
        return;
    buf_cstr(out, answers_seen(item) == 1 ? " was always " : " was never ");
    bool begun = false;
    for (unsigned i = 0; i < 3; i++)
        if (answers_seen(item) == 1 ? item->seen[i] > 0 : item->seen[i] == 0 && coverage_can_be(item, (enum truth)i)) {
            buf_printf(out, "%s%s", begun ? ", never " : "", truths[i]);
            begun = true;
        }
    buf_char(out, '\n');
}

static void put_case(const struct cover_case *which, struct buf *out)
{
    buf_cstr(out, "\"");
    buf_line(out, which->title);
    buf_cstr(out, "\"");
    if (which->row > 0)
        buf_printf(out, ", row %u", which->row);
    buf_cstr(out, " (");
    buf_line(out, which->file);
    buf_printf(out, ":%u)", which->line);
}

void coverage_shown(const struct cover_item *item, struct buf *out)
{
    struct cover_pair pair;
    if (item->kind != COVER_CONDITION || !coverage_pair(item, &pair))
        return;
    put_words(item, out);
    buf_cstr(out, " matters: yes in ");
    put_case(pair.with[0], out);
    buf_printf(out, ", where its condition comes to %s; no in ", truths[pair.outcome[0]]);
    put_case(pair.with[1], out);
    buf_printf(out, ", where that comes to %s\n", truths[pair.outcome[1]]);
}

static bool shows(const struct cover_item *item, enum truth truth)
{
    return item->shows[truth][TRUTH_NO] || item->shows[truth][TRUTH_YES] || item->shows[truth][TRUTH_UNKNOWN];
}

/* It was yes and no, and nothing hung on it. */
static void never_mattered(const struct coverage *coverage, const struct cover_item *item, struct buf *out)
{
    enum truth idle = shows(item, TRUTH_YES) ? TRUTH_NO : TRUTH_YES;
    put_words(item, out);
    buf_cstr(out, " was not shown to matter: ");
    if (shows(item, TRUTH_YES) && shows(item, TRUTH_NO)) {
        buf_cstr(out, "its condition came out the same with it and without it\n");
        return;
    }
    buf_printf(out, "whenever it was %s, '", truths[idle]);
    buf_line(out, span_text(coverage->files.at[item->file]->sources, item->masked_by));
    buf_cstr(out, "' settled the condition by itself\n");
}

void coverage_reasons(const struct coverage *coverage, const struct cover_item *item, struct buf *out)
{
    static const char *const things[] = { "this rule", "this branch" };
    if (coverage_full(item))
        return;
    if (item->kind != COVER_CONDITION) {
        buf_printf(out, "%s %s\n", things[item->kind], item->seen[TRUTH_UNKNOWN] ? "never fired for certain" : "never fired");
        return;
    }
    if (answers_seen(item) < answers(item))
        never(item, out);
    if (item->seen[TRUTH_NO] && item->seen[TRUTH_YES] && !coverage_matters(item))
        never_mattered(coverage, item, out);
}
