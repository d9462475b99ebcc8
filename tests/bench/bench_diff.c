/* How long diff takes on policies of 30 and 300 rules that it makes itself (bench_policies.h): against itself with its rules in another order, which is
 * proved to be equal, and with one bound changed, too.
 *
 *     bench_diff [RULES …] */
#include "bylaw.h"

#include "tests/bench/bench_policies.h"

#include <stdlib.h>

static bylaw_policy *load(char *text, unsigned rules, int shuffled, int shifted)
{
    bylaw_source source = { .path = "generated.rules", .text = text, .length = put_policy(text, rules, 1, shuffled, shifted) };
    bylaw_policy *policy = NULL;
    bylaw_load(&source, 1, NULL, &policy);
    return policy;
}

static int measure(char *text, unsigned rules, int shifted)
{
    bylaw_policy *old = load(text, rules, 0, 0);
    double loaded = now();
    bylaw_policy *changed = load(text, rules, 1, shifted), *policies[] = { old, changed };
    double start = now();
    bylaw_status status = old && changed ? bylaw_diff(old, changed, NULL, nowhere, NULL) : BYLAW_UNUSABLE;
    printf("%4u rules %s: %7.1f ms (loaded in %.1f ms), %s\n", rules, shifted ? "shuffled, one bound changed" : "shuffled                   ",
           (now() - start) * 1e3, (start - loaded) * 1e3, status == BYLAW_OK ? "equal" : status == BYLAW_FAULT ? "different" : "failed");
    for (int i = 0; i < 2; i++)
        bylaw_policy_free(policies[i]);
    return status != (shifted ? BYLAW_FAULT : BYLAW_OK);
}

int main(int argc, char **argv)
{
    static const char *const usual[] = { "", "30", "300" };
    const char *const *counts = argc > 1 ? (const char *const *)argv : usual;
    char *text = malloc(BENCH_MOST_TEXT);
    int failed = text == NULL;
    for (int i = 1; i < (argc > 1 ? argc : 3) && !failed; i++) {
        unsigned long rules = strtoul(counts[i], NULL, 10);
        failed = rules > BENCH_MOST_RULES || measure(text, (unsigned)rules, 0) || measure(text, (unsigned)rules, 1);
    }
    free(text);
    return failed;
}
