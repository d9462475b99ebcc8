/* Conditions: each as it is written, and with the values of its operands in their places. */
#include "explain/explain_inner.h"

/* ---- what a condition compares ---- */

typedef VEC(const struct expr *) expr_list;

static bool is_logic(const struct expr *e)
{
    return e->op == EXPR_AND || e->op == EXPR_OR || e->op == EXPR_NOT || e->op == EXPR_CERTAIN;
}

static bool same_span(struct span a, struct span b)
{
    return a.source == b.source && a.from == b.from && a.to == b.to;
}

static bool is_inside(struct span in, struct span out)
{
    return in.source == out.source && in.from >= out.from && in.to <= out.to;
}

static void push_operand(struct making *m, const struct expr *e, expr_list *list)
{
    bool kept = e->op == EXPR_CONST ? e->constant.kind == VALUE_NUMBER : e->op != EXPR_LIST;
    if (e->op == EXPR_LIST)
        for (uint32_t i = 0; i < e->n; i++)
            push_operand(m, e->items[i], list);
    for (uint32_t i = 0; kept && i < list->n; i++)
        kept = !same_span(list->at[i]->span, e->span) || list->at[i]->op != e->op;
    if (kept)
        vec_push(m->arena, list, e);
}

static bool is_quantifier(const struct expr *e)
{
    return e->op == EXPR_ANY_HAS || e->op == EXPR_ALL_HAVE || e->op == EXPR_NO_HAS;
}

static bool is_relation(const struct expr *e)
{
    return e->op == EXPR_KNOWN || e->op == EXPR_BLANK || (e->op >= EXPR_EQ && e->op <= EXPR_MATCHES);
}

/* The values that E stands on, in the order in which they are written. */
static void operands_of(struct making *m, const struct expr *e, expr_list *list)
{
    if (is_quantifier(e))
        push_operand(m, e->items[0], list);
    else if (is_relation(e))
        for (uint32_t i = 0; i < e->n; i++) {
            bool made = e->items[i]->op == EXPR_VARIABLE && same_span(e->items[i]->span, e->span); /* by a comparison of sets */
            if (!made)
                push_operand(m, e->items[i], list);
        }
    else if (is_logic(e))
        for (uint32_t i = 0; i < e->n; i++)
            operands_of(m, e->items[i], list);
    else
        push_operand(m, e, list);
}

/* ---- what is one condition, and what several ---- */

/* What a table's cell is about stands in its column's head; NULL where E is no cell. */
static const struct expr *head_of(const struct expr *e)
{
    const struct expr *head = NULL;
    if (is_relation(e))
        return is_inside(e->items[0]->span, e->span) ? NULL : e->items[0];
    for (uint32_t i = 0; is_logic(e) && i < e->n; i++) {
        const struct expr *of_item = head_of(e->items[i]);
        if (!of_item || (head && head != of_item))
            return NULL;
        head = of_item;
    }
    return head;
}

/* `between`, comparisons of sets: made of several tests that are written as one. */
static bool is_written_as_one(const struct expr *e)
{
    for (uint32_t i = 0; i < e->n; i++)
        if (!same_span(e->items[i]->span, e->span))
            return false;
    return true;
}

bool explain_is_one(const struct expr *e)
{
    if (e->op == EXPR_NOT || e->op == EXPR_CERTAIN)
        return explain_is_one(e->items[0]);
    return !is_logic(e) || head_of(e) || is_written_as_one(e);
}

/* ---- the words ---- */

static bool follows_not(const struct making *m, struct span span)
{
    const char *text = source_at(m->how->sources, span.source)->text.p;
    uint32_t at = span.from;
    while (at > 0 && strchr(" \t\r\n(", text[at - 1]))
        at--;
    return at >= 3 && memcmp(text + at - 3, "not", 3) == 0 && (at == 3 || strchr(" \t\r\n(|", text[at - 4]));
}

static bool is_negated(const struct making *m, const struct expr *e)
{
    return e->op == EXPR_NOT && follows_not(m, e->span) && !str_starts(span_text(m->how->sources, e->span), STR("not"));
}

/* Between a column's head and a cell: `amount > $5`, `state is WV`, `note contains "x"`. */
static const char *joint(struct str cell)
{
    static const char *const words[] = { "contains ", "starts ", "ends ", "matches ", "in ", "is " };
    if (cell.n && strchr("<>=!", cell.p[0]))
        return " ";
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (str_starts(cell, str_from(words[i])))
            return " ";
    return " is ";
}

