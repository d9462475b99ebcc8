/* The reader of NDJSON: what is read, what is wrong, what may come from an enemy. */
#include "cases_bench.h"

static struct case_json *reader;

static void set_up(void)
{
    bench_open();
    reader = case_json_new(&bench_arena, &bench_shape, &bench_options);
}

static void tear_down(void)
{
    case_json_free(reader);
    bench_close();
}

TestSuite(case_json, .init = set_up, .fini = tear_down, .timeout = 120);

static void again(void)
{
    case_json_free(reader);
    reader = case_json_new(&bench_arena, &bench_shape, &bench_options);
}

static const char *read_bytes(const char *line, size_t n)
{
    static char *copy;
    struct case_input input;
    free(copy);
    copy = bench_pad(line, n);
    case_json_read(reader, copy, n, 7, &input, NULL);
    cr_assert_eq(input.line, 7);
    return bench_show(&input);
}

static void is(const char *line, const char *expected)
{
    cr_expect_str_eq(read_bytes(line, strlen(line)), expected, "%s\n     got %s\nexpected %s", line, bench_out.p, expected);
}

Test(case_json, scalars)
{
    is("{}", "7");
    is("{\"ar\":35}", "7 ar=35.00");
    is("{\"ar\":35.5,\"n\":-0.000001,\"whole\":12}", "7 ar=35.50 n=-0.000001 whole=12");
    is("{\"ar\":\"35\",\"n\":\"1e2\",\"whole\":1.0}", "7 ar=35.00 n=100 whole=1");
    is("{\"n\":1E3,\"ar\":-0,\"whole\":\"-5\"}", "7 ar=0.00 n=1000 whole=-5");
    is("{\"n\":9223372036854.775807,\"ar\":123456789012}", "7 ar=123456789012.00 n=9223372036854.775807");
    is("{\"n\":1.5000000000,\"ar\":12345678.25}", "7 ar=12345678.25 n=1.5");
    is("{\"vip\":true}", "7 vip=true");
    is("{\"vip\":false,\"level\":\"SMB\"}", "7 level=\"SMB\" vip=false");
    is("{\"level\":\"Professional 2A\"}", "7 level=\"Professional 2A\"");
    is("{\"level\":\"Professional_2A\"}", "7 level=\"Professional 2A\"");
    is("{\"level\":\"Professional\"}", "7 level=\"Professional\"");
    is("{\"level\":\"a level with a long name\"}", "7 level=\"a level with a long name\"");
    is("{\"rep\":\"Support_Manager\"}", "7 rep=\"Support Manager\"");
    is("{\"rep\":\"Support Manager\"}", "7 rep=\"Support Manager\"");
    is("{\"rep\":\"Somebody\"}", "7 rep=\"Somebody\"");
    is("{\"day\":\"2016-02-29\",\"hour\":\"14:00\",\"span\":\"PT2H\"}", "7 day=\"2016-02-29\" hour=\"14:00:00\" span=\"PT2H\"");
    is("{\"now\":\"2017-08-10T14:00:00Z\"}", "7 now=\"2017-08-10T14:00:00Z\"");
    is("{\"now\":\"2017-08-10T14:00:00.5+02:00\"}", "7 now=\"2017-08-10T12:00:00.5Z\"");
    is("{\"now\":\"2016-02-29T23:59:59Z\"}", "7 now=\"2016-02-29T23:59:59Z\"");
    is("{\"limit\":5}", "7 limit=5.00");
}

Test(case_json, blanks)
{
    is(" { \"ar\" : 35 , \"vip\" : true,\t\"level\":\"SMB\"\r } \r", "7 level=\"SMB\" ar=35.00 vip=true");
    is("{\"case_id\" : \"C-1\" , \"other\" : [ 1 , { } ] }", "\"C-1\" case_id=\"C-1\"");
}

Test(case_json, unknown)
{
    is("{\"ar\":null,\"level\":null,\"vip\":null,\"items\":null,\"item\":null,\"customer\":null,\"limit\":null,\"now\":null}", "7");
    is("{\"customer\":{\"level\":null}}", "7");
    struct case_input input;
    char *line = bench_pad("{\"limit\":null}", 14);
    case_json_read(reader, line, 14, 1, &input, NULL);
    cr_expect_eq(input.facts[bench_shape.n_facts - 2].i, 35000000);
    free(line);
}

Test(case_json, moment_of_the_options)
{
    bench_options.has_now = true;
    bench_options.now = value_int(VALUE_MOMENT, 0);
    again();
    is("{}", "7 now=\"1970-01-01T00:00:00Z\"");
    is("{\"now\":null}", "7 now=\"1970-01-01T00:00:00Z\"");
    is("{\"now\":\"2017-08-10T14:00:00Z\"}", "7 now=\"2017-08-10T14:00:00Z\"");
    is("{\"now\":5}", "7 ! now: found 5, expected a moment such as 2017-08-10T14:00:00Z");
}

/* The offset that a moment is written with stays: the date of `now` is by it. */
Test(case_json, moments_keep_their_offset)
{
    static const char line[] = "{\"now\":\"2017-08-10T14:00:00+02:00\"}";
    char *padded = bench_pad(line, strlen(line));
    struct case_input input;
    case_json_read(reader, padded, strlen(line), 1, &input, NULL);
    cr_expect_eq(input.facts[bench_shape.now_fact].offset, 120);
    free(padded);
}

