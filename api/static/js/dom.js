// Elements, texts and small behaviours that every page uses.
import words from "./words.js";

/** The text of a key, with its places filled in. */
export function t(key, values = {}) {
  return (words[key] ?? key).replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

/** The text of a key if there is one. */
export const maybe = (key, otherwise = "") => words[key] ?? otherwise;

/** An element: h("p", {class: "soft", onclick: f}, "text", child). Text is never read as HTML. */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name in element && typeof value !== "string") element[name] = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

export const $ = (selector, within = document) => within.querySelector(selector);
export const $$ = (selector, within = document) => [...within.querySelectorAll(selector)];

const language = document.documentElement.lang;

export const date = (text) => new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" }).format(new Date(text));
export const number = (value, digits = 0) => new Intl.NumberFormat(language, { maximumFractionDigits: digits }).format(value);

/** Say something for a moment, to eyes and to screen readers. */
export function toast(text) {
  const shown = h("div", { class: "toast", role: "status" }, text);
  document.body.append(shown);
  setTimeout(() => shown.remove(), 3500);
}

export async function copy(text) {
  await navigator.clipboard.writeText(text);
  toast(t("copied"));
}

/** Ask before something that cannot be undone. */
export function sure(question, action) {
  const dialog = h("dialog", { "aria-label": question },
    h("form", { method: "dialog", class: "stack" }, h("p", {}, question),
      h("div", { class: "row" }, h("button", { class: "button danger", value: "yes" }, action), h("button", { class: "button", value: "" }, t("close")))));
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => dialog.addEventListener("close", () => { resolve(dialog.returnValue === "yes"); dialog.remove(); }));
}

/** Let files fall on a drop zone or be chosen in it. */
export function drops(zone, take) {
  const input = $("input[type=file]", zone);
  input.addEventListener("change", () => { take([...input.files]); input.value = ""; });
  for (const name of ["dragenter", "dragover"]) zone.addEventListener(name, (event) => { event.preventDefault(); zone.classList.add("over"); });
  for (const name of ["dragleave", "drop"]) zone.addEventListener(name, () => zone.classList.remove("over"));
  zone.addEventListener("drop", (event) => { event.preventDefault(); take([...event.dataTransfer.files]); });
}
