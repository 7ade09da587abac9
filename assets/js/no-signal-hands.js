// Hands up where there is no signal (Y6): what is counted on one screen is sealed when the screen is left,
// in place of what was sealed for it before. It can be looked at while this page stays open.
(() => {
  "use strict";

  const it = window.noSignalStage;
  const vault = window.noSignalVault;
  if (!it || !it.stage.hasAttribute("data-hands")) return;

  const { stage, words, place, pages, part, all, complain } = it;
  const LIMIT = 6000;

  const counted = new Map(); // {screen: [[name, value], …]} of what was written while this page is open
  let sealed = new Set(); // screens of which something waits
  let before = null; // the screen that is returned to after help or a break
  let isTouched = false;

  const codeOf = (key) => key.slice(0, key.lastIndexOf(":"));
  const code = () => it.shown.dataset.code;
  const written = () => [...new FormData(stage.querySelector("form[data-answers]"))];

  function show(template, draft) {
    it.show(template);
    isTouched = Boolean(draft);
    if (!pages.includes(template)) return;
    const kept = new Map(draft || counted.get(code()));
    all("input, textarea").forEach((input) => (input.value = kept.get(input.name) || ""));
    const isThere = sealed.has(code()) || template.hasAttribute("data-counted");
    stage.querySelector("[data-before]").hidden = !isThere || counted.has(code());
  }

  // --- hands are counted as app/groups/services/hands.py counts them ---

  function raised(question) {
    const found = { alone: [0], together: [0] };
    question.querySelectorAll("input").forEach((input) => {
      const isAlone = question.dataset.raised !== "many" || input.closest("[data-alone]");
      found[isAlone ? "alone" : "together"].push(Number(input.value));
    });
    return found.alone.reduce((sum, each) => sum + each, 0) + Math.max(...found.together);
  }

  const isNumber = ({ value, validity }) =>
    !validity.badInput && (!value || (/^[0-9]{1,3}$/.test(value) && Number(value) <= Number(place.most)));

  function isRight() {
    all("[data-problem]").forEach((each) => (each.hidden = true));
    const many = all("[data-raised]").map(raised).find((each) => each > Number(place.people));
    if (all("textarea").some((box) => [...box.value].length > LIMIT)) complain(`${code()}-long`);
    else if (!all("[data-raised] input").every(isNumber)) complain(`${code()}-hands`, words.number);
    else if (many) complain(`${code()}-hands`, words.tooMany.replace("{n}", many));
    else return true;
    return false;
  }

  // Only what somebody touched: a screen that was only looked at stays as it is.
  async function keep() {
    if (!isTouched) return true;
    if (!isRight()) return false;
    const pairs = written();
    try {
      await vault.seal(pairs, `${code()}:`);
    } catch {
      complain(`${code()}-kept`);
      return false;
    }
    counted.set(code(), pairs);
    sealed.add(code());
    isTouched = false;
    return true;
  }

  async function beside(step) {
    if (it.isBusy) return;
    it.isBusy = true; // a second press is the same press
    const isKept = await keep();
    it.isBusy = false;
    if (!isKept) return;
    const next = pages.indexOf(it.shown) + step;
    if (next >= pages.length) await it.showHelper();
    else show(pages[next] || part("start"));
    // The device's own Back button goes one page back too, and never off the page with the counts.
    if (step > 0) history.pushState(null, "");
  }

  // A break waits for nobody's numbers to be right: they are kept as they are until it is over.
  function aside(name) {
    if (!["help", "stop"].includes(it.shown.dataset.part)) {
      before = { template: it.shown, draft: isTouched ? written() : undefined };
    }
    show(part(name));
  }

  it.inLanguage = async (read) => {
    const draft = pages.includes(it.shown) && isTouched ? written() : undefined;
    await read();
    show(it.shown, draft);
    if (it.shown === part("helper")) await it.showHelper();
  };

  const acts = {
    start: () => show(part("start")),
    first: () => show(pages[0]),
    helper: it.showHelper,
    back: () => beside(-1),
    stop: () => aside("stop"),
    return: () => show(before?.template || part("start"), before?.draft),
    discard: async () => {
      await it.wipe();
      location.assign(words.list);
    },
  };

  // The session takes nothing more: what can be opened is shown again, so that it is not lost.
  async function explain(pin) {
    stage.querySelector("[data-over]").hidden = false;
    const open = await it.unlock(pin).catch(() => null);
    if (!open) return;
    for (const key of await vault.keys()) counted.set(codeOf(key), await open(key));
    stage.querySelector("[data-opened]").hidden = false;
  }

  async function send(pin) {
    try {
      await it.sendAll(pin);
      counted.clear();
    } catch (error) {
      sealed = new Set((await vault.keys()).map(codeOf));
      if (error.isOver) await explain(pin);
      throw error;
    }
  }

  stage.addEventListener("click", (event) => {
    const button = event.target.closest("[data-act]");
    if (button && !it.isBusy) acts[button.dataset.act](button);
  });

  stage.addEventListener("input", () => (isTouched = true));

  stage.addEventListener("submit", async (event) => {
    event.preventDefault();
    const form = event.target;
    if (form.hasAttribute("data-ready")) await it.withPin(form, (pin) => it.getReady(pin).then(acts.start));
    else if (form.hasAttribute("data-unlock")) await it.withPin(form, send);
    else await beside(1);
  });

  document.querySelector(".sd-help-now").addEventListener("click", (event) => {
    event.preventDefault();
    if (!it.isBusy && it.isReady()) aside("help");
  });

  window.addEventListener("popstate", () => {
    if (it.isBusy || !it.shown) return;
    if (pages.includes(it.shown)) beside(-1);
    else if (it.shown === part("helper")) show(pages.at(-1));
  });

  it.begin(async () => {
    sealed = new Set((await vault.keys()).map(codeOf));
    acts.start();
  });
})();
