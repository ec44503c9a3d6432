import { expect, it } from 'vitest';
import { fills } from './support/fill.ts';
import type { Person } from './support/person.ts';
import { useStage } from './support/stage.ts';

const stage = useStage();
const MESSAGES = 50_000;
const MOST_ROWS = 400;
/** Pages of the history that are gone through up and down, first to warm up, then to see whether the heap grows with them. */
const [FEW_PAGES, MANY_PAGES] = [10, 40];
/** What the second, far longer way may leave behind: less than a fiftieth of what its rows take if they are held. */
const MOST_LEFT_BYTES = 1024 * 1024;

/** Goes up so many pages, and down again to the end; the most rows there were, and the lowest number that was seen. */
async function goesUpAndDown(page: Person, pages: number): Promise<{ readonly rows: number; readonly lowest: number }> {
  return await page.log.evaluate(async (log, wanted) => {
    let [rows, lowest] = [0, Number.POSITIVE_INFINITY];
    const shown = (): HTMLElement[] => [...log.querySelectorAll<HTMLElement>('[data-row]')];
    const changes = async (which: 0 | -1): Promise<void> => {
      const before = shown().at(which)?.dataset['seq'];
      log.scrollTop = which === 0 ? 0 : log.scrollHeight;
      while (shown().at(which)?.dataset['seq'] === before) {
        await new Promise(requestAnimationFrame);
        if (which === -1 && document.querySelector('.jump') === null) return;
        log.scrollTop = which === 0 ? 0 : log.scrollHeight;
      }
      const now = shown();
      rows = Math.max(rows, now.length);
      lowest = Math.min(lowest, Number(now[0]?.dataset['seq']));
    };
    for (let count = 0; count < wanted; count++) await changes(0);
    while (document.querySelector('.jump') !== null) await changes(-1);
    return { rows, lowest };
  }, pages);
}

it(`holds at most ${MOST_ROWS} rows of 50,000 messages, and its heap stays flat through thousands of them`, async () => {
  const [ann, bob] = [await stage.account('ann'), await stage.account('bob')];
  const room = await stage.room('Long room', ann, bob);
  const began = performance.now();
  await fills(bob, room.id, MESSAGES, (n) => `message ${n} of a long room, in which people have said a lot${n % 7 === 0 ? '\nand some of it in two lines' : ''}`);
  const filled = performance.now();
  const page = await stage.person(ann);
  const devtools = await page.context.newCDPSession(page.page);
  const heap = async (): Promise<{ bytes: number; nodes: number; listeners: number }> => {
    await devtools.send('HeapProfiler.collectGarbage');
    const { usedSize } = await devtools.send('Runtime.getHeapUsage');
    const { nodes, jsEventListeners } = await devtools.send('Memory.getDOMCounters');
    return { bytes: usedSize, nodes, listeners: jsEventListeners };
  };
  await page.entersRoom(room.name);
  await page.jumpsToLatest();
  const few = await goesUpAndDown(page, FEW_PAGES);
  const before = await heap();
  const many = await goesUpAndDown(page, MANY_PAGES);
  const after = await heap();
  // and from one end to the other, by a link and back
  const path = `/rooms/${room.name}/m/${Math.round(MESSAGES / 2)}`;
  await page.page.evaluate((to) => {
    history.pushState(null, '', to);
    dispatchEvent(new PopStateEvent('popstate'));
  }, path);
  await page.page.locator(`[data-seq="${Math.round(MESSAGES / 2)}"]`).waitFor();
  await page.clicks(/^Jump to latest/);
  await page.isAtTheEnd();
  const back = await heap();
  console.log(
    `filled in ${Math.round(filled - began)} ms, read in ${Math.round(performance.now() - filled)} ms; ${few.rows} and ${many.rows} rows, down to number ${many.lowest}; ` +
      `heap ${[before, after, back].map(({ bytes }) => (bytes / 1024 / 1024).toFixed(2)).join(', ')} MB, nodes ${[before, after, back].map(({ nodes }) => nodes).join(', ')}, listeners ${[before, after, back].map(({ listeners }) => listeners).join(', ')}`,
  );
  expect(Math.max(few.rows, many.rows)).toBeLessThanOrEqual(MOST_ROWS);
  expect(MESSAGES - many.lowest).toBeGreaterThan(2000); // it went through thousands
  for (const { bytes, nodes } of [after, back]) {
    expect(bytes - before.bytes).toBeLessThan(MOST_LEFT_BYTES);
    expect(nodes).toBeLessThan(before.nodes * 1.5);
  }
});
