/* Explanations as a picture: a graph in dot's language, from the case's facts through definitions and conditions to rules and actions.
 * Green: holds; red: does not; amber: undecided. */
#include "report/report_why.h"

struct drawing {
    struct buf *out;
    uint32_t n; /* nodes so far */
};

enum { LABEL_WIDTH = 48 };

/* As dot reads a label: wrapped, with \l ends that keep lines to the left. */
static void put_label(struct drawing *d, struct str text)
{
    uint32_t width = 0;
    for (uint32_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        bool white = c == ' ' || c == '\n' || c == '\t';
        if (white && width > LABEL_WIDTH) {
            buf_cstr(d->out, "\\l");
            width = 0;
            continue;
        }
        if (c == '"' || c == '\\')
            buf_char(d->out, '\\');
        buf_char(d->out, white || (unsigned char)c < 0x20 || c == 0x7F ? ' ' : c);
        width++;
    }
    buf_cstr(d->out, "\\l");
}

static const char *color_of(enum why_truth truth)
{
    static const char *const colors[] = { "#f8d7d3", "#d7ecd4", "#fbeac4", "#eeeeee", "#e3dcef" };
    return colors[truth];
}

/* A node of SHAPE; its number. The label is put between open and close. */
static uint32_t open_node(struct drawing *d)
{
    buf_printf(d->out, "  n%u [label=\"", d->n);
    return d->n++;
}

static void close_node(struct drawing *d, const char *shape, const char *color)
{
    buf_printf(d->out, "\", shape=%s, fillcolor=\"%s\"];\n", shape, color);
}

static void edge(struct drawing *d, uint32_t from, uint32_t to, const char *label)
{
    buf_printf(d->out, "  n%u -> n%u", from, to);
    if (*label)
        buf_printf(d->out, " [label=\"%s\", style=dashed]", label);
    buf_cstr(d->out, ";\n");
}

static void put_place(struct drawing *d, struct why_place place)
{
    put_label(d, place.file);
    d->out->n -= 2;
    buf_printf(d->out, ":%u\\l", place.line);
}

static void draw_parts(struct drawing *d, const struct why *why, uint32_t into);

static void draw_value(struct drawing *d, const struct why *why, uint32_t into)
{
    uint32_t node = open_node(d);
    put_label(d, why->name);
    d->out->n -= 2;
    buf_cstr(d->out, " = ");
    put_label(d, why->value.n ? why->value : STR("(missing)"));
    if (why->fact && why->fact->label.n)
        put_label(d, why->fact->label);
    else if (!why->fact)
        put_place(d, why->place);
    close_node(d, why->fact ? "note" : "box", "#ffffff");
    edge(d, node, into, "");
    draw_parts(d, why, node);
}

static void draw_condition(struct drawing *d, const struct why *why, uint32_t into)
{
    static const char *const heads[] = { [WHY_ALL] = "all of these", [WHY_ANY] = "one of these", [WHY_NOT] = "not this" };
    uint32_t node = open_node(d);
    bool several = why->kind == WHY_ALL || why->kind == WHY_ANY || why->kind == WHY_NOT;
    put_label(d, several ? str_from(heads[why->kind]) : why->kind == WHY_GUARD ? why->name : why->text);
    if (why->shown.n && !str_eq(why->shown, why->text))
        put_label(d, why->shown);
    if (why->kind == WHY_ROW)
        put_place(d, why->place);
    close_node(d, why->kind == WHY_ROW ? "box" : "ellipse", color_of(why->truth));
    edge(d, node, into, "");
    draw_parts(d, why, node);
}

static void draw(struct drawing *d, const struct why *why, uint32_t into)
{
    if (why->kind == WHY_FACT || why->kind == WHY_DEFINITION || why->kind == WHY_LOOKUP)
        draw_value(d, why, into);
    else if (why->truth != WHY_UNSEEN)
        draw_condition(d, why, into);
}

static void draw_parts(struct drawing *d, const struct why *why, uint32_t into)
{
    for (uint32_t i = 0; i < why->n; i++)
        draw(d, why->parts[i], into);
}

static void draw_beats(struct drawing *d, const struct why_beat *beats, uint32_t n, bool over, uint32_t rule)
{
    static const char *const means[] = { "overrides", "defeats", "first match", "same", "once" };
    for (uint32_t i = 0; i < n; i++) {
        uint32_t node = open_node(d);
        put_label(d, beats[i].action.n ? beats[i].action : beats[i].rule);
        put_place(d, beats[i].place);
        close_node(d, "box", over ? color_of(WHY_NO) : color_of(WHY_YES));
        edge(d, over ? rule : node, over ? node : rule, means[beats[i].means]);
    }
}

static void draw_rule(struct drawing *d, const struct why_rule *rule, uint32_t action)
{
    uint32_t node = open_node(d);
    put_label(d, rule->kind);
    d->out->n -= 2;
    buf_char(d->out, ' ');
    put_label(d, rule->name);
    if (rule->label.n)
        put_label(d, rule->label);
    put_place(d, rule->place);
    close_node(d, "box", color_of(rule->state));
    edge(d, node, action, "");
    for (uint32_t i = 0; i < rule->n; i++)
        draw(d, rule->parts[i], node);
    draw_beats(d, rule->over, rule->n_over, true, node);
    draw_beats(d, rule->under, rule->n_under, false, node);
}

static void draw_action(struct drawing *d, const struct why_action *action)
{
    static const enum why_truth truths[] = { WHY_YES, WHY_UNKNOWN, WHY_NO };
    uint32_t node = open_node(d);
    put_label(d, action->text);
    close_node(d, "box3d", color_of(truths[action->outcome]));
    for (uint32_t i = 0; i < action->n_rules; i++)
        draw_rule(d, &action->rules[i], node);
    for (uint32_t i = 0; i < action->n_computed; i++)
        draw(d, action->computed[i], node);
}

void report_why_dot(struct report *report, struct buf *out, const struct report_case *which, const struct explanation *why)
{
    struct drawing d = { out, 0 };
    report->scratch.n = 0;
    report_name(&report->scratch, which->name);
    buf_cstr(out, "digraph bylaw {\n  rankdir=LR;\n  node [style=filled, fontname=\"Helvetica\", fontsize=10];\n"
                  "  edge [fontname=\"Helvetica\", fontsize=9];\n  label=\"");
    put_label(&d, (struct str){ report->scratch.p, (uint32_t)report->scratch.n });
    buf_cstr(out, "\";\n");
    for (uint32_t i = 0; i < why->n_actions; i++)
        draw_action(&d, &why->actions[i]);
    buf_cstr(out, "}\n");
}
