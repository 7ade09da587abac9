// Records an answer in the page. What was said is put into the form's own file box and sent at once,
// so that it is kept as it would be without a script, and is still there after a reload. Whatever
// leads elsewhere meanwhile (a language, Back, help) keeps it first; only the way out does not. While
// it records, nothing on the page makes a sound: a microphone would hear it.
(() => {
  "use strict";

  const form = document.querySelector("[data-say]");
  const kind = ["audio/webm;codecs=opus", "audio/mp4", "audio/ogg;codecs=opus"].find((each) =>
    window.MediaRecorder?.isTypeSupported(each),
  );
  if (!form || !kind || !navigator.mediaDevices?.getUserMedia || !window.DataTransfer) return;

  const BITS_A_SECOND = 32000;
  const find = (name) => form.querySelector(`[data-${name}]`);
  const [button, time, status, file] = ["record", "time", "status", "file"].map(find);
  const longest = Number(form.dataset.longest);
  const words = time.textContent;
  const box = form.querySelector("input[type=file]");
  const keep = file.querySelector("button");
  let recorder = null;
  let clock = null;
  let next = null; // what follows once the recorder has stopped
  let isDone = false; // on the way elsewhere, with nothing left to lose

  const minutes = (seconds) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;

  function say(text) {
    status.textContent = text;
  }

  // read-aloud.js falls silent and waits meanwhile.
  function tell(isRecording) {
    document.dispatchEvent(new CustomEvent("recording", { detail: isRecording }));
  }

  function hush() {
    document.querySelectorAll("audio").forEach((player) => player.pause());
  }

  function show(isRecording) {
    button.textContent = isRecording ? button.dataset.stop : button.dataset.start;
    button.classList.toggle("govuk-button--warning", isRecording);
    time.hidden = !isRecording;
  }

  function release() {
    clearInterval(clock);
    recorder?.stream.getTracks().forEach((track) => track.stop());
    recorder = null;
    tell(false);
    show(false);
  }

  const hasSomething = () => Boolean(recorder || box.files.length);

  function stopThen(then) {
    next = then;
    if (recorder?.state === "recording") recorder.stop();
    else if (!recorder) then();
  }

  function fill(parts) {
    const held = new DataTransfer();
    if (parts.length) held.items.add(new File(parts, "answer", { type: kind.split(";")[0] }));
    box.files = held.files;
  }

  // No connection: the browser's own page would take the recording with it, so this one stays.
  async function reach(options) {
    say(status.dataset.saving);
    button.disabled = true;
    try {
      return await fetch(window.location.href, { cache: "no-store", ...options });
    } catch {
      return null;
    } finally {
      button.disabled = false;
    }
  }

  function stay() {
    say(status.dataset.lost);
    box.closest(".govuk-form-group").hidden = true;
    file.hidden = false;
  }

  async function send(pressed) {
    if (!(await reach())?.ok) return stay();
    isDone = true;
    form.requestSubmit(pressed);
  }

  async function leaveFor(url) {
    const body = new FormData(form);
    body.set("go", "keep");
    if (box.files.length && !(await reach({ method: "POST", body }))) return stay();
    isDone = true;
    window.location.assign(url);
  }

  async function start() {
    button.disabled = true;
    hush();
    tell(true);
    let stream;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    } catch {
      tell(false);
      say(status.dataset.refused);
      file.hidden = false;
      return;
    } finally {
      button.disabled = false;
    }
    const parts = [];
    recorder = new MediaRecorder(stream, { mimeType: kind, audioBitsPerSecond: BITS_A_SECOND });
    recorder.addEventListener("dataavailable", ({ data }) => data.size && parts.push(data));
    recorder.addEventListener("stop", () => {
      release();
      if (isDone) return;
      fill(parts);
      next?.();
    });
    recorder.start(1000);
    const begun = Date.now();
    const tick = () => {
      const seconds = Math.round((Date.now() - begun) / 1000);
      time.textContent = words.replace("{t}", minutes(seconds)).replace("{l}", minutes(longest));
      // Somebody is there, though they touch nothing: a device that goes round must not forget them.
      form.dispatchEvent(new Event("input", { bubbles: true }));
      if (seconds >= longest) stopThen(keepIt);
    };
    tick();
    clock = setInterval(tick, 500);
    show(true);
    say(status.dataset.listening);
    status.scrollIntoView({ block: "nearest" });
  }

  const keepIt = () => box.files.length && send(keep);

  button.addEventListener("click", () => {
    if (recorder) stopThen(keepIt);
    else start();
  });
  form.addEventListener("submit", (event) => {
    if (isDone || !hasSomething()) return;
    event.preventDefault();
    stopThen(() => send(event.submitter));
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (!link || !hasSomething() || link.matches("[data-exit], [href^='#']")) return;
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    stopThen(() => leaveFor(link.href));
  });
  // Another form of this page ("Delete it"), or the way out: nothing is to be kept.
  const letGo = () => {
    isDone = true;
    release();
  };
  document.addEventListener("sd:leave", letGo);
  document.addEventListener("submit", ({ target }) => target !== form && letGo());
  // A device that goes round forgets, and asks nobody.
  window.addEventListener("beforeunload", (event) => {
    if (!isDone && hasSomething() && !document.querySelector("[data-idle]")) event.preventDefault();
  });
  // "play" does not bubble, so it is caught on its way down.
  document.addEventListener("play", () => recorder && hush(), true);
  window.addEventListener("pagehide", letGo);
  window.addEventListener("pageshow", () => (isDone = false));
  find("recorder").hidden = false;
  file.hidden = true;
})();
