/* The reader of CSV. */
#include "cases_bench.h"

static struct case_csv *reader;

TestSuite(case_csv, .init = bench_open, .fini = bench_close, .timeout = 60);

/* A whole file, as lines_next would give it; all its cases, each on a line. */
static const char *read_bytes(const char *text, size_t n)
{
    static char *all;
    char *padded = bench_pad(text, n);
    struct case_input input;
    struct lines_line line = { 0 };
    size_t room = 0, from = 0;
    FILE *out;
    free(all);
    all = NULL;
    out = open_memstream(&all, &room);
    reader = case_csv_new(&bench_arena, &bench_shape, &bench_options);
    enum case_csv_status status = CASE_CSV_MORE;
    while (from < n && status != CASE_CSV_FAULT) {
        const char *lf = memchr(padded + from, '\n', n - from);
        size_t end = lf ? (size_t)(lf - padded) : n;
        bool cr = lf && end > from && padded[end - 1] == '\r';
        line = (struct lines_line){ .p = padded + from, .n = end - from - cr, .n_end = (lf ? 1u : 0u) + cr, .number = line.number + 1 };
        if (line.n > 3 && memcmp(line.p, "LONG", 4) == 0) /* stands for a line that is too long, with a quote for each ' */
            line = (struct lines_line){ .number = line.number, .quotes = line.p[4] == '\'' };
        from = end + 1;
        if ((status = case_csv_line(reader, &line, &input, NULL)) == CASE_CSV_ROW)
            fprintf(out, "%s\n", bench_show(&input));
    }
    if (status != CASE_CSV_FAULT && (status = case_csv_end(reader, &input, NULL)) == CASE_CSV_ROW)
        fprintf(out, "%s\n", bench_show(&input));
    if (status == CASE_CSV_FAULT)
        fprintf(out, "FAULT %.*s\n", STR_ARG(case_csv_fault(reader)));
    case_csv_free(reader);
    fclose(out);
    free(padded);
    return all;
}

static void is(const char *text, const char *expected)
{
    const char *got = read_bytes(text, strlen(text));
    cr_expect_str_eq(got, expected, "%s\n     got %s\nexpected %s", text, got, expected);
}

Test(case_csv, nothing)
{
    is("", "");
    is("\n\r\n", "");
    is("ar,n\n", "");
    is("ar,n", "");
}

Test(case_csv, rows)
{
    is("case_id,ar,vip\nC-1,35,yes\nC-2,12.5,no\n", "\"C-1\" case_id=\"C-1\" ar=35.00 vip=true\n\"C-2\" case_id=\"C-2\" ar=12.50 vip=false\n");
    is("n,vip\r\n1,true\r\n2,false\r\n", "2 n=1 vip=true\n3 n=2 vip=false\n");
    is("n,vip\n1,TRUE\n2,FALSE", "2 n=1 vip=true\n3 n=2 vip=false\n");
    is("customer.level,customer.since.day\nSMB,2017-01-02\n", "2 customer.level=\"SMB\" customer.since.day=\"2017-01-02\"\n");
    is("level\nProfessional 2A\nProfessional_2A\n", "2 level=\"Professional 2A\"\n3 level=\"Professional 2A\"\n");
    is("rep,other\nSupport_Manager,x\n", "2 rep=\"Support Manager\"\n");
    is("now,day,hour,span\n2017-08-10T14:00:00Z,2017-08-10,14:00,P1D\n",
       "2 day=\"2017-08-10\" hour=\"14:00:00\" span=\"P1D\" now=\"2017-08-10T14:00:00Z\"\n");
    is("whole,n\n1.0,1e2\n", "2 n=100 whole=1\n");
}

Test(case_csv, empty_cells)
{
    is("case_id,rep\n,\n", "2\n");
    is("case_id,rep\n\"\",\"\"\n", "\"\" case_id=\"\" rep=\"\"\n");
    is("n,rep\n\"\",x\n", "2 rep=\"x\" ! n: found \"\", expected a number\n");
    is("limit,n\n,1\n", "2 n=1\n");
    is("rep\r\n\"\"\r\n", "2 rep=\"\"\n");
}

