/* Figures over many cases: what the kpis gather, by group, and what was decided: statuses, actions, rules. In bounded memory: groups
 * and actions beyond a limit are gathered together, and that is said. */
#ifndef BYLAW_REPORT_FIGURES_H
#define BYLAW_REPORT_FIGURES_H

#include "base/map.h"
#include "base/vec.h"
#include "report/tally.h"
#include "vm/decision.h"

/* How cases are grouped. */
enum figures_unit { FIGURES_EACH, FIGURES_DAY, FIGURES_WEEK, FIGURES_MONTH, FIGURES_YEAR };

enum {
    FIGURES_MOST_GROUPS = 10000,
    FIGURES_MOST_ACTIONS = 1000,
    FIGURES_LONGEST_KEY = 256, /* bytes of a text that names a group or an action */
    FIGURES_STATUSES = 4,      /* enum decision_status */
};

struct figures_group {
    struct str name;    /* as it is shown */
    struct value value; /* that it is sorted by; unknown: the fact is missing */
    bool others;        /* what found no room */
    uint64_t cases, statuses[FIGURES_STATUSES];
    struct tally *tallies; /* of each figure */
};

struct figures_counter {
    struct str name;
    uint64_t cases, last; /* last: the case that it counted last, so that each counts once */
};

struct figures {
    struct arena *arena; /* of groups and counters */
    const struct figure *figures;
    uint32_t n_figures;
    const struct text_style *style;
    struct str by;  /* as it was asked for: month(opened_at); empty: no groups */
    enum figures_unit unit;
    const struct type *by_type; /* of the fact */
    struct figures_group total;
    struct map groups;  /* struct figures_group, by name */
    struct figures_group *missing, *others; /* NULL: none was needed */
    struct map actions; /* struct figures_counter: verb and first argument, where that is a name */
    struct map rules;   /* the same, those that never act too, in the order of the text */
    struct map conflicts; /* by what the error is about */
    struct figures_counter *other_actions;
    VEC(struct figures_counter *) constant; /* by decided_action.same_all */
    struct buf scratch; /* owned */
};

/* Fills in FIGURES; what is borrowed has to live as long. RULES: the names of the policy's, N of them, in their order. */
void figures_init(struct figures *figures, struct arena *arena, const struct figure *list, uint32_t n, const struct text_style *style,
                  const struct str *rules, uint32_t n_rules);
void figures_free(struct figures *figures);
/* Groups by BY (as it was asked for), a fact of TYPE, in UNITs; before the first case. */
void figures_group_by(struct figures *figures, struct str by, const struct type *type, enum figures_unit unit);
/* Counts a case: its DECISION, and the value of the fact that it is grouped by (unknown where there is none). Yields its group, NULL without
 * groups: what the figures take of it is added to the total and to that. */
struct figures_group *figures_case(struct figures *figures, const struct decision *decision, struct value by);
/* The groups (struct figures_group) in order: by value, then where the fact is missing, then the others. *N of them, in FIGURES' arena. */
void *const *figures_groups(struct figures *figures, uint32_t *n);
/* COUNTERS (struct figures_counter) by name, whichever case came first. */
void *const *figures_by_name(struct figures *figures, const struct map *counters);

/* The writers, in files of their names. */
void figures_text(struct figures *figures, struct buf *out);
void figures_json(struct figures *figures, struct buf *out);
void figures_csv(struct figures *figures, struct buf *out, bool safe);
/* Gnuplot's commands, which write the picture to standard output: "svg" or "pngcairo". False where there are more groups than a picture has
 * room for: nothing is written. */
enum { FIGURES_MOST_BARS = 100 };
bool figures_plot(struct figures *figures, struct buf *out, const char *terminal);

#endif
