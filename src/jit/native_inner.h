/* The translator's own state, shared by the files native*.c of this room: from instructions to machine code. It runs in the child. */
#ifndef BYLAW_JIT_NATIVE_INNER_H
#define BYLAW_JIT_NATIVE_INNER_H

#include "jit/jit_input.h"
#include "jit/machine.h"
#include "vm/vm_inner.h"

typedef struct machine_value *mvalue;
typedef struct machine_block *mblock;

struct native {
    struct machine *m;
    const struct jit_input *in;
    struct machine_function **definitions; /* NULL: the interpreter computes it */
    /* Of the function in hand: */
    uint64_t from, to; /* its words */
    mblock *blocks;    /* of its words */
    bool *targets;     /* words that something jumps to */
    uint64_t *chains;  /* of the words that begin one, where it ends; else 0 */
    uint64_t *live;    /* registers, as bits, that are read from a word on before they are written */
    mblock out, failed;
    mvalue vm, calls, facts, registers;
    struct machine_variable *maybe;
    struct machine_variable *outer; /* of a definition: vm->definition of whoever asked */
    uint64_t definition;            /* its index */
    struct machine_variable *next;  /* the word where VALUES or VALUE goes on; */
    mblock where;                   /* goes there */
    bool closed;                    /* no jump leads out of it */
    /* Of all: */
    mblock *again;                  /* by set: asks for its next item; of the function in hand */
    bool no_memory, lost;           /* lost: a jump leads to where nothing is */
};

/* Of the units FIRST to LAST. */
struct native_function {
    struct machine_function *made;
    uint64_t first, last;
};

/* ---- native_insn.c ---- */
/* The instruction at WORD, in its block, which it ends. */
void native_insn(struct native *n, uint64_t word);

/* What TEST, of known operands, leads to: SO tells whether it jumps. */
void native_jump_on(struct native *n, uint64_t test, mvalue so);
/* The VM runs the instructions from FROM to before TO; yields the word where it goes on. */
mvalue native_run(struct native *n, uint64_t from, uint64_t to);

/* ---- native_live.c: fills LIVE; false: no memory ---- */
enum { NATIVE_LIVE_MOST = 64 }; /* registers that are told apart; the others are always in memory */
bool native_find_live(struct native *n);

/* ---- native_chain.c: sums that stay in the machine's registers ---- */
/* Fills TARGETS and CHAINS, which are all 0. */
void native_find_chains(struct native *n);
/* The chain that begins at WORD, in its block, which it ends. */
void native_chain(struct native *n, uint64_t word);

/* ---- native_set.c: sets of the rule index ---- */
/* Where a jump to WORD goes: its block, or out of the function. */
mblock native_block(struct native *n, uint64_t word);
/* Blocks for the words FROM to TO of the function in hand, and what goes into them; but for tests that the index spares. */
void native_make_blocks(struct native *n, uint64_t from, uint64_t to);
void native_make_code(struct native *n, uint64_t from, uint64_t to);
/* How many words of those are compiled; *TESTS: whether there is more to it than what the index serves. */
uint64_t native_words(const struct jit_input *in, uint64_t from, uint64_t to, bool *tests);
/* The set that SELECT at WORD begins; NULL: that is something else. */
const struct jit_set *native_set(const struct jit_input *in, uint64_t word);
/* Whether SET is that of the policy's rules. */
bool native_is_rules(const struct jit_input *in, uint64_t set);
/* The instructions SELECT (not that of the rules) and ALIVE. */
void native_select(struct native *n, uint64_t word);
void native_alive(struct native *n, uint64_t word);
/* Where rules go by the index: whether UNIT has code of its own; the begin of a function of the units FIRST to LAST, at most
 * NATIVE_GROUP_MOST with such code, which yields what item goes on; and what calls the functions. */
bool native_tests_rule(const struct jit_input *in, uint64_t unit);
void native_begin_rules(struct native *n, uint64_t first, uint64_t last);
void native_call_rules(struct native *n, const struct native_function *functions, uint64_t count);

/* ---- native_group.c: rules without branches ---- */
enum { NATIVE_GROUP_MOST = 64 };
/* How many of the units from FIRST on are mere rows of tests of facts that end with FIRE, at most LIMIT. */
uint64_t native_group_count(const struct jit_input *in, uint64_t first, uint64_t limit);
/* N of them from FIRST on: tests all facts, then lists the arms; falls through to what is behind them. */
void native_group(struct native *n, uint64_t first, uint64_t count);

static inline mvalue native_number(const struct native *n, uint64_t number) { return machine_number(n->m, number); }
static inline uint64_t native_unit_end(const struct jit_input *in, uint64_t unit)
{
    return unit + 1 < in->n_units ? in->units[unit + 1] : in->units_end - 1; /* END is the last */
}
/* a joined with b, needs both. */
mvalue native_join(struct native *n, mvalue a, mvalue b);
/* What the unknown fact needs. */
mvalue native_leaf(struct native *n, uint64_t fact);

#endif
