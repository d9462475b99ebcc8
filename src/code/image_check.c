/* What the records of an image say about one another. The VM asks none of this again. */
#include "code/image.h"

struct check {
    const struct image *image;
    const struct code *code;
    const char *wrong;
};

static void must(struct check *c, bool fine, const char *what)
{
    if (!fine && c->wrong == NULL)
        c->wrong = what;
}

static void all_below(struct check *c, const uint32_t *at, uint32_t n, uint32_t limit)
{
    for (uint32_t i = 0; i < n; i++)
        must(c, at[i] < limit, "an index of what is not there");
}

/* ---- sources ---- */

static void check_source(struct check *c, const struct image_source *source)
{
    must(c, source->n_lines > 0 && source->lines[0] == 0, "a source without lines");
    for (uint32_t i = 1; i < source->n_lines; i++)
        must(c, source->lines[i] > source->lines[i - 1], "lines that are in no order");
    must(c, source->n_lines == 0 || source->lines[source->n_lines - 1] <= source->text.n, "a line behind the end of its source");
    must(c, source->pack <= c->image->n_sources, "a source that belongs to none");
}

static void check_sources(struct check *c)
{
    const struct image *image = c->image;
    must(c, image->hash.n == SHA256_HEX, "no hash of the policy");
    for (uint32_t i = 0; i < image->n_sources; i++)
        check_source(c, &image->sources[i]);
    all_below(c, image->files, image->n_files, image->n_sources);
    must(c, image->n_files == image->n_sources, "sources that are no files");
}

/* ---- values ---- */

static bool fits(struct value value, const struct type *type)
{
    switch ((enum value_kind)value.kind) {
    case VALUE_UNKNOWN: return true;
    case VALUE_BOOL: return type->kind == TYPE_BOOL;
    case VALUE_NUMBER: return type->kind == TYPE_NUMBER || type->kind == TYPE_WHOLE || type->kind == TYPE_MONEY || type->kind == TYPE_PERIOD;
    case VALUE_SYMBOL: return type->kind == TYPE_SET && value.i < type->n_symbols;
    case VALUE_TEXT: return type->kind == TYPE_TEXT || type->kind == TYPE_PARTY || type->kind == TYPE_SYMBOL;
    case VALUE_DATE: return type->kind == TYPE_DATE;
    case VALUE_TIME: return type->kind == TYPE_TIME;
    case VALUE_MOMENT: return type->kind == TYPE_MOMENT;
    case VALUE_DURATION: return type->kind == TYPE_DURATION;
    default: break;
    }
    bool all = value.kind == VALUE_LIST && type->kind == TYPE_LIST;
    for (uint32_t i = 0; all && i < value.list->n; i++)
        all = fits(value.list->at[i], type->element);
    return all;
}

static void check_facts(struct check *c)
{
    const struct shape *shape = &c->code->shape;
    for (uint32_t i = 0; i < shape->n_facts; i++) {
        const struct fact *fact = &shape->facts[i];
        must(c, fact->type != NULL && fact->n_path > 0, "a fact without a type or a path");
        must(c, c->wrong != NULL || fits(fact->default_, fact->type), "a default that is not of its fact's type");
        must(c, fact->has_default == value_known(fact->default_), "a default that is none");
    }
    bool no_now = shape->now_fact == UINT32_MAX;
    must(c, no_now || shape->now_fact < shape->n_facts, "a fact that is not there");
    must(c, c->wrong != NULL || no_now || shape->facts[shape->now_fact].type->kind == TYPE_MOMENT, "a now that is no moment");
    all_below(c, c->code->required, c->code->n_required, shape->n_facts);
}

/* ---- definitions, lookups ---- */

static void check_lookup(struct check *c, const struct lookup *lookup)
{
    for (uint32_t i = 0; i < lookup->n_params; i++)
        must(c, lookup->params[i].type != NULL, "a parameter without a type");
    for (uint32_t i = 0; i < lookup->n_fields; i++) {
        must(c, lookup->fields[i].type != NULL, "a field without a type");
        must(c, lookup->fields[i].fact < c->code->shape.n_facts, "a field that no fact stands for");
    }
}

static void check_definitions(struct check *c)
{
    const struct code *code = c->code;
    must(c, code->n_lookups <= code->n_definitions && code->n_definitions <= code->n_slots, "definitions without slots");
    if (c->wrong != NULL)
        return;
    uint32_t plain = code->n_definitions - code->n_lookups;
    for (uint32_t i = 0; i < plain; i++)
        must(c, code->definitions[i].type != NULL, "a definition without a type");
    for (uint32_t i = 0; i < code->n_lookups; i++)
        check_lookup(c, &code->lookups[i]);
    for (uint32_t i = 0; i < code->n_outputs; i++)
        must(c, code->outputs[i] < plain && code->definitions[code->outputs[i]].n_path > 0, "an output that is no definition");
}

/* ---- actions ---- */

