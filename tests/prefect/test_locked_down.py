"""What a page of another origin may do with the server of `zones serve`: nothing."""

from __future__ import annotations

import json
import queue
import shutil
import subprocess
import threading
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from prefect.client.orchestration import SyncPrefectClient

from .conftest import LIMIT_SECONDS, Served

ALLOWED = "access-control-allow-origin"
ELSEWHERE = ("http://evil.example", "null", "http://127.0.0.1", "http://127.0.0.1:1", "https://{own}")


def ask(
    url: str, method: str = "GET", body: object | None = None, headers: dict[str, str] | None = None
) -> tuple[int, dict[str, str], bytes]:
    """Status, headers (names in lower case) and body of an answer, be it a refusal."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"Content-Type": "application/json", **(headers or {})}, method=method)
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.status, {k.lower(): v for k, v in answer.headers.items()}, answer.read()
    except urllib.error.HTTPError as refused:
        return refused.code, {k.lower(): v for k, v in refused.headers.items()}, refused.read()


def own_origin(served: Served) -> str:
    return served.api.removesuffix("/api")


@pytest.mark.xdist_group("server")
class TestPageOfAnotherOrigin:
    @pytest.mark.parametrize("origin", ELSEWHERE)
    def test_it_may_not_read_answers(self, served: Served, origin: str) -> None:
        own = own_origin(served).removeprefix("http://")
        headers = {"Origin": origin.format(own=own)}
        for path in ("/health", "/csrf-token?client=page", "/admin/version"):
            status, said, _ = ask(f"{served.api}{path}", headers=headers)
            assert status == 200
            assert ALLOWED not in said

    @pytest.mark.parametrize("origin", ELSEWHERE)
    def test_it_may_not_ask_for_more_than_reading(self, served: Served, origin: str) -> None:
        own = own_origin(served).removeprefix("http://")
        asked = {"Origin": origin.format(own=own), "Access-Control-Request-Method": "PATCH"}
        status, said, _ = ask(f"{served.api}/deployments/any", "OPTIONS", headers=asked)
        assert status == 400
        assert ALLOWED not in said

    def test_the_server_s_own_page_may(self, served: Served) -> None:
        asked = {"Origin": own_origin(served), "Access-Control-Request-Method": "PATCH"}
        for method, path in (("GET", "/health"), ("OPTIONS", "/deployments/any")):
            status, said, _ = ask(f"{served.api}{path}", method, headers=asked)
            assert (status, said[ALLOWED]) == (200, own_origin(served))

    @pytest.mark.parametrize("method", ["POST", "PATCH", "PUT", "DELETE"])
    def test_nothing_is_changed_without_a_token(self, served: Served, method: str) -> None:
        """A form of another page can send without asking first, so the origin alone does not keep it out."""
        forged = {"Prefect-Csrf-Token": "forged", "Prefect-Csrf-Client": "page"}
        for headers in ({}, {"Content-Type": "text/plain"}, forged):
            status, _, body = ask(f"{served.api}/variables/", method, {"name": "drive_by", "value": 1}, headers)
            assert status == 403
            assert b"CSRF" in body

    def test_clients_of_prefect_fetch_the_token_themselves(self, served: Served) -> None:
        with SyncPrefectClient(served.api) as client:
            made = client._client.post("/variables/", json={"name": "ours", "value": 1})
            assert made.status_code == 201
            assert client._client.delete("/variables/name/ours").status_code == 204
        assert ask(f"{served.api}/variables/name/drive_by")[0] == 404


BROWSER = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
PAGE = """<!doctype html><title>another origin</title><script>
const json = {"content-type": "application/json"}, made = JSON.stringify({name: "by_browser", value: 1});
async function tried(url, options) {
  try { const answer = await fetch(url, options); return answer.type === "opaque" ? "sent" : String(answer.status); }
  catch (error) { return "blocked"; }
}
(async () => {
  const api = "API";
  const found = {
    own: await tried("/page"),
    read: await tried(api + "/deployments/filter", {method: "POST", headers: json, body: "{}"}),
    token: await tried(api + "/csrf-token?client=page"),
    change: await tried(api + "/variables/", {method: "POST", headers: json, body: made}),
    patch: await tried(api + "/deployments/any", {method: "PATCH", headers: json, body: "{}"}),
    unasked: await tried(api + "/variables/", {method: "POST", mode: "no-cors", body: made}),
  };
  await fetch("/said", {method: "POST", body: JSON.stringify(found)});
})();
</script>"""


@pytest.mark.skipif(BROWSER is None, reason="no Chromium is installed here")
@pytest.mark.xdist_group("server")
def test_a_real_browser_keeps_a_page_of_another_origin_out(served: Served, tmp_path: Path) -> None:
    said: queue.SimpleQueue[dict[str, str]] = queue.SimpleQueue()

    class Elsewhere(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(PAGE.replace("API", served.api).encode())

        def do_POST(self) -> None:
            said.put(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(204)
            self.end_headers()

        def log_message(self, format: str, *arguments: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere) as elsewhere:
        threading.Thread(target=elsewhere.serve_forever, daemon=True).start()
        options = ["--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", f"--user-data-dir={tmp_path}"]
        page = f"http://127.0.0.1:{elsewhere.server_port}/page"
        browser = subprocess.Popen(
            [str(BROWSER), *options, "--remote-debugging-port=0", page],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            found = said.get(timeout=LIMIT_SECONDS)
        finally:
            browser.kill()
            browser.wait()
            elsewhere.shutdown()
    assert found.pop("own") == "200"
    # Chromium sends what needs no leave, and the server turns it away for want of a token.
    assert found.pop("unasked") in ("sent", "blocked")
    assert set(found.values()) == {"blocked"}
    assert ask(f"{served.api}/variables/name/by_browser")[0] == 404
