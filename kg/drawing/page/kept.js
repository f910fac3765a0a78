// What a reader does to a picture: nodes put elsewhere, nodes put away, notes.  Kept in the browser alone, by the IRIs of the things.
const KEPT = `policy-kg.picture ${data.opened < 0 ? data.title : nodes[data.opened].id}`, NOTED = "policy-kg.notes", PLACES = "policy-kg.places";
const LONGEST_NOTE = 2000;
const pinned = new Set(), away = [], notes = new Map();
const homes = new Map(); // where the pinned nodes stood before

// What a storage holds under a key, where it is an object; a browser may keep nothing, or something else.
function readKept(storage, key) {
  try {
    const found = JSON.parse(window[storage].getItem(key));
    return found && typeof found === "object" ? found : {};
  } catch { return {}; }
}
function writeKept(storage, key, value) {
  try { window[storage].setItem(key, JSON.stringify(value)); } catch { /* it lasts as long as the page */ }
}
const isPlace = (value) => Array.isArray(value) && value.length === 2 && value.every((one) => Number.isFinite(one) && Math.abs(one) < 1e6);

function place(i, [x, y]) {
  nodes[i].x = x;
  nodes[i].y = y;
}
function pin(i) {
  if (!pinned.has(i)) homes.set(i, [nodes[i].x, nodes[i].y]);
  pinned.add(i);
}
function unpin(i) {
  if (pinned.delete(i)) place(i, homes.get(i));
}
function keepPicture() {
  writeKept("localStorage", KEPT, { pinned: Object.fromEntries([...pinned].map((i) => [nodes[i].id, [nodes[i].x, nodes[i].y]])), away: away.map((i) => nodes[i].id) });
}
function writeNote(i, words) {
  if (words.trim()) notes.set(i, words);
  else notes.delete(i);
  // Other pictures have notes of other things, written meanwhile or before.
  const all = readKept("localStorage", NOTED);
  if (words.trim()) all[nodes[i].id] = words;
  else delete all[nodes[i].id];
  writeKept("localStorage", NOTED, all);
}

// With more neighbours a picture is laid out anew: what was there stays where it was, and what is new stands beside what it came with.
function standAsBefore() {
  const before = readKept("sessionStorage", PLACES), known = new Set(), laid = nodes.map(({ x, y }) => [x, y]);
  nodes.forEach(({ id }, i) => {
    if (!Object.hasOwn(before, id) || !isPlace(before[id])) return;
    place(i, before[id]);
    known.add(i);
  });
  if (!known.size) return;
  nodes.forEach((_, i) => {
    const beside = known.has(i) ? undefined : edgesOf[i].map((e) => otherEnd(e, i)).find((j) => known.has(j));
    if (beside === undefined) return;
    const dx = laid[i][0] - laid[beside][0], dy = laid[i][1] - laid[beside][1], far = Math.hypot(dx, dy) || 1, near = Math.min(far, 160) / far;
    place(i, [nodes[beside].x + dx * near, nodes[beside].y + dy * near]);
  });
}
// The address of the picture with the neighbours of a node as well; null where there is none.
const MOST_MORE = 12;
function withMore(i) {
  const key = nodes[i].id.slice(data.base.length);
  if (data.more === null || !nodes[i].own || i === data.opened || data.more.includes(key) || data.more.length >= MOST_MORE) return null;
  const asked = new URLSearchParams(location.search);
  asked.append("more", key);
  return `${location.pathname}?${asked}`;
}
function keepPlaces() {
  writeKept("sessionStorage", PLACES, Object.fromEntries(nodes.map(({ id, x, y }) => [id, [x, y]])));
}

if (data.more?.length) standAsBefore();
for (const [id, value] of Object.entries(readKept("localStorage", KEPT).pinned ?? {})) {
  if (!numberOfId.has(id) || !isPlace(value)) continue;
  pin(numberOfId.get(id));
  place(numberOfId.get(id), value);
}
for (const id of [readKept("localStorage", KEPT).away ?? []].flat()) if (numberOfId.has(id) && !away.includes(numberOfId.get(id))) away.push(numberOfId.get(id));
for (const [id, words] of Object.entries(readKept("localStorage", NOTED))) if (numberOfId.has(id) && typeof words === "string") notes.set(numberOfId.get(id), words.slice(0, LONGEST_NOTE));

// The line that says how many nodes are put away, and brings them back.
function createAway(on) {
  const line = document.getElementById("away");
  const button = (key, back) => {
    const one = make("button", { type: "button", id: key }, say(key));
    one.addEventListener("click", () => {
      back();
      keepPicture();
      on.change();
      (document.getElementById(key) ?? document.getElementById("panel")).focus();
    });
    return one;
  };
  return {
    show() {
      line.hidden = !away.length;
      line.replaceChildren(...(away.length ? [say("away", { n: away.length, name: shorten(nodes[away.at(-1)].label, 16) }), button("away_undo", () => away.pop()), button("away_all", () => away.splice(0))] : []));
    },
  };
}
