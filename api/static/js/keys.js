// Keys: made, shown once, replaced, revoked.
import { $, copy, date, h, sure, t, toast } from "./dom.js";
import { api } from "./api.js";

const form = $("#new-key"), READ = ["videos:read", "assets:read", "usage:read"];

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const { name, mode, rights, days } = Object.fromEntries(new FormData(form));
  const body = { name, mode, ...(rights && { scopes: READ }), ...(days && { expires_in_days: Number(days) }) };
  try {
    tell(await api("POST", "/v1/keys", body));
    form.reset();
    $("#problem").textContent = "";
  } catch (problem) {
    $("#problem").textContent = problem.message;
  }
  list();
});

function tell(key) {
  $("#secret code").textContent = key.secret;
  $("#secret").hidden = false;
  $("#secret").focus();
}
$("#copy").addEventListener("click", () => copy($("#secret code").textContent));

async function list() {
  const keys = await api("GET", "/v1/keys");
  $("#none").hidden = keys.length > 0;
  $("#list").replaceChildren(...keys.map(row));
}

function row(key) {
  const over = key.revoked_at ? "keys.revoked" : key.expires_at && new Date(key.expires_at) < new Date() ? "keys.ended" : "";
  const facts = [key.last_used_at ? `${t("keys.used")} ${date(key.last_used_at)}` : t("keys.unused"), key.expires_at && !over ? `${t("keys.until")} ${date(key.expires_at)}` : ""];
  const name = key.name || t("keys.unnamed");
  const ask = (word, act, kind) => h("button", { class: `button small ${kind}`, type: "button", "aria-label": `${t(`keys.${word}`)}: ${name}`, onclick: async () => {
    if (!(await sure(t(`keys.${word}_sure`), t(`keys.${word}`)))) return;
    await act().catch((problem) => toast(problem.message));
    list();
  } }, t(`keys.${word}`));
  return h("div", { class: "row apart" },
    h("div", { class: "grow" }, h("div", { class: "row" }, h("strong", {}, name), h("span", { class: "badge" }, over ? t(over) : t(key.mode === "test" ? "videos.test" : "keys.live"))), h("div", { class: "small soft" }, h("code", {}, key.shown_as), " · ", facts.filter(Boolean).join(" · "))),
    over ? "" : h("div", { class: "row" }, ask("rotate", async () => tell(await api("POST", `/v1/keys/${key.id}/rotate`, {})), ""), ask("revoke", () => api("DELETE", `/v1/keys/${key.id}`), "danger")));
}

list();
