/* What each instruction demands of the registers that it reads, and what it leaves. */
#include "code/verify.h"

#define BIT(kind) (1u << (kind))
#define AMOUNT (BIT(VERIFY_NUMBER) | BIT(VERIFY_DURATION))
#define WHOLE_DAYS (BIT(VERIFY_DATE) | BIT(VERIFY_MOMENT))
#define INTEGER (AMOUNT | WHOLE_DAYS | BIT(VERIFY_BOOL) | BIT(VERIFY_TIME) | BIT(VERIFY_SYMBOL)) /* whose 64 bits say all */
#define PLAIN (INTEGER | BIT(VERIFY_TEXT))
#define LIST BIT(VERIFY_LIST)
#define ANY (PLAIN | LIST | BIT(VERIFY_RECORD))

#define A insn_a(insn)
#define B insn_b(insn)
#define X insn_x(insn)
#define Y insn_y(insn)

static uint64_t operand_c(const struct verify *v) { return v->code->words[v->word + 1]; }

static enum verify_kind kind_of(const struct verify *v, uint32_t type)
{
    return (enum verify_kind)verify_type_at(&v->types, type)->kind;
}

/* The type of a value that may be unknown, and is else of one of KINDS. */
static uint32_t demand(struct verify *v, uint32_t type, uint32_t kinds)
{
    enum verify_kind kind = kind_of(v, type);
    if (kind == VERIFY_NOTHING)
        verify_wrong(v, "a register in which there may be nothing");
    else if (kind != VERIFY_UNKNOWN && !(kinds >> kind & 1))
        verify_wrong(v, "a value of another kind than its instruction takes");
    return type;
}

static uint32_t reads(struct verify *v, uint32_t place, uint32_t kinds) { return demand(v, v->now[place], kinds); }

static void reads_fact(struct verify *v, uint64_t fact, uint32_t kinds) { demand(v, v->facts[fact], kinds); }

/* What is surely unknown: its needs are looked at without asking. */
static void reads_needs(struct verify *v, uint32_t place)
{
    if (v->now[place] != VERIFY_UNKNOWN)
        verify_wrong(v, "needs that are none");
}

static void leaves(struct verify *v, uint32_t place, uint32_t type) { verify_flow_set(v, place, type); }

static void jumps(struct verify *v, uint64_t insn) { verify_flow_to(v, (int64_t)v->word + insn_jump(insn)); }

/* Jumps with TYPE in PLACE. */
static void jumps_with(struct verify *v, uint64_t insn, uint32_t place, uint32_t type)
{
    uint32_t before = v->now[place];
    verify_flow_set(v, place, type);
    jumps(v, insn);
    verify_flow_set(v, place, before);
}

static uint32_t joined(struct verify *v, uint32_t a, uint32_t b)
{
    uint32_t both = verify_type_join(&v->types, a, b);
    if (both == VERIFY_NOTHING)
        verify_wrong(v, "values of two kinds together");
    return both;
}

/* VALUE is one of TYPE. */
static void fits(struct verify *v, uint32_t value, uint32_t type)
{
    if (type == VERIFY_NOTHING || verify_type_join(&v->types, demand(v, value, ANY), type) != type)
        verify_wrong(v, "a value of another type than is wanted");
}

static uint32_t constant(struct verify *v, uint64_t index)
{
    if (v->constants[index] == 0)
        v->constants[index] = verify_type_value(&v->types, &v->code->constants[index]) + 1;
    return v->constants[index] - 1;
}

/* What an operation makes that is told which kind. */
static uint32_t amount(struct verify *v, uint64_t kind)
{
    if (kind != VALUE_NUMBER && kind != VALUE_DURATION)
        verify_wrong(v, "a kind that no operation makes");
    return kind == VALUE_DURATION ? VERIFY_DURATION : VERIFY_NUMBER;
}

static uint32_t element(struct verify *v, uint32_t list)
{
    const struct verify_type *type = verify_type_at(&v->types, list);
    return type->kind == VERIFY_LIST ? type->a : VERIFY_UNKNOWN;
}

/* ---- tests ---- */

static void test_fact(struct verify *v, uint64_t insn, uint32_t kinds)
{
    reads_fact(v, A, kinds);
    jumps(v, insn);
}

