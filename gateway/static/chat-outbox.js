// What the browser keeps, for all its tabs: the key, and messages on their way to the gateway. Each has its id: sent
// twice, by two tabs or after a reload, it is stored once.
import { uuid } from "./chat-dom.js";

const MEMORY = {
  getItem(key) {
    return this[key] ?? null;
  },
  setItem(key, value) {
    this[key] = value;
  },
  removeItem(key) {
    delete this[key];
  },
};

/** In memory where the page may not store. */
export class Store {
  constructor(base) {
    this.prefix = `order-chat:${base}:`;
    this.area = usable() || Object.create(MEMORY);
  }

  get(name) {
    try {
      return JSON.parse(this.area.getItem(this.prefix + name));
    } catch {
      return null;
    }
  }

  set(name, value) {
    try {
      if (value === null) this.area.removeItem(this.prefix + name);
      else this.area.setItem(this.prefix + name, JSON.stringify(value));
    } catch {
      // it is full: what is on the screen still works
    }
  }

  /** The messages that wait, in the order in which they were written. */
  unsent() {
    return this.names("out:").map((name) => this.get(name)).filter(Boolean).sort((a, b) => a.at - b.at);
  }

  keep(item) {
    this.set(`out:${item.id}`, item);
  }

  drop(id) {
    this.set(`out:${id}`, null);
  }

  names(start) {
    const keys = Object.keys(this.area).filter((key) => key.startsWith(this.prefix + start));
    return keys.map((key) => key.slice(this.prefix.length));
  }

  wipe() {
    for (const name of this.names("")) this.set(name, null);
  }

  watch(changed) {
    const heard = (event) => {
      if (event.key === null || event.key.startsWith(this.prefix)) changed((event.key || "").slice(this.prefix.length));
    };
    addEventListener("storage", heard);
    return () => removeEventListener("storage", heard);
  }
}

function usable() {
  try {
    localStorage.setItem("order-chat:try", "1");
    localStorage.removeItem("order-chat:try");
    return localStorage;
  } catch {
    return null;
  }
}

const LONGEST_WAIT = 15000;

/** `changed(item)` is called when an item's state changes; `ended()` when the conversation is gone. */
export class Outbox {
  constructor(api, store, { changed, ended }) {
    Object.assign(this, { api, store, changed, ended, fails: 0, last: 0 });
  }

  /** Keep a message ({text} or {payload, label}) and send it as soon as possible. Returns the item. */
  add(message) {
    this.last = Math.max(Date.now(), this.last + 1);
    const item = { id: uuid(), at: this.last, state: "sending", ...message };
    this.store.keep(item);
    this.flush();
    return item;
  }

  retry(id) {
    const item = this.store.get(`out:${id}`);
    if (item) this.#is(item, "sending");
    this.flush();
  }

  /** Send what waits. One tab at a time, where the browser can see to that. */
  async flush() {
    clearTimeout(this.timer);
    if (this.busy || !this.api.key) return;
    this.busy = true;
    try {
      await this.#alone(() => this.#all());
    } finally {
      this.busy = false;
    }
    if (this.next() && this.api.key) this.timer = setTimeout(() => this.flush(), this.pause);
  }

  /** The first message that still has to go. */
  next() {
    return this.store.unsent().find((item) => item.state === "sending" || item.state === "waiting");
  }

  #alone(work) {
    return navigator.locks ? navigator.locks.request(this.store.prefix, work) : work();
  }

  async #all() {
    for (let item = this.next(); item && this.api.key; item = this.next()) {
      if (!(await this.#send(item))) return;
    }
    this.pause = 0;
  }

  async #send(item) {
    const { id, text, payload, label } = item;
    try {
      await this.api.json("POST", "api/messages", payload ? { id, payload, label } : { id, text });
    } catch (error) {
      return this.#refused(item, error);
    }
    this.fails = 0;
    if (this.store.get(`out:${id}`)) this.#is(item, "sent"); // its line may have come already
    return true;
  }

  #refused(item, error) {
    if (error.status === 401) {
      this.api.key = null;
      this.ended();
      return false;
    }
    if (!error.passing) {
      this.#is(item, "failed", error.message);
      return true;
    }
    this.fails += 1;
    const wait = Math.min(LONGEST_WAIT, 500 * 2 ** this.fails) * (0.75 + Math.random() / 2);
    this.pause = error.retryAfter ? error.retryAfter * 1000 : wait;
    this.#is(item, "waiting", error.status === 429 ? "too_many" : "");
    return false;
  }

  #is(item, state, why = "") {
    Object.assign(item, { state, why });
    this.store.keep(item);
    this.changed(item);
  }
}
