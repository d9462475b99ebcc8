/* bylaw_test: the scenarios of a policy, one after the other. */
#include "bylaw.h"

#include "covering.h"
#include "reaching.h"
#include "scenario/scenario_run.h"
#include "scenario/scenario_update.h"
#include "session.h"

#include <string.h>

struct testing {
    struct session session;
    bylaw_test_options options;
    struct scenario_host host;
    struct buf json, trouble, title, words;
    struct session *explaining; /* of failures; NULL: none yet, or no memory for it */
    struct recorder *recorder;  /* of coverage; NULL: not wanted */
    struct reaching reaching;   /* for coverage */
    struct scenario_update *update; /* NULL: nobody wants to know */
};

static void terminate(struct buf *buf)
{
    *buf_need(buf, 1) = '\0';
}

static bool is_wanted(const struct testing *testing, const struct scenario *scenario)
{
    return testing->options.filter == NULL || str_find(scenario->title, str_from(testing->options.filter)) >= 0;
}

typedef void take_result(void *context, const bylaw_test_result *result);

static void tell(struct testing *testing, const struct scenario *scenario, bool passed, const char *trouble, take_result *take)
{
    struct place place = span_place(&testing->session.policy->sources, scenario->span);
    testing->title.n = 0;
    buf_str(&testing->title, scenario->title);
    terminate(&testing->title);
    bylaw_test_result result = { .title = testing->title.p, .file = place.source->name.p, .line = place.line, .row = scenario->row,
                                 .passed = passed, .trouble = trouble };
    if (take != NULL)
        take(testing->options.context, &result);
}

/* ---- why it failed ---- */

static struct session *explainer(struct testing *testing)
{
    bylaw_options how = { .size = sizeof how, .input = BYLAW_JSON, .output = BYLAW_TEXT, .explain = 1 };
    const char *why;
    if (testing->explaining == NULL)
        testing->explaining = mem_alloc(sizeof *testing->explaining);
    else
        return testing->explaining;
    if (testing->explaining == NULL)
        return NULL;
    session_open(testing->explaining, testing->session.policy, &how, &why); /* that nobody answers lookups is no matter: the host does */
    if (testing->explaining->eval != NULL)
        session_set_host(testing->explaining, scenario_host(&testing->host));
    return testing->explaining;
}

/* What an explanation of SCENARIO's failure is to be about: what was expected and did not come; NULL: all. */
static const struct expectation *missed(const struct scenario_run *run, const struct scenario *scenario, const struct decision *decision)
{
    for (uint32_t i = 0; i < scenario->n_expectations && decision->status != DECISION_ERROR; i++) {
        const struct expectation *expected = &scenario->expectations[i];
        if (explaining_can_ask(expected) && !scenario_match(run, expected, decision))
            return expected;
    }
    return NULL;
}

/* Adds to what is told. Where there is no memory for it, the failure stands without. */
static void explain(struct testing *testing, const struct scenario_run *run, const struct scenario *scenario)
{
    struct session *session = explainer(testing);
    if (session == NULL || session->eval == NULL || trap_set(&session->trap) != TRAP_NONE)
        return;
    const struct decision *decision = session_try(session, testing->json.p, testing->json.n);
    explaining_failure(session, decision, missed(run, scenario, decision));
    buf_add(&testing->trouble, session->out.p, session->out.n);
}

/* ---- rewriting what is expected ---- */

static void note_update(struct testing *testing, const struct scenario *scenario, const struct decision *decision, bool passed)
{
    const struct policy *policy = testing->session.policy;
    struct scenario_run run = { policy->program, &policy->sources, &testing->session.report, &testing->words };
    scenario_update_note(testing->update, &run, scenario, decision, passed);
}

static void tell_update(struct testing *testing)
{
    uint32_t n_files, n_left;
    const struct scenario_file *files = scenario_update_files(testing->update, &testing->words, &n_files);
    const struct scenario_left *left = scenario_update_left(testing->update, &n_left);
    for (uint32_t i = 0; i < n_left; i++)
        tell(testing, left[i].scenario, false, left[i].why, testing->options.left);
    for (uint32_t i = 0; i < n_files; i++) {
        const struct source *source = source_at(&testing->session.policy->sources, files[i].source);
        bylaw_test_update update = { .file = source->name.p, .old = source->text.p, .n_old = source->text.n, .text = files[i].text.p,
                                     .n = files[i].text.n, .diff = files[i].diff.p, .n_diff = files[i].diff.n, .expectations = files[i].n };
        testing->options.update(testing->options.context, &update);
    }
}

/* ---- */