Test(case_csv, quotes_and_blanks)
{
    is("case_id,rep\nC-1,\"a \"\"b\"\", c\"\n", "\"C-1\" case_id=\"C-1\" rep=\"a \\\"b\\\", c\"\n");
    is("case_id,rep\n\"x\ny\",\"a\r\nb\"\nC-2,z\n", "\"x\\ny\" case_id=\"x\\ny\" rep=\"a\\r\\nb\"\n\"C-2\" case_id=\"C-2\" rep=\"z\"\n");
    is("rep,n\n\"x\ny\",1\n\nz,2\n", "2 n=1 rep=\"x\\ny\"\n5 n=2 rep=\"z\"\n");
    is("rep,n\n x ,1\n", "2 n=1 rep=\" x \"\n");
    is("rep,n\nx, 1\n", "2 rep=\"x\" ! n: found \" 1\", expected a number\n");
    is("rep\na\rb\n", "2 rep=\"a\\rb\"\n");
}

Test(case_csv, lists_and_records)
{
    is("levels,n\n\"[\"\"SMB\"\",\"\"SMB\"\"]\",1\n", "2 n=1 levels=[\"SMB\"]\n");
    is("numbers,n\n[1],1\n", "2 n=1 numbers=[1]\n");
    is("numbers,n\nnull,1\n", "2 n=1\n");
    is("item\n\"{\"\"price\"\":1}\"\n", "2 item={\"sku\":null,\"price\":1.00,\"levels\":null}\n");
    is("numbers,n\n\"[1,2\",1\n", "2 n=1 ! numbers: found \"[1,2\", expected a list such as [1, 2]\n");
    is("numbers,n\n\"[1] 2\",1\n", "2 n=1 ! numbers: found \"[1] 2\", expected a list such as [1, 2]\n");
    is("numbers,n\n\"\",1\n", "2 n=1 ! numbers: found \"\", expected a list such as [1, 2]\n");
    is("n,numbers,words\nx,[true],5\n",
       "2 ! n: found \"x\", expected a number ! numbers: found true in the list, expected a number ! words: found 5, expected a list such as [1, 2]\n");
    is("item\n\"{\"\"x\"\":\"\"\\ud800\"\"}\"\n", "2 ! item: is no Unicode text: it has half a character (a lone surrogate, \\ud800 to \\udfff)\n");
}

Test(case_csv, wrong_cells)
{
    is("vip\nmaybe\n", "2 ! vip: found \"maybe\", expected yes or no\n");
    is("level,ar\nsmb,$5\n",
       "2 ! level: found \"smb\", expected one of Essentials, Professional, Professional 2A, SMB, a level with a long name; did you mean \"SMB\"?"
       " ! ar: found \"$5\", expected an amount (a number such as 35.00, without currency sign or separators)\n");
    is("n\n0.1234567\n", "2 ! n: found \"0.1234567\", expected a number with at most six decimal places\n");
    is("secret\nx\n", "2 ! secret: expected a number\n");
    is("n,rep\n1,\xFF\n", "2 n=1 ! rep: is no Unicode text: it has bytes that are not UTF-8\n");
    is("n,x\n1,\xFF\n", "2 n=1 ! line: has a NUL, or bytes that are not UTF-8, in a cell\n");
    is("case_id,n\n\xFF,1\n", "2 n=1 ! case_id: is no Unicode text: it has bytes that are not UTF-8\n");
    const char *got = read_bytes("rep,n\na\0b,1\n", 12);
    cr_expect_str_eq(got, "2 n=1 ! rep: has a NUL character\n", "%s", got);
}

Test(case_csv, wrong_rows)
{
    is("case_id,n\nC-1\nC-2,2\n", "\"C-1\" case_id=\"C-1\" ! line: has 1 cell, but the header has 2\n\"C-2\" case_id=\"C-2\" n=2\n");
    is("case_id,n\nC-1,1,2\nC-2,2\n", "\"C-1\" case_id=\"C-1\" n=1 ! line: has 3 cells, but the header has 2\n\"C-2\" case_id=\"C-2\" n=2\n");
    is("case_id,n\nC\"1,1\nC-2,2\n",
       "2 ! line: has a quote in the middle of a cell (a cell with quotes is quoted, and they are doubled in it)\n\"C-2\" case_id=\"C-2\" n=2\n");
    is("case_id,n\n\"C\"1,1\nC-2,2\n",
       "2 ! line: has a quote in the middle of a cell (a cell with quotes is quoted, and they are doubled in it)\n\"C-2\" case_id=\"C-2\" n=2\n");
    is("case_id,n\nC-1,1\n\"C-2,2\nC-3,3\n", "\"C-1\" case_id=\"C-1\" n=1\n3 ! line: has a quoted cell that is not closed\n");
    is("n\n\"1\"", "2 n=1\n");
}

