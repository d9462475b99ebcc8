/* Questions to the solver: encode, ask, read the case, have it confirmed, learn, ask again. */
#include "analyze/solver_inner.h"

#include "eval/eval.h"
#include "value/date.h"
#include "value/decimal.h"

enum { FRESH = 50 }; /* after so many encodings the library starts anew: what it has made of the old ones only takes room */
enum { ROUNDS = 24 }; /* of learning, for each way of asking */

/* A question, whatever it is made of: how it is encoded and how a case is confirmed. */
struct question {
    const struct solver_wish *wishes;
    const struct guarantee *guarantee;
    struct expr *const *assumed;
    uint32_t n; /* wishes or assumed */
    bool everything;
    bool refused; /* a case was found that the evaluator does not confirm */
    smt_node goal; /* once encoded */
    struct solver_case *found;
};

/* How much is asked of a case: nice values first. */
enum niceness { NICE_NEAR, NICE_ROUND, NICE_CENTS, NICE_SHORT, NICENESS_COUNT };

const char *solver_part(void)
{
    return smt_part();
}

struct solver *solver_new(struct arena *arena, const struct program *program, const struct solver_options *options)
{
    struct solver *s = arena_new(arena, struct solver);
    s->program = program;
    s->arena = arena;
    if (options)
        s->options = *options;
    s->options.effort += s->options.effort == 0 ? SOLVER_EFFORT : 0;
    s->options.most_list += s->options.most_list == 0 ? SOLVER_LIST : 0;
    arena_init(&s->scratch, arena->trap);
    buf_init(&s->text, arena->trap);
    solver_allow(s, s->options.total);
    s->rows = arena_array(arena, struct solver_row, program->n_lookups);
    return s;
}

void solver_allow(struct solver *s, unsigned total)
{
    s->left = total > 0 ? total : UINT64_MAX;
}

void solver_free(struct solver *s)
{
    if (s == NULL)
        return;
    smt_free(s->smt);
    if (s->eval)
        eval_free(s->eval);
    arena_free(&s->scratch);
    buf_free(&s->text);
}

/* ---- encoding ---- */

/* Nothing is kept from question to question: what another one defined would have to be solved, too. */
static bool begin(struct solver *s, bool texts)
{
    const struct program *program = s->program;
    struct solver fresh = { .program = program, .arena = s->arena, .scratch = s->scratch, .text = s->text, .options = s->options,
                            .rows = s->rows, .left = s->left };
    struct smt *smt = s->smt;
    if (smt != NULL && ++s->asked % FRESH == 0) {
        smt_free(smt);
        smt = NULL;
    }
    fresh.asked = s->asked;
    *s = fresh;
    s->smt = smt;
    arena_reset(&s->scratch);
    s->texts = texts;
    if (s->smt == NULL)
        s->smt = smt_new();
    if (s->smt == NULL)
        return false;
    smt_reset(s->smt);
    s->yes = smt_bool(s->smt, true);
    s->no = smt_bool(s->smt, false);
    s->facts = arena_array(&s->scratch, struct term, program->n_facts);
    s->fact_made = arena_array(&s->scratch, bool, program->n_facts);
    s->definitions = arena_array(&s->scratch, struct term, program->n_definitions);
    s->definition_errors = arena_array(&s->scratch, smt_node, program->n_definitions);
    s->defined = arena_array(&s->scratch, bool, program->n_definitions);
    s->found = arena_array(&s->scratch, struct found, program->n_lookups);
    s->slots = arena_array(&s->scratch, struct term, program->n_slots);
    map_init(&s->word_numbers, &s->scratch);
    return true;
}

static smt_node is_among(struct solver *s, const struct term *fact, const struct solver_wish *wish)
{
    smt_node any = s->no;
    for (uint32_t i = 0; i < wish->n; i++) {
        struct term constant = solver_term_const(s, wish->constants[i]), same = solver_compare_equal(s, fact, &constant);
        any = OR(s, any, solver_compare_yes(s, &same));
    }
    return any;
}

