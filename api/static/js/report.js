// Label checks as a list.
import { h, t } from "./dom.js";
import { said } from "./said.js";

export const held = (report) => report.checks.filter((check) => check.passed).length;

/** Every check of a report: what was measured, against what was asked. */
export function checks(report) {
  const ordered = [...report.checks].sort((one, other) => one.passed - other.passed);
  return h("ul", { class: "checks" }, ordered.map((check) => h("li", {},
    h("span", { class: check.passed ? "yes" : "no", "aria-label": check.passed ? "✓" : "✗", role: "img" }, check.passed ? "✓" : "✗"),
    h("div", {}, h("div", {}, said(check.check), h("span", { class: "soft small" }, `  ${said(check.clause)}`)),
      h("div", { class: "soft small" }, t("video.expected", { measured: said(check.measured) || "–", bound: said(check.bound) }))))));
}
