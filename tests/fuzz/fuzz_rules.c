/* Rules text: whatever it is, it is read, its messages are told and its stops are shown; if it can decide, it decides. */
#include "fuzz.h"

/* Whole lines come out, and no NUL or escape gets to a terminal. */
static int check_talk(void *context, const char *bytes, size_t n)
{
    (void)context;
    must(n > 0 && bytes[n - 1] == '\n');
    must(memchr(bytes, '\0', n) == NULL && memchr(bytes, '\33', n) == NULL);
    return 0;
}

static int take(void *context, const char *bytes, size_t n)
{
    (void)context;
    return n > 0 && bytes[0] == '\1' && bytes[n - 1] == '\1'; /* reads the first byte and the last */
}

static void decide(const bylaw_policy *policy)
{
    /* Whatever it looks up, nobody has rows of it. */
    bylaw_options options = { .size = sizeof options, .input = BYLAW_JSON, .output = BYLAW_JSON, .rows_text = "{}", .rows_length = 2 };
    bylaw_decider *decider;
    const char *decision;
    size_t length;
    must(bylaw_decider_new(policy, &options, &decider, NULL) == BYLAW_OK);
    bylaw_decide(decider, "{}", 2, &decision, &length);
    must(length > 9 && memcmp(decision, "{\"case\":1", 9) == 0 && decision[length - 1] == '}');
    bylaw_decider_free(decider);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    bylaw_source source = { .path = "fuzz.rules", .text = (const char *)data, .length = size };
    bylaw_policy *policy;
    bylaw_status status = bylaw_load(&source, 1, NULL, &policy);
    must(policy != NULL && (status == BYLAW_OK) == (bylaw_errors(policy) == 0));
    bylaw_message_options json = { .size = sizeof json, .format = BYLAW_JSON };
    bylaw_messages(policy, NULL, check_talk, NULL);
    bylaw_messages(policy, &json, check_talk, NULL);
    bylaw_facts(policy, take, NULL);
    for (int stop = BYLAW_STOP_TOKENS; stop <= BYLAW_STOP_CODE; stop++)
        bylaw_dump(policy, (bylaw_stop)stop, take, NULL);
    if (status == BYLAW_OK)
        decide(policy);
    bylaw_policy_free(policy);
    return 0;
}
