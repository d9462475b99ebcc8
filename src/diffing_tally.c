#include "diffing_cases.h"

#include <stdlib.h>
#include <string.h>

void diffing_tally_init(struct diffing_tally *tally, struct diffing *diffing)
{
    *tally = (struct diffing_tally){ .diffing = diffing };
    map_init(&tally->flip_of, &diffing->arena);
    map_init(&tally->sum_of, &diffing->arena);
    arena_init(&tally->work, &diffing->trap);
    buf_init(&tally->scratch, &diffing->trap);
}

void diffing_tally_free(struct diffing_tally *tally)
{
    arena_free(&tally->work);
    buf_free(&tally->scratch);
}

bool diffing_tally_is_same(const struct diffing_tally *tally)
{
    return tally->different == 0 && tally->cannot == 0;
}

static struct str scratch_text(struct diffing_tally *tally, struct arena *arena)
{
    return str_dup(arena, (struct str){ tally->scratch.p, (uint32_t)tally->scratch.n });
}

/* ---- what an action is called where its arguments do not matter: "deny refund", "assign" ---- */

static struct str label_of(struct diffing_tally *tally, const struct decided_action *action, unsigned side)
{
    tally->scratch.n = 0;
    buf_str(&tally->scratch, action->verb);
    if (action->n_args > 0 && action->args[0].type->kind == TYPE_SYMBOL) {
        buf_char(&tally->scratch, ' ');
        value_show(&tally->scratch, action->args[0].value, action->args[0].type, tally->diffing->reports[side].style);
    }
    return scratch_text(tally, &tally->work);
}

/* ---- and where they do: "assign Heather priority high" ---- */

/* What names one of a few, so that cases fall into few sorts by it. */
static bool is_name(const struct type *type)
{
    return type->kind == TYPE_SYMBOL || type->kind == TYPE_SET || type->kind == TYPE_PARTY || type->kind == TYPE_BOOL;
}

static const struct decided_arg *arg_named(const struct decided_action *action, struct str key)
{
    for (uint32_t i = 0; action && i < action->n_args; i++)
        if (str_eq(action->args[i].key, key))
            return &action->args[i];
    return NULL;
}

static bool same_arg(const struct decided_arg *a, const struct decided_arg *b)
{
    return a && b && decisions_same_value(a->type, a->value, b->type, b->value);
}

/* What OTHER has in place of ACTION, which it does not have: of the same verb, if it can be of the same thing or party, too; or NULL. */
static const struct decided_action *in_its_place(const struct decided_action *action, const struct decision *mine, const struct decision *other)
{
    const struct decided_action *found = NULL;
    for (uint32_t i = 0; i < other->n_actions; i++) {
        const struct decided_action *theirs = other->actions[i];
        if (!str_eq(theirs->verb, action->verb) || decisions_have_action(mine, theirs))
            continue;
        if (action->n_args && theirs->n_args && same_arg(&action->args[0], &theirs->args[0]))
            return theirs;
        found = found ? found : theirs;
    }
    return found;
}

static void put_value(struct diffing_tally *tally, const struct type *type, struct value value, unsigned side)
{
    if (is_name(type))
        value_show(&tally->scratch, value, type, tally->diffing->reports[side].style);
    else
        buf_cstr(&tally->scratch, "…");
}

/* Its first argument, if that is a name, and those that are not as in THEIRS (or NULL). */
static struct str full_label_of(struct diffing_tally *tally, const struct decided_action *action, const struct decided_action *theirs, unsigned side)
{
    tally->scratch.n = 0;
    buf_str(&tally->scratch, action->verb);
    for (uint32_t i = 0; i < action->n_args; i++) {
        const struct decided_arg *arg = &action->args[i];
        bool first = i == 0 && is_name(arg->type);
        if (!first && (!theirs || same_arg(arg, arg_named(theirs, arg->key))))
            continue;
        buf_char(&tally->scratch, ' ');
        if (!first)
            buf_printf(&tally->scratch, "%.*s ", STR_ARG(arg->key));
        put_value(tally, arg->type, arg->value, side);
    }
    return scratch_text(tally, &tally->work);
}

/* "owner = Spencer", "limit". */
static struct str value_label(struct diffing_tally *tally, const struct decided_value *value, unsigned side)
{
    tally->scratch.n = 0;
    buf_str(&tally->scratch, value->path[value->n_path - 1]);
    if (is_name(value->type)) {
        buf_cstr(&tally->scratch, " = ");
        put_value(tally, value->type, value->value, side);
    }
    return scratch_text(tally, &tally->work);
}

struct labels {
    VEC(struct str) all;
};

