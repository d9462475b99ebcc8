/* The reader of CSV: rows that libcsv takes apart, to the same facts as lines of JSON. */
#include "base/utf8.h"
#include "cases/case_say.h"
#include "cases/csv_header.h"
#include "cases/json_value.h"
#include "cases/lines.h"
#include <csv.h>

enum {
    CSV_MOST_COLUMNS = 1 << 16,
    CSV_GROWS_BY = 64 << 10, /* what libcsv takes more each time a cell is longer: 128 by itself */
};

struct csv_cell {
    size_t from;
    uint32_t n;
    bool given; /* not an unquoted empty one */
};

struct csv_column {
    int32_t fact, id; /* CASE_NONE */
};

struct case_csv {
    struct arena *arena;
    struct case_plan plan;
    struct case_fill fill;
    struct json_reader reader; /* for lists and records */
    struct arena keep;
    struct csv_parser parser;
    struct csv_column *columns; /* NULL: the header is still to come */
    uint32_t n_columns;
    struct buf bytes, cells; /* of the row: texts, and struct csv_cell for each */
    uint32_t n_cells;        /* those beyond the columns are only counted */
    bool ended;              /* the row is whole */
    bool begun;              /* a row is open: it goes on in the next line */
    bool skipping;           /* it is too long: only its end is looked for */
    uint64_t line;           /* where it begins */
    uint64_t quotes;         /* in it so far: odd within a quoted cell */
    size_t length;           /* of it so far */
    struct str fault, notice;
};

static struct csv_cell *cell_at(const struct case_csv *csv, uint32_t i)
{
    return (struct csv_cell *)(void *)csv->cells.p + i;
}

static struct str cell_text(const struct case_csv *csv, uint32_t i)
{
    return (struct str){ csv->bytes.p + cell_at(csv, i)->from, cell_at(csv, i)->n };
}

/* Callbacks of libcsv. A trap may be sprung in them: the parser is then good for nothing but to be freed. */
static void on_cell(void *text, size_t n, void *context)
{
    struct case_csv *csv = context;
    uint32_t most = csv->columns ? csv->n_columns : CSV_MOST_COLUMNS;
    if (csv->n_cells++ >= most)
        return;
    struct csv_cell cell = { csv->bytes.n, (uint32_t)n, text };
    buf_add(&csv->bytes, text, n);
    buf_add(&csv->cells, &cell, sizeof cell);
}

static void on_row(int end, void *context)
{
    (void)end;
    ((struct case_csv *)context)->ended = true;
}

/* The CR of CR LF counts as a blank around cells, which goes; other blanks stay. */
static int is_blank(unsigned char c)
{
    return c == '\r';
}

static int is_end(unsigned char c)
{
    return c == '\n';
}

static void open_parser(struct csv_parser *parser)
{
    csv_init(parser, CSV_STRICT | CSV_STRICT_FINI | CSV_EMPTY_IS_NULL);
    csv_set_realloc_func(parser, mem_resize);
    csv_set_blk_size(parser, CSV_GROWS_BY);
    csv_set_free_func(parser, mem_free);
    csv_set_space_func(parser, is_blank);
    csv_set_term_func(parser, is_end);
}

/* After a fault libcsv stands where it was. */
static void reset_parser(struct csv_parser *parser)
{
    csv_free(parser);
    open_parser(parser);
}

struct case_csv *case_csv_new(struct arena *arena, const struct shape *shape, const struct case_options *options)
{
    struct case_csv *csv = arena_new(arena, struct case_csv);
    csv->arena = arena;
    case_plan_init(&csv->plan, arena, shape, options);
    case_fill_init(&csv->fill, arena, &csv->plan, options);
    arena_init(&csv->keep, arena->trap);
    buf_init(&csv->bytes, arena->trap);
    buf_init(&csv->cells, arena->trap);
    open_parser(&csv->parser);
    json_reader_init(&csv->reader, arena, &csv->keep, &csv->fill);
    return csv;
}

void case_csv_free(struct case_csv *csv)
{
    if (!csv)
        return;
    json_reader_free(&csv->reader);
    csv_free(&csv->parser);
    case_fill_free(&csv->fill);
    arena_free(&csv->keep);
    buf_free(&csv->bytes);
    buf_free(&csv->cells);
}

struct str case_csv_fault(const struct case_csv *csv)
{
    return csv->fault;
}

struct str case_csv_notice(const struct case_csv *csv)
{
    return csv->notice;
}

