// Jitsi's moderation, which a host's page asks for where only the team speaks: looked at before it is
// switched on, verified afterwards, and not fought over with whoever switches it off in Jitsi.

import { isOpenTo } from "./info.js";
import { approve } from "./on_hands.js";
import { tellPage } from "./on_turn.js";
import { isModerated, MEDIA, unmoderated } from "./stage.js";

const VERIFY = 5; // seconds in which it has to be on
const SPREAD = 10; // seconds over which an audience asks what the stage is now

/** Before this host's page has done anything; "waiting" is for the role. */
const NOT_YET = new Set([null, "waiting"]);

const FAILURES = ["moderationMissing", "moderationOff", "moderationNotModerator"];

/** Whether the video server takes orders about it of this page. */
export function isModerator({ name, info, isApart, roles, participantId }) {
  const isHost = info.role === "host" && roles[participantId] === "moderator";
  return name === "joined" && !isApart && isHost && isOpenTo(info);
}

/** Whether this is the page of a host, in a room where only the team speaks. */
function isInCharge({ name, info, isApart }) {
  return name === "joined" && !isApart && info.role === "host" && isModerated(info);
}

/** Look after it: from when this host is in, on each occasion. */
export function steer(step) {
  const { moderating } = step.state.stage;
  if (!isInCharge(step.state) || !NOT_YET.has(moderating)) {
    return;
  }
  const isReady = isModerator(step.state);
  if (isReady || moderating === null) {
    step.startTimer("moderation", VERIFY, { type: "moderation-due" });
    step.changeStage({ moderating: isReady ? "asked" : "waiting" });
  }
  if (isReady) {
    step.removeNotice(...FAILURES);
    step.run("ask-moderation", { isLast: false });
  }
}

/** What the frame has answered; what it has not is missing. */
export function moderationTold(step, { known, isLast = false }) {
  step.changeStage({ moderation: { ...step.state.stage.moderation, ...known } });
  if (!isInCharge(step.state)) {
    return;
  }
  const missing = unmoderated(step.state.stage.moderation);
  if (missing.length === 0) {
    isOn(step);
  } else if (isLast) {
    isOff(step);
  } else if (isModerator(step.state)) {
    step.changeStage({ moderating: "ordered" });
    step.startTimer("moderation", VERIFY, { type: "moderation-due" });
    step.run("order-moderation", { on: true, media: missing });
  }
  step.run("render");
}

function isOn(step) {
  step.stopTimer("moderation");
  step.changeStage({ moderating: "on" });
  step.removeNotice(...FAILURES);
  approve(step);
}

/** Somebody has switched it off, or it never came. */
function isOff(step) {
  const wasOn = step.state.stage.moderating === "on";
  step.changeStage({ moderating: wasOn ? "off" : "failed" });
  step.notice(wasOn ? "moderationOff" : "moderationMissing");
}

/** It has had its time. */
export function moderationDue(step) {
  if (!isInCharge(step.state)) {
    return;
  }
  if (!isModerator(step.state)) {
    step.notice("moderationNotModerator");
  } else if (unmoderated(step.state.stage.moderation).length > 0) {
    step.run("ask-moderation", { isLast: true });
  }
}

/** By this page, by another host's, or in Jitsi. */
export function moderationChanged(step, { media, enabled, chance = 0 }) {
  const { moderation, approved, approvals } = step.state.stage;
  step.changeStage({ moderation: { ...moderation, [media]: enabled } });
  if (!enabled) {
    const isOther = (key) => !key.endsWith(` ${media}`);
    step.changeStage({ approved: approved.filter(isOther) });
    step.changeStage({ approvals: { ...approvals, [media]: false } });
  }
  if (step.role !== "host") {
    askAboutStage(step, enabled, chance);
  } else if (isInCharge(step.state)) {
    followChange(step);
  }
  step.run("render");
}

/** The switch of the stage may be what another host's page acts upon: the site knows. */
function followChange(step) {
  const { moderation, moderating } = step.state.stage;
  if (unmoderated(moderation).length === 0) {
    isOn(step);
  } else if (moderating === "on") {
    step.startTimer("moderation", VERIFY, { type: "moderation-due" });
    step.askInFull();
  } else {
    approve(step);
  }
}

/** Everybody hears of it in one moment, and does not ask in one. */
function askAboutStage(step, enabled, chance) {
  const isNews = step.state.info.stage !== undefined && enabled !== isModerated(step.state.info);
  if (isNews && step.state.name === "joined" && !step.state.pollsSoon) {
    step.change({ pollsSoon: true, polls: 0 });
    step.pollIn(chance * SPREAD);
  }
}

/** "Switch it on again". */
export function moderateAgain(step) {
  if (isInCharge(step.state)) {
    step.changeStage({ moderating: null });
    steer(step);
    step.run("render");
  }
}

/** This host has switched the stage. */
export function stageSet(step, { answer }) {
  const { info, pushes } = step.state;
  step.change({ info: { ...info, ...answer }, pushes: pushes + 1, problem: null });
  followSwitch(step, info);
  tellPage(step, info);
  step.pollSoon();
  step.run("render");
}

/** A host has switched the stage: this one, or another one whose page may be gone. */
export function followSwitch(step, before) {
  const { info, stage } = step.state;
  if (info.role !== "host" || before.stage === info.stage) {
    return;
  }
  if (isModerated(info)) {
    steer(step);
    return;
  }
  const media = MEDIA.filter((each) => stage.moderation[each]);
  step.stopTimer("moderation");
  step.removeNotice(...FAILURES);
  step.changeStage({ moderating: null, approved: [], guests: {} });
  if (media.length > 0 && isModerator(step.state)) {
    step.run("order-moderation", { on: false, media });
  }
}
