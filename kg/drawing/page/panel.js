// The panel: lists to start from, or all that is known of the chosen node, with the words of the source.
function createPanel(on) {
  const panel = document.getElementById("panel");
  const SHORT = 24;

  function row(i, value, note) {
    const button = make("button", { type: "button", className: "row" }, ...rowContent(i, value, note));
    button.addEventListener("click", () => on.choose(i));
    return button;
  }

  function listOf(elements, most) {
    const list = make("ul", {}, ...elements.slice(0, most).map((one) => make("li", {}, one)));
    if (elements.length <= most) return [list];
    const more = make("button", { type: "button", className: "more" }, say("more", { n: elements.length - most }));
    more.addEventListener("click", () => {
      list.append(...elements.slice(most).map((one) => make("li", {}, one)));
      list.children[most].querySelector("button, blockquote")?.focus();
      more.remove();
    });
    return [list, more];
  }

  function quote(number, className = "") {
    const [about, title, file, section, prefix, exact, suffix, start, end] = quotes[number];
    const from = [title, file !== title ? file : "", section, say("position", { start, end })].filter(Boolean).join(" · ");
    const words = make("blockquote", {}, prefix, make("mark", {}, exact), suffix);
    return make("figure", { className }, words, make("figcaption", {}, className ? from : `${say(about)} · ${from}`));
  }

  function section(key, ...content) {
    return [make("h3", {}, say(key)), ...content.flat()];
  }

  // ---- nothing chosen: where to start

  function ranked(type, weight) {
    const kind = types.indexOf(type);
    return nodes.map((node, i) => i).filter((i) => nodes[i].type === kind && weight(i) > 0)
      .sort((a, b) => weight(b) - weight(a) || a - b);
  }

  function start() {
    const size = (i) => Number(nodes[i].size) || 0, links = (i) => edgesOf[i].length;
    const content = [make("h2", {}, data.title)];
    if (!nodes.length) return [...content, make("p", { className: "hint" }, say("empty"))];
    content.push(make("p", { className: "hint" }, say("start_hint")));
    const lists = [
      ["start_policies", ranked("policy", size), (i) => row(i, say("times", { n: nodes[i].size }))],
      ["start_projects", ranked("project", size), (i) => row(i, text(nodes[i].note), "")],
      ["start_organisations", ranked("organisation", links), (i) => row(i, say("links", { n: links(i) }))],
      ["start_documents", ranked("document", links), (i) => row(i, say("links", { n: links(i) }))],
    ];
    for (const [key, found, line] of lists) if (found.length) content.push(...section(key, listOf(found.slice(0, 30).map(line), 6)));
    return content;
  }

  // ---- one node

  function facts(node) {
    const list = make("dl");
    for (const [key, value] of node.facts) {
      const said = value === "" ? say(`${key}_value`) : text(value);
      list.append(make("dt", {}, say(key)), make("dd", {}, said));
    }
    return list;
  }

  function relations(i) {
    const groups = new Map();
    for (const e of edgesOf[i]) {
      const [source, , arrow] = edges[e], key = `${arrow} ${source === i ? 0 : 1}`;
      if (!groups.has(key)) groups.set(key, []);
      groups.get(key).push(e);
    }
    if (!groups.size) return [make("p", { className: "note" }, say("no_relations"))];
    return [...groups.entries()].sort(([a], [b]) => a.localeCompare(b, "en", { numeric: true })).flatMap(([key, same]) => {
      const [arrow, incoming] = key.split(" ").map(Number);
      const name = text(arrows[arrow]), heading = incoming ? say("incoming", { arrow: name }) : name;
      const rows = same.sort((a, b) => nodes[otherEnd(b, i)].r - nodes[otherEnd(a, i)].r || a - b)
        .map((e) => make("div", {}, row(otherEnd(e, i), ""), ...edges[e][3].map((number) => quote(number, "said"))));
      return [make("h4", {}, `${heading} (${same.length})`), ...listOf(rows, SHORT)];
    });
  }

  function one(i) {
    const node = nodes[i];
    const close = make("button", { type: "button", title: say("close"), "aria-label": say("close") }, "×");
    close.addEventListener("click", () => on.choose(-1));
    const near = make("button", { type: "button", "aria-pressed": String(state.near) }, say(state.near ? "show_all" : "only_near"));
    near.addEventListener("click", on.near);
    const content = [
      make("div", { className: "kind" }, shapeIcon(node.type), typeName(node.type), close),
      make("h2", {}, node.label),
    ];
    if (text(node.note)) content.push(make("p", { className: "note" }, text(node.note)));
    if (edgesOf[i].length) content.push(make("div", { className: "tools" }, near));
    if (node.facts.length) content.push(...section("facts", facts(node)));
    if (node.quotes.length) content.push(...section("evidence", listOf(node.quotes.map((number) => quote(number)), 8)));
    content.push(...section("relations", relations(i)));
    return content;
  }

  return {
    show(top) {
      panel.setAttribute("aria-label", say("panel"));
      panel.replaceChildren(...(state.selected >= 0 ? one(state.selected) : start()));
      if (top) panel.scrollTop = 0;
    },
  };
}