static int compare_labels(const void *a, const void *b)
{
    return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

static void add_label(struct diffing_tally *tally, struct labels *labels, struct str label)
{
    for (uint32_t i = 0; i < labels->all.n; i++)
        if (str_eq(labels->all.at[i], label))
            return;
    vec_push(&tally->work, &labels->all, label);
}

/* What only MINE has, as one text: "allow refund, assign Heather", "owner = Spencer"; the empty one for nothing. */
static struct str own(struct diffing_tally *tally, unsigned side, const struct decision *mine, const struct decision *other)
{
    struct labels labels = { 0 };
    for (uint32_t i = 0; i < mine->n_actions; i++)
        if (!decisions_have_action(other, mine->actions[i]))
            add_label(tally, &labels, full_label_of(tally, mine->actions[i], in_its_place(mine->actions[i], mine, other), side));
    for (uint32_t i = 0; i < mine->n_values; i++)
        if (!decisions_have_value(other, &mine->values[i]))
            add_label(tally, &labels, value_label(tally, &mine->values[i], side));
    if (labels.all.n)
        qsort(labels.all.at, labels.all.n, sizeof *labels.all.at, compare_labels);
    tally->scratch.n = 0;
    for (uint32_t i = 0; i < labels.all.n; i++) {
        buf_cstr(&tally->scratch, i ? ", " : "");
        buf_str(&tally->scratch, labels.all.at[i]);
    }
    return scratch_text(tally, &tally->work);
}

/* ---- flips ---- */

static struct diffing_flip *find_flip(struct diffing_tally *tally, struct str was, struct str now)
{
    struct arena *arena = &tally->diffing->arena;
    struct str key = str_printf(&tally->work, "%.*s\n%.*s", STR_ARG(was), STR_ARG(now));
    struct diffing_flip *flip = map_get(&tally->flip_of, key);
    if (flip)
        return flip;
    if (tally->flips.n == DIFFING_FLIPS)
        return tally->flips.at[DIFFING_FLIPS - 1];
    bool last = tally->flips.n == DIFFING_FLIPS - 1;
    flip = arena_new(arena, struct diffing_flip);
    flip->was = last ? STR("something else") : str_dup(arena, was);
    flip->now = last ? STR("something else") : str_dup(arena, now);
    map_put(&tally->flip_of, str_dup(arena, key), flip);
    vec_push(arena, &tally->flips, flip);
    return flip;
}

static void add_rule(struct diffing_tally *tally, struct diffing_flip *flip, unsigned side, struct str rule)
{
    for (uint32_t i = 0; i < flip->n_rules[side]; i++)
        if (str_eq(flip->rules[side][i], rule))
            return;
    if (flip->n_rules[side] < DIFFING_RULES)
        flip->rules[side][flip->n_rules[side]++] = str_dup(&tally->diffing->arena, rule);
}

static void add_rules(struct diffing_tally *tally, struct diffing_flip *flip, unsigned side, const struct decision *mine, const struct decision *other)
{
    for (uint32_t i = 0; i < mine->n_actions; i++)
        for (uint32_t k = 0; k < mine->actions[i]->n_rules && !decisions_have_action(other, mine->actions[i]); k++)
            add_rule(tally, flip, side, mine->actions[i]->rules[k]);
}

/* "incomplete: allow refund"; "nothing" where the status says no more. */
static struct str with_status(struct diffing_tally *tally, const struct decision *mine, const struct decision *other, struct str own)
{
    static const char *const statuses[] = { "decided", "incomplete", "conflict", "error" };
    const char *status = mine->status == other->status ? "" : statuses[mine->status];
    if (own.n == 0 && !*status)
        return STR("nothing");
    return str_printf(&tally->work, "%s%s%.*s", status, *status && own.n ? ": " : "", STR_ARG(own));
}

static void add_flip(struct diffing_tally *tally, struct str name, const struct decision *old, const struct decision *new)
{
    struct str was = own(tally, DIFF_OLD, old, new), now = own(tally, DIFF_NEW, new, old);
    bool needs = was.n == 0 && now.n == 0 && old->status == new->status;
    struct diffing_flip *flip = needs ? find_flip(tally, STR("needs"), STR("other needs"))
                                      : find_flip(tally, with_status(tally, old, new, was), with_status(tally, new, old, now));
    flip->cases++;
    if (flip->n_examples < DIFFING_EXAMPLES)
        flip->examples[flip->n_examples++] = str_dup(&tally->diffing->arena, name);
    add_rules(tally, flip, DIFF_OLD, old, new);
    add_rules(tally, flip, DIFF_NEW, new, old);
}

/* ---- money ---- */

static struct diffing_sum *find_sum(struct diffing_tally *tally, struct str label, struct str key)
{
    struct arena *arena = &tally->diffing->arena;
    struct str name = str_printf(&tally->work, "%.*s %.*s", STR_ARG(label), STR_ARG(key));
    struct diffing_sum *sum = map_get(&tally->sum_of, name);
    if (sum || tally->sums.n == DIFFING_SUMS)
        return sum;
    sum = arena_new(arena, struct diffing_sum);
    sum->name = str_dup(arena, name);
    map_put(&tally->sum_of, sum->name, sum);
    vec_push(arena, &tally->sums, sum);
    return sum;
}

static void add_money(struct diffing_tally *tally, unsigned side, const struct decision *mine)
{
    for (uint32_t i = 0; i < mine->n_actions; i++)
        for (uint32_t k = 0; k < mine->actions[i]->n_args; k++) {
            const struct decided_arg *arg = &mine->actions[i]->args[k];
            if (arg->type->kind != TYPE_MONEY)
                continue;
            struct diffing_sum *sum = find_sum(tally, label_of(tally, mine->actions[i], side), arg->key);
            if (sum)
                sum->sums[side] += arg->value.i;
        }
}

/* ---- a case ---- */

void diffing_tally_add(struct diffing_tally *tally, struct str name, const struct decision *old, const struct decision *new)
{
    const struct decided decided[] = { { tally->diffing->policies[DIFF_OLD]->program, old }, { tally->diffing->policies[DIFF_NEW]->program, new } };
    tally->cases++;
    tally->statuses[old->status][new->status]++;
    arena_reset(&tally->work);
    add_money(tally, DIFF_OLD, old);
    add_money(tally, DIFF_NEW, new);
    if (decisions_same(&decided[DIFF_OLD], &decided[DIFF_NEW]))
        return;
    tally->different++;
    add_flip(tally, name, old, new);
}
