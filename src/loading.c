#include "loading.h"

#include "code/image.h"
#include "imaging.h"
#include "syntax/parse.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A file or module that was asked for. */
struct loaded {
    struct str name;
    bool has_identity; /* a file of the file system: the same one by another path is not read again */
    dev_t device;
    ino_t inode;
    bool busy; /* its own uses are being loaded: using it now is a circle */
    const struct loaded *user; /* who used it first */
};

void loading_init(struct loading *loading, struct policy *policy)
{
    *loading = (struct loading){ .policy = policy };
    map_init(&loading->by_path, &policy->arena);
}

static struct arena *arena_of(struct loading *loading) { return &loading->policy->arena; }

/* A message at AT's place, or without one where the file was named on the call. */
static struct diag *complain(struct loading *loading, const struct ast_statement *at, enum diag_code code, struct str text)
{
    struct diags *diags = &loading->policy->diags;
    if (at != NULL)
        return diag_add(diags, code, at->name.text.n > 0 ? at->name.span : at->text_span, "%.*s", STR_ARG(text));
    return diag_add_bare(diags, code, "%.*s", STR_ARG(text));
}

static void load_uses(struct loading *loading, const struct loaded *user, const struct ast_file *file);

/* Parses TEXT as LOADED, loads what it uses, and then puts it behind that. */
static void load_text(struct loading *loading, struct loaded *loaded, struct str text)
{
    struct arena *arena = arena_of(loading);
    struct tokens tokens = { 0 };
    loaded->busy = true;
    uint32_t source = source_add(&loading->policy->sources, loaded->name, text);
    vec_push(arena_of(loading), &loading->policy->pack_of, loading->pack);
    vec_push(arena_of(loading), &loading->policy->named, loading->pack > 0 && loaded->user == NULL);
    struct ast_file *file = parse_file(arena, &loading->policy->diags, source, &tokens);
    load_uses(loading, loaded, file);
    loaded->busy = false;
    vec_push(arena, &loading->files, file);
    vec_push(arena, &loading->tokens, tokens);
}

static struct loaded *remember(struct loading *loading, struct str name, const struct loaded *user)
{
    struct loaded *loaded = arena_new(arena_of(loading), struct loaded);
    loaded->name = str_dup(arena_of(loading), name);
    loaded->user = user;
    map_put(&loading->by_path, loaded->name, loaded);
    vec_push(arena_of(loading), &loading->all, loaded);
    return loaded;
}

/* ---- modules ---- */

static const struct stdlib_module *module_named(struct str name)
{
    for (size_t i = 0; i < n_stdlib_modules; i++)
        if (str_is(name, stdlib_modules[i].name))
            return &stdlib_modules[i];
    return NULL;
}

static void unknown_module(struct loading *loading, struct str name, const struct ast_statement *at)
{
    struct arena *arena = arena_of(loading);
    VEC(struct str) names = { 0 };
    for (size_t i = 0; i < n_stdlib_modules; i++)
        vec_push(arena, &names, str_from(stdlib_modules[i].name));
    struct diag *diag = complain(loading, at, DIAG_USE,
                                 str_printf(arena, "the standard library has no module '%.*s'", STR_ARG(name)));
    struct str near = diag_nearest(name, names.at, names.n);
    if (near.n > 0)
        diag_hint(&loading->policy->diags, diag, "did you mean '%.*s'?", STR_ARG(near));
    else
        diag_hint(&loading->policy->diags, diag, "a file of your own stands in quotes: use \"%.*s.rules\"", STR_ARG(name));
}

struct str loading_module_key(struct loading *loading, struct str name)
{
    return str_printf(arena_of(loading), "<%.*s>", STR_ARG(name));
}

