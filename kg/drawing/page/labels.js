// Words in the language of the reader, and small pieces of the page made without HTML.
function say(key, values = {}) {
  const words = Object.hasOwn(data.words, key) ? data.words[key][state.lang] : key;
  return words.replace(/\{(\w+)\}/g, (place, name) => (Object.hasOwn(values, name) ? String(values[name]) : place));
}

// A value is a string, or says itself in both languages: [zh, en] in the table of texts, {zh, en} among the arrows.
function text(value) {
  if (typeof value === "string") return value;
  return Array.isArray(value) ? value[state.lang === "zh" ? 0 : 1] : value[state.lang];
}

function typeName(type) {
  return say("type_" + types[type]);
}

function factText([key, value]) {
  return value === "" ? say(`${key}_value`) : text(value);
}

// Makes an element: properties are set as properties, children appended as text or elements.
function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name.startsWith("aria-") || name === "role" || name === "for" || name === "scope") element.setAttribute(name, value);
    else element[name] = value;
  }
  element.append(...children);
  return element;
}

function shapeIcon(type) {
  const space = "http://www.w3.org/2000/svg";
  const name = types[type];
  const icon = document.createElementNS(space, "svg");
  icon.setAttribute("class", "shape");
  icon.setAttribute("viewBox", "-1.15 -1.15 2.3 2.3");
  icon.setAttribute("aria-hidden", "true");
  const points = SHAPES[name];
  const outline = document.createElementNS(space, points ? "polygon" : "circle");
  if (points) outline.setAttribute("points", points.map((point) => point.join(",")).join(" "));
  else outline.setAttribute("r", "1");
  outline.style.fill = state.colour === "type" ? `var(--${name})` : "var(--quiet)";
  icon.append(outline);
  return icon;
}

function shorten(label, most) {
  const letters = Array.from(label.replace(/\s+/g, " "));
  let width = 0;
  for (let i = 0; i < letters.length; i++) {
    width += letters[i].charCodeAt(0) < 256 ? 0.55 : 1;
    if (width > most) return letters.slice(0, i).join("") + "…";
  }
  return letters.join("");
}

// What stands beside a node: a policy is known by its number, the rest by name.
function caption(node) {
  return types[node.type] === "policy" && node.note ? text(node.note) : node.label;
}

// One line of a list: shape, name, small note, value at the right.
function rowContent(i, value = "", note = text(nodes[i].note)) {
  const label = make("span", { className: "label" }, nodes[i].label);
  if (note) label.append(make("small", {}, note));
  return [shapeIcon(nodes[i].type), label, make("span", { className: "value" }, value)];
}
