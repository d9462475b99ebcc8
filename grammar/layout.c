#include "grammar/layout.h"

#include "grammar/parser.h"
#include "grammar/reserved.h"
#include "syntax/ast.h"

/* An open bracket. */
struct open {
    uint32_t piece;
    int closer;
    uint32_t prefixes; /* signs and nots directly before it: the parser's stack holds them too */
};

struct opens {
    VEC(struct open) at;
    uint32_t depth;    /* brackets and their prefixes */
    uint32_t prefixes; /* the run of signs and nots that is being read */
    bool reported;     /* this statement was reported as nested too deeply */
};

/* What the pass over statements knows. */
struct walk {
    struct layout *l;
    struct opens opens;
    uint32_t begin;    /* the statement's first piece */
    bool body;         /* its `if` or `otherwise` was seen, or a table's first row */
    bool in_group;
    uint32_t group;    /* the group's first piece */
    uint32_t nested;   /* groups in groups were reported: so many ends too many follow */
};

/* ---- pieces ---- */

static struct layout_piece *at(const struct layout *l, uint32_t i)
{
    return &l->pieces.at[i];
}

static int kind_at(const struct layout *l, uint32_t i)
{
    return i < l->pieces.n ? at(l, i)->token.kind : TOKEN_YYEOF;
}

static void collect(struct layout *l, const struct tokens *all)
{
    l->pieces.room = all->all.n + 1;
    l->pieces.at = arena_alloc(l->arena, (size_t)l->pieces.room * sizeof(struct layout_piece));
    uint32_t line = 0, indent = 0;
    bool first = true;
    for (uint32_t i = 0; i < all->all.n; i++) {
        const struct token *token = &all->all.at[i];
        if (token->kind == TOKEN_NEWLINE_RAW) {
            line = token->span.to;
            first = true;
        }
        if (token->kind == TOKEN_NEWLINE_RAW || token->kind == TOKEN_COMMENT)
            continue;
        if (first)
            indent = token->span.from - line;
        struct layout_piece piece = { .token = *token, .origin = i, .indent = indent, .first = first };
        vec_push(l->arena, &l->pieces, piece);
        first = false;
    }
}

/* ---- brackets ---- */

static int closer_of(int kind)
{
    return kind == '(' ? ')' : kind == '[' ? ']' : kind == TOKEN_TEXT_OPEN ? TOKEN_TEXT_CLOSE : 0;
}

static void report_depth(struct walk *w, uint32_t i)
{
    if (!w->opens.reported)
        diag_add(w->l->diags, DIAG_LIMIT, at(w->l, i)->token.span, "this is nested more than %d deep", AST_MAX_DEPTH);
    w->opens.reported = true;
    at(w->l, i)->token.kind = TOKEN_BAD_TOKEN;
}

static void open_bracket(struct walk *w, uint32_t i, int closer)
{
    struct open open = { .piece = i, .closer = closer, .prefixes = w->opens.prefixes };
    vec_push(w->l->arena, &w->opens.at, open);
    w->opens.depth += 1 + open.prefixes;
    w->opens.prefixes = 0;
}

static void pop_bracket(struct opens *opens)
{
    opens->at.n--;
    opens->depth -= 1 + opens->at.at[opens->at.n].prefixes;
}

/* Closes the nearest bracket that CLOSER belongs to, and those within it; the parser reports those. */
static void close_bracket(struct opens *opens, int closer)
{
    uint32_t keep = opens->at.n;
    while (keep > 0 && opens->at.at[keep - 1].closer != closer)
        keep--;
    while (keep > 0 && opens->at.n >= keep)
        pop_bracket(opens);
}

static void step_bracket(struct walk *w, uint32_t i)
{
    struct opens *opens = &w->opens;
    int kind = kind_at(w->l, i), closer = closer_of(kind);
    if (kind == ')' || kind == ']' || kind == TOKEN_TEXT_CLOSE)
        close_bracket(opens, kind);
    at(w->l, i)->depth = opens->at.n;
    if (closer)
        open_bracket(w, i, closer);
    else
        opens->prefixes = kind == TOKEN_NOT || kind == '-' ? opens->prefixes + 1 : 0;
    if (opens->depth + opens->prefixes > AST_MAX_DEPTH && (closer || opens->prefixes > 0))
        report_depth(w, i);
}

