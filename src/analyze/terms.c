/* Terms, each once. */
#include "analyze/terms.h"

#include <string.h>

enum { FEW_SLOTS = 256 };

static uint64_t mix(uint64_t h, uint64_t more)
{
    h = (h ^ more) * UINT64_C(0x9E3779B97F4A7C15);
    return h ^ h >> 29;
}

static uint64_t hash_value(struct value value)
{
    uint64_t h = mix(value.kind, value.kind == VALUE_TEXT ? str_hash(value_str(value)) : 0);
    if (value.kind == VALUE_LIST || value.kind == VALUE_RECORD) {
        uint32_t n = value.kind == VALUE_LIST ? value.list->n : value.n;
        for (uint32_t i = 0; i < n; i++)
            h = mix(h, hash_value(value.kind == VALUE_LIST ? value.list->at[i] : value.record[i]));
        return h;
    }
    return value.kind == VALUE_TEXT || value.kind == VALUE_UNKNOWN ? h : mix(h, (uint64_t)value.i);
}

static uint64_t hash_term(const struct expr *term)
{
    uint64_t h = mix(mix(term->op, term->index), term->op == EXPR_CONST ? hash_value(term->constant) : 0);
    for (uint32_t i = 0; i < term->n; i++)
        h = mix(h, term->items[i]->id);
    return term->arms ? mix(h, (uintptr_t)term->arms) : h;
}

static bool same_constant(const struct expr *a, const struct expr *b)
{
    bool moments = a->constant.kind == VALUE_MOMENT;
    return value_same(a->constant, b->constant) && (!moments || a->constant.offset == b->constant.offset);
}

static bool same_term(const struct expr *a, const struct expr *b)
{
    if (a->op != b->op || a->index != b->index || a->n != b->n || a->arms != b->arms || a->type->kind != b->type->kind)
        return false;
    for (uint32_t i = 0; i < a->n; i++)
        if (a->items[i] != b->items[i])
            return false;
    return (a->op != EXPR_CONST || same_constant(a, b)) && type_same(a->type, b->type);
}

/* The slot of TERM, or the free one where it belongs. */
static uint32_t *find(struct terms *terms, const struct expr *term)
{
    uint32_t mask = terms->n_slots - 1, at = (uint32_t)hash_term(term) & mask;
    while (terms->slots[at] && !same_term(terms->all.at[terms->slots[at] - 1].expr, term))
        at = (at + 1) & mask;
    return &terms->slots[at];
}

static void grow(struct space *space)
{
    struct terms *terms = space->terms;
    terms->n_slots = terms->n_slots ? terms->n_slots * 2 : FEW_SLOTS;
    terms->slots = arena_array(space->arena, uint32_t, terms->n_slots);
    for (uint32_t i = 0; i < terms->all.n; i++)
        *find(terms, terms->all.at[i].expr) = i + 1;
}

static uint32_t n_words(const struct space *space)
{
    return (space->n_facts + 63) / 64 + (space->n_facts == 0);
}

static void add_facts(struct space *space, const struct expr *term, uint64_t *facts);

static void add_facts_of_arms(struct space *space, const struct arms *arms, uint64_t *facts)
{
    if (arms->guard)
        add_facts(space, arms->guard, facts);
    if (arms->unless)
        add_facts(space, arms->unless, facts);
    for (uint32_t i = 0; i < arms->n; i++) {
        if (arms->at[i].condition)
            add_facts(space, arms->at[i].condition, facts);
        if (arms->at[i].value)
            add_facts(space, arms->at[i].value, facts);
    }
}

/* TERM's parts are terms already: their facts are known. */
static void add_facts(struct space *space, const struct expr *term, uint64_t *facts)
{
    const uint64_t *own = space->terms->all.at[term->id].facts;
    for (uint32_t i = 0; i < n_words(space); i++)
        facts[i] |= own[i];
}

static const struct expr *intern(struct space *space, const struct expr *like)
{
    struct terms *terms = space->terms;
    if (terms->all.n * 2 >= terms->n_slots)
        grow(space);
    uint32_t *slot = find(terms, like);
    if (*slot)
        return terms->all.at[*slot - 1].expr;
    struct expr *term = arena_copy(space->arena, like, sizeof *like);
    uint64_t *facts = arena_array(space->arena, uint64_t, n_words(space));
    if (term->op == EXPR_FACT)
        facts[term->index / 64] |= UINT64_C(1) << term->index % 64;
    for (uint32_t i = 0; i < term->n; i++)
        add_facts(space, term->items[i], facts);
    if (term->arms)
        add_facts_of_arms(space, term->arms, facts);
    term->id = terms->all.n;
    struct term_info info = { .expr = term, .facts = facts, .only = UINT32_MAX, .input = UINT32_MAX };
    vec_push(space->arena, &terms->all, info);
    *slot = terms->all.n;
    return term;
}

