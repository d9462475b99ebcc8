/* bylaw_interview: the interview over a policy. What people type becomes JSON and goes through the reader of cases, so that there is one
 * opinion of what an amount or a date is. */
#include "bylaw.h"

#include "ask/answer.h"
#include "ask/interview.h"
#include "base/utf8.h"
#include "cases/case_say.h"
#include "cases/json_tree.h"
#include "report/nested.h"
#include "session.h"

#include <string.h>

struct bylaw_interview {
    struct session session; /* reads cases, writes decisions */
    struct interview *interview;
    struct json_tree *tree;
    bool can_explain;
    struct arena round;     /* what a call hands out */
    struct interview_question question; /* asked last */
    struct buf text, out;
};

/* The prefix of every call: failures of allocation come back here. */
#define ENTER(interview) (trap_set(&(interview)->session.trap) == TRAP_NONE)

static const struct program *program_of(const struct bylaw_interview *interview) { return interview->session.policy->program; }

static const char *terminated(struct arena *arena, struct str s) { return str_dup(arena, s).p; }

/* ---- its life ---- */

static bylaw_status make(struct bylaw_interview *in, const struct policy *policy, const bylaw_options *options, const char **why)
{
    bylaw_status status = session_open(&in->session, policy, options, why);
    arena_init(&in->round, &in->session.trap);
    buf_init(&in->text, &in->session.trap);
    buf_init(&in->out, &in->session.trap);
    in->can_explain = in->session.options.explain;
    if (status != BYLAW_OK)
        return status;
    *why = "no memory";
    if (!ENTER(in))
        return BYLAW_LIMIT;
    in->interview = interview_new(&in->session.arena, policy->program, in->session.host.ask != NULL ? &in->session.host : NULL);
    in->tree = json_tree_new(&in->session.arena);
    return bylaw_interview_start(in, "{}", 2, why);
}

bylaw_status bylaw_interview_new(const bylaw_policy *policy, const bylaw_options *options, bylaw_interview **out, const char **why)
{
    const char *unheard;
    why = why != NULL ? why : &unheard;
    *out = NULL;
    *why = "no memory";
    policy = session_whole(policy);
    struct bylaw_interview *in = policy != NULL ? mem_alloc(sizeof *in) : NULL;
    if (in == NULL)
        return BYLAW_LIMIT;
    memset(in, 0, sizeof *in);
    *why = NULL;
    bylaw_status status = make(in, &policy->policy, options, why);
    if (status != BYLAW_OK)
        bylaw_interview_free(in);
    else
        *out = in;
    return status;
}

void bylaw_interview_free(bylaw_interview *in)
{
    if (in == NULL)
        return;
    interview_free(in->interview);
    json_tree_free(in->tree);
    arena_free(&in->round);
    buf_free(&in->text);
    buf_free(&in->out);
    session_close(&in->session);
    mem_free(in);
}

/* ---- reading ---- */

static void say_errors(struct bylaw_interview *in, const struct case_input *input, const char **why)
{
    in->text.n = 0;
    for (uint32_t i = 0; i < input->n_errors; i++) {
        buf_cstr(&in->text, i > 0 ? "; " : "");
        buf_line(&in->text, input->errors[i].subject);
        buf_cstr(&in->text, ": ");
        buf_line(&in->text, input->errors[i].text);
    }
    *why = terminated(&in->round, (struct str){ in->text.p, (uint32_t)in->text.n });
}

/* Reads N bytes of JSON as a case, which lives until the next; false with *WHY. */
static bool read_case(struct bylaw_interview *in, const char *json, size_t n, struct case_input *input, const char **why)
{
    session_read(&in->session, json, n, input);
    if (input->n_errors > 0)
        say_errors(in, input, why);
    return input->n_errors == 0;
}

/* Which facts the case JSON itself gives: what is null there cannot be told, what is not there is open, though it may have a default. */
static const bool *told(struct bylaw_interview *in, struct str json, const struct value *facts)
{
    const char *why;
    char *copy = arena_zalloc(&in->round, 1, json.n + CASE_JSON_PADDING);
    memcpy(copy, json.p, json.n);
    const struct json_node *root = json_tree_read(in->tree, &in->round, (struct str){ copy, json.n }, &why);
    bool *all = arena_array(&in->round, bool, program_of(in)->n_facts);
    for (uint32_t i = 0; i < program_of(in)->n_facts; i++) {
        const struct fact *fact = &program_of(in)->facts[i];
        const struct json_node *node = root;
        for (uint32_t k = 0; k < fact->n_path && node != NULL; k++)
            node = json_node_member(node, fact->path[k]);
        all[i] = node != NULL || (value_known(facts[i]) && !fact->has_default); /* now, from the options */
    }
    return all;
}

