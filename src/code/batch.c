/* Finding, for all lanes at once. */
#include "code/batch.h"

#include "code/batch_inner.h"
#include "value/date.h"

#include <string.h>

enum {
    ASKED_LEAST = 8, /* lanes that have asked for a set, so that it is found for all lanes of the next batch, too; */
    IDLE = 256,      /* else so many lanes are told to ask the index */
};

/* The values of a key in all lanes. */
struct column {
    int64_t *values; /* at a multiple of 64 bytes; 0 where the key is unknown */
    uint64_t known;
    uint32_t stamp; /* of the batch that it is of */
};

/* The lanes in which a term, row or item is not no, and those in which it is yes. */
typedef uint64_t lanes __attribute__((vector_size(16)));
enum { ALIVE, SURE };

/* A set that is served. */
struct served {
    struct batch_plan plan;
    uint64_t *words;
    lanes *terms;
    lanes *places;    /* of items */
    uint64_t *waiting; /* by a fact's place: the lanes that wait for it */
    uint64_t *waits;  /* of 64 facts each: a word for each lane */
    bool waited;      /* there is something in waits */
    uint32_t n_waits; /* such sixty-fours */
    uint64_t *alive, *sure; /* of 64 items each: a word for each lane */
    bool *unsure;     /* of 64 items each: SURE is not what ALIVE is, and so looked at */
    uint32_t n_blocks;
    uint32_t stamp;   /* of the batch that it was found for */
    uint32_t asked;   /* lanes, of that batch */
    uint32_t idle;    /* lanes still to be told to ask the index */
};

struct batch {
    const struct index *index;
    const struct batch_mask *mask;
    struct column *columns;  /* by key */
    struct served **served;  /* by set; NULL: it is not */
    bool any, every;
    const struct value *const *facts; /* of the lanes in hand */
    uint32_t n;
    uint32_t stamp;
};

/* ---- columns ---- */

static int64_t key_value(const struct index *index, const struct index_key *key, const struct value *fact)
{
    switch ((enum index_key_kind)key->kind) {
    case INDEX_DAY: return moment_date(fact->i, fact->offset);
    case INDEX_TEXT: return index_text(index, value_str(*fact));
    default: return fact->i;
    }
}

/* From the last to the first, so that what is known needs but one shift a lane. */
static uint64_t fill_numbers(const struct batch *batch, int64_t *values, uint32_t fact)
{
    uint64_t known = 0;
    for (uint32_t i = batch->n; i-- > 0;) {
        const struct value *value = &batch->facts[i][fact];
        known = known + known + (value->kind != VALUE_UNKNOWN);
        values[i] = value->i;
    }
    return known;
}

static uint64_t fill_others(const struct batch *batch, int64_t *values, const struct index_key *key)
{
    uint64_t known = 0;
    for (uint32_t i = batch->n; i-- > 0;) {
        const struct value *value = &batch->facts[i][key->fact];
        known = known + known + (value->kind != VALUE_UNKNOWN);
        values[i] = value->kind != VALUE_UNKNOWN ? key_value(batch->index, key, value) : 0;
    }
    return known;
}

static const struct column *column_of(struct batch *batch, uint32_t number)
{
    const struct index_key *key = &batch->index->keys[number];
    struct column *column = &batch->columns[number];
    if (column->stamp != batch->stamp)
        column->known = key->kind == INDEX_NUMBER ? fill_numbers(batch, column->values, key->fact) : fill_others(batch, column->values, key);
    column->stamp = batch->stamp;
    return column;
}

/* ---- terms ---- */

static void find_bounds(struct batch *batch, struct served *set)
{
    const struct batch_plan *plan = &set->plan;
    uint64_t all = ~UINT64_C(0) >> (BATCH_LANES - batch->n);
    set->words[BATCH_ALL] = all;
    for (uint32_t i = 0; i < plan->n_keys; i++) {
        const struct batch_key *key = &plan->keys[i];
        const struct column *column = column_of(batch, key->key);
        uint64_t *words = &set->words[key->word];
        words[0] = all & ~column->known;
        words[BATCH_KNOWN] = column->known;
        batch->mask->at_least(column->values, column->known, &plan->bounds[key->first], key->n, words + BATCH_BOUNDS);
    }
}

static void find_terms(struct served *set)
{
    const struct batch_plan *plan = &set->plan;
    const uint64_t *words = set->words;
    for (uint32_t i = 0; i < plan->n_terms; i++) {
        struct batch_term term = plan->terms[i];
        uint64_t yes = words[term.from] & ~words[term.to];
        set->terms[i] = (lanes){ yes | words[term.alive], yes | words[term.sure] };
    }
    for (uint32_t i = 0; i < plan->n_more; i++) {
        struct batch_more more = plan->more[i];
        uint64_t yes = words[more.from] & ~words[more.to];
        set->terms[more.term] |= (lanes){ yes, yes };
    }
}

/* ---- items ---- */

