/* The door: the order of work, and the program at its end. */
#include "check/check.h"

#include "check/declare.h"
#include "check/parts.h"

#include <string.h>

static void checker_init(struct checker *c)
{
    struct map *const maps[] = {
        &c->types, &c->type_spans, &c->values, &c->verbs, &c->symbols, &c->lost, &c->named, &c->members, &c->strangers,
        &c->fact_outputs,
    };
    for (size_t i = 0; i < sizeof maps / sizeof *maps; i++)
        map_init(maps[i], c->arena);
    c->program = arena_new(c->arena, struct program);
    c->program->now_fact = UINT32_MAX;
    c->program->patterns = c->patterns;
    c->party = arena_new(c->arena, struct type);
    c->party->kind = TYPE_PARTY;
}

/* ---- guarantees ---- */

/* The words between two places, white space as one blank. */
static struct str written(struct checker *c, struct span span)
{
    struct str text = span_text(c->sources, span);
    char *out = arena_alloc(c->arena, text.n + 1);
    uint32_t n = 0;
    for (uint32_t i = 0; i < text.n; i++) {
        bool space = strchr(" \t\r\n", text.p[i]) != NULL;
        if (!space)
            out[n++] = text.p[i];
        else if (n > 0 && out[n - 1] != ' ')
            out[n++] = ' ';
    }
    return (struct str){ out, n > 0 && out[n - 1] == ' ' ? n - 1 : n };
}

/* "never allow courtesy when state is WV": of several actions in one statement, the one. */
static struct str guarantee_text(struct checker *c, const struct ast_statement *statement, const struct ast_action *action)
{
    struct span rest = statement->span;
    rest.from = statement->actions.at[statement->actions.n - 1]->span.to;
    struct str what = written(c, action->span), when = statement->when ? written(c, rest) : STR("");
    return str_printf(c->arena, "%s %.*s%s%.*s", statement->always ? "always" : "never", STR_ARG(what), when.n ? " " : "",
                      STR_ARG(when));
}

static void guarantee(struct checker *c, uint32_t file, const struct ast_statement *statement)
{
    (void)file;
    struct expr *when = statement->when ? check_condition(c, statement->when) : NULL;
    for (uint32_t i = 0; i < statement->actions.n; i++) {
        struct guarantee made = { .always = statement->always, .when = when, .span = statement->span };
        made.action = arena_new(c->arena, struct action);
        if (!action_make(c, statement->actions.at[i], true, made.action))
            continue;
        made.name = span_rule_name(c->sources, c->arena, statement->span);
        made.text = guarantee_text(c, statement, statement->actions.at[i]);
        vec_push(c->arena, &c->guarantees, made);
    }
}

/* ---- the program ---- */

static void hand_over_lookups(struct checker *c, struct program *program)
{
    struct lookup *lookups = arena_array(c->arena, struct lookup, c->lookups.n);
    struct lookup_use *uses = arena_array(c->arena, struct lookup_use, c->lookups.n);
    for (uint32_t i = 0; i < c->lookups.n; i++) {
        lookups[i] = c->lookups.at[i]->made;
        uses[i] = c->lookups.at[i]->use;
    }
    program->lookups = lookups;
    program->lookup_uses = uses;
    program->n_lookups = c->lookups.n;
    program->updates = c->updates.at;
    program->n_updates = c->updates.n;
    program->update_verb = c->updates_named ? c->verb_list.n - 1 : UINT32_MAX;
}

static void hand_over_definitions(struct checker *c, struct program *program)
{
    struct definition *definitions = arena_array(c->arena, struct definition, c->definitions.n);
    struct verb *verbs = arena_array(c->arena, struct verb, c->verb_list.n);
    for (uint32_t i = 0; i < c->definitions.n; i++)
        definitions[i] = c->definitions.at[i]->made;
    for (uint32_t i = 0; i < c->verb_list.n; i++)
        verbs[i] = *c->verb_list.at[i];
    program->definitions = definitions;
    program->n_definitions = c->definitions.n;
    program->verbs = verbs;
    program->n_verbs = c->verb_list.n - !c->updates_named; /* the last: declare_verb.c */
}

static const struct program *hand_over(struct checker *c)
{
    struct program *program = c->program;
    hand_over_definitions(c, program);
    hand_over_lookups(c, program);
    program->facts = c->facts.at;
    program->n_facts = c->facts.n;
    program->facts_inferred = c->facts_inferred;
    program->units = c->units.at;
    program->n_units = c->units.n;
    program->arms = c->arms.at;
    program->n_arms = c->arms.n;
    program->guarantees = c->guarantees.at;
    program->n_guarantees = c->guarantees.n;
    program->kpis = c->kpis.at;
    program->n_kpis = c->kpis.n;
    program->scenarios = c->scenarios.at;
    program->n_scenarios = c->scenarios.n;
    program->background = c->background.at;
    program->n_background = c->background.n;
    return program;
}

/* What only figures ask for, like a `now` that no rule looks at, is theirs. */
static void kpis(struct checker *c)
{
    uint32_t n = c->facts.n;
    declare_each(c, AST_S_KPI, kpi_check);
    for (uint32_t i = n; i < c->facts.n; i++)
        c->facts.at[i].figure = true;
}

static void check_all(struct checker *c)
{
    declare_all(c);
    if (c->facts_inferred)
        infer_facts(c);
    lookup_facts(c);
    declare_defaults(c);
    define_all(c);
    rules_all(c);
    declare_each(c, AST_S_GUARANTEE, guarantee);
    kpis(c);
    overrides_settle(c);
    verbs_rank(c);
    private_check(c);
    scenarios_all(c);
    warn_all(c);
}

const struct program *check_policy(struct arena *arena, struct diags *diags, const struct sources *sources,
                                   struct ast_file *const *files, uint32_t n_files, struct pattern_pool *patterns)
{
    struct checker c = { .arena = arena, .diags = diags, .sources = sources, .files = files, .n_files = n_files,
                         .patterns = patterns, .n_before = diags->n_errors };
    checker_init(&c);
    check_all(&c);
    return diags_are_understood(diags) ? hand_over(&c) : NULL;
}
