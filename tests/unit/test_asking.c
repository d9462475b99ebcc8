/* What engines ask of their host: when, how often, with what; and what they make of the answers. Each policy is decided by both. */
#include "eval/eval.h"
#include "pipeline.h"
#include "vm/vm.h"

#include <criterion/criterion.h>
#include <string.h>

enum { MOST = 8 };

/* A host that answers from a script, and notes what it was asked. */
static struct {
    enum host_status status;
    struct value rows[MOST];
    uint32_t n;
    uint32_t n_asked;
    struct value params[MOST];
    bool no_source;
} script;

static struct trap trap;
static struct policy policy;
static struct arena arena;
static struct vm *vm_engine;
static struct eval *eval_engine;

static enum host_status ask(void *context, uint32_t index, const struct value *params, struct arena *rows_arena, struct host_rows *rows,
                            struct str *why)
{
    (void)context;
    const struct lookup *lookup = &policy.program->lookups[index];
    script.n_asked++;
    memcpy(script.params, params, lookup->n_params * sizeof *params);
    *rows = (struct host_rows){ arena_copy(rows_arena, script.rows, sizeof script.rows), script.n };
    *why = STR("the table is on fire");
    return script.status;
}

static bool answers(void *context, uint32_t index)
{
    (void)context, (void)index;
    return !script.no_source;
}

static const struct decision *by_engine(bool vm, const struct value *facts, struct host host)
{
    if (vm) {
        vm_set_host(vm_engine, host);
        return vm_decide(vm_engine, facts, &trap);
    }
    eval_set_host(eval_engine, host);
    return eval_decide(eval_engine, facts, &trap);
}

/* Of a decision: its status, the keys of what it asks for, its needs, its first error. */
static struct str told(const struct decision *decision)
{
    static const char *const statuses[] = { "decided", "incomplete", "conflict", "error" };
    struct str text = str_printf(&arena, "%s", statuses[decision->status]);
    for (uint32_t i = 0; i < decision->n_actions; i++)
        text = str_printf(&arena, "%.*s %.*s", STR_ARG(text), STR_ARG(decision->actions[i]->verb));
    for (uint32_t i = 0; i < decision->n_needs; i++)
        text = str_printf(&arena, "%.*s needs %.*s", STR_ARG(text), STR_ARG(policy.program->facts[decision->needs[i]].name));
    for (uint32_t i = 0; i < decision->n_errors; i++)
        text = str_printf(&arena, "%.*s, %.*s: %.*s", STR_ARG(text), STR_ARG(decision->errors[i].subject), STR_ARG(decision->errors[i].text));
    return text;
}

static void unload(void)
{
    if (vm_engine == NULL)
        return;
    vm_free(vm_engine);
    eval_free(eval_engine);
    pipeline_free(&policy);
    arena_free(&arena);
    vm_engine = NULL;
}

TestSuite(asking, .fini = unload);

static void load(const char *text)
{
    unload();
    struct pipeline_source source = { .path = STR("asking.rules"), .text = str_from(text), .has_text = true };
    cr_assert_eq(trap_set(&trap), TRAP_NONE);
    arena_init(&arena, &trap);
    pipeline_load(&policy, &source, 1, false, &trap);
    cr_assert_not_null(policy.program);
    vm_engine = vm_new(&arena, policy.code);
    eval_engine = eval_new(&arena, policy.program);
    memset(&script, 0, sizeof script);
}

static void decides(struct value *facts, uint32_t n_asked, const char *expected)
{
    for (int vm = 0; vm < 2; vm++) {
        struct value *all = arena_array(&arena, struct value, policy.program->n_facts);
        for (uint32_t i = 0; facts[i].kind != UINT32_MAX; i++)
            all[i] = facts[i];
        script.n_asked = 0;
        struct str text = told(by_engine(vm, all, (struct host){ .ask = ask, .answers = answers }));
        cr_expect(str_is(text, expected), "%s: %.*s instead of %s", vm ? "vm" : "eval", STR_ARG(text), expected);
        cr_expect_eq(script.n_asked, n_asked, "%s: asked %u times", vm ? "vm" : "eval", script.n_asked);
    }
}

#define END { .kind = UINT32_MAX }
#define DECIDES(n_asked, expected, ...) decides((struct value[]){ __VA_ARGS__, END }, n_asked, expected)
#define TEXT(s) value_text(STR(s))
#define NUMBER(n) value_int(VALUE_NUMBER, (n) * INT64_C(1000000))
#define UNKNOWN value_unknown()

static const char invoice[] =
    "facts\n  id is text\n  open is yes/no\n"
    "lookup invoice from \"SELECT amount, status FROM invoices WHERE id = :id\" gives amount is money, status is text\n";

static void with_invoice(const char *rules)
{
    static char text[4000];
    strcpy(text, invoice);
    strcat(text, rules);
    load(text);
}

