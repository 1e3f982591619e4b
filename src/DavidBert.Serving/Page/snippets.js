// The question at hand, as a program would ask it. The key is the reader's own to fill in.

const placeholder = "YOUR-KEY";

/** A command for a POSIX shell. */
export function curlOf(origin, question, needsKey) {
  return [
    `curl --fail-with-body -X POST ${origin}/api/predict`,
    "-H 'content-type: application/json'",
    ...(needsKey ? [`-H 'x-api-key: ${placeholder}'`] : []),
    `-d ${quoted(JSON.stringify(question))}`,
  ].join(" \\\n  ");
}

/** A module of JavaScript, for a browser or Node.js. */
export function fetchOf(origin, question, needsKey) {
  const key = needsKey ? `, "x-api-key": "${placeholder}"` : "";
  const use = question.texts
    ? "const { answers } = await response.json();\nfor (const { text, word } of answers) console.log(text, word);"
    : "const { answer } = await response.json();\nconsole.log(answer.word, answer.score);";
  return `const response = await fetch("${origin}/api/predict", {
  method: "POST",
  headers: { "content-type": "application/json"${key} },
  body: JSON.stringify(${JSON.stringify(question)}),
});
if (!response.ok) throw new Error(\`\${response.status}: \${await response.text()}\`);
${use}`;
}

function quoted(text) {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
