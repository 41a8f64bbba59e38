// One key from every page of the desk: F8 opens the script for symptoms on the phone.
document.addEventListener("keydown", (event) => {
  if (event.key !== "F8" || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  document.querySelector("[data-symptoms]").click();
});
