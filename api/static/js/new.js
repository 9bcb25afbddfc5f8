// The brief as a form: checked while it is written, kept over a reload, sent once.
import { $, $$, h, t } from "./dom.js";
import { api, upload } from "./api.js";
import { OwnGallery } from "./own.js";
import { Photos, sampleFiles } from "./photos.js";
import { sample } from "./sample.js";

const form = $("#brief"), DRAFT = "vitrine-draft", KIT = "vitrine-brand";
const photos = new Photos($("#drop"), $("#tiles"), () => { touched.add("files"); look(); });
const touched = new Set();
let key = crypto.randomUUID(), logo = null;

// --- what is written, and whether it holds ---------------------------------------------------------

const value = (name) => form.elements[name].value.trim();
const chosen = (name) => $$(`[name="${name}"]:checked`, form).map((input) => input.value);
const points = () => value("points").split("\n").map((line) => line.trim()).filter(Boolean);
const price = (name) => value(name).replace(/[,，\s¥$€£]/g, "");
const money = (text) => /^\d{1,10}(\.\d{1,2})?$/.test(text);

/** Whether a template needs what this form does not give, or what is not filled in. */
function lacks({ dataset }) {
  const sale = price("sale_price") && Number(price("sale_price")) < Number(price("price"));
  return (dataset.needs ?? "").split(" ").some((need) => need && !(["price", "sale_price", "sale"].includes(need) && sale));
}

function errors() {
  const found = {};
  if (!photos.items.length) found.files = t("new.e.files");
  if (!value("name")) found.name = t("new.e.name");
  for (const name of ["price", "sale_price"]) if (price(name) && !money(price(name))) found[name] = t("new.e.price");
  if (price("sale_price") && !price("price")) found.price = t("new.e.sale_alone");
  if (!found.price && !found.sale_price && price("sale_price") && Number(price("sale_price")) > Number(price("price"))) found.sale_price = t("new.e.sale_price");
  if (points().length > 12 || points().some((line) => line.length > 200)) found.points = t("new.e.points");
  if (lacks($("[name=template]:checked", form))) found.template = t("new.e.template", { need: $("[name=template]:checked", form).closest(".pick").querySelector("small").textContent });
  if (!chosen("aspects").length || chosen("aspects").length > 3) found.aspects = t("new.e.aspects");
  return found;
}

function show(all) {
  const found = errors();
  for (const name of ["files", "name", "price", "sale_price", "points", "template", "aspects"]) {
    const said = all || touched.has(name) ? found[name] ?? "" : "";
    $(`#${name}-error`).textContent = said;
    const input = name === "files" ? $("#drop") : $(`#${name}`);
    input?.setAttribute("aria-invalid", String(Boolean(said)));
  }
  return found;
}

// --- what follows from a change ----------------------------------------------------------------------

/** What is chosen is called; its title without the small print below, read without laying the page out. */
function title(name) {
  const one = $(`[name="${name}"]:checked`, form)?.closest(".pick, .chip");
  return ((one && $(".title", one)?.firstChild) ?? one)?.textContent.trim() ?? "";
}

function look() {
  draw();
  keep();
  gallery.changed();
}

function draw() {
  show(false);
  $("#seconds-shown").textContent = `${value("seconds")} ${t("new.s")}`;
  const rows = { photos: String(photos.items.length), look: title("template"), seconds: `${value("seconds")} ${t("new.s")}`,
    aspects: chosen("aspects").join(" · "), language: title("language"), presenter: title("presenter") };
  $("#sum").replaceChildren(...Object.entries(rows).flatMap(([name, text]) => [h("dt", {}, t(`new.sum.${name}`)), h("dd", {}, text || "–")]));
  for (const option of $$("#voice option[data-language]")) {
    option.hidden = option.disabled = option.dataset.language !== chosen("language")[0];
    if (option.disabled && option.selected) form.elements.voice.value = "auto";
  }
}

function keep() {
  const entries = [...new FormData(form)].filter(([, entry]) => typeof entry === "string");
  sessionStorage.setItem(DRAFT, JSON.stringify({ entries, photos: photos.ready.map(({ id, name, kind }) => ({ id, name, kind })), key }));
  const kit = Object.fromEntries(entries.filter(([name]) => name.startsWith("kit")));
  localStorage.setItem(KIT, JSON.stringify({ kit, logo }));
}

function put(entries) {
  for (const input of $$("[name=aspects], [name=platforms], [name=kit]", form)) input.checked = false;
  for (const [name, text] of entries) {
    const inputs = $$(`[name="${name}"]`, form);
    if (inputs[0]?.type === "radio" || inputs[0]?.type === "checkbox") inputs.forEach((input) => { if (input.value === text) input.checked = true; });
    else if (inputs[0]) inputs[0].value = text;
  }
}

form.addEventListener("input", (event) => { key = crypto.randomUUID(); look(); if (event.target.getAttribute("aria-invalid") === "true") show(false); });
form.addEventListener("focusout", (event) => { if (event.target.name) { touched.add(event.target.name); show(false); } });

