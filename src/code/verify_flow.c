/* What is known at each instruction: followed word by word. Jumps forward leave it at their target, where it is joined with what comes
 * from elsewhere. Only JUMP goes back, to a NEXT whose way out is behind it; from there the loop is gone through again until nothing more
 * comes to be possible. So each way that does not end takes steps, which are limited. */
#include "code/verify.h"

#include <string.h>

uint32_t verify_flow_begin(const struct verify *v)
{
    return v->regions.n ? v->regions.at[v->regions.n - 1].begin : v->part->from;
}

void verify_flow_set(struct verify *v, uint32_t place, uint32_t type)
{
    if (v->now[place] == type)
        return;
    v->now[place] = type;
    v->version = ++v->last_version;
}

/* ---- slots ---- */

uint32_t verify_flow_slot(struct verify *v, uint32_t slot)
{
    v->slot_read[slot] = 1;
    return v->slots[slot];
}

void verify_flow_put(struct verify *v, uint32_t slot, uint32_t type)
{
    uint32_t both = verify_type_join(&v->types, v->slots[slot], type);
    if (slot < v->code->n_definitions)
        verify_wrong(v, "a slot that is a definition's");
    if (both == VERIFY_NOTHING)
        verify_wrong(v, "a slot with values of two types");
    v->again |= both != v->slots[slot] && v->slot_read[slot];
    v->slots[slot] = both;
}

/* ---- edges ---- */

struct verify_place *verify_flow_place(struct verify *v, uint32_t word)
{
    uint32_t *number = &v->numbers[word - v->part->from];
    if (*number == 0) {
        vec_push(&v->arena, &v->places, (struct verify_place){ 0 });
        *number = v->places.n;
    }
    return &v->places.at[*number - 1];
}

static inline uint32_t resolved(struct verify *v, uint32_t type)
{
    if (type <= VERIFY_TALLY_HIGH || verify_type_at(&v->types, type)->kind != VERIFY_SLOT)
        return type;
    return verify_flow_slot(v, verify_type_at(&v->types, type)->a);
}

static uint32_t joined(struct verify *v, uint32_t one, uint32_t other)
{
    return one == other ? one : verify_type_join(&v->types, resolved(v, one), resolved(v, other));
}

bool verify_flow_add(struct verify *v, struct verify_edge **edge)
{
    struct verify_edge *e = *edge;
    size_t size = v->n_types * sizeof *e->types;
    if (e == NULL) {
        *edge = e = arena_alloc(&v->arena, sizeof *e + size);
        *e = (struct verify_edge){ v->version, v->word, v->bracket, v->opened };
        memcpy(e->types, v->now, size);
        return true;
    }
    if (e->version == v->version)
        return false;
    bool grown = e->opened && !v->opened;
    if (e->bracket != v->bracket)
        verify_wrong(v, "values by cases that do not end where they began");
    e->opened &= v->opened;
    e->version = v->version;
    for (uint32_t i = 0; i < v->n_types; i++) {
        uint32_t type = joined(v, e->types[i], v->now[i]);
        grown |= type != e->types[i];
        e->types[i] = type;
    }
    return grown;
}

static void load(struct verify *v, const struct verify_edge *edge)
{
    for (uint32_t i = 0; i < v->n_types; i++)
        v->now[i] = resolved(v, edge->types[i]);
    v->bracket = edge->bracket;
    v->opened = edge->opened;
    v->live = true;
    v->version = ++v->last_version;
}

void verify_flow_take(struct verify *v, const struct verify_edge *edge)
{
    if (!v->live)
        load(v, edge);
    if (edge->version == v->version)
        return;
    if (edge->bracket != v->bracket)
        verify_wrong(v, "values by cases that do not end where they began");
    for (uint32_t i = 0; i < v->n_types; i++)
        v->now[i] = joined(v, v->now[i], edge->types[i]);
    v->opened &= edge->opened;
    v->version = ++v->last_version;
}

/* ---- jumps ---- */

