/* Says on the page what the sign-in library would say to the console alone. */
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  document.getElementById("passkey-failed").hidden = false;
});
