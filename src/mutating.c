/* bylaw_mutate: which mutants of a policy its scenarios do not notice. */
#include "mutating.h"
#include "parallel.h"
#include "tested.h"

#include <string.h>

enum { MOST_SEEN = 256 << 20 };

/* ---- trying ---- */

static bylaw_status trier_open(struct trier *trier, struct mutating *mutating)
{
    bylaw_options how = { .size = sizeof how, .engine = BYLAW_REFERENCE, .input = BYLAW_JSON, .output = BYLAW_TEXT,
                          .db = mutating->options.db, .rows = mutating->options.rows };
    const char *why;
    trier->policy = mutating->policy;
    trier->mutating = mutating;
    bylaw_status status = session_open(&trier->session, mutating->policy, &how, &why);
    arena_init(&trier->arena, &trier->session.trap);
    buf_init(&trier->json, &trier->session.trap);
    buf_init(&trier->trouble, &trier->session.trap);
    trier->host = (struct scenario_host){ .program = mutating->policy->program, .behind = trier->session.host };
    if (status == BYLAW_OK)
        session_set_host(&trier->session, scenario_host(&trier->host));
    return status;
}

static void trier_close(struct trier *trier)
{
    session_close(&trier->session);
    arena_free(&trier->arena);
    buf_free(&trier->json);
    buf_free(&trier->trouble);
}

/* Whether SCENARIO, decided by the session's evaluator, which is PROGRAM's, comes as expected. */
static bool passes(struct trier *trier, const struct program *program, const struct scenario *scenario)
{
    struct session *session = &trier->session;
    struct scenario_run run = { program, &trier->policy->sources, &session->report, &trier->trouble };
    trier->json.n = trier->trouble.n = 0;
    trier->host.scenario = scenario;
    scenario_case(scenario, &trier->json);
    return scenario_judge(&run, scenario, session_try(session, trier->json.p, trier->json.n));
}

/* What the scenario does not look at cannot make a difference to it. */
static bool looks_at(const struct mutating *mutating, uint32_t scenario, const struct mutant *mutant)
{
    return mutant->what != MUTATE_EXPR || mutating->seen == NULL
        || mutating->seen[(size_t)scenario * mutating->policy->program->n_exprs + mutant->target->id];
}

static bool kills(struct trier *trier, const struct program *program, const struct mutant *mutant)
{
    const struct program *own = trier->policy->program;
    for (uint32_t i = 0; i < own->n_scenarios; i++)
        if (looks_at(trier->mutating, i, mutant) && !passes(trier, program, &own->scenarios[i]))
            return true;
    return false;
}

static bool try_mutant(struct trier *trier, const struct mutant *mutant)
{
    struct session *session = &trier->session;
    struct eval *own = session->eval;
    arena_reset(&trier->arena);
    const struct program *program = mutate_make(&trier->mutating->mutants, mutant, &trier->arena);
    session->eval = eval_new(&trier->arena, program);
    session_set_host(session, session->host);
    bool killed = kills(trier, program, mutant);
    eval_free(session->eval);
    session->eval = own;
    return killed;
}

/* The mutants that no other thread has taken. */
static void try_all(struct trier *trier)
{
    struct mutating *mutating = trier->mutating;
    for (uint32_t i; (i = atomic_fetch_add(&mutating->next, 1)) < mutating->mutants.all.n;) {
        mutating->killed[i] = try_mutant(trier, &mutating->mutants.all.at[i]);
        atomic_fetch_add(&mutating->done, mutating->killed[i]);
    }
}

static void *run_trier(void *context)
{
    struct trier *trier = context;
    trier->status = trier_open(trier, trier->mutating);
    struct eval *own = trier->session.eval;
    if (trier->status != BYLAW_OK)
        return NULL;
    if (trap_set(&trier->session.trap) == TRAP_NONE) {
        try_all(trier);
        return NULL;
    }
    if (trier->session.eval != own)
        eval_free(trier->session.eval); /* of the mutant in hand */
    trier->session.eval = own;
    trier->status = BYLAW_LIMIT;
    atomic_store(&trier->mutating->next, UINT32_MAX / 2);
    return NULL;
}

