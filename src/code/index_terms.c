/* What conditions say of single facts, exactly in three values; and what of them is left to the VM. */
#include "code/index_terms.h"

enum { DEPTH_MOST = 24 }; /* of conditions and the definitions that they name */

enum purity { PURITY_OPEN, PURITY_NO, PURITY_YES };

/* How a condition is looked at: is it ON; with CERTAIN that is yes or no, never unknown, and FLIPped then. */
struct mode {
    bool on, certain, flip;
    uint32_t depth;
};

/* ---- what can be passed over ---- */

static bool is_pure(struct index_terms *terms, const struct expr *e);

static bool pure_items(struct index_terms *terms, const struct expr *e)
{
    bool pure = true;
    for (uint32_t i = 0; i < e->n && pure; i++)
        pure = is_pure(terms, e->items[i]);
    return pure;
}

static bool pure_definition(struct index_terms *terms, uint32_t index)
{
    uint8_t *known = &terms->definitions[index];
    if (*known == PURITY_OPEN)
        *known = is_pure(terms, terms->c->program->definitions[index].body) ? PURITY_YES : PURITY_NO;
    return *known == PURITY_YES;
}

static bool pure_arms(struct index_terms *terms, const struct arms *arms)
{
    bool pure = arms->hit == HIT_FIRST && (!arms->guard || is_pure(terms, arms->guard)) && (!arms->unless || is_pure(terms, arms->unless));
    for (uint32_t i = 0; i < arms->n && pure; i++)
        pure = (!arms->at[i].condition || is_pure(terms, arms->at[i].condition)) && (!arms->at[i].value || is_pure(terms, arms->at[i].value));
    return pure;
}

/* The steps that a case may take are no matter here: they bound its time, and what is passed over takes none. */
static bool is_pure(struct index_terms *terms, const struct expr *e)
{
    switch (e->op) {
    case EXPR_CONST: case EXPR_VARIABLE: return true;
    case EXPR_FACT: return !terms->c->program->facts[e->index].judged;
    case EXPR_DEFINITION: return pure_definition(terms, e->index);
    case EXPR_ARMS: return pure_arms(terms, e->arms);
    case EXPR_CALL: return e->index == BUILTIN_DATE_OF && pure_items(terms, e);
    case EXPR_FIELD: case EXPR_NOT: case EXPR_AND: case EXPR_OR: case EXPR_CERTAIN: case EXPR_KNOWN: case EXPR_BLANK: case EXPR_EQ:
    case EXPR_NE: case EXPR_LT: case EXPR_LE: case EXPR_GT: case EXPR_GE: case EXPR_IN: case EXPR_HAS: case EXPR_CONTAINS:
    case EXPR_STARTS: case EXPR_ENDS: case EXPR_MATCHES: case EXPR_IF: case EXPR_FIRST_KNOWN: case EXPR_ANY_HAS:
    case EXPR_ALL_HAVE: case EXPR_NO_HAS: case EXPR_COUNT: case EXPR_LIST: case EXPR_RECORD:
        return pure_items(terms, e);
    default: return false;
    }
}

/* ---- ranges ---- */

static void add_range(struct index_terms *terms, struct index_term *term, int64_t low, int64_t high)
{
    struct index_range *last = term->n ? &terms->ranges.at[term->first + term->n - 1] : NULL;
    if (last && (last->high == INT64_MAX || low <= last->high + 1)) {
        last->high = high > last->high ? high : last->high;
        return;
    }
    vec_push(terms->c->arena, &terms->ranges, ((struct index_range){ low, high }));
    term->n++;
}

static struct index_term new_term(const struct index_terms *terms, uint32_t key, enum truth unknown)
{
    return (struct index_term){ .key = key, .first = terms->ranges.n, .unknown = unknown };
}

static enum truth not(uint32_t truth)
{
    return truth == TRUTH_UNKNOWN ? TRUTH_UNKNOWN : truth == TRUTH_YES ? TRUTH_NO : TRUTH_YES;
}

