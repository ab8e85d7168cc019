"""Two gateways behind haproxy on three PostgreSQL nodes: under load a gateway is killed, then the primary. Afterwards
every submission that a terminal said it kept must have been received exactly once, with a receipt of its own."""
import argparse
import glob
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time

from cluster import Databases, Process, free_port, wait_for

HERE = os.path.dirname(os.path.abspath(__file__))
FILES = os.path.join(HERE, "..", "..", "packaging", "cluster")
NAME = "gateway.hall.test"


class Platform:
    """Databases, gateways and what stands in front of them."""

    def __init__(self, binaries, folder):
        self.binaries, self.folder = binaries, folder
        # A copy, where the account of PostgreSQL may read it.
        files = shutil.copytree(FILES, os.path.join(folder, "files"))
        self.databases = Databases(files, folder, ["db-1", "db-2", "db-3"])
        self.gateways, self.haproxy = [], None
        self.ports = [free_port(), free_port()]
        self.address = f"127.0.0.1:{free_port()}"

    def run(self, program, *words, words_in=None):
        with open(os.path.join(self.folder, "commands.log"), "a", encoding="utf-8") as log:
            return subprocess.run([os.path.join(self.binaries, program), *words], input=words_in, check=True, text=True,
                                  stdout=subprocess.PIPE, stderr=log, env=self.environment()).stdout

    def environment(self):
        return {**os.environ, "PGPASSFILE": os.path.join(self.folder, "pgpass")}

    def gateway_words(self, number):
        return ["--data", os.path.join(self.folder, f"gateway-{number}"), "--database", self.databases.connection()]

    def open(self):
        print("leader", self.databases.wait_ready(2), flush=True)
        self.databases.write_passfile(os.path.join(self.folder, "pgpass"))
        self.run("hall-gateway", "init", *self.gateway_words(1), "--host", "127.0.0.1", "--host", NAME)
        # The keys are the platform's, not a machine's: every gateway has the same.
        shutil.copytree(os.path.join(self.folder, "gateway-1"), os.path.join(self.folder, "gateway-2"))
        for number in (1, 2):
            self.gateways.append(Process(
                [os.path.join(self.binaries, "hall-gateway"), "serve", *self.gateway_words(number), "--tls",
                 "--proxy", "127.0.0.1", "--listen", f"127.0.0.1:{self.ports[number - 1]}"],
                os.path.join(self.folder, f"gateway-{number}.log"), self.environment()))
        authority = os.path.join(self.folder, "gateway-ca.pem")
        with open(authority, "w", encoding="ascii") as file:
            file.write(self.run("hall-gateway", "certificate", *self.gateway_words(1)))
        self.haproxy = Process(["haproxy", "-db", "-f", os.path.join(FILES, "haproxy.cfg")],
                               os.path.join(self.folder, "haproxy.log"),
                               {"HALL_LISTEN": self.address, "HALL_GATEWAY_1": f"127.0.0.1:{self.ports[0]}",
                                "HALL_GATEWAY_2": f"127.0.0.1:{self.ports[1]}", "HALL_GATEWAY_NAME": NAME,
                                "HALL_CA": authority})

    def enrol(self, name):
        data = os.path.join(self.folder, name)
        told = self.run("hall-gateway", "enrol-code", *self.gateway_words(1), "--name", name)
        code, fingerprint = (re.search(rf"^{word} +(\S+)", told, re.M).group(1) for word in ("code", "fingerprint"))
        os.makedirs(data, exist_ok=True)
        wait_for(f"{name} is enrolled", lambda: self.try_enrol(data, f"{code}\n{fingerprint}\n"), 60)
        return data

    def try_enrol(self, data, words):
        try:
            return self.run("hall-enrol", "enrol", "--gateway", f"https://{self.address}", "--data", data,
                            words_in=words)
        except subprocess.CalledProcessError:
            return None

    def rows(self):
        """What the databases hold: [(submission, digest, acceptance number, terminal and its number)]; nothing while
        nobody leads."""
        asked = subprocess.run(
            ["psql", self.databases.connection(), "-AtqF", " ", "-c",
             "SELECT submission_id, digest, acceptance_no, terminal_id || '/' || terminal_seq FROM submission"
             " WHERE receipt IS NOT NULL"],
            capture_output=True, text=True, check=False, env=self.environment())
        return [tuple(line.split(" ")) for line in asked.stdout.splitlines()] if asked.returncode == 0 else []

    def close(self):
        for process in (*self.gateways, self.haproxy):
            if process is not None:
                process.stop()
        self.databases.close()


