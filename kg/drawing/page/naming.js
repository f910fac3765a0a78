// Names in the picture: the most important first, each at the first of four places where it covers nothing.
const CELL = 48;
const TRIES = 1200; // in a crowd the names that find no room are not worth a frame
let byWeight = [];

// Policies and units name a region of the picture; projects are many and much alike.
function weighNames() {
  const rank = (i) => nodes[i].r + ({ policy: 4, organisation: 5 }[types[nodes[i].type]] ?? 0);
  byWeight = nodes.map((_, i) => i).sort((a, b) => rank(b) - rank(a) || a - b);
}
weighNames();

function freeRoom() {
  const taken = new Map();
  const cells = function* (box) {
    for (let x = Math.floor(box[0] / CELL); x <= Math.floor(box[2] / CELL); x++)
      for (let y = Math.floor(box[1] / CELL); y <= Math.floor(box[3] / CELL); y++) yield x * 8192 + y;
  };
  const meets = (a, b) => a[0] < b[2] && a[2] > b[0] && a[1] < b[3] && a[3] > b[1];
  return {
    isFree(box, own) {
      for (const cell of cells(box)) for (const [other, whose] of taken.get(cell) ?? []) if (whose !== own && meets(box, other)) return false;
      return true;
    },
    covered(box, own) {
      let many = 0;
      for (const cell of cells(box)) for (const [other, whose] of taken.get(cell) ?? []) many += whose !== own && meets(box, other);
      return many;
    },
    take(box, whose = -1) {
      for (const cell of cells(box)) {
        if (!taken.has(cell)) taken.set(cell, []);
        taken.get(cell).push([box, whose]);
      }
    },
  };
}

function writeLabels(pen, camera, colours, { inView, s, focus, close, strong }) {
  const { width, height } = camera, room = freeRoom();
  if (inView.length < 1200) {
    for (const i of inView) {
      const r = nodes[i].r * s;
      room.take([onX[i] - r, onY[i] - r, onX[i] + r, onY[i] + r], i);
    }
  }
  room.take([width - 66, height - 150, width, height]); // the buttons and the count lie on the picture
  room.take([0, height - 30, 260, height]);
  pen.textAlign = "left";
  pen.textBaseline = "middle";
  pen.lineJoin = "round";
  const wanted = close ? [...close].sort((a, b) => (b === focus) - (a === focus) || nodes[b].r - nodes[a].r) : byWeight;
  // In a crowd a label for each patch of 110 by 110 pixels is what can still be read.
  let left = close ? 160 : inView.length > 300 ? Math.ceil((width * height) / 12000) : 160, tries = TRIES;
  const name = (i, must) => writeName(pen, camera, colours, i, s, room, i === focus, must);
  if (state.hovered >= 0 && shown[state.hovered]) name(state.hovered, true);
  for (const i of wanted) {
    if (!left || !tries) break;
    if (!shown[i] || i === state.hovered || onX[i] < -20 || onX[i] > width + 20 || onY[i] < -10 || onY[i] > height + 10) continue;
    tries--;
    if (name(i, i === focus)) left--;
  }
  const named = close ? strong : camera.k > 1.3 ? shownEdges : [];
  for (const e of named) if (left-- > 0) writeArrow(pen, colours, e, room, close);
}

const captions = new Map();
function linesOf(pen, i, bold) {
  const key = `${state.lang} ${bold} ${i}`;
  if (!captions.has(key)) {
    const node = nodes[i], lines = [shorten(caption(node), bold ? 24 : 14)];
    if (bold && caption(node) !== node.label) lines.push(shorten(node.label, 24));
    captions.set(key, [lines, Math.max(...lines.map((one) => pen.measureText(one).width))]);
  }
  return captions.get(key);
}

function writeName(pen, camera, colours, i, s, room, bold, must) {
  const size = bold ? 14 : 12.5, r = nodes[i].r * s + (bold ? 9 : 5);
  pen.font = `${bold ? "600 " : ""}${size}px ${colours.font}`;
  const [lines, wide] = linesOf(pen, i, bold), high = lines.length * (size + 5), x = onX[i], y = onY[i];
  const places = [
    [x + r, y - high / 2], [x - r - wide, y - high / 2], [x - wide / 2, y + r - 1], [x - wide / 2, y - r - high + 1],
  ];
  const boxOf = ([bx, by]) => [bx - 2, by, bx + wide + 2, by + high];
  const inside = ([left, top, right, bottom]) => left >= 2 && top >= 2 && right <= camera.width - 2 && bottom <= camera.height - 2;
  let place = places.find((one) => inside(boxOf(one)) && room.isFree(boxOf(one), i));
  if (!place && must) {
    const cost = (one) => room.covered(boxOf(one), i) + (inside(boxOf(one)) ? 0 : 1000);
    place = places.reduce((best, one) => (cost(one) < cost(best) ? one : best));
  }
  if (!place) return false;
  room.take(boxOf(place), i);
  lines.forEach((one, k) => write(pen, colours, one, place[0], place[1] + (k + 0.5) * (size + 5), colours.ink));
  return true;
}

function writeArrow(pen, colours, e, room, close) {
  const [source, target, arrow] = edges[e];
  const length = Math.hypot(onX[target] - onX[source], onY[target] - onY[source]);
  pen.font = `11.5px ${colours.font}`;
  const name = text(arrows[arrow]), wide = pen.measureText(name).width;
  if (length < wide + 30) return;
  const [mx, my] = bendOf(e), middle = [(onX[source] + onX[target]) / 2, (onY[source] + onY[target]) / 2];
  const x = bends[e] ? (mx + middle[0]) / 2 : mx, y = bends[e] ? (my + middle[1]) / 2 : my;
  const box = [x - wide / 2 - 2, y - 8, x + wide / 2 + 2, y + 8];
  if (!room.isFree(box)) return;
  room.take(box);
  write(pen, colours, name, x - wide / 2, y, close ? colours.accent : colours.quiet);
}

function write(pen, colours, words, x, y, colour) {
  pen.strokeStyle = colours.ground;
  pen.lineWidth = 4;
  pen.strokeText(words, x, y);
  pen.fillStyle = colour;
  pen.fillText(words, x, y);
}
