// Search by any part of a name or number, or by pinyin.  A number is found in whatever brackets, blanks or width it is typed.
function normal(words) {
  return words.normalize("NFKC").toLowerCase().replace(/[\s\u0000\p{Ps}\p{Pe}\p{Pi}\p{Pf}"']/gu, "");
}

const SEARCHED = new Set(["number", "title", "other_title", "file", "document_number"]);
const APART = "\u0001"; // stands between the texts of a node, so that no match runs over an edge

// The pinyin of a name and its initials: character by character, but for the names that read otherwise.
const spelled = (() => {
  const { syllables, exceptions } = data.spelling, readings = new Map();
  for (const [syllable, characters] of Object.entries(syllables)) for (const one of characters) readings.set(one, syllable);
  return (name) => {
    if (Object.hasOwn(exceptions, name)) return exceptions[name];
    const said = Array.from(name, (one) => readings.get(one)).filter(Boolean);
    return [said.join(""), said.map((one) => one[0]).join("")];
  };
})();

// For every node its words, and its name in Latin letters; made while the page is idle, and the rest when it is asked for.
const haystacks = [];
function makeSearchable(until = Infinity) {
  for (let i = haystacks.length; i < nodes.length; i++) {
    if (i % 50 === 0 && performance.now() > until) return setTimeout(makeMore, 20);
    const said = factsOf(i).filter(([key]) => SEARCHED.has(key)).map(([, value]) => value);
    const values = [nodes[i].label, nodes[i].note, ...said].flatMap((value) => (typeof value === "string" ? [value] : value));
    haystacks.push({
      words: APART + [...new Set(values.map(normal))].join(APART),
      letters: APART + [...new Set(spelled(nodes[i].label))].reverse().join(APART),
    });
  }
}
const makeMore = () => makeSearchable(performance.now() + 15);
setTimeout(makeMore, 400);

// Numbers of the found nodes: those that begin with the words first, then the heavier ones.
function find(words) {
  const whole = normal(words), parts = words.split(/\s+/).map(normal).filter(Boolean);
  if (!whole) return [];
  makeSearchable();
  const latin = /^[a-z]{2,}$/.test(whole);
  const rank = ({ words: hay, letters }) => {
    if (hay.includes(APART + whole)) return 0;
    if (hay.includes(whole)) return 1;
    if (parts.every((part) => hay.includes(part))) return 2;
    if (!latin) return 9;
    return letters.includes(APART + whole) ? 3 : letters.includes(whole) ? 4 : 9;
  };
  return haystacks.map((hay, i) => [rank(hay), -nodes[i].r, i]).filter(([r]) => r < 9)
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
    list.hidden = !first.length;
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
    // While an input method composes, its keys (Enter above all) belong to it; some browsers only tell by the code 229.
    if (event.isComposing || event.keyCode === 229) return;
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
