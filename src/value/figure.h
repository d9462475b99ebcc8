/* A figure (a kpi) as everybody sees it: the checker declares it, engines compute what it takes of a case, the report
 * gathers that over all cases. */
#ifndef BYLAW_VALUE_FIGURE_H
#define BYLAW_VALUE_FIGURE_H

#include "value/type.h"

enum figure_kind { FIGURE_AVERAGE, FIGURE_SUM, FIGURE_SMALLEST, FIGURE_LARGEST, FIGURE_COUNT, FIGURE_SHARE };

struct figure {
    struct str title;
    enum figure_kind kind;
    const struct type *type; /* of what it takes of a case; FIGURE_SHARE: yes/no; FIGURE_COUNT: any */
};

#endif
