import { beforeAll, expect, it } from 'vitest';
import type { Account } from './support/account.ts';
import { type Person, soon } from './support/person.ts';
import { useStage } from './support/stage.ts';

const stage = useStage();
const MESSAGES = 400;
const MAX_ROWS = 300;
const TOLERANCE_PX = 2;

let ann: Account;
let bob: Account;
let room: { id: string; name: string };

beforeAll(async () => {
  ann = await stage.account('ann');
  bob = await stage.account('bob');
  room = await stage.room('Archive', ann, bob);
  for (let count = 1; count <= MESSAGES; count++) {
    const lines = count % 7 === 0 ? '\nwith a second line\nand a third' : count % 11 === 0 ? ` ${'and many words '.repeat(30)}` : '';
    await (count % 3 === 0 ? ann : bob).says(room.id, `message ${count}${lines}`);
  }
});

async function reader(): Promise<Person> {
  const page = await stage.person(ann);
  await page.entersRoom(room.name);
  await page.jumpsToLatest();
  return page;
}

const rows = async (page: Person): Promise<number> => await page.page.locator('[data-row]').count();

it('keeps the message under the eyes where it is while older ones are loaded, and the page small', async () => {
  const page = await reader();
  let worst = 0;
  let most = 0;
  let steps = 0;
  for (; steps < 300 && (await page.page.locator('.beginning').count()) === 0; steps++) {
    // every frame while older pages come in: where is the message that was in the middle?
    const moved = await page.log.evaluate(async (log) => {
      const frame = async (): Promise<unknown> => await new Promise((resolve) => requestAnimationFrame(resolve));
      log.scrollTop -= 350;
      await frame();
      const middle = log.getBoundingClientRect().top + log.clientHeight / 2;
      const row = [...log.querySelectorAll<HTMLElement>('[data-row]')].find((one) => one.getBoundingClientRect().bottom > middle)!;
      const { top } = row.getBoundingClientRect();
      let far = 0;
      for (let count = 0; count < 12; count++) {
        await frame();
        far = Math.max(far, row.isConnected ? Math.abs(row.getBoundingClientRect().top - top) : Number.POSITIVE_INFINITY);
      }
      return far;
    });
    worst = Math.max(worst, moved);
    most = Math.max(most, await rows(page));
  }
  expect(steps).toBeGreaterThan(10);
  expect(worst).toBeLessThanOrEqual(TOLERANCE_PX);
  expect(most).toBeLessThanOrEqual(MAX_ROWS);
  expect(most).toBeGreaterThan(200);
  await page.sees('message 1');
  await page.seesNot(`message ${MESSAGES}`);
});

it('jumps to the latest from anywhere', async () => {
  const page = await reader();
  await soon(async () => {
    await page.log.evaluate((log) => void (log.scrollTop = 0));
    return await page.page.locator('.beginning').count();
  }, 1);
  await page.clicks(/^Jump to latest/);
  await page.sees(`message ${MESSAGES}`);
  await page.isAtTheEnd();
  await page.page.locator('.jump').waitFor({ state: 'detached' });
  expect(await rows(page)).toBeLessThanOrEqual(MAX_ROWS);
});

it('does not move what is read when something new comes, counts it, and follows at the end', async () => {
  const page = await reader();
  await page.log.evaluate((log) => void (log.scrollTop -= 600));
  await page.page.locator('.jump').waitFor();
  const where = async (): Promise<Record<string, number>> =>
    await page.log.evaluate((log) => {
      const box = log.getBoundingClientRect();
      const inSight = [...log.querySelectorAll<HTMLElement>('[data-row]')].filter((row) => {
        const { top, bottom } = row.getBoundingClientRect();
        return bottom > box.top && top < box.bottom;
      });
      return Object.fromEntries(inSight.map((row) => [row.dataset['row']!, Math.round(row.getBoundingClientRect().top)]));
    });
  const before = await where();
  expect(Object.keys(before).length).toBeGreaterThan(3);
  for (let count = 1; count <= 3; count++) await bob.says(room.id, `new ${count}`);
  await page.page.getByRole('button', { name: 'Jump to latest (3)' }).waitFor();
  expect(await where()).toEqual(before);
  await page.clicks(/^Jump to latest/);
  await page.sees('new 3');
  await page.isAtTheEnd();
  await bob.says(room.id, 'and followed');
  await page.sees('and followed');
  await page.isAtTheEnd();
  await page.says('mine');
  await page.sees('mine');
  await page.isAtTheEnd();
});

it('opens at the line where the new messages begin', async () => {
  const page = await reader();
  await page.seesUnread({ Archive: 0 });
  await page.opensRoom('Lobby');
  for (let count = 1; count <= 25; count++) await bob.says(room.id, `while away ${count}`);
  await page.seesUnread({ Archive: 25 });
  await page.opensRoom('Archive');
  const line = page.page.locator('.new-line');
  await line.waitFor();
  const at = await line.evaluate((element) => {
    const log = element.closest('.log-scroll')!.getBoundingClientRect();
    return (element.getBoundingClientRect().top - log.top) / log.height;
  });
  expect(at).toBeGreaterThan(0);
  expect(at).toBeLessThan(0.6);
  expect(await page.page.locator('[data-row]:has(.new-line)').innerText()).toMatch(/while away 1$/);
});
