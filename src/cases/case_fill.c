#include "cases/case_fill.h"

#include "cases/case_say.h"

static void fill_blank(struct case_fill *fill, const struct case_options *options)
{
    const struct shape *shape = fill->shape;
    for (uint32_t i = 0; i < shape->n_facts; i++)
        fill->blank[i] = shape->facts[i].has_default ? shape->facts[i].default_ : value_unknown();
    if (options->has_now && shape->now_fact < shape->n_facts && shape->facts[shape->now_fact].type->kind == TYPE_MOMENT)
        fill->blank[shape->now_fact] = options->now;
}

void case_fill_init(struct case_fill *fill, struct arena *arena, const struct case_plan *plan, const struct case_options *options)
{
    const struct shape *shape = plan->shape;
    *fill = (struct case_fill){ .plan = plan, .shape = shape, .n_bad = (shape->n_facts + 63) / 64,
                                .lenient = !options->figures_strict };
    arena_init(&fill->arena, arena->trap);
    fill->facts = fill->own_facts = arena_array(arena, struct value, shape->n_facts);
    fill->number = fill->own_number;
    fill->blank = arena_array(arena, struct value, shape->n_facts);
    fill->bad = arena_array(arena, uint64_t, fill->n_bad);
    fill_blank(fill, options);
}

void case_fill_free(struct case_fill *fill)
{
    arena_free(&fill->arena);
}

static void fill_forget(struct case_fill *fill)
{
    memset(fill->bad, 0, fill->n_bad * sizeof *fill->bad);
    fill->errors.at = NULL;
    fill->errors.n = fill->errors.room = 0;
    fill->places.at = NULL;
    fill->places.n = fill->places.room = 0;
    fill->line_bad = false;
}

void case_fill_hold(struct case_fill *fill, struct fill_lane *lanes, uint32_t n)
{
    fill->lanes = lanes;
    fill->n_lanes = n;
    fill->facts = fill->own_facts;
    fill->number = fill->own_number;
    case_fill_release(fill);
}

void case_fill_release(struct case_fill *fill)
{
    fill->lane = 0;
    fill->before = 0;
    if (fill->arena.used)
        arena_reset(&fill->arena);
}

/* Into the next lane. */
static void fill_lane(struct case_fill *fill)
{
    if (fill->lane == fill->n_lanes)
        case_fill_release(fill);
    fill->before = fill->arena.used;
    fill->facts = fill->lanes[fill->lane].facts;
    fill->number = fill->lanes[fill->lane++].number;
}

void case_fill_begin(struct case_fill *fill, struct trap *trap)
{
    fill->arena.trap = trap;
    fill->base = 0;
    if (fill->errors.n)
        fill_forget(fill);
    if (fill->n_lanes)
        fill_lane(fill);
    else if (fill->arena.used)
        arena_reset(&fill->arena);
    if (fill->shape->n_facts)
        memcpy(fill->facts, fill->blank, fill->shape->n_facts * sizeof *fill->facts);
    fill->ids[0] = fill->ids[1] = (struct fill_id){ 0 };
}

/* Errors stand in the order of the text; what is found late is put in its place. */
static struct case_error *fill_error(struct case_fill *fill, size_t at, struct str subject)
{
    struct case_error error = { .subject = subject };
    at += fill->base;
    vec_push(&fill->arena, &fill->errors, error);
    vec_push(&fill->arena, &fill->places, at);
    uint32_t i = fill->errors.n - 1;
    for (; i > 0 && fill->places.at[i - 1] > at; i--) {
        fill->errors.at[i] = fill->errors.at[i - 1];
        fill->places.at[i] = fill->places.at[i - 1];
    }
    fill->errors.at[i] = error;
    fill->places.at[i] = at;
    return &fill->errors.at[i];
}

/* NULL where an error names the fact already. */
static struct case_error *fill_fact_error(struct case_fill *fill, uint32_t fact, size_t at)
{
    fill->facts[fact] = value_unknown();
    if ((fill->lenient && fill->shape->facts[fact].figure) || (fill->bad[fact / 64] >> fact % 64 & 1))
        return NULL;
    fill->bad[fact / 64] |= UINT64_C(1) << fact % 64;
    return fill_error(fill, at, fill->shape->facts[fact].name);
}