/* A line that cannot belong to the bracket that is open above it: it begins a statement, and not further right. */
static bool breaks_out(const struct walk *w, uint32_t i)
{
    const struct layout *l = w->l;
    const struct layout_piece *piece = at(l, i);
    if (!piece->first || w->opens.at.n == 0 || reserved_role(piece->token.kind) != RESERVED_STARTS)
        return false;
    int next = kind_at(l, i + 1);
    return piece->indent <= at(l, w->opens.at.at[0].piece)->indent && next != ':' && next != ',' && next != ')';
}

/* Forgets what is open: the parser reports what is missing. */
static void close_all(struct opens *opens)
{
    while (opens->at.n > 0)
        pop_bracket(opens);
}

/* ---- statements ---- */

static bool starts_group(const struct layout *l, uint32_t i)
{
    return words_is(l, i, "first") && words_is(l, i + 1, "match") && !at(l, i + 1)->first;
}

static bool in_scenario(int kind)
{
    return kind == TOKEN_SCENARIO || kind == TOKEN_SCENARIOS || kind == TOKEN_BACKGROUND || kind == TOKEN_GIVEN || kind == TOKEN_EXPECT;
}

/* Whether the reserved word at I, which begins statements, does so here. */
static bool starts_here(const struct walk *w, uint32_t i)
{
    const struct layout *l = w->l;
    int kind = kind_at(l, i), begin = kind_at(l, w->begin), before = kind_at(l, i - 1);
    if (kind == TOKEN_IF && (before == TOKEN_ELSE || (begin == TOKEN_RULE && !w->body)))
        return false;
    if (kind == TOKEN_LOOKUP && begin == TOKEN_GIVEN && before == ',')
        return false;
    return !(begin == TOKEN_FACTS && kind_at(l, i + 1) == TOKEN_IS);
}

static bool starts_line(const struct walk *w, uint32_t i)
{
    const struct layout *l = w->l;
    int kind = kind_at(l, i), begin = kind_at(l, w->begin);
    if (reserved_role(kind) == RESERVED_STARTS)
        return starts_here(w, i);
    if (kind == TOKEN_OTHERWISE)
        return w->in_group && !(begin == TOKEN_RULE && !w->body);
    if (kind == TOKEN_BAR)
        return in_scenario(begin);
    return starts_group(l, i) && !(begin == TOKEN_TABLE && !w->body);
}

static bool starts_statement(const struct walk *w, uint32_t i)
{
    const struct layout *l = w->l;
    int kind = kind_at(l, i);
    if (i == 0)
        return true;
    if (w->opens.at.n > 0)
        return false;
    if (at(l, i)->first)
        return starts_line(w, i);
    if (kind == TOKEN_GIVEN || kind == TOKEN_EXPECT)
        return in_scenario(kind_at(l, w->begin));
    return kind == TOKEN_END && w->in_group && w->begin > w->group;
}

static void end_group(struct walk *w, uint32_t i)
{
    if (!w->in_group && w->nested > 0) {
        w->nested--;
        at(w->l, i)->token.kind = TOKEN_BAD_TOKEN;
    }
    w->in_group = false;
}

/* A group ends with `end`: where another statement comes first, it is put in, so that what follows is read for itself. */
static void step_group(struct walk *w, uint32_t i)
{
    int kind = kind_at(w->l, i);
    bool arm = kind == TOKEN_IF || kind == TOKEN_RULE || kind == TOKEN_OTHERWISE || kind == TOKEN_END;
    if (w->in_group && !arm) {
        struct diag *diag = diag_add(w->l->diags, DIAG_SYNTAX, at(w->l, w->group)->token.span, "this group has no 'end'");
        diag_hint(w->l->diags, diag, "write 'end' on a line of its own after its last arm; groups do not nest");
        at(w->l, i)->end_before = true;
        w->in_group = false;
        w->nested += kind == TOKEN_NAME;
    }
    if (kind == TOKEN_END)
        end_group(w, i);
    if (kind != TOKEN_YYEOF && starts_group(w->l, i)) {
        w->in_group = true;
        w->group = i;
    }
}

static void begin_statement(struct walk *w, uint32_t i)
{
    at(w->l, i)->before = LAYOUT_STATEMENT;
    step_group(w, i);
    w->begin = i;
    w->body = false;
    w->opens.reported = false;
}

