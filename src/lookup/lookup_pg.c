/* The one file that knows libpq. */
#include "lookup/lookup_inner.h"

#include "base/map.h"
#include "base/shared.h"
#include "base/vec.h"
#include "value/date.h"
#include "value/decimal.h"
#include "value/sql.h"
#include "vm/decision.h"

#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>

/* libpq is opened when it is first needed: it brings twenty libraries, which would cost every start three milliseconds. */
struct api {
#define PQ_FUNCTION(name) __typeof__(name) *name;
#include "lookup/lookup_pg.def"
#undef PQ_FUNCTION
};

static const char *const names[] = {
#define PQ_FUNCTION(name) #name,
#include "lookup/lookup_pg.def"
#undef PQ_FUNCTION
};
static union {
    struct api api;
    void *at[sizeof names / sizeof *names];
} functions;
static struct shared library = SHARED(LIBPQ_FILE, names, functions.at);

static const struct api *api(void) { return &functions.api; }

/* Types by their numbers in pg_type, which are fixed. */
enum pg_type {
    PG_ANY = 0, PG_BOOL = 16, PG_INT8 = 20, PG_INT2 = 21, PG_INT4 = 23, PG_TEXT = 25, PG_FLOAT4 = 700, PG_FLOAT8 = 701,
    PG_DATE = 1082, PG_TIME = 1083, PG_TIMESTAMP = 1114, PG_TIMESTAMPTZ = 1184, PG_INTERVAL = 1186, PG_TIMETZ = 1266,
    PG_NUMERIC = 1700, PG_CHAR = 1042,
};

struct statement {
    char name[16]; /* on the server */
    Oid *types;    /* of its parameters */
    const struct lookup_param *params;
    uint32_t n_params;
    bool ready; /* prepared on the connection that there is */
};

struct pg {
    struct lookup_source base;
    struct str url;
    PGconn *conn;
    PGresult *result; /* of the last call: here, so that a sprung trap leaves nothing behind */
    struct statement *lookups; /* base.n_lookups */
    struct map statements;     /* of check and execute, by their SQL */
    uint32_t n_statements;     /* names given */
    VEC(const char *) texts;   /* of the values of a call */
    bool shut;                 /* within a transaction that writes: what is asked now only reads */
};

/* ---- what went wrong ---- */

static PGresult *keep(struct pg *pg, PGresult *result)
{
    api()->PQclear(pg->result);
    return pg->result = result;
}

static void no_notice(void *context, const PGresult *result) { (void)context, (void)result; }

static enum lookup_status kind_of(const struct pg *pg, const char *state)
{
    static const char *const again[] = { "40001", "40P01", "55P03", "57014" }, *const lost[] = { "57P01", "57P02", "57P03" };
    for (unsigned i = 0; i < sizeof again / sizeof *again; i++)
        if (strcmp(state, again[i]) == 0)
            return LOOKUP_AGAIN;
    for (unsigned i = 0; i < sizeof lost / sizeof *lost; i++)
        if (strcmp(state, lost[i]) == 0)
            return LOOKUP_LOST;
    return api()->PQstatus(pg->conn) != CONNECTION_OK || strncmp(state, "08", 2) == 0 ? LOOKUP_LOST : LOOKUP_WRONG;
}

/* A message of libpq or the server, on one line and without its full stop. */
static void put_line(struct buf *why, const char *message)
{
    struct str text = str_from(message);
    while (text.n > 0 && strchr("\n .", text.p[text.n - 1]) != NULL)
        text.n--;
    for (uint32_t i = 0; i < text.n; i++) {
        bool blank = text.p[i] == '\n' || text.p[i] == '\t';
        if (!blank || why->p[why->n - 1] != ' ')
            buf_char(why, blank ? ' ' : text.p[i]);
    }
}

