// The gallery with the seller's own photos: drawn by the server, one at a time, what is in view first.
import { $, $$, t } from "./dom.js";
import { drawn } from "./api.js";

const REST_MS = 1200, AGAIN_MS = 6000;

export class OwnGallery {
  /** `wanted` gives the request of a video as it is written now, null while there is nothing to show; `lacks` whether a template's input needs what it has not. */
  constructor(root, status, wanted, lacks) {
    this.lacks = lacks;
    this.wanted = wanted;
    this.status = status;
    this.picks = $$("img[data-moving]", root).map((picture) => this.#pick(picture));
    this.seen = new IntersectionObserver((entries) => {
      for (const { target, isIntersecting } of entries) this.picks.find((one) => one.root === target).visible = isIntersecting;
      this.#go();
    }, { rootMargin: "160px" });
    for (const one of this.picks) this.seen.observe(one.root);
  }

  /** The brief has changed: what is shown stays until the new pictures are there. */
  changed() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.#look(), REST_MS);
  }

  #pick(picture) {
    const one = { root: picture.closest(".pick"), picture, name: $("input", picture.closest(".pick")).value, still: picture.src, made: picture.src, moving: picture.dataset.moving, visible: false, done: true };
    if (!matchMedia("(prefers-reduced-motion: reduce)").matches) {
      for (const kind of ["pointerenter", "focusin"]) one.root.addEventListener(kind, () => { one.over = true; this.#move(one); });
      for (const kind of ["pointerleave", "focusout"]) one.root.addEventListener(kind, () => { one.over = false; picture.src = one.still; });
    }
    return one;
  }

  #look() {
    const request = this.wanted(), said = JSON.stringify(request);
    if (said === this.said) return;
    this.said = said;
    this.request = request;
    for (const one of this.picks) {
      one.done = !request || this.lacks($("input", one.root));
      if (one.done) this.#put(one, null);
    }
    this.#go();
  }

  /** What is looked at first: under the pointer or the focus, then wholly in view, then almost. */
  #next() {
    const open = this.picks.filter((pick) => !pick.done && pick.visible);
    const whole = ({ root }) => { const { top, bottom } = root.getBoundingClientRect(); return top >= 0 && bottom <= innerHeight; };
    return open.find((pick) => pick.over) ?? open.find(whole) ?? open[0];
  }

  /** Have the next picture drawn that is in view and not of this brief yet. */
  async #go() {
    const one = this.#next(), said = this.said;
    this.#tell();
    if (this.busy || !one) return;
    this.busy = one;
    this.#tell();
    let wait = 0;
    try {
      const picture = await drawn(one.name, this.request, false);
      if (said === this.said) this.#put(one, picture);
    } catch (problem) {
      if (said === this.said && problem.status === 422) this.#put(one, null);
      else if (said === this.said) wait = AGAIN_MS;
    }
    this.busy = null;
    if (wait) setTimeout(() => this.#go(), wait);
    else this.#go();
  }

  /** Show a picture of the seller's, or the ready-made one where this template needs what the brief has not. */
  #put(one, picture) {
    if (one.own) for (const url of [one.own, one.ownMoving]) if (url) URL.revokeObjectURL(url);
    one.done = true;
    one.own = picture && URL.createObjectURL(picture);
    one.ownMoving = null;
    one.still = one.own ?? one.made;
    one.picture.src = one.still;
  }

  async #move(one) {
    if (!one.own) { one.picture.src = one.moving; return; }
    const own = one.own;
    try {
      one.ownMoving ??= URL.createObjectURL(await drawn(one.name, this.request, true));
      if (one.over && own === one.own) one.picture.src = one.ownMoving;
    } catch { /* the still picture stays */ }
  }

  #tell() {
    const left = this.picks.filter((one) => !one.done && one.visible).length, asked = left + this.picks.filter((one) => one.done && one.own).length;
    for (const one of this.picks) one.root.classList.toggle("drawing", !one.done && (one === this.busy || one.visible));
    const state = !this.request ? "own_first" : !asked ? "" : left ? (asked > left ? "drawing" : "drawing_first") : this.picks.every((one) => one.done) ? "own" : "own_more";
    this.status.textContent = state && t(`new.${state}`, { done: asked - left, all: asked });
  }
}
