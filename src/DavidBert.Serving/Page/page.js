// What is seen, heard and typed.

import { readAddress, writeAddress } from "/api/demo/address.js";
import { drawAnswer, spokenAnswer } from "/api/demo/answer.js";
import { begin, keyGiven, questionOf, state, textsChanged } from "/api/demo/conversation.js";
import { copy, save } from "/api/demo/export.js";
import { cellsOf, csvOf } from "/api/demo/records.js";
import { curlOf, fetchOf } from "/api/demo/snippets.js";
import { drawTable, summaryOf } from "/api/demo/table.js";

const element = (id) => document.getElementById(id);
const input = element("phrase");
const keyInput = element("key");

const textsOf = (value) => value.split("\n").map((line) => line.trim()).filter(Boolean);
const exampleOf = (button) => button.dataset.phrases?.replaceAll("|", "\n") ?? button.textContent;

function draw() {
  const { texts, status, model } = state;
  element("model").textContent = model ? `Model ${model.name} ${model.version}` : "";
  element("purpose").hidden = status !== "blank";
  element("unlock").hidden = status !== "locked";
  element("notice").textContent = notice();
  input.classList.toggle("long", input.value.length > 60 || texts.length > 1);
  for (const example of element("examples").querySelectorAll("button")) {
    example.ariaCurrent = exampleOf(example) === texts.join("\n") ? "true" : null;
  }
  drawResult();
  drawPrograms();
}

function drawResult() {
  const { status, answers, model } = state;
  const result = element("result");
  result.hidden = !(status === "answered" || (status === "asking" && !result.hidden));
  result.ariaBusy = String(status === "asking");
  if (status !== "answered") return;
  element("answer").hidden = answers.length !== 1;
  element("answers").hidden = answers.length === 1;
  if (answers.length === 1) drawAnswer(answers[0], model?.confident_at);
  else drawTable(answers);
}

function drawPrograms() {
  const { texts, needsKey } = state;
  element("programs").hidden = texts.length === 0;
  if (texts.length === 0) return;
  element("curl").textContent = curlOf(location.origin, questionOf(texts), needsKey);
  element("fetch").textContent = fetchOf(location.origin, questionOf(texts), needsKey);
}

function notice() {
  const { status, message, again } = state;
  switch (status) {
    case "waiting":
      return `${message} Trying again in ${Math.max(1, Math.ceil((again - Date.now()) / 1000))} s.`;
    case "refused":
    case "locked":
      return message;
    default:
      return "";
  }
}

function announcement() {
  const { texts, status, answers, model } = state;
  switch (status) {
    case "answered":
      return answers.length === 1 ? spokenAnswer(answers[0], model?.confident_at) : summaryOf(answers);
    case "waiting":
      return notice();
    case "refused":
      return texts.length === 1 ? `${texts[0]}: ${notice()}` : notice();
    case "locked":
      return `${notice()} The service asks for a key.`.trim();
    default:
      return "";
  }
}

function title() {
  const { status, answers } = state;
  if (status !== "answered") return "DavidBert";
  return answers.length === 1
    ? `${answers[0].text} → ${answers[0].word ?? "nothing fits"} · DavidBert`
    : `${answers.length} phrases · DavidBert`;
}

/** Once all is quiet, the phrases go into the address, and what became of them to a screen reader. */
function settled() {
  writeAddress(state.texts);
  document.title = title();
  element("announcement").textContent = announcement();
}

function locked(refusedKey) {
  if (refusedKey || input.value === "") keyInput.focus();
}

function ask(delay) {
  textsChanged(textsOf(input.value), delay);
}

async function copyFrom(button, text, shown) {
  const isCopied = await copy(text);
  if (!isCopied) getSelection().selectAllChildren(shown);
  const outcome = isCopied ? "Copied" : "Selected; copy it from there";
  button.nextElementSibling.textContent = outcome;
  setTimeout(() => { button.nextElementSibling.textContent = ""; }, 3000);
}

input.addEventListener("input", () => {
  const texts = textsOf(input.value);
  if (texts.join("\n") === state.texts.join("\n")) draw();
  else textsChanged(texts);
});

// On a touch screen the key is the only way to a new line, and answers come without it.
input.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing || matchMedia("(pointer: coarse)").matches) return;
  event.preventDefault();
  ask(0);
});

element("examples").addEventListener("click", (event) => {
  const example = event.target.closest("button");
  if (!example) return;
  input.value = exampleOf(example);
  ask(0);
});

element("unlock").addEventListener("submit", (event) => {
  event.preventDefault();
  if (!keyGiven(keyInput.value.trim())) return;
  keyInput.value = "";
  input.focus();
});

element("copy-table").addEventListener("click", ({ currentTarget }) =>
  copyFrom(currentTarget, cellsOf(state.answers), element("table")));
element("copy-curl").addEventListener("click", ({ currentTarget }) =>
  copyFrom(currentTarget, element("curl").textContent, element("curl")));
element("copy-fetch").addEventListener("click", ({ currentTarget }) =>
  copyFrom(currentTarget, element("fetch").textContent, element("fetch")));
element("save-table").addEventListener("click", () => save(csvOf(state.answers), "text/csv", "davidbert.csv"));

addEventListener("hashchange", () => {
  const phrases = readAddress();
  if (phrases === state.texts.join("\n")) return;
  input.value = phrases;
  ask(0);
});

input.value = readAddress() || input.value;
begin({ draw, settled, locked });
if (input.value.trim() === "") input.focus();
else ask(0);
