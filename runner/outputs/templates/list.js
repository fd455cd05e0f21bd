/* What to look at: the list of unexpected cases follows the filter, and j and k go through it before the table. */

const listLines = [...document.querySelectorAll("#unexpected .lines > li")];
const listOrder = listLines.map(line => Number(line.dataset.number));

function showList() {
  const section = byId("unexpected");
  if (!section) return;
  for (const line of listLines) line.hidden = !inside[Number(line.dataset.number)];
  for (const group of section.querySelectorAll(".group, .rest")) group.hidden = ![...group.querySelectorAll("li")].some(line => !line.hidden);
  section.hidden = ![...section.querySelectorAll(".group")].some(group => !group.hidden);
}

/** The links that j and k go through: of the list, as far as it is unfolded, then of the table. */
function linksInOrder() {
  const seen = link => !link.closest("[hidden]") && !link.closest("details:not([open])");
  return [...listLines.map(line => line.querySelector("a")).filter(seen), ...(table?.querySelectorAll("tbody:not(.folded) a") ?? [])];
}

/** The cases through which one goes from the page of a case: the unexpected by cause where it is one of them, else as in the table. */
function orderAround(number) {
  return !state.sort && !state.query && listOrder.includes(number) ? listOrder : order;
}

/** Places lead into the editor that was chosen. */
function openWithEditor(root) {
  const scheme = remembered("editor") ?? "vscode://file";
  const folder = (remembered("folder") || document.body.dataset.folder || "").replace(/\/$/u, "");
  for (const place of root.querySelectorAll("header .place")) {
    const path = place.textContent;
    if (!scheme || !(folder || path.startsWith("/"))) {
      if (place.firstElementChild) place.replaceChildren(path);
      continue;
    }
    const whole = path.startsWith("/") ? path : `${folder}/${path}`;
    const link = element("a", { href: `${scheme}${encodeURI(whole)}`, title: "open in the editor" }, path);
    place.replaceChildren(link);
  }
}

function remembered(key) {
  try {
    return localStorage.getItem(`gradcase-${key}`);
  } catch {
    return null;
  }
}

function remember(key, value) {
  try {
    localStorage.setItem(`gradcase-${key}`, value);
  } catch { /* then it is not remembered */ }
}

/** The settings of the editor, in the panel of keys. */
function settings() {
  const editor = byId("editor"), folder = byId("folder");
  editor.value = remembered("editor") ?? "vscode://file";
  folder.value = remembered("folder") ?? document.body.dataset.folder ?? "";
  for (const field of [editor, folder]) {
    field.addEventListener("change", () => {
      remember(field.id, field.value);
      openWithEditor(document);
    });
  }
}
