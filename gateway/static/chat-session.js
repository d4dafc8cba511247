// One conversation: opened, resumed after a reload, shared by tabs, closed for good.
import { Outbox, Store } from "./chat-outbox.js";
import { Api, Stream } from "./chat-wire.js";

const QUIET = 300; // after a reload: lines that come before such a pause are history
const HIDDEN = 60000; // a tab that nobody sees gives its connection back after this time

/** `on`: what is called when something happens; see order-chat.js. */
export class Session {
  constructor(base, on) {
    this.on = on;
    this.api = new Api(base);
    this.store = new Store(base);
    this.outbox = new Outbox(this.api, this.store, { changed: () => on.unsent(), ended: () => this.#ended() });
    this.getToken = null;
    this.fails = 0;
  }

  get who() {
    return this.store.get("session");
  }

  attach() {
    const net = () => (navigator.onLine ? this.hurry() : this.on.link("offline"));
    const seen = () => this.#seen(document.visibilityState === "visible");
    addEventListener("online", net);
    addEventListener("offline", net);
    document.addEventListener("visibilitychange", seen);
    const stop = this.store.watch((name) => this.#elsewhere(name));
    this.detach = () => {
      stop();
      removeEventListener("online", net);
      removeEventListener("offline", net);
      document.removeEventListener("visibilitychange", seen);
      this.#pause();
    };
  }

  /** Go on with the stored conversation if it is this buyer's; another's is forgotten. Returns whether it goes on. */
  resume(buyer) {
    const known = this.who;
    if (!known) return false;
    if ((known.buyer || "") !== buyer || (known.expires_at && new Date(known.expires_at) < new Date())) {
      this.leave();
      return false;
    }
    this.#listen(known, false);
    return true;
  }

  /** Make sure that there is a conversation; tries again by itself until there is one. */
  async begin(buyer) {
    if (this.stream || this.beginning || this.resume(buyer)) return;
    this.beginning = true;
    const round = (this.round = {});
    try {
      const known = await this.#one(() => this.who || this.#open(buyer, round));
      if (known && round === this.round) this.#listen(known, true);
    } catch (error) {
      if (round === this.round) this.#later(buyer, error);
    } finally {
      if (round === this.round) this.beginning = false;
    }
  }

  async leave() {
    const key = this.api.key || this.who?.key;
    this.#forget();
    this.store.wipe();
    this.on.who(null);
    if (!key) return;
    const headers = { Authorization: `Bearer ${key}` };
    await this.api.ask("DELETE", "api/conversations/current", null, { headers, keepalive: true }).catch(() => {});
  }

  proven(answer) {
    const session = { ...this.who, ...answer };
    this.store.set("session", session);
    this.on.who(session);
  }

  /** The way to the gateway may be open again. */
  hurry() {
    this.stream?.renew();
    this.again?.();
    this.outbox.flush();
  }

  async #open(buyer, round) {
    let token = null;
    try {
      token = buyer && this.getToken ? await this.getToken() : null;
    } catch {
      // The buyer can still sign in with an order.
    }
    if (round !== this.round) return null;
    const body = token ? { token } : {};
    const opened = await this.api.json("POST", "api/conversations", body).catch((error) => {
      if (!token || error.passing) throw error;
      return this.api.json("POST", "api/conversations", {});
    });
    const session = { ...opened, buyer };
    if (round === this.round) this.store.set("session", session);
    return session;
  }

  #one(work) {
    return navigator.locks ? navigator.locks.request(`${this.store.prefix}begin`, work) : work();
  }

  #later(buyer, error) {
    this.fails += 1;
    this.on.link(navigator.onLine ? "lost" : "offline");
    const wait = error.retryAfter ? error.retryAfter * 1000 : Math.min(15000, 500 * 2 ** this.fails);
    const timer = setTimeout(() => this.again?.(), wait);
    this.again = () => {
      clearTimeout(timer);
      this.again = null;
      this.begin(buyer);
    };
  }

  #listen(known, fresh) {
    this.api.key = known.key;
    this.fails = 0;
    this.settled = fresh;
    this.on.who(known);
    this.stream = new Stream(this.api, {
      event: (name, data) => this.#event(name, data),
      live: () => (this.on.link("live"), this.#settle(), this.outbox.flush()),
      lost: () => this.on.link(navigator.onLine ? "lost" : "offline"),
      ended: () => this.#ended(),
    });
    this.stream.start();
    this.outbox.flush();
    this.on.unsent();
  }

  #event(name, data) {
    if (name !== "message") return this.on.signal(name);
    if (data.from === "buyer" && data.answers) this.store.drop(data.answers);
    this.on.line(data, Boolean(this.settled));
    if (!this.settled) this.#settle();
    if (data.from === "buyer") this.on.unsent();
  }

  #settle() {
    clearTimeout(this.timer);
    if (!this.settled) this.timer = setTimeout(() => (this.settled = true), QUIET);
  }

  #seen(visible) {
    clearTimeout(this.hiding);
    if (!this.stream) return;
    if (!visible) this.hiding = setTimeout(() => this.stream?.stop(), HIDDEN);
    else if (this.stream.running) this.stream.hurry();
    else this.stream.start();
  }

  #elsewhere(name) {
    if (name.startsWith("out:")) {
      this.on.unsent();
      this.outbox.flush();
    }
    if (name !== "session" && name !== "") return;
    const now = this.who;
    if (!now) return void (this.stream && this.#ended());
    if (now.key === this.api.key) return this.on.who(now);
    this.#forget();
    this.on.who(null);
    this.#listen(now, false);
  }

  #ended() {
    if (!this.stream) return;
    const texts = this.store.unsent().filter((one) => one.text && one.state !== "sent").map((one) => one.text);
    this.#forget();
    this.store.wipe();
    this.on.who(null);
    this.on.ended(texts);
  }

  #forget() {
    this.#pause();
    this.round = null;
    this.beginning = false;
    this.again = null;
    this.api.key = null;
  }

  #pause() {
    clearTimeout(this.timer);
    clearTimeout(this.hiding);
    this.stream?.stop();
    this.stream = null;
  }
}

