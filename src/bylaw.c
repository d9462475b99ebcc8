#include "bylaw.h"

#include "analyze/solver.h"
#include "code/code.h"
#include "code/compile.h"
#include "imaging.h"
#include "jit/jit.h"
#include "pipeline.h"
#include "quickening.h"
#include "session.h"

#include <string.h>

#ifdef HAVE_CONFIG_H
#include "config.h"
#endif
#ifndef PACKAGE_VERSION
#define PACKAGE_VERSION "0"
#endif

struct bylaw_decider {
    struct session session;
};

/* ---- this library ---- */

const char *bylaw_version(void) { return PACKAGE_VERSION; }

#define PARTS(databases, proofs, native, missing)                                                                   \
    "JSON: simdjson\nCSV: libcsv\npatterns: RE2\ndatabases: SQLite" databases "\nengines: vm, reference\n" proofs native \
    missing
#define WITHOUT(what) "not built in: " what "\n"
#define PG ", PostgreSQL"
#define Z3 "proofs: Z3\n"
#define JIT "native code: libgccjit\n"
#define NO_PG "PostgreSQL (libpq)"
#define NO_Z3 "proofs (Z3)"
#define NO_JIT "native code (libgccjit)"

const char *bylaw_parts(void)
{
    static const char *const parts[2][2][2] = {
        { { PARTS("", "", "", WITHOUT(NO_PG ", " NO_Z3 ", " NO_JIT)), PARTS("", "", JIT, WITHOUT(NO_PG ", " NO_Z3)) },
          { PARTS("", Z3, "", WITHOUT(NO_PG ", " NO_JIT)), PARTS("", Z3, JIT, WITHOUT(NO_PG)) } },
        { { PARTS(PG, "", "", WITHOUT(NO_Z3 ", " NO_JIT)), PARTS(PG, "", JIT, WITHOUT(NO_Z3)) },
          { PARTS(PG, Z3, "", WITHOUT(NO_JIT)), PARTS(PG, Z3, JIT, "") } },
    };
    return parts[lookup_pg_part() != NULL][solver_part() != NULL][jit_built_in()];
}

const char *bylaw_message_page(const char *code)
{
    for (size_t i = 0; i < n_message_pages; i++)
        if (strcmp(message_pages[i].name, code) == 0)
            return message_pages[i].text;
    return NULL;
}

/* Something that writes into a buffer what POLICY and HOW say, so that one function can catch its failing. */
typedef void (*writer)(const struct policy *policy, const void *how, struct buf *out);

static bylaw_status write_out(const struct policy *policy, writer make, const void *how, bylaw_write write, void *context)
{
    struct trap trap;
    struct buf *out = mem_alloc(sizeof *out);
    if (out == NULL)
        return BYLAW_LIMIT;
    buf_init(out, &trap);
    bylaw_status status = BYLAW_LIMIT;
    if (trap_set(&trap) == TRAP_NONE) {
        make(policy, how, out);
        status = out->n == 0 || write(context, out->p, out->n) == 0 ? BYLAW_OK : BYLAW_UNUSABLE;
    }
    buf_free(out);
    mem_free(out);
    return status;
}

static void make_line(const struct policy *policy, const void *how, struct buf *out)
{
    (void)policy;
    buf_line(out, *(const struct str *)how);
}

bylaw_status bylaw_show(const char *text, size_t n, bylaw_write write, void *context)
{
    struct str line = { text, (uint32_t)n };
    return write_out(NULL, make_line, &line, write, context);
}

const char *bylaw_stdlib(size_t index, const char **text)
{
    if (index >= n_stdlib_modules)
        return NULL;
    if (text != NULL)
        *text = stdlib_modules[index].text;
    return stdlib_modules[index].name;
}

/* ---- policies ---- */

