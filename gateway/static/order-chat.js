// <order-chat>: help with orders, on any page.
//   <script type="module" src="https://desk.example/widget/order-chat.js"></script>
// Everything else (attributes, methods, events, colours) is in docs/widget.md.
import { el } from "./chat-dom.js";
import { Log } from "./chat-log.js";
import { build, counted, fillMenu, rating, signIn, toggleMenu, touch } from "./chat-panel.js";
import { Session } from "./chat-session.js";
import { speak } from "./words.js";

const HOME = new URL("../", import.meta.url).href;
const PAUSE = 1500; // before asking whether it helped
const NARROW = matchMedia("(max-width: 480px)");
const SLOW = 60000; // a sign of life that is as old as this is no longer true

export class OrderChat extends HTMLElement {
  #own = {};

  connectedCallback() {
    if (!this.parts) this.#build();
    this.session.attach();
    const goesOn = this.session.resume(this.buyer);
    if (goesOn && this.session.store.get("open") && !NARROW.matches) this.show(false);
  }

  disconnectedCallback() {
    this.session.detach();
  }

  get buyer() {
    return this.getAttribute("buyer") || "";
  }

  set words(own) {
    this.#own = own;
  }

  get conversation() {
    return this.session?.who ?? null;
  }

  async signIn(buyer, getToken) {
    const other = buyer !== this.buyer;
    this.setAttribute("buyer", buyer);
    this.session.getToken = getToken;
    if (other) await this.session.leave();
    if (this.parts.panel.open) this.session.begin(buyer);
  }

  async signOut() {
    this.removeAttribute("buyer");
    this.session.getToken = null;
    await this.session.leave();
    if (this.parts.panel.open) this.session.begin("");
  }

  show(focus = true) {
    const { panel, launcher, text } = this.parts;
    if (panel.open) return;
    if (NARROW.matches) panel.showModal(); // it covers the page: the focus stays in it
    else panel.open = true;
    this.toggleAttribute("open", true);
    this.session.store.set("open", true);
    launcher.setAttribute("aria-expanded", "true");
    this.session.begin(this.buyer);
    this.#read();
    this.log.toEnd();
    if (focus) (touch() ? panel.querySelector("header .round:last-of-type") : text).focus();
  }

  hide() {
    this.parts.panel.close();
    this.toggleAttribute("open", false);
    this.session.store.set("open", null);
    this.parts.launcher.setAttribute("aria-expanded", "false");
    this.parts.launcher.focus();
  }

  send(message) {
    this.session.outbox.add(message);
    this.#unsent();
    this.#unasked();
    this.log.toEnd();
    this.session.begin(this.buyer);
    const { text } = this.parts; // a choice goes when it is pressed; the focus must not
    if (!touch()) text.focus();
    else if (this.shadowRoot.activeElement !== text) this.log.node.focus({ preventScroll: true });
  }

  #build() {
    const say = (this.say = speak(this.#own));
    const base = new URL(this.getAttribute("api") || HOME, location.href).href;
    const act = (name) => this.#menu(name);
    this.session = new Session(base, {
      line: (message, live) => this.#line(message, live),
      signal: (name) => this.#signal(name),
      link: (state) => this.#link(state),
      unsent: () => this.#unsent(),
      who: (session) => this.#who(session),
      ended: (texts) => this.#ended(texts),
    });
    this.log = new Log({
      say, base, act, send: (message) => this.send(message),
      retry: (id) => this.session.outbox.retry(id),
      remove: (id) => (this.session.store.drop(id), this.#unsent()),
    });
    this.acts = {
      toggle: () => (this.parts.panel.open ? this.hide() : this.show()),
      close: () => this.hide(),
      person: () => this.send({ text: say("person_says") }),
      menu: act,
      submit: (text) => this.#submit(text),
      input: () => this.session.store.set("draft", this.parts.text.value || null),
    };
    this.parts = build(say, this.log, this.acts);
    this.#dress(base);
    this.#who(null);
    this.parts.text.value = this.session.store.get("draft") || "";
  }

  #dress(base) {
    const root = this.attachShadow({ mode: "open" });
    const frame = el("div", { class: "frame", hidden: true }, this.parts.launcher, this.parts.panel);
    const shown = () => (frame.hidden = false); // until its style is there it would look odd
    const href = new URL("order-chat.css", import.meta.url).href;
    root.append(el("link", { rel: "stylesheet", href, onload: shown, onerror: shown }), frame);
    root.addEventListener("keydown", (event) => event.key === "Escape" && this.#escape(event));
    this.parts.panel.addEventListener("cancel", (event) => this.#escape(event));
  }

  #escape(event) {
    if (!this.parts.panel.open) return;
    event.stopPropagation();
    event.preventDefault();
    if (!this.parts.menu.hidden) return toggleMenu(this.parts, false);
    if (this.sheet) return this.#closeSheet();
    this.hide();
  }

  #submit(typed) {
    const text = typed.trim();
    if (!text) return;
    this.parts.text.value = "";
    counted(this.parts, this.say);
    this.session.store.set("draft", null);
    const choice = /^\d{1,2}$/.test(text) && this.log.live[Number(text) - 1];
    if (choice) choice.click();
    else this.send({ text });
  }

  #line(message, live) {
    this.log.add(message, live);
    if (this.parts.panel.open) this.#read();
    else this.#badge();
    if (message.from === "buyer") this.#unasked();
    else if (message.card?.type === "rating" && message.id > (this.session.store.get("rated") || 0)) this.#askRating(PAUSE);
    this.dispatchEvent(new CustomEvent("order-chat:message", { detail: { from: message.from, live }, bubbles: true }));
  }