static void test_two(struct verify *v, uint64_t insn, uint32_t kinds)
{
    reads(v, A, kinds);
    reads(v, (uint32_t)operand_c(v), kinds);
    jumps(v, insn);
}

/* What falls through is unknown. */
static void test_known(struct verify *v, uint64_t insn)
{
    reads(v, A, ANY);
    jumps(v, insn);
    leaves(v, A, VERIFY_UNKNOWN);
}

static void second_jump(struct verify *v) { verify_flow_to(v, (int64_t)v->word + (int32_t)v->code->words[v->word + 2]); }

/* ---- units ---- */

/* Room is kept for each arm once. */
static void lists_arm(struct verify *v)
{
    if (v->bracket != 0 || v->loop_end > v->word)
        verify_wrong(v, "an arm that may be listed twice");
}

static void is_opened(struct verify *v)
{
    if (!v->opened)
        verify_wrong(v, "a unit that was not opened");
}

/* Actions may be computed, in the same registers. */
static void settles(struct verify *v)
{
    is_opened(v);
    for (uint32_t i = 0; i < v->n_types; i++)
        leaves(v, i, VERIFY_NOTHING);
}

/* ---- values ---- */

static uint32_t field(struct verify *v, uint32_t record, uint32_t index)
{
    const struct verify_type *type = verify_type_at(&v->types, demand(v, record, BIT(VERIFY_RECORD)));
    if (type->kind == VERIFY_RECORD && index < type->b)
        return v->types.parts.at[type->c + index];
    if (type->kind == VERIFY_RECORD)
        verify_wrong(v, "a field that its record does not have");
    return VERIFY_UNKNOWN;
}

static uint32_t definition(struct verify *v, uint32_t index) { return v->definitions[index]; }

static uint32_t parts_of(struct verify *v, uint32_t fact, uint32_t slot)
{
    reads_fact(v, fact, LIST | BIT(VERIFY_RECORD));
    verify_flow_put(v, slot, v->facts[fact]);
    return verify_flow_slot(v, slot);
}

static void get(struct verify *v, uint64_t insn)
{
    uint32_t slot = (uint32_t)operand_c(v);
    if (slot < v->code->n_definitions)
        verify_wrong(v, "a slot that is a definition's");
    jumps_with(v, insn, A, verify_type_make(&v->types, VERIFY_SLOT, slot, 0, 0));
}

static void returns(struct verify *v, uint64_t insn)
{
    fits(v, v->now[A], v->definitions[v->part->index]);
    if (v->bracket != 0)
        verify_wrong(v, "values by cases that do not end where they began");
    v->live = false;
}

static void agree(struct verify *v, uint64_t insn)
{
    uint32_t type = VERIFY_UNKNOWN;
    if (v->part->kind != PART_DEFINITION)
        verify_wrong(v, "tables that agree outside a definition");
    for (uint32_t i = 0; i < Y; i++)
        type = joined(v, type, reads(v, X + i, ANY));
    leaves(v, A, type);
}

/* ---- numbers, dates ---- */

static void two(struct verify *v, uint64_t insn, uint32_t x, uint32_t y, uint32_t made)
{
    reads(v, X, x);
    reads(v, Y, y);
    leaves(v, A, made);
}

static void one(struct verify *v, uint64_t insn, uint32_t kinds, uint32_t made)
{
    reads(v, B, kinds);
    leaves(v, A, made);
}

static void like(struct verify *v, uint64_t insn, uint32_t kinds, uint32_t y)
{
    reads(v, Y, y);
    leaves(v, A, reads(v, X, kinds));
}

