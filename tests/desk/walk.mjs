// A half-year gone through in a browser with the desk alone, each page held against axe-core. Called by test_browser.py:
//   node walk.mjs ADDRESS CHROMIUM FILE PERIOD   (with NODE_PATH at playwright-core and axe-core)
// Scripts are switched off in the pages; axe runs in a second look at the same page with them on.
import { createRequire } from "node:module";
const require = createRequire(process.env.NODE_PATH + "/");
const { chromium } = require("playwright-core");
const axe = require("axe-core");

const [address, executablePath, file, period] = process.argv.slice(2);
const browser = await chromium.launch({
  executablePath,
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"],
});
const told = { violations: [], pages: 0, written: [], downloads: [] };

async function judged(html, name) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  await page.setContent(html.replace(/<meta http-equiv[^>]*>/g, ""));
  await page.evaluate(axe.source);
  const found = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
  for (const one of found.violations.filter((one) => ["serious", "critical"].includes(one.impact)))
    told.violations.push(`${name}: ${one.id} ${one.nodes.map((node) => node.target.join(" ")).slice(0, 3)}`);
  told.pages += 1;
  await context.close();
}

for (const width of [1280, 390]) {
  const context = await browser.newContext({ javaScriptEnabled: false, viewport: { width, height: 900 } });
  const page = await context.newPage();
  for (const path of [`/?period=${period}`, "/check", `/board/ha-nam/${period}`, `/approve/${period}`, `/figures/${period}`,
                      `/figures/${period}/2.02`, "/factcheck", "/releases", "/board/nobody/2022-H2"]) {
    await page.goto(address + path);
    if (width === 1280) await judged(await page.content(), path);
    const wide = await page.locator("html").evaluate((html) => html.scrollWidth).catch(() => 0);
    if (wide > width + 1) told.violations.push(`${path}: ${wide} px wide on a screen of ${width}`);
  }
  await context.close();
}

// From the template to the approved release and its report, by the keyboard and the buttons alone.
const context = await browser.newContext({ javaScriptEnabled: false });
const page = await context.newPage();
await page.goto(`${address}/?period=${period}`);
for (const papers of ["templates", "letters"]) {
  const [come] = await Promise.all([page.waitForEvent("download"), page.locator(`a[href^="/${papers}/"]`).press("Enter")]);
  told.downloads.push(come.suggestedFilename());
}
await page.setInputFiles("input[type=file]", file);
await page.keyboard.press("Tab");
await page.locator('form[action="/check"] button').press("Enter");
await page.waitForURL("**/check");
await judged(await page.content(), "checked");
await page.locator('form[action$="/submit"] button').press("Enter");
await judged(await page.content(), "confirm");
await page.locator("main form button").press("Enter");
told.written.push(await page.locator("[role=status]").innerText());
for (const decision of ["refuse", "approve"]) {
  await page.goto(`${address}/?period=${period}`);
  await page.locator('a[href^="/approve/"]').press("Enter");
  await page.locator(`input[value=${decision}]`).check();
  await page.locator("input[name=approved_by]").fill("Nguyễn Văn A");
  await page.locator("main form button").press("Enter");
  await page.locator("main form button").press("Enter");
  told.written.push(await page.locator("[role=status]").innerText());
}
await page.locator("p.next a").press("Enter");
await page.locator('form[action^="/publish/"] button').press("Enter");
await judged(await page.content(), "publish");
await page.locator("main form button").press("Enter");
told.written.push(await page.locator("[role=status]").innerText());
await page.locator("p.next a").press("Enter");
told.report = await page.title();
await page.goto(`${address}/?period=${period}`);
await judged(await page.content(), "published");
const [paper] = await Promise.all([page.waitForEvent("download"), page.locator('a[href$=".docx"]').press("Enter")]);
told.downloads.push(paper.suggestedFilename());
await browser.close();
console.log(JSON.stringify(told));