static enum case_csv_status fault(struct case_csv *csv, struct str text)
{
    csv->fault = text;
    return CASE_CSV_FAULT;
}

/* A row that can't be taken apart: its error, or, of the header, the end. */
static enum case_csv_status bad_row(struct case_csv *csv, struct str text, struct case_input *out)
{
    csv->ended = true;
    if (!csv->columns)
        return fault(csv, str_printf(csv->arena, "the header %.*s", STR_ARG(text)));
    case_fill_drop(&csv->fill);
    case_fill_line(&csv->fill, 0, text);
    case_fill_done(&csv->fill, csv->line, false, out);
    return CASE_CSV_ROW;
}

static bool is_text(struct str s)
{
    return utf8_valid(s) == s.n && !(s.n && memchr(s.p, '\0', s.n));
}

/* Which key that may name the case column NAME is. */
static int32_t column_id(const struct case_csv *csv, struct str name, int32_t fact)
{
    for (uint32_t i = 0; i < csv->plan.n_ids; i++)
        if (str_eq(csv->plan.ids[i], name) || (fact != CASE_NONE && csv->plan.id_fact[i] == fact))
            return (int32_t)i;
    return CASE_NONE;
}

static int32_t column_fact(const struct case_words *names, struct str name)
{
    const struct case_word *word = case_words_find(names, name); /* padded: the row's buffer is */
    return word ? (int32_t)word->value : CASE_NONE;
}

/* The column before COLUMN that is of the same fact, or names the case as well; COLUMN where there is none. */
static uint32_t column_before(const struct case_csv *csv, uint32_t column)
{
    struct csv_column of = csv->columns[column];
    for (uint32_t i = 0; i < column && (of.fact != CASE_NONE || of.id != CASE_NONE); i++)
        if ((of.fact != CASE_NONE && csv->columns[i].fact == of.fact) || (of.id != CASE_NONE && csv->columns[i].id == of.id))
            return i;
    return column;
}

/* Whether cases bring the fact. */
static bool is_read(const struct case_csv *csv, uint32_t fact)
{
    const struct fact *facts = csv->plan.shape->facts;
    return (!facts[fact].figure || csv->plan.figures) && !facts[fact].of_lookup;
}

/* Facts by their names, and as their keys are with dots between. */
static void name_facts(struct case_csv *csv, struct case_words *names)
{
    const struct shape *shape = csv->plan.shape;
    case_words_init(names, csv->arena, 2 * shape->n_facts);
    for (uint32_t i = 0; i < shape->n_facts; i++)
        if (is_read(csv, i))
            case_words_add(names, shape->facts[i].name, i);
    for (uint32_t i = 0; i < shape->n_facts; i++)
        if (is_read(csv, i))
            case_words_add(names, case_plan_dotted(csv->arena, &shape->facts[i]), i);
}

static struct str twice_in_header(struct case_csv *csv, uint32_t before, uint32_t column)
{
    return str_printf(csv->arena, "%.*s stands twice in the header (columns %u and %u)", STR_ARG(cell_text(csv, column)), before + 1,
                      column + 1);
}

/* A column that names the case is as good as a fact here. */
static void notice(struct case_csv *csv)
{
    struct str *names = arena_array(csv->arena, struct str, csv->n_columns);
    int32_t *facts = arena_array(csv->arena, int32_t, csv->n_columns);
    for (uint32_t i = 0; i < csv->n_columns; i++) {
        names[i] = csv->columns[i].id == CASE_NONE ? cell_text(csv, i) : (struct str){ 0 };
        facts[i] = csv->columns[i].fact;
    }
    csv->notice = csv_header_notice(csv->arena, csv->plan.shape, names, facts, csv->n_columns);
}

static enum case_csv_status read_columns(struct case_csv *csv)
{
    struct case_words names;
    name_facts(csv, &names);
    for (uint32_t i = 0; i < csv->n_columns; i++) {
        struct str name = cell_text(csv, i);
        int32_t fact = column_fact(&names, name);
        csv->columns[i] = (struct csv_column){ fact, column_id(csv, name, fact) };
        uint32_t before = column_before(csv, i);
        if (before != i)
            return fault(csv, twice_in_header(csv, before, i));
    }
    notice(csv);
    return CASE_CSV_MORE;
}

