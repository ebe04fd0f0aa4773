// Suggestions below search fields. Every page works without them.
"use strict";

// A combobox as in the ARIA Authoring Practices: a field with a list below it; the focus stays in the field.
function attachSuggestions(field) {
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
  let chosenIndex = -1;
  let timer = 0;
  let running = null;
  let shownText = "";

  function select(index) {
    const options = list.children;
    if (options[chosenIndex]) options[chosenIndex].setAttribute("aria-selected", "false");
    chosenIndex = options.length ? (index + options.length + 1) % (options.length + 1) : -1;
    if (chosenIndex === options.length) chosenIndex = -1;
    const option = options[chosenIndex];
    if (option) {
      option.setAttribute("aria-selected", "true");
      option.scrollIntoView({ block: "nearest" });
      field.setAttribute("aria-activedescendant", option.id);
    } else {
      field.removeAttribute("aria-activedescendant");
    }
  }

  function close() {
    window.clearTimeout(timer);
    if (running) running.abort();
    list.hidden = true;
    chosenIndex = -1;
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
  }

  function span(className, text) {
    const element = document.createElement("span");
    element.className = className;
    element.dir = "auto";
    element.textContent = text;
    return element;
  }

  function show(result) {
    list.replaceChildren(...result.suggestions.map((suggestion, index) => {
      const option = document.createElement("li");
      option.id = `${list.id}-${index}`;
      option.dataset.href = suggestion.href;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      option.append(span(suggestion.class ? `entity kind-${suggestion.class}` : "name", suggestion.name), " ", span("soft", suggestion.kind));
      if (suggestion.other) option.append(" ", span("soft other", suggestion.sort ? `${suggestion.sort} ${suggestion.other}` : suggestion.other));
      return option;
    }));
    chosenIndex = -1;
    list.hidden = result.suggestions.length === 0;
    field.setAttribute("aria-expanded", String(!list.hidden));
    field.removeAttribute("aria-activedescendant");
  }

  async function ask() {
    if (running) running.abort();
    const text = field.value.trim();
    if (!text) {
      close();
      return;
    }
    const controller = new AbortController();
    running = controller;
    const parameters = new URLSearchParams({ q: text });
    const language = document.documentElement.lang;
    if (language) parameters.set("lang", new URLSearchParams(location.search).get("lang") || language);
    try {
      const answer = await fetch(`${field.dataset.suggest}?${parameters}`, { headers: { Accept: "application/json" }, signal: controller.signal });
      if (answer.ok) {
        shownText = text;
        show(await answer.json());
      }
    } catch (problem) {
      if (problem.name !== "AbortError") close(); // the server does not answer; the form will show that
    }
  }

  field.addEventListener("input", () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(ask, 120);
  });
  field.addEventListener("keydown", (event) => {
    if (event.isComposing) return; // a Chinese word is being composed
    const open = !list.hidden;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (open) select(chosenIndex + (event.key === "ArrowDown" ? 1 : -1));
      else if (shownText === field.value.trim() && list.children.length) {
        list.hidden = false;
        field.setAttribute("aria-expanded", "true");
      } else ask();
    } else if (event.key === "Escape" && open) {
      event.preventDefault();
      close();
    } else if (event.key === "Enter" && open && chosenIndex >= 0) {
      event.preventDefault();
      location.assign(list.children[chosenIndex].dataset.href);
    }
  });
  field.addEventListener("blur", () => window.setTimeout(close, 150));
  list.addEventListener("pointerdown", (event) => event.preventDefault()); // so that the focus stays in the field
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) location.assign(option.dataset.href);
  });
}

document.querySelectorAll("input[data-suggest]").forEach(attachSuggestions);
