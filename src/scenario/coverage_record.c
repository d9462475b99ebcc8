/* Counting: which expressions of a program are conditions, and what they come to while cases are decided. */
#include "scenario/coverage.h"

#include "check/scenario.h"

enum { NOTED = 1, TOLD = 2, WHOLE = 4 }; /* WHOLE: a whole condition */

struct recorder {
    struct arena *arena;
    struct coverage *coverage;
    const struct program *program;
    const struct sources *sources;
    struct cover_item **conditions; /* by ids of expressions */
    struct cover_item **arms, **units; /* of the program's arms and units */
    struct cover_item ***rows;      /* by ids of EXPR_ARMS: of each arm */
    uint8_t *wanted, *truths;
    bool *found;
    bool *known;                    /* of each fact: in hand is what is looked at only where it is known */
    struct str rule;                /* in hand */
    struct eval_watch watch;
    VEC(struct cover_limit) limits; /* of what is in hand */
    VEC(struct cover_limit) others; /* likewise */
    uint32_t definition;            /* in hand; UINT32_MAX: none */
    bool inside;                    /* a test of elements */
    bool only_uses;                 /* in hand is what is not counted, but asks for definitions */
    VEC(struct cover_place) places;
    cover_uses *uses;               /* of each definition */
    const struct scenario *scenario; /* whose case is decided */
    const struct cover_case *its;    /* NULL: nobody has asked for it yet */
};

/* ---- what has to be for something to be looked at ---- */

/* What is found next is not looked at where E is TRUTH. */
static void limit(struct recorder *r, const struct expr *e, enum truth truth)
{
    struct cover_limit limit = { e, truth };
    if (e)
        vec_push(r->arena, &r->limits, limit);
}

static struct cover_reach reach_here(struct recorder *r)
{
    const struct cover_limit *limits = arena_copy(r->arena, r->limits.at, r->limits.n * sizeof *limits);
    return (struct cover_reach){ limits, r->limits.n, r->definition };
}

static void note_place(struct recorder *r, const struct expr *e, struct cover_item *item)
{
    struct cover_place place = { .expr = e, .item = item, .reach = reach_here(r), .inside = r->inside };
    place.others = arena_copy(r->arena, r->others.at, r->others.n * sizeof *place.others);
    place.n_others = r->others.n;
    vec_push(r->arena, &r->places, place);
}

static void note_use(struct recorder *r, uint32_t definition)
{
    struct cover_reach here = reach_here(r);
    vec_push(r->arena, &r->uses[definition], here);
}

/* ---- which ---- */

static void find(struct recorder *r, const struct expr *e, bool decides);
static void find_again(struct recorder *r, const struct expr *e);

static bool connects(const struct expr *e)
{
    return e->op == EXPR_AND || e->op == EXPR_OR || e->op == EXPR_NOT || e->op == EXPR_CERTAIN;
}

static bool is_element_test(enum expr_op op)
{
    return op == EXPR_ANY_HAS || op == EXPR_ALL_HAVE || op == EXPR_NO_HAS || op == EXPR_COUNT;
}

static bool can_be_unknown(struct recorder *r, const struct expr *e);

static bool any_can(struct recorder *r, struct expr *const *items, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        if (can_be_unknown(r, items[i]))
            return true;
    return false;
}

/* Notes the facts that are sure to be known where E is not no: conjuncts that say so, also of definitions. */
static void note_known(const struct recorder *r, const struct expr *e, bool *known)
{
    if (e->op == EXPR_KNOWN && e->items[0]->op == EXPR_FACT)
        known[e->items[0]->index] = true;
    if (e->op == EXPR_DEFINITION)
        note_known(r, r->program->definitions[e->index].body, known);
    for (uint32_t i = 0; i < e->n && e->op == EXPR_AND; i++)
        note_known(r, e->items[i], known);
}

