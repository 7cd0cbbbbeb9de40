import { make } from "./dom.js";
import { arrangeRows, closeByEscape, keepFocus } from "./rows.js";

/** How many people there are; hosts see who, remove them, and take everybody into another room. */
export class PeopleList {
  #text;
  #buttons;

  /** `onToggle` gets whether it is open. */
  constructor({ text, buttons, onToggle }) {
    this.#text = text;
    this.#buttons = buttons;
    this.count = make("summary", { part: "count" });
    this.names = make("ul", { part: "names" });
    this.outTitle = make("p", { part: "out-title", id: "out" });
    this.out = make("ul", { part: "names out", "aria-labelledby": "out" });
    this.servers = make("select", { part: "servers" });
    this.moving = make("div", { part: "moving" });
    const { names, outTitle, out, servers, moving } = this;
    const list = make("div", { part: "people" }, names, outTitle, out, servers, moving);
    this.element = make("details", { part: "present", name: "lists" }, this.count, list);
    this.element.addEventListener("toggle", () => onToggle(this.element.open));
    closeByEscape(this.element, this.count);
  }

  /** Where everybody is moved to: empty for the server that they are on. */
  get server() {
    return this.servers.value;
  }

  show(shown) {
    keepFocus(this.element, this.count, () => this.#show(shown));
  }

  #show({ isIn, present, viewers, people, removed, servers, canList, canMove }) {
    this.element.hidden = !isIn || (present === null && !canList);
    this.count.textContent = this.#countText(present, viewers);
    const hasNames = canList || people.length > 0;
    this.element.classList.toggle("has-names", hasNames);
    this.count.tabIndex = hasNames ? 0 : -1;
    this.#showRows(this.names, people, "remove");
    this.#showRows(this.out, removed, "readmit");
    this.outTitle.textContent = this.#text("removedPeople");
    this.outTitle.hidden = removed.length === 0;
    this.#showServers(canMove ? servers : []);
    this.#buttons.show(this.moving, canMove ? ["lockAndMove"] : []);
  }

  #showRows(place, people, action) {
    const keyOf = ({ participant, display_name: name }) => participant ?? name;
    arrangeRows(place, people, keyOf, (words, buttons, person) => {
      words.textContent = this.#nameOf(person);
      const invite = person.canInvite ? ["invite"] : [];
      const names = [...invite, ...(person.canChange ? [action] : [])];
      this.#buttons.show(buttons, names, { person });
    });
  }

  #countText(count, viewers) {
    if (count === null) {
      return this.#text("people");
    }
    return this.#text(viewers > 0 ? "presentViewers" : "present", { count, viewers });
  }

  #nameOf({ display_name, isAway, isGuest, isViewer }) {
    const guest = isGuest ? this.#text("guestPerson", { name: display_name }) : display_name;
    const name = isViewer ? this.#text("viewerPerson", { name: guest }) : guest;
    return isAway ? this.#text("awayPerson", { name }) : name;
  }

  #showServers(servers) {
    const values = ["", ...servers];
    this.servers.hidden = servers.length === 0;
    this.servers.setAttribute("aria-label", this.#text("whereTo"));
    if (values.join() !== [...this.servers.options].map(({ value }) => value).join()) {
      const name = (server) => (server ? this.#text("onServer", { server }) : this.#text("onSame"));
      const option = (value) => make("option", { value, textContent: name(value) });
      this.servers.replaceChildren(...values.map(option));
    }
  }
}
