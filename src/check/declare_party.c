/* Parties: people, teams, roles, and the texts that they have in data. */
#include "check/declare.h"

static struct str text_of(const struct ast_symbol *member)
{
    return member->text.n ? member->text : member->name.text;
}

static void enter(struct checker *c, const struct ast_symbol *member)
{
    struct value_name *before = map_get(&c->values, member->name.text);
    bool again;
    if (before && before->kind == NAME_PARTY && str_eq(c->party_list.at[before->index].text, text_of(member)))
        return; /* the same party of two packs */
    struct value_name *party = declare_value(c, NAME_PARTY, &member->name, member->name.span, &again);
    if (again) { /* the name's words are the same, but not the texts */
        declare_twice(c, member->name.text, before->span, "a party", member->name.span, "a party");
        before->doubtful = true;
    }
    if (!party)
        return;
    party->index = c->party_list.n;
    vec_push(c->arena, &c->party_list, ((struct type_symbol){ member->name.text, text_of(member) }));
}

static void line(struct checker *c, uint32_t file, const struct ast_statement *statement)
{
    (void)file;
    c->has_party_line = true;
    for (uint32_t i = 0; i < statement->members.n; i++)
        enter(c, &statement->members.at[i]);
}

void declare_parties(struct checker *c)
{
    declare_each(c, AST_S_PARTY, line);
    c->party->symbols = c->party_list.at;
    c->party->n_symbols = c->party_list.n;
}