/* Says why the last call failed. HIDDEN: a value that went in is private, and the server's words may quote it. */
static enum lookup_status failed(struct pg *pg, bool hidden, struct buf *why)
{
    const char *state = api()->PQresultErrorField(pg->result, PG_DIAG_SQLSTATE), *text = api()->PQresultErrorField(pg->result, PG_DIAG_MESSAGE_PRIMARY);
    const char *hint = api()->PQresultErrorField(pg->result, PG_DIAG_MESSAGE_HINT);
    if (pg->result == NULL && api()->PQstatus(pg->conn) == CONNECTION_OK)
        trap_spring(pg->base.trap, TRAP_MEMORY); /* libpq yields no result where it has no memory for one */
    enum lookup_status status = kind_of(pg, state == NULL ? "" : state);
    if (status == LOOKUP_LOST)
        buf_printf(why, "the connection to the database %.*s is gone", STR_ARG(pg->base.name));
    else if (state != NULL && strcmp(state, "55P03") == 0)
        buf_printf(why, "the database %.*s is locked by another session (waited 5 seconds)", STR_ARG(pg->base.name));
    else if (hidden)
        buf_printf(why, "the database refuses it (SQLSTATE %s; a value is private)", state == NULL ? "unknown" : state);
    else {
        buf_cstr(why, "the database refuses it: ");
        put_line(why, text == NULL ? api()->PQerrorMessage(pg->conn) : text);
    }
    if (status == LOOKUP_WRONG && !hidden && hint != NULL) {
        buf_cstr(why, "; ");
        put_line(why, hint);
    }
    return status;
}

static bool is_of(const char *state, const char *const *classes, unsigned n)
{
    for (unsigned i = 0; i < n; i++)
        if (strncmp(state, classes[i], 2) == 0)
            return true;
    return false;
}

/* The same for what was executed: unless the server itself is in trouble (by the class of its SQLSTATE: resources, intervention, system,
 * a transaction that may not write), what was written is at fault; its values are, if they are no data or exceed a limit (an index takes
 * no text of more than some 2,700 bytes, another encoding than UTF-8 not every character). */
static enum lookup_status refused(struct pg *pg, bool hidden, struct buf *why)
{
    static const char *const trouble[] = { "25", "53", "57", "58", "F0", "XX" }, *const values[] = { "22", "54" };
    const char *state = api()->PQresultErrorField(pg->result, PG_DIAG_SQLSTATE);
    enum lookup_status status = failed(pg, hidden, why);
    if (status != LOOKUP_WRONG || state == NULL || is_of(state, trouble, sizeof trouble / sizeof *trouble))
        return status;
    return is_of(state, values, sizeof values / sizeof *values) ? LOOKUP_UNFIT : LOOKUP_REFUSED;
}

static bool is_fine(const PGresult *result)
{
    ExecStatusType status = api()->PQresultStatus(result);
    return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
}

static enum lookup_status simply(struct pg *pg, const char *sql, struct buf *why)
{
    return is_fine(keep(pg, api()->PQexec(pg->conn, sql))) ? LOOKUP_OK : failed(pg, false, why);
}

/* ---- connecting ---- */

static void close_(struct lookup_source *source)
{
    struct pg *pg = (struct pg *)source;
    api()->PQclear(pg->result);
    api()->PQfinish(pg->conn);
    lookup_free(source);
}

/* Whether an @ stands only where it ends user and password. Where a password holds one, or a /, as it is, libpq takes the rest of the
 * password for the host or the database's name, which messages show. */
static bool is_plain(const char *url)
{
    const char *authority = strstr(url, "://") == NULL ? url : strstr(url, "://") + 3;
    const char *host = authority + strcspn(authority, "@/");
    host = *host == '@' ? host + 1 : authority;
    return memchr(host, '@', strcspn(host, "?")) == NULL;
}

/* "shop at db.example:5432", for messages: neither user nor password. False: the URL cannot be read, and whatever libpq has to say of it
 * may quote the password. */
static bool name_it(struct pg *pg, const char *url)
{
    const char *host = "the local server", *port = "", *name = "";
    char *trouble = NULL;
    PQconninfoOption *options = api()->PQconninfoParse(url, &trouble);
    api()->PQfreemem(trouble);
    for (const PQconninfoOption *option = options; option != NULL && option->keyword != NULL; option++) {
        const char *value = option->val == NULL ? "" : option->val;
        if (*value != '\0' && strcmp(option->keyword, "host") == 0)
            host = value;
        else if (strcmp(option->keyword, "port") == 0)
            port = value;
        else if (strcmp(option->keyword, "dbname") == 0)
            name = value;
    }
    char text[300];
    snprintf(text, sizeof text, "'%s' at %s%s%s", name, host, *port == '\0' ? "" : ":", port);
    bool fine = options != NULL && is_plain(url) && port[strspn(port, "0123456789,")] == '\0';
    api()->PQconninfoFree(options);
    pg->base.name = str_dup(&pg->base.arena, str_from(text));
    return fine;
}