struct term_info *terms_info(struct space *space, const struct expr *term)
{
    return &space->terms->all.at[term->id];
}

const struct expr *terms_fact(struct space *space, uint32_t fact)
{
    struct expr like = { .op = EXPR_FACT, .type = space->facts[fact].fact->type, .index = fact };
    return intern(space, &like);
}

const struct expr *terms_constant(struct space *space, const struct type *type, struct value value)
{
    struct expr like = { .op = EXPR_CONST, .type = type, .constant = value };
    return intern(space, &like);
}

/* Whether the first two items may change places: what comes out is the same, and so is whether anything does. */
static bool commutes(const struct expr *like)
{
    return like->op == EXPR_ADD || like->op == EXPR_MUL || like->op == EXPR_MUL_DIV;
}

const struct expr *terms_make(struct space *space, const struct expr *like, const struct expr *const *items, uint32_t n)
{
    struct expr made = { .op = like->op, .type = like->type, .span = like->span, .index = like->index, .n = n };
    const struct expr **own = arena_copy(space->arena, items, n * sizeof *items);
    if (commutes(like) && own[0]->id > own[1]->id)
        own[0] = items[1], own[1] = items[0];
    made.items = (struct expr **)own;
    return intern(space, &made);
}

const struct expr *terms_count(struct space *space, const struct expr *list)
{
    struct expr like = { .op = EXPR_COUNT, .type = type_simple(TYPE_WHOLE) };
    return terms_make(space, &like, &list, 1);
}

struct expr terms_like(const struct space *space, uint32_t p, const struct expr *expr)
{
    struct expr like = *expr;
    if (expr->op == EXPR_MATCHES)
        like.index = space->terms->pattern_of[p][expr->index];
    return like;
}

/* ---- copies of a program's expressions ---- */

enum { MOST_DEPTH = 64 }; /* of quantifiers in one another */

/* One expression has one copy: values by cases are not held against each other. */
struct copy_key {
    const void *of;
    uint32_t program, op;
};

struct made {
    const struct expr *term;
    bool done;
};

static struct made *made_of(struct space *space, const struct copy_key *key)
{
    struct str bytes = { (const char *)key, sizeof *key };
    struct made *made = map_get(&space->terms->copies, bytes);
    if (!made) {
        bytes.p = arena_copy(space->arena, key, sizeof *key);
        made = arena_new(space->arena, struct made);
        map_put(&space->terms->copies, bytes, made);
    }
    return made;
}

struct copy {
    struct space *space;
    uint32_t program, depth;
    uint32_t slots[MOST_DEPTH]; /* of the quantifiers around, outermost first */
    bool failed;
};

static const struct expr *copy_expr(struct copy *copy, const struct expr *expr);

/* Variables are numbered by the quantifiers around them, so that equal quantifiers are equal terms. */
static uint32_t slot_of(struct copy *copy, uint32_t slot)
{
    for (uint32_t i = copy->depth; i-- > 0;)
        if (copy->slots[i] == slot)
            return i;
    copy->failed = true;
    return 0;
}

static const struct expr *copy_optional(struct copy *copy, const struct expr *expr)
{
    return expr ? copy_expr(copy, expr) : NULL;
}

static struct arms *copy_arms(struct copy *copy, const struct arms *arms)
{
    struct arms *made = arena_copy(copy->space->arena, arms, sizeof *arms);
    made->guard = (struct expr *)copy_optional(copy, arms->guard);
    made->unless = (struct expr *)copy_optional(copy, arms->unless);
    made->at = arena_copy(copy->space->arena, arms->at, arms->n * sizeof *arms->at);
    for (uint32_t i = 0; i < arms->n; i++) {
        made->at[i].condition = (struct expr *)copy_optional(copy, arms->at[i].condition);
        made->at[i].value = (struct expr *)copy_optional(copy, arms->at[i].value);
    }
    return made;
}

static bool binds(const struct expr *expr)
{
    switch (expr->op) {
    case EXPR_ANY_HAS: case EXPR_ALL_HAVE: case EXPR_NO_HAS: case EXPR_COUNT: case EXPR_SUM: case EXPR_SMALLEST: case EXPR_LARGEST:
        return expr->n > 1;
    default: return false;
    }
}

