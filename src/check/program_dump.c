/* The program as indented text: expressions as (OP item …), constants as literals, names by name. */
#include "check/program_text.h"


struct dump {
    const struct program *program;
    const struct sources *sources;
    struct buf *out;
};

static void line(struct dump *d, unsigned depth)
{
    buf_printf(d->out, "\n%*s", (int)(2 * depth), "");
}

static void words(struct dump *d, const char *words)
{
    buf_cstr(d->out, words);
}

static void name(struct dump *d, struct str text)
{
    buf_str(d->out, text);
}

static void quoted(struct dump *d, struct str text)
{
    buf_char(d->out, ' ');
    program_quoted(d->out, text);
}

/* ---- expressions ---- */

static void expr(struct dump *d, const struct expr *x, unsigned depth);

static void labelled(struct dump *d, const char *label, const struct expr *x, unsigned depth)
{
    if (!x)
        return;
    line(d, depth);
    words(d, label);
    buf_char(d->out, ' ');
    expr(d, x, depth);
}

static const char *const hit_names[] = {
    [HIT_FIRST] = "first match", [HIT_ONLY_ONE] = "only one", [HIT_ANY] = "any", [HIT_EVERY] = "every match",
    [HIT_HIGHEST] = "highest", [HIT_SUM] = "sum", [HIT_SMALLEST] = "smallest", [HIT_LARGEST] = "largest", [HIT_COUNT] = "count",
};

static void arms(struct dump *d, const struct arms *arms, unsigned depth)
{
    buf_printf(d->out, "(ARMS %s", hit_names[arms->hit]);
    if (arms->owner.n)
        quoted(d, arms->owner);
    labelled(d, "guard", arms->guard, depth + 1);
    labelled(d, "unless", arms->unless, depth + 1);
    for (uint32_t i = 0; i < arms->n; i++) {
        line(d, depth + 1);
        if (arms->at[i].condition)
            expr(d, arms->at[i].condition, depth + 1);
        else
            words(d, "otherwise");
        words(d, " => ");
        if (arms->at[i].value)
            expr(d, arms->at[i].value, depth + 1);
        else
            words(d, "-");
    }
    buf_char(d->out, ')');
}

/* What `index` says, where an operation has one beside its items. */
static void index_of(struct dump *d, const struct expr *x)
{
    switch (x->op) {
    case EXPR_FIELD: buf_char(d->out, ' '); name(d, x->items[0]->type->fields[x->index].name); break;
    case EXPR_CALL: buf_printf(d->out, " %s", builtin_name(x->index)); break;
    case EXPR_MATCHES: buf_printf(d->out, " pattern %u", x->index); break;
    case EXPR_DATE_ADD_MONTHS: case EXPR_MOMENT_ADD_MONTHS: buf_printf(d->out, " %d", (int)(int32_t)x->index); break;
    case EXPR_ANY_HAS: case EXPR_ALL_HAVE: case EXPR_NO_HAS: buf_printf(d->out, " $%u", x->index); break;
    case EXPR_COUNT: case EXPR_SUM: case EXPR_SMALLEST: case EXPR_LARGEST:
        if (x->n > 1)
            buf_printf(d->out, " $%u", x->index);
        break;
    case EXPR_LOOKUP: case EXPR_FOUND: buf_char(d->out, ' '); name(d, d->program->lookups[x->index].name); break;
    default: break;
    }
}

static void operation(struct dump *d, const struct expr *x, unsigned depth)
{
    buf_printf(d->out, "(%s", expr_op_name(x->op));
    index_of(d, x);
    for (uint32_t i = 0; i < x->n; i++) {
        buf_char(d->out, ' ');
        expr(d, x->items[i], depth);
    }
    buf_char(d->out, ')');
}

static void expr(struct dump *d, const struct expr *x, unsigned depth)
{
    switch (x->op) {
    case EXPR_CONST: program_value(d->out, x->constant, x->type, &d->program->style); break;
    case EXPR_FACT: name(d, d->program->facts[x->index].name); break;
    case EXPR_DEFINITION: name(d, d->program->definitions[x->index].name); break;
    case EXPR_VARIABLE: buf_printf(d->out, "$%u", x->index); break;
    case EXPR_ARMS: arms(d, x->arms, depth); break;
    default: operation(d, x, depth);
    }
}

/* ---- the parts of a program ---- */

static void head(struct dump *d)
{
    const struct program *program = d->program;
    words(d, "policy");
    if (program->policy_name.n)
        quoted(d, program->policy_name);
    if (program->policy_version.n) {
        words(d, " version");
        quoted(d, program->policy_version);
    }
    words(d, " currency ");
    name(d, program->style.currency);
    words(d, program->month_ends_forward ? " month_ends forward" : "");
    words(d, program->facts_inferred ? "\nfacts inferred" : "");
}

static void fact(struct dump *d, const struct fact *fact)
{
    words(d, "\nfact ");
    program_name(d->out, fact->path, fact->n_path);
    words(d, " is ");
    program_type(d->out, fact->type);
    words(d, fact->required ? ", required" : "");
    words(d, fact->private_ ? ", private" : "");
    words(d, fact->implicit ? ", implicit" : "");
    if (fact->has_default) {
        words(d, ", default ");
        program_value(d->out, fact->default_, fact->type, &d->program->style);
    }
    if (fact->judged) {
        words(d, ", judged by");
        quoted(d, fact->judged_by);
    }
    if (fact->label.n)
        quoted(d, fact->label);
}

