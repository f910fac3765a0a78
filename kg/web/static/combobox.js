// A field that suggests names while one types: a combobox as the ARIA Authoring Practices describe it.
"use strict";
// `list` is the empty listbox of `input`; `fits` chooses among the hits of /suggest, `note` says what stands small behind a name, `take` is told the choice.
const policyCombobox = ({ input, list, fits, note, take }) => {
  let found = [], chosen = -1, asked = 0, timer = 0;

  const close = () => {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
    chosen = -1;
  };

  const choose = (one) => { close(); take(one); };

  const mark = (index) => {
    chosen = index;
    [...list.children].forEach((item, i) => item.setAttribute("aria-selected", String(i === index)));
    input.setAttribute("aria-activedescendant", list.children[index].id);
    list.children[index].scrollIntoView({ block: "nearest" });
  };

  const show = () => {
    list.replaceChildren(...found.map((one, i) => {
      const item = document.createElement("li"), small = document.createElement("small");
      item.id = `${list.id}-${i}`;
      item.setAttribute("role", "option");
      item.setAttribute("aria-selected", "false");
      small.textContent = ` ${note(one)}`;
      item.append(one.name, small);
      item.addEventListener("mousedown", (event) => { event.preventDefault(); choose(one); });
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
      if (number === asked && document.activeElement === input) { found = hits.filter(fits); show(); }
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
    if (event.key === "ArrowUp") { mark((chosen <= 0 ? found.length : chosen) - 1); event.preventDefault(); }
    if (event.key === "Enter" && chosen >= 0) { choose(found[chosen]); event.preventDefault(); }
  });
};
