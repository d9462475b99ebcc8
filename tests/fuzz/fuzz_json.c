/* A line of JSON: gives one line of JSON, by both engines the same, whatever it is. */
#include "fuzz.h"

static bylaw_decider *vm, *reference;

static bylaw_decider *decider(const bylaw_policy *policy, bylaw_engine engine)
{
    bylaw_options options = { .size = sizeof options, .engine = engine, .input = BYLAW_JSON, .output = BYLAW_JSON };
    bylaw_decider *made;
    must(bylaw_decider_new(policy, &options, &made, NULL) == BYLAW_OK);
    return made;
}

static void set_up(void)
{
    const char *text = FUZZ_FACTS;
    const bylaw_policy *policy = fuzz_policy(text, strlen(text));
    must(policy != NULL);
    vm = decider(policy, BYLAW_VM);
    reference = decider(policy, BYLAW_REFERENCE);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (vm == NULL)
        set_up();
    const char *one, *two;
    size_t n, m;
    bylaw_status status = bylaw_decide(vm, (const char *)data, size, &one, &n);
    must(status == BYLAW_OK || status == BYLAW_FAULT);
    must(n > 2 && memcmp(one, "{\"case\":", 8) == 0 && one[n - 1] == '}' && memchr(one, '\n', n) == NULL);
    must((status == BYLAW_FAULT) == (*bylaw_decide_trouble(vm) != '\0'));
    must(bylaw_decide(reference, (const char *)data, size, &two, &m) == status);
    must(n == m && memcmp(one, two, n) == 0);
    return 0;
}
