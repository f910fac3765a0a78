// The hand on the canvas: mouse, fingers, wheel and keys.
function listenToHand(canvas, on) {
  const fingers = new Map();
  let moved = 0, held = -1;
  const at = (event) => {
    const box = canvas.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };
  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    fingers.set(event.pointerId, at(event));
    if (fingers.size === 1) [moved, held] = [0, on.held(on.at(...at(event)))];
  });
  canvas.addEventListener("pointermove", (event) => {
    const here = at(event), before = fingers.get(event.pointerId);
    if (!before) {
      const i = on.at(...here);
      canvas.classList.toggle("over", i >= 0);
      return on.hover(i, ...here);
    }
    fingers.set(event.pointerId, here);
    const dx = here[0] - before[0], dy = here[1] - before[1];
    moved += Math.hypot(dx, dy);
    if (fingers.size === 1) {
      if (moved > 4) canvas.classList.add("dragging");
      if (held >= 0) return moved > 4 && on.move(held, dx, dy);
      return on.pan(dx, dy);
    }
    const [one, two] = [...fingers.entries()].map(([id, point]) => (id === event.pointerId ? [before, here] : [point, point]));
    const spread = (k) => Math.hypot(one[k][0] - two[k][0], one[k][1] - two[k][1]) || 1;
    on.pan(dx / 2, dy / 2);
    on.zoom(spread(1) / spread(0), (one[1][0] + two[1][0]) / 2, (one[1][1] + two[1][1]) / 2);
  });
  const lift = (event) => {
    const wasOne = fingers.size === 1 && fingers.delete(event.pointerId);
    fingers.delete(event.pointerId);
    canvas.classList.remove("dragging");
    if (wasOne && held >= 0 && moved > 4) on.moved();
    if (wasOne && moved < 5 && event.type === "pointerup") on.pick(on.at(...at(event)));
  };
  canvas.addEventListener("pointerup", lift);
  canvas.addEventListener("pointercancel", lift);
  canvas.addEventListener("pointerleave", () => on.hover(-1, 0, 0));
  canvas.addEventListener("wheel", (event) => {
    event.preventDefault();
    const lines = event.deltaMode === 1 ? 16 : 1;
    on.zoom(Math.exp(-Math.max(-240, Math.min(240, event.deltaY * lines)) * 0.0022), ...at(event));
  }, { passive: false });
  const keys = {
    ArrowLeft: () => on.pan(60, 0), ArrowRight: () => on.pan(-60, 0), ArrowUp: () => on.pan(0, 60), ArrowDown: () => on.pan(0, -60),
    "+": () => on.zoom(1.3), "=": () => on.zoom(1.3), "-": () => on.zoom(1 / 1.3), _: () => on.zoom(1 / 1.3), 0: () => on.fit(),
  };
  canvas.addEventListener("keydown", (event) => {
    const held = on.held(state.selected), step = { ArrowLeft: [-12, 0], ArrowRight: [12, 0], ArrowUp: [0, -12], ArrowDown: [0, 12] }[event.key];
    if (event.shiftKey && held >= 0 && step) {
      event.preventDefault();
      on.move(held, ...step);
      return on.moved();
    }
    if (event.ctrlKey || event.metaKey || event.altKey || !Object.hasOwn(keys, event.key)) return;
    event.preventDefault();
    keys[event.key]();
  });
}