Test(case_json, parts)
{
    is("{\"levels\":[\"SMB\",\"Essentials\",\"SMB\",null]}", "7 levels=[\"SMB\",\"Essentials\",null]");
    is("{\"levels\":[ ]}", "7 levels=[]");
    is("{\"words\":[\"a\",\"a\",null,\"\"]}", "7 words=[\"a\",\"a\",null,\"\"]");
    is("{\"numbers\":[1,\"2\",3.5,null]}", "7 numbers=[1,2,3.5,null]");
    is("{\"item\":{\"price\":5,\"other\":{\"price\":[]},\"sku\":\"x\"}}", "7 item={\"sku\":\"x\",\"price\":5.00,\"levels\":null}");
    is("{\"items\":[{\"price\":1},null,{},{\"levels\":[\"SMB\",\"SMB\"]}]}",
       "7 items=[{\"sku\":null,\"price\":1.00,\"levels\":null},null,{\"sku\":null,\"price\":null,\"levels\":null},"
       "{\"sku\":null,\"price\":null,\"levels\":[\"SMB\"]}]");
    is("{\"customer\":{\"level\":\"SMB\",\"name\":\"x\",\"since\":{\"day\":\"2017-01-02\"}}}",
       "7 customer.level=\"SMB\" customer.since.day=\"2017-01-02\"");
}

Test(case_json, escapes)
{
    is("{\"words\":[\"\\u0041\\n\\\"\\\\\\/\\ud83d\\ude00\"],\"ar\":\"\\u0033\"}", "7 ar=3.00 words=[\"A\\n\\\"\\\\/\xF0\x9F\x98\x80\"]");
    is("{\"l\\u0065vel\":\"\\u0053MB\"}", "7 level=\"SMB\"");
    is("{\"l\\u0065vel\":\"SMB\",\"level\":\"SMB\"}", "7 ! level: is given twice in one case");
    is("{\"case_id\":\"\\u0043-\\u0022\"}", "\"C-\\\"\" case_id=\"C-\\\"\"");
}

Test(case_json, names)
{
    is("{\"case_id\":\"C-7\"}", "\"C-7\" case_id=\"C-7\"");
    is("{\"id\":\"x\"}", "\"x\"");
    is("{\"id\":12.50}", "12.50");
    is("{\"id\":-1e400}", "-1e400");
    is("{\"id\":\"x\",\"case_id\":\"C-7\"}", "\"C-7\" case_id=\"C-7\"");
    is("{\"id\":\"x\",\"case_id\":null}", "\"x\"");
    is("{\"id\":null}", "7");
    is("{\"id\":{},\"case_id\":\"C-7\"}", "\"C-7\" case_id=\"C-7\"");
    is("{\"id\":{\"a\":1}}", "7 ! id: found {\"a\":1}, expected a text or a number, which the case is named by");
    is("{\"id\":true}", "7 ! id: found true, expected a text or a number, which the case is named by");
    is("{\"id\":[ 1 ]}", "7 ! id: found [ 1 ], expected a text or a number, which the case is named by");
    is("{\"id\":1,\"id\":2}", "7 ! id: is given twice in one case");
    is("{\"id\":1,\"id\":null,\"ar\":{}}",
       "7 ! id: is given twice in one case ! ar: found {}, expected an amount (a number such as 35.00, without currency sign or separators)");
    is("{\"case_id\":\"a\",\"case_id\":\"b\"}", "7 ! case_id: is given twice in one case");
    is("{\"case_id\":12}", "12 ! case_id: found 12, expected a text in quotes");
    is("{\"case_id\":{}}", "7 ! case_id: found {}, expected a text in quotes");
    is("{\"case_id\":\"\"}", "\"\" case_id=\"\"");
    is("{\"x\":{\"case_id\":\"C-7\"}}", "7");
}

Test(case_json, names_by_option)
{
    bench_options.id = STR("number");
    again();
    is("{\"number\":\"x\",\"id\":\"y\"}", "\"x\"");
    is("{\"id\":\"y\",\"case_id\":\"z\"}", "7 case_id=\"z\"");
    bench_options.id = STR("order.number");
    again();
    is("{\"order\":{\"number\":5}}", "5");
    is("{\"order\":5}", "7");
    bench_options.id = STR("secret");
    again();
    is("{\"secret\":5,\"id\":1}", "7 secret=5");
    is("{\"secret\":{\"a\":5}}", "7 ! secret: expected a number");
    bench_options.id = STR("customer.level");
    again();
    is("{\"customer\":{\"level\":\"SMB\"}}", "\"SMB\" customer.level=\"SMB\"");
}

Test(case_json, wrong_types)
{
    is("{\"ar\":\"$35\"}", "7 ! ar: found \"$35\", expected an amount (a number such as 35.00, without currency sign or separators)");
    is("{\"n\":\"1,000\"}", "7 ! n: found \"1,000\", expected a number");
    is("{\"n\":\" 35\"}", "7 ! n: found \" 35\", expected a number");
    is("{\"n\":\"\"}", "7 ! n: found \"\", expected a number");
    is("{\"n\":true}", "7 ! n: found true, expected a number");
    is("{\"whole\":1.5}", "7 ! whole: found 1.5, expected a whole number");
    is("{\"n\":0.1234567}", "7 ! n: found 0.1234567, expected a number with at most six decimal places");
    is("{\"n\":1e300}", "7 ! n: found 1e300, expected a number of less than 9.2 trillion");
    is("{\"n\":9223372036855}", "7 ! n: found 9223372036855, expected a number of less than 9.2 trillion");
    is("{\"vip\":\"true\"}", "7 ! vip: found \"true\", expected yes or no (true or false, without quotes)");
    is("{\"vip\":1}", "7 ! vip: found 1, expected yes or no (true or false, without quotes)");
    is("{\"level\":\"Profesional\"}",
       "7 ! level: found \"Profesional\", expected one of Essentials, Professional, Professional 2A, SMB, a level with a long name; "
       "did you mean \"Professional\"?");
    is("{\"level\":\"x\"}", "7 ! level: found \"x\", expected one of Essentials, Professional, Professional 2A, SMB, a level with a long name");
    is("{\"level\":5}", "7 ! level: found 5, expected one of Essentials, Professional, Professional 2A, SMB, a level with a long name");
    is("{\"case_id\":[\"a\"]}", "7 ! case_id: found [\"a\"], expected a text in quotes");
    is("{\"rep\":{}}", "7 ! rep: found {}, expected a name in quotes");
    is("{\"day\":\"2017-02-29\"}", "7 ! day: found \"2017-02-29\", expected a date such as 2017-08-10");
    is("{\"hour\":\"25:00\"}", "7 ! hour: found \"25:00\", expected a time of day such as 14:00");
    is("{\"now\":\"2017-02-29T00:00:00Z\"}", "7 ! now: found \"2017-02-29T00:00:00Z\", expected a moment such as 2017-08-10T14:00:00Z");
    is("{\"span\":\"P1Y\"}", "7 ! span: found \"P1Y\", expected a duration such as P30D or PT2H");
    is("{\"numbers\":5}", "7 ! numbers: found 5, expected a list such as [1, 2]");
    is("{\"item\":[]}", "7 ! item: found [], expected a record such as {\"name\": 1}");
}

