/* bylaw_fix: what check finds, taken away where that changes no decision. */
#include "fixing.h"

static unsigned line_of(const struct fixing *fixing, struct span span) { return span_place(&fixing->c->policy->sources, span).line; }

static void tell(struct fixing *fixing, struct buf *out)
{
    for (uint32_t i = 0; i < fixing->all.n; i++) {
        const struct fix *fix = fixing->all.at[i];
        struct str name = source_at(&fixing->c->policy->sources, fix->at.source)->name;
        const char *words = fix->kept ? "taken out:" : "left as it is, since decisions may rest on it:";
        buf_printf(out, "%.*s:%u: %s %.*s\n", STR_ARG(name), line_of(fixing, fix->at), words, STR_ARG(fix->what));
    }
}

static bool is_changed(const struct fixing *fixing, uint32_t source)
{
    for (uint32_t i = 0; i < fixing->all.n; i++)
        for (uint32_t k = 0; fixing->all.at[i]->kept && k < fixing->all.at[i]->ranges.n; k++)
            if (fixing->all.at[i]->ranges.at[k].source == source)
                return true;
    return false;
}

static int rewrite_all(struct fixing *fixing, bylaw_rewrite rewrite, void *context)
{
    const struct sources *sources = &fixing->c->policy->sources;
    int refused = 0;
    for (uint32_t i = 0; i < sources->all.n && refused == 0; i++) {
        if (!is_changed(fixing, i))
            continue;
        struct str text = fixing_text(fixing, i), diff = fixing_diff(fixing, i);
        struct str path = str_printf(&fixing->c->arena, "%.*s", STR_ARG(source_at(sources, i)->name));
        refused = rewrite(context, path.p, text.p, text.n, diff.p, diff.n);
    }
    return refused;
}

static bylaw_status run(struct fixing *fixing, bylaw_rewrite rewrite, bylaw_write write, void *context, const char **why)
{
    struct checking *c = fixing->c;
    if (trap_set(&c->trap) != TRAP_NONE)
        return BYLAW_LIMIT;
    if (c->policy->program == NULL) {
        *why = "nothing is changed in a policy with errors: what it decides cannot be compared";
        return BYLAW_FAULT;
    }
    checking_find(c);
    if (c->findings.defect.n > 0)
        return BYLAW_DEFECT;
    fixing_collect(fixing);
    fixing_prove(fixing);
    c->out.n = 0;
    tell(fixing, &c->out);
    if (c->out.n > 0 && write(context, c->out.p, c->out.n) != 0)
        return BYLAW_UNUSABLE;
    return rewrite_all(fixing, rewrite, context) == 0 ? BYLAW_OK : BYLAW_UNUSABLE;
}

bylaw_status bylaw_fix(const bylaw_policy *policy, const bylaw_check_options *options, bylaw_rewrite rewrite, bylaw_write tell_changes, void *context,
                       const char **why)
{
    bylaw_check_stats unheard = { 0 };
    struct checking *c = checking_new(policy, options, &unheard, why);
    struct fixing fixing = { .c = c };
    bylaw_status status = c == NULL ? BYLAW_LIMIT : *why != NULL ? BYLAW_UNUSABLE : run(&fixing, rewrite, tell_changes, context, why);
    checking_end(c);
    return status;
}
