/* From kinds to facts. */
#include "check/infer.h"

/* ---- which names are facts ---- */

/* A field of a record: customer.level where customer itself is a fact. */
static bool is_field(struct infer *in, struct infer_name *name)
{
    for (uint32_t n = 1; n < name->name.n_parts && n < EXPR_MOST_PARTS; n++) {
        struct infer_name *outer = map_get(&in->names, expr_prefix(name->name.text, name->name.parts, n));
        if (!outer || !outer->fact)
            continue;
        struct infer_kind *kind = infer_fields(in, outer->uses->kind, &name->name, n);
        infer_join(in, kind, name->uses->kind, name->first);
        return true;
    }
    return false;
}

/* All that is said of a fact is said of one thing. */
static void settle_fact(struct infer *in, struct infer_name *name)
{
    struct infer_use *first = name->uses;
    name->fact = true;
    infer_root(first->kind)->fact = name;
    for (struct infer_use *use = first->next; use; use = use->next)
        infer_join(in, first->kind, use->kind, use->span);
    infer_root(first->kind)->fact = name;
}

static void make_facts(struct infer *in)
{
    for (uint32_t i = 0; i < in->names.n; i++) {
        struct infer_name *name = in->names.entries[i].value;
        if (name->fact)
            settle_fact(in, name);
    }
    for (uint32_t i = 0; i < in->names.n; i++) {
        struct infer_name *name = in->names.entries[i].value;
        if (name->fact && name->name.n_parts > 1 && is_field(in, name)) {
            name->fact = false;
            name->field = true;
        }
    }
}

static bool is_one(uint32_t mask) { return mask && !(mask & (mask - 1)); }

/* A bare name that turned out to be no symbol: it stands where a number, a date … stands. */
static bool is_fact_after_all(const struct infer_use *use)
{
    const struct infer_kind *kind = infer_root(use->kind);
    if (kind->mask & K_NAMES || (is_one(kind->mask) && kind->mask == K(TEXT) && !use->as_text))
        return false;
    return !(kind->mask & K(TEXT)) || use->as_text;
}

static bool promote(struct infer *in)
{
    bool any = false;
    for (uint32_t i = 0; i < in->names.n; i++) {
        struct infer_name *name = in->names.entries[i].value;
        for (const struct infer_use *use = name->uses; use && !name->fact && !name->field; use = use->next)
            if (is_fact_after_all(use)) {
                settle_fact(in, name);
                any = true;
            }
    }
    return any;
}

/* ---- what is left open ---- */

/* The first of KIND's uses that is no fact's, from USE on. */
static const struct infer_use *next_symbol(const struct infer_use *use)
{
    while (use && use->name->fact)
        use = use->companion;
    return use;
}

static bool has_all(const struct type *set, const struct infer_use *use)
{
    bool all = set->ordered;
    for (use = next_symbol(use); all && use; use = next_symbol(use->companion))
        all = type_symbol_by_name(set, use->name->name.text) >= 0;
    return all;
}

/* The one ordered set that has all the names which KIND is compared with. */
static const struct type *ordered_set(struct infer *in, const struct infer_kind *kind)
{
    const struct type *found = NULL;
    const struct infer_use *first = next_symbol(kind->uses);
    const struct value_name *symbol = first ? map_get(&in->c->symbols, first->name->name.text) : NULL;
    for (uint32_t i = 0; symbol && i < symbol->sets.n; i++) {
        if (!has_all(symbol->sets.at[i], first))
            continue;
        if (found)
            return NULL;
        found = symbol->sets.at[i];
    }
    return found;
}

static void usual_name(struct infer *in, struct infer_kind *kind)
{
    if (!next_symbol(kind->uses) || !(kind->mask & K_NAMES))
        return;
    if (!kind->ordered) {
        kind->mask = kind->mask & K(PARTY) ? K(PARTY) : K(SET);
        return;
    }
    kind->set = ordered_set(in, kind);
    if (kind->set)
        kind->mask = K(SET);
}

/* Numbers come twice: what is settled between may make more of them. */
enum usual { USUAL_NUMBER, USUAL_NAME, USUAL_TEXT, USUAL_DATE, USUAL_NUMBER_AGAIN, USUAL_ANYTHING, USUAL_COUNT };

/* What is only shown, or only tested for being known, says nothing of its type: data may have any. */
static void become_text(struct infer_kind *kind)
{
    kind->loose = kind->mask == K_ANY && !kind->text_literal;
    kind->mask = K(TEXT);
}