static enum case_csv_status read_header(struct case_csv *csv)
{
    struct str text = { csv->bytes.p, (uint32_t)csv->bytes.n };
    if (csv->n_cells > CSV_MOST_COLUMNS)
        return fault(csv, STR("the header has more than the limit of 65536 columns"));
    if (!is_text(text))
        return fault(csv, STR("the header is not UTF-8 (was the table saved in another encoding?)"));
    if (text.n && memchr(text.p, '\r', text.n))
        return fault(csv, STR("the header has a carriage return within it (rows end with LF or CR LF)"));
    csv->n_columns = csv->n_cells;
    csv->columns = arena_array(csv->arena, struct csv_column, csv->n_columns);
    return read_columns(csv);
}

static void cell_flaw(struct case_csv *csv, uint32_t fact, enum case_got got, enum json_flaw flaw)
{
    case_fill_fault(&csv->fill, fact, 0, case_say_limit(got, flaw));
}

static void cell_wrong(struct case_csv *csv, uint32_t fact, struct str text, enum case_got got)
{
    struct case_fill *fill = &csv->fill;
    const struct type *type = csv->plan.shape->facts[fact].type;
    if (got != CASE_WRONG && got != CASE_PLACES && got != CASE_RANGE) {
        cell_flaw(csv, fact, got, utf8_valid(text) == text.n ? JSON_SOUND : JSON_UTF8);
        return;
    }
    struct str hint = type->kind == TYPE_SET ? case_say_hint(&fill->arena, type, text) : (struct str){ 0 };
    struct str seen = str_printf(&fill->arena, "\"%.*s\"", STR_ARG(case_say_seen(&fill->arena, text)));
    case_fill_wrong(fill, fact, 0, seen, (struct str){ 0 }, case_say_expected(&fill->arena, type, got, false), hint);
}

static enum case_got read_truth(struct str text, struct value *out)
{
    static const char *const words[] = { "no", "yes", "false", "true", "FALSE", "TRUE" }; /* the last as spreadsheets write them */
    for (int i = 0; i < 6; i++)
        if (str_is(text, words[i])) {
            *out = value_bool(i & 1);
            return CASE_GOT;
        }
    return CASE_WRONG;
}

/* A list or a record, as JSON. */
static void read_json(struct case_csv *csv, uint32_t fact, struct str text)
{
    struct json_walk *walk = &csv->reader.walk;
    enum json_shim_status status = json_reader_open(&csv->reader, text.p, text.n);
    if (status != JSON_SHIM_OK || !json_read_fact(&csv->reader, fact) || walk->i < walk->n)
        cell_wrong(csv, fact, text, CASE_WRONG);
    else if (walk->flaw)
        cell_flaw(csv, fact, CASE_FLAW, walk->flaw);
}

static void read_cell(struct case_csv *csv, uint32_t fact, struct str text)
{
    const struct case_type *type = csv->plan.types[fact];
    enum case_got got;
    if (!is_text(text))
        got = CASE_FLAW;
    else if (type->kind == TYPE_LIST || type->kind == TYPE_RECORD) {
        read_json(csv, fact, text);
        return;
    } else if (type->kind == TYPE_BOOL)
        got = read_truth(text, &csv->fill.facts[fact]);
    else
        got = case_scalar(type, text, &csv->fill.facts[fact]);
    if (got != CASE_GOT)
        cell_wrong(csv, fact, text, got);
}

/* The case's name is a text, as all that is in CSV. */
static void read_id(struct case_csv *csv, uint32_t which, struct str text)
{
    struct fill_id *id = &csv->fill.ids[which];
    struct buf *name = &csv->reader.name;
    *id = (struct fill_id){ .times = 1, .known = true, .usable = true };
    if (!is_text(text))
        return;
    name->trap = csv->fill.arena.trap;
    name->n = 0;
    buf_json(name, text);
    id->json = (struct str){ arena_copy(&csv->fill.arena, name->p, name->n), (uint32_t)name->n };
}

static void read_column(struct case_csv *csv, uint32_t i)
{
    struct csv_column column = csv->columns[i];
    struct str text = cell_text(csv, i);
    if (!cell_at(csv, i)->given)
        return;
    csv->fill.base = cell_at(csv, i)->from;
    if (column.id != CASE_NONE)
        read_id(csv, (uint32_t)column.id, text);
    if (column.fact != CASE_NONE)
        read_cell(csv, (uint32_t)column.fact, text);
    else if (!is_text(text))
        case_fill_line(&csv->fill, 0, STR("has a NUL, or bytes that are not UTF-8, in a cell"));
}

