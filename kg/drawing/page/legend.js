// The legend is also the filter: a box for each type of node with how many there are, and behind a button the other filters.
function createLegend(on) {
  const host = document.getElementById("legend"), more = document.getElementById("filters");
  const open = make("button", { type: "button", id: "more-filters", "aria-expanded": "false", "aria-controls": "filters" });
  const YUAN = () => (state.lang === "zh" ? 10000 : 1); // money is typed in 万元, in English in yuan
  open.addEventListener("click", () => {
    more.hidden = !more.hidden;
    count();
  });

  function group(name, entries) {
    return make("div", { className: "group", role: "group", "aria-label": name }, make("span", { className: "name" }, name), ...entries);
  }

  function chip(name, kind, number, many, off, icon) {
    const box = make("input", { type: "checkbox", checked: !off.has(number), name: `${kind}-${number}` });
    box.addEventListener("change", () => {
      if (box.checked) off.delete(number);
      else off.add(number);
      changed();
    });
    return make("label", { className: "chip" }, box, ...icon, make("span", {}, name), make("span", { className: "count" }, String(many)));
  }

  function tint(one) {
    const swatch = make("span", { className: "swatch", "aria-hidden": "true" });
    swatch.style.background = `var(--${one.shade})`;
    return make("span", { className: "tint" }, swatch, groupName(one), make("span", { className: "count" }, String(one.many)));
  }

  function choice(name, label, options, now, take) {
    const entries = options.map(([value, words]) => make("option", { value, selected: value === now }, words));
    const select = make("select", { name }, ...entries);
    select.addEventListener("change", () => take(select.value));
    return make("label", { className: "field" }, make("span", {}, label), select);
  }

  function range(name, label, factor) {
    const boxes = [0, 1].map((end) => {
      const now = state[name][end], value = now === "" ? "" : String(Number(now) / factor);
      const box = make("input", { type: "text", inputMode: "decimal", name: `${name}-${end}`, value, "aria-label": `${label} ${say(end ? "to" : "from")}` });
      box.addEventListener("input", () => {
        const typed = box.value.normalize("NFKC").replace(/[,\s]/g, "");
        const right = /^(\d{1,15}(\.\d*)?)?$/.test(typed);
        box.setAttribute("aria-invalid", String(!right));
        if (!right) return;
        state[name][end] = typed === "" ? "" : String(Number((Number(typed) * factor).toFixed(2)));
        changed();
      });
      return box;
    });
    return make("div", { className: "field", role: "group", "aria-label": label }, make("span", {}, label), boxes[0], "–", boxes[1]);
  }

  function tally(length, values) {
    const counts = new Array(length).fill(0);
    for (const value of values) counts[value]++;
    return counts;
  }

  function level(name) {
    const known = new Map(levelsOf[name].flat().map((value) => [inChinese(value), value]));
    const sorted = [...known.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, value]) => [key, text(value)]);
    return choice(name, say(`filter_${name}`), [["", say("any")], ...sorted], state[name], (value) => {
      state[name] = value;
      changed();
    });
  }

  function changed() {
    count();
    on.change();
  }

  function count() {
    const many = filtersOn();
    open.setAttribute("aria-expanded", String(!more.hidden));
    open.textContent = many ? say("filters_on", { n: many }) : say("filters");
  }

  return {
    show() {
      const ofType = tally(types.length, nodes.map((node) => node.type));
      const ofArrow = tally(arrows.length, edges.map((edge) => edge[2]));
      const present = (counts) => counts.map((_, k) => k).filter((k) => counts[k]);
      host.setAttribute("aria-label", say("legend"));
      const kinds = group(say("types"), present(ofType).map((k) => chip(typeName(k), "type", k, ofType[k], state.offTypes, [shapeIcon(k)])));
      const tints = state.colour === "type" ? [] : [group(say(`colour_${state.colour}`), groups.map(tint))];
      host.replaceChildren(kinds, ...tints, open);
      const fields = [];
      for (const [name] of LEVELS) if (knows[name].size) fields.push(level(name));
      for (const name of RANGES) if (knows[name].size) fields.push(range(name, say(`filter_${name}`), name === "amount" ? YUAN() : 1));
      const sizes = ["auto", ...Object.keys(WEIGHTS)].map((name) => [name, say(`size_${name}`)]);
      fields.push(choice("size", say("size"), sizes, state.size, (value) => {
        state.size = value;
        on.resize();
      }));
      if (coloursKnown.length) {
        const known = ["type", ...coloursKnown].map((name) => [name, say(`colour_${name}`)]);
        fields.push(choice("colour", say("colour"), known, state.colour, (value) => {
          state.colour = value;
          on.recolour();
          this.show();
          more.querySelector("[name=colour]").focus();
        }));
      }
      const clear = make("button", { type: "button", id: "clear-filters" }, say("clear_filters"));
      clear.addEventListener("click", () => {
        state.offTypes.clear();
        state.offArrows.clear();
        for (const name of RANGES) state[name] = ["", ""];
        for (const [name] of LEVELS) state[name] = "";
        this.show();
        on.change();
        document.getElementById("clear-filters").focus();
      });
      const lines = present(ofArrow).map((k) => chip(text(arrows[k]), "arrow", k, ofArrow[k], state.offArrows, []));
      more.setAttribute("aria-label", say("filters"));
      more.replaceChildren(group(say("arrows"), lines), make("div", { className: "fields" }, ...fields, clear), make("p", { className: "hint" }, say("filter_hint")));
      count();
      host.hidden = !nodes.length;
    },
    open() {
      more.hidden = false;
      count();
    },
  };
}
