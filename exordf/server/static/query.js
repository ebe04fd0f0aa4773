// The editor: highlighting, Tab and Ctrl+Enter, long queries sent in the body. Without it the field is a plain one.
"use strict";

(() => {
  const box = document.querySelector(".editor");
  if (!box) return;
  const form = box.closest("form");
  const field = box.querySelector("textarea");
  const sheet = document.createElement("div");
  const copy = box.querySelector("pre");
  const LONGEST_ADDRESS = 8000;
  const LONGEST_HIGHLIGHTED = 40000;

  const KEYWORDS = new Set(("A ABS ADD ADJUST ALL AS ASC ASK AVG BASE BIND BNODE BOUND BY CEIL CLEAR COALESCE CONCAT CONSTRUCT CONTAINS "
    + "COPY COUNT CREATE DATA DATATYPE DAY DEFAULT DELETE DESC DESCRIBE DISTINCT DROP ENCODE_FOR_URI EXISTS FALSE "
    + "FILTER FLOOR FROM GRAPH GRAPHS GROUP GROUP_CONCAT HASLANG HASLANGDIR HAVING HOURS IF IN INSERT INTO IRI "
    + "ISBLANK ISIRI ISLITERAL ISNUMERIC ISTRIPLE ISURI LANG LANGDIR LANGMATCHES LATERAL LCASE LIMIT LOAD MAX MD5 MIN "
    + "MINUS MINUTES MONTH MOVE NAMED NOT NOW OBJECT OFFSET OPTIONAL ORDER PREDICATE PREFIX RAND REDUCED REGEX "
    + "REPLACE ROUND SAMETERM SAMPLE SECONDS SELECT SEPARATOR SERVICE SHA1 SHA256 SHA384 SHA512 SILENT STR STRAFTER "
    + "STRBEFORE STRDT STRENDS STRLANG STRLANGDIR STRLEN STRSTARTS STRUUID SUBJECT SUBSTR SUM TIMEZONE TO TRIPLE TRUE "
    + "TZ UCASE UNDEF UNION URI USING UUID VALUES VERSION WHERE WITH YEAR").split(" "));
  const TOKEN = /(?<comment>#[^\n\r]*)|(?<iri><[^<>"{}|^`\\\u0000-\u0020]*>)|(?<string>"""(?:[^"\\]|\\[^]|"(?!""))*(?:"""|$)|'''(?:[^'\\]|\\[^]|'(?!''))*(?:'''|$)|"(?:[^"\\\n\r]|\\[^])*"?|'(?:[^'\\\n\r]|\\[^])*'?)|(?<variable>[?$][\p{L}\p{N}_]+)|(?<tag>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)|(?<name>(?:_|\p{L}(?:[\p{L}\p{N}_.-]*[\p{L}\p{N}_-])?)?:(?:[\p{L}\p{N}_:-]|%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%]|\.(?=[\p{L}\p{N}_:%\\-]))*)|(?<number>(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?)|(?<word>\p{L}[\p{L}\p{N}_]*)|(?<mark>\S)/gu;

  let errorOffset = errorPosition();

  // The offset of the syntax error that the server found, until the text changes.
  function errorPosition() {
    const line = Number(box.dataset.line), column = Number(box.dataset.column);
    if (!line) return -1;
    const before = field.value.split("\n").slice(0, line - 1);
    return before.reduce((sum, text) => sum + text.length + 1, 0) + column - 1;
  }

  function kindOf(match) {
    const kind = Object.keys(match.groups).find((name) => match.groups[name] !== undefined);
    if (kind === "mark") return "";
    return kind !== "word" ? kind : KEYWORDS.has(match[0].toUpperCase()) ? "keyword" : "";
  }

  function highlight() {
    const text = field.value;
    const isPlain = text.length > LONGEST_HIGHLIGHTED;
    box.classList.toggle("plain", isPlain);
    const highlighted = document.createDocumentFragment();
    let offset = 0;
    const append = (token, kind) => {
      if (!token) return;
      const isError = errorOffset >= offset && errorOffset < offset + token.length;
      offset += token.length;
      if (!kind && !isError) {
        highlighted.append(token);
        return;
      }
      const span = document.createElement("span");
      span.className = `${kind ? `t-${kind}` : ""} ${isError ? "t-wrong" : ""}`.trim();
      span.textContent = token;
      highlighted.append(span);
    };
    if (!isPlain) {
      for (const match of text.matchAll(TOKEN)) {
        append(text.slice(offset, match.index), "");
        append(match[0], kindOf(match));
      }
    }
    append(text.slice(offset), "");
    highlighted.append("\n");
    copy.replaceChildren(highlighted);
  }

  function run() {
    form.requestSubmit();
  }

  sheet.className = "sheet";
  box.prepend(sheet);
  sheet.append(copy, field);
  copy.hidden = false;
  box.classList.add("live");
  document.querySelector("[data-live]").hidden = false;
  highlight();
  field.addEventListener("input", () => {
    errorOffset = -1;
    field.removeAttribute("aria-invalid");
    highlight();
  });

  // Tab indents; after Escape it leaves the field. The list of completions handles keys first, and stops the event.
  let leavesOnTab = false;
  field.addEventListener("keydown", (event) => {
    if (event.defaultPrevented) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      run();
    } else if (event.key === "Escape") {
      leavesOnTab = true;
      return;
    } else if (event.key === "Tab" && !event.shiftKey && !leavesOnTab && !event.ctrlKey && !event.altKey) {
      event.preventDefault();
      document.execCommand("insertText", false, "  ");
    }
    if (event.key !== "Tab") leavesOnTab = false;
  });
  field.addEventListener("blur", () => { leavesOnTab = false; });

  form.addEventListener("submit", () => {
    const long = encodeURIComponent(field.value).length > LONGEST_ADDRESS;
    form.method = long ? "post" : "get";
    form.action = long ? form.dataset.post : "/query";
  });
})();
