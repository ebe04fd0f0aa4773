// The network under the hand: move, zoom, follow lines by pointer and by keys, ask what a line says.
"use strict";

// In these forms a suggestion fills the field, rather than to lead away from the page.
for (const form of document.querySelectorAll(".way")) {
  const taken = (event, option) => {
    const field = option && form.querySelector(`[aria-controls="${option.parentElement.id}"]`);
    if (!field) return;
    event.preventDefault();
    event.stopPropagation();
    field.value = option.firstElementChild.textContent.trim();
    option.parentElement.hidden = true;
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
  };
  form.addEventListener("click", (event) => taken(event, event.target.closest("[role=option]")), true);
  form.addEventListener("keydown", (event) => {
    const active = event.key === "Enter" && event.target.getAttribute("aria-activedescendant");
    if (active) taken(event, document.getElementById(active));
  }, true);
  for (const field of form.querySelectorAll("[role=combobox][list]")) field.removeAttribute("list");
}

(() => {
  const bench = document.querySelector("[data-bench]");
  if (!bench) return;
  const stage = bench.querySelector(".stage");
  const picture = stage.querySelector("svg.network");
  const heads = stage.querySelector("svg.heads");
  const told = bench.querySelector(".told");
  const live = bench.querySelector("[data-live]");
  const list = document.getElementById("list");
  const wide = picture.width.baseVal.value;
  const high = picture.height.baseVal.value;
  const LEAST = 0.3, MOST = 3, STEP = 1.25, READABLE = 0.78;

  // Zoom: the picture grows, the heads of its columns only move apart, so that they stay readable.
  const words = [...heads.querySelectorAll("text")].map((text) => [text, text.x.baseVal[0].value]);
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
    for (const [text, at] of words) {
      text.setAttribute("x", at * size);
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

  // Pinch with two fingers; one finger scrolls as everywhere.
  let pinch = null;
  const apart = ([one, other]) => Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY);
  stage.addEventListener("touchstart", (event) => {
    pinch = event.touches.length === 2 ? { apart: apart(event.touches), size } : null;
  }, { passive: true });
  stage.addEventListener("touchmove", (event) => {
    if (!pinch || event.touches.length !== 2) return;
    event.preventDefault();
    const box = stage.getBoundingClientRect();
    const [one, other] = event.touches;
    zoom(pinch.size * apart(event.touches) / pinch.apart, (one.clientX + other.clientX) / 2 - box.left, (one.clientY + other.clientY) / 2 - box.top);
  }, { passive: false });

  // Drag with the mouse.
  let drag = null;
  let moved = false;
  stage.addEventListener("pointerdown", (event) => {
    moved = false;
    if (event.pointerType === "mouse" && event.button === 0) drag = { x: event.clientX, y: event.clientY, left: stage.scrollLeft, top: stage.scrollTop };
  });
  addEventListener("pointermove", (event) => {
    if (!drag) return;
    if (Math.abs(event.clientX - drag.x) + Math.abs(event.clientY - drag.y) > 4) moved = true;
    if (!moved) return;
    stage.classList.add("grabbing");
    stage.scrollLeft = drag.left - (event.clientX - drag.x);
    stage.scrollTop = drag.top - (event.clientY - drag.y);
  });
  addEventListener("pointerup", () => { drag = null; stage.classList.remove("grabbing"); });
  stage.addEventListener("dragstart", (event) => event.preventDefault());
  stage.addEventListener("click", (event) => { if (moved) { event.preventDefault(); event.stopPropagation(); } }, true);

  // What leads where.
  const boxes = new Map([...picture.querySelectorAll("g[data-entity]")].map((box) => [box.dataset.entity, box]));
  const order = [...boxes.keys()];
  const lines = [...picture.querySelectorAll("g[data-from]")];
  const down = new Map(order.map((name) => [name, []]));
  const up = new Map(order.map((name) => [name, []]));
  for (const line of lines) {
    down.get(line.dataset.from).push([line.dataset.to, line]);
    up.get(line.dataset.to).push([line.dataset.from, line]);
    const hit = line.querySelector("path").cloneNode();
    hit.removeAttribute("marker-end");
    hit.setAttribute("class", "hit");
    line.prepend(hit);
  }
  const shape = (name) => boxes.get(name).querySelector(".shape").getBBox();
  const middle = (name) => { const box = shape(name); return [box.x + box.width / 2, box.y + box.height / 2]; };
  const entry = (name) => list.querySelector(`li[data-entity="${CSS.escape(name)}"]`);
  const named = (name) => entry(name).querySelector("a").textContent;

  function reached(start, ways) {
    const seen = new Set([start]);
    const on = [];
    for (const here of seen) for (const [there, line] of ways.get(here)) { on.push(line); seen.add(there); }
    return [seen, on];
  }

  let chosen = null;
  function light(name) {
    for (const element of picture.querySelectorAll(".on")) element.classList.remove("on");
    stage.classList.toggle("lit", name !== null);
    if (name === null) return;
    for (const ways of [down, up]) {
      const [entities, on] = reached(name, ways);
      for (const line of on) line.classList.add("on");
      for (const each of entities) boxes.get(each).classList.add("on");
    }
  }
  function lightLine(line) {
    for (const element of picture.querySelectorAll(".on")) element.classList.remove("on");
    stage.classList.add("lit");
    for (const each of [line, boxes.get(line.dataset.from), boxes.get(line.dataset.to)]) each.classList.add("on");
  }
  function rest() {
    if (chosen === null) light(null);
    else if (typeof chosen === "string") light(chosen);
    else lightLine(chosen);
  }

  let soon = 0;
  picture.addEventListener("pointerover", (event) => {
    if (event.pointerType !== "mouse") return;
    clearTimeout(soon);
    const box = event.target.closest("g[data-entity]");
    const line = event.target.closest("g[data-from]");
    soon = setTimeout(() => { if (box) light(box.dataset.entity); else if (line) lightLine(line); else rest(); }, 60);
  });
  picture.addEventListener("pointerleave", () => { clearTimeout(soon); rest(); });
  stage.addEventListener("focusin", (event) => {
    const box = event.target.closest("g[data-entity]");
    if (!box) return;
    const name = box.dataset.entity;
    light(name);
    const counted = [up, down].map((ways) => reached(name, ways)[0].size - 1);
    live.textContent = stage.dataset.said.replace("{name}", named(name)).replace("{up}", counted[0]).replace("{down}", counted[1]);
    show(name);
  });
  stage.addEventListener("focusout", (event) => { if (!picture.contains(event.relatedTarget)) rest(); });

  function show(name) {
    const [x, y] = middle(name);
    const left = (x + margin) * size, top = (y + margin) * size;
    const out = (at, from, room) => at < from + 80 || at > from + room - 80;
    if (out(left, stage.scrollLeft, stage.clientWidth)) stage.scrollLeft = left - stage.clientWidth / 2;
    if (out(top, stage.scrollTop, stage.clientHeight)) stage.scrollTop = top - stage.clientHeight / 2;
  }

  // What was chosen is told beside the picture, in the words of the list.
  let opener = null;
  function tell(parts, what, from) {
    close();
    chosen = what;
    opener = from;
    told.querySelector(".content").replaceChildren(...parts);
    told.hidden = false;
    bench.querySelector(".floor").classList.add("two");
    for (const element of typeof what === "string" ? [boxes.get(what)] : [what]) element.classList.add("chosen");
    rest();
    show(typeof what === "string" ? what : what.dataset.from);
    told.focus({ preventScroll: innerWidth > 960 });
  }
  function close() {
    for (const element of picture.querySelectorAll(".chosen")) element.classList.remove("chosen");
    told.hidden = true;
    bench.querySelector(".floor").classList.remove("two");
    chosen = null;
  }
  function leave() {
    const back = opener;
    close();
    rest();
    if (back && back.isConnected) back.focus({ preventScroll: true });
  }
  function make(tag, text) {
    const element = document.createElement(tag);
    element.textContent = text;
    return element;
  }
  const titled = (name) => { const title = document.createElement("h2"); title.append(entry(name).querySelector("a").cloneNode(true)); return title; };
  const leaving = (from, to, direction) => [...entry(from).querySelectorAll(":scope > .leaving > li")].filter((line) => line.dataset.line === to && (!direction || line.dataset.direction === direction));

  function entity(name, from) {
    const parts = [titled(name), entry(name).querySelector(".count").cloneNode(true)];
    const definition = entry(name).querySelector(":scope > p");
    if (definition) parts.push(definition.cloneNode(true));
    const out = entry(name).querySelectorAll(":scope > .leaving > li");
    const back = [...new Set(up.get(name).map(([there]) => there))];
    if (back.length) {
      const acted = document.createElement("ul");
      for (const there of back) for (const line of leaving(there, name)) {
        const item = document.createElement("li");
        item.append(entry(there).querySelector("a").cloneNode(true), " ", line.querySelector("span").cloneNode(true), line.querySelector(".said").cloneNode(true));
        acted.append(item);
      }
      parts.push(make("h3", told.dataset.acted), acted);
    }
    if (out.length) {
      const acts = document.createElement("ul");
      acts.append(...[...out].map((line) => line.cloneNode(true)));
      parts.push(make("h3", told.dataset.acts), acts);
    }
    tell(parts, name, from);
  }
  function line(each) {
    const { from, to } = each.dataset;
    const direction = ["raises", "lowers", "other"].find((name) => each.classList.contains(name));
    const parts = [titled(from), make("h3", told.dataset.claims)];
    const said = document.createElement("ul");
    said.append(...leaving(from, to, direction).map((item) => item.cloneNode(true)));
    tell([...parts, said], each, boxes.get(from).querySelector("a"));
  }

  picture.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    const box = event.target.closest("g[data-entity]");
    const way = event.target.closest("g[data-from]");
    if (box) { event.preventDefault(); entity(box.dataset.entity, box.querySelector("a")); }
    else if (way) line(way);
    else if (chosen !== null) leave();
  });
  told.querySelector(".close").addEventListener("click", leave);
  bench.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      if (!told.hidden) leave();
      else { light(null); live.textContent = ""; if (picture.contains(document.activeElement)) stage.focus(); }
      return;
    }
    const box = event.target.closest("g[data-entity]");
    if (!box || event.altKey || event.ctrlKey || event.metaKey) return;
    const next = neighbour(box.dataset.entity, event.key);
    if (next === undefined) return;
    event.preventDefault();
    if (next !== null) boxes.get(next).querySelector("a").focus({ preventScroll: true });
  });

  // Right and left follow a line to the nearest box there, whichever way it points; up and down keep to the column.
  function neighbour(name, key) {
    const [x, y] = middle(name);
    const column = Math.round(x);
    const nearest = (names) => names.sort((a, b) => Math.abs(middle(a)[1] - y) - Math.abs(middle(b)[1] - y) || order.indexOf(a) - order.indexOf(b))[0] ?? null;
    if (key === "ArrowRight" || key === "ArrowLeft") {
      const there = [...down.get(name), ...up.get(name)].map(([other]) => other);
      return nearest([...new Set(there)].filter((other) => (key === "ArrowRight") === (middle(other)[0] > x + 1) && Math.abs(middle(other)[0] - x) > 1));
    }
    if (key === "ArrowDown" || key === "ArrowUp") {
      return nearest(order.filter((other) => Math.abs(Math.round(middle(other)[0]) - column) <= 1 && (key === "ArrowDown" ? middle(other)[1] > y : middle(other)[1] < y)));
    }
    return undefined;
  }

  // On a phone the picture stands nearer to the top than the other ways in.
  if (innerWidth < 704) document.querySelector(".ways").open = false;

  // At first sight: as large as it can be read, the entity that is set off in sight.
  zoom(Math.min(1, Math.max(fitting(), READABLE)), 0, 0);
  const focus = picture.querySelector(".entity.focus");
  if (focus) show(focus.dataset.entity);
})();
