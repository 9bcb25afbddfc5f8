// What the program says in English, in the language of the page.
import translated from "./phrases.js";

const shapes = translated.patterns.map(([shape, text]) => [new RegExp(`^${shape}$`), text]);

/** A text of a check or of a catalogue's error; one that has no translation stays as it is. */
export function said(text) {
  if (translated.phrases[text]) return translated.phrases[text];
  const found = shapes.find(([shape]) => shape.test(text));
  return found ? text.replace(...found) : text;
}
