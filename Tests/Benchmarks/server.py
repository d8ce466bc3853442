"""The built server, as the benchmarks start it."""

import re
import signal
import subprocess
import time


class Server:
    """A running `understudy serve` on a free port of the loopback interface, ready when the constructor returns."""

    def __init__(self, build, *arguments):
        started = time.monotonic()
        self.process = subprocess.Popen(
            [f"{build}/understudy", "serve", "--listen", "127.0.0.1:0", *([] if "--admin-listen" in arguments else ["--admin-listen", "off"]), *arguments],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        line = self.process.stdout.readline()
        self.seconds_to_ready = time.monotonic() - started
        self.port = int(re.search(r"url=http://127\.0\.0\.1:(\d+)", line).group(1))
        admin = re.search(r"admin=http://127\.0\.0\.1:(\d+)", line)
        self.admin_port = int(admin.group(1)) if admin else None

    def memory_megabytes(self):
        with open(f"/proc/{self.process.pid}/status") as status:
            return int(re.search(r"VmRSS:\s+(\d+)", status.read()).group(1)) / 1024

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(timeout=15)