/* What goes wrong may not wait for ever; what comes reads one way on every server. */
static const char settings[] =
    "SET standard_conforming_strings = on; SET DateStyle = ISO; SET IntervalStyle = iso_8601; SET TimeZone = 'UTC';"
    "SET extra_float_digits = 0; SET lock_timeout = '5s'; SET client_min_messages = error;";

static PGconn *dial(const char *url)
{
    /* What stands before dbname are defaults: the URL may say otherwise. */
    static const char *const names[] = { "connect_timeout", "tcp_user_timeout", "application_name", "dbname", "client_encoding", NULL };
    const char *values[] = { "10", "15000", "bylaw", url, "UTF8", NULL };
    return api()->PQconnectdbParams(names, values, 1);
}

static enum lookup_status connect_(struct lookup_source *source, struct buf *why)
{
    struct pg *pg = (struct pg *)source;
    const char *url = str_dup(&source->arena, pg->url).p;
    map_init(&pg->statements, &source->arena);
    if (!name_it(pg, url)) {
        buf_cstr(why, "the URL of the database cannot be read: it is postgresql://USER:PASSWORD@HOST:PORT/NAME, with % codes for special characters");
        return LOOKUP_WRONG;
    }
    api()->PQfinish(pg->conn);
    pg->conn = dial(url);
    if (pg->conn == NULL)
        trap_spring(source->trap, TRAP_MEMORY);
    if (api()->PQstatus(pg->conn) != CONNECTION_OK) {
        buf_printf(why, "the database %.*s cannot be reached: ", STR_ARG(source->name));
        put_line(why, api()->PQerrorMessage(pg->conn));
        return LOOKUP_WRONG;
    }
    api()->PQsetNoticeReceiver(pg->conn, no_notice, NULL);
    enum lookup_status status = simply(pg, settings, why);
    if (status == LOOKUP_OK && !source->writable)
        status = simply(pg, "SET default_transaction_read_only = on", why);
    return status;
}

/* ---- types of parameters ---- */

/* What a value of TYPE is to PostgreSQL by itself. */
static Oid own_type(const struct type *type)
{
    switch (type->kind) {
    case TYPE_BOOL: return PG_BOOL;
    case TYPE_NUMBER: case TYPE_MONEY: return PG_NUMERIC;
    case TYPE_WHOLE: return PG_INT8;
    case TYPE_DATE: return PG_DATE;
    case TYPE_TIME: return PG_TIME;
    case TYPE_MOMENT: return PG_TIMESTAMPTZ;
    case TYPE_DURATION: return PG_INTERVAL;
    default: return PG_TEXT;
    }
}

static bool is_int(Oid oid)
{
    return oid == PG_INT2 || oid == PG_INT4 || oid == PG_INT8;
}

static bool is_text_like(Oid oid)
{
    return !is_int(oid) && oid != PG_BOOL && oid != PG_NUMERIC && oid != PG_FLOAT4 && oid != PG_FLOAT8 && oid != PG_DATE &&
           oid != PG_TIME && oid != PG_TIMETZ && oid != PG_TIMESTAMP && oid != PG_TIMESTAMPTZ && oid != PG_INTERVAL;
}

/* Whether the server's guess OID for a parameter of TYPE says the same; else the parameter is declared, and the server judges whether
 * the types go together. Where a number is WRITTEN to a column of whole numbers the guess stays, so that 12.5 is refused and not rounded;
 * a question about 12.5 finds nothing there. */
