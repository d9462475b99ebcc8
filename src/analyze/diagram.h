/* Decision diagrams: functions from all cases to a small number, exactly and in one shape each. A variable has as many edges
 * as it has cells (two for yes/no, more for amounts: multi-valued, after Bryant's ordered binary ones and Srinivasan et al.'s
 * MDDs); a leaf is a number that the caller gives meaning to. Diagrams are hash-consed: equal functions are equal handles, so
 * "is it the same?" is `==`, and "never" is `d == DIAGRAM_NO`.
 *
 * Nothing here can fail: when the pool's limit of nodes or steps is met, results become DIAGRAM_OVER, which swallows everything
 * that it is combined with, and the question is open. Only memory springs the arena's trap.
 *
 *     struct diagrams *pool = diagram_pool(&arena, 1 << 20, 50000000);
 *     uint32_t state = diagram_variable(pool, 3), ar = diagram_variable(pool, 5);
 *     diagram wv = diagram_cell(pool, state, 1);                    // yes where the state is in its cell 1
 *     diagram low = diagram_not(pool, diagram_cell(pool, ar, 4));
 *     if (diagram_and(pool, wv, low) == DIAGRAM_NO) …               // they never meet
 */
#ifndef BYLAW_ANALYZE_DIAGRAM_H
#define BYLAW_ANALYZE_DIAGRAM_H

#include "base/arena.h"

typedef uint32_t diagram; /* a node of its pool, or a leaf */

enum {
    DIAGRAM_LEAF_BIT = 1u << 30,
    DIAGRAM_NO = DIAGRAM_LEAF_BIT,      /* the leaf 0: of questions, no */
    DIAGRAM_YES = DIAGRAM_LEAF_BIT + 1, /* the leaf 1 */
    DIAGRAM_OVER = INT32_MAX,            /* a limit was met: not decided */
    DIAGRAM_MOST_EDGES = 4096,          /* of one variable */
};

struct diagrams;

/* An empty pool in ARENA with room for MOST_NODES nodes and MOST_STEPS steps of work (a step is one pair of nodes that an
 * operation looks at; about 50 ns). */
struct diagrams *diagram_pool(struct arena *arena, uint32_t most_nodes, uint64_t most_steps);
uint32_t diagram_count_nodes(const struct diagrams *pool);
uint32_t diagram_count_runs(const struct diagrams *pool); /* edges of neighbouring cells to one place count as one: eight bytes each */
uint64_t diagram_steps(const struct diagrams *pool);
/* From now on MORE steps, whatever was used: a limit for one question. */
void diagram_allow(struct diagrams *pool, uint64_t more);

/* Whether a limit was met. */
bool diagram_is_full(const struct diagrams *pool);

/* Declares the next variable (0, 1, …) with N_CELLS >= 1 edges. Variables are ordered as they are declared. */
uint32_t diagram_variable(struct diagrams *pool, uint32_t n_cells);
uint32_t diagram_n_variables(const struct diagrams *pool);
uint32_t diagram_n_cells(const struct diagrams *pool, uint32_t variable);

static inline diagram diagram_leaf(uint32_t number) { return DIAGRAM_LEAF_BIT | number; } /* below 2^30 - 1 */
static inline bool diagram_is_leaf(diagram d) { return d >= DIAGRAM_LEAF_BIT; }
static inline uint32_t diagram_number(diagram leaf) { return leaf & ~(uint32_t)DIAGRAM_LEAF_BIT; }
/* Of a node (no leaf): its variable, and where an edge leads. */
uint32_t diagram_top(const struct diagrams *pool, diagram d);
diagram diagram_edge(const struct diagrams *pool, diagram d, uint32_t cell);

/* The function that is EDGES[cell] where VARIABLE is in that cell. EDGES may depend on any variables. */
diagram diagram_choose(struct diagrams *pool, uint32_t variable, const diagram *edges);
/* Questions: yes where VARIABLE is in CELL. */
diagram diagram_cell(struct diagrams *pool, uint32_t variable, uint32_t cell);

/* Yes/no algebra; both are questions (leaves 0 and 1 only). */
diagram diagram_not(struct diagrams *pool, diagram a);
diagram diagram_and(struct diagrams *pool, diagram a, diagram b);
diagram diagram_or(struct diagrams *pool, diagram a, diagram b);
diagram diagram_and_not(struct diagrams *pool, diagram a, diagram b);
/* A or B if that takes at most MOST steps and makes nodes with at most MOST runs of edges in all; else DIAGRAM_OVER, and the pool is no fuller
 * for anybody else. */
