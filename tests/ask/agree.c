/* The interview against eval and against brute force.
 *
 *     agree POLICY.rules…        random full cases, some facts of which cannot be told: the interview's decision is eval's on the full case,
 *                                whatever was not asked for, and on average it asks for less than 70 % of the facts
 *     agree --brute COUNT        COUNT policies of few cells: each fact that is asked for can matter, and what is left when it
 *                                stops cannot, by deciding every completion
 *
 *     agree                      both: all packs of rules/, and 60 small policies
 *
 * Prints what it saw, and exits with 1 at the first difference. ASK_CASES: cases a policy (200). */
#include "ask/interview_inner.h"
#include "pipeline.h"

#include <glob.h>
#include <stdio.h>
#include <stdlib.h>

enum { MOST_COMPLETIONS = 6000 };

static struct trap trap;
static uint64_t state = 88172645463325252u; /* xorshift64, Marsaglia */

static uint32_t below(uint32_t n)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return n > 0 ? (uint32_t)(state % n) : 0;
}

/* ---- decisions ---- */

static void write_action(struct buf *out, const struct decided_action *action)
{
    buf_str(out, action->verb);
    for (uint32_t i = 0; i < action->n_args; i++) {
        buf_char(out, ' ');
        value_json(out, action->args[i].value, action->args[i].type);
    }
    buf_char(out, '\n');
}

static int by_text(const void *a, const void *b) { return strcmp(*(char *const *)a, *(char *const *)b); }

/* What is done, in any order, and what is wrong: not by which rules, which further facts may change. */
static void write_outcome(struct arena *arena, struct buf *out, const struct decision *decision)
{
    char **lines = arena_array(arena, char *, decision->n_actions + 1);
    for (uint32_t i = 0; i < decision->n_actions; i++) {
        out->n = 0;
        write_action(out, decision->actions[i]);
        out->p[out->n - 1] = '\0';
        lines[i] = arena_copy(arena, out->p, out->n);
    }
    qsort(lines, decision->n_actions, sizeof *lines, by_text);
    out->n = 0;
    buf_printf(out, "%d\n", (int)decision->status);
    for (uint32_t i = 0; i < decision->n_actions; i++)
        buf_printf(out, "%s\n", lines[i]);
    for (uint32_t i = 0; i < decision->n_errors; i++)
        buf_printf(out, "%.*s\n", STR_ARG(decision->errors[i].subject));
}

/* ---- one policy ---- */

struct bench {
    struct policy policy;
    struct arena arena, round;
    struct interview *interview;
    struct value *full, *blank;
    bool *untold; /* of each fact: whoever answers cannot tell it */
    struct buf one, other;
    uint64_t asked, askable, cases;
};

static bool askable(const struct bench *b, uint32_t fact)
{
    const struct fact *f = &b->policy.program->facts[fact];
    return !f->of_lookup && b->interview->tries[fact].n > 0;
}

static bool open_policy(struct bench *b, const struct pipeline_source *source, bool no_stdlib)
{
    memset(b, 0, sizeof *b);
    arena_init(&b->arena, &trap);
    arena_init(&b->round, &trap);
    pipeline_load(&b->policy, source, 1, no_stdlib, &trap);
    if (b->policy.program == NULL)
        return false;
    b->interview = interview_new(&b->arena, b->policy.program, NULL);
    buf_init(&b->one, &trap);
    buf_init(&b->other, &trap);
    b->full = arena_array(&b->arena, struct value, b->policy.program->n_facts);
    b->untold = arena_array(&b->arena, bool, b->policy.program->n_facts);
    b->blank = arena_array(&b->arena, struct value, b->policy.program->n_facts);
    for (uint32_t i = 0; i < b->policy.program->n_facts; i++)
        if (b->policy.program->facts[i].has_default)
            b->blank[i] = b->policy.program->facts[i].default_;
    return true;
}

