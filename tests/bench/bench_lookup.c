/* One lookup a case on an SQLite file of a million rows: a bare loop of the prepared statement (bind, step, read, reset) against the whole
 * way of bylaw eval (cases as JSON in, the lookup, decisions as JSON out), in turns, in one process, on the same keys.
 *
 *     bench_lookup [CASES [ROWS]]
 *
 * Ends with 1 where the way reaches less than 60 % of the loop. */
#include "bylaw.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static const char sql[] = "SELECT amount, paid_status FROM invoices WHERE invoice_id = ?1";
static const char policy_text[] = "facts\n  invoice_id is text\n  billed is money\n"
                                  "lookup invoice from \"SELECT amount, paid_status FROM invoices WHERE invoice_id = :invoice_id\"\n"
                                  "  gives amount is money, paid_status is text\n"
                                  "if invoice is found and invoice.amount != billed then note \"{invoice.paid_status}\"\n";
enum { ROUNDS = 5, LEAST_PERCENT = 60 };

static void die(const char *what)
{
    fprintf(stderr, "bench_lookup: %s\n", what);
    exit(2);
}

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* The same keys for both, all over the file. */
static unsigned key_of(unsigned i, unsigned rows)
{
    return (unsigned)((unsigned long long)i * 2654435761u % rows);
}

static void run(sqlite3 *db, const char *text)
{
    if (sqlite3_exec(db, text, NULL, NULL, NULL) != SQLITE_OK)
        die(sqlite3_errmsg(db));
}

static void make_file(const char *path, unsigned rows)
{
    sqlite3 *db;
    sqlite3_stmt *stmt;
    char id[32];
    if (sqlite3_open(path, &db) != SQLITE_OK)
        die("cannot make the database");
    run(db, "PRAGMA synchronous = OFF; CREATE TABLE invoices (invoice_id text PRIMARY KEY, customer_id text, amount numeric, "
            "billing_period text, paid_status text); BEGIN");
    if (sqlite3_prepare_v2(db, "INSERT INTO invoices VALUES (?1, 'C-' || ?1, ?2, '2017-08', 'Open')", -1, &stmt, NULL) != SQLITE_OK)
        die(sqlite3_errmsg(db));
    for (unsigned i = 0; i < rows; i++) {
        sqlite3_bind_text(stmt, 1, id, snprintf(id, sizeof id, "I-%08u", i), SQLITE_STATIC);
        sqlite3_bind_double(stmt, 2, (i % 10000) / 100.0);
        sqlite3_step(stmt);
        sqlite3_reset(stmt);
    }
    sqlite3_finalize(stmt);
    run(db, "COMMIT");
    sqlite3_close(db);
}

static void make_cases(const char *path, unsigned cases, unsigned rows)
{
    FILE *file = fopen(path, "w");
    for (unsigned i = 0; i < cases && file != NULL; i++)
        fprintf(file, "{\"case_id\":\"C-%u\",\"invoice_id\":\"I-%08u\",\"billed\":12.5}\n", i, key_of(i, rows));
    if (file == NULL || fclose(file) != 0)
        die("cannot write the cases");
}

static double bare_loop(const char *path, unsigned cases, unsigned rows)
{
    sqlite3 *db;
    sqlite3_stmt *stmt;
    char id[32];
    unsigned found = 0;
    if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK ||
        sqlite3_prepare_v2(db, sql, -1, &stmt, NULL) != SQLITE_OK)
        die(sqlite3_errmsg(db));
    double start = seconds();
    for (unsigned i = 0; i < cases; i++) {
        sqlite3_bind_text(stmt, 1, id, snprintf(id, sizeof id, "I-%08u", key_of(i, rows)), SQLITE_STATIC);
        while (sqlite3_step(stmt) == SQLITE_ROW)
            found += sqlite3_column_text(stmt, 0) != NULL && sqlite3_column_text(stmt, 1) != NULL;
        sqlite3_reset(stmt);
    }
    double took = seconds() - start;
    sqlite3_finalize(stmt);
    sqlite3_close(db);
    if (found != cases)
        die("the loop does not find its rows");
    return cases / took;
}

static int count(void *context, const char *bytes, size_t n)
{
    (void)bytes;
    *(size_t *)context += n;
    return 0;
}

static double whole_way(const char *url, const char *cases_path, unsigned cases)
{
    bylaw_source source = { .path = "bench.rules", .text = policy_text, .length = sizeof policy_text - 1 };
    bylaw_options options = { .size = sizeof options, .input = BYLAW_JSON, .output = BYLAW_JSON, .db = url };
    bylaw_policy *policy;
    bylaw_decider *decider;
    bylaw_stats stats = { 0 };
    size_t bytes = 0;
    const char *why = "the policy has errors";
    if (bylaw_load(&source, 1, NULL, &policy) != BYLAW_OK || bylaw_decider_new(policy, &options, &decider, &why) != BYLAW_OK)
        die(why);
    bylaw_sinks sinks = { .size = sizeof sinks, .out = count, .context = &bytes };
    FILE *file = fopen(cases_path, "r");
    double start = seconds();
    bylaw_stream(decider, fileno(file), cases_path, &sinks, &stats, NULL);
    double took = seconds() - start;
    fclose(file);
    if (stats.decided != cases || bytes == 0)
        die("the cases are not decided");
    bylaw_decider_free(decider);
    bylaw_policy_free(policy);
    return cases / took;
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(double *of)
{
    qsort(of, ROUNDS, sizeof *of, by_size);
    return of[ROUNDS / 2];
}

int main(int argc, char **argv)
{
    unsigned cases = argc > 1 ? (unsigned)atoi(argv[1]) : 200000, rows = argc > 2 ? (unsigned)atoi(argv[2]) : 1000000;
    char folder[] = "/tmp/bench-lookup-XXXXXX", path[64], url[80], cases_path[64];
    double bare[ROUNDS], whole[ROUNDS];
    if (mkdtemp(folder) == NULL || cases == 0 || rows == 0)
        die("cannot begin");
    snprintf(path, sizeof path, "%s/shop.db", folder);
    snprintf(url, sizeof url, "sqlite:%s", path);
    snprintf(cases_path, sizeof cases_path, "%s/cases", folder);
    make_file(path, rows);
    make_cases(cases_path, cases, rows);
    for (int i = 0; i < ROUNDS; i++) {
        bare[i] = bare_loop(path, cases, rows);
        whole[i] = whole_way(url, cases_path, cases);
        printf("round %d: bare loop %.0f a second, bylaw %.0f a second\n", i + 1, bare[i], whole[i]);
    }
    unlink(path);
    unlink(cases_path);
    rmdir(folder);
    double percent = 100 * median(whole) / median(bare);
    printf("%u cases, %u rows: bylaw reaches %.0f %% of the bare loop (at least %d %% wanted)\n", cases, rows, percent, LEAST_PERCENT);
    return percent < LEAST_PERCENT;
}