static struct str operand_value(struct making *m, const struct expr *e)
{
    const struct trace_value *traced = explain_traced(m, e);
    if (e->op == EXPR_CONST)
        return explain_value(m, e->constant, e->type);
    if (!traced)
        return explain_written(m, e->span);
    if (!value_known(traced->value))
        return e->op == EXPR_FACT ? STR("(missing)") : STR("(unknown)");
    return explain_hidden(m, e) ? STR("(private)") : explain_value(m, traced->value, e->type);
}

static const struct expr *inside(const struct expr *e)
{
    while (e->op == EXPR_NOT || e->op == EXPR_CERTAIN)
        e = e->items[0];
    return e;
}

/* The next operand that is written within SPAN behind FROM, or NULL. */
static const struct expr *next_operand(const expr_list *list, struct span span, uint32_t from)
{
    const struct expr *next = NULL;
    for (uint32_t i = 0; i < list->n; i++) {
        const struct expr *e = list->at[i];
        if (is_inside(e->span, span) && !same_span(e->span, span) && e->span.from >= from && (!next || e->span.from < next->span.from))
            next = e;
    }
    return next;
}

/* The text of SPAN with its operands' values in their places. */
static void put_substituted(struct making *m, struct buf *out, const expr_list *list, struct span span)
{
    const struct source *source = source_at(m->how->sources, span.source);
    uint32_t at = span.from;
    for (const struct expr *e; (e = next_operand(list, span, at)); at = e->span.to) {
        buf_add(out, source->text.p + at, e->span.from - at);
        buf_str(out, operand_value(m, e));
    }
    buf_add(out, source->text.p + at, span.to - at);
}

static struct str on_one_line(struct making *m, const struct buf *made)
{
    struct str text = { made->p, (uint32_t)made->n };
    char *line = arena_alloc(m->arena, text.n + 1);
    uint32_t n = 0;
    for (uint32_t i = 0; i < text.n; i++) {
        bool white = strchr(" \t\r\n", text.p[i]) != NULL;
        if (!white || (n > 0 && line[n - 1] != ' '))
            line[n++] = white ? ' ' : text.p[i];
    }
    return (struct str){ line, n };
}

static struct str substituted(struct making *m, const struct expr *e, const struct expr *head, const expr_list *list)
{
    struct buf *made = m->made;
    made->n = 0;
    if (head) {
        buf_str(made, operand_value(m, head));
        buf_cstr(made, joint(span_text(m->how->sources, e->span)));
    }
    if (is_negated(m, e))
        buf_cstr(made, "not ");
    put_substituted(m, made, list, e->span);
    return on_one_line(m, made);
}

static struct str call_name(const struct making *m, const struct expr *e)
{
    bool is_today = e->n == 1 && e->items[0]->op == EXPR_FACT && e->items[0]->index == m->program->now_fact;
    return is_today && e->type->kind == TYPE_DATE ? STR("today") : str_from(builtin_name((enum builtin)e->index));
}

/* `urgent = yes, level is missing`: for conditions that compare nothing. */
static struct str listed(struct making *m, const expr_list *list)
{
    struct str all = STR("");
    for (uint32_t i = 0; i < list->n; i++) {
        const struct expr *e = list->at[i];
        const struct trace_value *traced = explain_traced(m, e);
        struct str name = e->op == EXPR_CALL ? call_name(m, e) : explain_written(m, e->span);
        const char *is = !traced || value_known(traced->value) ? " = " : " is ";
        struct str value = *is == ' ' && is[1] == '=' ? operand_value(m, e) : e->op == EXPR_FACT ? STR("missing") : STR("unknown");
        if (e->op != EXPR_CONST && traced)
            all = str_printf(m->arena, "%.*s%s%.*s%s%.*s", STR_ARG(all), all.n ? ", " : "", STR_ARG(name), is, STR_ARG(value));
    }
    return all;
}

static bool all_written(const expr_list *list, const struct expr *head, struct span span)
{
    bool any = false;
    for (uint32_t i = 0; i < list->n; i++) {
        const struct expr *e = list->at[i];
        if (e == head || e->op == EXPR_CONST)
            continue;
        any = true;
        if (!is_inside(e->span, span) || same_span(e->span, span))
            return false;
    }
    return any || head;
}

