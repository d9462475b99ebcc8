/* The head of a policy: types, parties, facts, verbs. */
#include "tests/generate/gen.h"

enum gen_type gen_type_of(char letter) { return (enum gen_type)(strchr(GEN_TYPES, letter) - GEN_TYPES); }
char gen_letter(enum gen_type type) { return GEN_TYPES[type]; }

static const struct gen_verb gen_verbs[] = {
    { "allow", true, false, { { "what", 's', 0, 0 }, { "up_to", 'm', 1, 1 }, { "starting_at", 'm', 1, 1 } }, NULL },
    { "deny", true, false, { { "what", 's', 0, 0 } }, NULL },
    { "offer", true, false, { { "what", 's', 0, 0 }, { "amount", 'm', 0, 0 } }, NULL },
    { "assign", true, true, { { "to", 'p', 0, 0 }, { "status", 't', 1, 1 } }, NULL },
    { "note", true, false, { { "text", 't', 0, 0 } }, NULL },
    { "status", true, true, { { "is", 't', 0, 0 } }, NULL },
    { "task", true, false, { { "to", 'p', 0, 0 }, { "text", 't', 0, 0 }, { "due", 'u', 1, 1 } }, NULL },
    { "tag", true, false, { { "with", 's', 0, 0 } }, NULL },
    { "close", true, true, { { 0 } }, NULL },
    { "grant", false, false, { { "what", 's', 0, 0 }, { "limit", 'n', 1, 0 }, { "colors", 'C', 1, 1 } },
      "action grant (what: symbol, limit: number?; colors: list of color?)" },
    { "refuse", false, false, { { "what", 's', 0, 0 } }, "action refuse (what: symbol) defeats grant" },
    { "withdraw", false, false, { { "what", 's', 0, 0 } }, "action withdraw (what: symbol) defeats refuse" },
    { "invite", false, false, { { "who", 't', 0, 0 }, { "count", 'n', 1, 0 } }, "action invite (who: text, count: number?)" },
    { "block", false, false, { { "who", 't', 0, 0 } }, "action block (who: text) defeats invite" },
    { "pick", false, true, { { "who", 'p', 0, 0 }, { "level", 'l', 1, 1 }, { "memo", 't', 1, 1 } },
      "action pick (who: party; level: level?, memo: text?) once" },
    { "halt", false, true, { { 0 } }, "action halt () once defeats pick" },
    { "mark", false, false, { { "color", 'c', 0, 0 }, { "weights", 'N', 1, 1 }, { "on", 'd', 1, 1 } },
      "action mark (color: color; weights: list of number?, on: date?)" },
    { "rank", false, true, { { "level", 'l', 0, 0 } }, "action rank (level: level) once" },
    { "remind", false, false, { { "day", 'd', 0, 0 }, { "at", 'o', 1, 1 }, { "time", 'i', 1, 1 }, { "sure", 'b', 1, 1 } },
      "action remind (day: date; at: moment?, time: time?, sure: yes/no?)" },
    { "pay", false, false, { { "amount", 'm', 0, 0 }, { "shares", 'M', 1, 1 } }, "action pay (amount: money; shares: list of money?)" },
};
enum { N_VERBS = sizeof gen_verbs / sizeof *gen_verbs };

static bool is_usable(const struct gen *g, const struct gen_verb *verb)
{
    for (uint32_t i = 0; i < GEN_MOST_PARAMS && verb->params[i].name; i++)
        if (verb->params[i].type != 's' && !g->usable[gen_type_of(verb->params[i].type)])
            return false;
    return !verb->standard || !g->result->no_stdlib;
}

const struct gen_verb *gen_verb(struct gen *g, bool once)
{
    const struct gen_verb *verb;
    do
        verb = &gen_verbs[gen_below(g, N_VERBS)];
    while (!is_usable(g, verb) || (once && !verb->once));
    return verb;
}

static void declare_types(struct gen *g)
{
    gen_say(g, "type level is one of tiny < mid < top \"top level\"\n");
    gen_say(g, "type color is one of red, green \"Green!\", blue_green\n");
    gen_say(g, "party Heather, Support_Lead \"Support Lead\", Marta\n");
    for (uint32_t i = 0; i < N_VERBS; i++)
        if (!gen_verbs[i].standard)
            gen_say(g, "%s\n", gen_verbs[i].declaration);
    gen_statement_end(g);
}

/* ---- facts ---- */

static const char *type_word(enum gen_type type)
{
    static const char *words[] = { "yes/no", "number", "money", "text", "level", "color", "party", "date", "moment", "time", "duration",
                                   "list of number", "list of money", "list of text", "list of color",
                                   "list of record (sku text, price money, quantity whole number)", "record (city text, size number)" };
    return words[type];
}

static void mark_type(struct gen *g, const struct gen_fact *fact)
{
    gen_mark(g, fact->whole ? "whole number" : fact->anonymous_set ? "anonymous set" : type_word(fact->type));
}

