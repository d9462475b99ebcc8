"""The oracle of the policies in rules/: what each of the nine packs decides, written from the description of the packs and from
the procedures alone. decide(case, world) gives status, actions, values and needs."""
from decimal import Decimal

from three_values import NO, YES, Action, Says, Value, both, either, known, of, opposite, settle

ORDER = """case_id request amount ar now opened_at closed_at contacts csat
business_name contact_name contact_email reason invoice_numbers invoice_dates urgent service_disruption
issue received_by client ongoing_invoices form_submitted decision specialist
state courtesy_reason fee_assessed courtesy_credits_given
refund_amount refund_due refund_reason level server rep rep_employed
customer_id invoice_id correct_amount confirmed txn_id intended_plan issue_persists""".split()


class World:
    """The rows that can be looked up: tables by name, each a dict of rows (dicts) by their key; and the courtesy credits that the
    journal knows of, by customer (None: no journal to ask)."""

    def __init__(self, tables, credits=None):
        self.tables, self.credits = tables, credits


class Row:
    """A row looked up by a key's Value: `found`, and fields as Values. Without a row a field is unknown and needs nothing."""

    def __init__(self, lookup, rows, key):
        self.lookup, self.key = lookup, key
        self.row = rows.get(key.v) if key.v is not None else None
        self.found = of(lambda k: k in rows, key)

    def __getitem__(self, field):
        if self.row is None:
            return Value(None, self.key.needs)
        return Value(self.row[field], [f"{self.lookup}.{field}"])


class Case:
    def __init__(self, facts, world):
        self.facts, self.world = facts, world

    def __getitem__(self, fact):
        return Value(self.facts.get(fact), [fact])

    def money(self, fact):
        return of(lambda v: Decimal(str(v)), self[fact])

    def flag(self, fact):
        """A yes/no fact whose default is no."""
        return Value(bool(self.facts.get(fact)))

    def look_up(self, lookup, table, key):
        return Row(lookup, self.world.tables[table], self[key])


def same(a, b):
    return of(lambda x, y: x == y, a, b)


def is_(a, text):
    return of(lambda x: x == text, a)


def dollars(amount):
    whole, _, cents = f"{amount:f}".partition(".")
    return f"${int(whole):,}.{cents.rstrip('0').ljust(2, '0')}"


def says(*values):
    """A text that holds these Values' texts; unknown if one is. Amounts come as people read them."""
    texts = of(lambda *v: [dollars(x) if isinstance(x, Decimal) else x for x in v], *values)
    return Value(None, texts.needs) if texts.v is None else Says(*texts.v)


# ---- the four that look rows up ----


def amount_in(row, field="amount"):
    return of(lambda v: Decimal(str(v)), row[field])


def billing_dispute(case):
    invoice = case.look_up("invoice", "invoices", "invoice_id")
    has_key = known(case["invoice_id"])
    ask = [Action("reply", message=Says()), Action("collect", what="invoice_id")]
    theirs = both(has_key, invoice.found, same(invoice["customer_id"], case["customer_id"]))
    foreign = both(has_key, invoice.found, opposite(same(invoice["customer_id"], case["customer_id"])))
    amount, correct = amount_in(invoice), case.money("correct_amount")
    right = same(amount, correct)
    correction = Action("update", sql=Says("UPDATE invoices", "amount = :correct_amount", "paid_status = 'Adjusted'", "WHERE invoice_id = :invoice_id"),
                        values=of(lambda c, i: {"correct_amount": c, "invoice_id": i}, correct, case["invoice_id"]))
    return [
        (opposite(invoice.found), ask),
        (foreign, ask),
        (both(theirs, opposite(right)),
         [Action("escalate", to="Billing Team"), correction, Action("reply", message=says(amount, correct))]),
        (both(theirs, right), [Action("reply", message=Says())]),
        (both(theirs, right, case.flag("confirmed")), [Action("close")]),
    ]


def wrong_recharge(case):
    txn = case.look_up("transaction", "transactions", "txn_id")
    here = both(known(case["txn_id"]), txn.found)
    status, plan, amount = txn["transaction_status"], txn["plan_id"], amount_in(txn)
    intended_plan, intended_amount = case["intended_plan"], case.money("amount")
    differs = either(opposite(same(plan, intended_plan)), opposite(same(amount, intended_amount)))
    names = [dollars(v.v) if isinstance(v.v, Decimal) else v.v
             for v in (plan, amount, intended_plan, intended_amount) if v.v is not None]
    refund = Action("update", sql=Says("UPDATE transactions", "transaction_status = 'Refunded'", "WHERE txn_id = :txn_id"),
                    values=of(lambda t: {"txn_id": t}, case["txn_id"]))
    return [
        (opposite(txn.found), [Action("reply", message=Says()), Action("collect", what="txn_id")]),
        (both(here, is_(status, "Success"), differs),
         [Action("transfer", to="Transaction Team"), refund, Action("reply", message=Says(*names))]),
        (both(here, is_(status, "Success"), opposite(differs)), [Action("reply", message=Says())]),
        (both(here, is_(status, "Refunded")), [Action("reply", message=Says("refunded"))]),
        (both(here, of(lambda s: s not in ("Success", "Refunded"), status)), [Action("reply", message=Says("nothing"))]),
    ]


