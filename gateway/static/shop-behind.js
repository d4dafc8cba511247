// "What happens behind": the order, the audit and the outbox of the demo buyer whose chat is open.
import { el } from "./chat-dom.js";

const EVERY = 5000;
const clock = new Intl.DateTimeFormat(undefined, { month: "short", day: "numeric", hour: "2-digit", minute: "2-digit" });
const time = (at) => at && clock.format(new Date(at));
const money = (sum) => sum && `${sum.amount} ${sum.currency}`;
const facts = (found) => Object.entries(found || {}).map(([name, value]) => `${name}: ${said(value)}`).join(", ");
const said = (value) => (value && typeof value === "object" ? JSON.stringify(value) : String(value));

/** Title, key of the answer, and columns: name and how a row shows it. */
const TABLES = [
  ["Order", "orders", [
    ["Number", (row) => row.id], ["Status", (row) => row.status], ["Total", (row) => money(row.total)],
    ["Ordered", (row) => time(row.created_at)], ["Cancelled", (row) => time(row.cancelled_at)],
  ]],
  ["Audit: who did what, by which rule", "audit", [
    ["When", (row) => time(row.at)], ["Who", (row) => row.actor], ["What", (row) => row.verb], ["About", (row) => row.subject_id],
    ["Rule", (row) => row.rule], ["After", (row) => facts(row.after)],
  ]],
  ["Outbox: what is sent to whom", "outbox", [
    ["When", (row) => time(row.created_at)], ["By", (row) => row.channel], ["What", (row) => row.template],
    ["State", (row) => row.state], ["Tries", (row) => row.attempts],
  ]],
];

/** Keep the panel up to date while it is open. */
export function watch(chat, panel, place) {
  const look = async () => {
    const id = chat.conversation?.conversation;
    if (!panel.open || !id || document.hidden) return;
    const response = await fetch(`/demo/behind?conversation=${encodeURIComponent(id)}`).catch(() => null);
    if (response?.ok) place.replaceChildren(...tables(await response.json()));
  };
  panel.addEventListener("toggle", look);
  chat.addEventListener("order-chat:message", look);
  chat.addEventListener("order-chat:session", look);
  setInterval(look, EVERY);
}

function tables(found) {
  return TABLES.map(([title, key, columns]) => {
    const rows = found[key] || [];
    return el("section", {}, el("h3", {}, title), rows.length ? table(columns, rows, title) : el("p", { class: "none" }, "Nothing yet."));
  });
}

function table(columns, rows, title) {
  const head = el("tr", {}, columns.map(([name]) => el("th", { scope: "col" }, name)));
  const body = rows.map((row) => el("tr", {}, columns.map(([name, show]) => el("td", { "data-name": name }, String(show(row) ?? "") || "–"))));
  return el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": title },
    el("table", {}, el("thead", {}, head), el("tbody", {}, body)));
}
