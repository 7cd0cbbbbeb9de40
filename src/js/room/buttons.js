import { arrange, make } from "./dom.js";
import { ACTIONS } from "./screens.js";

/** Buttons and links, by the name of what they do. */
export class Buttons {
  #text;
  #press;

  /** `press` is called with the name, and the person whom the button is about, if any. */
  constructor({ text, press }) {
    this.#text = text;
    this.#press = press;
  }

  /** In this place, and no others.
   *
   * @param {any} place
   * @param {string[]} names
   * @param {{ links?: Record<string, any>, person?: any }} [about]
   */
  show(place, names, { links = {}, person } = {}) {
    const made = names.map((name) => this.#action(place, name, links[ACTIONS[name].link], person));
    arrange(place, made);
    place.hidden = made.length === 0;
  }

  #action(place, name, href, person) {
    const known = [...place.children].find((child) => child.dataset.action === name);
    const action = known ?? this.#make(name);
    const { text = name, hint, label } = ACTIONS[name];
    action.person = person;
    action.textContent = this.#text(text);
    if (href) {
      action.href = href;
    }
    if (hint) {
      action.title = this.#text(hint); // assistive technology reads it as a description
    }
    if (label) {
      action.setAttribute("aria-label", this.#text(label, { name: person.display_name }));
    }
    return action;
  }

  #make(name) {
    const { link, kind = "" } = ACTIONS[name];
    const action = make(link ? "a" : "button", { part: `button ${name}`, className: kind });
    action.dataset.action = name;
    if (link === "room") {
      action.target = "_blank";
      action.rel = "noopener noreferrer"; // its address is as secret as a token
    }
    if (!link) {
      action.type = "button";
      // The second of two quick clicks is not meant for what has come under the pointer meanwhile.
      // Nor are the clicks that a key repeats while it is held down.
      action.addEventListener("keydown", (event) => event.repeat && event.preventDefault());
      const press = ({ detail }) => detail < 2 && this.#press(name, action.person);
      action.addEventListener("click", press);
    }
    return action;
  }
}
