// The review page by keyboard. Every key presses a button that is on the page, so the page works
// without this file. Nothing here turns text into HTML: the content policy forbids it (R-HDR-1).
(() => {
  "use strict";

  const review = document.querySelector("[data-review]");
  const steps = review?.querySelector("form[data-steps]");
  if (!steps) return;

  const all = (selector, root = review) => [...root.querySelectorAll(selector)];
  const words = review.querySelector("[data-words]");
  const announcement = review.querySelector("[data-announce]");
  const claims = all("[data-claim]");
  const SIGNS = ["+", "-", "~"];
  let current = claims[0] || null;
  let selection = null;
  // One step at a time: the next one needs the state that the last one left.
  let waiting = Promise.resolve();

  function announce(text, isError = false) {
    announcement.textContent = text;
    announcement.classList.toggle("sd-announce", true);
    announcement.classList.toggle("sd-announce--error", isError);
    announcement.classList.remove("govuk-visually-hidden");
  }

  function useClaim(claim) {
    all(".sd-suggestion--current").forEach((each) => each.classList.remove("sd-suggestion--current"));
    current = claim;
    claim.classList.add("sd-suggestion--current");
    markCurrentWords();
  }

  function markCurrentWords() {
    const number = current?.dataset.number;
    for (const piece of all("[data-numbers]", words)) {
      piece.classList.toggle("sd-evidence--current", piece.dataset.numbers.split(" ").includes(number));
    }
  }

  const signOf = (claim) => claim.querySelector("[data-sign][aria-pressed=true]")?.dataset.sign;

  function showClaim(claim, { status, status_words: statusWords, sign }) {
    for (const name of ["suggested", "accepted", "rejected"]) {
      claim.classList.toggle(`sd-suggestion--${name}`, name === status);
    }
    if (status !== "suggested") claim.classList.remove("sd-suggestion--maybe");
    claim.querySelector("[data-status]").textContent = statusWords;
    for (const button of all("[data-when]", claim)) {
      button.setAttribute("aria-pressed", String(button.dataset.when === status));
    }
    for (const button of all("[data-sign]", claim)) {
      const isIt = button.dataset.sign === sign;
      button.setAttribute("aria-pressed", String(isIt));
      if (isIt) claim.querySelector("[data-sign-words]").textContent = button.title;
    }
  }

  // Words that only rejected tags rest on are not marked any more.
  function showMarks() {
    const rejected = new Set(
      claims
        .filter((claim) => claim.classList.contains("sd-suggestion--rejected"))
        .map((claim) => claim.dataset.number),
    );
    for (const piece of all("[data-numbers]", words)) {
      const isOff = piece.dataset.numbers.split(" ").every((number) => rejected.has(number));
      piece.classList.toggle("sd-evidence--off", isOff);
    }
  }

  function showState(state) {
    for (const field of all("input[name=seen]")) field.value = state.seen;
    for (const claim of claims) {
      const now = state.claims[claim.dataset.claim];
      if (now) showClaim(claim, now);
    }
    const worth = review.querySelector("[data-key=q]");
    worth?.setAttribute("aria-pressed", String(state.is_worth_quoting));
    showMarks();
    showUndo();
    announce(state.message);
  }

  // The first step makes an undo possible: the link to the comment before becomes that button.
  function showUndo() {
    const old = review.querySelector("[data-key=u]");
    if (old?.tagName === "BUTTON") return;
    const button = document.createElement("button");
    button.type = "submit";
    button.name = "do";
    button.value = "undo";
    button.dataset.key = "u";
    button.className = "govuk-button govuk-button--secondary";
    const key = document.createElement("kbd");
    key.textContent = "u";
    button.append(`${review.dataset.undoWords} `, key);
    if (old) old.replaceWith(button);
    else review.querySelector(".sd-steps").append(button);
  }

  async function send(value) {
    const body = new URLSearchParams(new FormData(steps));
    body.set("do", value);
    let answer;
    try {
      const response = await fetch(steps.action, {
        method: "POST",
        headers: { Accept: "application/json" },
        body,
      });
      if (!response.ok) throw new Error(String(response.status));
      answer = await response.json();
    } catch {
      announce(review.dataset.notSaved, true);
      return;
    }
    if (answer.go) goTo(answer.go);
    else if (answer.claims) showState(answer);
    else announce(answer.message, true);
  }

  function goTo(url) {
    const target = new URL(url, window.location.href);
    // A change of the fragment alone would not load the page again.
    if (target.pathname + target.search === window.location.pathname + window.location.search) {
      window.history.replaceState(null, "", target.pathname + target.search);
      window.location.reload();
    } else {
      window.location.assign(target);
    }
  }

  function step(value) {
    waiting = waiting.then(() => send(value));
  }

  steps.addEventListener(
    "submit",
    (event) => {
      const value = event.submitter?.value;
      if (!value) return;
      event.preventDefault();
      // app.js stops a second press of the same form; here every press is another step.
      event.stopImmediatePropagation();
      const claim = event.submitter.closest("[data-claim]");
      if (claim) useClaim(claim);
      step(value);
    },
    true,
  );

  for (const claim of claims) claim.addEventListener("focusin", () => useClaim(claim));

  // What is selected in the comment fills the form that is opened next, with its place.
  function placeOf(node, offset) {
    const isText = node.nodeType === Node.TEXT_NODE;
    const piece = (isText ? node.parentElement : node).closest("[data-start]");
    // The server counts an emoji as one letter, JavaScript as two.
    const letters = isText ? [...node.data.slice(0, offset)].length : 0;
    return piece && words.contains(piece) ? Number(piece.dataset.start) + letters : null;
  }

  function noteSelection() {
    const chosen = document.getSelection();
    if (!chosen || chosen.isCollapsed || !words.contains(chosen.anchorNode)) return;
    const range = chosen.getRangeAt(0);
    selection = {
      text: chosen.toString().trim(),
      start: placeOf(range.startContainer, range.startOffset),
    };
    for (const form of all("form[data-takes-words]")) fillIn(form);
  }

  document.addEventListener("selectionchange", noteSelection);

  function fillIn(form) {
    if (!selection?.text) return;
    const field = form.querySelector("[data-evidence]");
    field.value = selection.text;
    const start = form.elements[field.dataset.evidence];
    start.value = selection.start === null ? "" : String(selection.start);
  }

  // Words typed by hand have no known place.
  for (const field of all("[data-evidence]")) {
    field.addEventListener("input", () => {
      field.form.elements[field.dataset.evidence].value = "";
    });
  }

  function open(id, control) {
    const details = document.getElementById(id);
    if (!details) return;
    details.open = true;
    const target = details.querySelector(control);
    target.scrollIntoView({ block: "center" });
    target.focus({ preventScroll: true });
  }

  // Words are selected by keys too: from word to word, and more of them with Shift.
  const WORD = /[\p{L}\p{N}]+(?:[\p{M}'’@.\-\[\]]*[\p{L}\p{N}\p{M}])*|\p{Extended_Pictographic}/gu;
  let wordPlaces = null;
  let from = 0;
  let to = 0;

  function beginSelecting() {
    wordPlaces = [...words.textContent.matchAll(WORD)].map((found) => [
      found.index,
      found.index + found[0].length,
    ]);
    if (!wordPlaces.length) return;
    words.tabIndex = -1;
    words.focus({ preventScroll: true });
    [from, to] = [0, 0];
    selectWords();
  }

  function nodeAt(place, isEnd) {
    const walker = document.createTreeWalker(words, NodeFilter.SHOW_TEXT);
    let left = place;
    let node = walker.nextNode();
    while (node && (left > node.length || (!isEnd && left === node.length))) {
      left -= node.length;
      node = walker.nextNode();
    }
    return [node, left];
  }

  function selectWords() {
    const [first, last] = [Math.min(from, to), Math.max(from, to)];
    const start = nodeAt(wordPlaces[first][0], false);
    const end = nodeAt(wordPlaces[last][1], true);
    document.getSelection().setBaseAndExtent(...start, ...end);
    noteSelection(); // the event comes later, and the next key may be quicker
  }

  words.addEventListener("keydown", (event) => {
    const isSideways = event.key === "ArrowRight" || event.key === "ArrowLeft";
    if (!wordPlaces?.length || !isSideways || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const isRtl = getComputedStyle(words).direction === "rtl";
    const way = (event.key === "ArrowRight") === isRtl ? -1 : 1;
    to = Math.min(Math.max(to + way, 0), wordPlaces.length - 1);
    if (!event.shiftKey) from = to;
    selectWords();
  });

  const KEYS_ON = "review-keys-on";
  const remembered = () => {
    try {
      return localStorage.getItem(KEYS_ON) === "yes";
    } catch {
      return false;
    }
  };
  let areKeysOff = !remembered();

  // One-letter keys get in the way of screen readers, which no page can know of: they are off
  // until somebody turns them on, once a device.
  const keySwitch = document.querySelector("[data-keys-switch]");
  const nameSwitch = () => {
    keySwitch.textContent = areKeysOff ? keySwitch.dataset.on : keySwitch.dataset.off;
  };
  nameSwitch();
  keySwitch.hidden = false;
  keySwitch.addEventListener("click", () => {
    areKeysOff = !areKeysOff;
    try {
      localStorage.setItem(KEYS_ON, areKeysOff ? "no" : "yes");
    } catch {
      // Without storage the choice holds for this page.
    }
    nameSwitch();
  });

  function changeSign() {
    const signs = current && all("[data-sign]", current);
    if (!signs?.length) return;
    const next = SIGNS[(SIGNS.indexOf(signOf(current)) + 1) % SIGNS.length];
    step(signs.find((button) => button.dataset.sign === next).value);
  }

  function toggle(claim) {
    useClaim(claim);
    claim.scrollIntoView({ block: "nearest" });
    step(`toggle:${claim.dataset.claim}`);
  }

  function press(key) {
    const claim = claims.find((each) => each.dataset.claimKey === key);
    if (claim) return toggle(claim);
    if (key === "s") return changeSign();
    if (key === "t") return open("add-tag", "select");
    if (key === "x") return open("outside", "input[type=checkbox]");
    if (key === "m") return open("masks", "[data-evidence]");
    if (key === "k") return step("masks-right");
    if (key === "h") return open("themes", "[data-first]");
    if (key === "e") return beginSelecting();
    if (key === "?") {
      const card = document.getElementById("keys");
      card.open = !card.open;
      if (card.open) card.scrollIntoView({ block: "nearest" });
      return undefined;
    }
    const target = review.querySelector(`[data-key="${CSS.escape(key)}"]`);
    if (target?.tagName === "A") window.location.assign(target.href);
    else if (target) step(target.value);
    return undefined;
  }

  document.addEventListener("keydown", (event) => {
    if (areKeysOff || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    // Among the boxes of what our strategy does not name, a letter ticks its box.
    const outside = event.target.closest("[data-outside]");
    const facet = outside && all("[data-facet-key]", outside).find((box) => box.dataset.facetKey === event.key);
    if (facet) {
      event.preventDefault();
      facet.click();
      facet.focus();
      return;
    }
    if (event.target.closest("input, textarea, select")) return;
    if (!/^[0-9a-z?]$/.test(event.key)) return;
    event.preventDefault();
    press(event.key);
  });

  if (current) useClaim(current);
})();
