/* What the page shows (query, order, case), kept in the fragment of its address, so that links, back and forward work. */

const state = { query: "", sort: "", case: "" };

function readAddress() {
  const read = { query: "", sort: "", case: "" };
  for (const part of location.hash.slice(1).split("&")) {
    const [key, ...rest] = part.split("=");
    const name = { q: "query", sort: "sort", case: "case" }[key];
    if (!name) continue;
    try {
      read[name] = decodeURIComponent(rest.join("="));
    } catch { /* a damaged address shows the list */ }
  }
  return read;
}

/** The fragment for the state as it is, with changes. */
function address(changes = {}) {
  const { query, sort, case: id } = { ...state, ...changes };
  const parts = [query && `q=${encoded(query)}`, sort && `sort=${encoded(sort)}`, id && `case=${encoded(id)}`];
  return `#${parts.filter(Boolean).join("&")}`;
}

let lastPush = -Infinity;
/** Change the state. What follows within a second of typing replaces the entry of the history that the typing made. */
function change(changes, { typing = false } = {}) {
  const target = address(changes);
  if (target === address()) return;
  const now = performance.now();
  if (typing && now - lastPush < 1000) history.replaceState(null, "", target);
  else history.pushState(null, "", target);
  if (typing) lastPush = now;
  show(readAddress());
}
