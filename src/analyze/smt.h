/* A solver of formulas over yes/no, integers and texts, behind one door: smt_z3.c knows Z3, smt_none.c is what stands
 * there without it. Nothing here knows Bylaw. Nodes live as long as their struct smt and are shared where they are equal.
 *
 * Whatever goes wrong inside (its memory, a node of the wrong sort) is remembered and makes every later smt_check say
 * SMT_OPEN: a broken solver never proves anything. */
#ifndef BYLAW_ANALYZE_SMT_H
#define BYLAW_ANALYZE_SMT_H

#include "base/buf.h"

struct smt;
typedef struct smt_nodes *smt_node;

enum smt_sort { SMT_BOOL, SMT_INT, SMT_TEXT };
enum smt_answer { SMT_YES, SMT_NO, SMT_OPEN };

/* "z3 4.8.12", or NULL where no solver is built in. For --version. */
const char *smt_part(void);
/* NULL where no solver is built in, or there is no memory for it. The caller frees it with smt_free (NULL is allowed). */
struct smt *smt_new(void);
void smt_free(struct smt *smt);

/* ---- nodes ---- */
smt_node smt_bool(struct smt *smt, bool b);
smt_node smt_int(struct smt *smt, int64_t i);
/* Valid UTF-8; a character that the library cannot hold makes it a text that nothing is known of. */
smt_node smt_text(struct smt *smt, struct str text);
smt_node smt_free_one(struct smt *smt, enum smt_sort sort); /* a new unknown of that sort */
/* NAME applied to N arguments: equal arguments give equal results, and no more is known. */
smt_node smt_call(struct smt *smt, const char *name, enum smt_sort sort, const smt_node *args, unsigned n);

/* Folded where they can be: smt_is tells whether a node is that constant. */
bool smt_is(const struct smt *smt, smt_node node, bool b);
bool smt_is_int(struct smt *smt, smt_node node, int64_t *i);
smt_node smt_not(struct smt *smt, smt_node a);
smt_node smt_and(struct smt *smt, smt_node a, smt_node b);
smt_node smt_or(struct smt *smt, smt_node a, smt_node b);
smt_node smt_if(struct smt *smt, smt_node condition, smt_node a, smt_node b);
smt_node smt_eq(struct smt *smt, smt_node a, smt_node b);

/* Integers of any size. smt_div rounds down, smt_mod is never negative; the divisor is a positive constant. */
smt_node smt_add(struct smt *smt, smt_node a, smt_node b);
smt_node smt_sub(struct smt *smt, smt_node a, smt_node b);
smt_node smt_mul(struct smt *smt, smt_node a, smt_node b);
smt_node smt_div(struct smt *smt, smt_node a, int64_t b);
smt_node smt_mod(struct smt *smt, smt_node a, int64_t b);
smt_node smt_le(struct smt *smt, smt_node a, smt_node b);
smt_node smt_lt(struct smt *smt, smt_node a, smt_node b);

/* Texts, by their characters. */
smt_node smt_join(struct smt *smt, smt_node a, smt_node b);
smt_node smt_length(struct smt *smt, smt_node a);
smt_node smt_contains(struct smt *smt, smt_node a, smt_node what);
smt_node smt_starts(struct smt *smt, smt_node a, smt_node with);
smt_node smt_ends(struct smt *smt, smt_node a, smt_node with);
smt_node smt_text_lt(struct smt *smt, smt_node a, smt_node b); /* by code points */
/* Sets of texts: those of one character of these ranges (N pairs of code points, from and to); one text; one after the
 * other; either; LEAST to MOST of them (MOST 0: any number). And whether a text is of a set. */
smt_node smt_set_of(struct smt *smt, const uint32_t *ranges, unsigned n);
smt_node smt_set_text(struct smt *smt, struct str text);
smt_node smt_set_then(struct smt *smt, smt_node a, smt_node b);
smt_node smt_set_either(struct smt *smt, smt_node a, smt_node b);
smt_node smt_set_times(struct smt *smt, smt_node a, unsigned least, unsigned most);
smt_node smt_of_set(struct smt *smt, smt_node text, smt_node set);

/* ---- asking ---- */
void smt_reset(struct smt *smt); /* forgets all that was asserted; nodes stay */
void smt_push(struct smt *smt);
void smt_pop(struct smt *smt); /* what was asserted since the last push */
void smt_assert(struct smt *smt, smt_node condition);
/* Whether all that is asserted can hold at once, looked for with EFFORT (thousands of the library's own steps, above 0, so that the
 * same question has the same answer on every machine). After SMT_YES there is a model until the next call of push, pop,
 * assert or check. */
enum smt_answer smt_check(struct smt *smt, unsigned effort);
/* Thousands of steps that all checks of this smt have taken so far, begun ones counted whole. */
uint64_t smt_spent(const struct smt *smt);
/* Values in the model; anything where the model leaves it open. False: not readable (an integer beyond 64 bits). */
bool smt_model_bool(struct smt *smt, smt_node node);
bool smt_model_int(struct smt *smt, smt_node node, int64_t *i);
bool smt_model_text(struct smt *smt, smt_node node, struct buf *out); /* appends UTF-8 */

#endif
