/* The arrays of one input as heat maps: claimed, numerical, and the difference, with one cursor for all of them. */

function drawHeatMaps(holder) {
  const data = numeric(JSON.parse(holder.dataset.arrays));
  const claim = data.claim ? numeric(data.claim) : data;
  const sizes = [...claim.claimed, ...data.numerical].filter(Number.isFinite).map(Math.abs);
  const scale = diverging(Math.max(0, ...sizes) || 1);
  const maps = [heatMap("claimed", claim, scale), heatMap("numerical", data, scale)];
  if (data.difference) maps.push(heatMap("difference", data, logarithmic(data.difference, Number(holder.dataset.tolerance))));
  const readout = element("p", { class: "readout", role: "status" }, reduction(data));
  const name = holder.dataset.name;
  const goes = (data.claim ? maps.map(map => [map]) : [maps]).map(linked => link(linked, name, readout));
  holder.append(...maps.map(map => map.figure), readout, tools(name, data, goes.at(-1), readout));
}

function numeric(data) {
  for (const key of ["claimed", "numerical", "difference"]) data[key] &&= data[key].map(value => (value === null ? null : Number(value)));
  return data;
}

function reduction({ at, shape, numerical }) {
  const measured = numerical.filter(value => value !== null).length;
  const reduced = at ? `Reduced from ${shape.join("×")}: each cell shows one entry of its block, the one with the largest difference. ` : "";
  const open = measured < numerical.length ? `${plural(measured, "entry was", "entries were")} measured; the outlined cells were not. ` : "";
  return reduced + open || "Point at a cell to read it.";
}

/** To an entry by its index, and all entries as a file. */
function tools(name, data, go, readout) {
  const field = element("input", { size: 8, placeholder: "3, 1", "aria-label": `Index of an entry of ${name}`, autocomplete: "off" });
  field.addEventListener("input", () => {
    const index = (field.value.match(/\d+/gu) ?? []).map(Number);
    if (index.length !== data.shape.length || index.some((at, axis) => at >= data.shape[axis])) return;
    const flat = index.reduce((sum, at, axis) => sum * data.shape[axis] + at, 0);
    const place = data.at ? data.at.indexOf(flat) : flat;
    if (place >= 0) go(place);
    else readout.textContent = `${name}[${index.join(", ")}] is not among the entries that are kept here.`;
  });
  const button = element("button", { type: "button", class: "as-csv" }, "CSV");
  button.addEventListener("click", () => offer(`${name}.csv`, [["index", "claimed", "numerical", "difference"],
    ...data.numerical.map((value, place) => [indexText(data.at ? data.at[place] : place, data.shape), data.difference ? data.claimed[place] : "", value, data.difference?.[place]])]));
  return element("p", { class: "map-tools" }, element("label", {}, "entry ", field), button);
}

/** Blue below zero, orange above: two hues that colour-blind people tell apart, and equally far from the middle. */
function diverging(most) {
  return {
    word: "diverging",
    ends: [numberText(-most, 3), numberText(most, 3)],
    color: (value, isRead) => mixed(value < 0 ? "--below" : "--above", (isRead ? 0.4 : 1) * Math.abs(value) / most),
  };
}

/** From the middle to one dark hue, by powers of ten; it ends beyond the tolerance, so that what agrees stays pale. */
function logarithmic(values, tolerance) {
  const powers = values.filter(value => value !== null && value > 0 && value < Infinity).map(Math.log10);
  const high = Math.ceil(Math.max(Math.log10(tolerance) + 2, ...powers));
  const low = high - 14;
  return {
    word: "sequential",
    ends: [powerText(low), powerText(high)],
    color: (value, isRead) => mixed("--far", (isRead ? 0.4 : 1) * (value > 0 ? Math.max(0.05, (Math.log10(value) - low) / (high - low)) ** 2 : 0)),
  };
}

const mixed = (property, part) => `color-mix(in oklab, var(${property}) ${(100 * Math.min(1, part)).toFixed(1)}%, var(--mid))`;

const LABELS = 15;

function heatMap(title, layout, scale) {
  const values = layout[title];
  const tiles = tiling(layout, values.length);
  const { width, height } = tiles.cell;
  const gap = Math.min(width, height) > 8 ? 1 : 0;
  const picture = svg("svg", { width: tiles.width, height: tiles.height, tabindex: 0, role: "img", "aria-label": described(title, values, layout.shape) });
  values.forEach((value, place) => {
    const [x, y] = tiles.corner(place);
    const square = svg("rect", { x, y, width: width - gap, height: height - gap });
    if (value === null) fill(square, { class: "open", x: x + 0.5, y: y + 0.5, width: width - gap - 1, height: height - gap - 1 }, []);
    else square.style.fill = Number.isFinite(value) ? scale.color(value, tiles.numbers) : "var(--ink)";
    picture.append(square);
    if (tiles.numbers && value !== null) picture.append(svg("text", { class: Number.isFinite(value) ? "cell" : "cell not-finite", x: x + width / 2, y: y + height / 2 + 4, "text-anchor": "middle" }, numberText(value, 3)));
    else if (value !== null && !Number.isFinite(value)) picture.append(cross(x, y, Math.min(width, height) - gap));
  });
  picture.append(...indices(layout, tiles));
  const caption = title === "difference" ? "difference, log scale" : `${title}, ${layout.shape.join("×")}`;
  const legend = tiles.numbers ? null : element("div", { class: "scale", "aria-hidden": "true" }, scale.ends[0], element("i", { class: scale.word }), scale.ends[1]);
  const figure = element("figure", { class: "heat-map" }, element("figcaption", {}, caption), picture, legend);
  return { title, layout, values, tiles, picture, figure };
}