/* What is asked about is read as an expectation is: a source of its own, with a scenario that nobody tries. NULL: no memory. */
static char *question_text(const char *why_not)
{
    static const char head[] = "scenario \"why not\"\n  expect ";
    size_t length = strlen(why_not);
    char *text = mem_alloc(sizeof head + length + 1);
    if (text == NULL)
        return NULL;
    memcpy(text, head, sizeof head - 1);
    memcpy(text + sizeof head - 1, why_not, length);
    memcpy(text + sizeof head - 1 + length, "\n", 2);
    return text;
}

/* LIST has room for one more; QUESTION or NULL. False: no memory. */
static bool load(struct bylaw_policy *policy, const bylaw_source *sources, size_t n, bool no_stdlib, const char *question,
                 struct pipeline_source *list)
{
    size_t all = n + (question != NULL);
    for (size_t i = 0; i < n; i++) {
        list[i] = (struct pipeline_source){ .path = str_from(sources[i].path != NULL ? sources[i].path : "policy") };
        list[i].has_text = sources[i].text != NULL;
        if (list[i].has_text)
            list[i].text = (struct str){ sources[i].text, (uint32_t)sources[i].length };
    }
    if (question != NULL)
        list[n] = (struct pipeline_source){ .path = STR(POLICY_QUESTION), .text = str_from(question), .has_text = true };
    struct trap trap;
    if (trap_set(&trap) != TRAP_NONE)
        return false;
    pipeline_load(&policy->policy, list, all, no_stdlib, &trap);
    policy->policy.arena.trap = NULL;
    return true;
}

static bool too_large(const bylaw_source *sources, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (sources[i].text != NULL && sources[i].length > SOURCE_MAX_BYTES)
            return true;
    return false;
}

bylaw_status bylaw_load(const bylaw_source *sources, size_t n, const bylaw_load_options *options, bylaw_policy **out)
{
    *out = NULL;
    bylaw_load_options how = { 0 };
    if (options != NULL)
        memcpy(&how, options, options->size < sizeof how ? options->size : sizeof how);
    struct bylaw_policy *policy = mem_alloc(sizeof *policy);
    struct pipeline_source *list = mem_alloc((n + 1) * sizeof *list);
    char *question = how.why_not != NULL ? question_text(how.why_not) : NULL;
    if (policy == NULL || list == NULL || too_large(sources, n) || (how.why_not != NULL && question == NULL)) {
        mem_free(policy);
        mem_free(list);
        mem_free(question);
        return BYLAW_LIMIT;
    }
    memset(policy, 0, sizeof *policy);
    bool loaded = load(policy, sources, n, how.no_stdlib, question, list);
    mem_free(list);
    mem_free(question);
    if (!loaded) {
        bylaw_policy_free(policy);
        return BYLAW_LIMIT;
    }
    *out = policy;
    return policy->policy.code != NULL ? BYLAW_OK : BYLAW_UNUSABLE;
}

void bylaw_policy_free(bylaw_policy *policy)
{
    if (policy == NULL)
        return;
    pipeline_free(&policy->policy);
    mem_free(policy);
}

size_t bylaw_errors(const bylaw_policy *policy) { return policy->policy.diags.n_errors; }
size_t bylaw_warnings(const bylaw_policy *policy) { return policy->policy.diags.n_warnings; }

int bylaw_unreadable(const bylaw_policy *policy)
{
    for (uint32_t i = 0; i < policy->policy.diags.all.n; i++)
        if (policy->policy.diags.all.at[i]->code == DIAG_FILE)
            return 1;
    return 0;
}

const char *bylaw_file(const bylaw_policy *policy, size_t index)
{
    return index < policy->policy.paths.n ? policy->policy.paths.at[index].p : NULL;
}

int bylaw_facts_inferred(const bylaw_policy *policy)
{
    policy = session_whole(policy);
    return policy != NULL && policy->policy.program != NULL && policy->policy.program->facts_inferred;
}

int bylaw_has_action(const bylaw_policy *policy, const char *verb)
{
    const struct code *code = policy->policy.code;
    for (uint32_t i = 0; code != NULL && i < code->n_verbs; i++)
        if (str_is(code->verbs[i].name, verb))
            return 1;
    return 0;
}

