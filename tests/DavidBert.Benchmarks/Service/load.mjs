// Sends distinct texts to POST /api/predict and prints what came of it as JSON.
// node load.mjs URL CONNECTIONS SECONDS [REQUESTS-PER-SECOND]
import autocannon from 'autocannon';

const [url, connections, duration, overallRate] = process.argv.slice(2);
const words = ['very', 'large', 'small', 'fishy', 'cold', 'smart', 'rich', 'noisy', 'bright', 'heavy', 'cheap', 'tasty', 'rude', 'old', 'sharp', 'mind'];
const run = Math.floor(Math.random() * 1e9);
let sent = 0;

// Eight word pieces with [CLS] and [SEP], never the same twice.
function body() {
  let n = run + sent++ * 7919;
  const picked = [];
  for (let i = 0; i < 6; i++) {
    picked.push(words[n % words.length]);
    n = Math.floor(n / words.length) + 31 * i;
  }
  return JSON.stringify({ text: picked.join(' ') });
}

const times = { accepted: [], refused: [] };
let failed = 0;
const started = process.cpuUsage();
const begin = performance.now();
const instance = autocannon({
  url,
  connections: Number(connections),
  duration: Number(duration),
  ...(overallRate ? { overallRate: Number(overallRate), ignoreCoordinatedOmission: true } : {}),
  requests: [{ method: 'POST', path: '/api/predict', headers: { 'content-type': 'application/json' }, setupRequest: (request) => ({ ...request, body: body() }) }],
}, (error, result) => {
  if (error) throw error;
  const seconds = (performance.now() - begin) / 1000;
  const cpu = process.cpuUsage(started);
  const quantile = (values, q) => values.sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * q))] ?? null;
  console.log(JSON.stringify({
    accepted: times.accepted.length,
    refused: times.refused.length,
    failed: failed + result.errors,
    per_second: times.accepted.length / seconds,
    offered_per_second: (times.accepted.length + times.refused.length) / seconds,
    p50_ms: quantile(times.accepted, 0.5),
    p99_ms: quantile(times.accepted, 0.99),
    refused_p99_ms: quantile(times.refused, 0.99),
    generator_cpu: (cpu.user + cpu.system) / 1e6 / seconds,
  }));
});
instance.on('response', (_client, status, _bytes, time) => {
  if (status === 200) times.accepted.push(time);
  else if (status === 429) times.refused.push(time);
  else failed++;
});
