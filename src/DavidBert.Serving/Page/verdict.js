// What an answer is worth, and how that is said.

const even = 0.5; // below this score a word is more likely wrong than right

const percent = new Intl.NumberFormat("en", { style: "percent", minimumFractionDigits: 1, maximumFractionDigits: 1 });

export function probability(score) {
  return score < 0.0005 ? "< 0.1%" : percent.format(score);
}

/** "failed", "nothing", "plain" (the model has no threshold), "confident", "unsure" or "doubtful". */
export function gradeOf(answer) {
  if (answer.error) return "failed";
  if (answer.answered === false || !answer.word) return "nothing";
  if (typeof answer.confident !== "boolean") return "plain";
  if (answer.confident) return "confident";
  return answer.score < even ? "doubtful" : "unsure";
}

/** What there is to say of one answer, in sentences; the threshold is the model's, if it is known. */
export function remarkOn(answer, threshold) {
  return [
    worth(answer, threshold),
    answer.read_as ? `Read as “${answer.read_as}”.` : "",
    answer.truncated ? "The phrase is longer than the model reads; its end was left out." : "",
  ].filter(Boolean).join(" ");
}

/** The same in the few words of a table's cell. */
export function noteOn(answer) {
  const worths = { failed: answer.error?.detail, nothing: "nothing fits", unsure: "unsure", doubtful: "more likely wrong than right" };
  return [
    worths[gradeOf(answer)] ?? "",
    answer.read_as ? `read as “${answer.read_as}”` : "",
    ...(answer.definitions ?? []).map(({ term, text }) => `${term}: ${text}`),
    answer.truncated ? "its end was left out" : "",
  ].filter(Boolean).join("; ");
}

function worth(answer, threshold) {
  switch (gradeOf(answer)) {
    case "nothing":
      return "Nothing that the model knows fits this phrase. These words come nearest.";
    case "doubtful":
      return "This word is more likely wrong than right. Perhaps nothing fits this phrase.";
    case "unsure":
      if (answer.score >= threshold) return ""; // only a part of it was read, which is said anyway
      return threshold
        ? `Unsure: below the ${probability(threshold)} that the model needs to be confident.`
        : "Unsure: the score is below what the model needs to be confident.";
    default:
      return "";
  }
}
