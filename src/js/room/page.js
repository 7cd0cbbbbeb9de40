// Between the element and the page that it is on.

import { siteAddresses } from "./addresses.js";
import { ClientSite } from "./client_site.js";
import { Site } from "./site.js";

/** The site as the element's attributes name it, or behind the client of the page. */
export function siteOf(element, client) {
  if (!client) {
    return new Site(...siteAddresses(element));
  }
  const role = element.getAttribute("participant-role") ?? "attendee";
  return new ClientSite(client, element.getAttribute("event-id"), { role });
}

/** What the template tag has written into the element: the truth of that moment, so for once. */
export function takeInlineInfo(element) {
  const script = element.querySelector(':scope > script[type="application/json"]');
  if (!script) {
    return null;
  }
  const info = JSON.parse(script.textContent);
  script.remove();
  return info;
}

/** An event for the page, which bubbles from the element. */
export function dispatch(element, name, detail) {
  const everything = { eventId: element.getAttribute("event-id"), ...detail };
  const options = { bubbles: true, composed: true, detail: everything };
  const event = () => new CustomEvent(`jitsi-live:${name}`, options);
  element.dispatchEvent(event());
  if (!element.isConnected) {
    document.body.dispatchEvent(event()); // for listeners further up, where the element was
  }
}
