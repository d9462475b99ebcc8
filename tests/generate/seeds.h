/* The calls of the test programs that go through seeds: PROGRAM [FIRST [COUNT [CASES]]]. */
#ifndef TESTS_GENERATE_SEEDS_H
#define TESTS_GENERATE_SEEDS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static inline uint64_t seeds_argument(char **argv, int argc, int index, uint64_t otherwise)
{
    return index < argc ? strtoull(argv[index], NULL, 10) : otherwise;
}

static inline bool seeds_is_set(const char *variable, const char *value)
{
    const char *text = getenv(variable);
    return text && strcmp(text, value) == 0;
}

/* make distcheck and sanitizers have no time for everything (BYLAW_CHECK=short); make soak has (long). */
static inline uint64_t seeds_usual(uint64_t count_short, uint64_t count, uint64_t count_long)
{
    if (seeds_is_set("BYLAW_CHECK", "long"))
        return count_long;
    return seeds_is_set("BYLAW_CHECK", "short") || seeds_is_set("BYLAW_SANITIZERS", "yes") ? count_short : count;
}

/* Calls RUN with each of COUNT seeds from FIRST on, as long as it holds; yields how often it did not. A function of its own, called behind the
 * trap, so that nothing of it has to outlive a sprung one. */
static inline uint64_t seeds_run(bool (*run)(uint64_t seed), uint64_t first, uint64_t count)
{
    uint64_t failures = 0;
    for (uint64_t seed = first; seed < first + count && failures == 0; seed++)
        failures += !run(seed);
    return failures;
}

#endif
