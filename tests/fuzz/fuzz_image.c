/* Images: a good one with a few of its bytes changed and sealed again, as by somebody who means harm; or the input itself, sealed, if it
 * begins as an image does. Loading finds what is wrong or takes it; nothing outside of the image is looked at. Deciding is not tried: what kinds of
 * values meet in instructions is the compiler's to see to (doc/images.md). */
#include "fuzz.h"

#include "code/image.h"

static const char policy_text[] =
    FUZZ_FACTS
    "define much = n > 3\n"
    "rule first if t matches \"^A+$\" and level >= mid then deny refund because \"it is {n}\" cite \"page 3\"\n"
    "rule second overrides first if tags contains \"x\" and d < 2020-01-01 then assign Heather\n"
    "if t in [\"Bo\", \"Cy\"] and any i in items has (i.price > $3) then task Team \"see {t}\"\n"
    "never deny refund when n == 7\n";

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

static void edit(struct image_bytes *image, const uint8_t *data)
{
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

static void take(const struct image_bytes *image)
{
    bylaw_source source = { .path = "fuzz.bylawc", .text = image->at, .length = image->n };
    bylaw_policy *policy;
    size_t sum = 0;
    bylaw_status status = bylaw_load(&source, 1, NULL, &policy);
    must(policy != NULL && (status == BYLAW_OK) == (bylaw_errors(policy) == 0));
    bylaw_messages(policy, NULL, look, &sum);
    bylaw_dump(policy, BYLAW_STOP_CODE, look, &sum);
    if (status == BYLAW_OK && image->n % 8 == 0)
        bylaw_dump(policy, BYLAW_STOP_PROGRAM, look, &sum); /* from the texts */
    bylaw_policy_free(policy);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct image_bytes good;
    if (good.n == 0) {
        bylaw_policy *policy = fuzz_policy(policy_text, strlen(policy_text));
        must(policy != NULL && bylaw_build(policy, keep, &good) == BYLAW_OK);
        bylaw_policy_free(policy);
    }
    bool itself = size > 0 && image_is((const char *)data, size);
    struct image_bytes image = { malloc(itself ? size : good.n), itself ? size : good.n };
    must(image.at != NULL);
    memcpy(image.at, itself ? (const char *)data : good.at, image.n);
    for (size_t i = 0; !itself && i < EDITS_MOST && (i + 1) * EDIT <= size; i++)
        edit(&image, data + i * EDIT);
    image_seal(image.at, image.n);
    take(&image);
    free(image.at);
    return 0;
}
