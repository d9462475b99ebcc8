/* A hash map from text to a pointer, in an arena; keeps the order of insertion
 * (so that no output depends on a hash). Open addressing, linear probing. */
#ifndef BYLAW_BASE_MAP_H
#define BYLAW_BASE_MAP_H

#include "base/str.h"

struct map_entry {
    struct str key; /* borrowed: the caller's bytes must live as long as the map */
    void *value;
};

struct map {
    struct arena *arena;
    struct map_entry *entries; /* in order of insertion */
    uint32_t n, room;
    uint32_t *slots; /* index + 1 into entries, 0 empty */
    uint32_t n_slots;
};

void map_init(struct map *map, struct arena *arena);
/* The value under KEY, or NULL. */
void *map_get(const struct map *map, struct str key);
/* Puts VALUE under KEY; yields what stood there before, or NULL. VALUE is not NULL. */
void *map_put(struct map *map, struct str key, void *value);

#endif
