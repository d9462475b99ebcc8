/* The way from text to code, straight calls in order; only this file's .c calls the rooms' doors. */
#ifndef BYLAW_PIPELINE_H
#define BYLAW_PIPELINE_H

#include "base/mapped.h"
#include "check/program.h"
#include "code/shape.h"
#include "source/diag.h"
#include "syntax/ast.h"
#include "syntax/token.h"
#include "value/pattern.h"

struct code;
struct image;

/* A module of the standard library, built in (stdlib_data.c is made from stdlib/). */
struct stdlib_module {
    const char *name, *text;
    size_t length;
};
extern const struct stdlib_module stdlib_modules[];
extern const size_t n_stdlib_modules;

/* The pages of doc/messages.md, by code, built in likewise (message_pages.c). */
struct message_page {
    const char *name, *text;
};
extern const struct message_page message_pages[];
extern const size_t n_message_pages;

/* The name of a source that is no part of the policy: a scenario that holds what an explanation is asked about. */
#define POLICY_QUESTION "--why-not"

struct pipeline_source {
    struct str path, text;
    bool has_text;
};

/* A policy at every stop of the way; immutable once pipeline_load is through. */
struct policy {
    struct arena arena; /* holds everything below, and this struct's parts */
    struct sources sources;
    struct diags diags;
    VEC(uint32_t) pack_of;   /* of each source: the source of the call that it was loaded for, from 1; 0: the standard library */
    VEC(bool) named;         /* of each source: whether the call names it, and not only another file */
    VEC(struct str) paths;   /* of the files that were asked for, those that could not be read, too */
    struct ast_file **files; /* in the order in which their rules count */
    struct tokens *tokens;   /* of each file */
    uint32_t n_files;
    struct pattern_pool patterns;  /* of the program */
    void *scratch;                 /* the file being read */
    const struct program *program; /* NULL after an error, and of a policy from an image: see pipeline_whole */
    const struct program *understood; /* after errors that leave no doubt what the policy says: for looking at its cases; else NULL */
    const struct code *code;
    const struct shape *shape;
    struct mapped mapped;        /* the image that it is from */
    const struct image *held;    /* in it; NULL: it is from texts */
    _Atomic(struct policy *) whole; /* once somebody wants it */
};

/* Loads N SOURCES and all that they use into POLICY, which is fresh memory. What is wrong is in policy->diags. TRAP
 * receives failures of allocation; then the caller frees POLICY all the same. */
void pipeline_load(struct policy *policy, const struct pipeline_source *sources, size_t n, bool no_stdlib, struct trap *trap);
void pipeline_free(struct policy *policy);

/* A policy from an image has its code, and its sources. For those who want all of it: the same policy, made of the texts that the image
 * carries, when it is first wanted; any other is whole itself. It lives as long as POLICY. NULL: no memory. Several threads may
 * ask at once. */
const struct policy *pipeline_whole(const struct policy *policy);

/* What POLICY is known by wherever decisions are kept: SHA-256 over the words of its files in the order in which their rules count,
 * the standard library's among them. Comments and layout do not change it, nor does where the files lie, nor a newer Bylaw whose standard
 * library says the same. */
void pipeline_hash(const struct policy *policy, char text[SHA256_HEX + 1]);

#endif
