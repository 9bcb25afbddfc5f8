// Photos and clips of the product: taken in, uploaded with progress, shown as tiles, named by their asset ids.
import { $, drops, h, t, toast } from "./dom.js";
import { upload } from "./api.js";

export class Photos {
  /** `changed` is called whenever a file came, went or is ready. */
  constructor(zone, list, changed) {
    this.list = list;
    this.changed = changed;
    this.items = [];
    drops(zone, (files) => this.take(files));
  }

  take(files) {
    for (const file of files) this.#add(file);
  }

  /** Take up files that were uploaded before this page was loaded. */
  restore(kept) {
    for (const { id, name, kind } of kept) this.#show({ id, name, kind, share: 1 });
    this.changed();
  }

  get ready() { return this.items.filter((item) => item.id); }
  get waiting() { return this.items.some((item) => !item.id); }

  async #add(file) {
    const item = { name: file.name, kind: file.type.startsWith("video/") ? "video" : "image", url: URL.createObjectURL(file) };
    const sending = upload("/v1/assets", file, (share) => { item.bar.value = share; });
    item.stop = sending.stop;
    this.#show(item);
    this.changed();
    try {
      const asset = await sending.done;
      if (asset.kind === "audio") throw Object.assign(new Error(), { code: "unusable_input" });
      Object.assign(item, { id: asset.id, kind: asset.kind });
      item.bar.remove();
      item.tile.setAttribute("aria-label", t("new.ready", { name: item.name }));
    } catch (problem) {
      this.#remove(item);
      if (!item.stopped) this.#refuse(item.name, problem);
    }
    this.changed();
  }

  #show(item) {
    const picture = !item.url ? h("span", { class: "name" }, item.name)
      : item.kind === "video" ? h("video", { src: item.url, muted: true, playsinline: "" }) : h("img", { src: item.url, alt: item.name });
    item.bar = h("progress", { max: 1, value: item.share ?? 0, "aria-label": t("new.uploading", { name: item.name }) });
    item.tile = h("li", { class: "tile" }, picture, item.share === 1 ? "" : item.bar, this.#closer(item.name, () => { item.stopped = true; item.stop?.(); this.#remove(item); this.changed(); }));
    this.items.push(item);
    this.list.append(item.tile);
  }

  #remove(item) {
    item.tile.remove();
    this.items = this.items.filter((other) => other !== item);
  }

  #refuse(name, problem) {
    const said = { too_large: "new.e.too_large", unusable_input: "new.e.kind", unsupported_media_type: "new.e.kind" }[problem.code] ?? "new.e.upload";
    const row = h("li", { class: "tile refused", role: "alert" }, t(said, { name, why: problem.message }), this.#closer(name, () => row.remove()));
    this.list.append(row);
  }

  #closer(name, act) {
    return h("button", { type: "button", "aria-label": t("new.remove", { name }), onclick: act }, "×");
  }
}

/** Files of our own server as if they had been dropped. */
export async function sampleFiles(base, names) {
  return Promise.all(names.map(async (name) => {
    const blob = await (await fetch(`${base}media/sample/${name}`)).blob();
    return new File([blob], name, { type: "image/jpeg" });
  })).catch(() => { toast(t("problem.network")); return []; });
}
