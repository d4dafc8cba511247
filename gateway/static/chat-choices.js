// What the bot offers to press: chips, a list, a picker of orders, or the answer to a confirmation.
import { el, icon } from "./chat-dom.js";

const SHORT = 30;
const FEW = 5;

/** Whether a button is the yes of a confirmation. */
export const isConfirm = (button) => button.payload.startsWith("/confirm_");

/** A group of buttons; their numbers are filled in by the log. */
export function choices(buttons, ui) {
  const shape = shapeOf(buttons);
  const nodes = buttons.map((button) => choice(button, shape, ui));
  const group = el("div", { class: `choices ${shape}`, role: "group", "aria-label": ui.say("choose") }, nodes);
  group.addEventListener("keydown", (event) => walk(event, nodes));
  return group;
}

function shapeOf(buttons) {
  if (buttons.some(isConfirm)) return "answers";
  if (buttons.some((one) => orderParts(one.label))) return "orders";
  return buttons.length <= FEW && buttons.every((one) => one.label.length <= SHORT) ? "chips" : "list";
}

function choice(button, shape, { send }) {
  const { label, payload } = button;
  const parts = shape === "orders" && orderParts(label);
  const main = shape === "answers" && isConfirm(button) ? " main" : "";
  const onclick = () => send({ payload, label });
  return el("button", { class: `choice${main}`, type: "button", onclick },
    el("span", { class: "number" }), parts ? order(parts) : el("span", { class: "label", dir: "auto" }, label));
}

/** "…1758 · Black hoodie · shipped" as its three parts, or null. */
function orderParts(label) {
  const parts = label.split(" · ");
  return parts.length > 2 ? [parts[0], parts.slice(1, -1).join(" · "), parts[parts.length - 1]] : null;
}

function order([number, items, status]) {
  return [
    icon("box"),
    el("span", { class: "label" },
      el("span", { class: "items", dir: "auto" }, items), " ",
      el("span", { class: "facts" }, number, " · ", status)),
  ];
}

/** The arrow keys go through a group, as Tab does. */
function walk(event, nodes) {
  const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const here = nodes.indexOf(event.target.closest("button"));
  nodes[(here + step + nodes.length) % nodes.length].focus();
}