/* What is known behind operand ITEM of E: behind `x is known and` (or `x is missing or`) x is. */
static bool *known_behind(struct recorder *r, const struct expr *e, uint32_t item)
{
    bool *known = arena_copy(r->arena, r->known, r->program->n_facts * sizeof *known);
    const struct expr *operand = e->items[item];
    if (e->op == EXPR_AND)
        note_known(r, operand, known);
    if (e->op == EXPR_OR && operand->op == EXPR_NOT && operand->items[0]->op == EXPR_KNOWN)
        note_known(r, operand->items[0], known);
    return known;
}

static bool operands_can(struct recorder *r, const struct expr *e)
{
    bool *before = r->known, can = false;
    for (uint32_t i = 0; i < e->n && !can; i++) {
        can = can_be_unknown(r, e->items[i]);
        r->known = known_behind(r, e, i);
    }
    r->known = before;
    return can;
}

/* Definitions and lookups are looked into as far as anything in them can be missing. */
static bool can_be_unknown(struct recorder *r, const struct expr *e)
{
    switch (e->op) {
    case EXPR_CONST: case EXPR_KNOWN: case EXPR_CERTAIN: return false;
    case EXPR_FACT: return !r->program->facts[e->index].has_default && !r->known[e->index];
    case EXPR_DEFINITION: return can_be_unknown(r, r->program->definitions[e->index].body);
    case EXPR_AND: case EXPR_OR: return operands_can(r, e);
    case EXPR_FOUND:
        return r->program->lookups[e->index].optional
            || any_can(r, r->program->lookup_uses[e->index].params, r->program->lookups[e->index].n_params);
    case EXPR_LOOKUP: case EXPR_VARIABLE: case EXPR_ARMS: case EXPR_AGREE: case EXPR_FIELD: case EXPR_SMALLEST: case EXPR_LARGEST: return true;
    case EXPR_FIRST_KNOWN:
        for (uint32_t i = 0; i < e->n; i++)
            if (!can_be_unknown(r, e->items[i]))
                return false;
        return true;
    default: return any_can(r, e->items, e->n);
    }
}

static bool is_inside(struct span inner, struct span outer)
{
    return inner.source == outer.source && inner.from >= outer.from && inner.to <= outer.to;
}

static const char *sign_of(enum expr_op op)
{
    switch (op) {
    case EXPR_EQ: return "is";
    case EXPR_NE: return "is not";
    case EXPR_LT: return "<";
    case EXPR_LE: return "<=";
    case EXPR_GT: return ">";
    case EXPR_GE: return ">=";
    case EXPR_IN: return "in";
    case EXPR_HAS: return "contains";
    default: return "";
    }
}

/* A cell's condition stands apart from what it tests, its column's head; a range's parts are bare values. */
static struct str words_of(const struct recorder *r, const struct expr *e)
{
    struct str text = span_text(r->sources, e->span);
    if (e->n == 0 || is_inside(e->items[0]->span, e->span))
        return str_dup(r->coverage->arena, text);
    struct str head = span_text(r->sources, e->items[0]->span);
    bool bare = text.n && !strchr("<>=!", text.p[0]) && !str_starts(text, STR("not "));
    return str_printf(r->coverage->arena, "%.*s %s%s%.*s", STR_ARG(head), bare ? sign_of(e->op) : "", bare && *sign_of(e->op) ? " " : "", STR_ARG(text));
}

static void find_inside(struct recorder *r, const struct expr *e)
{
    uint32_t limits = r->limits.n;
    bool inside = r->inside;
    if (e->op == EXPR_DEFINITION)
        note_use(r, e->index);
    for (uint32_t i = 0; i < e->n; i++) {
        r->limits.n = limits;
        if (e->op == EXPR_IF && i > 0)
            limit(r, e->items[0], i == 1 ? TRUTH_NO : TRUTH_YES);
        r->inside = inside || (i > 0 && (is_element_test(e->op) || e->op == EXPR_SUM || e->op == EXPR_SMALLEST || e->op == EXPR_LARGEST));
        find(r, e->items[i], e->op == EXPR_IF || (is_element_test(e->op) && i == 1));
    }
    r->limits.n = limits;
    r->inside = inside;
}

