// The canvas on the screen.  A picture that is too large to be drawn anew for every frame moves as a still, and is drawn
// again when the hand rests, or has moved so far that the edge of the still shows.
const MANY_EDGES = 6000;
const REST = 120; // milliseconds
const FAR = 0.12; // of the width; more where drawing takes long

function createStage(host, on) {
  const canvas = make("canvas", { tabIndex: 0, role: "application" });
  host.prepend(canvas);
  const pen = canvas.getContext("2d"), camera = createCamera();
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  let due = false, flight = 0, colours = readColours(), kept = null, rest = 0, first = true, took = 0;
  // Everything but what the hand touches, drawn once for each view.
  const ground = { canvas: null, view: "" };

  function draw() {
    const ratio = window.devicePixelRatio || 1;
    const began = performance.now();
    clearTimeout(rest);
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    paint(pen, camera, colours, shownEdges.length < MANY_EDGES ? null : onGround);
    canvas.dataset.painted = "yes";
    keepStill();
    took = performance.now() - began;
  }

  function onGround(drawn) {
    const view = [camera.x, camera.y, camera.k, canvas.width, canvas.height].join();
    if (view !== ground.view) {
      ground.canvas ??= make("canvas");
      ground.canvas.width = canvas.width;
      ground.canvas.height = canvas.height;
      const on = ground.canvas.getContext("2d"), ratio = window.devicePixelRatio || 1;
      on.setTransform(ratio, 0, 0, ratio, 0, 0);
      drawn(on);
      ground.view = view;
    }
    pen.drawImage(ground.canvas, 0, 0, camera.width, camera.height);
  }

  function redraw() {
    ground.view = "";
    touch();
  }

  function touch() {
    if (due) return;
    due = true;
    requestAnimationFrame(() => { due = false; draw(); });
  }

  function keepStill() {
    if (shownEdges.length < MANY_EDGES) return void (kept = null);
    kept ??= { canvas: make("canvas"), camera: {} };
    kept.canvas.width = canvas.width;
    kept.canvas.height = canvas.height;
    kept.canvas.getContext("2d").drawImage(canvas, 0, 0);
    Object.assign(kept.camera, camera);
  }

  function moveStill() {
    if (!kept) return touch();
    clearTimeout(rest);
    rest = setTimeout(touch, REST);
    const { x, y, k } = kept.camera, { width, height } = camera, grown = camera.k / k;
    const bare = Math.max(Math.abs(camera.x - x) / width, Math.abs(camera.y - y) / height) * camera.k;
    if (bare > Math.max(FAR, Math.min(0.5, took / 250)) || grown > 1.8 || grown < 0.6) return draw();
    pen.fillStyle = colours.ground;
    pen.fillRect(0, 0, width, height);
    pen.drawImage(kept.canvas, toX(camera, x - width / 2 / k), toY(camera, y - height / 2 / k), width * grown, height * grown);
  }

  function fly(target) {
    cancelAnimationFrame(flight);
    if (first || calm.matches) {
      Object.assign(camera, target);
      first = false;
      return redraw();
    }
    const from = { ...camera }, began = performance.now();
    const step = (now) => {
      const t = Math.min(1, Math.max(0, (now - began) / 320)), ease = 1 - Math.pow(1 - t, 3);
      for (const key of ["x", "y"]) camera[key] = from[key] + (target[key] - from[key]) * ease;
      camera.k = from.k * Math.pow(target.k / from.k, ease);
      moveStill();
      if (t < 1) flight = requestAnimationFrame(step);
    };
    flight = requestAnimationFrame(step);
  }

  function fit(which) {
    const all = which ?? nodes.map((_, i) => i).filter((i) => shown[i]);
    if (all.length) fly(lookAtAll(camera, all));
  }

  function zoom(factor, x = camera.width / 2, y = camera.height / 2) {
    cancelAnimationFrame(flight);
    Object.assign(camera, zoomed(camera, factor, x, y));
    moveStill();
  }

  function pan(dx, dy) {
    cancelAnimationFrame(flight);
    camera.x -= dx / camera.k;
    camera.y -= dy / camera.k;
    moveStill();
  }

  function move(i, dx, dy) {
    pin(i);
    nodes[i].x += dx / camera.k;
    nodes[i].y += dy / camera.k;
    redraw();
  }

  listenToHand(canvas, { pan, zoom, fit, hover: on.hover, pick: on.pick, move, moved: on.moved,
    // Only the chosen node goes with the hand: in a crowd every pull would else begin on one.
    held: (i) => (i >= 0 && i === state.selected ? i : -1),
    at: (x, y) => nodeAt(camera, x, y) });

  new ResizeObserver(() => {
    const box = host.getBoundingClientRect(), ratio = window.devicePixelRatio || 1;
    if (!box.width || !box.height) return; // the table is in front
    camera.width = box.width;
    camera.height = box.height;
    canvas.width = Math.round(camera.width * ratio);
    canvas.height = Math.round(camera.height * ratio);
    if (first) on.ready();
    draw();
  }).observe(host);

  return {
    redraw, touch, fit, zoom,
    moveTo: (i) => fly(lookAt(camera, i)),
    recolour: () => { colours = readColours(); redraw(); },
    name: (label) => canvas.setAttribute("aria-label", label),
    camera: () => ({ ...camera }),
    placeOf: (i) => [toX(camera, nodes[i].x), toY(camera, nodes[i].y)],
  };
}
