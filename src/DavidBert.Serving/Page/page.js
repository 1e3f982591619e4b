// Events change the state, and the state is drawn; an answer comes back as one more event.

import { currentKey, isKey, loadedModel, predict, useKey } from "/api/demo/service.js";

const pause = 150; // ms without a keystroke before the service is asked
const rest = 700; // ms without a change before it is announced and written to the address

const element = (id) => document.getElementById(id);
const input = element("phrase");
const keyInput = element("key");
const percent = new Intl.NumberFormat("en", { style: "percent", minimumFractionDigits: 1, maximumFractionDigits: 1 });

const state = {
  phrase: "",
  status: "blank", // blank, asking, answered, refused, waiting, locked
  model: null,
  answer: null,
  message: "",
  again: 0, // when a waiting phrase is asked again, ms since 1970
};

let asking = new AbortController();
let timer = 0;
let restTimer = 0;
let failures = 0; // in a row, for one phrase
let closed = { until: 0, message: "" }; // the service wants no question before this, ms since 1970

// What happens

function phraseChanged(phrase, delay) {
  stop();
  failures = 0;
  if (state.status === "locked") {
    change({ phrase });
    settle();
  } else if (phrase === "") {
    change({ phrase, status: "blank" });
    settle();
  } else if (closed.until > Date.now()) {
    change({ phrase, status: "waiting", message: closed.message, again: closed.until });
    countDown();
    settle();
  } else {
    change({ phrase, status: "asking" });
    timer = setTimeout(ask, delay);
  }
}

async function ask() {
  stop();
  change({ status: "asking" });
  asking = new AbortController();
  const { signal } = asking;
  const outcome = await predict(state.phrase, signal);
  if (!signal.aborted) answered(outcome);
}

function answered(outcome) {
  switch (outcome.kind) {
    case "answered":
      change({ status: "answered", answer: outcome.answer, model: outcome.model ?? state.model });
      break;
    case "refused":
      change({ status: "refused", message: outcome.message });
      break;
    case "waiting":
      waitFor(outcome);
      break;
    case "locked":
      lock(outcome.refusedKey);
      break;
  }
  settle();
}

function waitFor({ message, seconds }) {
  failures += 1;
  const again = Date.now() + 1000 * (seconds ?? Math.min(2 ** failures, 30));
  if (seconds) closed = { until: again, message };
  change({ status: "waiting", message, again });
  countDown();
}

function countDown() {
  const left = state.again - Date.now();
  if (left <= 0) {
    ask();
  } else {
    draw();
    timer = setTimeout(countDown, Math.min(left, 1000));
  }
}

async function modelAsked() {
  const outcome = await loadedModel();
  if (outcome.kind === "known") {
    change({ model: outcome.model });
  } else if (outcome.kind === "locked") {
    lock(outcome.refusedKey);
    settle();
  }
}

/** Asks for a key, unless one was given since the refused one was sent. */
function lock(refusedKey) {
  if (refusedKey !== currentKey()) return;
  stop();
  useKey("");
  change({ status: "locked", message: refusedKey ? "This key was not accepted." : "" });
  if (refusedKey || input.value === "") keyInput.focus();
}

function keyGiven(key) {
  if (!isKey(key)) {
    change({ message: "A key holds only letters, digits and signs of ASCII." });
    settle();
    return;
  }
  useKey(key);
  keyInput.value = "";
  change({ status: "blank", message: "" });
  input.focus();
  modelAsked();
  phraseChanged(state.phrase, 0);
}

/** Calls off what is under way; what it still brings is not looked at. */
function stop() {
  asking.abort();
  clearTimeout(timer);
  clearTimeout(restTimer);
}

