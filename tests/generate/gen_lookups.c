/* Lookups, and updates: SQL that no database ever sees, with parameters that the policy has. */
#include "tests/generate/gen.h"

/* Types that go into SQL and come from it. */
static const bool bound[GEN_N_TYPES] = { [GEN_BOOL] = 1, [GEN_NUMBER] = 1, [GEN_MONEY] = 1, [GEN_TEXT] = 1, [GEN_LEVEL] = 1, [GEN_COLOR] = 1,
                                         [GEN_PARTY] = 1, [GEN_DATE] = 1, [GEN_MOMENT] = 1, [GEN_TIME] = 1 };

static bool is_plain(const char *name)
{
    for (; *name; name++)
        if (!strchr("abcdefghijklmnopqrstuvwxyz0123456789_.", *name))
            return false;
    return true;
}

/* A name that SQL can have, or NULL. */
static const char *parameter(struct gen *g)
{
    for (uint32_t tries = 0; tries < 20 && g->names.n; tries++) {
        const struct gen_name *name = &g->names.at[gen_below(g, g->names.n)];
        if (bound[name->type] && is_plain(name->text))
            return name->text;
    }
    return NULL;
}

static void conditions(struct gen *g, uint32_t n)
{
    static const char *const decoys[] = { "x = ':no'", "\\\"y:no\\\" > 1", "z::text = 'a'", "/* :no */ TRUE" };
    gen_say(g, " WHERE %s", gen_one_of(g, decoys));
    for (; n > 0; n--) {
        const char *name = parameter(g);
        if (name)
            gen_say(g, " AND c%u = :%s", n, name);
    }
}

static const char *type_of_field(struct gen *g, enum gen_type *type)
{
    static const char *const words[GEN_N_TYPES] = { "yes/no", "number", "money", "text", "level", "color", "party", "date", "moment", "time" };
    do
        *type = (enum gen_type)gen_below(g, GEN_TIME + 1);
    while (!g->usable[*type]);
    return words[*type];
}

static void fields(struct gen *g, const char *lookup)
{
    for (uint32_t i = 0, n = 1 + gen_below(g, 3); i < n; i++) {
        enum gen_type type;
        gen_say(g, "%sf%u is %s", i ? ", " : "", i, type_of_field(g, &type));
        gen_add_name(g, arena_printf(g->arena, "%s.f%u", lookup, i), type);
    }
    gen_add_name(g, arena_printf(g->arena, "(%s is found)", lookup), GEN_BOOL);
    gen_add_name(g, arena_printf(g->arena, "(%s is not found)", lookup), GEN_BOOL);
}

void gen_lookup(struct gen *g)
{
    const char *name = gen_fresh(g, "look");
    bool many = g->usable[GEN_ITEMS] && gen_chance(g, 30), optional = gen_chance(g, 30);
    gen_mark(g, many ? "lookup of many" : "lookup of one");
    gen_say(g, "lookup %s%s%s from \"SELECT a, b FROM t", name, many ? " many" : "", optional ? " optional" : "");
    conditions(g, gen_below(g, 3));
    gen_say(g, "\"\n  gives ");
    if (many) {
        gen_say(g, "sku is text, price is money, quantity is whole number");
        gen_add_name(g, name, GEN_ITEMS);
        gen_add_name(g, arena_printf(g->arena, "(%s is found)", name), GEN_BOOL);
    } else {
        fields(g, name);
    }
    if (optional)
        gen_mark(g, "lookup that is optional");
    gen_say(g, "\n");
    gen_statement_end(g);
}

void gen_update(struct gen *g)
{
    static const char *const sets[] = { "UPDATE t SET a = 1", "DELETE FROM t", "UPDATE u SET b = ':no'" };
    gen_mark(g, "update");
    gen_say(g, "update \"%s", gen_one_of(g, sets));
    conditions(g, gen_below(g, 4));
    gen_say(g, "\"");
    if (gen_chance(g, 30)) {
        gen_mark(g, "update of any rows");
        gen_say(g, " any number of rows");
    }
}
