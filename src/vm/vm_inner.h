/* The VM's own state, shared by the files of this room that run code (run, ops_*, cases) and settle what has come of it
 * (settle*). */
#ifndef BYLAW_VM_VM_INNER_H
#define BYLAW_VM_VM_INNER_H

#include "base/vec.h"
#include "code/batch.h"
#include "code/code.h"
#include "vm/native.h"
#include "vm/need.h"
#include "vm/vm.h"

/* An arm that fires (need 0) or may. */
struct listed {
    uint32_t arm;
    need need;
};

/* An arm of a value by cases that matches (need 0) or may. */
struct candidate {
    const uint64_t *code; /* of its value */
    need need;
    struct value value;
    uint32_t span;
};

/* A value by cases in the making; they nest like brackets. */
struct cases {
    uint32_t first, at; /* candidates */
    need guard;
    const uint64_t *done;
    uint32_t d, hit, kind;
};

/* Who asked for a definition. */
struct call {
    const uint64_t *pc; /* where to go on */
    struct value *registers;
    need maybe;
    uint32_t d, definition;
};

enum act_state { ACT_CERTAIN, ACT_UNDECIDED, ACT_GONE };

/* An action on its way through the settling. */
struct act {
    const struct code_action *action;
    const struct value *args; /* one a given argument */
    uint32_t arm;
    enum act_state state;
    bool contested;          /* gone because of `once`: guarantees see it as undecided */
    need need;               /* while undecided */
    struct str reason;       /* if has_reason */
    bool has_reason;
    uint32_t merged, last;   /* the next act that was merged into this one's first, and the last of that chain; 0: none */
};

/* What settle_plain wants to know of an arm. */
struct plain_arm {
    uint32_t first_action, n_actions;
    uint32_t n_social; /* actions whose verbs are once, defeat or are defeated */
    bool plain;        /* its actions and reason are constant */
    uint8_t waiting;   /* enum waiting */
};

struct disagreement {
    uint32_t definition;
    struct case_error error;
};

/* The items of a set of the index that are still to be tried in this case. */
struct selection {
    const struct index_item *items;
    const uint32_t *arms; /* of the items, close together: most of what is found is only to be listed */
    uint32_t *found; /* as index_select makes it */
    uint32_t at, n;
};

/* A mark that holds for one case. */
struct mark {
    uint32_t stamp, at;
};

struct vm {
    const struct code *code;
    struct host host;     /* ask is NULL: there is none */
    struct arena keep;    /* as long as the context */
    struct arena scratch; /* a case */
    struct buf text;
    const struct value *facts; /* the case's */
    struct value *registers;
    struct value *slots;
    uint32_t *stamps; /* of slots: filled in the case with that stamp */
    uint32_t stamp;
    need *leaves;     /* of facts */
    uint64_t *seen;   /* judged facts that were looked at, bits */
    int64_t steps;    /* left */
    struct listed *listed;
    uint32_t n_listed, mark; /* mark: n_listed at OPEN */
    struct index_work select;
    struct batch *batch; /* NULL: none is wanted */
    bool together;       /* it is of code->together, which selections are of, too */
    bool every;          /* it serves all sets, however few lanes it has */
    uint32_t n_lanes, lane; /* of the batch in hand, 0: there is none; the case in hand is lane - 1 of it, 0: is not of it */
    struct selection *selections; /* by set */
    struct call *calls;
    uint32_t n_calls;
    uint32_t definition; /* that is being computed */
    VEC(struct candidate) candidates;
    VEC(struct cases) cases;
    struct value *args; /* where ARGUMENT puts them */
    /* settling: */
    struct decided_action *ready; /* of each action what is constant about it */
    struct plain_arm *plain;
    uint64_t *waits;           /* bits of the facts that the decision needs; all 0 unless `waiting` */
    bool waiting;
    uint32_t *asked;           /* stamps of what certain arms ask for, by the constant actions' numbers */
    bool nothing_else; /* in a decision but actions: no outputs, required or judged facts, guarantees */
    const struct decided_action **shown; /* the decision's actions: room for all. While arms are listed, `alone` of each */
    const struct decided_action **alone; /* by arm: its only action, if that never has to do with another arm's; else NULL */
    bool unsettled; /* there is more to be done than to show those */
    bool rest;      /* a case before may have left what begin_rest clears */
    VEC(struct act) acts;
    /* What most cases can do without: two constant acts are the same; two acts have one verb; it is `once`; an act is computed; one's
     * verb defeats others. */
    bool twins, doubled, contested, computed, defeating;
    need *arm_needs;           /* while overrides are settled: of each listed arm */
    uint8_t *arm_truth;        /* all no between cases */
    bool settling;             /* not so now */
    struct mark *same, *verbs;
    uint32_t *kinds;           /* stamps of constant actions, by their numbers: for settle_plain */
    VEC(struct disagreement) disagreements;
    VEC(struct case_error) conflicts;
    struct case_error error;
    struct decision decision;
    bool timed;           /* the case in hand is; */
    uint64_t selecting;   /* nanoseconds that the rule index has taken in it */
    native_units *native; /* runs the units in place of the interpreter; NULL: there is none */
    need maybe;           /* of native code, on the way into and out of vm_one */
};

