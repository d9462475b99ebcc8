/* Images: a good one with a few of its bytes changed and sealed again, as by somebody who means harm; or the input itself, sealed, if it
 * begins as an image does. Loading finds what is wrong or takes it; nothing outside of the image is looked at. Whatever is taken decides
 * cases: as wrongly as it likes, but to the end and within its memory. */
#include "fuzz.h"

#include "code/image_schema.h"

static const char policy_text[] =
    FUZZ_FACTS
    "define much = n > 3\n"
    "rule first if t matches \"^A+$\" and level >= mid then deny refund because \"it is {n}\" cite \"page 3\"\n"
    "rule second overrides first if tags contains \"x\" and d < 2020-01-01 then assign Heather\n"
    "if t in [\"Bo\", \"Cy\"] and any i in items has (i.price > $3) then task Team \"see {t}\"\n"
    "never deny refund when n == 7\n";

/* Something of all that is computed. */
static const char values_text[] =
    FUZZ_FACTS
    "define total = sum of (i.price * 2) for i in items\ndefine dear = largest of (i.price) for i in items\n"
    "define few = count of (i.price > $2) for i in items\ndefine both = [n, n + 1, w]\ndefine words = [t, upper(t), \"{n} {m} {tags}\"]\n"
    "define some = first_known(n, w, 4)\ndefine one = (n * 3 / 7 if yn else round(n, 2) - abs(n))\n"
    "define later = (d + 30 days if d > 2020-01-01 else d - 1 month)\ndefine when_ = date_of(m + 2 hours)\n"
    "define span_ = (m - (m - for_how_long)) * 2\ndefine level_ = (level if yn else mid)\n"
    "define blank_ = t is blank or trim(t) contains \"x\" or t starts with \"A\" or at > \"12:00\" or year_of(d) > 2020\n"
    "output total\noutput dear\noutput few\noutput both\noutput words\noutput some\noutput one\noutput later\noutput when_\n"
    "output span_\noutput level_\noutput blank_\n"
    "table fee first match\n  | n    | level => fee |\n  | > 3  | mid => n + 1 |\n  | < 0  | - => 2 |\n"
    "  | - | low => sum of (i.price / $1) for i in items |\noutput fee\n"
    "table all_fees every match\n  unless w > 70\n  | n    | yn => all_fees |\n  | > 3  | yes => \"{t}!\" |\n  | > 1 | - => t |\noutput all_fees\n"
    "table most largest\n  | n    | yn => most |\n  | > 3  | yes => $1 |\n  | > 1 | - => amount |\noutput most\n"
    "table sums sum\n  | n    | yn => sums |\n  | > 3  | yes => 1 |\n  | > 1 | - => n |\noutput sums\n"
    "table act any\n  | n    | yn => note |\n  | > 3  | yes => \"{t}\" |\n  | > 1 | - => \"{t}\" |\n"
    "if no i in items has (i.sku == t or i.price > amount) and some > 3 then note \"{total} {level} {levels} {later}\"\n"
    "if both contains 3 or words == [t, \"A\", t] or blank_ then note \"{words}\" because \"{dear}\"\n";

/* Rules enough for the index. */
static const char *many_text(void)
{
    static char text[16384];
    size_t n = (size_t)snprintf(text, sizeof text, "%stable act first match\n  | n | t => note |\n", FUZZ_FACTS);
    for (int i = 0; i < 60; i++)
        n += (size_t)snprintf(text + n, sizeof text - n, "  | > %d | \"k%d\" => \"v%d\" |\n", i, i % 7, i);
    n += (size_t)snprintf(text + n, sizeof text - n, "table fee first match\n  | w | level => fee |\n");
    for (int i = 0; i < 60; i++)
        n += (size_t)snprintf(text + n, sizeof text - n, "  | %d | %s => n + %d |\n", i, i % 2 ? "low" : "-", i);
    n += (size_t)snprintf(text + n, sizeof text - n, "output fee\n");
    for (int i = 0; i < 60; i++)
        n += (size_t)snprintf(text + n, sizeof text - n, "if t == \"k%d\" and n > %d%s then note \"t%d\"\n", i % 9, i,
                              i % 3 ? "" : " and tags contains \"x\"", i);
    return text;
}

