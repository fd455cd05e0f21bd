/* All cases as dots along their worst relative difference, in units of their tolerance, on a log scale. */

const strip = { canvas: byId("strip"), cases: [], x: null, y: null, size: 6, dirty: true };
const MARGIN = 18, AXIS = 22, EDGE = 40;

function stripScale(width) {
  let low = -3, high = 1;
  for (let i = 0; i < CASES; i++) {
    const power = Math.log10(worstOf(i) / toleranceOf(i));
    if (Number.isFinite(power)) { low = Math.min(low, power); high = Math.max(high, power); }
  }
  low = Math.max(-14, Math.floor(low));
  high = Math.min(12, Math.ceil(high + 0.2));
  const left = MARGIN + EDGE, right = width - MARGIN - EDGE;
  const place = power => left + (right - left) * (Math.min(high, Math.max(low, power)) - low) / (high - low);
  return { low, high, left, right, place };
}

/** Where each dot stands: dots that would cover one another are stacked up and down from the middle. */
function layOutStrip(width, height) {
  const scale = stripScale(width);
  const cases = [];
  for (let i = 0; i < CASES; i++) if (!Number.isNaN(worstOf(i))) cases.push(i);
  const powers = cases.map(i => Math.log10(worstOf(i) / toleranceOf(i)));
  let size = 10, heights;
  do {
    size -= 1;
    heights = new Map();
    for (const power of powers) {
      const column = columnOf(power, scale, size);
      heights.set(column, (heights.get(column) ?? 0) + 1);
    }
  } while (size > 2 && [...heights].some(([column, count]) => count * size > height * (Number.isFinite(column) ? 1 : EDGE / 2 / size)));
  const x = new Float32Array(cases.length), y = new Float32Array(cases.length);
  const used = new Map();
  powers.forEach((power, place) => {
    const column = columnOf(power, scale, size);
    const nth = used.get(column) ?? 0;
    used.set(column, nth + 1);
    const abreast = Number.isFinite(column) ? 1 : Math.ceil(heights.get(column) * size / height);
    const level = Math.floor(nth / abreast), spacing = Math.min(size, height * abreast / heights.get(column));
    const left = column === -Infinity ? MARGIN : column === Infinity ? width - MARGIN - EDGE / 2 : column * size;
    x[place] = left + (nth % abreast + 0.5) * Math.min(size, EDGE / 2 / abreast);
    y[place] = height / 2 + (level % 2 ? 1 : -1) * Math.ceil(level / 2) * spacing;
  });
  Object.assign(strip, { cases, size, scale, x, y, dirty: false });
}

/** The column of dots, `size` wide, that a power of ten of the tolerance falls into; ±Infinity at the edges. */
function columnOf(power, scale, size) {
  return Number.isFinite(power) ? Math.floor(scale.place(power) / size) : power;
}

let stripShown = null;
function showStrip(isShown) {
  if (!strip.canvas) return;
  stripShown = isShown;
  cancelAnimationFrame(strip.frame);
  strip.frame = requestAnimationFrame(drawStrip);
}

function drawStrip() {
  const { canvas } = strip;
  const width = canvas.clientWidth, height = canvas.clientHeight, ratio = devicePixelRatio || 1;
  if (!width) return;
  if (canvas.width !== Math.round(width * ratio) || strip.dirty) {
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    layOutStrip(width, height - AXIS - 8);
  }
  const pen = canvas.getContext("2d");
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.clearRect(0, 0, width, height);
  drawAxis(pen, width, height - AXIS);
  pen.color = null;
  for (const front of [false, true]) {
    strip.cases.forEach((i, place) => {
      const on = !stripShown || stripShown(i);
      if (on === front) drawDot(pen, strip.x[place], strip.y[place] + 4, i, on);
    });
  }
  describeStrip();
}

