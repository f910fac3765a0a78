// Puts the parts together: one state, and what happens when it changes.
const byId = (id) => document.getElementById(id);
const tip = byId("tip");
readAddress();
sizeNodes();
weighNames();
workOutColours();
workOutShown();

const stage = createStage(byId("stage"), {
  pick: (i) => choose(i, false),
  moved() {
    keepPicture();
    panel.show(false);
  },
  ready: () => look(),
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
      stage.touch();
    }
  },
});
// Chosen from a list: the reader goes on in the panel.
function read(i) {
  choose(i, true);
  byId("panel").focus({ preventScroll: true });
}
const panel = createPanel({
  choose: read,
  near(hops) {
    state.hops = hops;
    state.from = -1;
    update(false);
    look();
    writeAddress(true);
  },
  pin(i) {
    if (pinned.has(i)) unpin(i);
    else pin(i);
    keepPicture();
    update(false);
  },
  hide(i) {
    away.push(i);
    if (state.from === i) state.from = -1;
    keepPicture();
    choose(-1, false);
  },
  note(i, words) {
    writeNote(i, words);
    stage.redraw();
  },
  from(i) {
    state.from = i;
    state.hops = 0;
    update(false);
    look();
    writeAddress(true);
  },
});
const search = createSearch({ choose: (i) => choose(i, true) });
const table = createTable({
  choose: read,
  change() {
    table.show();
    writeAddress(false);
  },
});
const putAway = createAway({ change: () => update(false) });
const saving = createSaving(stage);
const legend = createLegend({
  change() {
    state.page = 0;
    if (state.selected >= 0 && state.offTypes.has(nodes[state.selected].type)) choose(-1, false);
    else update(false);
    writeAddress(false);
  },
  recolour() {
    workOutColours();
    stage.recolour();
    update(false);
    writeAddress(false);
  },
  resize() {
    sizeNodes();
    weighNames();
    update(false);
    writeAddress(false);
  },
});

function update(top) {
  workOutShown();
  const visible = shown.reduce((sum, one) => sum + one, 0);
  byId("status").textContent = say("status", { n: visible, all: nodes.length, edges: shownEdges.length });
  document.body.dataset.view = state.view;
  if (state.selected >= 0) document.body.dataset.chosen = "yes";
  else delete document.body.dataset.chosen;
  panel.show(top);
  putAway.show();
  table.show();
  stage.redraw();
}

// Looks at what is asked for: the path, the steps around the chosen node, the node, or everything.
function look() {
  const { selected, from, hops } = state;
  if (selected < 0) stage.fit();
  else if ((from >= 0 && path && path.length) || hops) stage.fit(nodes.map((_, i) => i).filter((i) => shown[i]));
  else stage.moveTo(selected);
}

// Chooses a node (-1: none); what was filtered away comes back when it is asked for by name.
function choose(i, move) {
  if (i === state.selected && i < 0) return;
  state.selected = i;
  if (i < 0) state.hops = 0;
  else if (state.offTypes.delete(nodes[i].type)) legend.show();
  if (away.includes(i)) {
    away.splice(away.indexOf(i), 1);
    keepPicture();
  }
  update(true);
  if (i >= 0 && (move || state.hops || path)) look();
  writeAddress(true);
}

addEventListener("popstate", () => {
  const before = writtenAddress();
  readAddress();
  if (writtenAddress() === before) return;
  workOutColours();
  stage.recolour();
  sizeNodes();
  weighNames();
  show(true);
  look();
});

// ---- words, colours and buttons

function show(top) {
  document.documentElement.lang = state.lang === "zh" ? "zh-CN" : "en";
  document.title = data.title;
  byId("title").textContent = data.title;
  byId("view").setAttribute("aria-label", say("view"));
  for (const view of ["graph", "table"]) {
    byId(`view-${view}`).textContent = say(`view_${view}`);
    byId(`view-${view}`).setAttribute("aria-pressed", String(state.view === view));
  }
  byId("stage").hidden = state.view === "table";
  byId("language").textContent = say("language");
  byId("language").setAttribute("aria-label", say("language_label"));
  byId("theme").textContent = say(isDark() ? "theme_light" : "theme_dark");
  byId("zoom").setAttribute("aria-label", say("zoom"));
  byId("stage").setAttribute("aria-label", say("view_graph"));
  for (const [id, key] of [["zoom-in", "zoom_in"], ["zoom-out", "zoom_out"], ["fit", "fit"]]) {
    byId(id).title = say(key);
    byId(id).setAttribute("aria-label", say(key));
  }
  byId("fit").textContent = say("fit");
  stage.name(say("canvas_label"));
  search.name();
  saving.name();
  legend.show();
  update(top);
}

const darkly = matchMedia("(prefers-color-scheme: dark)");
const isDark = () => (state.theme ? state.theme === "dark" : darkly.matches);
function recolour() {
  if (state.theme) document.documentElement.dataset.theme = state.theme;
  byId("theme").textContent = say(isDark() ? "theme_light" : "theme_dark");
  stage.recolour();
}
darkly.addEventListener("change", recolour);
byId("theme").addEventListener("click", () => {
  state.theme = isDark() ? "light" : "dark";
  recolour();
});

function setView(view) {
  if (view === state.view) return;
  state.view = view;
  show(false);
  writeAddress(true);
}
for (const view of ["graph", "table"]) byId(`view-${view}`).addEventListener("click", () => setView(view));
byId("language").addEventListener("click", () => {
  state.lang = state.lang === "zh" ? "en" : "zh";
  show(false);
  writeAddress(false);
});
byId("zoom-in").addEventListener("click", () => stage.zoom(1.4));
byId("zoom-out").addEventListener("click", () => stage.zoom(1 / 1.4));
byId("fit").addEventListener("click", () => stage.fit());
addEventListener("beforeprint", preparePrint);
addEventListener("keydown", (event) => {
  if (event.isComposing || event.keyCode === 229 || event.ctrlKey || event.metaKey || event.altKey) return;
  const typing = event.target instanceof Element && event.target.matches("input:not([type=checkbox]), select, textarea");
  if (event.key === "Escape" && !typing) choose(-1, false);
  if (typing) return;
  if (event.key === "/") {
    event.preventDefault();
    search.focus();
  } else if (event.key === "t" || event.key === "T") setView(state.view === "table" ? "graph" : "table");
});

show(true);
if (filtersOn()) legend.open();
if (state.view === "table") document.documentElement.dataset.painted = "yes";
