// "Tell it once": answers about oneself that a person keeps in their own browser for next time.
// They never leave it: nothing is sent until the person puts an answer into the form and sends that.
// A device that a group uses never gets this file (R-KIO-1).
(() => {
  "use strict";

  const PLACE = "told-once";
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];

  // Anything in storage may be old, damaged or from elsewhere; a browser may also refuse it.
  function read() {
    try {
      const kept = JSON.parse(localStorage.getItem(PLACE) || "{}");
      const entries = Object.entries(kept).filter(
        ([, each]) => Array.isArray(each?.values) && Array.isArray(each?.answers),
      );
      return new Map(entries);
    } catch {
      return new Map();
    }
  }

  function write(kept) {
    try {
      if (kept.size) localStorage.setItem(PLACE, JSON.stringify(Object.fromEntries(kept)));
      else localStorage.removeItem(PLACE);
    } catch {
      // No room, or not allowed: then it is not kept, which harms nobody.
    }
  }

  const canKeep = () => {
    try {
      localStorage.getItem(PLACE);
      return true;
    } catch {
      return false;
    }
  };

  const words = (input) =>
    (input.labels[0]?.querySelector(".sd-choices__words")?.firstChild?.textContent || "").trim();

  function offer(inputs, box, kept) {
    const fitting = inputs.filter((input) => kept.values.includes(input.value));
    if (!fitting.length || inputs.some((input) => input.checked)) return;
    box.querySelector("[data-once-words]").textContent = fitting.map(words).join(", ");
    box.hidden = false;
    box.querySelector("button").addEventListener("click", () => {
      inputs.forEach((input) => (input.checked = fitting.includes(input)));
      fitting[0].focus();
      box.hidden = true;
    });
  }

  function watch(box) {
    const code = box.dataset.onceKeep;
    const form = box.closest("form");
    const inputs = all(`[name="${CSS.escape(code)}"]`, form);
    const kept = read().get(code);
    if (kept) offer(inputs, form.querySelector(`[data-once-offer="${code}"]`), kept);
    const tick = box.querySelector("input");
    box.hidden = false;
    form.addEventListener("submit", ({ submitter }) => {
      const chosen = inputs.filter((input) => input.checked);
      if (!tick.checked || !chosen.length || (submitter && submitter.value !== "next")) return;
      const legend = inputs[0].closest("fieldset").querySelector("legend");
      const question = legend.textContent.trim();
      const values = chosen.map((input) => input.value);
      write(read().set(code, { question, values, answers: chosen.map(words) }));
    });
  }

  // The page where a person sees what is kept here, and deletes it.
  function list(page) {
    page.querySelector("[data-once-off]").hidden = true;
    const box = page.querySelector("[data-once-some]");
    const none = page.querySelector("[data-once-none]");
    const says = page.querySelector("[data-once-says]");
    const show = () => {
      const kept = read();
      box.hidden = !kept.size;
      none.hidden = Boolean(kept.size);
      const rows = [...kept.values()].map((each) => {
        const row = document.createElement("li");
        const said = document.createElement("bdi");
        said.textContent = `${each.question} → ${each.answers.join(", ")}`;
        row.append(said);
        return row;
      });
      page.querySelector("ul").replaceChildren(...rows);
    };
    page.querySelector("button").addEventListener("click", () => {
      write(new Map());
      show();
      says.textContent = says.dataset.onceSays;
      says.focus();
    });
    show();
  }

  if (canKeep()) all("[data-once-keep]").forEach(watch);
  all("[data-once-list]").forEach(list);
})();
