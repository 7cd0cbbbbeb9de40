/** What keeps somebody from joining or starting. `code` is that of the HTTP API, or `network` or
 * `unexpected`. */
export class RoomError extends Error {
  constructor(code, message) {
    super(message);
    this.code = code;
  }
}
