"use strict";
/* Elements and numbers. Text goes into the page as text only: nothing here, or after it, reads a string as HTML. */

const SVG = "http://www.w3.org/2000/svg";
const byId = id => document.getElementById(id);

/** An element with attributes and children; a child that is a string becomes a text node. */
function element(name, attributes = {}, ...children) {
  return fill(document.createElement(name), attributes, children);
}

function svg(name, attributes = {}, ...children) {
  return fill(document.createElementNS(SVG, name), attributes, children);
}

function fill(node, attributes, children) {
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined && value !== false) node.setAttribute(key, value === true ? "" : value);
  }
  node.append(...children.filter(child => child !== null && child !== undefined));
  return node;
}

/** A mark with its drawing in itself: two hundred references to a symbol would lay out slowly. */
function icon(name) {
  return svg("svg", { class: "icon", "aria-hidden": "true", viewBox: "0 0 16 16" }, byId(`i-${name}`).firstElementChild.cloneNode());
}

/** A number to some digits, with a true minus sign; the same as `number` in numerals.py. */
function numberText(value, digits = 6) {
  if (value === Infinity || value === -Infinity) return value > 0 ? "∞" : "−∞";
  if (Number.isNaN(value)) return "NaN";
  const size = Math.abs(value);
  const text = size !== 0 && (size < 1e-3 || size >= 1e6)
    ? value.toExponential(digits - 1).replace(/\.?0*e\+?/u, "e")
    : String(size >= 10 ** digits ? Math.round(value) : Number(value.toPrecision(digits)));
  return text.replaceAll("-", "−");
}

/** A relative difference in two digits, as in 0.5 and 1.3e−12. */
const differenceText = value => numberText(value, 2);

function durationText(seconds) {
  if (seconds < 1) return `${(seconds * 1e3).toFixed(seconds < 0.01 ? 1 : 0)} ms`;
  return seconds < 60 ? `${seconds.toFixed(1)} s` : `${Math.floor(seconds / 60)} min ${Math.floor(seconds % 60)} s`;
}

const SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";
function powerText(exponent) {
  return `10${exponent < 0 ? "⁻" : ""}${[...String(Math.abs(exponent))].map(digit => SUPERSCRIPTS[digit]).join("")}`;
}

/** What the custom properties of the style stand for in the theme of now; emptied when the theme changes. */
const colors = new Map();
function colorOf(property) {
  if (!colors.has(property)) {
    const probe = element("i");
    probe.style.color = `var(${property})`;
    document.body.append(probe);
    colors.set(property, getComputedStyle(probe).color);
    probe.remove();
  }
  return colors.get(property);
}

function plural(count, one, many) {
  return `${count.toLocaleString("en")} ${count === 1 ? one : many}`;
}
