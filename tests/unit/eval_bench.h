/* Small programs built by hand, for the tests of the reference evaluator: facts, verbs, expressions, arms and units; and
 * decisions as one line of text. Everything lives in one arena, made anew for each test. */
#ifndef BYLAW_TESTS_EVAL_BENCH_H
#define BYLAW_TESTS_EVAL_BENCH_H

#ifdef BENCH_VM
#include "tests/unit/vm_engine.h"
#else
#include "eval/eval.h"
#endif

#include <criterion/criterion.h>
#include <string.h>

/* The facts of every program here. */
enum { A, B, C, I, J, K, S, T, LIST, DAY, AT, SPAN, LEVEL, REC, TRUTHS, HOURS, N_FACTS };
enum { DENY, ALLOW, OFFER, ASSIGN, TAG, CLOSE, RETRACT, N_VERBS };
enum { MOST_UNITS = 16, MOST_ARMS = 16, MOST_DEFINITIONS = 8, ONE = 1000000 };

static struct arena arena;
static struct eval *engine;
static struct program program;
static struct fact fact_table[N_FACTS];
static struct value facts[N_FACTS];
static struct verb verbs[N_VERBS];
static struct unit units[MOST_UNITS];
static struct arm arms[MOST_ARMS];
static uint32_t order[MOST_ARMS];
static struct definition definitions[MOST_DEFINITIONS];
static const struct type *number_list, *truth_list, *level_type, *record_type;
static struct trap trap;
static struct buf out;

#define simple(kind) type_simple(kind)

__attribute__((unused)) static struct value yes(void) { return value_bool(true); }
__attribute__((unused)) static struct value no(void) { return value_bool(false); }
__attribute__((unused)) static struct value num(int64_t i) { return value_int(VALUE_NUMBER, i * ONE); }
__attribute__((unused)) static struct value micro(int64_t i) { return value_int(VALUE_NUMBER, i); }
__attribute__((unused)) static struct value txt(const char *s) { return value_text(str_from(s)); }

__attribute__((unused)) static struct value values(uint32_t n, const struct value *at)
{
    struct value_list *list = arena_alloc(&arena, sizeof *list + n * sizeof *at);
    list->n = n;
    if (n)
        memcpy(list->at, at, n * sizeof *at);
    return value_list(list);
}
#define LIST_OF(...) values(sizeof((struct value[]){ __VA_ARGS__ }) / sizeof(struct value), (struct value[]){ __VA_ARGS__ })

/* ---- expressions ---- */