/* A row of N terms, or, if it has more than three, of as many as it says. */
static inline __attribute__((always_inline)) lanes find_row(const struct served *set, const uint32_t *uses, uint32_t n)
{
    const lanes *terms = set->terms;
    lanes found = { set->words[BATCH_ALL], set->words[BATCH_ALL] };
    if (n == BATCH_LENGTHS - 1)
        n = *uses++;
    for (uint32_t i = 0; i < n; i++) {
        found &= terms[uses[i]];
        if (i >= BATCH_LENGTHS - 2 && !found[ALIVE])
            break;
    }
    return found;
}

/* Where it is open, it is not found: what it waits for is noted. */
static inline __attribute__((always_inline)) lanes find_quiet(struct served *set, const uint32_t *uses, uint32_t n)
{
    lanes found = find_row(set, uses, n);
    uint64_t open = found[ALIVE] & ~found[SURE];
    if (n == BATCH_LENGTHS - 1)
        n = *uses++;
    for (uint32_t i = 0; i < n; i++) {
        struct batch_wait wait = set->plan.waits[uses[i]];
        set->waiting[wait.place] |= open & set->words[wait.word];
    }
    return (lanes){ found[SURE], found[SURE] };
}

/* Rows FROM to before TO, of one length. */
static inline __attribute__((always_inline)) void find_some(struct served *set, bool quiet, uint32_t length, uint32_t from, uint32_t to)
{
    const struct batch_row *rows = set->plan.rows;
    const uint32_t *uses = set->plan.uses;
    for (uint32_t i = from; i < to; i++)
        set->places[rows[i].place] |= quiet ? find_quiet(set, uses + rows[i].first, length) : find_row(set, uses + rows[i].first, length);
}

static inline __attribute__((always_inline)) void find_lengths(struct served *set, bool quiet, uint32_t from)
{
    const uint32_t *ends = set->plan.ends[!quiet];
    find_some(set, quiet, 0, from, ends[0]);
    find_some(set, quiet, 1, ends[0], ends[1]);
    find_some(set, quiet, 2, ends[1], ends[2]);
    find_some(set, quiet, 3, ends[2], ends[3]);
    find_some(set, quiet, 4, ends[3], ends[4]);
}

static void find_rows(struct served *set)
{
    for (uint32_t i = 0; i < set->n_blocks * BATCH_LANES; i++)
        set->places[i] = (lanes){ 0, 0 };
    find_lengths(set, true, 0);
    find_lengths(set, false, set->plan.ends[0][BATCH_LENGTHS - 1]);
}

/* What the quiet rows wait for, by lane. */
static void turn_waits(struct batch *batch, struct served *set)
{
    uint64_t any = 0;
    for (uint32_t i = 0; i < set->n_waits * BATCH_LANES; i++)
        any |= set->waiting[i];
    set->waited = any != 0;
    for (uint32_t i = 0; any && i < set->n_waits * BATCH_LANES; i += BATCH_LANES) {
        batch->mask->turn(&set->waiting[i], &set->waits[i]);
        memset(&set->waiting[i], 0, BATCH_LANES * sizeof *set->waiting);
    }
}

/* What was found of 64 items: by lane. */
static void turn_block(struct batch *batch, struct served *set, uint32_t block)
{
    uint64_t alive[BATCH_LANES] __attribute__((aligned(64))), sure[BATCH_LANES] __attribute__((aligned(64))), any = 0, unsure = 0;
    const lanes *places = &set->places[block * BATCH_LANES];
    const uint64_t *exact = &set->plan.exact[block * BATCH_LANES];
    for (uint32_t i = 0; i < BATCH_LANES; i++) {
        alive[i] = places[i][ALIVE];
        sure[i] = places[i][SURE] & exact[i];
        any |= alive[i];
        unsure |= alive[i] ^ sure[i];
    }
    if (any)
        batch->mask->turn(alive, &set->alive[block * BATCH_LANES]);
    else
        memset(&set->alive[block * BATCH_LANES], 0, BATCH_LANES * sizeof *set->alive);
    set->unsure[block] = unsure != 0;
    if (unsure)
        batch->mask->turn(sure, &set->sure[block * BATCH_LANES]);
}

static void find(struct batch *batch, struct served *set)
{
    find_bounds(batch, set);
    find_terms(set);
    find_rows(set);
    for (uint32_t i = 0; i < set->n_blocks; i++)
        turn_block(batch, set, i);
    turn_waits(batch, set);
}

/* ---- lists ---- */

static uint32_t list(const struct served *set, uint32_t lane, uint32_t *out)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < set->n_blocks; i++) {
        uint64_t alive = set->alive[i * BATCH_LANES + lane];
        uint64_t sure = set->unsure[i] ? set->sure[i * BATCH_LANES + lane] : alive;
        for (uint32_t k = 0; k < BATCH_ROOM; k++) { /* few have more: nothing to guess */
            uint32_t bit = alive ? (uint32_t)__builtin_ctzll(alive) : 0;
            out[n] = (i * BATCH_LANES + bit) << 1 | (uint32_t)(sure >> bit & 1);
            n += alive != 0;
            alive &= alive - 1;
        }
        for (; alive; alive &= alive - 1) {
            uint32_t bit = (uint32_t)__builtin_ctzll(alive);
            out[n++] = (i * BATCH_LANES + bit) << 1 | (uint32_t)(sure >> bit & 1);
        }
    }
    return n;
}

