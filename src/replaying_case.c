/* One case again: its facts and rows as the receipt has them. */
#include "replaying.h"

#include <string.h>

/* ---- the shape of a receipt ---- */

static const struct str *path_of(struct arena *arena, struct str first, const struct str *rest, uint32_t n)
{
    struct str *path = arena_array(arena, struct str, n + 1);
    path[0] = first;
    for (uint32_t i = 0; i < n; i++)
        path[i + 1] = rest[i];
    return path;
}

/* The policy's own fact, below `facts`; `now` stands by itself. */
static struct fact shape_fact(struct arena *arena, const struct program *program, uint32_t i)
{
    struct fact fact = program->facts[i];
    bool now = i == program->now_fact && fact.type->kind == TYPE_MOMENT;
    fact.path = now ? path_of(arena, STR("now"), NULL, 0) : path_of(arena, STR("facts"), fact.path, fact.n_path);
    fact.n_path = now ? 1 : fact.n_path + 1;
    return fact;
}

/* A record of LOOKUP's parameters, and, of a row, its fields before them: where both have a name it is the field's. */
static const struct type *columns_of(struct arena *arena, const struct lookup *lookup, bool row)
{
    struct type *type = arena_new(arena, struct type);
    struct type_field *fields = arena_array(arena, struct type_field, lookup->n_fields + lookup->n_params);
    uint32_t n = 0;
    for (uint32_t i = 0; row && i < lookup->n_fields; i++)
        fields[n++] = (struct type_field){ lookup->fields[i].name, lookup->fields[i].type };
    for (uint32_t i = 0; i < lookup->n_params; i++)
        if (!row || !receipt_is_field(lookup, i))
            fields[n++] = (struct type_field){ lookup->params[i].name, lookup->params[i].type };
    *type = (struct type){ .kind = TYPE_RECORD, .fields = fields, .n_fields = n };
    return type;
}

static struct fact shape_said(struct arena *arena, const struct lookup *lookup, enum replay_said said)
{
    static const char *const members[] = { [REPLAY_ROWS] = "rows", [REPLAY_ASKED] = "asked", [REPLAY_FAILED] = "failed" };
    const struct type *type = type_simple(TYPE_TEXT);
    if (said != REPLAY_FAILED)
        type = columns_of(arena, lookup, said == REPLAY_ROWS);
    return (struct fact){ .name = lookup->name, .path = path_of(arena, str_from(members[said]), &lookup->name, 1), .n_path = 2,
                          .type = said == REPLAY_ROWS ? type_list_of(arena, type) : type };
}

static void make_shape(struct replaying *replaying)
{
    const struct program *program = replaying->session.policy->program;
    struct arena *arena = &replaying->session.arena;
    uint32_t n = program->n_facts + REPLAY_SAID_COUNT * program->n_lookups;
    struct fact *facts = arena_array(arena, struct fact, n);
    for (uint32_t i = 0; i < program->n_facts; i++)
        facts[i] = shape_fact(arena, program, i);
    for (uint32_t i = program->n_facts; i < n; i++) {
        uint32_t k = i - program->n_facts;
        facts[i] = shape_said(arena, &program->lookups[k / REPLAY_SAID_COUNT], (enum replay_said)(k % REPLAY_SAID_COUNT));
    }
    replaying->shape = (struct shape){ facts, n, UINT32_MAX, program->style };
}

/* ---- the receipt answers ---- */

static struct value said_of(const struct replaying *replaying, uint32_t lookup, enum replay_said said)
{
    return replaying->facts[replaying->session.policy->program->n_facts + REPLAY_SAID_COUNT * lookup + said];
}

static struct value field_named(struct value record, const struct type *type, struct str name)
{
    for (uint32_t i = 0; value_known(record) && i < type->n_fields; i++)
        if (str_eq(type->fields[i].name, name))
            return record.record[i];
    return value_unknown();
}

/* What the lookup was asked with, as far as the receipt tells it. */
static struct value param_told(const struct replaying *replaying, uint32_t index, uint32_t param)
{
    const struct program *program = replaying->session.policy->program;
    struct str name = program->lookups[index].params[param].name;
    const struct fact *said = &replaying->shape.facts[program->n_facts + REPLAY_SAID_COUNT * index];
    struct value asked = field_named(said_of(replaying, index, REPLAY_ASKED), said[REPLAY_ASKED].type, name);
    struct value rows = said_of(replaying, index, REPLAY_ROWS);
    if (value_known(asked) || !value_known(rows) || rows.list->n == 0)
        return asked;
    return field_named(rows.list->at[0], said[REPLAY_ROWS].type->element, name);
}

