/* Selecting in a matrix: the intersection of one row of bits a column. */
#include "code/index_work.h"

/* Half a block: what every machine's registers hold. */
typedef uint64_t half __attribute__((vector_size(INDEX_BLOCK * 4), aligned(8), may_alias));

/* ---- columns ---- */

static inline uint32_t search(const int64_t *bounds, uint32_t step, uint32_t segment, int64_t value)
{
    for (; step > 0; step /= 2)
        segment += bounds[segment + step - 1] <= value ? step : 0;
    return segment;
}

/* How many bounds are not above VALUE. No jump depends on it, but where many bounds share a cell: there most cells have none. */
static inline uint32_t segment_of(const struct index *index, const struct index_column *column, int64_t value)
{
    const int64_t *bounds = &index->numbers[column->bounds];
    uint64_t cell = ((uint64_t)value - (uint64_t)column->grid_base) >> column->grid_shift;
    const uint32_t *grid = &index->links[column->grid + (cell < column->n_grid ? (uint32_t)cell : column->n_grid)];
    uint32_t segment = grid[0];
    if (column->step == 1)
        segment += bounds[segment] <= value;
    else if (column->step && segment < grid[1])
        segment = search(bounds, column->step, segment, value);
    segment = segment < column->n_bounds ? segment : column->n_bounds;
    return value < column->grid_base ? 0 : segment;
}

/* Where a column stands in the case. */
struct spot {
    uint32_t row;     /* of bits: 0 where the key is unknown */
    uint32_t segment; /* if known */
    bool known;
};

/* An unknown number has a segment, too, which is not used: whether it is known is anybody's guess, and so no jump. */
static inline struct spot spot_of(struct index_work *work, const struct index *index, const struct value *facts,
                                  const struct index_column *column)
{
    const struct value *fact = &facts[column->of.fact];
    struct spot spot = { .known = fact->kind };
    int64_t value = fact->i;
    if (column->of.kind != INDEX_NUMBER && spot.known)
        value = index_derived(work, column->key, fact);
    spot.segment = segment_of(index, column, value);
    spot.row = ((spot.segment >> column->shift) + 1) & -(uint32_t)spot.known;
    return spot;
}

/* The rows of bits that the columns ask for. Yields how many keys are unknown, whose columns go to work->opens. */
static uint32_t pick(struct index_work *work, const struct index_node *node)
{
    const struct index *index = work->index;
    const struct value *facts = work->facts;
    const struct index_column *columns = &index->columns[node->columns];
    const uint64_t **bits = work->bits, *words = index->words;
    uint32_t n_columns = node->n_columns, n_words = node->n_words, n_open = 0, *rows = work->rows, *segments = work->segments;
    struct index_open *opens = work->opens;
    for (uint32_t i = 0; i < n_columns; i++) {
        struct spot spot = spot_of(work, index, facts, &columns[i]);
        segments[i] = spot.segment;
        rows[i] = spot.row;
        bits[i] = &words[columns[i].bits + (size_t)spot.row * n_words];
        opens[n_open].column = i;
        n_open += !spot.known;
    }
    return n_open;
}

static void begin_opens(struct index_work *work, const struct index_node *node, uint32_t n_open)
{
    const struct index_column *columns = &work->index->columns[node->columns];
    for (uint32_t k = 0; k < n_open; k++) {
        work->opens[k].open = &work->index->words[columns[work->opens[k].column].open];
        work->opens[k].waiting = 0;
    }
}

/* ---- intersections: into work->alive the bits that every column lets through, into work->left the words that have some; how many ---- */

/* Block by block. */
static uint32_t intersect_blocks(struct index_work *work, const struct index_node *node)
{
    const uint64_t *const *bits = work->bits;
    uint32_t n = 0, *left = work->left, n_columns = node->n_columns;
    for (uint32_t at = 0; at < node->n_words; at += INDEX_BLOCK) {
        const half *row = (const half *)&bits[0][at];
        half first = row[0], second = row[1];
        for (uint32_t k = 1; k < n_columns; k++) {
            row = (const half *)&bits[k][at];
            first &= row[0];
            second &= row[1];
        }
        half *alive = (half *)&work->alive[at];
        alive[0] = first;
        alive[1] = second;
        for (uint32_t i = 0; i < INDEX_BLOCK; i++) {
            left[n] = at + i;
            n += work->alive[at + i] != 0;
        }
    }
    return n;
}

/* Four columns at a time: this is where a case of thousands of rules spends its time. */
static inline uint64_t intersect_at(const uint64_t *const *bits, uint32_t n_columns, uint32_t at)
{
    uint64_t all = ~UINT64_C(0);
    uint32_t k = 0;
    for (; k + 4 <= n_columns; k += 4)
        all &= bits[k][at] & bits[k + 1][at] & bits[k + 2][at] & bits[k + 3][at];
    for (; k < n_columns; k++)
        all &= bits[k][at];
    return all;
}

static void pick_summaries(struct index_work *work, const struct index_node *node)
{
    const struct index_column *columns = &work->index->columns[node->columns];
    uint32_t n_summary = index_summary_words(node);
    for (uint32_t i = 0; i < node->n_columns; i++)
        work->summaries[i] = &work->index->words[columns[i].summary + (size_t)work->rows[i] * n_summary];
}

