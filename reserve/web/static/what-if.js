// What a moved figure comes to is shown at once; without this the button under the figures does the same.
"use strict";
const form = document.querySelector("form[data-live]");
const shown = document.getElementById(form.dataset.live);
let waits = 0;
let asked = 0;
function query() {
  const given = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    const plan = form.querySelector(`[name="${name}"][data-plan]`)?.dataset.plan;
    if (plan !== value) given.append(name, value);
  }
  return given;
}
async function ask() {
  const number = ++asked;
  const given = query();
  shown.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(`${form.action}?${given}&part=effect`, { cache: "no-store" });
    const text = await answer.text();
    // An answer that was overtaken by a later one is of no use.
    if (number !== asked) return;
    if (!answer.ok) return form.requestSubmit();
    shown.replaceChildren(...new DOMParser().parseFromString(text, "text/html").body.childNodes);
    history.replaceState(null, "", `${form.action}?${given}`);
  } finally {
    if (number === asked) shown.removeAttribute("aria-busy");
  }
}
form.addEventListener("input", (event) => {
  const moved = event.target.dataset.plan;
  if (moved !== undefined) event.target.closest(".figure")?.classList.toggle("moved", moved !== event.target.value);
  clearTimeout(waits);
  waits = setTimeout(ask, 150);
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  clearTimeout(waits);
  ask().then(() => shown.scrollIntoView());
});
