"""Rows and cases for the packs: every state of a row beside every way to ask, from one seed."""
import itertools
import random

from packs import World

ABSENT = object()


def tables():
    """Rows in which every column has each of its telling values and NULL, and all of them beside one another."""
    product = itertools.product
    invoices = product(["C-1", "C-2", None], ["12.50", "100.00", "99999.99", "0.00", None], ["Open", "Paid", "Adjusted", None])
    transactions = product(["P-10", "P-20", "p-10", None], ["10.00", "20.50", None],
                           ["Success", "success", "Refunded", "Failed", "Pending", "Success ", "", None])
    world = {
        "invoices": {f"I-{n}": {"invoice_id": f"I-{n}", "customer_id": c, "amount": a, "billing_period": "2026-01", "paid_status": s}
                     for n, (c, a, s) in enumerate(invoices)},
        "transactions": {f"T-{n}": {"txn_id": f"T-{n}", "customer_id": "C-1", "plan_id": p, "amount": a, "transaction_status": s}
                         for n, (p, a, s) in enumerate(transactions)},
        "subscriptions": {}, "customer_usage": {}, "customers": {},
    }
    no_row = [ABSENT]
    accounts = no_row + list(product(["Active", "Suspended", "active", None], [1, 0, None]))
    subscriptions = no_row + list(product(["Active", "Cancelled", "active", "", None], ["2026-01-15", None]))
    usages = no_row + [1, 0, None]
    for n, (account, subscription, usage) in enumerate(product(accounts, subscriptions, usages)):
        key = f"U-{n}"
        if account is not ABSENT:
            world["customers"][key] = {"customer_id": key, "name": "Ann O'Hara", "account_status": account[0], "roaming_enabled": account[1]}
        if subscription is not ABSENT:
            world["subscriptions"][key] = {"customer_id": key, "plan_id": "P-10", "activation_date": subscription[1], "status": subscription[0]}
        if usage is not ABSENT:
            world["customer_usage"][key] = {"customer_id": key, "data_mb": "512.5", "provisioned": usage}
    return world


HOSTILE = ["", " ", "I-0' OR '1'='1", "I-0\"; DROP TABLE invoices; --", "I-0/*", "%", "\u0130-0", "I-0 ", "i-0", "x" * 3000]