/* ---- the policy itself ---- */

/* Whether all scenarios come as expected; notes what each looks at. */
static bool try_policy(struct mutating *mutating, struct trier *trier)
{
    const struct program *program = mutating->policy->program;
    uint8_t *wanted = arena_array(&mutating->arena, uint8_t, program->n_exprs), *truths = arena_array(&mutating->arena, uint8_t, program->n_exprs);
    struct eval_watch watch = { wanted, truths, NULL, NULL };
    bool fine = true;
    memset(wanted, 1, program->n_exprs);
    if ((uint64_t)program->n_scenarios * program->n_exprs <= MOST_SEEN)
        mutating->seen = arena_array(&mutating->arena, uint8_t, (size_t)program->n_scenarios * program->n_exprs);
    eval_watch(trier->session.eval, &watch);
    for (uint32_t i = 0; i < program->n_scenarios && fine; i++) {
        memset(truths, 0, program->n_exprs);
        fine = passes(trier, program, &program->scenarios[i]);
        if (mutating->seen != NULL)
            memcpy(mutating->seen + (size_t)i * program->n_exprs, truths, program->n_exprs);
    }
    eval_watch(trier->session.eval, NULL);
    return fine;
}

static bylaw_status check_policy_itself(struct mutating *mutating)
{
    struct trier *trier = arena_new(&mutating->arena, struct trier);
    bylaw_status status = trier_open(trier, mutating);
    if (status == BYLAW_OK && trap_set(&trier->session.trap) != TRAP_NONE)
        status = BYLAW_LIMIT;
    else if (status == BYLAW_OK && !try_policy(mutating, trier))
        status = BYLAW_UNUSABLE;
    trier_close(trier);
    return status;
}

/* ---- which mutants ---- */

static void find_mutants(struct mutating *mutating)
{
    struct mutants *mutants = &mutating->mutants;
    const bool *tested = tested_sources(&mutating->arena, mutating->policy);
    uint32_t n = 0;
    mutate_find(mutants, &mutating->arena, mutating->policy->program, &mutating->policy->sources, &mutating->text);
    for (uint32_t i = 0; i < mutants->all.n; i++)
        if (tested[mutants->all.at[i].span.source])
            mutants->all.at[n++] = mutants->all.at[i];
    mutants->all.n = n;
    mutating->killed = arena_array(&mutating->arena, bool, n);
}

/* ---- all of them ---- */

static void tell_progress(void *context)
{
    const struct mutating *mutating = context;
    mutating->options.progress(mutating->options.context, atomic_load(&mutating->done), mutating->mutants.all.n);
}

static bylaw_status kill_mutants(struct mutating *mutating)
{
    unsigned n = parallel_count(mutating->options.threads, mutating->mutants.all.n);
    struct trier *triers = arena_array(&mutating->arena, struct trier, n);
    bylaw_status worst = BYLAW_OK;
    for (unsigned i = 0; i < n; i++)
        triers[i].mutating = mutating;
    unsigned ran = parallel_run(run_trier, triers, sizeof *triers, n, mutating->options.progress != NULL ? tell_progress : NULL, mutating);
    for (unsigned i = 0; i < ran; i++) {
        worst = triers[i].status > worst ? triers[i].status : worst;
        trier_close(&triers[i]);
    }
    return worst;
}

/* ---- survivors ---- */

static void tell(struct mutating *mutating, uint32_t index)
{
    const struct mutant *mutant = &mutating->mutants.all.at[index];
    const struct found_out *found = &mutating->found[index];
    struct place place = span_place(&mutating->policy->sources, mutant->span);
    bylaw_mutant told = { .words = mutant->words.p, .rule = str_dup(&mutating->arena, mutant->rule).p, .file = place.source->name.p,
                          .line = place.line, .fate = found->survivor == SURVIVOR_OPEN ? BYLAW_MUTANT_OPEN : BYLAW_MUTANT_SURVIVES,
                          .scenario = found->scenario };
    if (mutating->options.survivor != NULL)
        mutating->options.survivor(mutating->options.context, &told);
}

