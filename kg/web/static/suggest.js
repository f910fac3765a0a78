// Suggestions while one types: a combobox as the ARIA Authoring Practices describe it.
"use strict";
(() => {
  const input = document.getElementById("q");
  const list = document.getElementById("suggestions");
  let found = [], chosen = -1, asked = 0, timer = 0;

  const close = () => {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
    chosen = -1;
  };

  const mark = (index) => {
    chosen = index;
    [...list.children].forEach((item, i) => item.setAttribute("aria-selected", String(i === index)));
    if (index >= 0) input.setAttribute("aria-activedescendant", list.children[index].id);
    else input.removeAttribute("aria-activedescendant");
  };

  const show = () => {
    list.replaceChildren(...found.map((one, i) => {
      const item = document.createElement("li");
      item.id = `suggestion-${i}`;
      item.setAttribute("role", "option");
      item.setAttribute("aria-selected", "false");
      const small = document.createElement("small");
      small.textContent = ` ${one.kind} ${one.note}`;
      item.append(one.name, small);
      item.addEventListener("mousedown", (event) => { event.preventDefault(); location.href = one.href; });
      return item;
    }));
    list.hidden = found.length === 0;
    input.setAttribute("aria-expanded", String(found.length > 0));
    chosen = -1;
  };

  const ask = async () => {
    const words = input.value.trim();
    const number = ++asked;
    if (!words) { close(); return; }
    try {
      const answer = await fetch(`/suggest?q=${encodeURIComponent(words)}`);
      const hits = answer.ok ? await answer.json() : [];
      if (number === asked && document.activeElement === input) { found = hits.filter((one) => one.href); show(); }
    } catch { close(); }
  };

  input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, 120); });
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    // While an input method composes, its keys are its own.
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === "Escape") close();
    if (list.hidden) return;
    if (event.key === "ArrowDown") { mark((chosen + 1) % found.length); event.preventDefault(); }
    if (event.key === "ArrowUp") { mark((chosen - 1 + found.length) % found.length); event.preventDefault(); }
    if (event.key === "Enter" && chosen >= 0) { location.href = found[chosen].href; event.preventDefault(); }
  });
})();
