// How the frame is entered: what is added to the site's own `configOverwrite`.

/** Whether a site has left it open if Jitsi's page before the room is shown: this is the default of
 * the app, word for word. */
export function isUndecided(config) {
  const given = Object.entries(Object(config?.prejoinConfig));
  return given.length === 1 && config.prejoinConfig.enabled === false;
}

export function entryConfig(config, { isMuted, showsPrejoin }) {
  return {
    ...config,
    ...(isMuted && { startWithAudioMuted: true, startWithVideoMuted: true }),
    ...(showsPrejoin && { prejoinConfig: { enabled: true } }),
  };
}
