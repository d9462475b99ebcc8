"""A PostgreSQL server of the tests' own, from Debian's package, on a free port of this machine, in a temporary folder:

    with postgres.server() as server:  # None where PostgreSQL is not installed: say so, and count as skipped
        url = server.database("CREATE TABLE t (a int)")

As root it runs as the user postgres, since PostgreSQL refuses root. It is gone at the end, whatever came in between."""
import atexit
import contextlib
import glob
import os
import shutil
import socket
import subprocess
import tempfile
import time

USER, PASSWORD = "bylaw", "pass-word-of-the-tests"
MISSING = "PostgreSQL is not installed (Debian: postgresql)"


def programs():
    """The newest version's folder of programs; None where there is none."""
    found = [os.path.dirname(path) for path in glob.glob("/usr/lib/postgresql/*/bin/postgres")]
    if found:
        return max(found, key=lambda path: float(path.split("/")[4]))
    initdb = shutil.which("initdb")
    return os.path.dirname(initdb) if initdb and shutil.which("postgres") else None


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    def __init__(self, folder, bin_):
        self.folder, self.bin, self.data = folder, bin_, f"{folder}/data"
        self.process, self.port, self.made = None, None, 0
        self.as_user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] if os.geteuid() == 0 else []
        if self.as_user:
            shutil.chown(folder, "postgres", "postgres")
        with open(f"{folder}/password", "w", encoding="ascii") as file:
            file.write(PASSWORD + "\n")
        os.chmod(f"{folder}/password", 0o644)
        self.run("initdb", "-D", self.data, "-U", USER, "-A", "scram-sha-256", f"--pwfile={folder}/password", "-E", "UTF8",
                 "--locale=C.UTF-8", "--no-sync")

    def run(self, program, *arguments):
        done = subprocess.run([*self.as_user, f"{self.bin}/{program}", *arguments], capture_output=True, text=True, timeout=120,
                              cwd=self.folder, check=False)
        if done.returncode != 0:
            raise RuntimeError(f"{program}: {done.stdout}{done.stderr}")

    def start(self):
        """On the same port again where it has run before."""
        for _ in range(5):
            port = self.port or free_port()
            with open(f"{self.folder}/log", "ab") as log:
                self.process = subprocess.Popen(
                    [*self.as_user, f"{self.bin}/postgres", "-D", self.data, "-p", str(port), "-k", self.folder,
                     "-c", "listen_addresses=127.0.0.1", "-c", "fsync=off", "-c", "max_connections=50", "-c", "shared_buffers=32MB"],
                    stdout=log, stderr=log, stdin=subprocess.DEVNULL, cwd=self.folder)
            if self.wait(port):
                self.port = port
                return
        with open(f"{self.folder}/log", encoding="utf-8", errors="replace") as log:
            raise RuntimeError("PostgreSQL does not start:\n" + log.read()[-3000:])

    def wait(self, port):
        end = time.monotonic() + 60
        while time.monotonic() < end and self.process.poll() is None:
            done = subprocess.run([f"{self.bin}/pg_isready", "-q", "-h", "127.0.0.1", "-p", str(port)], timeout=30, check=False)
            if done.returncode == 0:
                return True
            time.sleep(0.05)
        self.stop()
        return False

    def stop(self, mode="immediate"):
        """As a crash does it ("immediate"), or rolling back what is open ("fast")."""
        if self.process is not None and self.process.poll() is None:
            with contextlib.suppress(RuntimeError, subprocess.TimeoutExpired):
                self.run("pg_ctl", "stop", "-D", self.data, "-m", mode, "-w", "-t", "30")
            if self.process.poll() is None:
                self.process.terminate()
            self.process.wait(timeout=60)
        self.process = None

    def url(self, database="postgres", password=PASSWORD):
        return f"postgresql://{USER}:{password}@127.0.0.1:{self.port}/{database}"

    def sql(self, sql, database="postgres"):
        """Runs SQL (several statements go) and yields its lines, columns with | between."""
        done = subprocess.run([f"{self.bin}/psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d", self.url(database), "-f", "-"],
                              input=sql, capture_output=True, text=True, timeout=120, check=False)
        if done.returncode != 0:
            raise RuntimeError(done.stderr)
        return done.stdout.splitlines()

    def database(self, sql="", name=None):
        """A new database, filled by SQL; yields its URL."""
        self.made += 1
        name = name or f"db{self.made}"
        self.sql(f"CREATE DATABASE {name} TEMPLATE template0")
        if sql:
            self.sql(sql, name)
        return self.url(name)


@contextlib.contextmanager
def server():
    """A running server, or None."""
    bin_ = programs()
    if bin_ is None:
        yield None
        return
    folder = tempfile.mkdtemp(prefix="bylaw-pg-", dir="/tmp")
    running = None
    try:
        running = Server(folder, bin_)
        atexit.register(running.stop)
        running.start()
        yield running
    finally:
        if running is not None:
            running.stop()
            atexit.unregister(running.stop)
        shutil.rmtree(folder, ignore_errors=True)
