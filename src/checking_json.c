/* Messages and findings as one document: Bylaw's own, and SARIF 2.1.0 for tools that show findings in code. */
#include "checking.h"

static void put_key(struct checking *c, const char *key, struct str text)
{
    buf_printf(&c->out, "\"%s\":", key);
    diag_json_text(&c->out, &c->arena, text);
}

static const char *severity_of(const struct finding *finding)
{
    return finding->diag->severity == DIAG_ERROR ? "error" : "warning";
}

static void put_place(struct checking *c, struct span span)
{
    struct place place = span_place(&c->policy->sources, span);
    buf_char(&c->out, '{');
    put_key(c, "file", place.source->name);
    buf_printf(&c->out, ",\"line\":%u,\"column\":%u", (unsigned)place.line, (unsigned)place.column);
}

/* ---- bylaw.check/1 ---- */

static void put_notes(struct checking *c, const struct finding *finding)
{
    for (uint32_t i = 0; i < finding->diag->notes.n; i++) {
        const struct diag_note *note = &finding->diag->notes.at[i];
        buf_cstr(&c->out, i == 0 ? ",\"also\":[" : ",");
        if (note->has_span) {
            put_place(c, note->span);
            buf_char(&c->out, ',');
        } else
            buf_char(&c->out, '{');
        put_key(c, "message", note->text);
        buf_char(&c->out, '}');
    }
    buf_cstr(&c->out, finding->diag->notes.n ? "]" : "");
}

static void put_finding(struct checking *c, const struct finding *finding)
{
    struct buf *out = &c->out;
    buf_printf(out, "{\"code\":\"%s\",\"kind\":\"%s\",\"severity\":\"%s\",", diag_code_name(finding->diag->code), finding_kind_name(finding->kind),
               severity_of(finding));
    put_key(c, "message", finding->diag->text);
    if (finding->diag->has_span) {
        buf_cstr(out, ",\"at\":");
        put_place(c, finding->diag->span);
        buf_char(out, '}');
    }
    put_notes(c, finding);
    if (finding->case_json.n)
        buf_printf(out, ",\"case\":%.*s", STR_ARG(finding->case_json));
    if (finding->rows.n)
        buf_printf(out, ",\"rows\":%.*s", STR_ARG(finding->rows));
    if (finding->fix.n) {
        buf_char(out, ',');
        put_key(c, "fix", finding->fix);
    }
    buf_char(out, '}');
}

static void put_open(struct checking *c, const struct finding_open *open)
{
    buf_printf(&c->out, "{\"kind\":\"%s\",", finding_kind_name(open->kind));
    put_key(c, "message", open->text);
    buf_cstr(&c->out, ",\"at\":");
    put_place(c, open->span);
    buf_cstr(&c->out, "}}");
}

void checking_json(struct checking *c)
{
    buf_cstr(&c->out, "{\"schema\":\"bylaw.check/1\",\"findings\":[");
    for (uint32_t i = 0; i < c->told.n; i++) {
        buf_cstr(&c->out, i ? "," : "");
        put_finding(c, c->told.at[i]);
    }
    buf_char(&c->out, ']');
    for (uint32_t i = 0; i < c->findings.open.n; i++) {
        buf_cstr(&c->out, i ? "," : ",\"not_proved\":[");
        put_open(c, &c->findings.open.at[i]);
    }
    buf_cstr(&c->out, c->findings.open.n ? "]}\n" : "}\n");
}

/* ---- SARIF ---- */

static void put_region(struct checking *c, struct span span)
{
    struct place first = span_place(&c->policy->sources, span);
    struct place last = span_place(&c->policy->sources, (struct span){ span.source, span.to, span.to });
    buf_cstr(&c->out, "\"physicalLocation\":{\"artifactLocation\":{");
    put_key(c, "uri", first.source->name);
    buf_printf(&c->out, "},\"region\":{\"startLine\":%u,\"startColumn\":%u,\"endLine\":%u,\"endColumn\":%u}}", (unsigned)first.line,
               (unsigned)first.column, (unsigned)last.line, (unsigned)last.column);
}

static void put_related(struct checking *c, const struct finding *finding)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < finding->diag->notes.n; i++) {
        const struct diag_note *note = &finding->diag->notes.at[i];
        if (!note->has_span)
            continue;
        buf_printf(&c->out, "%s{\"id\":%u,", n ? "," : ",\"relatedLocations\":[", (unsigned)n + 1);
        n++;
        put_region(c, note->span);
        buf_cstr(&c->out, ",\"message\":{");
        put_key(c, "text", note->text);
        buf_cstr(&c->out, "}}");
    }
    buf_cstr(&c->out, n ? "]" : "");
}

/* The message holds the case and the fix, too: viewers show little else. */
static struct str long_text(struct checking *c, const struct finding *finding)
{
    const char *before_case = finding->case_json.n ? "\ncase: " : "", *before_fix = finding->fix.n ? "\n" : "";
    return str_printf(&c->arena, "%.*s%s%.*s%s%.*s", STR_ARG(finding->diag->text), before_case, STR_ARG(finding->case_json), before_fix,
                      STR_ARG(finding->fix));
}

static void put_result(struct checking *c, const struct finding *finding)
{
    buf_printf(&c->out, "{\"ruleId\":\"%s\",\"level\":\"%s\",\"message\":{", diag_code_name(finding->diag->code), severity_of(finding));
    put_key(c, "text", long_text(c, finding));
    buf_cstr(&c->out, "},\"locations\":[");
    if (finding->diag->has_span) {
        buf_char(&c->out, '{');
        put_region(c, finding->diag->span);
        buf_char(&c->out, '}');
    }
    buf_char(&c->out, ']');
    put_related(c, finding);
    buf_printf(&c->out, ",\"properties\":{\"kind\":\"%s\"}}", finding_kind_name(finding->kind));
}

static void put_rules(struct checking *c)
{
    bool seen[DIAG_CODE_COUNT] = { false };
    uint32_t n = 0;
    for (uint32_t i = 0; i < c->told.n; i++) {
        enum diag_code code = c->told.at[i]->diag->code;
        if (seen[code])
            continue;
        seen[code] = true;
        buf_printf(&c->out, "%s{\"id\":\"%s\",\"shortDescription\":{\"text\":\"%s\"}}", n++ ? "," : "", diag_code_name(code), diag_code_title(code));
    }
}

void checking_sarif(struct checking *c)
{
    buf_cstr(&c->out, "{\"$schema\":\"https://json.schemastore.org/sarif-2.1.0.json\",\"version\":\"2.1.0\",\"runs\":[{\"tool\":{\"driver\":{"
                      "\"name\":\"Bylaw\",\"version\":");
    buf_printf(&c->out, "\"%s\",\"rules\":[", bylaw_version());
    put_rules(c);
    buf_cstr(&c->out, "]}},\"columnKind\":\"unicodeCodePoints\",\"results\":[");
    for (uint32_t i = 0; i < c->told.n; i++) {
        buf_cstr(&c->out, i ? "," : "");
        put_result(c, c->told.at[i]);
    }
    buf_cstr(&c->out, "]}]}\n");
}
