// The demo shop's page: the window, who is signed in, and the chat. A real shop knows its buyer; here one is chosen.
import { el } from "./chat-dom.js";
import "./order-chat.js?place=no";
import { watch } from "./shop-behind.js";

const KEPT = "demo-shop:buyer";
const find = (id) => document.getElementById(id);

async function json(path, options) {
  const response = await fetch(path, options);
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return response.json();
}

/** What the shop's server would do: sign a token for the buyer whom it knows. */
async function tokenFor(handle) {
  const headers = { "Content-Type": "application/json" };
  return (await json("/demo/token", { method: "POST", headers, body: JSON.stringify({ handle }) })).token;
}

function product({ title, seller, price, image }) {
  return el("li", {}, el("img", { src: `/images/${image}`, alt: "", width: 96, height: 96, loading: "lazy" }),
    el("p", { class: "title", dir: "auto" }, title), el("p", { class: "seller" }, seller), el("p", { class: "price" }, price));
}

function choose(buyers, situations, chat) {
  const select = find("buyer");
  select.append(...buyers.map(({ handle, name }) => el("option", { value: handle }, name)));
  select.value = chat.buyer;
  const tell = () => (find("situation").textContent = situations[select.value] ? `${sentence(situations[select.value])}.` : "");
  tell();
  select.addEventListener("change", () => {
    const handle = select.value;
    localStorage.setItem(KEPT, handle);
    tell();
    if (handle) chat.signIn(handle, () => tokenFor(handle));
    else chat.signOut();
  });
}

const sentence = (text) => text[0].toUpperCase() + text.slice(1);

function place(handle) {
  const chat = document.createElement("order-chat");
  if (handle) chat.setAttribute("buyer", handle);
  document.body.append(chat);
  if (handle) chat.signIn(handle, () => tokenFor(handle));
  return chat;
}

async function start() {
  const chat = place(localStorage.getItem(KEPT) || "");
  watch(chat, find("behind"), find("rows"));
  const shown = await json("/widget/shop-window.json");
  find("grid").append(...shown.products.map(product));
  choose(await json("/demo/customers"), shown.buyers, chat);
}

addEventListener("storage", ({ key }) => key === KEPT && location.reload()); // another tab is somebody else now
start();
