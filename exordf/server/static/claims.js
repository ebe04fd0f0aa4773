// On narrow screens the filters are folded until they are opened.
"use strict";
const facets = document.querySelector(".facets");
const isWide = window.matchMedia("(min-width: 64rem)");
const fold = () => { facets.open = isWide.matches || location.hash.startsWith("#facet-"); };
isWide.addEventListener("change", fold);
fold();
const target = location.hash && document.getElementById(location.hash.slice(1));
if (target && target.tagName === "DETAILS") {
  target.open = true;
  target.scrollIntoView();
}
