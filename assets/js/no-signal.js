// A device that goes round where there is no signal (Y6): keeps what one person says in memory until they
// are done, and then sealed. What it shares with hands up is in no-signal-stage.js.
(() => {
  "use strict";

  const it = window.noSignalStage;
  const vault = window.noSignalVault;
  if (!it || it.stage.hasAttribute("data-hands")) return;

  const { stage, pages, part, all, complain } = it;
  const THANKS_MS = 8000;
  const LIMIT = 6000;

  let answers = new Map(); // {name of an input: [values]} of the one person who answers now
  let before = null; // what is returned to after help or a break
  let isChanging = false;
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
    it.show(template);
    if (pages.includes(template)) fill(template);
    if (template.dataset.part === "check") list();
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

  function isRight() {
    all("[data-problem]").forEach((each) => (each.hidden = true));
    const long = all("textarea").find((box) => [...box.value].length > LIMIT);
    if (long) complain(`${it.shown.dataset.code}-long`);
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

  function clear() {
    answers = new Map();
    before = null;
    isChanging = false;
  }

  async function forget() {
    clear();
    await it.readInOwn();
    show(part("start"));
  }

  // The same part in other words; what is typed and not kept yet is still in it.
  it.inLanguage = async (read) => {
    take();
    await read();
    show(it.shown);
    if (it.shown === part("thanks")) timer = setTimeout(forget, THANKS_MS);
    if (it.shown === part("helper")) await it.showHelper();
  };

  function beside(step) {
    const shownPages = visible();
    const at = it.shown === part("check") ? shownPages.length : shownPages.indexOf(it.shown);
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
    helper: it.showHelper,
    back: () => {
      take();
      if (isChanging && it.shown !== part("check")) {
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
    if (!["help", "stop"].includes(it.shown?.dataset.part)) before = it.shown;
    show(part(name));
  }

  async function keep() {
    take();
    const asked = visible().flatMap((each) => [...each.content.querySelectorAll("input, textarea")]);
    const names = new Set(asked.map((each) => each.name));
    const pairs = [...answers].flatMap(([name, kept]) => (names.has(name) ? kept.map((each) => [name, each]) : []));
    await vault.seal([...pairs, ["lang", it.locale]]);
    clear();
    show(part("thanks"));
    timer = setTimeout(forget, THANKS_MS);
  }

  // --- what people press ---

  stage.addEventListener("click", (event) => {
    const button = event.target.closest("[data-act]");
    if (button && !it.isBusy) acts[button.dataset.act](button);
  });

  stage.addEventListener("submit", async (event) => {
    event.preventDefault();
    const form = event.target;
    if (form.hasAttribute("data-ready")) await it.withPin(form, (pin) => it.getReady(pin).then(forget));
    else if (form.hasAttribute("data-unlock")) await it.withPin(form, it.sendAll);
    else if (form.hasAttribute("data-begin")) {
      if (form.querySelector("input[type=checkbox]").checked) beside(1);
      else complain("understood");
    } else if (form.hasAttribute("data-answers")) {
      if (isRight()) onward();
    } else if (!it.isBusy) {
      it.isBusy = true; // a second press is the same press
      await keep().catch(() => complain("kept"));
      it.isBusy = false;
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
    if (!it.isBusy && it.isReady()) aside("help");
  });

  window.addEventListener("popstate", () => {
    if (!it.isBusy && it.shown && [...pages, part("check")].includes(it.shown)) acts.back();
  });

  it.begin(forget);
})();
