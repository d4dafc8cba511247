// Every word of the widget; `chat.words = {...}` takes the place of some or all. {name} stands for a value.
export const en = {
  title: "Order help",
  launcher: "Order help",
  unread: "{count} new",
  close: "Close the chat",
  menu: "More",
  panel: "Order help chat",
  log: "Conversation",
  signed_in: "Signed in as {name}",
  guest: "Not signed in",
  hello: "Hello! What can I do for you?",
  hello_name: "Hello {name}! What can I do for you?",
  hello_more: "I can find your orders, cancel them, send things back, and write to sellers.",
  starters: ["Where is my order?", "Cancel an order", "Return something", "Write to a seller"],

  write: "Your message",
  write_hint: "Write a message",
  send: "Send",
  left: "{count} characters left",
  choose: "Choose one, or type its number",
  newest: "To the newest message",
  person: "Talk to a person",
  person_says: "I'd like to talk to a person",

  from_bot: "Assistant",
  from_seller: "Seller",
  from_buyer: "You",
  from_system: "Notice",
  typing: "The assistant is writing",
  working: "Still working on it …",
  today: "Today",
  yesterday: "Yesterday",

  sending: "Sending …",
  waiting: "Waiting to be sent",
  failed: "Not sent. {why}",
  retry: "Try again",
  remove: "Remove",

  offline: "You're offline. What you write is kept here and sent when you're back.",
  lost: "The connection was lost. Trying again …",
  ended: "This conversation has ended.",
  restart: "Start a new one",

  sign_in: "Sign in",
  sign_in_again: "Confirm it's you",
  sign_in_title: "Sign in with an order",
  sign_in_why: "We send a six-digit code to the e-mail address of the order.",
  order_number: "Order number",
  email: "E-mail address of the order",
  send_code: "Send me a code",
  code_title: "Enter the code",
  code_why: "If these belong together, a code is on its way to that address. It works for 10 minutes.",
  code: "Six-digit code",
  check_code: "Sign in",
  other_details: "Use other details",
  wrong_code: "That code isn't right.",
  tries_left: "That code isn't right. Tries left: {count}.",
  code_expired: "That code can't be used any more. Please ask for a new one.",
  need_order: "Please enter the order number.",
  need_email: "Please enter the e-mail address.",
  need_code: "Please enter the six digits.",
  back: "Back",
  done_sign_in: "You're signed in.",

  download: "Download this chat",
  mail: "E-mail me this chat",
  mailed: "It's on its way to your inbox.",
  rate: "Rate this chat",
  sign_out: "Sign out and delete this chat",
  end: "End and delete this chat",
  signed_out: "The chat was closed and deleted.",

  rate_title: "Did that help?",
  scores: ["Not at all", "Hardly", "Partly", "Mostly", "Completely"],
  rate_more: "What could be better? (optional)",
  rate_send: "Send rating",
  rate_skip: "Not now",
  rated: "Thank you. That helps us.",

  trouble: "That didn't work. Please try again.",
  too_many: "That's a lot at once. It will be sent in a moment.",

  order: "Order",
  details: "Details",
  order_way: "The order's way",
  parcel: "Parcel {place}",
  track_number: "{carrier} {number}",
  refund: "You get back",
  refund_to: "to your {method}",
  refund_by: "by {date} at the latest",
  refusal_title: "That's not possible",
  thread_title: "Messages with {seller}",
  answer_by: "Answer due by {date}",

  status: {
    UNPAID: "Not paid yet", ON_HOLD: "Pending", AWAITING_SHIPMENT: "Processing", PARTIALLY_SHIPPING: "Partly shipped",
    AWAITING_COLLECTION: "Packed", IN_TRANSIT: "Shipped", DELIVERED: "Delivered", COMPLETED: "Completed",
    CANCELLED: "Cancelled",
  },
  moment: {
    ordered: "Ordered", paid: "Paid", packed: "Packed", sent: "Sent", expected: "Expected", delivered: "Delivered",
    completed: "Completed", cancelled: "Cancelled",
  },
  scan: {
    label_created: "Packed and labelled", picked_up: "Picked up by the carrier", departed_hub: "Left a sorting centre",
    arrived_hub: "Reached a sorting centre", customs: "With customs", out_for_delivery: "Out for delivery",
    delivered: "Delivered", delivery_attempt_failed: "The carrier came, but couldn't deliver",
    delayed: "Held up on the way", returned_to_sender: "Going back to the seller",
  },
};

export function fill(text, values = {}) {
  return text.replace(/\{(\w+)\}/g, (all, name) => (name in values ? String(values[name]) : all));
}

/** A look-up in the given words, and in the English ones where they have no such key. */
export function speak(own = {}) {
  const all = { ...en, ...own };
  return (key, values) => (typeof all[key] === "string" ? fill(all[key], values) : all[key] ?? key);
}
