// The page of the service at DAVIDBERT_ADDRESS in the Firefox at FIREFOX: a look at what Chromium is asked in detail.

import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import puppeteer from "puppeteer-core";

const address = process.env.DAVIDBERT_ADDRESS;

let browser;
let page;
let complaints;

before(async () => {
  browser = await puppeteer.launch({ browser: "firefox", executablePath: process.env.FIREFOX, timeout: 120_000 });
});

after(() => browser?.close());

beforeEach(async () => {
  page = await browser.newPage();
  page.setDefaultTimeout(60_000);
  complaints = [];
  page.on("pageerror", ({ message }) => complaints.push(message));
  page.on("console", (message) => {
    if (["error", "warn"].includes(message.type())) complaints.push(message.text());
  });
});

const textOf = (selector) => page.$eval(selector, (element) => element.textContent);
const heightOf = (selector) => page.$eval(selector, (element) => element.offsetHeight);

test("a phrase is answered, and the field grows with it", async () => {
  await page.goto(address);
  await page.type("#phrase", "very chonky");
  await page.waitForFunction(() => document.getElementById("word").textContent !== "");
  const height = await heightOf("#phrase");
  await page.type("#phrase", " and so on".repeat(30));
  assert.ok(await heightOf("#phrase") > height);
  assert.deepEqual(complaints, []);
});

test("the keyboard alone reaches an example", async () => {
  await page.goto(address);
  await page.waitForFunction(() => document.activeElement.id === "phrase");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.getElementById("word").textContent !== "");
  assert.equal(await page.$eval("#phrase", (field) => field.value), "fishy");
  assert.equal(await page.evaluate(() => document.activeElement.textContent), "fishy");
  assert.deepEqual(complaints, []);
});

test("several lines give a table", async () => {
  await page.goto(`${address}#${encodeURIComponent("large\nfishy\n?")}`);
  await page.waitForSelector("#rows tr:nth-child(3)", { visible: true });
  assert.match(await textOf("#summary"), /^3 phrases/);
  assert.deepEqual(complaints, []);
});

test("the page fits a small phone", async () => {
  await page.setViewport({ width: 360, height: 740 });
  await page.goto(`${address}#${encodeURIComponent(`${"w".repeat(200)}\nfishy`)}`);
  await page.waitForSelector("#rows tr:nth-child(2)", { visible: true });
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
});

test("the reference shows the description", async () => {
  await page.goto(new URL("/api/docs", address).href);
  await page.waitForFunction(() => document.body.innerText.includes("One word for a phrase, or for each of several"));
});
