// Suggestions for fields that name a regulation: a combobox as the ARIA Authoring Practices describe it; the choice fills the field.
"use strict";
(() => {
  document.querySelectorAll("input[data-suggest]").forEach((input, place) => {
    const list = document.createElement("ul");
    let found = [], chosen = -1, asked = 0, timer = 0;
    list.id = `suggested-${place}`;
    list.className = "suggested";
    list.hidden = true;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", input.closest("label").firstChild.textContent.trim());
    input.closest("form").append(list);
    for (const [name, value] of Object.entries({ role: "combobox", "aria-expanded": "false", "aria-controls": list.id, "aria-autocomplete": "list" })) input.setAttribute(name, value);

    const close = () => { list.hidden = true; chosen = -1; input.setAttribute("aria-expanded", "false"); input.removeAttribute("aria-activedescendant"); };
    const mark = (index) => {
      chosen = index;
      [...list.children].forEach((item, i) => item.setAttribute("aria-selected", String(i === index)));
      input.setAttribute("aria-activedescendant", list.children[index].id);
      list.children[index].scrollIntoView({ block: "nearest" });
    };
    const take = (one) => { input.value = one.value; close(); };
    const show = () => {
      list.replaceChildren(...found.map((one, i) => {
        const item = document.createElement("li"), small = document.createElement("small");
        item.id = `${list.id}-${i}`;
        item.setAttribute("role", "option");
        item.setAttribute("aria-selected", "false");
        small.textContent = one.note ? ` ${one.note}` : "";
        item.append(one.name, small);
        item.addEventListener("mousedown", (event) => { event.preventDefault(); take(one); });
        return item;
      }));
      list.hidden = found.length === 0;
      input.setAttribute("aria-expanded", String(found.length > 0));
      chosen = -1;
    };
    const ask = async () => {
      const words = input.value.trim(), number = ++asked;
      if (!words) { close(); return; }
      try {
        const answer = await fetch(`/suggest?q=${encodeURIComponent(words)}`);
        const hits = answer.ok ? await answer.json() : [];
        if (number !== asked || document.activeElement !== input) return;
        // The address names the regulation for certain, also where two have one title.
        found = hits.filter((one) => one.href && one.href.startsWith("/id/policy/"))
          .map((one) => ({ ...one, value: `https://w3id.org/policy-kg${decodeURIComponent(one.href)}` }));
        found.forEach((one) => { const number = decodeURIComponent(one.href.slice("/id/policy/".length)); if (!number.includes("/")) one.value = number; });
        show();
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
      if (event.key === "Enter" && chosen >= 0) { take(found[chosen]); event.preventDefault(); }
    });
  });
})();
