/* Sources of rows: SQLite and the rows of a file, by what the header promises. */
#include "lookup/lookup.h"
#include "value/date.h"
#include "value/decimal.h"
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static struct arena arena;
static struct buf why, out;
static char folder[64], path[128], url[160];

static const struct type_symbol symbols[] = { { STR("Professional_2A"), STR("Professional 2A") }, { STR("SMB"), STR("SMB") } };
static const struct type level = { .kind = TYPE_SET, .symbols = symbols, .n_symbols = 2 };

static void set_up(void)
{
    arena_init(&arena, NULL);
    buf_init(&why, NULL);
    buf_init(&out, NULL);
    strcpy(folder, "/tmp/bylaw-lookup-XXXXXX");
    cr_assert_not_null(mkdtemp(folder));
    sprintf(path, "%s/shop.db", folder);
    sprintf(url, "sqlite:%s", path);
    fclose(fopen(path, "w"));
}

static void tear_down(void)
{
    char command[200];
    sprintf(command, "rm -rf %s", folder);
    cr_assert_eq(system(command), 0);
    arena_free(&arena);
    buf_free(&why);
    buf_free(&out);
}

TestSuite(lookup, .init = set_up, .fini = tear_down, .timeout = 60);

static const char *said(void)
{
    buf_char(&why, '\0');
    why.n = 0;
    return why.p;
}

static struct lookup_source *open_(bool writable)
{
    enum lookup_status status;
    struct lookup_source *source = lookup_open(str_from(url), writable, &status, &why, NULL);
    cr_assert_not_null(source, "%s", said());
    cr_assert_eq(status, LOOKUP_OK);
    return source;
}

static uint64_t run(struct lookup_source *source, const char *sql)
{
    uint64_t touched;
    cr_assert_eq(lookup_execute(source, str_from(sql), NULL, 0, NULL, &touched, &why), LOOKUP_OK, "%s", said());
    return touched;
}

/* The tables of the tests. */
static void fill(const char *sql)
{
    struct lookup_source *source = open_(true);
    run(source, "CREATE TABLE IF NOT EXISTS invoices (invoice_id text PRIMARY KEY, amount numeric, r real, status text, provisioned integer,"
                "day text, at text, level text, any)");
    if (sql != NULL)
        run(source, sql);
    lookup_close(source);
}

static struct lookup_param by[4];
static struct lookup_field gives[8];
static struct lookup lookups[3];
static uint32_t n_lookups;

static struct lookup *declare(const char *name, const char *sql, const struct type *param, const struct type *field)
{
    struct lookup *lookup = &lookups[n_lookups];
    by[n_lookups] = (struct lookup_param){ .name = STR("p"), .type = param };
    gives[n_lookups] = (struct lookup_field){ .name = STR("f"), .type = field };
    *lookup = (struct lookup){ .name = str_from(name), .sql = str_from(sql), .params = &by[n_lookups], .n_params = param != NULL,
                               .fields = &gives[n_lookups], .n_fields = 1 };
    n_lookups++;
    return lookup;
}

static void prepare(struct lookup_source *source)
{
    uint32_t faulty;
    cr_assert_eq(lookup_prepare(source, lookups, n_lookups, &faulty, &why), LOOKUP_OK, "%s", said());
}

/* The rows' first fields, as JSON, blanks between; or ! and the error. */
static const char *ask(struct lookup_source *source, uint32_t index, struct value param)
{
    struct host host = lookup_host(source);
    struct host_rows rows;
    struct str wrong = { 0 };
    out.n = 0;
    if (host.ask(host.context, index, &param, &arena, &rows, &wrong) == HOST_FAILED)
        buf_printf(&out, "!%.*s", STR_ARG(wrong));
    else
        for (uint32_t i = 0; i < rows.n; i++) {
            buf_cstr(&out, i > 0 ? " " : "");
            value_json(&out, rows.at[i * lookups[index].n_fields], lookups[index].fields[0].type);
        }
    buf_char(&out, '\0');
    return out.p;
}

static struct value text(const char *s) { return value_text(str_from(s)); }

static struct value number(const char *s)
{
    struct value value = value_int(VALUE_NUMBER, 0);
    cr_assert_eq(decimal_parse(str_from(s), true, &value.i), DECIMAL_OK);
    return value;
}

