// What the page knows and what is shown of it.  Values of the graph are only ever compared or written as text.
const data = JSON.parse(document.getElementById("data").textContent);
const { nodes, edges, types, arrows, quotes } = data;

// Outlines within -1..1; a type is told by its shape as well as by its colour.  No points: a circle.
const SHAPES = {
  policy: [[-0.9, -0.9], [0.9, -0.9], [0.9, 0.9], [-0.9, 0.9]],
  project: null,
  work: [[-1.05, 0], [-0.52, -0.91], [0.52, -0.91], [1.05, 0], [0.52, 0.91], [-0.52, 0.91]],
  organisation: [[0, -1.1], [1, -0.25], [1, 0.9], [-1, 0.9], [-1, -0.25]],
  document: [[-0.78, -1], [0.3, -1], [0.78, -0.5], [0.78, 1], [-0.78, 1]],
  task: [[0, -1.15], [1.15, 0], [0, 1.15], [-1.15, 0]],
};

const state = { lang: data.lang, selected: -1, hovered: -1, near: false, offTypes: new Set(), offArrows: new Set() };

const numberOfId = new Map(nodes.map((node, i) => [node.id, i]));
const edgesOf = nodes.map(() => []);
edges.forEach(([source, target], e) => {
  edgesOf[source].push(e);
  if (target !== source) edgesOf[target].push(e);
});

function otherEnd(e, i) {
  return edges[e][0] === i ? edges[e][1] : edges[e][0];
}

function arrowShown(e) {
  return !state.offArrows.has(edges[e][2]);
}

// The thing itself and what an arrow that is shown connects to it.
function around(i) {
  const found = new Set([i]);
  for (const e of edgesOf[i]) if (arrowShown(e)) found.add(otherEnd(e, i));
  return found;
}

// Gives, for every node, whether it is shown; worked out once a change, not once a frame.
let shown = [];
let shownEdges = [];
function workOutShown() {
  const near = state.near && state.selected >= 0 ? around(state.selected) : null;
  shown = nodes.map((node, i) => !state.offTypes.has(node.type) && (!near || near.has(i)));
  shownEdges = [];
  for (let e = 0; e < edges.length; e++) {
    const [source, target] = edges[e];
    if (shown[source] && shown[target] && arrowShown(e)) shownEdges.push(e);
  }
}

// Several arrows between the same two nodes are bent apart; gives the sideways shift of each in pixels.
const bends = (() => {
  const pairs = new Map();
  edges.forEach(([source, target], e) => {
    const key = Math.min(source, target) * nodes.length + Math.max(source, target);
    if (!pairs.has(key)) pairs.set(key, []);
    pairs.get(key).push(e);
  });
  const shift = new Float32Array(edges.length);
  for (const same of pairs.values()) {
    same.forEach((e, k) => {
      const side = edges[e][0] < edges[e][1] ? 1 : -1;
      shift[e] = side * (k - (same.length - 1) / 2) * 34;
    });
  }
  return shift;
})();
