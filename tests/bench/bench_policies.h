/* Policies that benchmarks of the analysis make themselves: rules over six amounts, four sets and four yes/no facts, and a table with a third as
 * many rows. */
#ifndef BYLAW_TESTS_BENCH_POLICIES_H
#define BYLAW_TESTS_BENCH_POLICIES_H

#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

enum { BENCH_MOST_RULES = 3000, BENCH_MOST_RULE = 200, BENCH_MOST_TEXT = 1 << 20 };

static uint64_t state = 1;
static unsigned below(unsigned n)
{
    state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (unsigned)(state >> 33) % n;
}

static size_t put_rule(char *to, unsigned i, int shifted)
{
    unsigned low = below(50) * 20, more = below(20) * 10;
    size_t n = (size_t)sprintf(to, "rule r%u\n  if kind0 is k0_%u and kind1 is k1_%u and amount%u between $%u and $%u", i, i % 6, i / 6 % 6, i % 6, low,
                               low + 10 + more + (shifted ? 5 : 0));
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

/* A policy of so many RULES, the same for the same SEED; SHUFFLED: its rules in another order; SHIFTED: one bound of the first rule is another. */
static size_t put_policy(char *to, unsigned rules, uint64_t seed, int shuffled, int shifted)
{
    static char made[BENCH_MOST_RULES][BENCH_MOST_RULE];
    static unsigned order[BENCH_MOST_RULES];
    state = seed;
    size_t n = (size_t)sprintf(to, "party P0, P1, P2, P3, P4, P5, P6, P7\nfacts\n");
    for (unsigned i = 0; i < 6; i++)
        n += (size_t)sprintf(to + n, "  amount%u is money\n", i);
    for (unsigned i = 0; i < 4; i++)
        n += (size_t)sprintf(to + n, "  kind%u is one of k%u_0, k%u_1, k%u_2, k%u_3, k%u_4, k%u_5\n  flag%u is yes/no\n", i, i, i, i, i, i, i, i);
    for (unsigned i = 0; i < rules; i++) {
        put_rule(made[i], i, shifted && i == 0);
        order[i] = i;
    }
    uint64_t kept = state;
    for (unsigned i = rules; i-- > 1 && shuffled;) {
        unsigned k = below(i + 1), other = order[k];
        order[k] = order[i], order[i] = other;
    }
    state = kept;
    for (unsigned i = 0; i < rules; i++)
        n += (size_t)sprintf(to + n, "%s", made[order[i]]);
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

#endif
