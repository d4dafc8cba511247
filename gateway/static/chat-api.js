// The gateway's HTTP API.
const PATIENCE = 20000;

/** What the gateway refused, or status 0 when it could not be reached. `retryAfter`: seconds. */
export class ApiError extends Error {
  constructor(status, error = {}, retryAfter = 0) {
    super(error.message || "");
    Object.assign(this, { status, code: error.code || "offline", details: error, retryAfter });
  }

  /** Whether the same request may succeed later. */
  get passing() {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

/** Requests with the conversation's key. */
export class Api {
  constructor(base) {
    this.base = base;
    this.key = null;
  }

  /** The address of a path of the gateway. */
  at(path) {
    return new URL(path, this.base).href;
  }

  /** The headers of a request. */
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

  /** The same, as JSON; null where there is none. */
  async json(method, path, body) {
    const response = await this.ask(method, path, body);
    const text = await response.text().catch(() => {
      throw new ApiError(0);
    });
    return text ? JSON.parse(text) : null;
  }
}

/** The error of a response. */
export async function refused(response) {
  const body = await response.json().catch(() => null);
  return new ApiError(response.status, body?.error || { code: "failed" }, Number(response.headers.get("Retry-After")) || 0);
}
