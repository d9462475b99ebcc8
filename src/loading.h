/* Finding and reading the files of a policy: what is named on the call, what those use, and the modules of the standard
 * library. Part of the pipeline. */
#ifndef BYLAW_LOADING_H
#define BYLAW_LOADING_H

#include "base/map.h"
#include "pipeline.h"

struct loading {
    struct policy *policy;
    struct map by_path;             /* struct loaded *, by the path as it is named in messages */
    VEC(struct loaded *) all;
    VEC(struct ast_file *) files;   /* in the order in which their rules count: used files before their users */
    VEC(struct tokens) tokens;
    uint32_t pack, n_packs; /* which source of the call is being loaded, from 1; 0: the standard library */
};

void loading_init(struct loading *loading, struct policy *policy);
/* Loads the module NAME of the standard library; AT is the `use` that asks for it, or NULL. */
void loading_module(struct loading *loading, struct str name, const struct ast_statement *at);
/* The key in by_path of the module in the source NAME (stdlib/support.rules): no file of the user's has this name. */
struct str loading_module_key(struct loading *loading, struct str name);
/* Loads a file or a text of the call. */
void loading_source(struct loading *loading, const struct pipeline_source *source);

#endif
