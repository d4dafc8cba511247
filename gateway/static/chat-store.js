// What the browser keeps: the conversation's key, and messages that the gateway has not got yet.
// It is shared by the tabs of a browser; signing out leaves nothing.

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

/** Storage of one gateway's widget; in memory where the page may not store. */
export class Store {
  constructor(base) {
    this.prefix = `order-chat:${base}:`;
    this.area = usable() || Object.create(MEMORY);
  }

  /** A stored value, or null. */
  get(name) {
    try {
      return JSON.parse(this.area.getItem(this.prefix + name));
    } catch {
      return null;
    }
  }

  /** Keep a value; null removes it. */
  set(name, value) {
    try {
      if (value === null) this.area.removeItem(this.prefix + name);
      else this.area.setItem(this.prefix + name, JSON.stringify(value));
    } catch {
      // The storage is full: what is on the screen still works.
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

  /** Forget everything. */
  wipe() {
    for (const name of this.names("")) this.set(name, null);
  }

  /** Call when another tab has changed something. Returns how to stop. */
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
