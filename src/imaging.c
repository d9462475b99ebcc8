#include "imaging.h"

#include "code/image.h"
#include "code/waiting.h"
#include "loading.h"
#include "syntax/parse.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- in ---- */

/* Maps the image that FD is; false: it is none, or none that can be mapped. */
static bool map_file(struct policy *policy, int fd)
{
    char begin[IMAGE_MAGIC_BYTES];
    struct stat status;
    if (fstat(fd, &status) != 0 || !S_ISREG(status.st_mode) || pread(fd, begin, sizeof begin, 0) != (ssize_t)sizeof begin)
        return false;
    return image_is(begin, sizeof begin) && mapped_file(&policy->mapped, fd, (size_t)status.st_size) == 0;
}

static bool map_source(struct policy *policy, const struct pipeline_source *source)
{
    if (source->has_text) {
        if (!image_is(source->text.p, source->text.n))
            return false;
        if (mapped_copy(&policy->mapped, source->text.p, source->text.n) != 0)
            trap_spring(policy->arena.trap, TRAP_MEMORY);
        return true;
    }
    int fd = open(source->path.p, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0)
        return false;
    bool mapped = map_file(policy, fd);
    close(fd);
    return mapped;
}

static void take_sources(struct policy *policy, const struct image *image)
{
    struct source *sources = arena_array(&policy->arena, struct source, image->n_sources);
    for (uint32_t i = 0; i < image->n_sources; i++) {
        const struct image_source *from = &image->sources[i];
        sources[i] = (struct source){ .name = from->name, .text = from->text, .lines = (uint32_t *)from->lines, .n_lines = from->n_lines };
        vec_push(&policy->arena, &policy->sources.all, &sources[i]);
    }
}

/* NULL, or what is wrong with one. */
static const char *take_patterns(struct policy *policy, const struct image *image)
{
    char error[PATTERN_ERROR_BYTES];
    for (uint32_t i = 0; i < image->n_patterns; i++)
        if (pattern_pool_add(&policy->patterns, &policy->arena, image->patterns[i], error) != i)
            return "a pattern that is none";
    return NULL;
}

/* NULL, or why it cannot decide. */
static const char *take_image(struct policy *policy, const struct image *image)
{
    struct code *code = arena_copy(&policy->arena, image->code, sizeof *code);
    const char *trouble = take_patterns(policy, image);
    code->patterns = &policy->patterns;
    if (trouble == NULL)
        trouble = image_check(image, code, &policy->arena);
    if (trouble == code_verify_no_memory)
        trap_spring(policy->arena.trap, TRAP_MEMORY);
    if (trouble == NULL)
        waiting_find(code, &policy->arena);
    if (trouble == NULL && code->index != NULL)
        index_build((struct index *)code->index, &policy->arena);
    if (trouble != NULL)
        return trouble;
    take_sources(policy, image);
    policy->held = image;
    policy->code = code;
    policy->shape = &code->shape;
    return NULL;
}

static void refuse(struct policy *policy, struct str path, struct str why)
{
    diag_add_bare(&policy->diags, DIAG_IMAGE, "cannot use the image '%.*s': %.*s", STR_ARG(path), STR_ARG(why));
}

bool imaging_load(struct policy *policy, const struct pipeline_source *source)
{
    struct str why;
    if (!map_source(policy, source))
        return false;
    const struct image *image = image_read(policy->mapped.at, policy->mapped.n, &policy->arena, &why);
    const char *trouble = image != NULL ? take_image(policy, image) : NULL;
    if (image == NULL)
        refuse(policy, source->path, why);
    else if (trouble != NULL)
        diag_add_bare(&policy->diags, DIAG_IMAGE, "cannot use the image '%.*s': it is not sound (%s)", STR_ARG(source->path), trouble);
    else
        mapped_freeze(&policy->mapped);
    return true;
}

