import { attempt } from "./report.js";

/** The properties of an element's class, with their setters. */
export function propertiesOf(prototype) {
  return Object.entries(Object.getOwnPropertyDescriptors(prototype)).filter(([, { get }]) => get);
}

/** What was set before the element was defined hides the property of the class, for good: take the
 * value over, and what is set later as well. */
export function takeOver(element, properties) {
  for (const [name, { set }] of properties) {
    if (Object.hasOwn(element, name)) {
      const value = element[name];
      Reflect.deleteProperty(element, name);
      attempt(() => set?.call(element, value));
    }
  }
}
