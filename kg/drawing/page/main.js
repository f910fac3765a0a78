// Puts the parts together: one state, and what happens when it changes.
const byId = (id) => document.getElementById(id);
const tip = byId("tip");

const stage = createStage(byId("stage"), {
  pick: (i) => choose(i, false),
  ready: () => {
    stage.fit();
    fromAddress();
  },
  hover(i, x, y) {
    tip.hidden = i < 0;
    if (i >= 0) {
      const node = nodes[i];
      tip.replaceChildren(node.label, make("small", {}, [typeName(node.type), text(node.note)].filter(Boolean).join(" · ")));
      const box = byId("stage").getBoundingClientRect();
      tip.style.left = `${Math.max(4, Math.min(x + 14, box.width - tip.offsetWidth - 8))}px`;
      tip.style.top = `${y + 18 + tip.offsetHeight < box.height ? y + 18 : Math.max(4, y - tip.offsetHeight - 12)}px`;
    }
    if (i !== state.hovered) {
      state.hovered = i;
      stage.redraw();
    }
  },
});
const panel = createPanel({
  choose(i) {
    choose(i, true);
    byId("panel").focus({ preventScroll: true });
  },
  near() {
    state.near = !state.near;
    update(false);
    byId("panel").querySelector(".tools button").focus();
    stage.fit(state.near ? [...around(state.selected)] : undefined);
  },
});
const search = createSearch({ choose: (i) => choose(i, true) });
const legend = createLegend({
  change() {
    if (state.selected >= 0 && state.offTypes.has(nodes[state.selected].type)) choose(-1, false);
    else update(false);
  },
});

function update(top) {
  workOutShown();
  const visible = shown.filter(Boolean).length;
  byId("status").textContent = say("status", { n: visible, all: nodes.length, edges: shownEdges.length });
  panel.show(top);
  stage.redraw();
}

// Chooses a node (-1: none); what was filtered away comes back when it is asked for by name.
function choose(i, move) {
  if (i === state.selected && i < 0) return;
  state.selected = i;
  if (i < 0) state.near = false;
  else if (state.offTypes.delete(nodes[i].type)) legend.show();
  update(true);
  if (i >= 0 && state.near) stage.fit([...around(i)]);
  else if (i >= 0 && move) stage.moveTo(i);
  toAddress();
}

// ---- the address keeps the choice, so that a link brings it back

function toAddress() {
  const hash = state.selected >= 0 ? `#n=${encodeURIComponent(nodes[state.selected].id)}` : "";
  if (location.hash === hash) return;
  try {
    history.pushState(null, "", hash || location.pathname + location.search);
  } catch {
    location.hash = hash;
  }
}

function fromAddress() {
  const given = /^#n=([^&]*)/.exec(location.hash);
  let id = given ? given[1] : "";
  try {
    id = decodeURIComponent(id);
  } catch {
    // a broken escape: take it as it stands
  }
  const i = numberOfId.get(id) ?? -1;
  if (i !== state.selected) choose(i, true);
}
addEventListener("hashchange", fromAddress);
addEventListener("popstate", fromAddress);

// ---- words and buttons

function speak() {
  document.documentElement.lang = state.lang === "zh" ? "zh-CN" : "en";
  document.title = data.title;
  byId("title").textContent = data.title;
  byId("save").textContent = say("save");
  byId("language").textContent = say("language");
  byId("language").setAttribute("aria-label", say("language_label"));
  byId("fit").textContent = say("fit");
  for (const [id, key] of [["zoom-in", "zoom_in"], ["zoom-out", "zoom_out"], ["fit", "fit"]]) {
    byId(id).title = say(key);
    byId(id).setAttribute("aria-label", say(key));
  }
  stage.name(say("canvas_label"));
  search.name();
  legend.show();
  update(false);
}

byId("language").addEventListener("click", () => {
  state.lang = state.lang === "zh" ? "en" : "zh";
  speak();
});
byId("zoom-in").addEventListener("click", () => stage.zoom(1.4));
byId("zoom-out").addEventListener("click", () => stage.zoom(1 / 1.4));
byId("fit").addEventListener("click", () => stage.fit());
byId("save").addEventListener("click", () => stage.image((blob) => {
  const link = make("a", { href: URL.createObjectURL(blob), download: `${data.title.replace(/[^\p{L}\p{N}]+/gu, "_") || "graph"}.png` });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}));
addEventListener("keydown", (event) => {
  const typing = event.target instanceof HTMLInputElement && event.target.type === "search";
  if (event.key === "/" && !typing) {
    event.preventDefault();
    search.focus();
  } else if (event.key === "Escape" && !typing) choose(-1, false);
});

speak();
