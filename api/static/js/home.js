// The latest videos, once there are any.
import { $ } from "./dom.js";
import { api } from "./api.js";
import { card } from "./cards.js";

const { data } = await api("GET", "/v1/videos?limit=6");
if (data.length) {
  $("#recent ul").append(...data.map(card));
  $("#recent").hidden = false;
}