static struct expr *items(enum expr_op op, const struct type *type, uint32_t n, struct expr *const *at)
{
    struct expr *expr = arena_new(&arena, struct expr);
    *expr = (struct expr){ .op = op, .type = type, .n = n, .id = program.n_exprs++ };
    expr->items = arena_copy(&arena, at, n * sizeof *at);
    return expr;
}
#define OP(op, type, ...)                                                                                        \
    items(EXPR_##op, type, sizeof((struct expr *[]){ __VA_ARGS__ }) / sizeof(struct expr *), (struct expr *[]){ __VA_ARGS__ })
#define TRUTH(op, ...) OP(op, simple(TYPE_BOOL), __VA_ARGS__)
#define NUMBER(op, ...) OP(op, simple(TYPE_NUMBER), __VA_ARGS__)

__attribute__((unused)) static struct expr *indexed(struct expr *expr, uint32_t index)
{
    expr->index = index;
    return expr;
}

__attribute__((unused)) static struct expr *fact(uint32_t index)
{
    return indexed(items(EXPR_FACT, fact_table[index].type, 0, (struct expr *[]){ NULL }), index);
}

__attribute__((unused)) static struct expr *constant(struct value value, enum type_kind kind)
{
    struct expr *expr = items(EXPR_CONST, simple(kind), 0, (struct expr *[]){ NULL });
    expr->constant = value;
    return expr;
}
#define n_(i) constant(num(i), TYPE_NUMBER)
#define t_(s) constant(txt(s), TYPE_TEXT)
#define b_(b) constant(value_bool(b), TYPE_BOOL)

/* 1 / 0: an error where it is looked at. */
__attribute__((unused)) static struct expr *bad_number(void) { return NUMBER(DIV, n_(1), n_(0)); }
__attribute__((unused)) static struct expr *bad(void) { return TRUTH(EQ, bad_number(), n_(1)); }

__attribute__((unused)) static struct expr *definition(uint32_t index)
{
    return indexed(items(EXPR_DEFINITION, definitions[index].type, 0, (struct expr *[]){ NULL }), index);
}

__attribute__((unused)) static struct expr *define(const char *name, struct expr *body)
{
    uint32_t index = program.n_definitions++;
    struct str *path = arena_new(&arena, struct str);
    *path = str_from(name);
    definitions[index] = (struct definition){ .name = *path, .path = path, .n_path = 1, .type = body->type, .body = body };
    return definition(index);
}

__attribute__((unused)) static struct expr *cases_of(enum hit hit, const struct type *type, uint32_t n, const struct arm_value *at)
{
    struct expr *expr = items(EXPR_ARMS, type, 0, (struct expr *[]){ NULL });
    expr->arms = arena_new(&arena, struct arms);
    *expr->arms = (struct arms){ .hit = hit, .at = arena_copy(&arena, at, n * sizeof *at), .n = n };
    return expr;
}
#define CASES(hit, type, ...)                                                                                     \
    cases_of(hit, type, sizeof((struct arm_value[]){ __VA_ARGS__ }) / sizeof(struct arm_value), (struct arm_value[]){ __VA_ARGS__ })

/* ---- verbs, arms, units ---- */

static void declare(uint32_t verb, const char *name, uint32_t rank, uint32_t n_positional, uint32_t n, const struct param *params)
{
    verbs[verb] = (struct verb){ .name = str_from(name), .rank = rank, .n_positional = n_positional, .n_params = n,
                                 .params = arena_copy(&arena, params, n * sizeof *params) };
}

static void declare_verbs(void)
{
    struct param what = { .name = STR("what"), .type = simple(TYPE_TEXT) };
    struct param amount = { .name = STR("amount"), .type = simple(TYPE_NUMBER), .optional = true };
    struct param list = { .name = STR("list"), .type = number_list, .optional = true, .named = true };
    struct param both[] = { what, amount }, with_list[] = { what, list };
    declare(RETRACT, "retract", 0, 1, 1, &what);
    declare(DENY, "deny", 1, 1, 1, &what);
    declare(ALLOW, "allow", 2, 2, 2, both);
    declare(OFFER, "offer", 2, 2, 2, both);
    declare(ASSIGN, "assign", 0, 1, 2, with_list);
    declare(TAG, "tag", 0, 1, 1, &what);
    declare(CLOSE, "close", 0, 0, 0, &what);
    static const uint32_t deny_defeats[] = { ALLOW, OFFER }, retract_defeats[] = { DENY }, close_defeats[] = { TAG };
    verbs[DENY].defeats = deny_defeats, verbs[DENY].n_defeats = 2;
    verbs[RETRACT].defeats = retract_defeats, verbs[RETRACT].n_defeats = 1;
    verbs[CLOSE].defeats = close_defeats, verbs[CLOSE].n_defeats = 1;
    verbs[ASSIGN].once = verbs[CLOSE].once = true;
    verbs[TAG].rank = 1;
}

__attribute__((unused)) static struct action action(uint32_t verb, struct expr *first, struct expr *second)
{
    struct expr *args[] = { first, second };
    return (struct action){ .verb = verb, .args = arena_copy(&arena, args, sizeof args) };
}
#define DO(...) .actions = arena_copy(&arena, (struct action[]){ __VA_ARGS__ }, sizeof((struct action[]){ __VA_ARGS__ })), \
                .n_actions = sizeof((struct action[]){ __VA_ARGS__ }) / sizeof(struct action)

/* A unit of N arms; arms without a name get the unit's. */
__attribute__((unused)) static struct unit *unit_of(const char *name, enum hit hit, uint32_t n, const struct arm *at)
{
    struct unit *unit = &units[program.n_units];
    *unit = (struct unit){ .name = str_from(name), .hit = hit, .first_arm = program.n_arms, .n_arms = n };
    for (uint32_t i = 0; i < n; i++) {
        order[program.n_arms] = program.n_arms;
        arms[program.n_arms] = at[i];
        arms[program.n_arms].unit = program.n_units;
        if (at[i].name.n == 0)
            arms[program.n_arms].name = unit->name;
        program.n_arms++;
    }
    program.n_units++;
    return unit;
}
#define UNIT(name, hit, ...)                                                                                    \
    unit_of(name, hit, sizeof((struct arm[]){ __VA_ARGS__ }) / sizeof(struct arm), (struct arm[]){ __VA_ARGS__ })
#define RULE(name, cond, ...) UNIT(name, HIT_FIRST, { .condition = cond, DO(__VA_ARGS__) })

__attribute__((unused)) static void overrides(uint32_t over, uint32_t arm)
{
    uint32_t *all = arena_array(&arena, uint32_t, arms[arm].n_overridden_by + 1);
    for (uint32_t i = 0; i < arms[arm].n_overridden_by; i++)
        all[i] = arms[arm].overridden_by[i];
    all[arms[arm].n_overridden_by++] = over;
    arms[arm].overridden_by = all;
}

/* ---- deciding ---- */

static void declare_facts(void)
{
    static const struct { const char *name; enum type_kind kind; } simple_facts[] = {
        { "a", TYPE_BOOL }, { "b", TYPE_BOOL }, { "c", TYPE_BOOL }, { "i", TYPE_NUMBER }, { "j", TYPE_NUMBER },
        { "k", TYPE_NUMBER }, { "s", TYPE_TEXT }, { "t", TYPE_TEXT }, { "list", TYPE_NUMBER }, { "day", TYPE_DATE },
        { "at", TYPE_MOMENT }, { "span", TYPE_DURATION }, { "level", TYPE_TEXT }, { "rec", TYPE_TEXT }, { "truths", TYPE_TEXT },
        { "hours", TYPE_TIME },
    };
    static const struct type_symbol levels[] = { { STR("low"), STR("low") }, { STR("mid"), STR("mid") }, { STR("high"), STR("high") } };
    static const struct type level = { .kind = TYPE_SET, .ordered = true, .symbols = levels, .n_symbols = 3 };
    static struct type_field fields[2];
    static const struct type record = { .kind = TYPE_RECORD, .fields = fields, .n_fields = 2 };
    fields[0] = (struct type_field){ STR("x"), simple(TYPE_NUMBER) };
    fields[1] = (struct type_field){ STR("y"), simple(TYPE_NUMBER) };
    for (uint32_t i = 0; i < N_FACTS; i++) {
        fact_table[i] = (struct fact){ .name = str_from(simple_facts[i].name), .type = simple(simple_facts[i].kind) };
        facts[i] = value_unknown();
    }
    fact_table[LIST].type = number_list = type_list_of(&arena, simple(TYPE_NUMBER));
    fact_table[TRUTHS].type = truth_list = type_list_of(&arena, simple(TYPE_BOOL));
    fact_table[LEVEL].type = level_type = &level;
    fact_table[REC].type = record_type = &record;
}

static void set_up(void)
{
    arena_init(&arena, &trap);
    buf_init(&out, &trap);
    declare_facts();
    declare_verbs();
    program = (struct program){ .style = text_style_for(STR("USD")), .facts = fact_table, .n_facts = N_FACTS, .now_fact = UINT32_MAX,
                                .definitions = definitions, .verbs = verbs, .n_verbs = N_VERBS, .units = units, .arms = arms,
                                .arm_order = order, .n_slots = 4 };
    engine = NULL;
}

static void tear_down(void)
{
    if (engine)
        eval_free(engine);
    buf_free(&out);
    arena_free(&arena);
}

__attribute__((unused)) static void show_strs(const char *before, const struct str *at, uint32_t n, const char *after)
{
    for (uint32_t i = 0; i < n; i++) {
        buf_cstr(&out, i ? "," : before);
        buf_str(&out, at[i]);
    }
    if (n)
        buf_cstr(&out, after);
}

__attribute__((unused)) static void show_action(const struct decided_action *action)
{
    buf_char(&out, ' ');
    buf_str(&out, action->verb);
    buf_char(&out, '(');
    for (uint32_t i = 0; i < action->n_args; i++) {
        if (i)
            buf_cstr(&out, ", ");
        value_show(&out, action->args[i].value, action->args[i].type, &program.style);
    }
    buf_char(&out, ')');
    show_strs(" by ", action->rules, action->n_rules, "");
    show_strs(" since ", action->because, action->n_because, "");
    show_strs(" cite ", action->cite, action->n_cite, "");
    buf_char(&out, ';');
}

static void show_facts(const char *before, const uint32_t *at, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        buf_cstr(&out, i ? " " : before);
        buf_str(&out, fact_table[at[i]].name);
    }
}

