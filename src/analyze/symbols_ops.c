/* Operations on leaves: what logic, conditions and results do with values that may be unknown. */
#include "analyze/symbols.h"

static enum symbol_kind kind(const struct space *space, uint32_t leaf) { return symbols_at(space, leaf)->kind; }
static bool is_error(const struct space *space, uint32_t leaf) { return kind(space, leaf) == SYMBOL_KIND_ERROR; }
static bool is_known(const struct space *space, uint32_t leaf) { return symbols_is_known(symbols_at(space, leaf)); }
static bool is_unknown(const struct space *space, uint32_t leaf) { return !is_known(space, leaf) && !is_error(space, leaf); }
static bool waits(const struct space *space, uint32_t leaf) { return kind(space, leaf) == SYMBOL_KIND_UNKNOWN; }

/* Which of the two is an error, the left one first; UINT32_MAX: neither. */
static uint32_t error_of(const struct space *space, uint32_t a, uint32_t b)
{
    return is_error(space, a) ? a : is_error(space, b) ? b : UINT32_MAX;
}

/* Unknown without more: what matters of ABSENT and CONFLICT is that they need nothing. */
static uint32_t plain(const struct space *space, uint32_t leaf)
{
    return is_unknown(space, leaf) && !waits(space, leaf) ? SYMBOL_NOTHING : leaf;
}

static uint32_t connect(struct space *space, uint32_t a, uint32_t b, uint32_t decisive)
{
    if (a == decisive || is_error(space, a))
        return a;
    if (b == decisive || is_error(space, b))
        return b;
    if (is_unknown(space, a) && is_unknown(space, b))
        return symbols_join(space, a, b);
    return is_unknown(space, a) ? plain(space, a) : plain(space, b);
}

static uint32_t not(const struct space *space, uint32_t a)
{
    return a == SYMBOL_NO ? SYMBOL_YES : a == SYMBOL_YES ? SYMBOL_NO : plain(space, a);
}

static diagram relation(struct space *space, enum expr_op op, uint32_t a, uint32_t b)
{
    uint32_t error = error_of(space, a, b);
    if (error != UINT32_MAX)
        return diagram_leaf(error);
    if (is_unknown(space, a) || is_unknown(space, b))
        return diagram_leaf(symbols_join(space, a, b));
    return symbols_compare(space, op, a, b);
}

/* A, a list of parts, and one more. */
static uint32_t append(struct space *space, uint32_t a, uint32_t b)
{
    struct symbol list = *symbols_at(space, a);
    uint32_t *parts = arena_array(space->arena, uint32_t, list.n_parts + 1);
    for (uint32_t i = 0; i < list.n_parts; i++)
        parts[i] = list.parts[i];
    parts[list.n_parts] = b;
    return symbols_parts(space, list.type, parts, list.n_parts + 1);
}

static uint32_t item(struct space *space, uint32_t a, uint32_t b)
{
    uint32_t error = error_of(space, a, b);
    if (error != UINT32_MAX)
        return error;
    return is_unknown(space, a) || is_unknown(space, b) ? symbols_join(space, a, b) : append(space, a, b);
}

static uint32_t element(struct space *space, uint32_t a, uint32_t b)
{
    uint32_t error = error_of(space, a, b);
    return error != UINT32_MAX ? error : append(space, a, plain(space, b));
}

static uint32_t first_known(struct space *space, uint32_t a, uint32_t b)
{
    if (!is_unknown(space, a))
        return a;
    return is_unknown(space, b) ? symbols_join(space, a, b) : b;
}

/* States: YES, NO, UNKNOWN (it waits), NOTHING (a no that stops), ERROR. */
static uint32_t both(struct space *space, uint32_t a, uint32_t b)
{
    bool a_is_no = a == SYMBOL_NO || kind(space, a) == SYMBOL_KIND_NOTHING;
    if (a_is_no || is_error(space, a))
        return a;
    if (b == SYMBOL_NO || kind(space, b) == SYMBOL_KIND_NOTHING || is_error(space, b))
        return b;
    if (a == SYMBOL_YES && b == SYMBOL_YES)
        return SYMBOL_YES;
    return symbols_join(space, a, b);
}

