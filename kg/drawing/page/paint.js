// Draws what is shown with a pen: that of a canvas, or one that writes SVG.  Only what is in view is drawn, in few strokes.
// One path of many thousand lines takes a canvas far longer than many paths of some hundreds.
const BATCH = 400;
const onX = new Float32Array(nodes.length), onY = new Float32Array(nodes.length);

function outline(pen, i, s) {
  const r = nodes[i].r * s, x = onX[i], y = onY[i], points = SHAPES[types[nodes[i].type]];
  if (r < 1.6) return pen.rect(x - r, y - r, 2 * r, 2 * r); // no shape can be told at three pixels
  if (!points) {
    pen.moveTo(x + r, y);
    pen.arc(x, y, r, 0, 2 * Math.PI);
    return;
  }
  points.forEach(([px, py], k) => (k ? pen.lineTo(x + px * r, y + py * r) : pen.moveTo(x + px * r, y + py * r)));
  pen.closePath();
}

// The middle of an edge's curve: its name stands there, and the arrow's head points away from it.
function bendOf(e) {
  const [source, target] = edges[e];
  const dx = onX[target] - onX[source], dy = onY[target] - onY[source], length = Math.hypot(dx, dy) || 1;
  const shift = bends[e] * Math.min(1, length / 120);
  return [(onX[source] + onX[target]) / 2 - (dy / length) * shift, (onY[source] + onY[target]) / 2 + (dx / length) * shift];
}

function line(pen, e, s) {
  const [source, target] = edges[e], x = onX[source], y = onY[source];
  if (source === target) {
    const r = nodes[source].r * s; // an arrow to itself is a loop above it
    pen.moveTo(x - r * 0.7, y - r * 0.7);
    pen.quadraticCurveTo(x - r * 2.2, y - r * 3.4, x, y - r * 3.4);
    pen.quadraticCurveTo(x + r * 2.2, y - r * 3.4, x + r * 0.7, y - r * 0.7);
    return;
  }
  pen.moveTo(x, y);
  if (bends[e]) pen.quadraticCurveTo(...bendOf(e), onX[target], onY[target]);
  else pen.lineTo(onX[target], onY[target]);
}

function head(pen, e, s, size) {
  const [source, target] = edges[e], r = nodes[target].r * s + 2;
  const [mx, my] = source === target ? [onX[target] + r, onY[target] - r * 2] : bends[e] ? bendOf(e) : [onX[source], onY[source]];
  const angle = Math.atan2(onY[target] - my, onX[target] - mx);
  const x = onX[target] - Math.cos(angle) * r, y = onY[target] - Math.sin(angle) * r;
  pen.moveTo(x, y);
  pen.lineTo(x - size * Math.cos(angle - 0.42), y - size * Math.sin(angle - 0.42));
  pen.lineTo(x - size * Math.cos(angle + 0.42), y - size * Math.sin(angle + 0.42));
  pen.closePath();
}

function strokeEdges(pen, list, colour, alpha, thickness, s, heads) {
  if (!list.length) return;
  pen.globalAlpha = alpha;
  pen.strokeStyle = pen.fillStyle = colour;
  pen.lineWidth = thickness;
  for (let k = 0; k < list.length; k += BATCH) {
    pen.beginPath();
    for (const e of list.slice(k, k + BATCH)) line(pen, e, s);
    pen.stroke();
  }
  if (heads) {
    pen.beginPath();
    for (const e of list) head(pen, e, s, 6 + thickness);
    pen.fill();
  }
  pen.globalAlpha = 1;
}

function fillNodes(pen, list, s, alpha, colours) {
  const byShade = colours.shades.map(() => []);
  for (const i of list) byShade[shadeOf(i)].push(i);
  pen.lineWidth = s > 0.5 ? 1.5 : 0.5;
  pen.strokeStyle = colours.ground;
  byShade.forEach((same, shade) => {
    for (let k = 0; k < same.length; k += BATCH) {
      pen.beginPath();
      for (const i of same.slice(k, k + BATCH)) outline(pen, i, s);
      // The ground under a faint node, so that no line shows through it.
      if (alpha < 1) {
        pen.fillStyle = colours.ground;
        pen.fill();
      }
      pen.globalAlpha = alpha;
      pen.fillStyle = colours.shades[shade];
      pen.fill();
      pen.globalAlpha = 1;
      if (list.length < 3000) pen.stroke();
    }
  });
}

