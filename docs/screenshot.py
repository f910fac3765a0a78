"""The picture on the README's first screen: the samples, loaded, drawn, and photographed in a headless Chromium."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
NUMBER = "云财社发〔2023〕36号"


def main(target: Path) -> int:
    """Write the screenshot to ``target``; exit status 1 where there is no Chromium."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        print(f"no Chromium on this machine: {target.name} stays as it is")
        return 0
    kg = str(Path(sys.executable).parent / "kg")
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        store, page_file = folder / "policy.kg", folder / "picture.html"
        subprocess.run([kg, "--store", store, "load", ROOT / "examples"], check=False, capture_output=True)
        subprocess.run([kg, "--store", store, "picture", NUMBER, "--hops", "2", "-o", page_file], check=True)
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": 1280, "height": 720})
        page.goto(page_file.as_uri())
        page.fill("input[type=search]", NUMBER)
        page.wait_for_timeout(400)
        page.keyboard.press("Enter")
        page.wait_for_timeout(1000)
        target.parent.mkdir(exist_ok=True)
        page.screenshot(path=target)
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(ROOT / "docs" / "images" / "picture.png"))