static bylaw_status start(struct bylaw_interview *in, const char *json, size_t n, const char **why)
{
    struct case_input input;
    if (!read_case(in, json, n, &input, why))
        return BYLAW_FAULT;
    interview_start(in->interview, input.facts, told(in, (struct str){ json, (uint32_t)n }, input.facts));
    in->question.fact = INTERVIEW_DONE;
    return BYLAW_OK;
}

bylaw_status bylaw_interview_start(bylaw_interview *in, const char *json, size_t n, const char **why)
{
    const char *unheard;
    if (!ENTER(in)) {
        if (why != NULL)
            *why = "no memory";
        return BYLAW_LIMIT;
    }
    arena_reset(&in->round);
    return start(in, json, n, why != NULL ? why : &unheard);
}

/* ---- questions ---- */

static const char *const *texts(struct arena *arena, const struct str *all, uint32_t n)
{
    const char **out = arena_array(arena, const char *, n);
    for (uint32_t i = 0; i < n; i++)
        out[i] = terminated(arena, all[i]);
    return out;
}

static void choices(struct arena *arena, const struct type *type, bylaw_question *question)
{
    const char **out = arena_array(arena, const char *, type->n_symbols);
    for (uint32_t i = 0; i < type->n_symbols; i++)
        out[i] = terminated(arena, type->symbols[i].text.n > 0 ? type->symbols[i].text : type->symbols[i].name);
    question->choices = out;
    question->n_choices = type->n_symbols;
    question->closed = type->kind == TYPE_SET;
}

/* Its default, as people read it. */
static const char *otherwise(struct bylaw_interview *in, const struct fact *fact)
{
    if (!fact->has_default)
        return "";
    in->text.n = 0;
    value_show(&in->text, fact->default_, fact->type, &program_of(in)->style);
    return terminated(&in->round, (struct str){ in->text.p, (uint32_t)in->text.n });
}

static void describe(struct bylaw_interview *in, bylaw_question *question)
{
    struct arena *arena = &in->round;
    const struct fact *fact = &program_of(in)->facts[in->question.fact];
    question->fact = terminated(arena, fact->name);
    question->label = terminated(arena, fact->label);
    question->type = terminated(arena, type_text(arena, fact->type));
    question->judged_by = terminated(arena, fact->judged ? fact->judged_by : (struct str){ 0 });
    question->guidance = terminated(arena, fact->guidance);
    question->yes_no = fact->type->kind == TYPE_BOOL;
    question->required = fact->required;
    question->optional = !in->question.needed;
    question->otherwise = otherwise(in, fact);
    question->rules = texts(arena, in->question.rules, in->question.n_rules);
    question->n_rules = in->question.n_rules;
    question->open = in->question.open;
    question->expected = in->question.expected;
    choices(arena, fact->type, question);
}

static void ask(struct bylaw_interview *in, bylaw_question *question)
{
    memset(question, 0, sizeof *question);
    in->question = interview_next(in->interview);
    answering_end(&in->session.answering); /* people take their time: no transaction waits for them */
    if (in->question.fact != INTERVIEW_DONE)
        describe(in, question);
    question->asked = interview_asked(in->interview);
}

bylaw_status bylaw_interview_ask(bylaw_interview *in, bylaw_question *question)
{
    if (!ENTER(in))
        return BYLAW_LIMIT;
    arena_reset(&in->round);
    ask(in, question);
    return BYLAW_OK;
}

/* ---- answers ---- */

/* {"customer":{"level":…}} */
static void put_answer(struct bylaw_interview *in, const struct fact *fact, struct str text)
{
    struct buf *out = &in->text;
    out->n = 0;
    for (uint32_t i = 0; i < fact->n_path; i++) {
        buf_char(out, '{');
        buf_json(out, fact->path[i]);
        buf_char(out, ':');
    }
    answer_json(out, text, fact->type, &program_of(in)->style);
    for (uint32_t i = 0; i < fact->n_path; i++)
        buf_char(out, '}');
}

