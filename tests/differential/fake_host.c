#include "tests/differential/fake_host.h"

#include "value/date.h"
#include "value/decimal.h"

#include <string.h>

const char *const fake_host_outcomes[FAKE_N_OUTCOMES] = { "a row", "no row", "two rows of one", "several rows of many", "NULL",
                                                          "nobody after all", "no source", "a failure" };
uint64_t fake_host_counts[FAKE_N_OUTCOMES];

static uint64_t mix(uint64_t hash, uint64_t word)
{
    hash = (hash ^ word) * UINT64_C(0x9E3779B97F4A7C15);
    return hash ^ hash >> 31;
}

static uint64_t hash_of(const struct fake_host *fake, uint32_t index, const struct value *params)
{
    uint64_t hash = mix(fake->seed, index + 1);
    for (uint32_t i = 0; i < fake->lookups[index].n_params; i++)
        hash = mix(hash, params[i].kind == VALUE_TEXT ? str_hash(value_str(params[i])) : (uint64_t)params[i].i);
    return hash;
}

static uint32_t draw(uint64_t *hash, uint32_t n)
{
    *hash = mix(*hash, 0x5EED);
    return (uint32_t)((*hash >> 8) % n);
}

static struct value number(uint64_t *hash, bool whole)
{
    static const int64_t numbers[] = { 0, 1, 2, 3, 5, 10, 35, 1000 };
    int64_t n = numbers[draw(hash, sizeof numbers / sizeof *numbers)] * DECIMAL_ONE;
    return value_int(VALUE_NUMBER, whole || draw(hash, 4) ? n : n + 250000);
}

static struct value field(uint64_t *hash, const struct type *type)
{
    static const char *const texts[] = { "", "a", "abc", "x", "Heather", "Marta" };
    int64_t day = 0;
    switch (type->kind) {
    case TYPE_BOOL: return value_bool(draw(hash, 2));
    case TYPE_NUMBER: case TYPE_MONEY: return number(hash, false);
    case TYPE_WHOLE: return number(hash, true);
    case TYPE_SET: return value_int(VALUE_SYMBOL, draw(hash, type->n_symbols));
    case TYPE_TEXT: case TYPE_PARTY: return value_text(str_from(texts[draw(hash, 6)]));
    case TYPE_TIME: return value_int(VALUE_TIME, (int64_t)draw(hash, 24) * 3600 * DATE_SECOND);
    default: break;
    }
    date_from_civil(2020, 1 + (int)draw(hash, 12), 1 + (int)draw(hash, 28), &day);
    if (type->kind == TYPE_DATE)
        return value_int(VALUE_DATE, day);
    struct value moment = value_int(VALUE_MOMENT, day * DATE_DAY + (int64_t)draw(hash, 24) * 3600 * DATE_SECOND);
    moment.offset = draw(hash, 2) ? 120 : 0;
    return moment;
}

static struct value *make_rows(uint64_t *hash, const struct lookup *lookup, uint32_t n, struct arena *arena)
{
    struct value *values = arena_array(arena, struct value, (size_t)n * lookup->n_fields);
    for (uint32_t i = 0; i < n * lookup->n_fields; i++) {
        if (draw(hash, 100) < 15)
            fake_host_counts[FAKE_NULL]++;
        else
            values[i] = field(hash, lookup->fields[i % lookup->n_fields].type);
    }
    return values;
}

static uint32_t how_many(uint64_t *hash, const struct lookup *lookup)
{
    uint32_t n = lookup->many ? draw(hash, 5) : draw(hash, 100) < 25 ? 0 : draw(hash, 100) < 4 ? 2 : 1;
    fake_host_counts[n == 0 ? FAKE_NONE : n == 1 ? FAKE_ROW : lookup->many ? FAKE_MANY : FAKE_TWO]++;
    return n;
}

static enum host_status ask(void *context, uint32_t index, const struct value *params, struct arena *arena, struct host_rows *rows,
                            struct str *why)
{
    struct fake_host *fake = context;
    const struct lookup *lookup = &fake->lookups[index];
    uint64_t hash = hash_of(fake, index, params);
    uint32_t fate = draw(&hash, 100);
    fake->asked[index]++;
    if (fate < 3) {
        *why = str_printf(arena, "the fake host fails (%u)", fate);
        fake_host_counts[FAKE_FAILED]++;
        return HOST_FAILED;
    }
    if (lookup->optional && fate < 15) {
        fake_host_counts[FAKE_NOBODY]++;
        return HOST_NOBODY;
    }
    rows->n = how_many(&hash, lookup);
    rows->at = make_rows(&hash, lookup, rows->n, arena);
    return HOST_ROWS;
}

static bool answers(void *context, uint32_t index)
{
    const struct fake_host *fake = context;
    bool source = mix(fake->seed, ~(uint64_t)index) >> 20 & 1;
    fake_host_counts[FAKE_NO_SOURCE] += !source;
    return source;
}

struct host fake_host(struct fake_host *fake)
{
    return (struct host){ .context = fake, .answers = answers, .ask = ask };
}

void fake_host_begin(struct fake_host *fake)
{
    if (fake->n_lookups)
        memset(fake->asked, 0, fake->n_lookups * sizeof *fake->asked);
}
