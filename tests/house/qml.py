"""qmllint over every page and control of ours: no warning stays.

    qml.py <build folder>
"""
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import house

MODULES = Path(sys.argv[1]).resolve() / "qml"


def qmllint():
    asked = shutil.which("qtpaths6") or "/usr/lib/qt6/bin/qtpaths6"
    folder = "/usr/lib/qt6/bin"
    if os.access(asked, os.X_OK):
        folder = subprocess.run([asked, "--query", "QT_HOST_BINS"], capture_output=True, text=True).stdout.strip() or folder
    return os.path.join(folder, "qmllint")


def main():
    names = house.files("kiosk-app/*.qml")
    tool = qmllint()
    if not os.access(tool, os.X_OK):
        house.finish(["qmllint is not installed (packaging/packages.txt names it)"], 1)
    if not any(MODULES.glob("Hall/*/qmldir")):
        house.finish([f"{MODULES}: no modules there; build first"], 1)
    faults = []
    for name in names:
        run = subprocess.run([tool, "-I", str(MODULES), str(house.ROOT / name)], capture_output=True, text=True)
        said = (run.stdout + run.stderr).replace(str(house.ROOT) + "/", "")
        warnings = re.findall(r"^(?:Warning|Error|Info): .*", said, re.M)
        faults += warnings or ([f"{name}: {said.strip()}"] if run.returncode else [])
    house.finish(faults, len(names))


main()
