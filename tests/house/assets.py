"""Every file of assets/: definitions against their schema, words against those who say them, icons against both.

What a schema refuses the parser must refuse too: tests/fixtures/services/refused.json is read by both this test and
tst_definition, tests/fixtures/devices/refused.json by this test and tst_device_catalogue.
"""
import copy
import json
import re
import xml.etree.ElementTree as ElementTree

import jsonschema

import house

HAN = re.compile(r"[\u3400-\u9fff]")
LEFTOVER = re.compile(r"(?i)\b(todo|fixme|xxx|tbd|lorem|placeholder|untranslated)\b|待定|待翻译|占位|待补充")
# Latin letters that a Chinese text for citizens may hold; clerks and technicians read product names and codes.
LATIN = re.compile(r"[A-Za-z]{2,}")
LATIN_ALLOWED = {"English"}
TECHNICAL = (".technician", ".clerk")
PLACE = re.compile(r"%\d")
ID = r"[A-Za-z_][\w-]*(?:\.[\w-]+)+"
SAID = re.compile(r'(?:qsTrId|\btext|\bword|\bline|\bwords)\(\s*(?:QStringLiteral\(\s*)?"(' + ID + r')"')
LITERAL = re.compile(r'"([\w.-]+)"')


def load(name, faults):
    def once(pairs):
        keys = [key for key, _ in pairs]
        for key in sorted({key for key in keys if keys.count(key) > 1}):
            faults.append(f"{name}: {key} stands twice")
        return dict(pairs)
    try:
        return json.loads(house.text(name), object_pairs_hook=once)
    except ValueError as fault:
        faults.append(f"{name}: {fault}")
        return {}


def pointer(steps):
    return "".join("/" + str(step) for step in steps)


def changed(whole, row):
    """The good definition with one thing changed, as tst_definition changes it."""
    whole = copy.deepcopy(whole)
    *steps, last = [step.replace("~1", "/") for step in row["path"][1:].split("/")]
    inner = whole
    for step in steps:
        inner = inner[int(step)] if isinstance(inner, list) else inner[step]
    key = int(last) if isinstance(inner, list) else last
    if row["op"] == "remove":
        del inner[key]
    else:
        inner[key] = row["value"]
    return whole


def definitions(faults):
    schema = load("assets/services/schema/service-definition.schema.json", faults)
    jsonschema.Draft202012Validator.check_schema(schema)
    check = jsonschema.Draft202012Validator(schema)
    services = [name for name in house.files("assets/services/*.json") if "/schema/" not in name]
    found = {}
    for name in [*services, "tests/fixtures/services/good.json"]:
        found[name] = load(name, faults)
        faults += [f"{name}: {pointer(fault.absolute_path)}: {fault.message[:120]}" for fault in check.iter_errors(found[name])]
    good = found.pop("tests/fixtures/services/good.json")
    for row in load("tests/fixtures/services/refused.json", faults):
        if check.is_valid(changed(good, row)) != row.get("schema_accepts", False):
            faults.append(f"tests/fixtures/services/refused.json: {row['name']}: the schema does not say so")
    for name, definition in found.items():
        if name.rsplit("/", 1)[1] != definition.get("id", "") + ".json":
            faults.append(f"{name}: is not named after its id")
    return found


def devices(faults):
    schema = load("assets/devices/schema/device-model.schema.json", faults)
    jsonschema.Draft202012Validator.check_schema(schema)
    check = jsonschema.Draft202012Validator(schema)
    models = {name.rsplit("/", 1)[1][:-5]: load(name, faults)
              for name in house.files("assets/devices/*.json") if "/schema/" not in name}
    for key, model in models.items():
        faults += [f"assets/devices/{key}.json: {pointer(fault.absolute_path)}: {fault.message[:120]}"
                   for fault in check.iter_errors(model)]
    for row in load("tests/fixtures/devices/refused.json", faults):
        if check.is_valid(changed(models[row["of"]], row)):
            faults.append(f"tests/fixtures/devices/refused.json: {row['name']}: the schema accepts it")
    return len(models)


def words(faults):
    known = {}
    for name in house.files("assets/i18n/*.json"):
        for key, text in load(name, faults).items():
            if key in known:
                faults.append(f"{name}: {key} stands in another file too")
            known[key] = text
            faults += [f"{name}: {key}: {what}" for what in word(key, text)]
    return known