/** Once all is quiet, the phrase goes into the address, and what became of it to a screen reader. */
function settle() {
  clearTimeout(restTimer);
  restTimer = setTimeout(() => {
    const { phrase, status, answer } = state;
    const hash = phrase ? `#${encodeURIComponent(phrase.toWellFormed())}` : "";
    if (hash !== location.hash) history.replaceState(null, "", hash || location.pathname + location.search);
    document.title = status === "answered" ? `${phrase} → ${answer.word ?? "nothing fits"} · DavidBert` : "DavidBert";
    element("announcement").textContent = announcement();
  }, rest);
}

function phraseOfAddress() {
  try {
    return decodeURIComponent(location.hash.slice(1)).trim();
  } catch {
    return ""; // Not what this page wrote.
  }
}

// What is seen and heard

function change(changes) {
  Object.assign(state, changes);
  draw();
}

function draw() {
  const { phrase, status, model, answer } = state;
  element("model").textContent = model ? `Model ${model.name} ${model.version}` : "";
  element("unlock").hidden = status !== "locked";
  element("notice").textContent = notice();
  for (const example of element("examples").querySelectorAll("button")) {
    example.ariaCurrent = example.textContent === phrase ? "true" : null;
  }

  const result = element("result");
  result.hidden = !(status === "answered" || (status === "asking" && !result.hidden));
  result.ariaBusy = String(status === "asking");
  if (status === "answered") drawAnswer(result, answer);
}

function drawAnswer(result, answer) {
  result.classList.toggle("unsure", answer.confident === false);
  const word = element("word");
  word.textContent = answer.word ?? "";
  word.style.setProperty("--letters", answer.word?.length ?? 1);

  element("remark").textContent = remark(answer);

  const bars = element("bars");
  while (bars.children.length > answer.top_k.length) bars.lastElementChild.remove();
  while (bars.children.length < answer.top_k.length) bars.append(element("bar").content.cloneNode(true));
  answer.top_k.forEach((best, i) => {
    const bar = bars.children[i];
    bar.querySelector(".bar-word").textContent = best.word;
    bar.querySelector(".bar-score").textContent = probability(best.score);
    bar.querySelector(".bar-fill").style.setProperty("--share", best.score);
  });
}

function probability(score) {
  return score < 0.0005 ? "< 0.1%" : percent.format(score);
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

function remark(answer) {
  return [
    answer.answered === false ? "Nothing that the model knows fits this." : "",
    answer.confident === false && answer.word ? "The model is unsure of this one." : "",
    answer.read_as ? `Read as “${answer.read_as}”.` : "",
    answer.truncated ? "The phrase is longer than the model reads; its end was left out." : "",
  ].filter(Boolean).join(" ");
}

function announcement() {
  const { phrase, status, answer } = state;
  switch (status) {
    case "answered":
      return answer.word
        ? `${phrase}: ${answer.word}, ${probability(answer.score)}. ${remark(answer)}`.trim()
        : `${phrase}: ${remark(answer)}`;
    case "waiting":
      return notice();
    case "refused":
      return `${phrase}: ${notice()}`;
    case "locked":
      return `${notice()} The service asks for a key.`.trim();
    default:
      return "";
  }
}

input.addEventListener("input", () => {
  const phrase = input.value.trim();
  if (phrase !== state.phrase) phraseChanged(phrase, pause);
});

element("ask").addEventListener("submit", (event) => {
  event.preventDefault();
  phraseChanged(input.value.trim(), 0);
});

element("examples").addEventListener("click", (event) => {
  const example = event.target.closest("button");
  if (!example) return;
  input.value = example.textContent;
  phraseChanged(input.value, 0);
});

element("unlock").addEventListener("submit", (event) => {
  event.preventDefault();
  keyGiven(keyInput.value.trim());
});

addEventListener("hashchange", () => {
  const phrase = phraseOfAddress();
  if (phrase === state.phrase) return;
  input.value = phrase;
  phraseChanged(phrase, 0);
});

modelAsked();
input.value = phraseOfAddress() || input.value;
if (input.value.trim() === "") input.focus();
else phraseChanged(input.value.trim(), 0);
