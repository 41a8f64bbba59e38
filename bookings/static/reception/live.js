// Two desks see each other's changes: every two seconds a small question, and only when
// something has changed the page's own address is read again and its part #live swapped.
(() => {
  const EVERY = 2000;
  const FOCUSABLE = "a[href], button, input:not([type=hidden]), select, textarea, summary";
  const said = document.getElementById("live-said");
  let timer;

  const part = () => document.getElementById("live");

  // Where the focus is, so that it can be found in a part that is new.
  function place(element) {
    if (!part().contains(element)) return null;
    const home = element.closest("[id]");
    const inside = [...home.querySelectorAll(FOCUSABLE)];
    return { home: home.id, name: element.textContent.trim(), number: inside.indexOf(element) };
  }

  function focusAgain(kept) {
    const home = kept && document.getElementById(kept.home);
    if (!home) return;
    const inside = [...home.querySelectorAll(FOCUSABLE)];
    const same = inside.find((one) => one.textContent.trim() === kept.name);
    (same || inside[Math.max(0, kept.number)] || home).focus({ preventScroll: true });
  }

  function swap(fresh) {
    const old = part();
    const kept = place(document.activeElement);
    const open = [...old.querySelectorAll("details")].map((one) => one.open);
    const across = [...old.querySelectorAll(".scroll")].map((one) => one.scrollLeft);
    const { scrollX, scrollY } = window;
    const part_ = document.importNode(fresh, true);
    old.replaceWith(part_);
    part_.querySelectorAll("details").forEach((one, number) => { one.open = Boolean(open[number]); });
    part_.querySelectorAll(".scroll").forEach((one, number) => { one.scrollLeft = across[number] || 0; });
    focusAgain(kept);
    window.scrollTo(scrollX, scrollY);
    document.dispatchEvent(new Event("desk:swapped"));
  }

  async function readAgain() {
    const answer = await fetch(window.location.href, { headers: { Accept: "text/html" } });
    if (!answer.ok || answer.redirected) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    const there = fresh.getElementById("live");
    if (there) swap(there);
    const [bar, now] = [fresh.getElementById("desk-nav"), document.getElementById("desk-nav")];
    if (bar && now && !now.contains(document.activeElement)) now.replaceWith(document.importNode(bar, true));
  }

  async function look() {
    const asked = new URL(part().dataset.poll, window.location.href);
    asked.searchParams.set("seen", part().dataset.seen);
    const answer = await fetch(asked);
    if (answer.status === 403) return false;
    if (answer.status === 200 && !document.body.dataset.busy) {
      const told = (await answer.json()).said;
      await readAgain();
      said.textContent = told;
    }
    return true;
  }

  async function tick() {
    let goOn = true;
    try {
      if (!document.hidden) goOn = await look();
    } catch {
      // The network is away for a moment: the next question may get through.
    }
    if (goOn) timer = setTimeout(tick, EVERY);
  }

  document.addEventListener("visibilitychange", () => {
    if (document.hidden || !timer) return;
    clearTimeout(timer);
    tick();
  });
  document.addEventListener("desk:look", () => { clearTimeout(timer); tick(); });
  timer = setTimeout(tick, EVERY);
})();