Test(asking, only_what_is_looked_at)
{
    with_invoice("if open and invoice.amount > 5 then close\nif open and invoice is found then tag x\n");
    script.n = 1;
    script.rows[0] = NUMBER(10);
    DECIDES(0, "decided", TEXT("I-1"), value_bool(false));
    DECIDES(1, "decided close tag", TEXT("I-1"), value_bool(true)); /* two rules, one question */
    cr_expect(str_is(value_str(script.params[0]), "I-1"));
    DECIDES(1, "incomplete needs open", TEXT("I-1"), UNKNOWN); /* it could still decide */
}

Test(asking, no_row_null_and_two_rows)
{
    with_invoice("if invoice is not found then tag none\nif invoice.amount != 5 then close\nif invoice.status == \"x\" then tag x\n");
    DECIDES(1, "decided tag", TEXT("I-1"), UNKNOWN);
    script.n = 1; /* both columns are NULL */
    DECIDES(1, "incomplete needs invoice.amount needs invoice.status", TEXT("I-1"), UNKNOWN);
    script.rows[0] = NUMBER(4);
    DECIDES(1, "incomplete close needs invoice.status", TEXT("I-1"), UNKNOWN);
    script.n = 2;
    DECIDES(1, "error, invoice: more than one row is found, and only a lookup that is 'many' may find several", TEXT("I-1"), UNKNOWN);
    DECIDES(0, "incomplete needs id", UNKNOWN, UNKNOWN);
}

Test(asking, a_failure_is_the_cases_error)
{
    with_invoice("if invoice.amount != 5 then close\n");
    script.status = HOST_FAILED;
    DECIDES(1, "error, invoice: the table is on fire", TEXT("I-1"), UNKNOWN);
    const struct decision *decision = by_engine(true, (struct value[8]){ TEXT("I-1") }, (struct host){ .ask = ask });
    cr_expect(decision->errors[0].has_span);
    cr_expect_eq(span_place(&policy.sources, decision->errors[0].span).line, 4);
    for (int vm = 0; vm < 2; vm++)
        cr_expect(str_is(told(by_engine(vm, (struct value[8]){ TEXT("I-1") }, (struct host){ 0 })),
                         "error, invoice: there is no database to look it up in"));
}

Test(asking, nobody_needs_nothing)
{
    load("facts\n  id is text\n  n is number\n"
         "lookup h optional from \"SELECT n FROM t WHERE id = :id\" gives n is number\n"
         "define known_n = first_known(n, h.n)\nif known_n > 3 then close\nif h is found then tag found\n"
         "if h is not found then tag none\n");
    script.no_source = true;
    DECIDES(0, "incomplete needs n", UNKNOWN, UNKNOWN);
    DECIDES(0, "decided close", UNKNOWN, NUMBER(4));
    script.no_source = false;
    DECIDES(0, "incomplete close needs id", UNKNOWN, NUMBER(4));
    script.status = HOST_NOBODY;
    DECIDES(1, "incomplete needs n", TEXT("a"), UNKNOWN);
    script.status = HOST_ROWS;
    script.n = 1;
    script.rows[0] = NUMBER(4);
    DECIDES(1, "decided close tag", TEXT("a"), UNKNOWN);
}

Test(asking, many_rows)
{
    load("facts\n  id is text\nlookup l many from \"SELECT p, q FROM t WHERE id = :id\" gives p is money, q is number\n"
         "if count of l > 2 then tag three\nif any x in l has (x.p > $5) then tag dear\nif sum of (x.q) for x in l > 9 then close\n");
    DECIDES(1, "decided", TEXT("a"));
    script.n = 3;
    for (uint32_t i = 0; i < 6; i++)
        script.rows[i] = NUMBER(i + 1);
    DECIDES(1, "decided tag close", TEXT("a"));
    script.rows[5] = UNKNOWN;
    DECIDES(1, "incomplete tag needs l.q", TEXT("a"));
}

/* Equal conditions are computed once in the VM, but never before something looks at them. */
Test(asking, sharing_does_not_hurry)
{
    with_invoice("if open and (invoice.amount * 2 + 1) * 3 > 50 then close\n"
                 "if open and (invoice.amount * 2 + 1) * 3 > 50 then tag big\n"
                 "first match g\n  if open then tag open\n  if (invoice.amount * 2 + 1) * 3 > 50 then tag late\nend\n");
    script.n = 1;
    script.rows[0] = NUMBER(10);
    DECIDES(1, "decided tag", TEXT("a"), value_bool(false));
    DECIDES(1, "decided close tag tag", TEXT("a"), value_bool(true));
    with_invoice("first match g\n  if open then tag open\n  if (invoice.amount * 2 + 1) * 3 > 50 then tag late\n"
                 "  if (invoice.amount * 2 + 1) * 3 > 50 and open then tag later\nend\n");
    DECIDES(0, "decided tag", TEXT("a"), value_bool(true));
}
