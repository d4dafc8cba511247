// The conversation on the screen, and what is announced of it.
import { el, icon, prose } from "./chat-dom.js";
import { card, choices, isConfirm } from "./chat-parts.js";

const TOGETHER = 3 * 60 * 1000;
const NEAR = 60;
const GAP = 12;
const LONG = 6;

/** `ui`: {say, lang, base, send, act, retry, remove}. */
export class Log {
  constructor(ui) {
    this.ui = ui;
    this.lines = el("div", { class: "lines" });
    this.waiting = el("div", { class: "lines unsent" });
    this.after = el("div", { class: "after" });
    this.welcome = el("div", { class: "welcome" });
    this.node = el("div", { class: "log", role: "log", "aria-live": "off", tabindex: "0", "aria-label": ui.say("log") },
      this.welcome, this.lines, this.waiting, this.after);
    this.spoken = el("div", { class: "unseen", "aria-live": "polite" });
    this.newest = el("button", {
      class: "newest", type: "button", hidden: true, "aria-label": ui.say("newest"), onclick: () => this.toEnd(),
    }, "↓");
    this.node.addEventListener("scroll", () => this.near && (this.newest.hidden = true), { passive: true });
    this.ids = new Set();
  }

  get near() {
    return this.node.scrollHeight - this.node.scrollTop - this.node.clientHeight < NEAR;
  }

  clear() {
    for (const part of [this.lines, this.waiting, this.after, this.spoken]) part.replaceChildren();
    this.ids.clear();
    this.last = null;
    this.busy(null);
    this.newest.hidden = true;
  }

  greet(name) {
    const { say, send } = this.ui;
    const begin = (text) => el("button", { class: "chip", type: "button", onclick: () => send({ text }) }, text);
    this.welcome.replaceChildren(
      el("p", { class: "hello" }, name ? say("hello_name", { name }) : say("hello")),
      el("p", { class: "more" }, say("hello_more")),
      el("div", { class: "starters" }, say("starters").map(begin)),
    );
    this.refresh();
  }

  /** Add a line of the gateway. `live`: it is new, so say it and look at it. */
  add(message, live) {
    if (this.ids.has(message.id)) return;
    this.ids.add(message.id);
    if (message.card?.type === "rating") return; // its form asks the same
    const stick = this.near || this.node.scrollTop === this.ours || message.from === "buyer";
    this.#divide(message.at);
    const line = this.#line(message);
    if (message.card?.reasons) this.#merge(message.card.reasons, line);
    this.lines.append(line);
    if (message.from !== "buyer") this.busy(null);
    this.refresh();
    if (live && message.from !== "buyer") this.announce(`${this.#name(message)}: ${message.text}`);
    if (stick) this.#follow(live && message.from !== "buyer" ? this.#answer(line) : null);
    else if (live) this.newest.hidden = false;
  }

