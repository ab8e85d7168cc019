#!/usr/bin/env python3
"""check_openapi.py [--all EXCHANGES] openapi.yaml exercised.json…: whatever the tests exchanged with a gateway is declared.

exercised.json is a list of {method, path, request, status, content_type, response, problem}; the path is concrete, bodies
are base64. Each response must be declared with its status, content type and the shape of its body; each request that was
answered with success must have the declared shape. With --all the files are those of every test program, and the folder
EXCHANGES holds what gateways noted that ran as processes (lines of JSON; read and removed). Then each declared response
must have been seen, or stand in UNREACHABLE with a reason, and each declared problem must have been seen.
"""
import base64
import binascii
import glob
import json
import os
import re
import sys

import cbor2
import jsonschema
import yaml

# (status, reason): declared everywhere for the honesty of the document, but a test cannot bring it about on every path.
EVERYWHERE = {
    "400": "broken HTTP is refused before the path is looked at; shown on one path",
    "405": "the method of an operation is that operation's; other methods are shown where a path knows others",
    "413": "the length is looked at before the route; shown on some paths",
    "431": "header fields are refused before the path is looked at; shown on one path",
    "429": "limits stand before the routes; shown where they bite",
    "503": "trouble of the database is the same for all; shown on some paths",
    "401": "who shows no certificate is refused before the route; shown on some paths",
    "403": "rights are looked at before the route; shown on some paths",
    "404": "an id of another shape has no path; shown on some paths",
}


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
    plain = path.split("?")[0]
    exact = [template for template in paths if template == plain]
    if exact:
        return exact[0]
    for template in paths:
        if re.fullmatch(re.sub(r"\{[^}]+\}", "[^/]+", template), plain):
            return template
    return None


def value_of(kind, body):
    """The body as a value, if the kind has one and the body was kept."""
    if not body:
        return None
    try:
        raw = base64.b64decode(body)
        if "json" in kind:
            return json.loads(raw)
        if kind == "application/cbor":
            return cbor2.loads(raw)
    except (ValueError, binascii.Error, cbor2.CBORDecodeError) as error:
        return error
    return None


class Shapes:
    def __init__(self, document):
        self.document = document
        self.known = {}

    def fault(self, schema, value):
        if schema is None or value is None:
            return None
        if isinstance(value, Exception):
            return f"does not parse: {value}"
        key = json.dumps(schema, sort_keys=True)
        if key not in self.known:
            whole = {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema,
                     "components": self.document["components"]}
            self.known[key] = jsonschema.Draft202012Validator(whole)
        error = jsonschema.exceptions.best_match(self.known[key].iter_errors(value))
        return error and f'{"/".join(map(str, error.absolute_path))}: {error.message[:200]}'


def schema_of(content, kind):
    return content.get(kind, {}).get("schema")


def complaints(document, exercised):
    types = resolve(document, document["components"]["schemas"]["Problem"])["properties"]["type"]["enum"]
    shapes = Shapes(document)
    for seen in exercised:
        where = f'{seen["method"]} {seen["path"]} {seen["status"]}'
        template = template_of(document["paths"], seen["path"])
        operation = document["paths"].get(template, {}).get(seen["method"].lower())
        if template is None or operation is None:
            if seen["status"] not in (404, 405, 400, 413, 431):
                yield f"{where}: no such path or method"
            continue
        response = operation["responses"].get(str(seen["status"]))
        if response is None:
            yield f"{where}: no such status"
            continue
        content = resolve(document, response).get("content", {})
        kind = seen["content_type"]
        if kind not in (list(content) or [""]) and seen["method"] != "HEAD":
            yield f"{where}: content type {kind}"
        if seen.get("problem") and seen["problem"] not in types:
            yield f'{where}: problem {seen["problem"]}'
        fault = shapes.fault(schema_of(content, kind), value_of(kind, seen.get("response")))
        if fault:
            yield f"{where}: the answer: {fault}"
        if seen["status"] < 300 and "requestBody" in operation:
            asked = resolve(document, operation["requestBody"])["content"]
            wanted = next(iter(asked))
            fault = shapes.fault(schema_of(asked, wanted), value_of(wanted, seen.get("request")))
            if fault:
                yield f"{where}: the request: {fault}"


def unseen(document, exercised):
    types = resolve(document, document["components"]["schemas"]["Problem"])["properties"]["type"]["enum"]
    for problem in sorted(set(types) - {seen.get("problem") for seen in exercised}):
        yield f"{problem}: declared, but no test has seen it"
    seen_responses = {(template_of(document["paths"], seen["path"]), seen["method"].lower(), str(seen["status"]))
                      for seen in exercised}
    statuses = {status for _, _, status in seen_responses}
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            for status in operation.get("responses", {}) if isinstance(operation, dict) else ():
                if (path, method, status) in seen_responses or (status in EVERYWHERE and status in statuses):
                    continue
                yield f"{method.upper()} {path} {status}: declared, but no test has seen it"


def read(name):
    with open(name, encoding="utf-8") as file:
        return [json.loads(line) for line in file] if name.endswith(".jsonl") else json.load(file)


def main():
    words = sys.argv[1:]
    everything = words[0] == "--all"
    logs = sorted(glob.glob(os.path.join(words[1], "*.jsonl"))) if everything else []
    names = words[2:] if everything else words
    with open(names[0], encoding="utf-8") as file:
        document = yaml.safe_load(file)
    exercised = [seen for name in names[1:] + logs for seen in read(name)]
    for name in logs:
        os.remove(name)
    if not document["openapi"].startswith("3.1"):
        sys.exit("not OpenAPI 3.1")
    for node in references(document):
        resolve(document, node)  # a dangling reference raises
    found = list(complaints(document, exercised))
    if everything:
        found += unseen(document, exercised)
    for line in dict.fromkeys(found):
        print(line)
    print(f"{len(exercised)} exchanges, {len(logs)} logs of processes, {len(document['paths'])} paths")
    sys.exit(1 if found else 0)


main()
