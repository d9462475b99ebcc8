/* The reference evaluator: how a case is settled, the nine steps of program.h. */
#include "eval_bench.h"

TestSuite(settling, .init = set_up, .fini = tear_down);

#define tag(s) action(TAG, t_(s), NULL)
#define assign(s) action(ASSIGN, t_(s), NULL)
#define deny(s) action(DENY, t_(s), NULL)
#define allow(s) action(ALLOW, t_(s), NULL)

/* ---- 1: which arms fire ---- */

Test(settling, a_rule_fires_or_waits)
{
    RULE("r", fact(A), tag("x"));
    check_decision("incomplete | needs a");
    facts[A] = yes();
    check_decision("decided tag(x) by r;");
    facts[A] = no();
    check_decision("decided");
}

Test(settling, unless_is_and_not)
{
    RULE("r", fact(A), tag("x"))->unless = fact(B);
    check_decision("incomplete | needs a b");
    facts[A] = no();
    check_decision("decided");
    facts[A] = yes();
    check_decision("incomplete | needs b");
    facts[B] = yes();
    check_decision("decided");
    facts[B] = no();
    check_decision("decided tag(x) by r;");
}

Test(settling, guards_come_first)
{
    struct unit *unit = RULE("r", bad(), tag("x"));
    unit->effective = fact(A);
    unit->when = fact(B);
    facts[A] = no();
    check_decision("decided");
    facts[A] = yes(), facts[B] = no();
    check_decision("decided");
    facts[A] = value_unknown();
    check_decision("decided");
    facts[B] = value_unknown();
    check_decision("error | r: division by zero");
}

Test(settling, unless_only_if_an_arm_could_fire)
{
    RULE("r", fact(A), tag("x"))->unless = bad();
    facts[A] = no();
    check_decision("decided");
    facts[A] = value_unknown();
    check_decision("error | r: division by zero");
}

/* if a then x else if b then y else z */
Test(settling, first_match)
{
    UNIT("g", HIT_FIRST, { .name = STR("one"), .condition = fact(A), DO(tag("x")) },
         { .name = STR("two"), .condition = fact(B), DO(tag("y")) }, { .name = STR("three"), DO(tag("z")) });
    static const char *expected[9] = {
        "decided tag(z) by three;", "decided tag(y) by two;", "incomplete | needs b",
        "decided tag(x) by one;", "decided tag(x) by one;", "decided tag(x) by one;",
        "incomplete | needs a", "incomplete | needs a", "incomplete | needs a b",
    };
    for (unsigned at = 0; at < 9; at++) {
        const struct value states[] = { no(), yes(), value_unknown() };
        facts[A] = states[at / 3], facts[B] = states[at % 3];
        check_decision(expected[at]);
    }
}

/* What a later arm that fires waits for is not needed, nor is an arm whose action is certain anyway. */
Test(settling, needs_of_a_chain)
{
    UNIT("g", HIT_FIRST, { .condition = fact(A), DO(tag("x")) }, { .condition = fact(B), DO(tag("y")) });
    RULE("r", NULL, tag("x"));
    check_decision("incomplete tag(x) by r; | needs a b");
    facts[B] = no();
    check_decision("decided tag(x) by r;");
}

Test(settling, guards_of_an_arm)
{
    struct unit *unit = UNIT("g", HIT_FIRST, { .condition = fact(A), DO(tag("x")) }, { DO(tag("y")) });
    arms[unit->first_arm].unless = fact(B);
    arms[unit->first_arm].effective = fact(C);
    facts[A] = facts[C] = yes(), facts[B] = no();
    check_decision("decided tag(x) by g;");
    facts[B] = yes();
    check_decision("decided tag(y) by g;");
    facts[B] = value_unknown();
    check_decision("incomplete | needs b");
    facts[C] = no();
    check_decision("decided tag(y) by g;");
}

Test(settling, every_match)
{
    UNIT("t", HIT_EVERY, { .condition = fact(A), DO(tag("x")) }, { .condition = fact(B), DO(tag("y")) });
    facts[B] = yes();
    check_decision("incomplete tag(y) by t; | needs a");
    facts[A] = yes();
    check_decision("decided tag(x) by t; tag(y) by t;");
}

