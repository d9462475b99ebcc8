#include "quickening.h"

#include "code/code.h"
#include "jit/jit.h"
#include "jit/jit_plan.h"

enum { LOOK_EVERY = 64, LONGEST = 100000 /* nanoseconds: what takes longer has waited for something */ };

/* What compiling costs, in nanoseconds of the processor; and how many words of code are worth trying (doc/jit.md). */
enum { COST = 30000000, COST_A_WORD = 170000, WORDS_MOST = 100000 };

/* So long must the VM have been at the rules, but for what the rule index does for them, for native code to pay back, if as much comes again
 * and native code takes half as long. */
static uint64_t worth_from(const struct code *code)
{
    uint64_t words = code->n_units > 0 ? jit_plan(code).words : 0;
    return words == 0 || words > WORDS_MOST ? UINT64_MAX : 2 * (COST + words * COST_A_WORD);
}

static void start(struct session *session)
{
    char hash[SHA256_HEX + 1];
    pipeline_hash(session->policy, hash);
    jit_start(session->jit, hash);
}

/* Code of the caller's own choice: that it cannot be used is the caller's fault. */
static bool load(struct session *session, const char **why)
{
    char hash[SHA256_HEX + 1];
    const char *wrong;
    pipeline_hash(session->policy, hash);
    if (jit_load(session->jit, hash, session->options.native, &wrong))
        return true;
    session->line.n = 0;
    buf_printf(&session->line, "cannot use the native code '%s': %s; bylaw build --native makes it", session->options.native, wrong);
    *buf_need(&session->line, 1) = '\0';
    *why = session->line.p;
    return false;
}

bylaw_status quickening_open(struct session *session, const char **why)
{
    const bylaw_options *options = &session->options;
    if (session->vm == NULL || (options->jit == BYLAW_JIT_OFF && options->native == NULL))
        return BYLAW_OK;
    session->jit = jit_new(session->policy->code, options->jit_program != NULL ? options->jit_program : "bylaw-jit");
    session->owns_jit = true;
    *why = "no memory";
    if (session->jit == NULL)
        return BYLAW_LIMIT;
    session->jit_from = worth_from(session->policy->code);
    if (options->native != NULL) {
        if (!load(session, why))
            return BYLAW_UNUSABLE;
    } else if (options->jit == BYLAW_JIT_ON) {
        start(session);
        jit_wait(session->jit);
    }
    vm_set_native(session->vm, jit_units(session->jit));
    return BYLAW_OK;
}

/* One case of LOOK_EVERY stands for all of them. */
static const struct decision *timed(struct session *session, const struct value *facts)
{
    uint64_t took;
    const struct decision *decision = vm_decide_timed(session->vm, facts, &session->trap, &took);
    uint64_t spent = jit_spend(session->jit, (took < LONGEST ? took : LONGEST) * LOOK_EVERY);
    if (spent >= session->jit_from)
        start(session);
    return decision;
}

const struct decision *quickening_decide(struct session *session, const struct value *facts)
{
    native_units *units = jit_units(session->jit);
    bool automatic = session->options.jit == BYLAW_JIT_AUTO && session->options.native == NULL;
    session->until_look = units == NULL ? LOOK_EVERY - 1 : UINT32_MAX;
    vm_set_native(session->vm, units);
    return automatic && units == NULL && !jit_started(session->jit) ? timed(session, facts) : vm_decide(session->vm, facts, &session->trap);
}

/* Of `auto`, that never came to compiling. */
static const char *not_tried(const struct code *code)
{
    if (code->n_units == 0)
        return "no native code: there are no rules to compile";
    uint64_t words = jit_plan(code).words;
    return words == 0 ? "no native code: the rule index serves its rules"
           : words > WORDS_MOST ? "no native code: that would be more than 100,000 words to compile"
                                : "no native code: not worth it yet";
}

const char *quickening_notice(const struct session *session)
{
    if (session->jit == NULL)
        return NULL;
    const char *notice = jit_notice(session->jit);
    if (notice != NULL)
        return notice;
    return jit_started(session->jit) ? "no native code: it was still being made at the end" : not_tried(session->policy->code);
}

void quickening_close(struct session *session)
{
    if (session->owns_jit)
        jit_free(session->jit);
}
