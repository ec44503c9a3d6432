import { expect, it } from 'vitest';
import type { Person } from './support/person.ts';
import { useStage } from './support/stage.ts';

const stage = useStage();

const MARKUP = `<img src=x onerror="document.title='pwned'"><script>document.title='pwned'</script>`;
const BIDI = 'safe \u202Etxt.exe\u202C \u2067\u0627\u0628\u062A\u2069 end';
const LONG = 'Donaudampfschiff'.repeat(40);

/** Nothing is wider than its place. */
async function isUnbroken(page: Person): Promise<void> {
  const broken = await page.page.evaluate(() => {
    const wide = (element: Element): boolean => element.scrollWidth > element.clientWidth + 1;
    const found = [document.documentElement, ...document.querySelectorAll('.log-scroll, .room-head, .sidebar, .main')].filter(wide);
    const outside = [...document.querySelectorAll('.message-text, .message-by, .room-head h1, .room-item, .account-text')].filter((element) => {
      const { right } = element.getBoundingClientRect();
      return right > document.documentElement.clientWidth + 1;
    });
    return [...found, ...outside].map((element) => element.className);
  });
  expect(broken).toEqual([]);
}

it('shows hostile messages as the text they are', async () => {
  const [ann, mallory] = [await stage.account('ann'), await stage.account('mallory')];
  const room = await stage.room('Open door', ann, mallory);
  const page = await stage.person(ann);
  await page.entersRoom(room.name);
  await mallory.says(room.id, MARKUP);
  await mallory.says(room.id, '[click me](javascript:alert(1)) and javascript:alert(2) and [data](data:text/html,<b>x</b>)');
  await mallory.says(room.id, '[fine](https://example.org/) and https://example.org/?q=<script>');
  await mallory.says(room.id, BIDI);
  await mallory.says(room.id, LONG);
  await mallory.says(room.id, `\`\`\`\n${LONG}\n\`\`\``);
  await page.sees(MARKUP);
  await page.sees(BIDI);
  await page.sees(LONG);
  await page.page.locator('.code-block').waitFor();
  const inLog = page.page.getByRole('log');
  expect(await inLog.locator('img, script, iframe, style').count()).toBe(0);
  expect(await inLog.locator('a').evaluateAll((links) => links.map((link) => [link.getAttribute('href'), link.getAttribute('rel'), link.getAttribute('target')]))).toEqual([
    ['https://example.org/', 'noopener noreferrer', '_blank'],
    ['https://example.org/?q=', 'noopener noreferrer', '_blank'],
  ]);
  expect(await page.page.title()).not.toBe('pwned');
  await isUnbroken(page);
  // what reverses the direction ends with the message
  const next = await mallory.says(room.id, 'after it');
  await page.sees('after it');
  expect(await page.page.locator(`[data-seq="${next}"] .message-text`).evaluate((text) => getComputedStyle(text).direction)).toBe('ltr');
});

it('shows hostile names of people and rooms as the text they are', async () => {
  const names = [MARKUP.slice(0, 55), 'W'.repeat(60), `Ann \u202Enoisrever`];
  const ann = await stage.account('ann');
  const titles = [`<b onclick=x>Bold</b> ${'x'.repeat(30)}`, 'Langerraumname'.repeat(4), `Room \u202Edesrever`];
  let taken = 0;
  for (const [index, title] of titles.entries()) {
    const name = `hostile-${index}`;
    const made = await ann.createRoom(name, title).catch((error: unknown) => String(error));
    if (typeof made === 'string') expect(made).toMatch(/422/); // a refusal is as good
    else taken++;
  }
  expect(taken).toBeGreaterThanOrEqual(2);
  const room = await stage.room('Masquerade', ann);
  let guests = 0;
  for (const name of names) {
    const guest = await stage.account('guest', name).catch((error: unknown) => String(error));
    if (typeof guest === 'string') {
      expect(guest).toMatch(/422/);
      continue;
    }
    guests++;
    await guest.join(room.id);
    await guest.says(room.id, `I am ${guests}`);
    const own = await stage.person(guest);
    await own.entersRoom(room.name);
    await own.page.locator('.account-name').getByText(guest.displayName, { exact: true }).waitFor();
    await isUnbroken(own);
  }
  expect(guests).toBeGreaterThanOrEqual(1);
  for (const width of [1100, 320]) {
    const page = await stage.person(ann, { viewport: { width, height: 700 } });
    await page.entersRoom(room.name);
    for (let guest = 1; guest <= guests; guest++) await page.sees(`I am ${guest}`);
    await isUnbroken(page);
    for (let index = 0; index < titles.length; index++) {
      const found = await ann.room(`hostile-${index}`).catch(() => null);
      if (found === null) continue;
      await page.entersRoom(found.name);
      await page.page.getByRole('heading', { level: 1 }).getByText(titles[index]!, { exact: true }).waitFor();
      await isUnbroken(page);
    }
    expect(await page.page.locator('#app img, #app script, #app b').count()).toBe(0);
  }
});

it('does not run what the address bar says either', async () => {
  const ann = await stage.account('ann');
  const page = await stage.person(ann);
  page.mayReport(/status of 40[04]/);
  await page.goes(`/rooms/${encodeURIComponent(MARKUP)}`);
  await page.page.getByRole('heading', { name: 'No such room' }).waitFor();
  await page.page.getByText('<img src=x').waitFor();
  expect(await page.page.locator('#app img, #app script').count()).toBe(0);
});
