/* bylaw_check: what reading a policy says, and what is found over all its cases, in one list. */
#include "checking.h"

#include "analyze/diff.h"
#include "value/date.h"

#include <string.h>

/* ---- what reading says ---- */

static enum finding_kind kind_of(enum diag_code code)
{
    if (code == DIAG_NO_RESULT)
        return FINDING_GAP;
    return code == DIAG_MISSING ? FINDING_DEFAULT : code == DIAG_EMPTY ? FINDING_UNUSED : FINDING_ERROR;
}

static bool is_same_span(struct span a, struct span b) { return a.source == b.source && a.from == b.from && a.to == b.to; }

/* Rows that are bound to disagree: BY0302 tells of them with a case. */
static bool is_told_with_a_case(const struct checking *c, const struct diag *diag)
{
    for (uint32_t i = 0; diag->code == DIAG_ROWS && i < c->findings.all.n; i++) {
        const struct diag *other = c->findings.all.at[i]->diag;
        for (uint32_t k = 0; other->code == DIAG_CONFLICT_ROWS && k < other->notes.n; k++)
            if (is_same_span(diag->span, other->notes.at[k].span) || is_same_span(diag->span, other->span))
                return true;
    }
    return false;
}

/* Where all cases are looked at, BY0312 tells of gaps what BY0251 can only suppose. */
static bool is_told_better(const struct checking *c, const struct diag *diag)
{
    return c->analyzed && (diag->code == DIAG_NO_RESULT || is_told_with_a_case(c, diag));
}

static void take(struct checking *c, struct diag *diag)
{
    struct finding *finding = arena_new(&c->arena, struct finding);
    *finding = (struct finding){ .kind = kind_of(diag->code), .diag = diag, .fix = diag->hint };
    vec_push(&c->arena, &c->told, finding);
}

static void take_messages(struct checking *c)
{
    const struct diags *diags = &c->policy->diags;
    for (uint32_t i = 0; i < diags->all.n; i++)
        if (!is_told_better(c, diags->all.at[i]))
            take(c, diags->all.at[i]);
}

/* That nothing lies in a range tells why its row is dead. */
static bool is_told_by_reading(const struct checking *c, const struct finding *finding)
{
    const struct diags *diags = &c->policy->diags;
    struct span row = finding->diag->span;
    for (uint32_t i = 0; finding->diag->code == DIAG_DEAD && i < diags->all.n; i++) {
        struct span span = diags->all.at[i]->span;
        if (diags->all.at[i]->understood && diags->all.at[i]->code == DIAG_CELL && span.source == row.source && span.from >= row.from && span.to <= row.to)
            return true;
    }
    return false;
}

static void take_findings(struct checking *c)
{
    for (uint32_t i = 0; i < c->findings.all.n; i++)
        if (!is_told_by_reading(c, c->findings.all.at[i]))
            vec_push(&c->arena, &c->told, c->findings.all.at[i]);
}

/* ---- what a database says ---- */

/* A policy that could be read: its SQL, held against the database. That the database cannot be asked is told like all else. */
static void ask_database(struct checking *c)
{
    struct diags diags;
    if (c->options.db == NULL || c->policy->program == NULL)
        return;
    diags_init(&diags, &c->arena, &c->policy->sources);
    c->asked = answering_check(&c->answering, c->policy, c->options.db, &diags, &c->trap);
    if (c->asked == BYLAW_UNUSABLE || c->asked == BYLAW_NOT_BUILT)
        diag_add_bare(&diags, DIAG_FILE, "%s", c->answering.why.p);
    for (uint32_t i = 0; i < diags.all.n; i++)
        take(c, diags.all.at[i]);
}

/* ---- filtered and sorted ---- */

static bool is_wanted(const struct checking *c, enum finding_kind kind, const char *code)
{
    const char *only = c->options.only;
    return only == NULL || strcmp(only, finding_kind_name(kind)) == 0 || (code != NULL && strcmp(only, code) == 0);
}

