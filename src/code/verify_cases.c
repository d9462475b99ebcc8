/* Values by cases: brackets that open at CASES and close at VALUES, whose arms' values stand behind it and each go on to the next, or at
 * DROP_CASES. Which arm's value comes after which is a matter of the case: each begins with what is known at VALUES and behind each other. */
#include "code/verify.h"

enum { COMPUTED = 1 }; /* bit 0 of verify.bracket */

static struct verify_bracket *innermost(struct verify *v) { return &v->brackets.at[(v->bracket >> 1) - 1]; }

static void enter(struct verify *v, uint32_t bracket)
{
    v->bracket = bracket;
    v->version = ++v->last_version;
}

/* Makes MARK of word TO what bracket NUMBER (from 1) has there; false: another has something there. */
static bool note(struct verify *v, int64_t to, uint8_t mark, uint32_t number)
{
    if (to <= v->word || to >= v->part->to)
        return false;
    uint32_t *place = &verify_flow_place(v, (uint32_t)to)->note;
    if (*place != 0 && (*place != number || !(v->marks[to] & mark)))
        return false;
    *place = number;
    v->marks[to] |= mark;
    return true;
}

static void open(struct verify *v)
{
    struct verify_place *place = verify_flow_place(v, v->word);
    if (!(v->marks[v->word] & VERIFY_MARK_CASES)) {
        vec_push(&v->arena, &v->brackets, ((struct verify_bracket){ .parent = v->bracket, .result = VERIFY_UNKNOWN }));
        if (place->note != 0)
            verify_wrong(v, "values by cases within one another");
        place->note = v->brackets.n;
        v->marks[v->word] |= VERIFY_MARK_CASES;
    }
    if (v->brackets.at[place->note - 1].parent != v->bracket)
        verify_wrong(v, "values by cases that do not end where they began");
    enter(v, place->note << 1);
}

/* The bracket is open, and its arms' values are not computed yet. */
static bool is_open(struct verify *v)
{
    if (v->bracket == 0 || (v->bracket & COMPUTED))
        verify_wrong(v, "a case outside of values by cases");
    return v->wrong == NULL;
}

static void arm(struct verify *v, uint64_t insn)
{
    struct verify_bracket *bracket = innermost(v);
    int64_t to = (int64_t)v->word + insn_jump(insn);
    if (!note(v, to, VERIFY_MARK_ARM, v->bracket >> 1) || (bracket->values != 0 && to <= bracket->values)) {
        verify_wrong(v, "a case whose value is not behind it");
        return;
    }
    if (bracket->lowest == 0 || to < bracket->lowest)
        bracket->lowest = (uint32_t)to;
}

static void jumps(struct verify *v, uint64_t insn) { verify_flow_to(v, (int64_t)v->word + insn_jump(insn)); }

/* Goes on behind the bracket; what its value is, is known there (verify_cases_arrive). */
static void finish(struct verify *v, struct verify_bracket *bracket)
{
    verify_flow_set(v, bracket->d, VERIFY_UNKNOWN);
    enter(v, bracket->parent);
    verify_flow_to(v, bracket->done);
    v->live = false;
}

static void begin_values(struct verify *v, uint64_t insn)
{
    struct verify_bracket *bracket = innermost(v);
    uint64_t c = v->code->words[v->word + 1];
    int64_t done = (int64_t)v->word + insn_jump(insn);
    bool again = bracket->values == v->word;
    if ((bracket->values != 0 && !again) || !note(v, done, VERIFY_MARK_DONE, v->bracket >> 1) ||
        (bracket->lowest != 0 && (bracket->lowest <= v->word || bracket->lowest >= done))) {
        verify_wrong(v, "values by cases that do not end where they began");
        return;
    }
    bracket->values = v->word;
    bracket->done = (uint32_t)done;
    bracket->d = insn_a(insn);
    bracket->hit = (uint32_t)(c & ((1u << CODE_HIT_BITS) - 1));
    bracket->kind = (uint32_t)(c >> CODE_HIT_BITS);
    if (bracket->hit == CODE_SUM && bracket->kind != VALUE_NUMBER && bracket->kind != VALUE_DURATION)
        verify_wrong(v, "a kind that no operation makes");
    enter(v, v->bracket | COMPUTED);
    bracket->grown |= verify_flow_add(v, &bracket->arms) && again;
    finish(v, bracket);
}