size_t bylaw_rules(const bylaw_policy *policy) { return policy->policy.code != NULL ? policy->policy.code->n_units : 0; }

static void make_messages(const struct policy *policy, const void *how, struct buf *out)
{
    const bylaw_message_options *options = how;
    if (options->format == BYLAW_JSON)
        diag_json(&policy->diags, out);
    else
        diag_text(&policy->diags, out, options->most == 0 ? UINT32_MAX : options->most, options->color);
}

static bylaw_message_options message_options(const bylaw_message_options *options)
{
    bylaw_message_options how = { .format = BYLAW_TEXT, .most = 20 };
    if (options != NULL)
        memcpy(&how, options, options->size < sizeof how ? options->size : sizeof how);
    return how;
}

bylaw_status bylaw_messages(const bylaw_policy *policy, const bylaw_message_options *options, bylaw_write write, void *context)
{
    bylaw_message_options how = message_options(options);
    return write_out(&policy->policy, make_messages, &how, write, context);
}

static void make_facts(const struct policy *policy, const void *how, struct buf *out)
{
    (void)how;
    program_facts(policy->program, out);
}

bylaw_status bylaw_facts(const bylaw_policy *policy, bylaw_write write, void *context)
{
    policy = session_whole(policy);
    if (policy == NULL)
        return BYLAW_LIMIT;
    if (policy->policy.program == NULL)
        return BYLAW_UNUSABLE;
    return write_out(&policy->policy, make_facts, NULL, write, context);
}

static void make_dump(const struct policy *policy, const void *how, struct buf *out)
{
    const bylaw_stop stop = *(const bylaw_stop *)how;
    for (uint32_t i = 0; i < policy->n_files && stop <= BYLAW_STOP_AST; i++) {
        if (stop == BYLAW_STOP_TOKENS)
            token_dump(&policy->tokens[i], &policy->sources, out);
        else
            ast_dump(policy->files[i], &policy->sources, out);
    }
    if (stop == BYLAW_STOP_PROGRAM)
        program_dump(policy->program, &policy->sources, out);
    if (stop == BYLAW_STOP_CODE)
        code_disasm(policy->code, &policy->sources, out);
    if (stop == BYLAW_STOP_INDEX)
        index_dump(policy->code, &policy->sources, out);
}

bylaw_status bylaw_dump(const bylaw_policy *policy, bylaw_stop stop, bylaw_write write, void *context)
{
    if (stop < BYLAW_STOP_CODE)
        policy = session_whole(policy);
    if (policy == NULL)
        return BYLAW_LIMIT;
    if (stop >= BYLAW_STOP_PROGRAM && policy->policy.code == NULL)
        return BYLAW_UNUSABLE;
    return write_out(&policy->policy, make_dump, &stop, write, context);
}

struct building {
    struct arena arena; /* for the work */
    bool fits;
};

static void make_image(const struct policy *policy, const void *how, struct buf *out)
{
    struct building *building = (struct building *)how;
    building->arena.trap = out->trap;
    building->fits = imaging_write(policy, &building->arena, out);
}

bylaw_status bylaw_build(const bylaw_policy *policy, bylaw_write write, void *context)
{
    struct building building = { .fits = false };
    arena_init(&building.arena, NULL);
    policy = session_whole(policy);
    if (policy == NULL || policy->policy.code == NULL)
        return policy == NULL ? BYLAW_LIMIT : BYLAW_UNUSABLE;
    bylaw_status status = write_out(&policy->policy, make_image, &building, write, context);
    arena_free(&building.arena);
    return building.fits ? status : BYLAW_LIMIT;
}

void bylaw_policy_hash(const bylaw_policy *policy, char hash[BYLAW_HASH_SIZE]) { pipeline_hash(&policy->policy, hash); }

/* ---- deciding ---- */

