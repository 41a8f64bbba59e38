// Says in good time that a held time is about to end. The page works without it.
"use strict";

const held = document.querySelector(".held");
const words = held?.querySelector(".held__left");
const seconds = Number(held?.dataset.seconds);
const WARN = 120;

if (words && seconds > 0) {
  setTimeout(() => {
    words.textContent = "We hold it for 2 more minutes. Do you need longer?";
  }, Math.max(0, seconds - WARN) * 1000);
  setTimeout(() => {
    words.textContent = "We no longer hold this time. It may still be free: hold it again.";
  }, seconds * 1000);
}
