// Events change the state, the state is drawn; an answer comes back as one more event.

const pause = 150; // ms without a keystroke before the service is asked
const rest = 700; // ms without a change before it is announced and written to the address
const longestWait = 3600; // s
const keyName = "davidbert.key";

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
let closedUntil = 0; // the service asked for no request before this, ms since 1970
let key = storedKey();

// The service

/** One question. Never throws, unless it was called off. */
async function ask(phrase, signal) {
  let response;
  try {
    response = await fetch("/api/predict", {
      method: "POST",
      headers: { "content-type": "application/json", ...keyHeader() },
      body: JSON.stringify({ text: phrase, top_k: 5 }),
      signal,
    });
  } catch {
    return { kind: "waiting", message: "The service cannot be reached." };
  }

  const body = await response.json().catch(() => null);
  if (response.ok) {
    return body?.answer?.top_k
      ? { kind: "answered", answer: body.answer, model: body.model }
      : { kind: "refused", message: "The service's answer could not be read." };
  }

  const problem = body?.detail ?? body?.title;
  switch (response.status) {
    case 401:
      return { kind: "locked", message: key ? "This key was not accepted." : "" };
    case 429:
      return { kind: "waiting", message: "The service is busy.", seconds: secondsToWait(response) };
    case 502:
    case 503:
    case 504:
      return { kind: "waiting", message: "The service is not ready.", seconds: secondsToWait(response) };
    default:
      return { kind: "refused", message: problem ?? `The service answered with status ${response.status}.` };
  }
}

/** Retry-After in seconds, from 1 to an hour; undefined when the response has none. */
function secondsToWait(response) {
  const value = response.headers.get("retry-after");
  const seconds = /^\d+$/.test(value ?? "") ? Number(value) : (Date.parse(value) - Date.now()) / 1000;
  return Number.isFinite(seconds) ? Math.min(Math.max(seconds, 1), longestWait) : undefined;
}

/** Which model is loaded, or that a key is needed to know. */
async function askModel() {
  try {
    const response = await fetch("/api/model", { headers: keyHeader() });
    if (response.status === 401) {
      lock(key ? "This key was not accepted." : "");
      settle();
    } else if (response.ok) {
      change({ model: await response.json() });
    }
  } catch {
    // Only the name at the top is missing; a phrase will say what is wrong.
  }
}

function keyHeader() {
  return key ? { "x-api-key": key } : {};
}

function storedKey() {
  try {
    return sessionStorage.getItem(keyName) ?? "";
  } catch {
    return ""; // Storage is switched off: the key lives as long as the page.
  }
}

function useKey(value) {
  key = value;
  try {
    if (value) sessionStorage.setItem(keyName, value);
    else sessionStorage.removeItem(keyName);
  } catch {
    // As above.
  }
}

// What happens

function phraseChanged(phrase, delay) {
  stop();
  failures = 0;
  if (phrase === "") {
    change({ phrase, status: state.status === "locked" ? "locked" : "blank" });
    settle();
  } else if (state.status === "locked") {
    change({ phrase });
  } else if (closedUntil > Date.now()) {
    change({ phrase, status: "waiting", again: closedUntil });
    waitOn();
  } else {
    change({ phrase, status: "asking" });
    timer = setTimeout(askNow, delay);
  }
}

async function askNow() {
  stop();
  change({ status: "asking" });
  asking = new AbortController();
  const { signal } = asking;
  const outcome = await ask(state.phrase, signal);
  if (!signal.aborted) answered(outcome);
}

function answered(outcome) {
  if (outcome.kind === "answered") {
    failures = 0;
    change({ status: "answered", answer: outcome.answer, model: outcome.model ?? state.model });
  } else if (outcome.kind === "waiting") {
    failures += 1;
    const again = Date.now() + 1000 * (outcome.seconds ?? Math.min(2 ** failures, 30));
    if (outcome.seconds) closedUntil = again;
    change({ status: "waiting", message: outcome.message, again });
    waitOn();
  } else if (outcome.kind === "locked") {
    lock(outcome.message);
  } else {
    change({ status: "refused", message: outcome.message });
  }
  settle();
}