static void find_atom(struct recorder *r, const struct expr *e)
{
    if (e->op != EXPR_CONST && !r->conditions[e->id] && !r->only_uses) {
        struct cover_item *item = coverage_item(r->coverage, r->sources, COVER_CONDITION, e->span, e->op);
        item->words = words_of(r, e);
        item->rule = str_dup(r->coverage->arena, r->rule);
        item->can_be_unknown = item->can_be_unknown || can_be_unknown(r, e);
        r->conditions[e->id] = item;
        note_place(r, e, item);
    }
    uint32_t others = r->others.n;
    r->others.n = 0;
    r->found[e->id] = false; /* what is below it is looked for now */
    find(r, e, false);
    r->others.n = others;
}

/* The operands of E beside ITEM, with the truth that leaves the matter to it. */
static void note_others(struct recorder *r, const struct expr *e, uint32_t item)
{
    for (uint32_t i = 0; i < e->n && (e->op == EXPR_AND || e->op == EXPR_OR); i++) {
        struct cover_limit other = { e->items[i], e->op == EXPR_AND ? TRUTH_YES : TRUTH_NO };
        if (i != item)
            vec_push(r->arena, &r->others, other);
    }
}

static void find_nodes(struct recorder *r, const struct expr *e)
{
    if (!r->only_uses)
        r->wanted[e->id] |= NOTED;
    if (!connects(e)) {
        find_atom(r, e);
        return;
    }
    bool *before = r->known;
    uint32_t limits = r->limits.n;
    for (uint32_t i = 0; i < e->n; i++) {
        uint32_t others = r->others.n;
        note_others(r, e, i);
        find_nodes(r, e->items[i]);
        r->others.n = others;
        r->known = known_behind(r, e, i);
        if (e->op == EXPR_AND || e->op == EXPR_OR)
            limit(r, e->items[i], e->op == EXPR_AND ? TRUTH_NO : TRUTH_YES);
    }
    r->limits.n = limits;
    r->known = before;
}

static struct cover_item *branch_at(struct recorder *r, struct span span)
{
    struct cover_item *item = coverage_item(r->coverage, r->sources, COVER_BRANCH, span, 0);
    item->rule = str_dup(r->coverage->arena, r->rule);
    return item;
}

static void find_arms(struct recorder *r, const struct expr *e)
{
    const struct arms *arms = e->arms;
    struct str outer = r->rule;
    if (arms->owner.n)
        r->rule = arms->owner;
    uint32_t limits = r->limits.n;
    r->wanted[e->id] |= TOLD;
    r->rows[e->id] = arena_array(r->arena, struct cover_item *, arms->n);
    find(r, arms->guard, true);
    limit(r, arms->guard, TRUTH_NO);
    find(r, arms->unless, true);
    for (uint32_t i = 0; i < arms->n; i++) {
        r->rows[e->id][i] = branch_at(r, arms->at[i].span);
        find(r, arms->at[i].condition, true);
        find(r, arms->at[i].value, true);
        if (arms->hit == HIT_FIRST)
            limit(r, arms->at[i].condition, TRUTH_YES);
    }
    r->limits.n = limits;
    r->rule = outer;
}

static bool is_within(const struct expr *e, const struct expr *whole)
{
    if (e == whole)
        return true;
    for (uint32_t i = 0; i < whole->n; i++)
        if (is_within(e, whole->items[i]))
            return true;
    return false;
}

static bool has_limits(const struct recorder *r, const struct cover_reach *reach)
{
    for (uint32_t i = 0; i < r->limits.n; i++)
        if (i >= reach->n_limits || reach->limits[i].expr != r->limits.at[i].expr || reach->limits[i].truth != r->limits.at[i].truth)
            return false;
    return true;
}