static void call(struct verify *v, uint64_t insn)
{
    switch ((enum builtin)operand_c(v)) {
    case BUILTIN_MIN: case BUILTIN_MAX: leaves(v, A, joined(v, reads(v, X, AMOUNT), reads(v, Y, AMOUNT))); break;
    case BUILTIN_ROUND: like(v, insn, AMOUNT, BIT(VERIFY_NUMBER)); break;
    case BUILTIN_FLOOR: case BUILTIN_CEIL: case BUILTIN_ABS: like(v, insn, AMOUNT, AMOUNT); break;
    case BUILTIN_LOWER: case BUILTIN_UPPER: case BUILTIN_TRIM: like(v, insn, BIT(VERIFY_TEXT), BIT(VERIFY_TEXT)); break;
    case BUILTIN_LENGTH: two(v, insn, BIT(VERIFY_TEXT), BIT(VERIFY_TEXT), VERIFY_NUMBER); break;
    case BUILTIN_DAYS_BETWEEN: two(v, insn, BIT(VERIFY_DATE), BIT(VERIFY_DATE), VERIFY_NUMBER); break;
    case BUILTIN_YEAR_OF: case BUILTIN_MONTH_OF: case BUILTIN_DAY_OF: case BUILTIN_WEEKDAY_OF:
        two(v, insn, WHOLE_DAYS, WHOLE_DAYS, VERIFY_NUMBER);
        break;
    case BUILTIN_DATE_OF: two(v, insn, BIT(VERIFY_MOMENT), BIT(VERIFY_MOMENT), VERIFY_DATE); break;
    case BUILTIN_TIME_OF: two(v, insn, BIT(VERIFY_MOMENT), BIT(VERIFY_MOMENT), VERIFY_TIME); break;
    case BUILTIN_COUNT: verify_wrong(v, "a builtin that there is not"); break;
    }
}

/* ---- what is made bit by bit ---- */

static void is_making(struct verify *v, uint32_t place, enum verify_kind kind)
{
    if (kind_of(v, v->now[place]) != kind)
        verify_wrong(v, "a text, a list, a record or a sum that was not begun");
}

static void text_constant(struct verify *v, uint64_t insn)
{
    is_making(v, A, VERIFY_TEXT_MAKING);
    if (constant(v, B) != VERIFY_TEXT)
        verify_wrong(v, "a constant that is no text");
}

static void text_add(struct verify *v, uint64_t insn)
{
    is_making(v, A, VERIFY_TEXT_MAKING);
    if (v->now[B] != VERIFY_TEXT)
        fits(v, v->now[B], verify_type_of(&v->types, v->code->types[operand_c(v)]));
}

static void text_end(struct verify *v, uint64_t insn)
{
    is_making(v, A, VERIFY_TEXT_MAKING);
    leaves(v, A, VERIFY_TEXT);
}

/* A list of N elements, of which there are K, of type ELEMENT: it is one when all are there. */
static uint32_t list_with(struct verify *v, uint32_t of, uint32_t n, uint32_t k)
{
    return k == n ? verify_type_list(&v->types, of) : verify_type_make(&v->types, VERIFY_LIST_MAKING, of, n, k);
}

/* What has so many parts has an instruction for each of them. */
static void is_few(struct verify *v, uint32_t n)
{
    if (n > v->part->to - v->part->from)
        verify_wrong(v, "more parts than are put in");
}

static void list(struct verify *v, uint64_t insn)
{
    is_few(v, B);
    leaves(v, A, list_with(v, VERIFY_UNKNOWN, B, 0));
}

static void item(struct verify *v, uint64_t insn)
{
    struct verify_type making = *verify_type_at(&v->types, v->now[A]);
    is_making(v, A, VERIFY_LIST_MAKING);
    if (making.kind != VERIFY_LIST_MAKING || operand_c(v) != making.c)
        verify_wrong(v, "elements that are in no order");
    else
        leaves(v, A, list_with(v, joined(v, making.a, reads(v, B, ANY)), making.b, making.c + 1));
}

static uint32_t record_with(struct verify *v, uint32_t fields, uint32_t n)
{
    uint32_t k = fields ? verify_type_at(&v->types, fields)->c : 0;
    return k == n ? verify_type_record(&v->types, fields) : verify_type_make(&v->types, VERIFY_RECORD_MAKING, fields, n, 0);
}

static void record(struct verify *v, uint64_t insn)
{
    is_few(v, B);
    leaves(v, A, record_with(v, 0, B));
}

