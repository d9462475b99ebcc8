#include "cases/case_plan.h"

#include "base/vec.h"

/* A way to a fact, or to a key that names the case; in lists while the tree is built. */
struct plan_path {
    struct plan_path *next;
    const struct str *keys;
    uint32_t n;
    int32_t fact, id;
};

struct planner {
    struct arena *arena;
    struct case_plan *plan;
    VEC(struct case_type *) types; /* each type is planned once */
};

static char plan_spelt(struct str name, uint32_t i)
{
    if (i == 0 || i == name.n + 1)
        return '"';
    return i <= name.n ? name.p[i - 1] : ':';
}

/* Eight bytes of `"NAME":` from FROM on; 0 behind its end. */
static uint64_t plan_load(struct str name, uint32_t from)
{
    char bytes[8] = { 0 };
    for (uint32_t i = 0; i < sizeof bytes && from + i < name.n + 3; i++)
        bytes[i] = plan_spelt(name, from + i);
    return case_word_load(bytes);
}

void case_plan_key(struct case_key *key, struct str name)
{
    *key = (struct case_key){ .name = name, .span = name.n + 3, .head = plan_load(name, 0), .next = plan_load(name, 8) };
    key->last = key->span > 16 ? plan_load(name, key->span - 8) : 0;
    key->head_mask = case_word_mask(key->span);
    key->next_mask = case_word_mask(key->span > 8 ? key->span - 8 : 0);
    if (memchr(name.n ? name.p : "", '"', name.n))
        key->head_mask = UINT64_MAX, key->head = 0; /* never the quick way: it takes the first quote for the name's end */
    key->index = key->id = CASE_NONE;
    key->quick = CASE_QUICK_SKIP;
}

static struct case_keys *plan_keys_new(struct planner *planner, uint32_t n)
{
    struct case_keys *keys = arena_new(planner->arena, struct case_keys);
    case_words_init(&keys->words, planner->arena, n + CASE_LEARNED_KEYS);
    keys->keys = arena_array(planner->arena, struct case_key, n + CASE_LEARNED_KEYS);
    for (uint32_t i = 0; i < n + CASE_LEARNED_KEYS; i++)
        case_plan_key(&keys->keys[i], (struct str){ 0 });
    return keys;
}

static struct case_key *plan_key(struct planner *planner, struct case_keys *keys, struct str name)
{
    if (name.n > planner->plan->longest_key)
        planner->plan->longest_key = name.n;
    uint32_t n = keys->words.n;
    const struct case_word *word = case_words_add(&keys->words, name, n);
    if (keys->words.n > n)
        case_plan_key(&keys->keys[n], name);
    return &keys->keys[word->value];
}

static enum case_quick plan_quick(const struct case_key *key)
{
    if (key->below)
        return CASE_QUICK_NONE;
    if (key->index == CASE_NONE)
        return CASE_QUICK_SKIP;
    switch (key->type->kind) {
    case TYPE_BOOL: return CASE_QUICK_BOOL;
    case TYPE_NUMBER: case TYPE_WHOLE: case TYPE_MONEY: return CASE_QUICK_NUMBER;
    case TYPE_TEXT: case TYPE_SYMBOL: return CASE_QUICK_TEXT;
    case TYPE_PARTY: return key->type->words ? CASE_QUICK_OTHER : CASE_QUICK_TEXT;
    case TYPE_SET: return CASE_QUICK_SYMBOL;
    case TYPE_MOMENT: return CASE_QUICK_MOMENT;
    case TYPE_DATE: case TYPE_TIME: case TYPE_DURATION: return CASE_QUICK_OTHER;
    default: return CASE_QUICK_NONE;
    }
}

/* As long as nothing is learned, keys are expected as they are declared. */
static struct case_keys *plan_keys_done(struct case_keys *keys)
{
    case_words_spread(&keys->words);
    keys->n_declared = keys->words.n;
    keys->first = keys->keys;
    for (uint32_t i = 0; i < keys->n_declared; i++) {
        keys->keys[i].follower = &keys->keys[i + 1 < keys->n_declared ? i + 1 : 0];
        keys->keys[i].slot = keys->keys[i].index == CASE_NONE ? 0 : (uint32_t)keys->keys[i].index;
        keys->keys[i].quick = (uint16_t)plan_quick(&keys->keys[i]);
    }
    return keys;
}

