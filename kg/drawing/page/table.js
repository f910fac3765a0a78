// The table: everything that the filters leave, a row each, with all facts; the way to every node without the picture.
const ROWS = 100; // a page: more would make old computers wait
const COLUMN_ORDER = ["number", "year", "issuer_level", "amount", "amount_computed", "level", "citation_count", "citing_project_count"];

// The columns that something shown has a value for, as [key, value of node (text), number of node or null].
function tableColumns(rows) {
  const keys = new Set();
  for (const i of rows) for (const [key] of factsOf(i)) keys.add(key);
  const place = (key) => (COLUMN_ORDER.includes(key) ? COLUMN_ORDER.indexOf(key) : COLUMN_ORDER.length);
  const facts = [...keys].sort((a, b) => place(a) - place(b) || (a < b ? -1 : 1));
  const value = (key) => (i) => factsOf(i).filter(([name]) => name === key).map(factText).join("；");
  const columns = [["column_name", (i) => nodes[i].label, null], ["column_type", (i) => typeName(nodes[i].type), null]];
  for (const key of facts) columns.push([key, value(key), /^amount/.test(key) ? (i) => (factValues(i, key).length ? amountOf(i) : NaN) : null]);
  columns.push(["column_links", (i) => String(edgesOf[i].length), (i) => edgesOf[i].length]);
  return columns;
}

// Sorted by a column: as numbers where all its values are numbers, else as words; what has no value comes last.
function sortedRows(rows, column) {
  const [, words, number] = column;
  const values = new Map(rows.map((i) => [i, words(i)]));
  const numbers = new Map(rows.map((i) => [i, number ? number(i) : values.get(i) === "" ? NaN : Number(values.get(i))]));
  const numeric = rows.every((i) => values.get(i) === "" || !Number.isNaN(numbers.get(i)));
  const order = new Intl.Collator(state.lang === "zh" ? "zh-CN" : "en", { numeric: true });
  const turn = state.down ? -1 : 1;
  return rows.slice().sort((a, b) => {
    const missing = (values.get(a) === "") - (values.get(b) === "");
    if (missing) return missing;
    return turn * (numeric ? numbers.get(a) - numbers.get(b) : order.compare(values.get(a), values.get(b))) || a - b;
  });
}

function createTable(on) {
  const host = document.getElementById("table");

  function heading(column) {
    const [key] = column, now = state.sort === key;
    const button = make("button", { type: "button" }, say(key), make("span", { "aria-hidden": "true" }, now ? (state.down ? " ▼" : " ▲") : ""));
    button.dataset.key = key;
    button.addEventListener("click", () => {
      state.down = now ? !state.down : Boolean(column[2]);
      state.sort = key;
      state.page = 0;
      on.change();
      [...host.querySelectorAll("th button")].find((one) => one.dataset.key === key)?.focus();
    });
    return make("th", { scope: "col", "aria-sort": now ? (state.down ? "descending" : "ascending") : "none" }, button);
  }

  function line(i, columns) {
    const name = make("button", { type: "button", className: "name" }, shapeIcon(nodes[i].type), nodes[i].label);
    name.addEventListener("click", () => on.choose(i));
    const row = make("tr", {}, make("th", { scope: "row" }, name));
    if (i === state.selected) row.setAttribute("aria-current", "true");
    for (const [key, words, number] of columns.slice(1)) row.append(make("td", { className: number ? "number" : key === "column_type" ? "type" : "" }, words(i)));
    return row;
  }

  function turner(key, step, possible) {
    const button = make("button", { type: "button", id: key, disabled: !possible }, say(key));
    button.addEventListener("click", () => {
      state.page += step;
      on.change();
      host.querySelector(".sheet").scrollTop = 0;
      (document.getElementById(key).disabled ? host.querySelector(".sheet") : document.getElementById(key)).focus();
    });
    return button;
  }

  return {
    show() {
      host.hidden = state.view !== "table";
      if (host.hidden) return;
      const all = nodes.map((_, i) => i).filter((i) => shown[i]);
      const columns = tableColumns(all), by = columns.find(([key]) => key === state.sort);
      const rows = by ? sortedRows(all, by) : all;
      const pages = Math.max(1, Math.ceil(rows.length / ROWS));
      state.page = Math.min(Math.max(0, state.page), pages - 1);
      const from = state.page * ROWS, now = rows.slice(from, from + ROWS), before = host.querySelector(".sheet")?.scrollTop ?? 0;
      const table = make("table", {}, make("caption", {}, say("table_caption")),
        make("thead", {}, make("tr", {}, ...columns.map(heading))), make("tbody", {}, ...now.map((i) => line(i, columns))));
      const sheet = make("div", { className: "sheet", tabIndex: 0, role: "region", "aria-label": say("table_caption") }, table);
      const place = make("p", { className: "note", role: "status" }, say("rows", { from: now.length ? from + 1 : 0, to: from + now.length, all: rows.length }));
      host.replaceChildren(sheet, make("div", { className: "turn" }, place, turner("page_before", -1, state.page > 0), turner("page_after", 1, state.page < pages - 1)));
      sheet.scrollTop = before;
    },
  };
}
