// Elements from values. Text goes in as text nodes only: nothing here reads markup.
const SVG = "http://www.w3.org/2000/svg";

const ICONS = {
  chat: "M4 5.5h16v11H9.5L4 20.5z",
  close: "M6 6l12 12M18 6L6 18",
  menu: "M5 12h.01M12 12h.01M19 12h.01",
  send: "M4.5 12h14M12.5 5.5l6.5 6.5-6.5 6.5",
  person: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.5 20.5c.8-4 3.7-6 7.5-6s6.7 2 7.5 6",
  back: "M19 12H5M11 6l-6 6 6 6",
  box: "M4 8l8-4 8 4v8.5l-8 4-8-4zM4 8l8 4 8-4M12 12v8.5",
  shop: "M5 10v9.5h14V10M3.5 9.5L5.5 4h13l2 5.5c0 3-5.6 3-5.6 0 0 3-5.8 3-5.8 0 0 3-5.6 3-5.6 0z",
  star: "M12 4l2.5 5.2 5.7.7-4.2 3.9 1.1 5.7-5.1-2.8-5.1 2.8L8 13.8 3.8 9.9l5.7-.7z",
};

/** `el("p", {class: "x", onclick: f, dir: "auto"}, "text", other)`; false, null and undefined are left out. */
export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === false || value == null) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat().filter((one) => one !== false && one != null));
  return node;
}

export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", ICONS[name]);
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("class", `icon ${name}`);
  svg.append(path);
  return svg;
}

/** Text as nodes; https addresses become links. */
export function prose(text) {
  const parts = String(text ?? "").split(/(https:\/\/[^\s<>"']+[^\s<>"'.,;:!?)\]}])/g);
  return parts.map((part, place) => (place % 2 ? link(part) : part)).filter(Boolean);
}

function link(address) {
  try {
    const href = new URL(address).href;
    return el("a", { href, target: "_blank", rel: "noopener noreferrer nofollow" }, address);
  } catch {
    return address;
  }
}

/** A picture's address: https or the gateway's own, else null. */
export function picture(address, base) {
  try {
    const url = new URL(address, base);
    return url.protocol === "https:" || url.origin === new URL(base).origin ? url.href : null;
  } catch {
    return null;
  }
}

export function uuid() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16)); // pages without https have no randomUUID
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