static int64_t place_of(const struct finding *finding)
{
    return finding->diag->has_span ? (int64_t)((uint64_t)finding->diag->span.source << 32 | finding->diag->span.from) : -1;
}

static bool comes_before(const struct finding *a, const struct finding *b)
{
    if (a->diag->severity != b->diag->severity)
        return a->diag->severity < b->diag->severity;
    return a->kind != b->kind ? a->kind < b->kind : place_of(a) < place_of(b);
}

/* Merge sort by halves: stable, and calls no malloc. */
static void sort(struct finding **at, uint32_t n, struct finding **room)
{
    uint32_t half = n / 2, a = 0, b = half;
    if (n < 2)
        return;
    sort(at, half, room);
    sort(at + half, n - half, room);
    memcpy(room, at, n * sizeof *room);
    for (uint32_t i = 0; i < n; i++)
        at[i] = a < half && (b == n || !comes_before(room[b], room[a])) ? room[a++] : room[b++];
}

/* Where no case could be looked at, to leave out why would say that nothing is wrong. */
static bool is_in_the_way(const struct checking *c, const struct finding *finding)
{
    return c->program == NULL && finding->diag->severity == DIAG_ERROR;
}

static void choose(struct checking *c)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < c->told.n; i++)
        if (is_in_the_way(c, c->told.at[i]) || is_wanted(c, c->told.at[i]->kind, diag_code_name(c->told.at[i]->diag->code)))
            c->told.at[n++] = c->told.at[i];
    c->told.n = n;
    sort(c->told.at, n, arena_array(&c->arena, struct finding *, n));
    for (uint32_t i = 0; i < n; i++)
        ++*(c->told.at[i]->diag->severity == DIAG_ERROR ? &c->stats->errors : &c->stats->warnings);
    n = 0;
    for (uint32_t i = 0; i < c->findings.open.n; i++)
        if (is_wanted(c, c->findings.open.at[i].kind, NULL))
            c->findings.open.at[n++] = c->findings.open.at[i];
    c->findings.open.n = n;
    c->stats->open += n;
}

/* ---- as text ---- */

/* The case and the fix stand below the place. */
static void put_hint(struct checking *c, struct finding *finding)
{
    struct buf *out = &c->out;
    out->n = 0;
    if (finding->case_json.n)
        buf_printf(out, "case: %.*s\n", STR_ARG(finding->case_json));
    if (finding->rows.n)
        buf_printf(out, "rows: %.*s\n", STR_ARG(finding->rows));
    buf_str(out, finding->fix);
    finding->diag->hint = (struct str){ arena_copy(&c->arena, out->n ? out->p : "", out->n), (uint32_t)out->n };
    out->n = 0;
}

static void put_open(struct checking *c)
{
    for (uint32_t i = 0; i < c->findings.open.n; i++) {
        const struct finding_open *open = &c->findings.open.at[i];
        struct place place = span_place(&c->policy->sources, open->span);
        buf_line(&c->out, place.source->name);
        buf_printf(&c->out, ":%u:%u: not proved: ", (unsigned)place.line, (unsigned)place.column);
        buf_line(&c->out, open->text);
        buf_char(&c->out, '\n');
    }
}

static void put_text(struct checking *c)
{
    struct diags diags;
    diags_init(&diags, &c->arena, &c->policy->sources);
    for (uint32_t i = 0; i < c->told.n; i++) {
        if (c->told.at[i]->case_json.n || c->told.at[i]->fix.n)
            put_hint(c, c->told.at[i]);
        vec_push(&c->arena, &diags.all, c->told.at[i]->diag);
        ++*(c->told.at[i]->diag->severity == DIAG_ERROR ? &diags.n_errors : &diags.n_warnings);
    }
    diag_text(&diags, &c->out, c->options.most == 0 ? UINT32_MAX : c->options.most, c->options.color);
    put_open(c);
}

/* ---- the run ---- */

