"""The peer that look-ups are compared with: a server that gSOAP's compiler makes of one operation. See Peer/server.c."""

import os
import subprocess
import tempfile

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "Peer")


class Peer:
    """A gSOAP server on a free port of the loopback interface, which knows `count` users and one token."""

    def __init__(self, count, token):
        with tempfile.TemporaryDirectory(prefix="understudy-bench-") as folder:
            made = subprocess.run(
                ["soapcpp2", "-c", "-S", "-x", "-L", "-d", folder, os.path.join(HERE, "lookup.h")], capture_output=True, text=True)
            if made.returncode != 0:
                raise SystemExit(made.stdout + made.stderr)
            program = os.path.join(folder, "server")
            sources = [os.path.join(HERE, "server.c"), *(os.path.join(folder, name) for name in ("soapC.c", "soapServer.c"))]
            subprocess.run(["gcc", "-O2", "-pthread", f"-I{folder}", "-o", program, *sources, "-lgsoap"], check=True)
            # The program stays until its process ends, whatever becomes of its file.
            self.process = subprocess.Popen([program, str(count), token], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            self.port = int(self.process.stdout.readline())

    def stop(self):
        self.process.stdin.close()
        self.process.wait(timeout=15)
