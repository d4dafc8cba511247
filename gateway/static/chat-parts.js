// What comes with a text: choices, and cards. An unknown card is left out: the text says it all.
import { el, icon, picture } from "./chat-dom.js";

const SHORT = 30;
const FEW = 5;

export const isConfirm = (button) => button.payload.startsWith("/confirm_");

export function choices(buttons, ui) {
  const shape = shapeOf(buttons);
  const nodes = buttons.map((button) => choice(button, shape, ui));
  const group = el("div", { class: `choices ${shape}`, role: "group", "aria-label": ui.say("choose") }, nodes);
  group.addEventListener("keydown", (event) => walk(event, nodes));
  return group;
}

function shapeOf(buttons) {
  if (buttons.some(isConfirm)) return "answers";
  if (buttons.some((one) => orderParts(one.label))) return "list orders";
  return buttons.length <= FEW && buttons.every((one) => one.label.length <= SHORT) ? "chips" : "list";
}

function choice(button, shape, { send }) {
  const { label, payload } = button;
  const parts = shape === "list orders" && orderParts(label);
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

function walk(event, nodes) {
  const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const here = nodes.indexOf(event.target.closest("button"));
  nodes[(here + step + nodes.length) % nodes.length].focus();
}

const TONES = { UNPAID: "warn", DELIVERED: "good", COMPLETED: "good", CANCELLED: "off" }; // others are calm

export function card(data, ui) {
  const draw = Object.hasOwn(CARDS, data?.type) && CARDS[data.type];
  try {
    return draw ? draw(data, ui) : null;
  } catch {
    return null;
  }
}

const CARDS = {
  order: orderCard,
  refund_preview: refundCard,
  refusal: refusalCard,
  seller_thread: threadCard,
  sign_in: (_, { say, act }) => el("button", { class: "solid", type: "button", onclick: () => act("sign_in") }, say("sign_in")),
};

function orderCard(data, ui) {
  const { say, base } = ui;
  const source = data.image && picture(image(data.image), base);
  return el("section", { class: "card order", "aria-label": `${say("order")} ${data.order}` },
    el("div", { class: "head" },
      source ? el("img", { src: source, alt: "", width: 56, height: 56, loading: "lazy" }) : el("span", { class: "blank" }, icon("box")),
      el("div", { class: "titles" },
        el("p", { class: "title", dir: "auto" }, data.title),
        el("p", { class: "facts" }, `${say("order")} ${data.order}${data.seller ? ` · ${data.seller}` : ""}`)),
    ),
    el("p", { class: "row" },
      el("span", { class: `badge ${TONES[data.status] || "calm"}` }, say("status")[data.status] || data.status),
      el("strong", { class: "amount" }, data.amount)),
    timeline(data.timeline || [], ui),
    (data.parcels || []).map((one, place, all) => parcel(one, all.length > 1 ? place + 1 : "", ui)),
  );
}

const image = (name) => (/^[\w.-]+$/.test(name) ? `images/${name}` : name);

function timeline(moments, { say }) {
  if (!moments.length) return null;
  const latest = moments.filter((one) => one.done).length - 1;
  const steps = moments.map(({ code, at, shown, done }, place) =>
    el("li", { class: `${done ? "done" : "next"}${place === latest ? " latest" : ""}` },
      el("span", {}, say("moment")[code] || code),
      shown && el("time", { datetime: at }, shown)));
  return el("ol", { class: "way", "aria-label": say("order_way") }, steps);
}

function parcel(one, place, { say }) {
  const words = say("scan")[one.code] || one.code;
  const last = [words, one.place, one.shown].filter(Boolean).join(" · ");
  return el("div", { class: "parcel" }, icon("box"), el("div", {},
    el("p", { class: "number" }, place && `${say("parcel", { place })}: `, say("track_number", one)),
    last && el("p", { class: "facts", dir: "auto" }, last)));
}

function refundCard(data, { say }) {
  const lines = (data.lines || []).map((one) =>
    el("li", {}, el("span", { dir: "auto" }, one.title), el("span", { class: "amount" }, one.amount)));
  const facts = [data.method && say("refund_to", data), data.by_shown && say("refund_by", { date: data.by_shown })];
  return el("section", { class: "card refund", "aria-label": say("refund") },
    lines.length > 0 && el("ul", { class: "sums" }, lines),
    el("p", { class: "row total" }, el("span", {}, say("refund")), el("strong", { class: "amount" }, data.total)),
    el("p", { class: "facts" }, facts.filter(Boolean).join(", ")));
}

function refusalCard(data, { say }) {
  const reasons = (data.reasons || []).map((one) => el("li", { dir: "auto" }, one));
  return el("section", { class: "card refusal" },
    el("p", { class: "title" }, data.title || say("refusal_title")),
    el("ul", {}, reasons));
}

function threadCard(data, { say }) {
  const entries = (data.entries || []).map((one) =>
    el("li", { class: one.from === "seller" ? "seller" : "buyer" },
      el("p", { class: "facts" }, one.from === "seller" ? data.seller : say("from_buyer"), " · ", one.shown),
      el("p", { class: "text", dir: "auto" }, one.text)));
  return el("section", { class: "card thread" },
    el("p", { class: "title" }, icon("shop"), say("thread_title", data)),
    el("ol", {}, entries),
    data.answer_by_shown && el("p", { class: "facts" }, say("answer_by", { date: data.answer_by_shown })));
}