/* The way back of a loop: gone again if it brings anything new. */
static void back(struct verify *v, uint32_t head)
{
    struct verify_place *place = verify_flow_place(v, head);
    if (place->edge == NULL || head < verify_flow_begin(v))
        verify_wrong(v, "a jump back that is no loop's");
    else if ((int64_t)head + insn_jump(v->code->words[head]) <= place->note)
        verify_wrong(v, "a loop whose way out does not leave it");
    else if (verify_flow_add(v, &place->edge))
        v->next = head;
}

void verify_flow_to(struct verify *v, int64_t to)
{
    if (to > v->word && to < v->part->to)
        verify_flow_add(v, &verify_flow_place(v, (uint32_t)to)->edge);
    else if (to >= v->part->from && insn_op(v->code->words[v->word]) == OP_JUMP)
        back(v, (uint32_t)to);
    else
        verify_wrong(v, "a jump back that is no loop's");
}

/* ---- arrivals ---- */

/* At a head, what is known stays, so that the way back finds it. */
static void look_at_place(struct verify *v, struct verify_place *place)
{
    uint8_t mark = v->marks[v->word];
    if (place->edge != NULL && place->edge->from < verify_flow_begin(v))
        verify_wrong(v, "a jump into an item of a set");
    if (place->edge != NULL)
        verify_flow_take(v, place->edge);
    verify_set_arrive(v);
    if (mark & VERIFY_MARK_HEAD) {
        v->loop_end = place->note >= v->loop_end ? place->note + 1 : v->loop_end;
        if (v->live)
            verify_flow_add(v, &place->edge);
    } else if (mark & (VERIFY_MARK_ARM | VERIFY_MARK_DONE)) {
        verify_cases_arrive(v);
    }
}

static void look_at(struct verify *v)
{
    uint32_t number = v->numbers[v->word - v->part->from];
    if (number != 0)
        look_at_place(v, &v->places.at[number - 1]);
    else
        verify_set_arrive(v);
}

static void one(struct verify *v)
{
    uint64_t insn = v->code->words[v->word];
    look_at(v);
    if (v->next != v->word)
        return;
    v->next = v->word + insn_length(insn);
    if (v->live && !v->wrong)
        verify_step(v);
    else if (insn_op(insn) == OP_SELECT || insn_op(insn) == OP_ALIVE) /* nothing gets here, but the items are counted */
        verify_set_step(v, insn);
}

/* ---- the part ---- */

static void find_loops(struct verify *v)
{
    const uint64_t *words = v->code->words;
    for (uint32_t at = v->part->from; at < v->part->to; at += insn_length(words[at])) {
        if (insn_op(words[at]) != OP_JUMP || insn_jump(words[at]) > 0)
            continue;
        uint32_t head = (uint32_t)((int64_t)at + insn_jump(words[at]));
        if (insn_op(words[head]) != OP_NEXT)
            verify_wrong(v, "a jump back that is no loop's");
        v->marks[head] |= VERIFY_MARK_HEAD;
        verify_flow_place(v, head)->note = at; /* the last of them */
    }
}

static uint32_t n_arguments(const struct verify *v)
{
    switch (v->part->kind) {
    case PART_ARGUMENTS: return v->code->actions[v->part->index].n_args;
    case PART_REASON: case PART_GUARANTEE: case PART_KPI: return 1;
    default: return 0;
    }
}

static void begin(struct verify *v)
{
    uint32_t n_words = v->part->to - v->part->from;
    v->n_types = v->part->n_registers + n_arguments(v);
    v->now = arena_array(&v->arena, uint32_t, v->n_types + 1); /* all NOTHING; the one behind is no register's */
    v->numbers = arena_array(&v->arena, uint32_t, n_words);
    v->places.n = 0;
    v->brackets.n = v->regions.n = v->bracket = 0;
    v->opened = false;
    v->live = true;
    v->loop_end = 0;
    v->version = ++v->last_version;
    find_loops(v);
}

void verify_flow_part(struct verify *v)
{
    begin(v);
    for (v->next = v->part->from; v->next < v->part->to && !v->wrong;) {
        v->word = v->next;
        if (v->steps-- == 0)
            verify_wrong(v, "more ways through it than can be gone");
        else
            one(v);
    }
    if (!v->wrong && v->regions.n > 0)
        verify_wrong(v, "a set of the index whose items do not end");
}
