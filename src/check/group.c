/* Groups: `first match`, the first arm that applies. An arm is a rule; its branches follow one another as arms do. */
#include "check/parts.h"

/* What holds for an arm that has none of its own. */
struct whole {
    struct expr *because;
    const struct ast_statement *group;
};

/* What the branches of one arm share. */
struct shared {
    struct expr *effective, *unless, *because;
};

static struct arm arm_of(struct checker *c, const struct ast_rule *rule, const struct ast_branch *branch, const struct whole *whole)
{
    struct arm arm = { .unit = c->units.n, .span = branch->span };
    arm.name = rule->name.text.n ? rule->name.text : rule_called(c, whole->group->name.text, rule->span);
    clauses_cite(&whole->group->clauses, &arm);
    clauses_cite(&rule->clauses, &arm);
    clauses_cite(&branch->clauses, &arm);
    return arm;
}

static void branch_check(struct checker *c, const struct ast_rule *rule, const struct ast_branch *branch,
                         const struct shared *shared, const struct whole *whole)
{
    struct arm arm = arm_of(c, rule, branch, whole);
    arm.effective = shared->effective;
    arm.condition = branch->condition ? check_condition(c, branch->condition) : NULL;
    if (arm.condition && whole->group->missing_is_no)
        arm.condition = make_expr(c, EXPR_CERTAIN, arm.condition->type, arm.condition->span, 1, arm.condition);
    arm.unless = shared->unless;
    actions_check(c, &branch->actions, &arm);
    arm.because = branch->clauses.because ? clauses_because(c, &branch->clauses) : shared->because;
    vec_push(c->arena, &c->arms, arm);
}

static void arm_check(struct checker *c, const struct ast_rule *rule, const struct whole *whole)
{
    bool again;
    struct rule_name *name = rule_name_take(c, "rule", &rule->name, (struct span){ 0 }, &again);
    uint32_t first = c->arms.n;
    struct shared shared = { .effective = clauses_own_effective(c, &rule->clauses), .unless = clauses_unless(c, &rule->clauses) };
    shared.because = rule->clauses.because ? clauses_because(c, &rule->clauses) : whole->because;
    for (uint32_t i = 0; i < rule->branches.n; i++)
        branch_check(c, rule, &rule->branches.at[i], &shared, whole);
    rule_name_settle(c, name, first, rule->span, &rule->clauses);
}

/* What stands behind an `otherwise` is never reached, unless that has a time or an exception of its own. */
static void last_is_otherwise(struct checker *c, const struct ast_statement *group)
{
    for (uint32_t i = 0; i + 1 < group->rules.n; i++) {
        const struct ast_rule *rule = group->rules.at[i], *next = group->rules.at[i + 1];
        if (rule->branches.n == 0 || rule->branches.at[rule->branches.n - 1].condition)
            continue;
        if (rule->clauses.unless.n || rule->clauses.effective)
            continue;
        struct diag *diag = diag_add(c->diags, DIAG_OTHERWISE, next->span, "nothing can reach this: the arm before it is 'otherwise'");
        diag_note(c->diags, diag, rule->span, "the 'otherwise' is here");
        return;
    }
}

static struct unit unit_of(struct checker *c, uint32_t file, const struct ast_statement *group)
{
    struct unit unit = { .kind = UNIT_GROUP, .label = group->text, .hit = HIT_FIRST, .first_arm = c->arms.n, .span = group->span };
    unit.name = rule_called(c, group->name.text, group->span);
    unit.effective = clauses_effective(c, file, &group->clauses);
    unit.when = group->when ? check_condition(c, group->when) : NULL;
    unit.unless = clauses_unless(c, &group->clauses);
    return unit;
}

void group_check(struct checker *c, uint32_t file, const struct ast_statement *statement)
{
    bool again;
    struct rule_name *name = rule_name_take(c, "group", &statement->name, statement->span, &again);
    if (again)
        return;
    struct unit unit = unit_of(c, file, statement);
    struct whole whole = { clauses_because(c, &statement->clauses), statement };
    for (uint32_t i = 0; i < statement->rules.n; i++)
        arm_check(c, statement->rules.at[i], &whole);
    last_is_otherwise(c, statement);
    unit.n_arms = c->arms.n - unit.first_arm;
    vec_push(c->arena, &c->units, unit);
    rule_name_settle(c, name, unit.first_arm, statement->span, &statement->clauses);
}
