/** What the embedding page may ask of a room that has been entered, by Jitsi's names on the wire. */
export const COMMANDS = {
  "approve-video": (room, [id]) => room.moderation.approveVideo(id),
  "ask-to-unmute": (room, [id]) => room.moderation.approveAudio(id),
  "display-name": (room, [text]) => room.connection.act("name", { name: text }),
  "end-conference": (room) => room.connection.act("end"),
  "kick-participant": (room, [id]) => room.connection.act("kick", { who: id }),
  "mute-everyone": (room, [media = "audio"]) => {
    room.connection.act("mute", { media });
    if (room.isModerator) {
      room.media.mute(media);
    }
  },
  "mute-remote-participant": (room, [id, media = "audio"]) => room.moderation.mute(id, media),
  "reject-participant": (room, [id, media]) => room.moderation.reject(id, media),
  "send-chat-message": (room, [text, to]) => room.me.mayChat && room.write(text, to),
  "start-recording": (room, [options]) => room.recording.start(options),
  "stop-recording": (room, [mode]) => room.recording.stop(mode),
  subject: (room, [text]) => room.connection.act("subject", { subject: text }),
  "toggle-audio": (room) => room.media.toggle("audio"),
  "toggle-chat": (room) => room.chat.toggle(),
  "toggle-moderation": (room, [on, media]) => room.moderation.toggle(on, media),
  "toggle-raise-hand": (room) => room.hand.toggle(),
  "toggle-video": (room) => room.media.toggle("video"),
};

/** What it may ask to know; what is not known yet is answered as of an empty room. */
export const REQUESTS = {
  "is-audio-muted": (room) => room.media.isMuted("audio"),
  "is-moderation-on": (room, { mediaType }) => room.moderation.isOn(mediaType ?? "audio"),
  "is-participant-force-muted": (room, { participantId, mediaType }) =>
    room.moderation.isForceMuted(participantId, mediaType ?? "audio"),
  "is-video-muted": (room) => room.media.isMuted("video"),
};
