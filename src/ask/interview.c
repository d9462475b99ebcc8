#include "ask/interview_inner.h"

#include <string.h>

enum { MOST_TRIES = 64 }; /* of one fact: a set of hundreds of cells is looked at here and there */

/* ---- values to try: one of each known cell ---- */

static uint32_t weight_of(const struct cell *cell, const struct type *type)
{
    uint32_t n = 0;
    if (cell->kind == CELL_MEMBERS)
        for (uint32_t i = 0; i < (type->n_symbols + 63) / 64; i++)
            n += (uint32_t)__builtin_popcountll(cell->members[i]);
    return n > 0 ? n : 1;
}

/* No test of cells looks into lists, but an empty one and one of something are told apart by nearly all that asks for lists. */
static void add_list(struct interview *in, const struct type *type, struct interview_tries *tries)
{
    static const enum value_kind kinds[] = { [TYPE_BOOL] = VALUE_BOOL, [TYPE_NUMBER] = VALUE_NUMBER, [TYPE_WHOLE] = VALUE_NUMBER,
                                             [TYPE_MONEY] = VALUE_NUMBER, [TYPE_SET] = VALUE_SYMBOL, [TYPE_DATE] = VALUE_DATE, [TYPE_TIME] = VALUE_TIME,
                                             [TYPE_MOMENT] = VALUE_MOMENT, [TYPE_DURATION] = VALUE_DURATION };
    enum type_kind kind = type->element->kind;
    bool text = kind == TYPE_TEXT || kind == TYPE_PARTY || kind == TYPE_SYMBOL;
    if (!text && (kind >= sizeof kinds / sizeof *kinds || kinds[kind] == VALUE_UNKNOWN))
        return; /* lists of lists and records: one value will do */
    struct value_list *list = arena_zalloc(in->arena, 1, sizeof *list + sizeof list->at[0]);
    struct value_list *none = arena_zalloc(in->arena, 1, sizeof *none);
    list->n = 1;
    list->at[0] = text ? value_text(STR("one")) : value_int(kinds[kind], 0);
    tries->at = arena_array(in->arena, struct interview_try, 2);
    tries->at[tries->n++] = (struct interview_try){ value_list(list), 1 };
    tries->at[tries->n++] = (struct interview_try){ value_list(none), 1 };
}

static void make_tries(struct interview *in, uint32_t fact)
{
    if (in->program->facts[fact].type->kind == TYPE_LIST) {
        add_list(in, in->program->facts[fact].type, &in->tries[fact]);
        if (in->tries[fact].n > 0)
            return;
    }
    const struct input *input = in->space->inputs.at[cells_input_of_fact(in->space, in->space->fact_of[0][fact])];
    uint32_t step = input->n_cells / MOST_TRIES + 1, n = 0;
    struct interview_try *tries = arena_array(in->arena, struct interview_try, input->n_cells);
    for (uint32_t i = 0; i < input->n_cells; i += step)
        if (value_known(input->cells[i].value))
            tries[n++] = (struct interview_try){ input->cells[i].value, weight_of(&input->cells[i], input->type) };
    in->tries[fact].at = tries;
    in->tries[fact].n = n;
}

/* ---- its life ---- */

struct interview *interview_new(struct arena *arena, const struct program *program, const struct host *host)
{
    struct interview *in = arena_new(arena, struct interview);
    uint32_t n = program->n_facts;
    in->program = program;
    in->arena = arena;
    arena_init(&in->own, arena->trap);
    arena_init(&in->round, arena->trap);
    report_init(&in->report, REPORT_JSON, program->facts, n, &program->style, NULL, arena->trap);
    buf_init(&in->first, arena->trap);
    buf_init(&in->other, arena->trap);
    in->eval = eval_new(arena, program);
    if (host != NULL)
        eval_set_host(in->eval, *host);
    in->facts = arena_array(arena, struct value, n);
    in->scratch = arena_array(arena, struct value, n);
    in->settled = arena_array(arena, bool, n);
    in->assumed = arena_array(arena, bool, n);
    in->left = arena_array(arena, bool, n);
    in->optional = arena_array(arena, bool, n);
    interview_find_optional(in);
    in->tries = arena_zalloc(arena, n, sizeof *in->tries);
    cells_space(&in->space, arena, &program, 1, NULL, arena->trap);
    for (uint32_t i = 0; i < n; i++)
        if (!program->facts[i].of_lookup)
            make_tries(in, i);
    return in;
}