static void become_usual(struct infer *in, struct infer_kind *kind, enum usual usual)
{
    if (is_one(kind->mask))
        return;
    switch (usual) {
    case USUAL_NUMBER: case USUAL_NUMBER_AGAIN:
        if (kind->number_literal && kind->mask & K(NUMBER))
            kind->mask = K(NUMBER);
        break;
    case USUAL_NAME: usual_name(in, kind); break;
    case USUAL_TEXT:
        if ((kind->text_literal || kind->shown) && kind->mask & K(TEXT))
            become_text(kind);
        break;
    case USUAL_ANYTHING:
        if ((kind->calculated || (kind->figure && kind->mask != K_ANY)) && kind->mask & K(NUMBER))
            kind->mask = K(NUMBER);
        else if (kind->mask == K_ANY)
            become_text(kind);
        break;
    case USUAL_DATE:
        if (kind->day && kind->mask & K(DATE))
            kind->mask = K(DATE);
        else if (kind->spanned && kind->mask & K(MOMENT))
            kind->mask = K(MOMENT);
        break;
    case USUAL_COUNT: break;
    }
}

static void follow(struct infer *in)
{
    do
        infer_solve(in);
    while (promote(in));
}

void infer_settle(struct infer *in)
{
    make_facts(in);
    follow(in);
    in->cells_settled = true;
    follow(in);
    for (enum usual usual = 0; usual < USUAL_COUNT; usual++) {
        in->late = usual == USUAL_ANYTHING;
        if (in->late)
            follow(in);
        for (uint32_t i = 0; i < in->kinds.n; i++)
            if (!in->kinds.at[i]->same)
                become_usual(in, in->kinds.at[i], usual);
        follow(in);
    }
}

/* ---- types ---- */

/* An open set, which remembers the names that it is compared with. */
static const struct type *open_set(struct infer *in, struct infer_kind *kind)
{
    struct checker *c = in->c;
    struct map seen;
    VEC(struct type_symbol) symbols = { 0 };
    map_init(&seen, c->arena);
    for (const struct infer_use *use = next_symbol(kind->uses); use; use = next_symbol(use->companion))
        if (!map_put(&seen, use->name->name.text, in))
            vec_push(c->arena, &symbols, ((struct type_symbol){ use->name->name.text, use->name->name.text }));
    struct type *set = arena_new(c->arena, struct type);
    *set = (struct type){ .kind = TYPE_PARTY, .symbols = symbols.at, .n_symbols = symbols.n };
    return set;
}

static const struct type *type_of(struct infer *in, struct infer_kind *kind);

static const struct type *record_type(struct infer *in, const struct infer_kind *kind)
{
    uint32_t n = kind->fields ? kind->fields->n : 0;
    struct type_field *fields = arena_array(in->c->arena, struct type_field, n);
    struct type *record = arena_new(in->c->arena, struct type);
    for (uint32_t i = 0; i < n; i++) {
        fields[i] = (struct type_field){ kind->fields->entries[i].key, type_of(in, kind->fields->entries[i].value) };
        if (!fields[i].type)
            return NULL;
    }
    *record = (struct type){ .kind = TYPE_RECORD, .fields = fields, .n_fields = n };
    return n ? record : NULL;
}

static const struct type *list_type(struct infer *in, const struct infer_kind *kind)
{
    const struct type *element = kind->element ? type_of(in, kind->element) : NULL;
    return element ? type_list_of(in->c->arena, element) : NULL;
}

/* NULL where it is open. */
static const struct type *type_of(struct infer *in, struct infer_kind *kind)
{
    static const struct type anything = { .kind = TYPE_TEXT, .loose = true };
    kind = infer_root(kind);
    const struct type *made;
    if (kind->busy)
        return NULL; /* a list that holds itself */
    switch (kind->mask) {
    case K(NUMBER): return type_simple(kind->whole ? TYPE_WHOLE : TYPE_NUMBER);
    case K(MONEY): return type_simple(TYPE_MONEY);
    case K(BOOL): return type_simple(TYPE_BOOL);
    case K(TEXT): return kind->loose ? &anything : type_simple(TYPE_TEXT);
    case K(DATE): return type_simple(TYPE_DATE);
    case K(TIME): return type_simple(TYPE_TIME);
    case K(MOMENT): return type_simple(TYPE_MOMENT);
    case K(DURATION): return type_simple(TYPE_DURATION);
    case K(SET): return kind->set;
    case K(PARTY): return kind->set = kind->set ? kind->set : open_set(in, kind);
    case K(RECORD): case K(LIST):
        kind->busy = true;
        made = kind->mask == K(LIST) ? list_type(in, kind) : record_type(in, kind);
        kind->busy = false;
        return made;
    default: return NULL;
    }
}

