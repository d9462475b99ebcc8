/* What is different over many cases, as text, JSON or Markdown. */
#include "diffing_cases.h"

#include "value/decimal.h"

#include <stdlib.h>

static const char *const statuses[] = { "decided", "incomplete", "conflict", "error" };
enum { N_STATUSES = 4 };

static int compare_flips(const void *a, const void *b)
{
    const struct diffing_flip *x = *(struct diffing_flip *const *)a, *y = *(struct diffing_flip *const *)b;
    return x->cases != y->cases ? (x->cases < y->cases) - (x->cases > y->cases) : str_cmp(x->was, y->was) ? str_cmp(x->was, y->was) : str_cmp(x->now, y->now);
}

static int compare_sums(const void *a, const void *b)
{
    return str_cmp((*(struct diffing_sum *const *)a)->name, (*(struct diffing_sum *const *)b)->name);
}

static void sort(struct diffing_tally *tally)
{
    if (tally->flips.n)
        qsort(tally->flips.at, tally->flips.n, sizeof *tally->flips.at, compare_flips);
    if (tally->sums.n)
        qsort(tally->sums.at, tally->sums.n, sizeof *tally->sums.at, compare_sums);
}

static bool status_changed(const struct diffing_tally *tally)
{
    for (int i = 0; i < N_STATUSES; i++)
        for (int k = 0; k < N_STATUSES; k++)
            if (i != k && tally->statuses[i][k])
                return true;
    return false;
}

/* Beyond what an amount can be, in whole units. */
static void put_amount(struct diffing_tally *tally, struct buf *out, int128 sum, bool json)
{
    struct value value = value_int(VALUE_NUMBER, (int64_t)sum);
    if (sum < INT64_MIN || sum > INT64_MAX)
        buf_int(out, (int64_t)(sum / DECIMAL_ONE));
    else if (json)
        value_json(out, value, type_simple(TYPE_MONEY));
    else
        value_show(out, value, type_simple(TYPE_MONEY), tally->diffing->reports[DIFF_NEW].style);
}

static void put_names(struct buf *out, const char *between, const struct str *names, uint32_t n, void (*put)(struct buf *out, struct str name))
{
    for (uint32_t i = 0; i < n; i++) {
        buf_cstr(out, i ? between : "");
        put(out, names[i]);
    }
}

/* ---- text ---- */

static void put_case_name(struct buf *out, struct str json)
{
    struct buf name;
    buf_init(&name, out->trap);
    report_name(&name, json);
    buf_line(out, (struct str){ name.p, (uint32_t)name.n });
    buf_free(&name);
}

static void put_flip(struct diffing_tally *tally, const struct diffing_flip *flip)
{
    struct buf *out = &tally->diffing->out;
    buf_printf(out, "%llu case%s: ", (unsigned long long)flip->cases, flip->cases == 1 ? "" : "s");
    buf_line(out, flip->was);
    buf_cstr(out, " → ");
    buf_line(out, flip->now);
    for (unsigned side = 0; side < DIFF_SIDES; side++) {
        if (!flip->n_rules[side])
            continue;
        buf_printf(out, "\n   rules %s: ", side == DIFF_OLD ? "before" : "now");
        put_names(out, ", ", flip->rules[side], flip->n_rules[side], buf_line);
    }
    buf_cstr(out, flip->cases > flip->n_examples ? "\n   such as " : "\n   ");
    put_names(out, ", ", flip->examples, flip->n_examples, put_case_name);
    buf_cstr(out, "\n\n");
}

static void put_sum(struct diffing_tally *tally, const struct diffing_sum *sum, const char *before, const char *between)
{
    struct buf *out = &tally->diffing->out;
    int128 more = sum->sums[DIFF_NEW] - sum->sums[DIFF_OLD];
    if (more == 0)
        return;
    buf_cstr(out, before);
    buf_line(out, sum->name);
    for (unsigned side = 0; side < DIFF_SIDES; side++) {
        buf_cstr(out, side == DIFF_OLD && !*between ? ": " : *between ? between : " → ");
        put_amount(tally, out, sum->sums[side], false);
    }
    buf_cstr(out, *between ? between : " (");
    buf_cstr(out, more > 0 ? "+" : "");
    put_amount(tally, out, more, false);
    buf_cstr(out, *between ? " |\n" : ")\n");
}

static void put_matrix(struct diffing_tally *tally)
{
    struct buf *out = &tally->diffing->out;
    buf_cstr(out, "before \\ now  ");
    for (int i = 0; i < N_STATUSES; i++)
        buf_printf(out, "%12s", statuses[i]);
    for (int i = 0; i < N_STATUSES; i++) {
        buf_printf(out, "\n%-14s", statuses[i]);
        for (int k = 0; k < N_STATUSES; k++)
            buf_printf(out, "%12llu", (unsigned long long)tally->statuses[i][k]);
    }
    buf_cstr(out, "\n\n");
}

static void put_result(struct diffing_tally *tally)
{
    struct buf *out = &tally->diffing->out;
    buf_printf(out, "%llu of %llu cases %s decided differently", (unsigned long long)tally->different, (unsigned long long)tally->cases,
               tally->different == 1 ? "is" : "are");
    if (tally->cannot)
        buf_printf(out, "; %llu cannot be decided again", (unsigned long long)tally->cannot);
    buf_char(out, '\n');
}

