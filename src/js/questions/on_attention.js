// Where people look and write: the list stands still under their finger, and no voice talks into
// what they type.

import { isNews, NO_NEWS } from "./list.js";

export const QUIET = 10; // seconds between two sentences about what others have done
const TYPING = 4; // seconds without a key, after which somebody does not type any more

export function announce(step) {
  const { news, isTyping, isQuiet } = step.state;
  if (!isTyping && !isQuiet && isNews(news)) {
    step.change({ news: NO_NEWS, isQuiet: true });
    step.run("announce", { news });
    step.run("start-timer", { name: "quiet", seconds: QUIET, event: { type: "quiet-over" } });
  }
}

/** The pointer or the keyboard is in the list, or has left it. */
export function hold(step, { isHeld }) {
  if (step.state.isHeld !== isHeld) {
    step.change({ isHeld });
    if (!isHeld) {
      showChanges(step);
    }
  }
}

export function showChanges(step) {
  step.change({ shown: step.state.questions });
  step.run("render");
}

export function typing(step) {
  step.change({ isTyping: true });
  step.forget("ask");
  step.run("start-timer", { name: "typing", seconds: TYPING, event: { type: "typing-over" } });
}

export function typingOver(step) {
  step.change({ isTyping: false });
  announce(step);
}

export function quietOver(step) {
  step.change({ isQuiet: false });
  announce(step);
}
