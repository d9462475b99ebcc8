/* The texts of a policy: read once, kept as long as the program that was made of them. */
#ifndef BYLAW_SOURCE_SOURCE_H
#define BYLAW_SOURCE_SOURCE_H

#include "base/str.h"
#include "base/vec.h"

/* A place: a half-open range of bytes of one source. */
struct span {
    uint32_t source; /* index in struct sources */
    uint32_t from, to;
};

struct source {
    struct str name;    /* as shown in messages: the path as it was given, "-e", "stdlib/support.rules" */
    struct str text;    /* without a byte order mark; NUL-terminated behind its end */
    uint32_t *lines;    /* where each line begins */
    uint32_t n_lines;
};

struct sources {
    struct arena *arena;
    VEC(struct source *) all;
};

/* The limits of a rules file: a message with a place names them. */
enum { SOURCE_MAX_BYTES = 256 << 20, SOURCE_MAX_LINE = 1 << 20 };

void sources_init(struct sources *sources, struct arena *arena);
/* Adds TEXT (copied) under NAME; makes the line table; yields its index. */
uint32_t source_add(struct sources *sources, struct str name, struct str text);
const struct source *source_at(const struct sources *sources, uint32_t index);

/* A line, from 1, without its end (LF or CR LF). */
struct str source_line(const struct source *source, uint32_t line);

struct place {
    const struct source *source;
    uint32_t line, column; /* from 1; columns count characters */
};
struct place span_place(const struct sources *sources, struct span span);
struct str span_text(const struct sources *sources, struct span span);
struct span span_join(struct span first, struct span last);
/* "refunds.rules:12", base name of the file and line: how an unnamed rule is called. */
struct str span_rule_name(const struct sources *sources, struct arena *arena, struct span span);

#endif