Test(case_csv, header)
{
    is("ar,n,ar\n1,2,3\n", "FAULT ar stands twice in the header (columns 1 and 3)\n");
    is("id,id\n1,2\n", "FAULT id stands twice in the header (columns 1 and 2)\n");
    is("x,x,n\n1,2,3\n", "2 n=3\n");
    is("n,a\"b\n", "FAULT the header has a quote in the middle of a cell (a cell with quotes is quoted, and they are doubled in it)\n");
    is("n,\"b\n1,2", "FAULT the header has a quoted cell that is not closed\n");
    is("n,\xFF\n1,2", "FAULT the header is not UTF-8 (was the table saved in another encoding?)\n");
    is("n,ar\rcase_id\n1,2", "FAULT the header has a carriage return within it (rows end with LF or CR LF)\n");
    is("\"n\",\"customer.level\"\n1,SMB\n", "2 n=1 customer.level=\"SMB\"\n");
}

Test(case_csv, names)
{
    is("id,n\nA,1\n", "\"A\" n=1\n");
    is("id,case_id\nA,B\nA,\n", "\"B\" case_id=\"B\"\n\"A\"\n");
    is("id,n\n12,1\n", "\"12\" n=1\n");
    bench_options.id = STR("secret");
    is("secret,n\n12,1\n", "2 n=1 secret=12\n");
    bench_options.id = STR("customer.level");
    is("customer.level\nSMB\n", "\"SMB\" customer.level=\"SMB\"\n");
    bench_options.id = STR("number");
    is("number,n\n\"a\"\"b\",1\n", "\"a\\\"b\" n=1\n");
}

Test(case_csv, too_long)
{
    is("n\nLONG\n1\n", "2 ! line: is longer than the limit of 4 MiB\n3 n=1\n");
    is("n\nLONG'\n1\n\"\n2\n", "2 ! line: is longer than the limit of 4 MiB\n5 n=2\n");
    is("n\n\"a\nLONG'\n2\n", "2 ! line: is longer than the limit of 4 MiB\n4 n=2\n");
    is("n\nLONG'\n1\n", "2 ! line: is longer than the limit of 4 MiB, and a quoted cell of it is not closed\n");
    is("LONG\n1\n", "FAULT the header is longer than the limit of 4 MiB\n");
    size_t n = (5 << 20) + 6;
    char *text = malloc(n + 8);
    memcpy(text, "rep\n\"", 5);
    for (size_t i = 5; i < n; i++)
        text[i] = i % 100 ? 'x' : '\n';
    strcpy(text + n, "\"\nA\n");
    const char *got = read_bytes(text, n + 4);
    cr_expect_eq(strncmp(got, "2 ! line: is longer than the limit of 4 MiB\n", 43), 0, "%.100s", got);
    cr_expect(strstr(got, " rep=\"A\"\n"));
    for (size_t i = 4; i < 4 << 20; i++)
        text[i] = ',';
    strcpy(text + (4 << 20), "\n");
    got = read_bytes(text, (4 << 20) + 1);
    cr_expect_str_eq(got, "2 ! line: has 4194301 cells, but the header has 1\n");
    text[4 << 20] = '\0';
    got = read_bytes(text + 4, (4 << 20) - 4);
    cr_expect_str_eq(got, "FAULT the header has more than the limit of 65536 columns\n", "%.100s", got);
    free(text);
}

static unsigned seed = 1;

static unsigned die(unsigned sides)
{
    seed = seed * 1664525 + 1013904223;
    return (seed >> 8) % sides;
}

Test(case_csv, anything)
{
    static const char bytes[] = "\"\",,\n\n\r1aSMB[]{}:\xFF\xC3\0 ";
    char text[120];
    for (int round = 0; round < 30000; round++) {
        size_t n = (size_t)sprintf(text, "n,level,numbers,rep,case_id\n");
        for (unsigned i = die(80); i > 0; i--)
            text[n++] = bytes[die(sizeof bytes)];
        cr_assert_not_null(read_bytes(text, n));
    }
}
