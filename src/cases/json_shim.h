/* simdjson behind C: the places where the tokens of a JSON text begin, found with the widest instructions there are.
 * No type of simdjson and no exception comes through here, and no trap is sprung behind it. */
#ifndef BYLAW_CASES_JSON_SHIM_H
#define BYLAW_CASES_JSON_SHIM_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum json_shim_status {
    JSON_SHIM_OK,
    JSON_SHIM_EMPTY,   /* nothing but blanks */
    JSON_SHIM_UTF8,    /* not UTF-8; the places are there */
    JSON_SHIM_QUOTE,   /* a string is not closed */
    JSON_SHIM_CONTROL, /* a control character stands in a string */
    JSON_SHIM_MEMORY,
    JSON_SHIM_FAULT,   /* this processor can't run simdjson */
};

struct json_shim;

struct json_shim *json_shim_new(void); /* NULL: no memory */
/* Sets *AT to the N places in TEXT (LENGTH bytes, less than 4 GiB) where tokens begin: each of {}[]:, outside of
 * strings, and the first byte of each string (its quote) and of each run of other characters. AT[N] is LENGTH. They
 * live until the next call. */
enum json_shim_status json_shim_index(struct json_shim *shim, const char *text, size_t length, const uint32_t **at, uint32_t *n);
void json_shim_free(struct json_shim *shim); /* NULL is fine */

#ifdef __cplusplus
}
#endif

#endif
