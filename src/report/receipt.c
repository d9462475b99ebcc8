#include "report/receipt.h"

#include "base/sha256.h"
#include "report/nested.h"
#include "value/date.h"

#define PUT(out, literal) buf_add((out), literal, sizeof literal - 1)

/* ---- values ---- */

/* Equal values have equal hashes, whatever they are the values of. */
static void put_masked(const struct receipt *receipt, struct buf *out, struct value value, const struct type *type)
{
    unsigned char digest[SHA256_BYTES];
    char text[SHA256_HEX + 1];
    if (receipt->key.n == 0) {
        PUT(out, "true");
        return;
    }
    receipt->scratch->n = 0;
    value_json(receipt->scratch, value, type);
    sha256_keyed(receipt->key, (struct str){ receipt->scratch->p, (uint32_t)receipt->scratch->n }, digest);
    sha256_hex(digest, text);
    buf_json(out, str_from(text));
}

/* ---- members ---- */

static void put_key(struct buf *out, char between, struct str key)
{
    buf_char(out, between);
    buf_json(out, key);
    buf_char(out, ':');
}

static void put_head(const struct receipt *receipt, struct buf *out)
{
    PUT(out, "{\"policy\":");
    buf_json(out, receipt->policy);
    if (receipt->version.n) {
        PUT(out, ",\"version\":");
        buf_json(out, receipt->version);
    }
    PUT(out, ",\"engine\":");
    buf_json(out, receipt->engine);
}

/* Whether fact I stands beside the facts, under `now`. */
static bool is_now(const struct receipt *receipt, uint32_t i)
{
    return i == receipt->now_fact && receipt->facts[i].type->kind == TYPE_MOMENT;
}

static void put_now(const struct receipt *receipt, struct buf *out, const struct receipt_case *which)
{
    uint32_t i = receipt->now_fact;
    bool own = i < receipt->n_facts && is_now(receipt, i);
    struct value now = own ? which->facts[i] : which->has_now ? which->now : value_unknown();
    if (!value_known(now) || (own && receipt->care[i] == RECEIPT_MASK))
        return;
    PUT(out, ",\"now\":");
    value_json_exact(out, now, type_simple(TYPE_MOMENT));
}

static void put_facts(const struct receipt *receipt, struct buf *out, const struct receipt_case *which)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < receipt->n_facts; i++) {
        const struct fact *fact = &receipt->facts[i];
        if (receipt->care[i] == RECEIPT_SHOW && value_known(which->facts[i]) && !is_now(receipt, i))
            receipt->values[n++] = (struct decided_value){ fact->path, fact->n_path, fact->type, which->facts[i] };
    }
    PUT(out, ",\"facts\":");
    if (n > 0)
        nested_json(out, receipt->values, n, value_json_exact);
    else
        PUT(out, "{}");
}

bool receipt_is_field(const struct lookup *lookup, uint32_t param)
{
    for (uint32_t i = 0; i < lookup->n_fields; i++)
        if (str_eq(lookup->fields[i].name, lookup->params[param].name))
            return true;
    return false;
}

/* The columns of ROW that are masked, or those that are not: parameters, then fields. */
static void put_row(const struct receipt *receipt, struct buf *out, const struct receipt_answer *answer, uint32_t row, bool masked)
{
    const struct lookup *lookup = &receipt->lookups[answer->lookup];
    const struct receipt_mask *mask = &receipt->masks[answer->lookup];
    char between = '{';
    for (uint32_t i = 0; i < lookup->n_params + lookup->n_fields; i++) {
        bool param = i < lookup->n_params;
        uint32_t k = param ? i : i - lookup->n_params;
        struct str name = param ? lookup->params[k].name : lookup->fields[k].name;
        const struct type *type = param ? lookup->params[k].type : lookup->fields[k].type;
        struct value value = param ? answer->params[k] : answer->rows.at[row * lookup->n_fields + k];
        if ((param ? mask->params : mask->fields)[k] != masked || (masked && !value_known(value)) ||
            (param && receipt_is_field(lookup, k)))
            continue;
        put_key(out, between, name);
        between = ',';
        if (masked)
            put_masked(receipt, out, value, type);
        else
            value_json_exact(out, value, type);
    }
    if (between == '{')
        buf_char(out, '{');
    buf_char(out, '}');
}

static void put_rows(const struct receipt *receipt, struct buf *out, const struct receipt_answer *answer, bool masked)
{
    buf_char(out, '[');
    for (uint32_t row = 0; row < answer->rows.n; row++) {
        if (row > 0)
            buf_char(out, ',');
        put_row(receipt, out, answer, row, masked);
    }
    buf_char(out, ']');
}

