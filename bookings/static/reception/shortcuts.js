// A key of one letter follows the link that names it, but never while somebody types.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.repeat || event.isComposing) return;
  if (event.target.closest("input, select, textarea, [contenteditable], dialog")) return;
  const links = [...document.querySelectorAll("a[data-shortcut]")];
  const link = links.find((one) => one.dataset.shortcut === event.key.toLowerCase());
  if (!link) return;
  event.preventDefault();
  link.click();
});
