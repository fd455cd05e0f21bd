/* The pages of cases that have none in the HTML, made of what stands compressed in the archive (archive.py). */

let chunks = null;
let ranks = null;
const opened = new Map();

/** What the archive tells of a case; null where it holds nothing, or the browser cannot read it. */
async function archived(number) {
  chunks ??= JSON.parse(byId("archive").textContent);
  if (!ranks) {
    ranks = new Int32Array(CASES);
    for (let i = 0, rank = 0; i < CASES; i++) ranks[i] = island.detailed[i] ? -1 : rank++;
  }
  if (ranks[number] < 0 || !chunks.length || !globalThis.DecompressionStream) return null;
  const place = Math.floor(ranks[number] / island.together);
  if (!opened.has(place)) opened.set(place, inflated(chunks[place]));
  return (await opened.get(place))[ranks[number] % island.together];
}

async function inflated(text) {
  const bytes = Uint8Array.from(atob(text), character => character.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return JSON.parse(await new Response(stream).text());
}

/* A formula is MathML of ours. It is read element by element, and nothing but these comes of it. */
const MATH = "http://www.w3.org/1998/Math/MathML";
const MATH_ELEMENTS = new Set(
  "math mi mo mn ms mrow msup msub msubsup mfrac mtext mover munder munderover msqrt mroot mtable mtr mtd mspace mpadded menclose".split(" "));
const MATH_ATTRIBUTES = new Set(
  "displaystyle class fence form width height accent mathvariant stretchy largeop lspace rspace columnalign linethickness movablelimits separator".split(" "));
const MATH_TOKEN = /<(\/?)([a-z]+)((?:\s+[a-z]+="[^"]*")*)\s*(\/?)>|([^<]+)/gu;
const ENTITIES = { "&amp;": "&", "&lt;": "<", "&gt;": ">", "&#34;": '"', "&#39;": "'", "&quot;": '"' };

function typeset(markup) {
  const root = document.createDocumentFragment();
  const open = [root];
  for (const [, closes, name, attributes, empty, text] of markup.matchAll(MATH_TOKEN)) {
    if (text !== undefined) open.at(-1).append(text.replaceAll(/&#?\w+;/gu, entity => ENTITIES[entity] ?? entity));
    else if (closes) open.length > 1 && open.pop();
    else if (name === "wbr") open.at(-1).append(element("wbr"));
    else if (MATH_ELEMENTS.has(name)) {
      const node = document.createElementNS(MATH, name);
      for (const [, key, value] of attributes.matchAll(/([a-z]+)="([^"]*)"/gu)) if (MATH_ATTRIBUTES.has(key)) node.setAttribute(key, value);
      open.at(-1).append(node);
      if (!empty) open.push(node);
    }
  }
  return root;
}

/** The article of such a case: at once what the island knows, and a moment later the rest. */
function briefArticle(number) {
  const worst = worstOf(number);
  const rest = element("div", { class: "rest" });
  const article = element("article", { class: `case ${verdictOf(number)}`, "data-number": number },
    element("header", {}, badge(number), element("h3", { tabindex: -1, dir: "auto" }, element("bdi", {}, island.name[number])),
      element("p", { class: "where" }, placeOf(number), markOf(number) ? element("span", { class: "mark-word" }, markOf(number)) : null, ...tagsOf(number).map(tag => element("a", { class: "tag", href: `#q=${encoded(written("@", tag))}` }, `@${tag}`)),
        element("button", { type: "button", class: "copy markdown" }, "Copy as Markdown"))),
    rest);
  const brief = byId("brief");
  brief.replaceChildren(article);
  brief.hidden = false;
  archived(number).catch(() => null).then(known => {
    if (known) rest.append(...told(known, number));
    else {
      rest.append(element("p", { class: "message" }, Number.isNaN(worst) ? "Nothing was compared." : `The worst relative difference is ${differenceText(worst)}; the tolerance is ${differenceText(toleranceOf(number))}.`),
        ...(textOf(number) ? [element("pre", {}, element("code", {}, textOf(number)))] : []),
        element("p", { class: "note" }, "There are too many cases for formulas of each to stand in this report. Run this one alone for all of it:"), ...again(number, true));
    }
    makeReachable(article);
    openWithEditor(article);
  });
  return article;
}

function placeOf(number) {
  const place = `${fileOf(number)}:${island.line[number] ?? ""}`;
  return fileOf(number) ? element("span", { class: "place" }, place) : null;
}

function told(known, number) {
  const code = text => element("pre", {}, element("code", {}, text));
  const folded = (kind, words, ...inside) => element("details", { class: kind }, element("summary", {}, words), ...inside);
  return [
    known.surprise && known.message !== known.surprise ? element("p", { class: "surprise" }, element("b", {}, "Unexpected: "), prose(known.surprise)) : null,
    element("p", { class: "message" }, prose(known.message)),
    known.hint && element("p", { class: "hint" }, prose(known.hint)),
    ...known.findings.map(([cause, input, says, fix, line, part]) => element("section", { class: "finding", "data-cause": cause },
      element("h4", {}, cause, element("span", { class: "of" }, ` in the claim for ${input}`)), element("p", { class: "says" }, prose(says)),
      line && element("p", { class: "at" }, element("a", { class: "to-line", href: `#case=${encoded(idOf(number))}`, "data-line": line }, `line ${line}`), ...(part ? [" in ", element("code", {}, part)] : [])),
      fix && element("dl", { class: "fix" }, element("dt", {}, "fix"), element("dd", { class: "new" }, element("code", {}, fix))))),
    known.doubt && element("section", { class: "doubt-note" }, element("h4", {}, element("span", {}, `Doubt ${known.doubt[0]}`)), element("p", { class: "says" }, prose(known.doubt[1]))),
    known.description && element("p", { class: "description", dir: "auto" }, prose(known.description)),
    known.source && element("p", { class: "source-of" }, `Source: ${known.source}`),
    element("section", { class: "formulas" }, element("h4", {}, "Formulas"),
      element("div", { class: "scroll" }, element("table", { class: "equations" }, ...known.equations.map(([label, left, right]) =>
        element("tr", {}, element("th", { scope: "row" }, label), element("td", { class: "left" }, typeset(left)), element("td", {}, typeset(right)))))),
      folded("", "As written", code(known.written.join("\n")))),
    known.yaml && folded("yaml", `The case in ${fileOf(number)}`, ...known.yaml.base.map(part => numbered(part.lines, part.line, null, "base")), numbered(known.yaml.lines, known.yaml.first_line, known.yaml.marked, "")),
    ...again(number, false),
    element("dl", { class: "facts" }, ...known.facts.map(([name, text]) => element("div", {}, element("dt", {}, name), element("dd", {}, text)))),
  ].filter(Boolean);
}

/** A text in which code stands between backticks. */
function prose(text) {
  const parts = text.split("`");
  const fragment = document.createDocumentFragment();
  fragment.append(...(parts.length % 2 ? parts.map((part, nth) => (nth % 2 ? element("code", {}, part) : part)) : [text]));
  return fragment;
}

/** Lines of the file with their numbers. One that holds a mistake is in pieces, of which every second is wrong. */
function numbered(lines, first, marked, kind) {
  return element("pre", { class: kind || null }, element("code", {}, ...lines.map((line, nth) => {
    const pieces = Array.isArray(line) ? line.map((piece, place) => (place % 2 ? element("mark", {}, piece) : piece)) : [line];
    const isMarked = Array.isArray(line) || first + nth === marked;
    return element("span", { class: `line${isMarked ? " marked" : ""}`, "data-line": first + nth }, ...pieces, "\n");
  })));
}

function again(number, open) {
  if (!fileOf(number)) return [];
  return [element("details", { class: "again", open }, element("summary", {}, "Run it again"),
    element("div", { class: "copyable" }, element("pre", {}, element("code", {}, command(number))), element("button", { type: "button", class: "copy", "data-copied": "Copied" }, "Copy the command")))];
}
