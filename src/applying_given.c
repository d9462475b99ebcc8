/* Decisions that eval made before, as apply --decisions reads them. They come from outside: an update is carried out only if its SQL is
 * one of the policy's, letter by letter, and each value is read as what the policy declares it to be; it is bound, never
 * put into the text. */
#include "applying.h"

#include <string.h>

/* What a decision's line and an action have, of which nothing but texts is taken: objects as they are written. */
enum line_fact { LINE_STATUS, LINE_ACTIONS, LINE_RECEIPT, LINE_APPLIED, LINE_FACTS };
enum action_fact { ACTION_DO, ACTION_SQL, ACTION_VALUES, ACTION_ROWS, ACTION_RULE, ACTION_FACTS };

enum { GIVEN_QUOTED = 200 }; /* bytes of foreign SQL in a message */

struct given {
    struct applying *applying;
    struct shape line, action, receipt;
    struct case_json *line_reader, *action_reader, *receipt_reader;
    struct case_json **values; /* a reader an update of the policy; made when it is met */
    struct buf copy;           /* of the object that is being read, with the padding that readers want */
};

/* Objects inside of a line are named by nothing: no key is a blank. */
static const struct case_options nameless = { .id = { " ", 1 } };
static const struct type written = { .kind = TYPE_TEXT, .loose = true };
static const struct type list_of_written = { .kind = TYPE_LIST, .element = &written };

static struct shape shape_of(struct arena *arena, const char *const *names, const struct type *const *types, uint32_t n)
{
    struct fact *facts = arena_array(arena, struct fact, n);
    for (uint32_t i = 0; i < n; i++) {
        facts[i] = (struct fact){ .name = str_from(names[i]), .type = types[i], .n_path = 1 };
        facts[i].path = arena_copy(arena, &facts[i].name, sizeof facts[i].name);
    }
    return (struct shape){ .facts = facts, .n_facts = n, .now_fact = UINT32_MAX };
}

struct given *given_new(struct applying *applying)
{
    static const char *const line_names[] = { "status", "actions", "receipt", "applied" };
    static const struct type *const line_types[] = { &written, &list_of_written, &written, &written };
    static const char *const action_names[] = { "do", "sql", "values", "rows", "rule" };
    static const struct type *const action_types[] = { &written, &written, &written, &written, &written };
    static const char *const receipt_names[] = { "policy" };
    static const struct type *const receipt_types[] = { &written };
    struct arena *arena = &applying->session.arena;
    struct given *given = arena_new(arena, struct given);
    struct case_options by_case = { .id = STR("case") };
    given->applying = applying;
    given->line = shape_of(arena, line_names, line_types, LINE_FACTS);
    given->action = shape_of(arena, action_names, action_types, ACTION_FACTS);
    given->receipt = shape_of(arena, receipt_names, receipt_types, 1);
    given->line_reader = case_json_new(arena, &given->line, &by_case);
    given->action_reader = case_json_new(arena, &given->action, &nameless);
    given->receipt_reader = case_json_new(arena, &given->receipt, &nameless);
    given->values = arena_array(arena, struct case_json *, applying->session.policy->program->n_updates);
    buf_init(&given->copy, &applying->session.trap);
    return given;
}

void given_free(struct given *given)
{
    if (given == NULL)
        return;
    case_json_free(given->line_reader);
    case_json_free(given->action_reader);
    case_json_free(given->receipt_reader);
    for (uint32_t i = 0; i < given->applying->session.policy->program->n_updates; i++)
        case_json_free(given->values[i]);
    buf_free(&given->copy);
}

struct case_json *given_reader(struct given *given) { return given->line_reader; }

/* ---- objects inside of the line ---- */

static struct str text_of(const struct value *value)
{
    return value_known(*value) ? value_str(*value) : (struct str){ 0 };
}

/* Reads the object JSON, which may have stood in quotes and be anything. */
static void read_object(struct given *given, struct case_json *reader, struct str json, struct case_input *out)
{
    struct buf *copy = &given->copy;
    copy->n = 0;
    memset(buf_need(copy, json.n + CASE_JSON_PADDING), ' ', json.n + CASE_JSON_PADDING);
    if (json.n > 0)
        memcpy(copy->p, json.p, json.n);
    case_json_read(reader, copy->p, json.n, 1, out, &given->applying->session.trap);
}

