/* An expectation that was not met, written anew so that it is: as its author wrote it, but for what came otherwise. */
#include "scenario/scenario_update.h"

#include "check/program_text.h"

struct writing {
    const struct scenario_run *run;
    const struct expectation *expected;
    const struct decision *decision;
    struct arena *arena;
    bool *taken;     /* of each action that came: some expectation has it already */
    struct buf *out; /* the expectation as it is to be; run->out */
    const char *why; /* it cannot be written; NULL: it can */
};

static const char unwritable[] = "what came cannot be written as an expectation";

/* ---- words as they stand ---- */

struct str scenario_update_text(const struct sources *sources, struct span span)
{
    struct str text = span_text(sources, span);
    while (text.n && strchr(" \t\r\n", text.p[text.n - 1]))
        text.n--;
    while (text.n && (text.p[0] == ' ' || text.p[0] == '\t'))
        text = str_slice(text, 1, text.n);
    return text;
}

static struct str own_text(const struct writing *w, struct span span)
{
    return scenario_update_text(w->run->sources, span);
}

static bool is_cell(const struct writing *w) { return w->expected->head.n > 0; }

/* What a line begins with, or nothing in a cell. */
static void begin(const struct writing *w, const char *words)
{
    if (!is_cell(w))
        buf_printf(w->out, "expect %s", words);
}

/* A line more, as far in as the one in hand. */
static void begin_line(const struct writing *w, const char *words)
{
    const struct source *source = source_at(w->run->sources, w->expected->span.source);
    struct str line = source_line(source, span_place(w->run->sources, w->expected->span).line);
    uint32_t blanks = 0;
    const char *end = memchr(source->text.p, '\n', source->text.n);
    while (blanks < line.n && (line.p[blanks] == ' ' || line.p[blanks] == '\t'))
        blanks++;
    buf_cstr(w->out, end && end > source->text.p && end[-1] == '\r' ? "\r\n" : "\n");
    buf_str(w->out, str_slice(line, 0, blanks));
    begin(w, words);
}

/* ---- actions ---- */

static void put_came(struct writing *w, const struct decided_action *action, const struct value *told)
{
    for (uint32_t i = 0; i < action->n_args; i++)
        if (!scenario_can_write(action->args[i].type))
            w->why = unwritable;
    scenario_write_action(w->run->program, action, told, w->out);
}

static bool is_of(const struct writing *w, const struct decided_action *action, uint32_t verb)
{
    return str_eq(action->verb, w->run->program->verbs[verb].name);
}

static const struct decided_arg *arg_of(const struct writing *w, const struct decided_action *action, uint32_t verb, uint32_t param)
{
    for (uint32_t i = 0; i < action->n_args; i++)
        if (str_eq(action->args[i].key, w->run->program->verbs[verb].params[param].name))
            return &action->args[i];
    return NULL;
}

static unsigned likeness(const struct writing *w, const struct expected_action *expected, const struct decided_action *action)
{
    unsigned n = 1;
    for (uint32_t i = 0; i < w->run->program->verbs[expected->verb].n_params; i++) {
        const struct decided_arg *arg = arg_of(w, action, expected->verb, i);
        n += value_known(expected->args[i]) && arg && value_same(arg->value, expected->args[i]);
    }
    return n;
}

/* What came in place of EXPECTED: of its verb, and most like it; NULL: nothing is left of that verb. */
static const struct decided_action *in_place_of(struct writing *w, const struct expected_action *expected)
{
    unsigned most = 0;
    uint32_t best = 0;
    for (uint32_t i = 0; i < w->decision->n_actions; i++) {
        const struct decided_action *action = w->decision->actions[i];
        unsigned n = !w->taken[i] && is_of(w, action, expected->verb) ? likeness(w, expected, action) : 0;
        if (n > most) {
            most = n;
            best = i;
        }
    }
    if (most > 0)
        w->taken[best] = true;
    return most > 0 ? w->decision->actions[best] : NULL;
}

