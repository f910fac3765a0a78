"""The pictures of the README, in both languages: the samples, loaded, drawn and served, photographed in a headless Chromium."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
NUMBER = "云财社发〔2023〕36号"
#: What a picture of the site is called, and the page that it shows.
SITE = {"start": "/", "policy": f"/search?q={quote(NUMBER)}"}
LANGUAGES = {"en": "", "zh": ".zh"}


def main(target: Path) -> int:
    """Write the pictures to the folder ``target``; where there is no Chromium they stay as they are, which is said."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        print("no Chromium on this machine: the pictures of the README stay as they are")
        return 0
    kg = str(Path(sys.executable).parent / "kg")
    target.mkdir(exist_ok=True)
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
                page.screenshot(path=target / f"picture{ending}.png")
                for called, path in SITE.items():
                    page.goto(address + path)
                    if called == "policy":
                        page.locator("main a[href^='/id/policy/']").first.click()
                    page.wait_for_timeout(600)
                    page.screenshot(path=target / f"{called}{ending}.png")
                page.close()
        browser.close()
    return 0


@contextmanager
def _served(kg: str, store: Path) -> Iterator[str]:
    """The address of the site of a store."""
    environment = {**os.environ, "KG_LANG": "en", "PYTHONUNBUFFERED": "1"}
    site = subprocess.Popen(
        [kg, "--store", store, "serve"], env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    assert site.stdout is not None
    try:
        said = ""
        for line in site.stdout:
            said += line
            if found := re.search(r"http://[\w.:\[\]]+", line):
                yield found[0]
                return
        raise RuntimeError(f"kg serve ended: {said}")
    finally:
        site.terminate()
        site.wait(30)


if __name__ == "__main__":
    sys.exit(main(ROOT / "docs" / "images"))
