"""A far side that misbehaves: a captive portal, a platform that refuses, one that never answers."""
import http.server
import json
import threading
import time


class BadGateway:
    def __init__(self, manner, port=0):
        self.asked = 0
        self.closing = False
        outer = self

        class Answer(http.server.BaseHTTPRequestHandler):
            def _take(self):
                self.rfile.read(int(self.headers.get("Content-Length", 0)))
                outer.asked += 1
                getattr(outer, "_" + manner)(self)

            do_PUT = do_GET = do_POST = _take  # noqa: N815

            def log_message(self, *_):  # quiet
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", port), Answer)
        self.port = self.server.server_address[1]
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    @staticmethod
    def _answer(handler, status, media_type, body):
        handler.send_response(status)
        handler.send_header("Content-Type", media_type)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    def _portal(self, handler):
        self._answer(handler, 200, "text/html", b"<html><body>Please log in to the network</body></html>")

    def _refuses(self, handler):
        body = json.dumps({"type": "urn:hall:problem:not-admitted", "title": "This terminal is not admitted",
                           "status": 403}).encode()
        self._answer(handler, 403, "application/problem+json", body)

    def _hangs(self, _handler):
        while not self.closing:
            time.sleep(0.1)

    def close(self):
        self.closing = True
        self.server.shutdown()
        self.server.server_close()