/* Data have other ways to write some types than people have. */
static void say_plainly(struct bylaw_interview *in, const struct fact *fact, const struct case_input *input, struct str text, const char **why)
{
    struct str own = answer_expected(fact->type);
    if (own.n == 0 || input->n_errors != 1 || !str_eq(input->errors[0].expected, case_say_expected(&in->round, fact->type, CASE_WRONG, true)))
        return;
    in->text.n = 0;
    buf_line(&in->text, fact->name);
    buf_cstr(&in->text, ": found \"");
    buf_line(&in->text, case_say_seen(&in->round, text));
    buf_cstr(&in->text, "\", expected ");
    buf_str(&in->text, own);
    *why = terminated(&in->round, (struct str){ in->text.p, (uint32_t)in->text.n });
}

static bylaw_status answer(struct bylaw_interview *in, struct str text, const char **why)
{
    uint32_t index = in->question.fact;
    *why = "nothing was asked";
    if (index == INTERVIEW_DONE)
        return BYLAW_FAULT;
    *why = "that is longer than a case may be";
    if (text.n > CASE_MAX_LINE)
        return BYLAW_FAULT;
    *why = "the answer is not UTF-8, or has a NUL character";
    if (utf8_valid(text) != text.n || (text.n > 0 && memchr(text.p, '\0', text.n) != NULL))
        return BYLAW_FAULT;
    put_answer(in, &program_of(in)->facts[index], text);
    struct str json = str_dup(&in->round, (struct str){ in->text.p, (uint32_t)in->text.n });
    struct case_input input;
    if (!read_case(in, json.p, json.n, &input, why)) {
        say_plainly(in, &program_of(in)->facts[index], &input, text, why);
        return BYLAW_FAULT;
    }
    *why = "that says nothing: give a value, or ! if it cannot be told";
    if (!value_known(input.facts[index]))
        return BYLAW_FAULT;
    interview_answer(in->interview, index, input.facts[index]);
    in->question.fact = INTERVIEW_DONE;
    return BYLAW_OK;
}

bylaw_status bylaw_interview_answer(bylaw_interview *in, const char *text, size_t n, const char **why)
{
    const char *unheard;
    if (!ENTER(in)) {
        if (why != NULL)
            *why = "no memory";
        return BYLAW_LIMIT;
    }
    return answer(in, (struct str){ text, n < CASE_MAX_LINE ? (uint32_t)n : CASE_MAX_LINE + 1 }, why != NULL ? why : &unheard);
}

bylaw_status bylaw_interview_skip(bylaw_interview *in)
{
    if (!ENTER(in))
        return BYLAW_LIMIT;
    if (in->question.fact == INTERVIEW_DONE)
        return BYLAW_FAULT;
    interview_skip(in->interview, in->question.fact);
    in->question.fact = INTERVIEW_DONE;
    return BYLAW_OK;
}

bylaw_status bylaw_interview_back(bylaw_interview *in)
{
    in->question.fact = INTERVIEW_DONE;
    return interview_back(in->interview) ? BYLAW_OK : BYLAW_FAULT;
}

/* ---- what is known, and what is decided ---- */

/* The facts that are known and not only a default, as the values of a decision are: the writer nests them. */
static void put_case(struct bylaw_interview *in, struct buf *out)
{
    const struct program *program = program_of(in);
    const struct value *facts = interview_facts(in->interview);
    struct decided_value *values = arena_array(&in->round, struct decided_value, program->n_facts);
    uint32_t n = 0;
    for (uint32_t i = 0; i < program->n_facts; i++) {
        const struct fact *fact = &program->facts[i];
        bool assumed = fact->has_default && !interview_is_settled(in->interview, i);
        if (value_known(facts[i]) && !assumed)
            values[n++] = (struct decided_value){ fact->path, fact->n_path, fact->type, facts[i] };
    }
    if (n > 0)
        nested_json(out, values, n, value_json);
    else
        buf_cstr(out, "{}");
}

static void give(struct bylaw_interview *in, const char **text, size_t *length)
{
    struct str out = str_dup(&in->round, (struct str){ in->out.p, (uint32_t)in->out.n });
    *text = out.p;
    *length = out.n;
}

bylaw_status bylaw_interview_case(bylaw_interview *in, const char **json, size_t *length)
{
    if (!ENTER(in))
        return BYLAW_LIMIT;
    in->out.n = 0;
    put_case(in, &in->out);
    give(in, json, length);
    return BYLAW_OK;
}

