/* Explanations for programs: the member "explanation" behind a decision's own. Members without a value are left out. */
#include "report/report_why.h"

/* Writes members of objects and elements of arrays, with the commas between them. */
struct json {
    struct buf *out;
    const struct explanation *why;
};

static void comma(struct json *j)
{
    char last = j->out->p[j->out->n - 1];
    if (last != '{' && last != '[' && last != ':')
        buf_char(j->out, ',');
}

static void key(struct json *j, const char *name)
{
    comma(j);
    buf_printf(j->out, "\"%s\":", name);
}

static void text(struct json *j, const char *name, struct str value)
{
    if (value.n == 0)
        return;
    key(j, name);
    buf_json(j->out, value);
}

static void word(struct json *j, const char *name, const char *value)
{
    text(j, name, str_from(value));
}

static void flag(struct json *j, const char *name, bool value)
{
    if (!value)
        return;
    key(j, name);
    buf_cstr(j->out, "true");
}

static void open(struct json *j, const char *name, char bracket)
{
    if (name)
        key(j, name);
    else
        comma(j);
    buf_char(j->out, bracket);
}

static void close(struct json *j, char bracket)
{
    buf_char(j->out, bracket);
}

static void place(struct json *j, struct why_place place)
{
    if (place.line == 0)
        return;
    text(j, "file", place.file);
    key(j, "line");
    buf_int(j->out, place.line);
}

static void texts(struct json *j, const char *name, const struct str *list, uint32_t n)
{
    if (n == 0)
        return;
    open(j, name, '[');
    for (uint32_t i = 0; i < n; i++) {
        comma(j);
        buf_json(j->out, list[i]);
    }
    close(j, ']');
}

static void value(struct json *j, struct str json)
{
    if (json.n == 0)
        return;
    key(j, "value");
    buf_str(j->out, json);
}

/* ---- conditions ---- */

static const char *const truths[] = { "no", "yes", "unknown", "not looked at", "private" };

static void judge(struct json *j, const struct fact *fact)
{
    text(j, "label", fact->label);
    if (fact->judged) {
        text(j, "judged_by", fact->judged_by);
        text(j, "guidance", fact->guidance);
    }
}

static void nodes(struct json *j, const char *name, struct why *const *list, uint32_t n);

static void node(struct json *j, const struct why *why)
{
    static const char *const kinds[] = { "test", "all", "any", "not", "guard", "fact", "definition", "lookup", "row" };
    open(j, NULL, '{');
    word(j, "kind", kinds[why->kind]);
    text(j, "name", why->name);
    if (why->kind != WHY_FACT && why->kind != WHY_DEFINITION && why->kind != WHY_LOOKUP) {
        text(j, "text", why->text);
        word(j, "truth", truths[why->truth]);
        text(j, "shown", why->shown);
    } else {
        value(j, why->json);
        text(j, "shown", why->value);
        flag(j, "unknown", why->value.n == 0);
        flag(j, "private", why->private_);
        flag(j, "again", why->again);
    }
    if (why->fact)
        judge(j, why->fact);
    place(j, why->place);
    nodes(j, "parts", why->parts, why->n);
    close(j, '}');
}

static void nodes(struct json *j, const char *name, struct why *const *list, uint32_t n)
{
    if (n == 0)
        return;
    open(j, name, '[');
    for (uint32_t i = 0; i < n; i++)
        node(j, list[i]);
    close(j, ']');
}

/* ---- rules and actions ---- */

static void beats(struct json *j, const char *name, const struct why_beat *list, uint32_t n)
{
    static const char *const means[] = { "overrides", "defeats", "first match", "same", "once" };
    if (n == 0)
        return;
    open(j, name, '[');
    for (uint32_t i = 0; i < n; i++) {
        open(j, NULL, '{');
        word(j, "by", means[list[i].means]);
        text(j, "rule", list[i].rule);
        text(j, "action", list[i].action);
        flag(j, "undecided", list[i].unsure);
        place(j, list[i].place);
        close(j, '}');
    }
    close(j, ']');
}

static void rule(struct json *j, const struct why_rule *rule)
{
    open(j, NULL, '{');
    text(j, "rule", rule->name);
    text(j, "kind", rule->kind);
    text(j, "label", rule->label);
    place(j, rule->place);
    word(j, "applies", truths[rule->state]);
    text(j, "because", rule->because);
    texts(j, "cite", rule->cite, rule->n_cite);
    nodes(j, "conditions", rule->parts, rule->n);
    beats(j, "beats", rule->over, rule->n_over);
    beats(j, "beaten", rule->under, rule->n_under);
    close(j, '}');
}

