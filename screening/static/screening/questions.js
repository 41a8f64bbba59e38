// Shows follow-ups when an answer asks for them, and keeps “None of these” alone.
// The server decides everything again; without this script the follow-ups are the next page.
"use strict";

(() => {
  const questions = document.querySelector("[data-questions]");
  if (!questions) return;

  const blockOf = (key) => questions.querySelector(`[data-question="${CSS.escape(key)}"]`);

  const answersTo = (key) => {
    const block = blockOf(key);
    if (!block || block.hidden) return [];
    return [...block.querySelectorAll("input, textarea")]
      .filter((input) => (input.type === "radio" || input.type === "checkbox" ? input.checked : input.value.trim()))
      .map((input) => input.value.trim());
  };

  const operators = {
    is: (given, value) => given.includes(value),
    is_any: (given, value) => value.some((one) => given.includes(one)),
    includes: (given, value) => given.includes(value),
    includes_any: (given, value) => value.some((one) => given.includes(one)),
    at_least: (given, value) => given.some((one) => Number(one) >= value),
    below: (given, value) => given.some((one) => Number(one) < value),
    is_filled: (given, value) => given.length > 0 === value,
  };

  const holds = (condition) => {
    if (typeof condition === "boolean") return condition;
    if (condition.all) return condition.all.every(holds);
    if (condition.any) return condition.any.some(holds);
    const [key, operator, value] = condition;
    const given = answersTo(key);
    return given.length > 0 && operators[operator](given, value);
  };

  const followUps = [...questions.querySelectorAll("[data-shown-when]")];
  const status = questions.querySelector("[data-more-below]");

  const showAndHide = () => {
    let shown = 0;
    // In the order of the page: a hidden question hides its own follow-ups too.
    for (const block of followUps) {
      const was = block.hidden;
      block.hidden = !holds(JSON.parse(block.dataset.shownWhen));
      if (was && !block.hidden) shown += 1;
    }
    if (shown > 0) status.textContent = shown === 1 ? "1 more question below." : `${shown} more questions below.`;
  };

  const keepNoneAlone = (ticked) => {
    if (!ticked.checked || ticked.type !== "checkbox") return;
    const together = ticked.closest("fieldset").querySelectorAll("input[type=checkbox]");
    const alone = "exclusive" in ticked.dataset;
    for (const other of together) {
      if (other !== ticked && (alone || "exclusive" in other.dataset)) other.checked = false;
    }
  };

  questions.addEventListener("change", (event) => {
    keepNoneAlone(event.target);
    showAndHide();
  });
  // After the Back button the browser may have restored ticks.
  window.addEventListener("pageshow", showAndHide);
  showAndHide();
})();