static const struct case_type *plan_type(struct planner *planner, const struct type *type);

static struct case_keys *plan_fields(struct planner *planner, const struct type *type)
{
    struct case_keys *keys = plan_keys_new(planner, type->n_fields);
    for (uint32_t i = 0; i < type->n_fields; i++) {
        struct case_key *key = plan_key(planner, keys, type->fields[i].name);
        key->index = (int32_t)i;
        key->type = plan_type(planner, type->fields[i].type);
    }
    return plan_keys_done(keys);
}

static struct str plan_symbol_text(const struct type_symbol *symbol)
{
    return symbol->text.n ? symbol->text : symbol->name;
}

/* Texts first: where one symbol's text is another's name, data mean the text. */
static const struct case_words *plan_set(struct planner *planner, const struct type *type)
{
    struct case_words *words = arena_new(planner->arena, struct case_words);
    case_words_init(words, planner->arena, 2 * type->n_symbols);
    for (uint32_t i = 0; i < type->n_symbols; i++)
        case_words_add(words, plan_symbol_text(&type->symbols[i]), i);
    for (uint32_t i = 0; i < type->n_symbols; i++)
        case_words_add(words, type->symbols[i].name, i);
    case_words_spread(words);
    return words;
}

static bool plan_party_is_spelt(const struct type *type)
{
    for (uint32_t i = 0; i < type->n_symbols; i++)
        if (!str_eq(type->symbols[i].name, plan_symbol_text(&type->symbols[i])))
            return true;
    return false;
}

static void plan_parts(struct planner *planner, struct case_type *planned)
{
    const struct type *type = planned->type;
    if (type->kind == TYPE_SET || (type->kind == TYPE_PARTY && plan_party_is_spelt(type)))
        planned->words = plan_set(planner, type);
    if (type->kind == TYPE_LIST)
        planned->element = plan_type(planner, type->element);
    if (type->kind == TYPE_LIST && type->element->kind == TYPE_SET)
        planned->seen = arena_array(planner->arena, uint64_t, type->element->n_symbols);
    if (type->kind == TYPE_RECORD)
        planned->fields = plan_fields(planner, type);
}

static const struct case_type *plan_type(struct planner *planner, const struct type *type)
{
    for (uint32_t i = 0; i < planner->types.n; i++)
        if (planner->types.at[i]->type == type)
            return planner->types.at[i];
    struct case_type *planned = arena_new(planner->arena, struct case_type);
    *planned = (struct case_type){ .kind = type->kind, .type = type };
    vec_push(planner->arena, &planner->types, planned);
    plan_parts(planner, planned);
    return planned;
}

static void plan_leaf(struct planner *planner, struct case_key *key, const struct plan_path *path)
{
    if (path->fact != CASE_NONE) {
        key->index = path->fact;
        key->type = planner->plan->types[path->fact];
    }
    if (path->id != CASE_NONE)
        key->id = (int16_t)path->id;
}

static struct case_keys *plan_tree(struct planner *planner, struct plan_path *paths, uint32_t depth);

static void plan_below(struct planner *planner, struct case_key *key, struct plan_path *paths, uint32_t depth)
{
    const struct fact *facts = planner->plan->shape->facts;
    key->first_below = UINT32_MAX;
    for (const struct plan_path *path = paths; path; path = path->next)
        if (path->fact != CASE_NONE) {
            key->first_below = (uint32_t)path->fact < key->first_below ? (uint32_t)path->fact : key->first_below;
            key->private_below |= facts[path->fact].private_;
        }
    key->below = plan_tree(planner, paths, depth);
}

