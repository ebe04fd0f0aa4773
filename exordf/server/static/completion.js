// Completion below the caret: variables of the query, keywords, prefixes, and names that occur in the data.
"use strict";

(() => {
  const box = document.querySelector(".editor.live");
  if (!box) return;
  const field = box.querySelector("textarea");
  const copy = box.querySelector("pre");
  const words = JSON.parse(box.closest("form").dataset.words);
  const MOST = 12;
  const list = document.createElement("ul");
  const status = document.createElement("p");
  let vocabulary = null;
  let options = [];
  let chosenIndex = -1;
  let wordStart = 0;

  list.id = "offered";
  list.className = "offered";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", words.label);
  status.className = "unseen";
  status.setAttribute("role", "status");
  box.parentElement.insertBefore(status, box.nextSibling);
  box.parentElement.insertBefore(list, box.nextSibling);
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-controls", list.id);

  function load() {
    if (vocabulary) return;
    vocabulary = { keywords: [], prefixes: {}, names: [] };
    fetch("/query/completion.json").then((answer) => answer.json()).then((content) => {
      vocabulary = {
        ...content,
        names: content.names.map(([curie, what, uses, en, zh]) => ({ text: curie, what, uses, en, zh, lowered: [curie, en, zh].map(lowerCase) })),
      };
      if (document.activeElement === field) offer(false);
    }).catch(() => { vocabulary = null; });
  }

  function lowerCase(text) { return text.toLocaleLowerCase(); }

  // The word before the caret; null inside strings, comments and IRIs, where nothing is offered.
  function currentWord() {
    if (field.selectionStart !== field.selectionEnd) return null;
    const before = field.value.slice(0, field.selectionEnd);
    const after = field.value.slice(field.selectionEnd);
    if (/^[\p{L}\p{N}_]/u.test(after)) return null;
    const line = before.slice(before.lastIndexOf("\n") + 1);
    const bare = line.replace(/<[^<>"{}|^`\\\s]*>|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g, (hidden) => " ".repeat(hidden.length));
    if (/["'#]|<[^\s=]*$|@[\w-]*$/.test(bare)) return null;
    return before.match(/(?:[?$][\p{L}\p{N}_]*|(?:[\p{L}_][\p{L}\p{N}_.-]*)?:?[\p{L}\p{N}_.-]*)$/u)[0];
  }

  function matches(word) {
    const lowered = lowerCase(word);
    if (/^[?$]/.test(word)) {
      const rest = field.value.slice(0, wordStart) + " " + field.value.slice(wordStart + word.length);
      const all = new Set(rest.match(/\?[\p{L}\p{N}_]+/gu) || []);
      return [...all].sort().filter((name) => lowerCase(name).startsWith(`?${lowered.slice(1)}`)).map((text) => ({ text, what: "variable" }));
    }
    const ranked = [];
    const add = (rank, option) => { if (rank >= 0) ranked.push([rank, option]); };
    if (!word.includes(":")) {
      for (const text of vocabulary.keywords) add(lowerCase(text).startsWith(lowered) && word ? 0 : -1, { text, what: "keyword" });
      for (const text of Object.keys(vocabulary.prefixes)) {
        add(lowerCase(text).startsWith(lowered) && word ? 1 : -1, { text: `${text}:`, en: vocabulary.prefixes[text], what: "prefix" });
      }
    }
    const local = lowered.slice(lowered.indexOf(":") + 1);
    const short = [...word].length < 2 && !/\p{Script=Han}/u.test(word);
    for (const name of vocabulary.names) {
      const [curie, en, zh] = name.lowered;
      let rank = -1;
      if (word.includes(":")) {
        rank = curie.startsWith(lowered) ? 1 : local && curie.startsWith(lowered.slice(0, lowered.indexOf(":") + 1)) && [curie, en, zh].some((text) => text.includes(local)) ? 3 : -1;
      } else if (!short) {
        const own = curie.slice(curie.indexOf(":") + 1);
        rank = en.startsWith(lowered) || zh.startsWith(lowered) || own.startsWith(lowered) ? 2 : [own, en, zh].some((text) => text.includes(lowered)) ? 4 : -1;
      }
      add(rank < 0 ? -1 : rank + (name.text.startsWith("exo:") ? 0 : 0.5), name);
    }
    return ranked.sort((a, b) => a[0] - b[0] || (b[1].uses || 0) - (a[1].uses || 0)).map(([, option]) => option);
  }

  function offer(onDemand) {
    load();
    const word = currentWord();
    if (word === null || (!word && !onDemand)) {
      close();
      return;
    }
    wordStart = field.selectionEnd - word.length;
    options = matches(word).filter((option) => option.text !== word).slice(0, MOST);
    chosenIndex = -1;
    if (!options.length) {
      close();
      return;
    }
    list.replaceChildren(...options.map((option, number) => {
      const item = document.createElement("li");
      const name = document.createElement("code");
      const what = document.createElement("span");
      const label = document.createElement("span");
      item.id = `offered-${number}`;
      item.setAttribute("role", "option");
      item.setAttribute("aria-selected", "false");
      name.textContent = option.text;
      label.className = "says";
      label.textContent = (document.documentElement.lang === "zh" && option.zh) || option.en || "";
      what.className = "what";
      what.textContent = words[option.what];
      item.append(name, label, what);
      item.addEventListener("mousedown", (event) => {
        event.preventDefault();
        insert(number);
      });
      return item;
    }));
    list.hidden = false;
    status.textContent = words.suggested.replace("{count}", options.length);
    placeList();
  }

  // Below the line of the caret, within the width of the editor.
  function placeList() {
    let rest = wordStart;
    const walk = document.createTreeWalker(copy, NodeFilter.SHOW_TEXT);
    let node = walk.nextNode();
    while (node && rest > node.length) {
      rest -= node.length;
      node = walk.nextNode();
    }
    if (!node) return;
    const range = document.createRange();
    range.setStart(node, rest);
    range.setEnd(node, Math.min(rest + 1, node.length));
    const rects = range.getClientRects();
    const caret = rects[rects.length - 1] || copy.getBoundingClientRect();
    const around = list.offsetParent.getBoundingClientRect();
    list.style.top = `${caret.bottom - around.top + 4}px`;
    list.style.left = `${Math.max(0, Math.min(caret.left - around.left, around.width - list.offsetWidth))}px`;
  }

  function select(number) {
    chosenIndex = (number + options.length) % options.length;
    [...list.children].forEach((item, index) => item.setAttribute("aria-selected", String(index === chosenIndex)));
    list.children[chosenIndex].scrollIntoView({ block: "nearest" });
    field.setAttribute("aria-activedescendant", `offered-${chosenIndex}`);
  }

  function insert(number) {
    const option = options[number];
    const end = field.selectionEnd;
    close();
    field.setSelectionRange(wordStart, end);
    document.execCommand("insertText", false, option.text + (option.what === "keyword" ? " " : ""));
    if (option.what !== "prefix") close();
  }

  function close() {
    list.hidden = true;
    status.textContent = "";
    options = [];
    chosenIndex = -1;
    field.removeAttribute("aria-activedescendant");
  }

  field.addEventListener("focus", load);
  field.addEventListener("blur", close);
  field.addEventListener("click", close);
  field.addEventListener("input", () => offer(false));
  // Runs before the keys of the editor itself.
  field.addEventListener("keydown", (event) => {
    const open = !list.hidden;
    if (event.key === " " && event.ctrlKey) {
      event.preventDefault();
      offer(true);
    } else if (open && !event.ctrlKey && !event.metaKey && !event.isComposing) {
      if (event.key === "ArrowDown") select(chosenIndex + 1);
      else if (event.key === "ArrowUp") select(chosenIndex < 0 ? options.length - 1 : chosenIndex - 1);
      else if (event.key === "Tab" && !event.shiftKey) insert(Math.max(chosenIndex, 0));
      else if (event.key === "Enter" && chosenIndex >= 0) insert(chosenIndex);
      else {
        if (event.key === "Escape") close();
        return;
      }
      event.preventDefault();
    } else if (open) close();
  }, true);
})();
