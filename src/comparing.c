#include "comparing.h"

#define PUT(out, literal) buf_add((out), literal, sizeof literal - 1)

/* What a decision has, in the order in which it has them. */
static const char *const members[] = { "status", "actions", "values", "needs", "asks", "judgements", "errors" };
enum { N_MEMBERS = sizeof members / sizeof *members };

static bool same_member(const struct json_node *a, const struct json_node *b)
{
    return a && b ? json_node_same(a, b) : a == b;
}

bool comparing_same(const struct json_node *before, const struct json_node *after)
{
    for (size_t i = 0; i < N_MEMBERS; i++)
        if (!same_member(json_node_member(before, str_from(members[i])), json_node_member(after, str_from(members[i]))))
            return false;
    return true;
}

/* ---- what only one side has ---- */

static uint32_t times(const struct json_node *list, const struct json_node *element, const struct json_node *until)
{
    uint32_t n = 0;
    for (const struct json_node *at = list ? list->first : NULL; at && at != until; at = at->next)
        n += str_eq(at->key, element->key) && json_node_same(at, element);
    return n;
}

/* Whether PART, of HERE, has no counterpart THERE: the third of three where there are two. */
static bool is_alone(const struct json_node *here, const struct json_node *there, const struct json_node *part)
{
    return times(here, part, part) >= times(there, part, NULL);
}

typedef void part_act(struct buf *out, const char *member, const struct json_node *part, char *between);

/* Calls ACT for each part of HERE's member that THERE's has not. A member that has no parts is one. */
static void each_alone(struct buf *out, const char *member, const struct json_node *here, const struct json_node *there, part_act *act)
{
    char between = '\0';
    if (here && here->kind != JSON_LIST && here->kind != JSON_OBJECT) {
        if (!same_member(here, there))
            act(out, member, here, &between);
        return;
    }
    for (const struct json_node *at = here ? here->first : NULL; at; at = at->next)
        if (is_alone(here, there, at))
            act(out, member, at, &between);
}

static void put_json(struct buf *out, const char *member, const struct json_node *part, char *between)
{
    (void)member;
    if (*between)
        buf_char(out, *between);
    *between = ',';
    if (part->key.n && strcmp(member, "status") != 0) {
        buf_json(out, part->key);
        buf_char(out, ':');
    }
    buf_str(out, part->raw);
}

/* One side's own, as an object. */
static void put_side(struct buf *out, const struct json_node *here, const struct json_node *there)
{
    char between = '{';
    for (size_t i = 0; i < N_MEMBERS; i++) {
        const struct json_node *mine = json_node_member(here, str_from(members[i]));
        bool object = mine && mine->kind == JSON_OBJECT, list = mine && mine->kind == JSON_LIST;
        size_t before = out->n;
        buf_printf(out, "%c\"%s\":%s", between, members[i], object ? "{" : list ? "[" : "");
        size_t from = out->n;
        each_alone(out, members[i], mine, json_node_member(there, str_from(members[i])), put_json);
        if (out->n == from) {
            out->n = before;
            continue;
        }
        buf_cstr(out, object ? "}" : list ? "]" : "");
        between = ',';
    }
    if (between == '{')
        buf_char(out, '{');
    buf_char(out, '}');
}

void comparing_json(struct buf *out, const struct json_node *before, const struct json_node *after)
{
    PUT(out, "\"gone\":");
    put_side(out, before, after);
    PUT(out, ",\"come\":");
    put_side(out, after, before);
}

/* ---- for people ---- */

static void put_plain(struct buf *out, const struct json_node *value)
{
    buf_line(out, value->kind == JSON_TEXT ? value->text : value->raw);
}

/* assign to Heather, priority high (big_refund) */
static void put_action(struct buf *out, const struct json_node *action)
{
    const struct json_node *rule = json_node_member(action, STR("rule"));
    const char *between = "";
    for (const struct json_node *at = action->first; at; at = at->next) {
        if (str_is(at->key, "rule") || str_is(at->key, "cite"))
            continue;
        if (!str_is(at->key, "do")) {
            buf_cstr(out, between);
            buf_char(out, ' ');
            buf_line(out, at->key);
            buf_char(out, ' ');
            between = ",";
        }
        put_plain(out, at);
    }
    if (rule) {
        PUT(out, " (");
        put_plain(out, rule);
        buf_char(out, ')');
    }
}

static void put_words(struct buf *out, const char *member, const struct json_node *part, char *between)
{
    (void)between;
    if (strcmp(member, "actions") != 0) {
        buf_cstr(out, strcmp(member, "values") == 0 ? "value" : strcmp(member, "errors") == 0 ? "error" : member);
        buf_char(out, ' ');
    }
    if (part->kind == JSON_OBJECT && strcmp(member, "actions") == 0) {
        put_action(out, part);
    } else {
        if (strcmp(member, "values") == 0 || strcmp(member, "asks") == 0) {
            buf_line(out, part->key);
            PUT(out, " = ");
        }
        put_plain(out, part);
    }
    buf_char(out, '\n');
}

static void put_gone(struct buf *out, const char *member, const struct json_node *part, char *between)
{
    PUT(out, "  - ");
    put_words(out, member, part, between);
}

static void put_come(struct buf *out, const char *member, const struct json_node *part, char *between)
{
    PUT(out, "  + ");
    put_words(out, member, part, between);
}

void comparing_text(struct buf *out, const struct json_node *before, const struct json_node *after)
{
    size_t from = out->n;
    for (size_t i = 0; i < N_MEMBERS; i++) {
        const struct json_node *a = json_node_member(before, str_from(members[i])), *b = json_node_member(after, str_from(members[i]));
        each_alone(out, members[i], a, b, put_gone);
        each_alone(out, members[i], b, a, put_come);
    }
    if (out->n == from)
        PUT(out, "  the same in another order\n");
}
