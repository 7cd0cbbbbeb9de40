import { report } from "./report.js";

/** What keeps somebody from joining or starting. `code` is that of the HTTP API, or `network`,
 * `unexpected`, `unreachable` or `internal`; `message` has the site's own words for people, if any. */
export class RoomError extends Error {
  constructor(code, message, options) {
    super(message, options);
    this.code = code;
  }
}

/** Anything else is a mistake, of this code or of what the page has given. It is for the console:
 * people do not read it, and it says nothing about the network. */
export function toRoomError(error) {
  if (error instanceof RoomError) {
    return error;
  }
  report(error);
  return new RoomError("internal", "", { cause: error });
}
