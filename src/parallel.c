#include "parallel.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <time.h>
#include <unistd.h>

struct begun {
    pthread_t thread;
    void *(*run)(void *worker);
    void *worker;
    atomic_uint *finished;
};

unsigned parallel_count(unsigned wanted, size_t jobs)
{
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    unsigned n = wanted > 0 ? wanted : processors > 0 ? (unsigned)processors : 1;
    n = n < PARALLEL_MOST ? n : PARALLEL_MOST;
    return n < jobs ? n : jobs > 0 ? (unsigned)jobs : 1;
}

static void *run_one(void *context)
{
    struct begun *one = context;
    one->run(one->worker);
    atomic_fetch_add(one->finished, 1);
    return NULL;
}

static void wait_for(atomic_uint *finished, unsigned n, void (*tell)(void *context), void *context)
{
    static const struct timespec moment = { 0, 20000000 };
    for (bool ended = tell == NULL; !ended; ended = atomic_load(finished) >= n) {
        tell(context); /* at least once, however quick they are */
        nanosleep(&moment, NULL);
    }
}

unsigned parallel_run(void *(*run)(void *worker), void *workers, size_t size, unsigned n, void (*tell)(void *context), void *context)
{
    struct begun all[PARALLEL_MOST];
    atomic_uint finished = 0;
    unsigned begun = 0, threads = tell != NULL ? n : n - 1;
    for (; begun < threads; begun++) {
        all[begun] = (struct begun){ .run = run, .worker = (char *)workers + begun * size, .finished = &finished };
        if (pthread_create(&all[begun].thread, NULL, run_one, &all[begun]) != 0)
            break;
    }
    bool works = begun == 0 || threads < n;
    if (works)
        run((char *)workers + begun * size);
    else
        wait_for(&finished, begun, tell, context);
    for (unsigned i = 0; i < begun; i++)
        pthread_join(all[i].thread, NULL);
    return begun + works;
}