void interview_free(struct interview *in)
{
    if (in == NULL)
        return;
    if (in->space != NULL)
        cells_free(in->space);
    if (in->eval != NULL)
        eval_free(in->eval);
    report_free(&in->report);
    buf_free(&in->first);
    buf_free(&in->other);
    arena_free(&in->own);
    arena_free(&in->round);
}

static struct value untold(const struct fact *fact) { return fact->has_default ? fact->default_ : value_unknown(); }

void interview_start(struct interview *in, const struct value *facts, const bool *told)
{
    arena_reset(&in->own);
    in->asked.n = 0;
    for (uint32_t i = 0; i < in->program->n_facts; i++) {
        in->facts[i] = value_keep(&in->own, facts[i]);
        in->settled[i] = told != NULL ? told[i] : value_known(facts[i]) && !in->program->facts[i].has_default;
    }
}

void interview_answer(struct interview *in, uint32_t fact, struct value value)
{
    in->facts[fact] = value_keep(&in->own, value);
    interview_skip(in, fact);
}

void interview_skip(struct interview *in, uint32_t fact)
{
    in->settled[fact] = true;
    vec_push(in->arena, &in->asked, fact);
}

bool interview_back(struct interview *in)
{
    if (in->asked.n == 0)
        return false;
    uint32_t fact = in->asked.at[--in->asked.n];
    in->facts[fact] = untold(&in->program->facts[fact]);
    in->settled[fact] = false;
    return true;
}

uint32_t interview_asked(const struct interview *in) { return in->asked.n; }

bool interview_is_settled(const struct interview *in, uint32_t fact) { return in->settled[fact]; }

const struct value *interview_facts(const struct interview *in) { return in->facts; }

/* ---- the next question ---- */

const struct decision *interview_try_scratch(struct interview *in)
{
    return eval_decide(in->eval, in->scratch, in->arena->trap);
}

static void begin_scratch(struct interview *in)
{
    memcpy(in->scratch, in->facts, in->program->n_facts * sizeof *in->facts);
    for (uint32_t i = 0; i < in->program->n_facts; i++)
        if (in->assumed[i])
            in->scratch[i] = in->tries[i].at[0].value;
}

/* The measure. A value that brings an error of the case leaves nothing open: nobody has to ask further. */
static double expected(struct interview *in, uint32_t fact)
{
    double sum = 0, weights = 0;
    for (uint32_t i = 0; i < in->tries[fact].n; i++) {
        const struct interview_try *one = &in->tries[fact].at[i];
        in->scratch[fact] = one->value;
        const struct decision *decision = interview_try_scratch(in);
        sum += decision->status == DECISION_ERROR ? 0 : one->weight * (double)eval_open(in->eval);
        weights += one->weight;
    }
    begin_scratch(in);
    return weights > 0 ? sum / weights : 0;
}

struct candidate {
    uint32_t fact;
    double expected;
};

/* By measure; equal ones stay in the order of facts. */
static void insert(struct candidate *sorted, uint32_t n, struct candidate candidate)
{
    uint32_t i = n;
    for (; i > 0 && sorted[i - 1].expected > candidate.expected; i--)
        sorted[i] = sorted[i - 1];
    sorted[i] = candidate;
}

bool interview_is_needed(const struct decision *decision, uint32_t fact)
{
    for (uint32_t i = 0; i < decision->n_needs; i++)
        if (decision->needs[i] == fact)
            return true;
    return false;
}

bool interview_is_whole(const struct interview *in, const struct decision *decision)
{
    for (uint32_t i = 0; i < decision->n_needs; i++)
        if (interview_is_open(in, decision->needs[i]))
            return false;
    return true;
}

