/* That changes change no decision is proved before any of them is made: the new text is compiled, and the two policies are compared over all
 * cases that there can be. */
#include "fixing.h"

#include "analyze/diff.h"

enum { MOST_PROOFS = 60 };

/* The sources of the call in their order: source P was loaded for the call's P-th. */
static uint32_t sources_of(struct fixing *fixing, struct pipeline_source *out)
{
    const struct policy *policy = fixing->c->policy;
    uint32_t n = 0;
    for (uint32_t pack = 1, found = 1; found; pack++) {
        found = 0;
        for (uint32_t i = 0; i < policy->sources.all.n && !found; i++)
            if (policy->named.at[i] && policy->pack_of.at[i] == pack) {
                out[n++] = (struct pipeline_source){ .path = policy->sources.all.at[i]->name, .text = fixing_text(fixing, i), .has_text = true };
                found = 1;
            }
    }
    return n;
}

static bool has_stdlib(const struct policy *policy)
{
    for (uint32_t i = 0; i < policy->sources.all.n; i++)
        if (policy->pack_of.at[i] == 0 && str_is(policy->sources.all.at[i]->name, "stdlib/support.rules"))
            return true;
    return false;
}

static bool is_proved(struct fixing *fixing, const struct program *after)
{
    struct checking *c = fixing->c;
    struct diff_options options = { .most = 1 };
    const struct program *programs[DIFF_SIDES] = { c->policy->program, after };
    c->diff = diff_new(&c->arena, programs, &options, &c->trap);
    diff_run(c->diff);
    bool equal = diff_is_equal(c->diff);
    diff_free(c->diff);
    c->diff = NULL;
    return equal;
}

static bool holds(struct fixing *fixing)
{
    struct checking *c = fixing->c;
    struct pipeline_source *sources = arena_array(&c->arena, struct pipeline_source, c->policy->sources.all.n + 1);
    uint32_t n = sources_of(fixing, sources);
    c->changed = mem_alloc(sizeof *c->changed);
    if (c->changed == NULL)
        trap_spring(&c->trap, TRAP_MEMORY);
    pipeline_load(c->changed, sources, n, !has_stdlib(c->policy), &c->trap);
    bool fine = c->changed->program != NULL && is_proved(fixing, c->changed->program);
    pipeline_free(c->changed);
    mem_free(c->changed);
    c->changed = NULL;
    return fine;
}

/* All at once mostly hold; else one after the other, as far as there is patience. */
void fixing_prove(struct fixing *fixing)
{
    for (uint32_t i = 0; i < fixing->all.n; i++)
        fixing->all.at[i]->kept = true;
    if (fixing->all.n == 0 || holds(fixing))
        return;
    for (uint32_t i = 0; i < fixing->all.n; i++)
        fixing->all.at[i]->kept = false;
    for (uint32_t i = 0; i < fixing->all.n && i < MOST_PROOFS; i++) {
        fixing->all.at[i]->kept = true;
        fixing->all.at[i]->kept = holds(fixing);
    }
}