static smt_node encode_value(struct solver *s, const struct solver_wish *wish, const struct term *of)
{
    switch (wish->kind) {
    case WISH_MISSING: return NOT(s, of->known);
    case WISH_NEEDING: return AND(s, NOT(s, of->known), of->need);
    case WISH_NOTHING: return AND(s, NOT(s, of->known), NOT(s, of->need));
    case WISH_AMONG: return AND(s, of->known, is_among(s, of, wish));
    case WISH_OTHER: return AND(s, of->known, NOT(s, is_among(s, of, wish)));
    case WISH_RANGE:
        if (of->value == NULL)
            return s->no;
        return AND(s, of->known, AND(s, smt_le(s->smt, smt_int(s->smt, wish->low), of->value),
                                     smt_le(s->smt, of->value, smt_int(s->smt, wish->high))));
    default: return of->known;
    }
}

static smt_node encode_told(struct solver *s, const struct solver_wish *wish)
{
    struct term term = wish->expr ? solver_expr(s, wish->expr) : solver_expr_fact(s, wish->fact);
    if (wish->kind != WISH_TRUTH)
        return encode_value(s, wish, &term);
    switch (wish->truth) {
    case TRUTH_YES: return solver_compare_yes(s, &term);
    case TRUTH_NO: return solver_compare_not(s, &term);
    default: return NOT(s, term.known);
    }
}

static smt_node encode_wish(struct solver *s, const struct solver_wish *wish)
{
    smt_node before = s->error;
    s->error = s->no;
    smt_node told = encode_told(s, wish), fails = s->error;
    s->error = wish->or_error || wish->kind == WISH_ERROR ? before : OR(s, before, fails);
    if (wish->kind == WISH_ERROR)
        return fails;
    return wish->or_error ? OR(s, told, fails) : told;
}

static void encode(struct solver *s, struct question *q)
{
    smt_node goal = s->yes;
    s->path = s->yes;
    s->error = s->no;
    for (uint32_t i = 0; i < q->n; i++) {
        struct solver_wish assumed = { .kind = WISH_TRUTH, .truth = TRUTH_YES, .expr = q->wishes ? NULL : q->assumed[i] };
        goal = AND(s, goal, encode_wish(s, q->wishes ? &q->wishes[i] : &assumed));
    }
    if (q->guarantee)
        goal = AND(s, goal, solver_acts_breach(s, q->guarantee, q->everything));
    q->goal = AND(s, goal, NOT(s, s->error));
}

/* ---- nice cases ---- */

static void nice_between(struct solver *s, smt_node value, int64_t first, int64_t last)
{
    smt_assert(s->smt, smt_le(s->smt, smt_int(s->smt, first), value));
    smt_assert(s->smt, smt_le(s->smt, value, smt_int(s->smt, last)));
}

static void nice_number(struct solver *s, smt_node value, int64_t grain, int64_t most)
{
    if (grain > 1)
        smt_assert(s->smt, smt_eq(s->smt, smt_mod(s->smt, value, grain), smt_int(s->smt, 0)));
    nice_between(s, value, -most, most);
}

static void nice_term(struct solver *s, const struct term *term, const struct type *type, enum niceness nice)
{
    enum { DAY_1900 = -25567, DAY_2100 = 47482, DAY_2019 = 17897, DAY_2021 = 18628, A_MILLION = 1000000 };
    int64_t first = nice == NICE_NEAR ? DAY_2019 : DAY_1900, last = nice == NICE_NEAR ? DAY_2021 : DAY_2100;
    int64_t million = INT64_C(1000000) * DECIMAL_ONE;
    if (type->kind == TYPE_LIST)
        for (uint32_t i = 0; i < term->n_parts; i++)
            nice_term(s, &term->parts[i], type->element, nice);
    if (type->kind == TYPE_RECORD)
        for (uint32_t i = 0; i < term->n_parts; i++)
            nice_term(s, &term->parts[i], type->fields[i].type, nice);
    if (type->kind == TYPE_NUMBER || type->kind == TYPE_MONEY)
        nice_number(s, term->value, nice <= NICE_ROUND ? DECIMAL_ONE : type->kind == TYPE_MONEY ? DECIMAL_ONE / 100 : 1, A_MILLION * million);
    if (type->kind == TYPE_WHOLE && nice <= NICE_ROUND)
        nice_number(s, term->value, 1, million);
    if (nice > NICE_ROUND)
        return;
    if (type->kind == TYPE_DURATION)
        nice_number(s, term->value, DATE_SECOND, DATE_DAY * A_MILLION);
    if (type->kind == TYPE_TIME)
        nice_number(s, term->value, 60 * DATE_SECOND, DATE_DAY);
    if (type->kind == TYPE_DATE)
        nice_between(s, term->value, first, last);
    if (type->kind == TYPE_MOMENT) {
        nice_number(s, term->value, 60 * DATE_SECOND, DATE_DAY * DAY_2100);
        nice_between(s, term->value, first * DATE_DAY, last * DATE_DAY);
        smt_assert(s->smt, smt_eq(s->smt, term->offset, smt_int(s->smt, 0)));
    }
}