def kept(said):
    """Of a terminal's words: {submission: digest}."""
    promises = {}
    with open(said, encoding="ascii", errors="replace") as file:
        for line in file:
            words = line.split()
            if len(words) == 5 and words[0] == "kept":
                promises[words[1]] = words[4]
    return promises


def has_said(said, word):
    with open(said, encoding="ascii", errors="replace") as file:
        return any(line.strip() == word for line in file)


def account(platform, terminals):
    """The faults found, and the figures."""
    faults = []
    promised = {}
    for data in terminals:
        promised.update(kept(data + ".said"))
        for one in json.loads(platform.run("hall-outbox", "list", "--data", data, "--json")):
            if one["state"] != "RECEIVED":
                faults.append(f"{one['submission_id']} is {one['state']} on its terminal")
    rows = wait_for("the databases answer", platform.rows)
    received = {submission: digest for submission, digest, _, _ in rows}
    lost = [submission for submission in promised if submission not in received]
    # Under another id the same wish would be one that was never promised, or a number that was used twice.
    doubled = sum(len(rows) - len({row[column] for row in rows}) for column in (0, 2, 3))
    if doubled:
        faults.append(f"{doubled} rows are doubled")
    faults += [f"{submission} is lost" for submission in lost]
    faults += [f"{submission} was never promised" for submission in received if submission not in promised]
    faults += [f"{submission} has another digest" for submission, digest in promised.items()
               if received.get(submission, digest) != digest]
    return faults, {"kept": len(promised), "received": len(received), "lost": len(lost), "doubled": doubled}


def play(platform, count, each):
    platform.open()
    terminals = [platform.enrol(f"terminal-{number}") for number in range(1, count + 1)]
    loads = [Process([os.path.join(platform.binaries, "hall-drill"), "terminal", data, f"https://{platform.address}",
                      str(each), "20", str(seed), "5000", "20", "0"], data + ".said")
             for seed, data in enumerate(terminals)]
    total = count * each
    steps = []

    def step(name, since):
        steps.append((name, len(platform.rows()), time.monotonic() - since))
        print(f"{name}: {steps[-1][1]} of {total} received, after {steps[-1][2]:.1f} s", flush=True)

    faults = platform.databases.open_doors()
    started = time.monotonic()
    wait_for("the load runs", lambda: len(platform.rows()) > total // 10)
    platform.gateways[0].kill()
    step("a gateway is killed", started)
    before = len(platform.rows())
    wait_for("the other gateway goes on", lambda: len(platform.rows()) > before + total // 20)
    step("the other goes on", started)
    platform.gateways[0].start()
    leader = platform.databases.leader()
    platform.databases.kill_node(leader)
    step("the primary is killed", started)
    before = wait_for("a new primary", lambda: len(platform.rows()))
    step("a new primary answers", started)
    platform.databases.nodes[leader].start()
    wait_for("writing goes on", lambda: len(platform.rows()) > before, 120)
    step("writing goes on", started)
    wait_for("everything is sent", lambda: all(has_said(data + ".said", "done") for data in terminals), 300)
    step("everything is sent", started)
    for load in loads:
        load.child.wait(20)
    found, figures = account(platform, terminals)
    faults += found
    if not leader or platform.databases.leader() == leader:
        faults.append("the primary was killed and nobody took over")
    return faults, {**figures, "steps": steps}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--binaries", required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("--terminals", type=int, default=3)
    parser.add_argument("--each", type=int, default=700)
    options = parser.parse_args()
    os.makedirs(options.out, exist_ok=True)
    scratch = tempfile.mkdtemp(prefix="hall-cluster-")
    os.chmod(scratch, 0o755)
    platform = Platform(os.path.abspath(options.binaries), scratch)
    try:
        faults, figures = play(platform, options.terminals, options.each)
    finally:
        platform.close()
        for log in glob.glob(os.path.join(scratch, "*.log")):
            shutil.copy(log, options.out)
        shutil.rmtree(scratch, ignore_errors=True)
    with open(os.path.join(options.out, "figures.json"), "w", encoding="utf-8") as file:
        json.dump({**figures, "faults": faults}, file, indent=1)
    print(json.dumps(figures), *faults, sep="\n")
    return 1 if faults or figures["kept"] == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
