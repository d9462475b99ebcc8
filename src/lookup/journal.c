#include "lookup/journal.h"

/* A parameter that is bound as a text; the names are those in the SQL below. */
#define TEXT(word) { .name = { word, sizeof word - 1 }, .type = text }

/* Runs SQL, which yields at most two columns of one row of interest. */
struct answer {
    struct buf *out; /* gets the second column, NULL: not wanted */
    struct str wanted;
    enum journal_found found;
};

static enum lookup_status execute(struct lookup_source *source, const char *sql, struct buf *why)
{
    uint64_t touched;
    return lookup_execute(source, str_from(sql), NULL, 0, NULL, &touched, why);
}

/* ---- the tables ---- */

/* JSON is a type in PostgreSQL (and keeps the text as it is written), a text in SQLite: -> and ->> work on both. */
#define JOURNAL_TABLE(json)                                                                                              \
    "CREATE TABLE bylaw_journal (case_id text NOT NULL, policy_hash text NOT NULL, policy_name text NOT NULL, "          \
    "policy_version text NOT NULL, decided_at text NOT NULL, applied_at text NOT NULL, decision " json " NOT NULL, "     \
    "receipt " json " NOT NULL, PRIMARY KEY (case_id, policy_hash))"
#define OUTBOX_TABLE(json)                                                                                               \
    "CREATE TABLE bylaw_outbox (case_id text NOT NULL, policy_hash text NOT NULL, place integer NOT NULL, "              \
    "verb text NOT NULL, action " json " NOT NULL, made_at text NOT NULL, sent_at text, "                                \
    "PRIMARY KEY (case_id, policy_hash, place))"
#define OUTBOX_INDEX "CREATE INDEX bylaw_outbox_unsent ON bylaw_outbox (made_at) WHERE sent_at IS NULL"
#define SCHEMA_TABLE "CREATE TABLE bylaw_schema (version integer NOT NULL PRIMARY KEY)"
#define SCHEMA_ROW "INSERT INTO bylaw_schema (version) VALUES (1)"

static bool count_row(void *context, const struct str *columns, uint32_t n)
{
    *(bool *)context = n > 0 && str_is(columns[0], "1");
    return false;
}

static enum lookup_status is_there(struct lookup_source *source, bool *there, struct buf *why)
{
    const char *sql = lookup_is_postgres(source)
                          ? "SELECT count(*) FROM pg_catalog.pg_class WHERE oid = to_regclass('bylaw_schema')"
                          : "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'bylaw_schema'";
    *there = false;
    return lookup_query(source, str_from(sql), NULL, 0, NULL, count_row, there, why);
}

/* In a transaction. */
static enum lookup_status make_missing(struct lookup_source *source, struct buf *why)
{
    static const char *const common[] = { OUTBOX_INDEX, SCHEMA_TABLE, SCHEMA_ROW };
    bool postgres = lookup_is_postgres(source), there;
    enum lookup_status status = is_there(source, &there, why);
    if (status != LOOKUP_OK || there)
        return status;
    status = execute(source, postgres ? JOURNAL_TABLE("json") : JOURNAL_TABLE("text"), why);
    if (status == LOOKUP_OK)
        status = execute(source, postgres ? OUTBOX_TABLE("json") : OUTBOX_TABLE("text"), why);
    for (unsigned i = 0; i < 3 && status == LOOKUP_OK; i++)
        status = execute(source, common[i], why);
    return status;
}

static enum lookup_status make_alone(struct lookup_source *source, struct buf *why)
{
    enum lookup_status status = lookup_begin(source, why);
    if (status == LOOKUP_OK)
        status = make_missing(source, why);
    if (status == LOOKUP_OK)
        status = lookup_commit(source, why);
    if (status != LOOKUP_OK)
        lookup_rollback(source);
    return status;
}

static enum lookup_status question(struct lookup_source *source, const char *sql, struct buf *why)
{
    bool ignored;
    return lookup_query(source, str_from(sql), NULL, 0, NULL, count_row, &ignored, why);
}

/* Two that begin at once make the tables once: SQLite's write transactions exclude each other. PostgreSQL needs a lock that is there before
 * the tables are, and before the transaction is, which else would see what was when it began to wait. Its number is "bylaw" in ASCII. */
static enum lookup_status make(struct lookup_source *source, struct buf *why)
{
    if (!lookup_is_postgres(source))
        return make_alone(source, why);
    enum lookup_status status = question(source, "SELECT pg_advisory_lock(422943940983)", why);
    if (status != LOOKUP_OK)
        return status;
    status = make_alone(source, why);
    enum lookup_status unlocked = question(source, "SELECT pg_advisory_unlock(422943940983)", why);
    return status == LOOKUP_OK ? unlocked : status;
}

static enum lookup_status check_version(struct lookup_source *source, struct buf *why)
{
    bool same = false;
    enum lookup_status status =
        lookup_query(source, STR("SELECT max(version) FROM bylaw_schema"), NULL, 0, NULL, count_row, &same, why);
    if (status != LOOKUP_OK || same)
        return status;
    buf_cstr(why, "the journal in this database was made by a newer Bylaw; this one knows its first version only");
    return LOOKUP_WRONG;
}

