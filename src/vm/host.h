/* The host: who answers a policy's questions while a case is being decided. The engines know no database: they ask through
 * these callbacks, each lookup at most once a case, and only when a rule that is still open needs it. */
#ifndef BYLAW_VM_HOST_H
#define BYLAW_VM_HOST_H

#include "source/source.h"
#include "value/type.h"

/* A lookup as everybody sees it: the checker declares it, a source prepares it, engines ask for it by its index. */
struct lookup_param {
    struct str name; /* as it stands after the colon in the SQL */
    const struct type *type;
    bool private_;
};
struct lookup_field {
    struct str name;
    const struct type *type;
    bool private_;
    uint32_t fact; /* what stands for it in needs where it is NULL: the implicit fact `invoice.amount` */
};
struct lookup {
    struct str name;
    struct str sql;                    /* as it was written: constant text, one :name for each use of a parameter */
    const struct lookup_param *params; /* distinct, in the order of their first use */
    uint32_t n_params;
    const struct lookup_field *fields; /* in the order of `gives`, which is that of the SQL's columns */
    uint32_t n_fields;
    bool many, optional;
    struct span span, sql_span;
};

struct host_rows {
    const struct value *at; /* n rows of n_fields values, each of its field's type, or unknown where it is NULL; alive for the case */
    uint32_t n;
};

enum host_status {
    HOST_ROWS,    /* it was asked: rows are filled in, perhaps none. Of a lookup that is not `many` two are enough to tell the error */
    HOST_NOBODY,  /* an optional lookup, and there is no source for it after all: unknown and never needed */
    HOST_FAILED,  /* it could not be asked, or what came cannot be read: *WHY is the error of the case, lower case, no full stop */
};

struct host {
    void *context;
    /* Whether there is a source for the optional lookup INDEX: one for which there is none is unknown and needs nothing, whatever it would
     * be asked with. NULL: there is one for all. */
    bool (*answers)(void *context, uint32_t index);
    /* Asks lookup INDEX with its PARAMS (all known, in the order of lookup.params). What comes out lives in ARENA or the context until
     * the case is over. */
    enum host_status (*ask)(void *context, uint32_t index, const struct value *params, struct arena *arena, struct host_rows *rows,
                            struct str *why);
};

/* Whether somebody answers the lookup at INDEX; the engines look at its parameters only then. */
static inline bool host_answers(const struct host *host, const struct lookup *lookup, uint32_t index)
{
    return !lookup->optional || (host->ask && (!host->answers || host->answers(host->context, index)));
}

#endif
