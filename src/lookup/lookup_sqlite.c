/* The one file that knows SQLite. */
#include "lookup/lookup_inner.h"

#include "base/map.h"
#include "base/shared.h"
#include "base/vec.h"
#include "value/decimal.h"
#include "value/sql.h"
#include "vm/decision.h"

#include <errno.h>
#include <sqlite3.h>
#include <time.h>

/* SQLite is opened when it is first needed: most runs have no database. */
struct api {
#define SQLITE3_CALL(name) __typeof__(name) *name;
#include "lookup/lookup_sqlite.def"
#undef SQLITE3_CALL
};

static const char *const names[] = {
#define SQLITE3_CALL(name) #name,
#include "lookup/lookup_sqlite.def"
#undef SQLITE3_CALL
};
static union {
    struct api api;
    void *at[sizeof names / sizeof *names];
} functions;
static struct shared library = SHARED(SQLITE_FILE, names, functions.at);

static const struct api *api(void) { return &functions.api; }

/* What statements may do while they are prepared (and prepared again, which SQLite does where the schema changed). */
enum allowed {
    ALLOW_ASKING,  /* a lookup: only reading */
    ALLOW_WRITING, /* a policy's update: rows, but no tables */
    ALLOW_OWN,     /* what Bylaw itself executes: the journal's tables too */
};

struct statement {
    sqlite3_stmt *stmt;
    const struct lookup_param *params;
    uint32_t n_params;
    bool counts; /* an UPDATE, INSERT or DELETE */
};

struct sqlite {
    struct lookup_source base;
    sqlite3 *db;
    enum allowed allowed;
    bool denied; /* the statement in hand wanted more */
    struct statement *lookups; /* base.n_lookups */
    struct map statements;     /* of execute, by their SQL */
    sqlite3_stmt *begin, *commit;
    int64_t waiting; /* since when, in milliseconds, for a lock */
};

/* ---- what went wrong ---- */

static const char *says(int code)
{
    switch (code & 0xff) {
    case SQLITE_BUSY: case SQLITE_LOCKED: return "is locked by another process (waited 5 seconds)";
    case SQLITE_READONLY: return "cannot be written: it is read-only";
    case SQLITE_FULL: return "cannot be written: the disk is full";
    case SQLITE_NOTADB: return "is not an SQLite database";
    case SQLITE_CORRUPT: return "is damaged";
    case SQLITE_CANTOPEN: return "cannot be opened";
    case SQLITE_IOERR: return "cannot be read or written: the disk fails";
    case SQLITE_PERM: return "cannot be opened: it is not ours to read";
    default: return NULL;
    }
}

/* CODE is what the last call on the connection gave. */
static enum lookup_status failed(struct sqlite *sqlite, int code, struct buf *why)
{
    if ((code & 0xff) == SQLITE_NOMEM)
        trap_spring(sqlite->base.trap, TRAP_MEMORY);
    int number = api()->sqlite3_system_errno(sqlite->db);
    if (number == EISDIR) /* to SQLite that is a disk that fails */
        code = SQLITE_CANTOPEN;
    const char *says_ = says(code);
    if (sqlite->denied)
        buf_cstr(why, sqlite->allowed == ALLOW_ASKING ? "it may only read rows" : "it may only change rows");
    else if (says_ == NULL)
        buf_printf(why, "the database refuses it: %s", api()->sqlite3_errmsg(sqlite->db));
    else
        buf_printf(why, "the database '%.*s' %s", STR_ARG(sqlite->base.name), says_);
    if (number != 0 && ((code & 0xff) == SQLITE_CANTOPEN || (code & 0xff) == SQLITE_IOERR))
        buf_printf(why, ": %s", strerror(number));
    bool again = (code & 0xff) == SQLITE_BUSY || (code & 0xff) == SQLITE_LOCKED;
    return again ? LOOKUP_AGAIN : LOOKUP_WRONG;
}

