"""A person before the kiosk: sees what the accessibility bus and the glass show, touches and presses keys.

Everything goes through the X server, as it would from a finger or a keypad: nothing is called inside the program.
Needs DISPLAY, a session bus (dbus-run-session) and xdotool, import (ImageMagick), pyatspi.
"""
import os
import subprocess
import time

import pyatspi


class NotSeen(AssertionError):
    """What should be on the screen is not there; the message says what is."""


class KioskScreen:
    def __init__(self, shots, window_size=(1080, 1920)):
        self.shots = shots
        self.window_size = window_size
        self.taken = []
        os.makedirs(shots, exist_ok=True)
        # The first question starts the accessibility registry: before the program, so that it finds one.
        self.desktop = pyatspi.Registry.getDesktop(0)
        self.desktop.childCount  # pylint: disable=pointless-statement

    # --- seeing -----------------------------------------------------------------------------------------------
    @staticmethod
    def _walk(node):
        yield node
        for index in range(node.childCount):
            child = node.getChildAtIndex(index)
            if child is not None:
                yield from KioskScreen._walk(child)

    def _nodes(self):
        for index in range(self.desktop.childCount):
            application = self.desktop.getChildAtIndex(index)
            if application is not None and application.name == "hall-kiosk":
                for node in self._walk(application):
                    try:
                        state = node.getState()
                        if state.contains(pyatspi.STATE_SHOWING):
                            yield node, state
                    except (LookupError, RuntimeError):
                        continue  # the page changed while we looked

    def _snapshot(self):
        seen = []
        for node, state in self._nodes():
            try:
                box = node.queryComponent().getExtents(pyatspi.DESKTOP_COORDS)
            except NotImplementedError:
                continue
            seen.append((node, node.getRoleName(), node.name, box, state.contains(pyatspi.STATE_ENABLED)))
        return seen

    def texts(self):
        return [name for _, _, name, box, _ in self._look() if name and box.x < self.window_size[0]]

    def _look(self):
        for _ in range(20):
            try:
                return self._snapshot()
            except Exception:  # pylint: disable=broad-except
                # The bus answers with many kinds of errors while a page is being replaced; look again.
                time.sleep(0.05)
        return self._snapshot()

    def find(self, name, role=None):
        for node, its_role, its_name, box, enabled in self._look():
            if name in its_name and (role is None or role == its_role) and box.width > 0:
                return node, box, enabled
        return None

    def wait_for(self, name, role=None, seconds=10.0):
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            found = self.find(name, role)
            if found:
                return found
            time.sleep(0.05)
        raise NotSeen(f"waited {seconds} s for {name!r}; on the screen: {self.texts()}")

    def wait_gone(self, name, seconds=10.0):
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if not self.find(name):
                return
            time.sleep(0.05)
        raise NotSeen(f"{name!r} is still on the screen")

    # --- doing ------------------------------------------------------------------------------------------------
    def touch(self, name, seconds=10.0):
        """Touches the middle of the button with that name, turning the page if it lies below the fold."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            found = self.find(name, "push button") or self.find(name, "button")
            if found and found[2]:
                box = found[1]
                x, y = box.x + box.width // 2, box.y + box.height // 2
                if self._reachable(x, y):
                    self._click(x, y)
                    return
                more = self.find("往下看") or self.find("More below")
                if more and x < self.window_size[0]:
                    self._click(more[1].x + more[1].width // 2, more[1].y + more[1].height // 2)
            time.sleep(0.1)
        raise NotSeen(f"no button {name!r} to touch; on the screen: {self.texts()}")

    def _reachable(self, x, y):
        if x >= self.window_size[0]:
            return 0 <= y < self.window_size[1]  # the dock
        bar = self.find("请人帮忙", "push button") or self.find("Call staff", "push button")
        bottom = bar[1].y if bar else self.window_size[1]
        in_bar = bar and y >= bottom
        pages = [box.y for _, role, name, box, _ in self._look()
                 if role == "push button" and name in ("往下看", "往上看", "More below", "Back up") and box.height > 0]
        return 0 <= y < (min(pages) if pages and not in_bar else self.window_size[1])

    @staticmethod
    def _click(x, y):
        subprocess.run(["xdotool", "mousemove", str(x), str(y), "mousedown", "1"], check=True)
        time.sleep(0.06)
        subprocess.run(["xdotool", "mouseup", "1"], check=True)
        time.sleep(0.12)

    def type_into(self, name, text):
        """Clicks into a text field, replaces what is there."""
        _, box, _ = self.wait_for(name)
        self._click(box.x + box.width // 2, box.y + box.height // 2)
        self.key("ctrl+a")
        subprocess.run(["xdotool", "type", "--delay", "5", text], check=True)

    @staticmethod
    def key(*names):
        for name in names:
            subprocess.run(["xdotool", "key", "--clearmodifiers", name], check=True)
            time.sleep(0.08)

    def choose_by_keys(self, name, steps=40):
        """Walks the focus with the down key until the named control has it, then presses the select key."""
        for _ in range(steps):
            found = self.find(name)
            if found and found[0].getState().contains(pyatspi.STATE_FOCUSED):
                self.key("Return")
                return
            self.key("Down")
        raise NotSeen(f"the down key never reached {name!r}; on the screen: {self.texts()}")

    def shot(self, name):
        """A picture of the citizen's glass, without the dock."""
        self.key()
        time.sleep(0.35)
        path = os.path.join(self.shots, f"{len(self.taken) + 1:02d}-{name}.png")
        width, height = self.window_size
        subprocess.run(["import", "-silent", "-window", "root", "-crop", f"{width}x{height}+0+0", path], check=True)
        self.taken.append(path)
        return path
