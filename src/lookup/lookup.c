#include "lookup/lookup_inner.h"

#include "base/mem.h"

#include <stdio.h>

enum { LOOKUP_NO_MEMORY = 100 };

static void set_trap(struct lookup_source *source, struct trap *trap)
{
    source->trap = source->arena.trap = source->why.trap = source->scratch.trap = trap;
}

void *lookup_new(size_t size, const struct lookup_driver *driver, struct trap *trap)
{
    struct lookup_source *source = mem_alloc(size);
    if (source == NULL)
        trap_spring(trap, TRAP_MEMORY);
    memset(source, 0, size);
    source->driver = driver;
    arena_init(&source->arena, trap);
    buf_init(&source->why, trap);
    buf_init(&source->scratch, trap);
    set_trap(source, trap);
    return source;
}

void lookup_free(struct lookup_source *source)
{
    arena_free(&source->arena);
    buf_free(&source->why);
    buf_free(&source->scratch);
    mem_free(source);
}

/* Connects under a trap of its own. */
static int connect_alone(struct lookup_source *source)
{
    struct trap inner;
    set_trap(source, &inner);
    return trap_set(&inner) == TRAP_NONE ? (int)source->driver->connect(source, &source->why) : LOOKUP_NO_MEMORY;
}

struct lookup_source *lookup_connect(struct lookup_source *source, enum lookup_status *status, struct buf *why, struct trap *trap)
{
    enum { WHY_ROOM = 1024 };
    char text[WHY_ROOM]; /* nobody else knows the source yet: it is closed before the caller's trap can be sprung */
    int got = connect_alone(source);
    set_trap(source, trap);
    *status = got == LOOKUP_NO_MEMORY ? LOOKUP_WRONG : (enum lookup_status)got;
    if (got == LOOKUP_OK)
        return source;
    snprintf(text, sizeof text, "%.*s", (int)source->why.n, source->why.p);
    source->driver->close(source);
    if (got == LOOKUP_NO_MEMORY)
        trap_spring(trap, TRAP_MEMORY);
    buf_cstr(why, text);
    return NULL;
}

static struct lookup_source *source_of(struct str url, struct trap *trap, enum lookup_status *status, struct buf *why)
{
    struct str sqlite = STR("sqlite:");
    *status = LOOKUP_WRONG;
    bool is_sqlite = str_starts(url, sqlite);
    if (!is_sqlite && !str_starts(url, STR("postgresql://")) && !str_starts(url, STR("postgres://"))) {
        buf_cstr(why, "a database is given as sqlite:FILE or postgresql://USER@HOST/NAME"); /* the URL may hold a password */
        return NULL;
    }
    struct lookup_source *source = is_sqlite ? lookup_sqlite_new(str_slice(url, sqlite.n, url.n), trap) : lookup_pg_new(url, trap);
    if (source == NULL) {
        *status = LOOKUP_NOT_BUILT;
        buf_cstr(why, is_sqlite ? "SQLite cannot be asked: its library is not installed here"
                                : "PostgreSQL cannot be asked: bylaw was built without libpq, or it is not installed here");
    }
    return source;
}

struct lookup_source *lookup_open(struct str url, bool writable, enum lookup_status *status, struct buf *why, struct trap *trap)
{
    struct lookup_source *source = source_of(url, trap, status, why);
    if (source == NULL)
        return NULL;
    source->writable = writable;
    return lookup_connect(source, status, why, trap);
}

bool lookup_has(const struct lookup_source *source, uint32_t index)
{
    if (source->absent != NULL && source->absent[index])
        return false;
    return source->driver->has == NULL || source->driver->has(source, index);
}

void lookup_close(struct lookup_source *source)
{
    if (source != NULL)
        source->driver->close(source);
}

static bool count_row(void *context, const struct str *columns, uint32_t n)
{
    *(bool *)context = n > 0 && str_is(columns[0], "0");
    return false;
}

/* Whether LOOKUP may ask a table of Bylaw's own, and no apply has made them yet. */
static bool awaits_apply(struct lookup_source *source, const struct lookup *lookup)
{
    const char *sql = source->driver->postgres
                          ? "SELECT count(*) FROM pg_catalog.pg_class WHERE oid = to_regclass('bylaw_journal')"
                          : "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'bylaw_journal'";
    bool none = false;
    if (!lookup->optional || str_find(lookup->sql, STR("bylaw_")) < 0)
        return false;
    source->why.n = 0;
    return lookup_query(source, str_from(sql), NULL, 0, NULL, count_row, &none, &source->why) == LOOKUP_OK && none;
}

