/* The value of a definition that tables decide: each column is a value by cases, several of them must agree. */
#include "check/expr.h"
#include "check/tables.h"

/* One column on its way. */
struct deciding {
    const struct table_column *column;
    struct table_work *work;
    enum hit hit;
    struct expr **values; /* one a row; NULL: `-` */
};

/* All cells of all columns meet in one type. */
struct cells {
    VEC(const struct ast_expr *) written;
    VEC(struct expr **) places;
};

static const struct ast_column *head_of(const struct deciding *d) { return &d->work->table->columns.at[d->column->column]; }

/* How many rows match does not depend on what stands in them. */
static bool gather(struct checker *c, struct deciding *d, struct cells *cells)
{
    const struct ast_statement *table = d->work->table;
    bool fine = true;
    d->values = arena_array(c->arena, struct expr *, table->rows.n);
    for (uint32_t row = 0; row < table->rows.n && d->hit != HIT_COUNT; row++) {
        const struct ast_expr *e = cell_value(c, table_cell(table, row, d->column->column), &fine);
        if (!e)
            continue;
        vec_push(c->arena, &cells->written, e);
        vec_push(c->arena, &cells->places, &d->values[row]);
    }
    return fine;
}

static void no_values(struct checker *c, const struct deciding *d)
{
    diag_add(c->diags, DIAG_TYPE_OPEN, head_of(d)->span, "nothing says what '%.*s' is: no row has a value for it",
             STR_ARG(head_of(d)->name.text));
}

static const struct type *values_make(struct checker *c, const struct cells *cells)
{
    uint32_t n = cells->written.n;
    struct expr **made = arena_array(c->arena, struct expr *, n);
    const struct type *type = expr_together(c, cells->written.at, n, NULL, made, "results of one column");
    for (uint32_t i = 0; i < n; i++)
        *cells->places.at[i] = made[i];
    return type;
}

/* ---- hit policies and types ---- */

static bool has_order(const struct type *type)
{
    switch (type->kind) {
    case TYPE_BOOL: case TYPE_PARTY: case TYPE_SYMBOL: case TYPE_LIST: case TYPE_RECORD: return false;
    case TYPE_SET: return type->ordered;
    default: return true;
    }
}

static bool hit_takes(enum hit hit, const struct type *type)
{
    switch (hit) {
    case HIT_SUM: return type_is_numeric(type) || type->kind == TYPE_DURATION;
    case HIT_HIGHEST: return type->kind == TYPE_SET && type->ordered;
    case HIT_SMALLEST: case HIT_LARGEST: return has_order(type);
    default: return true;
    }
}

static void wrong_type(struct checker *c, const struct deciding *d, const struct type *type)
{
    const char *what = d->hit == HIT_SUM ? "'sum' adds numbers, amounts or durations"
        : d->hit == HIT_HIGHEST          ? "'highest' takes the greatest of an ordered set (declared with <)"
                                         : "'smallest' and 'largest' compare values that have an order";
    struct diag *diag = diag_add(c->diags, DIAG_TABLE, head_of(d)->span, "%s, and '%.*s' is %.*s", what, STR_ARG(head_of(d)->name.text),
                                 STR_ARG(type_words(c, type)));
    if (d->hit == HIT_HIGHEST && has_order(type))
        diag_hint(c->diags, diag, "'largest' takes the greatest number, amount or date");
}

/* The type of the whole column, from that of its cells (NULL: there are none that count). */
static const struct type *column_type(struct checker *c, const struct deciding *d, const struct type *cell)
{
    if (d->hit == HIT_COUNT)
        return type_simple(TYPE_WHOLE);
    if (!cell)
        return NULL;
    if (!hit_takes(d->hit, cell)) {
        wrong_type(c, d, cell);
        return NULL;
    }
    return d->hit == HIT_EVERY ? type_list_of(c->arena, cell) : cell;
}

/* ---- a column as arms ---- */

/* Where results of rows are put together, a row without one adds none. */
static bool row_counts(const struct deciding *d, uint32_t row)
{
    bool together = d->hit == HIT_EVERY || d->hit == HIT_HIGHEST || d->hit == HIT_SUM || d->hit == HIT_SMALLEST || d->hit == HIT_LARGEST;
    return d->values[row] || !together;
}

