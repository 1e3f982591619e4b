// node answers.mjs BUNDLE < IDS: for each line {"text", "input_ids"} the five best answers, {"text", "top": [{"word", "score"}]}.
import { readFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { InferenceSession, Tensor } from "onnxruntime-node";

const bundle = process.argv[2];
const { head, temperature = 1, score_slope = 1, score_offset = 0 } = JSON.parse(readFileSync(join(bundle, "model.json"), "utf8"));
const answerable = readFileSync(join(bundle, "words.txt"), "utf8")
  .split("\n")
  .map((line, index) => ({ word: line.split("\t")[0], index }))
  .filter(({ word }) => (head === "answers" ? word : /^\p{L}(?:[\p{L}']|-(?!$))*$/u.test(word)));
const session = await InferenceSession.create(join(bundle, "model.onnx"), { intraOpNumThreads: 1 });

for (const line of readFileSync(0, "utf8").split("\n").filter(Boolean)) {
  const { text, input_ids } = JSON.parse(line);
  const shape = [1, input_ids.length];
  const inputs = {
    input_ids: new Tensor("int64", BigInt64Array.from(input_ids, BigInt), shape),
    attention_mask: new Tensor("int64", new BigInt64Array(input_ids.length).fill(1n), shape),
    token_type_ids: new Tensor("int64", new BigInt64Array(input_ids.length), shape),
  };
  const { logits } = await session.run(Object.fromEntries(session.inputNames.map((name) => [name, inputs[name]])));
  writeSync(1, JSON.stringify({ text, top: best(logits.data, 5) }) + "\n");
}

function best(logits, count) {
  const scaled = answerable.map(({ word, index }) => ({ word, value: logits[index] / temperature }));
  const max = scaled.reduce((a, b) => Math.max(a, b.value), -Infinity);
  const sum = scaled.reduce((a, b) => a + Math.exp(b.value - max), 0);
  return scaled
    .sort((a, b) => b.value - a.value)
    .slice(0, count)
    .map(({ word, value }) => ({ word, score: scale(Math.exp(value - max) / sum) }));
}

function scale(share) {
  return 1 / (1 + Math.exp(-(score_slope * Math.log(share / (1 - share)) + score_offset)));
}
