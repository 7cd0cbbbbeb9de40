export const one = (selector, root = document) => root.querySelector(selector);
export const all = (selector, root = document) => [...root.querySelectorAll(selector)];
export const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

export const hasWebRtc = Boolean(window.RTCPeerConnection && window.MediaStream);

const query = new URLSearchParams(location.search);
export const hash = readHash();
export const token = hash.get("jwt") ?? query.get("jwt") ?? "";

/** What the embedding page has passed: one JSON value for each name. */
function readHash() {
  const values = new Map();
  for (const part of location.hash.slice(1).split("&")) {
    const [name, ...rest] = part.split("=");
    try {
      values.set(name, JSON.parse(decodeURIComponent(rest.join("="))));
    } catch {
      // Not ours.
    }
  }
  return values;
}

/** What the token says of its bearer. Only to fill in a form: the server believes no browser. */
export const nameInToken = () => userInToken().name ?? "";
export const userIdInToken = () => userInToken().id ?? "";

function userInToken() {
  try {
    const base64 = token.split(".")[1].replaceAll("-", "+").replaceAll("_", "/");
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    return Object(JSON.parse(new TextDecoder().decode(bytes)).context.user);
  } catch {
    return {};
  }
}