static const struct expr *copy_items(struct copy *copy, const struct expr *expr)
{
    struct expr made = terms_like(copy->space, copy->program, expr);
    const struct expr **items = arena_array(copy->space->arena, const struct expr *, expr->n);
    uint32_t depth = copy->depth;
    for (uint32_t i = 0; i < expr->n; i++) {
        if (i == 1 && binds(expr)) { /* the body */
            if (depth == MOST_DEPTH)
                copy->failed = true;
            else
                copy->slots[copy->depth++] = expr->index;
        }
        items[i] = copy_expr(copy, expr->items[i]);
    }
    copy->depth = depth;
    if (binds(expr))
        made.index = depth;
    if (expr->arms) {
        made.arms = copy_arms(copy, expr->arms);
        made.items = NULL;
        return intern(copy->space, &made);
    }
    return terms_make(copy->space, &made, items, expr->n);
}

/* ---- lookups: their rows are facts, but only where all that they are asked with is known, and no row needs nothing ---- */

static const struct expr *truth(struct copy *copy, enum expr_op op, const struct expr *a, const struct expr *b)
{
    struct expr like = { .op = op, .type = type_simple(TYPE_BOOL) };
    const struct expr *items[] = { a, b };
    return terms_make(copy->space, &like, items, b ? 2 : 1);
}

/* VALUE where CONDITION is yes, else absent. */
static const struct expr *only_if(struct copy *copy, const struct expr *condition, const struct expr *value)
{
    struct arms *arms = arena_new(copy->space->arena, struct arms);
    struct expr like = { .op = EXPR_ARMS, .type = value->type, .arms = arms };
    arms->hit = HIT_FIRST;
    arms->n = 1;
    arms->at = arena_new(copy->space->arena, struct arm_value);
    arms->at[0] = (struct arm_value){ .condition = (struct expr *)condition, .value = (struct expr *)value };
    return intern(copy->space, &like);
}

static const struct expr *what_is_found(struct copy *copy, const struct expr *expr)
{
    struct space *space = copy->space;
    const struct lookup *lookup = &space->programs[copy->program]->lookups[expr->index];
    const struct expr *row = terms_fact(space, space->row_of[copy->program][expr->index]);
    const struct expr *zero = terms_constant(space, type_simple(TYPE_WHOLE), value_int(VALUE_NUMBER, 0));
    if (expr->op == EXPR_FOUND)
        return lookup->many ? truth(copy, EXPR_GT, terms_count(space, row), zero) : truth(copy, EXPR_KNOWN, row, NULL);
    return lookup->many ? row : only_if(copy, truth(copy, EXPR_KNOWN, row, NULL), row);
}

static const struct expr *make_rows(struct copy *copy, const struct expr *expr)
{
    const struct program *program = copy->space->programs[copy->program];
    const struct expr *asked = NULL, *found = what_is_found(copy, expr);
    for (uint32_t i = 0; i < program->lookups[expr->index].n_params; i++) {
        const struct expr *param = copy_expr(copy, program->lookup_uses[expr->index].params[i]);
        const struct expr *known = truth(copy, EXPR_EQ, param, param);
        asked = asked ? truth(copy, EXPR_AND, asked, known) : known;
    }
    return asked ? only_if(copy, asked, found) : found;
}

/* One term for all uses of a lookup. */
static const struct expr *copy_rows(struct copy *copy, const struct expr *expr)
{
    struct copy_key key = { &copy->space->programs[copy->program]->lookups[expr->index], copy->program, expr->op };
    struct made *made = made_of(copy->space, &key);
    if (!made->term)
        made->term = make_rows(copy, expr);
    return made->term;
}

static const struct expr *copy_expr(struct copy *copy, const struct expr *expr)
{
    struct expr variable = *expr;
    const struct program *program = copy->space->programs[copy->program];
    switch (expr->op) {
    case EXPR_CONST: return terms_constant(copy->space, expr->type, expr->constant);
    case EXPR_FACT: return terms_fact(copy->space, copy->space->fact_of[copy->program][expr->index]);
    case EXPR_LOOKUP: case EXPR_FOUND: return copy_rows(copy, expr);
    case EXPR_DEFINITION: return copy_expr(copy, program->definitions[expr->index].body);
    case EXPR_VARIABLE:
        variable.index = slot_of(copy, expr->index);
        variable.n = 0;
        return terms_make(copy->space, &variable, NULL, 0);
    default: return copy_items(copy, expr);
    }
}

const struct expr *terms_copy(struct space *space, uint32_t p, const struct expr *expr)
{
    struct copy_key key = { expr, p, 0 };
    struct made *made = made_of(space, &key);
    struct copy copy = { .space = space, .program = p };
    if (made->done)
        return made->term;
    made->done = true;
    made->term = copy_expr(&copy, expr);
    if (copy.failed)
        made->term = NULL;
    return made->term;
}
