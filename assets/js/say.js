// Records an answer in the page. What was said is put into the form's own file box and sent at once,
// so that it is kept as it would be without a script, and is still there after a reload. While it
// records, nothing on the page makes a sound: a microphone would hear it.
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
  let recorder = null;
  let clock = null;

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

  function send(parts) {
    const box = form.querySelector("input[type=file]");
    const held = new DataTransfer();
    held.items.add(new File(parts, "answer", { type: kind.split(";")[0] }));
    box.files = held.files;
    say(status.dataset.saving);
    button.disabled = true;
    form.requestSubmit(file.querySelector("button"));
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
      if (parts.length) send(parts);
    });
    recorder.start(1000);
    const begun = Date.now();
    const tick = () => {
      const seconds = Math.round((Date.now() - begun) / 1000);
      time.textContent = words.replace("{t}", minutes(seconds)).replace("{l}", minutes(longest));
      // Somebody is there, though they touch nothing: a device that goes round must not forget them.
      form.dispatchEvent(new Event("input", { bubbles: true }));
      if (seconds >= longest) recorder?.stop();
    };
    tick();
    clock = setInterval(tick, 500);
    show(true);
    say(status.dataset.listening);
    status.scrollIntoView({ block: "nearest" });
  }

  button.addEventListener("click", () => {
    if (recorder) recorder.stop();
    else start();
  });
  // "play" does not bubble, so it is caught on its way down.
  document.addEventListener("play", () => recorder && hush(), true);
  window.addEventListener("pagehide", release);
  find("recorder").hidden = false;
  file.hidden = true;
})();
