// What the program says in English, in the language of the page.
import translated from "./phrases.js";
import { h, maybe, t } from "./dom.js";

const shapes = translated.patterns.map(([shape, text]) => [new RegExp(`^${shape}$`), text]);
const native = !shapes.length;
/** Words of English in a row make a sentence; names, codes and figures stay as they are in every language. */
const english = (text) => /[A-Za-z]{2,} [A-Za-z]{2,}/.test(text) && !/[\u3400-\u9fff]/.test(text);

/** A text in the language of the page; null when there is no translation of it, or of a part that is not a quotation. */
export function known(text) {
  if (native || !text) return text;
  if (translated.phrases[text]) return translated.phrases[text];
  for (const [shape, into] of shapes) {
    const found = shape.exec(text);
    if (!found) continue;
    const parts = found.map((part, place) => (place && part ? known(part) ?? (into.includes(`“$${place}”`) ? part : null) : part));
    if (parts.every((part) => part !== null)) return into.replace(/\$(\d)/g, (_, place) => parts[place] ?? "");
  }
  return english(text) ? null : text;
}

/** The same, and the text itself where there is no translation. */
export const said = (text) => known(text) ?? text;

/** Why something failed, with what to do: in the language of the page, or by its kind with the original folded below. */
export function reason(code, message, hint = "") {
  const parts = [known(message), known(hint)];
  const shown = [parts[0] ?? maybe(`kind.${code}`, t("kind.failed")), parts[1]].filter(Boolean);
  const lost = [message, hint].filter((_, place) => parts[place] === null);
  return [h("span", {}, shown.join(native ? ". " : "。")), lost.length ? original(lost) : ""];
}

/** Lines of which some have no translation: those are folded. */
export function lines(texts) {
  const lost = texts.filter((text) => known(text) === null);
  return [h("ul", { class: "small soft" }, texts.map(known).filter((text) => text !== null).map((text) => h("li", {}, text))), lost.length ? original(lost) : ""];
}

const original = (texts) => h("details", { class: "small" }, h("summary", {}, t("original")), texts.map((text) => h("p", { lang: "en" }, text)));
