"""Arrows point down: who may include, link by include, or import whom (design, section 3.1), and what stands at the root."""
import re

import house

INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]+(["<])([^">]+)[">]', re.M)
IMPORT = re.compile(r'^[ \t]*import[ \t]+(?:"([^"]+)"|(Hall\.\w+|Qt\w+(?:\.\w+)*))', re.M)

# Room → the rooms it may include besides itself. The longest name that fits is the room of a file.
MAY = {
    "sync/base": [],
    "sync/model": ["sync/base"],
    "sync/seal": ["sync/base", "sync/model"],
    "sync/store": ["sync/base", "sync/model"],
    "sync/catalogue": ["sync/base", "sync/model"],
    "sync/credential": ["sync/base", "sync/model", "sync/seal"],
    "sync/mirror": ["sync/base", "sync/model", "sync/seal"],
    "sync/outbox": ["sync/base", "sync/model", "sync/seal", "sync/store"],
    "sync/media": ["sync/base", "sync/model", "sync/seal", "sync/credential", "sync/outbox"],
    "sync/outbox/tool": ["sync/base", "sync/model", "sync/seal", "sync/outbox", "sync/media"],
    "sync/engine": ["sync/base", "sync/model", "sync/seal", "sync/outbox", "sync/mirror"],
    "sync/identity": ["sync/base", "sync/model", "sync/seal", "sync/engine"],
    # identity: a gateway that has one above it is a machine there, and renews its certificate as every machine does.
    "sync/gateway": ["sync/base", "sync/engine", "sync/identity", "sync/outbox", "sync/model", "sync/seal", "sync/store",
                     "sync/catalogue", "sync/mirror", "sync/media"],
    # The drill speaks to a gateway as a program only, and puts together a terminal as hall-kiosk does.
    "sync/drill/levers": [],
    "sync/drill": ["sync/drill/levers", "sync/base", "sync/model", "sync/seal", "sync/store", "sync/outbox",
                   "sync/engine"],
    "drivers": ["sync/base"],
    "kiosk-app/core": ["sync/base", "sync/model", "sync/catalogue", "sync/outbox", "sync/seal", "sync/credential",
                       "drivers"],
    "kiosk-app/controls": ["sync/base"],
    "kiosk-app/assist": ["sync/base"],
    "kiosk-app/papers": ["sync/base", "sync/model"],
    "kiosk-app/citizen": ["kiosk-app/core", "kiosk-app/controls", "kiosk-app/assist", "sync/base", "sync/model",
                          "sync/catalogue"],
    "kiosk-app/dock": ["drivers", "sync/base"],
    "kiosk-app/gallery": ["kiosk-app/controls", "kiosk-app/assist"],
    "kiosk-app": None,  # the composition root: the one place where strangers meet
    "tests": None,
    "packaging": None,
}
MAY["kiosk-app/counter"] = MAY["kiosk-app/maintenance"] = MAY["kiosk-app/citizen"]

# What the visit knows of the devices: the interfaces, never a real bay, a model or a port.
INTERFACES = {"drivers/bay.h", "drivers/device.h", "drivers/id_card.h", "drivers/id_card_reader.h",
              "drivers/code_reader.h", "drivers/receipt_printer.h", "drivers/document_camera.h", "drivers/document_pdf.h",
              "drivers/keypad.h",
              "drivers/page_printer.h", "drivers/auxiliaries.h", "drivers/lights.h", "drivers/device_json.h"}

# Foreign headers → the only place that may name them.
FOREIGN = [
    (re.compile(r"openssl/"), re.compile(r"sync/seal/")),
    (re.compile(r"sqlite3\.h"), re.compile(r"sync/store/")),
    (re.compile(r"curl/"), re.compile(r"sync/engine/")),
    (re.compile(r"zlib\.h"), re.compile(r"sync/credential/")),
    (re.compile(r"boost/"), re.compile(r"sync/gateway/http_server\.cpp")),
    (re.compile(r"libpq|postgresql/"), re.compile(r"sync/gateway/sql/postgres_")),
    (re.compile(r"png\.h|qrencode\.h"), re.compile(r"sync/media/qr_picture\.cpp")),
    (re.compile(r"cairo|pango/"), re.compile(r"kiosk-app/papers/page_canvas\.cpp|drivers/camera/document_pdf\.cpp")),
    (re.compile(r"cups/"), re.compile(r"drivers/printer/ipp_link\.cpp")),
    (re.compile(r"libusb"), re.compile(r"drivers/port/|tests/support/usb_sim")),
    (re.compile(r"libevdev/|gpiod\.h"), re.compile(r"drivers/port/")),
    (re.compile(r"opencv2/|ZXing/"), re.compile(r"drivers/(code|sim|tool|camera)/|kiosk-app/(controls|papers)/")),
]
# No screen below the pages.
SCREEN = re.compile(r"Qt(Quick|Qml|Gui|Widgets)/|Q(Quick|Qml|Gui)\w*$|Q(Image|Color|Font|Pixmap|Painter|Window)$")
SCREENLESS = ("sync/", "drivers/", "kiosk-app/core/", "kiosk-app/papers/")

IMPORTS = {
    "kiosk-app/controls": {"Hall.Controls"},
    "kiosk-app/assist": {"Hall.Assist", "Hall.Controls"},
    "kiosk-app/citizen": {"Hall.Citizen", "Hall.Controls", "Hall.Assist"},
    "kiosk-app/counter": {"Hall.Counter", "Hall.Controls", "Hall.Assist"},
    "kiosk-app/maintenance": {"Hall.Maintenance", "Hall.Controls", "Hall.Assist"},
    "kiosk-app/gallery": {"Hall.Gallery", "Hall.Controls", "Hall.Assist"},
    "kiosk-app/dock": {"Hall.Dock"},
}
ROOT_ENTRIES = {"CMakeLists.txt", "CMakePresets.json", "README.md", "LICENSE", ".gitignore", ".clang-format",
                ".clang-tidy", ".ci", "sync", "drivers", "kiosk-app", "assets", "packaging", "tests"}


def room(name):
    fitting = [known for known in MAY if name.startswith(known + "/")]
    return max(fitting, key=len) if fitting else None


def includes(name, faults):
    whole = house.text(name)
    for match in INCLUDE.finditer(whole):
        place = f"{name}:{house.line_of(whole, match.start())}: "
        if match[1] == '"':
            faults += [place + fault for fault in own(name, match[2])]
        else:
            faults += [place + fault for fault in foreign(name, match[2])]


def own(name, header):
    here, there = room(name), room(header)
    if there is None:
        if "/" in header:
            return [f'"{header}" belongs to no room']
        return [] if header.endswith(".moc") else [f'"{header}" is not named from the repository\'s root']
    if here == there or MAY[here] is None:
        return []
    if there not in MAY[here]:
        return [f"{here} may not include {header}"]
    if here == "kiosk-app/core" and there == "drivers" and header not in INTERFACES:
        return [f"{here} knows interfaces only, not {header}"]
    return []


def foreign(name, header):
    faults = [f"<{header}> belongs to {only.pattern} alone"
              for what, only in FOREIGN if what.match(header) and not only.match(name) and not name.startswith("tests/")]
    if name.startswith(SCREENLESS) and SCREEN.match(header):
        faults.append(f"<{header}>: there is no screen here")
    return faults


def imports(name, faults):
    whole = house.text(name)
    allowed = IMPORTS.get(room(name), set())
    for match in IMPORT.finditer(whole):
        place = f"{name}:{house.line_of(whole, match.start())}: "
        if match[1]:
            faults.append(place + f'imports the folder "{match[1]}"; rooms are imported as modules')
        elif match[2].startswith("Hall.") and match[2] not in allowed:
            faults.append(place + f"{room(name)} may not import {match[2]}")


def main():
    faults = []
    sources = house.files("*.cpp", "*.h")
    pages = house.files("kiosk-app/*.qml")
    for name in sources:
        if room(name) is None:
            faults.append(f"{name}: belongs to no room")
        else:
            includes(name, faults)
    for name in pages:
        imports(name, faults)
    for entry in sorted({name.split("/")[0] for name in house.files()} - ROOT_ENTRIES):
        faults.append(f"{entry}: not among the root's entries")
    house.finish(faults, len(sources) + len(pages))


main()
