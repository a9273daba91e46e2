// Pages work without this: it only shows what needs a script, and acts on a changed filter at once.
"use strict";
document.documentElement.classList.add("scripted");
for (const button of document.querySelectorAll("[data-print]")) {
  button.addEventListener("click", () => window.print());
}
for (const select of document.querySelectorAll("form.query select")) {
  select.addEventListener("change", () => select.form.requestSubmit());
}
// What goes on in the background is looked at again until it is over.
const waiting = document.querySelector("[data-refresh]");
async function look() {
  try {
    const answer = await fetch(location.href, { cache: "no-store" });
    const found = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-refresh]");
    if (!answer.ok || !found) return location.replace(location.pathname);
    waiting.replaceChildren(...found.childNodes);
  } catch {
    // The server may be starting anew.
  }
  setTimeout(look, 1500);
}
if (waiting) setTimeout(look, 700);
for (const input of document.querySelectorAll("input[data-most]")) {
  input.addEventListener("change", () => {
    const sum = Array.from(input.files).reduce((bytes, file) => bytes + file.size, 0);
    input.setCustomValidity(sum > Number(input.dataset.most) ? input.dataset.tooLarge : "");
    input.reportValidity();
  });
}
// Of what opens over the page only one is open at a time.
const opened = document.querySelectorAll(".head .acts > details");
for (const one of opened) {
  one.addEventListener("toggle", () => {
    if (one.open) for (const other of opened) other.open = other === one;
  });
}
const menu = document.querySelector(".menu details");
if (menu && matchMedia("(min-width: 761px)").matches) menu.open = true;
// The arrows turn pages and sheets; j and k go from row to row while the focus is in a table, and only there.
const ACTS = "a, button, summary, input:not([type=hidden])";
function turn(at, way) {
  const region = at.closest(".scroll");
  if (region && region.scrollWidth > region.clientWidth) return;
  document.querySelector(`a[rel="${way}"]`)?.click();
}
function step(at, by) {
  const region = at.closest(".scroll");
  if (!region) return;
  const rows = [...region.querySelectorAll("tbody tr")].filter((row) => row.querySelector(ACTS));
  const row = rows[rows.findIndex((one) => one.contains(at)) + by];
  row?.querySelector(ACTS).focus();
}
document.addEventListener("keydown", (event) => {
  const at = event.target;
  const busy = event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || event.defaultPrevented;
  if (busy || !(at instanceof Element) || at.closest("input, select, textarea, .tabulator")) return;
  if (event.key === "ArrowLeft") turn(at, "prev");
  if (event.key === "ArrowRight") turn(at, "next");
  if (event.key === "j") step(at, 1);
  if (event.key === "k") step(at, -1);
});
