"""packaging/cluster on one machine: etcd, PostgreSQL nodes under Patroni, gateways, haproxy, as real processes on the
loopback address. The files of packaging/cluster are used as they are; only the environment differs."""
import json
import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request

ACCOUNT = "postgres"  # PostgreSQL refuses to run as root


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(what, condition, seconds=90):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        answer = condition()
        if answer:
            return answer
        time.sleep(0.2)
    raise AssertionError(f"waited {seconds} s for: {what}")


class Process:
    """A program with its log; killed with everything that it started, as when a machine loses its power."""

    def __init__(self, command, log, environment=None, account=None, folder=None):
        self.command, self.log, self.folder = command, log, folder
        self.environment = {**os.environ, **(environment or {})}
        self.as_account = []
        if account and os.getuid() == 0:
            self.as_account = ["setpriv", f"--reuid={account}", f"--regid={account}", "--clear-groups", "--"]
        self.child = None
        self.start()

    def start(self):
        with open(self.log, "a", encoding="utf-8") as log:
            self.child = subprocess.Popen(  # pylint: disable=consider-using-with
                [*self.as_account, *self.command], stdout=log, stderr=log, env=self.environment, cwd=self.folder,
                start_new_session=True)

    def running(self):
        return self.child.poll() is None

    def kill(self):
        try:
            os.killpg(self.child.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self.child.wait(10)

    def stop(self):
        if self.running():
            self.child.terminate()
            try:
                self.child.wait(10)
            except subprocess.TimeoutExpired:
                pass
        self.kill_rest()

    def kill_rest(self):
        if self.running():
            self.kill()


class Databases:
    """etcd and some PostgreSQL nodes under Patroni."""

    def __init__(self, files, folder, names):
        self.files, self.folder = files, folder
        self.password = secrets.token_hex(16)
        self.ports = {name: free_port() for name in names}
        self.rest = {name: free_port() for name in names}
        os.makedirs(folder, mode=0o755, exist_ok=True)
        self.etcd_port, peer = free_port(), free_port()
        self.etcd = Process(
            ["etcd", "--name", "one", "--data-dir", os.path.join(folder, "etcd"), "--unsafe-no-fsync",
             "--listen-client-urls", f"http://127.0.0.1:{self.etcd_port}",
             "--advertise-client-urls", f"http://127.0.0.1:{self.etcd_port}",
             "--listen-peer-urls", f"http://127.0.0.1:{peer}",
             "--initial-advertise-peer-urls", f"http://127.0.0.1:{peer}",
             "--initial-cluster", f"one=http://127.0.0.1:{peer}"], os.path.join(folder, "etcd.log"))
        passwords = {key: secrets.token_hex(16) for key in ("SUPERUSER", "REPLICATION", "REWIND", "RESTAPI")}
        self.nodes = {}
        for name in names:
            self.nodes[name] = self.start_node(name, passwords)

    def start_node(self, name, passwords):
        home = os.path.join(self.folder, name)
        os.makedirs(home, mode=0o700)
        if os.getuid() == 0:
            shutil.chown(home, ACCOUNT, ACCOUNT)
        environment = {
            "PATRONI_NAME": name,
            "PATRONI_ETCD3_HOSTS": f"127.0.0.1:{self.etcd_port}",
            "PATRONI_RESTAPI_LISTEN": f"127.0.0.1:{self.rest[name]}",
            "PATRONI_RESTAPI_CONNECT_ADDRESS": f"127.0.0.1:{self.rest[name]}",
            "PATRONI_RESTAPI_USERNAME": "patroni",
            "PATRONI_POSTGRESQL_LISTEN": f"127.0.0.1:{self.ports[name]}",
            "PATRONI_POSTGRESQL_CONNECT_ADDRESS": f"127.0.0.1:{self.ports[name]}",
            "PATRONI_POSTGRESQL_DATA_DIR": os.path.join(home, "data"),
            "PATRONI_POSTGRESQL_PGPASS": os.path.join(home, "pgpass"),
            "HALL_DATABASE_PASSWORD": self.password,
            "HOME": home,
            **{f"PATRONI_{key}_PASSWORD": password for key, password in passwords.items()},
        }
        return Process(["patroni", os.path.join(self.files, "patroni.yml")], os.path.join(self.folder, name + ".log"),
                       environment, ACCOUNT, self.files)

    def kill_node(self, name):
        """As when its machine loses power: Patroni and PostgreSQL, which is no child of it, at once."""
        self.nodes[name].kill()
        try:
            with open(os.path.join(self.folder, name, "data", "postmaster.pid"), encoding="ascii") as file:
                os.kill(int(file.readline()), signal.SIGKILL)
        except (FileNotFoundError, ProcessLookupError):
            pass

    def view(self):
        """What Patroni says: {name: (role, state)}, asked of whichever node answers."""
        for name in self.nodes:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.rest[name]}/cluster", timeout=2) as answer:
                    return {member["name"]: (member["role"], member["state"]) for member in json.load(answer)["members"]}
            except (urllib.error.URLError, OSError, ValueError):
                continue
        return {}

    def open_doors(self):
        """Where a stranger gets in; there should be none."""
        doors = []
        for name, port in self.rest.items():
            wish = urllib.request.Request(f"http://127.0.0.1:{port}/config", method="PATCH",
                                          data=b'{"synchronous_mode":false}')
            try:
                with urllib.request.urlopen(wish, timeout=5) as answer:
                    doors.append(f"{name} let a stranger change the configuration: HTTP {answer.status}")
            except urllib.error.HTTPError as refused:
                if refused.code != 401:
                    doors.append(f"{name} refused a stranger with HTTP {refused.code}")
        stranger = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups", "--"] if os.getuid() == 0 else []
        for name, port in self.ports.items():
            for account in ("postgres", "hall"):
                for host in ("/var/run/postgresql", "127.0.0.1"):
                    asked = subprocess.run(
                        [*stranger, "psql", "--no-password", "-h", host, "-p", str(port), "-U", account, "-d", "postgres",
                         "-c", "SELECT 1"], capture_output=True, text=True, check=False, env={"PATH": os.environ["PATH"]})
                    if asked.returncode == 0 or not re.search("Peer auth|no pg_hba|no password", asked.stderr):
                        doors.append(f"{name} by {host} as {account}: {asked.returncode} {asked.stderr.strip()}")
        return doors

    def with_role(self, role):
        return [name for name, (has, state) in self.view().items() if has == role and state in ("running", "streaming")]

    def leader(self):
        leaders = self.with_role("leader")
        return leaders[0] if leaders and self.with_role("sync_standby") else None

    def wait_ready(self, replicas):
        """A leader, its synchronous standby, and so many that stream."""
        return wait_for("a leader with its synchronous standby",
                        lambda: self.leader() and len(self.with_role("sync_standby") + self.with_role("replica")) >= replicas
                        and self.leader())

    def connection(self):
        hosts = ",".join("127.0.0.1" for _ in self.ports)
        ports = ",".join(str(port) for port in self.ports.values())
        return f"postgresql:///hall?host={hosts}&port={ports}&user=hall&target_session_attrs=read-write&connect_timeout=3"

    def write_passfile(self, path):
        with open(path, "w", encoding="ascii") as file:
            file.writelines(f"127.0.0.1:{port}:hall:hall:{self.password}\n" for port in self.ports.values())
        os.chmod(path, 0o600)

    def close(self):
        for name in self.nodes:
            self.kill_node(name)
        self.etcd.kill()
