"""clang-tidy over our own sources, in parallel; what has not changed since it was clean is not looked at again.

    tidy.py <build folder> [part of a path]...
"""
import concurrent.futures
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import house

BUILD = Path(sys.argv[1]).resolve()
ROOMS = ("sync/", "drivers/", "kiosk-app/")
INCLUDE = re.compile(r'^\s*#\s*include\s+"([^"]+)"', re.M)


def commands():
    """Source → how it is compiled."""
    wanted = sys.argv[2:]
    found = {}
    for entry in json.loads((BUILD / "compile_commands.json").read_text()):
        name = os.path.relpath(os.path.join(entry["directory"], entry["file"]), house.ROOT)
        if name.startswith(ROOMS) and (not wanted or any(part in name for part in wanted)):
            found[name] = entry.get("command") or " ".join(entry["arguments"])
    return found


def reached(name, seen):
    """The file and every header of ours that it includes, directly or not."""
    if name in seen or not (house.ROOT / name).is_file():
        return seen
    seen.add(name)
    for header in INCLUDE.findall(house.text(name)):
        reached(header, seen)
        reached(str(Path(name).parent / header), seen)
    return seen


def fingerprint(name, command, tool):
    digest = hashlib.sha256((tool + command + house.text(".clang-tidy")).encode())
    for path in sorted(reached(name, set())):
        digest.update(path.encode() + b"\0" + (house.ROOT / path).read_bytes())
    return digest.hexdigest()


def look(name, stamp):
    if stamp.exists():
        return ""
    run = subprocess.run(["clang-tidy", "--quiet", "-p", str(BUILD), str(house.ROOT / name)], capture_output=True,
                         text=True)
    # The static analyser also walks into foreign headers (Asio's coroutines confuse it); those are not ours to mend.
    found = re.split(r"^(?=\S+:\d+:\d+: (?:warning|error): )", run.stdout, flags=re.M)
    ours = [finding for finding in found if finding.startswith(str(house.ROOT))]
    foreign = len(found) > 1 and not ours
    if run.returncode == 0 or foreign:
        stamp.touch()
        return ""
    return "".join(ours).replace(str(house.ROOT) + "/", "") or run.stdout + run.stderr


def main():
    if not shutil.which("clang-tidy"):
        house.finish(["clang-tidy is not installed (packaging/packages.txt names it)"], 1)
    tool = subprocess.run(["clang-tidy", "--version"], capture_output=True, text=True).stdout
    cache = BUILD / "tidy"
    cache.mkdir(exist_ok=True)
    todo = {name: cache / fingerprint(name, command, tool) for name, command in commands().items()}
    with concurrent.futures.ThreadPoolExecutor(max_workers=os.cpu_count()) as workers:
        answers = list(workers.map(look, todo.keys(), todo.values()))
    house.finish([answer for answer in answers if answer], len(todo))


main()
