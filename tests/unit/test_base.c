/* The room base/: memory, texts, growing things, UTF-8. */
#include "base/buf.h"
#include "base/checked.h"
#include "base/map.h"
#include "base/sha256.h"
#include "base/utf8.h"
#include "base/vec.h"
#include <criterion/criterion.h>
#include <string.h>

static struct arena arena;
static struct buf out;

static void set_up(void)
{
    arena_init(&arena, NULL);
    buf_init(&out, NULL);
}

static void tear_down(void)
{
    buf_free(&out);
    arena_free(&arena);
}

TestSuite(base, .init = set_up, .fini = tear_down);

#define check_out(expected)                                                                            \
    do {                                                                                               \
        cr_expect(str_is((struct str){ out.p, (uint32_t)out.n }, expected), "got %.*s not %s",         \
                  (int)out.n, out.p ? out.p : "", expected);                                           \
        out.n = 0;                                                                                     \
    } while (0)

Test(base, arena_blocks_are_aligned_and_apart)
{
    char *last = NULL;
    for (size_t size = 0; size < 5000; size += 7) {
        char *block = arena_alloc(&arena, size);
        cr_assert_not_null(block);
        cr_assert_eq((uintptr_t)block % 16, 0u);
        cr_assert_neq((void *)block, (void *)last);
        memset(block, 0xAA, size);
        last = block;
    }
    cr_expect_gt(arena.used, 5000u / 7 * 2500);
}

Test(base, arena_zalloc_clears_after_reset)
{
    memset(arena_alloc(&arena, 1000), 0xFF, 1000);
    arena_reset(&arena);
    cr_expect_eq(arena.used, 0u);
    char *block = arena_zalloc(&arena, 100, 10);
    for (int i = 0; i < 1000; i++)
        cr_assert_eq(block[i], 0);
}

/* Chunks that an arena holds, by the addresses that the same load is given again. */
static void same_load(char **blocks, unsigned n)
{
    for (unsigned i = 0; i < n; i++) {
        size_t size = i % 10 == 9 ? 1300000 + i : 20000 + 13 * (size_t)i;
        blocks[i] = arena_alloc(&arena, size);
        blocks[i][0] = blocks[i][size - 1] = 'x';
    }
}

Test(base, arena_warm_takes_the_same_memory_again)
{
    char *first[50], *again[50];
    same_load(first, 50);
    for (int round = 0; round < 5; round++) {
        arena_reset(&arena);
        same_load(again, 50);
        cr_assert_arr_eq(first, again, sizeof first);
        arena_reset(&arena);
        arena_alloc(&arena, 100); /* a smaller load between changes nothing */
    }
}

Test(base, arena_gives_huge_memory_back)
{
    for (int i = 0; i < 3; i++)
        memset(arena_alloc(&arena, 7 << 20), 'x', 7 << 20);
    arena_reset(&arena);
    char *kept = arena_alloc(&arena, 7 << 20);
    arena_reset(&arena);
    cr_expect_eq((void *)arena_alloc(&arena, 7 << 20), (void *)kept);
}

Test(base, arena_extends_the_last_block_only)
{
    char *first = arena_alloc(&arena, 20), *last = arena_alloc(&arena, 40);
    size_t used = arena.used;
    cr_expect_not(arena_extend(&arena, first, 20, 40), "it is not the last");
    cr_expect_not(arena_extend(&arena, last, 40, 1 << 20), "there is no room");
    cr_expect_eq(arena.used, used);
    if (ARENA_FENCED)
        return; /* each block stands alone there */
    cr_assert(arena_extend(&arena, last, 40, 100));
    memset(last, 'x', 100);
    char *next = arena_alloc(&arena, 1);
    cr_expect_geq(next, last + 100);
    cr_expect_eq(arena.used, used + 64 + 16);
    arena.limit = arena.used + 16;
    cr_expect(arena_extend(&arena, next, 1, 32));
    cr_expect_not(arena_extend(&arena, next, 32, 64), "the limit");
    arena.limit = 0;
}

static enum trap_cause caught(struct trap *trap, size_t count, size_t size)
{
    enum trap_cause cause = trap_set(trap);
    if (cause == TRAP_NONE)
        arena_zalloc(&arena, count, size);
    return cause;
}

