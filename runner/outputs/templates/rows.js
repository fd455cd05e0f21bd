/* All cases, read from the island: a case is its number, from 0 in the order of the catalogue. */

const island = JSON.parse(byId("island").textContent);
const tables = island.tables;
const CASES = island.name.length;
const VERDICTS = ["pass", "fail", "error", "timeout"];
const EXPECTED = ["pass", "fail", "error"];

const verdictOf = i => VERDICTS[island.verdict[i]];
const fileOf = i => tables.file[island.file[i]];
/** Who claims, where a class does. */
const studentOf = i => (island.student ? tables.word[island.student[i]] : "");
const tagsOf = i => tables.tags[island.tags[i]];
const causeOf = i => tables.word[island.cause[i]];
const doubtOf = i => tables.word[island.doubt[i]];
const changeOf = i => (island.change ? tables.word[island.change[i]] : "");
/** "lost" or "derived", where the verdict is none or proves nothing. */
const markOf = i => (island.mark ? tables.word[island.mark[i]] : "");
const toleranceOf = i => tables.tolerance[island.tolerance[i]];
const textOf = i => (island.text ? tables.text[island.text[i]] : "");
/** The worst relative difference; NaN where nothing was compared. */
const worstOf = i => (island.worst[i] === null ? NaN : Math.abs(Number(island.worst[i])) || (island.worst[i] === 0 ? 0 : Infinity));

function idOf(i) {
  const prefix = tables.prefix[island.prefix[i]];
  return prefix.startsWith("\n") ? prefix.slice(1) : prefix + island.name[i];
}

let numbers = null;
/** The number of the case with that id, or -1. */
function numberOf(id) {
  if (!numbers) {
    numbers = new Map();
    for (let i = 0; i < CASES; i++) numbers.set(idOf(i), i);
  }
  return numbers.get(id) ?? -1;
}

const haystacks = new Array(CASES);
/** All that a word may be found in, in lower case. */
function haystackOf(i) {
  return (haystacks[i] ??= `${idOf(i)}\n${fileOf(i)}\n${tagsOf(i).join(" ")}\n${causeOf(i)} ${doubtOf(i)}\n${textOf(i)}`.toLowerCase());
}

/** Make the haystacks while the reader looks at the page, so that the first search is as quick as the others. */
function prepareSearch(from = 0) {
  if (from >= CASES) return;
  const later = globalThis.requestIdleCallback ?? (work => setTimeout(() => work({ timeRemaining: () => 5 }), 50));
  later(deadline => {
    let i = from;
    do haystackOf(i++); while (i < CASES && (i % 64 || deadline.timeRemaining() > 1));
    prepareSearch(i);
  });
}

/** The fragment that leads to a case; the same as `anchor` in case_view.py. */
function encoded(text) {
  return encodeURIComponent(text).replaceAll("%2F", "/").replaceAll("%3A", ":");
}

let nameOrder = null;
/** Places of the cases in alphabetical order of their names. */
function nameRanks() {
  if (!nameOrder) {
    const collator = new Intl.Collator("en", { numeric: true });
    const order = Array.from({ length: CASES }, (_, i) => i).sort((a, b) => collator.compare(island.name[a], island.name[b]));
    nameOrder = new Uint32Array(CASES);
    order.forEach((i, place) => { nameOrder[i] = place; });
  }
  return nameOrder;
}
