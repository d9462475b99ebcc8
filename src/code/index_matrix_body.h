/* Vector code of index_matrix.c, which compiles this text once for each width: vectors of WIDTH words, TARGET before each function and
 * NAME(x) as its name. Rows of bits have a multiple of INDEX_BLOCK words, which is one of WIDTH. */

#define VECTOR NAME(vector)
typedef uint64_t VECTOR __attribute__((vector_size(WIDTH * 8), aligned(8), may_alias));
_Static_assert(INDEX_BLOCK % WIDTH == 0, "rows of bits are whole vectors");

/* Of four vectors from word AT on: the columns' intersection. */
TARGET static inline void NAME(intersect_four)(const uint64_t *const *bits, uint32_t n_columns, uint32_t at, VECTOR *out)
{
    const VECTOR *row = (const VECTOR *)(const void *)&bits[0][at];
    VECTOR a = row[0], b = row[1], c = row[2], d = row[3];
    for (uint32_t k = 1; k < n_columns; k++) {
        row = (const VECTOR *)(const void *)&bits[k][at];
        a &= row[0];
        b &= row[1];
        c &= row[2];
        d &= row[3];
    }
    out[0] = a;
    out[1] = b;
    out[2] = c;
    out[3] = d;
}

TARGET static inline void NAME(intersect_one)(const uint64_t *const *bits, uint32_t n_columns, uint32_t at, VECTOR *out)
{
    VECTOR all = *(const VECTOR *)(const void *)&bits[0][at];
    for (uint32_t k = 1; k < n_columns; k++)
        all &= *(const VECTOR *)(const void *)&bits[k][at];
    *out = all;
}

TARGET static void NAME(intersect)(struct index_work *work, const struct index_node *node)
{
    uint32_t at = 0, n_words = node->n_words, n_columns = node->n_columns;
    for (; at + 4 * WIDTH <= n_words; at += 4 * WIDTH)
        NAME(intersect_four)(work->bits, n_columns, at, (VECTOR *)(void *)&work->alive[at]);
    for (; at < n_words; at += WIDTH)
        NAME(intersect_one)(work->bits, n_columns, at, (VECTOR *)(void *)&work->alive[at]);
}

/* Adds to OPEN the rows that the unknown key ONE leaves open. Notes whether one of those ALIVE that are QUIET waits for it. */
TARGET static inline void NAME(add_open)(struct index_open *one, const VECTOR *alive, const VECTOR *quiet, VECTOR *open, uint32_t n)
{
    const VECTOR *bits = (const VECTOR *)(const void *)one->open;
    VECTOR waiting = { 0 };
    for (uint32_t i = 0; i < n; i++) {
        waiting |= bits[i] & alive[i] & quiet[i];
        open[i] |= bits[i];
    }
    for (uint32_t i = 0; i < WIDTH; i++)
        one->waiting |= waiting[i];
}

/* Takes the quiet rows that wait out of work->alive, noting what they wait for. */
TARGET static void NAME(part)(struct index_work *work, const struct index_node *node, uint32_t n_open)
{
    const uint64_t *words = work->index->words;
    const VECTOR *quiet = (const VECTOR *)(const void *)&words[node->quiet], *exact = (const VECTOR *)(const void *)&words[node->exact];
    VECTOR *alive = (VECTOR *)(void *)work->alive, *sure = (VECTOR *)(void *)work->sure;
    uint32_t n = node->n_words / WIDTH;
    for (uint32_t i = 0; i < n; i++)
        sure[i] = (VECTOR){ 0 };
    for (uint32_t k = 0; k < n_open; k++)
        NAME(add_open)(&work->opens[k], alive, quiet, sure, n);
    for (uint32_t i = 0; i < n; i++) {
        alive[i] &= ~(sure[i] & quiet[i]);
        sure[i] = exact[i] & ~sure[i];
    }
}

#undef VECTOR
#undef NAME
#undef TARGET
#undef WIDTH
