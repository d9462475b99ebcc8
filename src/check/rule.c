/* Rules: each is a unit whose branches are arms, the first that applies. */
#include "check/parts.h"

static void taken(struct checker *c, const struct rule_name *before, const struct ast_name *name)
{
    struct diag *diag = diag_add(c->diags, DIAG_TWICE, name->span, "'%.*s' is already the name of a %s", STR_ARG(name->text),
                                 before->kind);
    diag_note(c->diags, diag, before->span, "the %s '%.*s' is here", before->kind, STR_ARG(name->text));
}

struct rule_name *rule_name_take(struct checker *c, const char *kind, const struct ast_name *name, struct span words, bool *again)
{
    *again = false;
    if (!c->rules.arena)
        map_init(&c->rules, c->arena);
    if (name->text.n == 0)
        return NULL;
    const struct rule_name *before = map_get(&c->rules, name->text);
    if (before) {
        *again = words.from < words.to && before->words.from < before->words.to && wording_same(c, before->words, words);
        if (!*again)
            taken(c, before, name);
        return NULL;
    }
    struct rule_name *made = arena_new(c->arena, struct rule_name);
    *made = (struct rule_name){ .name = name->text, .kind = kind, .span = name->span, .words = words };
    map_put(&c->rules, name->text, made);
    return made;
}

void rule_name_settle(struct checker *c, struct rule_name *name, uint32_t first_arm, struct span owner,
                      const struct ast_clauses *clauses)
{
    uint32_t n = c->arms.n - first_arm;
    if (name) {
        name->first_arm = first_arm;
        name->n_arms = n;
    }
    if (clauses->overrides.n)
        vec_push(c->arena, &c->overrides, ((struct override_work){ first_arm, n, owner, &clauses->overrides }));
}

struct str rule_called(struct checker *c, struct str name, struct span span)
{
    return name.n ? name : span_rule_name(c->sources, c->arena, span);
}

/* What holds for every branch that has none of its own. */
struct whole {
    struct expr *because;
    const struct ast_clauses *clauses;
    struct str name;
};

static void branch_check(struct checker *c, const struct ast_branch *branch, const struct whole *whole)
{
    struct arm arm = { .unit = c->units.n, .name = whole->name, .span = branch->span };
    arm.condition = branch->condition ? check_condition(c, branch->condition) : NULL;
    actions_check(c, &branch->actions, &arm);
    arm.because = branch->clauses.because ? clauses_because(c, &branch->clauses) : whole->because;
    clauses_cite(whole->clauses, &arm);
    clauses_cite(&branch->clauses, &arm);
    vec_push(c->arena, &c->arms, arm);
}

static void rule_check(struct checker *c, uint32_t file, const struct ast_statement *statement)
{
    const struct ast_rule *rule = statement->rule;
    bool again;
    struct rule_name *name = rule_name_take(c, "rule", &rule->name, statement->span, &again);
    if (again)
        return;
    struct unit unit = { .kind = UNIT_RULE, .label = rule->label, .hit = HIT_FIRST, .first_arm = c->arms.n, .span = rule->span };
    unit.name = rule_called(c, rule->name.text, rule->span);
    unit.effective = clauses_effective(c, file, &rule->clauses);
    struct whole whole = { clauses_because(c, &rule->clauses), &rule->clauses, unit.name };
    for (uint32_t i = 0; i < rule->branches.n; i++)
        branch_check(c, &rule->branches.at[i], &whole);
    unit.unless = clauses_unless(c, &rule->clauses);
    unit.n_arms = c->arms.n - unit.first_arm;
    vec_push(c->arena, &c->units, unit);
    rule_name_settle(c, name, unit.first_arm, rule->span, &rule->clauses);
}

void rules_all(struct checker *c)
{
    for (uint32_t file = 0; file < c->n_files; file++)
        for (uint32_t i = 0; i < c->files[file]->statements.n; i++) {
            const struct ast_statement *statement = c->files[file]->statements.at[i];
            switch (statement->kind) {
            case AST_S_RULE: rule_check(c, file, statement); break;
            case AST_S_GROUP: group_check(c, file, statement); break;
            case AST_S_TABLE: table_check(c, file, statement); break;
            default: break;
            }
        }
}
