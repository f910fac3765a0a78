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

// For every node its words, and its name in Latin letters; made while the page is idle, and the rest when it is asked for:
// letters only where letters are typed.
const haystacks = { words: [], letters: [] };
const SAME = /^[\u4e00-\u9fff0-9a-z]+$/; // most names are their own normal form
const normals = new Map();
function normalOf(number) {
  if (!normals.has(number)) {
    const values = Array.isArray(texts[number]) ? texts[number] : [texts[number]];
    normals.set(number, values.map((value) => (SAME.test(value) ? value : normal(value))));
  }
  return normals.get(number);
}
const makeHay = {
  words(i) {
    const { label, note, facts } = data.nodes, numbers = facts[i], said = [...normalOf(label[i]), ...normalOf(note[i])];
    for (let k = 0; k < numbers.length; k += 2) if (SEARCHED.has(texts[numbers[k]])) said.push(...normalOf(numbers[k + 1]));
    return APART + [...new Set(said)].join(APART);
  },
  letters: (i) => APART + [...new Set(spelled(nodes[i].label))].reverse().join(APART),
};
function makeSearchable(kind, until = Infinity) {
  const made = haystacks[kind];
  for (let i = made.length; i < nodes.length; i++) {
    if (i % 50 === 0 && performance.now() > until) return false;
    made.push(makeHay[kind](i));
  }
  return true;
}
function makeMore() {
  const until = performance.now() + 15;
  if (!makeSearchable("words", until) || !makeSearchable("letters", until)) setTimeout(makeMore, 5);
}
setTimeout(makeMore, 150);

// Numbers of the first nodes that are found, and how many there are: those that begin with the words first, then the heavier ones.
function find(words, most) {
  const whole = normal(words), parts = words.split(/\s+/).map(normal).filter(Boolean);
  if (!whole) return [[], 0];
  makeSearchable("words");
  const latin = /^[a-z]{2,}$/.test(whole);
  if (latin) makeSearchable("letters");
  const rank = (hay, i) => {
    if (hay.includes(APART + whole)) return 0;
    if (hay.includes(whole)) return 1;
    if (parts.every((part) => hay.includes(part))) return 2;
    if (!latin) return 9;
    const letters = haystacks.letters[i];
    return letters.includes(APART + whole) ? 3 : letters.includes(whole) ? 4 : 9;
  };
  const ranks = [[], [], [], [], []], first = [];
  haystacks.words.forEach((hay, i) => ranks[rank(hay, i)]?.push(i));
  for (const same of ranks) if (first.length < most) first.push(...heaviest(same, most - first.length));
  return [first, ranks.reduce((sum, same) => sum + same.length, 0)];
}

// The heaviest of many, without sorting them all: those of less weight than the last that is wanted are passed over.
function heaviest(all, most) {
  const order = (a, b) => nodes[b].r - nodes[a].r || a - b;
  if (all.length <= 4 * most) return all.sort(order).slice(0, most);
  const weights = Float64Array.from(all, (i) => nodes[i].r).sort(), least = weights[weights.length - most];
  const more = all.filter((i) => nodes[i].r > least).sort(order);
  return [...more, ...all.filter((i) => nodes[i].r === least)].slice(0, most);
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
    if (!normal(input.value)) return close();
    const [first, all] = find(input.value, MOST_RESULTS);
    const key = !all ? "no_results" : all > first.length ? "results_first" : "results";
    count.textContent = say(key, { n: all, m: first.length });
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