static void assert_niceness(struct solver *s, enum niceness nice)
{
    for (uint32_t i = 0; i < s->long_lists.n; i++)
        smt_assert(s->smt, NOT(s, s->long_lists.at[i]));
    if (nice != NICE_SHORT)
        solver_rows_nice(s);
    for (uint32_t i = 0; i < s->program->n_facts && nice != NICE_SHORT; i++)
        if (s->fact_made[i])
            nice_term(s, &s->facts[i], s->program->facts[i].type, nice);
}

/* ---- a case ---- */

static struct value known_by_default(const struct fact *fact)
{
    return fact->has_default ? fact->default_ : value_unknown();
}

/* Facts that nothing was asked about are missing. */
static void read_case(struct solver *s, struct solver_case *found)
{
    struct value *facts = found->facts;
    s->rows = found->rows;
    solver_rows_read(s);
    memset(&s->new_words, 0, sizeof s->new_words);
    for (uint32_t i = 0; i < s->program->n_facts; i++) {
        const struct fact *fact = &s->program->facts[i];
        facts[i] = s->fact_made[i] ? solver_term_value(s, &s->facts[i], fact->type) : known_by_default(fact);
        if (!value_known(facts[i]))
            facts[i] = known_by_default(fact);
    }
}

static bool confirms_value(const struct solver_wish *wish, struct value value)
{
    bool among = false;
    for (uint32_t i = 0; i < wish->n; i++)
        among |= value_known(value) && value_same(value, wish->constants[i]);
    switch (wish->kind) {
    case WISH_MISSING: case WISH_NEEDING: case WISH_NOTHING: return !value_known(value);
    case WISH_KNOWN: return value_known(value);
    case WISH_RANGE: return value_known(value) && value.i >= wish->low && value.i <= wish->high;
    default: return value_known(value) && among == (wish->kind == WISH_AMONG);
    }
}

static bool confirms(struct solver *s, const struct solver_wish *wish, const struct value *facts)
{
    bool error = false;
    struct value value = wish->expr ? solver_confirm_value(s, wish->expr, facts, &error) : facts[wish->fact];
    enum truth truth = !value_known(value) ? TRUTH_UNKNOWN : value.i ? TRUTH_YES : TRUTH_NO;
    if (error)
        return wish->or_error || wish->kind == WISH_ERROR;
    if (wish->kind == WISH_ERROR)
        return false;
    return wish->kind == WISH_TRUTH ? truth == wish->truth : confirms_value(wish, value);
}

static bool is_confirmed(struct solver *s, const struct question *q)
{
    if (q->guarantee)
        return solver_breaks(s, q->guarantee, q->assumed, q->n, q->found);
    for (uint32_t i = 0; i < q->n; i++)
        if (!confirms(s, &q->wishes[i], q->found->facts))
            return false;
    return true;
}

/* ---- asking ---- */

static enum smt_answer check(struct solver *s)
{
    uint64_t before = smt_spent(s->smt), spent;
    if (s->left == 0)
        return SMT_OPEN;
    enum smt_answer answer = smt_check(s->smt, s->left < s->options.effort ? (unsigned)s->left : s->options.effort);
    spent = smt_spent(s->smt) - before;
    if (s->left != UINT64_MAX)
        s->left -= spent < s->left ? spent : s->left;
    return answer;
}

/* Asserts what was learnt, for good. */
static void learn(struct solver *s)
{
    for (uint32_t i = 0; i < s->lemmas.n; i++)
        smt_assert(s->smt, s->lemmas.at[i]);
    s->lemmas.n = 0;
}

