/* The language of the search field: words, "two words", s:fail, @tag, cause:sign, doubt:kink, file:…, and ! before any.
   Terms of one kind with a colon are alternatives; words, tags and denials must all hold. */

const TERM = /(!?)(?:(s|cause|doubt|file|change):|(@))?(?:"([^"]*)"?|([^\s"]*))/giu;
const STATES = {
  pass: i => island.verdict[i] === 0,
  fail: i => island.verdict[i] === 1,
  error: i => island.verdict[i] === 2,
  timeout: i => island.verdict[i] === 3,
  unexpected: i => island.unexpected[i] === 1,
  expected: i => island.unexpected[i] === 0,
  doubtful: i => doubtOf(i) !== "",
};

function parseQuery(text) {
  const terms = [];
  for (const [source, not, key, at, quoted, bare] of text.matchAll(TERM)) {
    const value = (quoted ?? bare ?? "").toLowerCase();
    if (value) terms.push({ source, not: not === "!", key: at ?? (key ?? "").toLowerCase(), value });
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
const hasTerm = (text, term) => parseQuery(text).some(({ source }) => source.toLowerCase() === term.toLowerCase());

/** The query with the term put in, or taken out where it was; of `s:` and `change:` only one stays. */
function toggled(text, term) {
  const single = /^(s|change):/u.exec(term)?.[1];
  const kept = parseQuery(text).filter(other => other.source.toLowerCase() !== term.toLowerCase() && !(single && other.key === single && !other.not));
  const sources = kept.map(other => other.source);
  return (hasTerm(text, term) ? sources : [...sources, term]).join(" ");
}
