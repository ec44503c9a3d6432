import { expect, it } from 'vitest';
import { type Person, soon } from './support/person.ts';
import { useStage } from './support/stage.ts';

const stage = useStage();
/** Makes a message so high that a few of them fill the page. */
const TALL = '\nwith\nfour\nlines';

const focused = async (person: Person): Promise<string> => await person.page.evaluate(() => document.activeElement!.closest('[data-landmark]')?.className.split(' ')[0] ?? document.activeElement!.tagName);

it('goes from room to room by keys, to those with something unread as well', async () => {
  const [ann, bob] = [await stage.account('ann'), await stage.account('bob')];
  const [one, two, three] = [await stage.room('Aa', ann, bob), await stage.room('Bb', ann, bob), await stage.room('Cc', ann, bob)];
  const page = await stage.person(ann);
  await page.entersRoom(one.name);
  const { keyboard } = page.page;
  await keyboard.press('Alt+ArrowDown');
  await page.isInRoom(two.name);
  await keyboard.press('Alt+ArrowUp');
  await page.isInRoom(one.name);
  await bob.says(three.id, 'over here');
  await page.seesUnread({ Cc: 1 });
  await keyboard.press('Alt+Shift+ArrowDown');
  await page.isInRoom(three.name);
  await page.seesUnread({ Cc: 0 });
  // the switcher: the room visited last comes first, and what was being written stays
  await page.writes('half a sen');
  await keyboard.press('Control+k');
  await page.dialog.getByRole('option').first().waitFor();
  expect((await page.dialog.getByRole('option').allInnerTexts()).slice(0, 3)).toEqual(['Cc', 'Aa', 'Bb']);
  await keyboard.type('bb');
  await keyboard.press('Enter');
  await page.isInRoom(two.name);
  await page.opensRoom(three.title);
  expect(await page.composer.inputValue()).toBe('half a sen');
});

it('marks a room as read with Esc and all of them with Shift+Esc', async () => {
  const [ann, bob] = [await stage.account('ann'), await stage.account('bob')];
  const [here, there, far] = [await stage.room('Here', ann, bob), await stage.room('There', ann, bob), await stage.room('Far', ann, bob)];
  for (let count = 1; count <= 15; count++) await bob.says(there.id, `line ${count}${TALL}`);
  await bob.says(far.id, 'far away');
  const page = await stage.person(ann);
  await page.entersRoom(here.name);
  await page.seesUnread({ There: 15, Far: 1 });
  await page.opensRoom('There');
  await page.page.locator('.new-line').waitFor();
  expect((await page.roomList())['There']).toBe(15); // at the line, with most of it below
  await page.page.keyboard.press('Escape');
  await page.page.locator('.new-line').waitFor({ state: 'detached' });
  await page.seesUnread({ There: 0, Far: 1 });
  await page.page.keyboard.press('Shift+Escape');
  await page.seesUnread({ There: 0, Far: 0 });
  await page.reloads();
  await page.isInRoom(there.name);
  await page.seesUnread({ There: 0, Far: 0 });
  expect(await page.page.locator('.new-line').count()).toBe(0);
});

it('lists its keys, and goes round the parts of the page with F6', async () => {
  const ann = await stage.account('ann');
  const room = await stage.room('Keys', ann);
  await ann.says(room.id, 'first');
  await ann.says(room.id, 'second');
  const page = await stage.person(ann);
  await page.entersRoom(room.name);
  const { keyboard } = page.page;
  await page.composer.focus();
  await keyboard.press('Control+/');
  await page.dialog.getByText('Mark all rooms as read').waitFor();
  await keyboard.press('Escape');
  await page.dialog.waitFor({ state: 'detached' });
  expect(await focused(page)).toBe('composer');
  const round: string[] = [];
  for (let step = 0; step < 4; step++) {
    await keyboard.press('F6');
    round.push(await focused(page));
  }
  expect(round).toEqual(['sidebar', 'room-head', 'log-place', 'composer']);
  await keyboard.press('Shift+F6');
  expect(await focused(page)).toBe('log-place');
  // one stop: the newest; the arrows go on from there, and F6 comes back to where one was
  const onto = async (): Promise<string> => await page.page.evaluate(() => document.activeElement!.getAttribute('aria-label') ?? document.activeElement!.textContent!);
  expect(await onto()).toMatch(/^Ann: second, \d/);
  await keyboard.press('ArrowUp');
  expect(await onto()).toMatch(/^Ann: first, \d/);
  await keyboard.press('F6');
  await keyboard.press('Shift+F6');
  expect(await onto()).toMatch(/^Ann: first, \d/);
  expect(await page.page.locator('.log [tabindex="0"][data-row]').count()).toBe(1);
  await keyboard.press('?');
  await page.dialog.getByText('Keyboard shortcuts').waitFor();
});

