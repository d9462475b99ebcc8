/* The run over all kinds of findings, and what they share. */
#include "analyze/finder.h"
#include "analyze/solver_paths.h"

#include <stdarg.h>
#include <string.h>

enum { QUOTE_MOST = 70 };

const char *finding_kind_name(enum finding_kind kind)
{
    static const char *const names[] = { "error", "conflict", "gap", "dead", "time", "overlap", "default", "constant", "unused" };
    return names[kind];
}

struct finding *findings_add(struct findings *findings, enum finding_kind kind, enum diag_code code, struct span span, const char *format,
                             ...)
{
    struct finding *finding = arena_new(findings->arena, struct finding);
    size_t n;
    va_list list;
    va_start(list, format);
    char *text = arena_vprintf(findings->arena, &n, format, list);
    va_end(list);
    finding->kind = kind;
    finding->diag = diag_add(&findings->diags, code, span, "%s", "");
    finding->diag->text = (struct str){ text, (uint32_t)n };
    vec_push(findings->arena, &findings->all, finding);
    return finding;
}

/* ---- words ---- */

static struct str format_text(struct finder *f, const char *format, va_list list)
{
    size_t n;
    char *text = arena_vprintf(f->arena, &n, format, list);
    return (struct str){ text, (uint32_t)n };
}

void finder_open(struct finder *f, enum finding_kind kind, struct span span, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    struct finding_open open = { kind, span, format_text(f, format, list) };
    va_end(list);
    vec_push(f->arena, &f->out->open, open);
}

void finder_fix(struct finder *f, struct finding *finding, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    finding->fix = format_text(f, format, list);
    va_end(list);
}

void finder_also(struct finder *f, struct finding *finding, struct span span, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    struct diag_note note = { span, true, format_text(f, format, list) };
    va_end(list);
    vec_push(f->arena, &finding->diag->notes, note);
}

struct str finder_take(struct finder *f)
{
    char *copy = arena_copy(f->arena, f->text.n ? f->text.p : "", f->text.n);
    struct str text = { copy, (uint32_t)f->text.n };
    f->text.n = 0;
    return text;
}

struct str finder_quote(struct finder *f, struct span span)
{
    struct str text = span_text(f->sources, span);
    uint32_t i = 0;
    f->text.n = 0;
    for (; i < text.n && (f->text.n < QUOTE_MOST || (text.p[i] & 0xC0) == 0x80); i++) {
        bool blank = text.p[i] == ' ' || text.p[i] == '\n' || text.p[i] == '\t' || text.p[i] == '\r';
        if (!blank)
            buf_char(&f->text, text.p[i]);
        else if (f->text.n && f->text.p[f->text.n - 1] != ' ')
            buf_char(&f->text, ' ');
    }
    if (i < text.n)
        buf_cstr(&f->text, "…");
    return finder_take(f);
}

struct str finder_action(struct finder *f, const struct action *action)
{
    const struct verb *verb = &f->shown.verbs[action->verb];
    struct str text = verb->name;
    for (uint32_t i = 0; i < verb->n_params; i++) {
        if (!action->args[i])
            continue;
        struct str value = finder_quote(f, action->args[i]->span), key = verb->params[i].named ? verb->params[i].name : (struct str){ 0 };
        text = str_printf(f->arena, "%.*s%s%.*s %.*s", STR_ARG(text), key.n ? " " : "", STR_ARG(key), STR_ARG(value));
    }
    return text;
}

unsigned finder_line(const struct finder *f, struct span span)
{
    return span_place(f->sources, span).line;
}

struct str finder_arm(struct finder *f, const struct chain *chain, uint32_t i)
{
    if (chain->unit && chain->unit->kind != UNIT_TABLE && !str_eq(chain->names[i], chain->unit->name))
        return str_printf(f->arena, "'%.*s'", STR_ARG(chain->names[i]));
    const char *what = chain->table ? "row" : chain->unit ? "branch" : "value";
    return str_printf(f->arena, "the %s in line %u", what, finder_line(f, chain->spans[i]));
}

/* ---- questions ---- */

static uint64_t *support_of(struct finder *f, diagram question)
{
    uint64_t *set = arena_array(f->arena, uint64_t, (f->space->inputs.n + 63) / 64);
    diagram_support(f->pool, question, set);
    return set;
}

static bool is_calculated(struct finder *f, diagram question)
{
    const uint64_t *set = support_of(f, question);
    for (uint32_t i = 0; i < f->space->inputs.n; i++)
        if (set[i / 64] >> i % 64 & 1 && f->space->inputs.at[i]->free)
            return true;
    return false;
}

