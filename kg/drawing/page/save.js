// What can be taken away: the picture as PNG or SVG, the things and the relations as CSV, the page on paper.
const FORMULA = /^[=+\-@＝＋－＠\t\r\n]/; // a spreadsheet takes a cell that starts so for a formula

function csv(rows) {
  const cell = (value) => {
    const words = typeof value === "number" ? String(value) : FORMULA.test(value) ? `'${value}` : value;
    return /[",\r\n]/.test(words) ? `"${words.replaceAll('"', '""')}"` : words;
  };
  // Excel takes a file for UTF-8 only by its byte order mark.
  return "\ufeff" + rows.map((row) => row.map(cell).join(",") + "\r\n").join("");
}

// All that is shown, whatever page of the table is open; amounts once as printed and once as a number of yuan.
function thingRows() {
  const rows = nodes.map((_, i) => i).filter((i) => shown[i]), columns = tableColumns(rows);
  const head = [...columns.map(([key]) => say(key)), say("column_yuan"), say("note"), "IRI"];
  return [head, ...rows.map((i) => [
    ...columns.map(([key, words]) => (key === "column_links" ? edgesOf[i].length : words(i))),
    nodes[i].amounts.length === 1 ? nodes[i].amounts[0] : nodes[i].amounts.join("；"), notes.get(i) ?? "", nodes[i].id,
  ])];
}

function relationRows() {
  const head = ["column_source", "column_arrow", "column_target", "column_quote", "about_document", "file", "section", "column_page", "column_start", "column_end"].map((key) => say(key));
  const rows = shownEdges.flatMap((e) => {
    const [source, target, arrow] = edges[e], said = [nodes[source].label, text(arrows[arrow]), nodes[target].label];
    const quotes = quotesOfEdge(e).map(quoteOf);
    if (!quotes.length) return [[...said, "", "", "", "", "", "", ""]];
    return quotes.map((one) => [...said, one.exact, one.document, one.file, one.section, one.page, one.start, one.end]);
  });
  return [head, ...rows];
}

// The picture for a report, its title above, below what shapes and colours mean; as PNG three times as fine as the screen where that is not too large.
const FINE = 3, PIXELS = 16e6, BAND = 44, LINE = 24;
function framed(stage, colours, penOf) {
  const camera = { ...createCamera(), width: 1600, height: 1000, ...stage.camera() }, { width, height } = camera;
  const present = new Set(nodes.filter((_, i) => shown[i]).map((node) => node.type)), measuring = make("canvas").getContext("2d");
  const entries = [
    ...[...present].sort().map((k) => [SHAPES[types[k]], state.colour === "type" ? colours.shades[k] : colours.quiet, typeName(k)]),
    ...groups.map((one, k) => [SHAPES.policy, colours.shades[k], groupName(one)]),
  ];
  const font = `13px ${colours.font}`;
  measuring.font = font;
  let x = 16, row = 0;
  const places = entries.map(([, , words]) => {
    const wide = measuring.measureText(words).width + 40;
    if (x > 16 && x + wide > width) [x, row] = [16, row + 1];
    x += wide;
    return [x - wide, row];
  });
  const foot = BAND + height + LINE, pen = penOf(width, foot + (row + 1) * LINE);
  // A camera that is higher by a band on both sides looks at the same things a band lower.
  paint(pen, { ...camera, height: height + 2 * BAND }, colours);
  pen.globalAlpha = 1;
  pen.fillStyle = colours.ground;
  pen.fillRect(0, 0, width, BAND);
  pen.fillRect(0, BAND + height, width, BAND + (row + 2) * LINE);
  pen.textAlign = "left";
  pen.textBaseline = "middle";
  pen.fillStyle = colours.ink;
  pen.font = `600 18px ${colours.font}`;
  pen.fillText(data.title, 16, BAND / 2);
  pen.font = font;
  entries.forEach(([points, colour, words], k) => {
    const [left, line] = places[k], y = foot + line * LINE;
    pen.beginPath();
    if (points) points.forEach(([px, py], i) => (i ? pen.lineTo(left + 7 + px * 6, y + py * 6) : pen.moveTo(left + 7 + px * 6, y + py * 6)));
    else pen.arc(left + 7, y, 6, 0, 2 * Math.PI);
    pen.fillStyle = colour;
    pen.fill();
    pen.fillStyle = colours.ink;
    pen.fillText(words, left + 20, y);
  });
  return pen;
}

function drawnSvg(stage) {
  return framed(stage, readColours(), (width, height) => createSvgPen(Math.round(width), Math.round(height))).written();
}

function drawnPng(stage, take) {
  const pen = framed(stage, readColours(), (width, height) => {
    const fine = Math.min(FINE, Math.max(1, Math.sqrt(PIXELS / (width * height))));
    const own = make("canvas", { width: Math.round(width * fine), height: Math.round(height * fine) }).getContext("2d");
    own.scale(fine, fine);
    return own;
  });
  pen.canvas.toBlob(take, "image/png");
}

function saveAs(blob, ending) {
  const link = make("a", { href: URL.createObjectURL(blob), download: `${data.title.replace(/[^\p{L}\p{N}]+/gu, "_") || "graph"}${ending}` });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

// A menu behind a button: opens with it, closes with Escape or when the focus leaves.
function createSaving(stage) {
  const button = document.getElementById("save"), menu = document.getElementById("save-menu");
  const asText = (kind, words) => new Blob([words], { type: `${kind};charset=utf-8` });
  const kinds = {
    save_png: () => drawnPng(stage, (blob) => saveAs(blob, ".png")),
    save_svg: () => saveAs(asText("image/svg+xml", drawnSvg(stage)), ".svg"),
    save_things: () => saveAs(asText("text/csv", csv(thingRows())), ".csv"),
    save_relations: () => saveAs(asText("text/csv", csv(relationRows())), `_${say("arrows")}.csv`),
    print: () => print(),
  };
  function open(yes) {
    menu.hidden = !yes;
    button.setAttribute("aria-expanded", String(yes));
  }
  button.addEventListener("click", () => open(menu.hidden));
  menu.parentElement.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !menu.parentElement.contains(event.relatedTarget)) open(false);
  });
  document.addEventListener("pointerdown", (event) => {
    if (!menu.parentElement.contains(event.target)) open(false);
  });
  menu.parentElement.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || menu.hidden) return;
    event.stopPropagation();
    open(false);
    button.focus();
  });
  return {
    name() {
      button.textContent = say("save");
      menu.replaceChildren(...Object.entries(kinds).map(([key, act]) => {
        const one = make("button", { type: "button", id: key }, say(key));
        one.addEventListener("click", () => {
          open(false);
          button.focus();
          act();
        });
        return one;
      }));
      open(false);
    },
  };
}

