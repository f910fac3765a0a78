// Nothing chosen: lists to start from instead of a cloud of dots.
const STARTS = 6; // of each list, before more are asked for
const MOST_STARTS = 30;

function ranked(type, weight) {
  const kind = typeOf(type);
  return nodes.map((node, i) => i).filter((i) => nodes[i].type === kind && weight(i) > 0 && !away.includes(i))
    .sort((a, b) => weight(b) - weight(a) || a - b).slice(0, MOST_STARTS);
}

function amountsText(i) {
  const largest = factsOf(i).filter(([key]) => key === "amount" || key === "amount_computed").map(factText);
  return largest.length === 1 ? largest[0] : text(nodes[i].note) || largest[nodes[i].amounts.indexOf(amountOf(i))] || "";
}

function startLists(on) {
  const links = (i) => edgesOf[i].length;
  const content = [make("h2", {}, data.title)];
  if (!nodes.length) return [...content, make("p", { className: "hint" }, say("empty"))];
  content.push(make("p", { className: "hint" }, say("start_hint")));
  if (state.from >= 0) content.push(make("p", { className: "hint" }, say("path_hint")));
  const lists = [
    ["start_policies", ranked("policy", (i) => nodes[i].cited), (i) => [say("times", { n: nodes[i].cited })]],
    ["start_projects", ranked("project", amountOf), (i) => [amountsText(i), ""]],
    ["start_works", ranked("work", amountOf), (i) => [amountsText(i), ""]],
    ["start_organisations", ranked("organisation", links), (i) => [say("links", { n: links(i) })]],
    ["start_documents", ranked("document", links), (i) => [say("links", { n: links(i) })]],
  ];
  for (const [key, found, line] of lists) {
    if (found.length) content.push(...section(key, listOf(found.map((i) => rowOf(i, ...pair(line(i)), on.choose)), STARTS)));
  }
  if (data.findings.length || data.left_out) {
    const rows = data.findings.map(([i, severity, said]) => rowOf(i, "", `${say(`finding_${severity}`)} ${text(texts[said])}`, on.choose));
    content.push(...section("findings", listOf(rows, STARTS)));
    if (data.left_out) content.push(make("p", { className: "hint" }, text(data.left_out)));
  }
  content.push(keyList());
  return content;
}

const pair = ([value, note]) => [value, note];

function keyList() {
  const keys = [["/", "key_search"], ["← → ↑ ↓", "key_pan"], ["Shift ← → ↑ ↓", "key_move"], ["+ −", "key_zoom"], ["0", "key_fit"], ["T", "key_table"], ["Esc", "key_close"]];
  const list = make("dl", {}, ...keys.flatMap(([key, does]) => [make("dt", {}, make("kbd", {}, key)), make("dd", {}, say(does))]));
  return make("details", { className: "keys" }, make("summary", {}, say("keys")), list, make("p", { className: "hint" }, say("keys_hint")));
}
