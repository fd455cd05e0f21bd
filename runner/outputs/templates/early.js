"use strict";
document.documentElement.className = "js";
try {
  const theme = localStorage.getItem("gradcase-theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch { /* a browser may keep no storage for files */ }
/* What is below the verdict is laid out once, when the script has made it; without it, when the page is read to its end. */
document.addEventListener("DOMContentLoaded", () => document.documentElement.classList.add("ready"));
