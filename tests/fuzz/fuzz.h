/* What the fuzz targets share. */
#ifndef BYLAW_TESTS_FUZZ_H
#define BYLAW_TESTS_FUZZ_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* memmem, memfd_create, nftw */
#endif
#include "bylaw.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Ends the run with a finding unless TRUE_. */
#define must(true_) ((true_) ? (void)0 : (fprintf(stderr, "%s:%d: not %s\n", __FILE__, __LINE__, #true_), abort()))

/* A policy that has errors counts as none: NULL. */
static inline bylaw_policy *fuzz_policy(const char *text, size_t length)
{
    bylaw_source source = { .path = "fuzz.rules", .text = text, .length = length };
    bylaw_policy *policy;
    if (bylaw_load(&source, 1, NULL, &policy) == BYLAW_OK)
        return policy;
    bylaw_policy_free(policy);
    return NULL;
}

/* A policy with a fact of each type, for the targets that read cases. */
#define FUZZ_FACTS                                                                                                      \
    "facts\n  case_id is text\n  n is number\n  w is whole number\n  amount is money\n  t is text\n  yn is yes/no\n"       \
    "  level is one of low < mid \"Mid level\" < high\n  who is party\n  d is date\n  at is time\n  m is moment\n"        \
    "  for_how_long is duration\n  a.b.c is text\n  a.d is number, default 3\n  secret is text, private\n"               \
    "  tags is list of text\n  levels is list of one of low, mid, high\n  items is list of record (sku text, price money)\n" \
    "output n\noutput amount\noutput t\noutput level\noutput d\noutput at\noutput m\noutput for_how_long\noutput tags\n"  \
    "output levels\nif count of items > 1 then reply \"{a.b.c}\"\n"

#endif