/* The same for what was executed: where neither the file nor the disk is at fault, what was written is. */
static enum lookup_status refused(struct sqlite *sqlite, int code, struct buf *why)
{
    enum lookup_status status = failed(sqlite, code, why);
    return status == LOOKUP_WRONG && says(code) == NULL ? LOOKUP_REFUSED : status;
}

/* ---- what may be done ---- */

static bool is_write(int action)
{
    return action == SQLITE_INSERT || action == SQLITE_UPDATE || action == SQLITE_DELETE;
}

static bool may(const struct sqlite *sqlite, int action, const char *name)
{
    if (action == SQLITE_FUNCTION)
        return strcmp(name, "load_extension") != 0;
    if (action == SQLITE_SELECT || action == SQLITE_READ || action == SQLITE_RECURSIVE)
        return true;
    if (action == SQLITE_ATTACH || action == SQLITE_DETACH || action == SQLITE_PRAGMA)
        return false;
    return sqlite->allowed == ALLOW_OWN || (sqlite->allowed == ALLOW_WRITING && is_write(action));
}

/* SQLite asks it for each thing that a statement would do. */
static int authorize(void *context, int action, const char *a, const char *b, const char *c, const char *d)
{
    struct sqlite *sqlite = context;
    (void)a, (void)c, (void)d;
    if (may(sqlite, action, b))
        return SQLITE_OK;
    sqlite->denied = true;
    return SQLITE_DENY;
}

static void allow(struct sqlite *sqlite, enum allowed allowed)
{
    sqlite->allowed = allowed;
    sqlite->denied = false;
}

/* ---- opening ---- */

static void close_(struct lookup_source *source)
{
    struct sqlite *sqlite = (struct sqlite *)source;
    sqlite3_stmt *next;
    while (sqlite->db != NULL && (next = api()->sqlite3_next_stmt(sqlite->db, NULL)) != NULL)
        api()->sqlite3_finalize(next);
    api()->sqlite3_close(sqlite->db);
    lookup_free(source);
}

static int64_t milliseconds(void)
{
    struct timespec clock;
    clock_gettime(CLOCK_MONOTONIC, &clock);
    return (int64_t)clock.tv_sec * 1000 + clock.tv_nsec / 1000000;
}

/* SQLite's own waiting looks but every tenth of a second, and so hardly ever meets the moment between two transactions of somebody who
 * writes without a pause, as another apply does. BEFORE: how often this lock was waited for already. 0: long enough. */
static int wait_for_lock(void *context, int before)
{
    struct sqlite *sqlite = context;
    struct timespec clock;
    if (before == 0)
        sqlite->waiting = milliseconds();
    if (milliseconds() - sqlite->waiting >= LOOKUP_LOCK_SECONDS * 1000)
        return 0;
    clock_gettime(CLOCK_MONOTONIC, &clock);
    nanosleep(&(struct timespec){ .tv_nsec = 500000 + clock.tv_nsec % 1000000 }, NULL); /* never in step with the other */
    return 1;
}

static int configure(struct sqlite *sqlite)
{
    sqlite3 *db = sqlite->db;
    api()->sqlite3_extended_result_codes(db, 1);
    api()->sqlite3_busy_handler(db, wait_for_lock, sqlite);
    api()->sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    api()->sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    api()->sqlite3_db_config(db, SQLITE_DBCONFIG_DQS_DML, 0, NULL); /* "amont" is a column that there is not, no text */
    api()->sqlite3_db_config(db, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
    api()->sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_FKEY, 1, NULL);
    api()->sqlite3_limit(db, SQLITE_LIMIT_ATTACHED, 0);
    /* The first look at the file: that it is a database and not locked. */
    int code = api()->sqlite3_exec(db, "SELECT 1 FROM sqlite_schema LIMIT 1", NULL, NULL, NULL);
    return code != SQLITE_OK ? code : api()->sqlite3_set_authorizer(db, authorize, sqlite);
}