/** The numbers of columns above, of rows to the left, as many as there is room for. */
function indices({ shape, at }, { cell, columns, rows, tiles, left }) {
  if (tiles > 1) return [];
  // Of a reduced map each band is named by its first entry, as `blocks` of the report cut them.
  const first = (band, bands, length) => (at ? Math.floor((band * length) / bands) : band);
  const every = (length, size, least) => [1, 2, 5, 10, 20, 50].find(step => step * size >= least || step >= length) ?? 100;
  const words = [];
  const [across, down] = [every(columns, cell.width, at ? 8 * String(shape.at(-1)).length + 6 : 22), every(rows, cell.height, 14)];
  if (shape.length > 0) for (let column = 0; column < columns; column += across) words.push(svg("text", { class: "index", x: left + column * cell.width + cell.width / 2, y: LABELS - 5, "text-anchor": "middle" }, first(column, columns, shape.at(-1))));
  if (at ? shape.length === 2 : shape.length > 1) for (let row = 0; row < rows; row += down) words.push(svg("text", { class: "index", x: left - 4, y: LABELS + row * cell.height + cell.height / 2 + 4, "text-anchor": "end" }, first(row, rows, shape[0])));
  return words;
}

/** Where the entries stand: the last two axes make a tile, and tiles of the other axes stand side by side. */
function tiling({ shape, columns, at }, count) {
  const rows = at || shape.length < 3 ? Math.ceil(count / columns) : shape.at(-2);
  const tiles = Math.ceil(count / (rows * columns));
  const across = Math.min(tiles, Math.max(1, Math.ceil(Math.sqrt(tiles * rows / columns))));
  const down = Math.ceil(tiles / across);
  const between = tiles > 1 ? 5 : 0;
  const numbers = tiles === 1 && !at && columns <= 6 && rows <= 8;
  const side = Math.max(4, Math.min(28, Math.floor(264 / (across * columns)), Math.floor(264 / (down * rows))));
  const cell = numbers ? { width: 52, height: 24 } : { width: side, height: side };
  // A strip of one row or column is as thick as can be seen.
  if (!numbers && tiles === 1 && rows === 1) Object.assign(cell, { width: Math.max(side, Math.min(9, Math.floor(420 / columns))), height: 26 });
  if (!numbers && tiles === 1 && columns === 1) cell.width = 28;
  const tileWidth = columns * cell.width + between, tileHeight = rows * cell.height + between;
  const top = tiles > 1 ? 0 : LABELS, left = at && shape.length === 2 ? Math.max(LABELS, 6 * String(shape[0]).length + 6) : top;
  return {
    cell,
    numbers,
    columns,
    rows,
    tiles,
    left,
    width: left + across * tileWidth - between,
    height: top + down * tileHeight - between,
    corner(place) {
      const tile = Math.floor(place / (rows * columns)), inside = place % (rows * columns);
      return [left + (tile % across) * tileWidth + (inside % columns) * cell.width, top + Math.floor(tile / across) * tileHeight + Math.floor(inside / columns) * cell.height];
    },
    /** The entry under a point of the picture, or -1. */
    placeAt(pointX, pointY) {
      const x = pointX - left, y = pointY - top;
      const column = Math.floor((x % tileWidth) / cell.width), row = Math.floor((y % tileHeight) / cell.height);
      const place = (Math.floor(y / tileHeight) * across + Math.floor(x / tileWidth)) * rows * columns + row * columns + column;
      return x >= 0 && y >= 0 && x < across * tileWidth && column < columns && row < rows && place < count ? place : -1;
    },
  };
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
  const others = values.filter(value => value !== null && !Number.isFinite(value)).length;
  const what = title === "difference" ? "difference of claimed and numerical gradient" : `${title} gradient`;
  return `Heat map of the ${what}, shape ${shape.join(" by ")}: ${range}${others ? `, ${others} not finite` : ""}. Arrow keys read the entries.`;
}

/** Let maps of one layout share a cursor, moved by the pointer or the arrow keys, and say what is under it. */
function link(maps, name, readout) {
  const { tiles, values, layout } = maps[0];
  const differences = layout.difference ?? values.map(value => Math.abs(value));
  let place = Math.max(0, differences.indexOf(Math.max(...differences)));
  const cursors = maps.map(() => svg("rect", { class: "cursor", width: tiles.cell.width, height: tiles.cell.height, visibility: "hidden" }));
  const go = to => {
    place = to;
    const [x, y] = tiles.corner(place);
    for (const cursor of cursors) fill(cursor, { x: x - 0.5, y: y - 0.5, visibility: "visible" }, []);
    const told = maps.filter(map => map.values[place] !== null).map(map => `${map.title} ${map.title === "difference" ? differenceText(map.values[place]) : numberText(map.values[place])}`);
    if (told.length < maps.length) told.push("not measured");
    readout.textContent = `${name}${indexText(layout.at ? layout.at[place] : place, layout.shape)}: ${told.join(", ")}`;
  };
  const step = (event, by) => {
    if (by === undefined) return;
    event.preventDefault();
    if (place + by >= 0 && place + by < values.length) go(place + by);
  };
  const hide = () => cursors.forEach(cursor => cursor.setAttribute("visibility", "hidden"));
  const steps = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -tiles.columns, ArrowDown: tiles.columns };
  maps.forEach(({ picture }, nth) => {
    picture.append(cursors[nth]);
    picture.addEventListener("pointermove", event => {
      const to = tiles.placeAt(event.offsetX, event.offsetY);
      if (to >= 0) go(to);
    });
    picture.addEventListener("pointerleave", hide);
    picture.addEventListener("focus", () => { if (picture.matches(":focus-visible")) go(place); });
    picture.addEventListener("blur", hide);
    picture.addEventListener("keydown", event => step(event, steps[event.key]));
  });
  return go;
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
