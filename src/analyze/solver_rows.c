/* Lookups: the row that a case finds is as free as its facts. */
#include "analyze/solver_inner.h"

/* A row, its fields known or NULL; of a `many` lookup the list of its rows, which have fields alike. */
static struct term rows_of(struct solver *s, uint32_t index)
{
    const struct lookup *lookup = &s->program->lookups[index];
    const struct type *row = s->program->lookup_uses[index].row;
    if (!lookup->many)
        return solver_term_free(s, row, s->yes);
    struct type *list = arena_new(&s->scratch, struct type);
    *list = (struct type){ .kind = TYPE_LIST, .element = row };
    struct term term = solver_term_free(s, list, s->yes);
    for (uint32_t i = 0; i < term.n_parts; i++)
        term.parts[i].known = s->yes;
    return term;
}

/* What it is asked with, once a case: whether all is known, and whether what is not needs something. Its errors count wherever
 * it is first looked at. */
static void ask_parameters(struct solver *s, uint32_t index, struct found *found)
{
    smt_node path = s->path, error = s->error;
    s->path = s->yes;
    s->error = s->no;
    found->asked = s->yes;
    found->need = s->no;
    for (uint32_t i = 0; i < s->program->lookups[index].n_params; i++) {
        struct term param = solver_expr(s, s->program->lookup_uses[index].params[i]);
        found->asked = AND(s, found->asked, param.known);
        found->need = OR(s, found->need, AND(s, NOT(s, param.known), param.need));
    }
    found->error = s->error;
    s->path = path;
    s->error = error;
}

static struct found *find(struct solver *s, uint32_t index)
{
    struct found *found = &s->found[index];
    if (found->made)
        return found;
    found->nobody = s->program->lookups[index].optional ? smt_free_one(s->smt, SMT_BOOL) : s->no;
    ask_parameters(s, index, found);
    found->row = smt_free_one(s->smt, SMT_BOOL);
    found->rows = rows_of(s, index);
    if (found->rows.n)
        smt_assert(s->smt, smt_eq(s->smt, found->row, smt_lt(s->smt, smt_int(s->smt, 0), found->rows.n)));
    found->made = true;
    return found;
}

struct term solver_rows(struct solver *s, const struct expr *expr)
{
    struct found *found = find(s, expr->index);
    bool many = s->program->lookups[expr->index].many;
    smt_node answered = AND(s, NOT(s, found->nobody), found->asked);
    solver_expr_fail(s, AND(s, NOT(s, found->nobody), found->error));
    struct term none = solver_term_unknown(s, AND(s, NOT(s, found->nobody), AND(s, NOT(s, found->asked), found->need)));
    struct term is_found = solver_term_known(s, found->row);
    if (expr->op == EXPR_FOUND)
        return solver_term_if(s, answered, &is_found, &none);
    return solver_term_if(s, many ? answered : AND(s, answered, found->row), &found->rows, &none);
}

void solver_rows_read(struct solver *s)
{
    for (uint32_t i = 0; i < s->program->n_lookups; i++) {
        const struct found *found = &s->found[i];
        struct solver_row *row = &s->rows[i];
        *row = (struct solver_row){ .rows = value_unknown() };
        if (!found->made)
            continue;
        const struct type *type = s->program->lookup_uses[i].row;
        row->nobody = smt_model_bool(s->smt, found->nobody);
        if (smt_model_bool(s->smt, found->row))
            row->rows = solver_term_value(s, &found->rows, s->program->lookups[i].many ? type_list_of(s->arena, type) : type);
    }
}

void solver_rows_nice(struct solver *s)
{
    for (uint32_t i = 0; i < s->program->n_lookups; i++)
        if (s->found[i].made)
            smt_assert(s->smt, NOT(s, s->found[i].nobody));
}

/* ---- the evaluator's host ---- */

static bool answers(void *context, uint32_t index)
{
    const struct solver_host *host = context;
    return !host->rows[index].nobody;
}

static enum host_status answer(void *context, uint32_t index, const struct value *params, struct arena *arena, struct host_rows *rows,
                               struct str *why)
{
    const struct solver_host *host = context;
    struct value found = host->rows[index].rows;
    uint32_t n_fields = host->program->lookups[index].n_fields, n = found.kind == VALUE_LIST ? found.list->n : value_known(found);
    struct value *at = arena_array(arena, struct value, (size_t)n * n_fields + 1);
    (void)params, (void)why;
    for (uint32_t i = 0; i < n; i++) {
        struct value row = found.kind == VALUE_LIST ? found.list->at[i] : found;
        if (value_known(row)) /* else all that is said of it is that it is there */
            memcpy(at + (size_t)i * n_fields, row.record, n_fields * sizeof *at);
    }
    *rows = (struct host_rows){ at, n };
    return HOST_ROWS;
}

struct host solver_host(struct solver_host *host)
{
    return (struct host){ .context = host, .answers = answers, .ask = answer };
}

bool solver_asked(struct solver *s, const struct solver_case *found, uint32_t lookup, struct value *params)
{
    struct solver_row *rows = s->rows;
    bool known = !found->rows[lookup].nobody, error;
    s->rows = found->rows;
    for (uint32_t i = 0; i < s->program->lookups[lookup].n_params && known; i++) {
        params[i] = solver_confirm_value(s, s->program->lookup_uses[lookup].params[i], found->facts, &error);
        known = value_known(params[i]) && !error;
    }
    s->rows = rows;
    return known;
}
