const trailingSlash = /\/?$/;

/** The addresses of the room page and of the status, by the element's attributes. */
export function siteAddresses(element) {
  const base = (element.getAttribute("base-url") ?? "/live/").replace(trailingSlash, "/");
  const id = encodeURIComponent(element.getAttribute("event-id"));
  const address = (name) => element.getAttribute(`${name}-url`) ?? `${base}${name}/${id}/`;
  return [address("room"), address("status")];
}

/** Where buttons lead: to the event, to register, to log in. Those that lead here are left out. */
export function linksOf(element, info) {
  const address = (name) => element.getAttribute(`${name}-url`) ?? info[`${name}_url`];
  const elsewhere = (url) => (url && !isHere(url) ? url : null);
  const login = address("login");
  return {
    event: elsewhere(address("event")),
    register: elsewhere(address("register")),
    login: login && withNext(login),
  };
}

/** Whether a link leads to the page that it is on. */
function isHere(url) {
  const target = new URL(url, document.baseURI);
  return target.origin + target.pathname === location.origin + location.pathname;
}

/** The login, which leads back to this page. */
function withNext(login) {
  const url = new URL(login, document.baseURI);
  url.searchParams.set("next", location.pathname + location.search);
  return url.href;
}