  #read() {
    const ids = [...this.log.ids];
    if (ids.length) this.session.store.set("seen", Math.max(...ids));
    this.#badge();
  }

  #badge() {
    const seen = this.session.store.get("seen") || 0;
    const news = [...this.log.lines.querySelectorAll(".line:not(.buyer)")].filter((one) => Number(one.dataset.id) > seen).length;
    const { count, launcher } = this.parts;
    count.hidden = !news;
    count.textContent = news > 9 ? "9+" : String(news);
    const label = this.say("launcher");
    launcher.setAttribute("aria-label", news ? `${label}, ${this.say("unread", { count: news })}` : label);
  }

  #signal(name) {
    if (name !== "typing" && name !== "working") return;
    this.log.busy(name);
    clearTimeout(this.slow);
    this.slow = setTimeout(() => this.log.busy(null), SLOW);
  }

  #link(state) {
    this.#notice(state === "live" ? null : this.say(state));
  }

  #notice(text, ...more) {
    const { notice } = this.parts;
    notice.hidden = !text;
    notice.replaceChildren(...(text ? [text, ...more] : []));
  }

  #unsent() {
    this.log.unsent(this.session.store.unsent());
  }

  #who(session) {
    const { say } = this;
    const { who, sign } = this.parts;
    const signedIn = Boolean(session?.signed_in);
    this.log.ui.lang = this.getAttribute("lang") || session?.locale || document.documentElement.lang || undefined;
    who.textContent = signedIn ? say("signed_in", { name: session.name || "" }) : say("guest");
    sign.hidden = signedIn;
    if (!session) this.#empty();
    else if (this.parts.panel.open) this.session.store.set("open", true);
    this.log.greet(session?.name);
    fillMenu(this.parts, [
      ["sign_in", signedIn ? "sign_in_again" : "sign_in"], ["download", "download"], ...(signedIn ? [["mail", "mail"]] : []),
      ["rate", "rate"], ["sign_out", signedIn ? "sign_out" : "end"],
    ], say, this.acts);
    this.dispatchEvent(new CustomEvent("order-chat:session", { detail: { signedIn }, bubbles: true }));
  }

  #empty() {
    this.#unasked();
    this.log.clear();
    this.parts.text.value = "";
    this.#closeSheet(false);
    this.#badge();
  }

  #ended(texts) {
    this.parts.text.value = texts.join("\n"); // nothing that was written gets lost
    const again = () => (this.#notice(null), this.session.begin(this.buyer), this.parts.text.focus());
    this.#notice(this.say("ended"), " ", el("button", { class: "plain", type: "button", onclick: again }, this.say("restart")));
  }

  #menu(name) {
    if (name === "sign_in") return this.#signIn();
    if (name === "download") return this.#try(() => this.#download());
    if (name === "mail") return this.#try(() => this.session.api.ask("POST", "api/transcript/email"), "mailed");
    if (name === "rate") return this.#askRating(0);
    return this.signOut().then(() => this.log.note(this.say("signed_out")));
  }

  async #try(work, done) {
    try {
      await work();
      if (done) this.log.note(this.say(done));
    } catch (error) {
      this.log.note(error.message || this.say("trouble"));
    }
  }

  async #download() {
    const response = await this.session.api.ask("GET", "api/transcript");
    const href = URL.createObjectURL(await response.blob());
    el("a", { href, download: "order-chat.txt" }).click();
    setTimeout(() => URL.revokeObjectURL(href), 10000);
  }

  #signIn() {
    if (this.sheet) return;
    this.session.begin(this.buyer);
    const done = (answer) => {
      this.#closeSheet();
      this.session.proven(answer);
      this.log.note(this.say("done_sign_in"));
    };
    this.sheet = signIn({ say: this.say, api: this.session.api, done, close: () => this.#closeSheet() });
    this.log.node.inert = true;
    this.parts.stage.append(this.sheet);
    this.sheet.querySelector("input").focus();
  }

  #closeSheet(focus = true) {
    this.sheet?.remove();
    if (this.sheet && focus) this.parts.text.focus();
    this.sheet = null;
    this.log.node.inert = false;
  }

  #askRating(wait) {
    this.#unasked();
    const { say, session, log } = this;
    const away = () => (session.store.set("rated", Math.max(0, ...log.ids)), form.remove(), this.parts.text.focus());
    const send = (score) => this.#try(async () => {
      await session.api.ask("POST", "api/rating", score);
      away();
    }, "rated");
    const form = rating({ say, send, skip: away });
    this.asking = setTimeout(() => {
      log.put(form);
      log.announce(say("rate_title"));
      if (!wait) form.querySelector("input").focus();
    }, wait);
  }

  #unasked() {
    clearTimeout(this.asking);
    this.log.after.querySelector(".rating")?.remove();
  }
}

if (!customElements.get("order-chat")) customElements.define("order-chat", OrderChat);

/** The one script tag is enough: a page without the element gets one. `?place=no` leaves that to the page. */
function place() {
  if (!document.querySelector("order-chat")) document.body.append(document.createElement("order-chat"));
}
if (!new URL(import.meta.url).searchParams.has("place")) {
  if (document.readyState === "loading") addEventListener("DOMContentLoaded", place);
  else place();
}
