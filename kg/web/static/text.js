// The place of the address (#46-73, counted in characters) is outlined and scrolled to; kinds of marks are switched on and off.
"use strict";
(() => {
  const text = document.querySelector(".text");
  const status = document.getElementById("place");
  // Only who may write has it: it leads to where they say what is wrong with the place.
  const wrong = document.getElementById("wrong");

  const forget = () => {
    for (const image of text.querySelectorAll("figure img")) if (image.src.includes("?")) image.src = image.src.split("?")[0];
    for (const one of text.querySelectorAll("span.here")) {
      const parent = one.parentNode;
      one.replaceWith(...one.childNodes);
      parent.normalize();
    }
  };

  // Offsets count characters; a string of the page counts some of them twice.
  const units = (words, characters) => {
    let at = 0;
    for (let i = 0; i < characters; i++) at += words.codePointAt(at) > 0xffff ? 2 : 1;
    return at;
  };
  const long = /[\ud800-\udbff]/;
  const size = (words) => (long.test(words) ? [...words].length : words.length);

  const show = () => {
    forget();
    status.textContent = "";
    if (wrong) wrong.hidden = true;
    const place = /^#(\d{1,9})-(\d{1,9})$/.exec(location.hash);
    if (!place) return;
    const start = Number(place[1]), end = Number(place[2]);
    if (end <= start) return;
    const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
    const found = [];
    let at = 0;
    while (walker.nextNode() && at < end) {
      const node = walker.currentNode, length = size(node.data);
      if (at + length > start) found.push([node, Math.max(0, start - at), Math.min(length, end - at)]);
      at += length;
    }
    const marked = found.map(([node, from, to]) => {
      const words = node.data;
      const part = node.splitText(units(words, from));
      part.splitText(units(part.data, to - from));
      const here = document.createElement("span");
      here.className = "here";
      part.replaceWith(here);
      here.append(part);
      return here;
    });
    if (!marked.length) return;
    const image = marked[0].closest(".part")?.querySelector("figure img");
    if (image) image.src += `?place=${start}-${end}`;
    marked[0].classList.add("begin");
    marked[marked.length - 1].classList.add("end");
    // Parts that were not drawn yet have a guessed height: when they are drawn the place moves.
    const scroll = () => marked[0].scrollIntoView({ block: "center" });
    scroll();
    requestAnimationFrame(() => { scroll(); setTimeout(scroll, 100); });
    status.textContent = status.dataset.words.replace("{start}", start).replace("{end}", end);
    if (wrong) {
      const kind = marked[0].closest("mark")?.classList[0] ?? "text";
      wrong.href = `${wrong.dataset.href}&start=${start}&end=${end}&kind=${kind}`;
      wrong.hidden = false;
    }
  };

  document.querySelectorAll("input[data-kind]").forEach((box) => {
    const turn = () => text.classList.toggle(`without-${box.dataset.kind}`, !box.checked);
    box.addEventListener("change", turn);
    turn();
  });
  addEventListener("hashchange", show);
  show();
})();
