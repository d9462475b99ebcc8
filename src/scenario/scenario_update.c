/* Which expectations change, and the files that come of it. */
#include "scenario/scenario_update.h"

#include "base/utf8.h"

#include <stdlib.h>

/* What a scenario wants to stand at the place of one of its expectations. Those above a table's rows are of all its rows. */
struct wish {
    struct span span;
    struct str text; /* p is NULL: what stands there */
    uint32_t of;     /* which failed scenario; UINT32_MAX: none */
    bool cell;
};

struct scenario_update {
    struct arena *arena;
    const struct program *program;
    const struct sources *sources;
    VEC(struct wish) wishes;
    VEC(struct scenario_left) failed; /* why is NULL: it is not left alone */
};

typedef VEC(struct scenario_edit) edits;

struct scenario_update *scenario_update_new(struct arena *arena, const struct program *program, const struct sources *sources)
{
    struct scenario_update *update = arena_new(arena, struct scenario_update);
    *update = (struct scenario_update){ .arena = arena, .program = program, .sources = sources };
    return update;
}

/* ---- one scenario ---- */

static bool is_shared(const struct scenario *scenario, const struct expectation *expected)
{
    return scenario->row > 0 && expected->head.n == 0;
}

static void wish(struct scenario_update *update, const struct expectation *expected, struct str text, uint32_t of)
{
    struct wish wish = { expected->span, text, of, expected->head.n > 0 };
    vec_push(update->arena, &update->wishes, wish);
}

static void keep_shared(struct scenario_update *update, const struct scenario *scenario)
{
    for (uint32_t i = 0; i < scenario->n_expectations; i++)
        if (is_shared(scenario, &scenario->expectations[i]))
            wish(update, &scenario->expectations[i], (struct str){ NULL, 0 }, UINT32_MAX);
}

static bool same_span(struct span a, struct span b) { return a.source == b.source && a.from == b.from && a.to == b.to; }

/* `expect rule a, b` is two expectations at one place: whether any of those is not met, and this is the first of them. */
static bool is_first_unmet(const struct scenario_run *run, const struct scenario *scenario, uint32_t index, const struct decision *decision)
{
    for (uint32_t i = 0; i < index; i++)
        if (same_span(scenario->expectations[i].span, scenario->expectations[index].span) && !scenario_match(run, &scenario->expectations[i], decision))
            return false;
    return !scenario_match(run, &scenario->expectations[index], decision);
}

/* Why the scenario is to be left alone; NULL: it is not, and its wishes are noted. */
static const char *wish_all(struct scenario_update *update, const struct scenario_run *run, const struct scenario *scenario,
                            const struct decision *decision, uint32_t of)
{
    bool *taken = scenario_update_taken(run, scenario, decision, update->arena);
    const char *why = NULL;
    uint32_t before = update->wishes.n;
    for (uint32_t i = 0; i < scenario->n_expectations && !why; i++) {
        const struct expectation *expected = &scenario->expectations[i];
        if (is_first_unmet(run, scenario, i, decision))
            wish(update, expected, scenario_update_words(run, scenario, expected, decision, taken, update->arena, &why), of);
        else if (is_shared(scenario, expected) && scenario_match(run, expected, decision))
            wish(update, expected, (struct str){ NULL, 0 }, UINT32_MAX);
    }
    if (why)
        update->wishes.n = before;
    return why;
}

void scenario_update_note(struct scenario_update *update, const struct scenario_run *run, const struct scenario *scenario,
                          const struct decision *decision, bool passed)
{
    struct scenario_left failed = { scenario, NULL };
    if (!passed && decision->status == DECISION_ERROR)
        failed.why = "its case came to an error, which is no expectation to be made without a look";
    else if (!passed && decision->status == DECISION_CONFLICT)
        failed.why = "its case came to a conflict, which is no expectation to be made without a look";
    else if (!passed)
        failed.why = wish_all(update, run, scenario, decision, update->failed.n);
    if (passed || failed.why)
        keep_shared(update, scenario);
    if (!passed)
        vec_push(update->arena, &update->failed, failed);
}

/* ---- what all agree upon ---- */

static int by_place(const void *left, const void *right)
{
    const struct wish *a = left, *b = right;
    if (a->span.source != b->span.source)
        return a->span.source < b->span.source ? -1 : 1;
    if (a->span.from != b->span.from)
        return a->span.from < b->span.from ? -1 : 1;
    return (a->of > b->of) - (a->of < b->of);
}

