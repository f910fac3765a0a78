// The canvas: pan, zoom, pick, draw.  Only what is in view is drawn, in few strokes; a picture that is too large for that to
// keep up with the hand moves as a still, and is drawn anew when the hand rests.
const MANY_EDGES = 6000;
const REST = 120; // milliseconds

function createStage(host, on) {
  const canvas = make("canvas", { tabIndex: 0, role: "application" });
  host.prepend(canvas);
  const pen = canvas.getContext("2d");
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const view = { x: 0, y: 0, k: 1 };
  const sx = new Float32Array(nodes.length);
  const sy = new Float32Array(nodes.length);
  // Policies and units name a region of the picture; projects are many and much alike.
  const rank = (i) => nodes[i].r + ({ policy: 4, organisation: 5 }[types[nodes[i].type]] ?? 0);
  const byWeight = nodes.map((_, i) => i).sort((a, b) => rank(b) - rank(a) || a - b);
  let width = 1, height = 1, due = false, flight = 0, colours = {};

  function readColours() {
    const style = getComputedStyle(document.documentElement);
    const read = (name) => style.getPropertyValue(`--${name}`).trim();
    colours = { types: types.map(read), font: read("sans") };
    for (const name of ["ground", "ink", "quiet", "edge", "accent"]) colours[name] = read(name);
  }

  // ---- where things are

  const scale = () => Math.min(1.7, Math.max(0.16, Math.pow(view.k, 0.55)));
  const toX = (x) => (x - view.x) * view.k + width / 2;
  const toY = (y) => (y - view.y) * view.k + height / 2;

  function fit(which) {
    const all = which ?? nodes.map((_, i) => i).filter((i) => shown[i]);
    if (!all.length) return;
    let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
    for (const i of all) {
      left = Math.min(left, nodes[i].x); right = Math.max(right, nodes[i].x);
      top = Math.min(top, nodes[i].y); bottom = Math.max(bottom, nodes[i].y);
    }
    const part = all.length > 300 ? 0.05 : 0.16; // a small picture leaves room for the labels at its edge
    const side = Math.min(130, width * part), edge = Math.min(64, height * (part - 0.01));
    const k = Math.min((width - 2 * side) / (right - left + 1), (height - 2 * edge) / (bottom - top + 1), 1.5);
    fly({ x: (left + right) / 2, y: (top + bottom) / 2, k: Math.max(k, 0.005) });
  }

  // Brings a node to the middle, as near as still shows most of what it is connected to.
  function moveTo(i) {
    const others = [...around(i)].filter((other) => other !== i && shown[other]);
    const reach = (axis) => {
      const away = others.map((other) => Math.abs(nodes[other][axis] - nodes[i][axis])).sort((a, b) => a - b);
      return (away[Math.floor(away.length * 0.85)] ?? 0) + 1;
    };
    const k = Math.min((width * 0.36) / reach("x"), (height * 0.4) / reach("y"));
    fly({ x: nodes[i].x, y: nodes[i].y, k: Math.min(1.2, Math.max(0.06, k)) });
  }

  let first = true;
  function fly(target) {
    cancelAnimationFrame(flight);
    if (first || calm.matches) {
      Object.assign(view, target);
      first = false;
      return redraw();
    }
    const from = { ...view }, began = performance.now();
    const step = (now) => {
      const t = Math.min(1, Math.max(0, (now - began) / 320)), ease = 1 - Math.pow(1 - t, 3);
      for (const key of ["x", "y"]) view[key] = from[key] + (target[key] - from[key]) * ease;
      view.k = from.k * Math.pow(target.k / from.k, ease);
      moveStill();
      if (t < 1) flight = requestAnimationFrame(step);
    };
    flight = requestAnimationFrame(step);
  }

  function zoom(factor, x = width / 2, y = height / 2) {
    cancelAnimationFrame(flight);
    const k = Math.min(6, Math.max(0.005, view.k * factor));
    view.x += (x - width / 2) * (1 / view.k - 1 / k);
    view.y += (y - height / 2) * (1 / view.k - 1 / k);
    view.k = k;
    moveStill();
  }

  function pan(dx, dy) {
    cancelAnimationFrame(flight);
    view.x -= dx / view.k;
    view.y -= dy / view.k;
    moveStill();
  }

  function nodeAt(x, y) {
    const s = scale();
    let best = -1, nearest = Infinity;
    for (let i = 0; i < nodes.length; i++) {
      if (!shown[i]) continue;
      const distance = Math.hypot(toX(nodes[i].x) - x, toY(nodes[i].y) - y) - nodes[i].r * s;
      if (distance < 7 && distance < nearest) [best, nearest] = [i, distance];
    }
    return best;
  }

  // ---- drawing

  let kept = null, rest = 0;
  function keepStill() {
    if (shownEdges.length < MANY_EDGES) return void (kept = null);
    kept ??= { canvas: make("canvas"), view: {} };
    kept.canvas.width = canvas.width;
    kept.canvas.height = canvas.height;
    kept.canvas.getContext("2d").drawImage(canvas, 0, 0);
    Object.assign(kept.view, view);
  }

  function moveStill() {
    if (!kept) return redraw();
    clearTimeout(rest);
    rest = setTimeout(redraw, REST);
    const { x, y, k } = kept.view, zoomed = view.k / k;
    pen.fillStyle = colours.ground;
    pen.fillRect(0, 0, width, height);
    pen.drawImage(kept.canvas, toX(x - width / 2 / k), toY(y - height / 2 / k), width * zoomed, height * zoomed);
  }

  function redraw() {
    if (due) return;
    due = true;
    requestAnimationFrame(() => { due = false; paint(); });
  }

  function outline(i, s) {
    const r = nodes[i].r * s, x = sx[i], y = sy[i], points = SHAPES[types[nodes[i].type]];
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
    const dx = sx[target] - sx[source], dy = sy[target] - sy[source], length = Math.hypot(dx, dy) || 1;
    const shift = bends[e] * Math.min(1, length / 120);
    return [(sx[source] + sx[target]) / 2 - (dy / length) * shift, (sy[source] + sy[target]) / 2 + (dx / length) * shift];
  }

  function line(e) {
    const [source, target] = edges[e];
    pen.moveTo(sx[source], sy[source]);
    if (bends[e]) pen.quadraticCurveTo(...bendOf(e), sx[target], sy[target]);
    else pen.lineTo(sx[target], sy[target]);
  }

  function head(e, s, size) {
    const [source, target] = edges[e];
    const [mx, my] = bends[e] ? bendOf(e) : [sx[source], sy[source]];
    const angle = Math.atan2(sy[target] - my, sx[target] - mx), r = nodes[target].r * s + 2;
    const x = sx[target] - Math.cos(angle) * r, y = sy[target] - Math.sin(angle) * r;
    pen.moveTo(x, y);
    pen.lineTo(x - size * Math.cos(angle - 0.42), y - size * Math.sin(angle - 0.42));
    pen.lineTo(x - size * Math.cos(angle + 0.42), y - size * Math.sin(angle + 0.42));
    pen.closePath();
  }

  function strokeEdges(list, colour, alpha, thickness, s, heads) {
    pen.globalAlpha = alpha;
    pen.strokeStyle = pen.fillStyle = colour;
    pen.lineWidth = thickness;
    pen.beginPath();
    for (const e of list) line(e);
    pen.stroke();
    if (heads) {
      pen.beginPath();
      for (const e of list) head(e, s, 6 + thickness);
      pen.fill();
    }
    pen.globalAlpha = 1;
  }

  function fillNodes(list, s, alpha) {
    const byType = types.map(() => []);
    for (const i of list) byType[nodes[i].type].push(i);
    pen.lineWidth = s > 0.5 ? 1.5 : 0.5;
    pen.strokeStyle = colours.ground;
    byType.forEach((same, type) => {
      if (!same.length) return;
      pen.beginPath();
      for (const i of same) outline(i, s);
      // The ground under a faint node, so that no line shows through it.
      if (alpha < 1) {
        pen.fillStyle = colours.ground;
        pen.fill();
      }
      pen.globalAlpha = alpha;
      pen.fillStyle = colours.types[type];
      pen.fill();
      pen.globalAlpha = 1;
      if (list.length < 3000) pen.stroke();
    });
  }

  function paint() {
    const ratio = window.devicePixelRatio || 1, s = scale();
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.fillStyle = colours.ground;
    pen.fillRect(0, 0, width, height);
    canvas.dataset.painted = "yes";
    if (!nodes.length) {
      pen.fillStyle = colours.quiet;
      pen.font = `14px ${colours.font}`;
      pen.textAlign = "center";
      pen.fillText(say("empty"), width / 2, height / 2);
      return;
    }
    const inView = [];
    for (let i = 0; i < nodes.length; i++) {
      sx[i] = toX(nodes[i].x);
      sy[i] = toY(nodes[i].y);
      if (shown[i] && sx[i] > -30 && sx[i] < width + 30 && sy[i] > -30 && sy[i] < height + 30) inView.push(i);
    }
    const focus = state.selected >= 0 ? state.selected : state.hovered;
    const close = focus >= 0 ? around(focus) : null;
    const plain = [], strong = [];
    for (const e of shownEdges) {
      const [a, b] = edges[e];
      if (Math.max(sx[a], sx[b]) < 0 || Math.min(sx[a], sx[b]) > width) continue;
      if (Math.max(sy[a], sy[b]) < 0 || Math.min(sy[a], sy[b]) > height) continue;
      (a === focus || b === focus ? strong : plain).push(e);
    }
    const crowded = plain.length > 3000;
    strokeEdges(plain, colours.edge, (close ? 0.35 : 1) * Math.min(0.65, Math.max(0.06, 1500 / plain.length)), crowded ? 0.6 : 1, s, !close && !crowded && view.k > 0.28);
    fillNodes(close ? inView.filter((i) => !close.has(i)) : inView, s, close ? 0.22 : 1);
    if (close && shown[focus]) {
      strokeEdges(strong, colours.accent, 0.85, strong.length > 60 ? 0.8 : 1.6, s, strong.length <= 300);
      fillNodes(inView.filter((i) => close.has(i)), s, 1);
      pen.beginPath();
      pen.arc(sx[focus], sy[focus], nodes[focus].r * s * 1.15 + 5, 0, 2 * Math.PI);
      pen.strokeStyle = colours.accent;
      pen.lineWidth = 2.5;
      pen.stroke();
    }
    writeLabels(inView, s, focus, close, strong);
    keepStill();
  }

  // ---- labels: the most important first, each at the first of four places where it covers nothing

  const CELL = 48;
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
      take(box, whose = -1) {
        for (const cell of cells(box)) {
          if (!taken.has(cell)) taken.set(cell, []);
          taken.get(cell).push([box, whose]);
        }
      },
    };
  }

  function writeLabels(inView, s, focus, close, strong) {
    const room = freeRoom();
    if (inView.length < 1200) {
      for (const i of inView) {
        const r = nodes[i].r * s;
        room.take([sx[i] - r, sy[i] - r, sx[i] + r, sy[i] + r], i);
      }
    }
    pen.textAlign = "left";
    pen.textBaseline = "middle";
    pen.lineJoin = "round";
    const wanted = close ? [...close].sort((a, b) => (b === focus) - (a === focus) || nodes[b].r - nodes[a].r) : byWeight;
    // In a crowd a label for each patch of 110 by 110 pixels is what can still be read.
    let left = close ? 160 : inView.length > 300 ? Math.ceil((width * height) / 12000) : 160;
    if (state.hovered >= 0 && shown[state.hovered]) label(state.hovered, s, room, state.hovered === focus, true);
    for (const i of wanted) {
      if (!left) break;
      if (!shown[i] || i === state.hovered || sx[i] < -20 || sx[i] > width + 20 || sy[i] < -10 || sy[i] > height + 10) continue;
      if (label(i, s, room, i === focus, i === focus)) left--;
    }
    const named = close ? strong : view.k > 1.3 ? shownEdges : [];
    for (const e of named) if (left-- > 0) arrowName(e, room, close);
  }

  function label(i, s, room, bold, must) {
    const node = nodes[i], lines = [shorten(caption(node), bold ? 24 : 14)];
    if (bold && caption(node) !== node.label) lines.push(shorten(node.label, 24));
    const size = bold ? 14 : 12.5, high = lines.length * (size + 5), r = node.r * s + (bold ? 9 : 5);
    pen.font = `${bold ? "600 " : ""}${size}px ${colours.font}`;
    const wide = Math.max(...lines.map((one) => pen.measureText(one).width));
    const x = sx[i], y = sy[i];
    const places = [
      [x + r, y - high / 2], [x - r - wide, y - high / 2], [x - wide / 2, y + r - 1], [x - wide / 2, y - r - high + 1],
    ];
    const boxOf = ([bx, by]) => [bx - 2, by, bx + wide + 2, by + high];
    const inside = ([left, top, right, bottom]) => left >= 2 && top >= 2 && right <= width - 2 && bottom <= height - 2;
    const place = places.find((one) => inside(boxOf(one)) && room.isFree(boxOf(one), i)) ?? (must ? places.find((one) => inside(boxOf(one))) ?? places[0] : null);
    if (!place) return false;
    room.take(boxOf(place), i);
    lines.forEach((one, k) => write(one, place[0], place[1] + (k + 0.5) * (size + 5), colours.ink));
    return true;
  }

  function arrowName(e, room, close) {
    const [source, target, arrow] = edges[e];
    const length = Math.hypot(sx[target] - sx[source], sy[target] - sy[source]);
    pen.font = `11.5px ${colours.font}`;
    const name = text(arrows[arrow]), wide = pen.measureText(name).width;
    if (length < wide + 30) return;
    const [mx, my] = bendOf(e);
    const x = bends[e] ? (mx + (sx[source] + sx[target]) / 2) / 2 : mx, y = bends[e] ? (my + (sy[source] + sy[target]) / 2) / 2 : my;
    const box = [x - wide / 2 - 2, y - 8, x + wide / 2 + 2, y + 8];
    if (!room.isFree(box)) return;
    room.take(box);
    write(name, x - wide / 2, y, close ? colours.accent : colours.quiet);
  }

  function write(words, x, y, colour) {
    pen.strokeStyle = colours.ground;
    pen.lineWidth = 4;
    pen.strokeText(words, x, y);
    pen.fillStyle = colour;
    pen.fillText(words, x, y);
  }

  // ---- hand

  const fingers = new Map();
  let moved = 0;
  const at = (event) => {
    const box = canvas.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };
  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    fingers.set(event.pointerId, at(event));
    if (fingers.size === 1) moved = 0;
  });
  canvas.addEventListener("pointermove", (event) => {
    const here = at(event), before = fingers.get(event.pointerId);
    if (!before) {
      const i = nodeAt(...here);
      canvas.classList.toggle("over", i >= 0);
      return on.hover(i, ...here);
    }
    fingers.set(event.pointerId, here);
    const dx = here[0] - before[0], dy = here[1] - before[1];
    moved += Math.hypot(dx, dy);
    if (fingers.size === 1) {
      if (moved > 4) canvas.classList.add("dragging");
      return pan(dx, dy);
    }
    const [one, two] = [...fingers.entries()].map(([id, point]) => (id === event.pointerId ? [before, here] : [point, point]));
    const spread = (k) => Math.hypot(one[k][0] - two[k][0], one[k][1] - two[k][1]) || 1;
    pan(dx / 2, dy / 2);
    zoom(spread(1) / spread(0), (one[1][0] + two[1][0]) / 2, (one[1][1] + two[1][1]) / 2);
  });
  const lift = (event) => {
    const wasOne = fingers.size === 1 && fingers.delete(event.pointerId);
    fingers.delete(event.pointerId);
    canvas.classList.remove("dragging");
    if (wasOne && moved < 5 && event.type === "pointerup") on.pick(nodeAt(...at(event)));
  };
  canvas.addEventListener("pointerup", lift);
  canvas.addEventListener("pointercancel", lift);
  canvas.addEventListener("pointerleave", () => on.hover(-1, 0, 0));
  canvas.addEventListener("wheel", (event) => {
    event.preventDefault();
    const lines = event.deltaMode === 1 ? 16 : 1;
    zoom(Math.exp(-Math.max(-240, Math.min(240, event.deltaY * lines)) * 0.0022), ...at(event));
  }, { passive: false });
  const keys = {
    ArrowLeft: () => pan(60, 0), ArrowRight: () => pan(-60, 0), ArrowUp: () => pan(0, 60), ArrowDown: () => pan(0, -60),
    "+": () => zoom(1.3), "=": () => zoom(1.3), "-": () => zoom(1 / 1.3), _: () => zoom(1 / 1.3), 0: () => fit(),
  };
  canvas.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !Object.hasOwn(keys, event.key)) return;
    event.preventDefault();
    keys[event.key]();
  });

  new ResizeObserver(() => {
    const box = host.getBoundingClientRect(), ratio = window.devicePixelRatio || 1;
    const before = width;
    width = Math.max(1, box.width);
    height = Math.max(1, box.height);
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    if (before === 1) on.ready();
    paint();
  }).observe(host);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { readColours(); redraw(); });
  readColours();

  return {
    redraw, fit, moveTo, zoom,
    name: (label) => canvas.setAttribute("aria-label", label),
    image: (take) => canvas.toBlob(take, "image/png"),
    placeOf: (i) => [toX(nodes[i].x), toY(nodes[i].y)],
  };
}
