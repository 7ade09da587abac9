// Typing in a paper by keyboard alone (Y7): a number chooses an answer of the question that has the
// focus, Enter goes on to the next one. Without this file it is a form like any other.
(() => {
  "use strict";

  const form = document.querySelector("form[data-by-number]");
  if (!form) return;

  const questions = [...form.querySelectorAll(".sd-entering")];
  const how = form.querySelector("[data-how]");
  const answersOf = (question) => [...question.querySelectorAll("input[type=radio], input[type=checkbox]")];

  function goTo(question) {
    const box = question
      ? question.querySelector("input:checked") || question.querySelector("input, textarea")
      : form.querySelector("button[type=submit]");
    box.focus();
    (question || box).scrollIntoView({ block: "nearest" });
  }

  function choose(question, key) {
    if (key === "Backspace" || key === "Delete") {
      answersOf(question).forEach((each) => (each.checked = false)); // a radio is not taken back otherwise
      goTo(question); // from the middle of radios without a choice, Chromium's Tab goes to the next of them
      return true;
    }
    const answer = /^[0-9]$/.test(key) && answersOf(question)[key === "0" ? 9 : Number(key) - 1];
    if (!answer) return false;
    answer.focus();
    answer.click();
    return true;
  }

  document.addEventListener("keydown", (event) => {
    const { target, key } = event;
    if (event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
    if (target !== document.body && !form.contains(target)) return;
    const question = target.closest(".sd-entering");
    if (key === "Enter" && !target.matches("button, a") && !(event.shiftKey && target.matches("textarea"))) {
      event.preventDefault();
      goTo(questions[questions.indexOf(question) + 1]); // from outside: to the first
    } else if (question && target.matches("[type=radio], [type=checkbox]") && choose(question, key)) {
      event.preventDefault();
    }
  });

  form.classList.add("sd-by-number");
  how.hidden = false;
  if (form.hasAttribute("data-begin")) goTo(questions[0]);
})();