static bool is_told(const struct infer_kind *kind)
{
    for (uint32_t depth = 0; kind && depth < AST_MAX_DEPTH; depth++) {
        kind = infer_root((struct infer_kind *)kind);
        if (kind->reported)
            return true;
        kind = kind->element;
    }
    return false;
}

/* "date, or moment, duration": what the uses leave open. */
static struct str choices(struct checker *c, uint32_t mask)
{
    static const struct { uint32_t mask; const char *word; } all[] = {
        { K(TEXT), "text" }, { K(NUMBER), "number" }, { K(MONEY), "money" }, { K(DATE), "date" }, { K(MOMENT), "moment" },
        { K(DURATION), "duration" }, { K(BOOL), "yes/no" },
    };
    struct str words = { 0 };
    if (mask == K(LIST))
        return STR("list of text");
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (mask & all[i].mask)
            words = str_printf(c->arena, "%.*s%s%s", STR_ARG(words), words.n ? ", " : "", all[i].word);
    return words;
}

static void report_open(struct checker *c, const struct infer_name *name, struct infer_kind *kind)
{
    uint32_t mask = infer_root(kind)->mask;
    struct str text = name->name.text, words = choices(c, mask);
    struct diag *diag = diag_add(c->diags, DIAG_TYPE_OPEN, name->first, "nothing here tells what '%.*s' is%s", STR_ARG(text),
                                 mask == K(LIST) ? " a list of" : "");
    diag_hint(c->diags, diag, "declare the facts: 'facts', and below it '%.*s is …' with its type: %.*s", STR_ARG(text),
              STR_ARG(words));
    diag_subject(c->diags, diag, text);
}

/* ---- facts ---- */

static bool comes_first(const struct infer_name *a, const struct infer_name *b)
{
    if (a->figure != b->figure)
        return b->figure;
    return a->file != b->file ? a->file < b->file : a->first.from < b->first.from;
}

/* Merge sort, as in source/diag.c: qsort(3) may call malloc. */
static void sort_names(struct infer *in, struct infer_name **names, uint32_t n)
{
    struct infer_name **from = names, **to = arena_array(in->c->arena, struct infer_name *, n);
    for (uint64_t width = 1; width < n; width *= 2) {
        for (uint64_t low = 0; low < n; low += 2 * width) {
            uint64_t middle = low + width < n ? low + width : n, high = low + 2 * width < n ? low + 2 * width : n;
            uint64_t a = low, b = middle;
            for (uint64_t at = low; at < high; at++)
                to[at] = a < middle && (b == high || !comes_first(from[b], from[a])) ? from[a++] : from[b++];
        }
        struct infer_name **swap = from;
        from = to;
        to = swap;
    }
    for (uint32_t i = 0; i < n; i++)
        names[i] = from[i];
}

static void enter(struct infer *in, const struct infer_name *name)
{
    struct checker *c = in->c;
    struct infer_kind *kind = name->uses->kind;
    const struct type *type = is_told(kind) ? NULL : type_of(in, kind);
    if (!type && !is_told(kind))
        report_open(c, name, kind);
    struct value_name *value = arena_new(c->arena, struct value_name);
    *value = (struct value_name){ .kind = NAME_FACT, .name = name->name.text, .index = c->facts.n, .span = name->first, .words = name->first };
    map_put(&c->values, value->name, value);
    struct fact fact = { .name = name->name.text, .path = name->name.parts, .n_path = name->name.n_parts, .type = type,
                         .figure = name->figure };
    vec_push(c->arena, &c->facts, fact);
    vec_push(c->arena, &c->fact_spans, name->first);
}

void infer_enter(struct infer *in)
{
    struct infer_name **names = arena_array(in->c->arena, struct infer_name *, in->names.n);
    uint32_t n = 0;
    for (uint32_t i = 0; i < in->names.n; i++) {
        struct infer_name *name = in->names.entries[i].value;
        if (name->fact)
            names[n++] = name;
    }
    sort_names(in, names, n);
    for (uint32_t i = 0; i < n; i++)
        enter(in, names[i]);
}
