#!/usr/bin/env python3
"""bylaw apply under kill -9: a stream of cases is applied, the program killed at random moments and started again until it is through.
Each update must have been done once, the journal must be that of a run that nobody disturbed, the outbox must have each
action once. soak_apply.py [CASES [KILLS [SEED]]] (make soak: 20000 cases, at least 50 kills, on SQLite and on PostgreSQL)."""
import json
import random
import signal
import subprocess
import sys
import time

import databases
from common import BYLAW, Tally, scratch

POLICY = """policy "Ledger" version "1"

facts
  case_id is text, required
  account is text
  amount is number

lookup ledger from "SELECT balance, bookings FROM accounts WHERE account = :account"
  gives balance is number, bookings is number

rule book
  if ledger is found
  then
    update "UPDATE accounts SET balance = balance + :amount, bookings = bookings + 1 WHERE account = :account"
    and update "INSERT INTO bookings (case_id, account, amount) VALUES (:case_id, :account, :amount)"
    and note "Booking {ledger.bookings + 1}, before it {ledger.balance}"
    and notify Bookkeeper "{account}: {amount}"
    and close
"""
ACCOUNTS = 20
TABLES = """
    CREATE TABLE accounts (account text PRIMARY KEY, balance numeric NOT NULL, bookings integer NOT NULL);
    CREATE TABLE bookings (case_id text, account text, amount numeric);
""" + "".join(f"INSERT INTO accounts VALUES ('A{i}', 0, 0);\n" for i in range(ACCOUNTS))


class Stream:
    """The policy and its cases, in a folder."""

    def __init__(self, folder, n):
        self.n = n
        self.policy, self.cases = f"{folder}/ledger.rules", f"{folder}/cases.ndjson"
        with open(self.policy, "w", encoding="utf-8") as file:
            file.write(POLICY)
        self.sums = [0] * ACCOUNTS
        with open(self.cases, "w", encoding="utf-8") as file:
            for i in range(n):
                account, amount = (i * 7) % ACCOUNTS, i % 97 + 1
                self.sums[account] += amount
                file.write(json.dumps({"case_id": f"C-{i}", "account": f"A{account}", "amount": amount}) + "\n")

    def start(self, database, out=subprocess.DEVNULL):
        return subprocess.Popen([BYLAW, "apply", self.policy, "--db", database.url, self.cases], stdout=out, stderr=subprocess.PIPE,
                                stdin=subprocess.DEVNULL)

    def run(self, database):
        """To the end; its status and what it said."""
        process = self.start(database)
        _, err = process.communicate(timeout=3600)
        return process.returncode, err.decode()


def done(database):
    try:
        return int(database.rows("SELECT count(*) FROM bylaw_journal")[0])
    except Exception:  # the tables are not there yet
        return 0


def kill_often(stream, database, kills, rng, rate):
    """Starts and kills, so that the kills are spread over the whole stream (RATE: cases a second, to begin with); yields how many there
    were and what else was wrong."""
    killed, wrong, ran = 0, [], 0
    while killed < kills:
        through = done(database)
        rate = through / ran if through > stream.n / 20 else rate
        time_left = (stream.n - through) / rate
        pause = 0.005 + 2 * rng.random() * time_left / (kills - killed + 2)
        ran += pause
        process = stream.start(database)
        time.sleep(pause)
        process.send_signal(signal.SIGKILL)
        _, err = process.communicate(timeout=60)
        if process.returncode == -signal.SIGKILL:
            killed += 1
        elif process.returncode == 0:
            break  # through already
        else:
            wrong.append(f"status {process.returncode}: {err.decode()[-500:]}")
            break
    return killed, wrong


def decisions(database):
    return database.rows("SELECT case_id, decision FROM bylaw_journal ORDER BY case_id")


def check_once(tally, what, stream, database, calm):
    """Everything once, and as in the database of a calm run."""
    n = stream.n
    tally.same(database.rows("SELECT count(*), count(DISTINCT case_id) FROM bookings"), [f"{n}|{n}"], f"{what}: bookings, each once")
    tally.same(database.rows("SELECT sum(bookings) FROM accounts"), [str(n)], f"{what}: updates, each once")
    sums = {f"A{i}": total for i, total in enumerate(stream.sums)}
    got = dict(row.split("|") for row in database.rows("SELECT account, balance FROM accounts"))
    tally.same({name: float(balance) for name, balance in got.items()}, sums, f"{what}: balances")
    tally.same(database.rows("SELECT count(*), count(DISTINCT case_id) FROM bylaw_journal"), [f"{n}|{n}"], f"{what}: the journal is whole")
    tally.same(database.rows("SELECT verb, count(*), count(DISTINCT case_id) FROM bylaw_outbox GROUP BY verb ORDER BY verb"),
               [f"close|{n}|{n}", f"note|{n}|{n}", f"notify|{n}|{n}"], f"{what}: the outbox has each action once")
    if calm is not None:
        tally.check(decisions(database) == decisions(calm), f"{what}: the journal is that of a calm run")


def soak(tally, make, n, kills, rng, calm_too=True, enough=None):
    """ENOUGH: kills that there must have been; a short stream may be through before the last."""
    with scratch() as folder:
        stream, database = Stream(folder, n), make(TABLES)
        calm = make(TABLES) if calm_too else None
        started = time.monotonic()
        if calm is not None:
            status, err = stream.run(calm)
            tally.same((status, err), (0, ""), f"{calm.name}: a calm run")
        seconds = time.monotonic() - started
        what = f"{database.name}, {n} cases"
        killed, wrong = kill_often(stream, database, kills, rng, n / seconds)
        tally.same(wrong, [], f"{what}: runs that were killed")
        before = done(database)
        status, err = stream.run(database)
        tally.same((status, err), (0, ""), f"{what}: the last run")
        check_once(tally, what, stream, database, calm)
        tally.check(killed >= (kills * 4 // 5 if enough is None else enough), f"{what}: killed {killed} times, not {kills}")
        print(f"{what}: killed {killed} times (after the last {before} were done); a calm run took {seconds:.1f} s,"
              f" {n / seconds:.0f} cases a second", flush=True)
        return stream, database


def main():
    n, kills, seed = (int(word) for word in (sys.argv[1:] + ["20000", "60", str(random.randrange(10**6))][len(sys.argv) - 1:]))
    print(f"seed {seed}", flush=True)
    tally = Tally()
    with databases.both() as (sqlite, postgresql):
        soak(tally, sqlite, n, kills, random.Random(seed))
        if postgresql is not None:
            soak(tally, postgresql, n, kills, random.Random(seed))
        else:
            print(f"PostgreSQL: skipped: {databases.not_here()}")
    tally.end()


if __name__ == "__main__":
    main()
