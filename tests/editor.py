"""An editor with the YAML language server of Red Hat behind it, as VS Code and others have: over stdio, by LSP."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
SERVER = Path(os.environ.get("YAML_LANGUAGE_SERVER", ROOT / "build/editors/node_modules/yaml-language-server"))
NODE = shutil.which("node")
SETTINGS = {"yaml": {"validate": True, "completion": True, "hover": True, "schemaStore": {"enable": False}}}


class Editor:
    """Files that are open, with what the server says of them."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self.process, self.number, self.version = process, 0, 0
        self.findings: dict[str, list[dict[str, Any]]] = {}
        self.ask("initialize", processId=None, rootUri=None, capabilities={"textDocument": TEXT})
        self.tell("initialized")
        self.tell("workspace/didChangeConfiguration", settings=SETTINGS)

    def tell(self, method: str, **params: Any) -> None:
        self._send({"method": method, "params": params})

    def ask(self, method: str, **params: Any) -> Any:
        """The answer of the server; what it tells in between is kept."""
        self.number += 1
        self._send({"id": self.number, "method": method, "params": params})
        while (message := self._next()).get("id") != self.number or "method" in message:
            pass
        return message.get("result")

    def _send(self, message: dict[str, Any]) -> None:
        assert self.process.stdin
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self.process.stdin.flush()

    def _next(self) -> dict[str, Any]:
        """The next message; the server's own questions are answered with nothing."""
        assert self.process.stdout
        length = 0
        while line := self.process.stdout.readline().strip():
            if line.lower().startswith(b"content-length:"):
                length = int(line.split(b":")[1])
        assert length, "the server has gone"
        message: dict[str, Any] = json.loads(self.process.stdout.read(length))
        if "method" in message and "id" in message:
            self._send({"id": message["id"], "result": None})
        elif message.get("method") == "textDocument/publishDiagnostics":
            self.findings[message["params"]["uri"]] = message["params"]["diagnostics"]
        return message

    def open(self, path: Path, text: str | None = None) -> list[tuple[str, str]]:
        """Open a file, with this text in it: each thing underlined, and what is said of it."""
        uri, text = path.as_uri(), path.read_text(encoding="utf-8") if text is None else text
        self.text, self.version = text, self.version + 1
        document = {"uri": uri, "version": self.version}
        if self.findings.pop(uri, None) is None:
            self.tell("textDocument/didOpen", textDocument={**document, "languageId": "yaml", "text": text})
        else:
            self.tell("textDocument/didChange", textDocument=document, contentChanges=[{"text": text}])
        while uri not in self.findings:
            self._next()
        return [(self._at(found["range"]), found["message"]) for found in self.findings[uri]]

    def _at(self, span: dict[str, dict[str, int]]) -> str:
        lines = self.text.split("\n")[span["start"]["line"] : span["end"]["line"] + 1]
        lines[-1] = lines[-1][: span["end"]["character"]]
        lines[0] = lines[0][span["start"]["character"] :]
        return "\n".join(lines)

    def complete(self, path: Path, text: str) -> dict[str, str]:
        """What is offered where ``|`` stands in the text, with what is said of it."""
        before, _, after = text.partition("|")
        self.open(path, before + after)
        found = self.ask("textDocument/completion", **self._place(path, before)) or {"items": []}
        items = found if isinstance(found, list) else found["items"]
        return {item["label"]: _words(item.get("documentation")) for item in items}

    def hover(self, path: Path, text: str) -> str:
        """What is shown where the pointer is held at ``|``."""
        before, _, after = text.partition("|")
        self.open(path, before + after)
        found = self.ask("textDocument/hover", **self._place(path, before))
        return _words(found["contents"]) if found else ""

    def _place(self, path: Path, before: str) -> dict[str, Any]:
        lines = before.split("\n")
        position = {"line": len(lines) - 1, "character": len(lines[-1])}
        return {"textDocument": {"uri": path.as_uri()}, "position": position}


TEXT = {
    "completion": {"completionItem": {"documentationFormat": ["markdown"]}},
    "hover": {"contentFormat": ["markdown"]},
}


def _words(said: Any) -> str:
    return str(said.get("value", "")) if isinstance(said, dict) else str(said or "")


@contextlib.contextmanager
def editor() -> Iterator[Editor]:
    """An editor, for as long as it is needed."""
    assert NODE
    command = [NODE, str(SERVER / "bin/yaml-language-server"), "--stdio"]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    try:
        yield Editor(process)
    finally:
        process.kill()
        process.communicate()