static void put_answers(const struct receipt *receipt, struct buf *out, const struct receipt_case *which)
{
    char between = '{';
    for (uint32_t i = 0; i < which->n_answers; i++) {
        const struct receipt_answer *answer = &which->answers[i];
        if (answer->status != HOST_ROWS)
            continue;
        if (between == '{')
            PUT(out, ",\"rows\":");
        put_key(out, between, receipt->lookups[answer->lookup].name);
        between = ',';
        put_rows(receipt, out, answer, false);
    }
    if (between == ',')
        buf_char(out, '}');
}

/* Whether the rows do not tell all of what was asked for. */
static bool is_untold(const struct receipt *receipt, const struct receipt_answer *answer)
{
    const struct lookup *lookup = &receipt->lookups[answer->lookup];
    bool untold = answer->rows.n == 0;
    for (uint32_t i = 0; i < lookup->n_params; i++)
        untold |= receipt_is_field(lookup, i);
    return untold && answer->status == HOST_ROWS && lookup->n_params > 0;
}

static void put_params(const struct receipt *receipt, struct buf *out, const struct receipt_answer *answer)
{
    const struct lookup *lookup = &receipt->lookups[answer->lookup];
    char between = '{';
    for (uint32_t i = 0; i < lookup->n_params; i++) {
        if (receipt->masks[answer->lookup].params[i])
            continue;
        put_key(out, between, lookup->params[i].name);
        between = ',';
        value_json_exact(out, answer->params[i], lookup->params[i].type);
    }
    if (between == '{')
        buf_char(out, '{');
    buf_char(out, '}');
}

static void put_asked(const struct receipt *receipt, struct buf *out, const struct receipt_case *which)
{
    char between = '{';
    for (uint32_t i = 0; i < which->n_answers; i++) {
        if (!is_untold(receipt, &which->answers[i]))
            continue;
        if (between == '{')
            PUT(out, ",\"asked\":");
        put_key(out, between, receipt->lookups[which->answers[i].lookup].name);
        between = ',';
        put_params(receipt, out, &which->answers[i]);
    }
    if (between == ',')
        buf_char(out, '}');
}

static void put_failures(const struct receipt *receipt, struct buf *out, const struct receipt_case *which)
{
    char between = '{';
    for (uint32_t i = 0; i < which->n_answers; i++) {
        if (which->answers[i].status != HOST_FAILED)
            continue;
        if (between == '{')
            PUT(out, ",\"failed\":");
        put_key(out, between, receipt->lookups[which->answers[i].lookup].name);
        between = ',';
        buf_json(out, which->answers[i].why);
    }
    if (between == ',')
        buf_char(out, '}');
}

static void put_unanswered(const struct receipt *receipt, struct buf *out, const struct receipt_case *which)
{
    char between = '[';
    for (uint32_t i = 0; i < receipt->n_lookups; i++) {
        if (!which->unanswered[i])
            continue;
        if (between == '[')
            PUT(out, ",\"unanswered\":");
        buf_char(out, between);
        buf_json(out, receipt->lookups[i].name);
        between = ',';
    }
    if (between == ',')
        buf_char(out, ']');
}

static void begin_masked(struct buf *out, char *between, struct str name)
{
    if (*between == '{')
        PUT(out, ",\"masked\":");
    put_key(out, *between, name);
    *between = ',';
}

static void put_masks(const struct receipt *receipt, struct buf *out, const struct receipt_case *which)
{
    char between = '{';
    for (uint32_t i = 0; i < receipt->n_facts; i++)
        if (receipt->care[i] == RECEIPT_MASK && value_known(which->facts[i])) {
            begin_masked(out, &between, receipt->facts[i].name);
            put_masked(receipt, out, which->facts[i], receipt->facts[i].type);
        }
    for (uint32_t i = 0; i < which->n_answers; i++) {
        const struct receipt_answer *answer = &which->answers[i];
        if (answer->status == HOST_ROWS && answer->rows.n > 0 && receipt->masks[answer->lookup].any) {
            begin_masked(out, &between, receipt->lookups[answer->lookup].name);
            put_rows(receipt, out, answer, true);
        }
    }
    if (between == ',')
        buf_char(out, '}');
}

void receipt_json(const struct receipt *receipt, struct buf *out, const struct receipt_case *which)
{
    put_head(receipt, out);
    if (which->facts) {
        put_now(receipt, out, which);
        put_facts(receipt, out, which);
        put_answers(receipt, out, which);
        put_asked(receipt, out, which);
        put_failures(receipt, out, which);
        put_unanswered(receipt, out, which);
        put_masks(receipt, out, which);
    }
    buf_char(out, '}');
}
