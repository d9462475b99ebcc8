/* Values by their paths as one JSON object: dotted names make objects of their own. */
#ifndef BYLAW_REPORT_NESTED_H
#define BYLAW_REPORT_NESTED_H

#include "base/buf.h"
#include "vm/decision.h"

typedef void nested_value(struct buf *out, struct value value, const struct type *type);
/* N (at least one) VALUES, each as WRITE has it. An object stands where the first of its values does. */
void nested_json(struct buf *out, const struct decided_value *values, uint32_t n, nested_value *write);

#endif
