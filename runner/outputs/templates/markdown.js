/* A case as Markdown, for an issue or a forum: made of what its page shows. */

function markdownOf(article) {
  const one = selector => article.querySelector(selector)?.textContent.trim().replaceAll(/\s+/gu, " ");
  const block = (text, language = "") => `${fence(text)}${language}\n${text.trimEnd()}\n${fence(text)}\n`;
  const parts = [`### ${escaped(one("h3"))}: ${one(".badge")}\n`];
  if (one(".place")) parts.push(`\`${one("header .place")}\`\n`);
  const message = one(".message");
  if (message) parts.push(`${escaped(message)}\n`);
  for (const finding of article.querySelectorAll(".finding")) {
    parts.push(`**${escaped(finding.dataset.cause)}**: ${escaped(finding.querySelector(".says").textContent.trim())}\n`);
    const [claim, fix] = [".old code", ".new code"].map(selector => finding.querySelector(selector)?.textContent);
    if (fix) parts.push(block(`${claim ? `claim: ${claim}\n` : ""}fix:   ${fix}`));
  }
  for (const doubt of article.querySelectorAll(".doubt-note .says")) parts.push(`Doubt: ${escaped(doubt.textContent.trim())}\n`);
  const yaml = [...article.querySelectorAll(".yaml pre")].map(pre => pre.textContent).join("");
  if (yaml) parts.push(block(yaml, "yaml"));
  const run = article.querySelector(".again code")?.textContent;
  if (run) parts.push(block(run, "sh"));
  return parts.join("\n");
}

/** A row of backticks longer than any in the text. */
function fence(text) {
  const longest = Math.max(2, ...[...text.matchAll(/`+/gu)].map(([run]) => run.length));
  return "`".repeat(longest + 1);
}

const escaped = text => (text ?? "").replaceAll(/[\\*_{}[\]<>#+|~@]/gu, "\\$&");

/** Numbers as CSV, offered as a file. */
function offer(name, rows) {
  const cell = value => {
    const text = String(value ?? "");
    const safe = /^[=+@\t\r]|^-(?![\d.])/u.test(text) ? `'${text}` : text;
    return /[",\n]/u.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  const address = URL.createObjectURL(new Blob([rows.map(row => row.map(cell).join(",")).join("\n"), "\n"], { type: "text/csv" }));
  element("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
