// What goes on between the page and the service: events change the state, and the state is drawn. An answer comes back
// as one more event.

import { currentKey, isKey, loadedModel, predict, useKey } from "/api/demo/service.js";

const pause = 150; // ms without a keystroke before the service is asked
const longPause = 600; // the same for several phrases, which cost the service more
const rest = 700; // ms without a change before all counts as quiet
const bestWords = 5; // of one phrase

export const state = {
  texts: [], // the phrases
  status: "blank", // blank, asking, answered, refused, waiting, locked
  model: null, // who answers: {name, version, confident_at?}
  answers: [],
  needsKey: currentKey() !== "", // whether the service has ever asked for a key
  message: "",
  again: 0, // when waiting phrases are asked again, ms since 1970
};

let page = { draw() {}, settled() {}, locked() {} };
let asking = new AbortController();
let timer = 0;
let restTimer = 0;
let failures = 0; // in a row, for the same phrases
let closed = { until: 0, message: "" }; // the service wants no question before this, ms since 1970

/**
 * Begins it. The page draws the state whenever it changed, is told once all is quiet, and when a key is asked for,
 * with the one that was refused.
 */
export function begin(listener) {
  page = listener;
  modelAsked();
}

/** What is asked of some phrases. */
export function questionOf(texts) {
  return texts.length === 1 ? { text: texts[0] } : { texts };
}

/** Other phrases stand in the field; without a delay they are asked after the usual pause. */
export function textsChanged(texts, delay = texts.length > 1 ? longPause : pause) {
  stop();
  failures = 0;
  if (state.status === "locked") {
    change({ texts });
    settle();
  } else if (texts.length === 0) {
    change({ texts, status: "blank" });
    settle();
  } else if (closed.until > Date.now()) {
    change({ texts, status: "waiting", message: closed.message, again: closed.until });
    countDown();
    settle();
  } else {
    change({ texts, status: "asking" });
    timer = setTimeout(ask, delay);
  }
}

/** A key was typed; the phrases are asked with it. */
export function keyGiven(key) {
  if (!isKey(key)) {
    change({ message: "A key holds only letters, digits and signs of ASCII." });
    settle();
    return false;
  }
  useKey(key);
  change({ status: "blank", message: "" });
  modelAsked();
  textsChanged(state.texts, 0);
  return true;
}

async function ask() {
  stop();
  change({ status: "asking" });
  asking = new AbortController();
  const { signal } = asking;
  const { texts } = state;
  const outcome = await predict({ ...questionOf(texts), top_k: texts.length === 1 ? bestWords : 1 }, signal);
  if (!signal.aborted) answered(outcome);
}

function answered(outcome) {
  switch (outcome.kind) {
    case "answered":
      change({ status: "answered", answers: outcome.answers });
      modelTold(outcome.model);
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
    page.draw();
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

/** Where another model answers than the one that is known, more is asked about it. */
function modelTold(model) {
  if (!model || (model.name === state.model?.name && model.version === state.model?.version)) return;
  change({ model });
  modelAsked();
}

/** Asks for a key, unless one was given since the refused one was sent. */
function lock(refusedKey) {
  if (refusedKey !== currentKey()) return;
  stop();
  useKey("");
  change({ status: "locked", needsKey: true, message: refusedKey ? "This key was not accepted." : "" });
  page.locked(refusedKey);
}

/** Calls off what is under way; what it still brings is not looked at. */
function stop() {
  asking.abort();
  clearTimeout(timer);
  clearTimeout(restTimer);
}

function settle() {
  clearTimeout(restTimer);
  restTimer = setTimeout(() => page.settled(), rest);
}

function change(changes) {
  Object.assign(state, changes);
  page.draw();
}
