/* Which verbs take an option, as bits; and the verbs that go together, a line each. */
#ifndef BYLAW_CLI_GROUPS_H
#define BYLAW_CLI_GROUPS_H

#include "cli/opts.h"

enum {
#define VERB(name, arguments, sentence, examples) FOR_##name = 1 << VERB_##name,
#include "cli/verbs.def"
#undef VERB
    FOR_ALL = (1 << VERB_COUNT) - 1,
    /* that read a policy named on the call */
    FOR_POLICY = FOR_eval
        | FOR_report
        | FOR_replay
        | FOR_apply
        | FOR_check
        | FOR_ask
        | FOR_dump
        | FOR_build
        | FOR_explain
        | FOR_diff
        | FOR_prove,
    /* that decide cases, at some moment */
    FOR_MOMENT = FOR_eval
        | FOR_report
        | FOR_apply
        | FOR_ask
        | FOR_explain
        | FOR_diff,
};

#endif
