// What a person has typed on a question and not sent yet stays in this tab: a reload, the browser's
// own Back, a lost connection or a look at "Get help now" does not take it. It never leaves the
// browser, and goes when it is sent, when the form is sent or left, and with the tab.
// A device that is passed round never gets this file (R-KIO-1).
(() => {
  "use strict";

  const PREFIX = "unsent:";
  const place = PREFIX + location.pathname;
  const form = document.querySelector("form[data-unsent]");

  const forget = () => {
    Object.keys(sessionStorage)
      .filter((key) => key.startsWith(PREFIX))
      .forEach((key) => sessionStorage.removeItem(key));
  };

  const isChoice = (input) => input.type === "radio" || input.type === "checkbox";
  const inputs = () =>
    [...form.elements].filter((input) => input.name && input.matches("textarea, input:not([type=hidden])"));
  // What the page was sent with, and what stands there now.
  const sent = () => inputs().map((input) => (isChoice(input) ? input.defaultChecked : input.defaultValue));
  const now = () => inputs().map((input) => (isChoice(input) ? input.checked : input.value));

  function restore() {
    const kept = JSON.parse(sessionStorage.getItem(place) || "null");
    // Something newer came from the server: what was typed has been sent, or is out of date.
    if (!kept || JSON.stringify(kept.sent) !== JSON.stringify(sent())) {
      sessionStorage.removeItem(place);
      return;
    }
    inputs().forEach((input, number) => {
      if (isChoice(input)) input.checked = kept.now[number] === true;
      else input.value = String(kept.now[number] ?? "");
      input.dispatchEvent(new Event("input", { bubbles: true }));
    });
  }

  try {
    if (!form) {
      forget();
      return;
    }
    restore();
    // Leaving hides the page, which ends typing, which would keep it once more.
    let isLeaving = false;
    const leave = () => {
      isLeaving = true;
      forget();
    };
    const keep = () => {
      if (!isLeaving) sessionStorage.setItem(place, JSON.stringify({ sent: sent(), now: now() }));
    };
    form.addEventListener("input", keep);
    form.addEventListener("change", keep);
    form.addEventListener("submit", (event) => {
      if (event.submitter?.value === "leave") leave();
    });
    // The way out leaves nothing behind.
    document.addEventListener("sd:leave", leave);
  } catch {
    // No room, or not allowed: then it is not kept, as if this file were not there.
  }
})();
