// Answers as rows of a table that leaves the page.

const columns = ["text", "word", "score", "confident", "read_as", "error"];

/** CSV as RFC 4180 has it, for a file. */
export function csvOf(answers) {
  return rowsOf(answers).map((row) => row.map(quoted).join(",") + "\r\n").join("");
}

/** Cells between tabs, as spreadsheets take them from the clipboard. */
export function cellsOf(answers) {
  return rowsOf(answers).map((row) => row.map((cell) => cell.replaceAll(/\s+/g, " ")).join("\t")).join("\n");
}

function rowsOf(answers) {
  return [columns, ...answers.map((answer) => [
    answer.text,
    answer.word ?? "",
    answer.score?.toFixed(4) ?? "",
    String(answer.confident ?? ""),
    answer.read_as ?? "",
    answer.error?.code ?? "",
  ].map(inert))];
}

/** A cell that no spreadsheet runs as a formula (OWASP, CSV Injection). */
function inert(cell) {
  return /^[=+\-@\t\r＝＋－＠]/.test(cell) && Number.isNaN(Number(cell)) ? `'${cell}` : cell;
}

function quoted(cell) {
  return /[",\r\n]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
