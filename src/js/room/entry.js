// How the frame is entered: what is added to the site's own `configOverwrite`.

/** Whether a site has left it open if Jitsi's page before the room is shown: this is the default of
 * the app, word for word. */
export function isUndecided(config) {
  const given = Object.entries(Object(config?.prejoinConfig));
  return given.length === 1 && config.prejoinConfig.enabled === false;
}

/** `isMoving`: into another room, as this person was in the one before. What is not known is muted. */
export function entryConfig(config, { isMuted, showsPrejoin, isMoving = false, mutes = {} }) {
  const muted = (kind) => isMuted || mutes[kind] !== false;
  return {
    ...config,
    ...((isMuted || isMoving) && {
      startWithAudioMuted: muted("audio"),
      startWithVideoMuted: muted("video"),
    }),
    ...((showsPrejoin || isMoving) && { prejoinConfig: { enabled: showsPrejoin } }),
  };
}
