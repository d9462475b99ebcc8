/* Memory for the whole library. All of it comes from here, so that one test
 * harness can make any allocation fail.
 *
 * Allocation failure does not travel through return values: a call that enters
 * the library sets a trap, and whatever runs out of memory below it jumps back
 * to that trap (the scheme of Lua's ldo.c). Everything allocated on the way
 * hangs on an arena or a pool that the trap's owner frees, so nothing leaks.
 * Code between a trap and an allocation therefore never holds a resource that
 * no arena knows (a file, a C++ object, a lock). */
#ifndef BYLAW_BASE_MEM_H
#define BYLAW_BASE_MEM_H

#include <setjmp.h>
#include <stddef.h>

/* What a trap caught. */
enum trap_cause {
    TRAP_NONE = 0,
    TRAP_MEMORY, /* the system has no more memory, or an arena's limit was met */
};

struct trap {
    jmp_buf env;
};

/* Sets TRAP and runs what follows; yields TRAP_NONE the first time and the
 * cause when something below failed. The caller's locals that change after it
 * must be volatile. */
#define trap_set(trap) ((enum trap_cause)setjmp((trap)->env))

/* Jumps to TRAP with CAUSE; with a NULL trap the process aborts (a defect). */
_Noreturn void trap_spring(struct trap *trap, enum trap_cause cause);

/* Plain allocation: NULL on failure. SIZE 0 counts as 1. */
void *mem_alloc(size_t size);
/* The same for a block that will be used from end to end, and for long: of MEM_WIDE bytes or more, on few large pages where the system has
 * such, since to be given pages of 4 KiB one by one costs more than what is written into them. */
void *mem_alloc_wide(size_t size);
enum { MEM_WIDE = 2 << 20 };
/* As realloc(3); on failure the old block stays and NULL comes back. */
void *mem_resize(void *block, size_t size);
void mem_free(void *block);

#endif