Test(case_json, wrong_inside)
{
    is("{\"numbers\":[1,\"x\",{}],\"n\":1}", "7 n=1 ! numbers: found \"x\" in the list, expected a number");
    is("{\"levels\":[\"SMB\",\"smb\"]}",
       "7 ! levels: found \"smb\" in the list, expected one of Essentials, Professional, Professional 2A, SMB, a level with a long name; "
       "did you mean \"SMB\"?");
    is("{\"item\":{\"price\":\"x\"}}",
       "7 ! item: found \"x\" as price, expected an amount (a number such as 35.00, without currency sign or separators)");
    is("{\"items\":[{\"price\":1},{\"levels\":[7]}]}",
       "7 ! items: found 7 as levels in the list, expected one of Essentials, Professional, Professional 2A, SMB, a level with a long name");
    is("{\"customer\":5}", "7 ! customer.level: found 5 as customer, expected an object");
    is("{\"customer\":{\"since\":[1]}}", "7 ! customer.since.day: found [1] as since, expected an object");
    is("{\"hidden\":5}", "7 ! hidden.text: expected an object as hidden");
    is("{\"hidden\":{\"text\":5}}", "7 ! hidden.text: expected a text in quotes");
    is("{\"secret\":\"4711\\u0030x\"}", "7 ! secret: expected a number");
}

Test(case_json, all_errors_in_order)
{
    is("{\"vip\":0,\"ar\":true,\"n\":1,\"level\":\"x\",\"n\":2}",
       "7 ! vip: found 0, expected yes or no (true or false, without quotes)"
       " ! ar: found true, expected an amount (a number such as 35.00, without currency sign or separators)"
       " ! level: found \"x\", expected one of Essentials, Professional, Professional 2A, SMB, a level with a long name"
       " ! n: is given twice in one case");
    is("{\"n\":1}", "7 n=1");
}

Test(case_json, twice)
{
    is("{\"n\":1,\"n\":1}", "7 ! n: is given twice in one case");
    is("{\"n\":null,\"n\":1}", "7 ! n: is given twice in one case");
    is("{\"n\":1,\"n\":null,\"n\":2}", "7 ! n: is given twice in one case");
    is("{\"x\":1,\"x\":2}", "7");
    is("{\"customer\":{\"level\":\"SMB\",\"level\":\"SMB\"}}", "7 ! customer.level: is given twice in one case");
    is("{\"customer\":{\"level\":\"SMB\"},\"customer\":{}}",
       "7 ! customer.level: customer, which it is in, is given twice in one case");
    is("{\"item\":{\"sku\":\"a\",\"sku\":\"a\"}}", "7 ! item: has sku twice in one record");
    is("{\"item\":{\"x\":\"a\",\"x\":\"a\"}}", "7 item={\"sku\":null,\"price\":null,\"levels\":null}");
    is("{\"items\":[{\"sku\":\"a\"},{\"sku\":null,\"sku\":\"a\"}]}", "7 ! items: has sku twice in one record");
    is("{\"items\":[{\"sku\":\"a\"},{\"sku\":\"a\"}]}",
       "7 items=[{\"sku\":\"a\",\"price\":null,\"levels\":null},{\"sku\":\"a\",\"price\":null,\"levels\":null}]");
    is("{\"x\":{\"n\":1,\"n\":2},\"n\":3}", "7 n=3");
}

