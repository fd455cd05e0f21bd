/* The page at work: what is shown follows from the address, and every click and key changes the address. */

let shown = [];
let inside = new Uint8Array(CASES);
const queryField = byId("query");

function show(next, { first = false } = {}) {
  const before = { ...state };
  Object.assign(state, next);
  const filtered = first || before.query !== state.query;
  if (queryField.value.trim() !== state.query) queryField.value = state.query;
  if (filtered) shown = found(state.query);
  if (first && table && !state.query && !state.sort) adoptTable(shown);
  else if (filtered || before.sort !== state.sort) showTable(sorted(shown, state.sort), state.sort);
  if (filtered) showFiltered();
  const number = state.case ? numberOf(state.case) : -1;
  if (first || before.case !== state.case) showCase(number);
  else if (number >= 0) showNeighbours(number);
  if (state.case && number < 0) showGone(state.case);
  if (before.case && !state.case) showInFull();
  document.title = number >= 0 ? `${island.name[number]} – ${title}` : title;
}

function showFiltered() {
  showTotals(state.query, shown);
  showBars(state.query, shown);
  inside = new Uint8Array(CASES);
  for (const i of shown) inside[i] = 1;
  showList();
  showInFull();
  showStrip(state.query ? i => inside[i] === 1 : null);
}

/** The unexpected cases in full follow the filter too. */
function showInFull() {
  let any = false;
  for (const article of byId("in-full").querySelectorAll("article")) {
    article.hidden = !inside[Number(article.dataset.number)];
    any ||= !article.hidden;
  }
  const heading = byId("in-full").querySelector("h2");
  if (heading) heading.hidden = !any;
}

const KEYS_TO_TERMS = { f: "fail", p: "pass", e: "error", u: "unexpected", d: "doubtful" };

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || byId("help").open) return;
  if (event.target.closest("input, textarea")) {
    if (event.key === "Escape") queryField.blur();
    return;
  }
  if (event.key in KEYS_TO_TERMS) change({ query: toggled(state.query, KEYS_TO_TERMS[event.key]), case: "" });
  else if (event.key === "a") change({ query: "", case: "" });
  else if (event.key === "j" || event.key === "k") move(event.key === "j" ? 1 : -1);
  else if (event.key === "/") { if (state.case) change({ case: "" }); queryField.focus(); queryField.select(); }
  else if (event.key === "?") byId("help").showModal();
  else if (event.key === "Escape" && state.case) change({ case: "" });
  else return;
  event.preventDefault();
}

/** To the next or previous case: its page where one is open, else its link in the list, then its row in the table. */
function move(by) {
  if (state.case) {
    const around = orderAround(numberOf(state.case));
    const place = around.indexOf(numberOf(state.case));
    const to = around[place < 0 ? 0 : place + by];
    if (to !== undefined) change({ case: idOf(to) });
    return;
  }
  let links = linksInOrder();
  const now = links.indexOf(document.activeElement);
  if (now + by === links.length && !byId("more").hidden) {
    showMore();
    links = linksInOrder();
  }
  const link = links[Math.max(0, Math.min(links.length - 1, now < 0 ? 0 : now + by))];
  link?.focus();
  link?.scrollIntoView({ block: "nearest" });
}

function toggleTheme() {
  const root = document.documentElement;
  const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = dark ? "light" : "dark";
  try {
    localStorage.setItem("gradcase-theme", root.dataset.theme);
  } catch { /* then it is not remembered */ }
  themeChanged();
}

function onClick(event) {
  const link = event.target.closest('a[href^="#"]');
  if (link?.classList.contains("to-line")) {
    event.preventDefault();
    showLine(link);
    return;
  }
  if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey && link.hash.includes("case=") && !link.hash.includes("q=")) {
    event.preventDefault();
    const id = decodeURIComponent(/case=([^&]*)/u.exec(link.hash)[1]);
    change({ case: id });
    return;
  }
  const button = event.target.closest("button");
  if (!button) {
    const row = event.target.closest("#cases tbody tr:not(.file)");
    if (row && !link && getSelection().isCollapsed) row.querySelector("a").click();
    return;
  }
  if (button.dataset.term) change({ query: toggled(state.query, button.dataset.term), case: "" });
  else if (button.classList.contains("copy")) copyFrom(button);
  else if (button.dataset.query) change({ query: button.dataset.query });
  else if (button.classList.contains("all-bars")) { allBars = true; showBars(state.query, shown); }
  else if (button.id === "more") showMore();
  else if (button.classList.contains("file-name")) foldFile(button);
  else if (button.id === "fold") foldFiles(button);
  else if (button.id === "csv") offer("gradcase.csv", [...byId("tallies").querySelectorAll("tr")].map(row => [...row.cells].map(cell => cell.textContent)));
  else if (button.id === "theme") toggleTheme();
  else if (button.id === "keys") byId("help").showModal();
}

/** For paper, what failed is opened and drawn. */
function beforePrint() {
  const selector = state.case ? "article.open" : "article.unexpected";
  for (const article of document.querySelectorAll(selector)) {
    for (const details of article.querySelectorAll("details.yaml, details.evidence, details.whole, details.steps")) details.open = true;
    drawFigures(article);
  }
  for (const details of document.querySelectorAll("#unexpected details")) details.open = true;
}

/** Pictures are drawn when they come near the screen. */
function drawWhenNear(articles) {
  const watch = new IntersectionObserver(entries => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      watch.unobserve(target);
      drawFigures(target);
      makeReachable(target);
      openWithEditor(target);
    }
  }, { rootMargin: "600px" });
  for (const article of articles) watch.observe(article);
}

function themeChanged() {
  colors.clear();
  drawStrip();
}

/** What is unfolded is drawn or explained then. */
function onToggle({ target }) {
  if (!target.open) return;
  if (target.classList.contains("steps")) drawFigures(target);
  if (target.classList.contains("about")) explain(target);
}

const title = document.title;
document.addEventListener("toggle", onToggle, true);
document.addEventListener("click", onClick);
document.addEventListener("keydown", onKey);
queryField.addEventListener("input", () => change({ query: queryField.value.trim(), case: "" }, { typing: true }));
addEventListener("popstate", () => show(readAddress()));
addEventListener("beforeprint", beforePrint);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", themeChanged);
makeSortable();
watchStrip();
show({ ...readAddress(), case: "" }, { first: true });
document.documentElement.classList.add("ready");
performance.mark("usable");
drawWhenNear(document.querySelectorAll("#in-full > article, #all, .comparison"));
prepareSearch();
/* The pages of single cases stand behind this script, so a link to one waits for the whole document. */
document.addEventListener("DOMContentLoaded", settings);
if (readAddress().case) document.addEventListener("DOMContentLoaded", () => show(readAddress()));
