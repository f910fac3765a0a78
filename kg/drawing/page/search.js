// Search by any part of a name or number.  A number is found in whatever brackets, blanks or width it is typed.
function normal(words) {
  return words.normalize("NFKC").toLowerCase().replace(/[\s\u0000\p{Ps}\p{Pe}\p{Pi}\p{Pf}"']/gu, "");
}

const SEARCHED = new Set(["number", "title", "other_title", "file", "document_number"]);
const haystacks = nodes.map((node) => {
  const said = node.facts.filter(([key]) => SEARCHED.has(key)).map(([, value]) => value);
  const values = [node.label, node.note, ...said].flatMap((value) => (typeof value === "string" ? [value] : Object.values(value)));
  return [...new Set(values.map(normal))];
});

// Numbers of the found nodes: those that begin with the words first, then the heavier ones.
function find(words) {
  const whole = normal(words), parts = words.split(/\s+/).map(normal).filter(Boolean);
  if (!whole) return [];
  const rank = (i) => {
    if (haystacks[i].some((hay) => hay.startsWith(whole))) return 0;
    if (haystacks[i].some((hay) => hay.includes(whole))) return 1;
    return parts.every((part) => haystacks[i].some((hay) => hay.includes(part))) ? 2 : 3;
  };
  return nodes.map((node, i) => [rank(i), -node.r, i]).filter(([r]) => r < 3)
    .sort((a, b) => a[0] - b[0] || a[1] - b[1] || a[2] - b[2]).map(([, , i]) => i);
}

const MOST_RESULTS = 50;
function createSearch(on) {
  const input = document.getElementById("search"), box = document.getElementById("results");
  const list = document.getElementById("results-list"), count = document.getElementById("results-count");
  let active = -1;

  function close() {
    box.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function show() {
    const found = find(input.value);
    if (!normal(input.value)) return close();
    const first = found.slice(0, MOST_RESULTS);
    const key = !found.length ? "no_results" : found.length > first.length ? "results_first" : "results";
    count.textContent = say(key, { n: found.length, m: first.length });
    list.replaceChildren(...first.map((i, k) => {
      const item = make("li", { id: `result-${k}`, role: "option", "aria-selected": "false" }, ...rowContent(i));
      item.addEventListener("mousedown", (event) => event.preventDefault());
      item.addEventListener("click", () => choose(i));
      item.dataset.node = String(i);
      return item;
    }));
    box.hidden = false;
    input.setAttribute("aria-expanded", "true");
    activate(first.length ? 0 : -1);
  }

  function activate(k) {
    list.children[active]?.setAttribute("aria-selected", "false");
    active = k;
    const item = list.children[k];
    if (!item) return input.removeAttribute("aria-activedescendant");
    item.setAttribute("aria-selected", "true");
    item.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", item.id);
  }

  function choose(i) {
    close();
    on.choose(i);
  }

  input.addEventListener("input", show);
  input.addEventListener("focus", () => input.value && show());
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const size = list.children.length;
    if (event.key === "Escape") {
      if (box.hidden) input.value = "";
      close();
    } else if (!box.hidden && size && event.key === "ArrowDown") activate((active + 1) % size);
    else if (!box.hidden && size && event.key === "ArrowUp") activate((active + size - 1) % size);
    else if (!box.hidden && event.key === "Enter" && active >= 0) choose(Number(list.children[active].dataset.node));
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  return {
    name() {
      input.placeholder = say("search");
      input.setAttribute("aria-label", say("search_label"));
      list.setAttribute("aria-label", say("search_label"));
      close();
    },
    focus: () => input.focus(),
  };
}
