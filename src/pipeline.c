#include "pipeline.h"

#include "base/map.h"
#include "check/check.h"
#include "code/compile.h"
#include "loading.h"
#include "syntax/parse.h"

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

void pipeline_load(struct policy *policy, const struct pipeline_source *sources, size_t n, bool no_stdlib, struct trap *trap)
{
    memset(policy, 0, sizeof *policy);
    arena_init(&policy->arena, trap);
    sources_init(&policy->sources, &policy->arena);
    diags_init(&policy->diags, &policy->arena, &policy->sources);
    struct loading loading;
    loading_init(&loading, policy);
    if (!no_stdlib)
        loading_module(&loading, STR("support"), NULL);
    for (size_t i = 0; i < n; i++)
        loading_source(&loading, &sources[i]);
    policy->files = loading.files.at;
    policy->tokens = loading.tokens.at;
    policy->n_files = loading.files.n;
    check_and_compile(policy);
}

void pipeline_free(struct policy *policy)
{
    mem_free(policy->scratch);
    pattern_pool_free(&policy->patterns);
    arena_free(&policy->arena);
}

void pipeline_hash(const struct policy *policy, char text[SHA256_HEX + 1])
{
    unsigned char digest[SHA256_BYTES];
    struct sha256 hash;
    sha256_begin(&hash);
    for (uint32_t i = 0; i < policy->n_files; i++)
        token_hash(&policy->tokens[i], &policy->sources, &hash);
    sha256_end(&hash, digest);
    sha256_hex(digest, text);
}