/** Counts down to the next try. */
function waitOn() {
  const left = state.again - Date.now();
  if (left <= 0) {
    askNow();
  } else {
    draw();
    timer = setTimeout(waitOn, Math.min(left, 1000));
  }
}

function lock(message) {
  stop();
  useKey("");
  change({ status: "locked", message });
}

/** Calls off what is under way; what it still brings is not looked at. */
function stop() {
  asking.abort();
  clearTimeout(timer);
  clearTimeout(restTimer);
}

/** Once all is quiet: the phrase goes into the address, what became of it to a screen reader. */
function settle() {
  clearTimeout(restTimer);
  restTimer = setTimeout(() => {
    const { phrase, status, answer } = state;
    const hash = phrase ? `#${encodeURIComponent(phrase.toWellFormed())}` : "";
    if (hash !== location.hash) history.replaceState(null, "", hash || location.pathname + location.search);
    document.title = status === "answered" ? `${phrase} → ${answer.word} · DavidBert` : "DavidBert";
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
  element("model").textContent = model ? `${model.name} ${model.version}` : "";
  element("unlock").hidden = status !== "locked";
  element("notice").textContent = notice();
  for (const example of element("examples").querySelectorAll("button")) {
    example.toggleAttribute("aria-current", example.textContent === phrase);
  }

  const result = element("result");
  result.hidden = !answer || !(status === "answered" || (status === "asking" && !result.hidden));
  result.ariaBusy = String(status === "asking");
  if (status === "answered") drawAnswer(result, answer);
}

function drawAnswer(result, answer) {
  result.classList.toggle("unsure", answer.confident === false);
  const word = element("word");
  word.textContent = answer.word;
  word.style.setProperty("--letters", answer.word.length);

  const bars = element("bars");
  while (bars.children.length > answer.top_k.length) bars.lastElementChild.remove();
  while (bars.children.length < answer.top_k.length) bars.append(element("bar").content.cloneNode(true));
  answer.top_k.forEach((best, i) => {
    const bar = bars.children[i];
    bar.querySelector(".bar-word").textContent = best.word;
    bar.querySelector(".bar-score").textContent = percent.format(best.score);
    bar.querySelector(".bar-fill").style.setProperty("--share", best.score);
  });
}

function notice() {
  const { status, answer, message, again } = state;
  switch (status) {
    case "answered":
      return remarks(answer);
    case "waiting":
      return `${message} Trying again in ${Math.max(1, Math.ceil((again - Date.now()) / 1000))} s.`;
    case "refused":
    case "locked":
      return message;
    default:
      return "";
  }
}

function remarks(answer) {
  return [
    answer.confident === false ? "The model is unsure of this one." : "",
    answer.truncated ? "The phrase is longer than the model reads; its end was left out." : "",
  ].filter(Boolean).join(" ");
}

function announcement() {
  const { phrase, status, answer } = state;
  switch (status) {
    case "answered":
      return `${phrase}: ${answer.word}, ${percent.format(answer.score)}. ${remarks(answer)}`.trim();
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
  const value = keyInput.value.trim();
  if (!/^[!-~]+$/.test(value)) {
    change({ message: "A key has no spaces and no letters beyond ASCII." });
    settle();
    return;
  }
  useKey(value);
  keyInput.value = "";
  change({ status: "blank", message: "" });
  askModel();
  phraseChanged(state.phrase, 0);
  input.focus();
});

addEventListener("hashchange", () => {
  const phrase = phraseOfAddress();
  if (phrase === state.phrase) return;
  input.value = phrase;
  phraseChanged(phrase, 0);
});

askModel();
input.value = phraseOfAddress() || input.value;
if (input.value.trim()) phraseChanged(input.value.trim(), 0);
else input.focus();