static enum lookup_status connect_(struct lookup_source *source, struct buf *why)
{
    struct sqlite *sqlite = (struct sqlite *)source;
    map_init(&sqlite->statements, &source->arena);
    if (source->name.n == 0) { /* SQLite would make a database of its own */
        buf_cstr(why, "no file is named: a database is given as sqlite:FILE");
        return LOOKUP_WRONG;
    }
    int mode = source->writable ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY;
    int code = api()->sqlite3_open_v2(str_dup(&source->arena, source->name).p, &sqlite->db, mode | SQLITE_OPEN_NOMUTEX, NULL);
    if (code == SQLITE_OK)
        code = configure(sqlite);
    if (code == SQLITE_OK && source->writable && api()->sqlite3_db_readonly(sqlite->db, "main") == 1)
        code = SQLITE_READONLY; /* it falls back to that by itself */
    return code == SQLITE_OK ? LOOKUP_OK : failed(sqlite, code, why);
}

/* ---- preparing ---- */

/* SQL with its parameters numbered, prepared. */
static enum lookup_status prepare_sql(struct sqlite *sqlite, struct str sql, const struct lookup_param *params, uint32_t n,
                                      enum allowed allowed, struct statement *statement, struct buf *why)
{
    const char *wrong = NULL;
    struct str numbered = lookup_sql_number(&sqlite->base.arena, sql, params, n, '?', &wrong);
    if (wrong != NULL) {
        buf_cstr(why, wrong);
        return LOOKUP_WRONG;
    }
    enum sql_statement kind = sql_statement(sql, &wrong);
    *statement = (struct statement){ .params = params, .n_params = n };
    statement->counts = kind == SQL_UPDATE || kind == SQL_INSERT || kind == SQL_DELETE;
    allow(sqlite, allowed);
    int code = api()->sqlite3_prepare_v3(sqlite->db, numbered.p, (int)numbered.n + 1, SQLITE_PREPARE_PERSISTENT, &statement->stmt, NULL);
    if (code != SQLITE_OK)
        return failed(sqlite, code, why);
    if (statement->stmt != NULL && api()->sqlite3_bind_parameter_count(statement->stmt) <= (int)n)
        return LOOKUP_OK;
    api()->sqlite3_finalize(statement->stmt); /* a parameter that our scanner does not see, or nothing but a comment */
    buf_cstr(why, "its values are to be written as :name");
    return LOOKUP_WRONG;
}

static enum lookup_status prepare(struct lookup_source *source, uint32_t index, struct buf *why)
{
    struct sqlite *sqlite = (struct sqlite *)source;
    const struct lookup *lookup = &source->lookups[index];
    if (sqlite->lookups == NULL)
        sqlite->lookups = arena_array(&source->arena, struct statement, source->n_lookups);
    struct statement *statement = &sqlite->lookups[index];
    enum lookup_status status = prepare_sql(sqlite, lookup->sql, lookup->params, lookup->n_params, ALLOW_ASKING, statement, why);
    if (status != LOOKUP_OK)
        return status;
    uint32_t columns = (uint32_t)api()->sqlite3_column_count(statement->stmt);
    if (columns != lookup->n_fields) {
        lookup_sql_columns(lookup, columns, why);
        return LOOKUP_WRONG;
    }
    return LOOKUP_OK;
}

/* The statement of SQL, prepared the first time. */
static enum lookup_status statement_of(struct sqlite *sqlite, struct str sql, const struct lookup_param *params, uint32_t n,
                                       enum allowed allowed, struct statement **out, struct buf *why)
{
    *out = map_get(&sqlite->statements, sql);
    if (*out != NULL)
        return LOOKUP_OK;
    struct statement *statement = arena_new(&sqlite->base.arena, struct statement);
    struct str key = str_dup(&sqlite->base.arena, sql);
    params = arena_copy(&sqlite->base.arena, params, n * sizeof *params); /* the caller's may be gone when it is used again */
    enum lookup_status status = prepare_sql(sqlite, sql, params, n, allowed, statement, why);
    if (status == LOOKUP_OK)
        map_put(&sqlite->statements, key, *out = statement);
    return status;
}

