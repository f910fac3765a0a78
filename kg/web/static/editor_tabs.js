// The queries of one person, in the browser alone: those that stand open, those that were kept, and those that were asked.
"use strict";
const policyQueryTabs = ({ say, opened, current }) => {
  const $ = (id) => document.getElementById(id);
  const KEY = "policy-kg.queries", OPEN = 12, KEPT = 50, LONGEST = 100_000;
  const text = (one) => typeof one === "string" && one.length < LONGEST;
  const stored = () => {
    let found = {};
    try { found = JSON.parse(localStorage.getItem(KEY)) ?? {}; } catch { /* nothing is kept, or nothing that can be read */ }
    const list = (name, fits) => (Array.isArray(found[name]) ? found[name].filter(fits) : []);
    return {
      open: list("open", text).slice(0, OPEN), at: Number.isInteger(found.at) ? found.at : 0,
      saved: list("saved", (one) => one && text(one.name) && text(one.text)).slice(0, KEPT), asked: list("asked", text).slice(0, KEPT),
    };
  };
  let all = stored();
  const store = () => {
    try { localStorage.setItem(KEY, JSON.stringify(all)); } catch { $("kept").textContent = say("not_kept"); }
  };
  // Another window may have kept or asked something meanwhile; what stands open is this window's own.
  const change = (how) => { const { saved, asked } = stored(); all = { ...all, saved, asked }; how(); store(); show(); };

  const button = (words, act, label = "") => {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "plain";
    made.textContent = words;
    if (label) made.setAttribute("aria-label", label);
    made.addEventListener("click", act);
    return made;
  };
  // A query is called by its first line that says something: a comment, or what comes behind the prefixes.
  const title = (query) => {
    const line = query.split("\n").find((one) => one.trim() && !/^\s*(PREFIX|BASE)\b/i.test(one)) ?? "";
    const shown = [...line.replace(/^[\s#]+/, "")];
    return shown.length > 28 ? `${shown.slice(0, 27).join("")}…` : shown.join("") || say("empty");
  };
  const go = (at) => {
    all.at = at;
    store();
    show();
    opened(all.open[at]);
  };
  const add = (query) => {
    if (all.open.length >= OPEN) all.open.shift();
    all.open.push(query);
    go(all.open.length - 1);
  };
  const close = (at) => {
    all.open.splice(at, 1);
    if (!all.open.length) all.open.push("");
    go(Math.min(all.at - (at < all.at ? 1 : 0), all.open.length - 1));
    $("tabs").querySelector("[aria-current]").focus();
  };
  const row = (query, name, forget) => {
    const made = document.createElement("li");
    made.append(button(name, () => add(query)), " ", button("×", forget, say("forget", { name })));
    return made;
  };
  const show = () => {
    $("tabs").replaceChildren(...all.open.map((query, at) => {
      const made = document.createElement("li"), one = button(title(query), () => go(at));
      if (at === all.at) one.setAttribute("aria-current", "true");
      made.append(one);
      if (all.open.length > 1) made.append(button("×", () => close(at), say("close", { name: title(query) })));
      return made;
    }), (() => { const made = document.createElement("li"); made.append(button("+", () => add(""), say("new"))); return made; })());
    $("saved").replaceChildren(...all.saved.map(({ name, text: query }) => row(query, name, () => change(() => { all.saved = all.saved.filter((one) => one.name !== name); }))));
    $("asked").replaceChildren(...all.asked.map((query) => row(query, title(query), () => change(() => { all.asked = all.asked.filter((one) => one !== query); }))));
    $("none-saved").hidden = all.saved.length > 0;
    $("none-asked").hidden = all.asked.length > 0;
  };
  $("keep").addEventListener("submit", (event) => {
    event.preventDefault();
    const name = $("name").value.trim();
    if (name) change(() => { all.saved = [{ name, text: current() }, ...all.saved.filter((one) => one.name !== name)].slice(0, KEPT); $("kept").textContent = say("kept", { name }); });
  });
  addEventListener("storage", (event) => { if (event.key === KEY) { const { saved, asked } = stored(); all = { ...all, saved, asked }; show(); } });

  return {
    // The text that stands open first: `linked` where a link brings one, else what stood open last, else `first`.
    begin: (linked, first) => {
      if (!all.open.length) all.open = [linked ?? first];
      else if (linked !== null && !all.open.includes(linked)) all.open = [...all.open, linked].slice(-OPEN);
      all.at = linked === null ? Math.min(Math.max(0, all.at), all.open.length - 1) : all.open.indexOf(linked);
      store();
      show();
      return all.open[all.at];
    },
    changed: (query) => { all.open[all.at] = query; store(); show(); },
    asked: (query) => { if (text(query)) change(() => { all.asked = [query, ...all.asked.filter((one) => one !== query)].slice(0, KEPT); }); },
    add,
  };
};