static void tell_survivors(struct mutating *mutating, bylaw_mutate_stats *stats)
{
    for (uint32_t i = 0; i < mutating->mutants.all.n; i++) {
        enum survivor survivor = mutating->found[i].survivor;
        stats->killed += mutating->killed[i];
        if (mutating->killed[i])
            continue;
        stats->same += survivor == SURVIVOR_SAME;
        stats->survive += survivor == SURVIVOR_DIFFERS;
        stats->open += survivor == SURVIVOR_OPEN;
        if (survivor != SURVIVOR_SAME)
            tell(mutating, i);
    }
}

/* Survivors are decided by several threads; what these find lives with them, so they are freed when all is told. */
static bylaw_status look_at_survivors(struct mutating *mutating, bylaw_mutate_stats *stats)
{
    unsigned n = parallel_count(mutating->options.threads, mutating->mutants.all.n);
    struct finder *finders = arena_array(&mutating->arena, struct finder, n);
    bylaw_status worst = BYLAW_OK;
    mutating->found = arena_array(&mutating->arena, struct found_out, mutating->mutants.all.n);
    atomic_store(&mutating->next, 0);
    for (unsigned i = 0; i < n; i++)
        finder_init(&finders[i], mutating);
    mutating->finders = finders;
    mutating->n_finders = n;
    unsigned ran = parallel_run(finder_run, finders, sizeof *finders, n, mutating->options.progress != NULL ? tell_progress : NULL, mutating);
    for (unsigned i = 0; i < ran; i++)
        worst = finders[i].status > worst ? finders[i].status : worst;
    if (worst == BYLAW_OK)
        tell_survivors(mutating, stats);
    return worst;
}

static bylaw_status run(struct mutating *mutating, bylaw_mutate_stats *stats)
{
    if (trap_set(&mutating->trap) != TRAP_NONE)
        return BYLAW_LIMIT;
    bylaw_status status = mutating->policy->program->n_scenarios == 0 ? BYLAW_UNUSABLE : check_policy_itself(mutating);
    if (status != BYLAW_OK)
        return status;
    find_mutants(mutating);
    status = kill_mutants(mutating);
    if (status != BYLAW_OK)
        return status;
    stats->mutants = mutating->mutants.all.n;
    status = look_at_survivors(mutating, stats);
    if (status != BYLAW_OK)
        return status;
    return stats->survive + stats->open > 0 ? BYLAW_FAULT : BYLAW_OK;
}

bylaw_status bylaw_mutate(const bylaw_policy *policy, const bylaw_mutate_options *options, bylaw_mutate_stats *stats)
{
    bylaw_mutate_stats here = { 0 };
    policy = session_whole(policy);
    if (policy == NULL)
        return BYLAW_LIMIT;
    if (policy->policy.program == NULL)
        return BYLAW_UNUSABLE;
    struct mutating *mutating = mem_alloc(sizeof *mutating);
    if (mutating == NULL)
        return BYLAW_LIMIT;
    memset(mutating, 0, sizeof *mutating);
    mutating->policy = &policy->policy;
    if (options != NULL)
        memcpy(&mutating->options, options, options->size < sizeof *options ? options->size : sizeof *options);
    arena_init(&mutating->arena, &mutating->trap);
    buf_init(&mutating->text, &mutating->trap);
    bylaw_status status = run(mutating, &here);
    buf_free(&mutating->text);
    for (unsigned i = 0; i < mutating->n_finders; i++)
        finder_free(&mutating->finders[i]);
    arena_free(&mutating->arena);
    mem_free(mutating);
    if (stats != NULL) {
        stats->mutants += here.mutants;
        stats->killed += here.killed;
        stats->same += here.same;
        stats->survive += here.survive;
        stats->open += here.open;
    }
    return status;
}
