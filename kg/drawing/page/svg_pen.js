// A pen that writes SVG: the part of a canvas's pen that paint() needs, so that the saved drawing is the one on the screen.
function createSvgPen(width, height) {
  const space = "http://www.w3.org/2000/svg";
  const root = document.createElementNS(space, "svg");
  const measuring = document.createElement("canvas").getContext("2d");
  // XML has no place for most control characters and for halves of a pair.
  const allowed = (words) => words.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu, "\ufffd");
  const short = (number) => String(Math.round(number * 10) / 10);
  let steps = [];
  for (const [name, value] of Object.entries({ width, height, viewBox: `0 0 ${width} ${height}`, "font-family": "sans-serif" })) {
    root.setAttribute(name, String(value));
  }
  function add(tag, attributes, words) {
    const element = document.createElementNS(space, tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    if (words !== undefined) element.textContent = allowed(words);
    root.append(element);
  }
  function write(words, x, y, own) {
    const [, bold, size, font] = /^(\d+ )?([\d.]+px) (.*)$/s.exec(pen.font);
    const anchor = pen.textAlign === "center" ? "middle" : "start";
    add("text", { x: short(x), y: short(y), "font-family": font, "font-size": size, "font-weight": bold?.trim() ?? "400",
      "text-anchor": anchor, "dominant-baseline": "central", ...own }, words);
  }
  const pen = {
    font: "14px sans-serif", fillStyle: "", strokeStyle: "", lineWidth: 1, globalAlpha: 1, textAlign: "left", textBaseline: "", lineJoin: "",
    beginPath: () => void (steps = []),
    moveTo: (x, y) => steps.push(`M${short(x)} ${short(y)}`),
    lineTo: (x, y) => steps.push(`L${short(x)} ${short(y)}`),
    quadraticCurveTo: (a, b, x, y) => steps.push(`Q${short(a)} ${short(b)} ${short(x)} ${short(y)}`),
    arc: (x, y, r) => steps.push(`M${short(x + r)} ${short(y)}A${short(r)} ${short(r)} 0 1 1 ${short(x - r)} ${short(y)}A${short(r)} ${short(r)} 0 1 1 ${short(x + r)} ${short(y)}`),
    closePath: () => steps.push("Z"),
    stroke: () => add("path", { d: steps.join(""), fill: "none", stroke: pen.strokeStyle, "stroke-width": short(pen.lineWidth), "stroke-opacity": String(pen.globalAlpha) }),
    fill: () => add("path", { d: steps.join(""), fill: pen.fillStyle, "fill-opacity": String(pen.globalAlpha) }),
    fillRect: (x, y, w, h) => add("rect", { x: short(x), y: short(y), width: short(w), height: short(h), fill: pen.fillStyle }),
    strokeText: (words, x, y) => write(words, x, y, { fill: "none", stroke: pen.strokeStyle, "stroke-width": short(pen.lineWidth), "stroke-linejoin": "round" }),
    fillText: (words, x, y) => write(words, x, y, { fill: pen.fillStyle }),
    measureText(words) {
      measuring.font = pen.font;
      return measuring.measureText(words);
    },
    written: () => `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(root)}\n`,
  };
  return pen;
}