static bool try(struct testing *testing, const struct scenario *scenario)
{
    const struct policy *policy = testing->session.policy;
    struct scenario_run run = { policy->program, &policy->sources, &testing->session.report, &testing->trouble };
    testing->json.n = testing->trouble.n = 0;
    testing->host.scenario = scenario;
    scenario_case(scenario, &testing->json);
    if (testing->recorder != NULL)
        coverage_begin(testing->recorder, scenario);
    const struct decision *decision = session_try(&testing->session, testing->json.p, testing->json.n);
    bool passed = scenario_judge(&run, scenario, decision);
    if (testing->recorder != NULL && decision != &testing->session.faulty)
        coverage_decided(testing->recorder, testing->session.eval, decision->status);
    if (testing->update != NULL)
        note_update(testing, scenario, decision, passed);
    else if (!passed)
        explain(testing, &run, scenario);
    terminate(&testing->trouble);
    tell(testing, scenario, passed, testing->trouble.p, testing->options.result);
    return passed;
}

static void try_all(struct testing *testing, const struct program *program, bylaw_test_stats *stats)
{
    stats->scenarios += program->n_scenarios;
    for (uint32_t i = 0; i < program->n_scenarios; i++) {
        if (!is_wanted(testing, &program->scenarios[i]))
            continue;
        bool passed = try(testing, &program->scenarios[i]);
        stats->passed += passed;
        stats->failed += !passed;
    }
}

static void tell_trouble(struct testing *testing, const char *why)
{
    const struct answering *answering = &testing->session.answering;
    bool is_theirs = answering->policy != NULL && why == answering->why.p;
    if (is_theirs && testing->options.trouble != NULL)
        testing->options.trouble(testing->options.context, answering->talk.n > 0 ? answering->talk.p : why);
}

/* What is counted lives longer than this policy. */
static void start_recording(struct testing *testing)
{
    struct session *session = &testing->session;
    bylaw_coverage *coverage = testing->options.coverage;
    if (coverage == NULL)
        return;
    coverage->arena.trap = &session->trap;
    testing->recorder = coverage_recorder(&session->arena, &coverage->coverage, session->policy->program, &session->policy->sources);
    coverage_watch(testing->recorder, session->eval);
}

static bylaw_status run(struct testing *testing, const bylaw_policy *policy, bylaw_test_stats *stats)
{
    bylaw_engine engine = testing->options.coverage != NULL ? BYLAW_REFERENCE : testing->options.engine;
    bylaw_options how = { .size = sizeof how, .engine = engine, .input = BYLAW_JSON, .output = BYLAW_TEXT,
                          .db = testing->options.db, .rows = testing->options.rows };
    const char *why;
    uint64_t failed = stats->failed;
    struct session *session = &testing->session;
    bylaw_status status = session_open(session, &policy->policy, &how, &why);
    buf_init(&testing->json, &session->trap);
    buf_init(&testing->trouble, &session->trap);
    buf_init(&testing->title, &session->trap);
    buf_init(&testing->words, &session->trap);
    if (status != BYLAW_OK) {
        tell_trouble(testing, why);
        return status;
    }
    if (trap_set(&session->trap) != TRAP_NONE)
        return BYLAW_LIMIT;
    testing->host = (struct scenario_host){ .program = policy->policy.program, .behind = session->host };
    session_set_host(session, scenario_host(&testing->host));
    start_recording(testing);
    if (testing->options.update != NULL)
        testing->update = scenario_update_new(&session->arena, policy->policy.program, &policy->policy.sources);
    try_all(testing, policy->policy.program, stats);
    if (testing->update != NULL)
        tell_update(testing);
    if (testing->recorder != NULL) {
        reaching_open(&testing->reaching, &session->arena, policy->policy.program, testing->recorder, &session->trap);
        reaching_rule_out(&testing->reaching);
    }
    return stats->failed > failed ? BYLAW_FAULT : BYLAW_OK;
}

bylaw_status bylaw_test(const bylaw_policy *policy, const bylaw_test_options *options, bylaw_test_stats *stats)
{
    bylaw_test_stats unheard = { 0 };
    policy = session_whole(policy);
    struct testing *testing = policy != NULL ? mem_alloc(sizeof *testing) : NULL;
    if (testing == NULL)
        return BYLAW_LIMIT;
    memset(testing, 0, sizeof *testing);
    if (options != NULL)
        memcpy(&testing->options, options, options->size < sizeof *options ? options->size : sizeof *options);
    bylaw_status status = run(testing, policy, stats != NULL ? stats : &unheard);
    reaching_close(&testing->reaching);
    session_close(&testing->session);
    if (testing->options.coverage != NULL)
        testing->options.coverage->arena.trap = &testing->options.coverage->trap;
    if (testing->explaining != NULL)
        session_close(testing->explaining);
    mem_free(testing->explaining);
    buf_free(&testing->json);
    buf_free(&testing->trouble);
    buf_free(&testing->title);
    buf_free(&testing->words);
    mem_free(testing);
    return status;
}