it('comes back to where one was in a room', async () => {
  const [ann, bob] = [await stage.account('ann'), await stage.account('bob')];
  const [long, other] = [await stage.room('Long', ann, bob), await stage.room('Other', ann, bob)];
  for (let count = 1; count <= 25; count++) await bob.says(long.id, `message ${count}${TALL}`);
  const page = await stage.person(ann);
  await page.entersRoom(long.name);
  await page.jumpsToLatest();
  await page.seesUnread({ Long: 0 });
  await page.log.evaluate((log) => void (log.scrollTop -= 900));
  await page.page.locator('.jump').waitFor();
  const top = async (): Promise<[string, number]> =>
    await page.log.evaluate((log) => {
      const edge = log.getBoundingClientRect().top;
      const row = [...log.querySelectorAll<HTMLElement>('[data-row]')].find((one) => one.getBoundingClientRect().bottom > edge + 1)!;
      return [row.dataset['row']!, Math.round(row.getBoundingClientRect().top - edge)];
    });
  const before = await top();
  await page.opensRoom('Other');
  await page.isInRoom(other.name);
  await page.opensRoom('Long');
  await page.isInRoom(long.name);
  await soon(async () => (await top())[0], before[0]);
  expect(Math.abs((await top())[1] - before[1])).toBeLessThanOrEqual(2);
});

it('keeps the line of the new messages where it is, moves it when another device reads, and takes it away for good', async () => {
  const [ann, bob] = [await stage.account('ann'), await stage.account('bob')];
  const [room, other] = [await stage.room('Lines', ann, bob), await stage.room('Aside', ann, bob)];
  await bob.says(room.id, 'old');
  const page = await stage.person(ann);
  await page.entersRoom(room.name);
  await page.jumpsToLatest();
  await page.seesUnread({ Lines: 0 });
  await page.says('mine'); // a line that comes later is there all the same
  await page.sees('mine');
  await page.opensRoom('Aside');
  await page.isInRoom(other.name);
  for (let count = 1; count <= 15; count++) await bob.says(room.id, `new ${count}${TALL}`);
  await page.seesUnread({ Lines: 15 });
  await page.opensRoom('Lines');
  const under = async (): Promise<string | null> =>
    await page.page.locator('[data-row]:has(.new-line) .message-text').evaluateAll((found) => (found[0] as HTMLElement | undefined)?.innerText.split('\n')[0] ?? null);
  await soon(under, 'new 1');
  await page.log.evaluate((log) => void (log.scrollTop -= 100));
  await soon(under, 'new 1');
  // to the end: read, and still the line says where the new ones began
  await page.jumpsToLatest();
  await page.seesUnread({ Lines: 0 });
  expect(await under()).toBe('new 1');
  // sending takes it away
  await page.says('answer');
  await page.sees('answer');
  expect(await under()).toBeNull();
  await bob.says(room.id, 'and more');
  await page.sees('and more');
  expect(await under()).toBeNull();

  // another tab of mine reads a room whose line I look at
  await page.opensRoom('Aside');
  for (let count = 1; count <= 15; count++) await bob.says(room.id, `later ${count}${TALL}`);
  await page.seesUnread({ Lines: 15 });
  await page.opensRoom('Lines');
  await soon(under, 'later 1');
  const tab = await stage.tab(page, `/rooms/${room.name}`);
  await tab.isInRoom(room.name);
  await tab.jumpsToLatest();
  await soon(under, null);
});

it('tells of a newer client after a reconnect, and goes on without it', async () => {
  const [ann, bob] = [await stage.account('ann'), await stage.account('bob')];
  const room = await stage.room('Versions', ann, bob);
  const page = await stage.person(ann);
  page.mayLoseConnection();
  await page.entersRoom(room.name);
  await page.context.route(`${stage.url}/`, async (route) => {
    await route.fulfill({ contentType: 'text/html', body: '<script type="module" src="/assets/index-newer.js"></script>' });
  });
  await page.writes('still here');
  await page.context.setOffline(true);
  await page.page.locator('.account-dot:not(.on)').waitFor({ state: 'attached' });
  await page.context.setOffline(false);
  await page.banner.getByText('A new version of Parley is there.').waitFor();
  await bob.says(room.id, 'and it works on');
  await page.sees('and it works on');
  await page.context.unrouteAll();
  await page.clicks('Reload');
  await page.isInRoom(room.name);
  await page.banner.waitFor({ state: 'detached' });
  expect(await page.composer.inputValue()).toBe('still here');
});