static struct str count_text(struct case_csv *csv)
{
    return str_printf(&csv->fill.arena, "has %u %s, but the header has %u", csv->n_cells, csv->n_cells == 1 ? "cell" : "cells",
                      csv->n_columns);
}

static enum case_csv_status read_row(struct case_csv *csv, struct case_input *out)
{
    uint32_t n = csv->n_cells < csv->n_columns ? csv->n_cells : csv->n_columns;
    for (uint32_t i = 0; i < n; i++)
        read_column(csv, i);
    csv->fill.base = 0;
    if (csv->n_cells != csv->n_columns)
        case_fill_line(&csv->fill, csv->bytes.n, count_text(csv));
    case_fill_done(&csv->fill, csv->line, true, out);
    return CASE_CSV_ROW;
}

static enum case_csv_status end_row(struct case_csv *csv, struct case_input *out)
{
    memset(buf_need(&csv->bytes, CASE_JSON_PADDING), 0, CASE_JSON_PADDING);
    return csv->columns ? read_row(csv, out) : read_header(csv);
}

/* Forgets the row before. */
static void begin_row(struct case_csv *csv, uint64_t line)
{
    csv->bytes.n = csv->cells.n = 0;
    csv->n_cells = 0;
    csv->quotes = csv->length = 0;
    csv->line = line;
    csv->ended = csv->begun = csv->skipping = false;
}

static uint64_t count_quotes(const struct lines_line *line)
{
    uint64_t quotes = line->quotes;
    for (size_t i = 0; line->p && i < line->n; i++)
        quotes += line->p[i] == '"';
    return quotes;
}

/* Takes in one more line of a row that is too long, of which only the end counts: a line's end outside of quotes. */
static enum case_csv_status skip_line(struct case_csv *csv, struct case_input *out)
{
    csv->skipping = csv->begun = true;
    if (csv->quotes % 2)
        return CASE_CSV_MORE;
    return bad_row(csv, STR("is longer than the limit of 4 MiB"), out);
}

static enum case_csv_status parse_line(struct case_csv *csv, const struct lines_line *line, struct case_input *out)
{
    size_t n = line->n + line->n_end;
    if (csv_parse(&csv->parser, line->p, n, on_cell, on_row, csv) == n)
        return csv->ended ? end_row(csv, out) : CASE_CSV_MORE;
    bool memory = csv_error(&csv->parser) != CSV_EPARSE;
    reset_parser(&csv->parser);
    if (memory)
        trap_spring(csv->fill.arena.trap, TRAP_MEMORY);
    return bad_row(csv, STR("has a quote in the middle of a cell (a cell with quotes is quoted, and they are doubled in it)"), out);
}

static bool is_blank_line(const struct lines_line *line)
{
    for (size_t i = 0; i < line->n; i++)
        if (line->p[i] != '\r')
            return false;
    return line->p;
}

static void set_trap(struct case_csv *csv, struct trap *trap)
{
    case_fill_begin(&csv->fill, trap);
    csv->bytes.trap = csv->cells.trap = csv->keep.trap = csv->arena->trap = trap;
}

enum case_csv_status case_csv_line(struct case_csv *csv, const struct lines_line *line, struct case_input *out, struct trap *trap)
{
    if (csv->fault.n)
        return CASE_CSV_FAULT;
    set_trap(csv, trap);
    if (!csv->begun || csv->ended) {
        begin_row(csv, line->number);
        if (is_blank_line(line))
            return CASE_CSV_MORE;
    }
    csv->begun = true;
    csv->quotes += count_quotes(line);
    csv->length += line->n + line->n_end;
    if (csv->skipping)
        return skip_line(csv, out);
    if (!line->p || csv->length > CASE_MAX_LINE) {
        reset_parser(&csv->parser);
        return skip_line(csv, out);
    }
    return parse_line(csv, line, out);
}

enum case_csv_status case_csv_end(struct case_csv *csv, struct case_input *out, struct trap *trap)
{
    if (csv->fault.n)
        return CASE_CSV_FAULT;
    set_trap(csv, trap);
    if (!csv->begun || csv->ended)
        return CASE_CSV_MORE;
    if (csv->skipping)
        return bad_row(csv, STR("is longer than the limit of 4 MiB, and a quoted cell of it is not closed"), out);
    if (csv_fini(&csv->parser, on_cell, on_row, csv) == 0)
        return end_row(csv, out);
    return bad_row(csv, STR("has a quoted cell that is not closed"), out);
}
