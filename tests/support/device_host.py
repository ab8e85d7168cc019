"""The plugs of a terminal, pulled and put back by a test: speaks to the device_host program."""
import json
import os
import subprocess


class DeviceHost:
    """Must be closed after the programs that were started with its environment."""

    def __init__(self, program, folder):
        self.slips = os.path.join(folder, "slips")
        os.makedirs(self.slips, exist_ok=True)
        self.process = subprocess.Popen(  # pylint: disable=consider-using-with
            [program, folder], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        first = json.loads(self.process.stdout.readline())
        self.serial = first.pop("serial")
        self.environment = first

    def do(self, line):
        """plug|pull reader|printer|scanner|serial-reader, lay KEY, take, paper full|low|out, cover open|shut, scan TEXT"""
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline().strip()
        if answer != "ok":
            raise AssertionError(f"the device host does not know how to {line!r}: {answer!r}")

    def close(self):
        self.process.stdin.close()
        self.process.wait(20)
