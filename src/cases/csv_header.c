#include "cases/csv_header.h"

#include "cases/case_say.h"
#include "source/diag.h"

/* Every column is compared with every fact that is left, so a header of thousands is not looked at to its end. */
enum { LONGEST_NAME = 100, MOST_COLUMNS = 500 };

/* The facts that no column gives: what a misspelt column may have meant. */
static uint32_t facts_left(struct arena *arena, const struct shape *shape, const int32_t *facts, uint32_t n, struct str **left)
{
    bool *given = arena_array(arena, bool, shape->n_facts);
    for (uint32_t i = 0; i < n; i++)
        if (facts[i] >= 0)
            given[facts[i]] = true;
    uint32_t n_left = 0;
    *left = arena_array(arena, struct str, shape->n_facts);
    for (uint32_t i = 0; i < shape->n_facts; i++)
        if (!given[i])
            (*left)[n_left++] = shape->facts[i].name;
    return n_left;
}

static bool any_fact(const int32_t *facts, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        if (facts[i] >= 0)
            return true;
    return false;
}

/* A header of one column that holds the separators of another habit. */
static const char *other_separator(const struct str *names, uint32_t n)
{
    if (n != 1)
        return "";
    if (str_find(names[0], STR(";")) >= 0)
        return "; columns are parted by commas, and this header has semicolons";
    return str_find(names[0], STR("\t")) >= 0 ? "; columns are parted by commas, and this header has tabs" : "";
}

struct str csv_header_notice(struct arena *arena, const struct shape *shape, const struct str *names, const int32_t *facts, uint32_t n)
{
    struct str *left;
    uint32_t n_left = facts_left(arena, shape, facts, n, &left);
    if (n > 0 && shape->n_facts > 0 && !any_fact(facts, n) && *other_separator(names, n))
        return str_printf(arena, "no column of the header is a fact of the policy%s\n", other_separator(names, n));
    struct str notice = { 0 };
    for (uint32_t i = 0; i < n && i < MOST_COLUMNS; i++) {
        struct str near = { 0 };
        if (facts[i] < 0 && names[i].n <= LONGEST_NAME)
            near = diag_nearest(names[i], left, n_left);
        if (near.n > 0)
            notice = str_cat(arena, notice, str_printf(arena, "column %u of the header, '%.*s', is no fact of the policy; did you mean '%.*s'?\n",
                                                       i + 1, STR_ARG(case_say_seen(arena, names[i])), STR_ARG(near)));
    }
    if (notice.n == 0 && n > 0 && shape->n_facts > 0 && !any_fact(facts, n))
        return STR("no column of the header is a fact of the policy\n");
    return notice;
}