Test(settling, only_one)
{
    struct unit *unit = UNIT("t", HIT_ONLY_ONE, { .condition = fact(A), DO(tag("x")) }, { .condition = fact(B), DO(tag("y")) });
    facts[A] = yes();
    check_decision("incomplete | needs b");
    facts[B] = no();
    check_decision("decided tag(x) by t;");
    facts[B] = yes();
    check_decision("error | t: two rows match where only one may");
    unit->unless = fact(C);
    check_decision("incomplete | needs c");
    facts[C] = yes();
    check_decision("decided");
}

/* One row asks for what is certain anyway; the others' facts may still turn it into an error. */
Test(settling, only_one_needs_all)
{
    UNIT("t", HIT_ONLY_ONE, { .condition = fact(A), DO(tag("x")) }, { .condition = fact(B), DO(tag("y")) });
    RULE("r", NULL, tag("y"));
    check_decision("incomplete tag(y) by r; | needs a b");
}

Test(settling, any)
{
    UNIT("t", HIT_ANY, { .condition = fact(A), DO(action(TAG, fact(S), NULL)) },
         { .condition = fact(B), DO(action(TAG, fact(T), NULL)) });
    facts[A] = facts[B] = yes(), facts[S] = facts[T] = txt("x");
    check_decision("decided tag(x) by t;");
    facts[B] = value_unknown();
    check_decision("decided tag(x) by t;");
    facts[T] = txt("y");
    check_decision("incomplete | needs b");
    facts[B] = yes();
    check_decision("error | t: two rows match and disagree");
    facts[T] = value_unknown();
    check_decision("incomplete | needs t");
    facts[A] = no();
    check_decision("incomplete | needs t");
}

Test(settling, conditions_that_nothing_settles)
{
    struct expr *nothing = define("nothing", CASES(HIT_FIRST, simple(TYPE_BOOL), { b_(false), b_(true), { 0 } }));
    UNIT("g", HIT_FIRST, { .condition = nothing, DO(tag("x")) }, { DO(tag("y")) });
    RULE("r", TRUTH(NOT, nothing), assign("Ann"));
    RULE("s", NULL, action(ASSIGN, OP(TEXT, simple(TYPE_TEXT), nothing), NULL));
    RULE("u", fact(A), action(ASSIGN, OP(TEXT, simple(TYPE_TEXT), nothing), NULL));
    RULE("v", NULL, assign("Bob"));
    overrides(2, 5);
    check_decision("decided assign(Bob) by v;");
}

/* ---- 2: overrides ---- */

Test(settling, overrides)
{
    RULE("r", fact(A), tag("x"));
    RULE("s", fact(B), tag("y"));
    overrides(0, 1);
    facts[B] = yes();
    check_decision("incomplete | needs a");
    facts[A] = yes();
    check_decision("decided tag(x) by r;");
    facts[A] = no();
    check_decision("decided tag(y) by s;");
    facts[B] = no(), facts[A] = value_unknown();
    check_decision("incomplete | needs a");
}

/* c overrides b, b overrides a. */
Test(settling, chain_of_overrides)
{
    RULE("a", NULL, tag("x"));
    RULE("b", fact(B), tag("y"));
    RULE("c", fact(C), tag("z"));
    overrides(1, 0);
    overrides(2, 1);
    order[0] = 2, order[1] = 1, order[2] = 0;
    facts[B] = facts[C] = yes();
    check_decision("decided tag(x) by a; tag(z) by c;");
    facts[C] = value_unknown();
    check_decision("incomplete | needs c");
    facts[B] = value_unknown();
    check_decision("incomplete | needs b c");
    facts[B] = no();
    check_decision("incomplete tag(x) by a; | needs c");
}

/* ---- 3: arguments ---- */

Test(settling, unknown_arguments_leave_the_others)
{
    RULE("r", fact(A), action(TAG, fact(S), NULL), tag("x"));
    facts[A] = yes();
    check_decision("incomplete tag(x) by r; | needs s");
    facts[A] = value_unknown();
    check_decision("incomplete | needs a s");
    facts[A] = no();
    check_decision("decided");
}

