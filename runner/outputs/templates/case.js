/* One case by itself: its article, its neighbours within the filter, and what can be copied from it. */

let listScroll = 0;
let lastCase = -1;

/** Show the case with that number, or the list for -1. */
function showCase(number, shown) {
  const listed = document.body.dataset.view === "list";
  for (const open of document.querySelectorAll("article.open")) open.classList.remove("open");
  byId("brief").hidden = true;
  byId("case-nav").hidden = number < 0;
  if (number < 0) {
    document.body.dataset.view = "list";
    if (!listed) returnToList();
    return;
  }
  lastCase = number;
  if (listed) listScroll = scrollY;
  document.body.dataset.view = "case";
  const article = articleOf(number);
  article.classList.add("open");
  article.hidden = false;
  drawFigures(article);
  makeReachable(article);
  showNeighbours(number, shown);
  scrollTo(0, 0);
  article.querySelector("h3").focus({ preventScroll: true });
}

/** To where the list was left, with the focus on the row of the case that was looked at. */
function returnToList() {
  scrollTo(0, listScroll);
  const id = `case=${encoded(idOf(lastCase))}`;
  const link = [...(table?.querySelectorAll("tbody a") ?? [])].find(({ hash }) => hash.endsWith(id));
  link?.focus({ preventScroll: true });
}

function drawFigures(article) {
  for (const holder of article.querySelectorAll(".heat-maps:empty")) drawHeatMaps(holder);
  for (const holder of article.querySelectorAll(".curve:empty")) drawCurve(holder);
}

/** What scrolls sideways can be scrolled by keyboard. */
function makeReachable(root) {
  for (const box of root.querySelectorAll(".scroll")) {
    if (box.scrollWidth > box.clientWidth) fill(box, { tabindex: 0, role: "group", "aria-label": "scrolls sideways" }, []);
  }
}

function articleOf(number) {
  return byId(`case=${encoded(idOf(number))}`) ?? briefArticle(number);
}

/** What is known of a case that has no page of its own in so large a report. */
function briefArticle(number) {
  const worst = worstOf(number);
  const article = element("article", { class: "case" },
    element("header", {}, badge(number), element("h3", { tabindex: -1 }, element("bdi", {}, island.name[number])),
      element("p", { class: "where" }, element("span", { class: "place" }, `${fileOf(number)}:${island.line[number] ?? ""}`), ...tagsOf(number).map(tag => element("a", { class: "tag", href: `#q=${encoded(written("@", tag))}` }, `@${tag}`)))),
    element("p", { class: "message" }, Number.isNaN(worst) ? "Nothing was compared." : `The worst relative difference is ${differenceText(worst)}; the tolerance is ${differenceText(toleranceOf(number))}.`),
    textOf(number) ? element("pre", {}, element("code", {}, textOf(number))) : null,
    element("p", { class: "note" }, "There are too many cases for formulas and arrays of each to stand in this report. Run this one alone for all of it:"),
    element("div", { class: "copyable" }, element("pre", {}, element("code", {}, command(number))), element("button", { type: "button", class: "copy", "data-copied": "Copied" }, "Copy the command")));
  const brief = byId("brief");
  brief.replaceChildren(article);
  brief.hidden = false;
  return article;
}

/** The command that runs a case alone, quoted for a POSIX shell; the same as `rerun` in terminal.py. */
function command(number) {
  const word = `${fileOf(number)}::${island.name[number]}`;
  const quoted = /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'"'"'`)}'`;
  return [island.program, quoted, ...island.options].join(" ");
}

function showNeighbours(number, shown) {
  const place = shown.indexOf(number);
  byId("position").textContent = place < 0 ? "not in the filter" : `${(place + 1).toLocaleString("en")} of ${shown.length.toLocaleString("en")}`;
  byId("to-list").href = address({ case: "" });
  byId("to-list").textContent = state.query ? "← Cases found" : "← All cases";
  for (const [id, neighbour] of [["previous", shown[place - 1]], ["next", place < 0 ? shown[0] : shown[place + 1]]]) {
    const anchor = byId(id);
    if (neighbour === undefined) anchor.removeAttribute("href");
    else anchor.href = address({ case: idOf(neighbour) });
    fill(anchor, { "aria-disabled": neighbour === undefined ? "true" : null }, []);
    if (neighbour !== undefined) anchor.removeAttribute("aria-disabled");
  }
}

async function copyFrom(button) {
  const code = button.parentElement.querySelector("code");
  let copied = true;
  try {
    await navigator.clipboard.writeText(code.textContent);
  } catch {
    getSelection().selectAllChildren(code);
    copied = document.execCommand("copy");
  }
  const label = button.textContent;
  button.textContent = copied ? button.dataset.copied : "Press Ctrl+C";
  setTimeout(() => { button.textContent = label; }, 1500);
}