static struct index_term complement(struct index_terms *terms, struct index_term a)
{
    struct index_term out = new_term(terms, a.key, not(a.unknown));
    int64_t low = INT64_MIN;
    for (uint32_t i = 0; i < a.n; i++) {
        struct index_range range = terms->ranges.at[a.first + i];
        if (range.low > low)
            add_range(terms, &out, low, range.low - 1);
        if (range.high == INT64_MAX)
            return out;
        low = range.high + 1;
    }
    add_range(terms, &out, low, INT64_MAX);
    return out;
}

static enum truth both(uint32_t a, uint32_t b)
{
    return a == TRUTH_NO || b == TRUTH_NO ? TRUTH_NO : a == TRUTH_UNKNOWN || b == TRUTH_UNKNOWN ? TRUTH_UNKNOWN : TRUTH_YES;
}

static struct index_term intersection(struct index_terms *terms, struct index_term a, struct index_term b)
{
    struct index_term out = new_term(terms, a.key, both(a.unknown, b.unknown));
    for (uint32_t i = 0, k = 0; i < a.n && k < b.n;) {
        struct index_range x = terms->ranges.at[a.first + i], y = terms->ranges.at[b.first + k];
        int64_t low = x.low > y.low ? x.low : y.low, high = x.high < y.high ? x.high : y.high;
        if (low <= high)
            add_range(terms, &out, low, high);
        if (x.high < y.high)
            i++;
        else
            k++;
    }
    return out;
}

static struct index_term join(struct index_terms *terms, struct index_term a, struct index_term b)
{
    struct index_term out = new_term(terms, a.key, not(both(not(a.unknown), not(b.unknown))));
    for (uint32_t i = 0, k = 0; i < a.n || k < b.n;) {
        bool first = k == b.n || (i < a.n && terms->ranges.at[a.first + i].low <= terms->ranges.at[b.first + k].low);
        struct index_range range = first ? terms->ranges.at[a.first + i++] : terms->ranges.at[b.first + k++];
        add_range(terms, &out, range.low, range.high);
    }
    return out;
}

/* ---- conditions ---- */

static void leave(struct index_terms *terms, enum index_left why, struct span at)
{
    if (terms->left == INDEX_LEFT_NOTHING) {
        terms->left = why;
        terms->left_at = at;
    }
}

void index_terms_anything(struct condition *out)
{
    out->n = 1;
    out->at[0].n = 0;
    out->exact = out->pure = true;
}

static void nothing_said(struct index_terms *terms, struct condition *out, bool pure, const struct expr *e)
{
    leave(terms, pure ? INDEX_LEFT_OTHER : INDEX_LEFT_EFFECT, e->span);
    index_terms_anything(out);
    out->exact = false;
    out->pure = pure;
}

static void constant(struct condition *out, bool yes)
{
    index_terms_anything(out);
    out->n = yes;
}

static void one_term(struct condition *out, struct index_term term)
{
    index_terms_anything(out);
    out->at[0].n = 1;
    out->at[0].at[0] = term;
}

/* False: it has no room, and stays as it was. */
static bool and_term(struct index_terms *terms, struct conjunction *a, struct index_term term)
{
    uint32_t at = 0;
    while (at < a->n && a->at[at].key < term.key)
        at++;
    if (at < a->n && a->at[at].key == term.key) {
        a->at[at] = intersection(terms, a->at[at], term);
        return true;
    }
    if (a->n == INDEX_TERMS_MOST)
        return false;
    for (uint32_t i = a->n++; i > at; i--)
        a->at[i] = a->at[i - 1];
    a->at[at] = term;
    return true;
}

