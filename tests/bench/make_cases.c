/* The cases that the whole ways are measured with, as lines of JSON on standard output: 24 keys, about 650 bytes a line, always the
 * same ones. desk.rules says what is in them.
 *
 *     make_cases [CASES] >FILE           (1,000,000) */
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

enum { NOTES_LEAST = 120, NOTES_VARY = 80 };

static uint32_t next_random(uint32_t below)
{
    static uint64_t state = 88172645463325252u;
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (uint32_t)(state >> 32) % below;
}

static const char *pick(const char *const *choices)
{
    uint32_t n = 0;
    while (choices[n])
        n++;
    return choices[next_random(n)];
}
#define PICK(...) pick((const char *const[]){ __VA_ARGS__, NULL })

static void put_text(const char *key, const char *text)
{
    printf(",\"%s\":\"%s\"", key, text);
}

static void put_amount(const char *key, uint32_t most)
{
    uint32_t cents = next_random(most * 100);
    printf(",\"%s\":%" PRIu32 ".%02" PRIu32, key, cents / 100, cents % 100);
}

static void put_number(const char *key, uint32_t below)
{
    printf(",\"%s\":%" PRIu32, key, next_random(below));
}

static void put_truth(const char *key, uint32_t once_in)
{
    printf(",\"%s\":%s", key, next_random(once_in) == 0 ? "true" : "false");
}

static void put_moment(const char *key, uint32_t year)
{
    uint32_t month = 1 + next_random(12), day = 1 + next_random(28), hour = next_random(24), minute = next_random(60);
    printf(",\"%s\":\"%04" PRIu32 "-%02" PRIu32 "-%02" PRIu32 "T%02" PRIu32 ":%02" PRIu32 ":%02" PRIu32 "Z\"", key, year, month, day, hour,
           minute, next_random(60));
}

/* Text that nobody asks for. */
static void put_notes(void)
{
    static const char text[] = "the customer wrote twice about this and is waiting for an answer; the agent has looked at the account, "
                               "found nothing unusual there, and asked the team that runs the server to have another look tomorrow. ";
    int n = NOTES_LEAST + (int)next_random(NOTES_VARY);
    printf(",\"notes\":\"%.*s\"", n, text);
}

static void put_case(uint32_t i)
{
    printf("{\"case_id\":\"C-%07" PRIu32 "\"", i);
    put_text("request", PICK("refund", "credit", "cancel", "upgrade", "complaint", "question"));
    put_text("channel", PICK("email", "phone", "chat", "sms"));
    put_text("region", PICK("west", "east", "north", "south", "abroad"));
    put_text("plan", PICK("basic", "pro", "team", "smb"));
    put_moment("opened_at", 2017);
    put_moment("closed_at", 2018);
    printf(",\"client\":\"Client number %" PRIu32 "\",\"email\":\"client%" PRIu32 "@example.com\"", i, i);
    put_amount("amount", 2000);
    put_amount("balance", 3000);
    put_amount("credit_limit", 10000);
    put_number("days", 90);
    put_number("visits", 10);
    put_number("csat", 6);
    put_truth("escalated", 5);
    put_truth("vip", 8);
    put_truth("employed", 2);
    put_text("rep", PICK("Spencer", "Heather", "Marta", "Joan"));
    put_text("language", PICK("en", "en", "de", "es", "fr"));
    put_text("reason", PICK("charged twice", "the service was never delivered", "billed after the cancellation", "changed plans"));
    put_number("attachments", 4);
    printf(",\"subject\":\"About my account %" PRIu32 "\"", next_random(1000000));
    put_notes();
    printf("}\n");
}

int main(int argc, char **argv)
{
    uint32_t n = argc > 1 ? (uint32_t)strtoul(argv[1], NULL, 10) : 1000000;
    for (uint32_t i = 1; i <= n; i++)
        put_case(i);
    return fflush(stdout) == 0 && !ferror(stdout) ? 0 : 1;
}
