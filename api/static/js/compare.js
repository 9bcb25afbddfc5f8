// Finished videos side by side, from the same clock: one plays, pauses and seeks with the others.
import { $, $$, h, t } from "./dom.js";
import { api } from "./api.js";

const MOST = 4, LEAST = 2, DRIFT_S = 0.12;
const list = $("#list"), stage = $("#stage"), players = $("#players"), play = $("#play"), seek = $("#seek");
const wanted = new URLSearchParams(location.search).getAll("v").slice(0, MOST);
let films = [];

const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;
const length = (film) => (Number.isFinite(film.duration) ? film.duration : 0);
/** Whether `film` is at its end; one whose length is not known yet is not. */
const over = (film) => film.currentTime >= film.duration;
/** The one that the others follow: the longest. */
const leader = () => films.reduce((first, film) => (length(film) > length(first) ? film : first), films[0]);
const playing = () => films.length > 0 && !leader().paused && !leader().ended;

function choice(video) {
  const input = h("input", { type: "checkbox", value: video.id, checked: wanted.includes(video.id), "aria-labelledby": `v-${video.id}` });
  return h("li", {}, h("div", { class: "pick" }, input, h("span", { class: "frame" }, h("img", { src: `/v1/videos/${video.id}/content?variant=thumbnail`, alt: "", loading: "lazy" })), h("span", { class: "title", id: `v-${video.id}` }, video.title)));
}

function player(video, first) {
  const film = h("video", { src: `/v1/videos/${video.id}/content`, poster: `/v1/videos/${video.id}/content?variant=thumbnail`, playsinline: "", preload: "auto", muted: !first, "aria-label": video.title });
  film.addEventListener("loadedmetadata", () => { if (film.videoWidth > film.videoHeight) players.classList.add("wide"); tell(); });
  film.addEventListener("timeupdate", () => { if (film === leader()) follow(); });
  for (const kind of ["play", "pause", "ended", "seeked"]) film.addEventListener(kind, tell);
  const hear = h("input", { type: "radio", name: "hear", checked: first, onchange: () => films.forEach((other) => { other.muted = other !== film; }) });
  return { film, root: h("figure", {}, film, h("figcaption", { class: "row apart" }, h("a", { href: `/videos/${video.id}` }, video.title), h("label", { class: "tick small" }, hear, h("span", {}, t("compare.hear"))))) };
}

/** Bring those that ran ahead or behind back to the leader's time; one at its end stays there, for it would not go on. */
function follow() {
  const now = leader().currentTime;
  for (const film of films) if (film !== leader() && !film.ended && length(film) > now && Math.abs(film.currentTime - now) > DRIFT_S) film.currentTime = now;
  tell();
}

function tell() {
  if (!films.length) return;
  const whole = length(leader());
  seek.max = String(whole || 1);
  if (!seek.matches(":active")) seek.value = String(leader().currentTime);
  $("#time").textContent = `${clock(leader().currentTime)} / ${clock(whole)}`;
  seek.setAttribute("aria-valuetext", $("#time").textContent);
  play.textContent = t(playing() ? "compare.pause" : "compare.play");
}

function to(seconds) {
  for (const film of films) film.currentTime = Math.min(seconds, film.duration || seconds);
}

async function start() {
  if (leader().ended) to(0);
  await Promise.all(films.filter((film) => !over(film)).map((film) => film.play())).catch(() => null);
  tell();
}
const stop = () => { for (const film of films) film.pause(); };

play.addEventListener("click", () => (playing() ? stop() : start()));
$("#again").addEventListener("click", () => { to(0); start(); });
seek.addEventListener("input", () => { const going = playing(); to(Number(seek.value)); if (going) start(); });

function show() {
  const chosen = $$("input:checked", list).map((input) => videos.find((video) => video.id === input.value));
  for (const input of $$("input", list)) input.disabled = !input.checked && chosen.length >= MOST;
  $("#count").textContent = t("compare.count", { count: chosen.length, least: LEAST, most: MOST });
  stop();
  const made = chosen.length < LEAST ? [] : chosen.map((video, place) => player(video, place === 0));
  films = made.map((one) => one.film);
  players.classList.remove("wide");
  players.replaceChildren(...made.map((one) => one.root));
  stage.hidden = !made.length;
  history.replaceState(null, "", `${location.pathname}?${new URLSearchParams(chosen.map((video) => ["v", video.id]))}`);
  tell();
}

let videos = [];
try {
  videos = (await api("GET", "/v1/videos?limit=48&status=completed")).data;
  for (const id of wanted) if (!videos.some((video) => video.id === id)) { const one = await api("GET", `/v1/videos/${id}`).catch(() => null); if (one?.status === "completed") videos.push(one); }
  $("#empty").hidden = videos.length > 0;
  list.append(...videos.map(choice));
  list.addEventListener("change", show);
  if (videos.length) show();
} catch (problem) {
  $("#problem").textContent = problem.message;
}
