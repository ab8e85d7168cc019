#!/usr/bin/env python3
"""check_openapi.py [--all] openapi.yaml exercised.json…: whatever the tests saw the gateway answer is declared.

exercised.json is a list of {method, path, status, content_type, problem}; the path is concrete. With --all the files are
those of every test program, and each declared problem must have been seen by one of them.
"""
import json
import re
import sys

import yaml


def resolve(document, node):
    while "$ref" in node:
        target = document
        for step in node["$ref"].removeprefix("#/").split("/"):
            target = target[step]
        node = target
    return node


def references(node):
    if isinstance(node, dict):
        for key, value in node.items():
            if key == "$ref":
                yield node
            else:
                yield from references(value)
    elif isinstance(node, list):
        for value in node:
            yield from references(value)


def template_of(paths, path):
    for template in paths:
        if re.fullmatch(re.sub(r"\{[^}]+\}", "[^/]+", template), path.split("?")[0]):
            return template
    return None


def complaints(document, exercised, everything):
    types = resolve(document, document["components"]["schemas"]["Problem"])["properties"]["type"]["enum"]
    for seen in exercised:
        where = f'{seen["method"]} {seen["path"]} {seen["status"]}'
        template = template_of(document["paths"], seen["path"])
        if template is None:
            if seen["status"] != 404:
                yield f"{where}: no such path"
            continue
        operation = document["paths"][template].get(seen["method"].lower())
        if operation is None:
            if seen["status"] != 405:
                yield f"{where}: no such method"
            continue
        response = operation["responses"].get(str(seen["status"]))
        if response is None:
            yield f"{where}: no such status"
            continue
        kinds = list(resolve(document, response).get("content", {})) or [""]
        if seen["content_type"] not in kinds:
            yield f'{where}: content type {seen["content_type"]}'
        if seen["problem"] and seen["problem"] not in types:
            yield f'{where}: problem {seen["problem"]}'
    if not everything:
        return
    unseen = set(types) - {seen["problem"] for seen in exercised}
    for problem in sorted(unseen):
        yield f"{problem}: declared, but no test has seen it"


def main():
    everything = sys.argv[1] == "--all"
    names = sys.argv[2:] if everything else sys.argv[1:]
    with open(names[0], encoding="utf-8") as file:
        document = yaml.safe_load(file)
    exercised = []
    for name in names[1:]:
        with open(name, encoding="utf-8") as file:
            exercised += json.load(file)
    if not document["openapi"].startswith("3.1"):
        sys.exit("not OpenAPI 3.1")
    for node in references(document):
        resolve(document, node)  # a dangling reference raises
    found = list(complaints(document, exercised, everything))
    for line in found:
        print(line)
    print(f"{len(exercised)} answers held against {len(document['paths'])} paths")
    sys.exit(1 if found else 0)


main()