Test(case_json, no_case)
{
    is("", "7 ! line: is blank");
    is(" \t\r", "7 ! line: is blank");
    is("5", "7 ! line: expected an object such as {\"case_id\": \"C-7\"}");
    is("[{\"n\":1}]", "7 ! line: expected an object such as {\"case_id\": \"C-7\"}");
    is("null", "7 ! line: expected an object such as {\"case_id\": \"C-7\"}");
    is("\xEF\xBB\xBF{}", "7 ! line: expected an object such as {\"case_id\": \"C-7\"}");
    is("{\"case_id\":\"C-7\"} x", "7 ! line: is no JSON: expected nothing behind the object's } (character 19)");
    is("{\"case_id\":\"C-7\"}{}", "7 ! line: is no JSON: expected nothing behind the object's } (character 18)");
    is("{\"case_id\":\"C-7\"", "7 ! line: is no JSON: expected a comma or } after a value (character 17)");
    is("{\"n\":1,}", "7 ! line: is no JSON: expected a key in quotes (character 8)");
    is("{,}", "7 ! line: is no JSON: expected a key in quotes (character 2)");
    is("{\"n\" 1}", "7 ! line: is no JSON: expected : after a key (character 6)");
    is("{\"n\":}", "7 ! line: is no JSON: expected a value (character 6)");
    is("{n:1}", "7 ! line: is no JSON: expected a key in quotes (character 2)");
    is("{\"n\":01}", "7 ! line: is no JSON: a number is not written as JSON has them (character 6)");
    is("{\"n\":1.}", "7 ! line: is no JSON: a number is not written as JSON has them (character 6)");
    is("{\"n\":.5}", "7 ! line: is no JSON: expected a value (character 6)");
    is("{\"n\":-}", "7 ! line: is no JSON: a number is not written as JSON has them (character 6)");
    is("{\"n\":1e}", "7 ! line: is no JSON: a number is not written as JSON has them (character 6)");
    is("{\"n\":1x}", "7 ! line: is no JSON: a number is not written as JSON has them (character 6)");
    is("{\"n\":NaN}", "7 ! line: is no JSON: expected a value (character 6)");
    is("{\"vip\":truee}", "7 ! line: is no JSON: expected a value (character 8)");
    is("{\"vip\":tru}", "7 ! line: is no JSON: expected a value (character 8)");
    is("{\"n\":1 2}", "7 ! line: is no JSON: expected a comma or } after a value (character 8)");
    is("{\"n\":\"1\"2}", "7 ! line: is no JSON: expected a comma or } after a value (character 9)");
    is("{\"n\":1\"2\"}", "7 ! line: is no JSON: a number is not written as JSON has them (character 6)");
    is("{\"w\xC3\xBC\":1 2}", "7 ! line: is no JSON: expected a comma or } after a value (character 9)");
    is("{\"numbers\":[1,]}", "7 ! line: is no JSON: expected a value (character 15)");
    is("{\"numbers\":[1}", "7 ! line: is no JSON: expected a comma or ] after an element (character 14)");
    is("{\"numbers\":[1", "7 ! line: is no JSON: expected a comma or ] after an element (character 14)");
    is("{\"case_id\":\"C-7", "7 ! line: is no JSON: a text in quotes is not closed");
    is("{\"case_id\":\"C\t7\"}", "7 ! line: is no JSON: a text has a control character, which JSON writes as \\u0000");
    is("{\"case_id\":\"C-7\",\"words\":[\"a\\x\"]}", "7 ! line: is no JSON: a text has a \\ that begins no escape (character 27)");
    is("{\"n\":1,\"ar\":{},\"n\":", "7 ! line: is no JSON: expected a value (character 20)");
}

Test(case_json, garbage_in_what_is_skipped)
{
    is("{\"x\":{\"a\":[1,2,{\"b\":null}],\"c\":\"\\u0000\"},\"n\":1}", "7 n=1");
    is("{\"x\":{\"a\":[1,2,{\"b\":nul}]},\"n\":1}", "7 ! line: is no JSON: expected a value (character 21)");
    is("{\"x\":[1,02]}", "7 ! line: is no JSON: a number is not written as JSON has them (character 9)");
    is("{\"x\":[1 2]}", "7 ! line: is no JSON: expected a comma or ] after an element (character 9)");
    is("{\"x\":{\"a\" 1}}", "7 ! line: is no JSON: expected : after a key (character 11)");
    is("{\"x\":{\"a\":1 \"b\":2}}", "7 ! line: is no JSON: expected a comma or } after a value (character 13)");
    is("{\"x\":{1:2}}", "7 ! line: is no JSON: expected a key in quotes (character 7)");
    is("{\"x\":\"\\q\"}", "7 ! line: is no JSON: a text has a \\ that begins no escape (character 6)");
    is("{\"x\":\"\\u12\"}", "7 ! line: is no JSON: a text has a \\ that begins no escape (character 6)");
    is("{\"\\q\":1}", "7 ! line: is no JSON: a text has a \\ that begins no escape (character 2)");
    is("{\"items\":[{\"x\":[1,]}]}", "7 ! line: is no JSON: expected a value (character 19)");
    is("{\"case_id\":\"C\",\"x\":\"\\ud800\"}", "\"C\" case_id=\"C\" ! line: has half a character (a lone surrogate) in a text (character 21)");
    is("{\"case_id\":\"C\",\"\\udc00\":1}", "\"C\" case_id=\"C\" ! line: has half a character (a lone surrogate) in a text (character 17)");
    is("{\"case_id\":\"C\",\"x\":[\"\xFF\"]}", "\"C\" case_id=\"C\" ! line: has bytes that are not UTF-8 in a text (character 22)");
    is("{\"case_id\":\"C\",\"\xC3(\":1}", "\"C\" case_id=\"C\" ! line: has bytes that are not UTF-8 in a text (character 17)");
    is("{\"n\":1}\xFF", "7 ! line: is no JSON: expected nothing behind the object's } (character 8)");
}

Test(case_json, texts_that_are_no_unicode)
{
    is("{\"rep\":\"\\ud800x\",\"n\":1}",
       "7 n=1 ! rep: is no Unicode text: it has half a character (a lone surrogate, \\ud800 to \\udfff)");
    is("{\"rep\":\"\\ud800\\u0041\",\"id\":5}",
       "5 ! rep: is no Unicode text: it has half a character (a lone surrogate, \\ud800 to \\udfff)");
    is("{\"words\":[\"a\",\"\xC0\x80\"]}", "7 ! words: is no Unicode text: it has bytes that are not UTF-8");
    is("{\"n\":\"\xED\xA0\x80\"}", "7 ! n: is no Unicode text: it has bytes that are not UTF-8");
    is("{\"case_id\":\"\xFF\"}", "7 ! case_id: is no Unicode text: it has bytes that are not UTF-8");
    is("{\"id\":\"\xFF\"}", "7 ! line: has bytes that are not UTF-8 in a text (character 8)");
    is("{\"numbers\":[\"\xFF\"],\"items\":5}",
       "7 ! numbers: is no Unicode text: it has bytes that are not UTF-8 ! items: found 5, expected a list such as [1, 2]");
    is("{\"vip\":\"\xFF\"}", "7 ! vip: found \"\xEF\xBF\xBD\", expected yes or no (true or false, without quotes)");
}