  /** Reasons that stand on the card were lines of their own before. */
  #merge(reasons, line) {
    for (const one of this.lines.querySelectorAll(".line.bot")) {
      if (!reasons.includes(one.querySelector(".text")?.textContent)) continue;
      line.prepend(...one.querySelectorAll(".who"));
      one.remove();
    }
  }

  /** To the end, but not past the beginning of a long answer: it is read from its top. */
  #follow(top) {
    const end = this.node.scrollHeight - this.node.clientHeight;
    this.node.scrollTop = Math.min(end, top ? top.offsetTop - GAP : end);
    this.ours = this.node.scrollTop;
    this.newest.hidden = this.near;
  }

  #answer(line) {
    const before = line.previousElementSibling;
    return before?.matches(".line:not(.buyer)") ? this.#answer(before) : line;
  }

  unsent(items) {
    const known = new Map([...this.waiting.children].map((node) => [node.dataset.key, node]));
    let held = false; // what stands behind a waiting message waits too
    this.waiting.replaceChildren(...items.map((item) => {
      held ||= item.state === "waiting";
      const state = held && item.state === "sending" ? "waiting" : item.state;
      const key = [item.id, state, item.why].join();
      return known.get(key) || this.#unsent({ ...item, state }, key);
    }));
    this.refresh();
  }

  busy(what) {
    this.after.querySelector(".busy")?.remove();
    if (!what) return;
    const { say } = this.ui;
    const dots = el("span", { class: "dots", "aria-hidden": "true" }, el("i"), el("i"), el("i"));
    const words = what === "working" ? say("working") : el("span", { class: "unseen" }, say("typing"));
    const stick = this.near;
    this.after.prepend(el("div", { class: "busy" }, dots, words));
    if (what === "working") this.announce(say("working"));
    if (stick) this.toEnd();
  }

  put(node) {
    const stick = this.near;
    this.after.append(node);
    if (stick) this.toEnd();
  }

  note(text) {
    this.lines.append(el("p", { class: "note" }, text));
    this.toEnd();
    this.announce(text);
  }

  announce(text) {
    this.spoken.append(el("p", {}, text));
    while (this.spoken.children.length > 6) this.spoken.firstChild.remove();
  }

  toEnd() {
    this.#follow(null);
  }

  get live() {
    return [...this.lines.querySelectorAll(".choices:not([hidden]) button")];
  }

  /** Only the choices after the buyer's last word stand; their numbers run through. */
  refresh() {
    const said = this.lines.querySelectorAll(".line.buyer");
    const last = said[said.length - 1];
    const pending = [...this.waiting.children].some((node) => !node.classList.contains("failed"));
    for (const group of this.lines.querySelectorAll(".choices")) {
      group.hidden = pending || Boolean(last && last.compareDocumentPosition(group) & Node.DOCUMENT_POSITION_PRECEDING);
    }
    this.live.forEach((button, place) => (button.querySelector(".number").textContent = place + 1));
    this.welcome.querySelector(".starters")?.toggleAttribute("hidden", Boolean(this.ids.size || this.waiting.firstChild));
  }

  #line(message) {
    const { from, text, at, buttons = [] } = message;
    const kind = ["bot", "buyer", "seller", "system"].includes(from) ? from : "bot";
    const confirm = buttons.some(isConfirm);
    const together = this.last?.from === from && new Date(at) - new Date(this.last.at) < TOGETHER;
    const told = this.last?.card?.type === "order" && text.split("\n").length > LONG; // most of it stands on the card
    this.last = message;
    const content = [
      text && el(told ? "details" : "p", { class: "text", dir: "auto" }, told && el("summary", {}, this.ui.say("details")), prose(text)),
      message.card && card(message.card, this.ui),
      buttons.length > 0 && choices(buttons, this.ui),
    ];
    if (message.card?.type === "refusal") content.unshift(content.splice(1, 1)[0]); // first why not, then what works
    const head = !together && kind !== "system" && el("p", { class: kind === "buyer" ? "unseen" : "who" }, kind === "seller" && icon("shop"), this.#name(message));
    const clock = el("time", { datetime: at, class: "time" }, this.#time(at, { timeStyle: "short" }));
    const classes = ["line", kind, confirm && "confirm", together && "together"].filter(Boolean).join(" ");
    return el("div", { class: classes, "data-id": message.id }, head, content, clock);
  }

  #unsent(item, key) {
    const { say, retry, remove } = this.ui;
    const why = item.why === "too_many" ? say("too_many") : item.why || "";
    const state = item.state === "failed" ? say("failed", { why }) : say(item.state === "waiting" ? "waiting" : "sending");
    const failed = item.state === "failed" && [
      el("button", { class: "plain", type: "button", onclick: () => retry(item.id) }, say("retry")),
      el("button", { class: "plain", type: "button", onclick: () => remove(item.id) }, say("remove")),
    ];
    const text = el("p", { class: "text", dir: "auto" }, prose(item.label || item.text));
    const foot = item.state !== "sent" && el("p", { class: "state" }, state);
    return el("div", { class: `line buyer ${item.state}`, "data-key": key }, text, foot, failed);
  }

  #divide(at) {
    const day = new Date(at).toDateString();
    if (this.last && new Date(this.last.at).toDateString() === day) return;
    this.last = null;
    const now = new Date();
    const before = new Date(now.getFullYear(), now.getMonth(), now.getDate() - 1).toDateString();
    const { say } = this.ui;
    const name = { [now.toDateString()]: say("today"), [before]: say("yesterday") }[day];
    this.lines.append(el("p", { class: "day" }, name || this.#time(at, { dateStyle: "full" })));
  }

  #name(message) {
    const { say } = this.ui;
    return (message.from === "seller" && message.card?.seller) || say(`from_${message.from}`) || say("from_bot");
  }

  #time(at, style) {
    return new Intl.DateTimeFormat(this.ui.lang, style).format(new Date(at));
  }
}