def plan_benefits(case):
    subscription = case.look_up("subscription", "subscriptions", "customer_id")
    usage = case.look_up("usage", "customer_usage", "customer_id")
    here = both(known(case["customer_id"]), subscription.found)
    active = is_(subscription["status"], "Active")
    provisioned = NO if usage.found.v is False else of(lambda p: p != 0, usage["provisioned"])
    return [
        (opposite(subscription.found), [Action("reply", message=Says()), Action("escalate", to="Customer Support")]),
        (both(here, active, opposite(provisioned)),
         [Action("task", to="Technical Team", text=Says("rovision")), Action("reply", message=Says())]),
        (both(here, active, provisioned), [Action("reply", message=Says()), Action("close")]),
        (both(here, opposite(active)), [Action("reply", message=says(subscription["activation_date"]))]),
    ]


def roaming(case):
    customer = case.look_up("customer", "customers", "customer_id")
    subscription = case.look_up("subscription", "subscriptions", "customer_id")
    here = both(known(case["customer_id"]), customer.found)
    subscribed = both(subscription.found, is_(subscription["status"], "Active")) if here.v else NO
    on = both(is_(customer["account_status"], "Active"), of(lambda r: r != 0, customer["roaming_enabled"]))
    all_well = both(here, subscribed, on)
    return [
        (opposite(customer.found), [Action("reply", message=Says()), Action("collect", what="customer_id")]),
        (both(here, opposite(subscribed)), [Action("reply", message=Says()), Action("escalate", to="Customer Support")]),
        (both(here, subscribed, opposite(on)),
         [Action("task", to="Technical Team", text=Says("ctivate")), Action("reply", message=Says())]),
        (both(all_well, case["issue_persists"]), [Action("escalate", to="Network Team"), Action("reply", message=Says("Network"))]),
        (both(all_well, opposite(case["issue_persists"])), [Action("reply", message=Says(never=["Network"])), Action("close")]),
    ]


# ---- the five before ----


def account_credit(case):
    names = ["business_name", "contact_name", "contact_email", "reason"]
    blanks = [of(lambda t: not t.strip(), case[name]) for name in names]
    intake = [*(case[name] for name in names), case.money("amount")]
    ready = both(*map(opposite, blanks), of(lambda *_: True, *intake))
    urgent = both(ready, case.flag("urgent"), case.flag("service_disruption"))
    invoices = [Value(x) for x in (case.facts.get("invoice_numbers") or []) + (case.facts.get("invoice_dates") or [])]
    return [
        *((blank, [Action("collect", what=name)]) for blank, name in zip(blanks, names)),
        (ready, [Action("transfer", to="Onboarding Team", status="Transferred/Onboarding Review"),
                 Action("note", text=Says(exactly="Credit request—requires onboarding review/handling.")),
                 Action("note", text=says(*intake, *invoices)),
                 Action("reply", message=Says(exactly=FORWARDED))]),
        (urgent, [Action("priority", level="high"), Action("note", text=Says("urgent"))]),
    ]


FORWARDED = ("Thanks for reaching out—I've documented your request for an account credit and forwarded it to our Onboarding Team for "
             "review. They’ll follow up with you directly after they evaluate the billing details and next steps.")
MARKETING = "Marketing Manager"
OWNERS = {"service_error": MARKETING, "goodwill": MARKETING}


def client_credit(case):
    ongoing, form, decision = case["ongoing_invoices"], case.flag("form_submitted"), case["decision"]
    owner = of(lambda issue: OWNERS.get(issue, "Support Manager"), case["issue"])
    reviewed = known(decision)
    fresh, unsent, done = both(opposite(reviewed), ongoing), both(reviewed, opposite(form), ongoing), both(reviewed, form, ongoing)
    approved, declined = (both(done, Value(decision.v == what)) for what in ("approved", "declined"))
    by_marketing = is_(case["received_by"], "marketing")
    amount, client, specialist = case.money("amount"), case["client"], case["specialist"]
    chat = {"to": specialist, "via": "google_chat"}
    return [
        (opposite(ongoing), [Action("deny", what="client_credit"), Action("note", text=Says("Refund SOP"))]),
        (fresh, [Action("reply", message=Says("Thanks for flagging this")), Action("escalate", to=owner)]),
        (both(fresh, is_(case["issue"], "billing_and_service")), [Action("note", text=Says(MARKETING))]),
        (unsent, [Action("task", to=owner, text=Says("Credit/Refund Request Form"))]),
        (approved, [Action("allow", what="client_credit", up_to=amount), Action("notify", to="Support", message=Says(), via="google_chat"),
                    Action("task", to="Support Specialist", text=Says("Ignition")), Action("reply", message=says(amount, client)),
                    Action("status", **{"is": "Complete"}), Action("close")]),
        (both(approved, by_marketing), [Action("notify", message=says(specialist, amount, client), **chat)]),
        (declined, [Action("deny", what="client_credit"), Action("status", **{"is": "Declined"}),
                    Action("task", to=owner, text=Says("respectful", "Notes"))]),
        (both(declined, by_marketing), [Action("notify", message=says(client), **chat)]),
        (both(done, Value(decision.v == "pending")), [Action("status", **{"is": "Pending"})]),
    ]


