/* Relations: a sum, say, tells of its sides as soon as enough is known of one of them. Each step below yields whether the
 * relation has said all that it can. */
#include "check/infer.h"

void infer_relate(struct infer *in, enum infer_relation_kind kind, struct infer_kind *a, struct infer_kind *b,
                  struct infer_kind *result, struct span span)
{
    if (kind <= RELATION_QUOTIENT)
        infer_root(a)->calculated = infer_root(b)->calculated = infer_root(result)->calculated = true;
    vec_push(in->c->arena, &in->relations, ((struct infer_relation){ kind, a, b, result, span }));
}

struct sides {
    struct infer *in;
    struct infer_relation *of;
    uint32_t a, b, result; /* masks */
};

static bool is(uint32_t mask, uint32_t of) { return mask && !(mask & ~of); }

static bool same(struct sides *s, struct infer_kind *x, struct infer_kind *y)
{
    infer_join(s->in, x, y, s->of->span);
    return true;
}

static bool set(struct sides *s, struct infer_kind *x, uint32_t mask)
{
    infer_narrow(s->in, x, mask, s->of->span);
    return true;
}

static bool all_same(struct sides *s)
{
    return same(s, s->of->a, s->of->b) && same(s, s->of->a, s->of->result);
}

static bool any_is(const struct sides *s, uint32_t of)
{
    return is(s->a, of) || is(s->b, of) || is(s->result, of);
}

/* DAY plus or minus OTHER is a day again. */
static bool day_moved(struct sides *s, struct infer_kind *day, struct infer_kind *other, uint32_t other_mask)
{
    if (other_mask != K(PERIOD))
        set(s, other, K(DURATION));
    infer_root(day)->day = true;
    return set(s, day, K_DAYS) && same(s, day, s->of->result);
}

static bool sum(struct sides *s)
{
    struct infer_relation *of = s->of;
    if (any_is(s, K_NUMBERS) || is(s->result, K(DURATION)))
        return all_same(s);
    if (is(s->a, K_DAYS) || is(s->b, K(PERIOD)))
        return day_moved(s, of->a, of->b, s->b);
    if (is(s->b, K_DAYS) || is(s->a, K(PERIOD)))
        return day_moved(s, of->b, of->a, s->a);
    if (is(s->a, K(DURATION)))
        return set(s, of->b, K_TIMES) && same(s, of->b, of->result);
    return is(s->b, K(DURATION)) && set(s, of->a, K_TIMES) && same(s, of->a, of->result);
}

static bool difference(struct sides *s)
{
    struct infer_relation *of = s->of;
    uint32_t points = K_DAYS | K(TIME);
    if (any_is(s, K_NUMBERS))
        return all_same(s);
    if (is(s->b, K(PERIOD)) || is(s->result, K_DAYS) || (is(s->a, K_DAYS) && is(s->b, K(DURATION))))
        return day_moved(s, of->a, of->b, s->b);
    if (is(s->b, points) || is(s->a, K(TIME)) || (is(s->a, K_DAYS) && is(s->result, K(DURATION))))
        return same(s, of->a, of->b) && set(s, of->result, K(DURATION));
    if (is(s->a, K(DURATION)))
        return all_same(s);
    if (is(s->b, K(DURATION)))
        return set(s, of->a, K_TIMES) && same(s, of->a, of->result);
    if (is(s->result, K(DURATION))) {
        same(s, of->a, of->b); /* what they are is left to others to tell */
        set(s, of->a, K_TIMES);
    }
    return false;
}

static bool product(struct sides *s)
{
    struct infer_relation *of = s->of;
    uint32_t measured = K(MONEY) | K(DURATION);
    if (is(s->result, K(NUMBER)))
        return set(s, of->a, K(NUMBER)) && set(s, of->b, K(NUMBER));
    if (is(s->a, K(NUMBER)))
        return same(s, of->b, of->result);
    if (is(s->b, K(NUMBER)))
        return same(s, of->a, of->result);
    if (is(s->a, measured) || (s->in->late && is(s->result, measured))) /* price * quantity: the first of them is an amount */
        return set(s, of->b, K(NUMBER)) && same(s, of->a, of->result);
    return is(s->b, measured) && set(s, of->a, K(NUMBER)) && same(s, of->b, of->result);
}

static bool quotient(struct sides *s)
{
    struct infer_relation *of = s->of;
    uint32_t measured = K(MONEY) | K(DURATION);
    if (is(s->b, K(NUMBER)) || is(s->result, measured))
        return set(s, of->b, K(NUMBER)) && same(s, of->a, of->result);
    if (is(s->b, measured))
        return same(s, of->a, of->b) && set(s, of->result, K(NUMBER));
    if (is(s->a, K(NUMBER)))
        return all_same(s);
    if (!is(s->result, K(NUMBER)))
        return false;
    same(s, of->a, of->b);
    infer_root(of->a)->number_literal = true; /* of what both are, numbers come first to mind */
    return true;
}

/* A list that holds a value, or a text in a text. */
static bool contains(struct sides *s)
{
    struct infer_kind *b = infer_root(s->of->b);
    if (is(s->a, K(TEXT)))
        return set(s, b, K(TEXT));
    if (is(s->a, K(LIST)) || !(b->mask & K(TEXT)) || (b->uses && !b->shown))
        return same(s, infer_element(s->in, s->of->a, s->of->span), b);
    if (b->text_literal || is(b->mask, K(TEXT)))
        return set(s, s->of->a, K(TEXT)) && set(s, b, K(TEXT));
    return false;
}

/* A value under a head: equal to it, or in it if it is a list. */
static bool cell(struct sides *s)
{
    if (is(s->a, K(LIST)))
        return same(s, infer_element(s->in, s->of->a, s->of->span), s->of->b);
    return (!(s->a & K(LIST)) || s->in->cells_settled) && same(s, s->of->a, s->of->b);
}

static bool step(struct infer *in, struct infer_relation *of)
{
    static bool (*const steps[])(struct sides *) = {
        [RELATION_SUM] = sum, [RELATION_DIFFERENCE] = difference, [RELATION_PRODUCT] = product, [RELATION_QUOTIENT] = quotient,
        [RELATION_CONTAINS] = contains, [RELATION_CELL] = cell,
    };
    struct sides sides = { in, of, infer_root(of->a)->mask, infer_root(of->b)->mask, 0 };
    if (of->result)
        sides.result = infer_root(of->result)->mask;
    return steps[of->kind](&sides);
}

/* Each round drops the relations that are done. Rounds go forward and backward in turn, so that long chains, which mostly
 * lie in one direction, need few of them. */
static bool round_of(struct infer *in, bool backward)
{
    uint32_t n = in->relations.n, kept = 0;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t at = backward ? n - 1 - i : i;
        if (step(in, &in->relations.at[at]))
            in->relations.at[at].span.source = UINT32_MAX;
    }
    for (uint32_t i = 0; i < n; i++)
        if (in->relations.at[i].span.source != UINT32_MAX)
            in->relations.at[kept++] = in->relations.at[i];
    in->relations.n = kept;
    return kept < n;
}

void infer_solve(struct infer *in)
{
    bool backward = false;
    while (in->relations.n > 0 && round_of(in, backward))
        backward = !backward;
}
