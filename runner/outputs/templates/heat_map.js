/* The arrays of one input as heat maps: claimed, numerical, and the difference, with one cursor for all of them. */

function drawHeatMaps(holder) {
  const data = numeric(JSON.parse(holder.dataset.arrays));
  const claim = data.claim ? numeric(data.claim) : data;
  const sizes = [...claim.claimed, ...data.numerical].map(Math.abs).filter(Number.isFinite);
  const scale = diverging(Math.max(0, ...sizes) || 1);
  const maps = [heatMap("claimed", claim, scale), heatMap("numerical", data, scale)];
  if (data.difference) maps.push(heatMap("difference", data, logarithmic(data.difference)));
  const readout = element("p", { class: "readout", role: "status" }, reduction(data));
  for (const linked of data.claim ? maps.map(map => [map]) : [maps]) link(linked, holder.dataset.name, readout);
  holder.append(...maps.map(map => map.figure), readout);
}

function numeric(data) {
  for (const key of ["claimed", "numerical", "difference"]) data[key] &&= data[key].map(Number);
  return data;
}

function reduction({ at, shape }) {
  return at ? `Reduced from ${shape.join("×")}: each cell shows the entry of its block with the largest difference.` : "";
}

/** Blue below zero, orange above: two hues that colour-blind people tell apart, and equally far from the middle. */
function diverging(most) {
  return {
    word: "diverging",
    ends: [numberText(-most, 3), numberText(most, 3)],
    color: value => mixed(value < 0 ? "--below" : "--above", Math.abs(value) / most),
  };
}

/** From the middle to one dark hue, by powers of ten; twelve of them at most. */
function logarithmic(values) {
  const powers = values.filter(value => value > 0 && value < Infinity).map(Math.log10);
  if (!powers.length) return { word: "sequential", ends: ["0", "0"], color: () => mixed("--far", 0) };
  const high = Math.ceil(Math.max(...powers));
  const low = Math.min(high - 1, Math.max(Math.floor(Math.min(...powers)), high - 12));
  return {
    word: "sequential",
    ends: [powerText(low), powerText(high)],
    color: value => mixed("--far", value > 0 ? Math.max(0.05, (Math.log10(value) - low) / (high - low)) : 0),
  };
}

const mixed = (property, part) => `color-mix(in oklab, var(${property}) ${(100 * Math.min(1, part)).toFixed(1)}%, var(--mid))`;

function heatMap(title, layout, scale) {
  const { shape, columns } = layout;
  const values = layout[title];
  const rows = Math.ceil(values.length / columns);
  const cell = Math.max(5, Math.min(28, Math.floor(264 / columns), Math.floor(264 / rows)));
  const picture = svg("svg", { width: columns * cell, height: rows * cell, tabindex: 0, role: "img", "aria-label": described(title, values, shape) });
  const gap = cell > 8 ? 1 : 0;
  values.forEach((value, place) => {
    const x = (place % columns) * cell, y = Math.floor(place / columns) * cell;
    const square = svg("rect", { x, y, width: cell - gap, height: cell - gap });
    square.style.fill = Number.isFinite(value) ? scale.color(value) : "var(--ink)";
    picture.append(square);
    if (!Number.isFinite(value)) picture.append(cross(x, y, cell - gap));
  });
  const caption = title === "difference" ? "difference, log scale" : `${title}, ${shape.join("×")}`;
  const legend = element("div", { class: "scale", "aria-hidden": "true" }, scale.ends[0], element("i", { class: scale.word }), scale.ends[1]);
  const figure = element("figure", { class: "heat-map" }, element("figcaption", {}, caption), picture, legend);
  return { title, layout, values, columns, cell, picture, figure };
}

/** What is not finite is marked by a cross as well as by its colour. */
function cross(x, y, size) {
  const near = size * 0.28, far = size * 0.72;
  const path = svg("path", { d: `M${x + near} ${y + near}L${x + far} ${y + far}M${x + far} ${y + near}L${x + near} ${y + far}`, "stroke-width": 1.5 });
  path.style.stroke = "var(--card)";
  return path;
}

function described(title, values, shape) {
  const finite = values.filter(Number.isFinite);
  const range = finite.length ? `values from ${numberText(Math.min(...finite), 3)} to ${numberText(Math.max(...finite), 3)}` : "no finite value";
  const others = values.length - finite.length;
  const what = title === "difference" ? "difference of claimed and numerical gradient" : `${title} gradient`;
  return `Heat map of the ${what}, shape ${shape.join(" by ")}: ${range}${others ? `, ${others} not finite` : ""}. Arrow keys read the entries.`;
}

/** Let maps of one layout share a cursor, moved by the pointer or the arrow keys, and say what is under it. */
function link(maps, name, readout) {
  const { columns, values, layout } = maps[0];
  const differences = layout.difference ?? values.map(Math.abs);
  let place = Math.max(0, differences.indexOf(Math.max(...differences)));
  const cursors = maps.map(map => svg("rect", { class: "cursor", width: map.cell, height: map.cell, visibility: "hidden" }));
  const go = to => {
    place = to;
    maps.forEach(({ cell }, nth) => {
      cursors[nth].setAttribute("x", (place % columns) * cell - 0.5);
      cursors[nth].setAttribute("y", Math.floor(place / columns) * cell - 0.5);
      cursors[nth].setAttribute("visibility", "visible");
    });
    const told = maps.map(map => `${map.title} ${map.title === "difference" ? differenceText(map.values[place]) : numberText(map.values[place])}`);
    readout.textContent = `${name}${indexText(layout.at ? layout.at[place] : place, layout.shape)}: ${told.join(", ")}`;
  };
  const step = (event, by) => {
    if (by === undefined) return;
    event.preventDefault();
    if (place + by >= 0 && place + by < values.length) go(place + by);
  };
  maps.forEach(({ picture, cell }, nth) => {
    picture.append(cursors[nth]);
    picture.addEventListener("pointermove", event => {
      const to = Math.floor(event.offsetY / cell) * columns + Math.min(columns - 1, Math.floor(event.offsetX / cell));
      if (to >= 0 && to < values.length) go(to);
    });
    picture.addEventListener("pointerleave", () => cursors.forEach(cursor => cursor.setAttribute("visibility", "hidden")));
    picture.addEventListener("focus", () => { if (picture.matches(":focus-visible")) go(place); });
    picture.addEventListener("blur", () => cursors.forEach(cursor => cursor.setAttribute("visibility", "hidden")));
    picture.addEventListener("keydown", event => step(event, { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns }[event.key]));
  });
}

/** The index, as in [3, 1], of an entry at a flat position in C order. */
function indexText(flat, shape) {
  const index = [];
  for (const length of [...shape].reverse()) {
    index.unshift(flat % length);
    flat = Math.floor(flat / length);
  }
  return `[${index.join(", ")}]`;
}