void index_terms_and_all(struct index_terms *terms, const struct condition *other, struct condition *out)
{
    uint32_t n = out->n;
    out->exact &= other->exact;
    out->pure &= other->pure;
    if (n * other->n > INDEX_ROWS_MOST) {
        out->exact = false;
        return;
    }
    for (uint32_t k = 1; k < other->n; k++)
        for (uint32_t i = 0; i < n; i++)
            out->at[k * n + i] = out->at[i];
    out->n = n * other->n;
    for (uint32_t i = 0; i < out->n; i++)
        for (uint32_t t = 0; t < other->at[i / n].n; t++)
            out->exact &= and_term(terms, &out->at[i], other->at[i / n].at[t]);
}

static bool is_one_term(const struct condition *a)
{
    return a->n == 1 && a->at[0].n == 1;
}

void index_terms_or(struct index_terms *terms, const struct condition *other, struct condition *out)
{
    bool pure = out->pure && other->pure;
    out->exact &= other->exact;
    out->pure = pure;
    if (is_one_term(out) && is_one_term(other) && out->at[0].at[0].key == other->at[0].at[0].key) {
        out->at[0].at[0] = join(terms, out->at[0].at[0], other->at[0].at[0]);
    } else if (out->n + other->n > INDEX_ROWS_MOST) {
        index_terms_anything(out);
        out->exact = false;
        out->pure = pure;
    } else {
        for (uint32_t i = 0; i < other->n; i++)
            out->at[out->n++] = other->at[i];
    }
}

/* ---- keys ---- */

static uint32_t key_of(struct index_terms *terms, enum index_key_kind kind, uint32_t fact)
{
    uint32_t *number = &terms->key_numbers[kind][fact];
    if (!*number) {
        vec_push(terms->c->arena, &terms->keys, ((struct index_key){ fact, kind }));
        *number = terms->keys.n;
    }
    return *number - 1;
}

static bool is_fact(const struct index_terms *terms, const struct expr *e)
{
    return e->op == EXPR_FACT && !terms->c->program->facts[e->index].judged;
}

static enum index_key_kind kind_of(const struct expr *fact)
{
    return type_value_kind(fact->type) == VALUE_TEXT ? INDEX_TEXT : INDEX_NUMBER;
}

/* The key that E is. */
static bool find_key(struct index_terms *terms, const struct expr *e, uint32_t *key)
{
    if (is_fact(terms, e)) {
        *key = key_of(terms, kind_of(e), e->index);
        return true;
    }
    if (e->op != EXPR_CALL || e->index != BUILTIN_DATE_OF)
        return false;
    const struct expr *moment = share_resolve(terms->c, e->items[0]);
    if (!is_fact(terms, moment) || type_value_kind(moment->type) != VALUE_MOMENT)
        return false;
    *key = key_of(terms, INDEX_DAY, moment->index);
    return true;
}

static int64_t text_number(struct index_terms *terms, struct str text)
{
    uintptr_t number = (uintptr_t)map_get(&terms->text_numbers, text);
    if (!number) {
        vec_push(terms->c->arena, &terms->texts, text);
        number = terms->texts.n;
        map_put(&terms->text_numbers, text, (void *)number);
    }
    return (int64_t)number;
}

/* A constant as terms have it. */
static bool number_of(struct index_terms *terms, const struct value *constant, int64_t *number)
{
    switch ((enum value_kind)constant->kind) {
    case VALUE_BOOL: case VALUE_NUMBER: case VALUE_SYMBOL: case VALUE_DATE: case VALUE_TIME: case VALUE_MOMENT: case VALUE_DURATION:
        *number = constant->i;
        return true;
    case VALUE_TEXT: *number = text_number(terms, value_str(*constant)); return true;
    default: return false;
    }
}

/* ---- what single conditions say: false where it is nothing ---- */

static bool say_equal(struct index_terms *terms, uint32_t key, int64_t number, struct index_term *out)
{
    *out = new_term(terms, key, TRUTH_UNKNOWN);
    add_range(terms, out, number, number);
    return true;
}

