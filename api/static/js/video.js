// One video from its first second to its last file: progress, script, player, labels, post kit.
import { $, copy, date, h, maybe, sure, t, toast } from "./dom.js";
import { api, pathOf } from "./api.js";
import { badge, missing } from "./cards.js";
import { postKit } from "./post.js";
import { checks, held } from "./report.js";
import { lines, reason } from "./said.js";
import { editor } from "./script.js";

const root = $("#video"), id = location.pathname.split("/").at(-1), path = `/v1/videos/${id}`;
const STAGES = ["queued", "plan", "speak", "compose", "render", "seal", "export"], EARLIER = ["queued", "plan", "preview"], ABROAD = ["tiktok", "reels", "shorts"];
let source = null;

async function load() {
  source?.close();
  try {
    const video = await api("GET", path);
    document.title = `${t(`status.${video.status}`)} · ${video.title} · Vitrine`;
    const views = { completed, failed: ended, canceled: ended, requires_action: review };
    await (views[video.status] ?? making)(video);
    if (views[video.status]) $("#said").textContent = t(`status.${video.status}`);
  } catch (problem) {
    if (problem.code === "not_found") show(missing("video", "videos"));
    else show(h("p", { class: "notice bad", role: "alert" }, problem.message), h("div", {}, h("button", { class: "button", onclick: load }, t("video.retry"))));
  }
}

/** Show a view; whoever had the focus in the one before is at the heading of this one. */
function show(...parts) {
  const within = root.contains(document.activeElement);
  root.replaceChildren(...parts);
  const heading = $("h1", root);
  if (within && heading) Object.assign(heading, { tabIndex: -1 }).focus();
  root.setAttribute("aria-busy", "false");
}

const head = (video, ...buttons) => h("div", { class: "head" }, h("div", {}, h("h1", {}, video.title),
  h("div", { class: "row small soft" }, badge(video.status), video.test ? h("span", { class: "badge" }, t("videos.test")) : "", date(video.created_at))), h("div", { class: "row" }, buttons));
const button = (word, act, kind = "") => h("button", { class: `button ${kind}`, type: "button", onclick: act }, t(word));

/** Do something, then look at the video again; a refusal is said where it can be seen. */
async function act(method, address, body, refused = () => false) {
  try {
    await api(method, address, body, method === "POST" ? { "Idempotency-Key": crypto.randomUUID() } : {});
    await load();
  } catch (problem) {
    toast(refused(problem.errors ?? []) ? t("script.refused") : problem.message);
  }
}

// --- being made ------------------------------------------------------------------------------------

function making(video) {
  const reviewing = video.stage === "preview", stages = reviewing ? EARLIER : STAGES, others = reviewing ? STAGES : EARLIER;
  const percent = h("span", { class: "percent" }), bar = h("progress", { max: 100, "aria-label": t("video.making") });
  const items = Object.fromEntries(stages.map((name) => [name, h("li", {}, t(`stage.${name}`))]));
  show(head(video, button("video.stop", () => act("POST", `${path}/cancel`))),
    h("section", { class: "card stack wide" }, h("div", { class: "row apart" }, h("div", {}, h("h2", {}, t("video.making")), h("p", { class: "soft" }, t("video.making_hint"))), percent), bar,
      h("ol", { class: "stages" }, Object.values(items))));
  let status = video.status;

  function tell(now) {
    const name = stageOf(now), at = stages.indexOf(name);
    if (now.status !== status) $(".head .badge").replaceWith(badge(status = now.status));
    percent.textContent = `${now.progress}%`;
    bar.value = now.progress;
    if (at >= 0) stages.forEach((other, index) => {
      items[other].className = index < at ? "done" : index === at ? "now" : "";
      index === at ? items[other].setAttribute("aria-current", "step") : items[other].removeAttribute("aria-current");
    });
    const said = maybe(`stage.${name}`);
    if (said && $("#said").textContent !== said) $("#said").textContent = said;
  }
  tell(video);
  source = new EventSource(`${path}/events`);
  for (const kind of ["status", "stage", "progress"]) source.addEventListener(kind, (message) => {
    const event = JSON.parse(message.data), name = stageOf(event);
    if (["completed", "failed", "canceled", "requires_action"].includes(event.status)) newest();
    else if (event.at < video.updated_at) return;  // the stream tells the past too
    else if (!stages.includes(name) && others.includes(name)) load();
    else tell(event);
  });
}

const stageOf = ({ status, stage }) => (status === "queued" ? "queued" : stage.split(" ")[0].replace("cover", "render") || "plan");

/** The stream tells the past too, so an end in it may be of an earlier attempt: ask how things stand. */
async function newest() {
  const video = await api("GET", path).catch(() => null);
  if (video && !["queued", "in_progress"].includes(video.status)) await load();
}

function ended(video) {
  const failed = video.status === "failed";
  show(head(video, failed ? button("video.retry", () => act("POST", `${path}/retry`), "main") : "", h("a", { class: "button", href: "/new" }, t("video.again")), button("video.delete", remove, "danger")),
    h("div", { class: `notice ${failed ? "bad" : ""}` }, h("strong", {}, t(failed ? "video.failed" : "video.stopped")), video.error ? reason(video.error.code, video.error.message, video.error.hint) : ""));
}

// --- the script, before and after ---------------------------------------------------------------------

