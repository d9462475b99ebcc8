/* Expressions: shapes filled in. */
#include "tests/generate/gen.h"

#include "base/checked.h"
#include "value/date.h"
#include "value/decimal.h"

struct shape {
    enum gen_type type;
    unsigned weight;
    const char *text, *mark;
};

static const struct shape shapes[] = {
#define SHAPE(type, weight, text) { GEN_##type, weight, text, text },
#include "tests/generate/shapes.def"
#undef SHAPE
};
static const struct shape cells[] = {
#define CELL(type, weight, text) { GEN_##type, weight, text, "cell of " #type ": " text },
#include "tests/generate/cells.def"
#undef CELL
};
enum { N_SHAPES = sizeof shapes / sizeof *shapes, N_CELLS = sizeof cells / sizeof *cells };

/* ---- literals ---- */

static const int64_t numbers[] = { 0, 1000000, 2000000, 3000000, 5000000, 10000000, 35000000, 100000000, 1000000000, 500000, 250000,
                                   1, 12345678, 7000000, 1050000 };

int64_t gen_number(struct gen *g, bool whole)
{
    int64_t number = gen_one_of(g, numbers);
    if (whole)
        number -= number % DECIMAL_ONE;
    return gen_chance(g, 10) ? -number : number;
}

int64_t gen_date(struct gen *g)
{
    int64_t first, days = 0;
    date_from_civil(2019, 12, 1, &first);
    date_from_civil(2020 + (int64_t)gen_below(g, 2), 1 + (int)gen_below(g, 12), gen_chance(g, 50) ? 28 : 1, &days);
    return gen_chance(g, 50) ? days : first + gen_below(g, 120);
}

static const char *const texts[] = { "", "a", "abc", "x", "Ärger", " pad ", "a1", "\\t", "cab" };
const char *gen_pick_text(struct gen *g) { return gen_one_of(g, texts); }

static void number(struct gen *g)
{
    int64_t n = gen_number(g, false);
    vec_push(g->arena, &g->numbers, n);
    if (n < 0)
        gen_say(g, "(");
    decimal_write(g->out, n, 0, false);
    gen_say(g, n < 0 ? ")" : n == 100000000 && gen_chance(g, 50) ? "%%" : "");
    if (g->out->p[g->out->n - 1] == '%')
        vec_push(g->arena, &g->numbers, DECIMAL_ONE);
}

static void money(struct gen *g)
{
    static const int64_t amounts[] = { 0, 1000000, 10000000, 35000000, 25500000, 1000000000, 1234560000 };
    int64_t n = gen_one_of(g, amounts);
    bool negative = gen_chance(g, 10);
    vec_push(g->arena, &g->numbers, negative ? -n : n);
    gen_say(g, "%s%s", negative ? "(-" : "", g->currency);
    decimal_write(g->out, n, 0, gen_chance(g, 50));
    if (negative)
        gen_say(g, ")");
}

static void date(struct gen *g)
{
    int64_t days = gen_date(g);
    vec_push(g->arena, &g->dates, days);
    date_write(g->out, days);
}

static void list(struct gen *g, enum gen_type element)
{
    gen_say(g, "[");
    gen_literal(g, element);
    if (gen_chance(g, 60))
        gen_say(g, ", "), gen_literal(g, element);
    gen_say(g, "]");
}

