// Opens the operation that the address names, and leaves out what is not looked for. The page works without this.
"use strict";
const operations = [...document.querySelectorAll(".operation")];
function openNamed() {
  const named = document.getElementById(location.hash.slice(1));
  if (named instanceof HTMLDetailsElement) named.open = true;
}
addEventListener("hashchange", openNamed);
openNamed();
const find = document.getElementById("find");
find.addEventListener("input", () => {
  const words = find.value.toLowerCase().split(/\s+/);
  for (const one of operations) {
    const said = `${one.id} ${one.firstElementChild.textContent}`.toLowerCase();
    one.hidden = !words.every((word) => said.includes(word));
  }
  for (const area of document.querySelectorAll(".area")) {
    area.hidden = !area.querySelector(".operation:not([hidden])");
  }
  document.getElementById("nothing").hidden = operations.some((one) => !one.hidden);
});
