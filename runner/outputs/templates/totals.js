/* The counters, the line that says what is shown, and the bars by tag and cause, all for the cases that match. */

const counters = [...document.querySelectorAll("button.count")];
const filters = [...document.querySelectorAll("[data-term]")];
const MOST_BARS = 10;
let allBars = false;

function showTotals(query, shown) {
  const totals = Object.fromEntries(Object.keys(STATES).map(name => [name, 0]));
  for (const i of parseQuery(query).some(({ key }) => key === "s") ? found(query, "s") : shown) {
    totals[VERDICTS[island.verdict[i]]]++;
    if (island.unexpected[i]) totals.unexpected++;
    totals.doubtful += island.doubtful[i];
  }
  for (const counter of counters) {
    const total = totals[counter.dataset.term];
    counter.querySelector(".value").textContent = total.toLocaleString("en");
    counter.disabled = total === 0 && !hasTerm(query, counter.dataset.term);
  }
  for (const filter of filters) filter.setAttribute("aria-pressed", String(hasTerm(query, filter.dataset.term)));
  byId("shown").replaceChildren(query ? shownText(shown) : `All ${plural(CASES, "case", "cases")} in ${plural(tables.file.length, "file", "files")}`, ...(shown.length ? [] : didYouMean(query)));
}

function didYouMean(query) {
  const near = suggestions(query);
  return near.length ? [": did you mean ", ...near.flatMap((term, nth) => [nth ? " or " : "", element("button", { type: "button", class: "near", "data-query": term }, term)]), "?"] : [];
}

function shownText(shown) {
  if (!shown.length) return `None of ${plural(CASES, "case", "cases")} matches`;
  const counts = new Array(VERDICTS.length).fill(0);
  let unexpected = 0, seconds = 0;
  for (const i of shown) {
    counts[island.verdict[i]]++;
    unexpected += island.unexpected[i];
    seconds += Number(island.seconds[i]) || 0;
  }
  const parts = VERDICTS.map((name, place) => [name, counts[place]]).filter(([, count]) => count).map(([name, count]) => `${count.toLocaleString("en")} ${name}`);
  if (unexpected) parts.push(`${unexpected.toLocaleString("en")} unexpected`);
  return `${shown.length.toLocaleString("en")} of ${plural(CASES, "case", "cases")}: ${parts.join(", ")}; ${durationText(seconds)}`;
}

function showBars(query, shown) {
  if (!byId("bars")) return;
  const byTag = new Map(), byCause = new Map(), byDoubt = new Map();
  const perList = tables.tags.map(() => [0, 0, 0]);
  for (const i of shown) {
    const kind = Math.min(island.verdict[i], 2);
    perList[island.tags[i]][kind]++;
    if (causeOf(i)) add(byCause, causeOf(i), kind, 1);
    if (doubtOf(i)) add(byDoubt, doubtOf(i), kind, 1);
  }
  perList.forEach((counts, list) => counts.forEach((count, kind) => {
    if (count) for (const tag of new Set(tables.tags[list])) add(byTag, tag, kind, count);
  }));
  drawBars(byId("by-tag"), byTag, tag => written("@", tag), query);
  drawBars(byId("by-cause"), byCause, cause => written("cause:", cause), query);
  drawBars(byId("by-doubt"), byDoubt, doubt => written("doubt:", doubt), query);
}

function add(totals, key, kind, count) {
  if (!totals.has(key)) totals.set(key, [0, 0, 0]);
  totals.get(key)[kind] += count;
}

const sum = counts => counts.reduce((a, b) => a + b, 0);

function drawBars(list, totals, term, query) {
  const ranked = [...totals].sort((a, b) => sum(b[1]) - sum(a[1])).slice(0, allBars ? Infinity : MOST_BARS);
  const longest = Math.max(1, ...ranked.map(([, counts]) => sum(counts)));
  list.parentElement.hidden = !ranked.length;
  const left = totals.size - ranked.length;
  list.replaceChildren(...ranked.map(([key, counts]) => {
    const track = element("span", { class: "track", "aria-hidden": "true" });
    ["pass", "fail", "other"].forEach((name, kind) => {
      if (!counts[kind]) return;
      const part = element("i", { class: name });
      part.style.width = `${100 * counts[kind] / longest}%`;
      track.append(part);
    });
    const words = ["pass", "fail", "error or timeout"].map((name, kind) => counts[kind] && `${counts[kind]} ${name}`).filter(Boolean).join(", ");
    const button = element("button", { type: "button", "aria-pressed": String(hasTerm(query, term(key))), title: words },
      element("span", {}, key), track, element("span", { class: "amount" }, sum(counts).toLocaleString("en"), element("span", { class: "visually-hidden" }, ` cases: ${words}`)));
    button.addEventListener("click", () => change({ query: toggled(state.query, term(key)) }));
    return element("li", {}, button);
  }), ...(left > 0 ? [element("li", {}, element("button", { type: "button", class: "all-bars" }, `and ${plural(left, "other", "others")}`))] : []));
}