static bool fits(const struct type *type, Oid oid, bool written)
{
    switch (type->kind) {
    case TYPE_BOOL: return oid == PG_BOOL || is_int(oid);
    case TYPE_NUMBER: case TYPE_MONEY: return oid == PG_NUMERIC || oid == PG_FLOAT4 || oid == PG_FLOAT8 || (written && is_int(oid));
    case TYPE_WHOLE: return oid == PG_INT8 || oid == PG_NUMERIC || oid == PG_FLOAT4 || oid == PG_FLOAT8 || (written && is_int(oid));
    case TYPE_DATE: return oid == PG_DATE;
    case TYPE_TIME: return oid == PG_TIME;
    case TYPE_MOMENT: return oid == PG_TIMESTAMPTZ;
    case TYPE_DURATION: return oid == PG_INTERVAL;
    default: return is_text_like(oid); /* text, uuid, an enum, … */
    }
}

/* ---- preparing ---- */

static bool is_private(const struct statement *statement)
{
    for (uint32_t i = 0; i < statement->n_params; i++)
        if (statement->params[i].private_)
            return true;
    return false;
}

static bool send(struct pg *pg, struct statement *statement, struct str sql, const Oid *types)
{
    snprintf(statement->name, sizeof statement->name, "b%u", ++pg->n_statements);
    return is_fine(keep(pg, api()->PQprepare(pg->conn, statement->name, sql.p, types == NULL ? 0 : (int)statement->n_params, types))) &&
           is_fine(keep(pg, api()->PQdescribePrepared(pg->conn, statement->name)));
}

/* Takes the server's guesses where they fit. True: all do. */
static bool take_types(struct pg *pg, struct statement *statement, bool written)
{
    bool all = true;
    for (uint32_t i = 0; i < statement->n_params; i++) {
        Oid guess = i < (uint32_t)api()->PQnparams(pg->result) ? api()->PQparamtype(pg->result, (int)i) : PG_ANY;
        bool fine = fits(statement->params[i].type, guess, written);
        statement->types[i] = fine ? guess : own_type(statement->params[i].type);
        all = all && fine;
    }
    return all;
}

/* Prepares by the server's guesses, and where they do not fit by our own types. */
static enum lookup_status send_typed(struct pg *pg, struct statement *statement, struct str sql, bool written, struct buf *why)
{
    bool guessed = send(pg, statement, sql, NULL), inside = api()->PQtransactionStatus(pg->conn) == PQTRANS_INERROR;
    if (!guessed && inside) /* what follows would be refused for that alone */
        keep(pg, api()->PQexec(pg->conn, "ROLLBACK TO SAVEPOINT bylaw"));
    for (uint32_t i = 0; i < statement->n_params && !guessed; i++)
        statement->types[i] = own_type(statement->params[i].type);
    if (guessed && take_types(pg, statement, written))
        return LOOKUP_OK;
    return send(pg, statement, sql, statement->types) ? LOOKUP_OK : failed(pg, false, why);
}

static enum lookup_status prepare_sql(struct pg *pg, struct str sql, const struct lookup_param *params, uint32_t n,
                                      struct statement *statement, struct buf *why)
{
    const char *wrong = NULL;
    struct str numbered = lookup_sql_number(&pg->base.arena, sql, params, n, '$', &wrong);
    if (wrong != NULL) {
        buf_cstr(why, wrong);
        return LOOKUP_WRONG;
    }
    bool written = sql_statement(sql, &wrong) != SQL_SELECT, inside = api()->PQtransactionStatus(pg->conn) == PQTRANS_INTRANS;
    *statement = (struct statement){ .params = params, .n_params = n, .types = arena_array(&pg->base.arena, Oid, n + 1) };
    enum lookup_status status = inside ? simply(pg, "SAVEPOINT bylaw", why) : LOOKUP_OK;
    if (status == LOOKUP_OK)
        status = send_typed(pg, statement, numbered, written, why);
    if (status == LOOKUP_OK && inside)
        api()->PQclear(api()->PQexec(pg->conn, "RELEASE SAVEPOINT bylaw")); /* what the statement gives is still in pg->result */
    statement->ready = status == LOOKUP_OK;
    return status;
}

static enum lookup_status prepare(struct lookup_source *source, uint32_t index, struct buf *why)
{
    struct pg *pg = (struct pg *)source;
    const struct lookup *lookup = &source->lookups[index];
    if (pg->lookups == NULL)
        pg->lookups = arena_array(&source->arena, struct statement, source->n_lookups);
    enum lookup_status status = prepare_sql(pg, lookup->sql, lookup->params, lookup->n_params, &pg->lookups[index], why);
    if (status != LOOKUP_OK || (uint32_t)api()->PQnfields(pg->result) == lookup->n_fields)
        return status;
    lookup_sql_columns(lookup, (uint32_t)api()->PQnfields(pg->result), why);
    pg->lookups[index].ready = false;
    return LOOKUP_WRONG;
}