static struct case_keys *plan_tree(struct planner *planner, struct plan_path *paths, uint32_t depth)
{
    uint32_t n = 0;
    for (const struct plan_path *path = paths; path; path = path->next)
        n++;
    struct case_keys *keys = plan_keys_new(planner, n);
    struct plan_path **deeper = arena_array(planner->arena, struct plan_path *, n + 1);
    for (struct plan_path *path = paths, *next; path; path = next) {
        next = path->next;
        struct case_key *key = plan_key(planner, keys, path->keys[depth]);
        if (path->n == depth + 1) {
            plan_leaf(planner, key, path);
            continue;
        }
        path->next = deeper[key - keys->keys];
        deeper[key - keys->keys] = path;
    }
    for (uint32_t i = 0; i < n; i++)
        if (deeper[i])
            plan_below(planner, &keys->keys[i], deeper[i], depth + 1);
    return plan_keys_done(keys);
}

struct str case_plan_dotted(struct arena *arena, const struct fact *fact)
{
    struct str dotted = fact->path[0];
    for (uint32_t i = 1; i < fact->n_path; i++)
        dotted = str_cat(arena, dotted, str_cat(arena, STR("."), fact->path[i]));
    return dotted;
}

static int32_t plan_fact_named(struct planner *planner, struct str name)
{
    const struct shape *shape = planner->plan->shape;
    for (uint32_t i = 0; i < shape->n_facts; i++)
        if (!shape->facts[i].of_lookup && (str_eq(shape->facts[i].name, name) || str_eq(case_plan_dotted(planner->arena, &shape->facts[i]), name)))
            return (int32_t)i;
    return CASE_NONE;
}

/* A name that is no fact's leads where its dots say. */
static struct plan_path plan_path_of(struct planner *planner, struct str name)
{
    VEC(struct str) keys = { 0 };
    uint32_t from = 0;
    for (uint32_t i = 0; i <= name.n; i++)
        if (i == name.n || name.p[i] == '.') {
            vec_push(planner->arena, &keys, str_slice(name, from, i));
            from = i + 1;
        }
    return (struct plan_path){ .keys = keys.at, .n = keys.n, .fact = CASE_NONE };
}

static struct plan_path *plan_id(struct planner *planner, struct str name, struct plan_path *after)
{
    struct case_plan *plan = planner->plan;
    int32_t fact = plan_fact_named(planner, name);
    struct plan_path *path = arena_new(planner->arena, struct plan_path);
    *path = plan_path_of(planner, name);
    if (fact != CASE_NONE)
        *path = (struct plan_path){ .keys = plan->shape->facts[fact].path, .n = plan->shape->facts[fact].n_path, .fact = CASE_NONE };
    path->id = (int32_t)plan->n_ids;
    path->next = after;
    plan->ids[plan->n_ids] = name;
    plan->id_fact[plan->n_ids] = fact;
    plan->id_private[plan->n_ids++] = fact != CASE_NONE && plan->shape->facts[fact].private_;
    return path;
}

static struct plan_path *plan_ids(struct planner *planner, struct str id, struct plan_path *after)
{
    if (id.n)
        return plan_id(planner, id, after);
    return plan_id(planner, STR("id"), plan_id(planner, STR("case_id"), after));
}

static struct plan_path *plan_facts(struct planner *planner, bool figures)
{
    const struct shape *shape = planner->plan->shape;
    struct plan_path *first = NULL;
    struct plan_path *paths = arena_array(planner->arena, struct plan_path, shape->n_facts);
    for (uint32_t i = shape->n_facts; i-- > 0;) {
        if ((shape->facts[i].figure && !figures) || shape->facts[i].of_lookup)
            continue;
        paths[i] = (struct plan_path){ .next = first, .keys = shape->facts[i].path, .n = shape->facts[i].n_path, .fact = (int32_t)i,
                                       .id = CASE_NONE };
        first = &paths[i];
    }
    return first;
}

void case_plan_init(struct case_plan *plan, struct arena *arena, const struct shape *shape, const struct case_options *options)
{
    struct planner planner = { .arena = arena, .plan = plan };
    *plan = (struct case_plan){ .shape = shape, .figures = options->figures };
    plan->types = arena_array(arena, const struct case_type *, shape->n_facts);
    for (uint32_t i = 0; i < shape->n_facts; i++)
        plan->types[i] = plan_type(&planner, shape->facts[i].type);
    struct plan_path *facts = plan_facts(&planner, options->figures);
    plan->top = plan_tree(&planner, plan_ids(&planner, options->id, facts), 0);
}