static void note_uses_again(struct recorder *r, const struct expr *e)
{
    if (e->op == EXPR_DEFINITION)
        note_use(r, e->index);
    for (uint32_t i = 0; i < e->n; i++)
        note_uses_again(r, e->items[i]);
}

/* The columns of a table share their conditions, with the same limits; of other things that stand in several places the limits of one do
 * not hold in all. */
static void find_again(struct recorder *r, const struct expr *e)
{
    for (uint32_t i = 0; i < r->places.n; i++) {
        struct cover_place *place = &r->places.at[i];
        if (!is_within(place->expr, e))
            continue;
        place->shared = place->shared || !has_limits(r, &place->reach);
        place->reach.definition = UINT32_MAX;
    }
    note_uses_again(r, e);
}

/* DECIDES: E is a whole condition. */
static void find(struct recorder *r, const struct expr *e, bool decides)
{
    if (!e)
        return;
    if (r->found[e->id]) {
        find_again(r, e);
        return;
    }
    r->found[e->id] = true;
    if (decides && e->type->kind == TYPE_BOOL && e->op != EXPR_CONST) {
        find_nodes(r, e);
        r->wanted[e->id] |= r->only_uses ? 0 : TOLD | WHOLE;
        r->found[e->id] = true;
    } else if (e->op == EXPR_ARMS) {
        find_arms(r, e);
    } else {
        find_inside(r, e);
    }
}

static void find_actions(struct recorder *r, const struct arm *arm)
{
    for (uint32_t i = 0; i < arm->n_actions; i++)
        for (uint32_t k = 0; k < r->program->verbs[arm->actions[i].verb].n_params; k++)
            find(r, arm->actions[i].args ? arm->actions[i].args[k] : NULL, false);
    find(r, arm->because, false);
}

static void find_arm(struct recorder *r, uint32_t index)
{
    const struct arm *arm = &r->program->arms[index];
    r->rule = arm->name;
    r->arms[index] = branch_at(r, arm->span);
    find(r, arm->effective, true);
    find(r, arm->condition, true);
    find(r, arm->unless, true);
    limit(r, arm->condition, TRUTH_NO);
    find_actions(r, arm);
}

static void find_unit(struct recorder *r, uint32_t index)
{
    const struct unit *unit = &r->program->units[index];
    r->rule = unit->name;
    r->units[index] = coverage_item(r->coverage, r->sources, COVER_RULE, unit->span, 0);
    r->units[index]->rule = str_dup(r->coverage->arena, unit->name);
    find(r, unit->effective, true);
    limit(r, unit->effective, TRUTH_NO);
    find(r, unit->when, true);
    limit(r, unit->when, TRUTH_NO);
    find(r, unit->unless, true);
    for (uint32_t i = 0; i < unit->n_arms; i++) {
        const struct arm *arm = &r->program->arms[unit->first_arm + i];
        uint32_t limits = r->limits.n;
        find_arm(r, unit->first_arm + i);
        r->limits.n = limits;
        if (unit->hit == HIT_FIRST && !arm->effective && !arm->unless)
            limit(r, arm->condition, TRUTH_YES);
    }
    r->limits.n = 0;
}

/* Guarantees are not counted, but what they ask for is looked at; so are lookups' parameters, wherever the lookup is. */
static void find_elsewhere(struct recorder *r)
{
    const struct program *program = r->program;
    r->only_uses = true;
    for (uint32_t i = 0; i < program->n_guarantees; i++) {
        find(r, program->guarantees[i].when, true);
        for (uint32_t k = 0; k < program->verbs[program->guarantees[i].action->verb].n_params; k++)
            find(r, program->guarantees[i].action->args[k], false);
    }
    for (uint32_t i = 0; i < program->n_lookups; i++)
        for (uint32_t k = 0; k < program->lookups[i].n_params; k++)
            find(r, program->lookup_uses[i].params[k], false);
    for (uint32_t i = 0; i < program->n_definitions; i++)
        if (program->definitions[i].output)
            note_use(r, i);
    r->only_uses = false;
}

