/* One JSON object a case, on one line (section 8 of the language). On the path of every case: constant parts are added
 * as they are, nothing is formatted. */
#include "report/nested.h"
#include "report/report.h"

#define PUT(out, literal) buf_add((out), literal, sizeof literal - 1)

/* What stands between the case's name and its actions. */
#define STATUS(name) { ",\"status\":\"" name "\",\"actions\":[", sizeof ",\"status\":\"" name "\",\"actions\":[" - 1 }
static const struct str status_texts[] = {
    [DECISION_DECIDED] = STATUS("decided"), [DECISION_INCOMPLETE] = STATUS("incomplete"),
    [DECISION_CONFLICT] = STATUS("conflict"), [DECISION_ERROR] = STATUS("error"),
};

static void put_texts(struct buf *out, const struct str *texts, uint32_t n)
{
    buf_char(out, '[');
    for (uint32_t i = 0; i < n; i++) {
        if (i > 0)
            buf_char(out, ',');
        buf_json(out, texts[i]);
    }
    buf_char(out, ']');
}

/* One text, or a list where there are several. */
static void put_text_or_list(struct buf *out, const struct str *texts, uint32_t n)
{
    if (n == 1)
        buf_json(out, texts[0]);
    else
        put_texts(out, texts, n);
}

static void put_key(struct buf *out, struct str key)
{
    buf_json(out, key);
    buf_char(out, ':');
}

static void put_verb(struct buf *out, const struct decided_action *action)
{
    PUT(out, "{\"do\":");
    buf_json(out, action->verb);
}

static void put_arg_key(struct buf *out, const struct decided_arg *arg)
{
    buf_char(out, ',');
    put_key(out, arg->key);
}

static void put_arg_value(struct buf *out, const struct decided_arg *arg)
{
    if (arg->value.kind == VALUE_TEXT) /* nearly all of them */
        buf_json(out, value_str(arg->value));
    else
        value_json(out, arg->value, arg->type);
}

static void put_tail(struct buf *out, const struct decided_action *action)
{
    PUT(out, ",\"rule\":");
    put_text_or_list(out, action->rules, action->n_rules);
    if (action->n_because) {
        PUT(out, ",\"because\":");
        put_text_or_list(out, action->because, action->n_because);
    }
    if (action->n_cite) {
        PUT(out, ",\"cite\":");
        put_texts(out, action->cite, action->n_cite);
    }
    buf_char(out, '}');
}

/* Writes all before the rules; yields what was written but the computed arguments' values. */
static const struct str *learn_head(struct report *report, struct buf *out, const struct decided_action *action)
{
    uint32_t n = 0;
    size_t from = out->n;
    struct str *pieces = arena_array(&report->kept, struct str, (size_t)__builtin_popcountll(action->computed) + 1);
    put_verb(out, action);
    for (uint32_t i = 0; i < action->n_args; i++) {
        bool computed = action->computed >> i & 1;
        put_arg_key(out, &action->args[i]);
        if (computed)
            pieces[n++] = str_dup(&report->kept, (struct str){ out->p + from, (uint32_t)(out->n - from) });
        put_arg_value(out, &action->args[i]);
        from = computed ? out->n : from;
    }
    pieces[n] = str_dup(&report->kept, (struct str){ out->p + from, (uint32_t)(out->n - from) });
    return pieces;
}

static void put_pieces(struct buf *out, const struct decided_action *action, const struct str *pieces)
{
    for (uint64_t left = action->computed; left; left &= left - 1) {
        buf_str(out, *pieces++);
        put_arg_value(out, &action->args[__builtin_ctzll(left)]);
    }
    buf_str(out, *pieces);
}

/* The place of NUMBER in KEPT, made if need be; NULL for number 0, which nobody keeps. */
static struct str *kept_place(struct report *report, struct report_kept *kept, uint32_t number)
{
    while (number > kept->texts.n)
        vec_push(&report->kept, &kept->texts, (struct str){ 0 });
    return number > 0 ? &kept->texts.at[number - 1] : NULL;
}

/* What was kept is written; false where nothing was yet. */
static bool put_kept(struct buf *out, const struct str *place)
{
    if (place == NULL || place->n == 0)
        return false;
    buf_str(out, *place);
    return true;
}

/* Keeps what OUT has since FROM. */
static void keep(struct report *report, struct str *place, const struct buf *out, size_t from)
{
    if (place != NULL)
        *place = str_dup(&report->kept, (struct str){ out->p + from, (uint32_t)(out->n - from) });
}

static void put_head(struct report *report, struct buf *out, const struct decided_action *action)
{
    while (action->same_head > report->kept_heads.n)
        vec_push(&report->kept, &report->kept_heads, NULL);
    const struct str **kept = action->same_head ? &report->kept_heads.at[action->same_head - 1] : NULL;
    if (kept && *kept) {
        put_pieces(out, action, *kept);
    } else if (kept) {
        *kept = learn_head(report, out, action);
    } else {
        put_verb(out, action);
        for (uint32_t i = 0; i < action->n_args; i++) {
            put_arg_key(out, &action->args[i]);
            put_arg_value(out, &action->args[i]);
        }
    }
}

