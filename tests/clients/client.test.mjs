// The client against a service: the real one at DAVIDBERT_ADDRESS, and one that answers as a test says.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { DavidBert, DavidBertError } from "./built/examples/client/davidbert.js";

const real = process.env.DAVIDBERT_ADDRESS;
const busy = { type: "urn:davidbert:problem:too-many-requests", title: "Too many requests", status: 429, detail: "Later." };

let server;
let address;
let replies = [];
let asked = [];

before(async () => {
  server = createServer(async (request, response) => {
    let body = "";
    for await (const part of request) body += part;
    asked.push({ ...JSON.parse(body), key: request.headers["x-api-key"] });
    const { status, headers, content } = replies.shift();
    response.writeHead(status, headers).end(typeof content === "string" ? content : JSON.stringify(content));
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  address = `http://127.0.0.1:${server.address().port}`;
});

after(() => server.close());

function set(...list) {
  asked = [];
  replies = list;
}

const answers = (...texts) => ({ status: 200, content: { answers: texts.map((text) => ({ text })) } });
const refused = (status, retryAfter, content = busy) => ({
  status,
  headers: { "content-type": "application/problem+json", ...(retryAfter ? { "retry-after": retryAfter } : {}) },
  content,
});

test("one phrase of the real service has its word", async () => {
  const answer = await new DavidBert(real).predict("very chonky", { topK: 3 });
  assert.equal(answer.text, "very chonky");
  assert.equal(answer.word, answer.top_k[0].word);
  assert.equal(answer.top_k.length, 3);
});

test("many phrases of the real service are answered in order, in several requests", async () => {
  const texts = Array.from({ length: 25 }, (_, i) => (i === 7 ? "" : `large ${i}`));
  const all = await new DavidBert(real, { textsPerRequest: 10 }).predictAll(texts);
  assert.deepEqual(all.map(({ text }) => text), texts);
  assert.equal(all[7].error.code, "empty");
});

test("a refusal of the real service has the problem's fields", async () => {
  await assert.rejects(new DavidBert(real).predict("large", { topK: 1000 }), (error) =>
    error instanceof DavidBertError && error.status === 400 && error.problem.field === "top_k"
    && error.message === `${error.problem.title}: ${error.problem.detail}`);
  await assert.rejects(new DavidBert(real).predict(" "), (error) => error.status === 422 && error.problem.code === "empty");
});

test("batches hold no more texts and characters than the service takes", async () => {
  set(answers("a", "b"), answers("c"));
  await new DavidBert(address, { textsPerRequest: 2, key: "k" }).predictAll(["a", "b", "c"]);
  assert.deepEqual(asked, [{ texts: ["a", "b"], key: "k" }, { texts: ["c"], key: "k" }]);
  set(answers("a"), answers("b"));
  await new DavidBert(address).predictAll(["a".repeat(100_000), "b".repeat(100_000)]);
  assert.deepEqual(asked.map(({ texts }) => texts.length), [1, 1]);
  set();
  assert.deepEqual(await new DavidBert(address).predictAll([]), []);
});

test("429 and 503 are tried again when Retry-After says", async () => {
  const date = new Date(Date.now() + 1000).toUTCString();
  set(refused(429, "1"), refused(503, date), { status: 200, content: { answer: { text: "a", word: "b" } } });
  const start = Date.now();
  assert.equal((await new DavidBert(address).predict("a")).word, "b");
  assert.ok(Date.now() - start >= 1000);
  assert.equal(asked.length, 3);
});

test("retries end, and a long wait is not begun", async () => {
  set(refused(429, "0"), refused(429, "0"), refused(429, "0"));
  await assert.rejects(new DavidBert(address, { retries: 2 }).predict("a"), ({ status }) => status === 429);
  assert.equal(asked.length, 3);
  set(refused(429, "3600"));
  await assert.rejects(new DavidBert(address).predict("a"), ({ status }) => status === 429);
  assert.equal(asked.length, 1);
});

test("what is not busy is not tried again, and need not be a problem", async () => {
  set({ status: 502, content: "<html>" });
  await assert.rejects(new DavidBert(address).predict("a"), ({ status, problem, message }) =>
    status === 502 && problem === undefined && message === "The service answered with status 502.");
  assert.equal(asked.length, 1);
});

test("a signal ends the wait and the request", async () => {
  set(refused(429, "30"));
  const calledOff = new AbortController();
  const answer = new DavidBert(address).predict("a", { signal: calledOff.signal });
  setTimeout(() => calledOff.abort(new Error("enough")), 100);
  await assert.rejects(answer, { message: "enough" });
  await assert.rejects(new DavidBert(address).predict("a", { signal: AbortSignal.abort() }), { name: "AbortError" });
});