/* What may be together in one row of values. */
static bool suits(struct verify *v, uint32_t hit, uint32_t type)
{
    enum verify_kind kind = (enum verify_kind)verify_type_at(&v->types, type)->kind;
    bool value = kind == VERIFY_UNKNOWN || (kind >= VERIFY_BOOL && kind <= VERIFY_DURATION) || kind == VERIFY_SYMBOL;
    bool parts = kind == VERIFY_LIST || kind == VERIFY_RECORD;
    switch ((enum code_hit)hit) {
    case CODE_SUM: return kind == VERIFY_UNKNOWN || kind == VERIFY_NUMBER || kind == VERIFY_DURATION;
    case CODE_HIGHEST: case CODE_SMALLEST: case CODE_LARGEST: return value;
    default: return value || parts;
    }
}

static void value(struct verify *v, uint64_t insn)
{
    if (!(v->bracket & COMPUTED)) {
        verify_wrong(v, "an arm's value outside of values by cases");
        return;
    }
    struct verify_bracket *bracket = innermost(v);
    uint32_t type = verify_type_join(&v->types, bracket->result, v->now[insn_a(insn)]);
    if (v->word >= bracket->done || !suits(v, bracket->hit, type))
        verify_wrong(v, "values by cases of several kinds");
    bracket->result = type;
    bracket->grown |= verify_flow_add(v, &bracket->arms);
    finish(v, bracket);
}

void verify_cases_step(struct verify *v, uint64_t insn)
{
    enum opcode op = insn_op(insn);
    if (op == OP_CASES) {
        open(v);
    } else if (op == OP_VALUE) {
        value(v, insn);
    } else if (is_open(v)) {
        switch (op) {
        case OP_CASE: arm(v, insn); break;
        case OP_NO_CASE: jumps(v, insn); break;
        case OP_DROP_CASES: enter(v, innermost(v)->parent); break;
        case OP_VALUES: begin_values(v, insn); break;
        default: break; /* CASES_GUARD */
        }
    }
}

static uint32_t result_of(struct verify *v, const struct verify_bracket *bracket)
{
    switch ((enum code_hit)bracket->hit) {
    case CODE_SUM: return bracket->kind == VALUE_DURATION ? VERIFY_DURATION : VERIFY_NUMBER;
    case CODE_COUNT: return VERIFY_NUMBER;
    case CODE_EVERY: return verify_type_list(&v->types, bracket->result);
    default: return bracket->result;
    }
}

/* All arms' values were looked at, unless what they begin with has grown since. */
static void arrive_behind(struct verify *v, struct verify_bracket *bracket)
{
    if (!v->live)
        return;
    if (bracket->grown && bracket->lowest != 0) {
        bracket->grown = false;
        verify_flow_add(v, &verify_flow_place(v, v->word)->edge);
        v->live = false;
        v->next = bracket->lowest;
    } else {
        verify_flow_set(v, bracket->d, verify_type_join(&v->types, v->now[bracket->d], result_of(v, bracket)));
    }
}

/* Where nothing gets to VALUES, as with `unless yes`, no arm's value is computed. */
void verify_cases_arrive(struct verify *v)
{
    struct verify_bracket *bracket = &v->brackets.at[verify_flow_place(v, v->word)->note - 1];
    if (v->marks[v->word] & VERIFY_MARK_DONE)
        arrive_behind(v, bracket);
    else if (v->live || (bracket->values != 0 && bracket->values < verify_flow_begin(v)))
        verify_wrong(v, "a way into the middle of values by cases");
    else if (bracket->arms != NULL)
        verify_flow_take(v, bracket->arms);
}
