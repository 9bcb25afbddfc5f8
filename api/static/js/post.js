// The post kit: one tab per platform, each text with a button that copies it.
import { copy, h, t } from "./dom.js";
import { api } from "./api.js";
import { said } from "./said.js";

export function postKit(video, platforms) {
  const panel = h("div", { role: "tabpanel", id: "post-panel", tabindex: "0", "aria-live": "polite" });
  const tabs = platforms.map((platform) => h("button", { type: "button", role: "tab", id: `tab-${platform}`, "aria-controls": "post-panel", "aria-selected": "false",
    tabIndex: -1, onclick: () => open(platform), onkeydown: (event) => step(event, platform) }, t(`platform.${platform}`)));

  function step(event, platform) {
    const move = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!move) return;
    const next = (platforms.indexOf(platform) + move + platforms.length) % platforms.length;
    open(platforms[next]);
    tabs[next].focus();
  }
  async function open(platform) {
    for (const [index, tab] of tabs.entries()) {
      tab.setAttribute("aria-selected", String(platforms[index] === platform));
      tab.tabIndex = platforms[index] === platform ? 0 : -1;
    }
    panel.setAttribute("aria-labelledby", `tab-${platform}`);
    try {
      panel.replaceChildren(...kit(await api("GET", `/v1/videos/${video}/exports/${platform}`)));
    } catch (problem) {
      panel.replaceChildren(h("p", { class: "notice bad" }, problem.message));
    }
  }
  open(platforms[0]);
  return h("section", { class: "card stack" }, h("h2", {}, t("video.post")), h("p", { class: "soft small" }, t("video.post_lead")),
    h("div", { class: "tabs", role: "tablist", "aria-label": t("video.post") }, tabs), panel);
}

function kit(found) {
  const rows = [["post_title", found.title], ["post_text", found.text], ["post_cover", found.cover_text]].filter(([, text]) => text);
  const flags = found.disclosures.map((one) => h("li", {}, `${one.via}: `, h("code", {}, `${one.field} = ${one.value}`), one.note ? h("div", { class: "soft" }, said(one.note)) : ""));
  const rules = found.rules.map((rule) => h("li", {}, h("span", { class: rule.passed ? "yes" : "no" }, rule.passed ? "✓" : "✗"), h("span", {}, `${said(rule.rule)}: ${t("video.expected", { measured: said(rule.measured), bound: said(rule.bound) })}`)));
  return [
    ...rows.map(([name, text]) => h("div", { class: "copy" }, h("span", { class: "label" }, t(`video.${name}`)), h("div", { class: "text" }, text),
      h("button", { class: "button small", type: "button", "aria-label": `${t("copy")}: ${t(`video.${name}`)}`, onclick: () => copy(text) }, t("copy")))),
    h("div", { class: "copy" }, h("span", { class: "label" }, t("video.post_flag")), h("ul", { class: "text small" }, flags)),
    h("details", {}, h("summary", {}, `${t("video.post_rules")} (${found.rules.filter((rule) => rule.passed).length}/${found.rules.length})`), h("ul", { class: "checks" }, rules)),
  ];
}
