// Pages work without this: it only shows what needs a script, and acts on a changed filter at once.
"use strict";
document.documentElement.classList.add("scripted");
for (const button of document.querySelectorAll("[data-print]")) {
  button.addEventListener("click", () => window.print());
}
for (const select of document.querySelectorAll("form.query select")) {
  select.addEventListener("change", () => select.form.requestSubmit());
}
