/* Coverage for programs: an object an item, a line each, and one with the figures. */
#include "scenario/coverage.h"

static void put_text(struct buf *out, const char *key, struct str text)
{
    buf_printf(out, ",\"%s\":", key);
    buf_json(out, text);
}

static void put_seen(struct buf *out, const struct cover_item *item)
{
    buf_printf(out, ",\"yes\":%llu,\"no\":%llu,\"unknown\":%llu", (unsigned long long)item->seen[TRUTH_YES],
               (unsigned long long)item->seen[TRUTH_NO], (unsigned long long)item->seen[TRUTH_UNKNOWN]);
}

static void put_lacking(const struct coverage *coverage, const struct cover_item *item, struct buf *reasons, struct buf *out)
{
    struct str left;
    reasons->n = 0;
    coverage_reasons(coverage, item, reasons);
    buf_cstr(out, ",\"lacking\":[");
    for (left = (struct str){ reasons->p, (uint32_t)reasons->n }; left.n > 0;) {
        uint32_t end = (uint32_t)str_find(left, STR("\n"));
        buf_json(out, str_slice(left, 0, end));
        left = str_slice(left, end + 1, left.n);
        buf_cstr(out, left.n ? "," : "");
    }
    buf_char(out, ']');
}

static void put_pair(struct buf *out, const struct cover_item *item)
{
    static const char *const truths[] = { "no", "yes", "unknown" };
    struct cover_pair pair;
    if (!coverage_pair(item, &pair))
        return;
    buf_cstr(out, ",\"shown_by\":[");
    for (int i = 0; i < 2; i++) {
        buf_printf(out, "%s{\"answer\":\"%s\",\"comes_to\":\"%s\"", i ? "," : "", i ? "no" : "yes", truths[pair.outcome[i]]);
        put_text(out, "scenario", pair.with[i]->title);
        if (pair.with[i]->row > 0)
            buf_printf(out, ",\"row\":%u", pair.with[i]->row);
        put_text(out, "file", pair.with[i]->file);
        buf_printf(out, ",\"line\":%u}", pair.with[i]->line);
    }
    buf_char(out, ']');
}

static void put_item(const struct coverage *coverage, const struct cover_item *item, struct buf *reasons, struct buf *out)
{
    static const char *const kinds[] = { "rule", "branch", "condition" };
    struct place place = coverage_place(coverage, item);
    buf_printf(out, "{\"covered\":\"%s\"", kinds[item->kind]);
    put_text(out, "file", coverage->files.at[item->file]->name);
    buf_printf(out, ",\"line\":%u,\"column\":%u", place.line, place.column);
    put_text(out, "rule", item->rule);
    if (item->kind == COVER_CONDITION)
        put_text(out, "condition", item->words);
    put_seen(out, item);
    if (item->kind == COVER_CONDITION)
        buf_printf(out, ",\"can_be_unknown\":%s,\"matters\":%s", coverage_can_be(item, TRUTH_UNKNOWN) ? "true" : "false", coverage_matters(item) ? "true" : "false");
    if (item->kind == COVER_CONDITION && coverage_can_be(item, TRUTH_YES) != coverage_can_be(item, TRUTH_NO))
        buf_printf(out, ",\"always\":%s", coverage_can_be(item, TRUTH_YES) ? "true" : "false");
    if (item->kind == COVER_CONDITION)
        put_pair(out, item);
    if (!coverage_full(item))
        put_lacking(coverage, item, reasons, out);
    buf_cstr(out, "}\n");
}

void coverage_json(const struct coverage *coverage, struct buf *reasons, struct buf *out)
{
    struct cover_figures all = coverage_figures(coverage, NULL);
    for (uint32_t i = 0; i < coverage->files.n; i++)
        for (uint32_t k = 0; k < coverage->files.at[i]->items.n; k++)
            put_item(coverage, coverage->items.at[coverage->files.at[i]->items.at[k]], reasons, out);
    buf_printf(out, "{\"coverage\":{\"rules\":%u,\"rules_fired\":%u,\"branches\":%u,\"branches_fired\":%u,\"conditions\":%u,"
                    "\"conditions_full\":%u,\"answers\":%u,\"answers_seen\":%u,\"can_matter\":%u,\"mattering\":%u}}\n",
               all.rules, all.rules_fired, all.branches, all.branches_fired, all.conditions, all.conditions_full, all.answers,
               all.answers_seen, all.can_matter, all.mattering);
}