Test(settling, lists_must_be_wholly_known)
{
    RULE("r", NULL, action(ASSIGN, t_("Ann"), fact(LIST)));
    facts[LIST] = LIST_OF(num(1), value_unknown());
    check_decision("incomplete | needs list");
    facts[LIST] = LIST_OF(num(1), num(2));
    check_decision("decided assign(Ann, 1, 2) by r;");
}

Test(settling, because)
{
    struct str cites[] = { STR("p. 1"), STR("p. 2") };
    UNIT("r", HIT_FIRST, { DO(tag("x"), tag("y")), .because = OP(TEXT, simple(TYPE_TEXT), t_("s is "), fact(S)), .cite = cites, .n_cite = 2 });
    check_decision("decided tag(x) by r cite p. 1,p. 2; tag(y) by r cite p. 1,p. 2;");
    facts[S] = txt("1");
    check_decision("decided tag(x) by r since s is 1 cite p. 1,p. 2; tag(y) by r since s is 1 cite p. 1,p. 2;");
    arms[0].because = OP(TEXT, simple(TYPE_TEXT), bad_number());
    check_decision("error | r: division by zero");
    arms[0].condition = fact(A);
    check_decision("incomplete | needs a");
}

/* ---- 4: merging ---- */

Test(settling, merging)
{
    struct str one[] = { STR("p. 1") }, two[] = { STR("p. 1"), STR("p. 2") };
    UNIT("r", HIT_FIRST, { DO(tag("x"), tag("y")), .because = t_("so"), .cite = one, .n_cite = 1 });
    UNIT("s", HIT_FIRST, { .condition = fact(A), DO(tag("x")), .because = t_("thus"), .cite = two, .n_cite = 2 });
    UNIT("r", HIT_FIRST, { DO(tag("x")), .because = t_("so") });
    check_decision("decided tag(x) by r since so cite p. 1; tag(y) by r since so cite p. 1;");
    facts[A] = yes();
    check_decision("decided tag(x) by r,s since so,thus cite p. 1,p. 2; tag(y) by r since so cite p. 1;");
}

Test(settling, an_argument_not_given_is_another)
{
    RULE("r", NULL, allow("x"));
    RULE("s", NULL, action(ALLOW, t_("x"), n_(5)));
    check_decision("decided allow(x) by r; allow(x, 5) by s;");
}

/* ---- 5: defeats ---- */

Test(settling, defeats)
{
    RULE("r", fact(A), deny("x"));
    RULE("s", NULL, action(ALLOW, t_("x"), n_(5)), allow("y"));
    RULE("t", NULL, action(OFFER, t_("x"), n_(1)));
    check_decision("incomplete allow(y) by s; | needs a");
    facts[A] = yes();
    check_decision("decided deny(x) by r; allow(y) by s;");
    facts[A] = no();
    check_decision("decided allow(x, 5) by s; allow(y) by s; offer(x, 1) by t;");
}

/* A certain deny removes an undecided allow: nothing is needed for it. */
Test(settling, a_certain_defeat_needs_nothing)
{
    RULE("r", NULL, deny("x"));
    RULE("s", fact(A), allow("x"), action(ALLOW, t_("x"), fact(I)));
    check_decision("decided deny(x) by r;");
}

Test(settling, unknown_defeats)
{
    RULE("r", NULL, action(DENY, fact(S), NULL));
    RULE("s", NULL, allow("x"));
    check_decision("incomplete | needs s");
    facts[S] = txt("y");
    check_decision("decided deny(y) by r; allow(x) by s;");
    arms[1].actions[0] = action(ALLOW, fact(T), NULL);
    check_decision("incomplete deny(y) by r; | needs t");
    facts[T] = txt("y");
    check_decision("decided deny(y) by r;");
}

/* retract defeats deny, deny defeats allow: a removed deny removes nothing. */
Test(settling, chain_of_defeats)
{
    RULE("s", NULL, allow("x"));
    RULE("r", NULL, deny("x"));
    RULE("q", fact(A), action(RETRACT, t_("x"), NULL));
    facts[A] = no();
    check_decision("decided deny(x) by r;");
    facts[A] = yes();
    check_decision("decided allow(x) by s; retract(x) by q;");
    facts[A] = value_unknown();
    check_decision("incomplete | needs a");
}

