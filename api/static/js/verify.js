// Any file, read and checked; the same report as `vitrine verify`.
import { $, drops, h, t } from "./dom.js";
import { upload } from "./api.js";
import { checks } from "./report.js";

drops($("#drop"), async (files) => { for (const file of files) await verify(file); });

async function verify(file) {
  const bar = h("progress", { max: 1, value: 0, "aria-label": t("verify.reading", { name: file.name }) });
  const box = h("section", { class: "card stack" }, h("p", {}, t("verify.reading", { name: file.name })), bar);
  $("#results").prepend(box);
  try {
    const report = await upload("/v1/verifications", file, (share) => { if (share < 1) bar.value = share; else bar.removeAttribute("value"); }).done;
    box.replaceChildren(...shown(report, file.name));
  } catch (problem) {
    box.replaceChildren(h("h2", {}, t("verify.unreadable", { name: file.name })), h("p", { class: "notice warn" }, problem.detail || problem.message));
  }
}

function shown(report, name) {
  const failed = report.checks.filter((check) => !check.passed).length;
  const json = URL.createObjectURL(new Blob([JSON.stringify(report, null, 2)], { type: "application/json" }));
  return [
    h("div", { class: "row apart" }, h("h2", {}, name), h("span", { class: `badge ${failed ? "failed" : "completed"}` }, failed ? t("verify.fails", { count: failed, all: report.checks.length }) : t("verify.holds"))),
    h("p", { class: "small soft mono" }, `${report.media} · sha256 ${report.sha256}`),
    checks(report),
    h("div", {}, h("a", { class: "button small", href: json, download: `${name}.labels.json` }, t("verify.download"))),
  ];
}