static const char *const cases[] = {
    "{\"n\":4,\"w\":7,\"amount\":5.25,\"t\":\"AAA\",\"yn\":true,\"level\":\"Mid level\",\"who\":\"Ann\",\"d\":\"2020-05-06\",\"at\":\"13:30\","
    "\"m\":\"2020-05-06T07:08:09+02:00\",\"for_how_long\":\"P3D\",\"a\":{\"b\":{\"c\":\"z\"},\"d\":1},\"secret\":\"s\",\"tags\":[\"x\",\"y\"],"
    "\"levels\":[\"low\",\"high\"],\"items\":[{\"sku\":\"Bo\",\"price\":3.5},{\"sku\":\"AAA\",\"price\":null}]}",
    "{\"n\":2,\"t\":\"k3\",\"yn\":false,\"level\":\"low\",\"items\":[],\"tags\":[null,\"x\"],\"w\":3,\"d\":\"2019-12-31\",\"amount\":-3}",
    "{\"n\":40,\"t\":\"k3\",\"level\":\"high\",\"tags\":[\"x\"],\"levels\":[],\"w\":4,\"m\":\"1999-12-31T23:59:59Z\","
    "\"items\":[{\"sku\":\"k3\",\"price\":9},{\"price\":1}]}",
    "{}",
};

struct image_bytes {
    char *at;
    size_t n;
};

static int keep(void *context, const char *bytes, size_t n)
{
    struct image_bytes *image = context;
    image->at = malloc(n);
    must(image->at != NULL && image->n == 0);
    memcpy(image->at, bytes, n);
    image->n = n;
    return 0;
}

static int look(void *context, const char *bytes, size_t n)
{
    size_t *sum = context;
    for (size_t i = 0; i < n; i++)
        *sum += (unsigned char)bytes[i];
    return 0;
}

/* An edit takes six bytes: where (three), how, what (two). */
enum { EDIT = 6, EDITS_MOST = 16 };

/* An instruction's opcode, a register or number of it, another instruction in its place. */
static uint64_t other_word(const uint64_t *words, uint64_t count, uint64_t word, unsigned how, uint32_t what)
{
    switch (how & 7) {
    case 0: return (word & ~UINT64_C(0xFF)) | what % OPCODE_COUNT;
    case 1: return (word & ~(UINT64_C(0xFFFFFF) << 8)) | (uint64_t)(what & 0xFF) << 8;
    case 2: return (word & UINT32_MAX) | (uint64_t)(what & 0xFF) << 32;
    case 3: return words[what % count];
    case 4: return word + ((uint64_t)(int8_t)what << 8);
    case 5: return word + ((uint64_t)(int8_t)what << 32);
    case 6: return what & 0xFF;
    default: return word ^ UINT64_C(1) << what % 64;
    }
}

/* One member of one record: another number, or what another record has there. */
static void edit_record(char *section, const struct image_record *schema, uint64_t at, uint64_t count, unsigned how, uint32_t what)
{
    const struct image_field *field = &schema->fields[what % schema->n_fields];
    char *member = section + at * schema->size + field->at;
    uint32_t word;
    memcpy(&word, member, sizeof word < field->size ? sizeof word : field->size);
    word = how & 1 ? word + (uint32_t)(int8_t)(what >> 8) : what >> 8;
    switch (how >> 1 & 3) {
    case 0: memmove(member, section + (what >> 4) % count * schema->size + field->at, field->size); break;
    case 1: memmove(section + at * schema->size, section + (what >> 4) % count * schema->size, schema->size); break;
    case 2: memcpy(member + (field->size > 12 ? 12 : 0), &word, sizeof word < field->size ? sizeof word : field->size); break;
    default: memcpy(member, &word, sizeof word < field->size ? sizeof word : field->size); break;
    }
}

