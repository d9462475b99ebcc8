/* The public interface, seen from outside: bylaw.h and the library are all it uses. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* memmem */
#endif
#include "bylaw.h"

#include <criterion/criterion.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- a sink that keeps what it gets, or stops after so many calls ---- */

struct sink {
    char text[65536];
    size_t n;
    int calls, stop_after; /* 0: never */
    int cases;             /* that progress told last */
};

static int keep(void *context, const char *bytes, size_t n)
{
    struct sink *sink = context;
    cr_assert(sink->n + n < sizeof sink->text);
    memcpy(sink->text + sink->n, bytes, n);
    sink->n += n;
    sink->text[sink->n] = '\0';
    return ++sink->calls == sink->stop_after;
}

static struct sink out, talk;

static int keep_talk(void *context, const char *bytes, size_t n)
{
    (void)context;
    return keep(&talk, bytes, n);
}

static void set_up(void)
{
    memset(&out, 0, sizeof out);
    memset(&talk, 0, sizeof talk);
}

TestSuite(api, .init = set_up);

static int begins(const char *text, const char *with) { return strncmp(text, with, strlen(with)) == 0; }

static bylaw_policy *policy_of(const char *text, bylaw_status expected)
{
    bylaw_source source = { .path = "desk.rules", .text = text, .length = strlen(text) };
    bylaw_policy *policy;
    cr_assert_eq(bylaw_load(&source, 1, NULL, &policy), expected);
    cr_assert_not_null(policy);
    return policy;
}

static bylaw_decider *decider_of(const bylaw_policy *policy, const bylaw_options *options)
{
    bylaw_decider *decider;
    cr_assert_eq(bylaw_decider_new(policy, options, &decider, NULL), BYLAW_OK);
    return decider;
}

static void check_decision(bylaw_decider *decider, const char *json, bylaw_status status, const char *expected)
{
    const char *decision;
    size_t length;
    cr_expect_eq(bylaw_decide(decider, json, strlen(json), &decision, &length), status);
    cr_expect(length == strlen(expected) && memcmp(decision, expected, length) == 0, "got %.*s, not %s", (int)length, decision, expected);
}

#define COURTESY "if state == WV then deny courtesy\n"
#define DENIED(name) "{\"case\":" name ",\"status\":\"decided\",\"actions\":[{\"do\":\"deny\",\"what\":\"courtesy\",\"rule\":\"desk.rules:1\"}]}"

/* ---- this library ---- */

Test(api, tells_about_itself)
{
    cr_expect_str_eq(bylaw_version(), BYLAW_TEST_VERSION);
    cr_expect(strstr(bylaw_parts(), "simdjson") != NULL);
    cr_assert_not_null(bylaw_message_page("BY0107"));
    cr_expect(strstr(bylaw_message_page("BY0107"), "BY0107") != NULL);
    cr_expect_null(bylaw_message_page("BY9999"));
    cr_expect_null(bylaw_message_page(""));
}

Test(api, has_the_standard_library)
{
    size_t n = 0, support = 0;
    const char *text;
    for (const char *name; (name = bylaw_stdlib(n, &text)) != NULL; n++)
        if (strcmp(name, "support") == 0 && strstr(text, "action deny") != NULL)
            support++;
    cr_expect_eq(support, 1);
    cr_expect_not_null(bylaw_stdlib(0, NULL));
    cr_expect_null(bylaw_stdlib(n + 1000, &text));
}

/* ---- policies ---- */

Test(api, loads_a_text_and_decides)
{
    bylaw_policy *policy = policy_of(COURTESY, BYLAW_OK);
    cr_expect_eq(bylaw_errors(policy), 0);
    cr_expect_eq(bylaw_warnings(policy), 0);
    cr_expect(bylaw_has_action(policy, "deny"));
    cr_expect_not(bylaw_has_action(policy, "dny"));
    bylaw_decider *decider = decider_of(policy, NULL);
    check_decision(decider, "{\"case_id\":\"C-1\",\"state\":\"WV\"}", BYLAW_OK, DENIED("\"C-1\""));
    cr_expect_str_eq(bylaw_decide_trouble(decider), "");
    bylaw_decider_free(decider);
    bylaw_policy_free(policy);
}

Test(api, copies_the_texts_it_is_given)
{
    char text[] = COURTESY, name[] = "desk.rules";
    bylaw_source source = { .path = name, .text = text, .length = strlen(text) };
    bylaw_policy *policy;
    cr_assert_eq(bylaw_load(&source, 1, NULL, &policy), BYLAW_OK);
    memset(text, 'x', sizeof text);
    memset(name, 'x', sizeof name);
    bylaw_decider *decider = decider_of(policy, NULL);
    check_decision(decider, "{\"state\":\"WV\"}", BYLAW_OK, DENIED("1"));
    bylaw_decider_free(decider);
    bylaw_policy_free(policy);
}

