/* What bylaw test tells of scenarios, in each of its formats. */
#include "cli/commands.h"
#include "cli/test_run.h"

#include <stdlib.h>
#include <string.h>

static void show(FILE *out, const char *text)
{
    bylaw_show(text, strlen(text), output_put, out);
}

/* A file's name need not be text: as on a terminal, then by ESCAPE. */
static void put_file(FILE *out, const char *file, void (*escape)(FILE *out, const char *text))
{
    char *shown = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&shown, &size);
    if (stream != NULL) {
        show(stream, file);
        fclose(stream);
    }
    escape(out, shown != NULL ? shown : "?");
    free(shown);
}

/* ---- text ---- */

static void put_name(FILE *out, const bylaw_test_result *result)
{
    show(out, result->title);
    if (result->row > 0)
        fprintf(out, ", row %u", result->row);
}

static void result_text(FILE *out, const bylaw_test_result *result)
{
    if (result->passed)
        return;
    fprintf(out, "FAILED ");
    put_name(out, result);
    fprintf(out, "  (");
    show(out, result->file);
    fprintf(out, ":%u)\n%s", result->line, result->trouble);
}

/* ---- JSON ---- */

static void result_json(FILE *out, const bylaw_test_result *result)
{
    fprintf(out, "{\"file\":");
    put_file(out, result->file, output_json);
    fprintf(out, ",\"line\":%u,\"scenario\":", result->line);
    output_json(out, result->title);
    if (result->row > 0)
        fprintf(out, ",\"row\":%u", result->row);
    fprintf(out, ",\"status\":\"%s\"", result->passed ? "passed" : "failed");
    if (!result->passed) {
        fprintf(out, ",\"trouble\":");
        output_json(out, result->trouble);
    }
    fprintf(out, "}\n");
}

/* ---- TAP ---- */

static void put_tap(FILE *out, const char *text)
{
    for (const char *p = text; *p != '\0'; p++) /* a # begins a directive */
        if (*p == '#' || *p == '\\')
            fprintf(out, "\\%c", *p);
        else
            putc((unsigned char)*p < 0x20 ? ' ' : *p, out);
}

static void result_tap(FILE *out, const bylaw_test_result *result, uint64_t number)
{
    fprintf(out, "%s %llu - ", result->passed ? "ok" : "not ok", (unsigned long long)number);
    put_tap(out, result->title);
    if (result->row > 0)
        fprintf(out, ", row %u", result->row);
    putc('\n', out);
    for (const char *p = result->trouble; *p != '\0';) {
        int n = (int)strcspn(p, "\n");
        fprintf(out, "# %.*s\n", n, p);
        p += n + (p[n] == '\n');
    }
}

/* ---- JUnit ---- */

/* XML has no control characters, nor U+FFFE and U+FFFF. */
static void put_xml(FILE *out, const char *text)
{
    for (const char *p = text; *p != '\0'; p++)
        switch (*p) {
        case '\xef':
            if (p[1] == '\xbf' && (p[2] == '\xbe' || p[2] == '\xbf')) {
                putc('?', out);
                p += 2;
            } else {
                putc(*p, out);
            }
            break;
        case '&': fprintf(out, "&amp;"); break;
        case '<': fprintf(out, "&lt;"); break;
        case '>': fprintf(out, "&gt;"); break;
        case '"': fprintf(out, "&quot;"); break;
        default: putc((unsigned char)*p < 0x20 && *p != '\n' ? ' ' : *p, out);
        }
}

static void result_junit(FILE *out, const bylaw_test_result *result)
{
    fprintf(out, "    <testcase classname=\"");
    put_file(out, result->file, put_xml);
    fprintf(out, "\" name=\"");
    put_xml(out, result->title);
    if (result->row > 0)
        fprintf(out, ", row %u", result->row);
    fprintf(out, "\" line=\"%u\"%s>", result->line, result->passed ? "/" : "");
    if (!result->passed) {
        fprintf(out, "\n      <failure message=\"not as expected\">");
        put_xml(out, result->trouble);
        fprintf(out, "      </failure>\n    </testcase>");
    }
    putc('\n', out);
}

