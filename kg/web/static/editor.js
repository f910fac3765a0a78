// The SPARQL editor of the site: asks /sparql and shows the answer; every value is shown as text.
"use strict";
(() => {
  const $ = (id) => document.getElementById(id);
  const { prefixes, terms, examples, ours, namespace, headings, most, words } = JSON.parse($("model").textContent);
  const say = (key, values = {}) => words[`editor_${key}`].replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
  const SHOWN = 1000, BARS = 40;
  const DRAWN = ["policy", "project", "work", "organisation", "document", "task"];
  let answer = null, query = "", running = null, chart = null;

  // ---- the text

  const fromLink = () => {
    const found = new URLSearchParams(location.hash.slice(1)).get("query");
    return found && found.length < 100_000 ? found : null;
  };
  const host = $("text").attachShadow({ mode: "open" });
  const chinese = document.documentElement.lang.startsWith("zh");
  const { complete, unknown } = policyQueryWords({ prefixes, terms, namespace });
  const tabs = policyQueryTabs({ say, current: () => editor.text(), opened: (text) => { if (text !== editor.text()) editor.replace(text); } });
  const MENDED = 5;
  const underlined = (found) => {
    const told = found.map(({ from, to, word, meant }) => [word, meant, from, to].join(" ")).join();
    if ($("unknown").dataset.told === told) return;
    $("unknown").dataset.told = told;
    $("unknown").hidden = !found.length;
    $("unknown").replaceChildren(...found.slice(0, MENDED).map(({ from, to, word, meant }) => {
      const made = document.createElement("span"), line = editor ? editor.text().slice(0, from).split("\n").length : 1;
      made.append(say("unknown", { word, line }));
      if (meant) {
        const button = document.createElement("button");
        button.type = "button";
        button.className = "plain";
        button.textContent = meant;
        button.addEventListener("click", () => editor.exchange(from, to, meant));
        made.append(" ", say("meant"), " ", button);
      }
      return made;
    }), found.length > MENDED ? say("unknown_more", { count: found.length - MENDED }) : "");
  };
  const linked = fromLink();
  let editor = null;
  editor = policyEditor.create({
    parent: host, text: "", label: say("label"), complete, unknown, underlined,
    phrases: chinese ? { Completions: "补全" } : {},
    run: () => run(),
    changed: () => { tabs.changed(editor.text()); history.replaceState(null, "", `#query=${encodeURIComponent(editor.text())}`); },
  });
  editor.replace(tabs.begin(linked, examples[1].query));
  addEventListener("hashchange", () => { const text = fromLink(); if (text !== null && text !== editor.text()) tabs.add(text); });
  $("examples").addEventListener("change", (event) => { const chosen = examples[event.target.value]; if (chosen) tabs.add(chosen.query); });
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
    const mine = running = new AbortController(), began = performance.now(), asked = editor.text();
    $("error").hidden = true;
    $("result").hidden = true;
    $("status").textContent = say("running");
    $("stop").disabled = false;
    try {
      const response = await fetch("/sparql", {
        method: "POST", signal: mine.signal, body: new URLSearchParams({ query: asked }),
        headers: { Accept: "application/sparql-results+json, application/n-triples;q=0.9" },
      });
      const text = await response.text();
      if (running !== mine) return;
      $("status").textContent = "";
      tabs.asked(asked);
      if (!response.ok) { fail(text); return; }
      query = asked;
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
    if ("boolean" in found) return { columns: ["ASK"], rows: [[{ type: "literal", value: say(found.boolean ? "yes" : "no") }]], raw: text, ending: "json", one: true };
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
    $("xlsx").hidden = answer.ending === "nt" || answer.one === true;
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

  // The workbook is written by the site, which knows numbers, dates and the pages of things: it asks the same query again.
  $("xlsx").addEventListener("click", async () => {
    const media = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    $("note").textContent = say("running");
    try {
      const response = await fetch("/sparql", { method: "POST", body: new URLSearchParams({ query }), headers: { Accept: media } });
      $("note").textContent = "";
      if (response.ok) save("answer.xlsx", media, [await response.arrayBuffer()]); else fail(await response.text());
    } catch { $("note").textContent = say("unreachable"); }
  });

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

  // What things and concepts are called: a bar is read by a name, not by an address.
  const namesOf = async (column) => {
    const things = [...new Set(column.filter((term) => key(term) !== null && /^[^<>"{}|^`\\\s]+$/.test(term.value)).map((term) => term.value))];
    const names = new Map(column.filter((term) => term && term.type === "uri").map((term) => [term.value, terms.find(({ label, detail }) => detail && label === short(term.value))?.detail ?? short(term.value)]));
    if (!things.length) return names;
    const asked = `SELECT ?thing (SAMPLE(?called) AS ?name) (SAMPLE(?number) AS ?numbered) { VALUES ?thing { ${things.map((iri) => `<${iri}>`).join(" ")} }
      OPTIONAL { ?thing dcterms:title|skos:prefLabel|rdfs:label|schema:name ?called } OPTIONAL { ?thing eli:id_local ?number } } GROUP BY ?thing`;
    try {
      const response = await fetch("/sparql", { method: "POST", body: new URLSearchParams({ query: asked }), headers: { Accept: "application/sparql-results+json" } });
      if (response.ok) for (const { thing, name, numbered } of (await response.json()).results.bindings) if (name || numbered) names.set(thing.value, (numbered ?? name).value);
    } catch { /* the addresses stay */ }
    return names;
  };

  const bars = async () => {
    if (chart) { fold(); return; }
    const at = answer.columns.map((_, i) => answer.rows.some((row) => number(row[i]) !== null) && answer.rows.every((row) => !row[i] || number(row[i]) !== null));
    const value = at.indexOf(true), name = at.indexOf(false);
    if (value < 0 || name < 0) { $("note").textContent = say("no_chart"); return; }
    const rows = answer.rows.slice(0, BARS), place = $("bars"), called = (i) => (Object.hasOwn(headings, answer.columns[i]) ? headings[answer.columns[i]] : answer.columns[i]);
    const [names] = await Promise.all([namesOf(rows.map((row) => row[name])), library()]);
    const told = say("bars", { number: called(value), name: called(name), count: rows.length }), label = (row) => names.get(row[name]?.value) ?? text(row[name]);
    place.hidden = false;
    place.style.height = `${rows.length * 26 + 50}px`;
    const size = Math.max(6, Math.floor(place.clientWidth * 0.35 / 12.5)), ink = colour("ink");
    chart = policyCharts.init(place, null, { renderer: "canvas", locale: "EN" });
    chart.setOption({
      animation: false, backgroundColor: "transparent", textStyle: { color: ink, fontFamily: getComputedStyle(document.body).fontFamily },
      aria: { enabled: true, label: { description: `${told}: ${rows.map((row) => `${label(row)} ${text(row[value])}`).join("; ")}` } },
      grid: { left: 8, right: 24, top: 8, bottom: 8, containLabel: true },
      xAxis: { type: "value", axisLabel: { color: ink, hideOverlap: true }, splitLine: { lineStyle: { color: colour("line") } } },
      yAxis: { type: "category", inverse: true, data: rows.map((_, i) => i), axisLabel: { color: ink, interval: 0, formatter: (i) => cut(label(rows[i]), size) } },
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
