/* What is meant: "# check: allow BY0312 because only managers ask" on the line of a finding, or on a line of its own before it. */
#include "checking.h"

#include <string.h>

struct allow {
    struct span span;   /* the comment */
    uint32_t own, line; /* where it stands, and the line that it speaks of: findings from one to the other are meant */
    enum diag_code code;
    bool used;
};

typedef VEC(struct allow) allows;

static struct str trim(struct str s)
{
    uint32_t from = 0, to = s.n;
    while (from < to && (s.p[from] == ' ' || s.p[from] == '\t'))
        from++;
    while (to > from && (s.p[to - 1] == ' ' || s.p[to - 1] == '\t' || s.p[to - 1] == '\r'))
        to--;
    return str_slice(s, from, to);
}

static bool begins(struct str *s, const char *word)
{
    uint32_t n = (uint32_t)strlen(word);
    if (s->n < n || memcmp(s->p, word, n) != 0)
        return false;
    *s = trim(str_slice(*s, n, s->n));
    return true;
}

/* The next line that holds more than a comment; behind the last where there is none. */
static uint32_t next_line(const struct source *source, uint32_t line)
{
    struct str text;
    do {
        line++;
        text = line <= source->n_lines ? trim(source_line(source, line)) : STR("end");
    } while (text.n == 0 || text.p[0] == '#');
    return line;
}

/* Where LINE begins a table, its head row: what is said of the whole table stands there. */
static uint32_t head_of(const struct source *source, uint32_t line)
{
    struct str text = line <= source->n_lines ? trim(source_line(source, line)) : STR("");
    if (!begins(&text, "table ") && !begins(&text, "table\t"))
        return line;
    uint32_t head = next_line(source, line);
    return head <= source->n_lines && trim(source_line(source, head)).p[0] == '|' ? head : line;
}

/* The line that a comment speaks of: its own, or where nothing else stands there the next that holds more than a comment; with a table its
 * head row, too. */
static uint32_t line_of(const struct source *source, struct span span)
{
    uint32_t line = 1;
    while (line < source->n_lines && source->lines[line] <= span.from)
        line++;
    struct str before = trim(str_slice(source->text, source->lines[line - 1], span.from));
    return head_of(source, before.n > 0 ? line : next_line(source, line));
}

static void refuse(struct checking *c, struct span span, const char *what)
{
    struct finding *finding = findings_add(&c->findings, FINDING_ERROR, DIAG_ALLOW, span, "%s", what);
    finding->fix = STR("write, for instance: # check: allow BY0312 because smaller amounts come from the shop");
    vec_push(&c->arena, &c->told, finding);
}

static void read_comment(struct checking *c, allows *all, struct span span)
{
    struct str text = trim(span_text(&c->policy->sources, span));
    if (!begins(&text, "#") || !begins(&text, "check:"))
        return;
    struct allow allow = { .span = span, .own = span_place(&c->policy->sources, span).line,
                           .line = line_of(source_at(&c->policy->sources, span.source), span) };
    if (!begins(&text, "allow") || text.n < 6) {
        refuse(c, span, "an allow names the code of a finding");
        return;
    }
    allow.code = diag_code_from(str_slice(text, 0, 6));
    text = trim(str_slice(text, 6, text.n));
    if (allow.code == DIAG_CODE_COUNT || allow.code == DIAG_ALLOW)
        refuse(c, span, "no finding has this code");
    else if (!begins(&text, "because") || text.n == 0)
        refuse(c, span, "an allow tells its reason");
    else
        vec_push(&c->arena, all, allow);
}

static void read_file(struct checking *c, allows *all, const struct tokens *tokens)
{
    for (uint32_t i = 0; i < tokens->all.n; i++) {
        const struct token *token = &tokens->all.at[i];
        struct str text = span_text(&c->policy->sources, token->span);
        if (text.n > 0 && text.p[0] == '#')
            read_comment(c, all, token->span);
    }
}

static bool is_allowed(struct checking *c, allows *all, const struct finding *finding)
{
    bool allowed = false;
    if (!finding->diag->has_span)
        return false;
    struct place place = span_place(&c->policy->sources, finding->diag->span);
    for (uint32_t i = 0; i < all->n; i++) {
        struct allow *allow = &all->at[i];
        bool there = allow->span.source == finding->diag->span.source && place.line >= allow->own && place.line <= allow->line;
        if (there && allow->code == finding->diag->code)
            allow->used = allowed = true;
    }
    return allowed;
}

void checking_allow(struct checking *c)
{
    allows all = { 0 };
    uint32_t n = 0;
    for (uint32_t i = 0; i < c->policy->n_files; i++)
        read_file(c, &all, &c->policy->tokens[i]);
    for (uint32_t i = 0; i < c->told.n; i++)
        if (!is_allowed(c, &all, c->told.at[i]))
            c->told.at[n++] = c->told.at[i];
    c->told.n = n;
    for (uint32_t i = 0; i < all.n && c->analyzed; i++) {
        if (all.at[i].used || !c->policy->named.at[all.at[i].span.source])
            continue;
        struct finding *finding = findings_add(&c->findings, FINDING_UNUSED, DIAG_ALLOW_IDLE, all.at[i].span, "nothing is found here that this allows");
        finding->fix = STR("take it out");
        vec_push(&c->arena, &c->told, finding);
    }
}
