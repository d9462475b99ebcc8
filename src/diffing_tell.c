/* What is different, as text, JSON or Markdown. */
#include "diffing.h"

#include <string.h>

static const char *const kinds[] = { [DIFF_ERROR] = "error", [DIFF_CONFLICT] = "conflict", [DIFF_ACTION] = "action", [DIFF_OUTPUT] = "value",
                                     [DIFF_INCOMPLETE] = "incomplete", [DIFF_NEEDS] = "needs" };
static const char *const statuses[] = { "decided", "incomplete", "conflict", "error" };

/* ---- the changes of one case ---- */

struct lines {
    struct diffing *diffing;
    const char *indent;
    struct decided decided[DIFF_SIDES];
    unsigned side;
};

static void begin(struct lines *lines)
{
    buf_cstr(&lines->diffing->out, lines->indent);
    buf_cstr(&lines->diffing->out, lines->side == DIFF_OLD ? "- " : "+ ");
    lines->diffing->reports[lines->side].scratch.n = 0;
}

/* What stands in the report's scratch buffer, on one line. */
static void put_scratch(struct lines *lines)
{
    struct buf *scratch = &lines->diffing->reports[lines->side].scratch;
    buf_line(&lines->diffing->out, (struct str){ scratch->p, (uint32_t)scratch->n });
}

static void put_rules(struct buf *out, const struct decided_action *action)
{
    buf_cstr(out, action->n_rules > 1 ? "  (rules " : "  (rule ");
    for (uint32_t i = 0; i < action->n_rules; i++) {
        buf_cstr(out, i ? ", " : "");
        buf_line(out, action->rules[i]);
    }
    buf_cstr(out, ")\n");
}

static void put_actions(struct lines *lines, const struct decision *mine, const struct decision *other)
{
    struct report *report = &lines->diffing->reports[lines->side];
    for (uint32_t i = 0; i < mine->n_actions; i++) {
        if (decisions_have_action(other, mine->actions[i]))
            continue;
        begin(lines);
        report_action(report, &report->scratch, mine->actions[i]);
        put_scratch(lines);
        put_rules(&lines->diffing->out, mine->actions[i]);
    }
}

static void put_values(struct lines *lines, const struct decision *mine, const struct decision *other)
{
    struct report *report = &lines->diffing->reports[lines->side];
    for (uint32_t i = 0; i < mine->n_values; i++) {
        if (decisions_have_value(other, &mine->values[i]))
            continue;
        begin(lines);
        report_value(report, &report->scratch, &mine->values[i]);
        put_scratch(lines);
        buf_char(&lines->diffing->out, '\n');
    }
}

static void put_needs(struct lines *lines, const struct decided *mine, const struct decided *other)
{
    for (uint32_t i = 0; i < mine->decision->n_needs; i++) {
        struct str name = mine->program->facts[mine->decision->needs[i]].name;
        if (decisions_have_need(other, name))
            continue;
        begin(lines);
        buf_cstr(&lines->diffing->out, "needs ");
        buf_line(&lines->diffing->out, name);
        buf_char(&lines->diffing->out, '\n');
    }
}

static void put_errors(struct lines *lines, const struct decision *mine)
{
    struct buf *out = &lines->diffing->out;
    for (uint32_t i = 0; i < mine->n_errors; i++) {
        begin(lines);
        buf_cstr(out, "error: ");
        buf_line(out, mine->errors[i].subject);
        buf_char(out, ' ');
        buf_line(out, mine->errors[i].text);
        buf_char(out, '\n');
    }
}

void diffing_changes(struct diffing *diffing, const char *indent, const struct decision *old, const struct decision *new)
{
    struct lines lines = { .diffing = diffing, .indent = indent,
                           .decided = { { diffing->policies[DIFF_OLD]->program, old }, { diffing->policies[DIFF_NEW]->program, new } } };
    if (old->status != new->status)
        buf_printf(&diffing->out, "%s%s before, %s now\n", indent, statuses[old->status], statuses[new->status]);
    for (lines.side = 0; lines.side < DIFF_SIDES; lines.side++) {
        const struct decision *mine = lines.decided[lines.side].decision, *other = lines.decided[!lines.side].decision;
        put_actions(&lines, mine, other);
        put_values(&lines, mine, other);
        put_needs(&lines, &lines.decided[lines.side], &lines.decided[!lines.side]);
        if (mine->status != other->status)
            put_errors(&lines, mine);
    }
}

