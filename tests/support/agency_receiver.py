#!/usr/bin/python3
"""An agency's endpoint: agency_receiver.py FOLDER. Answers as FOLDER/mode says, writes a line of JSON for each request.

Modes: "ok"; a status ("500", "410", "302"); "hang" (no answer for 30 s); "500 TEXT" (only for bodies with TEXT in them).
Signatures are checked with Python's own HMAC against FOLDER/secret ("whsec_…") and, if there is one, FOLDER/public.pem.
"""
import base64
import hashlib
import hmac
import http.server
import json
import pathlib
import sys
import threading
import time

FOLDER = pathlib.Path(sys.argv[1])
LOCK = threading.Lock()


def verified(headers, body):
    message = f'{headers["webhook-id"]}.{headers["webhook-timestamp"]}.'.encode() + body
    secret = base64.b64decode((FOLDER / "secret").read_text(encoding="ascii").strip().removeprefix("whsec_"))
    wanted = "v1," + base64.b64encode(hmac.new(secret, message, hashlib.sha256).digest()).decode()
    given = headers["webhook-signature"].split(" ")
    if wanted not in given or abs(time.time() - int(headers["webhook-timestamp"])) > 300:
        return False
    if not (FOLDER / "public.pem").exists():
        return True
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.serialization import load_pem_public_key
    key = load_pem_public_key((FOLDER / "public.pem").read_bytes())
    for signature in (one[4:] for one in given if one.startswith("v1a,")):
        try:
            key.verify(base64.b64decode(signature), message)
            return True
        except InvalidSignature:
            pass
    return False


class Endpoint(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_GET(self):
        self.note(0, b"", False)
        self.answer(200)

    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        mode = (FOLDER / "mode").read_text(encoding="utf-8").strip().split(" ", 1)
        if len(mode) == 2 and mode[1].encode() not in body:
            mode = ["ok"]
        status = 204 if mode[0] == "ok" else 0 if mode[0] == "hang" else int(mode[0])
        self.note(status, body, verified(self.headers, body))
        if status == 0:
            time.sleep(30)
            self.close_connection = True
            return
        self.answer(status)

    def answer(self, status):
        self.send_response(status)
        if status == 302:
            self.send_header("Location", "/elsewhere")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def note(self, status, body, good):
        data = json.loads(body)["data"] if body else {}
        line = {"path": self.path, "status": status, "id": self.headers.get("webhook-id"), "verified": good,
                "submission_id": data.get("submission_id"), "case_id": data.get("case_id")}
        with LOCK, open(FOLDER / "received", "a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")


server = http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[2]) if len(sys.argv) > 2 else 0), Endpoint)
server.daemon_threads = True
print(server.server_address[1], flush=True)
server.serve_forever()
