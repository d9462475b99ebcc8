#include "base/map.h"

#include <string.h>

enum { MAP_FIRST = 16 };

void map_init(struct map *map, struct arena *arena)
{
    *map = (struct map){ .arena = arena };
}

/* The slot that holds KEY, or the empty one where it belongs. The map has slots. */
static uint32_t *slot_of(const struct map *map, struct str key)
{
    uint32_t mask = map->n_slots - 1, at = (uint32_t)str_hash(key) & mask;
    while (map->slots[at] && !str_eq(map->entries[map->slots[at] - 1].key, key))
        at = (at + 1) & mask;
    return &map->slots[at];
}

/* At most half of the slots are taken: room counts the entries, n_slots is twice that. */
static void grow(struct map *map)
{
    if (map->room > UINT32_MAX / 4)
        trap_spring(map->arena->trap, TRAP_MEMORY);
    uint32_t room = map->room ? 2 * map->room : MAP_FIRST;
    struct map_entry *entries = arena_array(map->arena, struct map_entry, room);
    uint32_t *slots = arena_array(map->arena, uint32_t, 2 * (size_t)room);
    if (map->n)
        memcpy(entries, map->entries, map->n * sizeof *entries);
    map->entries = entries;
    map->room = room;
    map->slots = slots;
    map->n_slots = 2 * room;
    for (uint32_t i = 0; i < map->n; i++)
        *slot_of(map, entries[i].key) = i + 1;
}

void *map_get(const struct map *map, struct str key)
{
    if (map->n == 0)
        return NULL;
    uint32_t index = *slot_of(map, key);
    return index ? map->entries[index - 1].value : NULL;
}

void *map_put(struct map *map, struct str key, void *value)
{
    if (map->n == map->room)
        grow(map);
    uint32_t *slot = slot_of(map, key);
    if (*slot) {
        void *old = map->entries[*slot - 1].value;
        map->entries[*slot - 1].value = value;
        return old;
    }
    map->entries[map->n++] = (struct map_entry){ key, value };
    *slot = map->n;
    return NULL;
}