class Maker:
    """Makes cases: a pack's own facts, each present, missing or null, and now and then other packs' facts beside them."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.tables = tables()
        self.n = 0

    def one(self, *values):
        return self.random.choice(values)

    def case(self, request, **facts):
        self.n += 1
        case = {"case_id": f"K-{self.n}", "request": request}
        case.update((name, value) for name, value in facts.items() if value is not ABSENT)
        for name, value in self.strangers().items():
            case.setdefault(name, value)
        return {name: value for name, value in case.items() if value is not ABSENT}

    def strangers(self):
        """Facts that the pack does not read (those of the figures, and unknown ones)."""
        if self.random.random() < 0.8:
            return {}
        return {"contacts": self.one(1, 2), "csat": 5, "opened_at": "2026-01-01T10:00:00Z", "closed_at": "2026-01-02T10:00:00Z",
                "shoe_size": 44, "ongoing_invoices": True, "level": "SMB", "state": "WV"}

    def gone(self):
        return self.one(ABSENT, None)

    def mostly(self, *values):
        """One of VALUES, but one time in six missing or null."""
        return self.gone() if self.random.random() < 1 / 6 else self.one(*values)

    # ---- what a single pack is asked ----

    def billing_disputes(self):
        for key, row in self.tables["invoices"].items():
            owner, amount = row["customer_id"] or "C-1", row["amount"] or "12.50"
            for customer, right in [(owner, amount), (owner, amount), (owner, "12.500"), (owner, self.one(13, 1234567.89)), (owner, self.gone()),
                                    ("C-2", 12.5), ("c-1", amount), (self.gone(), self.mostly(amount)), (self.gone(), "13.00"), (self.gone(), self.gone())]:
                yield self.case("billing_dispute", invoice_id=key, customer_id=customer, correct_amount=right,
                                confirmed=self.one(True, True, False, None, ABSENT))
        for key in HOSTILE + [ABSENT, None]:
            yield self.case("billing_dispute", invoice_id=key, customer_id=self.mostly("C-1"), correct_amount=self.mostly(5), confirmed=self.mostly(True))
            yield self.case("billing_dispute", invoice_id=key)

    def wrong_recharges(self):
        for key, row in self.tables["transactions"].items():
            plan, amount = row["plan_id"] or "P-10", row["amount"] or "10.00"
            for plan, amount in [(plan, amount), (plan, "11.00"), ("P-30", amount), ("P-30", 7), (self.mostly(plan), self.mostly(amount)),
                                 (ABSENT, amount), (plan, ABSENT), (None, 7), ("P-30", None), (None, None)]:
                yield self.case("wrong_recharge", txn_id=key, intended_plan=plan, amount=amount)
        for key in HOSTILE + [ABSENT, None]:
            yield self.case("wrong_recharge", txn_id=key, intended_plan=self.mostly("P-10"), amount=self.mostly(10))
            yield self.case("wrong_recharge", txn_id=key)

    def customers_of(self, request, facts):
        for n in range(11 * 4 * 13):
            yield self.case(request, customer_id=f"U-{n}", **facts(n))
        for n, key in enumerate(HOSTILE + [ABSENT, None] * 4):
            yield self.case(request, customer_id=key, **facts(n // 2))

    def all_plan_benefits(self):
        return self.customers_of("plan_benefits", lambda n: {})

    def all_roaming(self):
        # A customer's row of usage matters nothing here: it makes four of each kind, one for each answer.
        return self.customers_of("roaming", lambda n: {"issue_persists": [True, False, ABSENT, None][n % 4]})

    # ---- the five packs that look nothing up ----

    def account_credit(self):
        return {"business_name": self.mostly("Oak & Pine", "Oak & Pine", " "), "contact_name": self.mostly("Ana", "Ana", ""),
                "contact_email": self.mostly("ana@example.com"), "reason": self.mostly("Billed twice."), "amount": self.mostly(25, "310.00"),
                "invoice_numbers": self.one(ABSENT, ["I-7"], []), "invoice_dates": self.one(ABSENT, ["2026-01-31"], None),
                "urgent": self.one(True, False, ABSENT), "service_disruption": self.one(True, False, None)}

    def client_credit(self):
        issues = ("overcharged", "double_charged", "billed_incorrectly", "billed_after_cancellation", "billed_after_downgrade",
                  "service_error", "goodwill", "billing_and_service")
        return {"issue": self.mostly(*issues), "received_by": self.mostly("support", "marketing"), "client": self.mostly("Harbor Fit"),
                "amount": self.mostly(40, "60.00"), "ongoing_invoices": self.mostly(True, True, True, False),
                "form_submitted": self.one(True, True, False, ABSENT), "decision": self.mostly("approved", "declined", "pending"),
                "specialist": self.mostly("Dana")}

    def courtesy_credit(self):
        return {"state": self.mostly("OH", "VA", "DC", "WV"), "amount": self.mostly(10, 35, "35.00", 35.01, 100),
                "courtesy_reason": self.mostly("missed_appointment_fee", "reset_fee", "opted_out_of_loss_protection", "inconvenience", "other"),
                "fee_assessed": self.mostly(True, False), "courtesy_credits_given": self.mostly(0, 0, 0, 1)}

    def courtesies_again(self):
        """Few customers who come again and again; whether they had a credit is for the journal to tell."""
        for _ in range(60):
            yield self.case("courtesy_credit", state=self.one("OH", "OH", "OH", "WV"), amount=self.mostly(20, 20, 20, 36),
                            courtesy_reason=self.one("other", "inconvenience"), customer_id=self.mostly(*(f"C-{n}" for n in range(9)), 'Q"\'\u00e9%'),
                            courtesy_credits_given=self.one(ABSENT, ABSENT, ABSENT, None, 0, 1))

    def cancellation(self):
        return {**self.refund(), "refund_amount": self.one(ABSENT, ABSENT, None, 50, 1000, 1000.01), "server": self.mostly("na", "eu", "ap"),
                "level": self.mostly("Essentials", "Professional", "Professional 2A", "Professional_2A", "SMB"),
                "rep": self.mostly("Marta", "Jonas"), "rep_employed": self.mostly(True, False)}

    def refund(self):
        return {"ar": self.mostly(0, 1000, 1000.01, 2500), "refund_amount": self.mostly(10, 1000, 1000.01), "refund_due": self.mostly(True, False),
                "refund_reason": self.mostly("Charged twice in May", " "), "case_id": self.one(ABSENT, "C-7")}

    def others(self, each):
        for pack in (self.account_credit, self.client_credit, self.courtesy_credit, self.cancellation, self.refund):
            for _ in range(each):
                facts = pack()
                case = self.case(pack.__name__, **{name: v for name, v in facts.items() if name != "case_id"})
                if facts.get("case_id") is ABSENT:
                    del case["case_id"]
                yield case
        yield self.case(ABSENT, invoice_id="I-0", customer_id="C-1", amount=5)
        yield self.case(None, txn_id="T-0", state="WV")

    def telecom(self):
        return {"billing_dispute": list(self.billing_disputes()), "wrong_recharge": list(self.wrong_recharges()),
                "plan_benefits": list(self.all_plan_benefits()), "roaming": list(self.all_roaming())}

    def world(self):
        return World(self.tables)
