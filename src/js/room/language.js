/** The language of an element, or nothing where the page names none: then it is the browser's. */
export function languageOf(element) {
  for (let node = element; node; node = node.getRootNode().host) {
    const named = node.closest("[lang]");
    if (named) {
      return usableLanguage(named.getAttribute("lang"));
    }
  }
  return undefined;
}

/** A tag that `Intl` takes, of what a page says. Names of Unix locales (`de_DE.UTF-8`) and lists
 * (`fr,en`) are no tags of BCP 47, but say what is meant; `C` says nothing.
 *
 * @param {string} tag
 * @returns {string | undefined}
 */
export function usableLanguage(tag) {
  const [first] = tag.trim().split(/[\s,;.@]/);
  const [language, ...rest] = first.replaceAll("_", "-").split("-");
  const whole = [language, ...rest.filter(Boolean)].join("-");
  return [whole, language].find(isTag);
}

function isTag(tag) {
  try {
    return Intl.getCanonicalLocales(tag).length > 0;
  } catch {
    return false;
  }
}