void loading_module(struct loading *loading, struct str name, const struct ast_statement *at)
{
    const struct stdlib_module *module = module_named(name);
    if (module == NULL) {
        unknown_module(loading, name, at);
        return;
    }
    struct str path = str_printf(arena_of(loading), "stdlib/%s.rules", module->name);
    struct str key = loading_module_key(loading, path);
    if (map_get(&loading->by_path, key) != NULL)
        return;
    struct loaded *loaded = remember(loading, key, NULL);
    loaded->name = path;
    uint32_t pack = loading->pack;
    loading->pack = 0;
    load_text(loading, loaded, (struct str){ module->text, (uint32_t)module->length });
    loading->pack = pack;
}

/* ---- files ---- */

/* Reads all of FD into policy->scratch, so that a failing allocation behind it leaks neither. 0 or an errno. */
static int read_all(struct policy *policy, int fd, size_t *length)
{
    size_t room = 0, n = 0;
    for (;;) {
        if (room - n < 4096) {
            size_t more = room == 0 ? 65536 : room * 2;
            char *grown = mem_resize(policy->scratch, more);
            if (grown == NULL)
                return ENOMEM;
            policy->scratch = grown;
            room = more;
        }
        ssize_t got = read(fd, (char *)policy->scratch + n, room - n);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return errno;
        if (got == 0)
            break;
        n += (size_t)got;
        if (n > SOURCE_MAX_BYTES)
            return EFBIG;
    }
    *length = n;
    return 0;
}

/* Opens PATH and fills LOADED's identity and the scratch. 0 or an errno. */
static int read_file(struct policy *policy, const char *path, struct loaded *loaded, size_t *length)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return errno;
    struct stat status;
    int trouble = fstat(fd, &status) != 0 ? errno : S_ISDIR(status.st_mode) ? EISDIR : 0;
    if (trouble == 0) {
        loaded->has_identity = S_ISREG(status.st_mode);
        loaded->device = status.st_dev;
        loaded->inode = status.st_ino;
        trouble = read_all(policy, fd, length);
    }
    close(fd);
    return trouble;
}

static void cannot_read(struct loading *loading, struct str path, int trouble, const struct ast_statement *at)
{
    struct arena *arena = arena_of(loading);
    if (trouble == ENOMEM)
        trap_spring(arena->trap, TRAP_MEMORY);
    struct str text;
    if (trouble == EISDIR)
        text = str_printf(arena, "'%.*s' is a folder, and a policy is made of files", STR_ARG(path));
    else if (trouble == EFBIG)
        text = str_printf(arena, "'%.*s' is larger than the %d MiB that a rules file may have", STR_ARG(path), SOURCE_MAX_BYTES >> 20);
    else
        text = str_printf(arena, "cannot read '%.*s': %s", STR_ARG(path), strerror(trouble));
    complain(loading, at, at != NULL ? DIAG_USE : DIAG_FILE, text);
}

static struct loaded *same_file(struct loading *loading, const struct loaded *loaded)
{
    for (uint32_t i = 0; i < loading->all.n; i++) {
        struct loaded *other = loading->all.at[i];
        if (other != loaded && other->has_identity && loaded->has_identity && other->device == loaded->device &&
            other->inode == loaded->inode)
            return other;
    }
    return NULL;
}

/* The files from FROM's use to the circle's closing, as "a.rules uses b.rules uses a.rules". */
static void circle(struct loading *loading, const struct loaded *first, const struct loaded *user, const struct ast_statement *at)
{
    struct arena *arena = arena_of(loading);
    struct str way = first->name;
    for (const struct loaded *step = user; step != NULL && step != first; step = step->user)
        way = str_printf(arena, "%.*s, which uses %.*s", STR_ARG(step->name), STR_ARG(way));
    if (user == first)
        complain(loading, at, DIAG_USE, str_printf(arena, "'%.*s' uses itself", STR_ARG(first->name)));
    else
        complain(loading, at, DIAG_USE, str_printf(arena, "files use each other in a circle: %.*s uses %.*s", STR_ARG(first->name), STR_ARG(way)));
}