Test(api, takes_a_text_by_its_length)
{
    bylaw_source source = { .path = "desk.rules", .text = COURTESY "if broken", .length = strlen(COURTESY) };
    bylaw_policy *policy;
    cr_expect_eq(bylaw_load(&source, 1, NULL, &policy), BYLAW_OK);
    bylaw_policy_free(policy);
}

Test(api, makes_one_policy_of_several_sources)
{
    bylaw_source sources[] = {
        { .path = "a.rules", .text = "define limit = $35\n", .length = 19 },
        { .path = "b.rules", .text = "if ar > limit then deny courtesy\n", .length = 33 },
    };
    bylaw_policy *policy;
    cr_assert_eq(bylaw_load(sources, 2, NULL, &policy), BYLAW_OK);
    bylaw_decider *decider = decider_of(policy, NULL);
    check_decision(decider, "{\"ar\":36}", BYLAW_OK,
                   "{\"case\":1,\"status\":\"decided\",\"actions\":[{\"do\":\"deny\",\"what\":\"courtesy\",\"rule\":\"b.rules:1\"}]}");
    bylaw_decider_free(decider);
    bylaw_policy_free(policy);
}

Test(api, reads_a_file_and_tells_which_it_cannot_read)
{
    char path[] = "/tmp/bylaw-api-XXXXXX";
    int fd = mkstemp(path);
    cr_assert(fd >= 0 && write(fd, COURTESY, strlen(COURTESY)) > 0);
    close(fd);
    bylaw_source source = { .path = path };
    bylaw_policy *policy;
    cr_expect_eq(bylaw_load(&source, 1, NULL, &policy), BYLAW_OK);
    cr_expect_not(bylaw_unreadable(policy));
    bylaw_policy_free(policy);
    unlink(path);
    cr_expect_eq(bylaw_load(&source, 1, NULL, &policy), BYLAW_UNUSABLE);
    cr_expect(bylaw_unreadable(policy));
    cr_expect_eq(bylaw_messages(policy, NULL, keep, &out), BYLAW_OK);
    cr_expect(strstr(out.text, path) != NULL, "%s", out.text);
    bylaw_policy_free(policy);
}

Test(api, an_empty_policy_is_one)
{
    bylaw_policy *policy = policy_of("", BYLAW_OK);
    bylaw_decider *decider = decider_of(policy, NULL);
    cr_expect_eq(bylaw_warnings(policy), 1);
    check_decision(decider, "{}", BYLAW_OK, "{\"case\":1,\"status\":\"decided\",\"actions\":[]}");
    bylaw_decider_free(decider);
    bylaw_policy_free(policy);
    cr_expect_eq(bylaw_load(NULL, 0, NULL, &policy), BYLAW_OK);
    bylaw_policy_free(policy);
}

Test(api, can_do_without_the_standard_library)
{
    bylaw_source source = { .path = "desk.rules", .text = COURTESY, .length = strlen(COURTESY) };
    bylaw_load_options options = { .size = sizeof options, .no_stdlib = 1 };
    bylaw_policy *policy;
    cr_expect_eq(bylaw_load(&source, 1, &options, &policy), BYLAW_UNUSABLE);
    cr_expect_not(bylaw_has_action(policy, "deny"));
    bylaw_policy_free(policy);
}

/* ---- messages ---- */

Test(api, tells_what_is_wrong)
{
    bylaw_policy *policy = policy_of("if state == WV then dny courtesy\n", BYLAW_UNUSABLE);
    cr_expect_eq(bylaw_errors(policy), 1);
    cr_expect_eq(bylaw_messages(policy, NULL, keep, &out), BYLAW_OK);
    cr_expect(begins(out.text, "desk.rules:1:21: error[BY0201]: "), "%s", out.text);
    cr_expect_null(strchr(out.text, '\33'));
    out.n = 0;
    bylaw_message_options options = { .size = sizeof options, .format = BYLAW_JSON };
    cr_expect_eq(bylaw_messages(policy, &options, keep, &out), BYLAW_OK);
    cr_expect(begins(out.text, "{\"code\":\"BY0201\",\"severity\":\"error\",\"file\":\"desk.rules\",\"line\":1,\"column\":21,"), "%s",
              out.text);
    out.n = 0;
    options = (bylaw_message_options){ .size = sizeof options, .format = BYLAW_TEXT, .color = 1 };
    cr_expect_eq(bylaw_messages(policy, &options, keep, &out), BYLAW_OK);
    cr_expect_not_null(strchr(out.text, '\33'));
    bylaw_policy_free(policy);
}