static void find_all(struct recorder *r)
{
    const struct program *program = r->program;
    for (uint32_t i = 0; i < program->n_definitions; i++) {
        r->rule = program->definitions[i].name;
        r->definition = i;
        find(r, program->definitions[i].body, program->definitions[i].body->op != EXPR_ARMS);
    }
    r->definition = UINT32_MAX;
    for (uint32_t i = 0; i < program->n_units; i++)
        find_unit(r, i);
    find_elsewhere(r);
}

const struct cover_place *coverage_places(const struct recorder *r, uint32_t *n)
{
    *n = r->places.n;
    return r->places.at;
}

const cover_uses *coverage_uses(const struct recorder *r)
{
    return r->uses;
}

/* ---- what they come to ---- */

/* What an operand came to in the evaluation that has just ended: 0 where it was not looked at. */
static uint8_t came_to(const struct recorder *r, const struct expr *e)
{
    return e->op == EXPR_CONST ? (uint8_t)(1 + (e->constant.i ? TRUTH_YES : TRUTH_NO)) : r->truths[e->id];
}

/* An operand of E beside ITEM that settles E by itself; NULL: none. */
static const struct expr *masks(const struct recorder *r, const struct expr *e, const struct expr *item)
{
    uint8_t decisive = 1 + (e->op == EXPR_OR ? TRUTH_YES : TRUTH_NO);
    for (uint32_t i = 0; i < e->n && (e->op == EXPR_AND || e->op == EXPR_OR); i++)
        if (e->items[i] != item && came_to(r, e->items[i]) == decisive)
            return e->items[i];
    return NULL;
}

void coverage_begin(struct recorder *r, const struct scenario *scenario)
{
    r->scenario = scenario;
    r->its = NULL;
}

/* The scenario in hand, to be kept: most show nothing new. */
static const struct cover_case *its_case(struct recorder *r)
{
    static const struct cover_case none;
    if (!r->scenario)
        return &none;
    if (!r->its) {
        struct cover_case *its = arena_new(r->coverage->arena, struct cover_case);
        struct place place = span_place(r->sources, r->scenario->span);
        *its = (struct cover_case){ str_dup(r->coverage->arena, r->scenario->title), str_dup(r->coverage->arena, place.source->name), place.line,
                                    r->scenario->row };
        r->its = its;
    }
    return r->its;
}

static void count_condition(struct recorder *r, struct cover_item *item, uint8_t came, enum truth outcome, const struct expr *mask)
{
    item->decided++;
    if (came == 0)
        return;
    enum truth truth = (enum truth)(came - 1);
    item->seen[truth]++;
    if (mask) {
        item->masked[truth] = true;
        item->masked_by = (struct span){ 0, mask->span.from, mask->span.to };
    } else if (!item->shows[truth][outcome]) {
        item->shows[truth][outcome] = its_case(r);
    }
}

/* The truths below are cleared as they are read: in the next evaluation some may not be looked at. */
static void count_nodes(struct recorder *r, const struct expr *e, enum truth outcome, const struct expr *mask)
{
    if (!connects(e)) {
        if (r->conditions[e->id])
            count_condition(r, r->conditions[e->id], r->truths[e->id], outcome, mask);
        return;
    }
    for (uint32_t i = 0; i < e->n; i++) {
        const struct expr *sibling = mask ? mask : masks(r, e, e->items[i]);
        count_nodes(r, e->items[i], outcome, sibling);
    }
}

static void clear_nodes(struct recorder *r, const struct expr *e, bool root)
{
    if (!root)
        r->truths[e->id] = 0;
    for (uint32_t i = 0; i < e->n && connects(e); i++)
        clear_nodes(r, e->items[i], false);
}