/* A module of the standard library that another source has brought already. */
static bool is_known(struct loading *loading, const struct image_source *source)
{
    struct str key = loading_module_key(loading, source->name);
    bool known = source->pack == 0 && map_get(&loading->by_path, key) != NULL;
    if (source->pack == 0)
        map_put(&loading->by_path, key, loading);
    return known;
}

void imaging_texts(struct loading *loading, const struct image *image)
{
    struct policy *policy = loading->policy;
    struct arena *arena = &policy->arena;
    struct ast_file **files = arena_array(arena, struct ast_file *, image->n_sources);
    struct tokens *tokens = arena_array(arena, struct tokens, image->n_sources);
    for (uint32_t i = 0; i < image->n_sources; i++) {
        const struct image_source *from = &image->sources[i];
        if (is_known(loading, from))
            continue;
        uint32_t source = source_add(&policy->sources, from->name, from->text);
        vec_push(arena, &policy->pack_of, from->pack > 0 && loading->pack > 0 ? loading->pack : from->pack);
        vec_push(arena, &policy->named, from->named);
        files[i] = parse_file(arena, &policy->diags, source, &tokens[i]);
    }
    for (uint32_t i = 0; i < image->n_files; i++) {
        if (files[image->files[i]] == NULL)
            continue;
        vec_push(arena, &loading->files, files[image->files[i]]);
        vec_push(arena, &loading->tokens, tokens[image->files[i]]);
    }
}

bool imaging_is_cut(struct loading *loading, struct str path, const char *bytes, size_t n)
{
    static const struct str end = { IMAGE_NAME_END, sizeof IMAGE_NAME_END - 1 };
    if (!str_ends(path, end) || image_is(bytes, n))
        return false;
    refuse(loading->policy, path, STR("it is no image of a policy, or its begin is lost: copy it again, or build it again from its rules, with bylaw build"));
    return true;
}

bool imaging_load_texts(struct loading *loading, struct str path, char *bytes, size_t n)
{
    struct str why;
    if (!image_is(bytes, n))
        return false;
    const struct image *image = image_read(bytes, n, &loading->policy->arena, &why);
    if (image != NULL)
        imaging_texts(loading, image);
    else
        refuse(loading->policy, path, why);
    return true;
}

/* ---- out ---- */

static void put_sources(const struct policy *policy, struct arena *arena, struct image *image)
{
    uint32_t n = policy->sources.all.n, *files = arena_array(arena, uint32_t, n);
    struct image_source *sources = arena_array(arena, struct image_source, n);
    for (uint32_t i = 0; i < n; i++) {
        const struct source *from = source_at(&policy->sources, i);
        sources[i] = (struct image_source){ from->name, from->text, from->lines, from->n_lines, policy->pack_of.at[i], policy->named.at[i] };
    }
    for (uint32_t i = 0; i < policy->n_files; i++)
        files[i] = policy->files[i]->source;
    image->sources = sources;
    image->n_sources = n;
    image->files = files;
    image->n_files = policy->n_files;
}

static void put_patterns(const struct policy *policy, struct arena *arena, struct image *image)
{
    uint32_t n = policy->patterns.all.n;
    struct str *patterns = arena_array(arena, struct str, n);
    for (uint32_t i = 0; i < n; i++) /* each entered once, in the order of their numbers */
        patterns[i] = policy->patterns.index.entries[i].key;
    image->patterns = patterns;
    image->n_patterns = n;
}

bool imaging_write(const struct policy *policy, struct arena *arena, struct buf *out)
{
    char hash[SHA256_HEX + 1];
    pipeline_hash(policy, hash);
    struct image image = { .hash = { hash, SHA256_HEX }, .code = policy->code };
    put_sources(policy, arena, &image);
    put_patterns(policy, arena, &image);
    return image_write(&image, arena, out);
}

bool imaging_makes(struct policy *whole, const struct policy *policy)
{
    struct buf image; /* its one allocation is the last that can fail: it cannot be left behind */
    buf_init(&image, whole->arena.trap);
    bool same = imaging_write(whole, &whole->arena, &image) && image_same(image.p, policy->mapped.at);
    buf_free(&image);
    return same;
}
