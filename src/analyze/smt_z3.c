/* The solver of formulas: Z3. The only file that knows it. */
#include "analyze/smt.h"

#include "base/shared.h"
#include "base/utf8.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <z3.h>

/* Z3 is opened when it is first needed: linked, it would cost every start a millisecond. */
struct api {
#define Z3_FUNCTION(name) __typeof__(name) *name;
#include "analyze/smt_z3.def"
#undef Z3_FUNCTION
};

static const char *const names[] = {
#define Z3_FUNCTION(name) #name,
#include "analyze/smt_z3.def"
#undef Z3_FUNCTION
};
static union {
    struct api api;
    void *at[sizeof names / sizeof *names];
} functions;
static struct shared library = SHARED(Z3_FILE, names, functions.at);

static const struct api *api(void) { return &functions.api; }

enum { MOST_CODE = 0x2FFFF /* Z3's largest character */, MOST_PUSHED = 8 };

/* A context of the kind that owns its nodes: they go with it. Each check has a solver of its own, which is simpler for Z3 than one that
 * can go back, and carries nothing over from a check that was broken off. */
struct smt {
    Z3_context z3;
    Z3_ast_vector asserted;
    unsigned pushed[MOST_PUSHED], n_pushed; /* how many were asserted before each push */
    Z3_solver solver; /* of the last check, or NULL */
    Z3_model model;   /* its model, or NULL */
    Z3_ast yes, no;
    Z3_sort sorts[3];
    uint64_t spent;   /* thousands of steps */
    bool broken;
};

#define AST(node) ((Z3_ast)(node))

static void note_error(Z3_context z3, Z3_error_code code)
{
    (void)z3, (void)code; /* seen by `keep`, and by smt_check */
}

static smt_node keep(struct smt *smt, Z3_ast ast)
{
    if (ast == NULL || api()->Z3_get_error_code(smt->z3) != Z3_OK)
        smt->broken = true;
    return (smt_node)(ast != NULL ? ast : smt->yes);
}

const char *smt_part(void)
{
    static const char part[] = "z3";
    return part;
}

static bool set_up(struct smt *smt)
{
    Z3_config config = api()->Z3_mk_config();
    if (config == NULL)
        return false;
    smt->z3 = api()->Z3_mk_context(config);
    api()->Z3_del_config(config);
    if (smt->z3 == NULL)
        return false;
    api()->Z3_set_error_handler(smt->z3, note_error);
    smt->asserted = api()->Z3_mk_ast_vector(smt->z3);
    if (smt->asserted != NULL)
        api()->Z3_ast_vector_inc_ref(smt->z3, smt->asserted);
    smt->yes = api()->Z3_mk_true(smt->z3);
    smt->no = api()->Z3_mk_false(smt->z3);
    smt->sorts[SMT_BOOL] = api()->Z3_mk_bool_sort(smt->z3);
    smt->sorts[SMT_INT] = api()->Z3_mk_int_sort(smt->z3);
    smt->sorts[SMT_TEXT] = api()->Z3_mk_string_sort(smt->z3);
    return smt->asserted != NULL && smt->yes != NULL && smt->no != NULL;
}

struct smt *smt_new(void)
{
    struct smt *smt = shared_open(&library) ? mem_alloc(sizeof *smt) : NULL;
    if (smt == NULL)
        return NULL;
    *smt = (struct smt){ 0 };
    if (set_up(smt))
        return smt;
    smt_free(smt);
    return NULL;
}

static void forget_check(struct smt *smt)
{
    if (smt->model != NULL)
        api()->Z3_model_dec_ref(smt->z3, smt->model);
    if (smt->solver != NULL)
        api()->Z3_solver_dec_ref(smt->z3, smt->solver);
    smt->model = NULL, smt->solver = NULL;
}

void smt_free(struct smt *smt)
{
    if (smt == NULL)
        return;
    if (smt->z3 != NULL) {
        forget_check(smt);
        if (smt->asserted != NULL)
            api()->Z3_ast_vector_dec_ref(smt->z3, smt->asserted);
        api()->Z3_del_context(smt->z3);
    }
    mem_free(smt);
}

/* ---- nodes ---- */

