// The same stage drawn by vis-network, from the nodes, edges and options of a pyvis Network; the legend shows its shapes.
SHAPES.organisation = [[0, -1.1], [1.05, 0.75], [-1.05, 0.75]];
SHAPES.document = Array.from({ length: 10 }, (_, k) => [k % 2 ? 0.5 : 1.15, (k * Math.PI) / 5])
  .map(([r, turn]) => [r * Math.sin(turn), -r * Math.cos(turn)]);

function createStage(host, on) {
  const frame = make("div", { className: "vis", role: "img" });
  host.prepend(frame);
  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
  const points = new vis.DataSet(data.vis.nodes);
  const lines = new vis.DataSet(data.vis.edges);
  const network = new vis.Network(frame, { nodes: points, edges: lines }, data.vis.options);
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const animation = () => (still.matches ? false : { duration: 320, easingFunction: "easeOutCubic" });

  function redraw() {
    const { focus: pointed, close: marked, along } = emphasis();
    const focus = along ? pointed : state.selected, close = along ? marked : focus >= 0 ? around(focus) : null;
    points.update(nodes.map((node, i) => ({
      id: i,
      hidden: !shown[i],
      size: node.r * 1.2,
      label: shorten(caption(node), 14),
      title: [node.label, text(node.note), typeName(node.type)].filter(Boolean).join("\n"),
      opacity: close && !close.has(i) ? 0.25 : 1,
      borderWidth: i === focus ? 3 : 1,
      borderWidthSelected: 3,
      color: { background: colour(types[node.type]), border: i === focus ? colour("accent") : colour("ground"),
        highlight: { background: colour(types[node.type]), border: colour("accent") },
        hover: { background: colour(types[node.type]), border: colour("accent") } },
      font: { color: colour("ink"), face: colour("sans"), size: 13, strokeWidth: 4, strokeColor: colour("ground") },
    })));
    const visible = new Set(shownEdges);
    lines.update(edges.map(([source, target, arrow], e) => {
      const strong = along ? along.has(e) : source === focus || target === focus;
      return {
        id: e, hidden: !visible.has(e), title: text(arrows[arrow]), label: strong ? text(arrows[arrow]) : undefined,
        width: strong ? 1.8 : 1, selectionWidth: 0,
        color: { color: colour(strong ? "accent" : "edge"), highlight: colour("accent"), hover: colour("accent"), opacity: close && !strong ? 0.2 : 0.8 },
        chosen: { label: false },
        font: { color: colour("accent"), size: 12, face: colour("sans"), strokeWidth: 4, strokeColor: colour("ground") },
      };
    }));
    if (focus >= 0 && shown[focus]) network.selectNodes([focus]);
    else network.unselectAll();
    frame.dataset.painted = "yes";
  }

  network.on("click", (event) => on.pick(event.nodes.length ? event.nodes[0] : -1));
  new ResizeObserver(() => host.clientWidth && network.redraw()).observe(host);
  requestAnimationFrame(on.ready);

  return {
    redraw, touch: redraw,
    fit: (which) => nodes.length && network.fit({ nodes: which ?? nodes.map((_, i) => i).filter((i) => shown[i]), animation: animation() }),
    moveTo: (i) => network.focus(i, { scale: Math.max(network.getScale(), 0.8), animation: animation() }),
    zoom: (factor) => network.moveTo({ scale: network.getScale() * factor, animation: animation() }),
    recolour: redraw,
    camera: () => ({ width: 1600, height: 1000, ...lookAtAll({ width: 1600, height: 1000 }, nodes.map((_, i) => i).filter((i) => shown[i])) }),
    name: (label) => frame.setAttribute("aria-label", label),
    placeOf: (i) => {
      const place = network.canvasToDOM({ x: nodes[i].x, y: nodes[i].y });
      return [place.x, place.y];
    },
  };
}
