/* Explanations for people. Everything that comes from a case or a policy goes through buf_line: it can't look like a line of ours. */
#include "report/report_why.h"

#include <stdio.h>

struct telling {
    struct buf *out;
    unsigned depth;
    const struct explanation *why;
    uint64_t labelled[8]; /* facts whose labels were told: once is enough */
};

enum { STEP = 2 };

static void begin(struct telling *t, unsigned more)
{
    buf_printf(t->out, "%*s", (int)(STEP * (t->depth + more)), "");
}

static void put(struct telling *t, struct str text)
{
    buf_line(t->out, text);
}

static void words(struct telling *t, const char *words)
{
    buf_cstr(t->out, words);
}

static void end(struct telling *t)
{
    buf_char(t->out, '\n');
}

static void put_place(struct telling *t, struct why_place place)
{
    put(t, place.file);
    buf_printf(t->out, ":%u", place.line);
}

static const char *truth_word(enum why_truth truth)
{
    static const char *const all[] = { "no", "yes", "unknown", "not looked at", "(private)" };
    return all[truth];
}

/* ---- conditions ---- */

static void put_parts(struct telling *t, const struct why *why);

static bool is_worth_a_line(const struct why *fact, const struct why *test)
{
    bool told = str_eq(fact->name, test->text) || (fact->value.n && str_find(test->shown, fact->value) >= 0)
        || (!fact->value.n && str_find(test->shown, STR("missing")) >= 0);
    return fact->fact->label.n || fact->fact->judged || !told;
}

/* Whether this is the first time: beyond a few hundred facts every time is. */
static bool is_first(struct telling *t, const struct why *fact)
{
    size_t index = (size_t)(fact->fact - t->why->facts);
    if (index >= 64 * sizeof t->labelled / sizeof *t->labelled)
        return true;
    bool first = !(t->labelled[index / 64] >> index % 64 & 1);
    t->labelled[index / 64] |= UINT64_C(1) << index % 64;
    return first;
}

static void put_fact(struct telling *t, const struct why *why, bool known)
{
    bool first = is_first(t, why);
    if (known && !first)
        return;
    begin(t, 0);
    put(t, why->name);
    words(t, known ? "" : why->value.n ? " = " : " is missing");
    put(t, known ? STR("") : why->value);
    if (why->fact->label.n && first) {
        words(t, ": ");
        put(t, why->fact->label);
    }
    if (why->fact->judged && first) {
        words(t, why->value.n ? " (judged by " : " (for ");
        put(t, why->fact->judged_by);
        words(t, why->value.n ? ")" : " to judge");
        if (!why->value.n) {
            words(t, why->fact->guidance.n ? ": " : "");
            put(t, why->fact->guidance);
            words(t, ")");
        }
    }
    end(t);
}

static void put_definition(struct telling *t, const struct why *why)
{
    if (why->kind == WHY_LOOKUP && why->again)
        return; /* its row stands above, and the field's value here */
    begin(t, 0);
    put(t, why->name);
    words(t, why->value.n ? " = " : " is unknown");
    put(t, why->value);
    words(t, ", ");
    put_place(t, why->place);
    words(t, why->again ? ", as above" : "");
    end(t);
    put_parts(t, why);
}

static void put_row(struct telling *t, const struct why *why)
{
    begin(t, 0);
    if (why->name.n) {
        words(t, "table ");
        put(t, why->name);
        words(t, ", ");
    }
    put_place(t, why->place);
    words(t, ": ");
    put(t, why->text);
    words(t, why->truth == WHY_YES ? "" : ": ");
    words(t, why->truth == WHY_YES ? "" : truth_word(why->truth));
    end(t);
    put_parts(t, why);
}

static void put_several(struct telling *t, const struct why *why, struct str word)
{
    static const char *const heads[] = { [WHY_ALL] = "all of these", [WHY_ANY] = "one of these", [WHY_NOT] = "not this" };
    begin(t, 0);
    put(t, word);
    words(t, word.n ? " " : "");
    words(t, heads[why->kind]);
    words(t, ": ");
    words(t, truth_word(why->truth));
    end(t);
    if (why->truth != WHY_UNSEEN)
        put_parts(t, why);
}

