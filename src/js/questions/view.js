import { addStyle } from "../room/colours.js";
import { make } from "../room/dom.js";
import { attempt } from "../room/report.js";
import { Card } from "./card.js";
import { moveFocus } from "./focus.js";
import { AskForm } from "./form.js";
import { Holding } from "./holding.js";
import { changesBetween, sectionsOf } from "./list.js";
import { Section } from "./section.js";
import { STYLES } from "./style.js";
import { QUESTIONS_TEXTS, wordsFrom } from "./texts.js";

const SECTIONS = ["own", "waiting", "open", "answered", "dismissed"];

/** Errors for which our words are better, or the only ones, by code: of what was pressed, and of the
 * list. */
const ERROR_TEXTS = {
  network: "failedOffline",
  unexpected: "failedServer",
  not_authenticated: "failedLoggedOut",
  csrf_failed: "failedCsrf",
};
const LIST_TEXTS = { "logged-out": "listLoggedOut", refused: "listRefused" };
const BEARABLE = 1; // failures of the list of which nothing is said

/** What people see once they have done something themselves, besides the list. */
const SEEN = new Set(["asked", "askedWaiting", "withdrawn"]);

/** The shadow tree: it shows what it is told, and sends what people do. */
export class View {
  texts = QUESTIONS_TEXTS;
  #root;
  #send;
  #language;
  #cards = new Map();
  #state = null;