Test(case_json, order_of_keys_is_learned)
{
    for (int i = 0; i < 3; i++) {
        is("{\"zz\":1,\"n\":1,\"a_key_of_more_than_sixteen_bytes\":2,\"vip\":true,\"ar\":3}", "7 ar=3.00 n=1 vip=true");
        is("{\"vip\":true,\"a_key_of_more_than_sixteen_bytes\":2,\"n\":1,\"zz\":\"\"}", "7 n=1 vip=true");
        is("{\"a_key_of_more_than_sixteen_bytex\":2,\"n\":1,\"nn\":1,\"\":5}", "7 n=1");
        is("{\"n\":1,\"n\":1}", "7 ! n: is given twice in one case");
    }
    bench_out.n = 0;
    for (int i = 0; i < 1000; i++) {
        char line[64];
        snprintf(line, sizeof line, "{\"key%d\":%d,\"n\":%d}", i, i, i % 10);
        char expected[64];
        snprintf(expected, sizeof expected, "7 n=%d", i % 10);
        is(line, expected);
    }
}

/* Keys of every length, one byte changed at a time: the quick comparison of keys must see it. */
Test(case_json, keys_are_told_apart)
{
    char key[80], line[200];
    for (uint32_t n = 1; n < 70; n++) {
        memset(key, 'k', n);
        key[n] = '\0';
        bench_shape.n_facts = 0;
        bench_shape.now_fact = UINT32_MAX;
        bench_fact(key, type_simple(TYPE_NUMBER));
        again();
        snprintf(line, sizeof line, "{\"%s\":1}", key);
        read_bytes(line, strlen(line));
        cr_assert(strstr(bench_out.p, "=1"));
        for (uint32_t i = 0; i < n + 1; i++) {
            snprintf(line, sizeof line, "{\"%s\":1}", key);
            line[2 + i] = i < n ? 'j' : 'k'; /* the last one makes it one longer */
            if (i == n)
                snprintf(line, sizeof line, "{\"%sk\":1}", key);
            cr_assert_str_eq(read_bytes(line, strlen(line)), "7");
        }
        snprintf(line, sizeof line, "{\"%.*s\":1}", (int)n - 1, key);
        cr_assert_str_eq(read_bytes(line, strlen(line)), "7");
    }
}

static const char sample[] =
    "{\"case_id\":\"C-7\",\"level\":\"Professional 2A\",\"ar\":1234.50,\"n\":-3,\"whole\":12,\"vip\":true,\"rep\":\"Heather\","
    "\"day\":\"2017-08-10\",\"hour\":\"14:00\",\"span\":\"P1D\",\"levels\":[\"SMB\",\"Essentials\"],\"words\":[\"a\",\"\\n\"],"
    "\"items\":[{\"sku\":\"x\",\"price\":1.25},{\"levels\":[]}],\"customer\":{\"level\":\"SMB\",\"since\":{\"day\":\"2017-01-01\"}},"
    "\"other\":[1,{\"a\":[null,false]}],\"now\":\"2017-08-10T14:00:00Z\"}";

Test(case_json, every_prefix_is_an_error)
{
    size_t n = strlen(sample);
    read_bytes(sample, n);
    cr_assert_null(strstr(bench_out.p, " ! "), "%s", bench_out.p);
    for (size_t i = 0; i < n; i++) {
        read_bytes(sample, i);
        cr_assert_eq(strncmp(bench_out.p, "7 ! line: ", 10), 0, "%zu: %s", i, bench_out.p);
    }
}

/* Each byte in turn replaced by each of some: never a crash, and what follows is read as ever. */
Test(case_json, every_byte_changed)
{
    static const char bytes[] = "\"\\{}[]:, \t\n\0x0-.e\x80\xFF";
    size_t n = strlen(sample);
    char *expected = strdup(read_bytes(sample, n)), *line = strdup(sample);
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j < sizeof bytes; j++) {
            line[i] = bytes[j];
            read_bytes(line, n);
        }
        line[i] = sample[i];
    }
    cr_assert_str_eq(read_bytes(sample, n), expected);
    free(expected);
    free(line);
}

static char *repeat(const char *before, const char *part, size_t times, const char *after, size_t *n)
{
    size_t a = strlen(before), b = strlen(part), c = strlen(after);
    char *text = malloc(a + b * times + c + 1), *p = text;
    memcpy(p, before, a);
    p += a;
    for (size_t i = 0; i < times; i++, p += b)
        memcpy(p, part, b);
    memcpy(p, after, c + 1);
    *n = a + b * times + c;
    return text;
}

static void starts(const char *before, const char *part, size_t times, const char *after, const char *expected)
{
    size_t n;
    char *line = repeat(before, part, times, after, &n);
    read_bytes(line, n);
    cr_expect_eq(strncmp(bench_out.p, expected, strlen(expected)), 0, "%s%s…: %.200s", before, part, bench_out.p);
    free(line);
}