smt_node smt_bool(struct smt *smt, bool b) { return (smt_node)(b ? smt->yes : smt->no); }
smt_node smt_int(struct smt *smt, int64_t i) { return keep(smt, api()->Z3_mk_int64(smt->z3, i, smt->sorts[SMT_INT])); }

static bool escape(char *out, struct str text)
{
    unsigned length;
    for (uint32_t at = 0; at < text.n; at += length) {
        uint32_t code = utf8_decode(str_slice(text, at, text.n), &length);
        if (code > MOST_CODE)
            return false;
        out += code >= 0x20 && code < 0x7F && code != '\\' ? sprintf(out, "%c", (int)code) : sprintf(out, "\\u{%X}", (unsigned)code);
    }
    *out = '\0';
    return true;
}

smt_node smt_text(struct smt *smt, struct str text)
{
    enum { ESCAPED = 10 };
    char *escaped = mem_alloc((size_t)text.n * ESCAPED + 1);
    if (escaped == NULL) {
        smt->broken = true;
        return smt_free_one(smt, SMT_TEXT);
    }
    smt_node node = escape(escaped, text) ? keep(smt, api()->Z3_mk_string(smt->z3, escaped)) : smt_free_one(smt, SMT_TEXT);
    mem_free(escaped);
    return node;
}

smt_node smt_free_one(struct smt *smt, enum smt_sort sort)
{
    return keep(smt, api()->Z3_mk_fresh_const(smt->z3, "v", smt->sorts[sort]));
}

smt_node smt_call(struct smt *smt, const char *name, enum smt_sort sort, const smt_node *args, unsigned n)
{
    enum { MOST_ARGS = 16 };
    Z3_sort domain[MOST_ARGS];
    Z3_ast at[MOST_ARGS];
    if (n > MOST_ARGS || smt->broken)
        return smt_free_one(smt, sort);
    for (unsigned i = 0; i < n; i++) {
        at[i] = AST(args[i]);
        domain[i] = api()->Z3_get_sort(smt->z3, at[i]);
    }
    Z3_func_decl call = api()->Z3_mk_func_decl(smt->z3, api()->Z3_mk_string_symbol(smt->z3, name), n, domain, smt->sorts[sort]);
    return keep(smt, api()->Z3_mk_app(smt->z3, call, n, at));
}

bool smt_is(const struct smt *smt, smt_node node, bool b)
{
    return AST(node) == (b ? smt->yes : smt->no);
}

bool smt_is_int(struct smt *smt, smt_node node, int64_t *i)
{
    return !smt->broken && api()->Z3_is_numeral_ast(smt->z3, AST(node)) && api()->Z3_get_numeral_int64(smt->z3, AST(node), i);
}

smt_node smt_not(struct smt *smt, smt_node a)
{
    if (smt_is(smt, a, true) || smt_is(smt, a, false))
        return smt_bool(smt, smt_is(smt, a, false));
    if (!smt->broken && api()->Z3_is_app(smt->z3, AST(a)) && api()->Z3_get_bool_value(smt->z3, AST(a)) == Z3_L_UNDEF) {
        Z3_app app = api()->Z3_to_app(smt->z3, AST(a));
        if (api()->Z3_get_decl_kind(smt->z3, api()->Z3_get_app_decl(smt->z3, app)) == Z3_OP_NOT)
            return keep(smt, api()->Z3_get_app_arg(smt->z3, app, 0));
    }
    return keep(smt, api()->Z3_mk_not(smt->z3, AST(a)));
}

smt_node smt_and(struct smt *smt, smt_node a, smt_node b)
{
    if (smt_is(smt, a, false) || smt_is(smt, b, false))
        return smt_bool(smt, false);
    if (smt_is(smt, a, true) || a == b)
        return b;
    return smt_is(smt, b, true) ? a : keep(smt, api()->Z3_mk_and(smt->z3, 2, (Z3_ast[]){ AST(a), AST(b) }));
}

smt_node smt_or(struct smt *smt, smt_node a, smt_node b)
{
    if (smt_is(smt, a, true) || smt_is(smt, b, true))
        return smt_bool(smt, true);
    if (smt_is(smt, a, false) || a == b)
        return b;
    return smt_is(smt, b, false) ? a : keep(smt, api()->Z3_mk_or(smt->z3, 2, (Z3_ast[]){ AST(a), AST(b) }));
}

