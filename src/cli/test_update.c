/* bylaw test --update: shows what would be written into a file of scenarios, asks, and writes it. */
#include "cli/commands.h"
#include "cli/test_run.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char mark[] = "\xef\xbb\xbf"; /* a byte order mark */
enum { MARK = sizeof mark - 1 };

void update_left(void *context, const bylaw_test_result *result)
{
    struct testing *testing = context;
    char row[32] = "";
    if (result->row > 0)
        snprintf(row, sizeof row, ", row %u", result->row);
    testing->n_left++;
    say("'%s'%s (%s:%u) is left as it is: %s", result->title, row, result->file, result->line, result->trouble);
}

/* ---- whether it does what it should ---- */

static bylaw_status try_text(const struct testing *testing, const bylaw_test_update *update, bylaw_test_stats *stats)
{
    bylaw_source source = { .path = update->file, .text = update->text, .length = update->n };
    bylaw_load_options load = { .size = sizeof load, .no_stdlib = testing->opts->no_stdlib };
    bylaw_test_options how = { .size = sizeof how, .filter = testing->opts->filter, .engine = testing->opts->eval.engine,
                               .db = testing->opts->eval.db, .rows = testing->opts->eval.rows };
    bylaw_policy *policy;
    bylaw_status status = bylaw_load(&source, 1, &load, &policy);
    if (status == BYLAW_OK)
        status = bylaw_test(policy, &how, stats);
    bylaw_policy_free(policy);
    return status;
}

/* Nothing is written that would not pass. What stands in a file that the one in hand uses cannot be tried alone. */
static bylaw_status check(const struct testing *testing, const bylaw_test_update *update)
{
    bylaw_test_stats stats = { 0 };
    if (strcmp(update->file, testing->file) != 0)
        return BYLAW_OK;
    bylaw_status status = try_text(testing, update, &stats);
    if (status == BYLAW_LIMIT)
        say("no memory to try what '%s' would be", update->file);
    else if (status > BYLAW_FAULT || stats.failed > testing->n_left)
        say("'%s' is left as it is: rewritten, it would not pass, which is a defect of bylaw", update->file);
    else
        return BYLAW_OK;
    return status == BYLAW_LIMIT ? BYLAW_LIMIT : BYLAW_DEFECT;
}

/* ---- writing ---- */

/* Whether FD holds what was read then; *MARKED: behind a byte order mark. */
static bool is_unchanged(int fd, const bylaw_test_update *update, bool *marked)
{
    struct stat status;
    char *text = NULL;
    size_t got = 0;
    if (fstat(fd, &status) == 0 && (size_t)status.st_size <= update->n_old + MARK)
        text = malloc((size_t)status.st_size + 1);
    for (ssize_t n = 1; text != NULL && n > 0 && got <= (size_t)status.st_size; got += n > 0 ? (size_t)n : 0)
        n = read(fd, text + got, (size_t)status.st_size + 1 - got);
    *marked = text != NULL && got >= MARK && memcmp(text, mark, MARK) == 0;
    size_t skip = *marked ? MARK : 0;
    bool same = text != NULL && got - skip == update->n_old && memcmp(text + skip, update->old, update->n_old) == 0;
    free(text);
    return same;
}

/* The file PATH, which is no link. */
static bylaw_status replace(const char *path, const bylaw_test_update *update)
{
    struct replacing file;
    bool marked = false;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    errno = 0;
    bool same = fd >= 0 && is_unchanged(fd, update, &marked);
    if (fd >= 0)
        close(fd);
    if (!same && errno == ENOMEM) {
        say("no memory to write '%s'", update->file);
        return BYLAW_LIMIT;
    }
    if (!same) {
        say("'%s' has changed since it was read, and is left as it is", update->file);
        return BYLAW_UNUSABLE;
    }
    if (replace_begin(&file, path) != BYLAW_OK)
        return BYLAW_UNUSABLE;
    bool fine = replace_write(&file, mark, marked ? MARK : 0) == 0 && replace_write(&file, update->text, update->n) == 0;
    return replace_end(&file, fine ? BYLAW_OK : BYLAW_UNUSABLE);
}

static bylaw_status write_file(const bylaw_test_update *update)
{
    char *path = realpath(update->file, NULL);
    if (path == NULL) {
        bool memory = errno == ENOMEM;
        say(memory ? "no memory to write '%s'" : "'%s' cannot be written: %s", update->file, strerror(errno));
        return memory ? BYLAW_LIMIT : BYLAW_UNUSABLE;
    }
    bylaw_status status = replace(path, update);
    free(path);
    if (status == BYLAW_OK)
        say("'%s' is written: %u expectation%s changed", update->file, update->expectations, update->expectations == 1 ? "" : "s");
    return status;
}

/* ---- asking ---- */

static bool agrees(const bylaw_test_update *update)
{
    char answer[16] = "";
    fflush(stdout);
    fprintf(stderr, "write this to ");
    bylaw_show(update->file, strlen(update->file), output_put, stderr);
    fprintf(stderr, "? (y or n) ");
    fflush(stderr);
    if (fgets(answer, sizeof answer, stdin) == NULL)
        fputc('\n', stderr);
    answer[strcspn(answer, "\n")] = '\0';
    return strcmp(answer, "y") == 0 || strcmp(answer, "yes") == 0;
}

static bool wanted(const struct testing *testing, const bylaw_test_update *update)
{
    if (testing->opts->yes)
        return true;
    if (!isatty(STDIN_FILENO)) {
        say("'%s' is left as it is: --yes writes that", update->file);
        return false;
    }
    bool wanted = agrees(update);
    if (!wanted)
        say("'%s' is left as it is", update->file);
    return wanted;
}

/* To a terminal line by line, so that nothing in it does harm; else as it is, for patch. */
static void show_diff(const bylaw_test_update *update)
{
    const char *end = update->diff + update->n_diff;
    if (!isatty(STDOUT_FILENO))
        output_put(stdout, update->diff, update->n_diff);
    for (const char *line = update->diff, *next; isatty(STDOUT_FILENO) && line < end; line = next + 1) {
        next = memchr(line, '\n', (size_t)(end - line)); /* each line is ended */
        bylaw_show(line, (size_t)(next - line), output_put, stdout);
        putchar('\n');
    }
    fflush(stdout);
}

void update_file(void *context, const bylaw_test_update *update)
{
    struct testing *testing = context;
    bylaw_status status = check(testing, update);
    if (status == BYLAW_OK) {
        show_diff(update);
        status = wanted(testing, update) ? write_file(update) : BYLAW_FAULT;
    }
    testing->updating = status > testing->updating ? status : testing->updating;
}
