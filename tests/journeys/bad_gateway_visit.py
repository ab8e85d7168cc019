#!/usr/bin/python3
"""The same visit before a far side that misbehaves: the citizen is told what is true, and nothing is lost or doubled.

portal   a captive portal answers 200 with a web page
hangs    the platform takes the request and never answers
refuses  the platform says 403: a clerk has to decide
"""
import argparse
import os
import shutil
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "support"))
sys.path.insert(0, HERE)

from bad_gateway import BadGateway  # noqa: E402
from hall import Hall  # noqa: E402
from kiosk_screen import KioskScreen  # noqa: E402
import pension_visit  # noqa: E402


def check(condition, what):
    if not condition:
        raise AssertionError(what)


def arrives_later(hall, screen, bad):
    pension_visit.fill(screen)
    screen.wait_for("已存到这台机器", seconds=20)
    check(not screen.find("办理部门已经收到"), "nothing is called received without a receipt")
    slips = hall.wait_printed(1)
    check("本机暂存回执" in slips[0] and "受理编号" not in slips[0], "the paper says only what is true")
    pension_visit.rate_and_leave(screen, lambda name: None)
    check(bad.asked > 0, "the terminal did ask the far side")
    bad.close()
    hall.start_gateway()
    entries = hall.wait_received(2, seconds=420)
    check(len(entries) == 2 and len({entry["submission_id"] for entry in entries}) == 2,
          f"the application and its rating arrived once each: {entries}")


def held(hall, screen, bad):
    pension_visit.fill(screen)
    screen.wait_for("需要到窗口看一下", seconds=20)
    screen.wait_for("内容都还在")
    screen.shot("held")
    slip = hall.wait_printed(1)[0]
    check("请到人工窗口" in slip and "自动送出" not in slip, "the paper sends its bearer to the counter")
    code = slip.split("QR: ")[1].split("\n")[0].strip()
    pension_visit.rate_and_leave(screen, lambda name: None)
    screen.touch("查收到没有")
    hall.show_code(screen, code)
    screen.wait_for("需要工作人员看一下", seconds=20)
    screen.shot("held-lookup")
    bad.close()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--binaries", required=True)
    parser.add_argument("--assets", required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("manner", choices=["portal", "hangs", "refuses"])
    arguments = parser.parse_args()
    folder = tempfile.mkdtemp(prefix="hall-bad-")
    hall = Hall(arguments.binaries, arguments.assets, folder)
    screen = KioskScreen(os.path.join(arguments.out, arguments.manner))
    try:
        hall.found()
        hall.stop_gateway()
        bad = BadGateway(arguments.manner, hall.port)
        hall.start_kiosk()
        (held if arguments.manner == "refuses" else arrives_later)(hall, screen, bad)
    except BaseException:
        screen.shot("failed")
        raise
    finally:
        hall.close()
    shutil.rmtree(folder)


if __name__ == "__main__":
    main()
