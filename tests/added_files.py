"""What browsers send to ``/add``: small documents, forms with files, and the pages that follow."""

from __future__ import annotations

import re
import time
from html import unescape

from starlette.testclient import TestClient

HERE = {"Origin": "http://testserver"}
Sent = tuple[str, bytes]


def document(unit: str, *, part: str = "15.00") -> bytes:
    """A disclosure of one project of 25 万元; its parts fit where the second is 15.00."""
    return (
        f"{unit}2024年预算重点项目公开\n\n{unit}2024年预算重点项目1个，涉及金额25.00万元。\n\n第一个：\n项目名称\n乡村医生补助经费\n立项依据\n"
        f"《云山市乡村医生补助实施方案》（云山政发〔2023〕1号）。\n项目实施单位\n{unit}\n项目基本概况\n补助乡村医生。\n项目实施内容\n开展乡村医生补助。\n"
        f"资金安排情况\n市级财政安排25.00万元，其中：培训10.00万元，其他{part}万元。\n项目实施计划\n年底前完成。\n项目实施成效\n覆盖率达90%。\n"
    ).encode()


def enter(client: TestClient) -> TestClient:
    """Open the one-time link of a site."""
    assert client.get(client.app.state.editors.link).status_code == 200  # type: ignore[attr-defined]
    return client


def token(client: TestClient, path: str = "/add") -> str:
    found = re.search(r'name="token" value="([\w.-]+)"', client.get(path).text)
    assert found is not None
    return found[1]


def form(*files: Sent, token: str | None = None, names: list[bytes] | None = None) -> tuple[dict[str, str], bytes]:
    """The headers and the body of a form with files, byte for byte as a browser sends it; ``names`` in the place of theirs."""
    line = b"--xYz\r\nContent-Disposition: form-data; name="
    parts = [] if token is None else [line + b'"token"\r\n\r\n' + token.encode() + b"\r\n"]
    for (_, data), raw in zip(files, names or [name.encode() for name, _ in files], strict=True):
        parts.append(line + b'"files"; filename="' + raw + b'"\r\nContent-Type: text/plain\r\n\r\n' + data + b"\r\n")
    return {**HERE, "Content-Type": "multipart/form-data; boundary=xYz"}, b"".join(parts) + b"--xYz--\r\n"


def send(client: TestClient, *files: Sent, names: list[bytes] | None = None) -> str:
    """Send files as an editor; gives the address of the page that follows."""
    headers, body = form(*files, token=token(client), names=names)
    answer = client.post("/add", content=body, headers=headers, follow_redirects=False)
    assert answer.status_code == 303, said(answer.text)
    return answer.headers["location"]


def do(client: TestClient, address: str, action: str, **fields: list[str]) -> str:
    """Press a button of the page of an upload; gives the page that follows when all is done."""
    answer = client.post(address, data={"token": token(client), "action": action, **fields}, headers=HERE)
    assert answer.status_code == 200, said(answer.text)
    return ready(client, address) if action != "discard" else answer.text


def ready(client: TestClient, address: str, seconds: float = 120) -> str:
    """The page of an upload as soon as nothing more is being done with it."""
    until = time.monotonic() + seconds
    while client.get(f"{address}?progress").json()["running"]:
        assert time.monotonic() < until, client.get(f"{address}?progress").json()
        time.sleep(0.1)
    return unescape(client.get(address).text)


def said(text: str) -> str:
    """The first sentence of a page, below its heading."""
    found = re.search(r"</h1>\s*<p[^>]*>(.*?)</p>", text, re.S)
    return re.sub(r"<[^>]+>", "", unescape(found[1])).strip() if found else unescape(text)