/* The case's name: case_id or id, if it is one of the facts. */
static struct str name_of_case(struct bylaw_interview *in)
{
    static const char *const ids[] = { "case_id", "id" };
    const struct program *program = program_of(in);
    for (int k = 0; k < 2; k++)
        for (uint32_t i = 0; i < program->n_facts; i++) {
            const struct value *value = &interview_facts(in->interview)[i];
            if (!str_is(program->facts[i].name, ids[k]) || !value_known(*value))
                continue;
            in->text.n = 0;
            value_json(&in->text, *value, program->facts[i].type);
            return str_dup(&in->round, (struct str){ in->text.p, (uint32_t)in->text.n });
        }
    return STR("1");
}

/* Decides the case so far, as eval would; its line or paragraph goes to OUT. */
static bylaw_status put_decision(struct bylaw_interview *in, bool explained, struct buf *out)
{
    struct session *session = &in->session;
    struct case_input input = { .name = name_of_case(in), .line = 1 };
    bylaw_stats unheard = { 0 };
    input.facts = arena_copy(&in->round, interview_whole(in->interview), program_of(in)->n_facts * sizeof *input.facts);
    answering_end(&in->session.answering); /* of looking for the whole case */
    session->out.n = 0;
    session->report.more = false;
    session->options.explain = explained;
    enum decision_status status = session_decide(session, &input, &unheard);
    struct str text = { session->out.p, (uint32_t)session->out.n };
    while (text.n > 0 && text.p[text.n - 1] == '\n')
        text.n--;
    buf_str(out, text);
    return status >= DECISION_CONFLICT ? BYLAW_FAULT : BYLAW_OK;
}

bylaw_status bylaw_interview_decision(bylaw_interview *in, int explained, const char **text, size_t *length)
{
    if (!ENTER(in))
        return BYLAW_LIMIT;
    in->out.n = 0;
    bylaw_status status = put_decision(in, explained && in->can_explain, &in->out);
    in->session.options.explain = in->can_explain; /* closing frees what it was opened with */
    give(in, text, length);
    return status;
}

/* ---- one step for programs ---- */

static void put_member(struct buf *out, const char *key, const char *text)
{
    if (*text == '\0')
        return;
    buf_printf(out, ",\"%s\":", key);
    buf_json(out, str_from(text));
}

static void put_list(struct buf *out, const char *key, const char *const *all, size_t n)
{
    if (n == 0)
        return;
    buf_printf(out, ",\"%s\":", key);
    for (size_t i = 0; i < n; i++) {
        buf_char(out, i > 0 ? ',' : '[');
        buf_json(out, str_from(all[i]));
    }
    buf_char(out, ']');
}

static void put_question(struct buf *out, const bylaw_question *question)
{
    buf_cstr(out, "{\"fact\":");
    buf_json(out, str_from(question->fact));
    put_member(out, "label", question->label);
    put_member(out, "type", question->type);
    put_list(out, "choices", question->choices, question->n_choices);
    put_member(out, "judged_by", question->judged_by);
    put_member(out, "guidance", question->guidance);
    buf_printf(out, ",\"required\":%s,\"optional\":%s", question->required ? "true" : "false", question->optional ? "true" : "false");
    put_member(out, "otherwise", question->otherwise);
    put_list(out, "rules", question->rules, question->n_rules);
    buf_printf(out, ",\"open\":%zu,\"expected\":%.2f}", question->open, question->expected);
}

static bylaw_status step(struct bylaw_interview *in, struct str json)
{
    const char *why;
    struct buf *out = &in->out;
    out->n = 0;
    if (start(in, json.p, json.n, &why) != BYLAW_OK) {
        buf_cstr(out, "{\"schema\":\"bylaw.ask/1\",\"done\":true,\"error\":");
        buf_json(out, str_from(why));
        buf_char(out, '}');
        return BYLAW_FAULT;
    }
    bylaw_question question;
    ask(in, &question);
    buf_printf(out, "{\"schema\":\"bylaw.ask/1\",\"done\":%s,\"decision\":", question.fact == NULL ? "true" : "false");
    bylaw_status status = put_decision(in, false, out);
    in->session.options.explain = in->can_explain;
    if (question.fact != NULL) {
        buf_cstr(out, ",\"question\":");
        put_question(out, &question);
    }
    buf_char(out, '}');
    return status;
}

bylaw_status bylaw_interview_step(bylaw_interview *in, const char *json, size_t n, const char **line, size_t *length)
{
    if (!ENTER(in))
        return BYLAW_LIMIT;
    arena_reset(&in->round);
    bylaw_status status = step(in, (struct str){ json, n > UINT32_MAX ? UINT32_MAX : (uint32_t)n });
    give(in, line, length);
    return status;
}