/* Constant texts are escaped once: most of a decision's bytes are citations and reasons. */
void report_json_action(struct report *report, struct buf *out, const struct decided_action *action)
{
    struct str *all = kept_place(report, &report->kept_all, action->same_all);
    if (put_kept(out, all))
        return;
    size_t from = out->n;
    put_head(report, out, action);
    struct str *tail = kept_place(report, &report->kept_tail, action->same_tail);
    if (!put_kept(out, tail)) {
        size_t tail_from = out->n;
        put_tail(out, action);
        keep(report, tail, out, tail_from);
    }
    keep(report, all, out, from);
}

static void put_actions(struct report *report, struct buf *out, const struct decision *decision)
{
    for (uint32_t i = 0; i < decision->n_actions; i++) {
        if (i > 0)
            buf_char(out, ',');
        report_json_action(report, out, decision->actions[i]);
    }
}

static void put_facts(struct buf *out, const struct report *report, const uint32_t *facts, uint32_t n)
{
    char between = '[';
    for (uint32_t i = 0; i < n; i++, between = ',') {
        buf_char(out, between);
        buf_json(out, report->facts[facts[i]].name);
    }
    buf_char(out, ']');
}

static void put_ask(struct buf *out, const struct fact *fact)
{
    put_key(out, fact->name);
    PUT(out, "{\"by\":");
    buf_json(out, fact->judged_by);
    if (fact->label.n) {
        PUT(out, ",\"question\":");
        buf_json(out, fact->label);
    }
    if (fact->guidance.n) {
        PUT(out, ",\"guidance\":");
        buf_json(out, fact->guidance);
    }
    buf_char(out, '}');
}

/* The needed facts that are a person's to supply. */
static void put_asks(struct buf *out, const struct report *report, const struct decision *decision)
{
    bool any = false;
    for (uint32_t i = 0; i < decision->n_needs; i++) {
        const struct fact *fact = &report->facts[decision->needs[i]];
        if (!fact->judged)
            continue;
        if (any)
            buf_char(out, ',');
        else
            PUT(out, ",\"asks\":{");
        put_ask(out, fact);
        any = true;
    }
    if (any)
        buf_char(out, '}');
}

static void put_errors(struct buf *out, struct buf *scratch, const struct decision *decision)
{
    char between = '[';
    PUT(out, ",\"errors\":");
    for (uint32_t i = 0; i < decision->n_errors; i++, between = ',') {
        scratch->n = 0;
        buf_str(scratch, decision->errors[i].subject);
        PUT(scratch, ": ");
        buf_str(scratch, decision->errors[i].text);
        buf_char(out, between);
        buf_json(out, (struct str){ scratch->p, (uint32_t)scratch->n });
    }
    buf_char(out, ']');
}

/* What is left out when it is empty. */
static void put_rest(struct report *report, struct buf *out, const struct decision *decision)
{
    if (decision->n_values) {
        PUT(out, ",\"values\":");
        nested_json(out, decision->values, decision->n_values, value_json);
    }
    if (decision->n_needs) {
        PUT(out, ",\"needs\":");
        put_facts(out, report, decision->needs, decision->n_needs);
        put_asks(out, report, decision);
    }
    if (decision->n_judgements) {
        PUT(out, ",\"judgements\":");
        put_facts(out, report, decision->judgements, decision->n_judgements);
    }
    if (decision->n_errors)
        put_errors(out, &report->scratch, decision);
}

/* What was kept of all of ACTION; NULL: nothing. */
static const struct str *kept_of(const struct report *report, const struct decided_action *action)
{
    uint32_t number = action->same_all;
    bool is = number > 0 && number <= report->kept_all.texts.n && report->kept_all.texts.at[number - 1].n > 0;
    return is ? &report->kept_all.texts.at[number - 1] : NULL;
}

/* How many bytes the decision takes where all of it is kept but the name and what stands between; 0 where it is not. */
static size_t kept_size(const struct report *report, const struct report_case *which, const struct decision *decision)
{
    size_t n = sizeof "{\"case\":]}\n" + which->name.n + status_texts[decision->status].n;
    if (decision->n_values || decision->n_needs || decision->n_judgements || decision->n_errors)
        return 0;
    for (uint32_t i = 0; i < decision->n_actions; i++) {
        const struct str *kept = kept_of(report, decision->actions[i]);
        if (!kept)
            return 0;
        n += kept->n + (size_t)1;
    }
    return n;
}

static char *copy(char *to, struct str s)
{
    return (char *)memcpy(to, s.p, s.n) + s.n;
}

/* Most decisions: room is made once. */
static void put_all_kept(const struct report *report, struct buf *out, size_t n, const struct report_case *which,
                         const struct decision *decision)
{
    char *from = buf_need(out, n), *p = copy(from, STR("{\"case\":"));
    p = copy(copy(p, which->name), status_texts[decision->status]);
    for (uint32_t i = 0; i < decision->n_actions; i++) {
        p = copy(p, *kept_of(report, decision->actions[i]));
        *p++ = ',';
    }
    p -= decision->n_actions > 0;
    p = copy(p, STR("]}\n"));
    out->n += (size_t)(p - from);
}

void report_json(struct report *report, struct buf *out, const struct report_case *which, const struct decision *decision)
{
    size_t n = kept_size(report, which, decision);
    if (n > 0) {
        put_all_kept(report, out, n, which, decision);
        return;
    }
    PUT(out, "{\"case\":");
    buf_str(out, which->name);
    buf_str(out, status_texts[decision->status]);
    put_actions(report, out, decision);
    buf_char(out, ']');
    put_rest(report, out, decision);
    PUT(out, "}\n");
}
