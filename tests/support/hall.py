"""A small hall for tests and demonstrations: a gateway and a kiosk as real processes, in a folder of their own."""
import json
import os
import signal
import subprocess
import time


class Hall:
    def __init__(self, binaries, assets, folder, settings=None):
        self.binaries, self.assets, self.folder = binaries, assets, folder
        self.gateway_data = os.path.join(folder, "gateway")
        self.kiosk_data = os.path.join(folder, "kiosk")
        self.slips = os.path.join(folder, "slips")
        self.port = 0
        self.gateway = self.kiosk = None
        self.settings = settings or {}
        for path in (folder, self.gateway_data, self.kiosk_data, self.slips):
            os.makedirs(path, exist_ok=True)

    def program(self, name):
        return os.path.join(self.binaries, name)

    def run(self, name, *arguments):
        done = subprocess.run([self.program(name), *arguments], check=True, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, text=True,
                              env={**os.environ, "QT_QPA_PLATFORM": "offscreen"})
        return done.stdout

    def found(self):
        """Makes the keys of both sides and lets each know the other; starts the gateway."""
        self.run("hall-gateway", "init", "--data", self.gateway_data)
        with open(os.path.join(self.kiosk_data, "platform.pem"), "w", encoding="ascii") as file:
            file.write(self.run("hall-gateway", "certificates", "--data", self.gateway_data))
        certificate = self.run("hall-kiosk", "--first-start", "--data", self.kiosk_data).strip()
        self.run("hall-gateway", "admit", certificate, "--data", self.gateway_data)
        self.start_gateway()
        with open(os.path.join(self.kiosk_data, "settings.json"), "w", encoding="utf-8") as file:
            json.dump({"gateway": f"http://127.0.0.1:{self.port}", **self.settings}, file)

    def start_gateway(self):
        port_file = os.path.join(self.folder, "port")
        if os.path.exists(port_file):
            os.remove(port_file)
        log = open(os.path.join(self.folder, "gateway.log"), "a", encoding="utf-8")  # pylint: disable=consider-using-with
        self.gateway = subprocess.Popen(  # pylint: disable=consider-using-with
            [self.program("hall-gateway"), "serve", "--data", self.gateway_data, "--listen", f"127.0.0.1:{self.port}",
             "--port-file", port_file], stdout=log, stderr=log)
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            if os.path.exists(port_file) and open(port_file, encoding="ascii").read().strip():
                self.port = int(open(port_file, encoding="ascii").read())
                return
            if self.gateway.poll() is not None:
                break
            time.sleep(0.02)
        raise AssertionError("the gateway did not start; see " + log.name)

    def stop_gateway(self):
        self.gateway.terminate()
        self.gateway.wait(10)

    def pause_gateway(self):
        self.gateway.send_signal(signal.SIGSTOP)

    def resume_gateway(self):
        self.gateway.send_signal(signal.SIGCONT)

    def start_kiosk(self, *arguments, window="1080x1920+0+0"):
        self._start_kiosk({}, "--simulate", "--slips", self.slips, "--window", window, *arguments)

    def start_kiosk_on(self, host, window="1080x1920+0+0"):
        """The kiosk as it is shipped, over the devices of a DeviceHost."""
        self._start_kiosk(host.environment, "--window", window)

    def _start_kiosk(self, more, *arguments):
        log = open(os.path.join(self.folder, "kiosk.log"), "a", encoding="utf-8")  # pylint: disable=consider-using-with
        environment = {**os.environ, "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1", **more}
        self.kiosk = subprocess.Popen(  # pylint: disable=consider-using-with
            [self.program("hall-kiosk"), "--data", self.kiosk_data, "--assets", self.assets, *arguments],
            stdout=log, stderr=log, env=environment)

    @staticmethod
    def show_code(screen, text):
        """Types the text of a code into the dock and holds it before the camera."""
        screen.type_into("二维码内容", text)
        screen.touch("出示二维码")

    def received(self):
        return json.loads(self.run("hall-gateway", "list", "--json", "--data", self.gateway_data))

    def wait_received(self, count, seconds=60):
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if len(self.received()) >= count:
                break
            time.sleep(0.2)
        return self.received()

    def printed(self):
        """The text of every printed slip, oldest first."""
        return [open(os.path.join(self.slips, name), encoding="utf-8").read() for name in sorted(os.listdir(self.slips))]

    def wait_printed(self, count, seconds=20):
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and len(os.listdir(self.slips)) < count:
            time.sleep(0.1)
        return self.printed()

    def close(self):
        for process in (self.kiosk, self.gateway):
            if process is not None and process.poll() is None:
                process.send_signal(signal.SIGCONT)
                process.terminate()
                try:
                    process.wait(10)
                except subprocess.TimeoutExpired:
                    process.kill()