static const struct type *simple(enum type_kind kind) { return type_simple(kind); }

/* What a field of TYPE is where the column holds SQL. */
static void reads(const char *sql, const struct type *type, const char *expected)
{
    char whole[300];
    sprintf(whole, "SELECT %s", sql);
    n_lookups = 0;
    declare("x", whole, NULL, type);
    struct lookup_source *source = open_(false);
    prepare(source);
    cr_expect_str_eq(ask(source, 0, value_unknown()), expected, "%s: %s", sql, out.p);
    lookup_close(source);
}

Test(lookup, columns)
{
    fill(NULL);
    reads("12.1", simple(TYPE_MONEY), "12.10");
    reads("CAST(12.1 AS REAL)", simple(TYPE_MONEY), "12.10");
    reads("0.1 + 0.2", simple(TYPE_NUMBER), "0.3");
    reads("'12.50'", simple(TYPE_MONEY), "12.50");
    reads("12.0", simple(TYPE_WHOLE), "12");
    reads("9223372036854", simple(TYPE_MONEY), "9223372036854.00");
    reads("9223372036855", simple(TYPE_NUMBER), "!found 9223372036855 as f, expected a number of less than 9.2 trillion");
    reads("1.0 / 3", simple(TYPE_NUMBER),
          "!found \"0.333333333333333\" as f, expected a number with at most six decimal places; round it in the SQL");
    reads("'abc'", simple(TYPE_MONEY),
          "!found \"abc\" as f, expected an amount (a number such as 35.00, without currency sign or separators)");
    reads("NULL", simple(TYPE_MONEY), "null");
    reads("1", simple(TYPE_BOOL), "true");
    reads("0", simple(TYPE_NUMBER), "0");
    reads("'f'", simple(TYPE_BOOL), "false");
    reads("2", simple(TYPE_BOOL), "!found 2 as f, expected yes or no");
    reads("x'4142'", simple(TYPE_TEXT), "!found bytes (a blob) as f, expected a text");
    reads("CAST(x'C328' AS text)", simple(TYPE_TEXT), "!f is no Unicode text: it has bytes that are not UTF-8");
    reads("12", simple(TYPE_TEXT), "\"12\"");
    reads("''", simple(TYPE_TEXT), "\"\"");
    reads("'Professional 2A'", &level, "\"Professional 2A\"");
    reads("'Profesional 2A'", &level,
          "!found \"Profesional 2A\" as f, expected one of Professional 2A, SMB; did you mean \"Professional 2A\"?");
    reads("'2017-08-10'", simple(TYPE_DATE), "\"2017-08-10\"");
    reads("'2017-02-30'", simple(TYPE_DATE), "!found \"2017-02-30\" as f, expected a date such as 2017-08-10");
    reads("'2017-08-10 14:00:00'", simple(TYPE_MOMENT), "\"2017-08-10T14:00:00Z\"");
    reads("'2017-08-10 14:00:00+02'", simple(TYPE_MOMENT), "\"2017-08-10T12:00:00Z\"");
    reads("'2017-08-10T14:00:00.5-05:30'", simple(TYPE_MOMENT), "\"2017-08-10T19:30:00.5Z\"");
    reads("'14:30'", simple(TYPE_TIME), "\"14:30:00\"");
    reads("'P30D'", simple(TYPE_DURATION), "\"P30D\"");
}

/* What comes back of a parameter, as the database shows it. */
static void binds(const char *sql, const struct type *type, struct value value, const char *expected)
{
    char whole[300];
    sprintf(whole, "SELECT %s", sql);
    n_lookups = 0;
    declare("x", whole, type, simple(TYPE_TEXT));
    struct lookup_source *source = open_(false);
    prepare(source);
    cr_expect_str_eq(ask(source, 0, value), expected, "%s: %s", sql, out.p);
    lookup_close(source);
}

