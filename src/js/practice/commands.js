/** What the embedding page may ask of a room that has been entered, by Jitsi's names on the wire. */
export const COMMANDS = {
  "display-name": (room, [text]) => room.connection.act("name", { name: text }),
  "end-conference": (room) => room.connection.act("end"),
  "kick-participant": (room, [id]) => room.connection.act("kick", { who: id }),
  "mute-everyone": (room, [media = "audio"]) => {
    room.connection.act("mute", { media });
    if (room.isModerator) {
      room.media.mute(media);
    }
  },
  "send-chat-message": (room, [text, to]) => room.me.mayChat && room.write(text, to),
  "start-recording": (room, [options]) => room.recording.start(options),
  "stop-recording": (room, [mode]) => room.recording.stop(mode),
  subject: (room, [text]) => room.connection.act("subject", { subject: text }),
  "toggle-audio": (room) => room.media.toggle("audio"),
  "toggle-chat": (room) => room.chat.toggle(),
  "toggle-raise-hand": (room) => room.connection.act("hand", { raised: !room.me.handRaised }),
  "toggle-video": (room) => room.media.toggle("video"),
};