static void put_test(struct telling *t, const struct why *why, struct str word)
{
    bool written = str_starts(why->text, word); /* effective from … */
    begin(t, 0);
    put(t, written ? STR("") : word);
    words(t, written ? "" : " ");
    put(t, why->text);
    words(t, ": ");
    if (why->shown.n && !str_eq(why->shown, why->text)) {
        put(t, why->shown);
        words(t, " ");
    }
    words(t, truth_word(why->truth));
    end(t);
    t->depth++;
    for (uint32_t i = 0; i < why->n; i++) {
        const struct why *part = why->parts[i];
        if (part->kind == WHY_FACT && is_worth_a_line(part, why))
            put_fact(t, part, part->value.n && (str_eq(part->name, why->text) || str_find(why->shown, part->value) >= 0));
    }
    t->depth--;
    put_parts(t, why);
}

static void put_why(struct telling *t, const struct why *why, struct str word)
{
    switch (why->kind) {
    case WHY_TEST: put_test(t, why, word); break;
    case WHY_ALL: case WHY_ANY: case WHY_NOT: put_several(t, why, word); break;
    case WHY_GUARD:
        for (uint32_t i = 0; i < why->n; i++)
            put_why(t, why->parts[i], why->name);
        break;
    case WHY_FACT: put_fact(t, why, false); break;
    case WHY_DEFINITION: case WHY_LOOKUP: put_definition(t, why); break;
    case WHY_ROW: put_row(t, why); break;
    }
}

/* A test has told its facts already. */
static void put_parts(struct telling *t, const struct why *why)
{
    t->depth++;
    for (uint32_t i = 0; i < why->n; i++)
        if (why->kind != WHY_TEST || why->parts[i]->kind != WHY_FACT)
            put_why(t, why->parts[i], STR(""));
    t->depth--;
}

/* ---- rules ---- */

/* " big, refunds.rules:17"; a rule without a name is called after its place, which is then enough. */
static void put_rule_name(struct telling *t, struct str name, struct why_place place)
{
    char line[16];
    snprintf(line, sizeof line, ":%u", place.line);
    bool unnamed = str_ends(name, str_from(line)) && str_ends(place.file, str_slice(name, 0, name.n - (uint32_t)strlen(line)));
    words(t, " ");
    put(t, unnamed ? STR("") : name);
    words(t, unnamed ? "" : ", ");
    put_place(t, place);
}

static void put_beat(struct telling *t, const struct why_beat *beat, bool over)
{
    static const char *const verbs[][2] = {
        [WHY_OVERRIDES] = { "overrides", "overridden by" },
        [WHY_DEFEATS] = { "defeats", "defeated by" },
        [WHY_FIRST] = { "comes before", "comes after" },
        [WHY_SAME] = { "says the same as", "says the same as" },
        [WHY_RIVAL] = { "stands against", "stands against" },
    };
    begin(t, 0);
    if (beat->unsure && (beat->means == WHY_OVERRIDES || beat->means == WHY_DEFEATS))
        words(t, over ? "perhaps " : "may be ");
    words(t, verbs[beat->means][!over]);
    if (beat->action.n) {
        words(t, " ");
        put(t, beat->action);
        words(t, " of");
    }
    put_rule_name(t, beat->rule, beat->place);
    if (beat->means == WHY_FIRST)
        words(t, over ? ", which applies, too: the first that matches counts"
                      : beat->unsure ? ", which is undecided: the first that matches counts"
                                     : ", which applies: the first that matches counts");
    if (beat->means == WHY_RIVAL)
        words(t, beat->unsure ? ", which may still come: a case can have one" : ": a case can have one");
    end(t);
}

static void put_list(struct telling *t, const char *word, const struct str *texts, uint32_t n)
{
    if (n == 0)
        return;
    begin(t, 0);
    words(t, word);
    for (uint32_t i = 0; i < n; i++) {
        words(t, i ? "; " : "");
        put(t, texts[i]);
    }
    end(t);
}

static bool same_place(struct why_place a, struct why_place b)
{
    return a.line == b.line && a.column == b.column && str_eq(a.file, b.file);
}

/* Whether an action before this one has told that rule. */
static bool is_told(const struct telling *t, const struct why_action *action, const struct why_rule *rule)
{
    for (const struct why_action *a = t->why->actions; a < action && a >= t->why->actions; a++)
        for (uint32_t i = 0; i < a->n_rules; i++)
            if (same_place(a->rules[i].place, rule->place))
                return true;
    return false;
}

