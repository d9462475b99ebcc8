/* A file of CSV: whole lines come out, as many as there are cases, in each format. */
#include "fuzz.h"

#include <sys/mman.h>
#include <unistd.h>

static uint64_t lines;

static int count_lines(void *context, const char *bytes, size_t n)
{
    (void)context;
    must(n > 0 && bytes[n - 1] == '\n');
    for (size_t i = 0; i < n; i++)
        lines += bytes[i] == '\n';
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static bylaw_policy *policy;
    const char *text = FUZZ_FACTS;
    if (policy == NULL)
        must((policy = fuzz_policy(text, strlen(text))) != NULL);
    bylaw_sinks sinks = { .size = sizeof sinks, .out = count_lines };
    for (int output = BYLAW_TEXT; output <= BYLAW_CSV; output++) {
        bylaw_options options = { .size = sizeof options, .input = BYLAW_CSV, .output = (bylaw_format)output };
        bylaw_decider *decider;
        bylaw_stats stats = { 0 };
        lines = 0;
        int fd = memfd_create("cases", 0);
        must(fd >= 0 && write(fd, data, size) == (ssize_t)size && lseek(fd, 0, SEEK_SET) == 0);
        must(bylaw_decider_new(policy, &options, &decider, NULL) == BYLAW_OK);
        bylaw_stream(decider, fd, "cases", &sinks, &stats, NULL);
        must(output != BYLAW_JSON || lines == stats.cases);
        bylaw_decider_free(decider);
        close(fd);
    }
    return 0;
}
