// The address keeps the choice, the filters and the view, so that a link brings them back, also from a file.
function readAddress() {
  const given = new URLSearchParams(location.hash.slice(1));
  const node = (key) => numberOfId.get(given.get(key) ?? "") ?? -1;
  const numbered = (key, names) => new Set((given.get(key) ?? "").split(" ").map((name) => names.indexOf(name)).filter((k) => k >= 0));
  const range = (key) => {
    const [low = "", high = ""] = (given.get(key) ?? "").split("~");
    return [low, high].map((one) => (/^\d{1,18}(\.\d+)?$/.test(one) ? one : ""));
  };
  const known = (name, value) => (nodes.some((_, i) => VALUES[name](i).includes(value)) ? value : "");
  state.selected = given.has("n") ? node("n") : data.opened;
  state.from = node("from");
  state.hops = [1, 2].includes(Number(given.get("hops"))) ? Number(given.get("hops")) : 0;
  state.view = given.get("view") === "table" ? "table" : "graph";
  state.offTypes = numbered("off", types);
  state.offArrows = numbered("without", data.arrows.map(([iri]) => iri));
  for (const name of RANGES) state[name] = range(name);
  for (const [name] of LEVELS) state[name] = given.has(name) ? known(name, given.get(name)) : "";
  state.size = Object.hasOwn(WEIGHTS, given.get("size") ?? "") ? given.get("size") : "auto";
  state.colour = coloursKnown.includes(given.get("colour")) ? given.get("colour") : "type";
  state.sort = given.get("sort") ?? "";
  state.down = given.has("down");
  if (["zh", "en"].includes(given.get("lang"))) state.lang = given.get("lang");
  if (away.includes(state.selected)) state.selected = -1;
  if (state.selected >= 0) state.offTypes.delete(nodes[state.selected].type);
}

function writtenAddress() {
  const said = new URLSearchParams();
  const put = (key, value) => value && said.set(key, value);
  if (state.selected !== data.opened) put("n", state.selected >= 0 ? nodes[state.selected].id : "none");
  put("from", state.from >= 0 && nodes[state.from].id);
  put("hops", state.hops && String(state.hops));
  put("view", state.view === "table" && "table");
  put("off", [...state.offTypes].sort((a, b) => a - b).map((type) => types[type]).join(" "));
  put("without", [...state.offArrows].sort((a, b) => a - b).map((arrow) => data.arrows[arrow][0]).join(" "));
  for (const name of RANGES) put(name, state[name].some(Boolean) && state[name].join("~"));
  for (const [name] of LEVELS) put(name, state[name]);
  put("size", state.size !== "auto" && state.size);
  put("colour", state.colour !== "type" && state.colour);
  put("sort", state.sort);
  put("down", state.sort && state.down && "1");
  put("lang", state.lang !== data.lang && state.lang);
  const words = said.toString();
  return words && `#${words}`;
}

// A new choice is a step that the browser's back button undoes; a filter is not.
function writeAddress(step) {
  const hash = writtenAddress();
  if (location.hash === hash) return;
  try {
    history[step ? "pushState" : "replaceState"](null, "", hash || location.pathname + location.search);
  } catch {
    location.hash = hash;
  }
}
