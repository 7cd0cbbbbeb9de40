// Hands, for hosts: the queue of the site and of the frame, who of them is let on stage, and speakers,
// who need no invitation.

import { ownHandChanged } from "./on_turn.js";
import { approvalsOf, isModerated, listOf, queueIn, thanksTo } from "./stage.js";

const PAUSE = 5; // seconds between two announcements

function isQueueing({ name, info }) {
  return name === "joined" && info.role === "host" && isModerated(info);
}

/** Somebody in the frame raises a hand, or lowers it (`raised` is 0). */
export function handChanged(step, { id, raised, name }) {
  const { [id]: _, ...others } = step.state.stage.hands;
  const { ignored } = step.state.stage;
  const hands = raised > 0 ? { ...others, [id]: { at: raised, name } } : others;
  step.changeStage({ hands, ignored: ignored.filter((each) => each !== id) });
  if (id === step.state.participantId) {
    ownHandChanged(step, raised > 0);
  } else if (isQueueing(step.state)) {
    followQueue(step);
    if (!step.state.pollsSoon) {
      step.pollSoon();
    }
  }
}

/** After the queue may have changed. */
export function followQueue(step) {
  if (isQueueing(step.state)) {
    inviteGuests(step);
    tellHands(step);
    approve(step);
    step.run("render");
  }
}

/** A hand in the frame may be answered before the site tells of its owner, who is invited there as
 * soon as it does. */
function inviteGuests(step) {
  const { guests } = step.state.stage;
  for (const turn of listOf(step.state.info.turns)) {
    const id = turn.endpoints.find((each) => Object.hasOwn(guests, each));
    if (id !== undefined && turn.state === "raised") {
      step.run("invite", { row: turn, camera: guests[id] });
    }
  }
}

/** Let those on stage unmute, and no others whom this page has let. */
export function approve(step) {
  const { info, stage, roles, participantId } = step.state;
  if (isQueueing(step.state) && roles[participantId] === "moderator") {
    const turns = listOf(info.turns);
    const speakers = listOf(info.speakers);
    const { commands, approved, owners } = approvalsOf({ ...stage, turns, speakers });
    step.changeStage({ approved, owners });
    order(step, commands);
  }
}

function order(step, commands) {
  if (commands.length > 0) {
    step.run("command-frame", { commands });
  }
}

// Announcements

function tellHands(step) {
  const { known, unsaid } = step.state.stage;
  const { waiting } = queueIn(step.state);
  const added = waiting.filter(({ key }) => !known.includes(key));
  const names = added.map(({ display_name }) => display_name);
  step.changeStage({ known: waiting.map(({ key }) => key), unsaid: [...unsaid, ...names] });
  if (!step.state.stage.isSaying) {
    say(step, waiting.length);
  }
}

function say(step, count) {
  const { unsaid } = step.state.stage;
  if (unsaid.length > 0) {
    const key = unsaid.length > 1 || !unsaid[0] ? "handsRaised" : "raisesHand";
    step.run("say", { key, values: { name: unsaid[0], count } });
    step.changeStage({ unsaid: [], isSaying: true });
    step.startTimer("hands", PAUSE, { type: "hands-due" });
  }
}

export function handsDue(step) {
  step.changeStage({ isSaying: false });
  say(step, queueIn(step.state).waiting.length);
}

// What this host does

/** `what` is `invite`, `thank` or `lower`; `row` is of the queue, and none where all are meant. */
export function turnsTold(step, { turns, what, row }) {
  const { info, pushes } = step.state;
  step.change({ info: { ...info, turns }, pushes: pushes + 1, problem: null });
  if (what === "lower") {
    ignoreHands(step, row);
  } else {
    forgetGuests(step, row.endpoints);
  }
  followTurn(step, { what, row });
}

function forgetGuests(step, ids) {
  const known = Object.entries(step.state.stage.guests);
  const guests = Object.fromEntries(known.filter(([id]) => !ids.includes(id)));
  step.changeStage({ guests });
}

/** The same for somebody whom the site does not know. */
export function handAnswered(step, { what, row, camera = false }) {
  const [id] = row.endpoints;
  const { [id]: _, ...guests } = step.state.stage.guests;
  step.changeStage({ guests: what === "invite" ? { ...guests, [id]: camera } : guests });
  if (what !== "invite") {
    ignoreHands(step, row);
  }
  followTurn(step, { what, row });
}

/** What is lowered is out of sight until it is raised again. */
function ignoreHands(step, row) {
  const { hands, ignored } = step.state.stage;
  step.changeStage({ ignored: [...ignored, ...(row?.endpoints ?? Object.keys(hands))] });
}

const SAID = { invite: "invitedNow", thank: "thankedNow" };

function followTurn(step, { what, row }) {
  if (what === "thank") {
    forget(step, row.endpoints);
    order(step, thanksTo(row.endpoints));
  }
  followQueue(step);
  if (SAID[what]) {
    step.run("say", { key: SAID[what], values: { name: row.display_name } });
  }
}

/** Who has left the room, or the stage. */
export function forget(step, ids) {
  const isOther = (key) => !ids.includes(key.split(" ")[0]);
  step.changeStage({ approved: step.state.stage.approved.filter(isOther) });
}

export function somebodyLeft(step, id) {
  const { hands, guests } = step.state.stage;
  const without = (known) =>
    Object.fromEntries(Object.entries(known).filter(([key]) => key !== id));
  step.changeStage({ hands: without(hands), guests: without(guests) });
  forget(step, [id]);
}
