// What people read around a recording. A page overrides words by the property `texts`, or by JSON in
// the element.
export const REPLAY_TEXTS = {
  replayLength: "Length: {time}",
  replayAgain: "Loading the recording again …",
  replayOffline: "The connection is lost. The recording goes on by itself as soon as it is back.",
  replayFailed: "The recording does not come. Check your connection and try again.",
  replayRefused:
    "This site does not show you the recording any more. Reload the page; you may have to log in again.",
  replayGone: "This recording is not here any more.",
  replayUnplayable:
    "This browser cannot play the recording. Try another one, such as a current Chrome, Edge, Firefox or Safari.",
  replayRetry: "Try again",
};
