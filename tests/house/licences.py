"""No file of ours names a machine it was written on or a mirror it was fetched through, and the licence is there."""
import re

import house

# Written in pieces, so that this file may stand in the repository too.
NAMES = [
    re.compile(r"(?<![\w.])/" + r"(?:work|home|Users|root|mnt|media)/[\w.-]+"),
    re.compile(r"(?<!\w)[A-Z]:\\\\?" + r"(?:Users|home)\b"),
    re.compile(r"\b(?:index|files)?\.?" + r"(?:pypi\.org|python" + r"hosted\.org|npm" + r"js\.org|crates\.io|"
               r"proxy\.golang\.org|maven\.org|docker\.io|conan\.io)\b"),
    re.compile(r"(?i)\b(?:arti" + r"factory|nexus-" + r"repository|deva" + r"pi/simple)\b"),
    re.compile(r"\bhttps?://(?:10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.)"),
]
BINARY = (".png", ".jpg", ".bin", ".sqlite", ".ttf", ".otf", ".wav", ".ogg", ".pdf", ".woff2")


def main():
    faults = []
    names = [name for name in house.files() if not name.endswith(BINARY)]
    for name in names:
        try:
            whole = house.text(name)
        except UnicodeDecodeError:
            faults.append(f"{name}: neither text nor of a known binary kind")
            continue
        for pattern in NAMES:
            for match in pattern.finditer(whole):
                faults.append(f"{name}:{house.line_of(whole, match.start())}: names {match[0]}")
    if not house.text("LICENSE").strip():
        faults.append("LICENSE: is empty")
    house.finish(faults, len(names))


main()