/* The statement of SQL, prepared the first time. */
static enum lookup_status statement_of(struct pg *pg, struct str sql, const struct lookup_param *params, uint32_t n,
                                       struct statement **out, struct buf *why)
{
    *out = map_get(&pg->statements, sql);
    if (*out != NULL)
        return LOOKUP_OK;
    struct statement *statement = arena_new(&pg->base.arena, struct statement);
    struct str key = str_dup(&pg->base.arena, sql);
    params = arena_copy(&pg->base.arena, params, n * sizeof *params); /* the caller's may be gone when it is used again */
    enum lookup_status status = prepare_sql(pg, sql, params, n, statement, why);
    if (status == LOOKUP_OK)
        map_put(&pg->statements, key, *out = statement);
    return status;
}

static enum lookup_status check(struct lookup_source *source, struct str sql, const struct lookup_param *params, uint32_t n,
                                struct buf *why)
{
    struct statement *statement;
    return statement_of((struct pg *)source, sql, params, n, &statement, why);
}

/* A new connection knows nothing of what was prepared on the old one. */
static enum lookup_status reconnect(struct lookup_source *source, struct buf *why)
{
    struct pg *pg = (struct pg *)source;
    keep(pg, NULL);
    enum lookup_status status = connect_(source, why);
    for (uint32_t i = 0; i < source->n_lookups && pg->lookups != NULL && status == LOOKUP_OK; i++)
        if (pg->lookups[i].ready)
            status = prepare(source, i, why);
    return status;
}

/* ---- values in ---- */

/* As PostgreSQL reads it: an interval in seconds, since it takes no sign before the P of ISO 8601. */
static void write_value(struct buf *out, struct value value, const struct type *type, Oid oid)
{
    uint64_t size = value.kind == VALUE_DURATION && value.i < 0 ? -(uint64_t)value.i : (uint64_t)value.i;
    if (value.kind == VALUE_DURATION)
        buf_printf(out, "%s%llu.%06llu seconds", value.i < 0 ? "-" : "", (unsigned long long)(size / DATE_SECOND),
                   (unsigned long long)(size % DATE_SECOND));
    else if (value.kind == VALUE_NUMBER && is_int(oid))
        decimal_write(out, value.i, 0, false);
    else
        lookup_value_write(out, value, type);
}

/* The texts of VALUES into pg->texts. False: WHY. */
static bool write_values(struct pg *pg, const struct statement *statement, const struct value *values, struct buf *why)
{
    struct buf *out = &pg->base.scratch;
    uint32_t n = statement->n_params, i;
    out->n = 0;
    pg->texts.n = 0;
    for (i = 0; i < n; i++) {
        size_t start = out->n;
        if (value_known(values[i]))
            write_value(out, values[i], statement->params[i].type, statement->types[i]);
        if (out->n > start && memchr(out->p + start, '\0', out->n - start) != NULL) {
            buf_printf(why, ":%.*s has a NUL character, which PostgreSQL's texts cannot have", STR_ARG(statement->params[i].name));
            return false;
        }
        buf_char(out, '\0');
        vec_push(&pg->base.arena, &pg->texts, NULL);
    }
    const char *at = out->p;
    for (i = 0; i < n; at += strlen(at) + 1, i++)
        pg->texts.at[i] = value_known(values[i]) ? at : NULL;
    return true;
}

/* ---- questions ---- */

struct found {
    VEC(struct value) values;
    uint32_t n;
};

/* A char(n) is filled up with blanks, which count for nothing there. */
static struct str column_text(const PGresult *result, int i)
{
    struct str text = { api()->PQgetvalue(result, 0, i), (uint32_t)api()->PQgetlength(result, 0, i) };
    while (api()->PQftype(result, i) == PG_CHAR && text.n > 0 && text.p[text.n - 1] == ' ')
        text.n--;
    return text;
}