static bool is_there(const struct writing *w, const struct expected_action *expected)
{
    for (uint32_t i = 0; i < w->decision->n_actions; i++)
        if (scenario_fits(w->run, expected, w->decision->actions[i]))
            return true;
    return false;
}

static void take_fitting(const struct scenario_run *run, const struct expected_action *expected, const struct decision *decision, bool *taken)
{
    for (uint32_t i = 0; i < decision->n_actions; i++)
        if (!taken[i] && scenario_fits(run, expected, decision->actions[i])) {
            taken[i] = true;
            return;
        }
}

/* The words of each expected action, or nothing where it did not come at all: then *GONE. */
static struct str *action_words(struct writing *w, bool *gone)
{
    struct str *words = arena_array(w->arena, struct str, w->expected->n_actions);
    for (uint32_t i = 0; i < w->expected->n_actions; i++) {
        const struct expected_action *expected = &w->expected->actions[i];
        const struct decided_action *came = is_there(w, expected) ? NULL : in_place_of(w, expected);
        w->out->n = 0;
        if (is_there(w, expected))
            buf_str(w->out, own_text(w, expected->span));
        else if (came)
            put_came(w, came, expected->args);
        else
            *gone = true;
        words[i] = str_dup(w->arena, (struct str){ w->out->p, (uint32_t)w->out->n });
    }
    w->out->n = 0;
    return words;
}

/* All as it stands, comments and line ends too, with other actions in their places. */
static void put_in_place(struct writing *w, const struct str *words)
{
    struct str whole = own_text(w, w->expected->span);
    const char *from = whole.p;
    for (uint32_t i = 0; i < w->expected->n_actions; i++) {
        struct str old = own_text(w, w->expected->actions[i].span);
        buf_add(w->out, from, (size_t)(old.p - from));
        buf_str(w->out, words[i]);
        from = old.p + old.n;
    }
    buf_add(w->out, from, (size_t)(whole.p + whole.n - from));
}

/* Bare verbs of a cell stand with commas between them, as values do. */
static void put_joined(struct writing *w, const struct str *words, uint32_t n)
{
    uint32_t put = 0;
    bool bare = is_cell(w);
    for (uint32_t i = 0; i < n; i++)
        bare = bare && str_find(words[i], STR(" ")) < 0;
    for (uint32_t i = 0; i < n; i++) {
        if (words[i].n == 0)
            continue;
        buf_cstr(w->out, put == 0 ? "" : bare ? ", " : " and ");
        buf_str(w->out, words[i]);
        put++;
    }
}

static void put_all_came(struct writing *w)
{
    for (uint32_t i = 0; i < w->decision->n_actions; i++) {
        buf_cstr(w->out, i ? " and " : "");
        put_came(w, w->decision->actions[i], NULL);
    }
    if (w->decision->n_actions == 0)
        buf_cstr(w->out, "nothing");
}

/* What of an expected action did not come: the verb alone, unless there is another one of it. */
static void put_no(struct writing *w, const struct expected_action *expected)
{
    bool other = false;
    for (uint32_t i = 0; i < w->decision->n_actions; i++)
        other = other || is_of(w, w->decision->actions[i], expected->verb);
    buf_str(w->out, other ? own_text(w, expected->span) : w->run->program->verbs[expected->verb].name);
}

static bool has_comment(struct str text)
{
    bool quoted = false;
    for (uint32_t i = 0; i < text.n; i++) {
        if (text.p[i] == '"')
            quoted = !quoted;
        else if (text.p[i] == '\\' && quoted)
            i++;
        else if (text.p[i] == '#' && !quoted)
            return true;
    }
    return false;
}

/* From here on all of it is written anew. */
static void give_up_layout(struct writing *w)
{
    if (has_comment(own_text(w, w->expected->span)))
        w->why = "there is a comment inside what would be written anew";
}

