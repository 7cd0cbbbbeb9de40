import { attempt } from "./report.js";

const trailingSlash = /\/?$/;
const halfCharacters = /\p{Surrogate}/gu; // which no address can have

/** What a link may lead to, besides addresses of the page's own kind. Others run scripts. */
const SCHEMES = new Set(["http:", "https:", "mailto:"]);

/** The addresses of the room page and of the status, by the element's attributes. */
export function siteAddresses(element) {
  return ["room", "status"].map((name) => addressOf(element, name));
}

/** Where the recordings are listed. */
export function recordingsAddress(element, info) {
  return addressOf(element, "recordings", info.recordings_url);
}

/** By the attribute, as the site says, or by the base of all. */
function addressOf(element, name, said = "") {
  const base = (given(element, "base-url") ?? "/live/").replace(trailingSlash, "/");
  const id = encodeURIComponent(
    `${element.getAttribute("event-id")}`.replace(halfCharacters, "\ufffd"),
  );
  return given(element, `${name}-url`) || said || `${base}${name}/${id}/`;
}

/** The address in an attribute, unless the browser cannot make sense of it. */
function given(element, attribute) {
  const address = element.getAttribute(attribute);
  return address !== null && attempt(() => resolved(address)) ? address : null;
}

/** Where buttons lead: to the event, to register, to log in. Those that lead here, and those that
 * lead nowhere, are left out. */
export function linksOf(element, info) {
  const link = (name, make) => {
    const address = element.getAttribute(`${name}-url`) ?? info[`${name}_url`];
    return address ? attempt(() => make(linkTo(address), address), null) : null;
  };
  return {
    event: link("event", elsewhere),
    register: link("register", elsewhere),
    report: link("report", elsewhere),
    replay: link("replay", elsewhere),
    login: link("login", withNext),
    personal: link("links", elsewhere),
    leave: link("leave", elsewhere),
  };
}

/** To the room in a tab of its own, where browsers may open Jitsi's app. */
export function roomLink(address) {
  return address ? attempt(() => linkTo(address).href, null) : null;
}

function resolved(address) {
  return new URL(address, document.baseURI);
}

/** The address that a link leads to; throws where it leads nowhere, or would run a script. */
export function linkTo(address) {
  const url = resolved(address);
  if (SCHEMES.has(url.protocol) || url.protocol === location.protocol) {
    return url;
  }
  throw new TypeError(`${url.protocol} is not an address that a link may lead to`);
}

/** Unless it is the page that the link is on. */
function elsewhere(url, address) {
  const isHere = url.origin + url.pathname === location.origin + location.pathname;
  return isHere ? null : address;
}

/** The login, which leads back to this page. */
function withNext(url) {
  url.searchParams.set("next", location.pathname + location.search);
  return url.href;
}