Test(case_json, nesting)
{
    const char *deep = "7 ! line: is no JSON: objects and lists are more than 256 deep inside each other (character ";
    starts("{\"x\":", "[", 100000, "", deep);
    starts("{\"x\":", "[", 100000, "1}", deep);
    starts("", "{\"x\":", 100000, "", deep);
    starts("{\"numbers\":", "[", 100000, "", "7 ! line: is no JSON: objects");
    starts("{\"items\":[{\"levels\":", "[", 100000, "", "7 ! line: is no JSON: objects");
    starts("{\"vip\":", "{\"a\":", 100000, "", deep);
    size_t n;
    char *line = repeat("{\"x\":", "[", 255, "", &n), *whole = malloc(2 * n);
    memcpy(whole, line, n);
    memset(whole + n, ']', 255);
    whole[n + 255] = '}';
    cr_expect_str_eq(read_bytes(whole, n + 256), "7");
    free(line);
    line = repeat("{\"x\":[", "[", 255, "", &n);
    read_bytes(line, n);
    cr_expect(strstr(bench_out.p, "256 deep"));
    free(line);
    free(whole);
}

Test(case_json, limits)
{
    starts("{\"n\":", "1", 10000, "}", "7 ! n: found 1111");
    starts("{\"n\":\"", "1", 10000, "\"}", "7 ! n: found \"1111");
    starts("{\"n\":0.", "1", 10000, "}", "7 ! n: found 0.1111");
    starts("{\"n\":1.5", "0", 10000, "}", "7 n=1.5");
    starts("{\"n\":1e-", "9", 10000, "}", "7 ! n: found 1e-999");
    starts("{\"x\":", "1", 10000, ",\"n\":1}", "7 n=1");
    starts("{\"id\":", "1", 10000, "}", "1111");
    starts("{\"rep\":\"", "x", 1 << 20, "\"}", "7 rep=\"xxx");
    starts("{\"rep\":\"", "x", (1 << 20) + 1, "\"}", "7 ! rep: is longer than the limit of 1048576 bytes for a text");
    starts("{\"rep\":\"\\n", "x", 1 << 20, "\"}", "7 ! rep: is longer than the limit");
    starts("{\"numbers\":[0", ",1", (1 << 20) - 1, "]}", "7 numbers=[0,1,1");
    starts("{\"numbers\":[0", ",1", 1 << 20, "]}", "7 ! numbers: is larger than the limit of 1048576 elements");
    starts("{\"items\":[{}", ",{}", 1 << 20, "]}", "7 ! items: is larger than the limit");
    starts("{\"items\":[{}", ",{}", 900000, "]}", "7 ! items: is larger than the limit");
    starts("{\"words\":[\"\"", ",\"\\n\"", 800000, "]}", "7 ! words: is larger than the limit");
    starts("{\"numbers\":[", "\"x\",", 100000, "1]}", "7 ! numbers: found \"x\" in the list, expected a number");
    starts("{\"", "\\u0061", 100000, "\":1}", "7");
    starts("{\"x\":\"", "y", CASE_MAX_LINE - 8, "\"}", "7");
    starts("{\"x\":\"", "y", CASE_MAX_LINE - 7, "\"}", "7 ! line: is longer than the limit of 4 MiB");
    starts("{\"n\":1", ",\"n\":2", 500000, "}", "7 ! n: is given twice in one case");
    starts("", "[", CASE_MAX_LINE, "", "7 ! line: expected an object");
    starts("{\"a\":1", ",", CASE_MAX_LINE - 7, "", "7 ! line: is no JSON");
    starts("{\"n\":\"", "\xC3\xA9", 1000, "\"}", "7 ! n: found");
    const char *seen = strstr(bench_out.p, "\"");
    cr_expect_eq(strlen(seen), 1 + 199 * 2 + strlen("…, expected a number"), "%s", seen); /* 200 characters */
    struct case_input input;
    case_json_too_long(reader, 12, &input, NULL);
    cr_expect_str_eq(bench_show(&input), "12 ! line: is longer than the limit of 4 MiB");
    is("{\"n\":1}", "7 n=1");
}

Test(case_json, nul_bytes)
{
    read_bytes("{\"rep\":\"a\0b\"}", 13);
    cr_expect_str_eq(bench_out.p, "7 ! line: is no JSON: a text has a control character, which JSON writes as \\u0000");
    read_bytes("{\"n\":1}\0", 8);
    cr_expect_str_eq(bench_out.p, "7 ! line: is no JSON: expected nothing behind the object's } (character 8)");
    read_bytes("\0{\"n\":1}", 8);
    cr_expect_str_eq(bench_out.p, "7 ! line: expected an object such as {\"case_id\": \"C-7\"}");
    read_bytes("{\"n\":\0001}", 8);
    cr_expect_str_eq(bench_out.p, "7 ! line: is no JSON: expected a value (character 6)");
    is("{\"rep\":\"a\\u0000b\"}", "7 rep=\"a\\u0000b\"");
}

static unsigned seed = 1;

static unsigned die(unsigned sides)
{
    seed = seed * 1664525 + 1013904223;
    return (seed >> 8) % sides;
}

/* A number or something like one. */
static int odd_number(char *out)
{
    int n = 0;
    if (die(4) == 0)
        n += sprintf(out + n, "-");
    for (unsigned i = die(11); i > 0; i--)
        out[n++] = (char)('0' + die(10));
    if (die(2)) {
        out[n++] = '.';
        for (unsigned i = die(9); i > 0; i--)
            out[n++] = (char)('0' + (die(3) ? die(10) : 0));
    }
    if (die(12) == 0)
        n += sprintf(out + n, "e%d", (int)die(8) - 4);
    if (die(20) == 0)
        out[die((unsigned)n + 1)] = "x /:-+. "[die(8)], n++;
    return n;
}

/* A moment or something like one. */
static int odd_moment(char *out)
{
    int n = sprintf(out, "\"%04u-%02u-%02uT%02u:%02u:%02uZ\"", die(3) ? 1990 + die(60) : die(10000), 1 + die(13), 1 + die(32), die(25), die(61), die(61));
    if (die(10) == 0)
        out[1 + die(20)] = "0123456789:-TZ ./;"[die(18)];
    return n;
}