/* Not of private facts, sets of their own, or the case's id: those have no name in expressions. */
static void add_fact(struct gen *g, struct gen_fact fact)
{
    vec_push(g->arena, &g->facts, fact);
    mark_type(g, &fact);
    if (fact.type == GEN_ADDRESS) {
        gen_add_name(g, arena_printf(g->arena, "%s.city", fact.name), GEN_TEXT);
        gen_add_name(g, arena_printf(g->arena, "%s.size", fact.name), GEN_NUMBER);
    }
    if (!fact.anonymous_set && !fact.is_id)
        gen_add_name(g, fact.name, fact.type);
}

static const char *fact_name(struct gen *g, enum gen_type type)
{
    static const struct { const char *before, *between, *after, *mark; } forms[] = {
        { "", "", "", "plain name" }, { "", "", "", "plain name" }, { "", "", "", "plain name" },
        { "group.", "", "", "dotted name" }, { "group.deep.", "", "", "dotted name" }, { "`", "-", "`", "quoted name" },
    };
    uint32_t form = gen_below(g, sizeof forms / sizeof *forms);
    gen_mark(g, forms[form].mark);
    return arena_printf(g->arena, "%s%s%c%s%u%s", forms[form].before, type >= GEN_NUMBERS ? "list_" : "", gen_letter(type) | 0x20,
                        forms[form].between, ++g->counter, forms[form].after);
}

static void say_options(struct gen *g, const struct gen_fact *fact)
{
    uint32_t which = gen_below(g, 20);
    if (which == 0) {
        gen_mark(g, "required");
        gen_say(g, ", required");
    } else if (which < 4 && fact->type < GEN_MOMENT && !fact->anonymous_set && !fact->whole) {
        gen_mark(g, "default");
        gen_say(g, ", default ");
        gen_literal(g, fact->type);
    } else if (which == 4) {
        gen_mark(g, "judged by");
        gen_say(g, ", judged by Heather \"Is it so?\" guidance \"Look twice.\"");
    } else if (which == 5)
        gen_say(g, " \"a label\"");
}

static void declare_fact(struct gen *g, enum gen_type type)
{
    struct gen_fact fact = { .type = type, .name = fact_name(g, type) };
    fact.whole = type == GEN_NUMBER && gen_chance(g, 30);
    gen_say(g, "  %s is %s", fact.name, fact.whole ? "whole number" : type_word(type));
    say_options(g, &fact);
    gen_say(g, "\n");
    add_fact(g, fact);
}

static void declare_special(struct gen *g)
{
    if (gen_chance(g, 50)) {
        gen_say(g, "  size is one of m \"medium\", s\n");
        add_fact(g, (struct gen_fact){ .name = "size", .type = GEN_COLOR, .anonymous_set = true });
    }
    if (gen_chance(g, 20)) {
        gen_mark(g, "case_id declared");
        gen_say(g, "  case_id is text\n");
        add_fact(g, (struct gen_fact){ .name = "case_id", .type = GEN_TEXT, .is_id = true });
    }
    if (gen_chance(g, 15)) {
        gen_mark(g, "now declared");
        gen_say(g, "  now is moment\n");
    }
}

/* More than one word of a set of facts. */
static void declare_many(struct gen *g)
{
    gen_mark(g, "many facts");
    for (uint32_t i = 0; i < 70; i++)
        gen_say(g, "  unused%u is yes/no\n", i);
}

static void declare_facts(struct gen *g)
{
    gen_say(g, "facts\n");
    if (gen_chance(g, 5))
        declare_many(g);
    gen_say(g, "  card is text, private\n");
    vec_push(g->arena, &g->facts, ((struct gen_fact){ .name = "card", .type = GEN_TEXT, .is_private = true }));
    for (enum gen_type type = 0; type < GEN_N_TYPES; type++)
        for (uint32_t n = 1 + (type < GEN_LEVEL) + gen_below(g, type < GEN_LEVEL ? 2 : 1); n > 0; n--)
            declare_fact(g, type);
    declare_special(g);
    gen_statement_end(g);
}

/* Without a facts block the facts are inferred: each gets a rule that can be read in one way only. */
static void infer_facts(struct gen *g)
{
    gen_mark(g, "facts inferred");
    for (enum gen_type type = 0; type < GEN_N_TYPES; type++)
        for (uint32_t n = 2; n > 0 && g->usable[type]; n--) {
            struct gen_fact fact = { .type = type, .name = fact_name(g, type) };
            add_fact(g, fact);
            gen_anchor(g, &fact);
        }
}

void gen_declarations(struct gen *g)
{
    static const bool all[GEN_N_TYPES] = { 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1 };
    static const bool inferable[GEN_N_TYPES] = { [GEN_BOOL] = 1, [GEN_NUMBER] = 1, [GEN_MONEY] = 1, [GEN_TEXT] = 1, [GEN_DATE] = 1 };
    bool inferred = gen_chance(g, 12);
    g->usable = inferred ? inferable : all;
    g->result->no_stdlib = gen_chance(g, 20);
    if (g->result->no_stdlib)
        gen_mark(g, "no stdlib");
    declare_types(g);
    inferred ? infer_facts(g) : declare_facts(g);
}