// What is strong and what is faint: the path where there is one, else the chosen or touched node and its neighbours.
function emphasis() {
  if (path && path.length) {
    return { focus: state.selected, close: new Set(path.map((one) => one.node)), along: new Set(path.map((one) => one.edge)) };
  }
  const focus = state.selected >= 0 ? state.selected : state.hovered;
  return { focus, close: focus >= 0 ? around(focus) : null, along: null };
}

// ``still``: a way to keep what does not change while the hand touches one node after another; without it all is drawn at once.
function paint(pen, camera, colours, still = null) {
  const { width, height } = camera, s = scaleOf(camera);
  if (!nodes.length) {
    pen.fillStyle = colours.ground;
    pen.fillRect(0, 0, width, height);
    pen.fillStyle = colours.quiet;
    pen.font = `14px ${colours.font}`;
    pen.textAlign = "center";
    pen.fillText(say("empty"), width / 2, height / 2);
    return;
  }
  const inView = placeInView(camera), { focus, close, along } = emphasis(), faint = close && !still;
  const isStrong = (e) => (along ? along.has(e) : edges[e][0] === focus || edges[e][1] === focus);
  const everything = (on) => {
    on.fillStyle = colours.ground;
    on.fillRect(0, 0, width, height);
    const plain = edgesInView(camera, shownEdges).filter((e) => !faint || !isStrong(e)), crowded = plain.length > 3000;
    const alpha = (faint ? 0.35 : 1) * Math.min(0.65, Math.max(0.06, 1500 / plain.length));
    strokeEdges(on, plain, colours.edge, alpha, crowded ? 0.6 : 1, s, !faint && !crowded && camera.k > 0.28);
    fillNodes(on, faint ? inView.filter((i) => !close.has(i)) : inView, s, faint ? 0.22 : 1, colours);
  };
  if (still) still(everything);
  else everything(pen);
  if (close && still) {
    pen.globalAlpha = 0.72;
    pen.fillStyle = colours.ground;
    pen.fillRect(0, 0, width, height);
    pen.globalAlpha = 1;
  }
  const strong = close ? edgesInView(camera, along ? [...along].filter((e) => e >= 0) : edgesOf[focus].filter((e) => arrowShown(e) && shown[edges[e][0]] && shown[edges[e][1]])) : [];
  if (close && shown[focus]) {
    strokeEdges(pen, strong, colours.accent, 0.85, strong.length > 60 ? 0.8 : 1.6, s, strong.length <= 300);
    fillNodes(pen, inView.filter((i) => close.has(i)), s, 1, colours);
    for (const i of along ? [focus, state.from] : [focus]) ring(pen, i, s, colours.accent, 5);
  }
  // What the picture was opened for, what stands where it was put, and what has a note.
  for (const i of inView) {
    if (i === data.opened) ring(pen, i, s, colours.ink, 9);
    if (pinned.has(i)) dot(pen, i, s, -1, colours.accent, colours.ground);
    if (notes.has(i)) dot(pen, i, s, 1, colours.ink, colours.ground);
  }
  writeLabels(pen, camera, colours, { inView, s, focus, close, strong });
}

// Where every node is on the screen; the numbers of those in view.
function placeInView(camera) {
  const { width, height } = camera, inView = [];
  for (let i = 0; i < nodes.length; i++) {
    onX[i] = toX(camera, nodes[i].x);
    onY[i] = toY(camera, nodes[i].y);
    if (shown[i] && onX[i] > -30 && onX[i] < width + 30 && onY[i] > -30 && onY[i] < height + 30) inView.push(i);
  }
  return inView;
}

function edgesInView({ width, height }, list) {
  return list.filter((e) => {
    const [a, b] = edges[e];
    return Math.max(onX[a], onX[b]) >= 0 && Math.min(onX[a], onX[b]) <= width && Math.max(onY[a], onY[b]) >= 0 && Math.min(onY[a], onY[b]) <= height;
  });
}

function dot(pen, i, s, side, colour, ground) {
  const r = nodes[i].r * s + 2;
  pen.beginPath();
  pen.arc(onX[i] + side * r, onY[i] - r, 4.5, 0, 2 * Math.PI);
  pen.fillStyle = colour;
  pen.fill();
  pen.strokeStyle = ground;
  pen.lineWidth = 1.5;
  pen.stroke();
}

function ring(pen, i, s, colour, gap) {
  pen.beginPath();
  pen.arc(onX[i], onY[i], nodes[i].r * s * 1.15 + gap, 0, 2 * Math.PI);
  pen.strokeStyle = colour;
  pen.lineWidth = 2.5;
  pen.stroke();
}
