// node compare.mjs NAME HERE THERE: whether the answers of two CPUs agree; exit code 1 where they do not.
import { readFileSync } from "node:fs";

const TOLERANCE = 0.01;
const [name, here, there] = process.argv.slice(2);
const read = (path) => readFileSync(path, "utf8").split("\n").filter(Boolean).map((line) => JSON.parse(line));
const [expected, actual] = [read(here), read(there)];
if (expected.length === 0 || expected.length !== actual.length) {
  console.error(`${name}: ${actual.length} answers, expected ${expected.length} and more than none.`);
  process.exit(1);
}

let [exact, otherWord, worst, failed] = [0, 0, 0, 0];
expected.forEach(({ text, top }, i) => {
  const other = actual[i].top;
  const moved = Math.max(shift(top[0], other), shift(other[0], top));
  exact += moved === 0;
  worst = Math.max(worst, moved);
  const differs = top[0].word !== other[0].word;
  otherWord += differs;
  const apart = differs && Math.max(lead(top, other[0].word), lead(other, top[0].word)) > TOLERANCE;
  if (moved > TOLERANCE || apart) {
    failed++;
    console.error(`${name}: '${text}': ${show(top)} here, ${show(other)} there`);
  }
});
console.log(
  `${name}: ${expected.length} phrases, ${exact} with the very same score, ${otherWord} with another word, ` +
    `scores moved by at most ${worst.toFixed(6)}, ${failed} beyond the tolerance of ${TOLERANCE}`,
);
process.exit(failed === 0 ? 0 : 1);

/** How far the score of an answer moved; its whole score where the other CPU does not have it among the best. */
function shift({ word, score }, others) {
  return Math.abs(score - (others.find((o) => o.word === word)?.score ?? 0));
}

/** By how much the best answer leads a word; infinitely where that is not among the best. */
function lead(top, word) {
  return top[0].score - (top.find((t) => t.word === word)?.score ?? -Infinity);
}

function show(top) {
  return top.slice(0, 2).map(({ word, score }) => `${word} ${score.toFixed(4)}`).join(", ");
}
