import { isBackstage } from "./info.js";
import { INSIDE } from "./states.js";

const TRIED = new Set(["unreachable", "refused"]); // states in which "Try again" is to enter again

/** What people and scripts do, by its name: each gets whom it is done to by participant id, where
 * everybody is moved to, and what is known of whom it is done to. `room` has `entrance`, `host`, `getState` and `send`. */
export function actionsOf({ entrance, host, getState, send }) {
  const recorder = (mode, on) => async () => send({ type: "recorder-asked", mode, on });
  return {
    start: () => (isInBackstage(getState()) ? host.goLive() : entrance.enter("start")),
    backstage: () => entrance.enter("backstage"),
    join: () => entrance.enter("join"),
    reopen: () => entrance.enter("reopen"),
    leave: async () => send({ type: "leave" }),
    extend: () => host.extend(),
    end: () => host.end(),
    remove: (participant) => host.remove(participant),
    removeAndMove: (participant) => host.removeAndMove(participant),
    readmit: (participant) => host.readmit(participant),
    ask: () => host.ask(),
    admit: (participant) => host.answer(participant, "admit"),
    decline: (participant) => host.answer(participant, "decline"),
    move: (_participant, server) => host.move(server),
    record: recorder("file", true),
    stopRecording: recorder("file", false),
    stream: recorder("stream", true),
    stopStream: recorder("stream", false),
    ...stageActionsOf({ host, send }),
    // It lets in, and starts nothing: whoever has pressed "Go live" did so once.
    retry: async () =>
      TRIED.has(getState().name) ? entrance.enter("join") : send({ type: "retry" }),
  };
}

function stageActionsOf({ host, send }) {
  return {
    moderate: () => host.setStage("moderated"),
    openStage: () => host.setStage("open"),
    moderateAgain: async () => send({ type: "moderate-again" }),
    invite: (_participant, _server, row) => host.turn("invite", row),
    inviteCamera: (_participant, _server, row) => host.turn("invite", row, { camera: true }),
    thank: (_participant, _server, row) => host.turn("thank", row),
    lowerHand: (_participant, _server, row) => host.turn("lower", row),
    lowerHands: () => host.turn("lower"),
    raise: async () => send({ type: "hand-asked", raised: true }),
    lower: async () => send({ type: "hand-asked", raised: false }),
    speak: () => host.accept({ camera: false }),
    speakCamera: () => host.accept({ camera: true }),
    notNow: async () => send({ type: "turn-declined" }),
  };
}

function isInBackstage({ name, info }) {
  return INSIDE.has(name) && isBackstage(info);
}