Test(api, shows_as_many_messages_as_it_is_asked_for)
{
    bylaw_policy *policy = policy_of("if a1 then d1 x\nif a2 then d2 x\nif a3 then d3 x\n", BYLAW_UNUSABLE);
    bylaw_message_options options = { .size = sizeof options, .format = BYLAW_TEXT, .most = 2 };
    cr_expect_eq(bylaw_messages(policy, &options, keep, &out), BYLAW_OK);
    cr_expect_not_null(strstr(out.text, "… and 1 more error"), "%s", out.text);
    bylaw_policy_free(policy);
}

Test(api, a_faulty_policy_cannot_decide)
{
    bylaw_policy *policy = policy_of("if then\n", BYLAW_UNUSABLE);
    bylaw_decider *decider;
    const char *why = NULL;
    cr_expect_eq(bylaw_decider_new(policy, NULL, &decider, &why), BYLAW_UNUSABLE);
    cr_expect_null(decider);
    cr_expect_str_eq(why, "the policy has errors");
    cr_expect_eq(bylaw_facts(policy, keep, &out), BYLAW_UNUSABLE);
    cr_expect_eq(bylaw_dump(policy, BYLAW_STOP_CODE, keep, &out), BYLAW_UNUSABLE);
    cr_expect_eq(bylaw_dump(policy, BYLAW_STOP_TOKENS, keep, &out), BYLAW_OK);
    cr_expect_gt(out.n, 0);
    bylaw_policy_free(policy);
}

Test(api, a_sink_can_stop_messages)
{
    bylaw_policy *policy = policy_of("if then\n", BYLAW_UNUSABLE);
    out.stop_after = 1;
    cr_expect_eq(bylaw_messages(policy, NULL, keep, &out), BYLAW_UNUSABLE);
    bylaw_policy_free(policy);
}

Test(api, writes_inferred_facts_and_every_stop)
{
    bylaw_policy *policy = policy_of("if ar > 1000 then assign Heather\n", BYLAW_OK);
    cr_expect(bylaw_facts_inferred(policy));
    cr_expect_eq(bylaw_facts(policy, keep, &out), BYLAW_OK);
    cr_expect_str_eq(out.text, "facts\n  ar is number\n");
    for (int stop = BYLAW_STOP_TOKENS; stop <= BYLAW_STOP_CODE; stop++) {
        out.n = 0;
        cr_expect_eq(bylaw_dump(policy, (bylaw_stop)stop, keep, &out), BYLAW_OK);
        cr_expect(out.n > 0 && out.text[out.n - 1] == '\n');
    }
    bylaw_policy_free(policy);
    policy = policy_of("facts\n  ar is money\nif ar > 1000 then assign Heather\n", BYLAW_OK);
    cr_expect_not(bylaw_facts_inferred(policy));
    bylaw_policy_free(policy);
}

/* ---- deciding ---- */

Test(api, tells_what_is_wrong_with_a_case)
{
    bylaw_policy *policy = policy_of("if ar > 1000 then assign Heather\n", BYLAW_OK);
    bylaw_decider *decider = decider_of(policy, NULL);
    const char *decision;
    size_t length;
    cr_expect_eq(bylaw_decide(decider, "{\"ar\":\"many\"}", 13, &decision, &length), BYLAW_FAULT);
    cr_expect_not_null(strstr(decision, "\"status\":\"error\""));
    cr_expect_not_null(strstr(bylaw_decide_trouble(decider), "ar"));
    cr_expect_eq(bylaw_decide(decider, "nonsense", 8, &decision, &length), BYLAW_FAULT);
    cr_expect_eq(bylaw_decide(decider, "", 0, &decision, &length), BYLAW_FAULT);
    check_decision(decider, "{\"ar\":1}", BYLAW_OK, "{\"case\":1,\"status\":\"decided\",\"actions\":[]}");
    cr_expect_str_eq(bylaw_decide_trouble(decider), "");
    bylaw_decider_free(decider);
    bylaw_policy_free(policy);
}

