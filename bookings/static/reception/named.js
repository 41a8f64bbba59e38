// The stock search boxes of a form have no name for a screen reader: give each its field's own.
function name(box) {
  const select = box.closest(".select2-container").previousElementSibling;
  const label = select.labels[0];
  const words = label ? label.textContent.trim() : select.getAttribute("aria-label");
  const shown = box.querySelector(".select2-selection__rendered");
  if (!words || !shown) return;
  box.id ||= `${select.id}-box`;
  shown.id ||= `${box.id}-shown`;
  box.setAttribute("aria-label", words);
  box.setAttribute("aria-labelledby", `${box.id} ${shown.id}`);
  shown.setAttribute("aria-labelledby", box.id);
}

// They come when the stock scripts are ready, and again with each new line of a table.
new MutationObserver(() => {
  document.querySelectorAll(".select2-selection:not([aria-label])").forEach(name);
}).observe(document.body, { childList: true, subtree: true });
