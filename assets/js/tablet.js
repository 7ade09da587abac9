// A device that a group passes round: asks whether somebody is there, and then forgets (R-KIO-1).
// Without this file the page itself goes to the same question after a while. Nothing is stored here.
(() => {
  "use strict";

  const box = document.querySelector("[data-idle]");
  const thanks = document.querySelector("[data-return]");

  // The page goes blank at once, and Back does not return to it.
  function startOver(url) {
    document.body.classList.add("sd-leaving");
    document.title = " ";
    window.location.replace(url);
  }

  // A copy that the browser kept is somebody's page: it is never shown again.
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    document.body.classList.add("sd-leaving");
    window.location.reload();
  });

  // What a browser without this file cannot do is not offered there.
  document.querySelectorAll("[data-with-script]").forEach((each) => (each.hidden = false));

  if (thanks) {
    setTimeout(() => startOver(thanks.dataset.start), Number(thanks.dataset.return) * 1000);
  }
  if (!box) return;

  const limit = Number(box.dataset.idle) * 1000;
  const count = box.querySelector("[data-count]");
  let touchedAt = Date.now();
  let toldAt = Date.now();

  // The server shows no form that was left alone: it hears now and then that this one is not.
  function tell() {
    toldAt = Date.now();
    if (!box.dataset.here) return; // a page that needs no server
    const headers = { "X-CSRF-Token": box.dataset.token };
    fetch(box.dataset.here, { method: "POST", headers, redirect: "manual" }).catch(() => {});
  }

  function touch() {
    if (box.open) return; // only its buttons say who is there
    touchedAt = Date.now();
    if (touchedAt - toldAt > limit / 3) tell();
  }

  // By the clock, not by counting: a device that slept wakes up to a blank page.
  function look() {
    if (document.body.hasAttribute("data-calm")) touchedAt = Date.now(); // nobody's words are open
    const left = limit - (Date.now() - touchedAt);
    if (left <= 0) {
      startOver(box.dataset.start);
      return;
    }
    if (left > limit / 3) return;
    if (!box.open) box.showModal();
    count.textContent = count.dataset.count.replace("{n}", Math.ceil(left / 1000));
  }

  ["pointerdown", "keydown", "input", "scroll", "wheel"].forEach((name) =>
    document.addEventListener(name, touch, { passive: true, capture: true }),
  );
  box.addEventListener("close", () => {
    touchedAt = Date.now();
    tell();
  });
  box.querySelector("[data-stay]").addEventListener("click", () => box.close());
  document.addEventListener("visibilitychange", look);
  setInterval(look, 500);
})();