static struct str shown(struct making *m, const struct expr *e, const expr_list *list)
{
    const struct expr *head = head_of(e), *core = inside(e);
    if (e->op == EXPR_FACT || e->op == EXPR_DEFINITION || core->op == EXPR_FOUND)
        return STR(""); /* the truth tells it */
    bool compares = core->op != EXPR_KNOWN && (is_relation(core) || is_logic(core));
    if (compares && all_written(list, head, e->span))
        return substituted(m, e, head, list);
    return listed(m, list);
}

static struct str text_of(struct making *m, const struct expr *e)
{
    const struct expr *head = head_of(e);
    struct str text = explain_written(m, e->span), column = head ? explain_written(m, head->span) : STR("");
    return str_printf(m->arena, "%.*s%s%s%.*s", STR_ARG(column), head ? joint(text) : "", is_negated(m, e) ? "not " : "", STR_ARG(text));
}

/* ---- nodes ---- */

struct why *explain_node(struct making *m, enum why_kind kind, struct span span)
{
    struct why *why = arena_new(m->arena, struct why);
    why->kind = kind;
    why->place = explain_place(m, span);
    return why;
}

static void keep_parts(struct why *why, const why_list *list)
{
    why->parts = list->at;
    why->n = list->n;
}

static enum why_truth truth_of(const struct making *m, const struct expr *e)
{
    const struct trace_value *traced = explain_traced(m, e);
    if (!traced)
        return WHY_UNSEEN;
    return !value_known(traced->value) ? WHY_UNKNOWN : traced->value.i ? WHY_YES : WHY_NO;
}

static void push_fact(struct making *m, const struct expr *e, why_list *list)
{
    const struct fact *fact = &m->program->facts[e->index];
    for (uint32_t i = 0; i < list->n; i++)
        if (list->at[i]->fact == fact)
            return;
    struct why *why = explain_node(m, WHY_FACT, e->span);
    const struct trace_value *traced = explain_traced(m, e);
    why->fact = fact;
    why->name = why->text = fact->name;
    why->private_ = fact->private_ && !m->how->show_private;
    if (traced && value_known(traced->value)) {
        why->value = why->private_ ? STR("(private)") : explain_value(m, traced->value, e->type);
        why->json = why->private_ ? STR("") : explain_json(m, traced->value, e->type);
    }
    vec_push(m->arena, list, why);
}

/* Where something that a lookup is asked with is unknown, nobody was asked: whether there is a row is unknown, too. */
static bool is_asked(struct making *m, uint32_t lookup)
{
    for (uint32_t i = 0; i < m->program->lookups[lookup].n_params; i++) {
        const struct trace_value *traced = explain_traced(m, m->program->lookup_uses[lookup].params[i]);
        if (!traced || !value_known(traced->value))
            return false;
    }
    return true;
}

static struct str row_value(struct making *m, const struct expr *e)
{
    const struct trace_value *traced = explain_traced(m, e);
    if (!value_known(traced->value))
        return e->op == EXPR_LOOKUP && is_asked(m, e->index) ? STR("no row") : STR("");
    if (e->op == EXPR_FOUND)
        return traced->value.i ? STR("a row") : STR("no row");
    return explain_hidden(m, e) ? STR("(private)") : explain_value(m, traced->value, e->type);
}

static void push_lookup(struct making *m, const struct expr *e, why_list *list)
{
    const struct lookup *lookup = &m->program->lookups[e->index];
    struct why *why = explain_node(m, WHY_LOOKUP, lookup->span);
    why_list parts = { 0 };
    why->again = m->asked[e->index];
    m->asked[e->index] |= e->op == EXPR_LOOKUP;
    for (uint32_t i = 0; i < lookup->n_params && !why->again; i++)
        explain_origins(m, m->program->lookup_uses[e->index].params[i], &parts);
    why->name = why->text = lookup->name;
    why->value = row_value(m, e);
    why->private_ = explain_hidden(m, e);
    keep_parts(why, &parts);
    vec_push(m->arena, list, why);
}

