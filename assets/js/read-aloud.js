// While a recording of the question plays, the question is lit up.
(() => {
  "use strict";

  const players = [...document.querySelectorAll("audio[data-reads]")];
  const question = document.querySelector("main h1");

  players.forEach((player) => {
    player.addEventListener("play", () => {
      players.forEach((other) => other !== player && other.pause());
      question?.classList.add("sd-reading");
    });
    ["pause", "ended"].forEach((end) =>
      player.addEventListener(end, () => question?.classList.remove("sd-reading")),
    );
  });
})();

// Reads a page of a survey aloud, sentence by sentence, with a voice of this device in the page's
// language. No such voice: no button. A remote voice would send the page to another company, and
// some voices stop after 14 seconds without a word, so that one long text would break off.
(() => {
  "use strict";

  const button = document.querySelector("[data-read-aloud]");
  const speech = window.speechSynthesis;
  if (!button || !speech) return;

  const LONGEST = 180;
  const WAIT_MS = 1500;
  const READ = "h1, h2, .sd-lead, .govuk-hint, .govuk-body, .sd-choices__words, .govuk-label--s";
  const locale = document.documentElement.lang || "en";
  const main = document.querySelector("main");
  let voice = null;
  let turn = 0; // grows with every start and stop: what belongs to an older turn says nothing

  const localVoice = () =>
    speech.getVoices().find((each) => {
      const spoken = each.lang.toLowerCase().replace("_", "-").split("-")[0];
      return each.localService && spoken === locale.split("-")[0];
    });

  function offer() {
    voice = voice || localVoice();
    if (voice) button.parentElement.hidden = false;
  }

  function sentences(text) {
    const found = text.replace(/\s+/g, " ").trim().match(/[^.!?۔؟]+[.!?۔؟]*["”’)]*\s*/g) || [];
    return found.flatMap((sentence) => {
      const parts = [];
      let rest = sentence.trim();
      while (rest.length > LONGEST) {
        const space = rest.lastIndexOf(" ", LONGEST);
        const cut = space > 0 ? space : LONGEST;
        parts.push(rest.slice(0, cut));
        rest = rest.slice(cut).trim();
      }
      return rest ? [...parts, rest] : parts;
    });
  }

  // Every piece of the page once, in its order: of two that lie in each other, the outer one.
  function pieces() {
    const found = [...main.querySelectorAll(READ)].filter((each) => each.offsetParent !== null);
    const outer = found.filter((each) => !found.some((other) => other !== each && other.contains(each)));
    return outer.flatMap((element) => sentences(element.innerText).map((text) => ({ element, text })));
  }

  function mark(element) {
    document.querySelectorAll(".sd-reading").forEach((each) => each.classList.remove("sd-reading"));
    if (!element) return;
    element.classList.add("sd-reading");
    element.scrollIntoView({ block: "nearest" });
  }

  function stop() {
    turn += 1;
    speech.cancel();
    mark(null);
    button.textContent = button.dataset.start;
    button.setAttribute("aria-pressed", "false");
  }

  function say(rest, mine) {
    if (mine !== turn) return;
    if (!rest.length) {
      stop();
      return;
    }
    const [{ element, text }, ...after] = rest;
    const spoken = new SpeechSynthesisUtterance(text);
    spoken.voice = voice;
    spoken.lang = voice.lang;
    spoken.onend = () => say(after, mine);
    spoken.onerror = () => mine === turn && stop();
    mark(element);
    speech.speak(spoken);
  }

  button.addEventListener("click", () => {
    if (button.getAttribute("aria-pressed") === "true") {
      stop();
      return;
    }
    stop();
    button.textContent = button.dataset.stop;
    button.setAttribute("aria-pressed", "true");
    say(pieces(), turn);
  });
  window.addEventListener("pagehide", stop);
  // Somebody records what they say (say.js): the microphone would hear this voice.
  document.addEventListener("recording", ({ detail: isRecording }) => {
    if (isRecording) stop();
    button.disabled = isRecording;
  });

  // The list of voices may come late, and on some systems the event never does.
  offer();
  speech.addEventListener?.("voiceschanged", offer);
  const asked = Date.now();
  const timer = setInterval(() => {
    offer();
    if (voice || Date.now() - asked > WAIT_MS) clearInterval(timer);
  }, 150);
})();
