/* The index as text, for whoever writes the policy: what finds each rule, and what of it is left to the VM and why. */
#include "base/buf.h"
#include "code/batch.h"
#include "code/code.h"

size_t index_dump_bytes(const struct index *index)
{
    return index->n_keys * sizeof *index->keys + index->n_texts * sizeof *index->texts + index->n_ranges * sizeof *index->ranges +
           index->n_terms * sizeof *index->terms + index->n_rows * sizeof *index->rows + index->n_items * sizeof *index->items +
           index->n_sets * sizeof *index->sets + index->n_text_slots * sizeof *index->text_slots +
           index->n_nodes * sizeof *index->nodes + index->n_leaves * sizeof *index->leaves +
           index->n_buckets * sizeof *index->buckets + index->n_columns * sizeof *index->columns + index->n_cells * sizeof *index->cells +
           index->n_numbers * sizeof *index->numbers + index->n_links * sizeof *index->links + index->n_words * sizeof *index->words;
}

struct dump {
    const struct code *code;
    const struct index *index;
    const struct sources *sources;
    struct buf *out;
};

static void show_key(const struct dump *d, uint32_t key)
{
    const struct index_key *k = &d->index->keys[key];
    buf_cstr(d->out, k->kind == INDEX_DAY ? "the date of " : "");
    buf_line(d->out, d->code->shape.facts[k->fact].name);
}

/* ---- nodes ---- */

/* What there is below a node. */
struct below {
    uint32_t leaves, matrices, splits, rows, columns;
};

static uint32_t rows_of_leaf(const struct dump *d, uint32_t at)
{
    uint32_t n = 1;
    for (const struct index_leaf *leaf = &d->index->leaves[at - INDEX_LEAF]; !leaf->last; leaf++)
        n += !leaf->more;
    return n;
}

static uint32_t child_of(const struct dump *d, const struct index_node *node, uint32_t i)
{
    return node->hashed ? d->index->buckets[node->first + i].node : d->index->links[node->first + i];
}

static uint32_t count_buckets(const struct dump *d, const struct index_node *node, struct below *below);

static void count(const struct dump *d, uint32_t at, struct below *below)
{
    if (at == INDEX_NONE || at == INDEX_NEVER)
        return;
    if (at >= INDEX_LEAF) {
        below->leaves++;
        below->rows += rows_of_leaf(d, at);
        return;
    }
    const struct index_node *node = &d->index->nodes[at];
    if (node->kind == INDEX_MATRIX) {
        below->matrices++;
        below->rows += node->n;
        below->columns += node->n_columns;
        return;
    }
    below->splits++;
    count_buckets(d, node, below);
    count(d, node->rest, below);
    count(d, node->unknown, below);
}

/* What there is in the buckets of a split; yields how many there are. */
static uint32_t count_buckets(const struct dump *d, const struct index_node *node, struct below *below)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < node->n; i++) {
        uint32_t child = child_of(d, node, i);
        n += child != INDEX_NONE && child != INDEX_NEVER;
        count(d, child, below);
    }
    return n;
}

static void show_counts(const struct dump *d, const char *what, const struct below *below)
{
    buf_printf(d->out, "    %s: %u rows in %u lists and %u matrices", what, below->rows, below->leaves, below->matrices);
    if (below->splits)
        buf_printf(d->out, ", behind %u splits", below->splits);
    buf_char(d->out, '\n');
}

static void show_matrix(const struct dump *d, const struct index_node *node)
{
    buf_printf(d->out, "  bits of %u rows, by", node->n);
    for (uint32_t i = 0; i < node->n_columns; i++) {
        const struct index_column *column = &d->index->columns[node->columns + i];
        buf_cstr(d->out, i ? ", " : " ");
        show_key(d, column->key);
        buf_printf(d->out, " (%u segments%s)", column->n_bounds + 1, column->shift ? ", sharing bits" : "");
    }
    buf_cstr(d->out, node->n_columns ? "\n" : " nothing\n");
}

static void show_split(const struct dump *d, const struct index_node *node)
{
    struct below known = { 0 }, unknown = { 0 };
    uint32_t n = count_buckets(d, node, &known);
    count(d, node->unknown, &unknown);
    buf_cstr(d->out, "  by the value of ");
    show_key(d, node->key);
    buf_printf(d->out, ", %u of them\n", n);
    show_counts(d, "where it is known", &known);
    show_counts(d, "where it is not", &unknown);
}

static void show_nodes(const struct dump *d, uint32_t at)
{
    while (at < INDEX_LEAF) {
        const struct index_node *node = &d->index->nodes[at];
        if (node->kind == INDEX_SPLIT)
            show_split(d, node);
        else
            show_matrix(d, node);
        at = node->kind == INDEX_SPLIT ? node->rest : INDEX_NONE;
    }
    if (at != INDEX_NONE)
        buf_printf(d->out, "  a list of %u rows, looked at one by one\n", rows_of_leaf(d, at));
}

/* ---- items ---- */