/* Aimed at what the image is made of, as GOOD, of which it was made, tells: half of all at its instructions. */
static void edit_well(struct image_bytes *image, const struct image_bytes *good, const uint8_t *data)
{
    const struct image_header *header = (const struct image_header *)good->at;
    enum image_kind kind = data[0] & 1 ? IMAGE_WORD : (enum image_kind)(data[0] / 2 % IMAGE_LIST);
    uint64_t count = header->sections[kind].count, at = count ? ((uint64_t)data[1] | (uint64_t)data[2] << 8) % count : 0;
    char *section = image->at + header->sections[kind].at;
    uint32_t what = (uint32_t)data[4] | (uint32_t)data[5] << 8;
    if (count > 0 && kind == IMAGE_WORD)
        ((uint64_t *)section)[at] = other_word((uint64_t *)section, count, ((uint64_t *)section)[at], data[3] >> 4, what);
    else if (count > 0)
        edit_record(section, &image_schema[kind], at, count, data[3] >> 4, what);
}

static void edit(struct image_bytes *image, const struct image_bytes *good, const uint8_t *data)
{
    if (data[3] & 8) {
        edit_well(image, good, data);
        return;
    }
    size_t at = ((size_t)data[0] | (size_t)data[1] << 8 | (size_t)data[2] << 16) % (image->n - 16);
    uint32_t what = (uint32_t)data[4] | (uint32_t)data[5] << 8, word;
    switch (data[3] & 7) {
    case 0: image->at[at] = (char)what; return;
    case 1: image->at[at] ^= (char)what; return;
    case 2: memmove(image->at + at / 16 * 16, image->at + what * 16 % (image->n - 16), 16); return;
    case 3: word = 0xFFFFFFFFu - what; break;
    default: memcpy(&word, image->at + at / 4 * 4, 4), word = data[3] & 1 ? word + what : data[3] & 2 ? word - what : what; break;
    }
    memcpy(image->at + at / 4 * 4, &word, 4);
}

/* By the VM, as whoever has no texts. */
static void decide(const bylaw_policy *policy)
{
    bylaw_options options = { .size = sizeof options, .engine = BYLAW_VM, .input = BYLAW_JSON, .output = BYLAW_JSON, .jit = BYLAW_JIT_OFF };
    bylaw_decider *decider;
    const char *decision;
    size_t n, sum = 0;
    if (bylaw_decider_new(policy, &options, &decider, NULL) != BYLAW_OK)
        return;
    for (size_t i = 0; i < 2 * sizeof cases / sizeof *cases; i++) {
        const char *one = cases[i % (sizeof cases / sizeof *cases)];
        bylaw_decide(decider, one, strlen(one), &decision, &n);
        look(&sum, decision, n);
    }
    bylaw_decider_free(decider);
}

static void take(const struct image_bytes *image)
{
    bylaw_source source = { .path = "fuzz.bylawc", .text = image->at, .length = image->n };
    bylaw_policy *policy;
    size_t sum = 0;
    bylaw_status status = bylaw_load(&source, 1, NULL, &policy);
    must(policy != NULL && (status == BYLAW_OK) == (bylaw_errors(policy) == 0));
    bylaw_messages(policy, NULL, look, &sum);
    bylaw_dump(policy, BYLAW_STOP_CODE, look, &sum);
    if (status == BYLAW_OK)
        decide(policy);
    if (status == BYLAW_OK && image->n % 8 == 0)
        bylaw_dump(policy, BYLAW_STOP_PROGRAM, look, &sum); /* from the texts */
    bylaw_policy_free(policy);
}

static void build(const char *text, struct image_bytes *image)
{
    bylaw_policy *policy = fuzz_policy(text, strlen(text));
    must(policy != NULL && bylaw_build(policy, keep, image) == BYLAW_OK);
    bylaw_policy_free(policy);
}

enum { POLICIES = 3 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct image_bytes goods[POLICIES];
    if (goods[0].n == 0) {
        build(policy_text, &goods[0]);
        build(values_text, &goods[1]);
        build(many_text(), &goods[2]);
    }
    bool itself = size > 0 && image_is((const char *)data, size);
    const struct image_bytes *good = &goods[size % EDIT ? data[size - 1] % POLICIES : 0]; /* by what is left of no edit */
    struct image_bytes image = { malloc(itself ? size : good->n), itself ? size : good->n };
    must(image.at != NULL);
    memcpy(image.at, itself ? (const char *)data : good->at, image.n);
    for (size_t i = 0; !itself && i < EDITS_MOST && (i + 1) * EDIT <= size; i++)
        edit(&image, good, data + i * EDIT);
    image_seal(image.at, image.n);
    take(&image);
    free(image.at);
    return 0;
}
