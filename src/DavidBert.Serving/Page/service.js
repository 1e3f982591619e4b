// What the page knows of the service: its two questions, the outcomes they can have, and the key.

const longestWait = 3600; // s
const keyName = "davidbert.key";

let key = storedKey();

/**
 * Asks a question: {text, top_k} or {texts, top_k}. Outcomes:
 * {kind: "answered", answers, model}, {kind: "refused", message}, {kind: "waiting", message, seconds?}, {kind: "locked", refusedKey}.
 * Called off by the signal, it still resolves, with an outcome that means nothing.
 */
export async function predict(question, signal) {
  const sentKey = key;
  let response;
  try {
    response = await fetch("/api/predict", {
      method: "POST",
      headers: { "content-type": "application/json", ...keyHeader() },
      body: JSON.stringify(question),
      signal,
    });
  } catch {
    return { kind: "waiting", message: "The service cannot be reached." };
  }

  const body = await response.json().catch(() => null);
  if (response.ok) {
    const answers = body?.answers ?? [body?.answer];
    return answers.length > 0 && answers.every(isAnswer)
      ? { kind: "answered", answers, model: body.model }
      : { kind: "refused", message: "The service's answer could not be read." };
  }

  switch (response.status) {
    case 401:
      return { kind: "locked", refusedKey: sentKey };
    case 429:
    case 502:
    case 503:
    case 504:
      return { kind: "waiting", message: `${body?.title ?? "The service is not ready"}.`, seconds: secondsToWait(response) };
    default:
      return { kind: "refused", message: body?.detail ?? body?.title ?? `The service answered with status ${response.status}.` };
  }
}

/** Asks which model is loaded: {kind: "known", model}, {kind: "locked", refusedKey} or {kind: "unknown"}. */
export async function loadedModel() {
  const sentKey = key;
  try {
    const response = await fetch("/api/model", { headers: keyHeader() });
    if (response.ok) return { kind: "known", model: await response.json() };
    return response.status === 401 ? { kind: "locked", refusedKey: sentKey } : { kind: "unknown" };
  } catch {
    return { kind: "unknown" };
  }
}

/** Whether a key can be sent: ASCII without control characters, as headers carry nothing else for certain. */
export function isKey(value) {
  return /^[ -~]+$/.test(value);
}

/** The key sent from now on, kept until the tab is closed; an empty one is none. */
export function useKey(value) {
  key = value;
  try {
    if (value) sessionStorage.setItem(keyName, value);
    else sessionStorage.removeItem(keyName);
  } catch {
    // Storage is switched off: the key lives as long as the page.
  }
}

export function currentKey() {
  return key;
}

function isAnswer(answer) {
  return Array.isArray(answer?.top_k) || typeof answer?.error?.detail === "string";
}

function storedKey() {
  try {
    return sessionStorage.getItem(keyName) ?? "";
  } catch {
    return "";
  }
}

function keyHeader() {
  return key ? { "x-api-key": key } : {};
}

/** Retry-After in seconds, from 1 to an hour; undefined when the response has none. */
function secondsToWait(response) {
  const value = response.headers.get("retry-after") ?? "";
  const seconds = /^\d+$/.test(value) ? Number(value) : (Date.parse(value) - Date.now()) / 1000;
  return Number.isFinite(seconds) ? Math.min(Math.max(seconds, 1), longestWait) : undefined;
}
