import { make } from "../room/dom.js";
import { Editor, shortened } from "./editor.js";
import { moveFocus } from "./focus.js";
import { canWithdraw, mergeTargets, PUBLIC, votesOf } from "./list.js";

const ARROW = "M12 5l8 9h-5v5H9v-5H4z";
const LONGEST_NAME = 60; // characters of a question in the name of a button

/** What a host may do, by the state of the question: what stands open, and what below "More". */
const FIRST = {
  waiting: ["approve", "dismiss"],
  open: ["answerLive"],
  answered: [],
  dismissed: ["restore"],
};
const MORE = {
  waiting: ["merge"],
  open: ["answer", "pin", "merge", "dismiss"],
  answered: ["answerChange", "pin", "dismiss"],
  dismissed: [],
};
/** What speakers may do, who answer but do not moderate. */
const ANSWERS = new Set(["answer", "answerLive", "answerChange"]);

/** Buttons that open an editor, and what is asked of the site. */
const EDITORS = { answer: "answer", answerChange: "answer", merge: "merge" };
const NAMES = { answerLive: "answer", unpin: "pin" };

/** One question. */
export class Card {
  #text;
  #send;
  #moment;
  #question = null;
  #state = null;
  #editor = null;
  #buttons = new Map();

  constructor(id, { text, send, moment }) {
    this.id = id;
    this.#text = text;
    this.#send = send;
    this.#moment = moment;
    this.element = this.#build();
  }

  #build() {
    this.count = make("span", { part: "count" });
    this.vote = make("button", { part: "vote", type: "button" }, makeArrow(), this.count);
    this.vote.setAttribute("aria-describedby", `text-${this.id}`);
    this.vote.addEventListener("click", () => this.#onVote());
    this.total = make("span", { part: "count", "aria-hidden": "true" });
    this.totalWords = make("span", { className: "unseen" });
    this.votes = make("p", { part: "votes" }, makeArrow(), this.total, this.totalWords);
    this.words = make("p", { part: "text", id: `text-${this.id}`, dir: "auto" });
    this.name = make("bdi", { part: "name" });
    this.time = make("time", { part: "time" });
    this.badges = make("span", { part: "badges" });
    this.meta = make("p", { part: "meta" }, this.name, this.time, this.badges);
    this.answerTitle = make("p", { part: "reply-title" });
    this.answerText = make("p", { part: "reply-text", dir: "auto" });
    this.answer = make("div", { part: "reply" }, this.answerTitle, this.answerText);
    this.first = make("div", { part: "actions" });
    this.summary = make("summary", { part: "more-button" });
    this.rest = make("div", { part: "actions" });
    this.more = make("details", { part: "more" }, this.summary, this.rest);
    this.actions = make("div", { part: "card-actions" }, this.first, this.more);
    this.problem = make("p", { part: "problem", role: "alert", hidden: true });
    this.main = make(
      "div",
      { part: "card-main" },
      this.words,
      this.meta,
      this.answer,
      this.actions,
      this.problem,
    );
    const element = make("li", { part: "card" }, this.vote, this.votes, this.main);
    element.dataset.question = this.id;
    return element;
  }

  /** `problem` is what was not done, in words. */
  show(question, state, problem) {
    const { info, ownVotes, ownQuestions, busy } = state;
    this.#question = question;
    this.#state = state;
    const isVoted = ownVotes.includes(question.id);
    const isOwn = ownQuestions.some(({ id }) => id === question.id);
    this.element.dataset.state = question.state;
    this.element.classList.toggle("pinned", question.is_pinned === true);
    this.element.setAttribute("aria-busy", `${Object.hasOwn(busy, question.id)}`);
    set(this.words, question.text);
    this.#showVote(question, isVoted, info);
    this.#showMeta(question, isOwn);
    this.#showAnswer(question);
    this.#showActions(question, info, isOwn && canWithdraw(question, isVoted));
    this.#editor?.offer(mergeTargets(state.shown, question.id));
    set(this.problem, problem);
    this.problem.hidden = !problem;
  }

