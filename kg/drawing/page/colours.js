// What the nodes are coloured by: their type, or one thing that is known of them.  Shapes tell the type in any case.
const SHADES = 8; // more colours nobody tells apart; the others are one
const NOTHING = { key: "colour_unstated" }, SEVERAL = { key: "colour_several" }, OTHERS = { key: "colour_others" };

// A document says its area itself; what it states of projects, works and tasks is of that area.
const areas = nodes.map((_, i) => factValues(i, "area"));
const STATED = new Set(["project", "work", "task"].map((name) => types.indexOf(name)));
function areasOf(i) {
  if (!STATED.has(nodes[i].type)) return areas[i];
  const beside = edgesOf[i].map((e) => otherEnd(e, i)).filter((j) => types[nodes[j].type] === "document").flatMap((j) => areas[j]);
  return [...new Map(beside.map((value) => [inChinese(value), value])).values()];
}

const COLOURS = {
  level: (i) => [...levelsOf.level[i], ...levelsOf.issuer[i]],
  area: areasOf,
  year: (i) => [...new Set(years[i].map(String))],
  community: (i) => [String(data.nodes.community[i] + 1)],
};
const coloursKnown = Object.keys(COLOURS).filter((name) => nodes.some((_, i) => COLOURS[name](i).length));

// The groups of the colour that is chosen: [{value, many, shade}], the fullest first (years: the last first), and that of each node.
let groups = [], groupOf = [];
function workOutColours() {
  groups = [];
  groupOf = [];
  if (state.colour === "type") return;
  const counted = new Map(), key = (value) => (value.key ? value : inChinese(value)), sayings = new Map();
  const own = nodes.map((_, i) => {
    const values = COLOURS[state.colour](i), value = values.length > 1 ? SEVERAL : values.length ? values[0] : NOTHING;
    counted.set(key(value), (counted.get(key(value)) ?? 0) + 1);
    sayings.set(key(value), value);
    return key(value);
  });
  const plain = [...counted.keys()].filter((one) => !one.key);
  plain.sort((a, b) => (state.colour === "year" ? b - a : counted.get(b) - counted.get(a) || (a < b ? -1 : 1)));
  const place = new Map();
  plain.slice(0, SHADES).forEach((one, shade) => {
    place.set(one, groups.length);
    groups.push({ value: sayings.get(one), many: counted.get(one), shade: `shade-${shade + 1}` });
  });
  const rest = plain.slice(SHADES), few = [[OTHERS, rest], [SEVERAL, [SEVERAL]], [NOTHING, [NOTHING]]];
  for (const [value, keys] of few) {
    const many = keys.reduce((sum, one) => sum + (counted.get(one) ?? 0), 0);
    if (!many) continue;
    keys.forEach((one) => place.set(one, groups.length));
    groups.push({ value, many, shade: value === NOTHING ? "shade-none" : "shade-others" });
  }
  groupOf = own.map((one) => place.get(one));
}

const groupName = ({ value }) => (value.key ? say(value.key) : state.colour === "community" ? say("colour_community_of", { n: value }) : text(value));
const shadeNames = () => (state.colour === "type" ? types : groups.map((group) => group.shade));
const shadeOf = (i) => (state.colour === "type" ? nodes[i].type : groupOf[i]);
