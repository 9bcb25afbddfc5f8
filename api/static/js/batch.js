// One batch: how far it is, and every row with its video or its error.
import { $, h, maybe, number, sure, t, toast } from "./dom.js";
import { api } from "./api.js";
import { missing } from "./cards.js";
import { reason } from "./said.js";

const root = $("#batch"), id = location.pathname.split("/").at(-1), path = `/v1/batches/${id}`, EVERY_MS = 3000;
const bar = h("progress", { "aria-label": t("batches.title") }), facts = h("p", { class: "soft" }), body = h("tbody"), buttons = h("div", { class: "row" }), title = h("h1");
const STATES = ["all", "failed", "invalid", "waiting", "completed", "unchanged", "canceled"];
const which = h("select", { id: "which", "aria-label": t("batches.c.state"), onchange: () => turn(["0"]) }, STATES.map((name) => h("option", { value: name }, t(`status.${name}`))));
const pages = h("div", { class: "row" });
let starts = ["0"], timer = 0, asked = 0;

function turn(to) {
  starts = to;
  look().catch((problem) => toast(problem.message));
}

const button = (word, act, kind = "") => h("button", { class: `button ${kind}`, type: "button", onclick: act }, t(word));
const post = async (what) => { await api("POST", `${path}/${what}`, undefined, { "Idempotency-Key": crypto.randomUUID() }).catch((problem) => toast(problem.message)); await look(); };

async function links() {
  try {
    await api("POST", `${path}/links`, undefined, { "Idempotency-Key": crypto.randomUUID() });
    location.assign(`${path}/feed`);
  } catch (problem) { toast(problem.message); }
}

function row(one) {
  const wrong = one.error ? [one.error.column ? `${maybe(`column.${one.error.column}`, one.error.column)}: ` : "", reason(one.error.code, one.error.message)] : "";
  return h("tr", {}, h("td", {}, String(one.line)), h("td", {}, one.video ? h("a", { href: `/videos/${one.video}` }, one.title || one.video) : one.title || one.external_id),
    h("td", {}, h("span", { class: `badge ${one.status}` }, maybe(`status.${one.status}`, one.status)), one.status === "in_progress" ? ` ${one.progress}%` : ""), h("td", { class: "small error" }, wrong));
}

async function look() {
  clearTimeout(timer);
  const mine = ++asked, state = which.value === "all" ? "" : `&status=${which.value}`;
  const [batch, rows] = await Promise.all([api("GET", path), api("GET", `${path}/rows?limit=100&after=${starts.at(-1)}${state}`)])
    .finally(() => { if (mine === asked) timer = setTimeout(() => look().catch(() => null), EVERY_MS); });
  if (mine !== asked) return;
  const count = (...names) => names.reduce((sum, name) => sum + (batch.counts[name] ?? 0), 0);
  const ended = count("completed", "unchanged", "failed", "canceled", "invalid");
  const wrong = count("failed", "invalid");
  title.textContent = batch.name || batch.id;
  bar.max = Math.max(batch.videos, 1);
  bar.value = ended;
  const left = batch.seconds_left === null ? "" : ` · ${t("batches.left", { minutes: number(Math.max(1, batch.seconds_left / 60)) })}`;
  const rate = batch.per_hour === null ? "" : ` · ${t("batches.rate", { count: number(batch.per_hour) })}`;
  facts.textContent = t("batches.done", { done: count("completed", "unchanged"), all: batch.videos }) + (wrong ? ` · ${t("batches.wrong", { count: wrong })}` : "") + rate + (batch.ended ? "" : left);
  body.replaceChildren(...rows.data.map(row));
  pages.replaceChildren(...[
    starts.length > 1 ? button("batches.before", () => turn(starts.slice(0, -1))) : "",
    rows.next_cursor ? button("batches.after", () => turn([...starts, rows.next_cursor])) : "",
  ].filter(Boolean));
  buttons.replaceChildren(...[
    batch.status === "running" ? button("batches.pause", () => post("pause")) : "", batch.status === "paused" ? button("batches.resume", () => post("resume"), "main") : "",
    batch.ended ? "" : button("batches.stop", async () => { if (await sure(t("batches.stop_sure"), t("batches.stop"))) post("cancel"); }, "danger"),
    h("a", { class: "button", href: `${path}/results.csv` }, t("batches.results")), count("completed", "unchanged") ? h("a", { class: "button", href: `${path}/videos.zip` }, t("batches.zip")) : "", count("completed", "unchanged") ? button("batches.feed", links) : "",
  ].filter(Boolean));
  root.setAttribute("aria-busy", "false");
  if (batch.ended) clearTimeout(timer);
}

try {
  await look();
  root.append(h("div", { class: "head" }, title, buttons), h("section", { class: "card stack" }, facts, bar, which),
    h("section", { class: "card scroll", tabindex: "0", "aria-label": t("batches.rows") }, h("table", { class: "rows" }, h("thead", {}, h("tr", {}, ["line", "video", "state", "what"].map((name) => h("th", { scope: "col" }, t(`batches.c.${name}`))))), body)), pages);
} catch (problem) {
  clearTimeout(timer);
  root.append(...(problem.code === "not_found" ? [missing("batches", "batches")] : [h("p", { class: "notice bad", role: "alert" }, problem.detail || problem.message), h("p", {}, h("a", { href: "/batches" }, t("batches.title")))]));
  root.setAttribute("aria-busy", "false");
}
