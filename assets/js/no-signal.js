// A group's session where there is no signal (Y6): shows one part of the page at a time, keeps what
// one person says in memory until they are done, and sends what waits when the helper types the PIN.
// Every part is a <template> that the server wrote; all words come from there.
(() => {
  "use strict";

  const stage = document.getElementById("stage");
  const vault = window.noSignalVault;
  if (!stage || !vault || !navigator.serviceWorker || !window.crypto?.subtle) return;

  const words = document.querySelector("[data-words]").dataset;
  const place = stage.dataset;
  const CACHE = `no-signal-${place.session}`;
  const THANKS_MS = 8000;
  const LIMIT = 6000;
  const part = (name) => document.querySelector(`template[data-part="${name}"]`);
  const pages = [...document.querySelectorAll('template[data-part="page"]')];
  const all = (selector) => [...stage.querySelectorAll(selector)];

  let answers = new Map(); // {name of an input: [values]} of the one person who answers now
  let shown = null; // the template that is on the stage
  let before = null; // what is returned to after help or a break
  let isChanging = false;
  let isBusy = false;
  let timer;

  // --- which pages these answers lead through: as app/surveys/screens.py says ---

  const named = (code) => answers.get(code) || [];

  function visible() {
    const counted = new Set();
    return pages.filter((page) => {
      const when = Object.entries(JSON.parse(page.dataset.when));
      const isShown = when.every(
        ([code, allowed]) => counted.has(code) && named(code).some((each) => allowed.includes(each)),
      );
      if (isShown) JSON.parse(page.dataset.codes).forEach((code) => counted.add(code));
      return isShown;
    });
  }

  // --- one part on the stage ---

  function show(template) {
    clearTimeout(timer);
    shown = template;
    stage.replaceChildren(template.content.cloneNode(true));
    const isCalm = ["start", "thanks", "helper", "sent"].includes(template.dataset.part);
    document.body.toggleAttribute("data-calm", isCalm);
    document.body.classList.toggle("sd-calm", isCalm);
    const heading = stage.querySelector("h1");
    document.title = `${heading.textContent.trim()} – ${place.name}`;
    if (pages.includes(template)) fill(template);
    if (template.dataset.part === "check") list();
    window.scrollTo(0, 0);
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
  }

  function fill(page) {
    all("input, textarea").forEach((input) => {
      const kept = named(input.name);
      if (input.type === "radio" || input.type === "checkbox") input.checked = kept.includes(input.value);
      else input.value = kept[0] || "";
    });
    const asked = visible().filter((each) => !each.hasAttribute("data-info"));
    const starts = asked.filter((each, at) => at === 0 || each.hasAttribute("data-starts"));
    const number = starts.filter((each) => asked.indexOf(each) <= asked.indexOf(page)).length;
    const progress = stage.querySelector("[data-progress]");
    if (!progress) return;
    progress.textContent = progress.dataset.progress.replace("{n}", number).replace("{t}", starts.length);
    const bar = stage.querySelector("progress");
    bar.max = asked.length;
    bar.value = asked.indexOf(page) + 1;
  }

  function take() {
    const form = stage.querySelector("form[data-answers]");
    if (!form) return;
    all("input, textarea").forEach((input) => answers.delete(input.name));
    for (const [name, value] of new FormData(form)) {
      if (value.trim()) answers.set(name, [...named(name), value]);
    }
  }

  function complain(name, sentence) {
    const told = stage.querySelector(`[data-problem="${name}"]`);
    if (sentence) told.querySelector("p").lastChild.textContent = ` ${sentence}`;
    told.hidden = false;
    told.focus();
  }

  function isRight() {
    all("[data-problem]").forEach((each) => (each.hidden = true));
    const long = all("textarea").find((box) => [...box.value].length > LIMIT);
    if (long) complain(`${shown.dataset.code}-long`);
    const wrong = all('[data-type="date"]').find((each) => !isDate(each));
    if (wrong) complain(`${wrong.dataset.question}-date`);
    return !long && !wrong;
  }

  function isDate(question) {
    const parts = [...question.querySelectorAll("input")].map((each) => each.value.trim());
    if (parts.every((each) => !each)) return true;
    if (!parts.every((each) => /^[0-9]{1,4}$/.test(each))) return false;
    const [day, month, year] = parts.map(Number);
    const date = new Date(Date.UTC(year, month - 1, day));
    return year >= 1900 && year <= 2100 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  }

  // --- check your answers ---

  function inWords(question) {
    const code = question.dataset.question;
    if (question.dataset.type === "date") {
      return ["day", "month", "year"].flatMap((each) => named(`${code}-${each}`)).join(" ");
    }
    if (question.dataset.type === "text") return named(code)[0] || "";
    return [...question.querySelectorAll("input")]
      .filter((each) => named(code).includes(each.value))
      .map((each) => {
        const label = question.querySelector(`label[for="${CSS.escape(each.id)}"] .sd-choices__words`);
        return label.firstChild.textContent.trim();
      })
      .join(" · ");
  }

  function list() {
    const rows = stage.querySelector("[data-rows]");
    visible().forEach((page) =>
      page.content.querySelectorAll("[data-question]").forEach((question) => {
        const row = part("row").content.cloneNode(true);
        const value = inWords(question);
        row.querySelector("dt").textContent = question.dataset.words;
        row.querySelector("bdi").textContent = value || rows.dataset.skipped;
        const [action, about] = row.querySelectorAll("button span");
        action.textContent = value ? rows.dataset.change : rows.dataset.answer;
        about.textContent = `: ${question.dataset.words}`;
        row.querySelector("button").dataset.page = page.dataset.code;
        rows.append(row);
      }),
    );
  }

  // --- going about ---

  function forget() {
    answers = new Map();
    before = null;
    isChanging = false;
    show(part("start"));
  }

  function beside(step) {
    const shownPages = visible();
    const at = shown === part("check") ? shownPages.length : shownPages.indexOf(shown);
    const next = at + step;
    if (next < 0) show(part("intro"));
    else show(shownPages[next] || part("check"));
    // The device's own Back button goes one page back too, and never off the page with the answers.
    if (step > 0) history.pushState(null, "");
  }

  function onward() {
    const known = visible();
    take();
    if (!isChanging) return beside(1);
    const opened = visible().find((each) => !known.includes(each));
    if (!opened) isChanging = false;
    return show(opened || part("check"));
  }

  const acts = {
    start: forget,
    forget,
    intro: () => show(part("intro")),
    helper: showHelper,
    back: () => {
      take();
      if (isChanging && shown !== part("check")) {
        isChanging = false;
        show(part("check"));
      } else beside(-1);
    },
    skip: () => {
      all("input, textarea").forEach((input) => {
        input.checked = false;
        if (input.type !== "radio" && input.type !== "checkbox") input.value = "";
      });
      onward();
    },
    change: (button) => {
      isChanging = true;
      show(pages.find((each) => each.dataset.code === button.dataset.page));
    },
    stop: () => aside("stop"),
    return: () => show(before || part("start")),
  };

  function aside(name) {
    take();
    if (!["help", "stop"].includes(shown?.dataset.part)) before = shown;
    show(part(name));
  }

  async function showHelper() {
    const waiting = await vault.keys();
    show(part("helper"));
    stage.querySelector("[data-waiting]").textContent = waiting.length;
  }

  async function keep() {
    take();
    const asked = visible().flatMap((each) => [...each.content.querySelectorAll("input, textarea")]);
    const names = new Set(asked.map((each) => each.name));
    const pairs = [...answers].flatMap(([name, kept]) => (names.has(name) ? kept.map((each) => [name, each]) : []));
    await vault.seal(pairs);
    forget();
    show(part("thanks"));
    timer = setTimeout(forget, THANKS_MS);
  }

  // --- with a signal: getting ready, and sending ---

  class Refused extends Error {}

  async function ask(url, fields) {
    let answer;
    try {
      const { token } = await (await fetch(place.token, { cache: "no-store" })).json();
      const body = new FormData(); // not percent-encoded, which makes six bytes of an Urdu letter
      const all = { csrf_token: token, session: sessionId(), ...fields };
      Object.entries(all).forEach(([name, value]) => body.append(name, value));
      answer = await fetch(url, { method: "POST", body });
    } catch {
      throw new Refused(words.offline);
    }
    const said = await answer.json().catch(() => ({}));
    if (answer.status === 422) return { notTaken: true };
    if (!answer.ok) throw new Refused(said.problem || words.refused);
    return said;
  }

  let ready; // what was made when this device was made ready
  const sessionId = () => ready?.session || place.session;

  function keptFiles() {
    const found = pages.concat(...document.querySelectorAll("template")).map((each) => each.content);
    const sources = [document, ...found].flatMap((root) => [
      ...[...root.querySelectorAll("img, script, audio, source")].map((each) => each.getAttribute("src")),
      ...[...root.querySelectorAll("link[rel=stylesheet], link[rel=icon]")].map((each) => each.getAttribute("href")),
    ]);
    return [...new Set([place.here, ...sources, ...place.fonts.trim().split(/\s+/)].filter(Boolean))];
  }

  async function startWorker() {
    const address = new URL(place.worker, location.href).href;
    const only = (url) => {
      if (url !== address) throw new TypeError("only our own worker");
      return url;
    };
    const policy = window.trustedTypes?.createPolicy("no-signal", { createScriptURL: only });
    await navigator.serviceWorker.register(policy ? policy.createScriptURL(address) : address);
    await navigator.serviceWorker.ready;
  }

  async function getReady(pin) {
    const { share } = await ask(place.unlock, { pin, ready: "yes" });
    try {
      await (await caches.open(CACHE)).addAll(keptFiles());
      await startWorker();
      await navigator.storage?.persist?.();
      await vault.prepare(place.session, pin, share);
    } catch {
      await wipe();
      throw new Refused(words.notReady);
    }
    ready = await vault.setup();
    forget();
  }

  async function wipe() {
    await vault.wipe();
    for (const name of await caches.keys()) await caches.delete(name);
    for (const each of await navigator.serviceWorker.getRegistrations()) await each.unregister();
  }

  async function sendAll(pin) {
    const { share } = await ask(place.unlock, { pin });
    const openOne = await vault.unlock(pin, share);
    let sent = 0;
    for (const key of await vault.keys()) {
      const said = await ask(place.send, { pin, key, answers: JSON.stringify(await openOne(key)) });
      if (said.notTaken) continue;
      await vault.drop(key); // only after the server has it: sent again, it is the same one
      sent += 1;
      stage.querySelector("[data-waiting]").textContent = (await vault.keys()).length;
    }
    if ((await vault.keys()).length) throw new Refused(words.notTaken);
    await ask(place.finish, { pin });
    await wipe();
    show(part("sent"));
    stage.querySelector("[data-sent]").textContent = sent;
  }

  async function withPin(form, act) {
    if (isBusy) return;
    const box = form.querySelector("input[type=password]");
    const problem = form.querySelector("[data-problem]");
    const status = form.querySelector("[data-status]");
    problem.hidden = true;
    if (!box.value) {
      complain(problem.dataset.problem, words.noPin);
      return;
    }
    isBusy = true;
    status.textContent = words.busy;
    try {
      await act(box.value);
    } catch (error) {
      complain(problem.dataset.problem, error instanceof Refused ? error.message : words.refused);
    } finally {
      isBusy = false;
      box.value = "";
      status.textContent = "";
    }
  }

  // --- what people press ---

  stage.addEventListener("click", (event) => {
    const button = event.target.closest("[data-act]");
    if (button && !isBusy) acts[button.dataset.act](button);
  });

  stage.addEventListener("submit", async (event) => {
    event.preventDefault();
    const form = event.target;
    if (form.hasAttribute("data-ready")) await withPin(form, getReady);
    else if (form.hasAttribute("data-unlock")) await withPin(form, sendAll);
    else if (form.hasAttribute("data-begin")) {
      if (form.querySelector("input[type=checkbox]").checked) beside(1);
      else complain("understood");
    } else if (form.hasAttribute("data-answers")) {
      if (isRight()) onward();
    } else if (!isBusy) {
      isBusy = true; // a second press is the same press
      await keep().catch(() => complain("kept"));
      isBusy = false;
    }
  });

  // "None of these" clears the others, and the others clear it.
  stage.addEventListener("change", ({ target }) => {
    const group = target.closest("[data-choose-many]");
    if (!group || !target.checked) return;
    group.querySelectorAll("input").forEach((box) => {
      if (box !== target && (target.hasAttribute("data-alone") || box.hasAttribute("data-alone"))) box.checked = false;
    });
  });

  document.querySelector(".sd-help-now").addEventListener("click", (event) => {
    event.preventDefault();
    if (!isBusy && ready) aside("help");
  });

  window.addEventListener("popstate", () => {
    if (!isBusy && shown && [...pages, part("check")].includes(shown)) acts.back();
  });

  async function begin() {
    ready = await vault.setup();
    if (ready) forget();
    else stage.querySelector("[data-ready]").hidden = false;
  }

  document.body.toggleAttribute("data-calm", true);
  begin();
})();
