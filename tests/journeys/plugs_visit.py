#!/usr/bin/python3
"""Whole visits while plugs are pulled and put back, with the real hall-kiosk over real libusb and a real serial line.

What a visit does not need any more may be pulled without its citizen noticing; what it needs is waited for, and is back
by itself when the plug is. Arguments behind the folders: "usb" or "serial", where the card reader is.
"""
import argparse
import os
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "support"))
sys.path.insert(0, HERE)

from device_host import DeviceHost  # noqa: E402
from hall import Hall  # noqa: E402
from kiosk_screen import KioskScreen  # noqa: E402
import pension_visit  # noqa: E402


def check(condition, what):
    if not condition:
        raise AssertionError(what)


class PluggedVisits:
    def __init__(self, hall, screen, host, reader):
        self.hall, self.screen, self.host, self.reader = hall, screen, host, reader

    def identify(self):
        self.screen.wait_for("请放身份证")
        self.host.do("lay pensioner")
        self.screen.wait_for("这是您本人吗？", seconds=20)
        self.host.do("take")
        self.screen.touch("是我，继续")

    def reader_pulled_while_needed(self):
        """The citizen is told; when the plug is back the card is read without anybody touching the screen."""
        pension_visit.begin_by_search(self.screen, lambda name: None)
        self.screen.wait_for("请放身份证")
        self.host.do("pull " + self.reader)
        self.screen.wait_for("读卡器", seconds=20)
        self.screen.shot("reader-pulled")
        self.host.do("plug " + self.reader)
        self.identify()

    def everything_pulled_that_is_not_needed(self):
        """Between the card and the slip neither reader nor printer is needed; the printer is back for the slip."""
        self.host.do("pull " + self.reader)
        self.host.do("pull printer")
        pension_visit.answer(self.screen, lambda name: None)
        self.host.do("plug printer")
        pension_visit.review_and_submit(self.screen, lambda name: None)
        self.screen.wait_for("回执已打印", seconds=60)
        check("回执" in self.hall.wait_printed(1)[0], "the slip came out of the printer that was plugged again")
        self.screen.shot("printed")
        pension_visit.rate_and_leave(self.screen, lambda name: None)

    def reader_is_back_for_the_next(self):
        self.host.do("plug " + self.reader)
        pension_visit.begin_by_search(self.screen, lambda name: None)
        self.identify()

    def printer_pulled_for_good(self):
        """No paper, and still the application is kept, rated and done; the paper comes when the printer does."""
        before = len(self.hall.printed())
        self.host.do("pull printer")
        pension_visit.answer(self.screen, lambda name: None)
        pension_visit.review_and_submit(self.screen, lambda name: None)
        self.screen.wait_for("回执没有打印出来", seconds=30)
        self.screen.shot("no-printer")
        self.host.do("plug printer")
        self.screen.touch("再打印一张")
        self.screen.wait_for("回执已打印", seconds=30)
        check(len(self.hall.wait_printed(before + 1)) > before, "the slip came out at last")
        pension_visit.rate_and_leave(self.screen, lambda name: None)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--binaries", required=True)
    parser.add_argument("--assets", required=True)
    parser.add_argument("--out", required=True, help="folder for the pictures")
    parser.add_argument("--host", required=True, help="the device_host program")
    parser.add_argument("where", choices=["usb", "serial"])
    arguments = parser.parse_args()
    folder = tempfile.mkdtemp(prefix="hall-plugs-")
    shutil.rmtree(arguments.out, ignore_errors=True)
    host = DeviceHost(arguments.host, folder)
    serial = arguments.where == "serial"
    hall = Hall(arguments.binaries, arguments.assets, folder,
                {"id_card_reader": host.serial if serial else "usb", "receipt_printer": "usb"})
    hall.slips = host.slips
    screen = KioskScreen(arguments.out)
    visits = PluggedVisits(hall, screen, host, "serial-reader" if serial else "reader")
    try:
        hall.found()
        host.do("plug " + visits.reader)
        host.do("plug printer")
        hall.start_kiosk_on(host)
        visits.reader_pulled_while_needed()
        visits.everything_pulled_that_is_not_needed()
        visits.reader_is_back_for_the_next()
        visits.printer_pulled_for_good()
        received = hall.wait_received(4)
        check(len(received) == 4, f"two applications and two ratings arrived, not {len(received)}")
        check(hall.kiosk.poll() is None, "the kiosk is still running")
    except BaseException:
        screen.shot("failed")
        subprocess.run(["tail", "-n", "30", os.path.join(folder, "kiosk.log")], check=False, stdout=sys.stderr)
        raise
    finally:
        hall.close()
        host.close()
    print(f"two visits, eight plugs pulled and put back; pictures: {arguments.out}")
    shutil.rmtree(folder)


if __name__ == "__main__":
    main()