static uint32_t chain(struct space *space, uint32_t a, uint32_t b)
{
    if (a == SYMBOL_NO || is_error(space, a))
        return a;
    if (kind(space, a) == SYMBOL_KIND_NOTHING)
        return SYMBOL_NO;
    if (is_error(space, b))
        return b;
    if (b == SYMBOL_YES || kind(space, b) == SYMBOL_KIND_NOTHING)
        return SYMBOL_NO;
    return b == SYMBOL_NO ? a : symbols_join(space, a, b);
}

static diagram extreme(struct space *space, uint32_t a, uint32_t b, enum expr_op better)
{
    uint32_t error = error_of(space, a, b);
    if (error != UINT32_MAX)
        return diagram_leaf(error);
    if (is_unknown(space, a) || is_unknown(space, b))
        return diagram_leaf(is_unknown(space, a) ? b : a);
    return diagram_if(space->pool, symbols_compare(space, better, b, a), diagram_leaf(b), diagram_leaf(a));
}

static diagram plus(struct space *space, uint32_t a, uint32_t b)
{
    uint32_t error = error_of(space, a, b);
    if (error != UINT32_MAX || is_unknown(space, a) || is_unknown(space, b))
        return diagram_leaf(error != UINT32_MAX ? error : SYMBOL_NOTHING);
    const struct symbol *so_far = symbols_at(space, a);
    struct value value;
    if (space->errors && symbols_is_exact(so_far, &value) && value.i == 0)
        return diagram_leaf(b);
    if (space->errors && so_far->kind != SYMBOL_KIND_VALUE && so_far->term && so_far->term->op == EXPR_ADD)
        return DIAGRAM_OVER; /* a sum is exact: what overflows on the way is no error */
    struct expr like = { .op = EXPR_ADD, .type = so_far->type, .n = 2 };
    const uint32_t items[] = { a, b };
    return symbols_make(space, &like, items, 2);
}

static diagram clash(struct space *space, uint32_t a, uint32_t b)
{
    if (a == SYMBOL_CONFLICT || is_error(space, a) || !is_known(space, b))
        return diagram_leaf(a);
    if (a == SYMBOL_ABSENT)
        return diagram_leaf(b);
    diagram differ = symbols_question(space, relation(space, EXPR_EQ, a, b), SYMBOLIC_NO);
    return diagram_if(space->pool, differ, diagram_leaf(SYMBOL_CONFLICT), diagram_leaf(a));
}

/* A is ABSENT while all have been absent. */
static diagram agreed(struct space *space, uint32_t a, uint32_t b)
{
    uint32_t error = error_of(space, a, b);
    if (error != UINT32_MAX)
        return diagram_leaf(error);
    if (b == SYMBOL_ABSENT || a == SYMBOL_CONFLICT)
        return diagram_leaf(a);
    if (a == SYMBOL_ABSENT)
        return diagram_leaf(plain(space, b));
    return symbols_select(space, relation(space, EXPR_EQ, a, b), diagram_leaf(a), diagram_leaf(SYMBOL_CONFLICT),
                          diagram_leaf(symbols_join(space, a, b)));
}

/* A list or record of which nobody has told the parts: TEXT of it is known only if they all are. */
static diagram wholly_known(struct space *space, const struct expr *term)
{
    struct expr text = { .op = EXPR_TEXT, .type = type_simple(TYPE_TEXT), .n = 1 };
    struct expr known = { .op = EXPR_KNOWN, .type = type_simple(TYPE_BOOL), .n = 1 };
    const struct expr *shown = terms_make(space, &text, &term, 1);
    uint32_t input = cells_term(space, terms_make(space, &known, &shown, 1), NULL);
    diagram is = symbols_of_input(space, input, UINT32_MAX);
    return diagram_if(space->pool, is, DIAGRAM_YES, diagram_leaf(symbols_unknown_of(space, terms_info(space, term)->facts)));
}

static diagram wholly(struct space *space, uint32_t leaf)
{
    struct symbol symbol = *symbols_at(space, leaf);
    const uint32_t *parts;
    uint32_t n;
    if (!symbols_is_known(&symbol))
        return diagram_leaf(plain(space, leaf));
    if (symbols_open(space, leaf, &parts, &n)) {
        diagram all = DIAGRAM_YES;
        for (uint32_t i = 0; i < n; i++)
            all = symbols_apply(space, SYMBOLS_AND, all, wholly(space, parts[i]));
        return all;
    }
    bool compound = symbol.type->kind == TYPE_LIST || symbol.type->kind == TYPE_RECORD;
    return compound ? wholly_known(space, symbol.term) : DIAGRAM_YES;
}

