// Draws the calendar over the table of half hours, which stays for everybody without a script.
// A card that is dropped or pulled asks the server; what it refuses goes back where it was.
(() => {
  const holder = document.getElementById("calendar");
  const toast = document.getElementById("toast");
  const live = () => document.getElementById("live");
  // Columns that are too narrow for their cards stay a table, as on a phone or at a large zoom.
  if (!live().querySelector("#grid") || window.matchMedia("(max-width: 767px)").matches) return;
  const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
  const pad = (number) => String(number).padStart(2, "0");
  const dayOf = (date) => `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`;
  const timeOf = (date) => `${pad(date.getHours())}:${pad(date.getMinutes())}`;
  let drawn;
  let shown;

  function element(name, words, css) {
    const one = document.createElement(name);
    if (words) one.textContent = words;
    if (css) one.className = css;
    return one;
  }

  function sign(css, mark) {
    const one = element("span", mark, `sign sign-${css}`);
    one.setAttribute("aria-hidden", "true");
    return one;
  }

  function card({ event, timeText }) {
    if (event.display === "background") {
      return { domNodes: event.title ? [element("span", event.title, "behind-word")] : [] };
    }
    const told = event.extendedProps;
    const name = element("a", `${timeText.split(/\s*[-–]\s*/)[0]} ${event.title}`, "card-name");
    name.href = told.url;
    const head = element("div", "", "card-head");
    // Both signs stand in the first line, which is all that a short visit has room for.
    const title = element("span", "", "card-title");
    title.append(sign("plain", told.sign), sign(told.light_css, told.light_sign), name);
    head.append(title);
    if (told.move) {
      const move = element("a", "Move…", "card-move");
      move.href = told.move;
      move.append(element("span", ` ${event.title}`, "visually-hidden"));
      head.append(move);
    }
    const status = element("span", told.words, "card-line");
    const asked = element("span", told.light, "card-line");
    return { domNodes: [head, asked, status] };
  }

  function undoForm(told) {
    const form = element("form");
    form.method = "post";
    form.action = told.undo;
    const here = window.location.pathname + window.location.search;
    for (const [key, value] of Object.entries({ csrfmiddlewaretoken: token, version: told.version, next: here })) {
      const field = element("input");
      Object.assign(field, { type: "hidden", name: key, value });
      form.append(field);
    }
    form.append(element("button", "Undo", "button button-main"));
    return form;
  }

  function show(told, retry) {
    toast.replaceChildren(element("strong", told.said));
    for (const line of told.against || []) toast.append(element("p", line));
    if (told.told) toast.append(element("p", told.told));
    if (told.undo) toast.append(undoForm(told));
    if ((told.nearest || []).length) {
      const free = element("p", "Free near it: ", "toast-free");
      for (const one of told.nearest) {
        const button = element("button", one.words, "button");
        button.type = "button";
        button.addEventListener("click", () => retry(one));
        free.append(button);
      }
      toast.append(free);
    }
    if (told.move) {
      const move = element("a", "Move… with more choices", "button");
      move.href = told.move;
      toast.append(move);
    }
    const close = element("button", "Close", "button");
    close.type = "button";
    close.addEventListener("click", () => { toast.hidden = true; });
    toast.append(close);
    toast.classList.toggle("toast-refused", !told.undo);
    toast.hidden = false;
  }

  async function send(card_, asked, goBack) {
    const { drag, version } = card_.extendedProps;
    const body = new URLSearchParams({ version, location: live().dataset.location, ...asked });
    let told;
    try {
      const answer = await fetch(drag, { method: "POST", body, headers: { "X-CSRFToken": token } });
      told = await answer.json();
      if (!answer.ok) goBack();
    } catch {
      goBack();
      told = { said: "The clinic’s server did not answer. Nothing was changed." };
    }
    const room = asked.room ? { room: asked.room } : {};
    show(told, (one) => send(card_, { day: one.day, at: one.at, practitioner: one.practitioner, location: one.location, ...room }, () => {}));
    if (told.undo) document.dispatchEvent(new Event("desk:look"));
    await draw();
  }

  // By room a card is put into the room of its column; one without a room may stay so.
  function roomOf({ event, newResource }) {
    if (!shown.rooms) return {};
    const key = shown.room || (newResource || { id: event.resourceIds[0] }).id;
    return key === "0" && !newResource ? {} : { room: key };
  }

  // An answer 409 has done its part when the card is back: it is drawn anew from the server.
  function dropped(info) {
    const asked = { day: dayOf(info.event.start), at: timeOf(info.event.start), ...roomOf(info) };
    if (info.newResource && !shown.rooms) asked.practitioner = info.newResource.id;
    send(info.event, asked, info.revert);
  }

  function pulled(info) {
    const minutes = Math.round((info.event.end - info.event.start) / 60000);
    send(info.event, { day: dayOf(info.event.start), at: timeOf(info.event.start), minutes, ...roomOf(info) }, info.revert);
  }

  const busy = () => { document.body.dataset.busy = "drag"; };
  const idle = () => { delete document.body.dataset.busy; };

  function options(told) {
    return {
      view: told.week ? "timeGridWeek" : "resourceTimeGridDay",
      date: told.day,
      firstDay: 1,
      resources: told.columns,
      events: told.events,
      slotMinTime: `${pad(told.first)}:00`,
      slotMaxTime: `${pad(told.last)}:00`,
      slotDuration: "00:15",
      slotLabelInterval: "01:00",
      slotHeight: 34,
      snapDuration: "00:15",
      slotEventOverlap: false,
      allDaySlot: false,
      headerToolbar: { start: "", center: "", end: "" },
      locale: "en-GB",
      slotLabelFormat: { hour: "2-digit", minute: "2-digit", hour12: false },
      eventTimeFormat: { hour: "2-digit", minute: "2-digit", hour12: false },
      dayHeaderFormat: { weekday: "short", day: "numeric", month: "short" },
      nowIndicator: false,
      pointer: false,
      editable: false,
      eventContent: card,
      eventDragStart: busy,
      eventDragStop: idle,
      eventResizeStart: busy,
      eventResizeStop: idle,
      eventDrop: dropped,
      eventResize: pulled,
    };
  }

  // The library calls its grid a table, which cards are no children of; to a reader it is a group.
  function withoutTableRoles() {
    for (const one of holder.querySelectorAll("[role]")) {
      if (/^(table|row|rowgroup|cell|columnheader|rowheader)$/.test(one.getAttribute("role"))) one.removeAttribute("role");
    }
    for (const one of holder.querySelectorAll("[aria-colindex], [aria-rowindex]")) {
      one.removeAttribute("aria-colindex");
      one.removeAttribute("aria-rowindex");
    }
  }

  new MutationObserver(withoutTableRoles).observe(holder, { childList: true, subtree: true });

  async function draw() {
    const answer = await fetch(live().dataset.events);
    if (!answer.ok || answer.redirected) return;
    const told = await answer.json();
    shown = told;
    if (drawn) {
      drawn.setOption("resources", told.columns);
      drawn.setOption("events", told.events);
      return;
    }
    document.body.classList.add("calendar-drawn");
    holder.hidden = false;
    drawn = EventCalendar.create(holder, options(told));
  }

  document.addEventListener("desk:swapped", draw);
  draw();
})();
