// The legend is also the filter: a box for each type of node and each arrow, with how many there are.
function createLegend(on) {
  const host = document.getElementById("legend");

  function group(name, entries) {
    return make("div", { className: "group", role: "group", "aria-label": name }, make("span", { className: "name" }, name), ...entries);
  }

  function chip(name, kind, number, count, off, icon) {
    const box = make("input", { type: "checkbox", checked: !off.has(number), name: `${kind}-${number}` });
    box.addEventListener("change", () => {
      if (box.checked) off.delete(number);
      else off.add(number);
      on.change();
    });
    return make("label", { className: "chip" }, box, ...icon, make("span", {}, name), make("span", { className: "count" }, String(count)));
  }

  function tally(length, values) {
    const counts = new Array(length).fill(0);
    for (const value of values) counts[value]++;
    return counts;
  }

  return {
    show() {
      const ofType = tally(types.length, nodes.map((node) => node.type));
      const ofArrow = tally(arrows.length, edges.map((edge) => edge[2]));
      const present = (counts) => counts.map((_, k) => k).filter((k) => counts[k]);
      host.setAttribute("aria-label", say("legend"));
      host.replaceChildren(
        group(say("types"), present(ofType).map((k) => chip(typeName(k), "type", k, ofType[k], state.offTypes, [shapeIcon(k)]))),
        group(say("arrows"), present(ofArrow).map((k) => chip(text(arrows[k]), "arrow", k, ofArrow[k], state.offArrows, []))),
      );
      host.hidden = !nodes.length;
    },
  };
}
