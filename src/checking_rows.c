/* The row to add to a table, in its own columns: what is missing in it is a region of cases, and its columns say how to write that. */
#include "checking.h"

#include "syntax/ast.h"

#include <string.h>

static bool is_same(struct span a, struct span b) { return a.source == b.source && a.from == b.from; }

static const struct ast_statement *table_of(const struct checking *c, struct span row)
{
    for (uint32_t i = 0; i < c->policy->n_files; i++)
        for (uint32_t k = 0; k < c->policy->files[i]->statements.n; k++) {
            const struct ast_statement *statement = c->policy->files[i]->statements.at[k];
            if (statement->kind == AST_S_TABLE && statement->rows.n > 0 && is_same(statement->rows.at[0].span, row))
                return statement;
        }
    return NULL;
}

/* ---- columns ---- */

/* Whether two texts are the same but for blanks. */
static bool reads_the_same(struct str a, struct str b)
{
    uint32_t i = 0, k = 0;
    for (;;) {
        while (i < a.n && a.p[i] == ' ')
            i++;
        while (k < b.n && b.p[k] == ' ')
            k++;
        if (i == a.n || k == b.n)
            return i == a.n && k == b.n;
        if (a.p[i++] != b.p[k++])
            return false;
    }
}

static bool is_headed(const struct checking *c, const struct ast_column *column, const struct finding_side *side)
{
    if (column->result || column->kind != AST_COL_EXPR)
        return false;
    struct str head = column->head->kind == AST_E_NAME ? column->head->name.text : span_text(&c->policy->sources, column->head->span);
    return reads_the_same(head, side->head) || (side->other.n > 0 && reads_the_same(head, side->other));
}

struct row {
    const struct ast_statement *table;
    struct str *cells; /* one a column; empty: any */
};

static bool put_side(struct checking *c, struct row *row, const struct finding_side *side)
{
    for (uint32_t i = 0; i < row->table->columns.n; i++)
        if (is_headed(c, &row->table->columns.at[i], side) && side->cell.n > 0 && row->cells[i].n == 0) {
            row->cells[i] = side->cell;
            return true;
        }
    for (uint32_t i = 0; i < row->table->columns.n; i++) {
        if (row->table->columns.at[i].kind != AST_COL_WHEN || side->condition.n == 0)
            continue;
        row->cells[i] = row->cells[i].n == 0 ? side->condition
                                             : str_printf(&c->arena, "%.*s and %.*s", STR_ARG(row->cells[i]), STR_ARG(side->condition));
        return true;
    }
    return false;
}

/* ---- layout ---- */

static uint32_t width_of(struct str text)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < text.n; i++)
        n += (text.p[i] & 0xC0) != 0x80;
    return n;
}

/* As wide as the column's widest cell, where all rows have one. */
static uint32_t column_width(const struct checking *c, const struct ast_statement *table, uint32_t column)
{
    uint32_t most = width_of(span_text(&c->policy->sources, table->columns.at[column].span));
    for (uint32_t i = 0; i < table->rows.n; i++)
        if (column < table->rows.at[i].cells.n) {
            uint32_t own = width_of(span_text(&c->policy->sources, table->rows.at[i].cells.at[column].span));
            most = own > most ? own : most;
        }
    return most;
}

static void put_row(struct checking *c, struct buf *out, const struct row *row)
{
    buf_cstr(out, "\n  |");
    for (uint32_t i = 0; i < row->table->columns.n; i++) {
        struct str cell = row->table->columns.at[i].result ? STR("?") : row->cells[i].n > 0 ? row->cells[i] : STR("-");
        uint32_t width = column_width(c, row->table, i);
        buf_printf(out, " %.*s%*s |", STR_ARG(cell), (int)(width > width_of(cell) ? width - width_of(cell) : 0), "");
    }
}

/* False: a column cannot say it. */
static bool add_row(struct checking *c, struct buf *out, const struct ast_statement *table, const struct finding_region *region)
{
    struct row row = { table, arena_array(&c->arena, struct str, table->columns.n) };
    for (uint32_t i = 0; i < region->n; i++)
        if (!put_side(c, &row, &region->sides[i]))
            return false;
    put_row(c, out, &row);
    return true;
}

static void complete(struct checking *c, struct finding *finding, const struct ast_statement *table)
{
    bool fine = finding->regions.n > 0;
    c->out.n = 0;
    buf_str(&c->out, finding->fix);
    buf_cstr(&c->out, finding->more_regions ? "; for instance:" : ":");
    for (uint32_t i = 0; i < finding->regions.n && fine; i++)
        fine = add_row(c, &c->out, table, &finding->regions.at[i]);
    if (fine)
        finding->fix = (struct str){ arena_copy(&c->arena, c->out.p, c->out.n), (uint32_t)c->out.n };
    c->out.n = 0;
}

void checking_rows(struct checking *c)
{
    for (uint32_t i = 0; i < c->findings.all.n; i++) {
        struct finding *finding = c->findings.all.at[i];
        const struct ast_statement *table = finding->regions.n > 0 ? table_of(c, finding->row) : NULL;
        if (table)
            complete(c, finding, table);
    }
}
