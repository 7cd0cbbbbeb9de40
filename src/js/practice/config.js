import { hash } from "./page.js";

const overwritten = new Map();

/** What the embedding page has configured, at first by the address and later by a command. */
export const config = {
  get: (name) => (overwritten.has(name) ? overwritten.get(name) : hash.get(`config.${name}`)),

  /** As with Jitsi, each value replaces the former one as a whole. */
  overwrite(values) {
    Object.entries(Object(values)).forEach(([name, value]) => overwritten.set(name, value));
  },

  /** Whether a notice of that name is to be shown, by Jitsi's name of it. */
  notifies: (name) => !Array.from(config.get("disabledNotifications") ?? []).includes(name),
};