Test(base, arena_limit_springs_the_trap)
{
    struct trap trap;
    arena.trap = &trap;
    arena.limit = 1000;
    cr_expect_eq(caught(&trap, 1, 992), TRAP_NONE);
    cr_expect_eq(caught(&trap, 1, 1), TRAP_MEMORY);
    arena_reset(&arena);
    cr_expect_eq(caught(&trap, 62, 16), TRAP_NONE);
    cr_expect_eq(caught(&trap, 1, 1), TRAP_MEMORY);
}

Test(base, arena_refuses_sizes_that_overflow)
{
    struct trap trap;
    arena.trap = &trap;
    cr_expect_eq(caught(&trap, SIZE_MAX / 2, 3), TRAP_MEMORY);
    cr_expect_eq(caught(&trap, 1, SIZE_MAX), TRAP_MEMORY);
    cr_expect_eq(caught(&trap, 1, SIZE_MAX - 15), TRAP_MEMORY);
    cr_expect_eq(caught(&trap, 1, PTRDIFF_MAX), TRAP_MEMORY);
    cr_expect_eq(caught(&trap, 1, 10), TRAP_NONE);
}

Test(base, arena_copies_and_prints)
{
    cr_expect_str_eq(arena_copy(&arena, "abc", 4), "abc");
    cr_expect_not_null(arena_copy(&arena, NULL, 0));
    cr_expect_str_eq(arena_printf(&arena, "%d of %s", 7, "x"), "7 of x");
}

Test(base, str_compares)
{
    struct str none = { 0 };
    cr_expect(str_eq(none, STR("")) && str_is(none, "") && str_is(STR("ab"), "ab"));
    cr_expect(!str_eq(STR("ab"), STR("abc")) && !str_is(STR("ab"), "ac"));
    cr_expect_eq(str_cmp(STR("a"), STR("b")), -1);
    cr_expect_eq(str_cmp(STR("b"), STR("a")), 1);
    cr_expect_eq(str_cmp(STR("a"), STR("ab")), -1);
    cr_expect_eq(str_cmp(STR("ab"), STR("a")), 1);
    cr_expect_eq(str_cmp(none, none), 0);
    cr_expect_eq(str_cmp(STR("z"), STR("é")), -1);
}

Test(base, str_finds)
{
    struct str s = STR("refunds.rules");
    cr_expect(str_starts(s, STR("ref")) && str_starts(s, STR("")) && !str_starts(s, STR("eff")));
    cr_expect(str_ends(s, STR(".rules")) && str_ends(s, STR("")) && !str_ends(s, STR(".rule")));
    cr_expect(!str_starts(STR("a"), s) && !str_ends(STR("a"), s));
    cr_expect_eq(str_find(s, STR("funds")), 2);
    cr_expect_eq(str_find(s, STR("s")), 6);
    cr_expect_eq(str_find(s, STR("")), 0);
    cr_expect_eq(str_find(s, STR("xx")), -1);
    cr_expect_eq(str_find((struct str){ 0 }, STR("x")), -1);
}

Test(base, str_makes)
{
    struct str joined = str_cat(&arena, STR("ab"), STR("cd"));
    cr_expect_str_eq(joined.p, "abcd");
    cr_expect_eq(joined.n, 4u);
    cr_expect_str_eq(str_dup(&arena, (struct str){ 0 }).p, "");
    cr_expect(str_is(str_printf(&arena, "%s:%d", "a", 5), "a:5"));
    cr_expect(str_is(str_slice(STR("abcdef"), 2, 4), "cd"));
}

/* The textbook's whole table, to compare with the band. */
static unsigned plain_distance(const char *a, const char *b)
{
    unsigned d[20][20], n = (unsigned)strlen(a), m = (unsigned)strlen(b);
    for (unsigned i = 0; i <= n; i++)
        for (unsigned j = 0; j <= m; j++) {
            if (i == 0 || j == 0) {
                d[i][j] = i + j;
                continue;
            }
            unsigned best = d[i - 1][j - 1] + (a[i - 1] != b[j - 1]);
            best = d[i - 1][j] + 1 < best ? d[i - 1][j] + 1 : best;
            best = d[i][j - 1] + 1 < best ? d[i][j - 1] + 1 : best;
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] && d[i - 2][j - 2] + 1 < best)
                best = d[i - 2][j - 2] + 1;
            d[i][j] = best;
        }
    return d[n][m];
}

