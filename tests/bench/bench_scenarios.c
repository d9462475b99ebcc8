/* 10,000 scenarios of a policy of the size of a pack: loading them and trying them (what bylaw test does), and the same with coverage,
 * in turns, in one process; and trying alone, without loading.
 *
 *     bench_scenarios [SCENARIOS]
 *
 * Ends with 1 where the plain run takes longer than 2 s for each 10,000, or coverage costs three times as much or more. */
#include "bylaw.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { ROUNDS = 5, TIMES_AT_MOST = 3 };
#define SECONDS_AT_MOST 2.0 /* for each 10,000 */

static const char policy_text[] =
    "type level is one of Essentials < Professional < SMB\n"
    "facts\n  case_id is text\n  request is one of refund, cancellation, question\n  amount is money\n  ar is money\n"
    "  level is level\n  vip is yes/no, default no\n  state is text\n"
    "define large = amount > $1000 or ar > $1000\n"
    "define for_refund = request is known and request is refund\n"
    "table owner_of first match\n  | level | amount => owner |\n  | SMB | - => Heather |\n  | Professional | > $500 => Spencer |\n  | - | - => Desk |\n"
    "output owner\n"
    "rule wv \"Not there\"\n  if state is \"WV\" and for_refund\n  then deny refund\n  because \"State law\"\n"
    "rule large_refund\n  if for_refund and large and not vip\n  then assign Heather priority high and notify Heather \"Case {case_id}: {amount}\" via slack\n"
    "rule small_refund\n  if for_refund and not large\n  then allow refund up_to amount\n"
    "first match cancel\n  if request is cancellation and level >= Professional then escalate Spencer\n"
    "  if request is cancellation then close\nend\n"
    "rule vip_refund\n  if for_refund and vip\n  then allow refund up_to $5000 and reply \"Thank you, {case_id}.\"\n  overrides large_refund\n";

static void die(const char *what)
{
    fprintf(stderr, "bench_scenarios: %s\n", what);
    exit(2);
}

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static char *make_scenarios(unsigned n)
{
    static const char *const requests[] = { "refund", "cancellation", "question" };
    static const char *const levels[] = { "Essentials", "Professional", "SMB" };
    size_t length = 0, room = (size_t)n * 320 + 1;
    char *text = malloc(room);
    if (text == NULL)
        die("no memory");
    for (unsigned i = 0; i < n; i++)
        length += (size_t)snprintf(text + length, room - length,
                                   "scenario \"number %u\"\n  given case_id = \"C-%u\", request = %s, amount = $%u.%02u, ar = $%u\n"
                                   "  given level = %s, vip = %s, state = \"%s\"\n  expect status decided\n  expect owner = %s\n",
                                   i, i, requests[i % 3], i * 7 % 3000, i % 100, i * 13 % 2000, levels[i / 3 % 3], i % 5 ? "no" : "yes",
                                   i % 11 ? "OH" : "WV",
                                   i / 3 % 3 == 2 ? "Heather" : i / 3 % 3 == 1 && i * 7 % 3000 >= 501 ? "Spencer" : "Desk");
    return text;
}

static int talk(void *context, const char *bytes, size_t n)
{
    (void)context;
    return fwrite(bytes, 1, n, stderr) == n ? 0 : 1;
}

static bylaw_policy *load(const char *scenarios)
{
    bylaw_source sources[] = { { "bench.rules", policy_text, sizeof policy_text - 1 }, { "scenarios", scenarios, strlen(scenarios) } };
    bylaw_policy *policy;
    if (bylaw_load(sources, 2, NULL, &policy) != BYLAW_OK) {
        bylaw_messages(policy, NULL, talk, NULL);
        die("the policy has errors");
    }
    return policy;
}

static void on_result(void *context, const bylaw_test_result *result)
{
    (void)context;
    if (!result->passed) {
        fprintf(stderr, "%s\n%s", result->title, result->trouble);
        die("a scenario failed");
    }
}

static double try(const bylaw_policy *policy, bylaw_coverage *coverage)
{
    bylaw_test_options how = { .size = sizeof how, .result = on_result, .coverage = coverage };
    double start = seconds();
    if (bylaw_test(policy, &how, NULL) != BYLAW_OK)
        die("it could not be tried");
    return seconds() - start;
}

/* The least of ROUNDS: the whole with loading, in *TRIED trying alone. */
static double run(const char *scenarios, int covers, double *tried)
{
    double best = 1e9;
    *tried = 1e9;
    for (int i = 0; i < ROUNDS; i++) {
        double start = seconds();
        bylaw_policy *policy = load(scenarios);
        bylaw_coverage *coverage = covers ? bylaw_coverage_new() : NULL;
        double trying = try(policy, coverage), all = seconds() - start;
        bylaw_coverage_free(coverage);
        bylaw_policy_free(policy);
        best = all < best ? all : best;
        *tried = trying < *tried ? trying : *tried;
    }
    return best;
}

int main(int argc, char **argv)
{
    unsigned n = argc > 1 ? (unsigned)strtoul(argv[1], NULL, 10) : 10000;
    char *scenarios = make_scenarios(n);
    double tried, covering, plain = run(scenarios, 0, &tried), covered = run(scenarios, 1, &covering);
    printf("%u scenarios: %.3f s (%.3f s of it trying them); with coverage %.3f s (%.3f s), %.2f times as much (trying: %.2f times)\n", n, plain,
           tried, covered, covering, covered / plain, covering / tried);
    free(scenarios);
    return plain * 10000 > SECONDS_AT_MOST * n || covered >= TIMES_AT_MOST * plain;
}