static enum truth holds(const struct recorder *r, const struct expr *e)
{
    return e == NULL ? TRUTH_YES : came_to(r, e) ? (enum truth)(came_to(r, e) - 1) : TRUTH_NO;
}

static enum truth both(enum truth a, enum truth b)
{
    return a == TRUTH_NO || b == TRUTH_NO ? TRUTH_NO : a == TRUTH_YES && b == TRUTH_YES ? TRUTH_YES : TRUTH_UNKNOWN;
}

static enum truth opposite(enum truth truth)
{
    return truth == TRUTH_UNKNOWN ? truth : truth == TRUTH_YES ? TRUTH_NO : TRUTH_YES;
}

/* Its conditions have just been looked at, as far as they had to be: HIT_FIRST stops at the first yes. */
static void count_rows(struct recorder *r, const struct expr *e)
{
    const struct arms *arms = e->arms;
    enum truth open = holds(r, arms->guard);
    bool any = false;
    for (uint32_t i = 0; i < arms->n && open != TRUTH_NO; i++)
        any = any || holds(r, arms->at[i].condition) != TRUTH_NO;
    if (any && arms->unless)
        open = both(open, opposite(holds(r, arms->unless)));
    for (uint32_t i = 0; i < arms->n; i++) {
        enum truth own = open == TRUTH_NO ? TRUTH_NO : holds(r, arms->at[i].condition);
        r->rows[e->id][i]->seen[both(open, own)]++;
        if (arms->hit == HIT_FIRST)
            open = both(open, opposite(own));
    }
}

static void told(void *context, const struct expr *e, enum truth truth)
{
    struct recorder *r = context;
    if (r->wanted[e->id] & WHOLE) {
        count_nodes(r, e, truth, NULL);
        clear_nodes(r, e, true);
    }
    if (e->op == EXPR_ARMS)
        count_rows(r, e);
}

void coverage_decided(struct recorder *r, const struct eval *eval, enum decision_status status)
{
    const struct program *program = r->program;
    if (status == DECISION_ERROR) {
        memset(r->truths, 0, program->n_exprs); /* some evaluation may have ended in its middle */
        return;
    }
    for (uint32_t i = 0; i < program->n_units; i++) {
        const struct unit *unit = &program->units[i];
        enum truth most = TRUTH_NO;
        for (uint32_t k = unit->first_arm; k < unit->first_arm + unit->n_arms; k++) {
            enum truth fires = eval_fires(eval, k);
            r->arms[k]->seen[fires]++;
            if (fires == TRUTH_YES || most == TRUTH_NO)
                most = fires;
        }
        r->units[i]->seen[most]++;
    }
}

struct recorder *coverage_recorder(struct arena *arena, struct coverage *coverage, const struct program *program, const struct sources *sources)
{
    struct recorder *r = arena_new(arena, struct recorder);
    *r = (struct recorder){ .arena = arena, .coverage = coverage, .program = program, .sources = sources };
    r->conditions = arena_array(arena, struct cover_item *, program->n_exprs);
    r->rows = arena_array(arena, struct cover_item **, program->n_exprs);
    r->arms = arena_array(arena, struct cover_item *, program->n_arms);
    r->units = arena_array(arena, struct cover_item *, program->n_units);
    r->wanted = arena_array(arena, uint8_t, program->n_exprs);
    r->truths = arena_array(arena, uint8_t, program->n_exprs);
    r->found = arena_array(arena, bool, program->n_exprs);
    r->known = arena_array(arena, bool, program->n_facts);
    r->uses = arena_array(arena, cover_uses, program->n_definitions);
    find_all(r);
    r->watch = (struct eval_watch){ r->wanted, r->truths, told, r };
    return r;
}

void coverage_watch(struct recorder *r, struct eval *eval)
{
    eval_watch(eval, &r->watch);
}
