// A client of DavidBert in one file, to copy into a project. It needs nothing but fetch: browsers, Node.js, Deno, Bun.
//
//   const client = new DavidBert("http://localhost:7071");
//   const { word } = await client.predict("very chonky");

/** A word and how likely it is to be right, 0 to 1. */
export interface ScoredWord {
  word: string;
  score: number;
}

/** A dictionary's definition that was read beside the phrase. */
export interface Definition {
  term: string;
  text: string;
}

/** What a phrase is answered with. A field that says nothing is left out. */
export interface Answer {
  text: string;
  /** False where nothing that the model knows fits the phrase. */
  answered?: boolean;
  word?: string;
  score?: number;
  /** Whether the word may be relied on. */
  confident?: boolean;
  /** The best words, best first. */
  top_k?: ScoredWord[];
  /** How the phrase was read, where it had a typing error. */
  read_as?: string;
  definitions?: Definition[];
  /** Whether the end of the phrase was left out. */
  truncated?: boolean;
  /** Why the phrase has no answer. */
  error?: { code: string; detail: string };
}

/** Why the service refused a request (RFC 9457). */
export interface Problem {
  /** The kind, the same for ever: urn:davidbert:problem:… */
  type: string;
  title: string;
  status: number;
  /** What was wrong and what to do. */
  detail: string;
  /** The field at fault. */
  field?: string;
  code?: string;
  retry_after?: number;
  /** Which request it was, for whoever reads the service's log. */
  request_id?: string;
}

/** The service refused a request, or did not answer as DavidBert does. */
export class DavidBertError extends Error {
  override readonly name = "DavidBertError";
  readonly status: number;
  /** What the service said; undefined where something before it answered, such as a proxy. */
  readonly problem: Problem | undefined;

  constructor(status: number, problem: Problem | undefined) {
    super(problem ? `${problem.title}: ${problem.detail}` : `The service answered with status ${status}.`);
    this.status = status;
    this.problem = problem;
  }
}

export interface ClientOptions {
  /** The key, where the service asks for one. */
  key?: string;
  /** Texts of one request, at most as many as the service takes (1,000 by default). */
  textsPerRequest?: number;
  /** How often a request is sent again after 429 or 503. */
  retries?: number;
  /** The longest wait for a retry, in seconds; a service that asks for more has refused. */
  longestWait?: number;
}

export interface PredictOptions {
  /** How many words to give, best first, 1 to 100. */
  topK?: number;
  /** Calls it off: the promise is then rejected with the signal's reason. */
  signal?: AbortSignal;
}

// A body of the service has at most 1 MiB, and a character takes up to 6 bytes of it.
const charactersPerRequest = 150_000;

export class DavidBert {
  readonly #address: URL;
  readonly #headers: Record<string, string>;
  readonly #textsPerRequest: number;
  readonly #retries: number;
  readonly #longestWait: number;

  /** A client of the service at an address, such as http://localhost:7071. */
  constructor(address: string | URL, options: ClientOptions = {}) {
    this.#address = new URL("/api/predict", address);
    this.#headers = { "content-type": "application/json", ...(options.key ? { "x-api-key": options.key } : {}) };
    this.#textsPerRequest = options.textsPerRequest ?? 1000;
    this.#retries = options.retries ?? 5;
    this.#longestWait = options.longestWait ?? 60;
  }

  /** The answer to one phrase. Throws a DavidBertError where it has none, of status 422 where the phrase is at fault. */
  async predict(text: string, options: PredictOptions = {}): Promise<Answer> {
    const { answer } = await this.#ask<{ answer: Answer }>({ text }, options);
    return answer;
  }

  /** The answers to many phrases, in their order; one that has none holds its error. */
  async predictAll(texts: readonly string[], options: PredictOptions = {}): Promise<Answer[]> {
    const all: Answer[] = [];
    for (const batch of batches(texts, this.#textsPerRequest)) {
      const { answers } = await this.#ask<{ answers: Answer[] }>({ texts: batch }, options);
      all.push(...answers);
    }
    return all;
  }

  async #ask<T>(question: { text: string } | { texts: string[] }, { topK, signal }: PredictOptions): Promise<T> {
    const body = JSON.stringify({ ...question, top_k: topK });
    for (let left = this.#retries; ; left--) {
      const response = await fetch(this.#address, {
        method: "POST",
        headers: this.#headers,
        body,
        ...(signal ? { signal } : {}),
      });
      if (response.ok) return await response.json() as T;
      const error = new DavidBertError(response.status, await problemOf(response));
      const seconds = response.status === 429 || response.status === 503 ? secondsToWait(response) : undefined;
      if (seconds === undefined || left <= 0 || seconds > this.#longestWait) throw error;
      await wait(seconds, signal);
    }
  }
}

function* batches(texts: readonly string[], most: number): Generator<string[]> {
  let batch: string[] = [];
  let characters = 0;
  for (const text of texts) {
    if (batch.length === most || (batch.length > 0 && characters + text.length > charactersPerRequest)) {
      yield batch;
      batch = [];
      characters = 0;
    }
    batch.push(text);
    characters += text.length;
  }
  if (batch.length > 0) yield batch;
}

async function problemOf(response: Response): Promise<Problem | undefined> {
  const isProblem = response.headers.get("content-type")?.startsWith("application/problem+json") ?? false;
  const text = await response.text();
  return isProblem ? JSON.parse(text) as Problem : undefined;
}

/** Retry-After in seconds, which is a number or a date; 1 where there is none. */
function secondsToWait(response: Response): number {
  const value = response.headers.get("retry-after");
  if (value === null) return 1;
  const seconds = /^\d+$/.test(value) ? Number(value) : (Date.parse(value) - Date.now()) / 1000;
  return Number.isNaN(seconds) ? 1 : Math.max(seconds, 0);
}

function wait(seconds: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", stop);
      resolve();
    }, 1000 * seconds);
    signal?.addEventListener("abort", stop, { once: true });
    if (signal?.aborted) stop();
  });
}