static bool agree(const struct wish *a, const struct wish *b)
{
    return (a->text.p == NULL) == (b->text.p == NULL) && (a->text.p == NULL || str_eq(a->text, b->text));
}

static void give_up(struct scenario_update *update, const struct wish *wish)
{
    if (wish->of != UINT32_MAX && !update->failed.at[wish->of].why)
        update->failed.at[wish->of].why = "what stands above the rows is expected of all of them, and they come out differently";
}

/* Where the rows of a table want different things of what stands above them, those that want it changed are left alone. */
static void settle(struct scenario_update *update)
{
    struct wish *at = update->wishes.at;
    if (update->wishes.n > 0)
        qsort(at, update->wishes.n, sizeof *at, by_place);
    for (uint32_t i = 0, end; i < update->wishes.n; i = end) {
        bool same = true;
        for (end = i; end < update->wishes.n && same_span(at[end].span, at[i].span); end++)
            same = same && agree(&at[end], &at[i]);
        for (uint32_t k = i; k < end && !same; k++)
            give_up(update, &at[k]);
    }
}

const struct scenario_left *scenario_update_left(struct scenario_update *update, uint32_t *n)
{
    VEC(struct scenario_left) left = { 0 };
    for (uint32_t i = 0; i < update->failed.n; i++)
        if (update->failed.at[i].why)
            vec_push(update->arena, &left, update->failed.at[i]);
    *n = left.n;
    return left.at;
}

/* ---- one file ---- */

static uint32_t after_blanks(const struct source *source, uint32_t at)
{
    while (at < source->text.n && source->text.p[at] == ' ')
        at++;
    return at;
}

/* A cell keeps its width as far as it can: the column stays a column. */
static struct scenario_edit edit_of(const struct scenario_update *update, const struct wish *wish)
{
    const struct source *source = source_at(update->sources, wish->span.source);
    struct str old = scenario_update_text(update->sources, wish->span);
    uint32_t from = (uint32_t)(old.p - source->text.p), to = from + old.n;
    uint32_t before = utf8_count(old), after = utf8_count(wish->text);
    struct scenario_edit edit = { from, to, wish->text };
    uint32_t blanks = after_blanks(source, to) - to, more = after > before ? after - before : 0;
    if (!wish->cell)
        return edit;
    if (after < before)
        edit.text = str_printf(update->arena, "%.*s%*s", STR_ARG(wish->text), (int)(before - after), "");
    edit.to = to + (more < blanks ? more : blanks > 0 ? blanks - 1 : 0);
    return edit;
}

static edits edits_of(struct scenario_update *update, uint32_t source)
{
    edits all = { 0 };
    const struct wish *at = update->wishes.at;
    for (uint32_t i = 0; i < update->wishes.n; i++) {
        bool again = i > 0 && same_span(at[i].span, at[i - 1].span);
        if (at[i].span.source != source || !at[i].text.p || at[i].of == UINT32_MAX || again || update->failed.at[at[i].of].why)
            continue;
        struct scenario_edit edit = edit_of(update, &at[i]);
        vec_push(update->arena, &all, edit);
    }
    return all;
}

static struct str rewritten(struct arena *arena, struct str text, const edits *all)
{
    size_t n = text.n;
    for (uint32_t i = 0; i < all->n; i++)
        n += all->at[i].text.n;
    char *out = arena_zalloc(arena, 1, n + 1), *to = out;
    uint32_t at = 0;
    for (uint32_t i = 0; i < all->n; i++) {
        const struct scenario_edit *edit = &all->at[i];
        to = (char *)memcpy(to, text.p + at, edit->from - at) + (edit->from - at);
        to = (char *)memcpy(to, edit->text.p, edit->text.n) + edit->text.n;
        at = edit->to;
    }
    memcpy(to, text.p + at, text.n - at);
    return (struct str){ out, (uint32_t)(to - out) + text.n - at };
}

const struct scenario_file *scenario_update_files(struct scenario_update *update, struct buf *scratch, uint32_t *n)
{
    VEC(struct scenario_file) files = { 0 };
    settle(update);
    for (uint32_t i = 0; i < update->sources->all.n; i++) {
        edits all = edits_of(update, i);
        const struct source *source = source_at(update->sources, i);
        struct scenario_file file = { .source = i, .n = all.n };
        if (all.n == 0)
            continue;
        file.text = rewritten(update->arena, source->text, &all);
        file.diff = scenario_diff(update->arena, source->name, source->text, file.text, all.at, all.n, scratch);
        vec_push(update->arena, &files, file);
    }
    *n = files.n;
    return files.at;
}
