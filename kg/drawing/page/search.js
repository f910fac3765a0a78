// Search by any part of a name or number, or by pinyin.  A number is found in whatever brackets, blanks or width it is typed.
function normal(words) {
  return words.normalize("NFKC").toLowerCase().replace(/[\s\u0000\p{Ps}\p{Pe}\p{Pi}\p{Pf}"']/gu, "");
}

const SEARCHED = new Set(["number", "title", "other_title", "file", "document_number"]);
const APART = "\u0001"; // stands between texts, so that no match runs over an edge

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

// The numbers of the texts that each node is found by.
let searchedOf = null;
function textsOfNodes() {
  const { label, note, facts } = data.nodes, keys = new Set([...SEARCHED].map((key) => texts.indexOf(key)));
  searchedOf = facts.map((numbers, i) => {
    const found = [label[i], note[i]];
    for (let k = 0; k < numbers.length; k += 2) if (keys.has(numbers[k])) found.push(numbers[k + 1]);
    return found;
  });
  return searchedOf.flat();
}

// Texts as a few long strings, each text once however many nodes have it: a search runs through them without a step a node.
// They are made while the page is idle, and the rest when it is asked for.
const PIECE = 1000;
function createHaystack(take, sayings) {
  let numbers = null, done = 0;
  const pieces = [];
  return {
    // Makes more of it until a time; false where something is left to make.
    make(until = Infinity) {
      numbers ??= [...new Set(take())];
      while (done < numbers.length) {
        if (performance.now() > until) return false;
        const said = [], owners = [];
        for (const number of numbers.slice(done, done + PIECE)) {
          for (const one of sayings(number)) {
            said.push(one.replaceAll(APART, ""));
            owners.push(number);
          }
        }
        // The normal form of many texts at once is that of each: nothing joins with what stands apart.
        pieces.push({ hay: APART + normal(said.join(APART)) + APART, owners });
        done += PIECE;
      }
      return true;
    },
    // For each text how it holds the words: 0 where it begins with them, 1 elsewhere, 9 nowhere.
    ranks(words) {
      const found = new Uint8Array(texts.length).fill(9);
      for (const { hay, owners } of pieces) {
        let place = 0, begins = 1, ends = hay.indexOf(APART, 1);
        for (let at = hay.indexOf(words); at >= 0; at = hay.indexOf(words, ends)) {
          for (; ends <= at; place++) [begins, ends] = [ends + 1, hay.indexOf(APART, ends + 1)];
          found[owners[place]] = Math.min(found[owners[place]], at === begins ? 0 : 1);
        }
      }
      return found;
    },
  };
}
const listedTexts = (number) => (Array.isArray(texts[number]) ? texts[number] : [texts[number]]);
const haystacks = {
  words: createHaystack(textsOfNodes, listedTexts),
  letters: createHaystack(() => data.nodes.label, (number) => spelled(texts[number])), // only where letters are typed
};
function makeMore() {
  const until = performance.now() + 15;
  if (!haystacks.words.make(until) || !haystacks.letters.make(until)) setTimeout(makeMore, 5);
}
setTimeout(makeMore, 150);

// Numbers of the first nodes that are found, and how many there are: those that begin with the words first, then the heavier ones.
function find(words, most) {
  const clean = words.replaceAll(APART, ""), whole = normal(clean), parts = clean.split(/\s+/).map(normal).filter(Boolean);
  if (!whole) return [[], 0];
  haystacks.words.make();
  const latin = /^[a-z]{2,}$/.test(whole);
  if (latin) haystacks.letters.make();
  const wholly = haystacks.words.ranks(whole), partly = parts.length > 1 ? parts.map((part) => haystacks.words.ranks(part)) : [];
  const letters = latin ? haystacks.letters.ranks(whole) : null, { label } = data.nodes;
  const best = (ranks, i) => searchedOf[i].reduce((least, number) => Math.min(least, ranks[number]), 9);
  const rank = (i) => {
    const found = best(wholly, i);
    if (found < 9) return found;
    if (partly.length && partly.every((ranks) => best(ranks, i) < 9)) return 2;
    return letters && letters[label[i]] < 9 ? 3 + letters[label[i]] : 9;
  };
  const ranks = [[], [], [], [], []], first = [];
  for (let i = 0; i < nodes.length; i++) ranks[rank(i)]?.push(i);
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
    focus() {
      input.focus();
      input.select();
    },
  };
}