/* The same policy asks the same; another one may ask otherwise, and then its rows are not here. */
static bool was_asked(const struct replaying *replaying, uint32_t index, const struct value *params)
{
    const struct lookup *lookup = &replaying->session.policy->program->lookups[index];
    for (uint32_t i = 0; i < lookup->n_params && !replaying->same_policy; i++) {
        struct value told = param_told(replaying, index, i);
        if (!value_known(told) || !value_same(told, params[i]))
            return false;
    }
    return true;
}

static struct host_rows rows_of(const struct replaying *replaying, uint32_t index, struct arena *arena)
{
    const struct lookup *lookup = &replaying->session.policy->program->lookups[index];
    const struct value_list *list = said_of(replaying, index, REPLAY_ROWS).list;
    struct value *at = arena_array(arena, struct value, (size_t)list->n * lookup->n_fields);
    for (uint32_t i = 0; i < list->n; i++)
        for (uint32_t k = 0; k < lookup->n_fields && value_known(list->at[i]); k++)
            at[(size_t)i * lookup->n_fields + k] = list->at[i].record[k];
    return (struct host_rows){ at, list->n };
}

static enum host_status in_vain(struct replaying *replaying, const char *why, uint32_t index)
{
    if (replaying->why.n == 0)
        buf_printf(&replaying->why, "%s %.*s", why, STR_ARG(replaying->session.policy->program->lookups[index].name));
    return HOST_FAILED;
}

static enum host_status ask(void *context, uint32_t index, const struct value *params, struct arena *arena, struct host_rows *rows,
                            struct str *why)
{
    struct replaying *replaying = context;
    *why = STR("is not in the receipt");
    if (replaying->masked_rows[index])
        return in_vain(replaying, "its receipt masks the rows of", index);
    if (value_known(said_of(replaying, index, REPLAY_FAILED))) {
        *why = value_str(said_of(replaying, index, REPLAY_FAILED));
        return HOST_FAILED;
    }
    if (!value_known(said_of(replaying, index, REPLAY_ROWS)) || !was_asked(replaying, index, params))
        return in_vain(replaying, "its receipt does not have the rows of", index);
    *rows = rows_of(replaying, index, arena);
    return HOST_ROWS;
}

static bool answers(void *context, uint32_t index)
{
    const struct replaying *replaying = context;
    const struct json_node *list = json_node_member(replaying->receipt, STR("unanswered"));
    for (const struct json_node *at = list ? list->first : NULL; at; at = at->next)
        if (str_eq(at->text, replaying->session.policy->program->lookups[index].name))
            return false;
    return true;
}

/* ---- masks ---- */

/* Notes which facts and rows are masked; whether any is. A fact's value is then none, not even its default. */
static bool read_masks(struct replaying *replaying, struct value *facts)
{
    const struct program *program = replaying->session.policy->program;
    const struct json_node *masked = json_node_member(replaying->receipt, STR("masked"));
    bool any = false;
    for (uint32_t i = 0; i < program->n_facts; i++) {
        replaying->masked[i] = json_node_member(masked, program->facts[i].name);
        if (replaying->masked[i])
            facts[i] = value_unknown();
        any |= replaying->masked[i];
    }
    for (uint32_t i = 0; i < program->n_lookups; i++)
        replaying->masked_rows[i] = json_node_member(masked, program->lookups[i].name);
    return any;
}

static struct eval *make_eval(struct replaying *replaying)
{
    if (replaying->eval == NULL) {
        replaying->eval = eval_new(&replaying->session.arena, replaying->session.policy->program);
        eval_set_host(replaying->eval, replaying->session.host);
    }
    return replaying->eval;
}

/* A masked fact that nobody looked at may be required all the same: it was there. */
static void forget_required(struct replaying *replaying, struct decision *decision)
{
    uint32_t n = 0, *needs = replaying->needs;
    for (uint32_t i = 0; i < decision->n_needs; i++)
        if (!replaying->masked[decision->needs[i]])
            needs[n++] = decision->needs[i];
    decision->needs = needs;
    decision->n_needs = n;
    if (n == 0 && decision->status == DECISION_INCOMPLETE)
        decision->status = DECISION_DECIDED;
}

