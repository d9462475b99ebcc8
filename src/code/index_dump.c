#include "code/index.h"

size_t index_dump_bytes(const struct index *index)
{
    return index->n_keys * sizeof *index->keys + index->n_texts * sizeof *index->texts + index->n_ranges * sizeof *index->ranges +
           index->n_terms * sizeof *index->terms + index->n_rows * sizeof *index->rows + index->n_items * sizeof *index->items +
           index->n_sets * sizeof *index->sets + index->n_text_slots * sizeof *index->text_slots +
           index->n_nodes * sizeof *index->nodes + index->n_columns * sizeof *index->columns +
           index->n_numbers * sizeof *index->numbers + index->n_links * sizeof *index->links + index->n_words * sizeof *index->words;
}
