// Frozen pages: search over the index of this folder, and filters of lists and tables. Nothing is fetched or stored.
(function () {
  "use strict";
  const fold = (text) => text.normalize("NFKC").toLowerCase();

  const results = document.getElementById("results");
  if (results) {
    const question = (new URLSearchParams(location.search).get("q") || "").trim();
    const status = document.getElementById("status");
    document.getElementById("find").value = question;
    const words = fold(question).split(/\s+/).filter(Boolean);
    const first = document.documentElement.lang === "zh" ? 1 : 0;
    const isExact = (entry) => entry.slice(0, 2).some((name) => fold(name) === fold(question));
    const hits = !words.length ? [] : window.exordfIndex.filter((entry) => {
      const text = fold(entry.join(" "));
      return words.every((word) => text.includes(word));
    });
    hits.sort((a, b) => isExact(b) - isExact(a));
    const shown = hits.slice(0, 200);
    if (question) status.textContent = status.dataset[hits.length > shown.length ? "cut" : "count"]
      .replace("{count}", hits.length).replace("{shown}", shown.length).replace("{question}", () => question);
    const part = (tag, text, name) => {
      const element = document.createElement(tag);
      element.textContent = text;
      if (name) element.className = name;
      return element;
    };
    for (const [en, zh, curie, address] of shown) {
      const names = [en, zh], item = document.createElement("li"), link = part("a", names[first] || en || zh || curie);
      link.href = address;
      item.append(link, " ");
      if (en && zh && en !== zh) {
        const other = part("span", names[1 - first], "soft");
        other.lang = first ? "en" : "zh";
        item.append(other, " ");
      }
      item.append(part("code", curie, "note"));
      results.append(item);
    }
  }

  for (const field of document.querySelectorAll("[data-filter]")) {
    const line = field.closest(".filter"), status = line.querySelector("[role=status]");
    const rows = [...document.querySelectorAll(field.dataset.filter)], groups = [...document.querySelectorAll("main section")];
    line.hidden = false;
    field.addEventListener("input", () => {
      const sought = fold(field.value);
      for (const row of rows) row.hidden = !fold(row.textContent).includes(sought);
      for (const group of groups) {
        const own = [...group.querySelectorAll(field.dataset.filter)];
        group.hidden = own.length > 0 && own.every((row) => row.hidden);
      }
      const left = rows.filter((row) => !row.hidden).length;
      status.textContent = sought ? status.dataset.count.replace("{shown}", left).replace("{all}", rows.length) : "";
    });
  }
})();
