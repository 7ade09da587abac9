// Easy-read words of surveys, entries and themes: what the checks find, a moment after somebody
// stops typing.
// Saving says the same without this script, so when the network fails it says nothing.
(() => {
  const PAUSE = 800;

  function watch(form, field) {
    // It is there, and empty, before there is something to say: only then is it read out.
    const place = document.createElement("div");
    place.setAttribute("aria-live", "polite");
    field.after(place);
    let timer;
    let newest = 0;
    field.addEventListener("input", () => {
      clearTimeout(timer);
      newest += 1;
      const mine = newest;
      timer = setTimeout(async () => {
        const findings = await ask(form, field.value);
        if (findings && mine === newest) show(place, form.dataset.checkSays, findings);
      }, PAUSE);
    });
  }

  async function ask(form, words) {
    const body = new URLSearchParams({ csrf_token: form.elements.csrf_token.value, words });
    try {
      const url = form.dataset.checkWords;
      const answer = await fetch(url, { method: "POST", body, redirect: "error" });
      return answer.ok ? (await answer.json()).findings : null;
    } catch {
      return null;
    }
  }

  function show(place, says, findings) {
    place.replaceChildren();
    if (!findings.length) return;
    const label = document.createElement("p");
    label.className = "govuk-body govuk-!-margin-bottom-1";
    label.textContent = says;
    const list = document.createElement("ul");
    list.className = "govuk-list govuk-list--bullet";
    findings.forEach((each) => {
      const item = document.createElement("li");
      item.textContent = each;
      list.append(item);
    });
    place.append(label, list);
  }

  document.querySelectorAll("form[data-check-words]").forEach((form) => {
    form.querySelectorAll('[name$="easy"], [name^="easy_"]').forEach((field) => watch(form, field));
  });
})();