static int odd_text(char *out)
{
    static const char *const texts[] = { "SMB", "Essentials", "Professional", "Professional_2A", "a level with a long name", "a level with a long namf", "", "x",
                                         "Heather", "Support_Manager", "35", "true" };
    return sprintf(out, "\"%s\"", texts[die(12)]);
}

static int odd_value(char *out)
{
    switch (die(8)) {
    case 0: return sprintf(out, "%s", die(2) ? "true" : "false");
    case 1: return sprintf(out, "%s", die(4) ? "null" : "nul");
    case 2: return odd_moment(out);
    case 3: case 4: return odd_text(out);
    default: return odd_number(out);
    }
}

/* The quick way (a plain line) and the slow one (an escape somewhere) read alike, whatever it is. */
Test(case_json, quick_and_slow_agree)
{
    static const char *const keys[] = { "ar", "n", "whole", "vip", "level", "rep", "now", "zz", "case_id", "day" };
    char line[1000], *quick = NULL;
    for (int round = 0; round < 200000; round++) {
        int n = sprintf(line, "{");
        for (unsigned i = 1 + die(6); i > 0; i--) {
            n += sprintf(line + n, "\"%s\":", keys[die(10)]);
            n += odd_value(line + n);
            n += sprintf(line + n, "%s", die(8) ? "," : " ,");
        }
        strcpy(line + n, "\"y\":\"ab\"}");
        free(quick);
        quick = strdup(read_bytes(line, strlen(line)));
        strcpy(line + n, "\"y\":\"\\n\"}");
        cr_assert_str_eq(read_bytes(line, strlen(line)), quick, "%s\n%s\n%s", line, quick, bench_out.p);
    }
    free(quick);
}

/* ---- what was learned must not show ---- */

Test(case_json, what_repeats_within_the_order_that_was_learned)
{
    for (int i = 0; i < 3; i++) {
        is("{\"n\":1,\"vip\":true,\"zz\":0,\"ar\":3}", "7 ar=3.00 n=1 vip=true");
        is("{\"n\":1,\"vip\":true,\"zz\":0,\"ar\":3,\"n\":1}", "7 ar=3.00 vip=true ! n: is given twice in one case");
        is("{\"n\":1,\"vip\":true,\"zz\":0,\"ar\":3,\"n\":1,\"vip\":true,\"zz\":0,\"ar\":3}",
           "7 ! n: is given twice in one case ! vip: is given twice in one case ! ar: is given twice in one case");
        is("{\"n\":1,\"n\":1,\"vip\":true,\"zz\":0,\"ar\":3}", "7 ar=3.00 vip=true ! n: is given twice in one case");
        is("{\"n\":1,\"vip\":true,\"zz\":0,\"zz\":{\"n\":2},\"ar\":3}", "7 ar=3.00 n=1 vip=true");
        is("{\"n\":1,\"vip\":true,\"zz\":0,\"ar\":3,\"v\\u0069p\":true}", "7 ar=3.00 n=1 ! vip: is given twice in one case");
        is("{\"n\":1,\"v\\u0069p\":true,\"zz\":0,\"ar\":3}", "7 ar=3.00 n=1 vip=true");
        is("{\"n\":1,\"zz\":0,\"ar\":3}", "7 ar=3.00 n=1");
        is("{\"vip\":true,\"n\":1}", "7 n=1 vip=true");
        is("{\"n\":1,\"vip\":true,\"zz\":0,\"ar\":3", "7 ! line: is no JSON: expected a comma or } after a value (character 32)");
        is("{\"n\":1,\"vip\":true,\"zz\":0,\"ar\":3}}", "7 ! line: is no JSON: expected nothing behind the object's } (character 33)");
        is("{\"n\":1,\"vip\":true,\"zz\":\"\\q\",\"ar\":3}", "7 ! line: is no JSON: a text has a \\ that begins no escape (character 24)");
        is("{\"customer\":{\"level\":\"SMB\",\"since\":{\"day\":\"2017-01-02\"}}}", "7 customer.level=\"SMB\" customer.since.day=\"2017-01-02\"");
        is("{\"customer\":{\"level\":\"SMB\",\"since\":{\"day\":\"2017-01-02\"},\"level\":\"SMB\"}}",
           "7 customer.since.day=\"2017-01-02\" ! customer.level: is given twice in one case");
        is("{\"customer\":{\"since\":{\"day\":null,\"day\":\"2017-01-02\"},\"level\":\"SMB\"}}",
           "7 customer.level=\"SMB\" ! customer.since.day: is given twice in one case");
    }
}

enum { LINE_ROOM = 1 << 12, MEMBERS = 12 };

static const char *const usual_members[MEMBERS] = {
    "\"case_id\":\"C-7\"", "\"zz\":\"nobody asks\"", "\"level\":\"SMB\"", "\"ar\":35.5", "\"n\":-2", "\"vip\":true",
    "\"customer\":{\"level\":\"SMB\",\"other\":[1,{}],\"since\":{\"day\":\"2017-01-02\"}}", "\"rep\":\"Heather\"",
    "\"item\":{\"sku\":\"a\",\"price\":5,\"more\":null}", "\"words\":[\"a\",\"b\"]", "\"a_key_of_more_than_sixteen_bytes\":null",
    "\"now\":\"2017-08-10T14:00:00Z\"",
};
static const char *const hostile_members[] = {
    "\"l\\u0065vel\":\"SMB\"", "\"level\":5", "\"level \":1", "\"leve\":1", "\"n\":1e999", "\"n\" :1", "\"n\": 1 ", "\"\":0", "\"n\":",
    "\"n\"", "n:1", "\"zz\":nul", "\"zz\":\"\xFF\"", "\"zz\":\"\\ud800\"", "\"customer\":5", "\"customer\":{\"level\":\"SMB\",\"level\":\"SMB\"}",
    "\"customer\":{\"since\":{\"day\":\"2017-01-02\"},\"level\":\"SMB\"}", "\"customer\":{}", "\"customer\":{\"level\":\"SMB\"}}",
    "\"item\":{\"price\":5,\"sku\":\"a\"}", "\"item\":{\"sku\":\"a\",\"sku\":\"a\"}", "\"words\":[\"a\",]", "\"a_key_of_more_than_sixteen_bytez\":1",
    "\"case_id\":{}", "\"vip\":True", "\"rep\":\"a long name that no key has, to move what follows\"", "}", "{", ",",
};