Test(base, str_distance_is_the_plain_one_cut_off)
{
    uint32_t seed = 1;
    for (int round = 0; round < 100000; round++) {
        char a[12] = "", b[12] = "";
        for (unsigned i = 0, n = (seed = seed * 1103515245 + 12345) >> 16 & 7; i < n; i++)
            a[i] = (char)('a' + ((seed = seed * 1103515245 + 12345) >> 16) % 3);
        for (unsigned i = 0, n = (seed = seed * 1103515245 + 12345) >> 16 & 7; i < n; i++)
            b[i] = (char)('a' + ((seed = seed * 1103515245 + 12345) >> 16) % 3);
        unsigned plain = plain_distance(a, b), limit = (unsigned)round % 9;
        unsigned expected = plain < limit + 1 ? plain : limit + 1;
        cr_assert_eq(str_distance(str_from(a), str_from(b), limit), expected, "%s %s %u", a, b, limit);
    }
    cr_expect_eq(str_distance(STR("Profesional"), STR("Professional"), 2), 1u);
    cr_expect_eq(str_distance(STR("abcd"), STR("badc"), 99), 2u);
}

Test(base, vec_grows)
{
    VEC(int) numbers = { 0 };
    for (int i = 0; i < 100000; i++)
        vec_push(&arena, &numbers, i);
    cr_expect_eq(numbers.n, 100000u);
    for (int i = 0; i < 100000; i++)
        cr_assert_eq(numbers.at[i], i);
}

Test(base, vec_of_too_many_springs_the_trap)
{
    struct trap trap;
    arena.trap = &trap;
    uint32_t room = UINT32_MAX / 2 + 1;
    enum trap_cause cause = trap_set(&trap);
    if (cause == TRAP_NONE)
        vec_grow(&arena, NULL, 0, &room, 1);
    cr_expect_eq(cause, TRAP_MEMORY);
}

Test(base, map_keeps_keys_and_their_order)
{
    struct map map;
    map_init(&map, &arena);
    cr_expect_null(map_get(&map, STR("x")));
    for (long i = 0; i < 20000; i++)
        cr_assert_null(map_put(&map, str_printf(&arena, "key %ld", i), (void *)(i + 1)));
    for (long i = 0; i < 20000; i++) {
        struct str key = str_printf(&arena, "key %ld", i);
        cr_assert_eq((long)map_get(&map, key), i + 1);
        cr_assert(str_eq(map.entries[i].key, key));
    }
    cr_expect_eq((long)map_put(&map, STR("key 7"), &map), 8);
    cr_expect_eq(map_get(&map, STR("key 7")), &map);
    cr_expect_eq(map.n, 20000u);
    cr_expect_null(map_get(&map, STR("key")));
    cr_expect_null(map_put(&map, STR(""), &map));
    cr_expect_eq(map_get(&map, (struct str){ 0 }), &map);
}

Test(base, utf8_round_trip_of_every_code_point)
{
    for (uint32_t code = 0; code <= 0x10FFFF; code++) {
        char bytes[4];
        unsigned length, n = utf8_encode(code, bytes);
        struct str s = { bytes, n };
        bool surrogate = code >= 0xD800 && code <= 0xDFFF;
        cr_assert_eq(utf8_valid(s), surrogate ? 0 : n);
        uint32_t back = utf8_decode(s, &length);
        cr_assert(back == code && length == n);
        cr_assert_eq(utf8_step(s, &back, &length), !surrogate);
        cr_assert_eq(utf8_valid(str_slice(s, 0, n - 1)), 0u);
    }
}

