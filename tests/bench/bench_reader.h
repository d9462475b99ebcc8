/* The side of bench_reader that is C: the reader with the facts of two packs. */
#ifndef BYLAW_BENCH_READER_H
#define BYLAW_BENCH_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif
bool bench_reader_open(void);
uint64_t bench_reader_read(const char *line, size_t length, uint64_t number); /* ends the program on a case in error */
/* The same as one of the lines of an input; AHEAD as in struct lines_line, 0 within a block. */
uint64_t bench_reader_line(const char *line, size_t length, uint64_t number, size_t ahead);
void bench_reader_close(void);
#ifdef __cplusplus
}
#endif

#endif
