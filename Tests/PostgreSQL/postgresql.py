"""A PostgreSQL server of its own for tests: a new cluster in a temporary folder, on the loopback and a free port.

    with Cluster() as cluster: ... cluster.address ...

As root it runs as the user postgres, because the server refuses root. It is ended by its process id.
"""

import glob
import os
import pwd
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time


class Cluster:
    """A server with a cluster of its own, or with a copy of another's as its standby."""

    def __init__(self, primary=None):
        self.programs = self._programs()
        self.folder = tempfile.mkdtemp(prefix="understudy-postgresql-")
        self.data = os.path.join(self.folder, "data")
        self.log = os.path.join(self.folder, "log")
        self.process = None
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.user = "postgres"
        if os.geteuid() == 0:
            entry = pwd.getpwnam("postgres")
            os.chown(self.folder, entry.pw_uid, entry.pw_gid)
        if primary:
            # -R makes it a standby that follows the primary.
            self._run("pg_basebackup", "-D", self.data, "-R", "-X", "stream", "-c", "fast", "-h", "127.0.0.1", "-p", str(primary.port), "-U",
                      primary.user)
            return
        self._run("initdb", "-D", self.data, "-U", self.user, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N")

    @staticmethod
    def _programs():
        """The folder with initdb and postgres: Debian keeps them out of the path."""
        found = sorted(glob.glob("/usr/lib/postgresql/*/bin/initdb"), key=lambda path: int(path.split("/")[4]))
        path = found[-1] if found else shutil.which("initdb")
        if not path:
            raise SystemExit("no PostgreSQL server is installed; make setup installs Debian's")
        return os.path.dirname(path)

    def _command(self, program, *arguments):
        prefix = []
        if os.geteuid() == 0:
            prefix = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"]
        return prefix + [os.path.join(self.programs, program), *arguments]

    def _run(self, program, *arguments):
        done = subprocess.run(self._command(program, *arguments), capture_output=True, text=True, cwd=self.folder)
        if done.returncode != 0:
            raise SystemExit(f"{program} failed: {done.stderr.strip()}")
        return done.stdout

    @property
    def address(self):
        return f"postgresql://{self.user}@127.0.0.1:{self.port}/postgres"

    def start(self):
        settings = ["fsync=off", f"port={self.port}", "listen_addresses=127.0.0.1", "unix_socket_directories=", "max_connections=400"]
        options = [part for setting in settings for part in ("-c", setting)]
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                self._command("postgres", "-D", self.data, *options), stdout=log, stderr=log, cwd=self.folder, start_new_session=True)
        deadline = time.monotonic() + 30
        while subprocess.run(
            self._command("pg_isready", "-q", "-h", "127.0.0.1", "-p", str(self.port)), cwd=self.folder
        ).returncode:
            if self.process.poll() is not None or time.monotonic() > deadline:
                with open(self.log, encoding="utf-8", errors="replace") as log:
                    raise SystemExit("the PostgreSQL server did not start: " + log.read()[-2000:])
            time.sleep(0.05)

    def stop(self, how=signal.SIGINT):
        """Ends the server: SIGINT in order, SIGQUIT at once."""
        if self.process is None:
            return
        self.process.send_signal(how)
        self.process.wait(timeout=30)
        self.process = None

    def sql(self, text, database="postgres"):
        return self._run("psql", "-X", "-A", "-t", "-q", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1", "-p", str(self.port), "-U", self.user,
                         "-d", database, "-c", text)

    def pgbench(self, database, *options):
        """Runs pgbench over a database and returns what it prints."""
        return self._run("pgbench", "-h", "127.0.0.1", "-p", str(self.port), "-U", self.user, *options, database)

    def transactions(self, database, kind, connections, seconds):
        """How many of pgbench's transactions of a kind the server makes in a second."""
        output = self.pgbench(
            database, kind, "-M", "prepared", "-n", "-c", str(connections), "-j", "2", "-T", str(seconds))
        return float(re.search(r"tps = ([\d.]+)", output).group(1))

    def create(self, name):
        """Creates a database and returns its address."""
        self.sql(f"CREATE DATABASE {name}")
        return self.address.rsplit("/", 1)[0] + "/" + name

    def kill(self):
        """Ends all of its processes at once, as the end of a machine does."""
        for process in self.processes():
            try:
                os.kill(process, signal.SIGKILL)
            except ProcessLookupError:
                pass
        self.process.wait(timeout=30)
        self.process = None

    def promote(self):
        """Makes a standby the primary."""
        self._run("pg_ctl", "promote", "-w", "-D", self.data)

    def wait_for_standbys(self, is_wanted):
        """Makes commits wait for a standby, or not."""
        self.sql(f"ALTER SYSTEM SET synchronous_standby_names = '{'*' if is_wanted else ''}'")
        self.sql("SELECT pg_reload_conf()")

    def has_standby(self):
        """Whether a standby that commits wait for has everything."""
        return self.sql(
            "SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync' AND flush_lsn >= pg_current_wal_lsn()").strip() == "1"

    def processes(self):
        """The ids of the server's processes: the first one and its children."""
        children = subprocess.run(["ps", "-o", "pid=", "--ppid", str(self.process.pid)], capture_output=True, text=True).stdout
        return [self.process.pid, *map(int, children.split())]

    def require_password(self, role):
        """Lets a role in only with its password."""
        path = os.path.join(self.data, "pg_hba.conf")
        with open(path, encoding="utf-8") as file:
            rules = file.read()
        with open(path, "w", encoding="utf-8") as file:
            file.write(f"host all {role} 127.0.0.1/32 scram-sha-256\n" + rules)
        self.sql("SELECT pg_reload_conf()")

    def __enter__(self):
        try:
            self.start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        try:
            self.stop(signal.SIGQUIT)
        finally:
            shutil.rmtree(self.folder, ignore_errors=True)