static void find_statements(struct layout *l)
{
    struct walk w = { .l = l };
    uint32_t end = l->pieces.n - 1; /* the end of file */
    for (uint32_t i = 0; i < end; i++) {
        if (breaks_out(&w, i))
            close_all(&w.opens);
        if (starts_statement(&w, i))
            begin_statement(&w, i);
        int kind = kind_at(l, i);
        w.body |= kind == TOKEN_IF || kind == TOKEN_OTHERWISE || kind == TOKEN_BAR;
        step_bracket(&w, i);
    }
    begin_statement(&w, end);
}

/* ---- lines ---- */

/* A token after which a line goes on. */
static bool goes_on_after(const struct layout *l, uint32_t i)
{
    switch (kind_at(l, i)) {
    case '+': case '-': case '*': case '/': case '<': case '>': case '=': case ',': case ':': case ';':
    case TOKEN_EQ: case TOKEN_NE: case TOKEN_LE: case TOKEN_GE: case TOKEN_ARROW: case TOKEN_SYMBOL_COMMA: case TOKEN_FIELD_COMMA:
    case TOKEN_RANGE: case TOKEN_RANGE_OPEN: case TOKEN_RANGE_OPEN_HIGH: case TOKEN_RANGE_OPEN_LOW:
    case TOKEN_THEN: case TOKEN_ELSE: case TOKEN_AND: case TOKEN_OR: case TOKEN_NOT: case TOKEN_IF: case TOKEN_IS:
    case TOKEN_IN: case TOKEN_BETWEEN: case TOKEN_CONTAINS: case TOKEN_MATCHES: case TOKEN_STARTS_WITH: case TOKEN_ENDS_WITH:
    case TOKEN_UNLESS: case TOKEN_BECAUSE: case TOKEN_CITE: case TOKEN_OVERRIDES: case TOKEN_EFFECTIVE:
    case TOKEN_FACTS: case TOKEN_ONE_OF: case TOKEN_LIST_OF: case TOKEN_AGGREGATE: case TOKEN_SHARE: case TOKEN_FOR: case TOKEN_HAS:
    case TOKEN_FROM: case TOKEN_UNTIL: case TOKEN_ON: case TOKEN_GIVES: case TOKEN_WHEN: case TOKEN_DEFAULT: case TOKEN_JUDGED_BY:
    case TOKEN_GUIDANCE: case TOKEN_DEFEATS: case TOKEN_FINDS: case TOKEN_ONLY: case TOKEN_NEEDS: case TOKEN_CONTAINING: case TOKEN_BAD:
        return true;
    case TOKEN_OTHERWISE:
        return at(l, i)->first;
    default:
        return false;
    }
}

/* `from`, `gives`, `when`, `where` continue a line even where they are no keywords, but for facts that are called so. */
static bool is_joining_name(const struct layout *l, uint32_t i)
{
    bool word = words_is(l, i, "from") || words_is(l, i, "gives") || words_is(l, i, "when") || words_is(l, i, "where");
    int next = kind_at(l, i + 1);
    return word && next != TOKEN_IS && next != '=' && next != TOKEN_IF && next != TOKEN_OTHERWISE;
}

static bool goes_on_before(const struct layout *l, uint32_t i)
{
    switch (kind_at(l, i)) {
    case TOKEN_GIVES: case TOKEN_FROM: case TOKEN_WHEN: case TOKEN_HIT: case TOKEN_MISSING_IS_NO: case TOKEN_IF:
    case ')': case ']': case TOKEN_TEXT_CLOSE: case TOKEN_TEXT_MIDDLE: case TOKEN_VERSION: case TOKEN_CURRENCY: case TOKEN_MONTH_ENDS_FORWARD:
        return true;
    default:
        return reserved_role(kind_at(l, i)) == RESERVED_JOINS || is_joining_name(l, i);
    }
}

/* `Spencer` and below it `otherwise`: it belongs to the value above, unless a value of its own follows. */
static bool is_late_otherwise(const struct layout *l, uint32_t i, uint32_t begin)
{
    return kind_at(l, i) == TOKEN_OTHERWISE
        && (kind_at(l, begin) == TOKEN_RULE || at(l, i + 1)->before == LAYOUT_STATEMENT);
}

/* The piece before I, or where that is the rest of several words, their first. */
static uint32_t before(const struct layout *l, uint32_t i)
{
    do
        i--;
    while (i > 0 && at(l, i)->gone && kind_at(l, i) != ',');
    return i;
}