Test(lookup, parameters)
{
    fill("INSERT INTO invoices (invoice_id, amount, r) VALUES ('I-1', 12.1, 12.1)");
    binds(":p || '/' || typeof(:p)", simple(TYPE_MONEY), number("12.10"), "\"12.1/real\"");
    binds(":p || '/' || typeof(:p)", simple(TYPE_MONEY), number("12"), "\"12/integer\"");
    binds(":p", simple(TYPE_NUMBER), number("9223372036854.775807"), "\"9223372036854.775807\"");
    binds(":p", simple(TYPE_NUMBER), number("-999999999.999999"), "\"-999999999.999999\"");
    binds(":p > 100", simple(TYPE_NUMBER), number("12.5"), "\"0\"");
    binds("invoice_id FROM invoices WHERE amount = :p AND r = :p", simple(TYPE_MONEY), number("12.1"), "\"I-1\"");
    binds("sum(amount) > :p FROM invoices", simple(TYPE_MONEY), number("12.05"), "\"1\"");
    binds(":p || typeof(:p)", simple(TYPE_BOOL), value_bool(true), "\"1integer\"");
    binds(":p", &level, value_int(VALUE_SYMBOL, 0), "\"Professional 2A\"");
    binds("length(:p) || typeof(:p)", simple(TYPE_TEXT), text(""), "\"0text\"");
    binds(":p || ':p' || \"invoice_id\" /* :q */ FROM invoices -- :r", simple(TYPE_TEXT), text("'; --"), "\"'; --:pI-1\"");
    struct value moment = { .kind = VALUE_MOMENT };
    cr_assert(moment_parse(STR("2017-08-10T01:00:00+02:00"), &moment.i, &moment.offset));
    binds(":p", simple(TYPE_MOMENT), moment, "\"2017-08-09T23:00:00Z\"");
    struct value day = { .kind = VALUE_DATE };
    cr_assert(date_parse(STR("2017-08-10"), &day.i));
    binds(":p", simple(TYPE_DATE), day, "\"2017-08-10\"");
    binds("unistr FROM (SELECT :p AS unistr)", simple(TYPE_DURATION), value_int(VALUE_DURATION, 2 * 3600 * DATE_SECOND), "\"PT2H\"");
}

static void refuses(const char *sql, const char *expected)
{
    uint32_t faulty = 7;
    n_lookups = 0;
    declare("first", "SELECT 1", NULL, simple(TYPE_NUMBER));
    declare("x", sql, simple(TYPE_TEXT), simple(TYPE_TEXT));
    struct lookup_source *source = open_(false);
    cr_expect_eq(lookup_prepare(source, lookups, 2, &faulty, &why), LOOKUP_WRONG, "%s", sql);
    cr_expect_eq(faulty, 1);
    cr_expect_str_eq(said(), expected, "%s: %s", sql, why.p);
    lookup_close(source);
}

Test(lookup, only_one_question)
{
    fill(NULL);
    refuses("SELECT amont FROM invoices", "the database refuses it: no such column: amont");
    refuses("SELECT \"amont\" FROM invoices", "the database refuses it: no such column: amont");
    refuses("SELECT amount FROM invoice", "the database refuses it: no such table: invoice");
    refuses("SELECT amount, status FROM invoices", "it gives 2 columns, but the lookup names 1 (f)");
    refuses("SELECT amount FROM invoices WHERE status = :q", "nothing gives :q its value");
    refuses("SELECT 1; DROP TABLE invoices", "it is more than one statement");
    refuses("DELETE FROM invoices", "it is no question: a lookup asks with one SELECT");
    refuses("WITH x AS (SELECT 1) DELETE FROM invoices RETURNING status", "it is no question: a lookup asks with one SELECT");
    refuses("PRAGMA user_version", "it is no question: a lookup asks with one SELECT");
    refuses("ATTACH 'x' AS y", "it is no question: a lookup asks with one SELECT");
    refuses("SELECT load_extension('x')", "it may only read rows");
    refuses("SELECT name FROM pragma_table_info('invoices')", "it may only read rows");
    refuses("SELECT ?", "its values are to be written as :name");
    refuses("SELECT [a :p]", "the database refuses it: no such column: a ?1");
    refuses("", "there is no statement in it");
}