/* ---- regions ---- */

static void put_text(struct diffing *diffing, uint32_t index)
{
    const struct diff_region *region = &diffing->diff->regions.at[index];
    struct buf *out = &diffing->out;
    buf_printf(out, "%s%u. ", index ? "\n" : "", index + 1);
    buf_line(out, region->where);
    buf_cstr(out, region->whole ? "\n" : "; and more such cases\n");
    buf_cstr(out, "   for example ");
    buf_line(out, region->json);
    if (region->rows.n) {
        buf_cstr(out, "\n   with the rows ");
        buf_line(out, region->rows);
    }
    buf_char(out, '\n');
    diffing_changes(diffing, "   ", diff_decide(diffing->diff, region, DIFF_OLD), diff_decide(diffing->diff, region, DIFF_NEW));
}

/* The decision as bylaw eval writes it, but for the case's name. */
static void put_decision(struct diffing *diffing, const struct diff_region *region, unsigned side)
{
    static const struct report_case nameless = { .name = { "null", 4 } };
    static const char head[] = "{\"case\":null,";
    struct buf line;
    buf_init(&line, &diffing->trap);
    report_json(&diffing->reports[side], &line, &nameless, diff_decide(diffing->diff, region, side));
    buf_char(&diffing->out, '{');
    buf_add(&diffing->out, line.p + strlen(head), line.n - strlen(head) - strlen("\n"));
    buf_free(&line);
}

static void put_names(struct buf *out, const struct str *names, uint32_t n)
{
    buf_char(out, '[');
    for (uint32_t i = 0; i < n; i++) {
        buf_cstr(out, i ? "," : "");
        buf_json(out, names[i]);
    }
    buf_char(out, ']');
}

static void put_json(struct diffing *diffing, uint32_t index)
{
    const struct diff_region *region = &diffing->diff->regions.at[index];
    struct buf *out = &diffing->out;
    buf_cstr(out, "{\"where\":");
    buf_json(out, region->where);
    buf_printf(out, ",\"whole\":%s,\"kind\":\"%s\",\"case\":", region->whole ? "true" : "false", kinds[region->kind]);
    buf_str(out, region->json);
    if (region->rows.n) {
        buf_cstr(out, ",\"rows\":");
        buf_str(out, region->rows);
    }
    buf_cstr(out, ",\"was\":");
    put_decision(diffing, region, DIFF_OLD);
    buf_cstr(out, ",\"now\":");
    put_decision(diffing, region, DIFF_NEW);
    buf_cstr(out, ",\"rules_was\":");
    put_names(out, region->rules[DIFF_OLD], region->n_rules[DIFF_OLD]);
    buf_cstr(out, ",\"rules_now\":");
    put_names(out, region->rules[DIFF_NEW], region->n_rules[DIFF_NEW]);
    buf_cstr(out, "}\n");
}

void diffing_plain(struct buf *out, struct str text)
{
    struct buf line;
    buf_init(&line, out->trap);
    buf_line(&line, text);
    for (size_t i = 0; i < line.n; i++) {
        if (memchr("\\`*_<>[]|#~", line.p[i], 11))
            buf_char(out, '\\');
        buf_char(out, line.p[i]);
    }
    buf_free(&line);
}

static void put_markdown(struct diffing *diffing, uint32_t index)
{
    const struct diff_region *region = &diffing->diff->regions.at[index];
    struct buf *out = &diffing->out;
    buf_printf(out, "\n%u. **", index + 1);
    diffing_plain(out, region->where);
    buf_cstr(out, region->whole ? "**, for example\n\n" : "**; and more such cases, for example\n\n");
    buf_cstr(out, "   ```json\n   ");
    buf_line(out, region->json);
    if (region->rows.n) {
        buf_cstr(out, "\n   ");
        buf_line(out, region->rows);
    }
    buf_cstr(out, "\n   ```\n   ```diff\n");
    diffing_changes(diffing, "   ", diff_decide(diffing->diff, region, DIFF_OLD), diff_decide(diffing->diff, region, DIFF_NEW));
    buf_cstr(out, "   ```\n");
}

