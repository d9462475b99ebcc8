/* Preloaded into bylaw, this makes its allocations fail: the ALLOC_ATth made after main starts, or all from the
 * ALLOC_FROMth on. ALLOC_COUNT names a file that gets the number of allocations. tests/run_alloc.py drives it.
 *
 * It stands in front of whatever else allocates: the C library, or the address sanitizer. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static atomic_ulong made;
static unsigned long fail_at, fail_from;
static atomic_bool started;

static void *(*next_malloc)(size_t);
static void *(*next_calloc)(size_t, size_t);
static void *(*next_realloc)(void *, size_t);
static void (*next_free)(void *);
static int (*next_memalign)(void **, size_t, size_t);

/* dlsym may allocate before the real functions are found: from here, and never given back. */
static char early[16384];
static size_t early_used;

static void *early_alloc(size_t size)
{
    size_t at = early_used;
    early_used += (size + 15) / 16 * 16;
    if (early_used > sizeof early)
        abort();
    return early + at;
}

static bool is_early(const void *block) { return (const char *)block >= early && (const char *)block < early + sizeof early; }

static void find_next(void)
{
    static bool looking;
    if (looking || next_malloc != NULL)
        return;
    looking = true;
    next_calloc = dlsym(RTLD_NEXT, "calloc");
    next_realloc = dlsym(RTLD_NEXT, "realloc");
    next_free = dlsym(RTLD_NEXT, "free");
    next_memalign = dlsym(RTLD_NEXT, "posix_memalign");
    next_malloc = dlsym(RTLD_NEXT, "malloc");
    looking = false;
}

static bool fails(void)
{
    find_next();
    if (!atomic_load(&started))
        return false;
    unsigned long number = atomic_fetch_add(&made, 1) + 1;
    if (number != fail_at && (fail_from == 0 || number < fail_from))
        return false;
    errno = ENOMEM;
    return true;
}

void *malloc(size_t size)
{
    if (fails())
        return NULL;
    return next_malloc != NULL ? next_malloc(size) : early_alloc(size);
}

void *calloc(size_t n, size_t size)
{
    if (fails())
        return NULL;
    return next_calloc != NULL ? next_calloc(n, size) : early_alloc(n * size);
}

void *realloc(void *block, size_t size)
{
    if (fails())
        return NULL;
    if (!is_early(block))
        return next_realloc(block, size);
    void *moved = next_malloc(size);
    size_t rest = (size_t)(early + sizeof early - (char *)block);
    return memcpy(moved, block, size < rest ? size : rest);
}

void free(void *block)
{
    if (!is_early(block) && next_free != NULL)
        next_free(block);
}

int posix_memalign(void **block, size_t alignment, size_t size) { return fails() ? ENOMEM : next_memalign(block, alignment, size); }

void *aligned_alloc(size_t alignment, size_t size)
{
    void *block = NULL;
    return posix_memalign(&block, alignment < sizeof block ? sizeof block : alignment, size) == 0 ? block : NULL;
}

static unsigned long number_of(const char *name)
{
    const char *text = getenv(name);
    return text != NULL ? strtoul(text, NULL, 10) : 0;
}

static int (*real_main)(int, char **, char **);

static int counted_main(int argc, char **argv, char **environment)
{
    fail_at = number_of("ALLOC_AT");
    fail_from = number_of("ALLOC_FROM");
    atomic_store(&started, strcmp(basename(argv[0]), "bylaw") == 0); /* not a shell on the way to it */
    return real_main(argc, argv, environment);
}

typedef int start_main(int (*)(int, char **, char **), int, char **, void (*)(void), void (*)(void), void (*)(void), void *);
start_main __libc_start_main;

int __libc_start_main(int (*main)(int, char **, char **), int argc, char **argv, void (*init)(void), void (*fini)(void),
                      void (*rtld_fini)(void), void *stack_end)
{
    real_main = main;
    start_main *next = (start_main *)dlsym(RTLD_NEXT, "__libc_start_main");
    return next(counted_main, argc, argv, init, fini, rtld_fini, stack_end);
}

__attribute__((destructor)) static void tell(void)
{
    const char *path = getenv("ALLOC_COUNT");
    unsigned long n = atomic_load(&made);
    atomic_store(&started, false);
    FILE *file = path != NULL ? fopen(path, "w") : NULL;
    if (file == NULL)
        return;
    fprintf(file, "%lu\n", n);
    fclose(file);
}