Test(base, utf8_refuses)
{
    cr_expect_eq(utf8_valid(STR("abcdefgh\xC0\x80")), 8u);        /* overlong */
    cr_expect_eq(utf8_valid(STR("\xE0\x9F\xBF")), 0u);            /* overlong */
    cr_expect_eq(utf8_valid(STR("\xF0\x8F\xBF\xBF")), 0u);        /* overlong */
    cr_expect_eq(utf8_valid(STR("ab\xED\xA0\x80")), 2u);          /* surrogate */
    cr_expect_eq(utf8_valid(STR("\xF4\x90\x80\x80")), 0u);        /* past the last */
    cr_expect_eq(utf8_valid(STR("\xF5\x80\x80\x80")), 0u);
    cr_expect_eq(utf8_valid(STR("a\x80")), 1u);
    cr_expect_eq(utf8_valid(STR("é\xC3")), 2u);
    cr_expect_eq(utf8_valid(STR("\xE2\x82g")), 0u);
    cr_expect_eq(utf8_valid((struct str){ 0 }), 0u);
    uint32_t code;
    unsigned length;
    cr_expect(!utf8_step(STR("\xC3"), &code, &length) && code == 0xC3 && length == 1);
    cr_expect_eq(utf8_count(STR("aé€😀")), 4u);
}

Test(base, utf8_unprintable_characters)
{
    static const uint32_t shown[] = { '\n', '\t', ' ', '~', 0xA0, 0xE9, 0x20AC, 0x200D, 0x1F600, 0xE1000, 0x10FFFF };
    static const uint32_t hidden[] = { 0, 0x1B, '\r', 0x7F, 0x85, 0x9F, 0xAD, 0x61C, 0x200B, 0x200E, 0x200F, 0x202A,
                                       0x202E, 0x2066, 0x2069, 0xFEFF, 0xE0041 };
    for (unsigned i = 0; i < sizeof shown / sizeof *shown; i++)
        cr_expect(!utf8_unprintable(shown[i]), "%x", (unsigned)shown[i]);
    for (unsigned i = 0; i < sizeof hidden / sizeof *hidden; i++)
        cr_expect(utf8_unprintable(hidden[i]), "%x", (unsigned)hidden[i]);
}

Test(base, buf_writes)
{
    buf_add(&out, NULL, 0);
    buf_str(&out, (struct str){ 0 });
    buf_cstr(&out, "ab");
    buf_char(&out, 'c');
    buf_printf(&out, "%d%s", 5, "!");
    check_out("abc5!");
    buf_int(&out, 0);
    buf_char(&out, ' ');
    buf_int(&out, INT64_MIN);
    buf_char(&out, ' ');
    buf_int(&out, INT64_MAX);
    check_out("0 -9223372036854775808 9223372036854775807");
    for (int i = 0; i < 100000; i++)
        buf_add(&out, "0123456789", 10);
    cr_expect_eq(out.n, 1000000u);
    cr_expect_eq(out.p[999999], '9');
}

Test(base, buf_too_large_springs_the_trap)
{
    struct trap trap;
    out.trap = &trap;
    enum trap_cause cause = trap_set(&trap);
    if (cause == TRAP_NONE)
        buf_need(&out, SIZE_MAX);
    cr_expect_eq(cause, TRAP_MEMORY);
    buf_cstr(&out, "still usable");
    check_out("still usable");
}

Test(base, buf_json_escapes)
{
    buf_json(&out, STR("a\"b\\c/\n\t\r\b\f\x01\x1F\x7F é€😀"));
    check_out("\"a\\\"b\\\\c/\\n\\t\\r\\b\\f\\u0001\\u001f\x7F é€😀\"");
    buf_json(&out, (struct str){ 0 });
    check_out("\"\"");
    buf_json(&out, STR("a\0b"));
    check_out("\"a\\u0000b\"");
}

Test(base, buf_json_escapes_each_byte_at_each_place)
{
    char text[20];
    for (unsigned c = 0; c < 0x80; c++)
        for (unsigned place = 0; place < sizeof text; place++) {
            memset(text, 'x', sizeof text);
            text[place] = (char)c;
            out.n = 0;
            buf_json(&out, (struct str){ text, sizeof text });
            bool plain = c >= 0x20 && c != '"' && c != '\\';
            cr_assert_eq(out.p[1 + place] == '\\', !plain, "%u at %u", c, place);
            cr_assert(plain ? out.n == sizeof text + 2 : out.n == sizeof text + 3 || out.n == sizeof text + 7);
            cr_assert(out.p[0] == '"' && out.p[out.n - 1] == '"' && (place == 0 || out.p[place] == 'x'));
        }
}

