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
export function hideUnwanted(wanted) {
  if (Array.isArray(wanted)) {
    for (const button of all(".bar [data-action]")) {
      button.classList.toggle("unwanted", !wanted.includes(NAMES[button.dataset.action]));
    }
  }
}

/** What moderators alone may do; they have more buttons, so these are set closer. */
export function showToModerators(isModerator) {
  for (const part of all("[data-moderator]")) {
    part.hidden = !isModerator;
  }
  one(".bar").classList.toggle("moderator", isModerator);
}
