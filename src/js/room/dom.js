/** An element with these properties, and with its part as a class as well. Roles and what begins
 * with `aria-` are set as attributes: not every browser has properties for them.
 *
 * @param {string} tag
 * @param {Record<string, any>} properties
 * @param {(Node | string)[]} children
 * @returns {any}
 */
export function make(tag, { part = "", ...properties } = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name === "role" || name.startsWith("aria-")) {
      element.setAttribute(name, value);
    } else {
      element[name] = value;
    }
  }
  if (part) {
    element.setAttribute("part", part);
    element.className = `${part} ${element.className}`;
  }
  element.append(...children);
  return element;
}

export function makeIcon() {
  const namespace = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(namespace, "svg");
  const attributes = { class: "icon", part: "icon", viewBox: "0 0 24 24", "aria-hidden": "true" };
  Object.entries(attributes).forEach(([name, value]) => svg.setAttribute(name, value));
  svg.append(document.createElementNS(namespace, "path"));
  return svg;
}

/** Have these children in this order, and no others. Those that stay are left where they are: moving
 * one takes the keyboard's focus from it. */
export function arrange(place, children) {
  const kept = new Set(children);
  [...place.children].filter((each) => !kept.has(each)).forEach((each) => each.remove());
  children.forEach((child, index) => {
    if (place.children[index] !== child) {
      place.insertBefore(child, place.children[index] ?? null);
    }
  });
}