static const struct decision *decide(void)
{
    static const char *statuses[] = { "decided", "incomplete", "conflict", "error" };
    if (!engine)
        engine = eval_new(&arena, &program);
    const struct decision *decision = NULL;
    if (trap_set(&trap) == TRAP_NONE)
        decision = eval_decide(engine, facts, &trap);
    cr_assert_not_null(decision);
    out.n = 0;
    buf_cstr(&out, statuses[decision->status]);
    return decision;
}

/* The whole decision as one line. */
__attribute__((unused)) static const char *decided(void)
{
    const struct decision *decision = decide();
    for (uint32_t i = 0; i < decision->n_actions; i++)
        show_action(decision->actions[i]);
    for (uint32_t i = 0; i < decision->n_values; i++) {
        buf_char(&out, ' ');
        buf_str(&out, decision->values[i].path[0]);
        buf_char(&out, '=');
        value_show(&out, decision->values[i].value, decision->values[i].type, &program.style);
    }
    show_facts(" | needs ", decision->needs, decision->n_needs);
    show_facts(" | judged ", decision->judgements, decision->n_judgements);
    for (uint32_t i = 0; i < decision->n_errors; i++) {
        buf_cstr(&out, " | ");
        buf_str(&out, decision->errors[i].subject);
        buf_cstr(&out, ": ");
        buf_str(&out, decision->errors[i].text);
    }
    buf_char(&out, '\0');
    return out.p;
}
#define check_decision(expected)                                              \
    do {                                                                      \
        const char *got = decided();                                          \
        cr_expect(strcmp(got, expected) == 0, "got  %s\nwant %s", got, expected); \
    } while (0)