static enum lookup_status prepare(struct lookup_source *source, uint32_t index, struct buf *why)
{
    size_t said = why->n;
    enum lookup_status status = source->driver->prepare(source, index, why);
    if (status != LOOKUP_WRONG || !awaits_apply(source, &source->lookups[index]))
        return status;
    why->n = said;
    if (source->absent == NULL)
        source->absent = arena_array(&source->arena, bool, source->n_lookups);
    source->absent[index] = true;
    return LOOKUP_OK;
}

enum lookup_status lookup_prepare_one(struct lookup_source *source, const struct lookup *lookups, uint32_t n, uint32_t index,
                                      struct buf *why)
{
    source->lookups = lookups;
    source->n_lookups = n;
    if (source->driver->prepare == NULL)
        return LOOKUP_OK;
    return lookup_sql_asks(&lookups[index], why) ? prepare(source, index, why) : LOOKUP_WRONG;
}

enum lookup_status lookup_prepare(struct lookup_source *source, const struct lookup *lookups, uint32_t n, uint32_t *faulty,
                                  struct buf *why)
{
    enum lookup_status status = LOOKUP_OK;
    for (uint32_t i = 0; i < n && status == LOOKUP_OK; i++) {
        *faulty = i;
        status = lookup_prepare_one(source, lookups, n, i, why);
    }
    return status;
}

enum lookup_status lookup_check_update(struct lookup_source *source, struct str sql, const struct lookup_param *params, uint32_t n,
                                       struct buf *why)
{
    if (!lookup_sql_writes(sql, why))
        return LOOKUP_WRONG;
    return source->driver->check == NULL ? LOOKUP_OK : source->driver->check(source, sql, params, n, why);
}

static enum host_status ask(void *context, uint32_t index, const struct value *params, struct arena *arena, struct host_rows *rows,
                            struct str *why)
{
    struct lookup_source *source = context;
    source->why.n = 0;
    *rows = (struct host_rows){ 0 };
    enum lookup_status status = source->driver->ask(source, index, params, arena, rows, &source->why);
    if (status == LOOKUP_OK)
        return HOST_ROWS;
    source->trouble = status;
    *why = str_dup(arena, (struct str){ source->why.p, (uint32_t)source->why.n });
    return HOST_FAILED;
}

static bool answers(void *context, uint32_t index)
{
    return lookup_has(context, index);
}

struct host lookup_host(struct lookup_source *source)
{
    return (struct host){ .context = source, .answers = answers, .ask = ask };
}

void lookup_case_end(struct lookup_source *source)
{
    source->trouble = LOOKUP_OK;
    if (source->driver->case_end != NULL && source->asked)
        source->driver->case_end(source);
    source->asked = false;
}

enum lookup_status lookup_trouble(const struct lookup_source *source)
{
    return source->trouble;
}

/* Rows of a file are never written. */
static bool can_write(const struct lookup_source *source, struct buf *why)
{
    if (source->writable)
        return true;
    buf_printf(why, "%.*s is open for reading only", STR_ARG(source->name));
    return false;
}

enum lookup_status lookup_begin(struct lookup_source *source, struct buf *why)
{
    if (!can_write(source, why))
        return LOOKUP_WRONG;
    lookup_case_end(source);
    enum lookup_status status = source->driver->begin(source, why);
    source->writing = status == LOOKUP_OK;
    return status;
}

enum lookup_status lookup_commit(struct lookup_source *source, struct buf *why)
{
    if (!can_write(source, why))
        return LOOKUP_WRONG;
    enum lookup_status status = source->driver->commit(source, why);
    source->writing = source->writing && status != LOOKUP_OK;
    return status;
}

void lookup_rollback(struct lookup_source *source)
{
    if (source->writing)
        source->driver->rollback(source);
    source->writing = false;
    source->trouble = LOOKUP_OK;
}

enum lookup_status lookup_reconnect(struct lookup_source *source, struct buf *why)
{
    source->writing = source->asked = false;
    return source->driver->reconnect == NULL ? LOOKUP_OK : source->driver->reconnect(source, why);
}

enum lookup_status lookup_execute(struct lookup_source *source, struct str sql, const struct lookup_param *params, uint32_t n,
                                  const struct value *values, uint64_t *touched, struct buf *why)
{
    *touched = 0;
    if (!can_write(source, why))
        return LOOKUP_WRONG;
    return source->driver->execute(source, sql, params, n, values, touched, NULL, NULL, why);
}

enum lookup_status lookup_query(struct lookup_source *source, struct str sql, const struct lookup_param *params, uint32_t n,
                                const struct value *values, lookup_row row, void *context, struct buf *why)
{
    uint64_t touched;
    if (source->driver->execute != NULL)
        return source->driver->execute(source, sql, params, n, values, &touched, row, context, why);
    buf_printf(why, "%.*s is no database", STR_ARG(source->name));
    return LOOKUP_WRONG;
}

bool lookup_is_postgres(const struct lookup_source *source)
{
    return source->driver->postgres;
}