Test(settling, a_defeat_without_arguments_takes_all)
{
    RULE("r", NULL, action(CLOSE, NULL, NULL));
    RULE("s", NULL, tag("x"), tag("y"));
    check_decision("decided close() by r;");
}

/* ---- 6: once ---- */

Test(settling, once)
{
    RULE("r", NULL, assign("Ann"), tag("x"));
    RULE("s", fact(A), assign("Bob"));
    check_decision("incomplete tag(x) by r; | needs a");
    facts[A] = no();
    check_decision("decided assign(Ann) by r; tag(x) by r;");
    facts[A] = yes();
    check_decision("conflict tag(x) by r; | r: asks for assign \"Ann\", while s asks for assign \"Bob\"");
    arms[1].actions[0] = assign("Ann");
    check_decision("decided assign(Ann) by r,s; tag(x) by r;");
    facts[A] = value_unknown();
    check_decision("decided assign(Ann) by r; tag(x) by r;");
}

Test(settling, three_of_once)
{
    RULE("r", NULL, assign("Ann"));
    RULE("s", NULL, assign("Bob"));
    RULE("t", fact(A), assign("Cas"));
    facts[A] = yes();
    check_decision("conflict | r: asks for assign \"Ann\", while s asks for assign \"Bob\""
                   " | r: asks for assign \"Ann\", while t asks for assign \"Cas\"");
    facts[A] = value_unknown();
    check_decision("conflict | needs a | r: asks for assign \"Ann\", while s asks for assign \"Bob\"");
}

Test(settling, once_with_unknown_arguments)
{
    RULE("r", NULL, assign("Ann"));
    RULE("s", NULL, action(ASSIGN, fact(S), NULL));
    check_decision("incomplete | needs s");
    facts[S] = txt("Ann");
    check_decision("decided assign(Ann) by r,s;");
}

/* ---- 7 to 9 ---- */

Test(settling, required_and_judged)
{
    fact_table[C].required = true;
    fact_table[A].judged = fact_table[B].judged = true;
    RULE("r", TRUTH(OR, fact(A), fact(B)), tag("x"));
    facts[A] = facts[B] = yes();
    check_decision("incomplete tag(x) by r; | needs c | judged a");
    facts[C] = yes();
    check_decision("decided tag(x) by r; | judged a");
    facts[A] = value_unknown();
    check_decision("decided tag(x) by r; | judged b");
}

Test(settling, outputs)
{
    define("one", NUMBER(ADD, fact(I), n_(1)));
    define("two", n_(2));
    define("three", fact(LIST));
    definitions[0].output = definitions[2].output = true;
    check_decision("decided");
    facts[I] = num(1);
    check_decision("decided one=2");
    facts[LIST] = LIST_OF(value_unknown());
    check_decision("decided one=2");
    facts[LIST] = LIST_OF(num(7));
    check_decision("decided one=2 three=7");
    facts[I] = micro(INT64_MAX);
    check_decision("error | one: overflow: the result is outside ±9.2 × 10¹²");
}

/* A conflict is no error: what is outside of it stays. */
Test(settling, conflict_and_error)
{
    RULE("r", NULL, assign("Ann"));
    RULE("s", NULL, assign("Bob"));
    RULE("t", fact(A), tag("x"));
    define("one", n_(1));
    definitions[0].output = true;
    check_decision("conflict one=1 | needs a | r: asks for assign \"Ann\", while s asks for assign \"Bob\"");
    definitions[0].body = bad_number();
    check_decision("error | one: division by zero");
}

/* The same again and again, in the same context. */
Test(settling, contexts_are_used_again)
{
    RULE("r", fact(A), action(TAG, OP(TEXT, simple(TYPE_TEXT), fact(S), t_("!")), NULL));
    facts[A] = yes(), facts[S] = txt("x");
    for (int i = 0; i < 100; i++) {
        check_decision("decided tag(x!) by r;");
        facts[A] = value_unknown();
        check_decision("incomplete | needs a");
        facts[A] = yes();
    }
}