void checking_find(struct checking *c)
{
    struct findings_options how = { .pack_of = c->policy->pack_of.at, .has_as_of = c->options.as_of != NULL };
    if (how.has_as_of)
        date_parse(str_from(c->options.as_of), &how.as_of);
    findings_init(&c->findings, &c->arena, &c->policy->sources);
    c->program = c->policy->program != NULL ? c->policy->program : c->policy->understood;
    c->analyzed = c->program != NULL && !c->options.quick;
    if (c->analyzed)
        findings_make(&c->findings, c->program, &how, &c->trap);
    checking_rows(c);
    take_messages(c);
    ask_database(c);
    take_findings(c);
    if (c->analyzed)
        checking_names(c);
    checking_allow(c);
    choose(c);
}

static void put(struct checking *c)
{
    if (c->options.format == BYLAW_JSON)
        checking_json(c);
    else if (c->options.format == BYLAW_SARIF)
        checking_sarif(c);
    else
        put_text(c);
}

static bool is_kind_or_code(const char *only)
{
    for (enum finding_kind kind = 0; kind < FINDING_KINDS; kind++)
        if (strcmp(only, finding_kind_name(kind)) == 0)
            return true;
    return diag_code_from(str_from(only)) != DIAG_CODE_COUNT;
}

static bylaw_status run(struct checking *c, bylaw_write write, void *context)
{
    if (trap_set(&c->trap) != TRAP_NONE)
        return BYLAW_LIMIT;
    checking_find(c);
    put(c);
    if (c->findings.defect.n > 0) {
        buf_printf(&c->out, "bylaw: a defect of Bylaw, please report it: %.*s\n", STR_ARG(c->findings.defect));
        write(context, c->out.p, c->out.n);
        return BYLAW_DEFECT;
    }
    if (c->out.n > 0 && write(context, c->out.p, c->out.n) != 0)
        return BYLAW_UNUSABLE;
    if (c->asked == BYLAW_UNUSABLE || c->asked == BYLAW_NOT_BUILT)
        return c->asked;
    return c->stats->errors > 0 ? BYLAW_FAULT : BYLAW_OK;
}

struct checking *checking_new(const bylaw_policy *policy, const bylaw_check_options *options, bylaw_check_stats *stats, const char **why)
{
    int64_t day;
    const struct policy *whole = pipeline_whole((const struct policy *)policy);
    struct checking *c = whole != NULL ? mem_alloc(sizeof *c) : NULL;
    *why = NULL;
    if (c == NULL)
        return NULL;
    memset(c, 0, sizeof *c);
    if (options != NULL)
        memcpy(&c->options, options, options->size < sizeof c->options ? options->size : sizeof c->options);
    c->policy = whole;
    c->stats = stats;
    arena_init(&c->arena, &c->trap);
    buf_init(&c->out, &c->trap);
    if (c->options.only != NULL && !is_kind_or_code(c->options.only))
        *why = "--only takes a kind (conflict, gap, dead, time, overlap, default, constant, unused, error) or a code such as BY0312";
    else if (c->options.as_of != NULL && !date_parse(str_from(c->options.as_of), &day))
        *why = "--as-of takes a date such as 2026-03-08";
    return c;
}

void checking_end(struct checking *c)
{
    if (c == NULL)
        return;
    findings_end(&c->findings);
    answering_close(&c->answering);
    diff_free(c->diff);
    if (c->changed != NULL)
        pipeline_free(c->changed);
    mem_free(c->changed);
    buf_free(&c->out);
    arena_free(&c->arena);
    mem_free(c);
}

bylaw_status bylaw_check(const bylaw_policy *policy, const bylaw_check_options *options, bylaw_write write, void *context,
                         bylaw_check_stats *stats, const char **why)
{
    bylaw_check_stats unheard = { 0 };
    struct checking *c = checking_new(policy, options, stats != NULL ? stats : &unheard, why);
    bylaw_status status = c == NULL ? BYLAW_LIMIT : *why != NULL ? BYLAW_UNUSABLE : run(c, write, context);
    checking_end(c);
    return status;
}
