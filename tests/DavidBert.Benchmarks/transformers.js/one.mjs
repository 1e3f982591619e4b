// Asks for one phrase again and again, and prints the median time of an answer in µs: node one.mjs BUNDLE PHRASE ASKED
import { load } from './model.mjs';

const [bundle, phrase, asked] = process.argv.slice(2);
const answer = await load(bundle);
const times = [];
for (let i = 0; i < 2 * asked; i++) {
  const started = process.hrtime.bigint();
  await answer([phrase]);
  times.push(Number(process.hrtime.bigint() - started) / 1e3);
}

console.log(times.slice(asked).sort((a, b) => a - b)[asked / 2]);
