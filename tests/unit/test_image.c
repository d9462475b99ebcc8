/* Images: what is written is read, whatever the policy; damage of any kind is found, and nothing that a forged one says is looked at
 * beyond its bytes (which the address sanitizer watches). */
#include "bylaw.h"
#include "code/image_schema.h"
#include "pipeline.h"

#include <criterion/criterion.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What the tests need; the language's features are in tests/lang, which run_lang.py decides from images, too. */
static const char simple_text[] =
    "facts\n  n is number\n  name is text\n  level is one of low < mid \"Mid level\" < high\n  d is date\n  tags is list of text\n"
    "define much = n > 3\noutput much\n"
    "rule first if name matches \"^A+$\" and level >= mid then deny refund because \"it is {n}\" cite \"page 3\"\n"
    "rule second overrides first if tags contains \"x\" and d < 2020-01-01 then assign Heather\n"
    "if level in [low, high] and name in [\"Bo\", \"Cy\"] then task Team \"see {name}\"\n"
    "table fee first match\n  | n   | level => fee |\n  | > 3 | mid => 1 |\n  | -   | - => 2 |\n"
    "never deny refund when n == 7\n";

struct image_text {
    char *bytes;
    size_t n;
};

static int keep(void *context, const char *bytes, size_t n)
{
    struct image_text *image = context;
    image->bytes = realloc(image->bytes, image->n + n);
    memcpy(image->bytes + image->n, bytes, n);
    image->n += n;
    return 0;
}

static bylaw_status load(const char *text, size_t n, bylaw_policy **policy)
{
    bylaw_source source = { .path = "p", .text = text, .length = n };
    bylaw_load_options options = { .size = sizeof options, .no_stdlib = 0 };
    return bylaw_load(&source, 1, &options, policy);
}

static struct image_text image_of(const char *text)
{
    struct image_text image = { 0 }, talk = { 0 };
    bylaw_policy *policy;
    if (load(text, strlen(text), &policy) != BYLAW_OK) {
        bylaw_messages(policy, NULL, keep, &talk);
        cr_assert_fail("%.*s", (int)talk.n, talk.bytes);
    }
    cr_assert_eq(bylaw_build(policy, keep, &image), BYLAW_OK);
    bylaw_policy_free(policy);
    return image;
}

/* Whether the bytes load; all that was said goes into TALK. */
static bool loads(const struct image_text *image, struct image_text *talk)
{
    bylaw_policy *policy;
    talk->n = 0;
    bool fine = load(image->bytes, image->n, &policy) == BYLAW_OK;
    cr_assert_not_null(policy);
    bylaw_messages(policy, NULL, keep, talk);
    keep(talk, "", 1);
    bylaw_policy_free(policy);
    return fine;
}

Test(image, is_the_same_each_time_and_of_itself)
{
    struct image_text one = image_of(simple_text), two = image_of(simple_text), again = { 0 };
    cr_assert(one.n == two.n && memcmp(one.bytes, two.bytes, one.n) == 0);
    bylaw_policy *policy;
    cr_assert_eq(load(one.bytes, one.n, &policy), BYLAW_OK);
    cr_assert_eq(bylaw_build(policy, keep, &again), BYLAW_OK);
    cr_assert(one.n == again.n && memcmp(one.bytes, again.bytes, one.n) == 0);
    bylaw_policy_free(policy);
    free(one.bytes);
    free(two.bytes);
    free(again.bytes);
}

Test(image, with_any_byte_changed_is_refused)
{
    struct image_text image = image_of(simple_text), talk = { 0 };
    cr_assert(loads(&image, &talk));
    for (size_t i = 0; i < image.n; i++) {
        image.bytes[i] ^= 0x20;
        bool fine = loads(&image, &talk);
        if (i >= IMAGE_MAGIC_BYTES) /* before them it is no image, but a text that is none either */
            cr_assert(!fine && strstr(talk.bytes, "BY0009") != NULL, "byte %zu: %s", i, talk.bytes);
        cr_assert_not(fine, "byte %zu", i);
        image.bytes[i] ^= 0x20;
    }
    cr_assert(loads(&image, &talk));
    free(image.bytes);
    free(talk.bytes);
}

Test(image, cut_anywhere_is_refused)
{
    struct image_text image = image_of(simple_text), talk = { 0 };
    size_t whole = image.n;
    for (image.n = IMAGE_MAGIC_BYTES; image.n < whole; image.n++) {
        cr_assert_not(loads(&image, &talk));
        cr_assert_not_null(strstr(talk.bytes, "it is cut off"), "%zu: %s", image.n, talk.bytes);
    }
    image.n = whole;
    keep(&image, "x", 1);
    cr_assert_not(loads(&image, &talk));
    free(image.bytes);
    free(talk.bytes);
}

/* What can be done with a forged one that was not refused, short of deciding. Yields whether its texts are what its code was made of: so
 * it is where a comment was changed. */