smt_node smt_if(struct smt *smt, smt_node condition, smt_node a, smt_node b)
{
    if (smt_is(smt, condition, true) || a == b)
        return a;
    if (smt_is(smt, condition, false))
        return b;
    if (smt_is(smt, a, true))
        return smt_or(smt, condition, b);
    if (smt_is(smt, a, false))
        return smt_and(smt, smt_not(smt, condition), b);
    if (smt_is(smt, b, true))
        return smt_or(smt, smt_not(smt, condition), a);
    if (smt_is(smt, b, false))
        return smt_and(smt, condition, a);
    return keep(smt, api()->Z3_mk_ite(smt->z3, AST(condition), AST(a), AST(b)));
}

smt_node smt_eq(struct smt *smt, smt_node a, smt_node b)
{
    int64_t i, k;
    if (a == b)
        return smt_bool(smt, true);
    if (smt_is(smt, a, true) || smt_is(smt, b, true))
        return smt_is(smt, a, true) ? b : a;
    if (smt_is(smt, a, false) || smt_is(smt, b, false))
        return smt_not(smt, smt_is(smt, a, false) ? b : a);
    if (smt_is_int(smt, a, &i) && smt_is_int(smt, b, &k))
        return smt_bool(smt, i == k);
    return keep(smt, api()->Z3_mk_eq(smt->z3, AST(a), AST(b)));
}

/* ---- integers ---- */

smt_node smt_add(struct smt *smt, smt_node a, smt_node b) { return keep(smt, api()->Z3_mk_add(smt->z3, 2, (Z3_ast[]){ AST(a), AST(b) })); }
smt_node smt_sub(struct smt *smt, smt_node a, smt_node b) { return keep(smt, api()->Z3_mk_sub(smt->z3, 2, (Z3_ast[]){ AST(a), AST(b) })); }
smt_node smt_mul(struct smt *smt, smt_node a, smt_node b) { return keep(smt, api()->Z3_mk_mul(smt->z3, 2, (Z3_ast[]){ AST(a), AST(b) })); }
smt_node smt_div(struct smt *smt, smt_node a, int64_t b) { return keep(smt, api()->Z3_mk_div(smt->z3, AST(a), AST(smt_int(smt, b)))); }
smt_node smt_mod(struct smt *smt, smt_node a, int64_t b) { return keep(smt, api()->Z3_mk_mod(smt->z3, AST(a), AST(smt_int(smt, b)))); }

smt_node smt_le(struct smt *smt, smt_node a, smt_node b)
{
    int64_t i, k;
    if (smt_is_int(smt, a, &i) && smt_is_int(smt, b, &k))
        return smt_bool(smt, i <= k);
    return a == b ? smt_bool(smt, true) : keep(smt, api()->Z3_mk_le(smt->z3, AST(a), AST(b)));
}

smt_node smt_lt(struct smt *smt, smt_node a, smt_node b)
{
    return smt_not(smt, smt_le(smt, b, a));
}

/* ---- texts ---- */

smt_node smt_join(struct smt *smt, smt_node a, smt_node b) { return keep(smt, api()->Z3_mk_seq_concat(smt->z3, 2, (Z3_ast[]){ AST(a), AST(b) })); }
smt_node smt_length(struct smt *smt, smt_node a) { return keep(smt, api()->Z3_mk_seq_length(smt->z3, AST(a))); }
smt_node smt_contains(struct smt *smt, smt_node a, smt_node what) { return keep(smt, api()->Z3_mk_seq_contains(smt->z3, AST(a), AST(what))); }
smt_node smt_starts(struct smt *smt, smt_node a, smt_node with) { return keep(smt, api()->Z3_mk_seq_prefix(smt->z3, AST(with), AST(a))); }
smt_node smt_ends(struct smt *smt, smt_node a, smt_node with) { return keep(smt, api()->Z3_mk_seq_suffix(smt->z3, AST(with), AST(a))); }
smt_node smt_text_lt(struct smt *smt, smt_node a, smt_node b) { return keep(smt, api()->Z3_mk_str_lt(smt->z3, AST(a), AST(b))); }

