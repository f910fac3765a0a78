// What is shown: filters by type, arrow, level, year and amount; then the steps around a node, or the path between two.
const LEVELS = [["level", "level"], ["issuer", "issuer_level"]]; // [filter, fact]
const RANGES = ["year", "issued", "amount"];
const typeOf = (name) => types.indexOf(name);

// The years of a node: a policy's is that of its number, everything else's that of its budget.
const years = nodes.map((_, i) => factValues(i, "year").map(Number).filter((year) => year > 0));
const levelsOf = Object.fromEntries(LEVELS.map(([filter, fact]) => [filter, nodes.map((_, i) => factValues(i, fact))]));
const inChinese = (value) => (typeof value === "string" ? value : value[0]);

const VALUES = {
  year: (i) => (nodes[i].type === typeOf("policy") ? [] : years[i]),
  issued: (i) => (nodes[i].type === typeOf("policy") ? years[i] : []),
  amount: (i) => nodes[i].amounts,
  level: (i) => levelsOf.level[i].map(inChinese),
  issuer: (i) => levelsOf.issuer[i].map(inChinese),
};

// Types that know such a value at all; a unit has no amount, so it cannot have a wrong one.
const knows = Object.fromEntries(Object.entries(VALUES).map(([filter, values]) => {
  const known = new Set();
  nodes.forEach((node, i) => values(i).length && known.add(node.type));
  return [filter, known];
}));

function testsNow() {
  const tests = [];
  for (const name of RANGES) {
    const [low, high] = state[name].map((one) => (one === "" ? NaN : Number(one)));
    if (!Number.isNaN(low) || !Number.isNaN(high)) {
      const fits = (value) => !(value < low) && !(value > high);
      tests.push([knows[name], (i) => VALUES[name](i).some(fits)]);
    }
  }
  for (const [name] of LEVELS) if (state[name]) tests.push([knows[name], (i) => VALUES[name](i).includes(state[name])]);
  return tests;
}

function arrowShown(e) {
  return !state.offArrows.has(edges[e][2]);
}

// A thing whose type knows the value must have a fitting one; a thing of another type is shown beside one that fits.
function filtered() {
  const tests = testsNow();
  const kept = nodes.map((node) => !state.offTypes.has(node.type));
  if (!tests.length) return kept;
  const fits = nodes.map((node, i) => {
    const own = kept[i] ? tests.filter(([known]) => known.has(node.type)) : [];
    return own.length > 0 && own.every(([, test]) => test(i));
  });
  const asked = types.map((_, type) => tests.some(([known]) => known.has(type)));
  const beside = (i) => edgesOf[i].some((e) => arrowShown(e) && fits[otherEnd(e, i)]);
  return nodes.map((node, i) => kept[i] && (asked[node.type] ? fits[i] : beside(i)));
}

// The thing itself and what arrows that are shown connect to it within so many steps.
function around(i, steps = 1, allowed = null) {
  const found = new Set([i]);
  let edge = [i];
  for (let step = 0; step < steps; step++) {
    const next = [];
    for (const from of edge)
      for (const e of edgesOf[from]) {
        const to = otherEnd(e, from);
        if (arrowShown(e) && !found.has(to) && (!allowed || allowed[to])) {
          found.add(to);
          next.push(to);
        }
      }
    edge = next;
  }
  return found;
}

// The shortest way along arrows in either direction, as [{node, edge}, …] from one to the other; null where there is none.
function pathBetween(from, to, allowed) {
  const came = new Map([[from, -1]]), queue = [from];
  for (let k = 0; k < queue.length && !came.has(to); k++) {
    for (const e of edgesOf[queue[k]]) {
      const next = otherEnd(e, queue[k]);
      if (!arrowShown(e) || came.has(next) || !allowed[next]) continue;
      came.set(next, e);
      queue.push(next);
    }
  }
  if (!came.has(to)) return null;
  const way = [];
  for (let node = to, e = came.get(to); ; e = came.get(node)) {
    way.unshift({ node, edge: e });
    if (node === from) return way;
    node = otherEnd(e, node);
  }
}

// Worked out once a change, not once a frame.  `path` is null when none is asked for, [] when there is none.
let shown = [], shownEdges = [], path = null;
function workOutShown() {
  shown = filtered();
  path = null;
  const { selected, from } = state;
  for (const i of pinned) shown[i] = true;
  for (const i of away) shown[i] = false;
  if (selected >= 0) shown[selected] = true;
  if (from >= 0 && selected >= 0 && from !== selected) {
    shown[from] = true;
    path = pathBetween(from, selected, shown) ?? [];
    const on = new Set(path.map((one) => one.node)), along = new Set(path.map((one) => one.edge));
    if (path.length) {
      shown = nodes.map((_, i) => on.has(i));
      shownEdges = [...along].filter((e) => e >= 0);
      return;
    }
  } else if (state.hops && selected >= 0) {
    const near = around(selected, state.hops, shown);
    shown = shown.map((one, i) => one && near.has(i));
  }
  shownEdges = [];
  for (let e = 0; e < edges.length; e++) {
    const [source, target] = edges[e];
    if (shown[source] && shown[target] && arrowShown(e)) shownEdges.push(e);
  }
}

function filtersOn() {
  return state.offArrows.size + LEVELS.filter(([name]) => state[name]).length + RANGES.filter((name) => state[name].some(Boolean)).length;
}