Test(lookup, a_journal_that_is_not_there_yet)
{
    fill(NULL);
    refuses("SELECT 1 FROM bylaw_journal", "the database refuses it: no such table: bylaw_journal");
    n_lookups = 0;
    declare("history", "SELECT count(*) FROM bylaw_journal", NULL, simple(TYPE_NUMBER))->optional = true;
    declare("one", "SELECT amount FROM invoices WHERE invoice_id = :p", simple(TYPE_TEXT), simple(TYPE_MONEY))->optional = true;
    struct lookup_source *source = open_(false);
    prepare(source);
    cr_expect(!lookup_has(source, 0), "nobody answers it");
    cr_expect(lookup_has(source, 1));
    struct host host = lookup_host(source);
    cr_expect(!host_answers(&host, &lookups[0], 0));
    lookup_close(source);
    fill("CREATE TABLE bylaw_journal (case_id text)");
    source = open_(false);
    prepare(source);
    cr_expect(lookup_has(source, 0));
    lookup_close(source);
    n_lookups = 0;
    declare("history", "SELECT amount FROM bylaw_jurnal", NULL, simple(TYPE_NUMBER))->optional = true;
    uint32_t faulty = 7;
    source = open_(false);
    cr_expect_eq(lookup_prepare(source, lookups, 1, &faulty, &why), LOOKUP_WRONG, "a slip is one, optional or not");
    lookup_close(source);
}

Test(lookup, rows_found)
{
    fill("INSERT INTO invoices (invoice_id, status, amount) VALUES ('I-1', 'Open', 1), ('I-2', 'Open', 2), ('I-3', 'Paid', NULL)");
    n_lookups = 0;
    declare("one", "SELECT amount FROM invoices WHERE invoice_id = :p", simple(TYPE_TEXT), simple(TYPE_MONEY));
    declare("few", "SELECT amount FROM invoices WHERE status = :p ORDER BY invoice_id", simple(TYPE_TEXT), simple(TYPE_MONEY))->many = true;
    declare("two", "SELECT amount FROM invoices WHERE amount > -5 OR :p = 'x' ORDER BY invoice_id", simple(TYPE_TEXT), simple(TYPE_MONEY));
    struct lookup_source *source = open_(false);
    prepare(source);
    cr_expect_str_eq(ask(source, 0, text("I-1")), "1.00");
    cr_expect_str_eq(ask(source, 0, text("I-9")), "");
    cr_expect_str_eq(ask(source, 0, text("I-3")), "null");
    cr_expect_str_eq(ask(source, 0, text("' OR 1=1 --")), "");
    cr_expect_str_eq(ask(source, 1, text("Open")), "1.00 2.00");
    cr_expect_str_eq(ask(source, 2, text("x")), "1.00 2.00", "two rows tell enough: %s", out.p);
    lookup_case_end(source);
    cr_expect_str_eq(ask(source, 0, text("I-2")), "2.00");
    lookup_close(source);
}

Test(lookup, one_state_a_case)
{
    fill("INSERT INTO invoices (invoice_id, amount) VALUES ('I-1', 1)");
    n_lookups = 0;
    declare("a", "SELECT amount FROM invoices WHERE invoice_id = :p", simple(TYPE_TEXT), simple(TYPE_MONEY));
    declare("b", "SELECT amount FROM invoices WHERE invoice_id = :p", simple(TYPE_TEXT), simple(TYPE_MONEY));
    struct lookup_source *writer = open_(true), *source = open_(false);
    prepare(source);
    uint64_t touched;
    cr_expect_str_eq(ask(source, 0, text("I-1")), "1.00");
    cr_expect_eq(lookup_begin(writer, &why), LOOKUP_OK);
    cr_expect_eq(run(writer, "UPDATE invoices SET amount = 2"), 1);
    cr_expect_eq(lookup_commit(writer, &why), LOOKUP_AGAIN, "a reader is there");
    cr_expect_str_eq(ask(source, 1, text("I-1")), "1.00");
    lookup_case_end(source);
    cr_expect_eq(lookup_commit(writer, &why), LOOKUP_OK);
    cr_expect_str_eq(ask(source, 1, text("I-1")), "2.00");
    lookup_case_end(source);
    cr_expect_eq(lookup_execute(source, STR("DELETE FROM invoices"), NULL, 0, NULL, &touched, &why), LOOKUP_WRONG);
    lookup_close(source);
    lookup_close(writer);
}

static bool count(void *context, const struct str *columns, uint32_t n)
{
    struct buf *to = context;
    for (uint32_t i = 0; i < n; i++)
        buf_printf(to, "%s%.*s", i ? "," : "", columns[i].p ? (int)columns[i].n : 4, columns[i].p ? columns[i].p : "NULL");
    buf_char(to, ';');
    return to->n < 20;
}

