#!/usr/bin/python3
"""Plays the visit of packaging/run --visit: the very same programs, driven by touches and keys.

First with a gateway that answers late, so that both receipts are seen; then with no gateway at all, which is started
only after the citizen has gone. Prints both receipts and where the pictures are; exit status 0 only if all was right.
"""
import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "support"))
sys.path.insert(0, HERE)

from hall import Hall  # noqa: E402
from kiosk_screen import KioskScreen  # noqa: E402
import pension_visit  # noqa: E402


def check(condition, what):
    if not condition:
        raise AssertionError(what)


def late_gateway(hall, screen):
    """The gateway is slow: the local receipt first, then the official one."""
    hall.pause_gateway()
    pension_visit.fill(screen, screen.shot)
    screen.wait_for("已存到这台机器")
    screen.wait_for("回执已打印", seconds=20)
    screen.shot("receipt-local")
    check("本机暂存回执" in hall.wait_printed(1)[0], "the local slip says that it is local")
    hall.resume_gateway()
    screen.wait_for("办理部门已经收到", seconds=90)
    slips = hall.wait_printed(2)
    screen.wait_for("回执已打印", seconds=20)
    screen.shot("receipt-official")
    check("收件回执" in slips[1] and "受理编号" in slips[1], "the official slip has its number")
    pension_visit.rate_and_leave(screen, screen.shot)
    screen.shot("home-again")
    check(not any("测试" in text or "1900" in text for text in screen.texts()), "nothing of the person is left")
    return slips


def no_gateway(hall, screen):
    """Nobody answers; the citizen leaves with the local receipt, and the gateway comes back later."""
    before = {entry["submission_id"] for entry in hall.wait_received(2)}
    hall.stop_gateway()
    pension_visit.fill(screen)
    screen.wait_for("已存到这台机器")
    screen.wait_for("回执已打印", seconds=20)
    pension_visit.rate_and_leave(screen, lambda name: None)
    hall.start_gateway()
    entries = hall.wait_received(len(before) + 2, seconds=60)
    new = [entry for entry in entries if entry["submission_id"] not in before]
    check(len(new) == 2, f"the application and its rating arrived once each, not {len(new)}")
    return new


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--binaries", required=True)
    parser.add_argument("--assets", required=True)
    parser.add_argument("--out", required=True, help="folder for the pictures and receipts")
    arguments = parser.parse_args()
    folder = tempfile.mkdtemp(prefix="hall-visit-")
    shutil.rmtree(arguments.out, ignore_errors=True)
    hall = Hall(arguments.binaries, arguments.assets, folder)
    screen = KioskScreen(arguments.out)
    try:
        hall.found()
        hall.start_kiosk()
        slips = late_gateway(hall, screen)
        later = no_gateway(hall, screen)
    except BaseException:
        screen.shot("failed")
        subprocess.run(["tail", "-n", "20", os.path.join(folder, "kiosk.log"), os.path.join(folder, "gateway.log")],
                       check=False, stdout=sys.stderr)
        raise
    finally:
        hall.close()
    for title, slip in zip(("The local receipt", "The official receipt"), slips):
        print(f"--- {title} ---\n{slip}")
    print("--- With the gateway stopped: arrived once each, after it was started again ---")
    for entry in later:
        print(json.dumps(entry, ensure_ascii=False))
    print(f"\n{len(screen.taken)} pictures, one of every page: {arguments.out}")
    shutil.rmtree(folder)


if __name__ == "__main__":
    main()