/* ---- vm_run.c: runs from ENTRY to END; false: vm->error ---- */
bool vm_run(struct vm *vm, uint32_t entry);
bool vm_definition(struct vm *vm, uint32_t index, struct value *out);
/* Computes definition INDEX, which was not computed in this case, for native code, which has registers of its own. */
bool vm_compute(struct vm *vm, uint32_t index);
/* ---- vm_one.c: runs the instruction at PC, vm->maybe being its; yields where to go on, or NULL: vm->error. A definition that is not
 * computed yet is not computed here: see vm_compute ---- */
const uint64_t *vm_one(struct vm *vm, const uint64_t *pc, struct value *registers);
/* ---- native.c: what native code calls back ---- */
extern const struct native_calls native_calls;
/* Notes that ARM fires (NEED 0), or may. */
static inline void vm_list(struct vm *vm, uint32_t arm, need need)
{
    uint32_t n = vm->n_listed++;
    vm->listed[n] = (struct listed){ arm, need };
    vm->shown[n] = vm->alone[arm];
    vm->unsettled |= need || !vm->alone[arm];
}
/* ---- alive.c: the items of a set of the index that are left in this case. Where all there is to do is to list an arm it is done at once;
 * else they are yielded as index_select tells them (the item doubled, and whether it is certain), ALIVE_NONE: no more ---- */
enum { ALIVE_NONE = UINT32_MAX };
uint32_t alive_first(struct vm *vm, uint32_t set);
uint32_t alive_next(struct vm *vm, uint32_t set);
/* Runs the units of the case in hand, which is in a batch, by code->together; false: vm->error. */
bool alive_together(struct vm *vm);
/* The word where FOUND goes on: its tests, or behind them. */
static inline uint32_t alive_word(const struct vm *vm, uint32_t set, uint32_t found)
{
    const struct index_item *item = &vm->selections[set].items[found >> 1];
    return found & 1 ? item->fire : item->entry;
}
/* ---- vm.c: nanoseconds of some clock that never goes back ---- */
uint64_t vm_clock(void);
/* The instruction at PC has failed. Yields false. */
bool vm_fail(struct vm *vm, const uint64_t *pc, enum eval_error error);
bool vm_fail_two(struct vm *vm, const uint64_t *pc, enum eval_error error, struct span first, struct span second);
/* Counts N steps. */
static inline bool vm_step(struct vm *vm, const uint64_t *pc, int64_t n)
{
    return (vm->steps -= n) >= 0 || vm_fail(vm, pc, EVAL_STEPS_LIMIT);
}