static void close_policy(struct bench *b)
{
    if (b->interview != NULL) {
        interview_free(b->interview);
        buf_free(&b->one);
        buf_free(&b->other);
    }
    pipeline_free(&b->policy);
    arena_free(&b->arena);
    arena_free(&b->round);
}

/* Of each second case some facts cannot be told. */
static void make_full(struct bench *b)
{
    bool all = below(2) == 0;
    for (uint32_t i = 0; i < b->policy.program->n_facts; i++) {
        b->full[i] = b->blank[i];
        if (askable(b, i))
            b->full[i] = b->interview->tries[i].at[below(b->interview->tries[i].n)].value;
        b->untold[i] = !all && below(4) == 0;
    }
}

static void answer(struct bench *b, uint32_t fact)
{
    if (b->untold[fact])
        interview_skip(b->interview, fact);
    else
        interview_answer(b->interview, fact, b->full[fact]);
}

static void outcome_of(struct bench *b, const struct value *facts, struct buf *out)
{
    write_outcome(&b->round, out, eval_decide(b->interview->eval, facts, &trap));
}

static bool same(const struct buf *a, const struct buf *b) { return a->n == b->n && memcmp(a->p, b->p, a->n) == 0; }

static bool differ(const struct bench *b, const char *what, const char *fact)
{
    printf("%s %s\ninterview:\n%.*sfull:\n%.*s", what, fact, (int)b->one.n, b->one.p, (int)b->other.n, b->other.p);
    return false;
}

/* An interview that answers from the full case, as far as that can be told. */
static bool talk(struct bench *b)
{
    arena_reset(&b->round);
    interview_start(b->interview, b->blank, NULL);
    for (struct interview_question q; (q = interview_next(b->interview)).fact != INTERVIEW_DONE;) {
        if (interview_is_settled(b->interview, q.fact))
            return differ(b, "asked again:", b->policy.program->facts[q.fact].name.p);
        answer(b, q.fact);
        if (b->untold[q.fact])
            b->full[q.fact] = b->blank[q.fact];
    }
    b->asked += interview_asked(b->interview);
    b->cases++;
    for (uint32_t i = 0; i < b->policy.program->n_facts; i++)
        b->askable += askable(b, i);
    const struct value *whole = interview_whole(b->interview);
    outcome_of(b, whole, &b->one);
    outcome_of(b, b->full, &b->other);
    return same(&b->one, &b->other) || differ(b, "another decision:", "");
}

static bool try_policy(const char *path, uint32_t cases)
{
    struct bench b;
    struct pipeline_source source = { .path = str_from(path) };
    bool good = open_policy(&b, &source, false);
    if (!good)
        printf("%s does not check\n", path);
    for (uint32_t i = 0; i < cases && good; i++) {
        make_full(&b);
        good = talk(&b);
    }
    double share = b.askable > 0 ? 100.0 * (double)b.asked / (double)b.askable : 0;
    printf("%s: %llu cases, %.1f of %llu facts asked for (%.0f %%)\n", path, (unsigned long long)b.cases,
           b.cases > 0 ? (double)b.asked / (double)b.cases : 0, b.cases > 0 ? (unsigned long long)(b.askable / b.cases) : 0, share);
    if (good && share > 70 && b.askable / b.cases > 3) {
        printf("that is more than 70 %%\n");
        good = false;
    }
    close_policy(&b);
    return good;
}

/* ---- brute force ---- */

static bool is_open(const struct bench *b, uint32_t fact) { return askable(b, fact) && !interview_is_settled(b->interview, fact); }

static uint64_t completions(const struct bench *b)
{
    uint64_t n = 1;
    for (uint32_t i = 0; i < b->policy.program->n_facts && n <= MOST_COMPLETIONS; i++)
        if (is_open(b, i))
            n *= b->interview->tries[i].n + 1;
    return n;
}