enum lookup_status journal_open(struct lookup_source *source, bool make_it, enum journal_there *there, struct buf *why)
{
    bool found;
    enum lookup_status status = is_there(source, &found, why);
    if (status == LOOKUP_OK && !found && make_it) {
        status = make(source, why);
        found = true;
    }
    if (status == LOOKUP_OK && found)
        status = check_version(source, why);
    *there = found ? JOURNAL_THERE : JOURNAL_MISSING;
    return status;
}

/* ---- a case ---- */

/* In PostgreSQL the lock comes before the snapshot: whoever has waited sees what the other has committed. It lets everybody
 * read, and keeps but other applies from writing. */
enum lookup_status journal_begin(struct lookup_source *source, struct buf *why)
{
    enum lookup_status status = lookup_begin(source, why);
    if (status == LOOKUP_OK && lookup_is_postgres(source))
        status = execute(source, "LOCK TABLE bylaw_journal IN SHARE ROW EXCLUSIVE MODE", why);
    return status;
}

/* Rows are (policy_hash, decision). */
static bool find_row(void *context, const struct str *columns, uint32_t n)
{
    struct answer *answer = context;
    if (n < 2 || !str_eq(columns[0], answer->wanted)) {
        answer->found = JOURNAL_OTHER;
        return true;
    }
    answer->found = JOURNAL_SAME;
    buf_str(answer->out, columns[1]);
    return false;
}

enum lookup_status journal_find(struct lookup_source *source, struct str case_id, struct str policy_hash, enum journal_found *found,
                                struct buf *decision, struct buf *why)
{
    static const char sql[] = "SELECT policy_hash, CASE WHEN policy_hash = :policy_hash THEN decision END FROM bylaw_journal "
                              "WHERE case_id = :case_id";
    const struct type *text = type_simple(TYPE_TEXT);
    const struct lookup_param params[] = { TEXT("policy_hash"), TEXT("case_id") };
    const struct value values[] = { value_text(policy_hash), value_text(case_id) };
    struct answer answer = { .out = decision, .wanted = policy_hash };
    enum lookup_status status = lookup_query(source, str_from(sql), params, 2, values, find_row, &answer, why);
    *found = answer.found;
    return status;
}

/* Runs an INSERT … ON CONFLICT DO NOTHING of one row. Where the row is there already, somebody was faster: trying again will find it. */
static enum lookup_status insert(struct lookup_source *source, const char *sql, const struct lookup_param *params, uint32_t n,
                                 const struct value *values, struct buf *why)
{
    uint64_t touched = 0;
    enum lookup_status status = lookup_execute(source, str_from(sql), params, n, values, &touched, why);
    if (status != LOOKUP_OK || touched == 1)
        return status;
    buf_cstr(why, "somebody else has written this case's row just now");
    return LOOKUP_AGAIN;
}

#define JOURNAL_INSERT(begin, end)                                                                                     \
    "INSERT INTO bylaw_journal (case_id, policy_hash, policy_name, policy_version, decided_at, applied_at, decision, receipt) " \
    "VALUES (:case_id, :policy_hash, :policy_name, :policy_version, :decided_at, :applied_at, " begin ":decision" end ", "       \
    begin ":receipt" end ") ON CONFLICT DO NOTHING"
#define OUTBOX_INSERT(begin, end)                                                                                      \
    "INSERT INTO bylaw_outbox (case_id, policy_hash, place, verb, action, made_at) "                                    \
    "VALUES (:case_id, :policy_hash, :place, :verb, " begin ":action" end ", :made_at) ON CONFLICT DO NOTHING"

enum lookup_status journal_write(struct lookup_source *source, const struct journal_entry *entry, struct buf *why)
{
    const struct type *text = type_simple(TYPE_TEXT);
    const struct lookup_param params[] = { TEXT("case_id"),    TEXT("policy_hash"), TEXT("policy_name"), TEXT("policy_version"),
                                           TEXT("decided_at"), TEXT("applied_at"),  TEXT("decision"),    TEXT("receipt") };
    const struct value values[] = { value_text(entry->case_id),     value_text(entry->policy_hash), value_text(entry->policy_name),
                                    value_text(entry->policy_version), value_text(entry->decided_at), value_text(entry->applied_at),
                                    value_text(entry->decision),    value_text(entry->receipt) };
    const char *sql = lookup_is_postgres(source) ? JOURNAL_INSERT("CAST(", " AS json)") : JOURNAL_INSERT("", "");
    return insert(source, sql, params, 8, values, why);
}

enum lookup_status journal_post(struct lookup_source *source, const struct journal_entry *entry, const struct journal_action *action,
                                struct buf *why)
{
    const struct type *text = type_simple(TYPE_TEXT);
    const struct lookup_param params[] = { TEXT("case_id"), TEXT("policy_hash"), { .name = STR("place"), .type = type_simple(TYPE_WHOLE) },
                                           TEXT("verb"), TEXT("action"), TEXT("made_at") };
    const struct value values[] = { value_text(entry->case_id), value_text(entry->policy_hash),
                                    value_int(VALUE_NUMBER, (int64_t)action->place * 1000000), value_text(action->verb),
                                    value_text(action->json), value_text(entry->applied_at) };
    const char *sql = lookup_is_postgres(source) ? OUTBOX_INSERT("CAST(", " AS json)") : OUTBOX_INSERT("", "");
    return insert(source, sql, params, 6, values, why);
}
