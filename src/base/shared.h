/* Shared libraries that are opened when they are first needed: those that few runs use and that cost every start milliseconds. */
#ifndef BYLAW_BASE_SHARED_H
#define BYLAW_BASE_SHARED_H

#include <stdbool.h>

/* Opens the shared library FILE ("libpq.so.5") and finds N functions by their NAMES, into AT. False where the library or one of them is not
 * there; AT is then not whole. The library stays open, as one that is linked does. Thread-safe. */
bool shared_open(const char *file, const char *const *names, void **at, unsigned n);

#endif
