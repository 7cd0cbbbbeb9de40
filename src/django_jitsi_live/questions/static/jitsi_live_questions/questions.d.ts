/** Types of questions.js: the element <jitsi-live-questions>. */

export type LiveQuestionState = "waiting" | "open" | "answered" | "dismissed";

/** A question as the site sends it. */
export interface LiveQuestion {
  id: string;
  text: string;
  /** Null where it was asked anonymously. */
  asked_by: string | null;
  /** Who has asked anonymously, for moderators; absent for everybody else. */
  asker?: string | null;
  /** ISO 8601. */
  asked_at: string;
  votes: number;
  state: LiveQuestionState;
  is_pinned: boolean;
  /** Empty where there is none in writing. */
  answer: string;
  is_answered_live: boolean;
  /** ISO 8601. */
  answered_at: string | null;
  /** How many others were merged into it. */
  merged: number;
}

export type LiveQuestionsState = "loading" | "ready" | "logged-out" | "refused";

export interface LiveQuestionsAttributes {
  "event-id"?: string | number | undefined;
  "questions-url"?: string | undefined;
  theme?: "light" | "dark" | undefined;
}

/** The element's words in English, by key. */
export const QUESTIONS_TEXTS: Readonly<Record<string, string>>;

export class JitsiLiveQuestions extends HTMLElement {
  /** Register the element; `questions.js` has done so for `jitsi-live-questions`. */
  static define(tag?: string, registry?: CustomElementRegistry): void;
  readonly state: LiveQuestionsState | null;
  /** A copy of the newest list, in order. */
  readonly questions: LiveQuestion[];
  /** What asks the site in place of the browser's `fetch`, such as with a bearer token. */
  fetch: ((url: string, options: RequestInit) => Promise<Response>) | null;
  /** Words other than the element's own, by key. */
  get texts(): Record<string, string>;
  set texts(value: Record<string, string>);
  /** These reject with an error that has a `code`. */
  ask(text: string, options?: { anonymous?: boolean }): Promise<void>;
  vote(id: string): Promise<void>;
  unvote(id: string): Promise<void>;
  /** Asks the site now. */
  refresh(): Promise<void>;

  addEventListener<Name extends keyof LiveQuestionsEventMap>(
    type: Name,
    listener: (this: JitsiLiveQuestions, event: LiveQuestionsEventMap[Name]) => unknown,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener<Name extends keyof HTMLElementEventMap>(
    type: Name,
    listener: (this: JitsiLiveQuestions, event: HTMLElementEventMap[Name]) => unknown,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | AddEventListenerOptions,
  ): void;
}

export interface QuestionsChangeDetail {
  eventId: string | null;
  version: string;
  /** How many questions there are, of those that this person may see. */
  count: number;
}

export interface QuestionsErrorDetail {
  eventId: string | null;
  code: string;
  message: string;
  /** `list`, `ask`, or the id of the question. */
  about: string;
}

export interface LiveQuestionsEventMap {
  "jitsi-live-questions:change": CustomEvent<QuestionsChangeDetail>;
  "jitsi-live-questions:error": CustomEvent<QuestionsErrorDetail>;
}

declare global {
  interface HTMLElementTagNameMap {
    "jitsi-live-questions": JitsiLiveQuestions;
  }
  // They bubble, so that the page around may listen as well.
  interface DocumentEventMap extends LiveQuestionsEventMap {}
}