/* Begins with what it holds. Where there is no memory for that, the suite is told without its figures. */
static void begin_suite(struct testing *testing)
{
    testing->suite = open_memstream(&testing->suite_text, &testing->suite_size);
    if (testing->suite != NULL)
        return;
    testing->suite = stdout;
    printf("  <testsuite name=\"");
    put_file(stdout, testing->file, put_xml);
    printf("\">\n");
}

static void end_suite(struct testing *testing, uint64_t passed, uint64_t failed)
{
    if (testing->suite != stdout) {
        fclose(testing->suite);
        printf("  <testsuite name=\"");
        put_file(stdout, testing->file, put_xml);
        printf("\" tests=\"%llu\" failures=\"%llu\" errors=\"%u\">\n", (unsigned long long)(passed + failed + testing->errors),
               (unsigned long long)failed, testing->errors);
        fwrite(testing->suite_text, 1, testing->suite_size, stdout);
        free(testing->suite_text);
    }
    printf("  </testsuite>\n");
}

/* ---- all ---- */

/* Standard output is the page's. */
static void result_aside(const bylaw_test_result *result)
{
    if (!result->passed)
        say("'%s' failed (%s:%u): without --format its failure is told at length", result->title, result->file, result->line);
}

void results_begin(const struct testing *testing)
{
    if (testing->opts->results == RESULTS_TAP)
        printf("TAP version 13\n");
    if (testing->opts->results == RESULTS_JUNIT)
        printf("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n");
}

void results_begin_file(struct testing *testing)
{
    testing->suite = stdout;
    testing->errors = 0;
    if (testing->opts->results == RESULTS_JUNIT)
        begin_suite(testing);
}

void results_one(struct testing *testing, const bylaw_test_result *result)
{
    testing->number++;
    switch (testing->opts->results) {
    case RESULTS_TEXT: result_text(testing->suite, result); break;
    case RESULTS_JSON: result_json(testing->suite, result); break;
    case RESULTS_TAP: result_tap(testing->suite, result, testing->number); break;
    case RESULTS_JUNIT: result_junit(testing->suite, result); break;
    case RESULTS_HTML: case RESULTS_LCOV: result_aside(result); break;
    }
}

/* Whoever reads but this must not take the file for a fine one. */
void results_unusable(struct testing *testing)
{
    switch (testing->opts->results) {
    case RESULTS_JSON:
        printf("{\"file\":");
        put_file(stdout, testing->file, output_json);
        printf(",\"status\":\"unusable\"}\n");
        break;
    case RESULTS_TAP:
        printf("not ok %llu - ", (unsigned long long)++testing->number);
        put_file(stdout, testing->file, put_tap);
        printf(" cannot be tried\n");
        break;
    case RESULTS_JUNIT:
        fprintf(testing->suite, "    <testcase classname=\"");
        put_file(testing->suite, testing->file, put_xml);
        fprintf(testing->suite, "\" name=\"all\">\n      <error message=\"it cannot be tried: standard error tells why\"/>\n    </testcase>\n");
        testing->errors++;
        break;
    default: break;
    }
}

void results_end_file(struct testing *testing, const bylaw_test_stats *before)
{
    uint64_t passed = testing->stats.passed - before->passed, failed = testing->stats.failed - before->failed;
    if (testing->opts->results == RESULTS_JUNIT)
        end_suite(testing, passed, failed);
    if (testing->opts->results != RESULTS_TEXT || passed + failed == 0)
        return;
    show(stdout, testing->file);
    printf(": %llu passed", (unsigned long long)passed);
    if (failed > 0)
        printf(", %llu failed", (unsigned long long)failed);
    putchar('\n');
}

void results_end(const struct testing *testing)
{
    unsigned long long passed = testing->stats.passed, failed = testing->stats.failed;
    switch (testing->opts->results) {
    case RESULTS_TEXT: printf("%llu passed, %llu failed\n", passed, failed); break;
    case RESULTS_JSON: printf("{\"passed\":%llu,\"failed\":%llu}\n", passed, failed); break;
    case RESULTS_TAP: printf("1..%llu\n", (unsigned long long)testing->number); break;
    case RESULTS_JUNIT: printf("</testsuites>\n"); break;
    case RESULTS_HTML: case RESULTS_LCOV: break;
    }
}
