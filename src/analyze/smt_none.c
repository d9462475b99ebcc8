/* No solver is built in: none is ever made, so nothing else is ever called. */
#include "analyze/smt.h"

const char *smt_part(void) { return NULL; }
struct smt *smt_new(void) { return NULL; }
void smt_free(struct smt *smt) { (void)smt; }

#define NOTHING(...) { __VA_ARGS__; return NULL; }
smt_node smt_bool(struct smt *smt, bool b) NOTHING((void)smt, (void)b)
smt_node smt_int(struct smt *smt, int64_t i) NOTHING((void)smt, (void)i)
smt_node smt_text(struct smt *smt, struct str text) NOTHING((void)smt, (void)text)
smt_node smt_free_one(struct smt *smt, enum smt_sort sort) NOTHING((void)smt, (void)sort)
smt_node smt_call(struct smt *smt, const char *name, enum smt_sort sort, const smt_node *args, unsigned n)
    NOTHING((void)smt, (void)name, (void)sort, (void)args, (void)n)

bool smt_is(const struct smt *smt, smt_node node, bool b) { (void)smt, (void)node, (void)b; return false; }
bool smt_is_int(struct smt *smt, smt_node node, int64_t *i) { (void)smt, (void)node, (void)i; return false; }

smt_node smt_not(struct smt *smt, smt_node a) NOTHING((void)smt, (void)a)
smt_node smt_if(struct smt *smt, smt_node condition, smt_node a, smt_node b) NOTHING((void)smt, (void)condition, (void)a, (void)b)
smt_node smt_div(struct smt *smt, smt_node a, int64_t b) NOTHING((void)smt, (void)a, (void)b)
smt_node smt_mod(struct smt *smt, smt_node a, int64_t b) NOTHING((void)smt, (void)a, (void)b)
smt_node smt_length(struct smt *smt, smt_node a) NOTHING((void)smt, (void)a)
smt_node smt_set_of(struct smt *smt, const uint32_t *ranges, unsigned n) NOTHING((void)smt, (void)ranges, (void)n)
smt_node smt_set_text(struct smt *smt, struct str text) NOTHING((void)smt, (void)text)
smt_node smt_set_times(struct smt *smt, smt_node a, unsigned least, unsigned most) NOTHING((void)smt, (void)a, (void)least, (void)most)
#define OF_TWO(name) smt_node name(struct smt *smt, smt_node a, smt_node b) NOTHING((void)smt, (void)a, (void)b)
OF_TWO(smt_and)
OF_TWO(smt_or)
OF_TWO(smt_eq)
OF_TWO(smt_add)
OF_TWO(smt_sub)
OF_TWO(smt_mul)
OF_TWO(smt_le)
OF_TWO(smt_lt)
OF_TWO(smt_join)
OF_TWO(smt_set_then)
OF_TWO(smt_set_either)
OF_TWO(smt_of_set)
OF_TWO(smt_contains)
OF_TWO(smt_starts)
OF_TWO(smt_ends)
OF_TWO(smt_text_lt)

void smt_reset(struct smt *smt) { (void)smt; }
void smt_push(struct smt *smt) { (void)smt; }
void smt_pop(struct smt *smt) { (void)smt; }
void smt_assert(struct smt *smt, smt_node condition) { (void)smt, (void)condition; }
enum smt_answer smt_check(struct smt *smt, unsigned effort) { (void)smt, (void)effort; return SMT_OPEN; }
uint64_t smt_spent(const struct smt *smt) { (void)smt; return 0; }
bool smt_model_bool(struct smt *smt, smt_node node) { (void)smt, (void)node; return false; }
bool smt_model_int(struct smt *smt, smt_node node, int64_t *i) { (void)smt, (void)node, (void)i; return false; }
bool smt_model_text(struct smt *smt, smt_node node, struct buf *out) { (void)smt, (void)node, (void)out; return false; }