static void tell_text(struct diffing_tally *tally)
{
    struct buf *out = &tally->diffing->out;
    for (uint32_t i = 0; i < tally->flips.n; i++)
        put_flip(tally, tally->flips.at[i]);
    if (status_changed(tally))
        put_matrix(tally);
    size_t before = out->n;
    for (uint32_t i = 0; i < tally->sums.n; i++)
        put_sum(tally, tally->sums.at[i], "money: ", "");
    buf_cstr(out, out->n > before ? "\n" : "");
    put_result(tally);
}

/* ---- JSON: one document ---- */

static void put_raw(struct buf *out, struct str json) { buf_str(out, json); }

static void put_flip_json(struct buf *out, const struct diffing_flip *flip)
{
    buf_printf(out, "{\"cases\":%llu,\"was\":", (unsigned long long)flip->cases);
    buf_json(out, flip->was);
    buf_cstr(out, ",\"now\":");
    buf_json(out, flip->now);
    buf_cstr(out, ",\"rules_was\":[");
    put_names(out, ",", flip->rules[DIFF_OLD], flip->n_rules[DIFF_OLD], buf_json);
    buf_cstr(out, "],\"rules_now\":[");
    put_names(out, ",", flip->rules[DIFF_NEW], flip->n_rules[DIFF_NEW], buf_json);
    buf_cstr(out, "],\"examples\":[");
    put_names(out, ",", flip->examples, flip->n_examples, put_raw);
    buf_cstr(out, "]}");
}

static void put_statuses_json(struct diffing_tally *tally)
{
    struct buf *out = &tally->diffing->out;
    for (int i = 0; i < N_STATUSES; i++) {
        buf_printf(out, "%s\"%s\":{", i ? "," : "", statuses[i]);
        for (int k = 0; k < N_STATUSES; k++)
            buf_printf(out, "%s\"%s\":%llu", k ? "," : "", statuses[k], (unsigned long long)tally->statuses[i][k]);
        buf_char(out, '}');
    }
}

static void tell_json(struct diffing_tally *tally)
{
    struct buf *out = &tally->diffing->out;
    buf_printf(out, "{\"cases\":%llu,\"different\":%llu,\"cannot\":%llu,\"flips\":[", (unsigned long long)tally->cases,
               (unsigned long long)tally->different, (unsigned long long)tally->cannot);
    for (uint32_t i = 0; i < tally->flips.n; i++) {
        buf_cstr(out, i ? "," : "");
        put_flip_json(out, tally->flips.at[i]);
    }
    buf_cstr(out, "],\"statuses\":{");
    put_statuses_json(tally);
    buf_cstr(out, "},\"money\":[");
    for (uint32_t i = 0; i < tally->sums.n; i++) {
        buf_cstr(out, i ? ",{\"of\":" : "{\"of\":");
        buf_json(out, tally->sums.at[i]->name);
        buf_cstr(out, ",\"was\":");
        put_amount(tally, out, tally->sums.at[i]->sums[DIFF_OLD], true);
        buf_cstr(out, ",\"now\":");
        put_amount(tally, out, tally->sums.at[i]->sums[DIFF_NEW], true);
        buf_char(out, '}');
    }
    buf_cstr(out, "]}\n");
}

/* ---- Markdown ---- */

static void put_cell(struct buf *out, struct str text) { diffing_plain(out, text); }

static void put_case_cell(struct buf *out, struct str json)
{
    struct buf name;
    buf_init(&name, out->trap);
    report_name(&name, json);
    diffing_plain(out, (struct str){ name.p, (uint32_t)name.n });
    buf_free(&name);
}

static void tell_markdown(struct diffing_tally *tally)
{
    struct buf *out = &tally->diffing->out;
    buf_cstr(out, "### Bylaw: ");
    put_result(tally);
    buf_cstr(out, tally->flips.n ? "\n| cases | before | now | rules before | rules now | such as |\n| ---: | --- | --- | --- | --- | --- |\n" : "");
    for (uint32_t i = 0; i < tally->flips.n; i++) {
        const struct diffing_flip *flip = tally->flips.at[i];
        buf_printf(out, "| %llu | ", (unsigned long long)flip->cases);
        put_cell(out, flip->was);
        buf_cstr(out, " | ");
        put_cell(out, flip->now);
        for (unsigned side = 0; side < DIFF_SIDES; side++) {
            buf_cstr(out, " | ");
            put_names(out, ", ", flip->rules[side], flip->n_rules[side], put_cell);
        }
        buf_cstr(out, " | ");
        put_names(out, ", ", flip->examples, flip->n_examples, put_case_cell);
        buf_cstr(out, " |\n");
    }
    bool any = false;
    for (uint32_t i = 0; i < tally->sums.n; i++)
        any |= tally->sums.at[i]->sums[DIFF_OLD] != tally->sums.at[i]->sums[DIFF_NEW];
    buf_cstr(out, any ? "\n| money | before | now | more |\n| --- | ---: | ---: | ---: |\n" : "");
    for (uint32_t i = 0; i < tally->sums.n; i++)
        put_sum(tally, tally->sums.at[i], "| ", " | ");
}

void diffing_tell_tally(struct diffing_tally *tally)
{
    bylaw_format format = tally->diffing->options.format;
    sort(tally);
    if (format == BYLAW_JSON)
        tell_json(tally);
    else if (format == BYLAW_MARKDOWN)
        tell_markdown(tally);
    else
        tell_text(tally);
}
