// What the pages of a group without a signal (Y6) have in common: one part of the page is on the stage
// at a time, and with a signal and the PIN a device is made ready, and what waits on it is sent.
// Every part is a <template> that the server wrote; all words come from there.
(() => {
  "use strict";

  const stage = document.getElementById("stage");
  const vault = window.noSignalVault;
  if (!stage || !vault || !navigator.serviceWorker || !window.crypto?.subtle) return;

  const words = document.querySelector("[data-words]").dataset;
  const place = stage.dataset;
  const CACHE = `no-signal-${place.session}`;
  const part = (name) => document.querySelector(`template[data-part="${name}"]`);
  const pages = [...document.querySelectorAll('template[data-part="page"]')];
  const all = (selector) => [...stage.querySelectorAll(selector)];
  const it = { stage, words, place, part, pages, all, shown: null, isBusy: false };

  let ready; // what was made when this device was made ready
  const sessionId = () => ready?.session || place.session;
  it.isReady = () => Boolean(ready);

  it.show = (template) => {
    it.shown = template;
    languages.hidden = !ready || ["sent", "other"].includes(template.dataset.part);
    stage.replaceChildren(template.content.cloneNode(true));
    const isCalm = ["start", "thanks", "helper", "sent", "other"].includes(template.dataset.part);
    document.body.toggleAttribute("data-calm", isCalm);
    document.body.classList.toggle("sd-calm", isCalm);
    const heading = stage.querySelector("h1");
    document.title = `${heading.textContent.trim()} – ${place.name}`;
    window.scrollTo(0, 0);
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
  };

  it.complain = (name, sentence) => {
    const told = stage.querySelector(`[data-problem="${name}"]`);
    if (sentence) told.querySelector("p").lastChild.textContent = ` ${sentence}`;
    told.hidden = false;
    told.focus();
  };

  // --- with a signal: getting ready, and sending ---

  class Refused extends Error {
    // isOver: nothing more can be sent, however often it is tried.
    constructor(sentence, isOver = false) {
      super(sentence);
      this.isOver = isOver;
    }
  }

  async function ask(url, fields) {
    let answer;
    try {
      const { token } = await (await fetch(place.token, { cache: "no-store" })).json();
      const body = new FormData(); // not percent-encoded, which makes six bytes of an Urdu letter
      const sent = { csrf_token: token, session: sessionId(), ...fields };
      Object.entries(sent).forEach(([name, value]) => body.append(name, value));
      answer = await fetch(url, { method: "POST", body });
    } catch {
      throw new Refused(words.offline);
    }
    const said = await answer.json().catch(() => ({}));
    if (answer.status === 422) return { notTaken: true };
    if (answer.ok) return said;
    const isGone = answer.status === 404;
    const isClosed = answer.status === 409 && words.closed && ready;
    const known = (isGone && words.gone) || (isClosed && words.closed);
    throw new Refused(known || said.problem || words.refused, Boolean(known));
  }

  function keptFiles() {
    const found = [...document.querySelectorAll("template")].map((each) => each.content);
    const sources = [document, ...found].flatMap((root) => [
      ...[...root.querySelectorAll("img, script, audio, source")].map((each) => each.getAttribute("src")),
      ...[...root.querySelectorAll("link[rel=stylesheet], link[rel=icon]")].map((each) => each.getAttribute("href")),
    ]);
    return [...new Set([place.here, ...sources, ...place.files.trim().split(/\s+/)].filter(Boolean))];
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

  it.getReady = async (pin) => {
    const { share } = await ask(place.unlock, { pin, ready: "yes" });
    try {
      await (await caches.open(CACHE)).addAll(keptFiles());
      await startWorker();
      await navigator.storage?.persist?.();
      await vault.prepare(place.session, place.here, pin, share);
    } catch {
      await it.wipe();
      throw new Refused(words.notReady);
    }
    ready = await vault.setup();
  };

  it.wipe = async () => {
    await vault.wipe();
    for (const name of await caches.keys()) await caches.delete(name);
    for (const each of await navigator.serviceWorker.getRegistrations()) await each.unregister();
  };

  // Return a function that opens what waits, by its key.
  it.unlock = async (pin) => {
    const { share } = await ask(place.unlock, { pin });
    return vault.unlock(pin, share).catch(() => {
      throw new Refused(words.otherPin || words.refused, Boolean(words.otherPin));
    });
  };

  it.sendAll = async (pin) => {
    const openOne = await it.unlock(pin);
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
    await it.wipe();
    it.show(part("sent"));
    stage.querySelector("[data-sent]").textContent = sent;
  };

  it.withPin = async (form, act) => {
    if (it.isBusy) return;
    const box = form.querySelector("input[type=password]");
    const problem = form.querySelector("[data-problem]");
    const status = form.querySelector("[data-status]");
    problem.hidden = true;
    if (!box.value) {
      it.complain(problem.dataset.problem, words.noPin);
      return;
    }
    it.isBusy = true;
    status.textContent = words.busy;
    try {
      await act(box.value);
    } catch (error) {
      it.complain(problem.dataset.problem, error instanceof Refused ? error.message : words.refused);
    } finally {
      it.isBusy = false;
      box.value = "";
      status.textContent = "";
    }
  };

  it.showHelper = async () => {
    const waiting = await vault.keys();
    it.show(part("helper"));
    stage.querySelector("[data-waiting]").textContent = waiting.length;
  };

  // --- in another language: its kept page fills the same parts, and nobody leaves this one ---

  const languages = document.querySelector("[data-languages]");
  const own = place.locale; // the session's: each person begins in it
  it.locale = own;

  const pageIn = (locale) =>
    new Promise((resolve, reject) => {
      const request = new XMLHttpRequest(); // which reads a page without making it one
      request.open("GET", `${place.here}?lang=${locale}`);
      request.responseType = "document";
      request.onload = () => (request.response ? resolve(request.response) : reject(new Error("no page")));
      request.onerror = () => reject(new Error("no page"));
      request.send();
    });

  // What stands around the stage keeps its buttons, and gets other words.
  function retell(other) {
    const around = (root) =>
      [...root.body.querySelectorAll("*")].filter((each) => !each.closest("#stage, template, script, [data-languages]"));
    const [old, fresh] = [around(document), around(other)];
    if (old.length !== fresh.length) return;
    old.forEach((each, at) => {
      for (const { name, value } of fresh[at].attributes) {
        if (name === "aria-label" || each.hasAttribute("data-words")) each.setAttribute(name, value);
      }
      const texts = (element) => [...element.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE);
      const said = texts(fresh[at]);
      texts(each).forEach((node, place) => said[place] && (node.data = said[place].data));
    });
  }

  it.readIn = async (locale) => {
    if (locale === it.locale) return;
    const other = await pageIn(locale);
    const { lang, dir } = other.documentElement;
    Object.assign(document.documentElement, { lang, dir });
    const sheets = [document, other].map((root) => root.querySelector("link[rel=stylesheet]"));
    if (sheets[0].getAttribute("href") !== sheets[1].getAttribute("href")) {
      sheets[0].setAttribute("href", sheets[1].getAttribute("href"));
    }
    document.querySelectorAll("template[data-part]").forEach((each) => {
      const code = each.dataset.code ? `[data-code="${each.dataset.code}"]` : "";
      const fresh = other.querySelector(`template[data-part="${each.dataset.part}"]${code}`);
      if (fresh) each.content.replaceChildren(document.importNode(fresh.content, true));
    });
    retell(other);
    it.locale = locale;
    languages.querySelectorAll("[data-read-in]").forEach((each) => {
      if (each.dataset.readIn === locale) each.setAttribute("aria-current", "true");
      else each.removeAttribute("aria-current");
    });
  };

  // A person who comes after another begins in the session's language; without its page, in the last one.
  it.readInOwn = async () => {
    stage.replaceChildren();
    await it.readIn(own).catch(() => {});
  };

  languages.addEventListener("click", async ({ target }) => {
    const button = target.closest("[data-read-in]");
    if (!button || it.isBusy || !it.shown) return;
    it.isBusy = true;
    await it.inLanguage(() => it.readIn(button.dataset.readIn)).catch(() => {});
    it.isBusy = false;
    button.focus();
  });

  // `start` is called on a device that is ready for this page; another page's things are left to it.
  it.begin = async (start) => {
    document.body.toggleAttribute("data-calm", true);
    ready = await vault.setup();
    const home = ready?.here || place.tabletHere; // one made ready before pages had more than one address
    if (ready && home !== place.here) {
      it.show(part("other"));
      stage.querySelector("[data-home]").href = home;
    } else if (ready) await start();
    else stage.querySelector("[data-ready]").hidden = false;
  };

  window.noSignalStage = it;
})();
