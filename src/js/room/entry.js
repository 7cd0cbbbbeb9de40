// How the frame is entered: what is added to the site's own `configOverwrite`.

import { isModerated } from "./stage.js";

/** Whether a site has left it open if Jitsi's page before the room is shown: this is the default of
 * the app, word for word. */
export function isUndecided(config) {
  const given = Object.entries(Object(config?.prejoinConfig));
  return given.length === 1 && config.prejoinConfig.enabled === false;
}

/** The site's own config, and what the machine's state adds. `isMoving`: into another room, as this
 * person was in the one before. What is not known is muted.
 *
 * @param {any} config
 * @param {any} state
 */
export function entryConfig(
  config,
  { isMuted, showsPrejoin, isMoving = false, mutes = {}, info = {} },
) {
  // The audience of a moderated stage is invited anew.
  const isQuiet = info.role === "attendee" && isModerated(info);
  const muted = (kind) => isMuted || isQuiet || mutes[kind] !== false;
  return {
    ...config,
    ...((isMuted || isMoving) && {
      startWithAudioMuted: muted("audio"),
      startWithVideoMuted: muted("video"),
    }),
    ...((showsPrejoin || isMoving) && { prejoinConfig: { enabled: showsPrejoin } }),
  };
}