Test(api, decides_by_each_engine_and_in_each_form)
{
    bylaw_policy *policy = policy_of(COURTESY, BYLAW_OK);
    const char *expected[] = { [BYLAW_JSON] = DENIED("1"), [BYLAW_TEXT] = NULL, [BYLAW_CSV] = NULL };
    for (int engine = BYLAW_VM; engine <= BYLAW_REFERENCE; engine++)
        for (int output = BYLAW_TEXT; output <= BYLAW_CSV; output++) {
            bylaw_options options = { .size = sizeof options, .engine = (bylaw_engine)engine, .input = BYLAW_JSON,
                                      .output = (bylaw_format)output };
            bylaw_decider *decider = decider_of(policy, &options);
            const char *decision;
            size_t length;
            cr_expect_eq(bylaw_decide(decider, "{\"state\":\"WV\"}", 14, &decision, &length), BYLAW_OK);
            cr_expect(memmem(decision, length, "deny", 4) != NULL, "%.*s", (int)length, decision);
            if (expected[output] != NULL)
                cr_expect(length == strlen(expected[output]) && memcmp(decision, expected[output], length) == 0);
            bylaw_decider_free(decider);
        }
    bylaw_policy_free(policy);
}

Test(api, options_may_be_those_of_an_older_program)
{
    bylaw_policy *policy = policy_of(COURTESY, BYLAW_OK);
    struct { /* what bylaw_options began with, and garbage behind it */
        size_t size;
        bylaw_engine engine;
        bylaw_format input, output;
        const char *id;
        char garbage[sizeof(bylaw_options)];
    } old = { .size = offsetof(bylaw_options, now), .input = BYLAW_JSON, .output = BYLAW_JSON, .id = "nr" };
    memset(old.garbage, 0x7f, sizeof old.garbage);
    bylaw_decider *decider = decider_of(policy, (const bylaw_options *)&old);
    check_decision(decider, "{\"nr\":7,\"state\":\"WV\"}", BYLAW_OK, DENIED("7"));
    bylaw_decider_free(decider);
    bylaw_policy_free(policy);
}

static void check_refused(const bylaw_policy *policy, bylaw_options options)
{
    bylaw_decider *decider;
    const char *why = NULL;
    options.size = sizeof options;
    cr_expect_eq(bylaw_decider_new(policy, &options, &decider, &why), BYLAW_UNUSABLE);
    cr_expect_null(decider);
    cr_expect(why != NULL && *why != '\0');
    cr_expect_eq(bylaw_decider_new(policy, &options, &decider, NULL), BYLAW_UNUSABLE);
}

Test(api, refuses_options_that_cannot_be_used)
{
    bylaw_policy *policy = policy_of(COURTESY, BYLAW_OK);
    const char *no_action = "dny";
    check_refused(policy, (bylaw_options){ .input = BYLAW_JSON, .output = BYLAW_JSON, .as_of = "yesterday" });
    check_refused(policy, (bylaw_options){ .input = BYLAW_JSON, .output = BYLAW_JSON, .now = "noon" });
    check_refused(policy, (bylaw_options){ .input = BYLAW_JSON, .output = BYLAW_JSON, .now = "clock", .as_of = "2017-08-10" });
    check_refused(policy, (bylaw_options){ .input = BYLAW_JSON, .output = BYLAW_JSON, .fail_on = &no_action, .n_fail_on = 1 });
    bylaw_policy_free(policy);
}

/* ---- streams ---- */

static int file_of(const char *text)
{
    int ends[2];
    cr_assert_eq(pipe(ends), 0);
    cr_assert_eq(write(ends[1], text, strlen(text)), (ssize_t)strlen(text));
    close(ends[1]);
    return ends[0];
}

static void count_progress(void *context, const bylaw_stats *stats)
{
    ((struct sink *)context)->cases = (int)stats->cases;
}

static bylaw_status stream(bylaw_decider *decider, const char *text, bylaw_stats *stats, const char **why)
{
    bylaw_sinks sinks = { .size = sizeof sinks, .out = keep, .talk = keep_talk, .context = &out, .progress = count_progress };
    int fd = file_of(text);
    bylaw_status status = bylaw_stream(decider, fd, "cases", &sinks, stats, why);
    close(fd);
    return status;
}