  #showVote(question, isVoted, info) {
    const count = votesOf(question);
    const canVote = question.state === "open" && info.may_ask === true;
    set(this.count, `${count}`);
    set(this.total, `${count}`);
    set(this.totalWords, this.#text("votes", { count }));
    this.vote.setAttribute("aria-label", this.#text("vote", { count }));
    this.vote.setAttribute("aria-pressed", `${isVoted}`);
    this.vote.hidden = !canVote;
    this.votes.hidden = canVote || !PUBLIC.has(question.state);
  }

  #showMeta(question, isOwn) {
    const { asked_by, asker, asked_at, merged } = question;
    const hidden = asker ? this.#text("anonymousPerson", { name: asker }) : null;
    set(this.name, asked_by ?? hidden ?? this.#text("anonymous"));
    set(this.time, this.#moment(asked_at));
    this.time.dateTime = typeof asked_at === "string" ? asked_at : "";
    const badges = [
      isOwn && this.#text("own"),
      question.is_pinned === true && this.#text("pinned"),
      question.state === "answered" &&
        (question.is_answered_live === true || !question.answer) &&
        this.#text("answeredLive"),
      merged > 0 && this.#text("mergedCount", { count: merged }),
      isOwn && question.state === "waiting" && this.#text("ownWaiting"),
      isOwn && question.state === "dismissed" && this.#text("ownDismissed"),
    ].filter(Boolean);
    if (badges.join("\n") !== this.badges.dataset.words) {
      this.badges.dataset.words = badges.join("\n");
      const make_ = (textContent) => make("span", { part: "badge", textContent });
      this.badges.replaceChildren(...badges.map(make_));
    }
  }

  #showAnswer({ state, answer }) {
    const isThere = state === "answered" && typeof answer === "string" && answer !== "";
    this.answer.hidden = !isThere;
    set(this.answerTitle, this.#text("answerLabel"));
    set(this.answerText, isThere ? answer : "");
  }

  #showActions(question, info, isWithdrawable) {
    const may = (name) =>
      info.may_moderate === true || (info.may_answer === true && ANSWERS.has(name));
    const named = (name) => (name === "pin" && question.is_pinned ? "unpin" : name);
    const first = (FIRST[question.state] ?? []).filter(may);
    const rest = (MORE[question.state] ?? []).filter(may).map(named);
    this.#place(this.first, [...first, ...(isWithdrawable ? ["withdraw"] : [])]);
    this.#place(this.rest, rest);
    this.more.hidden = rest.length === 0;
    set(this.summary, this.#text("more"));
    const about = shortened(question.text, LONGEST_NAME);
    this.summary.setAttribute("aria-label", this.#text("moreAbout", { text: about }));
    this.actions.hidden = this.first.hidden && this.more.hidden;
  }

  #place(place, names) {
    const buttons = names.map((name) => this.#button(name));
    [...place.children].filter((each) => !buttons.includes(each)).forEach((each) => each.remove());
    buttons.forEach((button) => button.parentNode !== place && place.append(button));
    place.hidden = names.length === 0;
  }

  /** One for "pin" and "unpin", so that the keyboard stays where it is. */
  #button(name) {
    const place = name === "unpin" ? "pin" : name;
    if (!this.#buttons.has(place)) {
      const properties = { part: `button ${place}`, className: "quiet", type: "button" };
      const button = make("button", properties);
      button.setAttribute("aria-describedby", `text-${this.id}`);
      // The second of two quick clicks is not meant for what has come under the pointer meanwhile.
      const press = ({ detail }) => detail < 2 && this.#onAction(button.dataset.action);
      button.addEventListener("click", press);
      this.#buttons.set(place, button);
    }
    const button = this.#buttons.get(place);
    button.dataset.action = name;
    set(button, this.#text(name));
    return button;
  }

  #onVote() {
    const isOn = this.vote.getAttribute("aria-pressed") !== "true";
    this.#send({ type: "vote", id: this.id, isOn });
  }

  #onAction(name) {
    if (EDITORS[name]) {
      this.#edit(EDITORS[name]);
    } else {
      const fields = name === "pin" || name === "unpin" ? { pinned: `${name === "pin"}` } : {};
      this.#act(NAMES[name] ?? name, fields);
    }
  }

  #act(name, fields) {
    this.#send({ type: "act", id: this.id, name, fields });
  }

  #edit(name) {
    this.closeEditor();
    this.#editor = new Editor(name, this.id, {
      text: this.#text,
      onDone: (fields) => this.#act(name, fields),
      onCancel: () => this.closeEditor(),
      onTyping: () => this.#send({ type: "typing" }),
    });
    this.problem.before(this.#editor.element);
    this.#editor.offer(mergeTargets(this.#state.shown, this.id));
    this.#editor.begin(this.#question.answer ?? "");
  }

  /** The question, while somebody writes about it. */
  get edited() {
    return this.#editor ? this.#question : null;
  }

  closeEditor() {
    const editor = this.#editor;
    this.#editor = null;
    if (editor?.element.matches(":focus-within")) {
      moveFocus(this.more.hidden ? this.element : this.summary);
    }
    editor?.element.remove();
  }
}

/** Only what is another text is set: a selection, and what reads aloud, would begin again. */
function set(element, text) {
  if (element.textContent !== text) {
    element.textContent = text;
  }
}

function makeArrow() {
  const namespace = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(namespace, "svg");
  const path = document.createElementNS(namespace, "path");
  path.setAttribute("d", ARROW);
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.append(path);
  return svg;
}