def courtesy_credit(case):
    in_wv, amount, reason = is_(case["state"], "WV"), case.money("amount"), case["courtesy_reason"]
    uncharged = both(of(lambda r: r in ("missed_appointment_fee", "reset_fee"), reason), opposite(case["fee_assessed"]))
    given, customer = case["courtesy_credits_given"], case.facts.get("customer_id")
    if given.v is None and case.world.credits is not None and customer is not None:
        given = Value(case.world.credits.get(customer, 0))
    had_one = of(lambda n: Decimal(str(n)) > 0, given)
    fine, much = opposite(either(in_wv, uncharged, had_one)), of(lambda a: a > 35, amount)
    inconvenience = is_(reason, "inconvenience")
    most = Decimal(35)
    return [
        (in_wv, [Action("deny", what="courtesy")]),
        (uncharged, [Action("deny", what="courtesy")]),
        (both(uncharged, opposite(in_wv)), [Action("reply", message=Says("contact us"))]),
        (had_one, [Action("deny", what="courtesy")]),
        (both(fine, much), [Action("escalate", to="Lead")]),
        (both(fine, opposite(much), inconvenience), [Action("allow", what="courtesy", up_to=most, starting_at=Decimal(10))]),
        (both(fine, opposite(much), opposite(inconvenience)), [Action("allow", what="courtesy", up_to=most)]),
    ]


LEVELS = {"Essentials": 0, "Professional": 1, "Professional_2A": 2, "Professional 2A": 2, "SMB": 3}


def cancellation(case):
    level = of(LEVELS.get, case["level"])
    professional, large = of(lambda x: x == 1, level), of(lambda a: a > 1000, case.money("ar"))
    survey = of(lambda s: f"https://survey.example.com/{s}", case["server"])
    call = both(Value(True), either(of(lambda x: x > 1, level), both(professional, large)))
    low = either(of(lambda x: x == 0, level), both(professional, opposite(large)))
    save, employed = Says("all"), case["rep_employed"]
    return refund(case, known(case["refund_amount"])) + [
        (low, [Action("reply", message=says(survey))]),
        (both(call, employed), [Action("task", to=case["rep"], text=save)]),
        (both(call, opposite(employed)), [Action("task", to="Spencer", text=save)]),
    ]


def refund(case, applies=YES):
    ar, wanted, due, why = case.money("ar"), case.money("refund_amount"), case["refund_due"], case["refund_reason"]
    large = both(applies, either(of(lambda a: a > 1000, ar), of(lambda a: a > 1000, wanted)))
    small = both(applies, opposite(large))
    heather = Action("assign", to="Heather", status="billing/billing in progress")
    named = [dollars(wanted.v)] if wanted.v is not None else ["no amount was stated"]
    case_name = [case["case_id"].v] if case["case_id"].v is not None else []
    reason = [why.v] if why.v and why.v.strip() else ["No reason was stated"]
    return [
        (large, [Action("reply", message=Says("being reviewed")), heather,
                 Action("notify", to="Heather", message=Says(*case_name, *named), via="slack"),
                 Action("note", text=Says(*named, *reason))]),
        (both(small, due), [Action("note", text=says(wanted)), Action("note", text=says(why)), Action("reply", message=says(wanted)), heather]),
        (both(small, opposite(due)), [Action("deny", what="refund")]),
    ]


PACKS = {pack.__name__: pack for pack in (account_credit, client_credit, courtesy_credit, cancellation, refund,
                                          billing_dispute, wrong_recharge, plan_benefits, roaming)}


def decide(facts, world):
    """What is expected: status, actions (Action), values, needs."""
    case = Case(facts, world)
    request = facts.get("request")
    if request is None:
        return "incomplete", [], {}, ["request"]
    actions, needs = settle(PACKS[request](case))
    values = {}
    if request == "client_credit" and facts.get("ongoing_invoices") and facts.get("issue"):
        values["owner"] = OWNERS.get(facts["issue"], "Support Manager")
    ordered = [fact for fact in ORDER if fact in needs] + sorted(need for need in needs if "." in need)
    assert len(ordered) == len(needs), needs
    return ("incomplete" if needs else "decided"), actions, values, ordered
