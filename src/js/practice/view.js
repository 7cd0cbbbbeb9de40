import { all, one } from "./page.js";

export function show(view) {
  const parts = all("[data-view]");
  const isNew = (part) => part.dataset.view === view;
  const hadFocus = parts.some((part) => !isNew(part) && part.contains(document.activeElement));
  for (const part of parts) {
    part.hidden = !isNew(part);
  }
  if (hadFocus) {
    // What had it has gone; the keyboard goes on in what has come.
    const controls = all(`[data-view=${view}] button`).filter((button) => button.offsetParent);
    (controls[0] ?? parts.find(isNew)).focus();
  }
}

export function announce(text) {
  one("[data-status]").textContent = text;
}

/** Ask a question, or say something where there is nothing to choose. True for yes. */
export async function ask(question, { yes = "OK", no = "" } = {}) {
  const dialog = one("[data-dialog]");
  if (!dialog.showModal) {
    return confirm(question);
  }
  if (dialog.open) {
    await closed(dialog); // the question before
  }
  one("#question").textContent = question;
  one("[data-yes]").textContent = yes;
  one("[data-no]").textContent = no;
  one("[data-no]").hidden = !no;
  dialog.returnValue = "";
  dialog.showModal();
  await closing(dialog);
  return dialog.returnValue === "yes";
}

function closing(dialog) {
  return new Promise((resolve) => dialog.addEventListener("close", resolve, { once: true }));
}

function closed(dialog) {
  const isClosed = closing(dialog);
  dialog.close("no");
  return isClosed;
}