void diffing_tell_region(struct diffing *diffing, uint32_t index)
{
    bylaw_format format = diffing->options.format;
    if (format == BYLAW_JSON)
        put_json(diffing, index);
    else if (format == BYLAW_MARKDOWN)
        put_markdown(diffing, index);
    else
        put_text(diffing, index);
}

/* ---- the whole ---- */

static uint32_t count(const struct diff *diff, enum diff_weight weight)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < diff->notes.n; i++)
        n += diff->notes.at[i].weight == weight;
    return n;
}

/* "2 regions of cases decide differently" */
static void put_result(struct diffing *diffing)
{
    const struct diff *diff = diffing->diff;
    struct buf *out = &diffing->out;
    if (diff_is_equal(diff))
        buf_cstr(out, "no case decides differently");
    else if (diff->regions.n)
        buf_printf(out, "%s%u region%s of cases decide%s differently", diff->more ? "more than " : "", diff->regions.n, diff->regions.n == 1 ? "" : "s",
                   diff->regions.n == 1 ? "s" : "");
    else if (count(diff, DIFF_DIFFERENT))
        buf_cstr(out, "of the cases that both policies can read, none was found that decides differently");
    else
        buf_cstr(out, "no case was found that decides differently, but it is not proved that there is none");
}

void diffing_tell_head(struct diffing *diffing)
{
    if (diffing->options.format != BYLAW_MARKDOWN)
        return;
    buf_cstr(&diffing->out, "### Bylaw: ");
    put_result(diffing);
    buf_char(&diffing->out, '\n');
}

static void put_notes(struct diffing *diffing, const char *before)
{
    static const char *const heads[] = { [DIFF_REMARK] = "note: ", [DIFF_OPEN] = "not compared: ", [DIFF_DIFFERENT] = "different: " };
    const struct diff *diff = diffing->diff;
    for (uint32_t i = 0; i < diff->notes.n; i++) {
        buf_cstr(&diffing->out, before);
        buf_cstr(&diffing->out, heads[diff->notes.at[i].weight]);
        if (diffing->options.format == BYLAW_MARKDOWN)
            diffing_plain(&diffing->out, diff->notes.at[i].text);
        else
            buf_line(&diffing->out, diff->notes.at[i].text);
        buf_char(&diffing->out, '\n');
    }
}

static void put_note_list(struct diffing *diffing, const char *name, enum diff_weight weight)
{
    const struct diff *diff = diffing->diff;
    const char *between = "";
    buf_printf(&diffing->out, ",\"%s\":[", name);
    for (uint32_t i = 0; i < diff->notes.n; i++) {
        if (diff->notes.at[i].weight != weight)
            continue;
        buf_cstr(&diffing->out, between);
        buf_json(&diffing->out, diff->notes.at[i].text);
        between = ",";
    }
    buf_char(&diffing->out, ']');
}

static void end_json(struct diffing *diffing)
{
    const struct diff *diff = diffing->diff;
    buf_printf(&diffing->out, "{\"equal\":%s,\"regions\":%u,\"more\":%s", diff_is_equal(diff) ? "true" : "false", diff->regions.n,
               diff->more ? "true" : "false");
    put_note_list(diffing, "different", DIFF_DIFFERENT);
    put_note_list(diffing, "not_compared", DIFF_OPEN);
    put_note_list(diffing, "notes", DIFF_REMARK);
    if (diff->defect.n) {
        buf_cstr(&diffing->out, ",\"defect\":");
        buf_json(&diffing->out, diff->defect);
    }
    buf_cstr(&diffing->out, "}\n");
}

void diffing_tell_end(struct diffing *diffing)
{
    bylaw_format format = diffing->options.format;
    if (format == BYLAW_JSON) {
        end_json(diffing);
        return;
    }
    if (diffing->diff->regions.n || (format == BYLAW_MARKDOWN && diffing->diff->notes.n))
        buf_char(&diffing->out, '\n');
    put_notes(diffing, format == BYLAW_MARKDOWN ? "- " : "");
    if (format == BYLAW_TEXT) {
        put_result(diffing);
        buf_char(&diffing->out, '\n');
    }
    if (diffing->diff->defect.n) {
        buf_cstr(&diffing->out, "A DEFECT OF BYLAW: ");
        buf_line(&diffing->out, diffing->diff->defect);
        buf_char(&diffing->out, '\n');
    }
}
