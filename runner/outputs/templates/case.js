/* One case by itself: its article, its neighbours within the filter, and what can be copied from it. */

let listScroll = 0;
let lastCase = -1;

/** Show the case with that number, or the list for -1. */
function showCase(number) {
  const listed = document.body.dataset.view === "list";
  for (const open of document.querySelectorAll("article.open")) open.classList.remove("open");
  byId("brief").hidden = true;
  byId("gone").hidden = true;
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
  openWithEditor(article);
  showNeighbours(number);
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
  for (const holder of article.querySelectorAll(".curve:empty")) if (!holder.closest("details:not([open])")) drawCurve(holder);
}

/** The whole text on a word, where its short one stands, taken from the glossary. */
function explain(details) {
  const word = [...document.querySelectorAll("#words .word")].find(({ dataset }) => dataset.word === details.dataset.word);
  if (word && !details.dataset.whole) details.lastElementChild.replaceWith(word.lastElementChild.cloneNode(true));
  details.dataset.whole = "yes";
}

/** To a line of the case as it stands in its file, which is unfolded. */
function showLine(link) {
  const line = link.closest("article").querySelector(`.line[data-line="${link.dataset.line}"]`);
  if (!line) return;
  line.closest("details").open = true;
  line.scrollIntoView({ block: "center" });
  line.tabIndex = -1;
  line.focus({ preventScroll: true });
}

/** A link to a case that this report does not hold, with names that are near. */
function showGone(id) {
  document.body.dataset.view = "case";
  byId("case-nav").hidden = false;
  showNeighbours(-1);
  byId("position").textContent = "";
  const section = byId("gone");
  section.querySelector("p").textContent = `The address leads to ${id}, which is not among the ${plural(CASES, "case", "cases")} of this report.`;
  section.querySelector("ul").replaceChildren(...nearest(id, Array.from({ length: Math.min(CASES, 20_000) }, (_, i) => idOf(i))).map(near =>
    element("li", {}, element("a", { href: address({ case: near }) }, near))));
  section.hidden = false;
  section.querySelector("h2").focus();
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

/** The command that runs a case alone, quoted for a POSIX shell; the same as `rerun` in terminal.py. */
function command(number) {
  const quoted = word => /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'"'"'`)}'`;
  const exercise = island.exercise && island.tables.word[island.exercise[number]];
  const words = exercise ? [exercise, "--claims", fileOf(number)] : [`${fileOf(number)}::${island.name[number]}`];
  return [island.program, ...words.map(quoted), ...island.options].join(" ");
}

function showNeighbours(number) {
  const shown = orderAround(number);
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
  const isMarkdown = button.classList.contains("markdown");
  const code = isMarkdown ? element("pre", { class: "visually-hidden" }, markdownOf(button.closest("article"))) : button.parentElement.querySelector("code");
  let copied = true;
  try {
    await navigator.clipboard.writeText(code.textContent);
  } catch {
    if (isMarkdown) button.after(code);
    getSelection().selectAllChildren(code);
    copied = document.execCommand("copy");
    if (isMarkdown) code.remove();
  }
  const label = button.textContent;
  button.textContent = copied ? "Copied" : "Press Ctrl+C";
  setTimeout(() => { button.textContent = label; }, 1500);
}
