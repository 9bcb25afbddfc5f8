// What works on every page.
import { $ } from "./dom.js";
import { api } from "./api.js";

$("#sign-out")?.addEventListener("click", async () => {
  await api("DELETE", "/v1/session").catch(() => null);
  location.assign("/login");
});