/* Asks once; with POINTS only where functions are applied to what the evaluator has told of. *MORE: there is something to learn. */
static enum solver_answer try_once(struct solver *s, struct question *q, enum niceness nice, bool points, bool *more)
{
    bool fits = false;
    *more = false;
    learn(s);
    smt_push(s->smt);
    smt_assert(s->smt, q->goal);
    assert_niceness(s, nice);
    if (points)
        solver_opaque_only_points(s);
    enum smt_answer found = check(s);
    if (found == SMT_YES) {
        read_case(s, q->found);
        fits = is_confirmed(s, q);
        q->refused |= !fits;
        *more = !fits && solver_opaque_refine(s);
    }
    smt_pop(s->smt);
    return fits ? SOLVER_YES : found == SMT_NO ? SOLVER_NO : SOLVER_OPEN;
}

/* One way of asking. SOLVER_OPEN: nothing came of it. */
static enum solver_answer try_nice(struct solver *s, struct question *q, enum niceness nice)
{
    bool more = true, pointed;
    enum solver_answer answer = SOLVER_OPEN;
    for (unsigned round = 0; round < ROUNDS && more; round++) {
        answer = try_once(s, q, nice, false, &more);
        if (more && !s->worded && try_once(s, q, nice, true, &pointed) == SOLVER_YES)
            return SOLVER_YES;
        more &= !s->worded; /* texts as numbers are not worth more */
    }
    return answer;
}

static enum smt_answer check_all(struct solver *s, const struct question *q)
{
    learn(s);
    smt_push(s->smt);
    smt_assert(s->smt, q->goal);
    enum smt_answer found = check(s);
    smt_pop(s->smt);
    return found;
}

/* One encoding of it. */
static enum solver_answer ask_encoded(struct solver *s, struct question *q, struct str *why)
{
    enum solver_answer nice, last = SOLVER_OPEN;
    encode(s, q);
    enum smt_answer all = check_all(s, q);
    if (all == SMT_NO)
        return SOLVER_NO;
    for (int i = 0; i < NICENESS_COUNT; i++) {
        nice = try_nice(s, q, (enum niceness)i);
        if (nice == SOLVER_YES)
            return SOLVER_YES;
        last = nice;
    }
    if (check_all(s, q) == SMT_NO) /* with what was learnt */
        return SOLVER_NO;
    *why = last == SOLVER_NO && s->long_lists.n > 0 ? str_printf(s->arena, "what is asked of lists of more than %u elements", s->options.most_list)
           : s->left == 0    ? STR("the solver has no steps left for it")
           : all == SMT_OPEN ? STR("its calculation is too hard for the solver")
                             : STR("it rests on what no formula says: texts, patterns or the calendar");
    return SOLVER_OPEN;
}

static enum solver_answer ask(struct solver *s, struct question *q, struct str *why)
{
    enum solver_answer answer = SOLVER_OPEN;
    *why = solver_part() ? STR("the solver has no memory") : STR("Z3 is not built in");
    q->found->facts = arena_array(s->arena, struct value, s->program->n_facts);
    q->found->rows = arena_array(s->arena, struct solver_row, s->program->n_lookups);
    for (int way = 0; way < (q->guarantee ? 4 : 2) && answer == SOLVER_OPEN; way++) {
        q->everything = way & 1 && q->guarantee;
        if (q->everything && !q->refused)
            continue; /* what else the case does makes it no likelier */
        bool texts = q->guarantee ? way >= 2 : way == 1;
        if (texts && !s->texts && !s->worded)
            break; /* texts were never but compared */
        if (!begin(s, texts))
            return SOLVER_OPEN;
        answer = ask_encoded(s, q, why);
    }
    return answer;
}

enum solver_answer solver_ask(struct solver *s, const struct solver_wish *wishes, uint32_t n, struct solver_case *found, struct str *why)
{
    struct question q = { .wishes = wishes, .n = n, .found = found };
    return ask(s, &q, why);
}

enum solver_answer solver_breach(struct solver *s, const struct guarantee *guarantee, struct expr *const *assumed, uint32_t n,
                                 struct solver_case *found, struct str *why)
{
    struct question q = { .guarantee = guarantee, .assumed = assumed, .n = n, .found = found };
    return ask(s, &q, why);
}