  constructor(root, { send, language, nonce }) {
    this.#root = root;
    this.#send = send;
    this.#language = language;
    root.append(this.#build());
    attempt(() => addStyle(root, nonce(), STYLES));
    this.holding = new Holding(this.lists, root, (isHeld) => this.#onHold(isHeld));
  }

  #build() {
    const text = (...asked) => this.#text(...asked);
    this.title = make("h2", { part: "title", id: "title" });
    this.csv = make("a", { part: "export-link", download: "" });
    this.json = make("a", { part: "export-link", download: "" });
    this.exportWords = make("span");
    this.exports = make("p", { part: "export", hidden: true });
    this.exports.append(this.exportWords, " ", this.csv, " · ", this.json);
    this.problem = make("p", { part: "problem", role: "alert", hidden: true });
    this.form = new AskForm({ text, send: (event) => this.#onForm(event) });
    this.closed = make("p", { part: "hint", hidden: true });
    this.told = make("p", { part: "told", "aria-hidden": "true", hidden: true });
    this.status = make("p", { className: "unseen", role: "status" });
    this.news = make("button", { part: "button news", type: "button" });
    this.news.addEventListener("click", () => this.#showChanges());
    this.newsPlace = make("div", { part: "news-place", hidden: true }, this.news);
    this.none = make("p", { part: "hint none", hidden: true });
    const onMore = () => this.#draw();
    this.sections = SECTIONS.map(
      (name) => new Section(name, { text, onMore, isFolded: name === "dismissed" }),
    );
    const elements = this.sections.map(({ element }) => element);
    this.lists = make("div", { part: "lists" }, this.newsPlace, this.none, ...elements);
    const head = make("div", { part: "head" }, this.title, this.exports);
    const { problem, form, closed, told, status, lists } = this;
    return make(
      "section",
      { part: "questions", "aria-labelledby": "title" },
      head,
      problem,
      form.element,
      closed,
      told,
      status,
      lists,
    );
  }

  #text(key, values) {
    return wordsFrom(this.texts)(key, values);
  }

  // What is told

  show(state, { exportUrl }) {
    this.#state = state;
    attempt(() => this.#showExports(state, exportUrl));
    this.#draw();
  }

  /** What has come of what the person has done. */
  say(key, values) {
    const words = this.#text(key, values);
    this.told.textContent = words;
    this.told.hidden = !SEEN.has(key);
    this.#speak(words);
  }

  /** What others have done. */
  announce({ questions, waiting, answers }) {
    const said = (count, one, many) =>
      count > 0 ? this.#text(count === 1 ? one : many, { count }) : "";
    const sentences = [
      said(questions, "saidOne", "saidMany"),
      said(waiting, "saidWaitingOne", "saidWaitingMany"),
      said(answers, "saidAnswerOne", "saidAnswerMany"),
    ];
    this.#speak(sentences.filter(Boolean).join(" "));
  }

  /** Also the same words as before are read out, in a new element. */
  #speak(words) {
    this.status.replaceChildren(make("span", { textContent: words }));
  }

  clearDraft() {
    this.form.clear();
  }

  closeEditor(id) {
    this.#cards.get(id)?.closeEditor();
  }

  // What is drawn

  #draw() {
    const restoreFocus = this.#noteFocus();
    const state = this.#state;
    const { name, info } = state;
    this.title.textContent = this.#text("title");
    setAlert(this.problem, this.#problemOf("list"));
    const isKnown = name !== null && (name !== "loading" || state.shown.length > 0);
    const mayAsk = info.may_ask === true && name !== "refused";
    this.form.element.hidden = !mayAsk && this.form.isEmpty; // what was typed can still be copied
    this.form.show(state, this.#problemOf("ask"));
    this.closed.hidden = mayAsk || name !== "ready";
    this.closed.textContent = this.#text("closed");
    this.#drawLists(state, isKnown);
    this.#drawNews(state);
    restoreFocus();
    this.holding.look();
  }

  #drawLists(state, isKnown) {
    const bySection = sectionsOf(this.#withEdited(state.shown), state.ownQuestions);
    const used = new Set();
    for (const section of this.sections) {
      const questions = bySection[section.name];
      const cards = section.shown(questions).map((question) => {
        used.add(question.id);
        return this.#card(question, state);
      });
      section.show(cards, questions.length);
    }
    [...this.#cards.keys()].filter((id) => !used.has(id)).forEach((id) => this.#cards.delete(id));
    const isEmpty = this.sections.every(({ element }) => element.hidden);
    this.none.hidden = !isEmpty || state.name === "refused";
    const empty = state.info.may_ask === true ? "noneAsk" : "none";
    this.none.textContent = this.#text(isKnown ? empty : "loading");
  }

  /** What a host writes about a question that another one has put away stays until it is closed. */
  #withEdited(shown) {
    const there = new Set(shown.map(({ id }) => id));
    const edited = [...this.#cards.values()].map((card) => card.edited);
    return [...shown, ...edited.filter((each) => each && !there.has(each.id))];
  }

  #card(question, state) {
    const { id } = question;
    if (!this.#cards.has(id)) {
      const options = {
        text: (...asked) => this.#text(...asked),
        send: this.#send,
        moment: (moment) => this.#moment(moment),
      };
      this.#cards.set(id, new Card(id, options));
    }
    const card = this.#cards.get(id);
    attempt(() => card.show(question, state, this.#problemOf(id)));
    return card.element;
  }

  #drawNews({ isHeld, shown, questions }) {
    const { added, isSame } = changesBetween(shown, questions);
    this.newsPlace.hidden = !isHeld || isSame;
    const key = added === 1 ? "newOne" : added > 1 ? "newMany" : "changed";
    this.news.textContent = this.#text(key, { count: added });
  }

  #showExports({ info }, exportUrl) {
    this.exports.hidden = info.may_moderate !== true;
    this.exportWords.textContent = `${this.#text("export")}:`;
    for (const [link, format, key] of [
      [this.csv, "csv", "exportCsv"],
      [this.json, "json", "exportJson"],
    ]) {
      link.textContent = this.#text(key);
      link.href = exportUrl(format);
    }
  }

  /** The words of what was not done, or did not come; empty where there is no such problem. */
  #problemOf(about) {
    const { problem, name, failures } = this.#state;
    if (problem?.about !== about) {
      return "";
    }
    if (about === "list") {
      const isBearable = name === "ready" && failures <= BEARABLE;
      return isBearable ? "" : this.#text(LIST_TEXTS[name] ?? "listOffline");
    }
    const key = ERROR_TEXTS[problem.code];
    return key ? this.#text(key) : problem.message || this.#text("failed");
  }

  #moment(moment) {
    const time = Date.parse(moment);
    if (Number.isNaN(time)) {
      return "";
    }
    const isToday = new Date(time).toDateString() === new Date().toDateString();
    /** @type {Intl.DateTimeFormatOptions} */
    const format = { timeStyle: "short", ...(!isToday && { dateStyle: "medium" }) };
    return new Intl.DateTimeFormat(this.#language(), format).format(time);
  }

  // Where the keyboard is

  /** Moving an element takes the focus from it, and what was pressed may be gone: then it is with the
   * question, or with the one that stood below. */
  #noteFocus() {
    const focused = this.#root.activeElement;
    const card = focused?.closest("[data-question]");
    const homes = [focused, card, card?.nextElementSibling, this.title];
    return () => {
      if (focused && this.#root.activeElement !== focused) {
        homes.some((each) => moveFocus(each, { preventScroll: each === focused }));
      }
    };
  }

  #onHold(isHeld) {
    if (this.#state && this.#state.isHeld !== isHeld) {
      this.#send({ type: "hold", isHeld });
    }
  }

  #showChanges() {
    this.#send({ type: "show-changes" });
    const shown = this.sections.filter(({ element }) => !element.hidden);
    [...shown.map(({ title }) => title), this.title].some((each) => moveFocus(each));
  }

  #onForm(event) {
    this.told.hidden = true;
    this.#send(event);
  }
}

function setAlert(element, words) {
  element.hidden = !words;
  if (element.textContent !== words) {
    element.textContent = words;
  }
}