/* How many members a sound object has. */
static uint32_t members_of(struct str json)
{
    uint32_t commas = 0, depth = 0;
    bool quoted = false, any = false;
    for (uint32_t i = 0; i < json.n; i++) {
        char c = json.p[i];
        if (quoted) {
            i += c == '\\';
            quoted = c != '"';
            continue;
        }
        quoted = c == '"';
        any = any || quoted; /* a member begins with its key */
        depth += c == '{' || c == '[';
        depth -= c == '}' || c == ']';
        commas += c == ',' && depth == 1;
    }
    return any ? commas + 1 : 0;
}

/* ---- updates ---- */

static struct case_json *values_reader(struct given *given, const struct update *update)
{
    struct session *session = &given->applying->session;
    uint32_t index = (uint32_t)(update - session->policy->program->updates);
    if (given->values[index] != NULL)
        return given->values[index];
    struct shape *shape = arena_new(&session->arena, struct shape);
    struct fact *facts = arena_array(&session->arena, struct fact, update->n_params);
    for (uint32_t i = 0; i < update->n_params; i++)
        facts[i] = (struct fact){ .name = update->params[i].name, .path = &update->params[i].name, .n_path = 1,
                                  .type = update->params[i].type, .private_ = update->params[i].private_ };
    *shape = (struct shape){ .facts = facts, .n_facts = update->n_params, .now_fact = UINT32_MAX, .style = session->policy->shape->style };
    return given->values[index] = case_json_new(&session->arena, shape, &nameless);
}

static struct str subject(const struct deed *deed) { return deed->rule.n > 0 ? deed->rule : deed->verb; }

static struct value kept(struct arena *arena, struct value value)
{
    return value.kind == VALUE_TEXT ? value_text(str_dup(arena, value_str(value))) : value;
}

/* A copy of the values, each of its type and all there; NULL after a fault. */
static const struct value *take_values(struct given *given, const struct deed *deed, struct str json)
{
    struct applying *applying = given->applying;
    const struct update *update = deed->update;
    struct case_input input;
    read_object(given, values_reader(given, update), json, &input);
    if (input.n_errors > 0) {
        struct case_error error = input.errors[0];
        applying_fault(applying, subject(deed), "the values of its update cannot be used: %.*s: %.*s",
                       STR_ARG(error.subject), STR_ARG(error.text));
        return NULL;
    }
    struct value *values = arena_array(&applying->arena, struct value, update->n_params + 1);
    bool whole = members_of(json) == update->n_params;
    for (uint32_t i = 0; i < update->n_params; i++) {
        whole = whole && value_known(input.facts[i]);
        values[i] = kept(&applying->arena, input.facts[i]);
    }
    if (whole)
        return values;
    applying_fault(applying, subject(deed), "the values of its update are not those that the policy's update has, one each");
    return NULL;
}

/* As much of SQL as a message quotes, in whole characters. */
static struct str beginning(struct str sql)
{
    if (sql.n <= GIVEN_QUOTED)
        return sql;
    sql.n = GIVEN_QUOTED;
    while (sql.n > 0 && (sql.p[sql.n] & 0xc0) == 0x80)
        sql.n--;
    return sql;
}

static void take_update(struct given *given, struct deed *deed, const struct value *facts, struct str values)
{
    struct applying *applying = given->applying;
    struct str sql = text_of(&facts[ACTION_SQL]), rows = text_of(&facts[ACTION_ROWS]);
    deed->update = applying_update(applying->session.policy->program, sql, str_is(rows, "any"));
    sql = beginning(sql);
    if (deed->update == NULL)
        applying_fault(applying, subject(deed), "no rule of this policy has the update '%.*s'%s, and no other SQL is executed", STR_ARG(sql),
                       rows.n > 0 ? " for any number of rows" : "");
    else
        deed->values = take_values(given, deed, values);
}

/* ---- a line ---- */

static bool has_verb(const struct program *program, struct str verb)
{
    for (uint32_t i = 0; i < program->n_verbs; i++)
        if (str_eq(program->verbs[i].name, verb))
            return true;
    return false;
}

