// The gateway's HTTP API, and its server-sent events over fetch, which resume where they were.
const PATIENCE = 20000;

/** What the gateway refused, or status 0 when it could not be reached. `retryAfter`: seconds. */
export class ApiError extends Error {
  constructor(status, error = {}, retryAfter = 0) {
    super(error.message || "");
    Object.assign(this, { status, code: error.code || "offline", details: error, retryAfter });
  }

  get passing() {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

export class Api {
  constructor(base) {
    this.base = base;
    this.key = null;
  }

  at(path) {
    return new URL(path, this.base).href;
  }

  headers(more = {}) {
    return this.key ? { Authorization: `Bearer ${this.key}`, ...more } : more;
  }

  /** A response that is fine. Throws ApiError. */
  async ask(method, path, body, more = {}) {
    const headers = this.headers(body ? { "Content-Type": "application/json" } : {});
    let response;
    try {
      response = await fetch(this.at(path), {
        method, headers, body: body && JSON.stringify(body), credentials: "omit", cache: "no-store",
        signal: AbortSignal.timeout(PATIENCE), ...more,
      });
    } catch {
      throw new ApiError(0);
    }
    if (!response.ok) throw await refused(response);
    return response;
  }

  async json(method, path, body) {
    const response = await this.ask(method, path, body);
    const text = await response.text().catch(() => {
      throw new ApiError(0);
    });
    return text ? JSON.parse(text) : null;
  }
}

export async function refused(response) {
  const body = await response.json().catch(() => null);
  return new ApiError(response.status, body?.error || { code: "failed" }, Number(response.headers.get("Retry-After")) || 0);
}

const SILENCE = 40000; // the gateway sends a heartbeat every 15 seconds
const LONGEST_WAIT = 15000;

/** Complete events of the text so far, and the rest: `[[{id, name, data}], rest]`. */
export function parse(text) {
  const blocks = text.replace(/\r\n?/g, "\n").split("\n\n");
  const rest = blocks.pop();
  return [blocks.map(event).filter((one) => one.data), rest];
}

function event(block) {
  const found = { id: null, name: "message", data: "" };
  for (const line of block.split("\n")) {
    const [, field, value] = line.match(/^(\w+):? ?(.*)$/) || [];
    if (field === "id") found.id = value;
    if (field === "event") found.name = value;
    if (field === "data") found.data += (found.data && "\n") + value;
  }
  return found;
}

/** Reads until stopped. `on`: {event(name, data), live(), lost(), ended()}. */
export class Stream {
  constructor(api, on) {
    this.api = api;
    this.on = on;
    this.last = 0;
    this.fails = 0;
  }

  start() {
    if (this.running) return;
    this.running = true;
    this.#run();
  }

  stop() {
    this.running = false;
    this.abort?.abort();
    this.wake?.();
  }

  hurry() {
    this.fails = 0;
    this.wake?.();
  }

  renew() {
    this.hurry();
    this.abort?.abort();
  }

  async #run() {
    while (this.running) {
      let pause = 200;
      try {
        await this.#read();
      } catch (error) {
        if (!this.running) return;
        if (error.status === 401) return this.#end();
        this.fails += 1;
        if (this.fails > 1 || !navigator.onLine) this.on.lost();
        pause = Math.min(LONGEST_WAIT, 500 * 2 ** this.fails) * (0.75 + Math.random() / 2);
        if (error.retryAfter) pause = error.retryAfter * 1000;
      }
      if (this.running) await this.#pause(pause);
    }
  }

  async #read() {
    this.abort = new AbortController();
    const headers = this.api.headers(this.last ? { "Last-Event-ID": String(this.last) } : {});
    this.#alive();
    try {
      const options = { headers, signal: this.abort.signal, credentials: "omit", cache: "no-store" };
      const response = await fetch(this.api.at("api/events"), options);
      if (!response.ok) throw await refused(response);
      this.fails = 0;
      this.on.live();
      await this.#events(response.body.getReader());
    } catch (error) {
      throw error instanceof ApiError ? error : new ApiError(0);
    } finally {
      clearTimeout(this.dog);
    }
  }

  async #events(reader) {
    const decoder = new TextDecoder();
    let text = "";
    for (;;) {
      const { value, done } = await reader.read();
      if (done || !this.running) return;
      this.#alive();
      const [events, rest] = parse(text + decoder.decode(value, { stream: true }));
      text = rest;
      for (const one of events) if (this.running) this.#take(one);
    }
  }

  #take({ id, name, data }) {
    if (name === "ended") return this.#end();
    if (id !== null) {
      if (Number(id) <= this.last) return; // had it already
      this.last = Number(id);
    }
    this.on.event(name, JSON.parse(data));
  }

  #alive() {
    clearTimeout(this.dog);
    this.dog = setTimeout(() => this.abort.abort(), SILENCE);
  }

  #end() {
    this.stop();
    this.on.ended();
  }

  #pause(time) {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, time);
      this.wake = () => (clearTimeout(timer), resolve());
    });
  }
}
