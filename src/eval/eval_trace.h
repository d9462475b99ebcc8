/* A trace: what the reference evaluator found out on its way to a decision. Explanations are made of it. Off unless it is asked for,
 * and then everything in it lives until the evaluator decides the next case. */
#ifndef BYLAW_EVAL_EVAL_TRACE_H
#define BYLAW_EVAL_EVAL_TRACE_H

#include "eval/eval.h"

/* What an expression came to, when it was evaluated last (those below a quantifier are evaluated for each element). */
struct trace_value {
    bool seen;   /* else it was not looked at, and nothing else here means anything */
    bool absent; /* unknown because no arm matched */
    struct value value;
    const uint64_t *needs; /* facts that it waits for while it is unknown, for trace_needs; NULL: none */
};

struct trace_arm {
    enum truth state; /* before overrides */
    enum truth fires; /* after them */
    const uint64_t *needs;
};

/* What became of an action that an arm asked for. */
enum trace_fate {
    TRACE_STANDS,     /* it is in the decision, or undecided by itself alone */
    TRACE_MERGED,     /* the same as another's */
    TRACE_DEFEATED,
    TRACE_THREATENED, /* undecided: one that is undecided may defeat it */
    TRACE_CONTESTED,  /* another one of its `once` verb is there, or may come */
    TRACE_ABSENT,     /* dropped: an argument is unknown, and nothing can make it known */
};

struct trace_act {
    uint32_t arm;
    const struct action *action;
    const struct value *args; /* one a parameter; unknown: not given, or not known */
    enum trace_fate fate;
    uint32_t by;    /* the other act, of a fate that has one; else UINT32_MAX */
    bool undecided; /* waits for needs */
    const uint64_t *needs;
};

struct eval_trace {
    struct trace_value *exprs; /* by their ids */
    struct trace_arm *arms;    /* all no before they were looked at */
    const struct trace_act *acts;
    uint32_t n_acts;
    const struct value *facts; /* as they were given */
    const bool *looked_at;     /* of each fact */
};

/* Traces every case from the next one on. */
void eval_trace_start(struct eval *eval);
/* Of the case decided last; NULL where tracing was off. */
const struct eval_trace *eval_trace(const struct eval *eval);
bool trace_needs(const uint64_t *needs, uint32_t fact);
/* What EXPR, which the decision did not have to look at, is worth in the case decided last; records it and what is below it. False
 * if there is an error in it. */
bool eval_trace_probe(struct eval *eval, const struct expr *expr, struct value *value);
/* What EXPR alone is worth in the case of FACTS; nothing of that case is decided. False if there is an error in it. */
bool eval_trace_value(struct eval *eval, const struct value *facts, const struct expr *expr, struct value *value, struct trap *trap);
/* What expressions come to, told while a case is decided: for counting over many cases, where a trace of each would be too much. */
struct eval_watch {
    const uint8_t *wanted; /* by the ids of expressions: 0 not at all, 1: its truth is noted, 2: and told */
    uint8_t *truths;       /* by ids, the watcher's to clear: 1 + the truth that it came to last (of what is no yes/no, anything) */
    void (*told)(void *context, const struct expr *expr, enum truth truth);
    void *context;
};
/* WATCH (borrowed) is told of every case from the next one on; NULL: nobody is. */
void eval_watch(struct eval *eval, const struct eval_watch *watch);
/* Whether ARM fires in the case decided last, overrides counted; says nothing of a case in error. */
enum truth eval_fires(const struct eval *eval, uint32_t arm);
/* Another evaluator of the same program, with the same host, which traces: for trying cases that are a little different. */
struct eval *eval_trace_twin(struct arena *arena, const struct eval *eval);

#endif