static Z3_ast character(struct smt *smt, uint32_t code)
{
    char escaped[16];
    snprintf(escaped, sizeof escaped, "\\u{%X}", (unsigned)(code > MOST_CODE ? MOST_CODE : code));
    return api()->Z3_mk_string(smt->z3, escaped);
}

smt_node smt_set_of(struct smt *smt, const uint32_t *ranges, unsigned n)
{
    Z3_ast any = NULL;
    for (unsigned i = 0; i < n; i++) {
        Z3_ast range = api()->Z3_mk_re_range(smt->z3, character(smt, ranges[2 * i]), character(smt, ranges[2 * i + 1]));
        any = any == NULL ? range : api()->Z3_mk_re_union(smt->z3, 2, (Z3_ast[]){ any, range });
    }
    return keep(smt, any != NULL ? any : api()->Z3_mk_re_empty(smt->z3, api()->Z3_mk_re_sort(smt->z3, smt->sorts[SMT_TEXT])));
}

smt_node smt_set_text(struct smt *smt, struct str text) { return keep(smt, api()->Z3_mk_seq_to_re(smt->z3, AST(smt_text(smt, text)))); }
smt_node smt_set_then(struct smt *smt, smt_node a, smt_node b) { return keep(smt, api()->Z3_mk_re_concat(smt->z3, 2, (Z3_ast[]){ AST(a), AST(b) })); }
smt_node smt_set_either(struct smt *smt, smt_node a, smt_node b) { return keep(smt, api()->Z3_mk_re_union(smt->z3, 2, (Z3_ast[]){ AST(a), AST(b) })); }

smt_node smt_set_times(struct smt *smt, smt_node a, unsigned least, unsigned most)
{
    if (most == 0 && least <= 1)
        return keep(smt, least == 0 ? api()->Z3_mk_re_star(smt->z3, AST(a)) : api()->Z3_mk_re_plus(smt->z3, AST(a)));
    if (most == 0)
        return smt_set_then(smt, smt_set_times(smt, a, least, least), smt_set_times(smt, a, 0, 0));
    return keep(smt, api()->Z3_mk_re_loop(smt->z3, AST(a), least, most));
}

smt_node smt_of_set(struct smt *smt, smt_node text, smt_node set) { return keep(smt, api()->Z3_mk_seq_in_re(smt->z3, AST(text), AST(set))); }

/* ---- asking ---- */

void smt_reset(struct smt *smt)
{
    forget_check(smt);
    api()->Z3_ast_vector_resize(smt->z3, smt->asserted, 0);
    smt->n_pushed = 0;
    smt->broken = api()->Z3_get_error_code(smt->z3) != Z3_OK;
}

void smt_push(struct smt *smt)
{
    smt->broken |= smt->n_pushed == MOST_PUSHED;
    if (!smt->broken)
        smt->pushed[smt->n_pushed++] = api()->Z3_ast_vector_size(smt->z3, smt->asserted);
}

void smt_pop(struct smt *smt)
{
    forget_check(smt);
    if (smt->n_pushed > 0)
        api()->Z3_ast_vector_resize(smt->z3, smt->asserted, smt->pushed[--smt->n_pushed]);
}

void smt_assert(struct smt *smt, smt_node condition)
{
    if (!smt_is(smt, condition, true))
        api()->Z3_ast_vector_push(smt->z3, smt->asserted, AST(condition));
    smt->broken |= api()->Z3_get_error_code(smt->z3) != Z3_OK;
}

static void set_number(struct smt *smt, Z3_params params, const char *name, unsigned to)
{
    api()->Z3_params_set_uint(smt->z3, params, api()->Z3_mk_string_symbol(smt->z3, name), to);
}

/* Steps alone are limited. Z3's own limit of time is a thread that interrupts wherever it happens to be: what came out would depend on how
 * busy the machine is. */
static void set_effort(struct smt *smt, unsigned effort)
{
    Z3_params params = api()->Z3_mk_params(smt->z3);
    api()->Z3_params_inc_ref(smt->z3, params);
    set_number(smt, params, "rlimit", effort * 1000);
    set_number(smt, params, "random_seed", 7);
    api()->Z3_params_set_bool(smt->z3, params, api()->Z3_mk_string_symbol(smt->z3, "ctrl_c"), false); /* stops the program, not the check */
    api()->Z3_solver_set_params(smt->z3, smt->solver, params);
    api()->Z3_params_dec_ref(smt->z3, params);
}