static bool say_order(struct index_terms *terms, enum expr_op op, uint32_t key, int64_t number, struct index_term *out)
{
    *out = new_term(terms, key, TRUTH_UNKNOWN);
    if (op == EXPR_LE || (op == EXPR_LT && number > INT64_MIN))
        add_range(terms, out, INT64_MIN, op == EXPR_LT ? number - 1 : number);
    if (op == EXPR_GE || (op == EXPR_GT && number < INT64_MAX))
        add_range(terms, out, op == EXPR_GT ? number + 1 : number, INT64_MAX);
    return true;
}

static enum expr_op mirrored(enum expr_op op)
{
    switch (op) {
    case EXPR_LT: return EXPR_GT;
    case EXPR_LE: return EXPR_GE;
    case EXPR_GT: return EXPR_LT;
    case EXPR_GE: return EXPR_LE;
    default: return op;
    }
}

static bool say_compare(struct index_terms *terms, const struct expr *e, struct index_term *out)
{
    const struct expr *x = share_resolve(terms->c, e->items[0]), *y = share_resolve(terms->c, e->items[1]);
    bool turned = x->op == EXPR_CONST;
    const struct expr *constant = turned ? x : y;
    enum expr_op op = turned ? mirrored(e->op) : e->op;
    uint32_t key;
    int64_t number;
    if (constant->op != EXPR_CONST || !value_known(constant->constant) || !find_key(terms, turned ? y : x, &key))
        return false;
    bool ordered = op != EXPR_EQ && op != EXPR_NE;
    if ((ordered && constant->constant.kind == VALUE_TEXT) || !number_of(terms, &constant->constant, &number))
        return false;
    if (ordered)
        return say_order(terms, op, key, number, out);
    say_equal(terms, key, number, out);
    if (op == EXPR_NE)
        *out = complement(terms, *out);
    return true;
}

static bool say_in(struct index_terms *terms, const struct expr *e, struct index_term *out)
{
    const struct expr *x = share_resolve(terms->c, e->items[0]);
    struct value list;
    uint32_t key;
    int64_t number;
    if (!find_key(terms, x, &key) || !lower_constant_list(terms->c, share_resolve(terms->c, e->items[1]), &list))
        return false;
    *out = new_term(terms, key, TRUTH_UNKNOWN);
    for (uint32_t i = 0; i < list.list->n; i++) {
        struct index_term one;
        if (!number_of(terms, &list.list->at[i], &number))
            return false;
        say_equal(terms, key, number, &one);
        *out = join(terms, *out, one);
    }
    return true;
}

static bool say_known(struct index_terms *terms, const struct expr *e, struct index_term *out)
{
    uint32_t key;
    if (!find_key(terms, share_resolve(terms->c, e->items[0]), &key))
        return false;
    *out = new_term(terms, key, TRUTH_NO);
    add_range(terms, out, INT64_MIN, INT64_MAX);
    return true;
}

static bool say(struct index_terms *terms, const struct expr *e, struct index_term *out)
{
    uint32_t key;
    switch (e->op) {
    case EXPR_FACT: return find_key(terms, e, &key) && say_equal(terms, key, 1, out);
    case EXPR_EQ: case EXPR_NE: case EXPR_LT: case EXPR_LE: case EXPR_GT: case EXPR_GE: return say_compare(terms, e, out);
    case EXPR_IN: return say_in(terms, e, out);
    case EXPR_KNOWN: return say_known(terms, e, out);
    default: return false;
    }
}

/* ---- the walk ---- */

static void walk(struct index_terms *terms, const struct expr *e, struct mode mode, struct condition *out);

static void walk_single(struct index_terms *terms, const struct expr *e, struct mode mode, struct condition *out)
{
    struct index_term term;
    if (!say(terms, e, &term)) {
        nothing_said(terms, out, is_pure(terms, e), e);
        return;
    }
    if (!mode.on)
        term = complement(terms, term);
    if (mode.certain && term.unknown == TRUTH_UNKNOWN)
        term.unknown = TRUTH_NO;
    if (mode.flip)
        term = complement(terms, term);
    one_term(out, term);
}

