// Server-sent events over fetch: the key travels in a header, and a dropped connection resumes where it was.
import { ApiError, refused } from "./chat-api.js";

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

  /** Do not wait any longer for the next try. */
  hurry() {
    this.fails = 0;
    this.wake?.();
  }

  /** The connection may be dead although nobody said so: read anew. */
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
    const dog = new Watchdog(this.abort);
    try {
      const options = { headers, signal: this.abort.signal, credentials: "omit", cache: "no-store" };
      const response = await fetch(this.api.at("api/events"), options);
      if (!response.ok) throw await refused(response);
      this.fails = 0;
      this.on.live();
      await this.#events(response.body.getReader(), dog);
    } catch (error) {
      throw error instanceof ApiError ? error : new ApiError(0);
    } finally {
      dog.stop();
    }
  }

  async #events(reader, dog) {
    const decoder = new TextDecoder();
    let text = "";
    for (;;) {
      const { value, done } = await reader.read();
      if (done || !this.running) return;
      dog.pat();
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

/** Gives a silent connection up. */
class Watchdog {
  constructor(abort) {
    this.abort = abort;
    this.pat();
  }

  pat() {
    this.stop();
    this.timer = setTimeout(() => this.abort.abort(), SILENCE);
  }

  stop() {
    clearTimeout(this.timer);
  }
}