/* The NUMBERth completion of the case so far, in which each open fact has a value or is as it is; FACT, which stays, aside. */
static void complete(const struct bench *b, uint32_t fact, uint64_t number, struct value *out)
{
    for (uint32_t i = 0; i < b->policy.program->n_facts; i++) {
        out[i] = interview_facts(b->interview)[i];
        if (!is_open(b, i) || i == fact)
            continue;
        uint32_t n = b->interview->tries[i].n, which = (uint32_t)(number % (n + 1));
        out[i] = which < n ? b->interview->tries[i].at[which].value : out[i];
        number /= n + 1;
    }
}

/* False where FACTS needs something more: no decision to compare. */
static bool whole_of(struct bench *b, const struct value *facts, struct buf *out)
{
    const struct decision *decision = eval_decide(b->interview->eval, facts, &trap);
    interview_outcome(b->interview, out, decision);
    for (uint32_t i = 0; i < decision->n_needs; i++)
        if (is_open(b, decision->needs[i]))
            return false;
    return true;
}

/* Whether two answers for FACT, or one and none, part in some completion. */
static bool can_matter(struct bench *b, uint32_t fact, bool needed)
{
    struct value *one = arena_array(&b->round, struct value, b->policy.program->n_facts);
    uint32_t n_answers = b->interview->tries[fact].n + !needed;
    uint64_t n = completions(b) / (b->interview->tries[fact].n + 1);
    for (uint64_t k = 0; k < n; k++) {
        complete(b, fact, k, one);
        bool begun = false;
        for (uint32_t v = 0; v < n_answers; v++) {
            one[fact] = v < b->interview->tries[fact].n ? b->interview->tries[fact].at[v].value : interview_facts(b->interview)[fact];
            if (!whole_of(b, one, begun ? &b->other : &b->one))
                continue;
            if (begun && !same(&b->one, &b->other))
                return true;
            begun = true;
        }
    }
    return false;
}

/* Whether all completions that are whole decide alike. */
static bool is_settled(struct bench *b)
{
    struct value *one = arena_array(&b->round, struct value, b->policy.program->n_facts);
    bool begun = false;
    for (uint64_t k = 0, n = completions(b); k < n; k++) {
        complete(b, UINT32_MAX, k, one);
        if (!whole_of(b, one, begun ? &b->other : &b->one))
            continue;
        if (begun && !same(&b->one, &b->other))
            return false;
        begun = true;
    }
    return true;
}

static bool brute_talk(struct bench *b, uint64_t *questions)
{
    interview_start(b->interview, b->blank, NULL);
    for (struct interview_question q; (q = interview_next(b->interview)).fact != INTERVIEW_DONE; ++*questions) {
        bool always = q.needed && (b->policy.program->facts[q.fact].required || b->interview->tries[q.fact].n < 2
                                  || b->interview->optional[q.fact]);
        if (!always && !can_matter(b, q.fact, q.needed))
            return differ(b, "asked for what cannot matter:", b->policy.program->facts[q.fact].name.p);
        answer(b, q.fact);
    }
    if (is_settled(b))
        return true;
    for (uint32_t i = 0; i < b->policy.program->n_facts; i++) {
        b->round.used = 0;
        printf("%s %.*s = ", interview_is_settled(b->interview, i) ? "settled" : "open", STR_ARG(b->policy.program->facts[i].name));
        struct value v = interview_facts(b->interview)[i];
        struct buf text;
        buf_init(&text, &trap);
        value_json(&text, v, b->policy.program->facts[i].type);
        printf("%.*s\n", (int)text.n, text.p);
        buf_free(&text);
    }
    return differ(b, "stopped too early", "");
}

/* ---- small policies ---- */

static void put_condition(struct buf *out, unsigned depth)
{
    static const char *const atoms[] = { "b1", "not b1", "b2", "not b2", "s == A", "s != B", "s in [A, C]", "n > 3", "n <= 3", "n == 7",
                                         "(n > 1 or n <= 1)", "m >= $10", "m is known", "m is missing", "s is known", "n is missing", "t is known",
                                         "t == \"x\"", "(b1 and not b1)", "d > 2", "d is known", "price > $5" };
    if (depth == 0 || below(3) == 0) {
        buf_cstr(out, atoms[below(sizeof atoms / sizeof *atoms)]);
        return;
    }
    buf_cstr(out, "(");
    put_condition(out, depth - 1);
    buf_cstr(out, below(2) ? " and " : " or ");
    put_condition(out, depth - 1);
    buf_cstr(out, ")");
}

