/* What is a parameter in SQL, and what is one statement. */
#include "value/sql.h"
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

/* The parameters of SQL, a blank behind each; ! where a quote does not end, # for a parameter that is none of ours. */
static const char *params(const char *sql)
{
    static char out[1000];
    struct str s = str_from(sql);
    uint32_t i = 0;
    struct sql_token token;
    out[0] = '\0';
    while ((token = sql_next(s, &i)).kind != SQL_END) {
        cr_assert_lt(token.from, token.to);
        cr_assert_eq(i, token.to);
        if (token.kind == SQL_PARAM)
            sprintf(out + strlen(out), "%.*s ", STR_ARG(token.name));
        strcat(out, token.kind == SQL_NUMBERED ? "# " : token.kind == SQL_UNCLOSED ? "!" : "");
    }
    return out;
}

Test(sql, parameters)
{
    cr_expect_str_eq(params("SELECT a FROM t WHERE b = :b AND c=:c_1;"), "b c_1 ");
    cr_expect_str_eq(params(":a:b :c.d.e :f.\n:größe:"), "a b c.d.e f größe ");
    cr_expect_str_eq(params("a::text, :b::numeric(10,2) : c ::d"), "b ");
    cr_expect_str_eq(params("':a' ':b'':c' \":d\" `:e` :f"), "f ");
    cr_expect_str_eq(params("E'it\\':a' 'it\\' :b ' :c"), "b !");
    cr_expect_str_eq(params("fee':x' :c"), "c ");
    cr_expect_str_eq(params("-- :a 'b\n :c /* :d ' */ :e /* /* :f */ :g */ :h"), "c e h ");
    cr_expect_str_eq(params("$$ :a $$ $t$ :b $$ $t$ :c a$b :d"), "c d ");
    cr_expect_str_eq(params("? ?12 $1 $name @name a @> b :c"), "# # # # # c ");
    cr_expect_str_eq(params("12:a 1.5e3:b 3-1 {\"x\":1}"), "a b ");
    cr_expect_str_eq(params(""), "");
    cr_expect_str_eq(params("-"), "");
    cr_expect_str_eq(params(":"), "");
    cr_expect_str_eq(params("$"), "");
    cr_expect_str_eq(params("/"), "");
}

Test(sql, what_does_not_end)
{
    cr_expect_str_eq(params("SELECT 'a :b"), "!");
    cr_expect_str_eq(params("SELECT 'a''"), "!");
    cr_expect_str_eq(params("E'a\\'"), "!");
    cr_expect_str_eq(params("\"a :b"), "!");
    cr_expect_str_eq(params("/* :a /* */ :b"), "!");
    cr_expect_str_eq(params("$a$ :b $$"), "!");
    cr_expect_str_eq(params("-- :b"), "");
}

static void is(const char *sql, enum sql_statement statement)
{
    const char *why;
    cr_expect_eq(sql_statement(str_from(sql), &why), statement, "%s: %s", sql, why ? why : "");
    cr_expect_null(why);
}

static void refused(const char *sql, const char *reason)
{
    const char *why;
    cr_expect_eq(sql_statement(str_from(sql), &why), SQL_NO_STATEMENT, "%s", sql);
    cr_assert_not_null(why);
    cr_expect_str_eq(why, reason, "%s: %s", sql, why);
}

Test(sql, statements)
{
    is("SELECT 1", SQL_SELECT);
    is(" /* x */ select 'a;b', \"update\", t.delete from t ; ", SQL_SELECT);
    is("with x as (select 1) select * from x", SQL_SELECT);
    is("VALUES (1)", SQL_SELECT);
    is("update t set a = 1;;", SQL_UPDATE);
    is("INSERT INTO t SELECT 1", SQL_INSERT);
    is("Delete from t -- ; drop table t", SQL_DELETE);
    is("WITH x AS (SELECT 1) UPDATE t SET a = (SELECT * FROM x)", SQL_UPDATE);
    is("WITH x AS (DELETE FROM t RETURNING a) SELECT a FROM x", SQL_DELETE);
    is("DROP TABLE t", SQL_OTHER_STATEMENT);
    is("(SELECT 1)", SQL_OTHER_STATEMENT);
    refused("", "there is no statement in it");
    refused(" -- SELECT 1", "there is no statement in it");
    refused(";", "there is no statement in it");
    refused("SELECT 1; SELECT 2", "it is more than one statement");
    refused("SELECT 1; :a", "it is more than one statement");
    refused("SELECT 'a", "a quote or a comment in it does not end");
    refused("SELECT $1", "its values are to be written as :name");
    refused("SELECT a INTO b FROM c", "it is a question that writes");
    refused("SELECT a FROM c FOR UPDATE", "it is a question that writes");
    refused("WITH x AS (SELECT 1) SELECT * INTO b FROM x", "it is a question that writes");
}

static bool writes_journal(const char *sql)
{
    return sql_writes_to(str_from(sql), str_from("bylaw_journal"));
}

Test(sql, writes_to)
{
    cr_assert(writes_journal("UPDATE bylaw_journal SET decision = :d"));
    cr_assert(writes_journal("update or replace main.[Bylaw_Journal] set a = 1"));
    cr_assert(writes_journal("INSERT INTO public.\"bylaw_journal\" VALUES (1)"));
    cr_assert(writes_journal("DELETE FROM ONLY bylaw_journal"));
    cr_assert(writes_journal("WITH x AS (DELETE FROM `bylaw_journal` RETURNING a) UPDATE t SET a = 1"));
    cr_assert(writes_journal("UPDATE bylaw_journal"));
    cr_assert_not(writes_journal("UPDATE t SET a = (SELECT count(*) FROM bylaw_journal)"));
    cr_assert_not(writes_journal("UPDATE bylaw_journal.t SET a = 1"));
    cr_assert_not(writes_journal("UPDATE my_bylaw_journal SET a = 'UPDATE bylaw_journal'"));
    cr_assert_not(writes_journal("DELETE FROM t WHERE a IN (SELECT a FROM bylaw_journal)"));
    cr_assert_not(writes_journal("UPDATE"));
    cr_assert_not(writes_journal(""));
}
