#include "answering.h"

#include "code/code.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static void terminate(struct buf *buf)
{
    *buf_need(buf, 1) = '\0';
}

static bylaw_status status_of(enum lookup_status status)
{
    return status == LOOKUP_OK ? BYLAW_OK : status == LOOKUP_NOT_BUILT ? BYLAW_NOT_BUILT : BYLAW_UNUSABLE;
}

static void init(struct answering *answering, const struct policy *policy, struct trap *trap)
{
    answering->policy = policy;
    answering->file = -1;
    buf_init(&answering->text, trap);
    buf_init(&answering->why, trap);
    buf_init(&answering->talk, trap);
    terminate(&answering->why);
    terminate(&answering->talk);
}

/* ---- the rows of a file ---- */

enum { READ_STEP = 1 << 16 };

/* The whole of PATH into answering->text. False: errno. The file stays open, so that it is closed whatever happens. */
static bool read_file(struct answering *answering, const char *path)
{
    struct buf *text = &answering->text;
    ssize_t got;
    answering->file = open(path, O_RDONLY | O_CLOEXEC);
    if (answering->file < 0)
        return false;
    do {
        buf_need(text, READ_STEP);
        got = read(answering->file, text->p + text->n, text->room - text->n);
        text->n += got > 0 ? (size_t)got : 0;
    } while (got > 0 || (got < 0 && errno == EINTR));
    return got == 0;
}

static bylaw_status open_rows(struct answering *answering, const bylaw_options *options)
{
    const struct code *code = answering->policy->code;
    enum lookup_status status;
    const char *text = options->rows_text;
    size_t length = options->rows_length;
    if (text == NULL && !read_file(answering, options->rows)) {
        buf_printf(&answering->why, "cannot read the rows '%s': %s", options->rows, strerror(errno));
        return BYLAW_UNUSABLE;
    }
    if (text == NULL) {
        text = answering->text.p;
        length = answering->text.n;
    }
    struct str name = str_from(options->rows != NULL ? options->rows : "the rows");
    answering->rows = lookup_rows(text, length, name, code->lookups, code->n_lookups, &status, &answering->why,
                                  answering->text.trap);
    buf_free(&answering->text);
    return status_of(status);
}

/* ---- a database ---- */

/* A message about SQL that stands at SPAN. WHAT: "the SQL of lookup 'invoice'". */
static void say_sql(struct answering *answering, struct diags *diags, struct span span, struct str what)
{
    terminate(&answering->why);
    diag_add(diags, DIAG_SQL_REFUSED, span, "%.*s cannot be used: %s", STR_ARG(what), answering->why.p);
    answering->why.n = 0;
}

/* Holds each lookup that the database is to answer against it. What is wrong with the SQL goes to DIAGS, else to answering->why. */
static enum lookup_status check_lookups(struct answering *answering, struct diags *diags)
{
    const struct program *program = answering->policy->program;
    for (uint32_t i = 0; i < program->n_lookups; i++) {
        const struct lookup *lookup = &program->lookups[i];
        if (answering->rows != NULL && lookup_has(answering->rows, i))
            continue;
        enum lookup_status status = lookup_prepare_one(answering->db, program->lookups, program->n_lookups, i, &answering->why);
        if (status == LOOKUP_WRONG)
            say_sql(answering, diags, lookup->sql_span, str_printf(diags->arena, "the SQL of lookup '%.*s'", STR_ARG(lookup->name)));
        else if (status != LOOKUP_OK)
            return status;
    }
    return LOOKUP_OK;
}

static enum lookup_status check_updates(struct answering *answering, struct diags *diags)
{
    const struct program *program = answering->policy->program;
    for (uint32_t i = 0; i < program->n_updates; i++) {
        const struct update *update = &program->updates[i];
        enum lookup_status status =
            lookup_check_update(answering->db, update->sql, update->params, update->n_params, &answering->why);
        if (status == LOOKUP_WRONG)
            say_sql(answering, diags, update->sql_span, STR("the SQL of this update"));
        else if (status != LOOKUP_OK)
            return status;
    }
    return LOOKUP_OK;
}

/* The findings, the first of them also in one line. */
static void tell(struct answering *answering, struct diags *diags, const bylaw_message_options *how)
{
    diags_sort(diags);
    const struct diag *first = diags->all.at[0];
    struct place place = span_place(diags->sources, first->span);
    answering->why.n = 0;
    buf_printf(&answering->why, "%.*s:%u:%u: %.*s", STR_ARG(place.source->name), place.line, place.column, STR_ARG(first->text));
    if (how->format == BYLAW_JSON)
        diag_json(diags, &answering->talk);
    else
        diag_text(diags, &answering->talk, how->most == 0 ? UINT32_MAX : how->most, how->color);
}

static bylaw_status check_all(struct answering *answering, struct diags *diags, bool updates)
{
    enum lookup_status status = check_lookups(answering, diags);
    if (status == LOOKUP_OK && updates)
        status = check_updates(answering, diags);
    if (status != LOOKUP_OK)
        return status_of(status);
    return diags->n_errors == 0 ? BYLAW_OK : BYLAW_FAULT;
}