/* The next step prepares it anew under what is allowed then; here it is looked at and not kept. */
static enum lookup_status check(struct lookup_source *source, struct str sql, const struct lookup_param *params, uint32_t n,
                                struct buf *why)
{
    struct statement statement;
    enum lookup_status status = prepare_sql((struct sqlite *)source, sql, params, n, ALLOW_WRITING, &statement, why);
    if (status == LOOKUP_OK)
        api()->sqlite3_finalize(statement.stmt);
    return status;
}

/* ---- values in ---- */

/* Numbers of at most 15 digits are exact as SQLite's own: it writes such a double as the very decimal it came from. Longer ones go as text,
 * to which SQLite gives the type of what they are held against. */
static const int64_t EXACT = INT64_C(1000000000000000);

static int bind_text(sqlite3_stmt *stmt, int i, struct value value, const struct type *type, struct buf *scratch)
{
    scratch->n = 0;
    lookup_value_write(scratch, value, type);
    return api()->sqlite3_bind_text(stmt, i, scratch->p, (int)scratch->n, SQLITE_TRANSIENT);
}

static int bind_number(sqlite3_stmt *stmt, int i, struct value value, const struct type *type, struct buf *scratch)
{
    if (value.i % DECIMAL_ONE == 0)
        return api()->sqlite3_bind_int64(stmt, i, value.i / DECIMAL_ONE);
    if (value.i > -EXACT && value.i < EXACT)
        return api()->sqlite3_bind_double(stmt, i, (double)value.i / DECIMAL_ONE);
    return bind_text(stmt, i, value, type, scratch);
}

static int bind(sqlite3_stmt *stmt, int i, struct value value, const struct type *type, struct buf *scratch)
{
    switch ((enum value_kind)value.kind) {
    case VALUE_UNKNOWN: return api()->sqlite3_bind_null(stmt, i);
    case VALUE_BOOL: return api()->sqlite3_bind_int64(stmt, i, value.i);
    case VALUE_NUMBER: return bind_number(stmt, i, value, type, scratch);
    case VALUE_TEXT: return api()->sqlite3_bind_text(stmt, i, value.n ? value.text : "", (int)value.n, SQLITE_STATIC);
    default: return bind_text(stmt, i, value, type, scratch);
    }
}

static enum lookup_status bind_all(struct sqlite *sqlite, const struct statement *statement, const struct value *values,
                                   struct buf *why)
{
    int code = SQLITE_OK;
    api()->sqlite3_reset(statement->stmt);
    for (uint32_t i = 0; i < statement->n_params && code == SQLITE_OK; i++)
        code = bind(statement->stmt, (int)i + 1, values[i], statement->params[i].type, &sqlite->base.scratch);
    return code == SQLITE_OK ? LOOKUP_OK : failed(sqlite, code, why);
}

/* ---- values out ---- */

/* Column I as text; p is NULL for NULL. */
static struct str column_text(struct sqlite *sqlite, sqlite3_stmt *stmt, int i)
{
    const char *text = (const char *)api()->sqlite3_column_text(stmt, i);
    if (text == NULL && api()->sqlite3_errcode(sqlite->db) == SQLITE_NOMEM)
        trap_spring(sqlite->base.trap, TRAP_MEMORY);
    return (struct str){ text, text == NULL ? 0 : (uint32_t)api()->sqlite3_column_bytes(stmt, i) };
}

static bool read_column(struct sqlite *sqlite, sqlite3_stmt *stmt, int i, const struct lookup_field *field, struct arena *arena,
                        struct value *out, struct buf *why)
{
    bool whole = type_is_numeric(field->type) || field->type->kind == TYPE_BOOL;
    *out = value_unknown();
    switch (api()->sqlite3_column_type(stmt, i)) {
    case SQLITE_NULL: return true;
    case SQLITE_BLOB: return lookup_value_wrong(arena, field, STR("bytes (a blob)"), why);
    case SQLITE_INTEGER:
        if (whole)
            return lookup_value_int(arena, field, api()->sqlite3_column_int64(stmt, i), out, why);
    }
    return lookup_value_read(arena, field, column_text(sqlite, stmt, i), out, why);
}