def word(key, text):
    if not isinstance(text, dict) or set(text) != {"zh", "en"}:
        return ["needs zh and en and nothing else"]
    zh, en = text["zh"], text["en"]
    faults = [what for what, wrong in (
        ("zh is empty", not zh.strip()),
        ("en is empty", not en.strip()),
        ("zh holds no Chinese", zh.strip() and not HAN.search(zh) and not PLACE.search(zh) and key != "bar.language"),
        ("en holds Chinese", HAN.search(en) and key not in ("bar.language", "home.language")),
        ("zh and en take different values", sorted(PLACE.findall(zh)) != sorted(PLACE.findall(en))),
        ("a leftover", LEFTOVER.search(zh) or LEFTOVER.search(en))) if wrong]
    if not key.endswith(TECHNICAL):
        faults += [f"zh says {latin}" for latin in LATIN.findall(zh) if latin not in LATIN_ALLOWED]
    return faults


def said(sources):
    """Ids that are asked for by name → where; and every text that stands between quotes."""
    asked, literals = {}, set()
    for name in sources:
        whole = house.text(name)
        literals |= set(LITERAL.findall(whole))
        for match in SAID.finditer(whole):
            asked[match[1]] = f"{name}:{house.line_of(whole, match.start())}"
        rows = re.findall(r'add\("(\w+)"', whole)  # rows whose label is the list's word and their id
        for family in re.findall(r'QStringLiteral\("(\w+\.)"\) \+ row\.id', whole):
            asked.update({family + row: name for row in rows})
    return asked, literals


def used(key, literals):
    """By its whole name, or by a family ("fault.") and a name in it ("missing") that both stand in the sources."""
    places = [place.end() for place in re.finditer(r"\.", key)]
    return key in literals or any(key[:at] in literals and key[at:] in literals for at in places) or \
        any(key[:at] in literals and all(part in literals for part in key[at:].split(".")) for at in places)


def check_words(known, faults):
    sources = [name for name in house.files("*.cpp", "*.h", "*.qml") if not name.startswith("tests/")]
    asked, literals = said(sources)
    faults += [f"{where}: {key} has no words" for key, where in asked.items() if key not in known]
    # Those of notices are held against the error codes by tst_notice.
    faults += [f"assets/i18n: nobody says {key}" for key in known
               if not key.startswith("notice.") and key not in asked and not used(key, literals)]


def icons(services, faults):
    there = {name.rsplit("/", 1)[1][:-4] for name in house.files("assets/icons/*.svg")}
    for name, definition in services.items():
        if definition.get("icon") not in there:
            faults.append(f"{name}: /icon: there is no assets/icons/{definition.get('icon')}.svg")
    named = {definition.get("icon") for definition in services.values()}
    for name in house.files("kiosk-app/*.qml", "kiosk-app/*.cpp", "kiosk-app/*.h"):
        whole = house.text(name)
        for match in re.finditer(r'(?:iconName|\bicon|\bname): ?(?:[^"\n;{}]*\? )?"([a-z][a-z0-9-]*)"(?: : "([a-z][a-z0-9-]*)")?', whole):
            for icon in filter(None, match.groups()):
                if icon not in there and not icon.endswith("-") and match[0].startswith("iconName"):
                    faults.append(f"{name}:{house.line_of(whole, match.start())}: there is no icon {icon}")
        named |= set(LITERAL.findall(whole))
        named |= {family + row for family in re.findall(r'"([a-z]+-)"', whole)
                  for row in [*re.findall(r'add\("(\w+)"', whole), *"12345"]}
    faults += [f"assets/icons/{icon}.svg: nobody shows it" for icon in sorted(there - named)]


def drawings(faults):
    names = house.files("assets/*.svg")
    for name in names:
        try:
            root = ElementTree.fromstring(house.text(name))
        except ElementTree.ParseError as fault:
            faults.append(f"{name}: {fault}")
            continue
        if not root.tag.endswith("}svg") or not root.get("viewBox"):
            faults.append(f"{name}: is no svg with a viewBox")
        for node in root.iter():
            if node.tag.endswith(("}script", "}image", "}foreignObject")) or any("href" in key for key in node.keys()):
                faults.append(f"{name}: {node.tag.split('}')[1]} reaches out of the drawing")
    return len(names)


def main():
    faults = []
    services = definitions(faults)
    models = devices(faults)
    known = words(faults)
    check_words(known, faults)
    icons(services, faults)
    drawn = drawings(faults)
    house.finish(faults, len(services) + models + len(known) + drawn)


main()
