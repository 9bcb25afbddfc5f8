// The API, with this browser's session. Every refusal is a Problem with words to show.
import { maybe, t } from "./dom.js";
import { known } from "./said.js";

const csrf = document.querySelector('meta[name="csrf"]').content;

export class Problem extends Error {
  /** What the API answered (RFC 9457), or nothing when no answer came. */
  constructor(body) {
    const detail = body ? known(body.detail ?? "") ?? maybe(`kind.${body.code}`, t("kind.failed")) : "";
    super(body ? maybe(`problem.${body.code}`) || [detail, known(body.hint ?? "")].filter(Boolean).join(" · ") : t("problem.network"));
    this.code = body?.code ?? "network";
    this.status = body?.status ?? 0;
    this.errors = (body?.errors ?? []).map((one) => ({ ...one, detail: known(one.detail) ?? t("kind.field") }));
    this.detail = detail;
  }
}

/** Ask the API; `body` is sent as JSON, a FormData as it is. Resolves with the answer's JSON, null without one. */
export async function api(method, path, body, headers = {}) {
  const form = body instanceof FormData;
  const sent = { "X-CSRF-Token": csrf, ...(body && !form ? { "Content-Type": "application/json" } : {}), ...headers };
  let answer;
  try {
    answer = await fetch(path, { method, headers: sent, body: form ? body : body && JSON.stringify(body), credentials: "same-origin" });
  } catch {
    throw new Problem(null);
  }
  const json = answer.headers.get("content-type")?.includes("json") ? await answer.json() : null;
  if (answer.ok) return json;
  throw new Problem(json ?? { code: "internal", detail: `${answer.status}`, status: answer.status });
}

/** Upload a file; `tell` hears the share that has been sent, 0 to 1. Gives a promise and a way to stop. */
export function upload(path, file, tell) {
  const request = new XMLHttpRequest(), form = new FormData();
  form.append("file", file, file.name);
  const done = new Promise((resolve, reject) => {
    request.upload.addEventListener("progress", (event) => event.lengthComputable && tell(event.loaded / event.total));
    request.addEventListener("load", () => {
      let body = null;
      try { body = JSON.parse(request.responseText); } catch { /* an answer that is no JSON is a problem without words */ }
      if (request.status < 300 && body) resolve(body);
      else reject(new Problem(body ?? { code: "internal", detail: `${request.status}`, status: request.status }));
    });
    for (const name of ["error", "abort", "timeout"]) request.addEventListener(name, () => reject(new Problem(null)));
    request.open("POST", path);
    request.setRequestHeader("X-CSRF-Token", csrf);
    request.send(form);
  });
  return { done, stop: () => request.abort() };
}

/** A template's picture of a brief as a Blob; waits until it is drawn. */
export async function drawn(template, brief, moving) {
  for (;;) {
    let answer;
    try {
      answer = await fetch(`/v1/templates/${template}/preview?moving=${moving}`, { method: "POST", headers: { "X-CSRF-Token": csrf, "Content-Type": "application/json" }, body: JSON.stringify(brief) });
    } catch {
      throw new Problem(null);
    }
    if (answer.status === 200) return answer.blob();
    if (answer.status !== 202) throw new Problem(await answer.json().catch(() => ({ code: "internal", detail: "", status: answer.status })));
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
}

/** The path of a file's address, whatever host the server calls itself. */
export const pathOf = (url) => new URL(url, location.href).pathname;
