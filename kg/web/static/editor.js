// The SPARQL editor of the site: asks /sparql and shows the answer; every value is shown as text.
"use strict";
(() => {
  const $ = (id) => document.getElementById(id);
  const { prefixes, terms, examples, ours, most, words } = JSON.parse($("model").textContent);
  const say = (key, values = {}) => words[`editor_${key}`].replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
  const SHOWN = 1000, BARS = 40;
  const DRAWN = ["policy", "project", "work", "organisation", "document", "task"];
  const KEYWORDS = ["SELECT", "DISTINCT", "CONSTRUCT", "DESCRIBE", "ASK", "WHERE", "FILTER", "OPTIONAL", "UNION", "MINUS", "VALUES", "BIND", "GRAPH", "PREFIX",
    "GROUP BY", "ORDER BY", "HAVING", "LIMIT", "OFFSET", "COUNT", "SUM", "MIN", "MAX", "AVG", "GROUP_CONCAT", "CONTAINS", "STRSTARTS", "REGEX", "STR", "BOUND", "COALESCE", "IF", "EXISTS", "NOT EXISTS"];
  let answer = null, running = null, chart = null;

  // ---- the text

  const complete = (before, text) => {
    const typed = before.toLowerCase();
    if (/^[?$]/.test(before)) {
      const known = new Set(text.match(/[?$]\w+/g) ?? []);
      return [...known].filter((name) => name !== before && name.toLowerCase().startsWith(typed)).map((label) => ({ label, type: "variable" }));
    }
    const local = ({ label }) => label.slice(label.indexOf(":") + 1).toLowerCase();
    const fits = (one) => typed.includes(":") ? one.label.toLowerCase().startsWith(typed) : local(one).startsWith(typed) || (typed && one.detail.includes(before));
    const named = Object.entries(prefixes).filter(([name]) => typed && !typed.includes(":") && name.startsWith(typed)).map(([name, iri]) => ({ label: `${name}:`, detail: iri, type: "namespace" }));
    const keys = KEYWORDS.filter((key) => typed && key.toLowerCase().startsWith(typed)).map((label) => ({ label, type: "keyword" }));
    // What agrees letter by letter comes first: pk:ba is pk:basedOn before it is pk:Basis.
    const exact = (one) => (one.label.includes(":") && one.label.slice(before.includes(":") ? 0 : one.label.indexOf(":") + 1).startsWith(before) ? 0 : 1);
    return [...keys, ...named, ...terms.filter(fits).sort((a, b) => exact(a) - exact(b))].slice(0, 60);
  };

  const fromLink = () => {
    const found = new URLSearchParams(location.hash.slice(1)).get("query");
    return found && found.length < 100_000 ? found : null;
  };
  const host = $("text").attachShadow({ mode: "open" });
  const chinese = document.documentElement.lang.startsWith("zh");
  const editor = policyEditor.create({
    parent: host, text: fromLink() ?? examples[1].query, label: say("label"), complete,
    phrases: chinese ? { Completions: "补全" } : {},
    run: () => run(),
    changed: () => history.replaceState(null, "", `#query=${encodeURIComponent(editor.text())}`),
  });
  addEventListener("hashchange", () => { const text = fromLink(); if (text !== null && text !== editor.text()) editor.replace(text); });
  $("examples").addEventListener("change", (event) => { const chosen = examples[event.target.value]; if (chosen) editor.replace(chosen.query); });
  $("prefixes").addEventListener("click", () => {
    const text = editor.text();
    const missing = Object.entries(prefixes).filter(([name]) => !new RegExp(`^\\s*PREFIX\\s+${name}:`, "im").test(text));
    editor.replace(missing.map(([name, iri]) => `PREFIX ${name}: <${iri}>\n`).join("") + text);
  });

  // ---- asking

  const fail = (sentence) => {
    const at = /line (\d+), column (\d+)/.exec(sentence);
    $("error").textContent = (at ? say("error_at", { line: at[1], column: at[2] }) : "") + sentence.trim();
    $("error").hidden = false;
    if (at) editor.select(Number(at[1]), Number(at[2]));
  };

  const run = async () => {
    if (running) running.abort();
    const mine = running = new AbortController(), began = performance.now();
    $("error").hidden = true;
    $("result").hidden = true;
    $("status").textContent = say("running");
    $("stop").disabled = false;
    try {
      const response = await fetch("/sparql", {
        method: "POST", signal: mine.signal, body: new URLSearchParams({ query: editor.text() }),
        headers: { Accept: "application/sparql-results+json, application/n-triples;q=0.9" },
      });
      const text = await response.text();
      if (running !== mine) return;
      $("status").textContent = "";
      if (!response.ok) { fail(text); return; }
      answer = read(response.headers.get("Content-Type") ?? "", text);
      show((performance.now() - began) / 1000);
    } catch (error) {
      if (running !== mine) return;
      $("status").textContent = error.name === "AbortError" ? say("stopped") : "";
      if (error.name !== "AbortError") fail(say("unreachable"));
    } finally {
      if (running === mine) { running = null; $("stop").disabled = true; }
    }
  };
  $("run").addEventListener("click", run);
  $("stop").addEventListener("click", () => { if (running) running.abort(); });

  // ---- reading answers

  const read = (media, text) => {
    if (media.includes("n-triples")) {
      const columns = [say("subject"), say("predicate"), say("object")];
      return { columns, rows: text.split("\n").filter(Boolean).map(triple), raw: text, ending: "nt" };
    }
    const found = JSON.parse(text);
    if ("boolean" in found) return { columns: ["ASK"], rows: [[{ type: "literal", value: say(found.boolean ? "yes" : "no") }]], raw: text, ending: "json" };
    const columns = found.head.vars;
    return { columns, rows: found.results.bindings.map((row) => columns.map((name) => row[name] ?? null)), raw: text, ending: "json" };
  };

  // One line of N-Triples (W3C Recommendation, 25 February 2014).
  const TERM = /<([^>]*)>|(_:\S+)|"((?:[^"\\]|\\.)*)"(?:\^\^<([^>]*)>|@([\w-]+))?/g;
  const plainly = (text) => text.replace(/\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))/g, (_, four, eight, one) =>
    four || eight ? String.fromCodePoint(parseInt(four || eight, 16)) : { t: "\t", n: "\n", r: "\r", b: "\b", f: "\f" }[one] ?? one);
  const triple = (line) => [...line.matchAll(TERM)].slice(0, 3).map(([, iri, blank, text, datatype, language]) =>
    iri !== undefined ? { type: "uri", value: plainly(iri) } : blank ? { type: "bnode", value: blank } : { type: "literal", value: plainly(text), datatype, "xml:lang": language });

  // ---- showing them

  const NUMBERS = /#(?:integer|decimal|double|float|int|long|nonNegativeInteger|positiveInteger)$/;
  const number = (term) => term && term.type === "literal" && NUMBERS.test(term.datatype ?? "") ? Number(term.value) : null;
  const short = (iri) => {
    for (const [name, namespace] of Object.entries(prefixes)) if (iri.startsWith(namespace)) return `${name}:${iri.slice(namespace.length)}`;
    return iri;
  };
  const key = (term) => (term && term.type === "uri" && term.value.startsWith(ours) ? term.value.slice(ours.length) : null);
  const address = (name) => `/id/${name.split("/").map(encodeURIComponent).join("/")}`;
  const text = (term) => (!term ? "" : term.type === "uri" ? short(term.value) : term.value);

  const cell = (term) => {
    const made = document.createElement("td"), name = key(term);
    if (number(term) !== null) made.className = "number";
    if (name === null) { made.textContent = text(term); return made; }
    const link = document.createElement("a");
    link.href = address(name);
    link.textContent = text(term);
    made.append(link);
    return made;
  };

  const show = (seconds) => {
    const { columns, rows } = answer;
    const head = document.createElement("tr");
    head.append(...columns.map((name) => { const made = document.createElement("th"); made.scope = "col"; made.textContent = name; return made; }));
    const table = $("result").querySelector("table");
    table.tHead.replaceChildren(head);
    table.tBodies[0].replaceChildren(...rows.slice(0, SHOWN).map((row) => { const made = document.createElement("tr"); made.append(...row.map(cell)); return made; }));
    $("rows").textContent = rows.length.toLocaleString("en");
    $("status").textContent = say("rows", { count: rows.length.toLocaleString("en"), seconds: seconds.toFixed(1) });
    $("note").textContent = rows.length > SHOWN ? say("first", { shown: SHOWN.toLocaleString("en"), count: rows.length.toLocaleString("en") }) : "";
    $("json").textContent = answer.ending === "nt" ? "N-Triples" : "JSON";
    $("result").hidden = false;
    fold();
  };

  // ---- files

  const save = (name, media, parts) => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob(parts, { type: media }));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  };
  const quoted = (value) => (/[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
  // A spreadsheet would run a text that begins so; Excel takes the file for UTF-8 by its byte order mark.
  const csvCell = (term) => { const value = !term ? "" : term.value; return quoted(number(term) === null && /^[=+\-@\t\r]/.test(value) ? `'${value}` : value); };
  const csv = () => [answer.columns.map((name) => quoted(name)), ...answer.rows.map((row) => row.map(csvCell))].map((row) => row.join(",")).join("\r\n");
  $("csv").addEventListener("click", () => save("answer.csv", "text/csv", ["\ufeff", csv(), "\r\n"]));
  $("json").addEventListener("click", () => save(`answer.${answer.ending}`, "application/octet-stream", [answer.raw]));

  // ---- chart and graph

  const fold = () => {
    if (chart) { chart.dispose(); chart = null; }
    $("bars").hidden = true;
    $("draw").setAttribute("aria-expanded", "false");
  };
  const library = () => new Promise((done, failed) => {
    if (window.policyCharts) { done(); return; }
    const script = document.createElement("script");
    script.src = "/static/vendor/echarts.js";
    script.onload = done;
    script.onerror = failed;
    document.head.append(script);
  });
  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
  const cut = (value, size) => { const all = [...value]; return all.length > size ? `${all.slice(0, size - 1).join("")}…` : value; };

  const bars = async () => {
    if (chart) { fold(); return; }
    const at = answer.columns.map((_, i) => answer.rows.some((row) => number(row[i]) !== null) && answer.rows.every((row) => !row[i] || number(row[i]) !== null));
    const value = at.indexOf(true), name = at.indexOf(false);
    if (value < 0 || name < 0) { $("note").textContent = say("no_chart"); return; }
    await library();
    const rows = answer.rows.slice(0, BARS), place = $("bars");
    const told = say("bars", { number: answer.columns[value], name: answer.columns[name], count: rows.length });
    place.hidden = false;
    place.style.height = `${rows.length * 26 + 50}px`;
    const size = Math.max(6, Math.floor(place.clientWidth * 0.35 / 12.5)), ink = colour("ink");
    chart = policyCharts.init(place, null, { renderer: "canvas", locale: "EN" });
    chart.setOption({
      animation: false, backgroundColor: "transparent", textStyle: { color: ink, fontFamily: getComputedStyle(document.body).fontFamily },
      aria: { enabled: true, label: { description: told } },
      grid: { left: 8, right: 24, top: 8, bottom: 8, containLabel: true },
      xAxis: { type: "value", axisLabel: { color: ink, hideOverlap: true }, splitLine: { lineStyle: { color: colour("line") } } },
      yAxis: { type: "category", inverse: true, data: rows.map((_, i) => i), axisLabel: { color: ink, interval: 0, formatter: (i) => cut(text(rows[i][name]), size) } },
      series: [{ type: "bar", barMaxWidth: 18, itemStyle: { color: colour("chart-1") }, data: rows.map((row) => number(row[value]) ?? 0) }],
    });
    place.dataset.drawn = "bars";
    $("draw").setAttribute("aria-expanded", "true");
    $("note").textContent = told;
  };
  $("draw").addEventListener("click", bars);
  addEventListener("resize", () => { if (chart) chart.resize(); });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { if (chart) { fold(); bars(); } });

  $("graph").addEventListener("click", () => {
    const keys = [...new Set(answer.rows.flat().map(key).filter((name) => name && DRAWN.includes(name.split("/")[0])))];
    if (!keys.length) { $("note").textContent = say("no_graph"); return; }
    if (keys.length > most) { $("note").textContent = say("too_many", { most }); return; }
    const form = document.createElement("form");
    form.action = "/editor/graph";
    form.target = "_blank";
    form.hidden = true;
    form.append(...keys.map((name) => { const field = document.createElement("input"); field.type = "hidden"; field.name = "key"; field.value = name; return field; }));
    document.body.append(form);
    form.submit();
    form.remove();
  });
})();
