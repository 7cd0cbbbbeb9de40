import { filled } from "../room/filled.js";
import { attempt } from "../room/report.js";

// What people read. A page overrides words by the property `texts`; {% jitsi_questions %} brings those
// of the visitor's language.
export const QUESTIONS_TEXTS = {
  title: "Questions",
  loading: "One moment …",
  none: "No questions yet.",
  noneAsk: "No questions yet. Ask the first one.",
  askLabel: "Your question",
  askAnonymously: "Ask anonymously",
  askHintNamed: "Everybody here sees your name beside it.",
  askHintAnonymous: "It is shown without your name.",
  askHintApproval: "The hosts look at it before it is shown.",
  askHintModerators: "Without your name, the others do not see who asks. The hosts may.",
  ask: "Ask",
  counter: "{count} of {max} characters",
  tooLong: "This is too long. Shorten it by {count} characters.",
  empty: "Write your question first.",
  closed: "The event is over: questions are no longer taken.",
  asked: "Your question is in the list.",
  askedWaiting: "Your question was sent. It appears as soon as a host has approved it.",
  ownTitle: "Your questions",
  ownWaiting: "Waits for a host to approve it",
  ownDismissed: "The hosts have put it aside",
  own: "Yours",
  withdraw: "Withdraw",
  withdrawn: "Your question was withdrawn.",
  waitingTitle: "Waiting for approval",
  openTitle: "Open questions",
  answeredTitle: "Answered",
  dismissedTitle: "Put aside",
  anonymous: "Anonymous",
  anonymousPerson: "Anonymous (you see: {name})",
  vote: "Vote, {count} so far",
  votes: "Votes: {count}",
  pinned: "Pinned",
  answeredLive: "Answered live",
  mergedCount: "Asked by others too: {count}",
  answerLabel: "Answer",
  answer: "Answer in writing",
  answerChange: "Change the answer",
  answerSend: "Send the answer",
  answerLive: "Answered live",
  approve: "Approve",
  pin: "Pin",
  unpin: "Unpin",
  dismiss: "Put aside",
  restore: "Take up again",
  merge: "Merge",
  mergeInto: "Which question asks the same?",
  mergeDo: "Merge into that one",
  cancel: "Cancel",
  more: "More",
  moreAbout: "More for: {text}",
  done: "Done.",
  export: "Export",
  exportCsv: "CSV",
  exportJson: "JSON",
  showMore: "Show more ({count})",
  newOne: "1 new question",
  newMany: "{count} new questions",
  changed: "The list has changed. Show it",
  saidOne: "1 new question.",
  saidMany: "{count} new questions.",
  saidWaitingOne: "1 question waits for approval.",
  saidWaitingMany: "{count} questions wait for approval.",
  saidAnswerOne: "1 question was answered.",
  saidAnswerMany: "{count} questions were answered.",
  failed: "This did not work. Please try again.",
  failedOffline:
    "The site did not answer. What you wrote is still here: check your connection and try again.",
  failedServer:
    "The site could not do this. Try again in a minute; if it goes on, tell the people who run this site.",
  failedLoggedOut:
    "You are not logged in any more, so nothing was sent. What you wrote is still here: log in in another tab, then press the button again.",
  failedCsrf:
    "This site refuses what its own pages send. Reload the page, after you have copied what you wrote; if that does not help, tell the people who run this site.",
  listOffline: "The list may be out of date. This page tries again by itself.",
  listLoggedOut: "You are not logged in any more. Log in again, then reload this page.",
  listRefused: "You cannot see the questions of this event.",
};

/** Our words, with those of each source in their place. What is no text there is left out.
 *
 * @param {any[]} sources
 * @returns {Record<string, string>}
 */
export function textsWith(...sources) {
  const texts = { ...QUESTIONS_TEXTS };
  for (const key of Object.keys(QUESTIONS_TEXTS)) {
    for (const source of sources) {
      const text = attempt(() => source?.[key]);
      if (typeof text === "string") {
        texts[key] = text;
      }
    }
  }
  return texts;
}

/** The words of this key, with the values in their place. */
export function wordsFrom(texts) {
  return (key, values = {}) => filled(texts[key] ?? QUESTIONS_TEXTS[key] ?? "", values);
}
