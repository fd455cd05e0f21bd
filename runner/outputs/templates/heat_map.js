/* The arrays of one input as heat maps: claimed, numerical, and the difference, with one cursor for all of them. */

function drawHeatMaps(holder) {
  const data = numeric(JSON.parse(holder.dataset.arrays));
  const claim = data.claim ? numeric(data.claim) : data;
  const sizes = [...claim.claimed, ...data.numerical].filter(Number.isFinite).map(Math.abs);
  const scale = diverging(Math.max(0, ...sizes) || 1);
  const maps = [heatMap("claimed", claim, scale), heatMap("numerical", data, scale)];
  if (data.difference) maps.push(heatMap("difference", data, logarithmic(data.difference, Number(holder.dataset.tolerance))));
  const readout = element("p", { class: "readout", role: "status" }, reduction(data));
  for (const linked of data.claim ? maps.map(map => [map]) : [maps]) link(linked, holder.dataset.name, readout);
  holder.append(...maps.map(map => map.figure), readout);
}

function numeric(data) {
  for (const key of ["claimed", "numerical", "difference"]) data[key] &&= data[key].map(value => (value === null ? null : Number(value)));
  return data;
}

function reduction({ at, shape }) {
  return at ? `Reduced from ${shape.join("×")}: each cell shows the entry of its block with the largest difference.` : "Point at a cell to read it.";
}

/** Blue below zero, orange above: two hues that colour-blind people tell apart, and equally far from the middle. */
function diverging(most) {
  return {
    word: "diverging",
    ends: [numberText(-most, 3), numberText(most, 3)],
    color: value => mixed(value < 0 ? "--below" : "--above", Math.abs(value) / most),
  };
}

/** From the middle to one dark hue, by powers of ten; it ends beyond the tolerance, so that what agrees stays pale. */
function logarithmic(values, tolerance) {
  const powers = values.filter(value => value > 0 && value < Infinity).map(Math.log10);
  const high = Math.ceil(Math.max(Math.log10(tolerance) + 2, ...powers));
  const low = high - 14;
  return {
    word: "sequential",
    ends: [powerText(low), powerText(high)],
    color: value => mixed("--far", value > 0 ? Math.max(0.05, (Math.log10(value) - low) / (high - low)) ** 2 : 0),
  };
}

const mixed = (property, part) => `color-mix(in oklab, var(${property}) ${(100 * Math.min(1, part)).toFixed(1)}%, var(--mid))`;

function heatMap(title, layout, scale) {
  const values = layout[title];
  const tiles = tiling(layout, values.length);
  const { cell } = tiles;
  const gap = cell > 8 ? 1 : 0;
  const picture = svg("svg", { width: tiles.width, height: tiles.height, tabindex: 0, role: "img", "aria-label": described(title, values, layout.shape) });
  values.forEach((value, place) => {
    const [x, y] = tiles.corner(place);
    const square = svg("rect", { x, y, width: cell - gap, height: cell - gap });
    square.style.fill = Number.isFinite(value) ? scale.color(value) : "var(--ink)";
    picture.append(square);
    if (!Number.isFinite(value)) picture.append(cross(x, y, cell - gap));
  });
  const caption = title === "difference" ? "difference, log scale" : `${title}, ${layout.shape.join("×")}`;
  const legend = element("div", { class: "scale", "aria-hidden": "true" }, scale.ends[0], element("i", { class: scale.word }), scale.ends[1]);
  const figure = element("figure", { class: "heat-map" }, element("figcaption", {}, caption), picture, legend);
  return { title, layout, values, tiles, picture, figure };
}

/** Where the entries stand: the last two axes make a tile, and tiles of the other axes stand side by side. */
function tiling({ shape, columns, at }, count) {
  const rows = at || shape.length < 3 ? Math.ceil(count / columns) : shape.at(-2);
  const tiles = Math.ceil(count / (rows * columns));
  const across = Math.min(tiles, Math.max(1, Math.ceil(Math.sqrt(tiles * rows / columns))));
  const down = Math.ceil(tiles / across);
  const between = tiles > 1 ? 5 : 0;
  const cell = Math.max(4, Math.min(28, Math.floor(264 / (across * columns)), Math.floor(264 / (down * rows))));
  const tileWidth = columns * cell + between, tileHeight = rows * cell + between;
  return {
    cell,
    columns,
    width: across * tileWidth - between,
    height: down * tileHeight - between,
    corner(place) {
      const tile = Math.floor(place / (rows * columns)), inside = place % (rows * columns);
      return [(tile % across) * tileWidth + (inside % columns) * cell, Math.floor(tile / across) * tileHeight + Math.floor(inside / columns) * cell];
    },
    /** The entry under a point of the picture, or -1. */
    placeAt(x, y) {
      const column = Math.floor((x % tileWidth) / cell), row = Math.floor((y % tileHeight) / cell);
      const place = (Math.floor(y / tileHeight) * across + Math.floor(x / tileWidth)) * rows * columns + row * columns + column;
      return x >= 0 && y >= 0 && column < columns && row < rows && place < count ? place : -1;
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
  const others = values.length - finite.length;
  const what = title === "difference" ? "difference of claimed and numerical gradient" : `${title} gradient`;
  return `Heat map of the ${what}, shape ${shape.join(" by ")}: ${range}${others ? `, ${others} not finite` : ""}. Arrow keys read the entries.`;
}

/** Let maps of one layout share a cursor, moved by the pointer or the arrow keys, and say what is under it. */
function link(maps, name, readout) {
  const { tiles, values, layout } = maps[0];
  const differences = layout.difference ?? values.map(Math.abs);
  let place = Math.max(0, differences.indexOf(Math.max(...differences)));
  const cursors = maps.map(() => svg("rect", { class: "cursor", width: tiles.cell, height: tiles.cell, visibility: "hidden" }));
  const go = to => {
    place = to;
    const [x, y] = tiles.corner(place);
    for (const cursor of cursors) fill(cursor, { x: x - 0.5, y: y - 0.5, visibility: "visible" }, []);
    const told = maps.map(map => `${map.title} ${map.title === "difference" ? differenceText(map.values[place]) : numberText(map.values[place])}`);
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