void explain_origins(struct making *m, const struct expr *e, why_list *list)
{
    if (!explain_traced(m, e))
        return;
    if (e->op == EXPR_FACT)
        push_fact(m, e, list);
    else if (e->op == EXPR_DEFINITION)
        vec_push(m->arena, list, explain_definition(m, e->index));
    else if (e->op == EXPR_LOOKUP || e->op == EXPR_FOUND)
        push_lookup(m, e, list);
    else if (e->op == EXPR_IF && e->items[0])
        explain_conditions(m, e->items[0], list);
    for (uint32_t i = e->op == EXPR_IF; i < e->n; i++)
        explain_origins(m, e->items[i], list);
}

/* The element that settled a quantifier: what its condition came to. */
static void push_witness(struct making *m, const struct expr *e, why_list *list)
{
    enum why_truth truth = truth_of(m, e), decisive = e->op == EXPR_ALL_HAVE ? WHY_NO : WHY_YES;
    bool settled = e->op == EXPR_NO_HAS ? truth == WHY_NO : truth == decisive;
    if (settled && !explain_hidden(m, e) && explain_traced(m, e->items[1]))
        explain_conditions(m, e->items[1], list);
}

struct why *explain_calculation(struct making *m, const struct expr *e)
{
    struct why *why = explain_node(m, WHY_TEST, e->span);
    why_list parts = { 0 };
    expr_list operands = { 0 };
    for (uint32_t i = 0; i < e->n; i++)
        push_operand(m, e->items[i], &operands);
    why->truth = WHY_UNKNOWN;
    why->text = explain_written(m, e->span);
    if (all_written(&operands, NULL, e->span))
        why->shown = substituted(m, e, NULL, &operands);
    for (uint32_t i = 0; i < operands.n; i++)
        explain_origins(m, operands.at[i], &parts);
    keep_parts(why, &parts);
    return why;
}

static struct why *test(struct making *m, const struct expr *e)
{
    struct why *why = explain_node(m, WHY_TEST, e->span);
    why_list parts = { 0 };
    expr_list operands = { 0 };
    operands_of(m, e, &operands);
    why->truth = truth_of(m, e);
    why->text = text_of(m, e);
    if (why->truth == WHY_UNSEEN)
        return why;
    why->private_ = explain_hidden(m, e);
    why->shown = shown(m, e, &operands);
    if (why->private_ && why->truth != WHY_UNKNOWN)
        why->truth = WHY_HIDDEN;
    for (uint32_t i = 0; i < operands.n; i++)
        explain_origins(m, operands.at[i], &parts);
    if (is_quantifier(inside(e)))
        push_witness(m, inside(e), &parts);
    keep_parts(why, &parts);
    return why;
}

struct why *explain_condition(struct making *m, const struct expr *e)
{
    if (explain_is_one(e))
        return test(m, e);
    if (e->op == EXPR_CERTAIN)
        return explain_condition(m, e->items[0]);
    struct why *why = explain_node(m, e->op == EXPR_AND ? WHY_ALL : e->op == EXPR_OR ? WHY_ANY : WHY_NOT, e->span);
    why_list parts = { 0 };
    why->truth = truth_of(m, e);
    why->text = text_of(m, e);
    for (uint32_t i = 0; i < e->n; i++)
        vec_push(m->arena, &parts, explain_condition(m, e->items[i]));
    keep_parts(why, &parts);
    return why;
}

void explain_conditions(struct making *m, const struct expr *e, why_list *list)
{
    if (!e)
        return;
    if (e->op == EXPR_CERTAIN && !explain_is_one(e))
        e = e->items[0];
    if (e->op != EXPR_AND || explain_is_one(e)) {
        vec_push(m->arena, list, explain_condition(m, e));
        return;
    }
    for (uint32_t i = 0; i < e->n; i++)
        explain_conditions(m, e->items[i], list);
}

void explain_guard(struct making *m, const char *word, const struct expr *e, bool negated, why_list *list)
{
    if (!e)
        return;
    struct why *why = explain_node(m, WHY_GUARD, e->span);
    why_list parts = { 0 };
    vec_push(m->arena, &parts, explain_condition(m, e));
    why->name = str_from(word);
    why->truth = truth_of(m, e);
    if (negated && why->truth <= WHY_YES)
        why->truth = why->truth == WHY_NO ? WHY_YES : WHY_NO;
    keep_parts(why, &parts);
    vec_push(m->arena, list, why);
}