static bool read_row(const struct lookup *lookup, const PGresult *result, struct arena *arena, struct found *found, struct buf *why)
{
    if ((uint32_t)api()->PQnfields(result) != lookup->n_fields) {
        lookup_sql_columns(lookup, (uint32_t)api()->PQnfields(result), why);
        return false;
    }
    for (uint32_t i = 0; i < lookup->n_fields; i++) {
        struct value value = value_unknown();
        struct str text = column_text(result, (int)i);
        if (!api()->PQgetisnull(result, 0, (int)i) && !lookup_value_read(arena, &lookup->fields[i], text, &value, why))
            return false;
        vec_push(arena, &found->values, value);
    }
    found->n++;
    return true;
}

/* Row by row: however many there are, no more of them are kept than matter. All results are fetched whatever happens, since the connection
 * takes no other call before. */
static enum lookup_status read_rows(struct pg *pg, const struct lookup *lookup, bool hidden, struct arena *arena, struct found *found,
                                    struct buf *why)
{
    enum lookup_status status = LOOKUP_OK;
    bool stopped = false; /* there are more than matter */
    PGresult *result;
    while ((result = api()->PQgetResult(pg->conn)) != NULL) {
        keep(pg, result);
        if (status != LOOKUP_OK)
            continue;
        if (api()->PQresultStatus(result) == PGRES_SINGLE_TUPLE) {
            stopped = stopped || found->n == (lookup->many ? LIMIT_LIST_ITEMS : 2);
            if (!stopped && !read_row(lookup, result, arena, found, why))
                status = LOOKUP_WRONG;
        } else if (!is_fine(result))
            status = failed(pg, hidden, why);
    }
    if (status == LOOKUP_OK && stopped && lookup->many) {
        buf_printf(why, "gives more rows than the limit of %d", LIMIT_LIST_ITEMS);
        status = LOOKUP_WRONG;
    }
    return status;
}

/* Whether what was prepared gives other types now than then: somebody has changed the tables. It is prepared anew when it is asked again. */
static bool is_stale(const struct pg *pg)
{
    const char *place = api()->PQresultErrorField(pg->result, PG_DIAG_SOURCE_FUNCTION);
    return place != NULL && strcmp(place, "RevalidateCachedQuery") == 0;
}

static enum lookup_status ask_server(struct pg *pg, uint32_t index, struct arena *arena, struct found *found, struct buf *why)
{
    struct statement *statement = &pg->lookups[index];
    bool hidden = is_private(statement);
    int n = (int)statement->n_params;
    if (!api()->PQsendQueryPrepared(pg->conn, statement->name, n, pg->texts.at, NULL, NULL, 0)) {
        keep(pg, NULL);
        return failed(pg, hidden, why);
    }
    api()->PQsetSingleRowMode(pg->conn);
    enum lookup_status status = read_rows(pg, &pg->base.lookups[index], hidden, arena, found, why);
    statement->ready = status == LOOKUP_OK || !is_stale(pg);
    return statement->ready ? status : LOOKUP_AGAIN;
}