function drawDot(pen, x, y, i, on) {
  const radius = Math.max(1, strip.size / 2 - 0.6);
  const color = on ? (island.verdict[i] === 0 ? "--pass" : "--fail") : "--line";
  if (color !== pen.color) pen.fillStyle = colorOf(pen.color = color);
  const stands = island.unexpected[i] && on;
  if (radius < 2 && !stands) {
    pen.fillRect(x - radius, y - radius, 2 * radius, 2 * radius);
    return;
  }
  pen.beginPath();
  if (stands) {
    const far = Math.max(radius + 1.8, 4.5);
    pen.moveTo(x, y - far); pen.lineTo(x + far, y); pen.lineTo(x, y + far); pen.lineTo(x - far, y);
    pen.closePath();
  } else {
    pen.arc(x, y, radius, 0, 7);
  }
  pen.fill();
  if (on && island.doubtful[i]) {
    pen.strokeStyle = colorOf("--ink");
    pen.stroke();
  }
}

function drawAxis(pen, width, bottom) {
  const { low, high, place } = strip.scale;
  const write = (text, x) => pen.fillText(text, x, bottom + 15);
  pen.font = `11px ${getComputedStyle(document.documentElement).fontFamily}`;
  pen.textAlign = "center";
  pen.fillStyle = colorOf("--beyond");
  pen.fillRect(place(0), 0, width - place(0), bottom);
  pen.strokeStyle = colorOf("--line");
  pen.fillStyle = colorOf("--soft");
  const step = Math.max(1, Math.ceil((high - low) / Math.max(3, width / 90)));
  for (let power = Math.ceil(low / step) * step; power <= high; power += step) {
    if (power === 0) continue;
    upTo(pen, place(power), bottom);
    write(powerText(power), place(power));
  }
  if (strip.cases.some(i => worstOf(i) === 0)) write("0", MARGIN + EDGE / 4);
  if (strip.cases.some(i => worstOf(i) === Infinity)) write("∞", width - MARGIN - EDGE / 4);
  pen.strokeStyle = pen.fillStyle = colorOf("--ink");
  upTo(pen, place(0), bottom);
  write("tolerance", place(0));
}

function upTo(pen, x, bottom) {
  pen.beginPath();
  pen.moveTo(x, 0);
  pen.lineTo(x, bottom);
  pen.stroke();
}

function describeStrip() {
  const beyond = strip.cases.filter(i => worstOf(i) > toleranceOf(i)).length;
  strip.canvas.setAttribute("aria-label", `Dot plot of ${plural(strip.cases.length, "case", "cases")} by worst relative difference: ${strip.cases.length - beyond} within the tolerance, ${beyond} beyond it. The table of all cases has the numbers.`);
}

/** The dot nearest to a point, as its place in `strip.cases`, or -1. */
function dotAt(x, y) {
  let nearest = -1, best = 14 ** 2;
  for (let place = 0; place < strip.cases.length; place++) {
    const distance = (strip.x[place] - x) ** 2 + (strip.y[place] + 4 - y) ** 2;
    if (distance < best && (!stripShown || stripShown(strip.cases[place]))) { best = distance; nearest = place; }
  }
  return nearest;
}

function watchStrip() {
  const { canvas } = strip;
  if (!canvas) return;
  const tip = byId("tip");
  canvas.addEventListener("pointermove", event => {
    const place = dotAt(event.offsetX, event.offsetY);
    tip.hidden = place < 0;
    canvas.style.cursor = place < 0 ? "default" : "pointer";
    if (place < 0) return;
    const i = strip.cases[place];
    tip.textContent = `${island.name[i]}: ${differenceText(worstOf(i))}`;
    const left = Math.min(strip.x[place] + 10, canvas.clientWidth - tip.offsetWidth);
    tip.style.left = `${Math.max(0, left)}px`;
    tip.style.top = `${canvas.offsetTop + strip.y[place] + 16}px`;
  });
  canvas.addEventListener("pointerleave", () => { tip.hidden = true; });
  canvas.addEventListener("click", event => {
    const place = dotAt(event.offsetX, event.offsetY);
    if (place >= 0) change({ case: idOf(strip.cases[place]) });
  });
  new ResizeObserver(() => { strip.dirty = true; showStrip(stripShown); }).observe(canvas);
}