Test(api, decides_streams_in_turn_and_adds_them_up)
{
    const char *deny = "deny";
    bylaw_policy *policy = policy_of(COURTESY, BYLAW_OK);
    bylaw_options options = { .size = sizeof options, .input = BYLAW_JSON, .output = BYLAW_JSON, .fail_on = &deny, .n_fail_on = 1 };
    bylaw_decider *decider = decider_of(policy, &options);
    bylaw_stats stats = { 0 };
    const char *why = "";
    cr_expect_eq(stream(decider, "{\"state\":\"WV\"}\n{}\n", &stats, &why), BYLAW_OK);
    cr_expect_eq(stream(decider, "{\"state\":1}\n{\"state\":\"OH\"}", &stats, &why), BYLAW_FAULT);
    cr_expect_eq(stats.cases, 4);
    cr_expect_eq(stats.decided, 2);
    cr_expect_eq(stats.incomplete, 1);
    cr_expect_eq(stats.errors, 1);
    cr_expect_eq(stats.conflicts, 0);
    cr_expect_eq(stats.failed_on, 1);
    cr_expect_eq(stats.bytes, 18 + 26);
    cr_expect(begins(out.text, DENIED("1") "\n{\"case\":2,"), "%s", out.text);
    cr_expect_not_null(strstr(out.text, "{\"case\":1,\"status\":\"error\""));
    cr_expect_not_null(strstr(talk.text, "state"));
    bylaw_decider_free(decider);
    bylaw_policy_free(policy);
}

Test(api, a_sink_can_stop_a_stream)
{
    bylaw_policy *policy = policy_of(COURTESY, BYLAW_OK);
    bylaw_decider *decider = decider_of(policy, NULL);
    bylaw_stats stats = { 0 };
    const char *why = "";
    out.stop_after = 1;
    cr_expect_eq(stream(decider, "{}\n{}\n", &stats, &why), BYLAW_UNUSABLE);
    cr_expect_null(why);
    bylaw_decider_free(decider);
    bylaw_policy_free(policy);
}

Test(api, max_errors_stops_a_stream)
{
    bylaw_policy *policy = policy_of(COURTESY, BYLAW_OK);
    bylaw_options options = { .size = sizeof options, .input = BYLAW_JSON, .output = BYLAW_JSON, .max_errors = 2 };
    bylaw_decider *decider = decider_of(policy, &options);
    bylaw_stats stats = { 0 };
    const char *why = NULL;
    cr_expect_eq(stream(decider, "x\nx\nx\n", &stats, &why), BYLAW_LIMIT);
    cr_expect_eq(stats.cases, 2);
    cr_expect_not_null(why);
    bylaw_decider_free(decider);
    bylaw_policy_free(policy);
}

Test(api, csv_goes_through_in_one_table)
{
    bylaw_policy *policy = policy_of(COURTESY, BYLAW_OK);
    bylaw_options options = { .size = sizeof options, .input = BYLAW_CSV, .output = BYLAW_CSV };
    bylaw_decider *decider = decider_of(policy, &options);
    bylaw_stats stats = { 0 };
    cr_expect_eq(stream(decider, "id,state\na,WV\n", &stats, NULL), BYLAW_OK);
    cr_expect_eq(stream(decider, "id,state\nb,OH\n", &stats, NULL), BYLAW_OK);
    cr_expect(begins(out.text, "case,status,actions,needs,values,errors\na,decided,"), "%s", out.text);
    cr_expect_not_null(strstr(out.text, "\nb,decided,"));
    cr_expect_null(strstr(out.text + 1, "\ncase,"), "the header stands once");
    bylaw_decider_free(decider);
    bylaw_policy_free(policy);
}

Test(api, a_file_that_cannot_be_read_is_told)
{
    bylaw_policy *policy = policy_of(COURTESY, BYLAW_OK);
    bylaw_decider *decider = decider_of(policy, NULL);
    bylaw_sinks sinks = { .size = sizeof sinks, .out = keep, .context = &out };
    bylaw_stats stats = { 0 };
    const char *why = NULL;
    cr_expect_eq(bylaw_stream(decider, -1, "cases", &sinks, &stats, &why), BYLAW_UNUSABLE);
    cr_expect_not_null(why);
    bylaw_decider_free(decider);
    bylaw_policy_free(policy);
}

static int swallow(void *context, const char *bytes, size_t n)
{
    (void)context, (void)bytes, (void)n;
    return 0;
}

Test(api, progress_is_told_every_65536_cases)
{
    enum { CASES = 70000 };
    bylaw_policy *policy = policy_of(COURTESY, BYLAW_OK);
    bylaw_decider *decider = decider_of(policy, NULL);
    FILE *file = tmpfile();
    cr_assert_not_null(file);
    for (int i = 0; i < CASES; i++)
        fputs("{}\n", file);
    rewind(file);
    bylaw_sinks sinks = { .size = sizeof sinks, .out = swallow, .context = &out, .progress = count_progress };
    bylaw_stats stats = { 0 };
    cr_expect_eq(bylaw_stream(decider, fileno(file), "cases", &sinks, &stats, NULL), BYLAW_OK);
    cr_expect_eq(stats.cases, CASES);
    cr_expect_eq(out.cases, 65536);
    fclose(file);
    bylaw_decider_free(decider);
    bylaw_policy_free(policy);
}