/* Questions begin a transaction, or, where the case has one for writing, a part of it that only reads: a function may write. */
static enum lookup_status begin_asking(struct pg *pg, struct buf *why)
{
    struct lookup_source *source = &pg->base;
    enum lookup_status status = LOOKUP_OK;
    if (source->writing && !pg->shut) {
        status = simply(pg, "SAVEPOINT bylaw_asks; SET TRANSACTION READ ONLY", why);
        pg->shut = status == LOOKUP_OK;
    } else if (!source->writing && !source->asked && (source->n_lookups > 1 || source->writable)) {
        status = simply(pg, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", why);
        source->asked = status == LOOKUP_OK;
    }
    return status;
}

/* What comes now may write again. */
static enum lookup_status end_asking(struct pg *pg, struct buf *why)
{
    bool shut = pg->shut;
    pg->shut = false;
    return shut ? simply(pg, "RELEASE SAVEPOINT bylaw_asks", why) : LOOKUP_OK;
}

/* One question alone sees one state, and on a connection for reading only it reads only, without a transaction of its own. */
static enum lookup_status ask(struct lookup_source *source, uint32_t index, const struct value *params, struct arena *arena,
                              struct host_rows *rows, struct buf *why)
{
    struct pg *pg = (struct pg *)source;
    struct found found = { .n = 0 };
    enum lookup_status status = begin_asking(pg, why);
    if (status == LOOKUP_OK && !pg->lookups[index].ready)
        status = prepare(source, index, why);
    if (status == LOOKUP_OK && !write_values(pg, &pg->lookups[index], params, why))
        status = LOOKUP_WRONG;
    if (status == LOOKUP_OK)
        status = ask_server(pg, index, arena, &found, why);
    *rows = (struct host_rows){ .at = found.values.at, .n = found.n };
    return status;
}

/* ---- transactions ---- */

static void rollback(struct lookup_source *source)
{
    struct pg *pg = (struct pg *)source;
    if (api()->PQtransactionStatus(pg->conn) != PQTRANS_IDLE)
        keep(pg, api()->PQexec(pg->conn, "ROLLBACK"));
}

static enum lookup_status begin(struct lookup_source *source, struct buf *why)
{
    struct pg *pg = (struct pg *)source;
    pg->shut = false;
    return simply(pg, "BEGIN ISOLATION LEVEL SERIALIZABLE READ WRITE", why);
}

/* Where a statement has failed COMMIT is fine, and rolls back. */
static enum lookup_status commit(struct lookup_source *source, struct buf *why)
{
    struct pg *pg = (struct pg *)source;
    enum lookup_status status = is_fine(keep(pg, api()->PQexec(pg->conn, "COMMIT"))) ? LOOKUP_OK : refused(pg, false, why);
    if (status != LOOKUP_OK || strcmp(api()->PQcmdStatus(pg->result), "COMMIT") == 0)
        return status;
    buf_cstr(why, "the transaction was rolled back");
    return LOOKUP_WRONG;
}

/* ---- statements of apply ---- */

static void give_rows(struct pg *pg, lookup_row row, void *context)
{
    int n = api()->PQnfields(pg->result);
    struct str few[16], *columns = n <= 16 ? few : arena_array(&pg->base.arena, struct str, (size_t)n);
    bool more = true;
    for (int k = 0; k < api()->PQntuples(pg->result) && more; k++) {
        for (int i = 0; i < n; i++) {
            bool null = api()->PQgetisnull(pg->result, k, i);
            columns[i] = (struct str){ null ? NULL : api()->PQgetvalue(pg->result, k, i), (uint32_t)api()->PQgetlength(pg->result, k, i) };
        }
        more = row(context, columns, (uint32_t)n);
    }
}

static enum lookup_status execute(struct lookup_source *source, struct str sql, const struct lookup_param *params, uint32_t n,
                                  const struct value *values, uint64_t *touched, lookup_row row, void *context, struct buf *why)
{
    struct pg *pg = (struct pg *)source;
    struct statement *statement;
    enum lookup_status status = end_asking(pg, why);
    if (status == LOOKUP_OK)
        status = statement_of(pg, sql, params, n, &statement, why);
    if (status != LOOKUP_OK)
        return status;
    if (!write_values(pg, statement, values, why))
        return LOOKUP_UNFIT;
    if (!is_fine(keep(pg, api()->PQexecPrepared(pg->conn, statement->name, (int)n, pg->texts.at, NULL, NULL, 0))))
        return refused(pg, is_private(statement), why);
    if (row != NULL)
        give_rows(pg, row, context);
    *touched = strtoull(api()->PQcmdTuples(pg->result), NULL, 10);
    return LOOKUP_OK;
}

static const struct lookup_driver driver = {
    .postgres = true, .close = close_, .connect = connect_, .prepare = prepare, .check = check, .ask = ask, .case_end = rollback,
    .begin = begin, .commit = commit, .rollback = rollback, .reconnect = reconnect, .execute = execute,
};

struct lookup_source *lookup_pg_new(struct str where, struct trap *trap)
{
    bool open = shared_open(&library);
    if (!open && shared_short(&library))
        trap_spring(trap, TRAP_MEMORY);
    if (!open)
        return NULL;
    struct pg *pg = lookup_new(sizeof *pg, &driver, trap);
    pg->url = where;
    return &pg->base;
}

const char *lookup_pg_part(void) { return "PostgreSQL"; }
