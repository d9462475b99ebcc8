/* The sets of the index. SELECT goes to the first item that may apply, ALIVE at each item's end to the next: so the instructions of a set
 * are its SELECT and, item behind item, those of each with its ALIVE; nobody gets into an item but by these two, and no item twice. */
#include "code/verify.h"

static struct verify_region *innermost(struct verify *v) { return v->regions.n ? &v->regions.at[v->regions.n - 1] : NULL; }

static const struct index_set *set_of(const struct verify *v, uint32_t set) { return &v->code->index->sets[set]; }

static const struct index_item *item_of(const struct verify *v, const struct verify_region *region)
{
    return &v->code->index->items[set_of(v, region->set)->first_item + region->item];
}

/* What is known here is known where an item begins, or behind the last. */
static void goes_on(struct verify *v, struct verify_region *region, uint64_t insn)
{
    if (!v->live)
        return;
    verify_flow_add(v, &region->items);
    verify_flow_to(v, (int64_t)v->word + insn_jump(insn));
    v->live = false;
}

static void begin_item(struct verify *v, struct verify_region *region)
{
    region->begin = v->next;
    if (item_of(v, region)->entry != v->next)
        verify_wrong(v, "an item of a set that is no place in its part");
}

/* What goes on behind the tests of the item in hand, from BEGIN to the word here, and what is listed without looking at them. */
static void end_item(struct verify *v, const struct verify_region *region)
{
    const struct index_item *item = item_of(v, region);
    bool lists = item->arm != INDEX_NO_ARM, fits;
    if (lists)
        fits = item->arm < v->code->n_arms && v->fired[item->arm] > region->begin && v->fired[item->arm] <= v->word;
    else
        fits = !item->exact || (item->fire >= region->begin && item->fire <= v->word && v->marks[item->fire]);
    if (!fits)
        verify_wrong(v, "an item of a set that is no place in its part");
}

static void select(struct verify *v, uint64_t insn)
{
    uint32_t set = insn_a(insn);
    int64_t end = (int64_t)v->word + insn_jump(insn);
    if (v->selected[set] != 0 && v->selected[set] != v->word + 1)
        verify_wrong(v, "a set that is selected twice");
    v->selected[set] = v->word + 1;
    if (set_of(v, set)->n_items == 0 || end <= v->word || end > v->part->to) {
        verify_wrong(v, "a set whose items do not end");
        return;
    }
    vec_push(&v->arena, &v->regions, ((struct verify_region){ .set = set, .end = (uint32_t)end }));
    struct verify_region *region = innermost(v);
    goes_on(v, region, insn);
    begin_item(v, region);
}

static void alive(struct verify *v, uint64_t insn)
{
    struct verify_region *region = innermost(v);
    if (region == NULL || region->set != insn_a(insn) || (int64_t)v->word + insn_jump(insn) != region->end) {
        verify_wrong(v, "a set whose items do not end");
        return;
    }
    end_item(v, region);
    goes_on(v, region, insn);
    if (++region->item < set_of(v, region->set)->n_items)
        begin_item(v, region);
    else if (v->next != region->end)
        verify_wrong(v, "a set whose items do not end");
    else
        v->regions.n--;
}

/* Items that list an arm at once: each once, and where arms may be listed. */
static void lists_arms(struct verify *v, uint32_t set)
{
    const struct index_set *of = set_of(v, set);
    bool lists = false;
    for (uint32_t i = 0; i < of->n_items && !lists; i++)
        lists = v->code->index->items[of->first_item + i].arm != INDEX_NO_ARM;
    if (lists && (v->part->kind != PART_UNITS || v->bracket != 0 || v->loop_end > v->word))
        verify_wrong(v, "an arm that may be listed twice");
}

void verify_set_step(struct verify *v, uint64_t insn)
{
    if (insn_op(insn) == OP_SELECT) {
        lists_arms(v, insn_a(insn));
        select(v, insn);
    } else {
        alive(v, insn);
    }
}

void verify_set_arrive(struct verify *v)
{
    const struct verify_region *region = innermost(v);
    if (region == NULL || region->items == NULL)
        return;
    const struct index_item *item = item_of(v, region);
    if (v->word != region->begin && (v->word != item->fire || !item->exact || item->arm != INDEX_NO_ARM))
        return;
    verify_flow_take(v, region->items);
}
