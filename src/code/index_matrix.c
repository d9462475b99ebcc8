/* Selecting in a matrix: the intersection of one row of bits a column. */
#include "code/index_work.h"
#include "code/vector_cpu.h"

/* ---- columns ---- */

/* How many bounds are not above VALUE. No jump depends on it, but where many bounds share a cell: then most cells have none. */
static inline uint32_t segment_of(const struct index *index, const struct index_column *column, bool known, int64_t value)
{
    uint64_t at = (uint64_t)(value > column->base ? value : column->base) - (uint64_t)column->base;
    at >>= column->cell_shift;
    const struct index_cell *cell = &index->cells[column->cells + (at < column->n_cells ? at : column->n_cells)];
    if (__builtin_expect(cell->more & -(uint32_t)known, 0))
        return cell->segment + index_segment(&index->numbers[column->bounds + cell->segment], cell->more, value);
    return cell->segment + (cell->below < value);
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
    if (__builtin_expect(column->of.kind != INDEX_NUMBER, 0) && spot.known)
        value = index_derived(work, column->key, fact);
    spot.segment = segment_of(index, column, spot.known, value);
    spot.row = ((spot.segment >> column->shift) + 1) & -(uint32_t)spot.known;
    return spot;
}

/* The rows of bits that the columns ask for. Yields how many keys are unknown: their columns go to work->unknown. */
static uint32_t pick(struct index_work *work, const struct index_node *node)
{
    const struct index *index = work->index;
    const struct value *facts = work->facts;
    const struct index_column *column = &index->columns[node->columns];
    const uint64_t **bits = work->bits, *words = index->words;
    uint32_t n_columns = node->n_columns, n_words = node->n_words, n_open = 0, *rows = work->rows, *unknown = work->unknown;
    for (uint32_t i = 0; i < n_columns; i++, column++) {
        struct spot spot = spot_of(work, index, facts, column);
        rows[i] = spot.row;
        bits[i] = &words[column->bits + (size_t)spot.row * n_words];
        unknown[n_open] = i;
        n_open += !spot.known;
    }
    return n_open;
}

static void begin_opens(struct index_work *work, const struct index_node *node, uint32_t n_open)
{
    const struct index_column *columns = &work->index->columns[node->columns];
    for (uint32_t k = 0; k < n_open; k++) {
        const struct index_column *column = &columns[work->unknown[k]];
        work->opens[k] = (struct index_open){ &work->index->words[column->open], 0, column->of.fact };
    }
}

/* ---- matrices in their items' order: into work->alive what is to be listed, into work->sure which of it is certain ---- */

#define WIDTH 2
#define TARGET
#define NAME(x) any_##x
#include "code/index_matrix_body.h"

#ifdef VECTOR_CPU_X86
#define WIDTH 4
#define TARGET __attribute__((target("avx2")))
#define NAME(x) avx2_##x
#include "code/index_matrix_body.h"
#endif

static const struct {
    bool (*is_there)(void);
    struct index_vectors vectors;
} kinds[] = {
#ifdef VECTOR_CPU_X86
    { vector_cpu_avx2, { avx2_intersect, avx2_part } },
#endif
    { vector_cpu_any, { any_intersect, any_part } },
};

const struct index_vectors *index_matrix_vectors(uint32_t i)
{
    for (uint32_t k = 0; k < sizeof kinds / sizeof *kinds; k++)
        if (kinds[k].is_there() && i-- == 0)
            return &kinds[k].vectors;
    return NULL;
}

/* ---- matrices in clusters: into work->alive what every column lets through, into work->left the words that have some ---- */

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

/* ---- what is left ---- */

/* Takes out what of shared bits is no. */
static void clear(struct index_work *work, const struct index_node *node)
{
    const struct index *index = work->index;
    for (uint32_t k = 0; k < node->n_columns; k++) {
        const struct index_column *column = &index->columns[node->columns + k];
        if (column->shift == 0 || work->rows[k] == 0)
            continue;
        const uint32_t *from = &index->links[column->clear + spot_of(work, index, work->facts, column).segment];
        for (uint32_t i = from[0]; i < from[1]; i++)
            work->alive[index->links[i] / 64] &= ~(UINT64_C(1) << index->links[i] % 64);
    }
}

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
    }
}

static void note_waits(struct index_work *work, uint32_t n_open)
{
    for (uint32_t k = 0; k < n_open; k++)
        if (work->opens[k].waiting)
            index_work_wait(work, work->opens[k].fact);
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
    const struct index *index = work->index;
    const struct value *facts = work->facts;
    const struct index_column *column = &index->columns[node->columns];
    const uint64_t *words = index->words;
    uint64_t alive = ~UINT64_C(0) >> (64 - node->n), open, quiet = words[node->quiet];
    uint32_t n_columns = node->n_columns, n_open = 0, *unknown = work->unknown;
    for (uint32_t i = 0; i < n_columns; i++, column++) {
        struct spot spot = spot_of(work, index, facts, column);
        alive &= words[column->bits + spot.row];
        unknown[n_open] = i;
        n_open += !spot.known;
    }
    begin_opens(work, node, n_open);
    open = open_of(work, n_open, 0, alive & quiet);
    list_word(work, node, 0, alive & ~(open & quiet), words[node->exact] & ~open);
    return n_open;
}

static void list_all(struct index_work *work, const struct index_node *node)
{
    const uint64_t *alive = work->alive, *sure = work->sure;
    for (uint32_t w = 0; w < node->n_words; w++) {
        if (!alive[w])
            continue;
        list_word(work, node, w, alive[w], sure[w]);
        if (work->first_only && alive[w] & sure[w])
            return;
    }
}

static void select_in_order(struct index_work *work, const struct index_node *node, uint32_t n_open)
{
    work->vectors->intersect(work, node);
    if (node->shared)
        clear(work, node);
    work->vectors->part(work, node, n_open);
    list_all(work, node);
}

static void select_in_clusters(struct index_work *work, const struct index_node *node, uint32_t n_open)
{
    uint32_t n = intersect_words(work, node);
    if (node->shared)
        clear(work, node);
    list_left(work, node, n_open, n);
}

void index_matrix_select(struct index_work *work, const struct index_node *node)
{
    uint32_t n_open, from = work->n;
    if (node->n_words == 1) {
        n_open = select_word(work, node);
    } else {
        n_open = pick(work, node);
        begin_opens(work, node, n_open);
        (node->clustered ? select_in_clusters : select_in_order)(work, node, n_open);
    }
    note_waits(work, n_open);
    note_order(work, node, from);
}
