// Escape puts away the explanation that the pointer or the focus shows; without this script
// it goes when they leave the word.
"use strict";

const showing = ".term:hover, .term:focus-within";

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    for (const term of document.querySelectorAll(showing)) term.classList.add("is-away");
  }
});

for (const kind of ["mouseout", "focusout"]) {
  document.addEventListener(kind, (event) => {
    const term = event.target.closest(".term");
    if (term && !term.contains(event.relatedTarget)) term.classList.remove("is-away");
  });
}
