/* Cases: values around what the policy compares with, unknown ones, extremes, now and then a wrong type. */
#include "tests/generate/gen.h"

#include "base/checked.h"
#include "value/date.h"
#include "value/decimal.h"

enum mood { MOOD_PLAIN, MOOD_EXTREME, MOOD_WRONG };

static const int64_t extremes[] = { INT64_MAX, INT64_MIN, INT64_MAX / 2, INT64_C(3000000000000), INT64_C(-9223372036854000000), 1, -1 };

static int64_t threshold(struct gen *g, bool whole)
{
    if (g->numbers.n == 0 || gen_chance(g, 30))
        return gen_number(g, whole);
    int64_t at = g->numbers.at[gen_below(g, g->numbers.n)];
    static const int64_t steps[] = { 0, 0, 1, -1, 10000, -10000, DECIMAL_ONE, -DECIMAL_ONE };
    at += gen_one_of(g, steps);
    return whole ? at - at % DECIMAL_ONE : at;
}

static void number(struct gen *g, bool whole, enum mood mood)
{
    int64_t n = mood == MOOD_EXTREME && gen_chance(g, 50) ? gen_one_of(g, extremes) : threshold(g, whole);
    if (whole)
        n -= n % DECIMAL_ONE;
    bool text = gen_chance(g, 10);
    gen_say(g, text ? "\"" : "");
    decimal_write(g->out, n, 0, false);
    gen_say(g, text ? "\"" : "");
}

static void date(struct gen *g, enum mood mood)
{
    static const char *ends[] = { "0001-01-01", "9999-12-31", "2020-02-29" };
    gen_say(g, "\"");
    if (mood == MOOD_EXTREME && gen_chance(g, 30))
        gen_say(g, "%s", gen_one_of(g, ends));
    else {
        int64_t days = g->dates.n && gen_chance(g, 60) ? g->dates.at[gen_below(g, g->dates.n)] : gen_date(g);
        date_write(g->out, days + gen_below(g, 3) - 1);
    }
    gen_say(g, "\"");
}

static void moment(struct gen *g)
{
    static const char *offsets[] = { "Z", "+02:00", "-11:30" };
    gen_say(g, "\"2020-%02u-%02uT%02u:%02u:00%s\"", 1 + gen_below(g, 12), 1 + gen_below(g, 28), gen_below(g, 24), gen_below(g, 60),
            gen_one_of(g, offsets));
}

static void wrong(struct gen *g)
{
    static const char *values[] = { "\"nonsense\"", "{\"a\":1}", "[1,[2]]", "1.0000001", "true", "\"\"", "1e30", "-0.5" };
    gen_say(g, "%s", gen_one_of(g, values));
}

static void value(struct gen *g, const struct gen_fact *fact, enum gen_type type, enum mood mood);

static void list(struct gen *g, const struct gen_fact *fact, enum gen_type element, enum mood mood)
{
    uint32_t n = gen_below(g, 4);
    gen_say(g, "[");
    for (uint32_t i = 0; i < n; i++) {
        gen_say(g, i ? "," : "");
        if (g->unknown_percent && gen_chance(g, 8))
            gen_say(g, "null");
        else
            value(g, fact, element, mood);
    }
    gen_say(g, "]");
}

static void field(struct gen *g, const char *name, enum gen_type type, bool whole, enum mood mood)
{
    struct gen_fact fact = { .type = type, .whole = whole };
    if (gen_chance(g, g->unknown_percent / 4))
        return;
    gen_say(g, "%s\"%s\":", g->out->p[g->out->n - 1] == '{' ? "" : ",", name);
    value(g, &fact, type, mood);
}

static void item(struct gen *g, enum mood mood)
{
    gen_say(g, "{");
    field(g, "sku", GEN_TEXT, false, mood);
    field(g, "price", GEN_MONEY, false, mood);
    field(g, "quantity", GEN_NUMBER, true, mood);
    field(g, "other", GEN_NUMBER, false, mood);
    gen_say(g, "}");
}

static void items(struct gen *g, enum mood mood)
{
    uint32_t n = gen_below(g, 4);
    gen_say(g, "[");
    for (uint32_t i = 0; i < n; i++) {
        gen_say(g, i ? "," : "");
        item(g, mood);
    }
    gen_say(g, "]");
}

static void address(struct gen *g, enum mood mood)
{
    gen_say(g, "{");
    field(g, "city", GEN_TEXT, false, mood);
    field(g, "size", GEN_NUMBER, false, mood);
    gen_say(g, "}");
}

