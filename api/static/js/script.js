// The script, scene by scene, with how long each speaks.
import { h, number, t } from "./dom.js";

/** Seconds a text takes to speak: Chinese by its characters, other languages by their words. */
export function speaks(text) {
  const characters = (text.match(/[\u3400-\u9fff]/g) ?? []).length, words = (text.match(/[A-Za-z0-9'’.%]+/g) ?? []).length;
  return characters / 4.4 + words / 2.5 + (text.match(/[。！？.!?，,]/g) ?? []).length * 0.12;
}

/** An editor over a script. `read()` gives the script as edited; `changed` is called after every change. */
export function editor(script, changed = () => null) {
  const bar = h("div", { class: "timing", role: "img" }), said = h("p", { class: "small" });
  const scenes = script.scenes.map((scene) => sceneEditor(scene, update));
  const root = h("div", { class: "stack" }, h("div", { class: "stack" }, bar, said), h("div", {}, scenes.map((scene) => scene.root)));

  function update() {
    const times = scenes.map((scene) => scene.time()), total = times.reduce((sum, one) => sum + one, 0), over = total > script.seconds * 1.15;
    bar.replaceChildren(...times.map((time) => { const part = h("span"); part.style.flexGrow = String(Math.max(time, 0.3)); return part; }));
    const rest = h("i"); rest.style.flexGrow = String(Math.max(0, script.seconds - total)); bar.append(rest);
    bar.classList.toggle("over", over);
    const text = t(over ? "script.long" : "script.total", { seconds: number(total, 1), wanted: script.seconds });
    bar.setAttribute("aria-label", text);
    said.textContent = text;
    said.className = over ? "small error" : "small soft";
    changed();
  }

  update();
  return {
    root,
    read: () => ({ ...script, scenes: scenes.map((scene) => scene.read()) }),
    dirty: () => scenes.some((scene) => scene.dirty()),
    valid: () => scenes.map((scene) => scene.valid()).every(Boolean),
    /** Say at each field what the server refused there (JSON pointers); whether any had a field. */
    refuse: (errors) => errors.filter(({ pointer, detail }) => {
      const [, scene, name] = pointer.match(/\/scenes\/(\d+)\/(\w+)/) ?? [];
      return scenes[scene]?.refuse(name, detail);
    }).length > 0,
  };
}

function sceneEditor(scene, update) {
  const inputs = {}, about = h("span", { class: "small soft" });
  function field(name, tag, most, text) {
    const id = `${scene.id}-${name}`;
    const input = inputs[name] = h(tag, { id, maxlength: most, "aria-describedby": `${id}-error`, oninput: () => { tell(); update(); } });
    input.value = text;
    return h("div", { class: "field" }, h("label", { for: id }, t(`script.${name}`)), input, h("div", { class: "error", id: `${id}-error` }));
  }
  const root = h("section", { class: "scene", "aria-label": t(`role.${scene.role}`) },
    h("div", { class: "row apart" }, h("h3", {}, t(`role.${scene.role}`)), about),
    field("headline", "input", "60", scene.headline), field("narration", "textarea", "400", scene.narration),
    scene.subline ? field("subline", "input", "80", scene.subline) : "", scene.items.length ? field("items", "textarea", "246", scene.items.join("\n")) : "");
  const tell = () => { about.textContent = t("script.about", { seconds: number(speaks(inputs.narration.value), 1) }); };
  tell();

  function read() {
    const texts = { headline: inputs.headline.value.trim(), narration: inputs.narration.value.trim(), subline: inputs.subline?.value.trim() ?? scene.subline,
      items: inputs.items ? inputs.items.value.split("\n").map((line) => line.trim()).filter(Boolean) : scene.items };
    const all = [texts.narration, texts.headline, texts.subline, ...texts.items].join(" ");
    return { ...scene, ...texts, claims: scene.claims.filter((claim) => all.includes(claim.text)) };
  }
  function mark(name, text) {
    inputs[name].setAttribute("aria-invalid", String(Boolean(text)));
    root.querySelector(`#${CSS.escape(`${scene.id}-${name}-error`)}`).textContent = text;
  }
  function valid() {
    for (const name of Object.keys(inputs)) mark(name, "");
    const wrong = ["headline", "narration"].filter((name) => !inputs[name].value.trim());
    for (const name of wrong) mark(name, t("script.required"));
    if (wrong.length) inputs[wrong[0]].focus();
    return !wrong.length;
  }
  function refuse(name, text) {
    if (!inputs[name]) return false;
    mark(name, text);
    inputs[name].focus();
    return true;
  }
  return { root, read, valid, refuse, time: () => speaks(inputs.narration.value), dirty: () => JSON.stringify(read()) !== JSON.stringify(scene) };
}
