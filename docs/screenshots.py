"""The pictures of the README and of the site's help, in both languages: the samples, loaded, drawn and served, photographed in a headless Chromium."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from urllib.parse import quote

from PIL import Image
from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
NUMBER = "云财社发〔2023〕36号"
#: What a picture of the site is called, and the page that it shows.
SITE = {"start": "/", "policy": f"/search?q={quote(NUMBER)}"}
LANGUAGES = {"en": "", "zh": ".zh"}
UNIT = "个旧市卫生健康局"
QUERY = "SELECT ?project ?policy WHERE {  # who rests on what\n  ?project pk:basdOn ?policy\n}"
#: What a picture of the help shows: its topic (:data:`kg.web.help.TOPICS`), and the page.
HELP = {
    "begin": "/",
    "policy": f"/id/policy/{quote(NUMBER)}",
    "list": "/projects?year=2024",
    "document": "/documents?filter=个旧市卫生健康局2024",
    "compare": f"/compare?unit={quote(UNIT)}",
    "graph": f"/graph/policy/{quote(NUMBER)}",
    "editor": f"/editor#query={quote(QUERY)}",
    "add": "/add",
}


def main(target: Path, helping: Path) -> int:
    """Write the pictures of the README to the folder ``target``, those of the help to ``helping``; where there is no Chromium they stay as they are, which is said."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        print("no Chromium on this machine: the pictures of the README stay as they are")
        return 0
    kg = str(Path(sys.executable).parent / "kg")
    target.mkdir(exist_ok=True)
    helping.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        store, page_file = folder / "policy.kg", folder / "picture.html"
        subprocess.run([kg, "--store", store, "load", "examples"], cwd=ROOT, check=True, capture_output=True)
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        with _served(kg, store) as address:
            for language, ending in LANGUAGES.items():
                subprocess.run(
                    [kg, "--store", store, "picture", NUMBER, "--hops", "2", "-o", page_file],
                    env={**os.environ, "KG_LANG": language}, check=True, capture_output=True,
                )  # fmt: skip
                page = browser.new_page(viewport={"width": 1280, "height": 720}, locale=language)
                page.goto(page_file.as_uri())
                page.fill("input[type=search]", NUMBER)
                page.wait_for_timeout(400)
                page.keyboard.press("Enter")
                page.wait_for_timeout(1000)
                _keep(page, target / f"picture{ending}.png")
                for called, path in SITE.items():
                    page.goto(address + path)
                    if called == "policy":
                        page.locator("main a[href^='/id/policy/']").first.click()
                    page.wait_for_timeout(600)
                    _keep(page, target / f"{called}{ending}.png")
                page.close()
        for language in LANGUAGES:
            # Who may add files is let in by a link that is good once: a site for each language.
            with _served(kg, store, "--edit") as link:
                _help(
                    browser.new_page(viewport={"width": 1100, "height": 688}, locale=language), link, language, helping
                )
        browser.close()
    return 0


def _help(page: Page, link: str, language: str, target: Path) -> None:
    page.goto(link)
    page.wait_for_url("**/")
    for topic, path in HELP.items():
        page.goto(link.partition("/enter")[0] + path)
        if topic == "document":
            page.locator("main tbody a").first.click()
        if page.locator("[data-progress]").count():
            page.wait_for_selector("[data-progress]", state="detached", timeout=60_000)
        page.wait_for_timeout(800)
        _keep(page, target / f"{topic}.{language}.png")
    page.close()


def _keep(page: Page, file: Path) -> None:
    """Write what a page shows, in as few colours as it needs: a picture goes with every copy of the site."""
    with Image.open(BytesIO(page.screenshot(animations="disabled"))) as shown:
        shown.convert("RGB").quantize(192).save(file, optimize=True)


@contextmanager
def _served(kg: str, store: Path, *options: str) -> Iterator[str]:
    """The last address that the site of a store prints before it waits: its own, or with ``--edit`` the one-time link."""
    environment = {**os.environ, "KG_LANG": "en", "PYTHONUNBUFFERED": "1"}
    site = subprocess.Popen(
        [kg, "--store", store, "serve", *options],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert site.stdout is not None
    try:
        said = ""
        for line in site.stdout:
            said += line
            found = re.search(r"http://\S+", line)
            if found and (not options or "key=" in line):
                yield found[0].rstrip("/") if not options else found[0]
                return
        raise RuntimeError(f"kg serve ended: {said}")
    finally:
        site.terminate()
        site.wait(30)


if __name__ == "__main__":
    sys.exit(main(ROOT / "docs" / "images", ROOT / "kg" / "web" / "static" / "help"))