static void put_rule(struct telling *t, const struct why_action *action, const struct why_rule *rule)
{
    bool told = is_told(t, action, rule);
    begin(t, 0);
    put(t, rule->kind);
    put_rule_name(t, rule->name, rule->place);
    if (rule->label.n) {
        words(t, " \"");
        put(t, rule->label);
        words(t, "\"");
    }
    words(t, told ? ", as above\n" : "\n");
    if (told)
        return;
    t->depth++;
    put_list(t, "because ", &rule->because, rule->because.n > 0);
    put_list(t, "cite ", rule->cite, rule->n_cite);
    for (uint32_t i = 0; i < rule->n; i++)
        put_why(t, rule->parts[i], STR(""));
    if (rule->n == 0) {
        begin(t, 0);
        words(t, "always\n");
    }
    for (uint32_t i = 0; i < rule->n_over; i++)
        put_beat(t, &rule->over[i], true);
    for (uint32_t i = 0; i < rule->n_under; i++)
        put_beat(t, &rule->under[i], false);
    t->depth--;
}

/* ---- actions ---- */

static void put_action(struct telling *t, const struct explanation *why, const struct why_action *action)
{
    static const char *const outcomes[] = { "", "undecided: ", "does not come: " };
    begin(t, 0);
    words(t, outcomes[action->outcome]);
    put(t, action->text);
    end(t);
    t->depth++;
    for (uint32_t i = 0; i < action->n_rules; i++)
        put_rule(t, action, &action->rules[i]);
    for (uint32_t i = 0; i < action->n_computed; i++)
        put_why(t, action->computed[i], STR(""));
    for (uint32_t i = 0; i < action->n_needs; i++) {
        begin(t, 0);
        words(t, "waits for ");
        put(t, why->facts[action->needs[i]].name);
        end(t);
    }
    t->depth--;
}

static void put_need(struct telling *t, const struct why_need *need)
{
    const struct fact *fact = need->fact;
    begin(t, 0);
    words(t, "needs ");
    put(t, fact->name);
    if (fact->label.n) {
        words(t, ": ");
        put(t, fact->label);
    }
    if (fact->judged) {
        words(t, " (");
        put(t, fact->judged_by);
        words(t, " is to judge");
        words(t, fact->guidance.n ? ": " : "");
        put(t, fact->guidance);
        words(t, ")");
    }
    for (uint32_t i = 0; i < need->n_rules; i++) {
        words(t, i ? ", " : ", for ");
        put(t, need->rules[i]);
    }
    words(t, need->n_rules ? "" : ", which every case has to have");
    end(t);
}

static void put_error(struct telling *t, const struct case_error *error)
{
    begin(t, 0);
    put(t, error->subject);
    words(t, ": ");
    put(t, error->text);
    end(t);
}

/* ---- why not ---- */

/* What is in the way: a condition that holds is not. */
static bool is_in_the_way(const struct why *why)
{
    return why->truth != WHY_YES && why->truth != WHY_UNSEEN;
}

static void put_candidate(struct telling *t, const struct why_action *candidate)
{
    const struct why_rule *rule = candidate->rules;
    bool any = rule->n_under > 0;
    begin(t, 0);
    put(t, candidate->text);
    words(t, ": ");
    put(t, rule->kind);
    put_rule_name(t, rule->name, rule->place);
    end(t);
    t->depth++;
    for (uint32_t i = 0; i < rule->n; i++) {
        bool row = rule->parts[i]->kind == WHY_ROW;
        if (row ? rule->parts[i]->truth == WHY_NO : !is_in_the_way(rule->parts[i]))
            continue;
        put_why(t, rule->parts[i], STR(""));
        any = true;
    }
    for (uint32_t i = 0; i < rule->n_under; i++)
        put_beat(t, &rule->under[i], false);
    if (!any) {
        begin(t, 0);
        words(t, candidate->outcome == WHY_UNDECIDED ? "waits for what it is to say\n" : "applies, but asks for something else\n");
    }
    t->depth--;
}

static void put_change(struct telling *t, const struct why_change *change)
{
    begin(t, 0);
    put(t, change->fact->name);
    words(t, change->to.n ? " = " : " left out");
    put(t, change->to);
    words(t, change->from.n ? " (now " : " (now missing");
    put(t, change->from);
    if (change->fact->judged) {
        words(t, "; ");
        put(t, change->fact->judged_by);
        words(t, " is to judge");
    }
    words(t, ")");
    if (change->fact->label.n) {
        words(t, ": ");
        put(t, change->fact->label);
    }
    end(t);
}