static void write_actions(struct writing *w)
{
    bool gone = false;
    struct str *words = action_words(w, &gone);
    if (!gone) {
        put_in_place(w, words);
        return;
    }
    give_up_layout(w);
    bool any = false;
    for (uint32_t i = 0; i < w->expected->n_actions; i++)
        any = any || words[i].n > 0;
    if (any)
        begin(w, "");
    put_joined(w, words, w->expected->n_actions);
    if (is_cell(w) && !any)
        put_all_came(w);
    for (uint32_t i = 0; i < w->expected->n_actions && !is_cell(w); i++) {
        if (words[i].n > 0)
            continue;
        if (any)
            begin_line(w, "no ");
        else
            begin(w, "no ");
        put_no(w, &w->expected->actions[i]);
        any = true;
    }
}

/* An argument of its action, alone in a cell. */
static void write_argument(struct writing *w)
{
    const struct expected_action *expected = w->expected->actions;
    w->taken = arena_array(w->arena, bool, w->decision->n_actions); /* several columns may speak of one action */
    const struct decided_action *came = in_place_of(w, expected);
    const struct decided_arg *arg = came ? arg_of(w, came, expected->verb, w->expected->param) : NULL;
    if (!came)
        buf_cstr(w->out, "nothing");
    else if (!arg)
        w->why = "the action came without that argument, which a cell cannot say";
    else if (!scenario_can_write(arg->type))
        w->why = unwritable;
    else if (arg->type->kind == TYPE_SYMBOL)
        buf_str(w->out, value_str(arg->value));
    else
        scenario_write_value(w->run->program, arg->value, arg->type, w->out);
}

static void write_unexpected(struct writing *w)
{
    uint32_t n = 0;
    give_up_layout(w);
    for (uint32_t i = 0; i < w->decision->n_actions; i++) {
        if (!scenario_fits(w->run, &w->expected->actions[0], w->decision->actions[i]))
            continue;
        if (n++ > 0)
            buf_cstr(w->out, " and ");
        else
            begin(w, "");
        put_came(w, w->decision->actions[i], NULL);
    }
}

static bool is_kept(const struct writing *w, const struct decided_action *action)
{
    for (uint32_t i = 0; i < w->expected->n_actions; i++)
        if (scenario_fits(w->run, &w->expected->actions[i], action))
            return true;
    return false;
}

/* Those that stand, those in the place of others, and behind them what else came. */
static void write_only(struct writing *w)
{
    bool gone = false;
    w->taken = arena_array(w->arena, bool, w->decision->n_actions);
    for (uint32_t i = 0; i < w->expected->n_actions; i++)
        take_fitting(w->run, &w->expected->actions[i], w->decision, w->taken);
    struct str *words = action_words(w, &gone);
    VEC(struct str) all = { 0 };
    for (uint32_t i = 0; i < w->expected->n_actions; i++)
        vec_push(w->arena, &all, words[i]);
    for (uint32_t i = 0; i < w->decision->n_actions; i++) {
        const struct decided_action *action = w->decision->actions[i];
        if (w->taken[i] || is_kept(w, action))
            continue;
        w->out->n = 0;
        put_came(w, action, NULL);
        if (scenario_is_update(w->run->program, action))
            w->why = "'only' cannot name an update: say what is expected in lines of their own";
        struct str more = str_dup(w->arena, (struct str){ w->out->p, (uint32_t)w->out->n });
        vec_push(w->arena, &all, more);
        gone = true;
    }
    w->out->n = 0;
    if (!gone) {
        put_in_place(w, words);
        return;
    }
    give_up_layout(w);
    begin(w, w->decision->n_actions > 0 ? "only " : "nothing");
    if (w->decision->n_actions == 0 && is_cell(w))
        buf_cstr(w->out, "nothing");
    put_joined(w, all.at, all.n);
}