/* ---- threads ---- */

/* What the functions of sinks see when several threads decide. */
struct watch {
    atomic_int inside, met; /* how many are in one of them; how often that was more than one */
    pthread_t last;
    int changes;   /* of the thread that calls */
    uint64_t lines, told, stop_at;
    bool late;     /* something came after it was stopped */
    bool stopped;
};

static void enter(struct watch *watch)
{
    watch->met += atomic_fetch_add(&watch->inside, 1) != 0;
    watch->changes += !pthread_equal(watch->last, pthread_self());
    watch->last = pthread_self();
    watch->late = watch->late || watch->stopped;
}

static int watch_out(void *context, const char *bytes, size_t n)
{
    struct watch *watch = context;
    enter(watch);
    for (size_t i = 0; i < n; i++)
        watch->lines += bytes[i] == '\n';
    watch->stopped = watch->stop_at > 0 && watch->lines >= watch->stop_at;
    atomic_fetch_sub(&watch->inside, 1);
    return watch->stopped;
}

static int watch_talk(void *context, const char *bytes, size_t n)
{
    struct watch *watch = context;
    (void)bytes, (void)n;
    enter(watch);
    atomic_fetch_sub(&watch->inside, 1);
    return 0;
}

static void watch_progress(void *context, const bylaw_stats *stats)
{
    struct watch *watch = context;
    enter(watch);
    cr_expect_eq(stats->cases, ++watch->told * 65536);
    cr_expect_eq(stats->errors, stats->cases / 1000);
    atomic_fetch_sub(&watch->inside, 1);
}

static struct watch watch_stream(unsigned jobs, uint64_t stop_at, bylaw_stats *stats, bylaw_status expected)
{
    enum { CASES = 200000 };
    bylaw_policy *policy = policy_of(COURTESY, BYLAW_OK);
    bylaw_options options = { .size = sizeof options, .input = BYLAW_JSON, .output = BYLAW_JSON, .jobs = jobs };
    bylaw_decider *decider = decider_of(policy, &options);
    struct watch watch = { .last = pthread_self(), .stop_at = stop_at };
    bylaw_sinks sinks = { .size = sizeof sinks, .out = watch_out, .talk = watch_talk, .context = &watch, .progress = watch_progress };
    FILE *file = tmpfile();
    cr_assert_not_null(file);
    for (int i = 0; i < CASES; i++)
        fputs(i % 1000 == 999 ? "x\n" : "{\"state\":\"OH\"}\n", file);
    rewind(file);
    cr_expect_eq(bylaw_stream(decider, fileno(file), "cases", &sinks, stats, NULL), expected);
    fclose(file);
    bylaw_decider_free(decider);
    bylaw_policy_free(policy);
    return watch;
}

Test(api, several_threads_call_sinks_one_at_a_time)
{
    for (unsigned jobs = 1; jobs <= 4; jobs++) {
        bylaw_stats stats = { 0 };
        struct watch watch = watch_stream(jobs, 0, &stats, BYLAW_FAULT);
        cr_expect_eq(watch.met, 0);
        cr_expect_eq(watch.told, 200000 / 65536);
        cr_expect_eq(watch.lines, 200000);
        cr_expect_eq(stats.cases, 200000);
        cr_expect_eq(stats.errors, 200);
        cr_expect(jobs > 1 || watch.changes == 0);
    }
}

Test(api, a_sink_can_stop_several_threads)
{
    bylaw_stats one = { 0 }, many = { 0 };
    watch_stream(1, 100000, &one, BYLAW_UNUSABLE);
    struct watch watch = watch_stream(4, 100000, &many, BYLAW_UNUSABLE);
    cr_expect_not(watch.late);
    cr_expect_eq(watch.met, 0);
    cr_expect_eq(one.cases, 100000);
    cr_expect_eq(many.cases, one.cases);
    cr_expect_eq(many.bytes, one.bytes);
}

struct job {
    const bylaw_policy *policy;
    const char *json, *expected;
    int different;
};

static void *work(void *context)
{
    enum { TIMES = 20000 };
    struct job *job = context;
    bylaw_decider *decider;
    const char *decision;
    size_t length;
    if (bylaw_decider_new(job->policy, NULL, &decider, NULL) != BYLAW_OK)
        return NULL;
    for (int i = 0; i < TIMES; i++) {
        bylaw_decide(decider, job->json, strlen(job->json), &decision, &length);
        job->different += length != strlen(job->expected) || memcmp(decision, job->expected, length) != 0;
    }
    bylaw_decider_free(decider);
    return context;
}

