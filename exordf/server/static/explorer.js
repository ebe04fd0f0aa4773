// What scripts add: suggestions below a search field. Every page reads without them.
"use strict";

// A field with a list below it, as the ARIA Authoring Practices have a combobox: the focus stays in the field.
function suggesting(field) {
  const list = document.createElement("ul");
  list.id = `${field.id}-suggested`;
  list.className = "suggested";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", field.labels[0] ? field.labels[0].textContent : field.placeholder);
  field.after(list);
  for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-expanded", "false"], ["aria-controls", list.id]]) {
    field.setAttribute(name, value);
  }
  let chosen = -1;
  let waiting = 0;
  let asking = null;
  let shownFor = "";

  function choose(at) {
    const options = list.children;
    if (options[chosen]) options[chosen].setAttribute("aria-selected", "false");
    chosen = options.length ? (at + options.length + 1) % (options.length + 1) : -1;
    if (chosen === options.length) chosen = -1;
    const option = options[chosen];
    if (option) {
      option.setAttribute("aria-selected", "true");
      option.scrollIntoView({ block: "nearest" });
      field.setAttribute("aria-activedescendant", option.id);
    } else {
      field.removeAttribute("aria-activedescendant");
    }
  }

  function close() {
    window.clearTimeout(waiting);
    if (asking) asking.abort();
    list.hidden = true;
    chosen = -1;
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
  }

  function part(kind, words) {
    const made = document.createElement("span");
    made.className = kind;
    made.dir = "auto";
    made.textContent = words;
    return made;
  }

  function show(found) {
    list.replaceChildren(...found.suggestions.map((each, at) => {
      const option = document.createElement("li");
      option.id = `${list.id}-${at}`;
      option.dataset.href = each.href;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      option.append(part(each.class ? `entity kind-${each.class}` : "name", each.name), " ", part("soft", each.kind));
      if (each.other) option.append(" ", part("soft other", each.sort ? `${each.sort} ${each.other}` : each.other));
      return option;
    }));
    chosen = -1;
    list.hidden = found.suggestions.length === 0;
    field.setAttribute("aria-expanded", String(!list.hidden));
    field.removeAttribute("aria-activedescendant");
  }

  async function ask() {
    if (asking) asking.abort();
    const question = field.value.trim();
    if (!question) {
      close();
      return;
    }
    const own = new AbortController();
    asking = own;
    const asked = new URLSearchParams({ q: question });
    const language = document.documentElement.lang;
    if (language) asked.set("lang", new URLSearchParams(location.search).get("lang") || language);
    try {
      const answer = await fetch(`${field.dataset.suggest}?${asked}`, { headers: { Accept: "application/json" }, signal: own.signal });
      if (answer.ok) {
        shownFor = question;
        show(await answer.json());
      }
    } catch (problem) {
      if (problem.name !== "AbortError") close(); // the server is gone: the form still says so
    }
  }

  field.addEventListener("input", () => {
    window.clearTimeout(waiting);
    waiting = window.setTimeout(ask, 120);
  });
  field.addEventListener("keydown", (event) => {
    if (event.isComposing) return; // a Chinese word is being written
    const open = !list.hidden;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (open) choose(chosen + (event.key === "ArrowDown" ? 1 : -1));
      else if (shownFor === field.value.trim() && list.children.length) {
        list.hidden = false;
        field.setAttribute("aria-expanded", "true");
      } else ask();
    } else if (event.key === "Escape" && open) {
      event.preventDefault();
      close();
    } else if (event.key === "Enter" && open && chosen >= 0) {
      event.preventDefault();
      location.assign(list.children[chosen].dataset.href);
    }
  });
  field.addEventListener("blur", () => window.setTimeout(close, 150));
  list.addEventListener("pointerdown", (event) => event.preventDefault()); // the field keeps the focus
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) location.assign(option.dataset.href);
  });
}

document.querySelectorAll("input[data-suggest]").forEach(suggesting);