static void put_policy(struct buf *out)
{
    static const char *const actions[] = { "allow refund", "deny refund", "close", "note \"one\"", "note \"two\"", "reply \"{n} of {s}\"", "assign Ann",
                                           "offer gift (m if b1 else $1)", "allow refund up_to m" };
    buf_cstr(out, "facts\n  b1 is yes/no\n  b2 is yes/no, default no\n  s is one of A, B, C\n  n is number\n  m is money\n  t is text\n"
                  "  d is number, default 1\nparty Ann\ndefine price is\n  $3 if b2\n  m otherwise\n");
    if (below(4) == 0)
        buf_cstr(out, "output price\n");
    uint32_t n = 1 + below(5);
    for (uint32_t i = 0; i < n; i++) {
        buf_printf(out, "rule r%u\n  if ", i);
        put_condition(out, 2);
        buf_printf(out, " then %s\n", actions[below(sizeof actions / sizeof *actions)]);
        if (below(3) == 0)
            buf_printf(out, "  else %s\n", actions[below(sizeof actions / sizeof *actions)]);
        if (i > 0 && below(4) == 0)
            buf_printf(out, "  overrides r%u\n", below(i));
        if (below(5) == 0) {
            buf_cstr(out, "  unless ");
            put_condition(out, 1);
            buf_cstr(out, "\n");
        }
    }
}

static bool brute(uint64_t count)
{
    uint64_t questions = 0, policies = 0, tried = 0;
    struct buf text;
    buf_init(&text, &trap);
    bool good = true;
    while (policies < count && good) {
        struct bench b;
        text.n = 0;
        put_policy(&text);
        struct pipeline_source source = { .path = STR("small.rules"), .text = { text.p, (uint32_t)text.n }, .has_text = true };
        bool small = open_policy(&b, &source, false);
        good = small || ++tried < 10 * count; /* an `and` of a bad mixture may not check; most do */
        for (int i = 0; i < 6 && small && good; i++) {
            make_full(&b);
            interview_start(b.interview, b.blank, NULL);
            small = completions(&b) <= MOST_COMPLETIONS;
            good = !small || brute_talk(&b, &questions);
        }
        policies += small;
        if (!good)
            printf("%.*s\n", (int)text.n, text.p);
        close_policy(&b);
    }
    buf_free(&text);
    printf("%llu small policies, %llu questions: all can matter, and none is missing\n", (unsigned long long)policies,
           (unsigned long long)questions);
    return good && questions > count;
}

static bool try_policies(char *const *paths, size_t n)
{
    const char *cases = getenv("ASK_CASES");
    bool good = n > 0;
    for (size_t i = 0; i < n; i++)
        good = try_policy(paths[i], cases != NULL ? (uint32_t)atoi(cases) : 200) && good;
    return good;
}

static bool try_packs(void)
{
    const char *folder = getenv("srcdir");
    char pattern[4096];
    glob_t found;
    snprintf(pattern, sizeof pattern, "%s/rules/*.rules", folder != NULL ? folder : ".");
    if (glob(pattern, 0, NULL, &found) != 0)
        return false;
    bool good = try_policies(found.gl_pathv, found.gl_pathc);
    globfree(&found);
    return good;
}

int main(int argc, char **argv)
{
    if (trap_set(&trap) != TRAP_NONE)
        return 2;
    if (argc == 3 && strcmp(argv[1], "--brute") == 0)
        return brute(strtoull(argv[2], NULL, 10)) ? 0 : 1;
    if (argc > 1)
        return try_policies(argv + 1, (size_t)argc - 1) ? 0 : 1;
    bool packs = try_packs(), policies = brute(60);
    return packs && policies ? 0 : 1;
}
