/** Be on a page of that origin, until the test is over. */
export function openPage(t, origin) {
  const page = Object.assign(new EventTarget(), { baseURI: `${origin}/some/page/`, hidden: false });
  globalThis.document = page;
  globalThis.location = new URL(page.baseURI);
  const { fetch, Request } = globalThis;
  // Browsers take addresses from where the page is.
  globalThis.fetch = (url, options) => fetch(new URL(url, page.baseURI), options);
  globalThis.Request = class extends Request {
    constructor(url, options) {
      super(new URL(url, page.baseURI), options);
    }
  };
  t.after(() => {
    delete globalThis.document;
    delete globalThis.location;
    Object.assign(globalThis, { fetch, Request });
  });
}
