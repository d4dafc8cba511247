// The frame of the widget: the launcher, and the panel with its header, notices, conversation and composer.
import { el, icon } from "./chat-dom.js";

const LONGEST = 1000;
const NARROW = matchMedia("(max-width: 480px)");

/** `act`: {toggle, close, person, menu(name), submit(text), input()}. Returns the parts by name. */
export function build(say, log, act) {
  const parts = { log };
  parts.count = el("span", { class: "count", hidden: true });
  parts.launcher = el("button", {
    class: "launcher", part: "launcher", type: "button", "aria-expanded": "false", "aria-controls": "panel", onclick: act.toggle,
  }, icon("chat"), el("span", { class: "label" }, say("launcher")), parts.count);
  parts.notice = el("div", { class: "notice", role: "status", hidden: true });
  parts.stage = el("div", { class: "stage" }, log.node, log.newest);
  parts.panel = el("div", { class: "panel", id: "panel", part: "panel", role: "dialog", "aria-label": say("panel"), hidden: true },
    header(parts, say, act), parts.notice, parts.stage, composer(parts, say, act), foot(parts, say, act), log.spoken);
  parts.panel.addEventListener("keydown", (event) => keepInside(event, parts.panel));
  return parts;
}

function header(parts, say, act) {
  parts.who = el("p", { class: "status", dir: "auto" });
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

/** Open or close the menu; closing gives the focus back to its button. */
export function toggleMenu({ menu, dots }, open = menu.hidden) {
  if (open === !menu.hidden) return;
  menu.hidden = !open;
  dots.setAttribute("aria-expanded", String(open));
  (open ? menu.querySelector("button") : dots).focus();
}

/** The menu's items: `[[name, text], ...]`. */
export function fillMenu({ menu }, items, act) {
  menu.replaceChildren(...items.map(([name, text]) => el("button", { type: "button", onclick: () => act.menu(name) }, text)));
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

/** Say how much room is left when there is little. */
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

/** On a phone the panel covers the page, so the focus stays in it. */
function keepInside(event, panel) {
  if (event.key !== "Tab" || !NARROW.matches) return;
  const all = [...panel.querySelectorAll("a, button, input, textarea, [tabindex]")].filter((one) => one.checkVisibility() && !one.disabled);
  const edge = event.shiftKey ? all[0] : all[all.length - 1];
  if (event.target !== edge) return;
  event.preventDefault();
  (event.shiftKey ? all[all.length - 1] : all[0]).focus();
}

/** Whether typing brings up a keyboard on the screen. */
export const touch = () => matchMedia("(hover: none) and (pointer: coarse)").matches;
