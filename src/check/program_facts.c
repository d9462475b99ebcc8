/* The facts as a block of the language, ready to paste. */
#include "check/program_text.h"

#include "base/utf8.h"

enum { NAME_WIDTH = 32 }; /* longer names do not push the others' types out of sight */

static uint32_t name_width(struct buf *out, const struct fact *fact)
{
    size_t before = out->n;
    program_name(out, fact->path, fact->n_path);
    uint32_t width = utf8_count((struct str){ out->p + before, (uint32_t)(out->n - before) });
    out->n = before;
    return width;
}

static uint32_t widest(struct buf *out, const struct program *program)
{
    uint32_t most = 0;
    for (uint32_t i = 0; i < program->n_facts; i++) {
        uint32_t width = program->facts[i].implicit ? 0 : name_width(out, &program->facts[i]);
        if (width > most && width <= NAME_WIDTH)
            most = width;
    }
    return most;
}

/* The names that an inferred open set was compared with. */
static void names_seen(struct buf *out, const struct type *type)
{
    for (uint32_t i = 0; i < type->n_symbols; i++) {
        buf_cstr(out, i ? ", " : "  # ");
        buf_str(out, type->symbols[i].name);
    }
}

static void judge(struct buf *out, const struct fact *fact)
{
    buf_cstr(out, ", judged by ");
    bool plain = str_find(fact->judged_by, STR(" ")) < 0;
    if (plain)
        program_name(out, &fact->judged_by, 1);
    else
        buf_printf(out, "`%.*s`", STR_ARG(fact->judged_by));
}

static void options(struct buf *out, const struct program *program, const struct fact *fact)
{
    if (fact->required)
        buf_cstr(out, ", required");
    if (fact->has_default) {
        buf_cstr(out, ", default ");
        program_value(out, fact->default_, fact->type, &program->style);
    }
    if (fact->private_)
        buf_cstr(out, ", private");
    if (fact->judged)
        judge(out, fact);
    if (fact->label.n) {
        buf_char(out, ' ');
        program_quoted(out, fact->label);
    }
    if (fact->guidance.n) {
        buf_cstr(out, " guidance ");
        program_quoted(out, fact->guidance);
    }
}

static const struct type *innermost(const struct type *type)
{
    while (type->kind == TYPE_LIST)
        type = type->element;
    return type;
}

void program_facts(const struct program *program, struct buf *out)
{
    uint32_t width = widest(out, program), shown = 0;
    for (uint32_t i = 0; i < program->n_facts; i++) {
        const struct fact *fact = &program->facts[i];
        if (fact->implicit)
            continue;
        buf_cstr(out, shown++ ? "  " : "facts\n  ");
        uint32_t taken = name_width(out, fact);
        program_name(out, fact->path, fact->n_path);
        buf_printf(out, "%*s is ", taken < width ? (int)(width - taken) : 0, "");
        program_type(out, fact->type);
        options(out, program, fact);
        if (program->facts_inferred && innermost(fact->type)->kind == TYPE_PARTY)
            names_seen(out, innermost(fact->type));
        if (innermost(fact->type)->loose)
            buf_cstr(out, "  # or another type: nothing here tells");
        buf_char(out, '\n');
    }
}
