// Draws several answers as a table.

import { gradeOf, noteOn, probability } from "/api/demo/verdict.js";

const element = (id) => document.getElementById(id);

export function drawTable(answers) {
  element("summary").textContent = summaryOf(answers);
  element("rows").replaceChildren(...answers.map(rowOf));
}

/** How many there are of each kind; also what a screen reader is told. */
export function summaryOf(answers) {
  const count = (...grades) => answers.filter((answer) => grades.includes(gradeOf(answer))).length;
  const kinds = [
    [count("confident"), "confident"],
    [count("unsure"), "unsure"],
    [count("doubtful"), "more likely wrong than right"],
    [count("nothing"), "that nothing fits"],
    [count("failed"), "that cannot be answered"],
  ];
  const told = kinds.filter(([number]) => number > 0).map(([number, kind]) => `${number} ${kind}`).join(", ");
  return `${answers.length} phrases${told ? `: ${told}` : ""}.`;
}

function rowOf(answer) {
  const row = element("row").content.firstElementChild.cloneNode(true);
  const cells = [answer.text, answer.word ?? "", answer.word ? probability(answer.score) : "", noteOn(answer)];
  cells.forEach((text, i) => { row.children[i].textContent = text; });
  row.dataset.grade = gradeOf(answer);
  return row;
}
