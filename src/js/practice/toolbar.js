import { all, one } from "./page.js";

/** By action, Jitsi's name of the button in `toolbarButtons`. Its menu "hangup" has both ways out. */
const NAMES = {
  audio: "microphone",
  video: "camera",
  hand: "raisehand",
  chat: "chat",
  "mute-others": "mute-everyone",
  end: "hangup",
  leave: "hangup",
};

/** Hide the buttons that are not among the wanted ones, unless the page has not said which. */
export function hideUnwanted(toolbarButtons, { disableChat = false } = {}) {
  const isWanted = (name) => !Array.isArray(toolbarButtons) || toolbarButtons.includes(name);
  for (const button of all(".bar [data-action]")) {
    const name = NAMES[button.dataset.action];
    const isHidden = !isWanted(name) || (disableChat && name === "chat");
    button.classList.toggle("unwanted", isHidden);
  }
}

/** Who only watches has neither a microphone nor a camera. */
export function showToViewer(isViewer) {
  for (const kind of ["audio", "video"]) {
    one(`.bar [data-action=${kind}]`).hidden = isViewer;
  }
}

/** What moderators alone may do; they have more buttons, so these are set closer. */
export function showToModerators(isModerator) {
  for (const part of all("[data-moderator]")) {
    part.hidden = !isModerator;
  }
  one(".bar").classList.toggle("moderator", isModerator);
}