/* With masks the evaluator decides that knows what it looked at: as long as that is nothing masked, the decision is the true one. */
static struct decision decide_masked(struct replaying *replaying, const struct value *facts)
{
    const struct program *program = replaying->session.policy->program;
    struct eval *eval = make_eval(replaying);
    struct decision decision = *eval_decide(eval, facts, &replaying->session.trap);
    for (uint32_t i = 0; i < program->n_facts; i++)
        if (replaying->masked[i] && eval_looked_at(eval, i)) {
            replaying->why.n = 0; /* questions that were in vain follow from it */
            buf_printf(&replaying->why, "its receipt masks %.*s", STR_ARG(program->facts[i].name));
            break;
        }
    forget_required(replaying, &decision);
    return decision;
}

/* ---- deciding ---- */

static struct decision decide(struct replaying *replaying, struct case_input *input)
{
    struct case_input same = *input;
    replaying->by_eval = read_masks(replaying, same.facts) && same.n_errors == 0;
    if (replaying->by_eval)
        return decide_masked(replaying, same.facts);
    return *session_consider(&replaying->session, &same);
}

static struct str write_line(struct replaying *replaying, struct str name, const struct decision *decision)
{
    struct report_case which = { .name = name.n ? name : STR("null") };
    struct buf *line = &replaying->line;
    line->n = 0;
    report_json(&replaying->session.report, line, &which, decision);
    memset(buf_need(line, CASE_JSON_PADDING), ' ', CASE_JSON_PADDING);
    return (struct str){ line->p, (uint32_t)(line->n - strlen("\n")) };
}

struct str replaying_consider(struct replaying *replaying, const struct json_node *receipt, bool same_policy, struct case_input *input,
                              struct decision *decision)
{
    if (!json_node_member(receipt, STR("facts")))
        return STR("it could not be read when it was decided");
    replaying->why.n = 0;
    replaying->receipt = receipt;
    replaying->same_policy = same_policy;
    case_json_read(replaying->reader, receipt->raw.p, receipt->raw.n, 1, input, &replaying->session.trap);
    replaying->facts = input->facts;
    *decision = decide(replaying, input);
    return (struct str){ replaying->why.p, (uint32_t)replaying->why.n };
}

bool replaying_figure(struct replaying *replaying, uint32_t index, struct value *value)
{
    struct session *session = &replaying->session;
    if (replaying->by_eval)
        return eval_figure(replaying->eval, index, value);
    return session->vm != NULL ? vm_figure(session->vm, index, value) : eval_figure(session->eval, index, value);
}

struct replayed replaying_decide(struct replaying *replaying, const struct json_node *receipt, struct str name, bool same_policy)
{
    struct case_input input;
    struct decision decision;
    struct str why = replaying_consider(replaying, receipt, same_policy, &input, &decision);
    if (why.n > 0)
        return (struct replayed){ .why = why };
    return (struct replayed){ .line = write_line(replaying, name, &decision) };
}

static void make(struct replaying *replaying)
{
    struct session *session = &replaying->session;
    const struct program *program = session->policy->program;
    make_shape(replaying);
    replaying->options.figures = true;
    replaying->reader = case_json_new(&session->arena, &replaying->shape, &replaying->options);
    replaying->masked = arena_array(&session->arena, bool, program->n_facts);
    replaying->needs = arena_array(&session->arena, uint32_t, program->n_facts);
    replaying->masked_rows = arena_array(&session->arena, bool, program->n_lookups);
    session_set_host(session, (struct host){ replaying, answers, ask });
}

bylaw_status replaying_open(struct replaying *replaying, const struct policy *policy, bylaw_engine engine, const char **why)
{
    bylaw_options options = { .size = sizeof options, .engine = engine, .input = BYLAW_JSON, .output = BYLAW_JSON };
    bylaw_status status = session_open(&replaying->session, policy, &options, why);
    buf_init(&replaying->why, &replaying->session.trap);
    buf_init(&replaying->line, &replaying->session.trap);
    if (status != BYLAW_OK)
        return status;
    if (trap_set(&replaying->session.trap) != TRAP_NONE) {
        *why = "no memory";
        return BYLAW_LIMIT;
    }
    make(replaying);
    return BYLAW_OK;
}

void replaying_close(struct replaying *replaying)
{
    case_json_free(replaying->reader);
    if (replaying->eval != NULL)
        eval_free(replaying->eval);
    buf_free(&replaying->why);
    buf_free(&replaying->line);
    session_close(&replaying->session);
}
