/* The error of the central difference against its step, both on a log scale: slope 2 where truncation rules, −1 where rounding does. */

const CURVE = { width: 440, height: 290, left: 52, right: 16, top: 38, bottom: 40 };

const MOST_DECADES = 24;

function drawCurve(holder) {
  const { index, steps, errors, best_step: best, rounding, h } = JSON.parse(holder.dataset.curve);
  const points = shownPoints(steps.map((step, nth) => [Number(step), Number(errors[nth])]));
  if (points.length < 2) return;
  const x = logScale([...points.map(([step]) => step), h, best].filter(value => value > 0), CURVE.left, CURVE.width - CURVE.right);
  const y = logScale(points.map(([, error]) => error), CURVE.height - CURVE.bottom, CURVE.top);
  const at = index.length ? ` at [${index.join(", ")}]` : "";
  const picture = svg("svg", { viewBox: `0 0 ${CURVE.width} ${CURVE.height}`, width: CURVE.width, height: CURVE.height, role: "img",
    "aria-label": `Error of the central difference${at} against the step, on log scales: smallest ${differenceText(Math.min(...points.map(p => p[1])))}`
      + `${best ? ` at a step of ${differenceText(best)}` : ""}; the declared step is ${differenceText(h)}.` });
  picture.append(...gridLines(x, y));
  const [[near, nearError], [far, farError]] = points.slice(-2);
  const slope = Math.log(farError / nearError) / Math.log(far / near);
  if (slope > 1.5 && slope < 2.5) picture.append(guide(x, y, step => farError * (step / far) ** 2, "slope 2"));
  if (rounding > 0) picture.append(guide(x, y, step => rounding / step, "rounding"));
  picture.append(svg("path", { class: "error-line", d: points.map(([step, error], nth) => `${nth ? "L" : "M"}${x.place(step).toFixed(1)} ${y.place(error).toFixed(1)}`).join("") }));
  picture.append(...points.map(([step, error]) => svg("circle", { class: "dot", cx: x.place(step), cy: y.place(error), r: 2.5 })));
  const other = best > 0 && best !== h ? best : null;
  picture.append(...upright(x, h, "declared", `h = ${differenceText(h)}`, 0));
  if (other !== null) picture.append(...upright(x, other, "best", `best h = ${differenceText(other)}`, 1));
  holder.append(picture, element("figcaption", {}, `Error of the central difference${at} against its step h.`));
}

/** The points by their steps, without those so far up that the others would lie flat beneath them. */
function shownPoints(points) {
  const finite = points.filter(([, error]) => error > 0 && error < Infinity).sort((a, b) => a[0] - b[0]);
  const least = Math.min(...finite.map(([, error]) => error));
  return finite.filter(([, error]) => error <= least * 10 ** MOST_DECADES);
}

/** A log scale over whole powers of ten that hold all values, from one place to another. */
function logScale(values, from, to) {
  const powers = values.map(Math.log10);
  const low = Math.floor(Math.min(...powers)), high = Math.max(low + 1, Math.ceil(Math.max(...powers)));
  const at = power => from + (to - from) * (power - low) / (high - low);
  return { low, high, from, to, at, place: value => at(Math.log10(value)) };
}

function gridLines(x, y) {
  const parts = [];
  const bottom = CURVE.height - CURVE.bottom, end = CURVE.width - CURVE.right;
  for (const power of ticks(x)) {
    const place = x.at(power);
    parts.push(svg("path", { class: "grid", d: `M${place} ${CURVE.top}V${bottom}` }), svg("text", { x: place, y: bottom + 16, "text-anchor": "middle" }, powerText(power)));
  }
  for (const power of ticks(y)) {
    const place = y.at(power);
    parts.push(svg("path", { class: "grid", d: `M${CURVE.left} ${place}H${end}` }), svg("text", { x: CURVE.left - 7, y: place + 4, "text-anchor": "end" }, powerText(power)));
  }
  parts.push(svg("text", { x: (CURVE.left + end) / 2, y: CURVE.height - 6, "text-anchor": "middle" }, "step h"));
  parts.push(svg("text", { x: CURVE.left - 7, y: CURVE.top - 10, "text-anchor": "end" }, "error"));
  return parts;
}

function ticks({ low, high }) {
  const step = Math.ceil((high - low) / 6);
  return Array.from({ length: high - low + 1 }, (_, nth) => low + nth).filter(power => (power - low) % step === 0);
}

/** A dotted line that shows a law, cut off where it leaves the plot, with its name near the upper end. */
function guide(x, y, law, word) {
  const inside = [];
  for (let nth = 0; nth <= 60; nth++) {
    const step = 10 ** (x.low + (x.high - x.low) * nth / 60);
    const error = law(step);
    if (error >= 10 ** y.low && error <= 10 ** y.high) inside.push([x.place(step), y.place(error)]);
  }
  if (inside.length < 2) return svg("g");
  const [first, last] = [inside[0], inside.at(-1)];
  const falls = first[1] < last[1];
  const [top, low] = falls ? [first, last] : [last, first];
  const at = [0, 1].map(axis => 0.75 * top[axis] + 0.25 * low[axis]);
  return svg("g", {}, svg("path", { class: "guide", d: `M${first.join(" ")}L${last.join(" ")}` }),
    svg("text", { x: at[0] + (falls ? 9 : -9), y: at[1] - 3, "text-anchor": falls ? "start" : "end" }, word));
}

/** A step as an upright line, with its name above it, in the first or second row. */
function upright(x, step, kind, word, row) {
  const place = x.place(step), top = 12 + 15 * row;
  const middle = Math.max(CURVE.left + 48, Math.min(CURVE.width - 44, place));
  return [
    svg("path", { class: kind, d: `M${place} ${top + 4}V${CURVE.height - CURVE.bottom}` }),
    svg("text", { class: `${kind}-word`, x: middle, y: top, "text-anchor": "middle" }, word),
  ];
}