static void put_ways(struct telling *t, const struct why_not *not)
{
    for (uint32_t i = 0; i < not->n_ways; i++) {
        begin(t, 0);
        words(t, i ? "or with\n" : "it would come with\n");
        t->depth++;
        for (uint32_t k = 0; k < not->ways[i].n; k++)
            put_change(t, &not->ways[i].changes[k]);
        t->depth--;
    }
    if (not->n_ways)
        return;
    begin(t, 0);
    if (not->n_keys && !not->hopeless) {
        words(t, "what else could bring it nobody can tell before rows are looked up by");
        for (uint32_t i = 0; i < not->n_keys; i++) {
            words(t, i ? ", " : " ");
            put(t, not->keys[i]->name);
        }
        words(t, ", which is missing\n");
    } else if (not->hopeless)
        words(t, "nothing that the client can supply changes that\n");
    else if (not->searched)
        buf_printf(t->out, "no change of up to %u facts brings it; of more, none was found\n", not->searched);
    else
        words(t, "no change of facts was found that brings it\n");
}

static void put_why_not(struct telling *t, const struct why_not *not)
{
    begin(t, 0);
    words(t, not->there ? "it came: " : "why not ");
    put(t, not->goal);
    end(t);
    if (not->there)
        return;
    t->depth++;
    for (uint32_t i = 0; i < not->n_candidates; i++)
        put_candidate(t, &not->candidates[i]);
    for (uint32_t i = 0; i < not->n_values; i++)
        put_why(t, not->values[i], STR(""));
    if (!not->n_candidates && !not->n_values && t->why->decision->status != DECISION_ERROR) {
        begin(t, 0);
        words(t, "no rule asks for it\n");
    }
    t->depth--;
    put_ways(t, not);
}

static void put_errors(struct telling *t, const struct decision *decision)
{
    for (uint32_t i = 0; i < decision->n_errors; i++)
        put_error(t, &decision->errors[i]);
}

/* "amount / n: $35.00 / 0" */
static void put_failed(struct telling *t, const struct why *why)
{
    begin(t, 1);
    put(t, why->text);
    words(t, why->shown.n ? ": " : "");
    put(t, why->shown);
    words(t, ", ");
    put_place(t, why->place);
    end(t);
    t->depth++;
    put_parts(t, why);
    t->depth--;
}

static void put_decision(struct telling *t, const struct explanation *why)
{
    const struct decision *decision = why->decision;
    for (uint32_t i = 0; i < why->n_actions; i++)
        put_action(t, why, &why->actions[i]);
    for (uint32_t i = 0; i < why->n_values; i++)
        put_why(t, why->values[i], STR(""));
    for (uint32_t i = 0; i < why->n_needs; i++)
        put_need(t, &why->needs[i]);
    for (uint32_t i = 0; i < decision->n_judgements; i++) {
        begin(t, 0);
        words(t, "rests on the judgement of ");
        put(t, why->facts[decision->judgements[i]].judged_by);
        words(t, ": ");
        put(t, why->facts[decision->judgements[i]].name);
        end(t);
    }
    put_errors(t, decision);
    for (uint32_t i = 0; i < why->n_failed; i++)
        put_failed(t, why->failed[i]);
    if (!why->n_actions && !why->n_values && !why->n_needs && !decision->n_errors) {
        begin(t, 0);
        words(t, "no rule applies\n");
    }
}

void report_why_body(struct buf *out, const struct explanation *why, unsigned indent)
{
    struct telling t = { .out = out, .depth = indent / STEP, .why = why };
    if (why->why_not)
        put_why_not(&t, why->why_not);
    else
        put_decision(&t, why);
}

void report_why(struct report *report, struct buf *out, const struct report_case *which, const struct explanation *why)
{
    static const char *const statuses[] = { "decided", "incomplete", "conflict", "error" };
    static const char *const colors[] = { "\33[32m", "\33[33m", "\33[31m", "\33[31m" };
    struct telling t = { .out = out, .depth = 1, .why = why };
    if (report->more)
        buf_char(out, '\n');
    report->scratch.n = 0;
    report_name(&report->scratch, which->name);
    put(&t, (struct str){ report->scratch.p, (uint32_t)report->scratch.n });
    buf_printf(out, ": %s%s%s\n", report->color ? colors[why->decision->status] : "", statuses[why->decision->status],
               report->color ? "\33[m" : "");
    if (why->why_not) {
        put_errors(&t, why->decision);
        put_why_not(&t, why->why_not);
    } else {
        put_decision(&t, why);
    }
    report->more = true;
}