void case_fill_wrong(struct case_fill *fill, uint32_t fact, size_t at, struct str seen, struct str where, struct str expected,
                     struct str hint)
{
    struct case_error *error = fill_fact_error(fill, fact, at);
    if (!error)
        return;
    error->expected = expected;
    if (fill->shape->facts[fact].private_) {
        error->text = str_printf(&fill->arena, "expected %.*s%.*s", STR_ARG(expected), STR_ARG(where));
        return;
    }
    error->seen = case_say_seen(&fill->arena, seen);
    error->text = str_printf(&fill->arena, "found %.*s%.*s, expected %.*s%s%.*s", STR_ARG(error->seen), STR_ARG(where),
                             STR_ARG(expected), hint.n ? "; " : "", STR_ARG(hint));
}

void case_fill_fault(struct case_fill *fill, uint32_t fact, size_t at, struct str text)
{
    struct case_error *error = fill_fact_error(fill, fact, at);
    if (error)
        error->text = text;
}

void case_fill_about(struct case_fill *fill, size_t at, struct str subject, struct str text)
{
    fill_error(fill, at, subject)->text = text;
}

void case_fill_line(struct case_fill *fill, size_t at, struct str text)
{
    if (!fill->line_bad)
        case_fill_about(fill, at, STR("line"), text);
    fill->line_bad = true;
}

void case_fill_drop(struct case_fill *fill)
{
    fill_forget(fill);
    for (uint32_t i = 0; i < fill->shape->n_facts; i++)
        fill->facts[i] = value_unknown();
}

static struct str fill_number(struct case_fill *fill, uint64_t number)
{
    char *end = fill->number + FILL_NUMBER, *at = end;
    do
        *--at = (char)('0' + number % 10);
    while ((number /= 10) != 0);
    return (struct str){ at, (uint32_t)(end - at) };
}

static bool fill_fact_bad(const struct case_fill *fill, int32_t fact)
{
    return fact != CASE_NONE && (fill->bad[fact / 64] >> fact % 64 & 1);
}

/* What stands where the name should: an error of its own, unless one names the fact already. */
static void fill_id_error(struct case_fill *fill, uint32_t which)
{
    const struct fill_id *id = &fill->ids[which];
    const struct case_plan *plan = fill->plan;
    if (fill_fact_bad(fill, plan->id_fact[which]))
        return;
    struct str text = STR("is given twice in one case");
    if (id->times == 1 && plan->id_private[which])
        text = STR("expected a text or a number, which the case is named by");
    else if (id->times == 1)
        text = str_printf(&fill->arena, "found %.*s, expected a text or a number, which the case is named by",
                          STR_ARG(case_say_seen(&fill->arena, id->seen)));
    case_fill_about(fill, id->at, plan->ids[which], text);
}

/* The first choice that is there, or an empty text: then the line's number names the case. */
static struct str fill_name(struct case_fill *fill)
{
    for (uint32_t i = 0; i < fill->plan->n_ids; i++) {
        const struct fill_id *id = &fill->ids[i];
        if (id->times == 0 || (id->times == 1 && !id->known))
            continue;
        if (id->times == 1 && id->usable)
            return fill->plan->id_private[i] ? (struct str){ 0 } : id->json;
        fill_id_error(fill, i);
        return (struct str){ 0 };
    }
    return (struct str){ 0 };
}

void case_fill_done(struct case_fill *fill, uint64_t line, bool is_case, struct case_input *out)
{
    struct str name = is_case ? fill_name(fill) : (struct str){ 0 };
    *out = (struct case_input){ .facts = fill->facts,
                                .name = name.n ? name : fill_number(fill, line),
                                .named = name.n > 0,
                                .line = line,
                                .errors = fill->errors.at,
                                .n_errors = fill->errors.n };
}
