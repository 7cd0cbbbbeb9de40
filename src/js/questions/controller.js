import { toRoomError } from "../room/error.js";
import { languageOf } from "../room/language.js";
import { takeInlineInfo } from "../room/page.js";
import { Polling } from "../room/polling.js";
import { Push } from "../room/push.js";
import { attempt } from "../room/report.js";
import { Timers } from "../room/timers.js";
import { INITIAL, transition } from "./machine.js";
import { QuestionsSite } from "./site.js";
import { textsWith } from "./texts.js";
import { View } from "./view.js";

/** Seconds within which all pages ask for a list that was changed a moment ago. */
const SPREAD = 2;

/** Sends events to the machine of one element, and runs the effects. */
export class QuestionsController {
  state = INITIAL;
  fetch = null;
  #texts = {};
  #element;
  #view;
  #site = null;
  #token = "";
  #timers = new Timers((event) => this.send(event));
  #push = new Push({
    eventName: "questions",
    onStatus: (answer) => this.send({ type: "pushed", answer }),
    onBreak: () => this.#polling.schedule(this.state.pollAfter),
  });
  #polling = new Polling({
    onDue: () => this.send({ type: "poll-due" }),
    isPushing: () => this.#push.isOpen,
  });
  #effects = [];
  #isRunning = false;
  /** Of what scripts wait for, by what they have asked for. */
  #waiting = new Map();

  constructor(element, root) {
    this.#element = element;
    this.#view = new View(root, {
      send: (event) => this.send(event),
      language: () => languageOf(element),
      nonce: () => element.nonce,
    });
  }

  get texts() {
    return this.#texts;
  }

  set texts(texts) {
    this.#texts = attempt(() => ({ ...texts }), {});
    this.#render();
  }

  // Life of the element

  begin({ isNew = false } = {}) {
    this.send({ type: "begin", isNew });
    attempt(() => this.#takeToken());
    const inline = attempt(() => takeInlineInfo(this.#element), null);
    if (inline) {
      this.#takeDescription(inline);
    } else {
      this.#describe();
    }
  }

  stop() {
    this.send({ type: "stop" });
    this.#site = null;
  }

  restart() {
    if (this.#element.isConnected && this.state.name !== null) {
      this.stop();
      this.begin({ isNew: true });
    }
  }

  /** What a script has pressed, as a promise. */
  async ask(text, anonymous) {
    await this.#settled("ask", { type: "ask", text: `${text}`, anonymous: anonymous === true });
  }

  async vote(id, isOn) {
    await this.#settled(id, { type: "vote", id: `${id}`, isOn });
  }

  refresh() {
    return this.#describe();
  }

  #settled(about, event) {
    return new Promise((resolve, reject) => {
      this.#waiting.set(about, [...(this.#waiting.get(about) ?? []), { resolve, reject }]);
      this.send(event);
      if (!this.state.isAsking && !Object.hasOwn(this.state.sentVotes, about)) {
        this.#settle(about); // there was nothing to do
      }
    });
  }

  #settle(about, error = null) {
    const waiting = this.#waiting.get(about) ?? [];
    this.#waiting.delete(about);
    waiting.forEach(({ resolve, reject }) => (error ? reject(error) : resolve()));
  }

  // The site

  /** Of the form that is there without JavaScript. */
  #takeToken() {
    const field = this.#element.querySelector('input[name="csrfmiddlewaretoken"]');
    this.#token = field?.value ?? "";
  }

  #getSite() {
    const url = this.#element.getAttribute("questions-url") ?? "";
    this.#site ??= new QuestionsSite(url, {
      getToken: () => this.#token,
      send: this.fetch && ((...asked) => this.fetch(...asked)),
    });
    return this.#site;
  }

  async #describe() {
    await this.#askFor(
      (site) => site.describe(),
      (answer, isOld) => this.#takeDescription(answer, isOld),
      (error) => this.send({ type: "describe-failed", error }),
    );
  }

  #takeDescription(answer, isOld = false) {
    const site = this.#getSite();
    site.csrfToken = answer.csrf_token ?? site.csrfToken;
    this.#siteTexts = answer.texts ?? this.#siteTexts;
    this.send({ type: "described", answer, isOld });
  }

  /** Of an answer that another visit or another change has overtaken, the machine is told. */
  async #askFor(ask, onAnswer, onError) {
    const { visit, changes } = this.state;
    const isCurrent = () => visit === this.state.visit && this.#element.isConnected;
    const isOld = () =>
      changes !== this.state.changes || Object.keys(this.state.sentVotes).length > 0;
    try {
      const answer = await ask(this.#getSite());
      if (isCurrent()) {
        onAnswer(answer, isOld());
      }
    } catch (exception) {
      const error = toRoomError(exception);
      if (isCurrent()) {
        onError(error);
      }
    }
  }

  // The machine

  /** Never throws: an exception here would be taken for one of whatever has sent the event. */
  send(event) {
    const after = attempt(() => transition(this.state, { isHidden: document.hidden, ...event }));
    if (!after) {
      this.#polling.schedule(); // the next answer may be one that the machine can take
      return;
    }
    const [state, effects] = after;
    this.state = state;
    this.#effects.push(...effects);
    this.#runEffects();
  }

  #runEffects() {
    if (this.#isRunning) {
      return;
    }
    this.#isRunning = true;
    while (this.#effects.length > 0) {
      const effect = this.#effects.shift();
      attempt(() => this.#run[effect.type](effect));
    }
    this.#isRunning = false;
  }

  #run = {
    render: () => this.#render(),
    describe: () => this.#describe(),
    poll: ({ key }) =>
      this.#askFor(
        (site) => site.list(key),
        (answer, isOld) => this.send({ type: "listed", answer, isOld }),
        (error) => this.send({ type: "list-failed", error }),
      ),
    "schedule-poll": ({ seconds }) => this.#polling.schedule(seconds),
    "poll-soon": () => this.#polling.pollIn(Math.random() * SPREAD),
    "stop-poll": () => this.#polling.stop(),
    listen: ({ url }) => this.#push.listen(this.fetch ? "" : url),
    "post-question": ({ text, anonymous }) =>
      this.#post(
        "ask",
        (site) => site.ask(text, anonymous),
        (question) => ({ type: "asked", question }),
        (error) => ({ type: "ask-failed", error }),
      ),
    "post-vote": ({ id, isOn }) =>
      this.#post(
        id,
        (site) => site.vote(id, isOn),
        () => ({ type: "voted", id }),
        (error) => ({ type: "vote-failed", id, error }),
      ),
    "post-action": ({ id, name, fields }) =>
      this.#post(
        id,
        (site) => site.act(id, name, fields),
        (question) => ({ type: "acted", id, name, question }),
        (error) => ({ type: "act-failed", id, error }),
      ),
    "start-timer": (timer) => this.#timers.start(timer),
    "stop-timers": () => this.#timers.stopAll(),
    say: ({ key, values }) => this.#view.say(key, values),
    announce: ({ news }) => this.#view.announce(news),
    "clear-draft": () => this.#view.clearDraft(),
    "close-editor": ({ id }) => this.#view.closeEditor(id),
    dispatch: ({ name, detail }) => dispatch(this.#element, name, detail),
  };

  #post(about, ask, toEvent, toFailure) {
    return this.#askFor(
      ask,
      (answer) => {
        this.send(toEvent(answer));
        this.#settle(about);
      },
      (error) => {
        this.send(toFailure(error));
        this.#settle(about, error);
      },
    );
  }

  // What people see

  #siteTexts = {};

  #render() {
    attempt(() => {
      this.#view.texts = textsWith(this.#siteTexts, this.#texts);
      this.#view.show(this.state, { exportUrl: (format) => this.#getSite().exportUrl(format) });
      this.#element.dataset.state = this.state.name ?? "";
    });
  }
}

/** An event for the page, which bubbles from the element. */
function dispatch(element, name, detail) {
  const everything = { eventId: element.getAttribute("event-id"), ...detail };
  const options = { bubbles: true, composed: true, detail: everything };
  element.dispatchEvent(new CustomEvent(`jitsi-live-questions:${name}`, options));
}
