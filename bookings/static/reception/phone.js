// Suggestions while a name is typed: arrows go through them, Enter takes one. Without this
// script the Find button does the same. What is typed is sent by POST, never in an address.
const finder = document.querySelector("[data-suggest]");
const field = finder.querySelector("input");
const form = field.form;
const list = document.createElement("ul");
const said = document.createElement("span");
const WAIT = 120;
let timer = 0;
let asking = null;
let at = -1;

list.id = "suggestions";
list.className = "suggestions";
list.hidden = true;
list.setAttribute("role", "listbox");
list.setAttribute("aria-label", "Patients who fit");
said.className = "visually-hidden";
said.setAttribute("role", "status");
field.after(list, said);
for (const [name, value] of Object.entries({
  role: "combobox",
  "aria-autocomplete": "list",
  "aria-expanded": "false",
  "aria-controls": list.id,
})) field.setAttribute(name, value);

const options = () => [...list.children];

function close() {
  clearTimeout(timer);
  asking?.abort();
  list.hidden = true;
  at = -1;
  field.setAttribute("aria-expanded", "false");
  field.removeAttribute("aria-activedescendant");
}

function point(index) {
  at = (index + options().length) % options().length;
  for (const [number, option] of options().entries()) {
    option.setAttribute("aria-selected", String(number === at));
  }
  options()[at].scrollIntoView({ block: "nearest" });
  field.setAttribute("aria-activedescendant", options()[at].id);
}

function optionFor(patient, number) {
  const option = document.createElement("li");
  const minor = document.createElement("span");
  option.id = `suggestion-${number}`;
  option.dataset.reference = patient.reference;
  option.setAttribute("role", "option");
  option.setAttribute("aria-selected", "false");
  minor.className = "minor";
  minor.textContent = [patient.born, patient.phone, patient.alert].filter(Boolean).join(" · ");
  option.append(patient.name, minor);
  return option;
}

function show(patients) {
  list.replaceChildren(...patients.map(optionFor));
  list.hidden = patients.length === 0;
  field.setAttribute("aria-expanded", String(!list.hidden));
  said.textContent = patients.length === 1 ? "One patient fits." : `${patients.length} patients fit.`;
  if (list.hidden) close();
  else point(0);
}

async function ask() {
  asking?.abort();
  asking = new AbortController();
  const sent = new FormData();
  sent.set("q", field.value);
  sent.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  try {
    const answer = await fetch(finder.dataset.suggest, {
      method: "POST",
      body: sent,
      signal: asking.signal,
    });
    if (answer.ok) show((await answer.json()).patients);
  } catch (error) {
    if (error.name !== "AbortError") close();
  }
}

function choose(option) {
  for (const other of form.querySelectorAll("input[name=patient]")) other.disabled = true;
  const chosen = document.createElement("input");
  chosen.type = "hidden";
  chosen.name = "patient";
  chosen.value = option.dataset.reference;
  form.append(chosen);
  field.value = "";
  form.submit();
}

field.addEventListener("input", () => {
  clearTimeout(timer);
  if (field.value.trim().length < 2) close();
  else timer = setTimeout(ask, WAIT);
});
field.addEventListener("blur", close);
field.addEventListener("keydown", (event) => {
  if (list.hidden) return;
  const act = {
    ArrowDown: () => point(at + 1),
    ArrowUp: () => point(at - 1),
    Enter: () => choose(options()[at]),
    Escape: close,
  }[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});
// Before the field loses focus, which would close the list.
list.addEventListener("pointerdown", (event) => event.preventDefault());
list.addEventListener("click", (event) => {
  const option = event.target.closest("[role=option]");
  if (option) choose(option);
});