// On paper: the picture in light colours, then what is known of the chosen node, or the list of the things that are shown.
const PRINTED = 300;
function preparePrint() {
  const root = document.documentElement, theme = state.theme, chosen = state.selected >= 0;
  root.dataset.theme = "light";
  const canvas = make("canvas", { width: 2000, height: 1200, role: "img", "aria-label": say("canvas_label") });
  const pen = canvas.getContext("2d"), camera = { ...createCamera(), width: 1000, height: 600 };
  const all = nodes.map((_, i) => i).filter((i) => shown[i]);
  if (chosen && !state.hops && !path) Object.assign(camera, lookAt(camera, state.selected));
  else if (all.length) Object.assign(camera, lookAtAll(camera, all));
  pen.scale(2, 2);
  paint(pen, camera, { ...readColours(), ground: "#ffffff" });
  if (theme) root.dataset.theme = theme;
  else delete root.dataset.theme;
  document.getElementById("paper-picture").replaceChildren(...(state.view === "table" ? [] : [canvas, make("p", {}, document.getElementById("status").textContent)]));
  document.getElementById("paper-list").replaceChildren(...(chosen && state.view !== "table" ? [] : paperList(all)));
}

function paperList(all) {
  const columns = [["column_name", (i) => nodes[i].label], ["column_type", (i) => typeName(nodes[i].type)], ["column_note", (i) => text(nodes[i].note)]];
  const rows = all.slice(0, PRINTED).map((i) => make("tr", {}, ...columns.map(([, words]) => make("td", {}, words(i)))));
  const head = make("tr", {}, ...columns.map(([key]) => make("th", { scope: "col" }, say(key))));
  const list = make("table", {}, make("thead", {}, head), make("tbody", {}, ...rows));
  return all.length > PRINTED ? [list, make("p", {}, say("printed_first", { n: PRINTED, all: all.length }))] : [list];
}
