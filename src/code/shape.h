/* The shape of a policy: what it reads. All that a reader of cases needs to know. */
#ifndef BYLAW_CODE_SHAPE_H
#define BYLAW_CODE_SHAPE_H

#include "value/fact.h"

struct shape {
    const struct fact *facts;
    uint32_t n_facts;
    uint32_t now_fact; /* index of the fact now, or UINT32_MAX */
    struct text_style style;
};

#endif