static void put_field(struct verify *v, uint64_t insn)
{
    struct verify_type making = *verify_type_at(&v->types, v->now[A]);
    is_making(v, A, VERIFY_RECORD_MAKING);
    uint32_t k = making.a ? verify_type_at(&v->types, making.a)->c : 0;
    if (making.kind != VERIFY_RECORD_MAKING || operand_c(v) != k)
        verify_wrong(v, "fields that are in no order");
    else
        leaves(v, A, record_with(v, verify_type_make(&v->types, VERIFY_FIELDS, making.a, reads(v, B, ANY), k + 1), making.b));
}

static void is_tally(struct verify *v, uint32_t place)
{
    is_making(v, place, VERIFY_TALLY);
    is_making(v, place + 1, VERIFY_TALLY_HIGH);
}

/* ---- lists, lookups ---- */

/* PLACE: where unknown goes if the list is; UINT32_MAX: nowhere. */
static void elements(struct verify *v, uint64_t insn, uint32_t from, uint32_t place)
{
    uint32_t type = element(v, reads(v, from, LIST));
    if (place == UINT32_MAX)
        jumps(v, insn);
    else
        jumps_with(v, insn, place, VERIFY_UNKNOWN);
    leaves(v, A, verify_type_make(&v->types, VERIFY_ITERATOR, type, 0, 0));
}

static void next(struct verify *v, uint64_t insn)
{
    struct verify_type iterator = *verify_type_at(&v->types, v->now[A]);
    if (iterator.kind != VERIFY_ITERATOR)
        verify_wrong(v, "a loop that was not begun");
    jumps(v, insn);
    leaves(v, A + 1, iterator.a);
}

static void ask(struct verify *v, uint64_t insn)
{
    const struct lookup *lookup = &v->code->lookups[operand_c(v)];
    for (uint32_t i = 0; i < lookup->n_params; i++)
        fits(v, v->now[B + i], verify_type_of(&v->types, lookup->params[i].type));
    leaves(v, A, verify_type_rows(&v->types, lookup));
}

/* ---- ends ---- */

/* What the part was run for is there. */
static void ends(struct verify *v)
{
    const struct code_part *part = v->part;
    const struct code_action *action = part->kind == PART_ARGUMENTS ? &v->code->actions[part->index] : NULL;
    const uint32_t *arguments = &v->now[part->n_registers];
    for (uint32_t i = 0; action && i < action->n_args; i++)
        if (!value_known(action->constants[i]))
            fits(v, arguments[i], verify_type_of(&v->types, action->types[i]));
    if (part->kind == PART_REASON)
        demand(v, *arguments, BIT(VERIFY_TEXT));
    else if (part->kind == PART_GUARANTEE)
        demand(v, *arguments, BIT(VERIFY_BOOL));
    else if (part->kind == PART_KPI)
        demand(v, *arguments, PLAIN);
    if (v->bracket != 0)
        verify_wrong(v, "values by cases that do not end where they began");
    v->live = false;
}

static void argument(struct verify *v, uint64_t insn)
{
    reads(v, A, ANY);
    if (B >= v->n_types - v->part->n_registers)
        verify_wrong(v, "an argument that there is not");
    else
        leaves(v, v->part->n_registers + B, v->now[A]);
}

static void goes(struct verify *v, uint64_t insn)
{
    jumps(v, insn);
    v->live = false;
}

/* ---- all of them ---- */

