// The editor: its text painted, Tab and Ctrl+Enter, long queries sent in the body. Without it the field is a plain one.
"use strict";

(() => {
  const box = document.querySelector(".editor");
  if (!box) return;
  const form = box.closest("form");
  const field = box.querySelector("textarea");
  const sheet = document.createElement("div");
  const copy = box.querySelector("pre");
  const LONGEST_ADDRESS = 8000;
  const LONGEST_PAINTED = 40000;

  const WORDS = new Set(("A ABS ADD ADJUST ALL AS ASC ASK AVG BASE BIND BNODE BOUND BY CEIL CLEAR COALESCE CONCAT CONSTRUCT CONTAINS "
    + "COPY COUNT CREATE DATA DATATYPE DAY DEFAULT DELETE DESC DESCRIBE DISTINCT DROP ENCODE_FOR_URI EXISTS FALSE "
    + "FILTER FLOOR FROM GRAPH GRAPHS GROUP GROUP_CONCAT HASLANG HASLANGDIR HAVING HOURS IF IN INSERT INTO IRI "
    + "ISBLANK ISIRI ISLITERAL ISNUMERIC ISTRIPLE ISURI LANG LANGDIR LANGMATCHES LATERAL LCASE LIMIT LOAD MAX MD5 MIN "
    + "MINUS MINUTES MONTH MOVE NAMED NOT NOW OBJECT OFFSET OPTIONAL ORDER PREDICATE PREFIX RAND REDUCED REGEX "
    + "REPLACE ROUND SAMETERM SAMPLE SECONDS SELECT SEPARATOR SERVICE SHA1 SHA256 SHA384 SHA512 SILENT STR STRAFTER "
    + "STRBEFORE STRDT STRENDS STRLANG STRLANGDIR STRLEN STRSTARTS STRUUID SUBJECT SUBSTR SUM TIMEZONE TO TRIPLE TRUE "
    + "TZ UCASE UNDEF UNION URI USING UUID VALUES VERSION WHERE WITH YEAR").split(" "));
  const PIECE = /(?<comment>#[^\n\r]*)|(?<iri><[^<>"{}|^`\\\u0000-\u0020]*>)|(?<string>"""(?:[^"\\]|\\[^]|"(?!""))*(?:"""|$)|'''(?:[^'\\]|\\[^]|'(?!''))*(?:'''|$)|"(?:[^"\\\n\r]|\\[^])*"?|'(?:[^'\\\n\r]|\\[^])*'?)|(?<variable>[?$][\p{L}\p{N}_]+)|(?<tag>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)|(?<name>(?:_|\p{L}(?:[\p{L}\p{N}_.-]*[\p{L}\p{N}_-])?)?:(?:[\p{L}\p{N}_:-]|%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%]|\.(?=[\p{L}\p{N}_:%\\-]))*)|(?<number>(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?)|(?<word>\p{L}[\p{L}\p{N}_]*)|(?<mark>\S)/gu;

  let wrong = place();

  // Where the server found the text not well formed, until the text changes.
  function place() {
    const line = Number(box.dataset.line), column = Number(box.dataset.column);
    if (!line) return -1;
    const before = field.value.split("\n").slice(0, line - 1);
    return before.reduce((sum, each) => sum + each.length + 1, 0) + column - 1;
  }

  function kindOf(found) {
    const kind = Object.keys(found.groups).find((name) => found.groups[name] !== undefined);
    if (kind === "mark") return "";
    return kind !== "word" ? kind : WORDS.has(found[0].toUpperCase()) ? "keyword" : "";
  }

  function paint() {
    const words = field.value;
    const plain = words.length > LONGEST_PAINTED;
    box.classList.toggle("plain", plain);
    const painted = document.createDocumentFragment();
    let at = 0;
    const put = (piece, kind) => {
      if (!piece) return;
      const here = wrong >= at && wrong < at + piece.length;
      at += piece.length;
      if (!kind && !here) {
        painted.append(piece);
        return;
      }
      const span = document.createElement("span");
      span.className = `${kind ? `t-${kind}` : ""} ${here ? "t-wrong" : ""}`.trim();
      span.textContent = piece;
      painted.append(span);
    };
    if (!plain) {
      for (const found of words.matchAll(PIECE)) {
        put(words.slice(at, found.index), "");
        put(found[0], kindOf(found));
      }
    }
    put(words.slice(at), "");
    painted.append("\n");
    copy.replaceChildren(painted);
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
  paint();
  field.addEventListener("input", () => {
    wrong = -1;
    field.removeAttribute("aria-invalid");
    paint();
  });

  // Tab indents, and after Escape leaves: nobody is caught here. What is offered answers first, and stops the event.
  let leaving = false;
  field.addEventListener("keydown", (event) => {
    if (event.defaultPrevented) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      run();
    } else if (event.key === "Escape") {
      leaving = true;
      return;
    } else if (event.key === "Tab" && !event.shiftKey && !leaving && !event.ctrlKey && !event.altKey) {
      event.preventDefault();
      document.execCommand("insertText", false, "  ");
    }
    if (event.key !== "Tab") leaving = false;
  });
  field.addEventListener("blur", () => { leaving = false; });

  form.addEventListener("submit", () => {
    const long = encodeURIComponent(field.value).length > LONGEST_ADDRESS;
    form.method = long ? "post" : "get";
    form.action = long ? form.dataset.post : "/query";
  });
})();