static bool look_at(bylaw_policy *policy, size_t at)
{
    struct image_text out = { 0 };
    char hash[BYLAW_HASH_SIZE];
    bylaw_policy_hash(policy, hash);
    cr_assert_eq(bylaw_dump(policy, BYLAW_STOP_CODE, keep, &out), BYLAW_OK);
    bylaw_status status = bylaw_dump(policy, BYLAW_STOP_PROGRAM, keep, &out);
    cr_assert(status == BYLAW_OK || status == BYLAW_UNUSABLE, "byte %zu: %d", at, status);
    free(out.bytes);
    return status == BYLAW_OK;
}

/* Every so many bytes one is tried: under the sanitizers, and where time is short, fewer. */
static size_t step(void)
{
    const char *length = getenv("BYLAW_CHECK");
    return length != NULL && strcmp(length, "short") == 0 ? 37 : 1;
}

/* Each byte in turn changed, with a digest that fits again: as by somebody who means harm. */
static void forge(unsigned char change)
{
    struct image_text image = image_of(simple_text);
    size_t from = offsetof(struct image_header, digest) + SHA256_BYTES, loaded = 0, same = 0;
    for (size_t i = from; i < image.n; i += step()) {
        bylaw_policy *policy;
        image.bytes[i] ^= (char)change;
        image_seal(image.bytes, image.n);
        if (load(image.bytes, image.n, &policy) == BYLAW_OK) {
            loaded++;
            same += look_at(policy, i);
        }
        bylaw_policy_free(policy);
        image.bytes[i] ^= (char)change;
    }
    cr_assert(same < loaded && loaded < image.n - from, "%zu %zu %zu", same, loaded, image.n);
    free(image.bytes);
}

Test(image, forged_by_a_bit_does_no_harm) { forge(0x01); }
Test(image, forged_by_all_bits_does_no_harm) { forge(0xFF); }

static bool is_listed(const struct image_record *schema, uint32_t byte)
{
    bool listed = false;
    for (uint32_t i = 0; i < schema->n_fields; i++) {
        const struct image_field *f = &schema->fields[i];
        listed |= byte >= f->at && byte < (uint32_t)f->at + f->size;
        listed |= f->how == HOW_MANY && byte >= f->count && byte < f->count + sizeof(uint32_t);
    }
    return listed;
}

/* What loading makes anew must not be there: pointers that nobody would check. Yields how many bytes were tried. */
static size_t forge_gaps(struct image_text *image, enum image_kind kind, struct image_text *talk)
{
    const struct image_section section = ((const struct image_header *)image->bytes)->sections[kind];
    size_t tried = 0;
    for (uint32_t i = 0; section.count > 0 && image_schema[kind].n_fields > 0 && i < image_schema[kind].size; i++) {
        if (is_listed(&image_schema[kind], i))
            continue;
        image->bytes[section.at + i] = 0x41;
        image_seal(image->bytes, image->n);
        cr_assert_not(loads(image, talk), "kind %d, byte %u", kind, i);
        cr_assert_not_null(strstr(talk->bytes, "something where nothing is"), "kind %d, byte %u: %s", kind, i, talk->bytes);
        image->bytes[section.at + i] = 0;
        tried++;
    }
    return tried;
}

Test(image, forged_where_no_member_is_listed_is_refused)
{
    static char text[8192];
    struct image_text talk = { 0 };
    size_t n = (size_t)snprintf(text, sizeof text, "%s", simple_text), tried = 0;
    for (int i = 0; i < 60; i++) /* so many that there is an index */
        n += (size_t)snprintf(text + n, sizeof text - n, "if n > %d and name == \"k%d\" then note \"%d\"\n", i, i % 7, i);
    struct image_text image = image_of(text);
    for (enum image_kind kind = 0; kind < IMAGE_LIST; kind++)
        tried += forge_gaps(&image, kind, &talk);
    cr_assert(tried > 3 * sizeof(void *) + sizeof(struct index) / 2, "%zu", tried);
    image_seal(image.bytes, image.n);
    cr_assert(loads(&image, &talk), "%s", talk.bytes);
    free(image.bytes);
    free(talk.bytes);
}

/* Several threads want the whole of one policy at once. */
static void *want_whole(void *policy) { return (void *)pipeline_whole(policy); }

Test(image, is_made_whole_once)
{
    struct image_text image = image_of(simple_text);
    bylaw_policy *policy;
    pthread_t threads[8];
    cr_assert_eq(load(image.bytes, image.n, &policy), BYLAW_OK);
    for (int i = 0; i < 8; i++)
        cr_assert_eq(pthread_create(&threads[i], NULL, want_whole, policy), 0);
    const struct policy *whole = pipeline_whole((const struct policy *)policy);
    cr_assert(whole != NULL && whole->program != NULL);
    for (int i = 0; i < 8; i++) {
        void *other;
        pthread_join(threads[i], &other);
        cr_assert_eq(other, whole);
    }
    bylaw_policy_free(policy);
    free(image.bytes);
}
