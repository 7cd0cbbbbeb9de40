// The own turn to speak, of the audience: a hand, an invitation that one click accepts, the stage, and
// the way back. Nobody is on air by itself.

import { isAudience, isModerated, MEDIA } from "./stage.js";

const LATE = 10; // seconds in which the video server opens what was accepted

const isInvited = ({ turn }) => turn === "invited" || turn === "speaking";

function isHere({ name, isApart }) {
  return name === "joined" && !isApart;
}

/** After each word of the site or the frame about the stage. */
export function followStage(step, before = {}) {
  if (step.role === "attendee" && isHere(step.state) && step.state.info.stage !== undefined) {
    if (isAudience(step.state)) {
      followTurn(step, before);
    } else {
      step.changeStage({ place: null, wants: {} });
      withdraw(step);
    }
    followToolbar(step);
  }
  tellPage(step, before);
}

function followTurn(step, before) {
  const { info, stage } = step.state;
  if (stage.place === "turn" && !isInvited(info)) {
    leaveStage(step);
  }
  if (!isInvited(info)) {
    withdraw(step);
  }
  followHand(step, before);
  takeByFrame(step);
  offer(step);
}

/** The invitation is not there any more. */
function withdraw(step) {
  if (step.state.question === "invited" || step.state.question === "speakAgain") {
    step.change({ question: null });
    step.run("render");
  }
}

/** Once for each invitation, and where nothing else is asked. */
function offer(step) {
  const { info, stage, question, isBusy } = step.state;
  const isFree = stage.place !== "turn" && question === null && !isBusy;
  if (isInvited(info) && isFree) {
    const asked = info.turn === "invited" ? "invited" : "speakAgain";
    step.change({ question: asked });
    step.run("render");
    step.run("say", { key: asked, values: { name: info.invited_by } });
  }
}

/** A moderator has let this person unmute in Jitsi, and the site knows of no invitation. */
function takeByFrame(step) {
  const { info, stage } = step.state;
  if (stage.approvals.audio && stage.place === null && !isInvited(info) && stage.isSiteAsked) {
    step.changeStage({ place: "frame" });
    step.notice("mayUnmute");
    step.run("render");
  }
}

/** The toolbar of the frame follows the place of this person. */
function followToolbar(step) {
  const { stage, buttons } = step.state;
  const toolbar = isAudience(step.state) && stage.place === null ? "audience" : "stage";
  if (stage.toolbar === null || stage.toolbar === toolbar) {
    return;
  }
  step.changeStage({ toolbar, wasThanked: false });
  command(step, "overwriteConfig", { toolbarButtons: buttons[toolbar] });
  if (stage.toolbar !== "unknown" && !stage.wasThanked) {
    tellSwitch(step, toolbar);
  }
  step.run("render");
}

/** A host has switched the stage. */
function tellSwitch(step, toolbar) {
  if (toolbar === "audience") {
    step.run("turn-media", { media: MEDIA, on: false });
    step.run("say", { key: "stageModerated" });
  } else if (!isModerated(step.state.info)) {
    step.run("say", { key: "stageOpen" });
  }
}

function command(step, name, ...values) {
  step.run("command-frame", { commands: [{ name, values }] });
}

/** What the page is told: hosts' pages may show it elsewhere.
 *
 * @param {any} step
 * @param {any} [before]
 */
export function tellPage(step, before = {}) {
  const { info } = step.state;
  const partOf = ({ stage, is_on_stage, turn }) => [stage, Boolean(is_on_stage), turn ?? null];
  if (info.stage !== undefined && partOf(info).join() !== partOf(before).join()) {
    const [stage, isOnStage, turn] = partOf(info);
    step.dispatch("stage", { stage, isOnStage, turn });
  }
}

// The hand

/** What the site knows is shown in the frame: after a reload, or after a host has lowered it. */
function followHand(step, before) {
  const { info, stage } = step.state;
  const isRaised = info.turn === "raised";
  const isNews = isRaised
    ? before.turn !== "raised" || !stage.isHandShown
    : before.turn === "raised";
  if (isNews) {
    step.changeStage({ isHandShown: true });
    putHand(step, isRaised);
  }
}

function putHand(step, raised) {
  if (step.state.stage.hasHand !== raised) {
    step.changeStage({ hasHand: raised });
    command(step, "toggleRaiseHand");
  }
}

/** By the button of the page. */
export function handAsked(step, { raised }) {
  if (isHere(step.state) && isAudience(step.state)) {
    tellSite(step, raised);
    putHand(step, raised);
    step.run("render");
  }
}

