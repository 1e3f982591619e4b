// Labels a CSV of two columns (id,phrase; no quotes): node label.mjs BUNDLE INPUT OUTPUT
import { createReadStream, createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { once } from 'node:events';
import { load } from './model.mjs';

const BATCH = 64;
const [bundle, input, output] = process.argv.slice(2);
const answer = await load(bundle);
const file = createWriteStream(output);
let rows = [];
async function flush() {
  const answers = await answer(rows.map((row) => row.slice(row.indexOf(',') + 1)));
  const text = rows.map((row, i) => `${row},${answers[i].join(',')},\n`).join('');
  rows = [];
  if (!file.write(text)) await once(file, 'drain');
}

let isHeader = true;
for await (const line of createInterface({ input: createReadStream(input), crlfDelay: Infinity })) {
  if (isHeader) {
    file.write(`${line},word,score,error\n`);
    isHeader = false;
    continue;
  }

  rows.push(line);
  if (rows.length === BATCH) await flush();
}

if (rows.length > 0) await flush();
file.end();
await once(file, 'finish');
