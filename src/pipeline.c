#include "pipeline.h"

#include "base/map.h"
#include "check/check.h"
#include "code/compile.h"
#include "code/image.h"
#include "imaging.h"
#include "loading.h"
#include "syntax/parse.h"

#include <stdatomic.h>
#include <string.h>

static void check_and_compile(struct policy *policy)
{
    policy->program = check_policy(&policy->arena, &policy->diags, &policy->sources, policy->files, policy->n_files,
                                   &policy->patterns);
    diags_sort(&policy->diags);
    if (policy->program == NULL || policy->diags.n_errors > 0) {
        policy->understood = policy->program;
        policy->program = NULL;
        return;
    }
    policy->code = code_compile(&policy->arena, policy->program);
    policy->shape = code_shape(policy->code);
}

static void begin(struct policy *policy, struct loading *loading, struct trap *trap)
{
    memset(policy, 0, sizeof *policy);
    arena_init(&policy->arena, trap);
    sources_init(&policy->sources, &policy->arena);
    diags_init(&policy->diags, &policy->arena, &policy->sources);
    loading_init(loading, policy);
}

static void take_loaded(struct policy *policy, const struct loading *loading)
{
    policy->files = loading->files.at;
    policy->tokens = loading->tokens.at;
    policy->n_files = loading->files.n;
    check_and_compile(policy);
}

void pipeline_load(struct policy *policy, const struct pipeline_source *sources, size_t n, bool no_stdlib, struct trap *trap)
{
    struct loading loading;
    begin(policy, &loading, trap);
    if (n == 1 && imaging_load(policy, sources))
        return;
    if (!no_stdlib)
        loading_module(&loading, STR("support"), NULL);
    for (size_t i = 0; i < n; i++)
        loading_source(&loading, &sources[i]);
    take_loaded(policy, &loading);
}

/* ---- what an image is made of ---- */

/* Its code is what its texts make, to the byte, or it is none to be asked about. */
static void check_texts(struct policy *whole, const struct policy *policy)
{
    if (whole->code != NULL && imaging_makes(whole, policy))
        return;
    diag_add_bare(&whole->diags, DIAG_IMAGE, "cannot use the image: its code is not what its texts make");
    whole->program = whole->understood = NULL;
    whole->code = NULL;
}

static void load_whole(struct policy *whole, const struct policy *policy, struct trap *trap)
{
    struct loading loading;
    begin(whole, &loading, trap);
    imaging_texts(&loading, policy->held);
    take_loaded(whole, &loading);
    check_texts(whole, policy);
}

static void free_whole(struct policy *whole)
{
    if (whole != NULL)
        pipeline_free(whole);
    mem_free(whole);
}

static struct policy *make_whole(const struct policy *policy)
{
    struct trap trap;
    struct policy *whole = mem_alloc(sizeof *whole);
    if (whole == NULL)
        return NULL;
    memset(whole, 0, sizeof *whole);
    if (trap_set(&trap) != TRAP_NONE) {
        free_whole(whole);
        return NULL;
    }
    load_whole(whole, policy, &trap);
    whole->arena.trap = NULL;
    return whole;
}

const struct policy *pipeline_whole(const struct policy *policy)
{
    if (policy->held == NULL)
        return policy;
    _Atomic(struct policy *) *place = &((struct policy *)policy)->whole;
    struct policy *known = atomic_load(place);
    if (known != NULL)
        return known;
    struct policy *made = make_whole(policy);
    if (made == NULL || atomic_compare_exchange_strong(place, &known, made))
        return made;
    free_whole(made); /* another thread was faster */
    return known;
}

void pipeline_free(struct policy *policy)
{
    free_whole(atomic_load(&policy->whole));
    mapped_free(&policy->mapped);
    mem_free(policy->scratch);
    pattern_pool_free(&policy->patterns);
    arena_free(&policy->arena);
}

void pipeline_hash(const struct policy *policy, char text[SHA256_HEX + 1])
{
    unsigned char digest[SHA256_BYTES];
    struct sha256 hash;
    if (policy->held != NULL) {
        memcpy(text, policy->held->hash.p, SHA256_HEX);
        text[SHA256_HEX] = '\0';
        return;
    }
    sha256_begin(&hash);
    for (uint32_t i = 0; i < policy->n_files; i++)
        token_hash(&policy->tokens[i], &policy->sources, &hash);
    sha256_end(&hash, digest);
    sha256_hex(digest, text);
}
