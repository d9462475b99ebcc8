/* bylaw_report: figures over the cases of streams. */
#include "session.h"

#include "journaled.h"
#include "replaying.h"
#include "report/figures.h"

#include <string.h>

struct bylaw_report {
    struct session session;
    struct session_way way;
    struct figures figures;
    struct arena arena; /* of groups and counters */
    uint32_t by;        /* the fact that cases are grouped by; UINT32_MAX: none */
    struct buf out;
};

/* ---- one case ---- */

static void add(struct tally *tally, const struct figure *figure, bool fine, struct value value)
{
    if (fine)
        tally_add(tally, figure, value);
    else
        tally->failed++;
}

static bool figure_of(struct session *session, uint32_t index, struct value *value)
{
    return session->vm != NULL ? vm_figure(session->vm, index, value) : eval_figure(session->eval, index, value);
}

/* FACTS: NULL where the case could not be read. */
static void count_case(struct bylaw_report *report, const struct decision *decision, const struct value *facts, struct replaying *replaying)
{
    struct figures *figures = &report->figures;
    struct value by = report->by < UINT32_MAX && facts != NULL ? facts[report->by] : value_unknown();
    struct figures_group *group = figures_case(figures, decision, by);
    for (uint32_t i = 0; i < figures->n_figures; i++) {
        struct value value = value_unknown();
        bool fine = facts != NULL && (replaying != NULL ? replaying_figure(replaying, i, &value) : figure_of(&report->session, i, &value));
        add(&figures->total.tallies[i], &figures->figures[i], fine, value);
        if (group != NULL)
            add(&group->tallies[i], &figures->figures[i], fine, value);
    }
}

static enum decision_status take(void *context, const struct case_input *input, bylaw_stats *stats, const char **why)
{
    struct bylaw_report *report = context;
    struct session *session = &report->session;
    struct report_case which = { .name = input->name, .input = session->name, .line = input->line };
    (void)why;
    const struct decision *decision = session_consider(session, input);
    enum decision_status status = decision->status;
    session->talk.n = 0;
    if (decision->n_errors > 0)
        report_error(&session->report, &session->talk, &which, decision);
    *buf_need(&session->talk, 1) = '\0';
    stats->cases++;
    stats->errors += status == DECISION_ERROR;
    stats->conflicts += status == DECISION_CONFLICT;
    count_case(report, decision, input->n_errors == 0 ? input->facts : NULL, NULL);
    answering_end(&session->answering);
    return status;
}

/* ---- the journal ---- */

struct journal_run {
    struct bylaw_report *report;
    struct replaying replaying;
    struct journaled journaled;
    struct json_tree *tree;
    struct arena arena; /* of a row */
    struct str hash;
    bylaw_stats *stats;
    uint64_t *left_out;
};

static bool take_row(void *context, struct str line, uint64_t number)
{
    struct journal_run *run = context;
    struct case_input input;
    struct decision decision;
    const char *why;
    (void)number;
    arena_reset(&run->arena);
    const struct json_node *receipt = NULL;
    if (line.n <= CASE_MAX_LINE)
        receipt = json_node_member(json_tree_read(run->tree, &run->arena, line, &why), STR("receipt"));
    const struct json_node *policy = json_node_member(receipt, STR("policy"));
    bool same = policy && policy->kind == JSON_TEXT && str_eq(policy->text, run->hash);
    if (!receipt || replaying_consider(&run->replaying, receipt, same, &input, &decision).n > 0) {
        ++*run->left_out;
        return true;
    }
    run->stats->cases++;
    run->stats->errors += decision.status == DECISION_ERROR;
    run->stats->conflicts += decision.status == DECISION_CONFLICT;
    count_case(run->report, &decision, input.n_errors == 0 ? input.facts : NULL, &run->replaying);
    return true;
}

/* Only cases that the policy itself has decided, under any of its versions, are its cases. */
static void tell_others(struct journal_run *run, const bylaw_sinks *sinks)
{
    struct buf *talk = &run->replaying.session.talk;
    const struct journaled *journaled = &run->journaled;
    if (journaled->others == 0 || sinks->talk == NULL)
        return;
    talk->n = 0;
    buf_printf(talk, "bylaw: %llu case%s of the journal belong%s to other policies", (unsigned long long)journaled->others,
               journaled->others == 1 ? "" : "s", journaled->others == 1 ? "s" : "");
    buf_cstr(talk, journaled->other.n ? ", such as '" : ", which have no name");
    buf_text(talk, (struct str){ journaled->other.p, (uint32_t)journaled->other.n });
    buf_cstr(talk, journaled->other.n ? "', and are not counted\n" : ", and are not counted\n");
    sinks->talk(sinks->context, talk->p, talk->n);
}