struct found {
    VEC(struct value) values;
    uint32_t n;
};

static enum lookup_status read_row(struct sqlite *sqlite, const struct lookup *lookup, sqlite3_stmt *stmt, struct arena *arena,
                                   struct found *found, struct buf *why)
{
    if ((uint32_t)api()->sqlite3_column_count(stmt) != lookup->n_fields) { /* the schema has changed since */
        lookup_sql_columns(lookup, (uint32_t)api()->sqlite3_column_count(stmt), why);
        return LOOKUP_WRONG;
    }
    for (uint32_t i = 0; i < lookup->n_fields; i++) {
        struct value value;
        if (!read_column(sqlite, stmt, (int)i, &lookup->fields[i], arena, &value, why))
            return LOOKUP_WRONG;
        vec_push(arena, &found->values, value);
    }
    found->n++;
    return LOOKUP_OK;
}

/* Reads rows as long as they matter: two tell that one is too many. */
static enum lookup_status read_rows(struct sqlite *sqlite, const struct lookup *lookup, sqlite3_stmt *stmt, struct arena *arena,
                                    struct found *found, struct buf *why)
{
    enum lookup_status status = LOOKUP_OK;
    int code = SQLITE_ROW;
    while (status == LOOKUP_OK && (lookup->many || found->n < 2) && (code = api()->sqlite3_step(stmt)) == SQLITE_ROW) {
        if (found->n < LIMIT_LIST_ITEMS)
            status = read_row(sqlite, lookup, stmt, arena, found, why);
        else {
            buf_printf(why, "gives more rows than the limit of %d", LIMIT_LIST_ITEMS);
            status = LOOKUP_WRONG;
        }
    }
    if (code != SQLITE_ROW && code != SQLITE_DONE)
        status = failed(sqlite, code, why);
    api()->sqlite3_reset(stmt);
    return status;
}

/* ---- transactions ---- */

static enum lookup_status simply(struct sqlite *sqlite, const char *sql, struct buf *why)
{
    allow(sqlite, ALLOW_OWN);
    int code = api()->sqlite3_exec(sqlite->db, sql, NULL, NULL, NULL);
    return code == SQLITE_OK ? LOOKUP_OK : failed(sqlite, code, why);
}

/* The same for what each case needs: prepared. */
static enum lookup_status quickly(struct sqlite *sqlite, const char *sql, sqlite3_stmt **stmt, struct buf *why)
{
    allow(sqlite, ALLOW_OWN);
    int code = SQLITE_OK;
    if (*stmt == NULL)
        code = api()->sqlite3_prepare_v3(sqlite->db, sql, -1, SQLITE_PREPARE_PERSISTENT, stmt, NULL);
    if (code == SQLITE_OK) {
        code = api()->sqlite3_step(*stmt);
        api()->sqlite3_reset(*stmt);
    }
    return code == SQLITE_DONE ? LOOKUP_OK : failed(sqlite, code, why);
}

/* One question alone sees one state without a transaction of its own. */
static enum lookup_status ask(struct lookup_source *source, uint32_t index, const struct value *params, struct arena *arena,
                              struct host_rows *rows, struct buf *why)
{
    struct sqlite *sqlite = (struct sqlite *)source;
    struct statement *statement = &sqlite->lookups[index];
    struct found found = { .n = 0 };
    enum lookup_status status = LOOKUP_OK;
    if (!source->asked && !source->writing && source->n_lookups > 1) {
        status = quickly(sqlite, "BEGIN", &sqlite->begin, why);
        source->asked = status == LOOKUP_OK;
    }
    if (status == LOOKUP_OK)
        status = bind_all(sqlite, statement, params, why);
    allow(sqlite, ALLOW_ASKING);
    if (status == LOOKUP_OK)
        status = read_rows(sqlite, &source->lookups[index], statement->stmt, arena, &found, why);
    *rows = (struct host_rows){ .at = found.values.at, .n = found.n };
    return status;
}

