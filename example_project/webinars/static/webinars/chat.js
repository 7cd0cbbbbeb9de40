// Keeps the chat fresh and sends without leaving the page. Without this file the form still
// works: it posts and comes back.

const POLL_MS = 3000;
const SLOWEST_POLL_MS = 30000;

const chat = document.querySelector("[data-chat-url]");
const url = chat.dataset.chatUrl;
const log = chat.querySelector(".chat-log");
const form = chat.querySelector(".chat-form");
const problem = chat.querySelector(".chat-problem");
const template = chat.querySelector("template");

// The same choice as in times.js. Each module is one file: ManifestStaticFilesStorage does not
// rewrite imports between them.
const pageLanguage = document.documentElement.lang;
const locale = navigator.languages.find((name) => name.startsWith(pageLanguage)) ?? pageLanguage;
const timeOfDay = new Intl.DateTimeFormat(locale, {
  hour: "numeric",
  minute: "2-digit",
});

let lastId = Number(log.lastElementChild?.dataset.id ?? 0);
let wait = POLL_MS;
let timer;

const headers = { Accept: "application/json" };

function say(text) {
  problem.textContent = text;
  problem.hidden = !text;
}

function bubble(message) {
  const item = template.content.firstElementChild.cloneNode(true);
  const time = item.querySelector("time");
  item.dataset.id = message.id;
  item.querySelector(".chat-author").textContent = message.author;
  item.querySelector(".chat-text").textContent = message.text;
  if (!message.is_host) item.querySelector(".chat-host").remove();
  time.dateTime = message.created_at;
  time.textContent = timeOfDay.format(new Date(message.created_at));
  return item;
}

function toTheEnd() {
  log.scrollTop = log.scrollHeight;
}

function show(messages) {
  // Whoever scrolled up to read is not pulled down.
  const atTheEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 48;
  for (const message of messages) {
    // Two answers may overlap, when one was asked for right after sending.
    if (message.id <= lastId) continue;
    log.append(bubble(message));
    lastId = message.id;
  }
  if (atTheEnd) toTheEnd();
}

async function refresh() {
  const answer = await fetch(`${url}?after=${lastId}`, { headers });
  if (answer.status === 403 || answer.status === 404) return false;
  if (!answer.ok) throw new Error(`The chat answered ${answer.status}`);
  show((await answer.json()).messages);
  return true;
}

async function poll() {
  clearTimeout(timer);
  if (document.hidden) return;
  try {
    if (!(await refresh())) {
      say("You are no longer in this chat. Reload the page.");
      return;
    }
    wait = POLL_MS;
  } catch {
    wait = Math.min(wait * 2, SLOWEST_POLL_MS);
  }
  clearTimeout(timer);
  timer = setTimeout(poll, wait);
}

async function send(event) {
  event.preventDefault();
  const button = form.querySelector("button");
  const text = form.elements.text;
  if (button.disabled || !text.value.trim()) return;
  button.disabled = true;
  say("");
  try {
    const answer = await fetch(url, { method: "POST", headers, body: new FormData(form) });
    if (answer.ok) {
      text.value = "";
      toTheEnd();
      poll();
    } else {
      const { detail } = await answer.json().catch(() => ({}));
      say(detail ?? "Your message was not sent. Reload the page and try again.");
    }
  } catch {
    say("Your message was not sent. Is the network up?");
  } finally {
    button.disabled = false;
  }
}

form.addEventListener("submit", send);
document.addEventListener("visibilitychange", poll);
toTheEnd();
poll();