async function review(video) {
  const { script } = await api("GET", `${path}/script`), edit = editor(script);
  const sheet = video.files.find((file) => file.kind === "preview");
  const send = async (method, address, body) => {
    if (!edit.valid()) return;
    for (const one of decide.children) one.disabled = true;
    await act(method, address, body(), edit.refuse);
    for (const one of decide.children) one.disabled = false;
  };
  const decide = h("div", { class: "row decide" }, button("script.reject", async () => { if (await sure(t("script.reject_sure"), t("script.reject"))) act("POST", `${path}/reject`); }, "danger"),
    button("script.preview", () => send("PUT", `${path}/script`, () => ({ script: edit.read() }))), button("script.approve", () => send("POST", `${path}/approve`, () => ({ script: edit.read() })), "main"));
  show(head(video),
  sheet ? h("img", { class: "preview-sheet", src: pathOf(sheet.url), alt: t("script.sheet") }) : "",
  h("section", { class: "card stack" }, h("h2", {}, t("script.title")), h("p", { class: "soft" }, t("script.lead")), edit.root, decide));
}

async function scriptCard() {
  const box = h("div");
  const more = h("details", { class: "card" }, h("summary", {}, h("strong", {}, t("video.script")), " ", h("span", { class: "soft small" }, t("video.script_lead"))), box);
  more.addEventListener("toggle", async () => {
    if (!more.open || box.children.length) return;
    const { script } = await api("GET", `${path}/script`), edit = editor(script);
    box.append(edit.root, button("script.rerender", async () => {
      if (!edit.valid()) return;
      try {
        const made = await api("POST", `${path}/rerender`, { script: edit.read() }, { "Idempotency-Key": crypto.randomUUID() });
        location.assign(`/videos/${made.id}`);
      } catch (problem) { toast(edit.refuse(problem.errors ?? []) ? t("script.refused") : problem.message); }
    }, "main"));
  });
  return more;
}

// --- ready ----------------------------------------------------------------------------------------------

async function completed(video) {
  const films = video.files.filter((file) => file.kind === "video"), several = films.length > 1;
  const of = (kind, aspect) => video.files.find((file) => file.kind === kind && (file.aspect === aspect || !aspect));
  const link = (file, word, kind = "") => file ? h("a", { class: `button ${kind}`, href: pathOf(file.url), download: file.name }, t(word)) : "";
  const players = films.map((film) => h("div", { class: `player a${(film.aspect ?? "9:16").replace(":", "x")}` },
    h("video", { src: pathOf(film.url), poster: of("cover", film.aspect) ? pathOf(of("cover", film.aspect).url) : "", controls: true, playsinline: "", preload: "metadata", "aria-label": `${video.title} ${film.aspect ?? ""}` }),
    several ? h("div", { class: "row" }, h("span", { class: "grow small soft" }, film.aspect), link(film, "video.download", "small"), link(of("captions", film.aspect), "video.captions", "small")) : ""));
  const share = async () => {
    try { await copy((await api("POST", `${path}/links`, {}, { "Idempotency-Key": crypto.randomUUID() })).url); toast(t("video.shared")); } catch (problem) { toast(problem.message); }
  };
  const side = h("div", { class: "stack wide" },
    h("section", { class: "card stack" }, h("div", { class: "row" }, link(films[0], "video.download", "main big"), link(of("captions", films[0].aspect), "video.captions"), link(of("cover", films[0].aspect), "video.cover"), button("video.share", share)),
      h("p", { class: "small soft" }, t("video.reference")),
      video.parent ? h("p", { class: "small" }, h("a", { href: `/videos/${video.parent}` }, t("video.from"))) : "",
      video.notes.length ? h("details", {}, h("summary", {}, t("video.notes")), lines(video.notes)) : ""),
    await labels(video), postKit(id, platforms(video)), await scriptCard(),
    h("div", {}, button("video.delete", remove, "danger small")));
  show(head(video, h("a", { class: "button", href: `/compare?v=${id}` }, t("compare.title")), h("a", { class: "button", href: "/new" }, t("video.again"))), h("div", { class: `watch ${several ? "several" : ""}` }, h("div", { class: "players" }, players), side));
}

/** The platforms whose texts were made with the video first, then those where the page's language is spoken. */
function platforms(video) {
  const asked = (name) => (video.files.some((file) => file.name === `post-${name}.txt`) ? 0 : 1);
  const chinese = document.documentElement.lang.startsWith("zh"), near = (name) => (ABROAD.includes(name) === chinese ? 1 : 0);
  return root.dataset.platforms.split(" ").sort((one, other) => asked(one) - asked(other) || near(one) - near(other));
}

async function labels(video) {
  const file = video.files.find((one) => one.kind === "labels");
  if (!file) return "";
  const report = await api("GET", pathOf(file.url)), all = ["video", "cover", "captions"].filter((name) => report[name]);
  const count = all.reduce((sum, name) => sum + held(report[name]), 0), of = all.reduce((sum, name) => sum + report[name].checks.length, 0);
  return h("section", { class: "card stack", id: "labels" }, h("div", { class: "row apart" }, h("h2", {}, t("video.labels")), h("span", { class: `badge ${count === of ? "completed" : "failed"}` }, t("video.labels_hold", { count, all: of }))),
    h("p", { class: "soft small" }, t("video.labels_why")),
    all.map((name) => h("details", {}, h("summary", {}, `${t(`video.labels_of.${name}`)} · ${held(report[name])}/${report[name].checks.length}`), checks(report[name]))));
}

async function remove() {
  if (!(await sure(t("video.delete_sure"), t("video.delete")))) return;
  try { await api("DELETE", path); location.assign("/videos"); } catch (problem) { toast(problem.message); }
}

load();
