import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { useStage } from './support/stage.ts';

const stage = useStage();
const MOST_BYTES = 120 * 1024;

it('loads at most 120 kB of script before the first message is on the page', async () => {
  const [ann, bob] = [await stage.account('ann'), await stage.account('bob')];
  const room = await stage.room('Light', ann, bob);
  await bob.says(room.id, 'here I am');
  const page = await stage.person(ann);
  const scripts: Promise<number>[] = [];
  page.page.on('response', (answer) => {
    if (answer.request().resourceType() === 'script') scripts.push(answer.body().then((body) => gzipSync(body, { level: 9 }).length));
  });
  await page.entersRoom(room.name);
  await page.sees('here I am');
  const bytes = (await Promise.all(scripts)).reduce((sum, one) => sum + one, 0);
  console.log(`${(bytes / 1024).toFixed(1)} kB of script, compressed`);
  expect(bytes).toBeGreaterThan(20_000);
  expect(bytes).toBeLessThanOrEqual(MOST_BYTES);
});

it('is there early on a slow line', async () => {
  const [ann, bob] = [await stage.account('ann'), await stage.account('bob')];
  const room = await stage.room('Slow line', ann, bob);
  await bob.says(room.id, 'at last');
  const page = await stage.person(ann);
  const devtools = await page.context.newCDPSession(page.page);
  await devtools.send('Network.enable');
  // a good mobile line of ten years ago
  await devtools.send('Network.emulateNetworkConditions', { offline: false, latency: 150, downloadThroughput: (1.6 * 1024 * 1024) / 8, uploadThroughput: (750 * 1024) / 8 });
  const began = performance.now();
  await page.goes(`/rooms/${room.name}`);
  await page.sees('at last');
  // Told, not judged: on a busy machine it says more about the machine.
  console.log(`the first message after ${Math.round(performance.now() - began)} ms on a slow line`);
});
