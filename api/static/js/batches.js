// Batches: a catalogue is looked at first, then accepted.
import { $, date, drops, h, maybe, number, t } from "./dom.js";
import { api } from "./api.js";
import { known } from "./said.js";

const form = $("#batch");
let file = null, key = "";
const kit = ownKit(JSON.parse(localStorage.getItem("vitrine-brand") ?? "null"));
$("#kit-field").hidden = !kit;

// The brand kit that the form for a single video keeps in this browser.
function ownKit(kept) {
  const { brand: name, kit_primary: primary, kit_accent: accent, kit_background: background, kit_cta: call_to_action } = kept?.kit ?? {};
  const given = Object.entries({ name, primary, accent, background, call_to_action, logo: kept?.logo }).filter(([, entry]) => entry);
  return given.length ? Object.fromEntries(given) : null;
}

drops($("#drop"), ([chosen]) => { file = chosen ?? null; preview(); });
form.addEventListener("change", (event) => { if (event.target.type !== "file" && file) preview(); });
form.addEventListener("submit", (event) => event.preventDefault());

function body() {
  const sent = new FormData();
  sent.append("file", file, file.name);
  for (const name of ["template", "languages", "seconds", "currency"]) sent.append(name, form.elements[name].value);
  if (kit && form.elements.kit.checked) sent.append("brand", JSON.stringify(kit));
  return sent;
}

async function preview() {
  if (!file) return;
  $("#chosen").textContent = t("verify.reading", { name: file.name });
  $("#problem").textContent = "";
  try {
    const plan = await api("POST", "/v1/batches/preview", body());
    key = crypto.randomUUID();
    $("#chosen").textContent = file.name;
    $("#plan").replaceChildren(...shown(plan));
  } catch (problem) {
    $("#chosen").textContent = file.name;
    $("#plan").replaceChildren();
    $("#problem").textContent = problem.detail || problem.message;
  }
}

function shown(plan) {
  const made = plan.videos - plan.unchanged;
  const facts = [[t("batches.rows"), number(plan.rows)], [t("batches.made"), number(made)], [t("batches.unchanged"), number(plan.unchanged)], [t("batches.bad"), number(plan.bad_rows)],
    [t("batches.time"), t("batches.minutes", { minutes: number(Math.max(1, plan.estimate.seconds / 60)) })]];
  const columns = plan.columns.map((one) => h("li", {}, one.column, " → ", one.field ? h("strong", {}, maybe(`column.${one.field}`, one.field)) : h("span", { class: "soft" }, t("batches.unused"))));
  return [
    h("dl", { class: "sum" }, facts.flatMap(([name, text]) => [h("dt", {}, name), h("dd", {}, text)])),
    h("details", {}, h("summary", {}, t("batches.columns", { dialect: maybe(`dialect.${plan.dialect}`, plan.dialect) })), h("ul", { class: "small" }, columns)),
    faults(plan.errors, "errors", "error"), faults(plan.warnings, "warnings", "soft"), h("button", { class: "button main big", type: "button", disabled: !made, onclick: (event) => send(event.target) }, made === 1 ? t("batches.go_one") : t("batches.go", { count: number(made) })),
  ];
}

const faults = (errors, kind, look) => (errors.length ? h("details", { open: kind === "errors" }, h("summary", {}, t(`batches.${kind}`, { count: errors.length })),
  h("ul", { class: `small ${look}` }, errors.slice(0, 50).map((one) => h("li", {}, t("batches.error", { line: one.line, column: maybe(`column.${one.column}`, one.column || "–"), message: known(one.message) ?? t("kind.field") }))))) : "");

async function send(button) {
  button.disabled = true;
  try {
    location.assign(`/batches/${(await api("POST", "/v1/batches", body(), { "Idempotency-Key": key })).id}`);
  } catch (problem) {
    $("#problem").textContent = problem.message;
    button.disabled = false;
  }
}

const { data } = await api("GET", "/v1/batches?limit=50");
$("#empty").hidden = data.length > 0;
$("#list").append(...data.map((one) => h("a", { class: "card row apart", href: `/batches/${one.id}` },
  h("div", {}, h("strong", {}, one.name || one.id), h("div", { class: "small soft" }, date(one.created_at))),
  h("span", { class: "badge" }, t("batches.done", { done: (one.counts.completed ?? 0) + (one.counts.unchanged ?? 0), all: one.videos })))));
