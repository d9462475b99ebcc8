#include "base/shared.h"

#include <dlfcn.h>
#include <errno.h>
#include <string.h>

/* The linker tells it in words only, and not in all places: where a name has no memory to be made in, no such file is found. */
static bool was_short(void)
{
    const char *why = dlerror();
    return why == NULL || strstr(why, "out of memory") != NULL || strstr(why, strerror(ENOMEM)) != NULL;
}

static int find_all(struct shared *library)
{
    void *handle = dlopen(library->file, RTLD_LAZY | RTLD_LOCAL);
    if (handle == NULL)
        handle = dlopen(library->file, RTLD_LAZY | RTLD_LOCAL);
    if (handle == NULL)
        return was_short() ? SHARED_SHORT : SHARED_ABSENT;
    for (unsigned i = 0; i < library->n; i++) {
        library->at[i] = dlsym(handle, library->names[i]);
        if (library->at[i] == NULL)
            return SHARED_ABSENT;
    }
    return SHARED_OPEN;
}

bool shared_open(struct shared *library)
{
    pthread_mutex_lock(&library->lock);
    if (library->state == SHARED_UNTRIED || library->state == SHARED_SHORT)
        library->state = find_all(library);
    bool open = library->state == SHARED_OPEN;
    pthread_mutex_unlock(&library->lock);
    return open;
}

bool shared_short(struct shared *library)
{
    pthread_mutex_lock(&library->lock);
    bool was = library->state == SHARED_SHORT;
    pthread_mutex_unlock(&library->lock);
    return was;
}