static bylaw_status run_journal(struct journal_run *run, const char *db, const bylaw_sinks *sinks)
{
    struct session *session = &run->replaying.session;
    char hash[SHA256_HEX + 1];
    if (trap_set(&session->trap) != TRAP_NONE)
        return BYLAW_LIMIT;
    run->report->arena.trap = run->report->figures.scratch.trap = &session->trap;
    pipeline_hash(session->policy, hash);
    run->hash = str_dup(&session->arena, str_from(hash));
    run->tree = json_tree_new(&session->arena);
    buf_cstr(&session->talk, "bylaw: ");
    bylaw_status status = journaled_each(&run->journaled, db, &session->policy->program->policy_name, take_row, run, &session->talk, &session->trap);
    if (status == BYLAW_OK)
        tell_others(run, sinks);
    if (status != BYLAW_OK && sinks->talk != NULL) {
        buf_char(&session->talk, '\n');
        sinks->talk(sinks->context, session->talk.p, session->talk.n);
    }
    return status;
}

bylaw_status bylaw_report_journal(bylaw_report *report, const char *db, const bylaw_sinks *sinks, bylaw_stats *stats, uint64_t *left_out)
{
    const char *why;
    struct journal_run *run = mem_alloc(sizeof *run);
    if (run == NULL)
        return BYLAW_LIMIT;
    memset(run, 0, sizeof *run);
    *run = (struct journal_run){ .report = report, .stats = stats, .left_out = left_out };
    uint64_t before = stats->errors + stats->conflicts;
    bylaw_status status = replaying_open(&run->replaying, report->session.policy, report->session.options.engine, &why);
    arena_init(&run->arena, &run->replaying.session.trap);
    if (status == BYLAW_OK)
        status = run_journal(run, db, sinks);
    report->arena.trap = report->figures.scratch.trap = &report->session.trap;
    json_tree_free(run->tree);
    journaled_close(&run->journaled);
    arena_free(&run->arena);
    replaying_close(&run->replaying);
    mem_free(run);
    return status == BYLAW_OK && stats->errors + stats->conflicts > before ? BYLAW_FAULT : status;
}

/* ---- what it is by ---- */

static bool is_grouped(const struct fact *fact, enum figures_unit unit)
{
    enum type_kind kind = fact->type->kind;
    if (unit == FIGURES_EACH)
        return kind != TYPE_LIST && kind != TYPE_RECORD;
    return kind == TYPE_DATE || kind == TYPE_MOMENT;
}

/* The fact's name in BY, and *UNIT: month(opened_at). */
static struct str name_in(struct str by, enum figures_unit *unit)
{
    static const char *const units[] = { [FIGURES_DAY] = "day(", [FIGURES_WEEK] = "week(", [FIGURES_MONTH] = "month(",
                                         [FIGURES_YEAR] = "year(" };
    *unit = FIGURES_EACH;
    for (enum figures_unit i = FIGURES_DAY; i <= FIGURES_YEAR; i++)
        if (str_starts(by, str_from(units[i])) && str_ends(by, STR(")"))) {
            *unit = i;
            return str_slice(by, (uint32_t)strlen(units[i]), by.n - 1);
        }
    return by;
}

static const char *group_by(struct bylaw_report *report, const char *by)
{
    const struct program *program = report->session.policy->program;
    enum figures_unit unit;
    struct str name = name_in(str_from(by), &unit);
    uint32_t i = 0;
    while (i < program->n_facts && (program->facts[i].of_lookup || !str_eq(program->facts[i].name, name)))
        i++;
    if (i == program->n_facts)
        return str_printf(&report->arena, "the policy has no fact '%.*s': --by takes a fact of its own, or day(FACT), week(FACT), month(FACT), year(FACT)",
                          STR_ARG(name)).p;
    if (program->facts[i].private_)
        return "--by names a private fact, whose values a report may not show";
    if (!is_grouped(&program->facts[i], unit))
        return unit == FIGURES_EACH ? "--by names a list or a record, by which nothing can be grouped"
                                    : "--by: only dates and moments have days, weeks, months and years";
    report->by = i;
    figures_group_by(&report->figures, str_dup(&report->arena, str_from(by)), program->facts[i].type, unit);
    return NULL;
}

/* ---- the whole ---- */

