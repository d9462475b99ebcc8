/* A program and its cases, a line "---" between them: the VM decides each like the reference evaluator. */
#include "fuzz.h"

static bylaw_decider *decider(const bylaw_policy *policy, bylaw_engine engine)
{
    /* Whatever a policy looks up, nobody has rows of it: that is an error of its cases. */
    bylaw_options options = { .size = sizeof options, .engine = engine, .input = BYLAW_JSON, .output = BYLAW_JSON,
                              .rows_text = "{}", .rows_length = 2 };
    bylaw_decider *made;
    must(bylaw_decider_new(policy, &options, &made, NULL) == BYLAW_OK);
    return made;
}

static void compare(bylaw_decider *vm, bylaw_decider *reference, const char *line, size_t length)
{
    const char *one, *two;
    size_t n, m;
    bylaw_status status = bylaw_decide(vm, line, length, &one, &n), other = bylaw_decide(reference, line, length, &two, &m);
    if (status == other && n == m && memcmp(one, two, n) == 0 &&
        strcmp(bylaw_decide_trouble(vm), bylaw_decide_trouble(reference)) == 0)
        return;
    fprintf(stderr, "vm        %d %.*s\n%sreference %d %.*s\n%s", status, (int)n, one, bylaw_decide_trouble(vm), other, (int)m, two,
            bylaw_decide_trouble(reference));
    abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *text = (const char *)data, *end = text + size, *rule = memmem(text, size, "\n---\n", 5);
    bylaw_policy *policy = rule != NULL ? fuzz_policy(text, (size_t)(rule - text) + 1) : NULL;
    if (policy == NULL)
        return 0;
    bylaw_decider *vm = decider(policy, BYLAW_VM), *reference = decider(policy, BYLAW_REFERENCE);
    for (const char *line = rule + 5, *next; line < end; line = next + 1) {
        next = memchr(line, '\n', (size_t)(end - line));
        next = next != NULL ? next : end;
        compare(vm, reference, line, (size_t)(next - line));
    }
    bylaw_decider_free(vm);
    bylaw_decider_free(reference);
    bylaw_policy_free(policy);
    return 0;
}