static struct expr *guard_of(struct checker *c, const struct table_work *work)
{
    struct expr *both[] = { work->effective, work->when };
    if (!both[0] || !both[1])
        return both[0] ? both[0] : both[1];
    return make_logic(c, EXPR_AND, both[1]->span, both, 2);
}

static struct expr *column_arms(struct checker *c, const struct deciding *d, const struct type *type)
{
    const struct ast_statement *table = d->work->table;
    struct arms *arms = arena_new(c->arena, struct arms);
    *arms = (struct arms){ .hit = d->hit, .owner = d->work->name, .guard = guard_of(c, d->work), .unless = d->work->unless };
    arms->at = arena_array(c->arena, struct arm_value, table->rows.n);
    for (uint32_t row = 0; row < table->rows.n; row++)
        if (row_counts(d, row))
            arms->at[arms->n++] = (struct arm_value){ d->work->conditions[row], d->values[row], table->rows.at[row].span };
    struct expr *e = make_expr(c, EXPR_ARMS, type, head_of(d)->span, 0);
    e->arms = arms;
    return e;
}

/* ---- all columns ---- */

static void table_circle(struct checker *c, const struct definition_work *work, const struct table_column *column)
{
    const struct ast_column *head = &column->table->columns.at[column->column];
    struct diag *diag = diag_add(c->diags, DIAG_CIRCLE, head->span, "'%.*s' is decided by a table whose conditions use it",
                                 STR_ARG(work->made.name));
    diag_subject(c->diags, diag, work->made.name);
}

/* False where nothing further can be said; *FINE is false after any error. */
static bool columns_gather(struct checker *c, const struct definition_work *work, struct deciding *all, struct cells *cells, bool *fine)
{
    for (uint32_t i = 0; i < work->columns.n; i++) {
        struct deciding *d = &all[i];
        d->column = &work->columns.at[i];
        d->work = table_work(c, d->column->file, d->column->table);
        if (!d->work) {
            table_circle(c, work, d->column);
            return false;
        }
        d->hit = table_hit(d->column->table);
        *fine = gather(c, d, cells) && d->work->sound && *fine;
        if (c->n_bound < d->work->n_slots)
            c->n_bound = d->work->n_slots;
        if (!d->work->fine)
            return false; /* its cells stand under other columns than was meant */
    }
    return true;
}

static bool columns_agree(struct checker *c, const struct deciding *all, struct expr *const *made, uint32_t n)
{
    for (uint32_t i = 1; i < n; i++)
        if (!type_same(made[0]->type, made[i]->type)) {
            struct str a = type_words(c, made[0]->type), b = type_words(c, made[i]->type);
            struct diag *diag = diag_add(c->diags, DIAG_TYPE, head_of(&all[i])->span,
                                         "here '%.*s' is %.*s, and another table makes it %.*s",
                                         STR_ARG(head_of(&all[i])->name.text), STR_ARG(b), STR_ARG(a));
            diag_note(c->diags, diag, head_of(&all[0])->span, "the other table's column is here");
            return false;
        }
    return true;
}

static bool columns_make(struct checker *c, const struct deciding *all, uint32_t n, const struct type *cell, struct expr **made)
{
    bool fine = true;
    for (uint32_t i = 0; i < n; i++) {
        const struct type *type = column_type(c, &all[i], cell);
        made[i] = type ? column_arms(c, &all[i], type) : NULL;
        fine = fine && type;
        if (made[i])
            values_check(c, all[i].work, all[i].values);
    }
    return fine;
}

static bool all_count(const struct deciding *all, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        if (all[i].hit != HIT_COUNT)
            return false;
    return true;
}

struct expr *tables_decide(struct checker *c, const struct definition_work *work)
{
    uint32_t n = work->columns.n;
    struct deciding *all = arena_array(c->arena, struct deciding, n);
    struct expr **made = arena_array(c->arena, struct expr *, n);
    struct cells cells = { 0 };
    bool fine = true;
    if (!columns_gather(c, work, all, &cells, &fine))
        return NULL;
    const struct type *cell = cells.written.n ? values_make(c, &cells) : NULL;
    if (cells.written.n == 0 && fine && !all_count(all, n))
        no_values(c, &all[0]);
    if (!columns_make(c, all, n, cell, made) || !columns_agree(c, all, made, n) || !fine)
        return NULL;
    return n == 1 ? made[0] : make_list(c, EXPR_AGREE, made[0]->type, made[0]->span, made, n);
}
