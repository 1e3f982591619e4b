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
const options = {
  url,
  duration: Number(duration),
  requests: [{ method: 'POST', path: '/api/predict', headers: { 'content-type': 'application/json' }, setupRequest: (request) => ({ ...request, body: body() }) }],
};

function send(more) {
  return new Promise((resolve, reject) => {
    const instance = autocannon({ ...options, ...more }, (error, result) => {
      if (error) return reject(error);
      failed += result.errors;
      resolve();
    });
    instance.on('response', (_client, status, _bytes, time) => {
      const now = performance.now();
      if (now < counted || now > end) return;
      if (status === 200) times.accepted.push(time);
      else if (status === 429) times.refused.push(time);
      else failed++;
    });
  });
}

// A connection with a rate sends all that a second holds at its beginning; with their beginnings spread, the rate is even.
function sendEvenly(count, rate) {
  return Promise.all(Array.from({ length: count }, (_, i) => new Promise((resolve) => setTimeout(resolve, (1000 * i) / count))
    .then(() => send({ connections: 1, overallRate: Math.ceil(rate / count), ignoreCoordinatedOmission: true }))));
}

// The connections of an even rate open one after another: what comes meanwhile is not counted.
const opening = overallRate ? 1500 : 0;
const counted = performance.now() + opening;
const end = performance.now() + 1000 * Number(duration);
const started = process.cpuUsage();
const begin = performance.now();
if (overallRate) await sendEvenly(Number(connections), Number(overallRate));
else await send({ connections: Number(connections) });
const seconds = (performance.now() - begin) / 1000;
const countedSeconds = Number(duration) - opening / 1000;
const cpu = process.cpuUsage(started);
const quantile = (values, q) => values.sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * q))] ?? null;
console.log(JSON.stringify({
  accepted: times.accepted.length,
  refused: times.refused.length,
  failed,
  per_second: times.accepted.length / countedSeconds,
  offered_per_second: (times.accepted.length + times.refused.length) / countedSeconds,
  p50_ms: quantile(times.accepted, 0.5),
  p99_ms: quantile(times.accepted, 0.99),
  refused_p99_ms: quantile(times.refused, 0.99),
  generator_cpu: (cpu.user + cpu.system) / 1e6 / seconds,
}));