static void check_verb(struct check *c, const struct code_verb *verb)
{
    must(c, verb->rank < c->code->n_ranks && verb->n_positional <= verb->n_params, "a verb whose numbers do not fit");
    all_below(c, verb->defeats, verb->n_defeats, c->code->n_verbs);
    for (uint32_t i = 0; i < verb->n_params; i++)
        must(c, verb->params[i].type != NULL, "a parameter without a type");
}

static void check_argument(struct check *c, const struct code_action *action, uint32_t i)
{
    bool constant = action->entry == CODE_NO_ENTRY;
    must(c, action->params[i] < c->code->verbs[action->verb].n_params && (i == 0 || action->params[i] > action->params[i - 1]),
         "an argument that its action does not take");
    must(c, action->types[i] != NULL, "an argument without a type");
    must(c, c->wrong != NULL || (fits(action->constants[i], action->types[i]) && value_known(action->constants[i]) >= constant),
         "an argument that is not of its type");
}

static void check_action(struct check *c, const struct code_action *action)
{
    bool constant = action->entry == CODE_NO_ENTRY;
    must(c, action->verb < c->code->n_verbs && action->n_args <= c->code->max_args, "an action that there is not");
    must(c, action->same < c->code->n_same || (action->same == UINT32_MAX && !constant), "an action without its number");
    for (uint32_t i = 0; c->wrong == NULL && i < action->n_args; i++)
        check_argument(c, action, i);
}

/* FIRST: its first action, as each action is one arm's. */
static void check_arm(struct check *c, const struct code_arm *arm, uint32_t first)
{
    const struct code *code = c->code;
    must(c, arm->unit < code->n_units && arm->first_action == first && arm->n_actions <= code->n_actions - first,
         "an arm whose actions are not there");
    must(c, arm->order < code->n_arms && &code->arms[code->arm_order[arm->order]] == arm, "arms that are in no order");
    all_below(c, arm->overridden_by, arm->n_overridden_by, code->n_arms);
}

/* What overrides is settled before what it overrides. */
static void check_order(struct check *c)
{
    const struct code *code = c->code;
    bool some = false;
    for (uint32_t i = 0; i < code->n_arms; i++)
        for (uint32_t k = 0; k < code->arms[i].n_overridden_by; k++) {
            must(c, code->arms[code->arms[i].overridden_by[k]].order < code->arms[i].order, "arms that are in no order");
            some = true;
        }
    must(c, some == code->has_overrides, "overrides that are none");
}

static void check_actions(struct check *c)
{
    const struct code *code = c->code;
    uint32_t n = 0;
    for (uint32_t i = 0; i < code->n_verbs; i++)
        check_verb(c, &code->verbs[i]);
    all_below(c, code->arm_order, code->n_arms, code->n_arms);
    for (uint32_t i = 0; c->wrong == NULL && i < code->n_arms; i++) {
        check_arm(c, &code->arms[i], n);
        n += code->arms[i].n_actions;
    }
    for (uint32_t i = 0; c->wrong == NULL && i < code->n_actions; i++)
        check_action(c, &code->actions[i]);
    if (c->wrong == NULL)
        check_order(c);
}

/* ---- the rest ---- */

/* Numbers that say how much room there must be: no more than the code could use. */
static void check_sizes(struct check *c)
{
    const struct code *code = c->code;
    uint64_t registers = 0;
    for (uint32_t i = 0; i < code->n_parts; i++)
        registers += code->parts[i].n_registers;
    must(c, registers <= 4 * ((uint64_t)code->n_words + code->n_parts) && code->n_registers <= registers, "more registers than instructions could use");
    must(c, code->n_slots <= (uint64_t)code->n_words + code->n_definitions, "more slots than instructions could use");
    must(c, code->n_same <= code->n_actions && code->max_args <= INSN_MOST_X && code->n_ranks <= (uint64_t)code->n_verbs,
         "more of a kind than there could be");
}

static void check_tables(struct check *c)
{
    const struct code *code = c->code;
    for (uint32_t i = 0; i < code->n_types; i++)
        must(c, code->types[i] != NULL, "a type that is none");
    for (uint32_t i = 0; i < code->n_places; i++) {
        must(c, code->places[i].subject < code->n_subjects, "a place without its subject");
        must(c, i == 0 || code->places[i].word >= code->places[i - 1].word, "places that are in no order");
    }
    for (uint32_t i = 0; i < code->n_units; i++)
        must(c, code->units[i].hit <= CODE_COUNT, "a hit policy that there is not");
    for (uint32_t i = 0; i < code->n_parts; i++)
        must(c, code->parts[i].kind != PART_DEFINITION || code->parts[i].index < code->n_definitions, "a part that is no definition's");
}

const char *image_check(const struct image *image, const struct code *code, struct arena *arena)
{
    struct check c = { .image = image, .code = code };
    uint32_t word;
    (void)arena;
    check_sources(&c);
    check_facts(&c);
    check_definitions(&c);
    check_sizes(&c);
    check_tables(&c);
    if (c.wrong == NULL)
        check_actions(&c);
    return c.wrong != NULL ? c.wrong : code_verify(code, &word);
}
