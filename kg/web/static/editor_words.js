// The words of a query: which of ours do not exist and which is meant, and what is offered where one types.
"use strict";
const policyQueryWords = ({ prefixes, terms, namespace }) => {
  const KEYWORDS = ["SELECT", "DISTINCT", "CONSTRUCT", "DESCRIBE", "ASK", "WHERE", "FILTER", "OPTIONAL", "UNION", "MINUS", "VALUES", "BIND", "GRAPH", "PREFIX",
    "GROUP BY", "ORDER BY", "HAVING", "LIMIT", "OFFSET", "COUNT", "SUM", "MIN", "MAX", "AVG", "GROUP_CONCAT", "CONTAINS", "STRSTARTS", "REGEX", "STR", "BOUND", "COALESCE", "IF", "EXISTS", "NOT EXISTS"];
  // Suggestions are made for so many unknown words: a link may hold a hundred thousand.
  const SUGGESTED = 20;
  // IRIs, texts and comments; names with a prefix; variables, other words, numbers; marks.
  const TOKEN = /<[^<>\s"{}|^`\\]*>|"""[\s\S]*?"""|'''[\s\S]*?'''|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|#[^\n]*|[A-Za-z][\w-]*:[\w\u4e00-\u9fff-]*|:[\w-]+|[?$@]?[\w\u4e00-\u9fff-]+(?:\.\d+)?|[{}[\]().;,/|]/g;
  const local = (label) => label.slice(label.indexOf(":") + 1);
  const prefix = Object.keys(prefixes).find((name) => prefixes[name] === namespace);
  const ours = terms.filter(({ label }) => label.startsWith(`${prefix}:`));
  const known = new Set(ours.map(({ label }) => local(label)));

  // Letters that are to be changed, left out, put in or exchanged with their neighbour (Damerau and Levenshtein, restricted).
  const distance = (a, b) => {
    let older = [], old = [...Array(b.length + 1).keys()];
    for (let i = 1; i <= a.length; i++) {
      const row = [i];
      for (let j = 1; j <= b.length; j++) {
        row[j] = Math.min(old[j] + 1, row[j - 1] + 1, old[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
        if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) row[j] = Math.min(row[j], older[j - 2] + 1);
      }
      older = old;
      old = row;
    }
    return old[b.length];
  };
  // Of equally near ones that which begins so is meant, then that of the same case: classes and properties are told apart by it.
  const nearest = (word) => {
    let best = null, least = Math.max(2, Math.floor(word.length / 3)) + 1;
    for (const { label, detail } of ours) {
      const name = local(label);
      if (word === detail) return name;
      if (word.length > 60 || Math.abs(name.length - word.length) >= least) continue;
      const away = distance(word.toLowerCase(), name.toLowerCase()) + (name.startsWith(word) ? 0 : name[0] === word[0] ? 0.2 : 0.4);
      if (away < least) { best = name; least = away; }
    }
    return best;
  };

  // [{ from, to, word, meant }] of the words of our vocabulary that it does not have, but for the one that ends at `at`: it is being written.
  const unknown = (text, at) => {
    const names = new Set([prefix]), found = [];
    for (const [, name, iri] of text.matchAll(/\bPREFIX\s+([\w-]*):\s*<([^<>\s]*)>/gi)) iri === namespace ? names.add(name) : names.delete(name);
    for (const { 0: token, index: from } of text.matchAll(TOKEN)) {
      const colon = token.indexOf(":"), whole = token.startsWith(`<${namespace}`);
      if (!whole && (colon < 0 || /^[<"'#]/.test(token) || !names.has(token.slice(0, colon)))) continue;
      const word = whole ? token.slice(namespace.length + 1, -1) : token.slice(colon + 1), to = from + token.length;
      if (!word || known.has(word) || to === at) continue;
      const meant = found.length < SUGGESTED ? nearest(word) : null;
      found.push({ from, to, word: token, meant: meant && (whole ? `<${namespace}${meant}>` : `${token.slice(0, colon)}:${meant}`) });
    }
    return found;
  };

  // What may stand next: the subject, a property or an object of a statement; "class" behind `a`.
  const next = (text) => {
    const outer = [];
    let place = "subject";
    for (const [token] of text.matchAll(TOKEN)) {
      if (token[0] === "#") continue;
      if (token === "[" || token === "(") { outer.push(place); place = token === "[" ? "property" : place; }
      else if (token === "]" || token === ")") { const was = outer.pop() ?? place; place = was === "subject" && token === ")" ? was : was === "subject" ? "property" : "object"; }
      else if (/^[{}.]$/.test(token)) place = "subject";
      else if (token === ";" || (/^[/|]$/.test(token) && place !== "subject")) place = "property";
      else if (token === "," || (/^\w+$/.test(token) && KEYWORDS.some((key) => key.split(" ").includes(token.toUpperCase())))) continue;
      else place = place === "subject" ? "property" : token === "a" ? "class" : "object";
    }
    return place;
  };

  // What fits the word before the cursor, which begins at `from`.
  const complete = (before, text, from) => {
    const typed = before.toLowerCase();
    if (/^[?$]/.test(before)) {
      const variables = new Set(text.match(/[?$]\w+/g) ?? []);
      return [...variables].filter((name) => name !== before && name.toLowerCase().startsWith(typed)).map((label) => ({ label, type: "variable" }));
    }
    const fits = ({ label, detail }) => typed.includes(":") ? label.toLowerCase().startsWith(typed) : local(label).toLowerCase().startsWith(typed) || (typed && detail.includes(before));
    const named = Object.entries(prefixes).filter(([name]) => typed && !typed.includes(":") && name.startsWith(typed)).map(([name, iri]) => ({ label: `${name}:`, detail: iri, type: "namespace" }));
    const keys = KEYWORDS.filter((key) => typed && key.toLowerCase().startsWith(typed)).map((label) => ({ label, type: "keyword" }));
    // What may stand there comes first, then what agrees letter by letter: pk:ba is pk:basedOn before it is pk:Basis.
    const place = next(text.slice(0, from));
    const fitting = ({ type }) => (place === "subject" || (place === "object" ? type !== "property" : type === place) ? 0 : 1);
    const exact = ({ label }) => (label.includes(":") && (before.includes(":") ? label : local(label)).startsWith(before) ? 0 : 1);
    return [...keys, ...named, ...terms.filter(fits).sort((a, b) => fitting(a) - fitting(b) || exact(a) - exact(b))].slice(0, 60);
  };
  return { unknown, complete };
};