/* The open facts that the case so far needs, or else looked at, by measure. */
static uint32_t list_candidates(struct interview *in, bool needed, struct candidate *sorted)
{
    uint32_t n = 0, n_facts = in->program->n_facts;
    bool *wanted = arena_array(&in->round, bool, n_facts); /* trying makes other decisions */
    const struct decision *decision = interview_try_scratch(in);
    for (uint32_t i = 0; i < n_facts; i++)
        wanted[i] = interview_is_open(in, i) && (interview_is_needed(decision, i) || (!needed && in->optional[i] && eval_looked_at(in->eval, i)));
    for (uint32_t i = 0; i < n_facts; i++)
        if (wanted[i])
            insert(sorted, n++, (struct candidate){ i, expected(in, i) });
    return n;
}

static struct interview_question question(struct interview *in, struct candidate candidate, bool needed)
{
    struct interview_question question = { .fact = candidate.fact, .needed = needed, .expected = candidate.expected, .rules = in->rules };
    begin_scratch(in);
    interview_try_scratch(in);
    question.open = eval_open(in->eval);
    question.n_rules = eval_waiting(in->eval, candidate.fact, in->rules, sizeof in->rules / sizeof *in->rules);
    return question;
}

static struct interview_question best(struct interview *in, bool needed)
{
    struct candidate *sorted = arena_array(&in->round, struct candidate, in->program->n_facts);
    begin_scratch(in);
    uint32_t n = list_candidates(in, needed, sorted);
    for (uint32_t i = 0; i < n; i++) {
        begin_scratch(in);
        if (interview_matters(in, sorted[i].fact, needed))
            return question(in, sorted[i], needed);
    }
    return (struct interview_question){ .fact = INTERVIEW_DONE };
}

/* Gives one fact that is needed, though no answer to it matters, some value: what that opens may matter. False: there is none. */
static bool assume_one(struct interview *in)
{
    begin_scratch(in);
    const struct decision *decision = interview_try_scratch(in);
    for (uint32_t i = 0; i < decision->n_needs; i++)
        if (interview_is_open(in, decision->needs[i])) {
            in->assumed[decision->needs[i]] = true;
            return true;
        }
    return false;
}

struct interview_question interview_next(struct interview *in)
{
    arena_reset(&in->round);
    memset(in->assumed, 0, in->program->n_facts * sizeof *in->assumed);
    begin_scratch(in);
    if (interview_try_scratch(in)->status == DECISION_ERROR)
        return (struct interview_question){ .fact = INTERVIEW_DONE };
    struct interview_question question;
    do
        question = best(in, true);
    while (question.fact == INTERVIEW_DONE && assume_one(in));
    return question.fact != INTERVIEW_DONE ? question : best(in, false);
}

/* ---- the decision ---- */

/* What is certain in the scratch case. */
static const struct decision *certain(struct interview *in, struct buf *out)
{
    const struct decision *decision = interview_try_scratch(in);
    struct decision bare = *decision;
    bare.n_needs = 0;
    bare.status = DECISION_DECIDED;
    interview_outcome(in, out, &bare);
    return decision;
}

/* What was assumed is shown only where something is certain by it that else is not: made-up values stay out of what is undecided anyhow. */
const struct value *interview_whole(struct interview *in)
{
    if (interview_next(in).fact != INTERVIEW_DONE)
        return in->facts;
    begin_scratch(in);
    const struct decision *decision = certain(in, &in->first);
    bool needs = decision->n_needs > 0, whole = interview_is_whole(in, decision);
    if (!needs || !whole)
        return whole ? in->scratch : in->facts;
    memcpy(in->scratch, in->facts, in->program->n_facts * sizeof *in->facts);
    certain(in, &in->other);
    bool same = in->first.n == in->other.n && memcmp(in->first.p, in->other.p, in->first.n) == 0;
    begin_scratch(in);
    return same ? in->facts : in->scratch;
}
