// What was used, and what is left of today.
import { $, h, number, t } from "./dom.js";
import { api } from "./api.js";

const use = await api("GET", "/v1/usage?days=30");
const left = use.videos_left === null ? t("settings.unlimited") : number(use.videos_left);
const made = use.days.reduce((sum, day) => sum + day.videos, 0);
$("#use").append(h("dt", {}, t("settings.today")), h("dd", {}, left), h("dt", {}, t("settings.month")), h("dd", {}, number(made)));
