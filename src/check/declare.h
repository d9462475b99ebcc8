/* Shared by the files declare*.c and by nobody else. */
#ifndef BYLAW_CHECK_DECLARE_H
#define BYLAW_CHECK_DECLARE_H

#include "check/expr.h"

/* declare_head.c: currency, month_ends, name and version of the policy. */
void declare_heads(struct checker *c);

/* declare_type.c */
void declare_types(struct checker *c);
/* As declare_type, for a parameter of an action, which may be a symbol, too. */
const struct type *declare_param_type(struct checker *c, const struct ast_type *type);

/* declare_lost.c: names that statements which could not be read may have declared. */
void declare_lost(struct checker *c);

/* declare_name.c */
/* Enters NAME, declared by WORDS; *AGAIN where the same words declared it before. NULL then, and where it was reported. */
struct value_name *declare_value(struct checker *c, enum name_kind kind, const struct ast_name *name, struct span words,
                                 bool *again);
/* Reports that two places declare NAME, at the later one. WHAT of each: "a fact". */
void declare_twice(struct checker *c, struct str name, struct span a, const char *a_what, struct span b, const char *b_what);

/* declare_party.c, declare_verb.c, declare_fact.c, declare_definition.c */
void declare_parties(struct checker *c);
void declare_verbs(struct checker *c);
void declare_facts(struct checker *c);
void declare_definitions(struct checker *c); /* templates and lookups among them */
void declare_lookup(struct checker *c, const struct ast_statement *statement); /* declare_lookup.c */
void declare_outputs(struct checker *c);
/* Defaults and judges of facts: after all names are known. */
void declare_defaults(struct checker *c);

/* Runs ACT on each statement of KIND, used files first. */
typedef void declare_act(struct checker *c, uint32_t file, const struct ast_statement *statement);
void declare_each(struct checker *c, enum ast_statement_kind kind, declare_act *act);

#endif
