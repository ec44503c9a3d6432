import { expect, it } from 'vitest';
import { soon } from './support/person.ts';
import { useStage } from './support/stage.ts';

const stage = useStage();

it('finds messages, two Chinese characters as well, and opens a hit where it was said', async () => {
  const [ann, bob, eve] = [await stage.account('ann'), await stage.account('bob'), await stage.account('eve')];
  const [room, hidden] = [await stage.room('Workshop', ann, bob), await stage.room('Hidden', eve)];
  await bob.says(room.id, 'before it');
  const hit = await bob.says(room.id, 'the ladder stands behind the shed');
  await bob.says(room.id, 'after it');
  await ann.says(room.id, '今天的性能测试通过了');
  for (let count = 1; count <= 80; count++) await bob.says(room.id, `filler ${count}`);
  const secret = await eve.createRoom(stage.name('secret'), 'Secret', 'private');
  await eve.says(secret.id, 'a ladder of my own');
  const page = await stage.person(ann);
  await page.entersRoom(room.name);
  const hits = page.page.locator('.search-hit');
  await page.page.keyboard.press('Control+Shift+f');
  await page.dialog.getByLabel('Search messages').fill('ladder');
  await soon(async () => await hits.locator('mark').allInnerTexts(), ['ladder']);
  expect(await hits.innerText()).toContain('Workshop');
  expect(await hits.innerText()).toContain('before it');
  await page.dialog.getByLabel('Search messages').fill('性能');
  await soon(async () => await hits.locator('mark').allInnerTexts(), ['性能']);
  await page.dialog.getByLabel('Search messages').fill(`ladder from:${ann.userName}`);
  await page.dialog.getByText('Nothing found.').waitFor();
  await page.dialog.getByLabel('Search messages').fill(`behind in:${room.name} from:${bob.userName}`);
  await soon(async () => await hits.count(), 1);
  await hits.click();
  await page.dialog.waitFor({ state: 'detached' });
  await soon(async () => await page.page.evaluate(() => document.activeElement?.getAttribute('data-seq')), String(hit));
  expect(new URL(page.page.url()).pathname).toBe(`/rooms/${room.name}/m/${hit}`);
  expect(hidden.id).not.toBe(room.id);
});
