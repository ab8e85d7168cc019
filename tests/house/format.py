"""Every C++ file is as clang-format and .clang-format would write it."""
import os
import re
import shutil
import subprocess

import house


def main():
    names = house.files("*.cpp", "*.h")
    if not shutil.which("clang-format"):
        house.finish(["clang-format is not installed (packaging/packages.txt names it)"], 1)
    run = subprocess.run(["clang-format", "--dry-run", "-Werror", *(str(house.ROOT / name) for name in names)],
                         capture_output=True, text=True)
    places = re.findall(r"^(.+?:\d+):\d+: error", run.stderr, re.M)
    faults = [os.path.relpath(place, house.ROOT) + ": not as clang-format writes it" for place in places]
    if run.returncode and not faults:
        faults = [run.stderr]
    house.finish(faults, len(names))


main()