void gen_literal(struct gen *g, enum gen_type type)
{
    static const char *levels[] = { "tiny", "mid", "top" }, *colors[] = { "red", "green", "blue_green" };
    static const char *parties[] = { "Heather", "Support_Lead", "Marta" };
    static const char *durations[] = { "30 days", "2 hours", "1 day", "1 week", "90 minutes", "0 days" };
    switch (type) {
    case GEN_BOOL: gen_say(g, "%s", gen_chance(g, 50) ? "yes" : "no"); break;
    case GEN_NUMBER: number(g); break;
    case GEN_MONEY: money(g); break;
    case GEN_TEXT: gen_say(g, "\"%s\"", gen_pick_text(g)); break;
    case GEN_LEVEL: gen_say(g, "%s", gen_one_of(g, levels)); break;
    case GEN_COLOR: gen_say(g, "%s", gen_one_of(g, colors)); break;
    case GEN_PARTY: gen_say(g, "%s", gen_one_of(g, parties)); break;
    case GEN_DATE: date(g); break;
    case GEN_MOMENT: gen_say(g, "2020-0%u-01T0%u:00:00%s", 1 + gen_below(g, 9), gen_below(g, 9), gen_chance(g, 50) ? "Z" : "+02:00"); break;
    case GEN_TIME: gen_say(g, "time_of(2020-01-01T0%u:00:00Z)", gen_below(g, 10)); break;
    case GEN_DURATION: gen_say(g, "%s", gen_one_of(g, durations)); break;
    case GEN_NUMBERS: list(g, GEN_NUMBER); break;
    case GEN_MONEYS: list(g, GEN_MONEY); break;
    case GEN_TEXTS: list(g, GEN_TEXT); break;
    case GEN_COLORS: list(g, GEN_COLOR); break;
    case GEN_ITEMS: case GEN_ADDRESS: case GEN_N_TYPES: break;
    }
}

static void range_end(struct gen *g, enum gen_type type, int64_t n)
{
    vec_push(g->arena, &g->numbers, n);
    gen_say(g, "%s", type == GEN_MONEY ? g->currency : "");
    decimal_write(g->out, n, 0, false);
}

void gen_range(struct gen *g, enum gen_type type)
{
    static const char *signs[] = { "..", "..<", "<..", "<..<" };
    int64_t low = (int64_t)gen_below(g, 40) * 250000, high = low + (int64_t)(1 + gen_below(g, 100)) * DECIMAL_ONE;
    const char *sign = gen_one_of(g, signs);
    if (type == GEN_DATE) {
        gen_literal(g, type);
        gen_say(g, "%s2031-01-01", sign);
        return;
    }
    range_end(g, type, low);
    gen_say(g, "%s", sign);
    range_end(g, type, high);
}

/* ---- names ---- */

void gen_add_name(struct gen *g, const char *text, enum gen_type type)
{
    vec_push(g->arena, &g->names, ((struct gen_name){ text, type }));
}

bool gen_named(struct gen *g, enum gen_type type)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < g->names.n; i++)
        n += g->names.at[i].type == type;
    if (n == 0)
        return false;
    n = gen_below(g, n);
    for (uint32_t i = 0; i < g->names.n; i++)
        if (g->names.at[i].type == type && n-- == 0)
            gen_say(g, "%s", g->names.at[i].text);
    return true;
}

static enum gen_type element_of(enum gen_type list)
{
    switch (list) {
    case GEN_NUMBERS: return GEN_NUMBER;
    case GEN_MONEYS: return GEN_MONEY;
    case GEN_TEXTS: return GEN_TEXT;
    case GEN_COLORS: return GEN_COLOR;
    default: return list;
    }
}

static void bind(struct gen *g, const char *name, enum gen_type list)
{
    if (list != GEN_ITEMS) {
        gen_add_name(g, name, element_of(list));
        return;
    }
    gen_add_name(g, arena_printf(g->arena, "%s.price", name), GEN_MONEY);
    gen_add_name(g, arena_printf(g->arena, "%s.quantity", name), GEN_NUMBER);
    gen_add_name(g, arena_printf(g->arena, "%s.sku", name), GEN_TEXT);
}

/* ---- filling in ---- */

static bool is_sign(char c) { return c == '%' || c == '#' || c == '@' || c == ':' || c == '^'; }

static bool is_usable(const struct gen *g, const struct shape *shape)
{
    for (const char *at = shape->text; *at; at++)
        if (is_sign(*at) && at[1] && strchr(GEN_TYPES, at[1]) && !g->usable[gen_type_of(at[1])])
            return false;
    return true;
}

