#include "journaled.h"

#include "cases/case.h"
#include "lookup/journal.h"

/* Rows at a time. */
#define PAGE_TEXT "500"

static struct str text_of(const struct buf *buf)
{
    return (struct str){ buf->p, (uint32_t)buf->n };
}

static void keep(struct buf *buf, struct str text)
{
    buf->n = 0;
    buf_str(buf, text);
}

/* The decision, and the receipt as its last member. */
static void make_line(struct buf *line, struct str decision, struct str receipt)
{
    while (decision.n > 0 && decision.p[decision.n - 1] != '}')
        decision.n--;
    line->n = 0;
    buf_add(line, decision.p, decision.n > 0 ? decision.n - 1 : 0);
    buf_cstr(line, ",\"receipt\":");
    buf_str(line, receipt);
    buf_char(line, '}');
    memset(buf_need(line, CASE_JSON_PADDING), ' ', CASE_JSON_PADDING);
}

static bool take_row(void *context, const struct str *columns, uint32_t n)
{
    struct journaled *journaled = context;
    (void)n;
    keep(&journaled->case_id, columns[0]);
    keep(&journaled->hash, columns[1]);
    journaled->more = true;
    journaled->begun = true;
    if (journaled->policy && !str_eq(columns[4], *journaled->policy)) {
        keep(&journaled->other, columns[4]);
        journaled->others++;
        return true;
    }
    make_line(&journaled->line, columns[2], columns[3]);
    journaled->stopped = !journaled->act(journaled->context, text_of(&journaled->line), ++journaled->number);
    return !journaled->stopped;
}

/* Page by page, each from where the last one ended: a database hands over the whole of an answer at once. */
static enum lookup_status take_page(struct journaled *journaled, struct buf *why)
{
    static const char first[] = "SELECT case_id, policy_hash, decision, receipt, policy_name FROM bylaw_journal ORDER BY case_id, policy_hash LIMIT " PAGE_TEXT;
    static const char next[] = "SELECT case_id, policy_hash, decision, receipt, policy_name FROM bylaw_journal WHERE (case_id, policy_hash) > "
                               "(:case_id, :policy_hash) ORDER BY case_id, policy_hash LIMIT " PAGE_TEXT; /* as the primary key finds it */
    const struct type *text = type_simple(TYPE_TEXT);
    keep(&journaled->after_case, text_of(&journaled->case_id));
    keep(&journaled->after_hash, text_of(&journaled->hash));
    const struct lookup_param params[] = { { .name = STR("case_id"), .type = text }, { .name = STR("policy_hash"), .type = text } };
    const struct value values[] = { value_text(text_of(&journaled->after_case)), value_text(text_of(&journaled->after_hash)) };
    bool begin = !journaled->begun;
    journaled->more = false;
    return lookup_query(journaled->source, str_from(begin ? first : next), params, begin ? 0 : 2, values, take_row, journaled, why);
}

static bylaw_status status_of(enum lookup_status status)
{
    return status == LOOKUP_OK ? BYLAW_OK : status == LOOKUP_NOT_BUILT ? BYLAW_NOT_BUILT : BYLAW_UNUSABLE;
}

static enum lookup_status open_journal(struct journaled *journaled, const char *db, struct buf *why, struct trap *trap)
{
    enum lookup_status status;
    enum journal_there there;
    journaled->source = lookup_open(str_from(db), false, &status, why, trap);
    if (journaled->source == NULL)
        return status;
    status = journal_open(journaled->source, false, &there, why);
    if (status == LOOKUP_OK && there == JOURNAL_MISSING) {
        buf_cstr(why, "the database has no journal: bylaw apply has never written into it");
        status = LOOKUP_WRONG;
    }
    return status;
}

bylaw_status journaled_each(struct journaled *journaled, const char *db, const struct str *policy, journaled_line *act, void *context,
                            struct buf *why, struct trap *trap)
{
    *journaled = (struct journaled){ .policy = policy, .act = act, .context = context, .more = true };
    buf_init(&journaled->other, trap);
    buf_init(&journaled->line, trap);
    buf_init(&journaled->case_id, trap);
    buf_init(&journaled->hash, trap);
    buf_init(&journaled->after_case, trap);
    buf_init(&journaled->after_hash, trap);
    enum lookup_status status = open_journal(journaled, db, why, trap);
    while (status == LOOKUP_OK && journaled->more && !journaled->stopped)
        status = take_page(journaled, why);
    return status_of(status);
}

void journaled_close(struct journaled *journaled)
{
    lookup_close(journaled->source);
    buf_free(&journaled->line);
    buf_free(&journaled->case_id);
    buf_free(&journaled->other);
    buf_free(&journaled->hash);
    buf_free(&journaled->after_case);
    buf_free(&journaled->after_hash);
}