static const struct decided_arg *text_of(const struct decided_action *action)
{
    for (uint32_t i = 0; i < action->n_args; i++)
        if (action->args[i].value.kind == VALUE_TEXT && action->args[i].type->kind == TYPE_TEXT)
            return &action->args[i];
    return NULL;
}

static void write_containing(struct writing *w)
{
    const struct expected_action *expected = w->expected->actions;
    const struct decided_action *came = NULL;
    for (uint32_t i = 0; i < w->decision->n_actions && !came; i++)
        if (scenario_fits(w->run, expected, w->decision->actions[i]))
            came = w->decision->actions[i];
    bool told = came == NULL; /* its arguments have to be other ones, too */
    came = came ? came : in_place_of(w, expected);
    const struct decided_arg *arg = came ? text_of(came) : NULL;
    give_up_layout(w);
    if (came && !arg)
        w->why = "the action came without a text";
    begin(w, came ? "" : "no ");
    if (!came)
        buf_str(w->out, w->run->program->verbs[expected->verb].name);
    if (!arg)
        return;
    if (told)
        put_came(w, came, expected->args);
    else
        buf_str(w->out, own_text(w, expected->span));
    buf_cstr(w->out, " containing ");
    program_quoted(w->out, value_str(arg->value));
}

/* ---- names ---- */

static void write_status(struct writing *w)
{
    static const char *const words[] = { "decided", "incomplete", "conflict", "error" };
    begin(w, "status ");
    buf_cstr(w->out, words[w->decision->status]);
}

static bool is_named(const struct expectation *expected, struct str name)
{
    for (uint32_t i = 0; i < expected->n_names; i++)
        if (str_eq(expected->names[i], name))
            return true;
    return false;
}

/* Of a part of the needs those that are still there; where none is, and of `only`, all. */
static void write_needs(struct writing *w)
{
    const struct fact *facts = w->run->program->facts;
    bool only = w->expected->kind == EXPECT_NEEDS_ONLY, all = only;
    uint32_t n = 0, kept = 0;
    for (uint32_t i = 0; i < w->decision->n_needs; i++)
        kept += is_named(w->expected, facts[w->decision->needs[i]].name);
    all = all || kept == 0;
    give_up_layout(w);
    begin(w, w->decision->n_needs == 0 ? "needs nothing" : only ? "needs only " : "needs ");
    if (w->decision->n_needs == 0 && is_cell(w))
        buf_cstr(w->out, "nothing");
    for (uint32_t i = 0; i < w->decision->n_needs; i++) {
        if (!all && !is_named(w->expected, facts[w->decision->needs[i]].name))
            continue;
        buf_cstr(w->out, n++ ? ", " : "");
        scenario_write_need(w->run->program, w->decision->needs[i], w->out);
    }
}

/* A rule without a name is called after its place, which no expectation can say. */
static bool has_name(struct str rule) { return str_find(rule, STR(":")) < 0 && str_find(rule, STR(".")) < 0; }

/* `expect rule a, b` is two expectations at one place: those at PLACE that are met stay. */
static void write_rules(struct writing *w, const struct scenario *scenario)
{
    VEC(struct str) names = { 0 };
    for (uint32_t i = 0; i < scenario->n_expectations; i++) {
        const struct expectation *other = &scenario->expectations[i];
        if (other->span.from == w->expected->span.from && scenario_match(w->run, other, w->decision))
            vec_push(w->arena, &names, other->names[0]);
    }
    for (uint32_t i = 0; i < w->decision->n_actions && names.n == 0; i++)
        for (uint32_t k = 0; k < w->decision->actions[i]->n_rules && (!is_cell(w) || names.n == 0); k++)
            if (has_name(w->decision->actions[i]->rules[k]))
                vec_push(w->arena, &names, w->decision->actions[i]->rules[k]);
    give_up_layout(w);
    if (names.n == 0 && (w->decision->n_actions > 0 || is_cell(w)))
        w->why = "no rule that has a name decided anything";
    begin(w, names.n == 0 ? "nothing" : "rule ");
    for (uint32_t i = 0; i < names.n; i++) {
        buf_cstr(w->out, i ? ", " : "");
        program_name(w->out, &names.at[i], 1);
    }
}

