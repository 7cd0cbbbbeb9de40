import { one } from "./page.js";
import { announce } from "./view.js";

export class Chat {
  #unread = 0;

  constructor(onWrite) {
    this.panel = one("[data-chat]");
    this.button = one(".bar [data-action=chat]");
    const form = one("[data-write]");
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      onWrite(form.elements.message.value);
      form.reset();
    });
    this.panel.addEventListener("keydown", (event) => {
      if (event.key === "Escape") {
        this.toggle();
      }
    });
  }

  allow(mayChat) {
    one("[data-write]").hidden = !mayChat;
    one("[data-chat-off]").hidden = mayChat;
  }

  toggle() {
    const isOpen = this.panel.hidden;
    this.panel.hidden = !isOpen;
    this.button.setAttribute("aria-expanded", isOpen);
    this.#count(0);
    const message = one("#message");
    (isOpen && message.offsetParent ? message : this.button).focus();
  }

  add(nick, text, isPrivate) {
    const line = document.createElement("li");
    const who = document.createElement("b");
    who.textContent = isPrivate ? `${nick} (to you alone)` : nick;
    line.append(who, text);
    const words = one("[data-words]");
    words.append(line);
    words.parentNode.scrollTop = words.scrollHeight;
  }

  /** Somebody else has written. */
  receive({ nick, message, privateMessage }) {
    this.add(nick, message, privateMessage);
    if (this.panel.hidden) {
      this.#count(this.#unread + 1);
      announce(`${nick}: ${message}`);
    }
  }

  #count(unread) {
    this.#unread = unread;
    one("[data-label]", this.button).textContent = unread ? `Chat (${unread} new)` : "Chat";
  }

  close() {
    if (!this.panel.hidden) {
      this.toggle();
    }
  }
}
