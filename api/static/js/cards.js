// A video as a card of a list.
import { date, h, t } from "./dom.js";

export const badge = (status) => h("span", { class: `badge ${status}` }, t(`status.${status}`));

/** In place of what is not there, with the way to the list of its kind. */
export const missing = (one, list) => h("div", { class: "card empty" }, h("h1", {}, t(`${one}.missing`)), h("p", {}, t(`${one}.missing_hint`)), h("a", { class: "button", href: `/${list}` }, t(`${list}.title`)));

export function card(video) {
  const picture = video.status === "completed"
    ? h("img", { src: `/v1/videos/${video.id}/content?variant=thumbnail`, alt: "", loading: "lazy" })
    : video.status === "in_progress" ? h("progress", { max: 100, value: video.progress, "aria-label": t("status.in_progress") }) : h("span", { class: "mark" }, t(`status.${video.status}`));
  return h("li", {}, h("a", { class: "video-card", href: `/videos/${video.id}` }, h("span", { class: "thumb" }, picture),
    h("span", { class: "title" }, video.title), h("span", { class: "row small soft" }, badge(video.status), video.test ? h("span", { class: "badge" }, t("videos.test")) : "", date(video.created_at))));
}