/* What one expression is worth: its value as people read it, "? a b" while it needs a and b, "! …" in error. One program
 * is made of it: a rule that shows it. */
__attribute__((unused)) static const char *worth(struct expr *expr)
{
    static struct param shown = { .name = STR("it") };
    static const struct verb show = { .name = STR("show"), .params = &shown, .n_params = 1, .n_positional = 1 };
    struct action it = action(0, expr, NULL);
    struct arm arm = { .name = STR("r"), .actions = &it, .n_actions = 1 };
    struct unit unit = { .name = STR("r"), .n_arms = 1 };
    struct program whole = program;
    shown.type = expr->type;
    program.verbs = &show, program.n_verbs = 1;
    program.units = &unit, program.n_units = 1;
    program.arms = &arm, program.n_arms = 1;
    const struct decision *decision = decide();
    out.n = 0;
    if (decision->n_errors)
        buf_cstr(&out, "! "), buf_str(&out, decision->errors[0].text);
    else if (decision->n_actions)
        value_show(&out, decision->actions[0]->args[0].value, expr->type, &program.style);
    else
        buf_char(&out, '?'), show_facts(" ", decision->needs, decision->n_needs);
    buf_char(&out, '\0');
    program = whole;
    return out.p;
}
#define check_worth(expr, expected)                                           \
    do {                                                                      \
        const char *got = worth(expr);                                        \
        cr_expect(strcmp(got, expected) == 0, "got  %s\nwant %s", got, expected); \
    } while (0)

#endif
