// Draws one answer: its word, what is said of it, and the best words as bars.

import { gradeOf, probability, remarkOn } from "/api/demo/verdict.js";

const element = (id) => document.getElementById(id);

export function drawAnswer(answer, threshold) {
  const word = element("word");
  word.textContent = answer.word ?? "Nothing fits";
  word.style.setProperty("--letters", word.textContent.length);
  element("answer").dataset.grade = gradeOf(answer);
  element("remark").textContent = remarkOn(answer, threshold);
  drawDefinitions(answer.definitions ?? []);
  drawBars(answer.top_k);
}

/** What a screen reader is told of it. */
export function spokenAnswer(answer, threshold) {
  const found = answer.word ? `${answer.word}, ${probability(answer.score)}.` : "";
  return `${answer.text}: ${found} ${remarkOn(answer, threshold)}`.replaceAll(/ +/g, " ").trim();
}

function drawDefinitions(definitions) {
  element("definitions").hidden = definitions.length === 0;
  element("entries").replaceChildren(...definitions.flatMap(({ term, text }) => [part("dt", term), part("dd", text)]));
}

function drawBars(words) {
  const bars = element("bars");
  while (bars.children.length > words.length) bars.lastElementChild.remove();
  while (bars.children.length < words.length) bars.append(element("bar").content.cloneNode(true));
  words.forEach(({ word, score }, i) => {
    const bar = bars.children[i];
    bar.querySelector(".bar-word").textContent = word;
    bar.querySelector(".bar-score").textContent = probability(score);
    bar.querySelector(".bar-fill").style.setProperty("--share", score);
  });
}

function part(name, text) {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}
