import { expect, it } from 'vitest';
import { useStage } from './support/stage.ts';

// Security case T20: nothing that somebody writes anywhere runs in somebody else's browser. The console of each person is listened to: one report of the
// content security policy fails the test, as anything that ran would set `window.pwned`.
const stage = useStage();

const RUNS = 'window.pwned=1';
const VECTORS = [
  `<script>${RUNS}</script>`,
  `"><script>${RUNS}</script>`,
  `<img src=x onerror=${RUNS}>`,
  `<svg onload=${RUNS}>`,
  `<svg><script>${RUNS}</script></svg>`,
  `<math><mtext></form><form><mglyph><style></math><img src onerror=${RUNS}>`,
  `<iframe srcdoc="<script>parent.${RUNS}</script>"></iframe>`,
  `<a href="javascript:${RUNS}">x</a>`,
  `[x](javascript:${RUNS})`,
  `[x](JaVaScRiPt:${RUNS})`,
  `[x](java\tscript:${RUNS})`,
  `[x](data:text/html,<script>${RUNS}</script>)`,
  `[x](vbscript:${RUNS})`,
  `![x](x" onerror="${RUNS})`,
  `[x](https://example.org/" onmouseover="${RUNS})`,
  `<https://example.org/"onmouseover=${RUNS}>`,
  `https://example.org/"onmouseover=${RUNS}//`,
  `javascript:${RUNS}`,
  `\`<script>${RUNS}</script>\``,
  `\`\`\`html"><script>${RUNS}</script>\n<img src=x onerror=${RUNS}>\n\`\`\``,
  `\`\`\`\n</code></pre><img src=x onerror=${RUNS}>\n\`\`\``,
  `**<img src=x onerror=${RUNS}>** _<svg onload=${RUNS}>_`,
  `<style>@import 'javascript:${RUNS}';</style>`,
  `<base href="javascript:${RUNS}//">`,
  `<meta http-equiv="refresh" content="0;url=javascript:${RUNS}">`,
  `{{constructor.constructor('${RUNS}')()}}`,
  `\u003cimg src=x onerror=${RUNS}\u003e`,
  `@<img src=x onerror=${RUNS}> #<script>${RUNS}</script>`,
];

async function ran(page: { evaluate<T>(work: () => T): Promise<T> }): Promise<unknown> {
  return await page.evaluate(() => (globalThis as unknown as { pwned?: unknown }).pwned ?? null);
}

it('T20: runs nothing of messages, names of people and titles of rooms', async () => {
  const [ann, mallory] = [await stage.account('ann'), await stage.account('mallory', `<img src=x onerror=${RUNS}>`)];
  const room = await stage.room('Den', ann, mallory);
  await mallory.createRoom(stage.name('evil'), `"><script>${RUNS}</script><img src=x onerror=${RUNS}>`);
  const page = await stage.person(ann);
  await page.entersRoom(room.name);
  for (const vector of VECTORS) await mallory.says(room.id, vector);
  await mallory.says(room.id, 'that was all');
  await page.sees('that was all');
  const log = page.page.getByRole('log');
  expect(await log.locator('script, img, svg:not([aria-hidden]), iframe, object, embed, style, base, meta, form, math, link').count()).toBe(0);
  const links = await log.locator('a').evaluateAll((all) => all.map((link) => (link as HTMLAnchorElement).protocol));
  expect(links.every((protocol) => ['http:', 'https:', 'mailto:'].includes(protocol))).toBe(true);
  const handlers = await page.page.evaluate(() => [...document.querySelectorAll('*')].flatMap((element) => element.getAttributeNames().filter((name) => name.startsWith('on'))));
  expect(handlers).toEqual([]);
  for (const code of await log.locator('a').all()) await code.hover();
  expect(await ran(page.page)).toBeNull();
  // Their own page shows their own name in more places.
  const own = await stage.person(mallory);
  await own.entersRoom(room.name);
  await own.sees('that was all');
  expect(await ran(own.page)).toBeNull();
});

it('T20: runs nothing of what is pasted or typed either', async () => {
  const ann = await stage.account('ann');
  const room = await stage.room('Paste', ann);
  const page = await stage.person(ann);
  await page.entersRoom(room.name);
  const composer = page.page.getByRole('textbox').last();
  await composer.focus();
  await page.page.evaluate((html) => {
    const data = new DataTransfer();
    data.setData('text/html', html);
    data.setData('text/plain', html);
    document.activeElement?.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
  }, `<img src=x onerror=${RUNS}><script>${RUNS}</script>`);
  await composer.fill(`<img src=x onerror=${RUNS}>`);
  await page.page.keyboard.press('Enter');
  await page.sees(`<img src=x onerror=${RUNS}>`);
  expect(await page.page.locator('#app img, #app script').count()).toBe(0);
  expect(await ran(page.page)).toBeNull();
});

it('T20: even if markup got into the page, the policy would not let it run', async () => {
  const ann = await stage.account('ann');
  const page = await stage.person(ann);
  page.mayReport(/content security policy|Content Security Policy|TrustedHTML|TrustedScript/i);
  await page.goes('/');
  const outcomes = await page.page.evaluate(async (runs) => {
    const tried: string[] = [];
    const attempt = (name: string, work: () => void): void => {
      try {
        work();
        tried.push(name);
      } catch (error) {
        tried.push(`${name}: ${(error as Error).name}`);
      }
    };
    attempt('innerHTML', () => (document.body.innerHTML += `<img src=x onerror=${runs}>`));
    attempt('outerHTML', () => document.body.firstElementChild!.insertAdjacentHTML('beforeend', `<img src=x onerror=${runs}>`));
    attempt('script text', () => {
      const script = document.createElement('script');
      script.text = runs;
      document.body.append(script);
    });
    attempt('script by node', () => {
      const script = document.createElement('script');
      script.append(runs);
      document.body.append(script);
    });
    attempt('handler', () => {
      const image = document.createElement('img');
      image.setAttribute('onerror', runs);
      image.src = '/nothing.png';
      document.body.append(image);
    });
    attempt('javascript: address', () => {
      const link = document.createElement('a');
      link.href = `javascript:${runs}`;
      document.body.append(link);
      link.click();
    });
    await new Promise((resolve) => setTimeout(resolve, 500));
    return tried;
  }, RUNS);
  expect(outcomes.slice(0, 3)).toEqual(['innerHTML: TypeError', 'outerHTML: TypeError', 'script text: TypeError']);
  expect(await ran(page.page)).toBeNull();
});