/* QUESTION as it is asked: cases that are an error for some other reason are cases, too. */
static enum answer look_for(struct finder *f, diagram question, const struct witness_claim *claim, struct witness_case *found)
{
    enum answer answer = witness_find_claim(f->w, question, claim, found);
    struct str defect = witness_defect(f->w);
    if (defect.n && f->out->defect.n == 0)
        f->out->defect = str_printf(f->arena, "%.*s", STR_ARG(defect));
    return answer;
}

enum answer finder_possible(struct finder *f, diagram question)
{
    struct witness_case found;
    if (question == DIAGRAM_NO)
        return ANSWER_NO;
    if (question == DIAGRAM_OVER)
        return ANSWER_OPEN;
    return is_calculated(f, question) ? look_for(f, question, NULL, &found) : ANSWER_YES;
}

enum answer finder_case(struct finder *f, diagram question, const struct witness_claim *claim, struct witness_case *found)
{
    if (f->error != DIAGRAM_OVER)
        question = diagram_and_not(f->pool, question, f->error);
    return look_for(f, question, claim, found);
}

void finder_show_case(struct finder *f, struct finding *finding, const struct witness_case *found)
{
    f->text.n = 0;
    witness_json(f->w, &f->text, found);
    finding->case_json = finder_take(f);
    if (witness_rows(f->w, &f->text, found))
        finding->rows = finder_take(f);
    f->text.n = 0;
}

uint32_t finder_leaf(const struct finder *f, diagram d, const uint32_t *cells)
{
    while (!diagram_is_leaf(d)) {
        uint32_t cell = cells[diagram_top(f->pool, d)];
        if (cell == UINT32_MAX)
            return UINT32_MAX;
        d = diagram_edge(f->pool, d, cell);
    }
    return diagram_number(d);
}

bool finder_defeats(const struct finder *f, const struct verb *a, const struct verb *b)
{
    for (uint32_t i = 0; i < a->n_defeats; i++)
        if (&f->shown.verbs[a->defeats[i]] == b)
            return true;
    return false;
}

diagram finder_given(struct finder *f, diagram question)
{
    if (f->error != DIAGRAM_OVER)
        question = diagram_and_not(f->pool, question, f->error);
    const uint64_t *set = support_of(f, question);
    for (uint32_t i = 0; i < f->space->inputs.n; i++) {
        uint32_t missing = f->space->inputs.at[i]->free ? UINT32_MAX : cells_missing(f->space, i);
        if (missing == UINT32_MAX || !(set[i / 64] >> i % 64 & 1))
            continue;
        diagram given = diagram_and_not(f->pool, question, diagram_cell(f->pool, i, missing));
        if (finder_possible(f, given) == ANSWER_YES)
            question = given;
    }
    return question;
}

/* ---- the run ---- */

static void start(struct finder *f)
{
    struct definition *all = arena_copy(f->arena, f->program->definitions, f->program->n_definitions * sizeof *all);
    for (uint32_t i = 0; i < f->program->n_definitions; i++)
        all[i].output = true;
    f->shown = *f->program;
    f->shown.definitions = all;
    f->shown.n_guarantees = 0;
    f->programs[0] = &f->shown;
    buf_init(&f->text, f->trap);
    cells_space(&f->space, f->arena, f->programs, 1, NULL, f->trap);
    f->s = symbolic_new(f->space, 0);
    f->solver = solver_paths_new(f->space, 0);
    f->w = witness_new(f->space, f->solver);
    f->pool = f->space->pool;
    f->error = symbolic_error(f->s);
}

void findings_init(struct findings *findings, struct arena *arena, const struct sources *sources)
{
    *findings = (struct findings){ .arena = arena };
    diags_init(&findings->diags, arena, sources);
}

void findings_make(struct findings *findings, const struct program *program, const struct findings_options *options, struct trap *trap)
{
    static const struct findings_options none;
    struct finder *f = arena_new(findings->arena, struct finder);
    *f = (struct finder){ .out = findings, .options = options ? options : &none, .sources = findings->diags.sources,
                          .program = program, .arena = findings->arena, .trap = trap };
    findings->finder = f;
    start(f);
    chains_make(f);
    conflicts_find(f);
    gaps_find(f);
    dead_find(f);
    outdone_find(f);
    idle_find(f);
    periods_find(f);
    overlap_find(f);
    defaults_find(f);
    constants_find(f);
}

void findings_end(struct findings *findings)
{
    struct finder *f = findings->finder;
    if (!f)
        return;
    bearing_end(f);
    witness_free(f->w);
    solver_paths_free(f->solver);
    cells_free(f->space);
    buf_free(&f->text);
    findings->finder = NULL;
}
