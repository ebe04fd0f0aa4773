// What may be written next, below the caret: variables of the query, keywords, prefixes, and names that the data has.
"use strict";

(() => {
  const box = document.querySelector(".editor.live");
  if (!box) return;
  const field = box.querySelector("textarea");
  const copy = box.querySelector("pre");
  const words = JSON.parse(box.closest("form").dataset.words);
  const MOST = 12;
  const list = document.createElement("ul");
  const told = document.createElement("p");
  let known = null;
  let options = [];
  let chosen = -1;
  let begin = 0;

  list.id = "offered";
  list.className = "offered";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", words.label);
  told.className = "unseen";
  told.setAttribute("role", "status");
  box.parentElement.insertBefore(told, box.nextSibling);
  box.parentElement.insertBefore(list, box.nextSibling);
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-controls", list.id);

  function load() {
    if (known) return;
    known = { keywords: [], prefixes: {}, names: [] };
    fetch("/query/completion.json").then((answer) => answer.json()).then((read) => {
      known = {
        ...read,
        names: read.names.map(([curie, what, uses, en, zh]) => ({ text: curie, what, uses, en, zh, folded: [curie, en, zh].map(fold) })),
      };
      if (document.activeElement === field) offer(false);
    }).catch(() => { known = null; });
  }

  function fold(said) { return said.toLocaleLowerCase(); }

  // The piece that is being written, where nothing is offered inside strings, comments and IRIs.
  function piece() {
    if (field.selectionStart !== field.selectionEnd) return null;
    const before = field.value.slice(0, field.selectionEnd);
    const after = field.value.slice(field.selectionEnd);
    if (/^[\p{L}\p{N}_]/u.test(after)) return null;
    const line = before.slice(before.lastIndexOf("\n") + 1);
    const bare = line.replace(/<[^<>"{}|^`\\\s]*>|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g, (found) => " ".repeat(found.length));
    if (/["'#]|<[^\s=]*$|@[\w-]*$/.test(bare)) return null;
    return before.match(/(?:[?$][\p{L}\p{N}_]*|(?:[\p{L}_][\p{L}\p{N}_.-]*)?:?[\p{L}\p{N}_.-]*)$/u)[0];
  }

  function found(said) {
    const wanted = fold(said);
    if (/^[?$]/.test(said)) {
      const rest = field.value.slice(0, begin) + " " + field.value.slice(begin + said.length);
      const all = new Set(rest.match(/\?[\p{L}\p{N}_]+/gu) || []);
      return [...all].sort().filter((name) => fold(name).startsWith(`?${wanted.slice(1)}`)).map((text) => ({ text, what: "variable" }));
    }
    const ranked = [];
    const add = (rank, option) => { if (rank >= 0) ranked.push([rank, option]); };
    if (!said.includes(":")) {
      for (const text of known.keywords) add(fold(text).startsWith(wanted) && said ? 0 : -1, { text, what: "keyword" });
      for (const text of Object.keys(known.prefixes)) {
        add(fold(text).startsWith(wanted) && said ? 1 : -1, { text: `${text}:`, en: known.prefixes[text], what: "prefix" });
      }
    }
    const local = wanted.slice(wanted.indexOf(":") + 1);
    const short = [...said].length < 2 && !/\p{Script=Han}/u.test(said);
    for (const name of known.names) {
      const [curie, en, zh] = name.folded;
      let rank = -1;
      if (said.includes(":")) {
        rank = curie.startsWith(wanted) ? 1 : local && curie.startsWith(wanted.slice(0, wanted.indexOf(":") + 1)) && [curie, en, zh].some((each) => each.includes(local)) ? 3 : -1;
      } else if (!short) {
        const own = curie.slice(curie.indexOf(":") + 1);
        rank = en.startsWith(wanted) || zh.startsWith(wanted) || own.startsWith(wanted) ? 2 : [own, en, zh].some((each) => each.includes(wanted)) ? 4 : -1;
      }
      add(rank < 0 ? -1 : rank + (name.text.startsWith("exo:") ? 0 : 0.5), name);
    }
    return ranked.sort((one, other) => one[0] - other[0] || (other[1].uses || 0) - (one[1].uses || 0)).map((each) => each[1]);
  }

  function offer(asked) {
    load();
    const said = piece();
    if (said === null || (!said && !asked)) {
      close();
      return;
    }
    begin = field.selectionEnd - said.length;
    options = found(said).filter((option) => option.text !== said).slice(0, MOST);
    chosen = -1;
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
        take(number);
      });
      return item;
    }));
    list.hidden = false;
    told.textContent = words.suggested.replace("{count}", options.length);
    settle();
  }

  // Below the line of the caret, within the width of the editor.
  function settle() {
    let rest = begin;
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

  function choose(number) {
    chosen = (number + options.length) % options.length;
    [...list.children].forEach((item, at) => item.setAttribute("aria-selected", String(at === chosen)));
    list.children[chosen].scrollIntoView({ block: "nearest" });
    field.setAttribute("aria-activedescendant", `offered-${chosen}`);
  }

  function take(number) {
    const option = options[number];
    const end = field.selectionEnd;
    close();
    field.setSelectionRange(begin, end);
    document.execCommand("insertText", false, option.text + (option.what === "keyword" ? " " : ""));
    if (option.what !== "prefix") close();
  }

  function close() {
    list.hidden = true;
    told.textContent = "";
    options = [];
    chosen = -1;
    field.removeAttribute("aria-activedescendant");
  }

  field.addEventListener("focus", load);
  field.addEventListener("blur", close);
  field.addEventListener("click", close);
  field.addEventListener("input", () => offer(false));
  // Before the editor's own keys.
  field.addEventListener("keydown", (event) => {
    const open = !list.hidden;
    if (event.key === " " && event.ctrlKey) {
      event.preventDefault();
      offer(true);
    } else if (open && !event.ctrlKey && !event.metaKey && !event.isComposing) {
      if (event.key === "ArrowDown") choose(chosen + 1);
      else if (event.key === "ArrowUp") choose(chosen < 0 ? options.length - 1 : chosen - 1);
      else if (event.key === "Tab" && !event.shiftKey) take(Math.max(chosen, 0));
      else if (event.key === "Enter" && chosen >= 0) take(chosen);
      else {
        if (event.key === "Escape") close();
        return;
      }
      event.preventDefault();
    } else if (open) close();
  }, true);
})();