static bylaw_status lacks_answers(struct session *session, const char **why)
{
    const struct lookup *lookup = answering_lacks(&session->answering, session->policy);
    if (lookup == NULL)
        return BYLAW_OK;
    if (trap_set(&session->trap) != TRAP_NONE)
        return BYLAW_LIMIT;
    *why = str_printf(&session->arena, "the policy looks up %.*s: give the database with --db, or rows with --rows",
                      STR_ARG(lookup->name)).p;
    return BYLAW_UNUSABLE;
}

bylaw_status bylaw_decider_new(const bylaw_policy *policy, const bylaw_options *options, bylaw_decider **out, const char **why)
{
    const char *unheard;
    if (why == NULL)
        why = &unheard;
    *out = NULL;
    *why = "no memory";
    struct bylaw_decider *decider = mem_alloc(sizeof *decider);
    if (decider == NULL)
        return BYLAW_LIMIT;
    *why = NULL;
    bylaw_status status = session_open(&decider->session, &policy->policy, options, why);
    if (status == BYLAW_OK)
        status = lacks_answers(&decider->session, why);
    if (status == BYLAW_LIMIT)
        *why = "no memory";
    *out = decider;
    if (status == BYLAW_LIMIT || decider->session.report.style == NULL) { /* an option: *WHY is no text of the decider's */
        bylaw_decider_free(decider);
        *out = NULL;
    }
    return status;
}

void bylaw_decider_free(bylaw_decider *decider)
{
    if (decider == NULL)
        return;
    session_close(&decider->session);
    mem_free(decider);
}

bylaw_status bylaw_build_native(const bylaw_policy *policy, const char *program, bylaw_write write, void *context, const char **why)
{
    char hash[SHA256_HEX + 1];
    const char *bytes, *wrong = "it is not built in (libgccjit)";
    size_t n;
    bylaw_status status = BYLAW_NOT_BUILT;
    struct jit *jit = jit_built_in() ? jit_new(policy->policy.code, program) : NULL;
    if (jit != NULL) {
        pipeline_hash(&policy->policy, hash);
        status = !jit_build(jit, hash, &bytes, &n, &wrong) || write(context, bytes, n) != 0 ? BYLAW_UNUSABLE : BYLAW_OK;
        jit_free(jit);
    } else if (jit_built_in())
        status = BYLAW_LIMIT;
    if (why != NULL)
        *why = wrong;
    return status;
}

const char *bylaw_decider_native(const bylaw_decider *decider)
{
    return quickening_notice(&decider->session);
}

static enum decision_status decide_line(struct session *session, const char *json, size_t n)
{
    struct case_input input;
    bylaw_stats stats = { 0 };
    session_read(session, json, n, &input);
    session->out.n = 0;
    return session_decide(session, &input, &stats);
}

bylaw_status bylaw_decide(bylaw_decider *decider, const char *json, size_t n, const char **decision, size_t *length)
{
    struct session *session = &decider->session;
    *decision = "";
    *length = 0;
    if (trap_set(&session->trap) != TRAP_NONE) {
        session->talk.n = 0;
        return BYLAW_LIMIT;
    }
    enum decision_status status = decide_line(session, json, n);
    *decision = session->out.p;
    *length = session->out.n > 0 ? session->out.n - 1 : 0;
    return status >= DECISION_CONFLICT ? BYLAW_FAULT : BYLAW_OK;
}

const char *bylaw_decide_trouble(const bylaw_decider *decider)
{
    const struct session *session = &decider->session;
    if (session->answering.talk.n > 0)
        return session->answering.talk.p;
    return session->talk.n > 0 ? session->talk.p : "";
}

bylaw_status bylaw_stream(bylaw_decider *decider, int fd, const char *name, const bylaw_sinks *sinks, bylaw_stats *stats,
                          const char **why)
{
    const char *unheard;
    decider->session.name = str_from(name);
    return stream_run(&decider->session, NULL, fd, sinks, stats, why != NULL ? why : &unheard);
}