/* ---- values ---- */

static const struct definition *output_of(const struct writing *w)
{
    for (uint32_t i = 0; i < w->run->program->n_definitions; i++) {
        const struct definition *definition = &w->run->program->definitions[i];
        if (definition->output && str_eq(definition->name, w->expected->names[0]))
            return definition;
    }
    return NULL;
}

static void put_value(struct writing *w, const struct definition *output)
{
    for (uint32_t i = 0; i < w->decision->n_values; i++) {
        const struct decided_value *value = &w->decision->values[i];
        if (value->path != output->path)
            continue;
        if (scenario_can_write(value->type))
            scenario_write_value(w->run->program, value->value, value->type, w->out);
        else
            w->why = unwritable;
        return;
    }
    buf_cstr(w->out, "missing");
}

static void write_value(struct writing *w)
{
    const struct definition *output = output_of(w);
    struct str old = own_text(w, w->expected->span);
    long is = is_cell(w) ? -1 : str_find(old, STR("="));
    uint32_t n = (uint32_t)(is + 1);
    while (!is_cell(w) && n < old.n && old.p[n] == ' ')
        n++;
    buf_str(w->out, str_slice(old, 0, n));
    if (output && output->private_)
        w->why = "its value is private";
    else if (output)
        put_value(w, output);
}

/* ---- all ---- */

static void write(struct writing *w, const struct scenario *scenario)
{
    switch (w->expected->kind) {
    case EXPECT_ACTION: case EXPECT_NO: break;
    case EXPECT_ONLY:
        if (is_cell(w)) /* it says `nothing`, and `only` it cannot say of anything else */
            put_all_came(w);
        else
            write_only(w);
        return;
    case EXPECT_CONTAINING: write_containing(w); return;
    case EXPECT_STATUS: case EXPECT_CONFLICT: case EXPECT_ERROR: write_status(w); return;
    case EXPECT_NEEDS: case EXPECT_NEEDS_ONLY: write_needs(w); return;
    case EXPECT_RULE: write_rules(w, scenario); return;
    case EXPECT_VALUE: write_value(w); return;
    }
    if (w->expected->is_argument)
        write_argument(w);
    else if (w->expected->kind == EXPECT_NO)
        write_unexpected(w);
    else
        write_actions(w);
}

bool *scenario_update_taken(const struct scenario_run *run, const struct scenario *scenario, const struct decision *decision, struct arena *arena)
{
    bool *taken = arena_array(arena, bool, decision->n_actions);
    for (uint32_t i = 0; i < scenario->n_expectations; i++)
        for (uint32_t k = 0; scenario->expectations[i].kind == EXPECT_ACTION && !scenario->expectations[i].is_argument && k < scenario->expectations[i].n_actions; k++)
            take_fitting(run, &scenario->expectations[i].actions[k], decision, taken);
    return taken;
}

struct str scenario_update_words(const struct scenario_run *run, const struct scenario *scenario, const struct expectation *expected,
                                 const struct decision *decision, bool *taken, struct arena *arena, const char **why)
{
    struct writing w = { .run = run, .expected = expected, .decision = decision, .arena = arena, .taken = taken, .out = run->out };
    run->out->n = 0;
    if ((expected->kind == EXPECT_ERROR || expected->kind == EXPECT_CONFLICT) && is_cell(&w))
        w.why = "the column is about errors, and none came";
    else
        write(&w, scenario);
    *why = w.why;
    return str_dup(arena, (struct str){ run->out->p, (uint32_t)run->out->n });
}
