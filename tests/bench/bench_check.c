/* How long check takes on policies of 30 and 300 rules that it makes itself (bench_policies.h).
 *
 *     bench_check [RULES …] */
#include "bylaw.h"

#include "tests/bench/bench_policies.h"

#include <stdlib.h>

static int measure(char *text, unsigned rules)
{
    bylaw_source source = { .path = "generated.rules", .text = text, .length = put_policy(text, rules, 1, 0, 0) };
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
    char *text = malloc(BENCH_MOST_TEXT);
    int failed = text == NULL;
    for (int i = 1; i < (argc > 1 ? argc : 3) && !failed; i++) {
        unsigned long rules = strtoul(counts[i], NULL, 10);
        failed = rules > BENCH_MOST_RULES || measure(text, (unsigned)rules);
    }
    free(text);
    return failed;
}
