/* Inferred facts: shared by the files infer*.c and by nobody else.
 *
 * One walk over the text gives every expression a kind (struct infer_kind), that is the set of types which it may still
 * have, and joins kinds that have to be the same (infer_walk.c, infer_statement.c). Sums and the like are kept as
 * relations until enough is known of their sides (infer_relation.c). Then names that stand in a fact's position anywhere
 * are facts everywhere, what is left open gets its usual type, and the facts are entered (infer.c, infer_settle.c). */
#ifndef BYLAW_CHECK_INFER_H
#define BYLAW_CHECK_INFER_H

#include "check/declare.h"
#include "check/parts.h"

/* Sets of types, as bits. Whole numbers are numbers here, with a flag. */
#define K(kind) (1u << TYPE_##kind)
#define K_NUMBERS (K(NUMBER) | K(MONEY))
#define K_DAYS (K(DATE) | K(MOMENT))
#define K_AMOUNTS (K_NUMBERS | K(DURATION))
#define K_TIMES (K_DAYS | K(TIME) | K(DURATION)) /* what a duration moves, and what is between two of them */
#define K_NAMES (K(SET) | K(PARTY))
#define K_ORDERED (K_AMOUNTS | K_DAYS | K(TEXT) | K(SET) | K(TIME))
#define K_ANY (K_ORDERED | K(BOOL) | K(PARTY) | K(LIST) | K(RECORD))

struct infer_name;

/* An occurrence of a name that nothing declares. */
struct infer_use {
    struct infer_name *name;
    struct infer_kind *kind;
    struct span span;
    bool as_text; /* where a text is expected: a fact if it turns out to be one; elsewhere a bare name beside text is a slip */
    struct infer_use *next;      /* of the same name */
    struct infer_use *companion; /* in the same kind: what may be symbols of one set */
};

struct infer_kind {
    struct infer_kind *same; /* joined with this one; NULL: speaks for itself */
    uint32_t mask;
    bool whole, number_literal, text_literal, shown, day, ordered; /* what it becomes if nothing else tells */
    bool calculated; /* added, multiplied …: a number, if nothing else tells */
    bool figure; /* of a kpi: whatever is still open then is a number */
    bool spanned; /* a kpi gathers the difference of it and another: a moment, if nothing else tells */
    bool loose; /* a text that may be anything in data: nothing told at all */
    bool reported, busy;
    const struct type *set; /* the closed set or the parties, where known */
    struct infer_kind *element;
    struct map *fields; /* of a record: name -> struct infer_kind * */
    struct infer_name *fact;
    struct infer_use *uses, *last_use;
    struct span seen; /* what told its types */
};

struct infer_name {
    struct ast_name name;
    bool figure; /* only kpis name it */
    bool fact, field; /* field: of a record that is a fact itself */
    uint32_t file;          /* of its first use */
    struct infer_use *uses, *last; /* in the order of the walk */
    struct span first;
};

enum infer_relation_kind { RELATION_SUM, RELATION_DIFFERENCE, RELATION_PRODUCT, RELATION_QUOTIENT, RELATION_CONTAINS,
                           RELATION_CELL };
struct infer_relation {
    enum infer_relation_kind kind;
    struct infer_kind *a, *b, *result;
    struct span span;
};

struct infer_binding {
    struct str name;
    struct infer_kind *kind;
    struct infer_binding *outer;
};

struct infer {
    struct checker *c;
    uint32_t file;
    struct map names; /* struct infer_name * */
    VEC(struct infer_kind *) kinds;
    VEC(struct infer_relation) relations;
    struct infer_kind **definitions; /* one a definition */
    struct infer_binding *bindings;
    bool late;          /* what is still open gets its usual type */
    bool figures;       /* the kpis are being walked, after all else */
    bool cells_settled; /* what is under a head that may still be a list is taken for a single value */
};

/* Where an expression stands: what a bare name is there. */
enum infer_place {
    PLACE_FACT,   /* a fact */
    PLACE_SYMBOL, /* a symbol, unless the name is a fact elsewhere, or what it stands beside can be none */
    PLACE_TEXT,   /* the same, but a text can be a fact, too */
};

/* infer_kind.c */
struct infer_kind *infer_kind(struct infer *in, uint32_t mask, struct span seen);
struct infer_kind *infer_kind_of(struct infer *in, const struct type *type, struct span seen);
struct infer_kind *infer_root(struct infer_kind *kind);
void infer_join(struct infer *in, struct infer_kind *a, struct infer_kind *b, struct span span);
void infer_narrow(struct infer *in, struct infer_kind *kind, uint32_t mask, struct span span);
struct infer_kind *infer_element(struct infer *in, struct infer_kind *list, struct span span); /* it is a list */
struct infer_kind *infer_field(struct infer *in, struct infer_kind *record, struct str name, struct span span);

/* infer_relation.c */
void infer_relate(struct infer *in, enum infer_relation_kind kind, struct infer_kind *a, struct infer_kind *b,
                  struct infer_kind *result, struct span span);
void infer_solve(struct infer *in); /* until nothing more follows */

/* infer_walk.c, infer_name.c, infer_call.c, infer_cell.c, infer_statement.c */
struct infer_kind *infer_walk(struct infer *in, const struct ast_expr *e, enum infer_place place);
/* The field that the parts of NAME from USED on name. */
struct infer_kind *infer_fields(struct infer *in, struct infer_kind *kind, const struct ast_name *name, uint32_t used);
void infer_condition(struct infer *in, const struct ast_expr *e); /* NULL is allowed */
struct infer_kind *infer_bare_name(struct infer *in, const struct ast_name *name, enum infer_place place);
struct infer_kind *infer_bound(struct infer *in, const struct ast_expr *list, const struct ast_name *name,
                               const struct ast_expr *body);
struct infer_kind *infer_call(struct infer *in, const struct ast_expr *e, enum infer_place place);
void infer_cell(struct infer *in, struct infer_kind *head, const struct ast_cell *cell);
bool infer_is_symbol(struct infer *in, const struct ast_expr *e); /* a name of an ordered closed set */
void infer_statement(struct infer *in, const struct ast_statement *statement);

/* infer_settle.c */
void infer_settle(struct infer *in);                       /* names to facts, open kinds to their usual types */
void infer_enter(struct infer *in);                        /* the facts, in the order of first use */

#endif
