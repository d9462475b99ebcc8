/* Pictures, which other programs draw: each runs as a child, without a shell, and reads what it is to draw from its standard input. */
#include "cli/commands.h"

#include <errno.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static int spawn(const struct drawer *drawer, FILE *script, int out, pid_t *child)
{
    posix_spawn_file_actions_t actions;
    if (posix_spawn_file_actions_init(&actions) != 0)
        return ENOMEM;
    int trouble = posix_spawn_file_actions_adddup2(&actions, fileno(script), STDIN_FILENO);
    if (trouble == 0 && out != STDOUT_FILENO)
        trouble = posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
    if (trouble == 0)
        trouble = posix_spawnp(child, drawer->argv[0], &actions, NULL, drawer->argv, environ);
    posix_spawn_file_actions_destroy(&actions);
    return trouble;
}

bylaw_status draw(const struct drawer *drawer, FILE *script, int out)
{
    pid_t child;
    int ended = 0;
    if (fflush(script) != 0 || lseek(fileno(script), 0, SEEK_SET) != 0)
        return BYLAW_LIMIT;
    int trouble = spawn(drawer, script, out, &child);
    if (trouble != 0) {
        say("%s is drawn by %s, and its program '%s' cannot be run (%s): install %s, or %s", drawer->what, drawer->package, drawer->argv[0],
            strerror(trouble), drawer->package, drawer->instead);
        return BYLAW_NOT_BUILT;
    }
    while (waitpid(child, &ended, 0) < 0 && errno == EINTR) {}
    if (WIFEXITED(ended) && WEXITSTATUS(ended) == 0)
        return BYLAW_OK;
    say("%s's program '%s' could not draw the picture", drawer->package, drawer->argv[0]);
    return WIFEXITED(ended) && WEXITSTATUS(ended) == 127 ? BYLAW_NOT_BUILT : BYLAW_UNUSABLE;
}
