#include "quickening.h"

#include "code/code.h"
#include "jit/jit.h"

enum { LOOK_EVERY = 1024 };

/* What `auto` goes by, measured (doc/jit.md): what compiling costs, and what native code saves of each word of the rules in each case. */
enum { COST_MICROSECONDS = 30000, COST_A_WORD = 60, SAVED_A_WORD = 60 /* picoseconds */, LARGEST = 100000 };

/* From so many cases on it pays back, if as many come again; UINT64_MAX: it is not worth trying. */
static uint64_t worth_from(const struct code *code)
{
    uint64_t words = code->n_words, saved = words * SAVED_A_WORD;
    if (code->n_units == 0 || words > LARGEST)
        return UINT64_MAX;
    return (COST_MICROSECONDS + words * COST_A_WORD) * 1000000 / saved;
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

void quickening_look(struct session *session)
{
    native_units *units = jit_units(session->jit);
    bool automatic = session->options.jit == BYLAW_JIT_AUTO && session->options.native == NULL;
    session->until_look = units == NULL ? LOOK_EVERY : UINT32_MAX;
    vm_set_native(session->vm, units);
    if (automatic && units == NULL && jit_count(session->jit, LOOK_EVERY) >= session->jit_from)
        start(session);
}

void quickening_close(struct session *session)
{
    if (session->owns_jit)
        jit_free(session->jit);
}
