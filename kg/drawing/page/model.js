// What the page knows: columns become nodes and edges.  Values of the graph are only ever compared or written as text.
const data = JSON.parse(document.getElementById("data").textContent);
const { types, texts } = data;
const arrows = data.arrows.map(([, names]) => names);
const listed = (value) => (value === null ? [] : Array.isArray(value) ? value : [value]);

// Outlines within -1..1; a type is told by its shape as well as by its colour.  No points: a circle.
const SHAPES = {
  policy: [[-0.9, -0.9], [0.9, -0.9], [0.9, 0.9], [-0.9, 0.9]],
  project: null,
  work: [[-1.05, 0], [-0.52, -0.91], [0.52, -0.91], [1.05, 0], [0.52, 0.91], [-0.52, 0.91]],
  organisation: [[0, -1.1], [1, -0.25], [1, 0.9], [-1, 0.9], [-1, -0.25]],
  document: [[-0.78, -1], [0.3, -1], [0.78, -0.5], [0.78, 1], [-0.78, 1]],
  task: [[0, -1.15], [1.15, 0], [0, 1.15], [-1.15, 0]],
};

const nodes = (() => {
  const columns = data.nodes, typeOf = data.counts.flatMap((count, type) => new Array(count).fill(type));
  return columns.id.map((id, i) => ({
    own: !Array.isArray(id), // a thing of ours may have a page of its own
    id: Array.isArray(id) ? id[0] : data.base + id,
    type: typeOf[i],
    label: texts[columns.label[i]],
    note: texts[columns.note[i]],
    amounts: listed(columns.amount[i]),
    cited: columns.cited[i],
    x: columns.x[i],
    y: columns.y[i],
    r: 5,
  }));
})();
const edges = [];
for (let k = 0; k < data.edges.length; k += 3) edges.push([data.edges[k], data.edges[k + 1], data.edges[k + 2]]);

const numberOfId = new Map(nodes.map((node, i) => [node.id, i]));
const edgesOf = nodes.map(() => []);
edges.forEach(([source, target], e) => {
  edgesOf[source].push(e);
  if (target !== source) edgesOf[target].push(e);
});

// The facts of a node: [[key, value], …]; a value is a string or says itself in both languages.
function factsOf(i) {
  const numbers = data.nodes.facts[i], found = [];
  for (let k = 0; k < numbers.length; k += 2) found.push([texts[numbers[k]], texts[numbers[k + 1]]]);
  return found;
}

// The values of one fact, without making the others: asked of every node while the page opens.
const numberOfKey = new Map();
function factValues(i, key) {
  if (!numberOfKey.has(key)) numberOfKey.set(key, texts.indexOf(key));
  const wanted = numberOfKey.get(key), numbers = data.nodes.facts[i], found = [];
  for (let k = 0; k < numbers.length; k += 2) if (numbers[k] === wanted) found.push(texts[numbers[k + 1]]);
  return found;
}

const quotesOf = (i) => data.nodes.quotes[i];
const quotesOfEdge = (e) => listed(data.said[e]);

// The words of a quote and where they stand; places count code points.
function quoteOf(number) {
  const [about, source, sentence, offset, length, start] = data.quotes.slice(number * 6, number * 6 + 6);
  const letters = Array.from(texts[sentence]);
  const [document, file, section, page] = data.sources[source].map((one) => texts[one]);
  return {
    about: texts[about], document, file, section, page, start, end: start + length,
    prefix: letters.slice(0, offset).join(""),
    exact: letters.slice(offset, offset + length).join(""),
    suffix: letters.slice(offset + length).join(""),
  };
}

function otherEnd(e, i) {
  return edges[e][0] === i ? edges[e][1] : edges[e][0];
}

const state = {
  lang: data.lang, theme: "", view: "graph", selected: -1, hovered: -1, hops: 0, from: -1,
  offTypes: new Set(), offArrows: new Set(), level: "", issuer: "", year: ["", ""], issued: ["", ""], amount: ["", ""],
  size: "auto", colour: "type", sort: "", down: false, page: 0,
};

// What a node weighs: several amounts of one thing overlap more often than not, so they are never added.
const amountOf = (i) => nodes[i].amounts.reduce((most, one) => Math.max(most, one), 0);
const WEIGHTS = {
  amount: amountOf,
  cited: (i) => nodes[i].cited,
  links: (i) => edgesOf[i].length,
};

// From 5 to 14 pixels on a logarithmic scale.  By itself a type is sized by its amounts or citations, else by its arrows.
function sizeNodes() {
  const span = Math.log1p(1000);
  const grown = (weight, largest) => 5 + (weight > 0 ? (9 * Math.log1p((1000 * weight) / largest)) / span : 0);
  const weight = WEIGHTS[state.size];
  const largest = types.map(() => 0);
  const own = weight ?? ((i) => nodes[i].cited || amountOf(i));
  nodes.forEach((node, i) => {
    const type = weight ? 0 : node.type;
    largest[type] = Math.max(largest[type], own(i));
  });
  nodes.forEach((node, i) => {
    const most = largest[weight ? 0 : node.type];
    node.r = most > 0 ? grown(own(i), most) : 5 + (weight ? 0 : Math.min(9, 1.6 * Math.log1p(edgesOf[i].length)));
  });
}
sizeNodes();

// Several arrows between the same two nodes are bent apart; gives the sideways shift of each in pixels.
const bends = (() => {
  const first = new Map(), pairs = new Map();
  edges.forEach(([source, target], e) => {
    const key = Math.min(source, target) * nodes.length + Math.max(source, target);
    if (!first.has(key)) first.set(key, e);
    else if (pairs.has(key)) pairs.get(key).push(e);
    else pairs.set(key, [first.get(key), e]);
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