/* What comes behind something that is not pure may not keep that from being looked at. */
static void walk_all(struct index_terms *terms, const struct expr *e, struct mode mode, struct condition *out)
{
    struct condition item;
    index_terms_anything(out);
    for (uint32_t i = 0; i < e->n && out->pure; i++) {
        walk(terms, e->items[i], mode, &item);
        index_terms_and_all(terms, &item, out);
    }
}

static void walk_any(struct index_terms *terms, const struct expr *e, struct mode mode, struct condition *out)
{
    struct condition item;
    constant(out, false);
    for (uint32_t i = 0; i < e->n; i++) {
        walk(terms, e->items[i], mode, &item);
        index_terms_or(terms, &item, out);
    }
}

static void walk_constant(struct index_terms *terms, const struct expr *e, struct mode mode, struct condition *out)
{
    if (value_known(e->constant))
        constant(out, (e->constant.i == mode.on) != mode.flip);
    else
        nothing_said(terms, out, true, e);
}

/* Of something that is yes or no already, CERTAIN says nothing new. What is unknown within is no here, but has not kept what stands
 * behind it from being looked at. */
static void walk_certain(struct index_terms *terms, const struct expr *e, struct mode mode, struct condition *out)
{
    if (!is_pure(terms, e->items[0])) {
        nothing_said(terms, out, false, e);
        return;
    }
    struct mode inner = { .on = true, .certain = true, .flip = mode.flip == mode.on, .depth = mode.depth + 1 };
    walk(terms, e->items[0], inner, out);
}

static void walk_definition(struct index_terms *terms, const struct expr *e, struct mode mode, struct condition *out)
{
    mode.depth++;
    walk(terms, terms->c->program->definitions[e->index].body, mode, out);
    if (!out->pure)
        nothing_said(terms, out, false, e); /* its value may be there already, or be computed only now: both engines do it at most once */
}

static void walk(struct index_terms *terms, const struct expr *e, struct mode mode, struct condition *out)
{
    e = share_resolve(terms->c, e);
    bool inverted = mode.on == mode.flip;
    if (mode.depth > DEPTH_MOST) {
        nothing_said(terms, out, is_pure(terms, e), e);
        return;
    }
    switch (e->op) {
    case EXPR_CONST: walk_constant(terms, e, mode, out); break;
    case EXPR_NOT:
        mode.on = !mode.on;
        mode.depth++;
        walk(terms, e->items[0], mode, out);
        break;
    case EXPR_AND: case EXPR_OR:
        mode.depth++;
        if ((e->op == EXPR_AND) == inverted)
            walk_any(terms, e, mode, out);
        else
            walk_all(terms, e, mode, out);
        break;
    case EXPR_CERTAIN: walk_certain(terms, e, mode, out); break;
    case EXPR_DEFINITION: walk_definition(terms, e, mode, out); break;
    default: walk_single(terms, e, mode, out); break;
    }
}

/* ---- the door ---- */

void index_terms_init(struct index_terms *terms, struct compiler *c)
{
    *terms = (struct index_terms){ .c = c };
    for (int i = 0; i < 3; i++)
        terms->key_numbers[i] = arena_array(c->arena, uint32_t, c->program->n_facts);
    terms->definitions = arena_array(c->arena, uint8_t, c->program->n_definitions);
    map_init(&terms->text_numbers, c->arena);
}

void index_terms_and(struct index_terms *terms, const struct expr *e, bool on, struct condition *out)
{
    struct condition item;
    if (!e || !out->pure)
        return;
    walk(terms, e, (struct mode){ .on = on }, &item);
    index_terms_and_all(terms, &item, out);
    if (!out->exact)
        leave(terms, INDEX_LEFT_MANY, e->span); /* if there is no other reason */
}

void index_terms_end(struct index_terms *terms, const struct expr *e, struct condition *out)
{
    if (!out->pure)
        return;
    leave(terms, INDEX_LEFT_EFFECT, e->span);
    out->exact = out->pure = false;
}