/* The usual members in their usual order, which sometimes changes, with a few changes that may be anything. */
static void make_line(char *line, const char **order)
{
    const char *members[MEMBERS + 4];
    unsigned n = MEMBERS;
    if (die(50) == 0) {
        unsigned a = die(MEMBERS), b = die(MEMBERS);
        const char *member = order[a];
        order[a] = order[b];
        order[b] = member;
    }
    memcpy(members, order, MEMBERS * sizeof *members);
    for (unsigned changes = die(4); changes > 0; changes--) {
        unsigned at = die(n);
        if (die(3) == 0)
            members[at] = members[--n]; /* one is missing, one is elsewhere */
        else if (die(2))
            members[n++] = members[at]; /* twice */
        else
            members[at] = hostile_members[die(sizeof hostile_members / sizeof *hostile_members)];
    }
    int length = sprintf(line, "{");
    for (unsigned i = 0; i < n; i++)
        length += sprintf(line + length, "%s%s", i > 0 ? "," : "", members[i]);
    sprintf(line + length, "}");
}

/* A reader that has seen many lines reads each as one that has seen none. */
Test(case_json, a_reader_with_a_past_reads_as_a_new_one)
{
    const char *order[MEMBERS];
    char line[LINE_ROOM];
    memcpy(order, usual_members, sizeof order);
    for (int round = 0; round < 10000; round++) {
        struct arena arena;
        struct case_input input;
        make_line(line, order);
        arena_init(&arena, NULL);
        struct case_json *fresh = case_json_new(&arena, &bench_shape, &bench_options);
        char *copy = bench_pad(line, strlen(line));
        case_json_read(fresh, copy, strlen(line), 7, &input, NULL);
        char *expected = strdup(bench_show(&input));
        is(line, expected);
        free(expected);
        free(copy);
        case_json_free(fresh);
        arena_free(&arena);
    }
}

/* Symbols are spread over a table so that few stand in each other's way: whatever the set's size, each is found, and nothing else. */
Test(case_json, sets_of_any_size)
{
    enum { MOST = 150 };
    static char names[MOST][24];
    struct type_symbol symbols[MOST];
    struct type set = { .kind = TYPE_SET, .symbols = symbols };
    char line[64], expected[64];
    for (uint32_t i = 0; i < MOST; i++) {
        snprintf(names[i], sizeof names[i], i % 3 ? "s%u" : "a_longer_symbol_%u", i);
        symbols[i] = (struct type_symbol){ .name = str_from(names[i]) };
    }
    for (set.n_symbols = 1; set.n_symbols < MOST; set.n_symbols += 1 + set.n_symbols / 8) {
        bench_shape.n_facts = 0;
        bench_shape.now_fact = UINT32_MAX;
        bench_fact("kind", &set);
        again();
        for (uint32_t i = 0; i < MOST; i++) {
            snprintf(line, sizeof line, "{\"kind\":\"%.23s\"}", names[i]);
            snprintf(expected, sizeof expected, "7 kind=\"%.23s\"", names[i]);
            bool found = strcmp(read_bytes(line, strlen(line)), expected) == 0;
            cr_assert_eq(found, i < set.n_symbols, "%s of %u symbols: %s", line, set.n_symbols, bench_out.p);
        }
    }
}

/* ---- */

/* Lines of a block, the tokens of which are found at once, are read as each by itself. */
Test(case_json, blocks)
{
    static const char *const lines[] = { "{\"n\":1}", "", "{\"n\":", "2}", "  ", "{\"rep\":\"a\"} x", "{\"rep\":\"\\u0041\"}", "[", "{\"n\":2}", "\\", "\"", "{\"x\":\"\xFF\"}" };
    struct case_json *single = case_json_new(&bench_arena, &bench_shape, &bench_options);
    char text[4096];
    for (int round = 0; round < 20000; round++) {
        size_t n = 0, starts_at[9], lengths[8];
        unsigned count = 1 + die(8), most = die(3) ? 10 : 12; /* the last two spoil the whole block */
        for (unsigned i = 0; i < count; i++) {
            const char *line = lines[die(most)];
            starts_at[i] = n;
            lengths[i] = strlen(line);
            n += (size_t)sprintf(text + n, "%s%s", line, die(4) ? "\n" : "\r\n");
        }
        starts_at[count] = n;
        char *padded = bench_pad(text, n);
        for (unsigned i = 0; i < count; i++) {
            struct lines_line line = { .p = padded + starts_at[i], .n = lengths[i], .n_end = starts_at[i + 1] - starts_at[i] - lengths[i],
                                       .number = i + 1, .fresh = i == 0, .ahead = i == 0 ? n : 0 };
            struct case_input input;
            case_json_line(reader, &line, &input, NULL);
            char *block = strdup(bench_show(&input)), *alone = bench_pad(line.p, line.n);
            case_json_read(single, alone, line.n, i + 1, &input, NULL);
            cr_assert_str_eq(bench_show(&input), block, "line %u of %s", i, text);
            free(block);
            free(alone);
        }
        free(padded);
    }
    case_json_free(single);
}