static void note_waits(const struct served *set, uint32_t lane, struct index_work *work)
{
    uint64_t any = 0;
    for (uint32_t i = 0; i < set->n_waits; i++) {
        work->waits[i] |= set->waits[i * BATCH_LANES + lane];
        any |= set->waits[i * BATCH_LANES + lane];
    }
    work->waiting |= any != 0;
}

/* Whether the set is to be found for all lanes now that one asks for it: as many as have done so in the batch before may again. */
static bool pays(struct served *set)
{
    if (set->idle == 0 && set->stamp != 0 && set->asked < ASKED_LEAST) {
        set->idle = IDLE;
        set->asked = ASKED_LEAST;
    }
    if (set->idle == 0)
        return true;
    set->idle--;
    return false;
}

bool batch_select(struct batch *batch, uint32_t number, uint32_t lane, struct index_work *work, uint32_t *out, uint32_t *n)
{
    struct served *set = batch->served[number];
    if (set == NULL)
        return false;
    if (set->stamp != batch->stamp) {
        if (!batch->every && !pays(set))
            return false;
        find(batch, set);
        set->stamp = batch->stamp;
        set->asked = 0;
    }
    set->asked++;
    *n = list(set, lane, out);
    if (set->waited)
        note_waits(set, lane, work);
    return true;
}

void batch_begin(struct batch *batch, const struct value *const *facts, uint32_t n)
{
    batch->facts = facts;
    batch->n = n;
    if (++batch->stamp > 0)
        return;
    for (uint32_t i = 0; i < batch->index->n_keys; i++)
        batch->columns[i].stamp = 0;
    for (uint32_t i = 0; i < batch->index->n_sets; i++)
        if (batch->served[i] != NULL)
            batch->served[i]->stamp = 0;
    batch->stamp = 1;
}

/* ---- beginning ---- */

static uint64_t *words_at_64(struct arena *arena, size_t n)
{
    uintptr_t at = (uintptr_t)arena_array(arena, uint64_t, n + 8);
    return (uint64_t *)((at + 63) & ~(uintptr_t)63);
}

static uint32_t most_fact(const struct index *index)
{
    uint32_t most = 0;
    for (uint32_t i = 0; i < index->n_keys; i++)
        most = index->keys[i].fact > most ? index->keys[i].fact : most;
    return most;
}

static struct served *serve(struct arena *arena, const struct index *index, struct batch_plan plan)
{
    struct served *set = arena_new(arena, struct served);
    set->plan = plan;
    set->n_blocks = (set->plan.n_items + BATCH_LANES - 1) / BATCH_LANES;
    set->words = arena_array(arena, uint64_t, set->plan.n_words);
    set->terms = arena_array(arena, lanes, set->plan.n_terms);
    set->places = arena_array(arena, lanes, (size_t)set->n_blocks * BATCH_LANES);
    set->alive = words_at_64(arena, (size_t)set->n_blocks * BATCH_LANES);
    set->sure = words_at_64(arena, (size_t)set->n_blocks * BATCH_LANES);
    set->n_waits = most_fact(index) / BATCH_LANES + 1;
    set->waiting = words_at_64(arena, (size_t)set->n_waits * BATCH_LANES);
    set->waits = words_at_64(arena, (size_t)set->n_waits * BATCH_LANES);
    set->unsure = arena_array(arena, bool, set->n_blocks);
    return set;
}

struct batch *batch_new(struct arena *arena, const struct index *index, enum batch_wish wish)
{
    struct batch *batch = arena_new(arena, struct batch);
    batch->index = index;
    batch->mask = batch_mask(0);
    batch->every = wish == BATCH_EVERY;
    batch->columns = arena_array(arena, struct column, index->n_keys);
    batch->served = arena_array(arena, struct served *, index->n_sets);
    for (uint32_t i = 0; i < index->n_keys; i++)
        batch->columns[i].values = (int64_t *)words_at_64(arena, BATCH_LANES);
    for (uint32_t i = 0; i < index->n_sets; i++) {
        if (!batch_plan_fits(index, i))
            continue;
        struct batch_plan plan = batch_plan(index, i, arena);
        struct batch_cost cost = batch_plan_cost(index, i, &plan);
        uint64_t alone = wish == BATCH_TOGETHER ? batch_sequence_cost(index, &index->sets[i]) : cost.alone;
        if (!batch->every && cost.batch >= alone)
            continue;
        batch->served[i] = serve(arena, index, plan);
        batch->any = true;
    }
    return batch;
}

bool batch_serves(const struct batch *batch)
{
    return batch->any;
}

void batch_use(struct batch *batch, const struct batch_mask *mask)
{
    batch->mask = mask;
}
