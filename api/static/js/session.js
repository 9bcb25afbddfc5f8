// Signing in, and the owner's first account.
import { $, t } from "./dom.js";
import { api } from "./api.js";

async function send(form, path, body, refused) {
  const notice = $(".notice", form), button = $("button", form);
  notice.textContent = "";
  button.disabled = true;
  try {
    await api("POST", path, body);
    location.assign(form.dataset.next || "/");
  } catch (problem) {
    notice.textContent = refused(problem);
    button.disabled = false;
  }
}

const login = $("#login");
login?.addEventListener("submit", (event) => {
  event.preventDefault();
  const { email, password } = Object.fromEntries(new FormData(login));
  send(login, "/v1/session", { email, password }, (problem) => (problem.code === "unauthenticated" ? t("login.wrong") : problem.message));
});

const accept = $("#accept");
accept?.addEventListener("submit", (event) => {
  event.preventDefault();
  send(accept, "/v1/terms", { version: accept.dataset.version }, (problem) => problem.message);
});

const setup = $("#setup");
setup?.addEventListener("submit", (event) => {
  event.preventDefault();
  const { email, password, terms } = Object.fromEntries(new FormData(setup));
  const wrong = [];
  check("email", /^\S+@\S+$/.test(email), "setup.email_wrong", wrong);
  check("password", password.length >= 8, "setup.password_short", wrong);
  check("terms", Boolean(terms), "setup.agree_first", wrong);
  if (wrong.length) return wrong[0].focus();
  send(setup, "/v1/setup", { token: setup.dataset.token, email, password, terms: setup.dataset.terms }, (problem) => problem.message);
});

function check(name, holds, said, wrong) {
  const input = $(`#${name}`);
  input.setAttribute("aria-invalid", String(!holds));
  $(`#${name}-error`).textContent = holds ? "" : t(said);
  if (!holds) wrong.push(input);
}
