// The panel of the chosen node: all that is known of it, with the words of the source, and the way to it.
const SHORT = 24;

function rowOf(i, value, note, choose) {
  const button = make("button", { type: "button", className: "row" }, ...rowContent(i, value, note));
  button.addEventListener("click", () => choose(i));
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

function section(key, ...content) {
  return [make("h3", {}, say(key)), ...content.flat()];
}

function sourceOf({ document: title, file, section: heading, page, start, end }) {
  return [title, file !== title ? file : "", heading, page, say("position", { start, end })].filter(Boolean).join(" · ");
}

function quoteFigure(number, className = "") {
  const quote = quoteOf(number), from = sourceOf(quote);
  const words = make("blockquote", {}, quote.prefix, make("mark", {}, quote.exact), quote.suffix);
  return make("figure", { className }, words, make("figcaption", {}, className ? from : `${say(quote.about)} · ${from}`));
}

function createPanel(on) {
  const panel = document.getElementById("panel");

  function facts(i) {
    const list = make("dl");
    for (const fact of factsOf(i)) list.append(make("dt", {}, say(fact[0])), make("dd", {}, factText(fact)));
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
      const sorted = same.sort((a, b) => nodes[otherEnd(b, i)].r - nodes[otherEnd(a, i)].r || a - b);
      // What is hidden behind the button is made when it is asked for: a regulation may have a thousand projects.
      return [make("h4", {}, `${heading} (${same.length})`), ...grown(sorted, (e) => relation(e, i))];
    });
  }

  function relation(e, i) {
    return make("div", {}, rowOf(otherEnd(e, i), "", undefined, on.choose), ...quotesOfEdge(e).map((number) => quoteFigure(number, "said")));
  }

  function grown(rest, line) {
    const list = make("ul");
    const more = make("button", { type: "button", className: "more" });
    const add = () => {
      const from = list.children.length;
      list.append(...rest.slice(from, from + SHORT).map((one) => make("li", {}, line(one))));
      const left = rest.length - list.children.length;
      more.textContent = say("more", { n: left });
      if (from) list.children[from].querySelector("button").focus();
      if (!left) more.remove();
    };
    more.addEventListener("click", add);
    add();
    return rest.length > SHORT ? [list, more] : [list];
  }

  function way() {
    if (!path.length) return section("path", make("p", { className: "note" }, say("no_path", { from: nodes[state.from].label })));
    const steps = path.map(({ node, edge }) => {
      const line = make("li");
      if (edge >= 0) {
        const forwards = edges[edge][1] === node, name = text(arrows[edges[edge][2]]);
        line.append(make("span", { className: "step" }, forwards ? `${name} ↓` : `↑ ${name}`), ...quotesOfEdge(edge).slice(0, 1).map((number) => quoteFigure(number, "said")));
      }
      line.append(rowOf(node, "", undefined, on.choose));
      return line;
    });
    return section("path", make("p", { className: "note" }, say("path_length", { n: path.length - 1 })), make("ol", { className: "path" }, ...steps));
  }

  function tools(i) {
    const button = (key, pressed, act) => {
      const one = make("button", { type: "button", id: `do-${key}` }, say(key));
      if (pressed !== null) one.setAttribute("aria-pressed", String(pressed));
      one.addEventListener("click", () => {
        act();
        document.getElementById(one.id)?.focus();
      });
      return one;
    };
    const made = [];
    if (edgesOf[i].length) {
      for (const hops of [1, 2]) made.push(button(`hops_${hops}`, state.hops === hops, () => on.near(state.hops === hops ? 0 : hops)));
      made.push(button("path_from", state.from === i, () => on.from(state.from === i ? -1 : i)));
    }
    made.push(button("pin", pinned.has(i), () => on.pin(i)), button("hide", null, () => on.hide(i)));
    const more = withMore(i);
    if (more !== null) {
      const link = make("a", { href: more + (writtenAddress() || `#n=${encodeURIComponent(nodes[i].id)}`), id: "do-more", title: say("more_about") }, say("more_neighbours"));
      link.addEventListener("click", keepPlaces);
      made.push(link);
    }
    if (state.from >= 0 && state.from !== i) made.push(button("path_end", null, () => on.from(-1)));
    return made.length ? [make("div", { className: "tools" }, ...made)] : [];
  }

  function note(i) {
    const field = make("textarea", { id: "note", rows: 3, maxLength: LONGEST_NOTE, value: notes.get(i) ?? "" });
    field.setAttribute("aria-describedby", "note-about");
    field.addEventListener("input", () => on.note(i, field.value));
    return [make("h3", {}, make("label", { for: "note" }, say("note"))), field, make("p", { className: "hint", id: "note-about" }, say("note_about"))];
  }

  function findingsOf(i) {
    return data.findings.filter(([node]) => node === i).map(([, severity, said, words]) => make("div", { className: "finding" },
      make("strong", {}, say(`finding_${severity}`)), " ", text(texts[said]), ...(texts[words] ? [make("q", {}, texts[words])] : [])));
  }

  function one(i) {
    const node = nodes[i];
    const close = make("button", { type: "button", title: say("close"), "aria-label": say("close") }, "×");
    close.addEventListener("click", () => on.choose(-1));
    const content = [
      make("div", { className: "kind" }, shapeIcon(node.type), typeName(node.type), close),
      make("h2", {}, node.label),
    ];
    if (text(node.note)) content.push(make("p", { className: "note" }, text(node.note)));
    if (data.links !== null && node.own) {
      const address = data.links + node.id.slice(data.base.length);
      content.push(make("p", {}, make("a", { href: address }, say("own_page"))));
    }
    content.push(...tools(i));
    if (state.from === i) content.push(make("p", { className: "hint" }, say("path_hint")));
    if (path) content.push(...way());
    const findings = findingsOf(i), facts_ = factsOf(i), quotes = quotesOf(i);
    if (findings.length) content.push(...section("findings", listOf(findings, 8)));
    if (facts_.length) content.push(...section("facts", facts(i)));
    if (quotes.length) content.push(...section("evidence", listOf(quotes.map((number) => quoteFigure(number)), 8)));
    content.push(...note(i), ...section("relations", relations(i)));
    if (data.cut) content.push(make("p", { className: "hint" }, say("quotes_cut")));
    return content;
  }

  return {
    show(top) {
      panel.setAttribute("aria-label", say("panel"));
      panel.replaceChildren(...(state.selected >= 0 ? one(state.selected) : startLists(on)));
      if (top) panel.scrollTop = 0;
    },
  };
}