/* ---- ops_value.c ---- */
need ops_parts_need(struct vm *vm, const struct value *value); /* 0: wholly known */
/* The same; only lists and records are gone through. */
static inline need ops_need(struct vm *vm, const struct value *value)
{
    bool composite = value->kind == VALUE_LIST || value->kind == VALUE_RECORD;
    return composite ? ops_parts_need(vm, value) : value_known(*value) ? 0 : need_of(value);
}
enum truth ops_same(struct vm *vm, const struct value *a, const struct value *b, need *need);
struct value ops_parts(struct vm *vm, uint32_t fact); /* a list or record, its unknown parts made to need it */
bool ops_in(struct vm *vm, const uint64_t *pc, const struct value *item, const struct value *list, struct value *out);
void ops_if_else(struct vm *vm, struct value *d, const struct value *other, const struct value *saved);
void ops_first_known(struct vm *vm, struct value *d, const struct value *next);
/* Of a strict operation: false and *OUT unknown if one of its operands is. */
bool ops_strict(struct vm *vm, const struct value *x, const struct value *y, struct value *out);
struct value ops_agree(struct vm *vm, const struct value *tables, uint32_t n, uint64_t names);
/* ---- ops_number.c ---- */
bool ops_arithmetic(struct vm *vm, const uint64_t *pc, struct value *registers);
bool ops_calendar(struct vm *vm, const uint64_t *pc, struct value *registers);
/* ---- ops_list.c ---- */
void ops_list(struct vm *vm, uint32_t n, struct value *out);
void ops_tally(struct vm *vm, struct value *sum, const struct value *item, bool add);
bool ops_tally_end(struct vm *vm, const uint64_t *pc, struct value *registers);
void ops_extreme(struct vm *vm, struct value *best, const struct value *item, int wanted);
/* ---- ops_text.c ---- */
void ops_text_add(struct vm *vm, struct value *text, struct str more);
void ops_text_show(struct vm *vm, struct value *text, const struct value *value, const struct type *type);
bool ops_text_end(struct vm *vm, const uint64_t *pc, struct value *text);
bool ops_search(struct vm *vm, const uint64_t *pc, struct value *registers);
/* ---- builtins.c ---- */
bool builtins_is_space(uint32_t code); /* Unicode's White_Space */
bool builtins_call(struct vm *vm, const uint64_t *pc, struct value *registers);
/* ---- ops_lookup.c ---- */
bool ops_ask(struct vm *vm, const uint64_t *pc, struct value *registers);
void ops_record(struct vm *vm, uint32_t n, struct value *out); /* of unknowns */
/* ---- cases.c: each yields where to go on, or NULL after an error ---- */
const uint64_t *cases_values(struct vm *vm, const uint64_t *pc, struct value *registers);
const uint64_t *cases_value(struct vm *vm, const uint64_t *pc, struct value *registers);
/* ---- settle*.c ---- */
/* The decision needs the facts of NEED. */
static inline void settle_wait(struct vm *vm, need need)
{
    vm->waiting = vm->unsettled = true;
    if (need & NEED_NODE)
        need_collect(&vm->scratch, need, vm->waits, vm->stamp);
    else
        vm->waits[0] |= need & (NEED_UNKNOWN - 1);
}
/* The short way through steps 3 to 6 for the cases where nothing is undecided but arms of which only what they wait for matters, and
 * nothing computed, the same, overridden, defeated or once; false: it is not such a case, and only those arms are done. */
bool settle_plain(struct vm *vm);
bool settle_unit(struct vm *vm, const uint64_t *pc, uint32_t unit);
void settle_overrides(struct vm *vm);
bool settle_acts(struct vm *vm); /* computes arguments and reasons; false: vm->error */
bool settle_args(struct vm *vm, const struct code_action *action, const struct value **args);
/* Whether two actions are the same, as far as is known. */
enum truth settle_same(struct vm *vm, const struct code_action *a, const struct value *a_args, const struct code_action *b,
                       const struct value *b_args);
/* Of a constant action: notes that there is one. */
bool settle_first_of_its_kind(struct vm *vm, const struct code_action *action);
void settle_merge(struct vm *vm);
void settle_rivals(struct vm *vm); /* defeats, once */
struct decided_action settle_shown(struct vm *vm, const struct act *act);
bool settle_outcome(struct vm *vm);
bool settle_guarantees(struct vm *vm); /* the end of step 8; false: vm->error */

#endif