static void args(struct json *j, const struct why_action *action)
{
    text(j, "do", action->verb);
    for (uint32_t i = 0; i < action->n_args; i++) {
        comma(j);
        buf_json(j->out, action->args[i].key);
        buf_char(j->out, ':');
        value_json(j->out, action->args[i].value, action->args[i].type);
    }
}

static void names(struct json *j, const char *name, const uint32_t *facts, uint32_t n)
{
    if (n == 0)
        return;
    open(j, name, '[');
    for (uint32_t i = 0; i < n; i++) {
        comma(j);
        buf_json(j->out, j->why->facts[facts[i]].name);
    }
    close(j, ']');
}

static void action(struct json *j, const struct why_action *action)
{
    static const char *const outcomes[] = { "taken", "undecided", "lost" };
    open(j, NULL, '{');
    word(j, "outcome", outcomes[action->outcome]);
    text(j, "text", action->text);
    open(j, "action", '{');
    args(j, action);
    close(j, '}');
    open(j, "rules", '[');
    for (uint32_t i = 0; i < action->n_rules; i++)
        rule(j, &action->rules[i]);
    close(j, ']');
    nodes(j, "through", action->computed, action->n_computed);
    names(j, "needs", action->needs, action->n_needs);
    close(j, '}');
}

static void needs(struct json *j)
{
    if (j->why->n_needs == 0)
        return;
    open(j, "needs", '[');
    for (uint32_t i = 0; i < j->why->n_needs; i++) {
        const struct why_need *need = &j->why->needs[i];
        open(j, NULL, '{');
        text(j, "fact", need->fact->name);
        judge(j, need->fact);
        texts(j, "rules", need->rules, need->n_rules);
        flag(j, "required", need->fact->required);
        close(j, '}');
    }
    close(j, ']');
}

static void way(struct json *j, const struct why_way *way)
{
    open(j, NULL, '[');
    for (uint32_t i = 0; i < way->n; i++) {
        const struct why_change *change = &way->changes[i];
        open(j, NULL, '{');
        text(j, "fact", change->fact->name);
        text(j, "from", change->from);
        key(j, "to");
        buf_str(j->out, change->json);
        text(j, "shown", change->to);
        judge(j, change->fact);
        close(j, '}');
    }
    close(j, ']');
}

static void why_not(struct json *j, const struct why_not *not)
{
    open(j, "why_not", '{');
    text(j, "asked", not->goal);
    flag(j, "came", not->there);
    if (not->n_candidates) {
        open(j, "candidates", '[');
        for (uint32_t i = 0; i < not->n_candidates; i++)
            action(j, &not->candidates[i]);
        close(j, ']');
    }
    nodes(j, "value", not->values, not->n_values);
    open(j, "ways", '[');
    for (uint32_t i = 0; i < not->n_ways; i++)
        way(j, &not->ways[i]);
    close(j, ']');
    flag(j, "nothing_helps", not->hopeless);
    if (not->n_keys) {
        open(j, "looked_up_by", '[');
        for (uint32_t i = 0; i < not->n_keys; i++) {
            comma(j);
            buf_json(j->out, not->keys[i]->name);
        }
        close(j, ']');
    }
    if (!not->there && !not->hopeless && !not->n_ways) {
        key(j, "searched");
        buf_int(j->out, not->searched);
    }
    close(j, '}');
}

static void explanation(struct json *j)
{
    open(j, "explanation", '{');
    word(j, "schema", "bylaw.explain/1");
    open(j, "actions", '[');
    for (uint32_t i = 0; i < j->why->n_actions; i++)
        action(j, &j->why->actions[i]);
    close(j, ']');
    nodes(j, "values", j->why->values, j->why->n_values);
    needs(j);
    nodes(j, "failed", j->why->failed, j->why->n_failed);
    if (j->why->why_not)
        why_not(j, j->why->why_not);
    close(j, '}');
}

void report_why_json(struct report *report, struct buf *out, const struct report_case *which, const struct explanation *why)
{
    struct json j = { out, why };
    report_json(report, out, which, why->decision);
    out->n -= 2; /* "}\n": the decision's end */
    explanation(&j);
    buf_cstr(out, "}\n");
}
