// Where the picture is looked at from: the place of the graph in the middle (x, y), and pixels a unit (k).
function createCamera() {
  return { x: 0, y: 0, k: 1, width: 1, height: 1 };
}

const toX = (camera, x) => (x - camera.x) * camera.k + camera.width / 2;
const toY = (camera, y) => (y - camera.y) * camera.k + camera.height / 2;
const scaleOf = (camera) => Math.min(1.7, Math.max(0.16, Math.pow(camera.k, 0.55)));

// Looks at all the nodes: a small picture leaves room for the labels at its edge.
function lookAtAll(camera, all) {
  let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const i of all) {
    left = Math.min(left, nodes[i].x); right = Math.max(right, nodes[i].x);
    top = Math.min(top, nodes[i].y); bottom = Math.max(bottom, nodes[i].y);
  }
  const { width, height } = camera, part = all.length > 300 ? 0.05 : 0.16;
  const side = Math.min(130, width * part), edge = Math.min(64, height * (part - 0.01));
  const k = Math.min((width - 2 * side) / (right - left + 1), (height - 2 * edge) / (bottom - top + 1), 1.5);
  return { x: (left + right) / 2, y: (top + bottom) / 2, k: Math.max(k, 0.005) };
}

// Brings a node to the middle, as near as still shows what it is connected to: all of a few, most of many.
function lookAt(camera, i) {
  const others = [...around(i)].filter((other) => other !== i && shown[other]);
  const reach = (axis) => {
    const away = others.map((other) => Math.abs(nodes[other][axis] - nodes[i][axis])).sort((a, b) => a - b);
    return (away[away.length <= 30 ? away.length - 1 : Math.floor(away.length * 0.85)] ?? 0) + 1;
  };
  const k = Math.min((camera.width * 0.36) / reach("x"), (camera.height * 0.4) / reach("y"));
  return { x: nodes[i].x, y: nodes[i].y, k: Math.min(1.2, Math.max(0.06, k)) };
}

// Zooms so that the place under (x, y) stays there.
function zoomed(camera, factor, x, y) {
  const k = Math.min(6, Math.max(0.005, camera.k * factor));
  return {
    x: camera.x + (x - camera.width / 2) * (1 / camera.k - 1 / k),
    y: camera.y + (y - camera.height / 2) * (1 / camera.k - 1 / k),
    k,
  };
}

function nodeAt(camera, x, y) {
  const s = scaleOf(camera);
  let best = -1, nearest = Infinity;
  for (let i = 0; i < nodes.length; i++) {
    if (!shown[i]) continue;
    const distance = Math.hypot(toX(camera, nodes[i].x) - x, toY(camera, nodes[i].y) - y) - nodes[i].r * s;
    if (distance < 7 && distance < nearest) [best, nearest] = [i, distance];
  }
  return best;
}

function readColours() {
  const style = getComputedStyle(document.documentElement);
  const read = (name) => style.getPropertyValue(`--${name}`).trim();
  const colours = { shades: shadeNames().map(read), font: read("sans") };
  for (const name of ["ground", "ink", "quiet", "edge", "accent"]) colours[name] = read(name);
  return colours;
}
