/* The table of the cases that match, two hundred rows at a time: by file, or in the order of a column. */

const PAGE = 200;
/* So many rows are laid out at once, more than a screen holds; the rest of a page follows a moment later. */
const SCREEN = 50;
const table = byId("cases");
const rowElements = new Array(CASES);
let order = [];
let visibleRows = 0;
let wantedRows = 0;
let pending = 0;

const KEYS = {
  verdict: i => island.verdict[i] * 4 - island.unexpected[i] * 2 - island.doubtful[i],
  name: i => nameRanks()[i],
  cause: i => (causeOf(i) || doubtOf(i) ? `${causeOf(i)} ${doubtOf(i)}` : "\uffff"),
  worst: i => { const worst = worstOf(i); return Number.isNaN(worst) ? -1 : worst; },
  seconds: i => Number(island.seconds[i]) || 0,
};

/** The cases in the order asked for: "worst" is ascending, "-worst" descending, "" that of the catalogue. */
function sorted(shown, sort) {
  const key = KEYS[sort.replace("-", "")];
  if (!key) return shown;
  const direction = sort.startsWith("-") ? -1 : 1;
  const keyed = shown.map(i => ({ i, key: key(i) }));
  keyed.sort((a, b) => (a.key < b.key ? -direction : a.key > b.key ? direction : a.i - b.i));
  return keyed.map(({ i }) => i);
}

/** Take the rows that stand in the page already for the first page of the table. */
function adoptTable(shown) {
  order = shown;
  countFiles(shown);
  for (const head of table.querySelectorAll("tr.file th")) head.replaceChildren(...fileHead(head.textContent === "made in Python" ? "" : head.textContent));
  visibleRows = wantedRows = Math.min(PAGE, order.length);
  labelMore();
}

function showTable(shown, sort) {
  order = shown;
  if (!table) return;
  countFiles(shown);
  byId("fold").hidden = Boolean(sort);
  visibleRows = 0;
  wantedRows = PAGE;
  for (const body of [...table.tBodies]) body.remove();
  for (const head of table.tHead.rows[0].cells) {
    const active = sort.replace("-", "") === head.dataset.sort;
    if (active) head.setAttribute("aria-sort", sort.startsWith("-") ? "descending" : "ascending");
    else head.removeAttribute("aria-sort");
  }
  addRows(SCREEN);
}

function showMore() {
  wantedRows += PAGE;
  addRows(PAGE);
}

function addRows(count) {
  clearTimeout(pending);
  const until = Math.min(order.length, wantedRows, visibleRows + count);
  const grouped = !state.sort;
  let body = table.tBodies[table.tBodies.length - 1] ?? null;
  let file = visibleRows && grouped ? fileOf(order[visibleRows - 1]) : null;
  const added = document.createDocumentFragment();
  for (let place = visibleRows; place < until; place++) {
    const i = order[place];
    if (!body || (grouped && fileOf(i) !== file)) {
      body = element("tbody", { class: grouped && filesFolded ? "folded" : null });
      added.append(body);
      file = fileOf(i);
      if (grouped) body.append(fileRow(file));
    }
    body.append(rowOf(i, grouped));
  }
  table.append(added);
  visibleRows = until;
  labelMore();
  if (until < Math.min(order.length, wantedRows)) pending = setTimeout(addRows, 60, PAGE);
}

let filesFolded = false;
const fileCounts = new Map();

/** The row that opens a file: its name folds it, and says how many cases of it are shown. */
function fileRow(file) {
  return element("tr", { class: "file" }, element("th", { scope: "rowgroup", colspan: 5 }, ...fileHead(file)));
}

function fileHead(file) {
  const button = element("button", { type: "button", class: "file-name", "aria-expanded": String(!filesFolded) }, file || "made in Python");
  return [button, element("span", { class: "of" }, ` ${fileCounts.get(file) ?? ""}`)];
}

function countFiles(shown) {
  fileCounts.clear();
  const bad = new Map();
  for (const i of shown) {
    fileCounts.set(fileOf(i), (fileCounts.get(fileOf(i)) ?? 0) + 1);
    if (island.unexpected[i]) bad.set(fileOf(i), (bad.get(fileOf(i)) ?? 0) + 1);
  }
  for (const [file, count] of fileCounts) fileCounts.set(file, plural(count, "case", "cases") + (bad.has(file) ? `, ${bad.get(file)} unexpected` : ""));
}

function foldFile(button, folded = button.getAttribute("aria-expanded") === "true") {
  button.setAttribute("aria-expanded", String(!folded));
  button.closest("tbody").classList.toggle("folded", folded);
}

/** Fold all files to their names and counts, or unfold them. */
function foldFiles(button) {
  filesFolded = !filesFolded;
  button.setAttribute("aria-pressed", String(filesFolded));
  for (const name of table.querySelectorAll(".file-name")) foldFile(name, filesFolded);
}

function labelMore() {
  const more = byId("more");
  const left = order.length - Math.min(order.length, wantedRows);
  more.hidden = left === 0;
  more.textContent = `Show ${Math.min(PAGE, left)} more of ${left.toLocaleString("en")}`;
}

function rowOf(i, grouped) {
  const row = (rowElements[i] ??= newRow(i));
  row.link.href = address({ case: idOf(i) });
  row.file.hidden = grouped;
  return row.element;
}

function newRow(i) {
  const link = element("a", {}, ...(studentOf(i) ? [element("bdi", {}, studentOf(i)), ": "] : []), element("bdi", {}, island.name[i]));
  const file = element("span", { class: "of" }, fileOf(i));
  const cause = element("td", {}, causeOf(i));
  if (doubtOf(i)) cause.append(causeOf(i) ? ", " : "", island.doubtful[i] ? element("span", { class: "doubt" }, `${doubtOf(i)}?`) : doubtOf(i));
  const worst = worstOf(i);
  const row = element("tr", {},
    element("td", {}, badge(i)),
    element("th", { scope: "row" }, link, markOf(i) ? element("span", { class: "mark-word" }, markOf(i)) : null, file),
    cause,
    element("td", { class: "number" }, Number.isNaN(worst) ? "–" : differenceText(worst)),
    element("td", { class: "number" }, durationText(Number(island.seconds[i]) || 0)));
  return { element: row, link, file };
}

function badge(i) {
  const word = verdictOf(i);
  return element("span", { class: `badge ${word}${island.unexpected[i] ? " unexpected" : ""}`, title: island.unexpected[i] ? "unexpected" : "as expected" }, icon(word), element("span", {}, word));
}

function makeSortable() {
  for (const head of table?.tHead.rows[0].cells ?? []) {
    const key = head.dataset.sort;
    const button = element("button", { type: "button" }, head.textContent);
    button.addEventListener("click", () => {
      const first = key === "worst" || key === "seconds" ? `-${key}` : key;
      const second = first === key ? `-${key}` : key;
      change({ sort: { [first]: second, [second]: "" }[state.sort] ?? first });
    });
    head.replaceChildren(button);
  }
}
