/* Deciding: cases in, decisions out, with an evaluation's own context. Behind bylaw_decider and bylaw_stream. */
#ifndef BYLAW_SESSION_H
#define BYLAW_SESSION_H

#include "answering.h"
#include "bylaw.h"
#include "cases/case.h"
#include "eval/eval.h"
#include "explain/explain.h"
#include "pipeline.h"
#include "recording.h"
#include "report/report.h"
#include "vm/vm.h"

/* A policy as callers of the library hold it. */
struct bylaw_policy {
    struct policy policy;
};

/* POLICY with its program, for all but deciding: see pipeline_whole. NULL: no memory. */
static inline const bylaw_policy *session_whole(const bylaw_policy *policy)
{
    return (const bylaw_policy *)pipeline_whole(&policy->policy); /* its only member */
}

struct jit;

struct session {
    const struct policy *policy; /* borrowed */
    bylaw_options options;
    struct trap trap;
    struct arena arena;
    struct case_options case_options;
    struct case_json *json;
    struct holding *holding; /* of cases that are decided in batches, where that is worth it; made by holding_open */
    struct vm *vm;     /* one of these two, by the option engine */
    struct eval *eval;
    struct jit *jit;   /* native code for the VM, shared with twins; NULL: none is wanted */
    bool owns_jit;
    uint32_t until_look; /* cases until quickening_decide */
    uint64_t jit_from;   /* nanoseconds of deciding from which native code pays back */
    struct answering answering; /* by the options db and rows */
    struct host host;  /* who answers lookups; ask is NULL: nobody */
    struct report report;
    struct receipt receipt;     /* options.receipt: see receipts.h */
    struct recording recording; /* what was looked up in the case in hand */
    struct explain explain; /* if the option explain is on: then eval decides */
    struct arena why;       /* of the explanation in hand */
    struct decision faulty; /* of a case that cannot be read */
    struct buf out;  /* decisions not yet written */
    struct buf talk; /* the long form of the last case's errors, NUL-terminated behind its end */
    struct buf line; /* the line of a single case, with the padding that the reader wants */
    struct str name; /* of the input in hand */
    bool began;      /* the output's header is written */
};

/* Fills in SESSION, which is fresh memory, for POLICY; OPTIONS may be NULL. BYLAW_UNUSABLE: *WHY tells which option cannot be used. */
bylaw_status session_open(struct session *session, const struct policy *policy, const bylaw_options *options, const char **why);
/* Fills in SESSION, which is fresh memory, as another thread's context that decides as MODEL does, whose input it names too. For sessions that
 * nobody answers lookups of. False: no memory. session_close in any case. */
bool session_twin(struct session *session, const struct session *model);
void session_close(struct session *session);
/* From now on HOST answers the lookups. */
void session_set_host(struct session *session, struct host host);
/* Decides one case that is read already: appends its line to session->out, sets session->talk. Failure of allocation springs session->trap. */
enum decision_status session_decide(struct session *session, const struct case_input *input, bylaw_stats *stats);

/* Decides one case that is read already, and no more; lives until the next case. */
const struct decision *session_consider(struct session *session, const struct case_input *input);

/* Whether DECISION has an action of the option fail_on. */
bool session_fails_on(const struct session *session, const struct decision *decision);

/* Reads N bytes of JSON as a case; *INPUT lives until the next. */
void session_read(struct session *session, const char *json, size_t n, struct case_input *input);
/* testing.c needs the decision itself: reads N bytes of JSON as a case and decides it. Lives until the next call. */
const struct decision *session_try(struct session *session, const char *json, size_t n);

/* explaining.c: whether what the policy was loaded with is something to ask about, else *WHY; makes ready to explain; what is written
 * of DECISION, just made of INPUT; and the end. */
bool explaining_can(const struct policy *policy, const char **why);
void explaining_open(struct session *session);
void explaining_write(struct session *session, const struct report_case *which, const struct decision *decision);
void explaining_close(struct session *session);
/* Whether EXPECTED is of a kind that an explanation can be asked about. Of a failed scenario: puts into session->out, lines behind
 * blanks, why DECISION (its evaluator's last) is what it is, or, where MISSED is given, why that did not come. */
struct expectation;
bool explaining_can_ask(const struct expectation *expected);
void explaining_failure(struct session *session, const struct decision *decision, const struct expectation *missed);

/* What a stream does with a case, where that is not session_decide: as it does, appends the case's line to session->out, sets
 * session->talk, counts. *WHY (NULL before) may be set to what stops the stream behind this case, BYLAW_UNUSABLE. */
struct session_way {
    enum decision_status (*take)(void *context, const struct case_input *input, bylaw_stats *stats, const char **why);
    void *context;
    struct case_json *json; /* reads the lines; NULL: the session's own reader, of cases */
};

/* stream.c. WAY may be NULL. */
bylaw_status stream_run(struct session *session, const struct session_way *way, int fd, const bylaw_sinks *sinks, bylaw_stats *stats,
                        const char **why);

#endif