Test(lookup, writing)
{
    struct lookup_param params[2] = { { STR("id"), simple(TYPE_TEXT), false }, { STR("amount"), simple(TYPE_MONEY), false } };
    struct value values[2] = { text("I'1"), number("12.10") };
    struct str insert = STR("INSERT INTO invoices (invoice_id, amount, status) VALUES (:id, :amount, :id || ':id')");
    fill(NULL);
    struct lookup_source *source = open_(true);
    uint64_t touched;
    n_lookups = 0;
    declare("one", "SELECT amount FROM invoices WHERE invoice_id = :p", simple(TYPE_TEXT), simple(TYPE_MONEY));
    prepare(source);
    cr_expect_eq(lookup_check_update(source, insert, params, 2, &why), LOOKUP_OK, "%s", said());
    cr_expect_eq(lookup_begin(source, &why), LOOKUP_OK);
    cr_expect_eq(lookup_execute(source, insert, params, 2, values, &touched, &why), LOOKUP_OK, "%s", said());
    cr_expect_eq(touched, 1);
    cr_expect_str_eq(ask(source, 0, text("I'1")), "12.10", "what is written is seen");
    lookup_case_end(source);
    lookup_rollback(source);
    cr_expect_str_eq(ask(source, 0, text("I'1")), "");
    values[1] = value_unknown();
    cr_expect_eq(lookup_begin(source, &why), LOOKUP_OK);
    cr_expect_eq(lookup_execute(source, insert, params, 2, values, &touched, &why), LOOKUP_OK, "%s", said());
    cr_expect_eq(lookup_execute(source, insert, params, 2, values, &touched, &why), LOOKUP_REFUSED);
    cr_expect_str_eq(said(), "the database refuses it: UNIQUE constraint failed: invoices.invoice_id");
    cr_expect_eq(lookup_commit(source, &why), LOOKUP_OK, "%s", said());
    out.n = 0;
    cr_expect_eq(lookup_query(source, STR("SELECT invoice_id, amount, status FROM invoices WHERE invoice_id = :id"), params, 1, values,
                              count, &out, &why), LOOKUP_OK);
    buf_char(&out, '\0');
    cr_expect_str_eq(out.p, "I'1,NULL,I'1:id;");
    cr_expect_eq(lookup_check_update(source, STR("UPDATE invoices SET amont = 1"), NULL, 0, &why), LOOKUP_WRONG);
    cr_expect_str_eq(said(), "the database refuses it: no such column: amont");
    cr_expect_eq(lookup_check_update(source, STR("DROP TABLE invoices"), NULL, 0, &why), LOOKUP_WRONG);
    cr_expect_str_eq(said(), "an update is one UPDATE, INSERT or DELETE");
    lookup_close(source);
}

static void cannot_open(const char *where, bool writable, const char *expected)
{
    enum lookup_status status = LOOKUP_OK;
    cr_expect_null(lookup_open(str_from(where), writable, &status, &why, NULL));
    cr_expect_eq(status, LOOKUP_WRONG);
    const char *got = said();
    cr_expect(strstr(got, expected) != NULL, "%s: %s", where, got);
}

Test(lookup, what_cannot_be_opened)
{
    char missing[200];
    sprintf(missing, "sqlite:%s/none.db", folder);
    cannot_open(missing, false, "none.db' cannot be opened: No such file or directory");
    cannot_open(missing, true, "none.db' cannot be opened: No such file or directory");
    cannot_open("sqlite:", false, "sqlite:FILE");
    cannot_open("mysql://u:secret@h/d", false, "a database is given as sqlite:FILE or postgresql://USER@HOST/NAME");
    FILE *file = fopen(path, "w");
    for (int i = 0; i < 1000; i++)
        fputs("no database at all\n", file);
    fclose(file);
    cannot_open(url, false, "shop.db' is not an SQLite database");
}

/* ---- the rows of a file ---- */

static struct lookup_source *rows(const char *json)
{
    enum lookup_status status;
    struct lookup_source *source =
        lookup_rows(json, strlen(json), STR("rows.json"), lookups, n_lookups, &status, &why, NULL);
    cr_expect_eq(source != NULL, status == LOOKUP_OK);
    return source;
}

