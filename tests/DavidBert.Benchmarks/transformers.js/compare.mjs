// davidbert label against a Node.js program on the same files, from the start of each process to its end, and an answer
// to one phrase in a process that is warm, in turns.
// Run at the root of the repository, after npm ci --ignore-scripts in this folder:
//   node tests/DavidBert.Benchmarks/transformers.js/compare.mjs [ROWS [ROUNDS]]
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const [rows, rounds] = [Number(process.argv[2] ?? 10_000), Number(process.argv[3] ?? 5)];
const here = dirname(fileURLToPath(import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'davidbert-compare-'));
const run = (program, ...args) => execFileSync(program, args, { stdio: ['ignore', 'ignore', 'inherit'] });
const seconds = (program, ...args) => {
  const started = process.hrtime.bigint();
  run(program, ...args);
  return Number(process.hrtime.bigint() - started) / 1e9;
};
const number = (program, ...args) => Number(execFileSync(program, args, { stdio: ['ignore', 'pipe', 'inherit'] }));
const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
const PHRASE = 'a very sharp and sudden pain'; // 8 pieces, without a definition
const ASKED = 500;
const split = (path) => readFileSync(path, 'utf8').trimEnd().split('\n').map((line) => line.split(','));

try {
  const command = join(folder, 'davidbert');
  run('dotnet', 'publish', 'src/DavidBert.Cli', '-c', 'Release', '-o', command);
  run('dotnet', 'build', '-c', 'Release', 'tests/DavidBert.Benchmarks');
  console.log('| file | Node.js, rows/s | `davidbert label`, rows/s | ratio | same words |');
  console.log('|---|---:|---:|---:|---:|');
  for (const [kind, title] of [['equal', 'distinct phrases of 6 pieces'], ['natural', 'mixed length, 30 % repeats']]) {
    const input = join(folder, `${kind}.csv`);
    run('dotnet', 'run', '--no-build', '-c', 'Release', '--project', 'tests/DavidBert.Benchmarks', '--', 'label-file', kind, String(rows), input);
    const [theirs, ours] = [[], []];
    const [theirOutput, ourOutput] = [join(folder, 'theirs.csv'), join(folder, 'ours.csv')];
    for (let round = 0; round < rounds; round++) {
      theirs.push(rows / seconds('node', join(here, 'label.mjs'), 'models/attributes', input, theirOutput));
      rmSync(ourOutput, { force: true });
      ours.push(rows / seconds(join(command, 'davidbert'), 'label', input, '-o', ourOutput, '--force', '-q'));
    }

    const [a, b] = [split(theirOutput), split(ourOutput)];
    const same = a.filter((row, i) => row[2] === b[i][2]).length;
    const ratio = median(ours.map((value, i) => value / theirs[i]));
    console.log(`| ${title} | ${median(theirs).toFixed(0)} | ${median(ours).toFixed(0)} | ${ratio.toFixed(2)} | ${same - 1} of ${rows} |`);
  }

  const benchmarks = 'tests/DavidBert.Benchmarks/bin/Release/net10.0/DavidBert.Benchmarks';
  const [theirs, ours] = [[], []];
  for (let round = 0; round < rounds; round++) {
    theirs.push(number('node', join(here, 'one.mjs'), 'models/attributes', PHRASE, ASKED));
    ours.push(number(benchmarks, 'one', PHRASE, ASKED));
  }

  const ratio = median(ours.map((value, i) => value / theirs[i]));
  console.log(`one phrase: Node.js ${median(theirs).toFixed(0)} µs, Predictor ${median(ours).toFixed(0)} µs, ratio ${ratio.toFixed(2)}`);
} finally {
  rmSync(folder, { recursive: true });
}