static void rollback(struct lookup_source *source)
{
    struct sqlite *sqlite = (struct sqlite *)source;
    allow(sqlite, ALLOW_OWN);
    if (!api()->sqlite3_get_autocommit(sqlite->db)) /* some failures have rolled back already */
        api()->sqlite3_exec(sqlite->db, "ROLLBACK", NULL, NULL, NULL);
}

static void case_end(struct lookup_source *source)
{
    struct sqlite *sqlite = (struct sqlite *)source;
    source->why.n = 0;
    if (quickly(sqlite, "COMMIT", &sqlite->commit, &source->why) != LOOKUP_OK)
        rollback(source);
}

/* At once for writing: what was read under a shared lock may not be writable later, whoever waits. */
static enum lookup_status begin(struct lookup_source *source, struct buf *why)
{
    return simply((struct sqlite *)source, "BEGIN IMMEDIATE", why);
}

static enum lookup_status commit(struct lookup_source *source, struct buf *why)
{
    struct sqlite *sqlite = (struct sqlite *)source;
    allow(sqlite, ALLOW_OWN);
    int code = api()->sqlite3_exec(sqlite->db, "COMMIT", NULL, NULL, NULL);
    return code == SQLITE_OK ? LOOKUP_OK : refused(sqlite, code, why);
}

/* ---- statements of apply ---- */

/* Hands a row on; false where no more are wanted. */
static bool give_row(struct sqlite *sqlite, sqlite3_stmt *stmt, lookup_row row, void *context)
{
    uint32_t n = (uint32_t)api()->sqlite3_column_count(stmt);
    struct str few[16], *columns = n <= 16 ? few : arena_array(&sqlite->base.arena, struct str, n);
    for (uint32_t i = 0; i < n; i++)
        columns[i] = column_text(sqlite, stmt, (int)i);
    return row(context, columns, n);
}

static enum lookup_status execute(struct lookup_source *source, struct str sql, const struct lookup_param *params, uint32_t n,
                                  const struct value *values, uint64_t *touched, lookup_row row, void *context, struct buf *why)
{
    struct sqlite *sqlite = (struct sqlite *)source;
    struct statement *statement;
    int code;
    enum lookup_status status = statement_of(sqlite, sql, params, n, ALLOW_OWN, &statement, why);
    if (status != LOOKUP_OK || (status = bind_all(sqlite, statement, values, why)) != LOOKUP_OK)
        return status;
    allow(sqlite, ALLOW_OWN);
    while ((code = api()->sqlite3_step(statement->stmt)) == SQLITE_ROW)
        if (row != NULL && !give_row(sqlite, statement->stmt, row, context)) {
            code = SQLITE_DONE;
            break;
        }
    if (code != SQLITE_DONE)
        status = refused(sqlite, code, why);
    else if (statement->counts)
        *touched = (uint64_t)api()->sqlite3_changes64(sqlite->db);
    api()->sqlite3_reset(statement->stmt);
    return status;
}

static const struct lookup_driver driver = {
    .close = close_, .connect = connect_, .prepare = prepare, .check = check, .ask = ask, .case_end = case_end, .begin = begin,
    .commit = commit, .rollback = rollback, .execute = execute,
};

struct lookup_source *lookup_sqlite_new(struct str where, struct trap *trap)
{
    bool open = shared_open(&library);
    if (!open && shared_short(&library))
        trap_spring(trap, TRAP_MEMORY);
    if (!open)
        return NULL;
    struct sqlite *sqlite = lookup_new(sizeof *sqlite, &driver, trap);
    sqlite->base.name = where;
    return &sqlite->base;
}