/* Word by word, where summaries leave few. */
static uint32_t intersect_words(struct index_work *work, const struct index_node *node)
{
    uint32_t n = 0, *left = work->left;
    uint64_t *alive = work->alive;
    pick_summaries(work, node);
    for (uint32_t s = 0; s < index_summary_words(node); s++)
        for (uint64_t some = intersect_at(work->summaries, node->n_columns, s); some; some &= some - 1) {
            uint32_t at = s * 64 + (uint32_t)__builtin_ctzll(some);
            alive[at] = intersect_at(work->bits, node->n_columns, at);
            left[n] = at;
            n += alive[at] != 0;
        }
    return n;
}

/* Takes out what of shared bits is no. */
static void clear(struct index_work *work, const struct index_node *node)
{
    const struct index *index = work->index;
    for (uint32_t k = 0; k < node->n_columns; k++) {
        const struct index_column *column = &index->columns[node->columns + k];
        if (column->shift == 0 || work->rows[k] == 0)
            continue;
        const uint32_t *from = &index->links[column->clear + work->segments[k]];
        for (uint32_t i = from[0]; i < from[1]; i++)
            work->alive[index->links[i] / 64] &= ~(UINT64_C(1) << index->links[i] % 64);
    }
}

/* ---- what is left ---- */

/* Of the rows ALIVE of word W those that an unknown key leaves open. */
static inline uint64_t open_of(struct index_work *work, uint32_t n_open, uint32_t w, uint64_t quiet)
{
    struct index_open *opens = work->opens;
    uint64_t open = 0;
    for (uint32_t k = 0; k < n_open; k++) {
        uint64_t bits = opens[k].open[w];
        open |= bits;
        opens[k].waiting |= bits & quiet;
    }
    return open;
}

/* Lists the rows ALIVE of word W, CERTAIN ones among them. */
static inline void list_word(struct index_work *work, const struct index_node *node, uint32_t w, uint64_t alive, uint64_t certain)
{
    const uint32_t *items = &work->index->links[node->first + w * 64];
    uint32_t *out = work->out, n = work->n;
    for (; alive; alive &= alive - 1) {
        uint32_t bit = (uint32_t)__builtin_ctzll(alive);
        out[n++] = items[bit] << 1 | (uint32_t)(certain >> bit & 1);
    }
    work->n = n;
}

/* Lists what is left in N words; quiet rows that wait only add what they wait for. */
static void list_left(struct index_work *work, const struct index_node *node, uint32_t n_open, uint32_t n)
{
    const uint64_t *exact = &work->index->words[node->exact], *quiet = &work->index->words[node->quiet];
    for (uint32_t i = 0; i < n; i++) {
        uint32_t w = work->left[i];
        uint64_t alive = work->alive[w], open = open_of(work, n_open, w, alive & quiet[w]), certain = exact[w] & ~open;
        list_word(work, node, w, alive & ~(open & quiet[w]), certain);
        if (work->first_only && alive & certain)
            return;
    }
}

static void note_waits(struct index_work *work, const struct index_node *node, uint32_t n_open)
{
    const struct index_column *columns = &work->index->columns[node->columns];
    for (uint32_t k = 0; k < n_open; k++)
        if (work->opens[k].waiting)
            index_work_wait(work, columns[work->opens[k].column].of.fact);
}

/* Whether what was listed from place FROM on is in order, and behind what was before. */
static void note_order(struct index_work *work, const struct index_node *node, uint32_t from)
{
    if (work->n == from)
        return;
    work->sorted &= node->ordered && work->out[from] >> 1 >= work->next;
    work->next = (work->out[work->n - 1] >> 1) + 1;
}

/* Of 64 rows at the most, which share no bits. Yields how many keys are unknown. */
static uint32_t select_word(struct index_work *work, const struct index_node *node)
{
    const struct index_column *columns = &work->index->columns[node->columns];
    const uint64_t *words = work->index->words;
    struct index_open *opens = work->opens;
    uint64_t alive = ~UINT64_C(0) >> (64 - node->n), open = 0, quiet;
    uint32_t n_open = 0;
    for (uint32_t i = 0; i < node->n_columns; i++) {
        struct spot spot = spot_of(work, work->index, work->facts, &columns[i]);
        alive &= words[columns[i].bits + spot.row];
        opens[n_open].column = i;
        n_open += !spot.known;
    }
    for (uint32_t k = 0; k < n_open; k++)
        open |= words[columns[opens[k].column].open];
    quiet = alive & words[node->quiet];
    for (uint32_t k = 0; k < n_open; k++)
        opens[k].waiting = quiet & words[columns[opens[k].column].open];
    list_word(work, node, 0, alive & ~(open & quiet), words[node->exact] & ~open);
    return n_open;
}

void index_matrix_select(struct index_work *work, const struct index_node *node)
{
    uint32_t n_open, from = work->n;
    if (node->n_words == 1) {
        n_open = select_word(work, node);
    } else {
        n_open = pick(work, node);
        begin_opens(work, node, n_open);
        uint32_t n = node->clustered ? intersect_words(work, node) : intersect_blocks(work, node);
        if (node->shared)
            clear(work, node);
        list_left(work, node, n_open, n);
    }
    note_waits(work, node, n_open);
    note_order(work, node, from);
}
