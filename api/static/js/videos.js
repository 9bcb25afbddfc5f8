// The history: every video, by status, page by page.
import { $ } from "./dom.js";
import { api } from "./api.js";
import { card } from "./cards.js";

const list = $("#list"), more = $("#more"), filter = $("#filter");
let cursor = "";

async function load(anew) {
  const status = $("input:checked", filter).value;
  const query = new URLSearchParams({ limit: "24", ...(status && { status }), ...(!anew && cursor && { after: cursor }) });
  try {
    const page = await api("GET", `/v1/videos?${query}`);
    if (anew) list.replaceChildren();
    list.append(...page.data.map(card));
    cursor = page.next_cursor ?? "";
    more.hidden = !page.has_more;
    $("#empty").hidden = list.children.length > 0;
    $("#problem").textContent = "";
  } catch (problem) {
    $("#problem").textContent = problem.message;
  }
}

filter.addEventListener("change", () => load(true));
more.addEventListener("click", () => load(false));
load(true);