static void rows_refused(const char *json, const char *expected)
{
    struct lookup_source *source = rows(json);
    cr_expect_null(source, "%s", json);
    lookup_close(source);
    cr_expect_str_eq(said(), expected, "%s: %s", json, why.p);
}

Test(lookup, rows_of_a_file)
{
    n_lookups = 0;
    declare("one", "", simple(TYPE_NUMBER), simple(TYPE_MONEY));
    declare("few", "", NULL, simple(TYPE_TEXT))->many = true;
    declare("none", "", NULL, simple(TYPE_TEXT));
    struct lookup_source *source = rows("\xEF\xBB\xBF{\"one\":[{\"p\":\"1.0\",\"f\":\"12.50\",\"more\":[1]},{\"p\":2,\"f\":null},{\"p\":3},"
                                        "{\"p\":4,\"f\":\"x\"},{\"p\":5,\"f\":1},{\"p\":5,\"f\":2},{\"p\":5,\"f\":3},{\"p\":null,\"f\":1},"
                                        "{\"p\":6,\"f\":{}}], \"few\":[{\"f\":\"a\\u00e4\"},{\"f\":12},{\"f\":true}],\"other\":{}}\n");
    cr_assert_not_null(source, "%s", said());
    cr_expect(lookup_has(source, 0));
    cr_expect_not(lookup_has(source, 2));
    cr_expect_str_eq(ask(source, 0, number("1")), "12.50");
    cr_expect_str_eq(ask(source, 0, number("2")), "null");
    cr_expect_str_eq(ask(source, 0, number("3")), "null");
    cr_expect_str_eq(ask(source, 0, number("4")), "!found \"x\" as f, expected an amount (a number such as 35.00, without currency sign or separators)");
    cr_expect_str_eq(ask(source, 0, number("5")), "1.00 2.00");
    cr_expect_str_eq(ask(source, 0, number("6")), "!found an object or a list as f, expected an amount (a number such as 35.00, without currency sign or separators)");
    cr_expect_str_eq(ask(source, 0, number("7")), "");
    cr_expect_str_eq(ask(source, 1, value_unknown()), "\"aä\" \"12\" \"true\"");
    cr_expect_str_eq(ask(source, 2, value_unknown()), "!rows.json has no rows of it: give \"none\": [], if there are none");
    lookup_close(source);
}

Test(lookup, rows_that_cannot_be_used)
{
    n_lookups = 0;
    declare("one", "", simple(TYPE_NUMBER), simple(TYPE_MONEY));
    rows_refused("", "the rows in rows.json are no JSON: line 1: there is nothing");
    rows_refused("[]", "rows.json: expected an object with a list of rows for each lookup");
    rows_refused("{\"one\":{}}", "rows.json: one: expected a list of rows, [{…}, …]");
    rows_refused("{\"one\":[\n1]}", "rows.json: row 1 of one: expected an object such as {\"amount\": \"12.50\"}");
    rows_refused("{\"one\":[{\"f\":1}]}", "rows.json: row 1 of one: it has no p, by which the lookup asks");
    rows_refused("{\"one\":[{\"p\":1},{\"p\":\"x\"}]}", "rows.json: row 2 of one: found \"x\" as p, expected a number");
    rows_refused("{\"one\":[{\"p\":1,\"p\":1}]}", "rows.json: row 1 of one: p is given twice");
    rows_refused("{\"one\":[],\"one\":[]}", "rows.json: one is given twice");
    rows_refused("{\"one\":[{\"p\":1}\n}", "the rows in rows.json are no JSON: line 2: expected a comma or ] after an element");
    rows_refused("{\"one\":[{\"p\":1}]}{", "the rows in rows.json are no JSON: line 1: something stands behind the object");
    rows_refused("{\"one\":[{\"p\":tru}]}", "the rows in rows.json are no JSON: line 1: expected a value");
    rows_refused("{\"one\":[{\"p\":\"\\x\"}]}", "the rows in rows.json are no JSON: line 1: a text is no Unicode, or has a \\ that begins no escape");
    rows_refused("{\"one", "the rows in rows.json are no JSON: line 1: a text in quotes does not end");
    rows_refused("{\"x\":[[[}", "the rows in rows.json are no JSON: line 1: expected a value");
}