Test(api, threads_share_a_policy)
{
    bylaw_policy *policy = policy_of("if state == WV and zip matches \"^2[45]\" then deny courtesy\n", BYLAW_OK);
    struct job jobs[] = {
        { policy, "{\"state\":\"WV\",\"zip\":\"25301\"}", DENIED("1"), 0 },
        { policy, "{\"state\":\"WV\",\"zip\":\"10001\"}", "{\"case\":1,\"status\":\"decided\",\"actions\":[]}", 0 },
    };
    pthread_t threads[2];
    void *done;
    for (int i = 0; i < 2; i++)
        cr_assert_eq(pthread_create(&threads[i], NULL, work, &jobs[i]), 0);
    for (int i = 0; i < 2; i++) {
        pthread_join(threads[i], &done);
        cr_expect_eq(done, &jobs[i]);
        cr_expect_eq(jobs[i].different, 0);
    }
    bylaw_policy_free(policy);
}

/* ---- nothing at all ---- */

/* ---- scenarios ---- */

static void keep_result(void *context, const bylaw_test_result *result)
{
    char line[512];
    int n = snprintf(line, sizeof line, "%s:%u:%u %s %s", result->file, result->line, result->row, result->title,
                     result->passed ? "passed" : "failed");
    keep(context, line, (size_t)n);
    keep(context, result->passed ? "; " : "\n", result->passed ? 2 : 1);
    cr_expect_eq(result->passed, result->trouble[0] == '\0');
}

static const char *const with_scenarios = "if ar > 1000 then deny refund\n"
                                          "scenario \"large\"\n  given ar = 1001\n  expect deny refund\n"
                                          "scenarios \"rows\"\n  | ar => action |\n  | 5 => nothing |\n  | 6 => deny refund |\n";

Test(api, scenarios_are_tried)
{
    bylaw_policy *policy = policy_of(with_scenarios, BYLAW_OK);
    bylaw_test_options how = { .size = sizeof how, .result = keep_result, .context = &out };
    bylaw_test_stats stats = { 0 };
    cr_expect_eq(bylaw_test(policy, &how, &stats), BYLAW_FAULT);
    cr_expect_str_eq(out.text, "desk.rules:2:0 large passed; desk.rules:7:1 rows passed; desk.rules:8:2 rows failed\n");
    cr_expect_eq(stats.scenarios, 3);
    cr_expect_eq(stats.passed, 2);
    cr_expect_eq(stats.failed, 1);
    bylaw_policy_free(policy);
}

Test(api, scenarios_are_chosen_by_their_titles)
{
    bylaw_policy *policy = policy_of(with_scenarios, BYLAW_OK);
    bylaw_test_options how = { .size = sizeof how, .filter = "lar", .engine = BYLAW_REFERENCE };
    bylaw_test_stats stats = { 0 };
    cr_expect_eq(bylaw_test(policy, &how, &stats), BYLAW_OK);
    cr_expect_eq(stats.passed + stats.failed, 1);
    cr_expect_eq(bylaw_test(policy, NULL, NULL), BYLAW_FAULT);
    bylaw_policy_free(policy);
}

Test(api, scenarios_of_a_faulty_policy_are_not_tried)
{
    bylaw_policy *policy = policy_of("if then", BYLAW_UNUSABLE);
    cr_expect_eq(bylaw_test(policy, NULL, NULL), BYLAW_UNUSABLE);
    bylaw_policy_free(policy);
}

static void hash_of(const char *text, char hash[BYLAW_HASH_SIZE])
{
    bylaw_policy *policy = policy_of(text, BYLAW_OK);
    bylaw_policy_hash(policy, hash);
    cr_assert_eq(strlen(hash), BYLAW_HASH_SIZE - 1u);
    bylaw_policy_free(policy);
}

Test(api, layout_and_comments_do_not_change_a_policys_hash)
{
    static const struct { const char *one, *other; int same; } rows[] = {
        { "if a then deny b", "# why\n\nif a\n  then deny b   # because\n\n", 1 },
        { "if a then reply \"\"\"\n    x\n      y\n    \"\"\"", "if a\n  then reply \"\"\"\n  x\n    y\n  \"\"\"", 1 },
        { "if a then deny b", "if a then deny c", 0 },
        { "if a then assign b", "if a then assign \"b\"", 0 },
        { "if a then reply \"b{c}\"", "if a then reply \"b{c} \"", 0 },
        { "if a matches \"^\\d$\" then deny b", "if a matches \"^d$\" then deny b", 0 },
        { "if a then deny b\nif c then deny d", "if c then deny d\nif a then deny b", 0 },
    };
    for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++) {
        char one[BYLAW_HASH_SIZE], other[BYLAW_HASH_SIZE];
        hash_of(rows[i].one, one);
        hash_of(rows[i].other, other);
        cr_expect_eq(strcmp(one, other) == 0, rows[i].same, "row %u", i);
    }
}