/** In the frame: by the person, or as this page has asked for. */
export function ownHandChanged(step, hasHand) {
  step.changeStage({ hasHand });
  if (isHere(step.state) && isAudience(step.state)) {
    tellSite(step, hasHand);
    step.run("render");
  }
}

/** Once: who is invited or speaks asks no more. */
function tellSite(step, raised) {
  const { info } = step.state;
  const turn = info.turn ?? null;
  if (turn === (raised ? null : "raised")) {
    step.change({ info: { ...info, turn: raised ? "raised" : null } });
    step.changeStage({ isHandShown: true });
    post(step, raised ? "raise" : "lower");
    tellPage(step, info);
  }
}

/** A poll under way is from before that; until the site has answered, what later ones say of the
 * turn may be, too. */
function post(step, hand) {
  step.change({ pushes: step.state.pushes + 1 });
  step.changeStage({ telling: step.state.stage.telling + 1 });
  step.run("post-hand", { hand });
}

/** What the site has made of it; the last word counts. */
export function turnTold(step, { turn }) {
  turnUntold(step);
  if (step.state.stage.telling > 0) {
    return;
  }
  const before = step.state.info;
  step.change({ info: { ...before, turn }, pushes: step.state.pushes + 1 });
  followStage(step, before);
  step.run("render");
}

/** What the site has made of it is not known: the next poll tells. */
export function turnUntold(step) {
  step.changeStage({ telling: Math.max(0, step.state.stage.telling - 1) });
}

// The invitation

/** Accepted by a click; `camera`: with a picture. */
export function turnTaken(step, { answer, camera = false }) {
  const before = step.state.info;
  const { pushes } = step.state;
  const info = { ...before, turn: answer.turn, is_on_stage: answer.turn === "speaking" };
  const wants = camera ? { audio: true, video: true } : { audio: true };
  step.change({ info, pushes: pushes + 1, problem: null, question: null });
  step.changeStage({ place: "turn", wants });
  putHand(step, false);
  step.removeNotice("mayUnmute", "thankYou");
  step.run("say", { key: "onStageNow" });
  followStage(step, before);
  step.startTimer("on-air", LATE, { type: "air-late" });
  goOnAir(step);
  step.run("render");
}

/** What was asked for, as soon as the video server allows it. */
export function goOnAir(step) {
  const { moderation, approvals, wants } = step.state.stage;
  const open = Object.keys(wants).filter((media) => !moderation[media] || approvals[media]);
  if (open.length > 0) {
    const left = Object.entries(wants).filter(([media]) => !open.includes(media));
    step.changeStage({ wants: Object.fromEntries(left) });
    step.removeNotice("airLate");
    step.run("turn-media", { media: open, on: true });
  }
}

export function airLate(step) {
  if (Object.keys(step.state.stage.wants).length > 0) {
    step.notice("airLate");
  }
}

/** Not now, or no longer: also by Escape. */
export function turnDeclined(step) {
  const { info } = step.state;
  step.change({ info: { ...info, turn: null, is_on_stage: false }, question: null });
  post(step, "decline");
  putHand(step, false);
  followStage(step, info);
  step.run("render");
}

/** Back to the audience, with microphone and camera off. */
function leaveStage(step) {
  step.changeStage({ place: null, wants: {}, wasThanked: true });
  step.stopTimer("on-air");
  step.removeNotice("mayUnmute", "airLate");
  step.run("turn-media", { media: MEDIA, on: false });
  step.removeNotice("thankYou");
  step.notice("thankYou");
  followToolbar(step);
}

/** A moderator's page has let somebody unmute, or not any more. */
export function approvalChanged(step, { id, media, isApproved }) {
  if (id !== step.state.participantId) {
    return;
  }
  const { approvals } = step.state.stage;
  step.changeStage({ approvals: { ...approvals, [media]: isApproved } });
  if (!isHere(step.state) || !isAudience(step.state)) {
    return;
  }
  if (isApproved) {
    goOnAir(step);
    askSite(step);
  } else {
    rejected(step, media);
  }
}

/** The site knows whether that is an invitation, and who invites. */
function askSite(step) {
  if (step.state.stage.place === null) {
    step.changeStage({ isSiteAsked: true });
    step.askInFull();
  }
}

function rejected(step, media) {
  const { info, stage } = step.state;
  if (media !== "audio") {
    step.run("turn-media", { media: [media], on: false });
  } else if (stage.place !== null) {
    step.change({ info: { ...info, turn: null, is_on_stage: false } });
    post(step, "decline");
    leaveStage(step);
    tellPage(step, info);
    step.run("render");
  }
}
