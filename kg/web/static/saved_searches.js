// Searches that a reader saved, in the browser alone: on a list or a search it can be saved, the first page tells what is new in each since it was looked at.
"use strict";
(() => {
  const $ = (id) => document.getElementById(id);
  const KEY = "policy-kg.searches", KEPT = 30;
  const words = JSON.parse($("saved-words").textContent);
  const say = (key, values = {}) => words[key].replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
  const stored = () => {
    try {
      const found = JSON.parse(localStorage.getItem(KEY));
      // An address of this site alone: a path, and no other host.
      return (Array.isArray(found) ? found : []).filter((one) => one && typeof one.name === "string" && /^\/(?![/\\])/.test(one.address) && typeof one.keys === "string" && Number.isInteger(one.total)).slice(0, KEPT);
    } catch { return []; }
  };
  const store = (all) => {
    try { localStorage.setItem(KEY, JSON.stringify(all.slice(0, KEPT))); return true; } catch { return false; }
  };
  const asked = (address, more) => { const url = new URL(address, location.origin); for (const [name, value] of Object.entries(more)) url.searchParams.set(name, value); return url.pathname + url.search; };
  // What a list holds now: how many things, and a key of eight letters for each where they are not too many.
  const held = async (address) => {
    const response = await fetch(asked(address, { format: "keys" }), { headers: { Accept: "application/json" } });
    if (response.status !== 200) throw new Error(String(response.status));
    return response.json();
  };

  const form = $("save-search");
  if (form) {
    form.closest("details").hidden = false;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const url = new URL(location.href), name = form.elements.name.value.trim();
      for (const one of ["page", "lang", "format", "only"]) url.searchParams.delete(one);
      const address = url.pathname + url.search, told = form.querySelector("[role=status]");
      try {
        const { keys, total } = await held(address);
        const kept = store([{ name, address, keys: keys.join(""), total, day: words.today }, ...stored().filter((one) => one.address !== address)]);
        told.textContent = say(kept ? "saved" : "not_kept", { name });
      } catch { told.textContent = say("unreachable"); }
    });
  }

  const list = $("saved-searches");
  if (!list) return;
  const button = (text, label, act) => {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "quiet";
    made.textContent = text;
    made.setAttribute("aria-label", label);
    made.addEventListener("click", act);
    return made;
  };
  const link = (href, text) => { const made = document.createElement("a"); made.href = href; made.textContent = text; return made; };
  const tell = async (one, place) => {
    try {
      const { keys, total } = await held(one.address);
      const before = new Set(one.keys.match(/.{8}/g) ?? []), known = one.keys.length === 8 * one.total && keys.length === total;
      // Where not all things can be told apart, how many more there are is known all the same.
      const fresh = known ? keys.filter((key) => !before.has(key)) : [], count = Math.max(fresh.length, total - one.total);
      const seen = () => { store(stored().map((other) => (other.address === one.address ? { ...other, keys: keys.join(""), total, day: words.today } : other))); show(); };
      if (count <= 0) { place.replaceChildren(say("nothing_new", { day: one.day ?? "" })); return; }
      const said = say("so_many_new", { count: count.toLocaleString("en"), day: one.day ?? "" });
      const leads = fresh.length === count && count <= words.most ? asked(one.address, { only: fresh.join("") }) : one.address;
      const strong = document.createElement("strong");
      strong.append(link(leads, said));
      place.replaceChildren(strong, " ", button(words.seen, `${words.seen}: ${one.name}`, seen));
    } catch { place.replaceChildren(say("unreachable")); }
  };
  const show = () => {
    const all = stored();
    list.closest("section").hidden = !all.length;
    list.replaceChildren(...all.map((one) => {
      const made = document.createElement("li"), place = document.createElement("span");
      place.setAttribute("role", "status");
      place.textContent = words.looking;
      made.append(link(one.address, one.name), " ", place, " ", button("×", say("forget", { name: one.name }), () => { store(stored().filter((other) => other.address !== one.address)); show(); }));
      tell(one, place);
      return made;
    }));
  };
  addEventListener("storage", (event) => { if (event.key === KEY) show(); });
  show();
})();