diagram diagram_or_within(struct diagrams *pool, diagram a, diagram b, uint32_t most);
/* Where QUESTION is yes YES, else NO: any leaves. */
diagram diagram_if(struct diagrams *pool, diagram question, diagram yes, diagram no);
/* Whether A and B can both be yes, without building their conjunction; true also where a limit is met. */
bool diagram_meet(struct diagrams *pool, diagram a, diagram b);

/* A leaf operation: what becomes of leaves A and B (a leaf's number each). It may yield any diagram, not only a leaf. Results are
 * remembered under the operation's address and KEY (what it depends on beside its leaves), so it must be a pure function of them. */
struct diagram_op {
    diagram (*apply)(void *context, uint32_t a, uint32_t b);
    void *context;
    /* If it tells the result by one side alone (a no makes every AND no), that, else DIAGRAM_OVER. NULL: never. SIDE 0: a. */
    diagram (*alone)(void *context, unsigned side, uint32_t number);
    uint32_t id; /* made by diagram_op_id: results are remembered by it */
};
uint32_t diagram_op_id(struct diagrams *pool);
diagram diagram_apply(struct diagrams *pool, const struct diagram_op *op, diagram a, diagram b);
/* One diagram: apply(context, number, 0) for each leaf. */
diagram diagram_map(struct diagrams *pool, const struct diagram_op *op, diagram d);

/* D where VARIABLE is known to be in CELL: without that variable. */
diagram diagram_restrict(struct diagrams *pool, diagram d, uint32_t variable, uint32_t cell);
/* Yes where some cell of VARIABLE makes the question D yes ("exists"): forgets the variable. */
diagram diagram_forget(struct diagrams *pool, diagram d, uint32_t variable);
/* Whether D depends on VARIABLE; and on which: SET has a bit for each (words of 64; (n_variables + 63) / 64 of them; filled in). */
void diagram_support(struct diagrams *pool, diagram d, uint64_t *set);
/* Whether leaf NUMBER is reached on some path. */
bool diagram_reaches(struct diagrams *pool, diagram d, uint32_t number);
/* The distinct leaves of D in ascending order: at most MOST into AT; yields how many there are. */
uint32_t diagram_leaves(struct diagrams *pool, diagram d, uint32_t *at, uint32_t most);

/* ---- diagram_path.c: one case, and boxes of many ---- */

enum { DIAGRAM_ANY = UINT32_MAX };

/* The cheapest path to leaf NUMBER: PATH[variable] is the cell, or DIAGRAM_ANY where it does not matter (n_variables of them).
 * PRICE says what it costs to be in a cell (0 for what a case need not say); a variable that does not matter costs nothing. False: none. */
bool diagram_pick(struct diagrams *pool, diagram d, uint32_t number, uint32_t (*price)(void *context, uint32_t variable, uint32_t cell),
                  void *context, uint32_t *path);

/* A box: for each variable of its support the set of cells it allows. */
struct diagram_side {
    uint32_t variable;
    const uint64_t *cells; /* words of 64 bits */
};
struct diagram_box {
    const struct diagram_side *sides; /* by variable; a variable that is not among them may be anything */
    uint32_t n_sides;
};
/* Covers where D is leaf NUMBER with boxes that are as wide as they can be, at most MOST of them, the widest first found. They may
 * overlap. Yields them in ARENA; *COMPLETE tells whether they are all of it. */
struct diagram_box *diagram_boxes(struct diagrams *pool, struct arena *arena, diagram d, uint32_t number, uint32_t most, uint32_t *n,
                                  bool *complete);
/* The question that is yes in BOX. */
/* The widest box in question D around PATH, a cell or DIAGRAM_ANY a variable, all of which lies in D. */
struct diagram_box diagram_box_around(struct diagrams *pool, struct arena *arena, diagram d, const uint32_t *path);
diagram diagram_of_box(struct diagrams *pool, const struct diagram_box *box);
/* The question that is yes where each of PATH's variables is in its cell. */
diagram diagram_of_path(struct diagrams *pool, const uint32_t *path);

#endif