static void load_path(struct loading *loading, struct str path, const struct loaded *user, const struct ast_statement *at)
{
    struct loaded *known = map_get(&loading->by_path, path);
    struct loaded *loaded = known != NULL ? known : remember(loading, path, user);
    size_t length = 0;
    if (known == NULL) {
        vec_push(arena_of(loading), &loading->policy->paths, loaded->name);
        int trouble = read_file(loading->policy, loaded->name.p, loaded, &length);
        if (trouble != 0) {
            cannot_read(loading, path, trouble, at);
            return;
        }
        known = same_file(loading, loaded);
    }
    if (known != NULL) {
        if (known->busy)
            circle(loading, known, user, at);
        return;
    }
    if (imaging_is_cut(loading, path, loading->policy->scratch, length))
        return;
    if (user != NULL || !imaging_load_texts(loading, path, loading->policy->scratch, length))
        load_text(loading, loaded, (struct str){ loading->policy->scratch, (uint32_t)length });
}

/* "rules/refund.rules" used by "desk/support.rules" is "desk/rules/refund.rules". */
static struct str beside(struct arena *arena, struct str user, struct str path)
{
    uint32_t folder = user.n;
    while (folder > 0 && user.p[folder - 1] != '/')
        folder--;
    return str_cat(arena, (struct str){ user.p, folder }, path);
}

static void use_file(struct loading *loading, const struct loaded *user, const struct ast_statement *use)
{
    struct arena *arena = arena_of(loading);
    if (use->text.n > 0 && use->text.p[0] == '/') {
        struct diag *diag = complain(loading, use, DIAG_USE, str_printf(arena, "'%.*s' is an absolute path", STR_ARG(use->text)));
        diag_hint(&loading->policy->diags, diag, "name the file as it is found from the folder of this one, so that the policy can move");
        return;
    }
    load_path(loading, beside(arena, user->name, use->text), user, use);
}

/* Scenarios that use nothing are about the rules of the same name beside them, or about the image of that name that was named with them. */
static void load_beside(struct loading *loading, const struct loaded *user, const struct ast_file *file)
{
    static const struct str end = { ".scenarios", sizeof ".scenarios" - 1 };
    for (uint32_t i = 0; i < file->statements.n; i++)
        if (file->statements.at[i]->kind == AST_S_USE)
            return;
    if (!str_ends(user->name, end))
        return;
    struct str stem = str_slice(user->name, 0, user->name.n - end.n);
    if (map_get(&loading->by_path, str_cat(arena_of(loading), stem, STR(IMAGE_NAME_END))) != NULL)
        return; /* an image of them is here */
    load_path(loading, str_cat(arena_of(loading), stem, STR(".rules")), user, NULL);
}

static void load_uses(struct loading *loading, const struct loaded *user, const struct ast_file *file)
{
    load_beside(loading, user, file);
    for (uint32_t i = 0; i < file->statements.n; i++) {
        const struct ast_statement *use = file->statements.at[i];
        if (use->kind != AST_S_USE)
            continue;
        if (use->name.text.n > 0)
            loading_module(loading, use->name.text, use);
        else
            use_file(loading, user, use);
    }
}

void loading_source(struct loading *loading, const struct pipeline_source *source)
{
    loading->n_packs++;
    loading->pack = loading->n_packs;
    if (!source->has_text) {
        load_path(loading, source->path, NULL, NULL);
        return;
    }
    if (imaging_is_cut(loading, source->path, source->text.p, source->text.n))
        return;
    char *copy = image_is(source->text.p, source->text.n) ? arena_copy(arena_of(loading), source->text.p, source->text.n) : NULL;
    if (copy != NULL && imaging_load_texts(loading, source->path, copy, source->text.n))
        return;
    struct loaded *loaded = arena_new(arena_of(loading), struct loaded);
    loaded->name = source->path;
    load_text(loading, loaded, source->text);
}
