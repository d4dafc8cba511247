// The frame of the widget, and what is filled in: signing in, and rating.
import { el, icon } from "./chat-dom.js";

const LONGEST = 1000;

/** Returns the parts by name. */
export function build(say, log, act) {
  const parts = { log };
  parts.count = el("span", { class: "count", hidden: true });
  parts.launcher = el("button", {
    class: "launcher", part: "launcher", type: "button", "aria-expanded": "false", "aria-controls": "panel", onclick: act.toggle,
  }, icon("chat"), el("span", { class: "label" }, say("launcher")), parts.count);
  parts.notice = el("div", { class: "notice", role: "status", hidden: true });
  parts.stage = el("div", { class: "stage" }, log.node, log.newest);
  parts.panel = el("dialog", { class: "panel", id: "panel", part: "panel", "aria-label": say("panel") },
    header(parts, say, act), parts.notice, parts.stage, composer(parts, say, act), foot(parts, say, act), log.spoken);
  return parts;
}

function header(parts, say, act) {
  parts.who = el("p", { class: "status" });
  parts.menu = el("div", { class: "menu", id: "menu", hidden: true });
  const dots = button("menu", say("menu"), () => toggleMenu(parts));
  dots.setAttribute("aria-expanded", "false");
  dots.setAttribute("aria-controls", "menu");
  parts.dots = dots;
  parts.menu.addEventListener("click", () => toggleMenu(parts, false));
  return el("header", {}, el("span", { class: "mark" }, icon("chat")),
    el("div", { class: "names" }, el("h2", {}, say("title")), parts.who),
    dots, button("close", say("close"), act.close), parts.menu);
}

export function toggleMenu({ menu, dots }, open = menu.hidden) {
  if (open === !menu.hidden) return;
  menu.hidden = !open;
  dots.setAttribute("aria-expanded", String(open));
  (open ? menu.querySelector("button") : dots).focus();
}

export function fillMenu({ menu }, items, say, act) {
  menu.replaceChildren(...items.map(([name, text]) => el("button", { type: "button", onclick: () => act.menu(name) }, say(text))));
}

function composer(parts, say, act) {
  parts.text = el("textarea", {
    rows: 1, maxlength: LONGEST, "aria-label": say("write"), placeholder: say("write_hint"), enterkeyhint: "send", dir: "auto",
    "aria-describedby": "left",
  });
  parts.left = el("p", { class: "left", id: "left", hidden: true });
  parts.submit = el("button", { class: "send", type: "submit", "aria-label": say("send"), title: say("send") }, icon("send"));
  const made = el("form", { class: "composer" }, parts.text, parts.submit, parts.left);
  made.addEventListener("submit", (event) => (event.preventDefault(), act.submit(parts.text.value)));
  parts.text.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    act.submit(parts.text.value);
  });
  parts.text.addEventListener("input", () => (counted(parts, say), act.input()));
  return made;
}

export function counted({ text, left }, say) {
  const count = LONGEST - text.value.length;
  left.hidden = count > 100;
  left.textContent = left.hidden ? "" : say("left", { count });
}

function foot(parts, say, act) {
  parts.sign = el("button", { class: "plain", type: "button", onclick: () => act.menu("sign_in") }, say("sign_in"));
  return el("footer", {},
    el("button", { class: "plain person", type: "button", onclick: act.person }, icon("person"), say("person")), parts.sign);
}

function button(name, label, onclick) {
  return el("button", { class: "round", type: "button", "aria-label": label, title: label, onclick }, icon(name));
}

export const touch = () => matchMedia("(hover: none) and (pointer: coarse)").matches;

let fields = 0;

/** A sheet over the conversation. `close()` is called when it is done or left. */
export function signIn({ say, api, done, close }) {
  const body = el("div", { class: "body" });
  const sheet = el("section", { class: "sheet", role: "dialog", "aria-label": say("sign_in_title") }, top(say, close), body);
  const askDetails = () => show(body, details(say, async (values) => {
    await api.json("POST", "api/sign-in", values);
    askCode();
  }));
  const askCode = () => show(body, code(say, askDetails, async ({ code }) => {
    done(await api.json("POST", "api/sign-in/code", { code }));
  }));
  askDetails();
  return sheet;
}

