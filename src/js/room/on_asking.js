// Asking to be let in: people who are not registered ask, and hosts answer.

import { reasonOf, stateOf } from "./states.js";

const RECENT = 600; // seconds for which whoever has asked still wants in

/** The site has taken the request; or says that none is needed. */
export function requestNoted(step, { answer, now }) {
  const info = { ...step.state.info, asked: answer.asked, can_ask: false };
  step.change({ info, askedAt: now, polls: 0, pushes: step.state.pushes + 1, problem: null });
  step.moveToDescribed();
  step.schedulePoll();
  if (answer.asked === "admitted") {
    step.askInFull();
  }
}

/** What has become of it: whoever has asked a moment ago comes in without a click. */
export function followAnswer(step, { now, letsIn }) {
  const { info, reason, askedAt } = step.state;
  const wants = askedAt !== null && now - askedAt < RECENT * 1000;
  if (info.role && info.is_active && wants && letsIn) {
    step.change({ askedAt: null });
    step.run("enter");
  } else if (stateOf(info) !== "unregistered" || reasonOf(info) !== reason) {
    step.moveToDescribed();
    step.schedulePoll();
  }
}

/** Hosts hear who has come to ask; what they are doing goes on. */
export function tellAsking(step, { info: before }) {
  const known = new Set((before.asking ?? []).map(({ participant }) => participant));
  const asking = step.state.info.asking ?? [];
  const [first, ...more] = asking.filter(({ participant }) => !known.has(participant));
  if (first) {
    const key = more.length > 0 ? "askingCount" : "asksNow";
    const values = { name: first.display_name, count: asking.length };
    step.run("say", { key, values });
  }
}

/** By this host, or by another one who was faster. */
export function requestAnswered(step, { answer }) {
  const { participant, display_name: name, asked } = answer;
  const { info, roster, pushes } = step.state;
  const without = (list) => list?.filter((person) => person.participant !== participant);
  step.change({
    info: { ...info, ...(info.asking && { asking: without(info.asking) }) },
    ...(roster && { roster: { ...roster, asking: without(roster.asking) } }),
    pushes: pushes + 1, // a poll under way is from before that
    problem: null,
  });
  step.run("render");
  step.run("say", { key: asked === "admitted" ? "admittedNow" : "declinedNow", values: { name } });
}
