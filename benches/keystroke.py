#!/usr/bin/env python3
"""From a keystroke to its marks: a language server is sent one typed character after another, and the time until it has
published the diagnostics of that version is taken, over a pipe as an editor does it. Published they are when the last byte
of the message has arrived: that Python then reads 1 MB of JSON is not the server's time.

    keystroke.py target/release/dinggao [KB ...]        # drafts of 30 and 300 KB unless told otherwise
"""
import json, os, random, subprocess, sys, tempfile, time

program, sizes = sys.argv[1], [int(size) for size in sys.argv[2:]] or [30, 300]


def text_of(size):
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, os.path.join(os.path.dirname(__file__), "drafts.py"), folder, "1", str(size * 1024), "mixed"], check=True)
        name = next(os.path.join(at, name) for at, _, names in os.walk(folder) for name in names)
        return open(name, encoding="utf-8").read()


class Server:
    def __init__(self, folder):
        self.process = subprocess.Popen([os.path.abspath(program), "lsp"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=folder)

    def send(self, **message):
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self.process.stdin.flush()

    def read(self):
        """The next message, and when it had arrived."""
        length = 0
        while line := self.process.stdout.readline().strip():
            name, _, value = line.partition(b":")
            length = int(value) if name.lower() == b"content-length" else length
        body = self.process.stdout.read(length)
        arrived = time.perf_counter()
        return json.loads(body), arrived

    def published(self, version):
        """How many marks a version of the draft has, and when they had arrived."""
        while True:
            message, arrived = self.read()
            if message.get("method") == "textDocument/publishDiagnostics" and message["params"].get("version") == version:
                return len(message["params"]["diagnostics"]), arrived


def measure(size, typo):
    with tempfile.TemporaryDirectory() as folder:
        if not typo:
            with open(f"{folder}/dinggao.toml", "w", encoding="utf-8") as config:
                config.write('[rules]\ntypo = "off"\n')
        server, text, uri = Server(folder), text_of(size), f"file://{folder}/a.txt"
        capabilities = {"general": {"positionEncodings": ["utf-16"]}, "textDocument": {"publishDiagnostics": {"versionSupport": True}}}
        server.send(id=1, method="initialize", params={"processId": None, "rootUri": f"file://{folder}", "capabilities": capabilities})
        server.read()
        server.send(method="initialized", params={})
        server.send(method="textDocument/didOpen", params={"textDocument": {"uri": uri, "languageId": "text", "version": 0, "text": text}})
        found, _ = server.published(0)
        lines = range(text.count("\n"))
        chance, times = random.Random(1), []
        for version in range(1, 301):
            at = {"line": chance.choice(lines), "character": 0}
            change = {"range": {"start": at, "end": at}, "text": chance.choice("的新县工作")}
            start = time.perf_counter()
            server.send(method="textDocument/didChange", params={"textDocument": {"uri": uri, "version": version}, "contentChanges": [change]})
            times.append((server.published(version)[1] - start) * 1e3)
        server.process.kill()
        times = sorted(times[20:])
        pick = lambda share: times[min(len(times) - 1, int(len(times) * share))]
        print(f"{size:5} KB, {found} findings, {'all packs' if typo else 'all but typo'}: p50 {pick(0.5):.1f} ms, p99 {pick(0.99):.1f} ms")


for size in sizes:
    for typo in (False, True):
        measure(size, typo)
