/** What the embedding page may ask of a room that has been entered, by Jitsi's names on the wire. */
export const COMMANDS = {
  "display-name": (room, [text]) => room.line.act("name", { name: text }),
  "end-conference": (room) => room.line.act("end"),
  "kick-participant": (room, [id]) => room.line.act("kick", { who: id }),
  "mute-everyone": (room, [media = "audio"]) => {
    room.line.act("mute", { media });
    if (room.isModerator) {
      room.media.mute(media);
    }
  },
  "send-chat-message": (room, [text, to]) => room.me.mayChat && room.write(text, to),
  subject: (room, [text]) => room.line.act("subject", { subject: text }),
  "toggle-audio": (room) => room.media.toggle("audio"),
  "toggle-chat": (room) => room.chat.toggle(),
  "toggle-raise-hand": (room) => room.line.act("hand", { raised: !room.me.handRaised }),
  "toggle-video": (room) => room.media.toggle("video"),
};
