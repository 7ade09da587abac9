// Enhancements only: every page works without this file. No library, and nothing that turns text
// into HTML, because the content policy forbids it (R-HDR-1). All words come from the page.
(() => {
  "use strict";

  const all = (selector, root = document) => [...root.querySelectorAll(selector)];

  document.documentElement.classList.add("js-enabled");

  // An error link goes to the input, and shows its question too (a date or a radio has several).
  function goToInput(link) {
    const target = document.getElementById(link.hash.slice(1));
    if (!target) return false;
    const input = target.matches("input, textarea, select")
      ? target
      : target.querySelector("input:not([type=hidden]), textarea, select") || target;
    const question =
      input.closest("fieldset")?.querySelector("legend") ||
      document.querySelector(`label[for="${CSS.escape(input.id)}"]`);
    (question || input).scrollIntoView();
    input.focus({ preventScroll: true });
    return true;
  }

  function focusErrorSummary() {
    const summary = document.querySelector("[data-error-summary]");
    if (!summary) return;
    summary.focus();
    summary.addEventListener("click", (event) => {
      const link = event.target.closest("a");
      if (link?.hash && goToInput(link)) event.preventDefault();
    });
  }

  // Three presses of Escape, or the button: the page goes blank, and Back does not return to it.
  function watchExit() {
    const exit = document.querySelector("[data-exit]");
    if (!exit) return;
    const leave = () => {
      document.dispatchEvent(new Event("sd:leave"));
      document.body.classList.add("sd-leaving");
      document.title = " ";
      window.location.replace(exit.href);
    };
    exit.addEventListener("click", (event) => {
      event.preventDefault();
      leave();
    });
    let presses = [];
    document.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") {
        presses = [];
        return;
      }
      const now = Date.now();
      presses = [...presses.filter((time) => now - time < 3000), now];
      if (presses.length >= 3) leave();
    });
    // Blank again if the browser shows a kept copy of the page after someone left.
    window.addEventListener("pageshow", (event) => {
      if (event.persisted && document.body.classList.contains("sd-leaving")) leave();
    });
  }

  // Counts as Python does, by character, so that what we say here is what the server will say.
  function countCharacters(box) {
    const limit = Number(box.dataset.limit);
    const seen = document.getElementById(`${box.id}-count`);
    if (!limit || !seen) return;
    const spoken = document.createElement("p");
    spoken.className = "govuk-visually-hidden";
    spoken.setAttribute("aria-live", "polite");
    seen.after(spoken);
    let timer;
    const show = () => {
      const left = limit - [...box.value].length;
      const words = left < 0 ? seen.dataset.over : seen.dataset.left;
      seen.textContent = words.replace("{n}", Math.abs(left).toLocaleString(document.documentElement.lang));
      seen.classList.toggle("sd-count--over", left < 0);
      clearTimeout(timer);
      if (left < limit / 10) timer = setTimeout(() => (spoken.textContent = seen.textContent), 1000);
    };
    box.addEventListener("input", show);
    if (box.value) show();
  }

  // A second click while the first is on its way is the same click. Heard at the document, so that
  // a script of the page's own has had its say first.
  function sendOnce(event) {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    all("button:not([type=button])", form).forEach((b) => b.setAttribute("aria-disabled", "true"));
    // A lost connection must not lock the page for ever.
    setTimeout(() => allowSend(form), 8000);
  }

  function allowSend(form) {
    delete form.dataset.sent;
    all("button[aria-disabled]", form).forEach((b) => b.removeAttribute("aria-disabled"));
  }

  // "None of these" clears the others, and the others clear it.
  function watchExclusive(group) {
    group.addEventListener("change", ({ target }) => {
      if (!target.checked) return;
      const alone = target.hasAttribute("data-alone");
      all("input[type=checkbox]", group).forEach((box) => {
        if (box !== target && (alone || box.hasAttribute("data-alone"))) box.checked = false;
      });
    });
  }

  // A QR code carries a code behind the #, which no server ever sees; it leaves the address too.
  function fillCode(box, pattern) {
    const code = decodeURIComponent(window.location.hash.slice(1));
    if (!box || !pattern.test(code)) return;
    box.value = code;
    window.history.replaceState(null, "", window.location.pathname + window.location.search);
  }

  focusErrorSummary();
  fillCode(document.querySelector("[data-receipt-code]"), /^[0-9A-Za-z -]{16,24}$/);
  fillCode(document.querySelector("[data-join-code]"), /^[A-Z]{6}$/);
  watchExit();
  all("[data-limit]").forEach(countCharacters);
  document.addEventListener("submit", sendOnce);
  all("[data-choose-many]").forEach(watchExclusive);
  all("[data-print]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  });
  window.addEventListener("pageshow", () => all("form").forEach(allowSend));
})();