static bool start_check(struct smt *smt, unsigned effort)
{
    forget_check(smt);
    smt->solver = api()->Z3_mk_simple_solver(smt->z3);
    if (smt->solver == NULL)
        return false;
    api()->Z3_solver_inc_ref(smt->z3, smt->solver);
    set_effort(smt, effort);
    for (unsigned i = 0; i < api()->Z3_ast_vector_size(smt->z3, smt->asserted); i++)
        api()->Z3_solver_assert(smt->z3, smt->solver, api()->Z3_ast_vector_get(smt->z3, smt->asserted, i));
    return !smt->broken && api()->Z3_get_error_code(smt->z3) == Z3_OK;
}

/* Steps of the context since it was made. */
static unsigned steps(struct smt *smt)
{
    Z3_stats stats = api()->Z3_solver_get_statistics(smt->z3, smt->solver);
    unsigned found = 0;
    if (stats == NULL)
        return 0;
    api()->Z3_stats_inc_ref(smt->z3, stats);
    for (unsigned i = 0; i < api()->Z3_stats_size(smt->z3, stats); i++)
        if (strcmp(api()->Z3_stats_get_key(smt->z3, stats, i), "rlimit count") == 0)
            found = api()->Z3_stats_get_uint_value(smt->z3, stats, i);
    api()->Z3_stats_dec_ref(smt->z3, stats);
    return found;
}

uint64_t smt_spent(const struct smt *smt) { return smt->spent; }

enum smt_answer smt_check(struct smt *smt, unsigned effort)
{
    if (!start_check(smt, effort))
        return SMT_OPEN;
    unsigned before = steps(smt);
    Z3_lbool found = api()->Z3_solver_check(smt->z3, smt->solver);
    smt->spent += (steps(smt) - before) / 1000 + 1;
    if (api()->Z3_get_error_code(smt->z3) != Z3_OK || found == Z3_L_UNDEF)
        return SMT_OPEN;
    if (found == Z3_L_FALSE)
        return SMT_NO;
    smt->model = api()->Z3_solver_get_model(smt->z3, smt->solver);
    if (smt->model == NULL)
        return SMT_OPEN;
    api()->Z3_model_inc_ref(smt->z3, smt->model);
    return SMT_YES;
}

static Z3_ast in_model(struct smt *smt, smt_node node)
{
    Z3_ast value = NULL;
    if (smt->model == NULL || !api()->Z3_model_eval(smt->z3, smt->model, AST(node), true, &value))
        return NULL;
    return value;
}

bool smt_model_bool(struct smt *smt, smt_node node)
{
    Z3_ast value = in_model(smt, node);
    return value != NULL && api()->Z3_get_bool_value(smt->z3, value) == Z3_L_TRUE;
}

bool smt_model_int(struct smt *smt, smt_node node, int64_t *i)
{
    Z3_ast value = in_model(smt, node);
    return value != NULL && api()->Z3_is_numeral_ast(smt->z3, value) && api()->Z3_get_numeral_int64(smt->z3, value, i);
}

static void put_code(struct buf *out, uint32_t code)
{
    char bytes[4];
    if (code > 0x10FFFF || (code >= 0xD800 && code < 0xE000))
        code = 0xFFFD;
    buf_add(out, bytes, utf8_encode(code, bytes));
}

/* Z3 writes a backslash as itself, so that a text which has \u{41} in it is read wrongly: whoever looks at the case sees that it
 * does not fit. */
bool smt_model_text(struct smt *smt, smt_node node, struct buf *out)
{
    Z3_ast value = in_model(smt, node);
    if (value == NULL || !api()->Z3_is_string(smt->z3, value))
        return false;
    for (const char *at = api()->Z3_get_string(smt->z3, value); *at != '\0'; at++) {
        char *end;
        if (at[0] != '\\' || at[1] != 'u' || at[2] != '{') {
            put_code(out, (unsigned char)*at);
            continue;
        }
        put_code(out, (uint32_t)strtoul(at + 3, &end, 16));
        at = *end == '}' ? end : end - 1;
    }
    return true;
}
