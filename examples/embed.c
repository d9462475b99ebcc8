/* How a program embeds Bylaw: loads a policy, decides one case, prints the decision.
 * cc embed.c $(pkg-config --cflags --libs bylaw) */
#include <bylaw.h>
#include <stdio.h>
#include <string.h>

static int to_stderr(void *context, const char *bytes, size_t n)
{
    (void)context;
    return fwrite(bytes, 1, n, stderr) == n ? 0 : -1;
}

int main(void)
{
    const char *text = "if state == WV then deny courtesy\n";
    bylaw_source source = { .path = "embedded", .text = text, .length = strlen(text) };
    bylaw_policy *policy = NULL;
    bylaw_status status = bylaw_load(&source, 1, NULL, &policy);
    if (status != BYLAW_OK) {
        bylaw_messages(policy, NULL, to_stderr, NULL);
        bylaw_policy_free(policy);
        return status;
    }
    bylaw_decider *decider = NULL;
    status = bylaw_decider_new(policy, NULL, &decider, NULL);
    const char *decision = "";
    size_t length = 0;
    if (status == BYLAW_OK)
        status = bylaw_decide(decider, "{\"state\":\"WV\"}", 14, &decision, &length);
    printf("%.*s\n", (int)length, decision);
    bylaw_decider_free(decider);
    bylaw_policy_free(policy);
    return status;
}
