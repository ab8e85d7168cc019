"""What the house tests share: the files of the repository and the one way to report."""
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def files(*patterns):
    """Paths of the repository's files, relative to its root."""
    listed = subprocess.run(["git", "-C", str(ROOT), "ls-files", "-z", *patterns], check=True, capture_output=True)
    return [name for name in listed.stdout.decode().split("\0") if name and (ROOT / name).is_file()]


def text(name):
    return (ROOT / name).read_text(encoding="utf-8")


def line_of(whole, position):
    return whole.count("\n", 0, position) + 1


def finish(faults, seen):
    """Prints every fault; a test that looked at nothing has failed too."""
    for fault in faults:
        print(fault)
    if not seen:
        print("nothing was looked at")
    print(f"{len(faults)} faults in {seen} things looked at")
    sys.exit(1 if faults or not seen else 0)