static void lookup(struct dump *d, uint32_t index)
{
    const struct lookup *lookup = &d->program->lookups[index];
    words(d, "\nlookup ");
    name(d, lookup->name);
    words(d, lookup->many ? " many" : "");
    words(d, lookup->optional ? " optional" : "");
    quoted(d, lookup->sql);
    for (uint32_t i = 0; i < lookup->n_params; i++) {
        line(d, 1);
        words(d, ":");
        name(d, lookup->params[i].name);
        words(d, lookup->params[i].private_ ? ", private, " : " ");
        expr(d, d->program->lookup_uses[index].params[i], 1);
    }
    words(d, "\n  gives ");
    program_type(d->out, d->program->lookup_uses[index].row);
}

static void definition(struct dump *d, const struct definition *definition)
{
    words(d, "\ndefinition ");
    program_name(d->out, definition->path, definition->n_path);
    words(d, " is ");
    program_type(d->out, definition->type);
    words(d, definition->output ? ", output" : "");
    words(d, definition->private_ ? ", private" : "");
    line(d, 1);
    expr(d, definition->body, 1);
}

static void verb(struct dump *d, const struct verb *verb)
{
    words(d, "\naction ");
    name(d, verb->name);
    words(d, " (");
    for (uint32_t i = 0; i < verb->n_params; i++) {
        words(d, i == 0 ? "" : i == verb->n_positional ? "; " : ", ");
        name(d, verb->params[i].name);
        words(d, ": ");
        program_type(d->out, verb->params[i].type);
        words(d, verb->params[i].optional ? "?" : "");
    }
    words(d, verb->once ? ") once" : ")");
    for (uint32_t i = 0; i < verb->n_defeats; i++) {
        words(d, i ? ", " : " defeats ");
        name(d, d->program->verbs[verb->defeats[i]].name);
    }
}

static void action(struct dump *d, const struct action *action, unsigned depth)
{
    const struct verb *verb = &d->program->verbs[action->verb];
    line(d, depth);
    name(d, verb->name);
    for (uint32_t i = 0; i < verb->n_params; i++) {
        if (!action->args[i])
            continue;
        buf_char(d->out, ' ');
        name(d, verb->params[i].name);
        buf_char(d->out, '=');
        expr(d, action->args[i], depth);
    }
}

static void arm(struct dump *d, const struct arm *arm)
{
    words(d, "\n  arm");
    quoted(d, arm->name);
    labelled(d, "effective", arm->effective, 2);
    labelled(d, "if", arm->condition, 2);
    labelled(d, "unless", arm->unless, 2);
    for (uint32_t i = 0; i < arm->n_actions; i++)
        action(d, &arm->actions[i], 2);
    labelled(d, "because", arm->because, 2);
    for (uint32_t i = 0; i < arm->n_cite; i++) {
        words(d, i ? "" : "\n    cite");
        quoted(d, arm->cite[i]);
    }
    for (uint32_t i = 0; i < arm->n_overridden_by; i++)
        buf_printf(d->out, "%s%u", i ? ", " : "\n    overridden by arm ", arm->overridden_by[i]);
}

static void unit(struct dump *d, const struct unit *unit)
{
    static const char *const kinds[] = { [UNIT_RULE] = "rule", [UNIT_GROUP] = "group", [UNIT_TABLE] = "table" };
    buf_printf(d->out, "\n%s", kinds[unit->kind]);
    quoted(d, unit->name);
    buf_printf(d->out, " %s", hit_names[unit->hit]);
    labelled(d, "effective", unit->effective, 1);
    labelled(d, "when", unit->when, 1);
    labelled(d, "unless", unit->unless, 1);
    for (uint32_t i = 0; i < unit->n_arms; i++)
        arm(d, &d->program->arms[unit->first_arm + i]);
}

static void guarantee(struct dump *d, const struct guarantee *guarantee)
{
    words(d, guarantee->always ? "\nalways" : "\nnever");
    action(d, guarantee->action, 1);
    labelled(d, "when", guarantee->when, 1);
}

static void kpi(struct dump *d, const struct kpi *kpi)
{
    static const char *const kinds[] = {
        [FIGURE_AVERAGE] = "average", [FIGURE_SUM] = "sum", [FIGURE_SMALLEST] = "smallest", [FIGURE_LARGEST] = "largest",
        [FIGURE_COUNT] = "count", [FIGURE_SHARE] = "share",
    };
    words(d, "\nkpi");
    quoted(d, kpi->figure.title);
    labelled(d, kinds[kpi->figure.kind], kpi->of, 1);
}

void program_dump(const struct program *program, const struct sources *sources, struct buf *out)
{
    struct dump d = { program, sources, out };
    head(&d);
    for (uint32_t i = 0; i < program->n_facts; i++)
        fact(&d, &program->facts[i]);
    for (uint32_t i = 0; i < program->n_lookups; i++)
        lookup(&d, i);
    for (uint32_t i = 0; i < program->n_definitions; i++)
        definition(&d, &program->definitions[i]);
    for (uint32_t i = 0; i < program->n_verbs; i++)
        verb(&d, &program->verbs[i]);
    for (uint32_t i = 0; i < program->n_units; i++)
        unit(&d, &program->units[i]);
    for (uint32_t i = 0; i < program->n_guarantees; i++)
        guarantee(&d, &program->guarantees[i]);
    for (uint32_t i = 0; i < program->n_kpis; i++)
        kpi(&d, &program->kpis[i]);
    buf_char(out, '\n');
}