struct call {
    struct space *space;
    enum symbols_op op;
};

static diagram apply(void *context, uint32_t a, uint32_t b)
{
    struct space *space = ((struct call *)context)->space;
    enum symbols_op op = ((struct call *)context)->op;
    switch (op) {
    case SYMBOLS_AND: return diagram_leaf(connect(space, a, b, SYMBOL_NO));
    case SYMBOLS_OR: return diagram_leaf(connect(space, a, b, SYMBOL_YES));
    case SYMBOLS_NOT: return diagram_leaf(not(space, a));
    case SYMBOLS_CERTAIN: return is_error(space, a) ? diagram_leaf(a) : a == SYMBOL_YES ? DIAGRAM_YES : DIAGRAM_NO;
    case SYMBOLS_KNOWN: return is_error(space, a) ? diagram_leaf(a) : is_known(space, a) ? DIAGRAM_YES : DIAGRAM_NO;
    case SYMBOLS_EQ: case SYMBOLS_NE: case SYMBOLS_LT: case SYMBOLS_LE: case SYMBOLS_GT: case SYMBOLS_GE:
        return relation(space, EXPR_EQ + (op - SYMBOLS_EQ), a, b);
    case SYMBOLS_ITEM: return diagram_leaf(item(space, a, b));
    case SYMBOLS_ELEMENT: return diagram_leaf(element(space, a, b));
    case SYMBOLS_FIRST_KNOWN: return diagram_leaf(plain(space, first_known(space, a, b)));
    case SYMBOLS_HOLDS: return diagram_leaf(plain(space, a));
    case SYMBOLS_HOLDS_NOT: return diagram_leaf(not(space, a));
    case SYMBOLS_BOTH: return diagram_leaf(both(space, a, b));
    case SYMBOLS_CHAIN: return diagram_leaf(chain(space, a, b));
    case SYMBOLS_JOIN: return diagram_leaf(is_error(space, a) ? a : is_error(space, b) ? b : symbols_join(space, a, b));
    case SYMBOLS_WAITS: return diagram_leaf(is_error(space, a) || waits(space, a) ? a : SYMBOL_NOTHING);
    case SYMBOLS_VALUE: return diagram_leaf(plain(space, a));
    case SYMBOLS_LESSER: return extreme(space, a, b, EXPR_LT);
    case SYMBOLS_GREATER: return extreme(space, a, b, EXPR_GT);
    case SYMBOLS_PLUS: return plus(space, a, b);
    case SYMBOLS_AGREED: return agreed(space, a, b);
    case SYMBOLS_CLASH: return clash(space, a, b);
    case SYMBOLS_WHOLLY: return wholly(space, a);
    case SYMBOLS_N_OPS: break;
    }
    return DIAGRAM_OVER;
}

/* What one side settles alone; of the right one only where an error on the left could not come first. */
static diagram alone(void *context, unsigned side, uint32_t leaf)
{
    const struct call *call = context;
    if (side == 1)
        return DIAGRAM_OVER;
    bool settled = is_error(call->space, leaf);
    switch (call->op) {
    case SYMBOLS_AND: case SYMBOLS_CHAIN: settled |= leaf == SYMBOL_NO; break;
    case SYMBOLS_BOTH: settled |= leaf == SYMBOL_NO || leaf == SYMBOL_NOTHING; break;
    case SYMBOLS_OR: settled |= leaf == SYMBOL_YES; break;
    case SYMBOLS_FIRST_KNOWN: settled |= is_known(call->space, leaf); break;
    default: break;
    }
    return settled ? diagram_leaf(leaf) : (diagram)DIAGRAM_OVER;
}

diagram symbols_apply(struct space *space, enum symbols_op op, diagram a, diagram b)
{
    struct call call = { space, op };
    struct diagram_op apply_op = { .apply = apply, .alone = alone, .context = &call, .id = space->symbols->first_op + op };
    return diagram_apply(space->pool, &apply_op, a, b);
}
