// A SPARQL editor: colours, brackets, undo, completion from what the page gives it.
import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { bracketMatching, HighlightStyle, indentOnInput, syntaxHighlighting } from "@codemirror/language";
import { EditorState, Prec } from "@codemirror/state";
import { Decoration, drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers, ViewPlugin } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { sparql } from "codemirror-lang-sparql";

// Colours are the page's own properties, so that light and dark are one style.
const colours = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword, tags.definitionKeyword, tags.modifier], color: "var(--code-word)", fontWeight: "600" },
  { tag: [tags.variableName, tags.special(tags.variableName)], color: "var(--code-variable)" },
  { tag: [tags.string, tags.number, tags.bool, tags.literal], color: "var(--code-string)" },
  { tag: [tags.namespace, tags.propertyName, tags.typeName, tags.className, tags.url, tags.labelName], color: "var(--code-name)" },
  { tag: tags.comment, color: "var(--code-note)", fontStyle: "italic" },
]);
const look = EditorView.theme({
  "&": { color: "var(--ink)", backgroundColor: "var(--paper)", fontSize: "15px" },
  "&.cm-focused": { outline: "3px solid var(--link)", outlineOffset: "-3px" },
  ".cm-scroller": { fontFamily: "ui-monospace, Consolas, 'Noto Sans Mono CJK SC', monospace", lineHeight: "1.5" },
  ".cm-content": { minHeight: "14em", caretColor: "var(--ink)" },
  ".cm-gutters": { color: "var(--dim)", backgroundColor: "var(--soft)", border: "none" },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "color-mix(in srgb, var(--link) 7%, transparent)" },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": { backgroundColor: "color-mix(in srgb, var(--link) 30%, transparent)" },
  ".cm-tooltip": { color: "var(--ink)", backgroundColor: "var(--paper)", border: "1px solid var(--dim)" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]": { color: "var(--paper)", backgroundColor: "var(--link)" },
  ".cm-completionDetail": { fontStyle: "normal", color: "inherit" },
  ".cm-unknown": { textDecoration: "underline wavy var(--bad) 1.5px", textUnderlineOffset: "3px" },
  "&.cm-focused .cm-matchingBracket": { backgroundColor: "color-mix(in srgb, var(--link) 25%, transparent)" },
});
const word = /[?$]?[\w\u4e00-\u9fff-]*:?[\w\u4e00-\u9fff-]*/u;

// `parent` is a shadow root: there the library's styles are adopted sheets, which a strict content security policy allows.
// `complete(before, text, from)` gives [{label, detail, type}] for the word before the cursor, which begins at `from`, or null; `run` is called for Ctrl-Enter.
// `unknown(text, at)` gives [{from, to}] of the words to underline, where the cursor stands at `at` (-1: elsewhere); `underlined` is told those.
export function create({ parent, text, label, phrases, complete, unknown, underlined, run, changed }) {
  const source = (context) => {
    const found = context.matchBefore(word);
    // Behind a semicolon and a blank properties are offered unasked.
    if (!found || (found.from === found.to && !context.explicit && !context.matchBefore(/;[ \t]$/))) return null;
    const options = complete(found.text, context.state.doc.toString(), found.from);
    return options && options.length ? { from: found.from, options, filter: false } : null;
  };
  const mark = Decoration.mark({ class: "cm-unknown" });
  const unknowns = ViewPlugin.fromClass(class {
    constructor(of) { this.look(of); }
    update({ docChanged, selectionSet, focusChanged, view: of }) { if (docChanged || selectionSet || focusChanged) this.look(of); }
    look(of) {
      const found = unknown(of.state.doc.toString(), of.hasFocus ? of.state.selection.main.head : -1);
      this.decorations = Decoration.set(found.map(({ from, to }) => mark.range(from, to)));
      underlined(found);
    }
  }, { decorations: (one) => one.decorations });
  const view = new EditorView({
    parent,
    root: parent,
    state: EditorState.create({
      doc: text,
      extensions: [
        lineNumbers(), history(), drawSelection(), indentOnInput(), bracketMatching(), closeBrackets(), highlightActiveLine(),
        syntaxHighlighting(colours), look, sparql(), unknowns,
        autocompletion({ override: [source] }),
        Prec.highest(keymap.of([{ key: "Mod-Enter", run: (of) => { if (!of.composing) run(); return true; } }])),
        // Tab stays free for leaving the editor by keyboard.
        keymap.of([...closeBracketsKeymap, ...defaultKeymap, ...historyKeymap, ...completionKeymap]),
        EditorState.phrases.of(phrases),
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({ "aria-label": label }),
        EditorView.updateListener.of((update) => { if (update.docChanged) changed(); }),
      ],
    }),
  });
  return {
    text: () => view.state.doc.toString(),
    replace: (whole) => view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: whole }, selection: { anchor: whole.length } }),
    exchange: (from, to, word) => { view.dispatch({ changes: { from, to, insert: word } }); view.focus(); },
    focus: () => view.focus(),
    // Line and column count from 1, as error messages do.
    select: (line, column) => {
      const at = view.state.doc.line(Math.min(Math.max(1, line), view.state.doc.lines));
      view.dispatch({ selection: { anchor: Math.min(at.to, at.from + Math.max(0, column - 1)) }, scrollIntoView: true });
      view.focus();
    },
  };
}