static void take_action(struct given *given, struct str json)
{
    struct applying *applying = given->applying;
    const struct program *program = applying->session.policy->program;
    struct arena *arena = &applying->arena;
    struct case_input input;
    read_object(given, given->action_reader, json, &input);
    if (input.n_errors > 0) {
        applying_fault(applying, STR("actions"), "one of them is no action: %.*s", STR_ARG(input.errors[0].text));
        return;
    }
    struct deed deed = { .verb = str_dup(arena, text_of(&input.facts[ACTION_DO])), .rule = str_dup(arena, text_of(&input.facts[ACTION_RULE])),
                         .json = str_dup(arena, json) };
    struct str values = str_dup(arena, text_of(&input.facts[ACTION_VALUES]));
    bool updates = str_is(deed.verb, "update");
    if (updates)
        take_update(given, &deed, input.facts, values);
    else if (!has_verb(program, deed.verb))
        applying_fault(applying, STR("actions"), "'%.*s' is no action of this policy", STR_ARG(deed.verb));
    vec_push(arena, &applying->deeds, deed);
}

static enum decision_status status_of(struct str text, bool *known)
{
    static const char *const names[] = { [DECISION_DECIDED] = "decided", [DECISION_INCOMPLETE] = "incomplete",
                                         [DECISION_CONFLICT] = "conflict", [DECISION_ERROR] = "error" };
    for (unsigned i = 0; i < sizeof names / sizeof *names; i++)
        if (str_is(text, names[i])) {
            *known = true;
            return (enum decision_status)i;
        }
    *known = false;
    return DECISION_ERROR;
}

/* The decision as eval wrote it; what a dry run of apply has added at its end is taken off. */
static bool take_text(struct applying *applying, const struct value *facts)
{
    struct str text = applying->input->text;
    while (text.n > 0 && strchr(" \t\r", text.p[text.n - 1]) != NULL)
        text.n--;
    struct str would = STR(",\"applied\":\"would\"}"), no = STR(",\"applied\":\"no\"}");
    bool marked = value_known(facts[LINE_APPLIED]), plain = !marked;
    for (int i = 0; i < 2 && marked && !plain; i++) {
        struct str tail = i == 0 ? would : no;
        plain = str_ends(text, tail);
        text.n -= plain ? tail.n : 0;
    }
    buf_str(&applying->decision, text);
    if (marked && plain)
        buf_char(&applying->decision, '}');
    return plain;
}

/* The journal would say that this policy has decided it. */
static struct str take_receipt(struct given *given, struct str json)
{
    struct applying *applying = given->applying;
    struct case_input input;
    if (json.n == 0)
        return STR("{}");
    read_object(given, given->receipt_reader, json, &input);
    if (input.n_errors > 0)
        applying_fault(applying, STR("receipt"), "is no object");
    else if (value_known(input.facts[0]) && !str_is(text_of(&input.facts[0]), applying->hash))
        applying_fault(applying, STR("receipt"), "the case was decided by another version of the policy; decide it anew, by this one");
    return str_dup(&given->applying->arena, json);
}

void given_take(struct applying *applying)
{
    struct given *given = applying->given;
    const struct value *facts = applying->input->facts;
    bool known;
    applying->now = value_unknown();
    applying->status = status_of(text_of(&facts[LINE_STATUS]), &known);
    if (!known || !value_known(facts[LINE_ACTIONS])) {
        applying_fault(applying, STR("line"), "is no decision: it has no status, or no actions; --decisions takes what bylaw eval writes");
        return;
    }
    if (!take_text(applying, facts)) {
        applying_fault(applying, STR("line"), "was carried out before: it says so itself (applied)");
        return;
    }
    if (applying->status != DECISION_DECIDED)
        return;
    applying->receipt = take_receipt(given, text_of(&facts[LINE_RECEIPT]));
    const struct value_list *actions = facts[LINE_ACTIONS].list;
    for (uint32_t i = 0; i < actions->n && applying->status == DECISION_DECIDED; i++)
        take_action(given, text_of(&actions->at[i]));
}
