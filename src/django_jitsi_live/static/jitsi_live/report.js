// Sorts the table of people by the column whose heading is pressed.
const collator = collatorOf(document.documentElement.lang || undefined);

/** In the order of the page's language, unless that is no tag of a language, such as `de_DE`. */
function collatorOf(language) {
  try {
    return new Intl.Collator(language, { numeric: true });
  } catch {
    return new Intl.Collator(undefined, { numeric: true });
  }
}

const value = (row, column) =>
  row.cells[column].dataset.value ?? row.cells[column].textContent.trim();

function sort(table, heading) {
  const descending = heading.getAttribute("aria-sort") === "ascending";
  for (const each of table.tHead.rows[0].cells) each.removeAttribute("aria-sort");
  heading.setAttribute("aria-sort", descending ? "descending" : "ascending");
  const column = heading.cellIndex;
  const rows = [...table.tBodies[0].rows];
  rows.sort((a, b) => collator.compare(value(a, column), value(b, column)) * (descending ? -1 : 1));
  table.tBodies[0].append(...rows);
}

for (const table of document.querySelectorAll("[data-sortable]")) {
  for (const heading of table.tHead.rows[0].cells) {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...heading.childNodes);
    button.addEventListener("click", () => sort(table, heading));
    heading.append(button);
  }
}
