/** Put values where a text has their names in braces. */
export function filled(text, values) {
  const value = (name) => (Object.hasOwn(values, name) ? values[name] : undefined);
  const isText = (each) => typeof each === "string" || typeof each === "number";
  return text.replace(/\{(\w+)\}/g, (whole, name) => (isText(value(name)) ? value(name) : whole));
}
