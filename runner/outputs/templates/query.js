/* The language of the search field: words, "two words", fail or status:fail, @tag or tag:tag, cause:sign, doubt:kink, file:…, student:…, and
   ! before any. Terms of one kind with a colon are alternatives; words, tags and denials must all hold. The words of the page
   itself (fail, unexpected …) mean what they mean there; in quotes they are words like others. */

const TERM = /(!?)(?:(s|status|verdict|cause|doubt|file|student|change|tag):|(@))?(?:"([^"]*)"?|([^\s"]*))/giu;
const SAME = { status: "s", verdict: "s", tag: "@" };
const STATES = {
  pass: i => island.verdict[i] === 0,
  fail: i => island.verdict[i] === 1,
  error: i => island.verdict[i] === 2,
  timeout: i => island.verdict[i] === 3,
  unexpected: i => island.unexpected[i] === 1,
  expected: i => island.unexpected[i] === 0,
  doubtful: i => island.doubtful[i] === 1,
  lost: i => markOf(i) === "lost",
  derived: i => markOf(i) === "derived",
};

function parseQuery(text) {
  const terms = [];
  for (const [source, not, key, at, quoted, bare] of text.matchAll(TERM)) {
    const value = (quoted ?? bare ?? "").toLowerCase();
    const written = at ?? (key ?? "").toLowerCase();
    const meant = written === "" && quoted === undefined && value in STATES ? "s" : SAME[written] ?? written;
    if (value) terms.push({ source, not: not === "!", key: meant, value });
  }
  return terms;
}

/** A function from the number of a case to whether it is wanted; `without` names a kind of term to leave out. */
function matcher(text, without = null) {
  const alternatives = new Map();
  const all = [];
  for (const term of parseQuery(text)) {
    if (term.key === without) continue;
    const test = testOf(term);
    if (term.not) all.push(i => !test(i));
    else if (term.key === "" || term.key === "@") all.push(test);
    else alternatives.set(term.key, [...(alternatives.get(term.key) ?? []), test]);
  }
  for (const tests of alternatives.values()) all.push(tests.length === 1 ? tests[0] : i => tests.some(test => test(i)));
  return i => all.every(test => test(i));
}

/** The numbers of the cases that are wanted, in the order of the catalogue. */
function found(text, without = null) {
  const wanted = matcher(text, without);
  const numbers = [];
  for (let i = 0; i < CASES; i++) if (wanted(i)) numbers.push(i);
  return numbers;
}

function testOf({ key, value }) {
  if (key === "s") {
    const names = Object.keys(STATES).filter(name => name.startsWith(value));
    const tests = (names.includes(value) ? [value] : names).map(name => STATES[name]);
    return i => tests.some(test => test(i));
  }
  if (key === "@") return oneOf(island.tags, tables.tags, tags => named(tags, value, allTags()));
  if (key === "cause") return oneOf(island.cause, tables.word, word => wordMatches(word, value));
  if (key === "doubt") return oneOf(island.doubt, tables.word, word => wordMatches(word, value));
  if (key === "change") return island.change ? oneOf(island.change, tables.word, word => word.replaceAll(" ", "-") === value) : () => false;
  if (key === "student") return island.student ? oneOf(island.student, tables.word, named => named.toLowerCase().startsWith(value)) : () => false;
  if (key === "file") return oneOf(island.file, tables.file, file => file.toLowerCase().includes(value));
  return i => haystackOf(i).includes(value);
}

/** A test that is made once for each entry of a table, and looked up for each case. */
function oneOf(column, table, test) {
  const holds = table.map(test);
  return i => holds[column[i]];
}

function wordMatches(word, value) {
  return value === "any" ? word !== "" : word !== "" && word.startsWith(value);
}

let tagSet = null;
const allTags = () => (tagSet ??= new Set(tables.tags.flat().map(tag => tag.toLowerCase())));

/** A tag is meant whole where there is such a tag, else by its beginning, as while it is being typed. */
function named(tags, value, known) {
  return tags.some(tag => (known.has(value) ? tag.toLowerCase() === value : tag.toLowerCase().startsWith(value)));
}

const written = (key, value) => `${key}${/[\s"]/u.test(value) || value.startsWith("!") ? `"${value.replaceAll('"', "")}"` : value}`;
const sameTerm = (a, b) => a.key === b.key && a.value === b.value && a.not === b.not;
/** Whether all terms of the second stand in the first. */
const hasTerm = (text, term) => parseQuery(term).every(wanted => parseQuery(text).some(other => sameTerm(other, wanted)));

/** The query with the terms put in, or taken out where they were; of verdicts and changes only one stays. */
function toggled(text, term) {
  const wanted = parseQuery(term);
  const single = wanted.map(({ key }) => key).filter(key => key === "s" || key === "change");
  const kept = parseQuery(text).filter(other => !wanted.some(each => sameTerm(each, other)) && !(single.includes(other.key) && !other.not));
  const sources = kept.map(({ source }) => source);
  return (hasTerm(text, term) ? sources : [...sources, term]).join(" ");
}

/** Queries near one that finds nothing: its last word put right. */
function suggestions(text) {
  const last = parseQuery(text).at(-1);
  if (!last) return [];
  const start = text.slice(0, text.length - last.source.length);
  const words = {
    s: Object.keys(STATES).map(name => `status:${name}`), cause: tables.word.filter(Boolean).map(word => written("cause:", word)),
    doubt: tables.word.filter(Boolean).map(word => written("doubt:", word)), "@": [...allTags()].map(tag => written("@", tag)),
    file: tables.file.map(file => written("file:", file)),
    student: island.student ? [...new Set(island.student)].map(place => written("student:", tables.word[place])) : [],
  };
  const known = words[last.key] ?? [...Object.keys(STATES), ...words["@"], ...words.cause, ...nameWords()];
  const bare = term => term.replace(/^(?:status:|cause:|doubt:|file:|student:|@)/u, "").replaceAll('"', "");
  const found = nearest(last.value, known.map(bare));
  return [...new Set(found.map(near => start + known[known.findIndex(term => bare(term) === near)]))];
}

let wordSet = null;
const nameWords = () => (wordSet ??= [...new Set(island.name.slice(0, 5000).flatMap(name => name.toLowerCase().match(/[\p{L}\d]{3,}/gu) ?? []))]);

/** Up to three of the words that share most pairs of letters with a text, if they share half of them. */
function nearest(text, words) {
  const pairs = word => new Set([...word.toLowerCase()].map((letter, nth, all) => letter + (all[nth + 1] ?? "")));
  const wanted = pairs(text);
  const scored = words.map(word => {
    const own = pairs(word);
    let common = 0;
    for (const pair of own) if (wanted.has(pair)) common++;
    return { word, score: 2 * common / (own.size + wanted.size) };
  });
  return scored.filter(({ score }) => score >= 0.5).sort((a, b) => b.score - a.score).slice(0, 3).map(({ word }) => word);
}
