// Where there is little room, the filters are folded until they are asked for.
"use strict";
const facets = document.querySelector(".facets");
const roomy = window.matchMedia("(min-width: 64rem)");
const fold = () => { facets.open = roomy.matches || location.hash.startsWith("#facet-"); };
roomy.addEventListener("change", fold);
fold();
const aimed = location.hash && document.getElementById(location.hash.slice(1));
if (aimed && aimed.tagName === "DETAILS") {
  aimed.open = true;
  aimed.scrollIntoView();
}