static const char *why_left(uint32_t left)
{
    switch ((enum index_left)left) {
    case INDEX_LEFT_OTHER: return "compares no fact with constants";
    case INDEX_LEFT_EFFECT: return "can fail, asks a lookup or is a judgement: what stands behind it, too";
    case INDEX_LEFT_MANY: return "too many alternatives";
    default: return "several branches";
    }
}

/* A rule by its name, anything else by its line. */
static void show_name(const struct dump *d, const struct index_set *set, uint32_t item)
{
    struct span span = d->index->items[set->first_item + item].span;
    if (set->name.n == 0 && item < d->code->n_units)
        buf_line(d->out, d->code->units[item].name);
    else if (span.source < d->sources->all.n)
        buf_printf(d->out, "line %u", span_place(d->sources, span).line);
}

/* Its first line. */
static void show_text(const struct dump *d, struct span span)
{
    struct str text = span_text(d->sources, span);
    long end = str_find(text, STR("\n"));
    buf_cstr(d->out, ": ");
    buf_line(d->out, end < 0 ? text : str_slice(text, 0, (uint32_t)end));
}

/* The keys of the item's rows, each once. */
static bool show_keys(const struct dump *d, const struct index_set *set, uint32_t item, uint32_t *row, uint8_t *seen)
{
    const struct index *index = d->index;
    uint32_t from = *row, n = 0;
    while (*row < set->n_rows && index->rows[set->first_row + *row].item == item)
        ++*row;
    for (uint32_t pass = 0; pass < 2; pass++) /* shows, then clears what it has seen */
        for (uint32_t i = from; i < *row; i++) {
            const struct index_row *one = &index->rows[set->first_row + i];
            for (uint32_t k = 0; k < one->n; k++) {
                uint32_t key = index->terms[one->first + k].key;
                if (pass == 0 && !seen[key]) {
                    buf_cstr(d->out, n++ ? ", " : " by ");
                    show_key(d, key);
                }
                seen[key] = pass == 0;
            }
        }
    return n > 0;
}

static void show_item(const struct dump *d, const struct index_set *set, uint32_t item, uint32_t *row, uint8_t *seen)
{
    const struct index_item *one = &d->index->items[set->first_item + item];
    bool never = *row == set->n_rows || d->index->rows[set->first_row + *row].item != item;
    buf_cstr(d->out, "    ");
    show_name(d, set, item);
    buf_char(d->out, ':');
    if (!show_keys(d, set, item, row, seen))
        buf_cstr(d->out, never ? " never applies" : " always looked at");
    if (!one->exact && !never) {
        buf_cstr(d->out, "; left to the VM");
        if (one->left != INDEX_LEFT_NOTHING)
            show_text(d, one->left_at);
        buf_printf(d->out, " (%s)", why_left(one->left));
    }
    buf_char(d->out, '\n');
}

static uint32_t n_exact(const struct dump *d, const struct index_set *set)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < set->n_items; i++)
        n += d->index->items[set->first_item + i].exact;
    return n;
}

static void show_bounds(const struct dump *d, struct batch_cost cost)
{
    buf_printf(d->out, "  in batches: %u bounds, %u terms\n", cost.n_bounds, cost.n_terms);
}

static void show_batch(const struct dump *d, uint32_t number, struct arena *scratch)
{
    struct batch_cost cost = batch_cost(d->index, number, scratch);
    if (cost.batch < cost.alone)
        show_bounds(d, cost);
}

static void show_set(const struct dump *d, uint32_t number, uint8_t *seen, struct arena *scratch)
{
    const struct index_set *set = &d->index->sets[number];
    uint32_t row = 0;
    buf_printf(d->out, "set %u, ", number);
    if (set->name.n)
        buf_line(d->out, set->name);
    else
        buf_cstr(d->out, "the policy's rules");
    buf_printf(d->out, ": %u, of them %u found by their conditions, %u wholly\n", set->n_items, set->n_said, n_exact(d, set));
    if (d->index == d->code->together) {
        show_bounds(d, batch_cost(d->index, number, scratch));
    } else {
        show_nodes(d, set->root);
        show_batch(d, number, scratch);
    }
    for (uint32_t i = 0; i < set->n_items; i++)
        show_item(d, set, i, &row, seen);
}

void index_dump(const struct code *code, const struct sources *sources, struct buf *out)
{
    const struct index *index = code->index ? code->index : code->together;
    struct dump d = { code, index, sources, out };
    if (!index) {
        buf_cstr(out, "no index: nowhere stand so many rules, arms or rows together, of which it could find half by their conditions, that it would pay\n");
        return;
    }
    if (!code->index)
        buf_cstr(out, "no index, but for batches: so few rules stand together that a case alone is decided without\n");
    struct arena arena;
    arena_init(&arena, out->trap);
    uint8_t *seen = arena_zalloc(&arena, index->n_keys, 1);
    buf_printf(out, "%u set%s, %u rows, %zu bytes\n", index->n_sets, index->n_sets == 1 ? "" : "s", index->n_rows, index_dump_bytes(index));
    for (uint32_t i = 0; i < index->n_sets; i++)
        show_set(&d, i, seen, &arena);
    arena_free(&arena);
}
