/* The reader of NDJSON: one line, one case. */
#include "base/utf8.h"
#include "cases/json_value.h"
#include "cases/lines.h"

struct case_json {
    struct case_plan plan;
    struct case_fill fill;
    struct json_reader reader;
    struct arena keep; /* keys that were learned */
    const char *ahead_end; /* the end of the whole lines that are there to be read; or NULL */
    struct fill_lane *lanes; /* made when cases are first held */
    uint32_t n_lanes;
};

struct case_json *case_json_new(struct arena *arena, const struct shape *shape, const struct case_options *options)
{
    struct case_json *json = arena_new(arena, struct case_json);
    case_plan_init(&json->plan, arena, shape, options);
    case_fill_init(&json->fill, arena, &json->plan, options);
    arena_init(&json->keep, arena->trap);
    json_reader_init(&json->reader, arena, &json->keep, &json->fill);
    return json;
}

void case_json_free(struct case_json *json)
{
    if (!json)
        return;
    json_reader_free(&json->reader);
    case_fill_free(&json->fill);
    arena_free(&json->keep);
}

enum { HELD_FACTS = 1 << 20, HELD_VALUES = 1 << 20 }; /* bytes: of held cases' facts, and of their texts, lists and errors (or one case's) */

static void make_lanes(struct case_json *json, struct arena *arena, uint32_t n)
{
    uint32_t n_facts = json->fill.shape->n_facts;
    struct fill_lane *lanes = arena_array(arena, struct fill_lane, n);
    struct value *facts = arena_array(arena, struct value, (size_t)n * n_facts);
    for (uint32_t i = 0; i < n; i++)
        lanes[i].facts = facts + (size_t)i * n_facts;
    json->lanes = lanes;
    json->n_lanes = n;
}

uint32_t case_json_hold(struct case_json *json, struct arena *arena, uint32_t most)
{
    size_t room = HELD_FACTS / (json->fill.shape->n_facts * sizeof(struct value) + 1);
    uint32_t n = room < most ? (uint32_t)room : most;
    if (n > json->n_lanes)
        make_lanes(json, arena, n);
    case_fill_hold(&json->fill, json->lanes, n);
    return n;
}

bool case_json_full(const struct case_json *json)
{
    return json->fill.lane == json->fill.n_lanes || json->fill.arena.used > HELD_VALUES;
}

void case_json_release(struct case_json *json)
{
    case_fill_release(&json->fill);
}

/* "character 17", for whoever has an editor. */
static uint32_t column(const struct json_walk *walk, uint32_t at)
{
    return utf8_count((struct str){ walk->text + walk->from, at - walk->from }) + 1;
}

/* The line is no case: nothing else about it is said. */
static void no_case(struct case_json *json, struct str text)
{
    case_fill_drop(&json->fill);
    case_fill_line(&json->fill, 0, text);
}

static void no_json(struct case_json *json)
{
    const struct json_walk *walk = &json->reader.walk;
    no_case(json, str_printf(&json->fill.arena, "is no JSON: %s (character %u)", walk->fault, column(walk, walk->fault_at)));
}

/* Where a key, or what is skipped, is no Unicode: the case is one, but not to be trusted. */
static void flawed(struct case_json *json)
{
    const struct json_walk *walk = &json->reader.walk;
    const char *what = walk->flaw == JSON_UTF8 ? "bytes that are not UTF-8" : "half a character (a lone surrogate)";
    case_fill_line(&json->fill, walk->flaw_at,
                   str_printf(&json->fill.arena, "has %s in a text (character %u)", what, column(walk, walk->flaw_at)));
}

static bool read_line(struct case_json *json)
{
    struct json_walk *walk = &json->reader.walk;
    if (json_char(walk, 0) != '{') {
        no_case(json, STR("expected an object such as {\"case_id\": \"C-7\"}"));
        return false;
    }
    if (!json_read_case(&json->reader) || (walk->i < walk->n && !json_fault(walk, "expected nothing behind the object's }"))) {
        no_json(json);
        return false;
    }
    if (walk->flaw)
        flawed(json);
    return true;
}

static bool read_indexed(struct case_json *json, enum json_shim_status status)
{
    switch (status) {
    case JSON_SHIM_OK: case JSON_SHIM_UTF8: return read_line(json);
    case JSON_SHIM_EMPTY: no_case(json, STR("is blank")); return false;
    case JSON_SHIM_QUOTE: no_case(json, STR("is no JSON: a text in quotes is not closed")); return false;
    case JSON_SHIM_CONTROL: no_case(json, STR("is no JSON: a text has a control character, which JSON writes as \\u0000")); return false;
    default: no_case(json, STR("can't be read: this processor has not what simdjson needs")); return false;
    }
}

void case_json_too_long(struct case_json *json, uint64_t number, struct case_input *out, struct trap *trap)
{
    case_fill_begin(&json->fill, trap);
    no_case(json, STR("is longer than the limit of 4 MiB"));
    case_fill_done(&json->fill, number, false, out);
}

void case_json_read(struct case_json *json, const char *line, size_t length, uint64_t number, struct case_input *out,
                    struct trap *trap)
{
    if (length > CASE_MAX_LINE) {
        case_json_too_long(json, number, out, trap);
        return;
    }
    json->keep.trap = trap;
    case_fill_begin(&json->fill, trap);
    bool is_case = read_indexed(json, json_reader_open(&json->reader, line, length));
    case_fill_done(&json->fill, number, is_case, out);
    out->text = (struct str){ line, (uint32_t)length };
}

/* Tokens are found for some lines at once, which saves a third of that work, but for no more than stay in the first-level
 * cache with their places until they are read (tests/bench/bench_reader). */
enum { BLOCK_MOST = 32 << 10 };

/* Prepares for LINE and those after it that fit. */
static void open_block(struct case_json *json, const struct lines_line *line)
{
    size_t n = (size_t)(json->ahead_end - line->p);
    if (n > BLOCK_MOST) {
        const char *last = memrchr(line->p, '\n', BLOCK_MOST);
        n = last ? (size_t)(last + 1 - line->p) : 0;
    }
    if (n > line->n + line->n_end)
        json_reader_block(&json->reader, line->p, n);
}

void case_json_line(struct case_json *json, const struct lines_line *line, struct case_input *out, struct trap *trap)
{
    if (line->fresh) {
        json->reader.block.p = NULL;
        json->ahead_end = line->ahead ? line->p + line->ahead : NULL;
    }
    if (!line->p) {
        case_json_too_long(json, line->number, out, trap);
        return;
    }
    json->keep.trap = trap;
    case_fill_begin(&json->fill, trap);
    if (json->ahead_end && !json_reader_has(&json->reader, line->p))
        open_block(json, line);
    bool is_case = read_indexed(json, json_reader_next(&json->reader, line->p, line->n));
    case_fill_done(&json->fill, line->number, is_case, out);
    out->text = (struct str){ line->p, (uint32_t)line->n };
}