// --- templates with the seller's photos, voices that speak -----------------------------------------------

/** The request as far as it holds: a picture needs a photo, and what is wrong is left out. */
function pictured() {
  const found = errors(), whole = request(), { name, currency, selling_points: lines, brand, category, description } = whole.product;
  if (!whole.asset_ids.length || photos.waiting) return null;
  const prices = found.price || found.sale_price ? {} : { price: whole.product.price, sale_price: whole.product.sale_price };
  return { product: { name: name || t("new.unnamed"), currency, selling_points: found.points ? [] : lines, brand, category, description, ...prices }, asset_ids: whole.asset_ids,
    seconds: whole.seconds, language: whole.language, tone: whole.tone, audience: whole.audience, presenter: whole.presenter, ...(whole.brand ? { brand: whole.brand } : {}) };
}
const gallery = new OwnGallery($("#templates"), $("#own"), pictured, lacks);

const sound = new Audio();
$("#listen").addEventListener("click", () => {
  const wanted = value("voice") === "auto" ? $$("#voice option[data-language]").find((option) => !option.disabled)?.value : value("voice");
  sound.src = `${form.dataset.static}media/voices/${wanted}.mp3`;
  sound.play().catch(() => { $("#problem").textContent = t("new.no_sample"); });
});

$("#kit_logo").addEventListener("change", async (event) => {
  const [file] = event.target.files;
  if (!file) return;
  try {
    logo = (await upload("/v1/assets", file, () => null).done).id;
    $("#kit_logo-said").textContent = t("new.ready", { name: file.name });
    form.elements.kit.checked = true;
    look();
  } catch (problem) {
    $("#kit_logo-said").textContent = t("new.e.upload", { name: file.name, why: problem.message });
  }
});

// --- the sample, and the draft of before -----------------------------------------------------------------

async function fillSample() {
  put(Object.entries(sample[form.dataset.language]));
  look();
  if (!photos.items.length) photos.take(await sampleFiles(form.dataset.static, ["thermos-pack.jpg", "thermos-life.jpg"]));
}
$("#sample").addEventListener("click", fillSample);

const brand = JSON.parse(localStorage.getItem(KIT) ?? "null");
const before = JSON.parse(sessionStorage.getItem(DRAFT) ?? "null");
if (before) { put(before.entries); key = before.key; photos.restore(before.photos); }
else if (brand?.kit) put([...new FormData(form)].filter(([name, entry]) => typeof entry === "string" && !name.startsWith("kit")).concat(Object.entries(brand.kit)));
logo = brand?.logo ?? null;
touched.clear();
gallery.changed();
draw();  // nothing to keep yet, and reading a whole form makes the browser lay it out before it is seen
if (new URLSearchParams(location.search).has("sample") && !photos.items.length) fillSample();

// --- sending ---------------------------------------------------------------------------------------------

function request() {
  const optional = { brand: value("brand"), category: value("category"), description: value("description"), price: price("price"), sale_price: price("sale_price") };
  const given = Object.fromEntries(Object.entries(optional).filter(([, text]) => text));
  const kit = { name: value("brand"), primary: value("kit_primary"), accent: value("kit_accent"), background: value("kit_background"), call_to_action: value("kit_cta"), logo };
  return {
    product: { name: value("name"), currency: value("currency"), selling_points: points(), ...given },
    asset_ids: photos.ready.map((item) => item.id), aspects: chosen("aspects"), seconds: Number(value("seconds")), language: chosen("language")[0],
    tone: chosen("tone")[0], audience: value("audience"), platforms: chosen("platforms"), template: chosen("template")[0],
    presenter: chosen("presenter")[0], voice: value("voice"), review: form.elements.review.checked ? "script" : "none",
    ...(form.elements.kit.checked ? { brand: kit } : {}),
  };
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const found = show(true), problem = $("#problem"), go = $("#go");
  problem.textContent = Object.keys(found).length ? t("new.e.check", { count: Object.keys(found).length }) : photos.waiting ? t("new.e.files_wait") : "";
  if (problem.textContent) {
    const first = Object.keys(found)[0];
    (first === "files" ? $("#files") : first === "aspects" ? $("[name=aspects]") : first === "template" ? $("[name=template]:checked") : $(`#${first}`))?.focus();
    return;
  }
  go.disabled = true;
  go.textContent = t("new.sending");
  try {
    const video = await api("POST", "/v1/videos", request(), { "Idempotency-Key": key });
    sessionStorage.removeItem(DRAFT);
    location.assign(`/videos/${video.id}`);
  } catch (refused) {
    problem.textContent = refused.message;
    for (const { pointer, detail } of refused.errors) {
      const name = pointer.split("/").filter((part) => !/^\d+$/.test(part)).at(-1), place = document.getElementById(`${name === "selling_points" ? "points" : name}-error`);
      if (place) place.textContent = detail;
    }
    go.disabled = false;
    go.textContent = t("new.go");
  }
});