static enum layout_before line_before(const struct layout *l, uint32_t i, uint32_t begin)
{
    int begin_kind = kind_at(l, begin);
    bool fact = begin_kind == TOKEN_FACTS && kind_at(l, i + 1) == TOKEN_IS && i > begin + 1;
    if (fact || kind_at(l, i) == TOKEN_BAR || kind_at(l, i) == TOKEN_BAR_ACTION)
        return LAYOUT_LINE;
    if (begin_kind == TOKEN_TEMPLATE || goes_on_after(l, before(l, i)) || goes_on_before(l, i) || is_late_otherwise(l, i, begin))
        return LAYOUT_SAME;
    return LAYOUT_LINE;
}

static void find_lines(struct layout *l)
{
    uint32_t begin = 0;
    for (uint32_t i = 0; i < l->pieces.n; i++) {
        struct layout_piece *piece = at(l, i);
        if (piece->before == LAYOUT_STATEMENT)
            begin = i;
        else if (piece->first && piece->depth == 0 && !piece->gone)
            piece->before = line_before(l, i, begin);
    }
}

static void promote_words(struct layout *l)
{
    for (uint32_t from = 0, to; from + 1 < l->pieces.n; from = to) {
        for (to = from + 1; at(l, to)->before != LAYOUT_STATEMENT;)
            to++;
        words_promote(l, from, to);
    }
}

/* ---- output ---- */

static void put(struct layout *l, struct tokens *parsed, int kind, uint32_t place)
{
    struct token token = { .kind = kind, .span = { l->source, place, place } };
    vec_push(l->arena, &parsed->all, token);
}

/* What stands between the token that ends at PLACE and PIECE. */
static void put_before(struct layout *l, struct tokens *parsed, const struct layout_piece *piece, uint32_t place)
{
    if (piece->before != LAYOUT_SAME)
        put(l, parsed, piece->before == LAYOUT_LINE ? TOKEN_LINE : TOKEN_NEWLINE, place);
    if (piece->end_before) {
        put(l, parsed, TOKEN_END, place);
        put(l, parsed, TOKEN_NEWLINE, place);
    }
}

/* The end of the line before PIECE, which begins one. */
static void mark_newline(struct tokens *all, const struct layout_piece *piece)
{
    struct token *token = piece->origin > 0 ? &all->all.at[piece->origin - 1] : NULL;
    if (token && token->kind == TOKEN_NEWLINE_RAW)
        token->kind = piece->before == LAYOUT_LINE ? TOKEN_LINE : TOKEN_NEWLINE;
}

static void reserve(struct layout *l, struct tokens *parsed)
{
    uint32_t room = l->pieces.n;
    for (uint32_t i = 0; i < l->pieces.n; i++)
        room += (at(l, i)->before != LAYOUT_SAME) + 2 * at(l, i)->end_before;
    parsed->all.at = arena_alloc(l->arena, (size_t)room * sizeof(struct token));
    parsed->all.room = room;
}

static void output(struct layout *l, struct tokens *all, struct tokens *parsed)
{
    reserve(l, parsed);
    uint32_t place = 0;
    for (uint32_t i = 0; i < l->pieces.n; i++) {
        const struct layout_piece *piece = at(l, i);
        if (piece->origin < all->all.n)
            all->all.at[piece->origin].kind = piece->gone && piece->token.kind == TOKEN_NAME ? TOKEN_WORD : piece->token.kind;
        if (piece->before != LAYOUT_SAME && piece->first)
            mark_newline(all, piece);
        if (piece->gone)
            continue;
        if (i > 0)
            put_before(l, parsed, piece, place);
        vec_push(l->arena, &parsed->all, piece->token);
        place = piece->token.span.to;
    }
}

void layout_run(struct arena *arena, struct diags *diags, uint32_t source, struct tokens *all, struct tokens *parsed)
{
    struct layout l = { .arena = arena, .diags = diags, .source = source };
    uint32_t length = source_at(diags->sources, source)->text.n;
    collect(&l, all);
    struct layout_piece end = { .token = { .kind = TOKEN_YYEOF, .span = { source, length, length } }, .origin = all->all.n, .first = true };
    vec_push(arena, &l.pieces, end);
    find_statements(&l);
    promote_words(&l);
    find_lines(&l);
    output(&l, all, parsed);
}