static bylaw_status hold_db(struct answering *answering, bool updates, const bylaw_message_options *how, struct trap *trap)
{
    struct arena *arena = &answering->arena;
    arena_init(arena, trap);
    struct diags *diags = arena_new(arena, struct diags);
    diags_init(diags, arena, &answering->policy->sources);
    bylaw_status found = check_all(answering, diags, updates);
    if (found == BYLAW_FAULT)
        tell(answering, diags, how);
    arena_free(arena);
    return found;
}

static bylaw_status open_db(struct answering *answering, const char *url, bool updates, const bylaw_message_options *how,
                            struct trap *trap)
{
    enum lookup_status status;
    answering->db = lookup_open(str_from(url), false, &status, &answering->why, trap);
    return answering->db == NULL ? status_of(status) : hold_db(answering, updates, how, trap);
}

bylaw_status answering_open(struct answering *answering, const struct policy *policy, const bylaw_options *options, struct trap *trap)
{
    static const bylaw_message_options plain = { .format = BYLAW_TEXT, .most = 20 };
    bylaw_status status = BYLAW_OK;
    init(answering, policy, trap);
    if (options->rows != NULL || options->rows_text != NULL)
        status = open_rows(answering, options);
    if (status == BYLAW_OK && options->db != NULL)
        status = open_db(answering, options->db, false, &plain, trap);
    terminate(&answering->why);
    terminate(&answering->talk);
    return status == BYLAW_FAULT ? BYLAW_UNUSABLE : status; /* a policy that the database cannot serve decides nothing */
}

bylaw_status answering_check(struct answering *answering, const struct policy *policy, const char *db, struct diags *diags, struct trap *trap)
{
    enum lookup_status status;
    init(answering, policy, trap);
    answering->db = lookup_open(str_from(db), false, &status, &answering->why, trap);
    bylaw_status found = answering->db == NULL ? status_of(status) : check_all(answering, diags, true);
    terminate(&answering->why);
    return found;
}

bylaw_status answering_hold(struct answering *answering, const struct policy *policy, struct lookup_source *db, struct trap *trap)
{
    static const bylaw_message_options plain = { .format = BYLAW_TEXT, .most = 20 };
    init(answering, policy, trap);
    answering->db = db;
    bylaw_status status = hold_db(answering, true, &plain, trap);
    answering->db = NULL;
    terminate(&answering->why);
    terminate(&answering->talk);
    return status == BYLAW_FAULT ? BYLAW_UNUSABLE : status;
}

void answering_close(struct answering *answering)
{
    if (answering->policy == NULL)
        return; /* never opened */
    lookup_close(answering->rows);
    lookup_close(answering->db);
    if (answering->file >= 0)
        close(answering->file);
    arena_free(&answering->arena);
    buf_free(&answering->text);
    buf_free(&answering->why);
    buf_free(&answering->talk);
}

/* ---- answering ---- */

static bool has_rows(const struct answering *answering, uint32_t index)
{
    return answering->rows != NULL && lookup_has(answering->rows, index);
}

static bool answers(void *context, uint32_t index)
{
    const struct answering *answering = context;
    return has_rows(answering, index) || (answering->db != NULL && lookup_has(answering->db, index));
}

static int64_t seconds(void)
{
    struct timespec now = { 0 };
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec;
}

/* Another connection where the last one is gone. A try may take LOOKUP_CONNECT_SECONDS, so one that failed is not repeated within a
 * second: the cases until then are errors at once, and the stream goes on. */
static bool connected(struct answering *answering, struct arena *arena, struct str *why)
{
    if (!answering->lost)
        return true;
    answering->why.n = 0;
    if (seconds() - answering->tried > 1) {
        answering->lost = lookup_reconnect(answering->db, &answering->why) != LOOKUP_OK;
        answering->tried = seconds();
    } else
        buf_cstr(&answering->why, "the connection to the database is gone");
    if (answering->lost)
        *why = str_dup(arena, (struct str){ answering->why.p, (uint32_t)answering->why.n });
    return !answering->lost;
}

static enum host_status ask(void *context, uint32_t index, const struct value *params, struct arena *arena, struct host_rows *rows,
                            struct str *why)
{
    struct answering *answering = context;
    struct lookup_source *source = has_rows(answering, index) || answering->db == NULL ? answering->rows : answering->db;
    if (source == answering->db && !connected(answering, arena, why))
        return HOST_FAILED;
    struct host host = lookup_host(source);
    return host.ask(host.context, index, params, arena, rows, why);
}

struct host answering_host(struct answering *answering)
{
    bool any = answering->rows != NULL || answering->db != NULL;
    return (struct host){ .context = answering, .answers = answers, .ask = any ? ask : NULL };
}

const struct lookup *answering_lacks(const struct answering *answering, const struct policy *policy)
{
    const struct code *code = policy->code;
    for (uint32_t i = 0; i < code->n_lookups && answering->rows == NULL && answering->db == NULL; i++)
        if (!code->lookups[i].optional)
            return &code->lookups[i];
    return NULL;
}

void answering_end(struct answering *answering)
{
    if (answering->db == NULL)
        return;
    answering->lost = answering->lost || lookup_trouble(answering->db) == LOOKUP_LOST;
    lookup_case_end(answering->db);
}
