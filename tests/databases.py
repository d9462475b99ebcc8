"""Databases of a test's own, whichever they are: each has url, sql(), rows() (columns with | between)."""
import contextlib
import sqlite3

import postgres
from common import bylaw, scratch


class Sqlite:
    name = "SQLite"

    def __init__(self, path, sql=""):
        self.path, self.url = path, f"sqlite:{path}"
        self.sql(sql)

    def sql(self, sql):
        with contextlib.closing(sqlite3.connect(self.path)) as connection:
            connection.executescript(sql)

    def rows(self, sql):
        with contextlib.closing(sqlite3.connect(self.path)) as connection:
            return ["|".join("" if column is None else str(column) for column in row) for row in connection.execute(sql)]


class Postgres:
    name = "PostgreSQL"

    def __init__(self, server, sql=""):
        self.server, self.url = server, server.database(sql)
        self.database = self.url.rsplit("/", 1)[1]

    def sql(self, sql):
        self.server.sql(sql, self.database)

    def rows(self, sql):
        return self.server.sql(sql, self.database)


def not_here():
    """Why there is no PostgreSQL to test with; None where there is."""
    if postgres.programs() is None:
        return postgres.MISSING
    parts = [line for line in bylaw("--version").out.splitlines() if line.startswith("databases:")]
    if not parts or "PostgreSQL" not in parts[0]:
        return "bylaw was built without libpq (Debian: libpq-dev)"
    return None


@contextlib.contextmanager
def both():
    """Makers of databases: each takes the SQL that fills a new one. (SQLite, PostgreSQL), the latter None where there is none."""
    with scratch() as folder, contextlib.ExitStack() as stack:
        made = []

        def sqlite(sql=""):
            made.append(None)
            return Sqlite(f"{folder}/{len(made)}.db", sql)

        server = None if not_here() else stack.enter_context(postgres.server())
        yield sqlite, (lambda sql="": Postgres(server, sql)) if server else None