static const struct str *rule_names(struct arena *arena, const struct program *program)
{
    struct str *names = arena_array(arena, struct str, program->n_arms);
    for (uint32_t i = 0; i < program->n_arms; i++)
        names[i] = program->arms[i].name;
    return names;
}

static const struct figure *figures_of(struct arena *arena, const struct program *program)
{
    struct figure *figures = arena_array(arena, struct figure, program->n_kpis);
    for (uint32_t i = 0; i < program->n_kpis; i++)
        figures[i] = program->kpis[i].figure;
    return figures;
}

static void begin(struct bylaw_report *report)
{
    const struct program *program = report->session.policy->program;
    figures_init(&report->figures, &report->arena, figures_of(&report->arena, program), program->n_kpis, &program->style,
                 rule_names(&report->arena, program), program->n_arms);
    report->way = (struct session_way){ .take = take, .context = report };
    report->by = UINT32_MAX;
}

static bylaw_status open_report(struct bylaw_report *report, const bylaw_policy *policy, const bylaw_options *options, const char *by,
                                const char **why)
{
    bylaw_options how = { 0 };
    if (options != NULL)
        memcpy(&how, options, options->size < sizeof how ? options->size : sizeof how);
    how.size = sizeof how;
    how.output = BYLAW_JSON;
    how.figures = 1;
    bylaw_status status = session_open(&report->session, &policy->policy, &how, why);
    arena_init(&report->arena, &report->session.trap);
    buf_init(&report->out, &report->session.trap);
    if (status != BYLAW_OK)
        return status;
    if (trap_set(&report->session.trap) != TRAP_NONE) {
        *why = "no memory";
        return BYLAW_LIMIT;
    }
    begin(report);
    const char *wrong = by != NULL ? group_by(report, by) : NULL;
    if (wrong != NULL)
        *why = wrong;
    return wrong != NULL ? BYLAW_UNUSABLE : BYLAW_OK;
}

bylaw_status bylaw_report_new(const bylaw_policy *policy, const bylaw_options *options, const char *by, bylaw_report **out, const char **why)
{
    const char *ignored;
    policy = session_whole(policy);
    struct bylaw_report *report = policy != NULL ? mem_alloc(sizeof *report) : NULL;
    why = why != NULL ? why : &ignored;
    *why = "no memory";
    *out = NULL;
    if (report == NULL)
        return BYLAW_LIMIT;
    memset(report, 0, sizeof *report);
    bylaw_status status = open_report(report, policy, options, by, why);
    *out = report;
    return status;
}

void bylaw_report_free(bylaw_report *report)
{
    if (report == NULL)
        return;
    if (report->figures.scratch.trap != NULL)
        figures_free(&report->figures);
    buf_free(&report->out);
    arena_free(&report->arena);
    session_close(&report->session);
    mem_free(report);
}

bylaw_status bylaw_report_stream(bylaw_report *report, int fd, const char *name, const bylaw_sinks *sinks, bylaw_stats *stats, const char **why)
{
    report->session.name = str_from(name);
    const struct lookup *lacking = answering_lacks(&report->session.answering, report->session.policy);
    if (lacking != NULL) {
        *why = "the policy looks rows up: give the database with --db, or rows with --rows";
        return BYLAW_UNUSABLE;
    }
    return stream_run(&report->session, &report->way, fd, sinks, stats, why);
}

/* ---- writing it ---- */

static bool write_form(struct bylaw_report *report, bylaw_report_form form)
{
    struct figures *figures = &report->figures;
    switch (form) {
    case BYLAW_REPORT_TEXT: figures_text(figures, &report->out); return true;
    case BYLAW_REPORT_JSON: figures_json(figures, &report->out); return true;
    case BYLAW_REPORT_CSV: figures_csv(figures, &report->out, report->session.options.safe); return true;
    case BYLAW_REPORT_SVG_PLOT: return figures_plot(figures, &report->out, "svg");
    case BYLAW_REPORT_PNG_PLOT: return figures_plot(figures, &report->out, "pngcairo");
    }
    return false;
}

bylaw_status bylaw_report_write(bylaw_report *report, bylaw_report_form form, bylaw_write write, void *context)
{
    if (trap_set(&report->session.trap) != TRAP_NONE)
        return BYLAW_LIMIT;
    report->out.n = 0;
    if (!write_form(report, form))
        return BYLAW_FAULT;
    return write(context, report->out.p, report->out.n) == 0 ? BYLAW_OK : BYLAW_UNUSABLE;
}