/* An empty file is an empty database. */
static void empty_database(char *path, char url[64])
{
    int fd = mkstemp(path);
    cr_assert(fd >= 0);
    close(fd);
    snprintf(url, 64, "sqlite:%s", path);
}

static bylaw_status apply_text(bylaw_applier *applier, const char *text, bylaw_apply_stats *applied)
{
    bylaw_sinks sinks = { .size = sizeof sinks, .out = keep, .talk = keep_talk, .context = &out };
    bylaw_stats stats = { 0 };
    int ends[2];
    cr_assert_eq(pipe(ends), 0);
    cr_assert_eq(write(ends[1], text, strlen(text)), (ssize_t)strlen(text));
    close(ends[1]);
    bylaw_status status = bylaw_apply(applier, ends[0], "cases", &sinks, &stats, applied, NULL);
    close(ends[0]);
    return status;
}

Test(api, decisions_are_carried_out_once)
{
    char path[] = "/tmp/bylaw-api-XXXXXX", url[64];
    empty_database(path, url);
    bylaw_policy *policy = policy_of("if ar > 1000 then assign Heather and note \"much\"", BYLAW_OK);
    bylaw_apply_options how = { .size = sizeof how, .db = url };
    bylaw_apply_stats applied = { 0 };
    bylaw_applier *applier;
    cr_assert_eq(bylaw_applier_new(policy, NULL, &how, &applier, NULL), BYLAW_OK);
    cr_expect_str_eq(bylaw_applier_trouble(applier), "");
    cr_expect_eq(apply_text(applier, "{\"case_id\":\"C\",\"ar\":2000}\n{\"case_id\":\"D\",\"ar\":1}\n", &applied), BYLAW_OK);
    cr_expect_eq(apply_text(applier, "{\"case_id\":\"C\",\"ar\":2000}\n{\"ar\":5}\n{\"case_id\":\"E\"}\n", &applied), BYLAW_FAULT);
    cr_expect_eq(applied.now, 2u);
    cr_expect_eq(applied.before, 1u);
    cr_expect_eq(applied.no, 2u);
    cr_expect_eq(applied.posted, 2u);
    cr_expect_eq(applied.updates + applied.would, 0u);
    cr_expect_not_null(strstr(out.text, "\"applied\":\"before\"}\n"));
    cr_expect_not_null(strstr(talk.text, "has no name"));
    bylaw_applier_free(applier);
    bylaw_policy_free(policy);
    unlink(path);
}

Test(api, an_applier_says_why_it_cannot_be_made)
{
    char path[] = "/tmp/bylaw-api-XXXXXX", url[64];
    empty_database(path, url);
    bylaw_policy *policy = policy_of("if a is known then update \"DELETE FROM t WHERE a = :a\"", BYLAW_OK);
    bylaw_apply_options how = { .size = sizeof how, .db = url }, nowhere = { .size = sizeof how, .db = "sqlite:/nowhere/x.db" };
    bylaw_applier *applier;
    const char *why;
    cr_expect_eq(bylaw_applier_new(policy, NULL, NULL, &applier, &why), BYLAW_UNUSABLE);
    cr_expect_not_null(strstr(why, "--db"));
    bylaw_applier_free(applier);
    cr_expect_eq(bylaw_applier_new(policy, NULL, &nowhere, &applier, &why), BYLAW_UNUSABLE);
    cr_expect_not_null(strstr(why, "/nowhere/x.db"));
    bylaw_applier_free(applier);
    cr_expect_eq(bylaw_applier_new(policy, NULL, &how, &applier, &why), BYLAW_UNUSABLE);
    cr_expect_not_null(strstr(why, "no such table: t"));
    cr_expect_not_null(strstr(bylaw_applier_trouble(applier), "desk.rules:1:27"));
    bylaw_applier_free(applier);
    bylaw_policy_free(policy);
    unlink(path);
}

Test(api, freeing_nothing_is_fine)
{
    bylaw_policy_free(NULL);
    bylaw_decider_free(NULL);
    bylaw_applier_free(NULL);
}