static void fill_one(struct gen *g, char sign, enum gen_type type, unsigned depth)
{
    if (sign == ':')
        gen_range(g, type);
    else if (sign == '%')
        gen_value(g, type, depth ? depth - 1 : 0);
    else if (sign == '#' || !gen_named(g, type))
        gen_literal(g, type);
}

static void fill(struct gen *g, const struct shape *shape, unsigned depth)
{
    uint32_t outer = g->names.n;
    const char *variable = strchr(shape->text, '~') ? gen_fresh(g, "it") : "";
    gen_mark(g, shape->mark);
    for (const char *at = shape->text; *at; at++)
        if (*at == '~')
            gen_say(g, "%s", variable);
        else if (*at == ';' && outer < g->names.n)
            g->names.n = outer;
        else if (*at == '^' && strchr(GEN_TYPES, at[1]))
            bind(g, variable, gen_type_of(*++at));
        else if (is_sign(*at) && at[1] && strchr(GEN_TYPES, at[1]))
            fill_one(g, *at, gen_type_of(at[1]), depth), at++;
        else
            buf_char(g->out, *at);
    g->names.n = outer;
}

static const struct shape *choose(struct gen *g, const struct shape *from, uint32_t n, enum gen_type type)
{
    unsigned total = 0;
    for (uint32_t i = 0; i < n; i++)
        total += from[i].type == type && is_usable(g, &from[i]) ? from[i].weight : 0;
    if (total == 0)
        return NULL;
    unsigned at = gen_below(g, total);
    for (uint32_t i = 0; i < n; i++)
        if (from[i].type == type && is_usable(g, &from[i])) {
            if (at < from[i].weight)
                return &from[i];
            at -= from[i].weight;
        }
    return NULL;
}

static bool is_list(enum gen_type type) { return type >= GEN_NUMBERS; }

void gen_value(struct gen *g, enum gen_type type, unsigned depth)
{
    const struct shape *shape = depth > 0 && gen_chance(g, 60) ? choose(g, shapes, N_SHAPES, type) : NULL;
    if (shape)
        fill(g, shape, depth);
    else if (!gen_chance(g, is_list(type) ? 95 : 75) || !gen_named(g, type))
        gen_literal(g, type);
}

/* A condition is never a plain literal. */
void gen_condition(struct gen *g, unsigned depth)
{
    if (g->private_allowed && gen_chance(g, 5)) {
        gen_mark(g, "private");
        gen_say(g, "card starts with \"a\" or ");
    }
    if (gen_chance(g, 15) && gen_named(g, GEN_BOOL))
        return;
    const struct shape *shape = choose(g, shapes, N_SHAPES, GEN_BOOL);
    fill(g, shape, depth);
    static const char *links[] = { " and ", " or ", " and not " };
    if (depth == 0 || !gen_chance(g, 25))
        return;
    gen_say(g, "%s", gen_one_of(g, links));
    fill(g, choose(g, shapes, N_SHAPES, GEN_BOOL), depth - 1);
}

void gen_opaque(struct gen *g)
{
    static const char *signs[] = { "<=", ">", "!=" };
    gen_mark(g, "opaque condition");
    gen_say(g, "(");
    gen_named(g, GEN_NUMBER);
    gen_say(g, " + 0.00%u %s ", ++g->counter, gen_one_of(g, signs));
    gen_named(g, GEN_NUMBER);
    gen_say(g, ")");
    if (gen_chance(g, 30))
        gen_say(g, " and "), gen_condition(g, 0);
}

void gen_cell(struct gen *g, enum gen_type type)
{
    const struct shape *shape = gen_chance(g, 25) ? NULL : choose(g, cells, N_CELLS, type);
    if (shape)
        fill(g, shape, 0);
    else
        gen_say(g, "-");
}
