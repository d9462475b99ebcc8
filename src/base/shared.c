#include "base/shared.h"

#include <dlfcn.h>

static bool find_all(struct shared *library)
{
    void *handle = dlopen(library->file, RTLD_LAZY | RTLD_LOCAL);
    for (unsigned i = 0; i < library->n && handle != 0; i++) {
        library->at[i] = dlsym(handle, library->names[i]);
        if (library->at[i] == 0)
            return false;
    }
    return handle != 0;
}

bool shared_open(struct shared *library)
{
    pthread_mutex_lock(&library->lock);
    if (library->state == SHARED_UNTRIED)
        library->state = find_all(library) ? SHARED_OPEN : SHARED_ABSENT;
    bool open = library->state == SHARED_OPEN;
    pthread_mutex_unlock(&library->lock);
    return open;
}