Test(base, buf_text_shows_what_is_unprintable)
{
    buf_text(&out, STR("a\x1B[1m\nb\tc\r \u202Eé\u200F😀\x7F"));
    check_out("a\\u{1B}[1m\nb\tc\\u{D} \\u{202E}é\\u{200F}😀\\u{7F}");
    buf_line(&out, STR("a\nb\tc\x1B"));
    check_out("a\\nb\\tc\\u{1B}");
    buf_line(&out, STR("a\xFF\xC3(é"));
    check_out("a\\x{FF}\\x{C3}(é");
}

Test(base, buf_csv_quotes)
{
    static const struct { const char *text, *plain, *safe; } rows[] = {
        { "", "", "" }, { "a b", "a b", "a b" }, { "a,b", "\"a,b\"", "\"a,b\"" }, { "say \"x\"", "\"say \"\"x\"\"\"", "\"say \"\"x\"\"\"" },
        { "a\nb", "\"a\nb\"", "\"a\nb\"" }, { "a\rb", "\"a\rb\"", "\"a\rb\"" }, { "=1+1", "=1+1", "'=1+1" }, { "-5", "-5", "'-5" },
        { "@x", "@x", "'@x" }, { "+1,2", "\"+1,2\"", "\"'+1,2\"" }, { "\tx", "\tx", "'\tx" }, { "\rx", "\"\rx\"", "\"'\rx\"" },
    };
    for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++) {
        buf_csv(&out, str_from(rows[i].text), false);
        check_out(rows[i].plain);
        buf_csv(&out, str_from(rows[i].text), true);
        check_out(rows[i].safe);
    }
}

Test(base, checked_arithmetic)
{
    int64_t x;
    cr_expect(checked_add(INT64_MAX, 0, &x) && !checked_add(INT64_MAX, 1, &x) && !checked_add(INT64_MIN, -1, &x));
    cr_expect(checked_sub(INT64_MIN, 0, &x) && !checked_sub(INT64_MIN, 1, &x) && !checked_sub(0, INT64_MIN, &x));
    cr_expect(checked_mul(INT64_MIN, 1, &x) && !checked_mul(INT64_MIN, -1, &x));
    cr_expect(checked_narrow(INT64_MIN, &x) && !checked_narrow((int128)INT64_MIN - 1, &x));
    cr_expect(checked_div_even(5, 2) == 2 && checked_div_even(7, 2) == 4 && checked_div_even(-5, 2) == -2);
    cr_expect(checked_div_even(-7, 2) == -4 && checked_div_even(7, -2) == -4 && checked_div_even(1, -3) == 0);
}

static void check_digest(const unsigned char *digest, const char *expected)
{
    char text[SHA256_HEX + 1];
    sha256_hex(digest, text);
    cr_expect_str_eq(text, expected);
}

/* The examples of FIPS 180-4 and RFC 4231. */
Test(base, sha256_is_the_standards)
{
    unsigned char digest[SHA256_BYTES];
    struct sha256 hash;
    sha256_begin(&hash);
    sha256_add(&hash, NULL, 0);
    sha256_end(&hash, digest);
    check_digest(digest, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    sha256_begin(&hash);
    sha256_add(&hash, "a", 1);
    sha256_add(&hash, "bc", 2);
    sha256_end(&hash, digest);
    check_digest(digest, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    sha256_keyed(STR("Jefe"), STR("what do ya want for nothing?"), digest);
    check_digest(digest, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

Test(base, sha256_parts_texts)
{
    unsigned char one[SHA256_BYTES], other[SHA256_BYTES];
    struct sha256 hash;
    sha256_begin(&hash);
    sha256_add_str(&hash, STR("ab"));
    sha256_add_str(&hash, STR("c"));
    sha256_end(&hash, one);
    sha256_begin(&hash);
    sha256_add_str(&hash, STR("a"));
    sha256_add_str(&hash, STR("bc"));
    sha256_end(&hash, other);
    cr_expect(memcmp(one, other, sizeof one) != 0);
}
