// The interactive network: move, zoom, follow lines by pointer and by keys, open the claims of a line.
"use strict";

// In these forms a suggestion fills the field instead of opening another page.
for (const form of document.querySelectorAll(".way")) {
  const fill = (event, option) => {
    const field = option && form.querySelector(`[aria-controls="${option.parentElement.id}"]`);
    if (!field) return;
    event.preventDefault();
    event.stopPropagation();
    field.value = option.firstElementChild.textContent.trim();
    option.parentElement.hidden = true;
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
  };
  form.addEventListener("click", (event) => fill(event, event.target.closest("[role=option]")), true);
  form.addEventListener("keydown", (event) => {
    const active = event.key === "Enter" && event.target.getAttribute("aria-activedescendant");
    if (active) fill(event, document.getElementById(active));
  }, true);
  for (const field of form.querySelectorAll("[role=combobox][list]")) field.removeAttribute("list");
}

(() => {
  const bench = document.querySelector("[data-bench]");
  if (!bench) return;
  const stage = bench.querySelector(".stage");
  const picture = stage.querySelector("svg.network");
  const heads = stage.querySelector("svg.heads");
  const panel = bench.querySelector(".told");
  const live = bench.querySelector("[data-live]");
  const list = document.getElementById("list");
  const wide = picture.width.baseVal.value;
  const high = picture.height.baseVal.value;
  const LEAST = 0.3, MOST = 3, STEP = 1.25, READABLE = 0.78;

  // Zoom: the picture is scaled, the heads of its columns only move apart, so that they stay readable.
  const labels = [...heads.querySelectorAll("text")].map((text) => [text, text.x.baseVal[0].value]);
  const margin = heads.querySelector("g").transform.baseVal[0].matrix.e;
  let size = 1;

  function zoom(to, x = stage.clientWidth / 2, y = stage.clientHeight / 2) {
    const next = Math.min(MOST, Math.max(LEAST, to));
    const above = heads.parentElement.offsetHeight;
    const [left, top] = [(stage.scrollLeft + x) / size, (stage.scrollTop + y - above) / size];
    size = next;
    picture.setAttribute("width", wide * size);
    picture.setAttribute("height", high * size);
    heads.setAttribute("width", wide * size);
    heads.setAttribute("viewBox", `0 0 ${wide * size} ${heads.height.baseVal.value}`);
    heads.querySelector("g").setAttribute("transform", `translate(${margin * size},0)`);
    for (const [text, x] of labels) {
      text.setAttribute("x", x * size);
      text.setAttribute("font-size", size < 0.6 ? 8 : 11);
    }
    stage.scrollLeft = left * size - x;
    stage.scrollTop = top * size - y + above;
    bench.querySelector("[data-size]").textContent = `${Math.round(size * 100)}%`;
    stage.classList.toggle("grab", stage.scrollWidth > stage.clientWidth || stage.scrollHeight > stage.clientHeight);
  }
  const fitting = () => (stage.clientWidth - 2) / wide;

  bench.querySelector(".tools").hidden = false;
  bench.querySelector("[data-zoom=in]").addEventListener("click", () => zoom(size * STEP));
  bench.querySelector("[data-zoom=out]").addEventListener("click", () => zoom(size / STEP));
  bench.querySelector("[data-zoom=fit]").addEventListener("click", () => zoom(Math.min(fitting(), 1.4), 0, 0));
  stage.addEventListener("wheel", (event) => {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    const box = stage.getBoundingClientRect();
    zoom(size * Math.exp(-event.deltaY / 400), event.clientX - box.left, event.clientY - box.top);
  }, { passive: false });

  // Pinch with two fingers; one finger scrolls as usual.
  let pinch = null;
  const distance = ([a, b]) => Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY);
  stage.addEventListener("touchstart", (event) => {
    pinch = event.touches.length === 2 ? { distance: distance(event.touches), size } : null;
  }, { passive: true });
  stage.addEventListener("touchmove", (event) => {
    if (!pinch || event.touches.length !== 2) return;
    event.preventDefault();
    const box = stage.getBoundingClientRect();
    const [a, b] = event.touches;
    zoom(pinch.size * distance(event.touches) / pinch.distance, (a.clientX + b.clientX) / 2 - box.left, (a.clientY + b.clientY) / 2 - box.top);
  }, { passive: false });

  // Drag with the mouse.
  let dragStart = null;
  let hasMoved = false;
  stage.addEventListener("pointerdown", (event) => {
    hasMoved = false;
    if (event.pointerType === "mouse" && event.button === 0) dragStart = { x: event.clientX, y: event.clientY, left: stage.scrollLeft, top: stage.scrollTop };
  });
  addEventListener("pointermove", (event) => {
    if (!dragStart) return;
    if (Math.abs(event.clientX - dragStart.x) + Math.abs(event.clientY - dragStart.y) > 4) hasMoved = true;
    if (!hasMoved) return;
    stage.classList.add("grabbing");
    stage.scrollLeft = dragStart.left - (event.clientX - dragStart.x);
    stage.scrollTop = dragStart.top - (event.clientY - dragStart.y);
  });
  addEventListener("pointerup", () => { dragStart = null; stage.classList.remove("grabbing"); });
  stage.addEventListener("dragstart", (event) => event.preventDefault());
  stage.addEventListener("click", (event) => { if (hasMoved) { event.preventDefault(); event.stopPropagation(); } }, true);

  // The lines between the entities, by their ends.
  const boxes = new Map([...picture.querySelectorAll("g[data-entity]")].map((box) => [box.dataset.entity, box]));
  const order = [...boxes.keys()];
  const edges = [...picture.querySelectorAll("g[data-from]")];
  const downstream = new Map(order.map((name) => [name, []]));
  const upstream = new Map(order.map((name) => [name, []]));
  for (const edge of edges) {
    downstream.get(edge.dataset.from).push([edge.dataset.to, edge]);
    upstream.get(edge.dataset.to).push([edge.dataset.from, edge]);
    const hit = edge.querySelector("path").cloneNode();
    hit.removeAttribute("marker-end");
    hit.setAttribute("class", "hit");
    edge.prepend(hit);
  }
  const shape = (name) => boxes.get(name).querySelector(".shape").getBBox();
  const middle = (name) => { const box = shape(name); return [box.x + box.width / 2, box.y + box.height / 2]; };
  const listItem = (name) => list.querySelector(`li[data-entity="${CSS.escape(name)}"]`);
  const label = (name) => listItem(name).querySelector("a").textContent;

  function reachable(start, ways) {
    const entities = new Set([start]);
    const edges = [];
    for (const name of entities) for (const [next, edge] of ways.get(name)) { edges.push(edge); entities.add(next); }
    return [entities, edges];
  }

  let chosen = null;
  function highlight(name) {
    for (const element of picture.querySelectorAll(".on")) element.classList.remove("on");
    stage.classList.toggle("lit", name !== null);
    if (name === null) return;
    for (const ways of [downstream, upstream]) {
      const [entities, edges] = reachable(name, ways);
      for (const edge of edges) edge.classList.add("on");
      for (const reachedName of entities) boxes.get(reachedName).classList.add("on");
    }
  }
  function highlightLine(edge) {
    for (const element of picture.querySelectorAll(".on")) element.classList.remove("on");
    stage.classList.add("lit");
    for (const element of [edge, boxes.get(edge.dataset.from), boxes.get(edge.dataset.to)]) element.classList.add("on");
  }
  function restore() {
    if (chosen === null) highlight(null);
    else if (typeof chosen === "string") highlight(chosen);
    else highlightLine(chosen);
  }

  let hoverTimer = 0;
  picture.addEventListener("pointerover", (event) => {
    if (event.pointerType !== "mouse") return;
    clearTimeout(hoverTimer);
    const box = event.target.closest("g[data-entity]");
    const edge = event.target.closest("g[data-from]");
    hoverTimer = setTimeout(() => { if (box) highlight(box.dataset.entity); else if (edge) highlightLine(edge); else restore(); }, 60);
  });
  picture.addEventListener("pointerleave", () => { clearTimeout(hoverTimer); restore(); });
  stage.addEventListener("focusin", (event) => {
    const box = event.target.closest("g[data-entity]");
    if (!box) return;
    const name = box.dataset.entity;
    highlight(name);
    const counts = [upstream, downstream].map((ways) => reachable(name, ways)[0].size - 1);
    live.textContent = stage.dataset.said.replace("{name}", label(name)).replace("{up}", counts[0]).replace("{down}", counts[1]);
    show(name);
  });
  stage.addEventListener("focusout", (event) => { if (!picture.contains(event.relatedTarget)) restore(); });

  function show(name) {
    const [x, y] = middle(name);
    const left = (x + margin) * size, top = (y + margin) * size;
    const isOutside = (position, start, length) => position < start + 80 || position > start + length - 80;
    if (isOutside(left, stage.scrollLeft, stage.clientWidth)) stage.scrollLeft = left - stage.clientWidth / 2;
    if (isOutside(top, stage.scrollTop, stage.clientHeight)) stage.scrollTop = top - stage.clientHeight / 2;
  }

  // The panel beside the picture shows the entry of the list for the chosen entity or line.
  let opener = null;
  function openPanel(parts, target, from) {
    close();
    chosen = target;
    opener = from;
    panel.querySelector(".content").replaceChildren(...parts);
    panel.hidden = false;
    bench.querySelector(".floor").classList.add("two");
    for (const element of typeof target === "string" ? [boxes.get(target)] : [target]) element.classList.add("chosen");
    restore();
    show(typeof target === "string" ? target : target.dataset.from);
    panel.focus({ preventScroll: innerWidth > 960 });
  }
  function close() {
    for (const element of picture.querySelectorAll(".chosen")) element.classList.remove("chosen");
    panel.hidden = true;
    bench.querySelector(".floor").classList.remove("two");
    chosen = null;
  }
  function dismiss() {
    const previous = opener;
    close();
    restore();
    if (previous && previous.isConnected) previous.focus({ preventScroll: true });
  }
  function make(tag, text) {
    const element = document.createElement(tag);
    element.textContent = text;
    return element;
  }
  const heading = (name) => { const title = document.createElement("h2"); title.append(listItem(name).querySelector("a").cloneNode(true)); return title; };
  const linesBetween = (from, to, direction) => [...listItem(from).querySelectorAll(":scope > .leaving > li")].filter((item) => item.dataset.line === to && (!direction || item.dataset.direction === direction));

  function openEntity(name, from) {
    const parts = [heading(name), listItem(name).querySelector(".count").cloneNode(true)];
    const definition = listItem(name).querySelector(":scope > p");
    if (definition) parts.push(definition.cloneNode(true));
    const out = listItem(name).querySelectorAll(":scope > .leaving > li");
    const sources = [...new Set(upstream.get(name).map(([source]) => source))];
    if (sources.length) {
      const acted = document.createElement("ul");
      for (const source of sources) for (const claim of linesBetween(source, name)) {
        const item = document.createElement("li");
        item.append(listItem(source).querySelector("a").cloneNode(true), " ", claim.querySelector("span").cloneNode(true), claim.querySelector(".said").cloneNode(true));
        acted.append(item);
      }
      parts.push(make("h3", panel.dataset.acted), acted);
    }
    if (out.length) {
      const acts = document.createElement("ul");
      acts.append(...[...out].map((item) => item.cloneNode(true)));
      parts.push(make("h3", panel.dataset.acts), acts);
    }
    openPanel(parts, name, from);
  }
  function openLine(edge) {
    const { from, to } = edge.dataset;
    const direction = ["raises", "lowers", "other"].find((name) => edge.classList.contains(name));
    const parts = [heading(from), make("h3", panel.dataset.claims)];
    const claims = document.createElement("ul");
    claims.append(...linesBetween(from, to, direction).map((item) => item.cloneNode(true)));
    openPanel([...parts, claims], edge, boxes.get(from).querySelector("a"));
  }

  picture.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    const box = event.target.closest("g[data-entity]");
    const edge = event.target.closest("g[data-from]");
    if (box) { event.preventDefault(); openEntity(box.dataset.entity, box.querySelector("a")); }
    else if (edge) openLine(edge);
    else if (chosen !== null) dismiss();
  });
  panel.querySelector(".close").addEventListener("click", dismiss);
  bench.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      if (!panel.hidden) dismiss();
      else { highlight(null); live.textContent = ""; if (picture.contains(document.activeElement)) stage.focus(); }
      return;
    }
    const box = event.target.closest("g[data-entity]");
    if (!box || event.altKey || event.ctrlKey || event.metaKey) return;
    const next = neighbour(box.dataset.entity, event.key);
    if (next === undefined) return;
    event.preventDefault();
    if (next !== null) boxes.get(next).querySelector("a").focus({ preventScroll: true });
  });

  // Right and left follow a line to the nearest box on that side, whatever its direction; up and down stay in the column.
  function neighbour(name, key) {
    const [x, y] = middle(name);
    const column = Math.round(x);
    const nearest = (names) => names.sort((a, b) => Math.abs(middle(a)[1] - y) - Math.abs(middle(b)[1] - y) || order.indexOf(a) - order.indexOf(b))[0] ?? null;
    if (key === "ArrowRight" || key === "ArrowLeft") {
      const neighbours = [...downstream.get(name), ...upstream.get(name)].map(([other]) => other);
      return nearest([...new Set(neighbours)].filter((other) => (key === "ArrowRight") === (middle(other)[0] > x + 1) && Math.abs(middle(other)[0] - x) > 1));
    }
    if (key === "ArrowDown" || key === "ArrowUp") {
      return nearest(order.filter((other) => Math.abs(Math.round(middle(other)[0]) - column) <= 1 && (key === "ArrowDown" ? middle(other)[1] > y : middle(other)[1] < y)));
    }
    return undefined;
  }

  // On a phone the forms are folded, so that the picture is near the top.
  if (innerWidth < 704) document.querySelector(".ways").open = false;

  // At first the picture is readable and shows the entity in focus.
  zoom(Math.min(1, Math.max(fitting(), READABLE)), 0, 0);
  const focus = picture.querySelector(".entity.focus");
  if (focus) show(focus.dataset.entity);
})();