static void symbol(struct gen *g, const struct gen_fact *fact, enum gen_type type)
{
    static const char *levels[] = { "tiny", "mid", "top", "top level" }, *colors[] = { "red", "green", "Green!", "blue_green" };
    static const char *sizes[] = { "s", "m", "medium" }, *parties[] = { "Heather", "Support Lead", "Support_Lead", "Marta", "Nobody" };
    gen_say(g, "\"%s\"", fact->anonymous_set ? gen_one_of(g, sizes)
                         : type == GEN_LEVEL ? gen_one_of(g, levels)
                         : type == GEN_COLOR ? gen_one_of(g, colors)
                                             : gen_one_of(g, parties));
}

static void value(struct gen *g, const struct gen_fact *fact, enum gen_type type, enum mood mood)
{
    static const char *durations[] = { "P30D", "PT2H", "P1D", "P1W", "PT90M", "P0D", "PT36H", "-P2D" };
    static const char *times[] = { "00:00", "03:00:00", "04:30", "23:59:59.5" };
    switch (type) {
    case GEN_BOOL: gen_say(g, "%s", gen_chance(g, 50) ? "true" : "false"); break;
    case GEN_NUMBER: case GEN_MONEY: number(g, fact->whole, mood); break;
    case GEN_TEXT: gen_say(g, "\"%s\"", gen_pick_text(g)); break;
    case GEN_LEVEL: case GEN_COLOR: case GEN_PARTY: symbol(g, fact, type); break;
    case GEN_DATE: date(g, mood); break;
    case GEN_MOMENT: moment(g); break;
    case GEN_TIME: gen_say(g, "\"%s\"", gen_one_of(g, times)); break;
    case GEN_DURATION: gen_say(g, "\"%s\"", gen_one_of(g, durations)); break;
    case GEN_NUMBERS: list(g, fact, GEN_NUMBER, mood); break;
    case GEN_MONEYS: list(g, fact, GEN_MONEY, mood); break;
    case GEN_TEXTS: list(g, fact, GEN_TEXT, mood); break;
    case GEN_COLORS: list(g, fact, GEN_COLOR, mood); break;
    case GEN_ITEMS: items(g, mood); break;
    case GEN_ADDRESS: address(g, mood); break;
    case GEN_N_TYPES: break;
    }
}

/* ---- objects: dotted names nest ---- */

struct prefix {
    const char *text;
    unsigned depth;
};
static const struct prefix nests[] = { { "", 0 }, { "group.", 1 }, { "group.deep.", 2 } };

static const struct prefix *nest_of(const char *name)
{
    const struct prefix *found = &nests[0];
    for (unsigned i = 1; i < 3; i++)
        if (strncmp(name, nests[i].text, strlen(nests[i].text)) == 0)
            found = &nests[i];
    return found;
}

static void key(struct gen *g, const char *name)
{
    if (g->out->p[g->out->n - 1] != '{')
        gen_say(g, ",");
    for (gen_say(g, "\""); *name; name++)
        if (*name != '`')
            buf_char(g->out, *name);
    gen_say(g, "\":");
}

static void one_fact(struct gen *g, const struct gen_fact *fact, enum mood mood, bool is_wrong)
{
    bool null = gen_chance(g, 10);
    if (!is_wrong && gen_chance(g, g->unknown_percent)) {
        if (null)
            key(g, fact->name + strlen(nest_of(fact->name)->text)), gen_say(g, "null");
        return;
    }
    key(g, fact->name + strlen(nest_of(fact->name)->text));
    is_wrong ? wrong(g) : value(g, fact, fact->type, mood);
}

static void facts_of(struct gen *g, const struct prefix *nest, enum mood mood, uint32_t wrong_at)
{
    for (uint32_t i = 0; i < g->facts.n; i++)
        if (nest_of(g->facts.at[i].name) == nest)
            one_fact(g, &g->facts.at[i], mood, i == wrong_at);
}

static void identity(struct gen *g, uint32_t number)
{
    bool declared = false;
    for (uint32_t i = 0; i < g->facts.n; i++)
        declared |= g->facts.at[i].is_id;
    if (!declared && gen_chance(g, 50))
        key(g, "case_id"), gen_say(g, gen_chance(g, 50) ? "\"C-%u\"" : "%u", number);
    if (gen_chance(g, 30))
        key(g, "now"), moment(g);
    if (gen_chance(g, 20))
        key(g, "undeclared"), gen_say(g, "[{}]");
}

void gen_case(struct gen *g, uint32_t number)
{
    enum mood mood = gen_chance(g, 10) ? MOOD_EXTREME : gen_chance(g, 4) ? MOOD_WRONG : MOOD_PLAIN;
    uint32_t wrong_at = mood == MOOD_WRONG ? gen_below(g, g->facts.n) : UINT32_MAX;
    gen_say(g, "{");
    identity(g, number);
    facts_of(g, &nests[0], mood, wrong_at);
    key(g, "group");
    gen_say(g, "{");
    facts_of(g, &nests[1], mood, wrong_at);
    key(g, "deep");
    gen_say(g, "{");
    facts_of(g, &nests[2], mood, wrong_at);
    gen_say(g, "}}}");
}
