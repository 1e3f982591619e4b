// Azurite that ends with the process that started it: when its standard input closes.
process.stdin.on("end", () => process.exit(0)).resume();
require("azurite/dist/src/azurite.js");