function top(say, close) {
  return el("button", { class: "plain back", type: "button", onclick: close }, icon("back"), say("back"));
}

function show(body, form) {
  body.replaceChildren(form);
  if (body.isConnected) form.querySelector("input")?.focus();
}

function details(say, send) {
  return form(say, { title: "sign_in_title", why: "sign_in_why", button: "send_code", send }, [
    field("order", say("order_number"), say("need_order"), { inputmode: "numeric", autocomplete: "off", maxlength: 40 }),
    field("email", say("email"), say("need_email"), { type: "email", autocomplete: "email", maxlength: 200 }),
  ]);
}

function code(say, again, send) {
  const input = { inputmode: "numeric", autocomplete: "one-time-code", maxlength: 6, pattern: "[0-9]{6}", class: "code" };
  const made = form(say, { title: "code_title", why: "code_why", button: "check_code", send }, [
    field("code", say("code"), say("need_code"), input),
  ]);
  made.append(el("button", { class: "plain", type: "button", onclick: again }, say("other_details")));
  return made;
}

/** A form that says what is missing, in words beside the field. */
function form(say, { title, why, button, send }, rows) {
  const problem = el("p", { class: "problem", role: "alert" });
  const submit = el("button", { class: "solid", type: "submit" }, say(button));
  const made = el("form", { novalidate: true }, el("h2", {}, say(title)), el("p", {}, say(why)), rows.map((row) => row.node), problem, submit);
  made.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (submit.disabled || !rows.map((row) => row.check()).every(Boolean)) return made.querySelector("[aria-invalid=true]")?.focus();
    submit.disabled = true;
    problem.textContent = "";
    try {
      await send(Object.fromEntries(new FormData(made)));
    } catch (error) {
      problem.textContent = reason(say, error);
    }
    submit.disabled = false;
  });
  return made;
}

function reason(say, error) {
  const { code, details } = error;
  const left = details?.left;
  if (code === "wrong_code") return left == null ? say("wrong_code") : say("tries_left", { count: left });
  if (code === "expired") return say("code_expired");
  return code === "offline" ? say("trouble") : error.message || say("trouble");
}

function field(name, label, missing, props) {
  const id = `field-${(fields += 1)}`;
  const input = el("input", { id, name, required: true, "aria-describedby": `${id}-why`, ...props });
  const why = el("p", { class: "problem", id: `${id}-why` });
  const check = () => {
    input.value = input.value.trim();
    const fine = input.checkValidity();
    why.textContent = fine ? "" : missing;
    input.ariaInvalid = !fine;
    return fine;
  };
  input.addEventListener("input", () => why.textContent && check());
  return { node: el("div", { class: "field" }, el("label", { for: id }, label), input, why), check };
}

/** Five stars and a free text. `send({score, text})`; `skip()` when the buyer does not want to. */
export function rating({ say, send, skip }) {
  const stars = say("scores").map((words, place) => {
    const input = el("input", { type: "radio", name: "score", value: place + 1, class: "unseen", "aria-label": words });
    return el("label", { title: words }, input, icon("star"));
  });
  const words = el("p", { class: "facts", "aria-hidden": "true" });
  const text = el("textarea", { rows: 2, maxlength: 1000, "aria-label": say("rate_more"), placeholder: say("rate_more") });
  const submit = el("button", { class: "solid", type: "submit" }, say("rate_send"));
  const more = el("div", { class: "more", hidden: true }, text);
  const made = el("form", { class: "rating" },
    el("fieldset", {}, el("legend", {}, say("rate_title")), el("div", { class: "stars" }, stars)),
    words, more,
    el("div", { class: "buttons" }, submit, el("button", { class: "plain", type: "button", onclick: skip }, say("rate_skip"))));
  submit.hidden = true;
  made.addEventListener("change", () => {
    const score = Number(new FormData(made).get("score"));
    stars.forEach((star, place) => star.classList.toggle("on", place < score));
    words.textContent = say("scores")[score - 1] || "";
    more.hidden = submit.hidden = !score;
  });
  made.addEventListener("submit", (event) => {
    event.preventDefault();
    const score = Number(new FormData(made).get("score"));
    if (score) send({ score, text: text.value.trim() });
  });
  return made;
}
