// The phrases stand in the address, so that it can be shared.

const longest = 2000; // characters of an address that every program takes

export function writeAddress(texts) {
  const hash = texts.length > 0 ? `#${encodeURIComponent(texts.join("\n").toWellFormed())}` : "";
  const shown = hash.length <= longest ? hash : "";
  if (shown !== location.hash) history.replaceState(null, "", shown || location.pathname + location.search);
}

export function readAddress() {
  try {
    return decodeURIComponent(location.hash.slice(1)).trim();
  } catch {
    return ""; // Not what this page wrote.
  }
}
