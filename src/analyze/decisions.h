/* What is different between the decisions of one case by two programs. Names of rules, reasons and citations are no part of it, nor
 * is the order of things: see doc/diff.md. */
#ifndef BYLAW_ANALYZE_DECISIONS_H
#define BYLAW_ANALYZE_DECISIONS_H

#include "check/program.h"
#include "vm/decision.h"

/* A decision and the program that made it; both borrowed. */
struct decided {
    const struct program *program;
    const struct decision *decision;
};

/* The same value, of types that need not be one: symbols by their texts in data, records by their fields' names. */
bool decisions_same_value(const struct type *a_type, struct value a, const struct type *b_type, struct value b);
/* Whether the decision has that action: verb and arguments, by their names. */
bool decisions_have_action(const struct decision *decision, const struct decided_action *action);
bool decisions_have_value(const struct decision *decision, const struct decided_value *value);
bool decisions_have_need(const struct decided *decided, struct str fact);
/* Whether A and B are the same: status, actions, values, needs. Of two errors nothing more is asked. */
bool decisions_same(const struct decided *a, const struct decided *b);

#endif
