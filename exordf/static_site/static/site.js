// Search over the index of this site, and a filter for lists and tables. Nothing is fetched, nothing is kept.
(function () {
  "use strict";
  const fold = (words) => words.normalize("NFKC").toLowerCase();

  const results = document.getElementById("results");
  if (results) {
    const asked = new URLSearchParams(location.search).get("q") || "";
    document.getElementById("q").value = asked;
    const words = fold(asked).split(/\s+/).filter(Boolean);
    const rank = ([name, zh]) => [name, zh].some((each) => fold(each) === fold(asked)) ? 0 : 1;
    const found = words.length
      ? window.exordfIndex.filter((entry) => { const all = fold(entry.slice(0, 3).join(" ")); return words.every((word) => all.includes(word)); })
      : [];
    found.sort((one, other) => rank(one) - rank(other));
    const shown = found.slice(0, 200);
    document.getElementById("found").textContent = asked
      ? `${found.length} found for “${asked}”` + (found.length > shown.length ? `, the first ${shown.length} shown` : "")
      : "Type a word in the box above.";
    for (const [name, zh, kind, address] of shown) {
      const item = document.createElement("li"), link = document.createElement("a");
      link.href = address;
      link.textContent = name;
      item.append(link, " ");
      if (zh) {
        const other = document.createElement("span");
        other.lang = "zh";
        other.textContent = zh;
        item.append(other, " ");
      }
      const what = document.createElement("span");
      what.className = "count";
      what.textContent = kind;
      item.append(what);
      results.append(item);
    }
  }

  for (const box of document.querySelectorAll("[data-filter]")) {
    const line = box.closest(".filter"), every = [...document.querySelectorAll(box.dataset.filter)];
    const groups = [...document.querySelectorAll("main section")];
    line.hidden = false;
    box.addEventListener("input", () => {
      const wanted = fold(box.value);
      let left = 0;
      for (const each of every) {
        each.hidden = !fold(each.textContent).includes(wanted);
        left += each.hidden ? 0 : 1;
      }
      for (const group of groups) group.hidden = wanted !== "" && ![...group.querySelectorAll(box.dataset.filter)].some((each) => !each.hidden);
      line.querySelector("[role=status]").textContent = wanted ? `${left} of ${every.length}` : "";
    });
  }
})();
