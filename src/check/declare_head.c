/* The heads of files: policy "Refunds" version "2017-08-10" currency USD month_ends forward. */
#include "check/declare.h"

struct head_currency {
    struct str code;
    struct span span;
};

static void currency(struct checker *c, const struct ast_file *file, struct head_currency *first)
{
    if (!text_style_known(file->currency)) {
        struct diag *diag = diag_add(c->diags, DIAG_UNDECLARED, file->currency_span, "'%.*s' is not a currency",
                                     STR_ARG(file->currency));
        diag_hint(c->diags, diag, "currencies are named by their three letters: USD, EUR, GBP");
        return;
    }
    if (!first->code.n) {
        *first = (struct head_currency){ file->currency, file->currency_span };
        c->program->style = text_style_for(file->currency);
    } else if (!str_eq(first->code, file->currency)) {
        struct diag *diag = diag_add(c->diags, DIAG_TWICE, file->currency_span,
                                     "a policy has one currency, and this one already has %.*s",
                                     STR_ARG(first->code));
        diag_note(c->diags, diag, first->span, "%.*s is chosen here", STR_ARG(first->code));
    }
}

/* The name is the last file's, which is the one that the author calls: used files come before it. */
void declare_heads(struct checker *c)
{
    struct head_currency first = { 0 };
    c->program->style = text_style_for(STR("USD"));
    for (uint32_t i = 0; i < c->n_files; i++) {
        const struct ast_file *file = c->files[i];
        if (file->currency.n)
            currency(c, file, &first);
        if (file->month_ends_forward)
            c->program->month_ends_forward = true;
        if (file->policy_name.n)
            c->program->policy_name = file->policy_name;
        if (file->policy_name.n)
            c->program->policy_version = file->policy_version;
    }
}
