/* How long check takes on policies of 30 and 300 rules that it makes itself: rules over six amounts, four sets and four yes/no
 * facts, and a table with a third as many rows.
 *
 *     bench_check [RULES …] */
#include "bylaw.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { MOST_TEXT = 1 << 20 };

static uint64_t state = 1;
static unsigned below(unsigned n)
{
    state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (unsigned)(state >> 33) % n;
}

static size_t put_rule(char *to, unsigned i)
{
    unsigned low = below(50) * 20;
    size_t n = (size_t)sprintf(to, "rule r%u\n  if kind0 is k0_%u and kind1 is k1_%u and amount%u between $%u and $%u", i, i % 6, i / 6 % 6, i % 6, low,
                               low + 10 + below(20) * 10);
    if (below(5) < 3)
        n += (size_t)sprintf(to + n, " and flag%u%s", below(4), below(2) ? "" : " is no");
    if (below(5) < 2)
        n += (size_t)sprintf(to + n, " and kind2 is k2_%u", below(6));
    n += (size_t)sprintf(to + n, "\n  then ");
    switch (below(4)) {
    case 0: return n + (size_t)sprintf(to + n, "assign P%u\n", below(8));
    case 1: return n + (size_t)sprintf(to + n, "priority %s\n", below(2) ? "low" : "high");
    case 2: return n + (size_t)sprintf(to + n, "%s refund\n", below(2) ? "deny" : "allow");
    default: return n + (size_t)sprintf(to + n, "note \"n%u\"\n", i);
    }
}

static size_t put_policy(char *to, unsigned rules)
{
    size_t n = (size_t)sprintf(to, "party P0, P1, P2, P3, P4, P5, P6, P7\nfacts\n");
    for (unsigned i = 0; i < 6; i++)
        n += (size_t)sprintf(to + n, "  amount%u is money\n", i);
    for (unsigned i = 0; i < 4; i++)
        n += (size_t)sprintf(to + n, "  kind%u is one of k%u_0, k%u_1, k%u_2, k%u_3, k%u_4, k%u_5\n  flag%u is yes/no\n", i, i, i, i, i, i, i, i);
    for (unsigned i = 0; i < rules; i++)
        n += put_rule(to + n, i);
    n += (size_t)sprintf(to + n, "table t first match\n  | kind0 | kind1 | amount0 => limit |\n");
    for (unsigned i = 0; i < rules / 3; i++) {
        unsigned low = below(50) * 10;
        n += (size_t)sprintf(to + n, "  | k0_%u | k1_%u | $%u..$%u => $%u |\n", below(6), below(6), low, low + below(30) * 10, i);
    }
    return n + (size_t)sprintf(to + n, "output limit\n");
}

static int nowhere(void *context, const char *bytes, size_t n)
{
    (void)context, (void)bytes, (void)n;
    return 0;
}

static double now(void)
{
    struct timespec at;
    clock_gettime(CLOCK_MONOTONIC, &at);
    return (double)at.tv_sec + (double)at.tv_nsec / 1e9;
}

static int measure(char *text, unsigned rules)
{
    bylaw_source source = { .path = "generated.rules", .text = text, .length = put_policy(text, rules) };
    bylaw_check_stats stats = { 0 };
    bylaw_policy *policy;
    const char *why;
    double start = now();
    bylaw_status status = bylaw_load(&source, 1, NULL, &policy);
    if (status == BYLAW_OK)
        status = bylaw_check(policy, NULL, nowhere, NULL, &stats, &why);
    printf("%4u rules, %3u rows: %7.1f ms, %llu errors, %llu warnings, %llu not proved\n", rules, rules / 3, (now() - start) * 1e3,
           (unsigned long long)stats.errors, (unsigned long long)stats.warnings, (unsigned long long)stats.open);
    bylaw_policy_free(policy);
    return status <= BYLAW_FAULT ? 0 : 1;
}

int main(int argc, char **argv)
{
    static const char *const usual[] = { "", "30", "300" };
    const char *const *counts = argc > 1 ? (const char *const *)argv : usual;
    char *text = malloc(MOST_TEXT);
    int failed = text == NULL;
    for (int i = 1; i < (argc > 1 ? argc : 3) && !failed; i++) {
        unsigned long rules = strtoul(counts[i], NULL, 10);
        failed = rules > 3000 || measure(text, (unsigned)rules);
    }
    free(text);
    return failed;
}