void verify_step(struct verify *v)
{
    uint64_t insn = v->code->words[v->word];
    switch (insn_op(insn)) {
    case OP_END: ends(v); break;
    case OP_JUMP: goes(v, insn); break;
    case OP_SAVE: leaves(v, A, VERIFY_UNKNOWN); break;
    case OP_RESTORE: case OP_JOIN: reads_needs(v, A); break;
    case OP_CLEAR: break;
    case OP_SURE: case OP_HOLLOW: jumps(v, insn); break;

    case OP_F_EQ: case OP_F_NE: case OP_F_LT: case OP_F_LE: case OP_F_GT: case OP_F_GE:
        test_fact(v, insn, INTEGER);
        second_jump(v);
        break;
    case OP_FF_EQ: case OP_FF_NE: case OP_FF_LT: case OP_FF_LE: case OP_FF_GT: case OP_FF_GE:
        reads_fact(v, operand_c(v), INTEGER);
        test_fact(v, insn, INTEGER);
        break;
    case OP_R_EQ: case OP_R_NE: case OP_R_LT: case OP_R_LE: case OP_R_GT: case OP_R_GE:
        reads(v, A, INTEGER);
        jumps(v, insn);
        break;
    case OP_RR_EQ: case OP_RR_NE: case OP_RR_LT: case OP_RR_LE: case OP_RR_GT: case OP_RR_GE: test_two(v, insn, INTEGER); break;
    case OP_FT_EQ: case OP_FT_NE:
        if (constant(v, operand_c(v)) != VERIFY_TEXT)
            verify_wrong(v, "a constant that is no text");
        test_fact(v, insn, BIT(VERIFY_TEXT));
        break;
    case OP_TT_EQ: case OP_TT_NE: case OP_TT_LT: case OP_TT_LE: case OP_TT_GT: case OP_TT_GE: test_two(v, insn, BIT(VERIFY_TEXT)); break;
    case OP_F_IN: case OP_F_OUT: test_fact(v, insn, BIT(VERIFY_SYMBOL)); break;
    case OP_F_KNOWN: case OP_F_MISSING: test_fact(v, insn, ANY); break;
    case OP_D_IS:
        demand(v, definition(v, A), BIT(VERIFY_BOOL));
        jumps(v, insn);
        second_jump(v);
        break;
    case OP_R_KNOWN: test_known(v, insn); break;

    case OP_FIRE: lists_arm(v); break;
    case OP_OPEN:
        leaves(v, A, VERIFY_UNKNOWN);
        v->version = ++v->last_version;
        v->opened = true;
        break;
    case OP_FIRE_FIRST:
        lists_arm(v);
        reads_needs(v, A);
        jumps(v, insn);
        break;
    case OP_FIRE_EACH:
        lists_arm(v);
        reads_needs(v, A);
        break;
    case OP_NONE_FIRED:
        is_opened(v);
        jumps(v, insn);
        break;
    case OP_GUARD: case OP_DROP: is_opened(v); break;
    case OP_UNIT: settles(v); break;

    case OP_SELECT: case OP_ALIVE: verify_set_step(v, insn); break;

    case OP_CONSTANT: leaves(v, A, constant(v, B)); break;
    case OP_UNKNOWN: case OP_ABSENT: leaves(v, A, VERIFY_UNKNOWN); break;
    case OP_FACT:
        reads_fact(v, B, PLAIN);
        leaves(v, A, v->facts[B]);
        break;
    case OP_PARTS: leaves(v, A, parts_of(v, B, (uint32_t)operand_c(v))); break;
    case OP_SEEN: break;
    case OP_MOVE: leaves(v, A, reads(v, B, ANY)); break;
    case OP_DEFINITION: leaves(v, A, definition(v, B)); break;
    case OP_RETURN: returns(v, insn); break;
    case OP_GET: get(v, insn); break;
    case OP_PUT: verify_flow_put(v, B, reads(v, A, ANY)); break;
    case OP_DECIDE: case OP_REFUSE:
        reads_needs(v, B);
        leaves(v, A, VERIFY_BOOL);
        break;
    case OP_NOT: case OP_CERTAIN: one(v, insn, BIT(VERIFY_BOOL), VERIFY_BOOL); break;
    case OP_KNOWN: one(v, insn, ANY, VERIFY_BOOL); break;
    case OP_FIELD: leaves(v, A, field(v, v->now[X], Y)); break;
    case OP_SAME: two(v, insn, ANY, ANY, VERIFY_BOOL); break;
    case OP_IN: two(v, insn, ANY, LIST, VERIFY_BOOL); break;
    case OP_IF_THEN:
        reads_needs(v, A);
        jumps(v, insn);
        break;
    case OP_IF_ELSE:
        reads_needs(v, Y);
        reads(v, A, ANY);
        leaves(v, A, reads(v, X, ANY));
        break;
    case OP_FIRST_KNOWN:
        reads_needs(v, A);
        leaves(v, A, reads(v, B, ANY));
        break;

    case OP_SUBTRACT: two(v, insn, AMOUNT | BIT(VERIFY_TIME), AMOUNT | BIT(VERIFY_TIME), amount(v, operand_c(v))); break;
    case OP_ADD: case OP_MULTIPLY: case OP_DIVIDE: two(v, insn, AMOUNT, AMOUNT, amount(v, operand_c(v))); break;
    case OP_MULTIPLY_DIVIDE:
        reads(v, A, AMOUNT);
        two(v, insn, AMOUNT, AMOUNT, amount(v, operand_c(v)));
        break;
    case OP_NEGATE: one(v, insn, AMOUNT, amount(v, operand_c(v))); break;
    case OP_DATE_ADD: case OP_DATE_SUBTRACT: two(v, insn, BIT(VERIFY_DATE), BIT(VERIFY_DURATION), VERIFY_DATE); break;
    case OP_DATE_DIFFERENCE: two(v, insn, BIT(VERIFY_DATE), BIT(VERIFY_DATE), VERIFY_DURATION); break;
    case OP_DATE_MONTHS: one(v, insn, BIT(VERIFY_DATE), VERIFY_DATE); break;
    case OP_MOMENT_ADD: case OP_MOMENT_SUBTRACT: two(v, insn, BIT(VERIFY_MOMENT), BIT(VERIFY_DURATION), VERIFY_MOMENT); break;
    case OP_MOMENT_DIFFERENCE: two(v, insn, BIT(VERIFY_MOMENT), BIT(VERIFY_MOMENT), VERIFY_DURATION); break;
    case OP_MOMENT_MONTHS: one(v, insn, BIT(VERIFY_MOMENT), VERIFY_MOMENT); break;
    case OP_CALL: call(v, insn); break;

    case OP_BLANK: case OP_MATCHES: one(v, insn, BIT(VERIFY_TEXT), VERIFY_BOOL); break;
    case OP_CONTAINS: case OP_STARTS: case OP_ENDS: two(v, insn, BIT(VERIFY_TEXT), BIT(VERIFY_TEXT), VERIFY_BOOL); break;
    case OP_TEXT: leaves(v, A, VERIFY_TEXT_MAKING); break;
    case OP_TEXT_CONSTANT: text_constant(v, insn); break;
    case OP_TEXT_ADD: text_add(v, insn); break;
    case OP_TEXT_END: text_end(v, insn); break;

    case OP_LIST: list(v, insn); break;
    case OP_ITEM: item(v, insn); break;
    case OP_ELEMENTS: elements(v, insn, (uint32_t)operand_c(v), UINT32_MAX); break;
    case OP_ELEMENTS_OF: elements(v, insn, operand_c(v) & INSN_MOST_X, (uint32_t)operand_c(v) >> 16); break;
    case OP_NEXT: next(v, insn); break;
    case OP_COUNT: one(v, insn, LIST, VERIFY_NUMBER); break;
    case OP_TALLY:
        leaves(v, A, VERIFY_TALLY);
        leaves(v, A + 1, VERIFY_TALLY_HIGH);
        break;
    case OP_TALLY_YES: case OP_TALLY_ADD:
        is_tally(v, A);
        reads(v, B, insn_op(insn) == OP_TALLY_YES ? BIT(VERIFY_BOOL) : AMOUNT);
        break;
    case OP_TALLY_END:
        is_tally(v, B);
        leaves(v, A, amount(v, operand_c(v)));
        break;
    case OP_LEAST: case OP_MOST: leaves(v, A, joined(v, reads(v, A, PLAIN), reads(v, B, PLAIN))); break;

    case OP_NOBODY: jumps_with(v, insn, A, VERIFY_UNKNOWN); break;
    case OP_ASK: ask(v, insn); break;
    case OP_ROW: leaves(v, A, element(v, reads(v, B, LIST))); break;
    case OP_FOUND: one(v, insn, LIST, VERIFY_BOOL); break;
    case OP_RECORD: record(v, insn); break;
    case OP_PUT_FIELD: put_field(v, insn); break;

    case OP_CASES: case OP_CASE: case OP_NO_CASE: case OP_CASES_GUARD: case OP_DROP_CASES: case OP_VALUES: case OP_VALUE:
        verify_cases_step(v, insn);
        break;
    case OP_AGREE: agree(v, insn); break;
    case OP_ARGUMENT: argument(v, insn); break;
    case OPCODE_COUNT: break;
    }
}
