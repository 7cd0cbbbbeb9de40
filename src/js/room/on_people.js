// The list of people, by which hosts remove somebody and readmit them.

import { siteRefuses } from "./on_removal.js";

// In seconds, while it is open.
const REFRESH = 10;
const SOON = 2;

export function listToggled(step, { isOpen }) {
  step.change({ isListOpen: isOpen });
  listPeople(step);
}

/** While it is open. The site is asked again after its answer. */
export function listPeople(step) {
  if (step.state.isListOpen && step.state.name === "joined" && step.role === "host") {
    step.run("list-people");
  }
}

function listLater(step, seconds = REFRESH) {
  if (step.state.isListOpen) {
    step.startTimer("people", seconds, { type: "people-due" });
  }
}

/** Somebody has come or gone, which their page is about to report. */
export function peopleSoon(step) {
  listLater(step, SOON);
}

export function peopleListed(step, { roster }) {
  step.change({ roster });
  step.run("render");
  listLater(step);
}

export function peopleFailed(step, event) {
  listLater(step);
  siteRefuses(step, event);
}

/** Somebody was removed or readmitted by this host. What the video server has not confirmed stays in
 * sight. */
export function personChanged(step, { answer }) {
  const { participant, display_name: name, is_removed, removal } = answer;
  const { roster } = step.state;
  const isOther = (person) => person.participant !== participant;
  const changed = { is_removed, can_be_removed: !is_removed };
  const people = roster?.people?.map((person) =>
    isOther(person) ? person : { ...person, ...changed },
  );
  step.change({ ...(people && { roster: { ...roster, people } }), problem: null, question: null });
  step.run("render");
  if (is_removed && removal === "pending") {
    step.removeNotice("removalPending");
    step.notice("removalPending", { name });
  } else {
    const done = removal === "server" ? "removedNow" : "removedSoon";
    step.run("say", { key: is_removed ? done : "readmittedNow", values: { name } });
  }
  listPeople(step);
}

/** Somebody was put out in the video; the site knows who that is, and has not removed them. */
export function wasKicked(step, { person, roster }) {
  if (step.state.name === "joined" && !step.state.question) {
    step.change({ question: "hold", person, roster });
    step.run("render");
  }
}
