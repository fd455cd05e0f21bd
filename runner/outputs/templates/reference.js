"use strict";
/* Searching, copying, the theme: the page reads without them. What is found is also what is printed. */
const query = document.getElementById("query");
const shown = document.getElementById("shown");
const entries = [...document.querySelectorAll(".entry")];
const texts = new Map();
let waiting = 0;

/** Everything a person may look for in an entry: its own words, and the topic and the file it stands in. */
function textOf(entry) {
  if (!texts.has(entry)) {
    const heads = [entry.closest(".topic").querySelector("h2"), entry.closest(".file").querySelector("h3")];
    texts.set(entry, [entry, ...heads].map(part => part.textContent).join(" ").toLowerCase());
  }
  return texts.get(entry);
}

function search() {
  const words = query.value.toLowerCase().split(/\s+/u).filter(Boolean);
  let found = 0;
  for (const entry of entries) {
    entry.hidden = !words.every(word => textOf(entry).includes(word));
    if (!entry.hidden) found += 1;
  }
  for (const part of document.querySelectorAll(".file, .topic")) part.hidden = words.length > 0 && !part.querySelector(".entry:not([hidden])");
  for (const part of document.querySelectorAll(".more-of")) part.hidden = words.length > 0;
  shown.textContent = words.length ? `${found.toLocaleString("en")} of ${entries.length.toLocaleString("en")} formulas` : "";
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
  button.textContent = copied ? "Copied" : "Press Ctrl+C";
  setTimeout(() => { button.textContent = "Copy"; }, 1500);
}

function toggleTheme() {
  const root = document.documentElement;
  const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = dark ? "light" : "dark";
  try {
    localStorage.setItem("gradcase-theme", root.dataset.theme);
  } catch { /* then it is not remembered */ }
}

query.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(search, 80);
});
document.addEventListener("click", event => {
  const button = event.target.closest("button");
  if (button?.id === "theme") toggleTheme();
  else if (button?.classList.contains("copy")) copyFrom(button);
  else if (event.target.closest('a[href^="#"]') && query.value) {
    query.value = "";
    search();
  }
});
document.addEventListener("keydown", event => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "/" && document.activeElement !== query) {
    event.preventDefault();
    query.focus();
  } else if (event.key === "Escape" && document.activeElement === query) {
    query.value = "";
    search();
    query.blur();
  }
});
if (query.value) search();
