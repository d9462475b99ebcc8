#include "receipts.h"

#include "check/reads.h"
#include "value/sql.h"

#include <string.h>

/* ---- masks ---- */

/* Whether MASK names what is called NAME, or what it is a part of: customer, of customer.level. */
static bool names(struct str mask, struct str name)
{
    return str_eq(mask, name) || (str_starts(name, mask) && name.p[mask.n] == '.');
}

static bool is_masked(const struct session *session, struct str name)
{
    for (size_t i = 0; i < session->options.n_mask; i++)
        if (names(str_from(session->options.mask[i]), name))
            return true;
    return false;
}

static bool is_known(const struct program *program, struct str mask)
{
    for (uint32_t i = 0; i < program->n_facts; i++)
        if (names(mask, program->facts[i].name))
            return true;
    for (uint32_t i = 0; i < program->n_lookups; i++)
        if (names(mask, program->lookups[i].name))
            return true;
    return false;
}

enum { KEY_LEAST = 16 };

static bylaw_status check_options(struct session *session, const char **why)
{
    const bylaw_options *options = &session->options;
    *why = NULL;
    if (options->output != BYLAW_JSON)
        *why = "receipts stand in NDJSON only: give --receipt without --output";
    else if (options->n_mask > 0 && options->mask_key_length == 0)
        *why = "--mask takes a key for its hashes: give --mask-key too";
    else if (options->mask_key_length > 0 && options->mask_key_length < KEY_LEAST)
        *why = "the key of --mask-key has to have at least 16 bytes";
    for (size_t i = 0; i < options->n_mask; i++)
        if (!is_known(session->policy->program, str_from(options->mask[i])))
            *why = str_printf(&session->arena, "--mask takes a fact, a lookup or a field of one, and the policy has no '%s'", options->mask[i]).p;
    return *why == NULL ? BYLAW_OK : BYLAW_UNUSABLE;
}

/* ---- opening ---- */

/* Private facts are masked whatever the options say. */
static uint8_t *make_care(struct session *session)
{
    const struct program *program = session->policy->program;
    uint8_t *care = arena_array(&session->arena, uint8_t, program->n_facts);
    const bool *read = reads_program(&session->arena, program);
    for (uint32_t i = 0; i < program->n_facts; i++) {
        const struct fact *fact = &program->facts[i];
        bool masked = !fact->of_lookup && (fact->private_ || is_masked(session, fact->name));
        care[i] = !read[i] ? RECEIPT_LEAVE : masked ? RECEIPT_MASK : RECEIPT_SHOW;
    }
    return care;
}

/* Whether E, or a definition that it rests on, may look at a fact that is masked. */
static bool rests_on_masked(struct session *session, const uint8_t *care, const struct expr *e)
{
    const struct program *program = session->policy->program;
    bool *facts = arena_array(&session->arena, bool, program->n_facts);
    reads_all(&session->arena, program, facts, e);
    for (uint32_t i = 0; i < program->n_facts; i++)
        if (facts[i] && care[i] == RECEIPT_MASK)
            return true;
    return false;
}

/* A lookup that is asked with something masked tells it: all of its fields are masked then. */
static struct receipt_mask mask_of(struct session *session, const uint8_t *care, uint32_t index)
{
    const struct program *program = session->policy->program;
    const struct lookup *lookup = &program->lookups[index];
    struct arena *arena = &session->arena;
    struct receipt_mask mask = { arena_array(arena, bool, lookup->n_params), arena_array(arena, bool, lookup->n_fields), false };
    bool whole = is_masked(session, lookup->name);
    for (uint32_t i = 0; i < lookup->n_params; i++) {
        mask.params[i] = whole || lookup->params[i].private_ || rests_on_masked(session, care, program->lookup_uses[index].params[i]);
        mask.any |= mask.params[i];
    }
    whole |= mask.any;
    for (uint32_t i = 0; i < lookup->n_fields; i++) {
        const struct lookup_field *field = &lookup->fields[i];
        mask.fields[i] = whole || field->private_ || is_masked(session, program->facts[field->fact].name);
        mask.any |= mask.fields[i];
    }
    return mask;
}

static struct receipt_mask *make_masks(struct session *session, const uint8_t *care)
{
    uint32_t n = session->policy->program->n_lookups;
    struct receipt_mask *masks = arena_array(&session->arena, struct receipt_mask, n);
    for (uint32_t i = 0; i < n; i++)
        masks[i] = mask_of(session, care, i);
    return masks;
}

static struct str hash_of(struct session *session)
{
    char text[SHA256_HEX + 1];
    pipeline_hash(session->policy, text);
    return str_dup(&session->arena, str_from(text));
}

bylaw_status receipts_open(struct session *session, const char **why)
{
    const struct program *program = session->policy->program;
    bylaw_status status = check_options(session, why);
    if (status != BYLAW_OK)
        return status;
    session->receipt = (struct receipt){
        .policy = hash_of(session), .version = program->policy_version, .engine = str_from(bylaw_version()),
        .facts = program->facts, .n_facts = program->n_facts, .now_fact = program->now_fact, .care = make_care(session),
        .values = arena_array(&session->arena, struct decided_value, program->n_facts), .scratch = &session->report.scratch,
        .lookups = program->lookups, .n_lookups = program->n_lookups,
        .key = { session->options.mask_key, (uint32_t)session->options.mask_key_length },
    };
    session->receipt.masks = make_masks(session, session->receipt.care);
    return BYLAW_OK;
}

/* Of a case that could not be read there is nothing that its decision rests on. */
void receipts_write(const struct session *session, const struct case_input *input, struct buf *out)
{
    struct receipt_case which = { .facts = input->n_errors == 0 ? input->facts : NULL, .has_now = session->case_options.has_now,
                                  .now = session->case_options.now };
    which.answers = session->recording.answers.at;
    which.n_answers = session->recording.answers.n;
    which.unanswered = session->recording.unanswered;
    receipt_json(&session->receipt, out, &which);
}

/* Whether SQL asks what earlier cases rested on. */
static bool asks_receipts(struct str sql)
{
    bool journal = false, receipt = false;
    uint32_t at = 0;
    struct sql_token token;
    while ((token = sql_next(sql, &at)).kind != SQL_END && token.kind != SQL_UNCLOSED) {
        journal |= sql_is(token, "BYLAW_JOURNAL");
        receipt |= sql_is(token, "RECEIPT");
    }
    return journal && receipt;
}

const char *receipts_blind(struct session *session)
{
    const struct program *program = session->policy->program;
    for (uint32_t i = 0; i < program->n_lookups; i++) {
        const struct lookup *lookup = &program->lookups[i];
        for (uint32_t k = 0; k < lookup->n_params && asks_receipts(lookup->sql); k++)
            if (session->receipt.masks[i].params[k])
                return str_printf(&session->arena, "lookup '%.*s' asks the journal's receipts by '%.*s', which they mask: it would find nothing",
                                  STR_ARG(lookup->name), STR_ARG(lookup->params[k].name)).p;
    }
    return NULL;
}
