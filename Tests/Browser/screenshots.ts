import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { Account } from './support/account.ts';
import { ROOT } from './support/paths.ts';
import { useStage } from './support/stage.ts';

const stage = useStage();
const IMAGES = join(ROOT, 'docs/images');
const MAX_BYTES = 200 * 1024;

/** Four people and the bot in the lobby, and something going on elsewhere. */
async function believableTalk(): Promise<Account> {
  const person = async (userName: string, displayName: string): Promise<Account> => await Account.create(stage.url, userName, displayName);
  const lena = await person('lena', 'Lena Hoffmann');
  const [tom, aiko, rui] = [await person('tom', 'Tom Okafor'), await person('aiko', 'Aiko Tanaka'), await person('rui', 'Rui Almeida')];
  const releases = await tom.createRoom('releases', 'Releases');
  const coffee = await aiko.createRoom('coffee', 'Coffee corner');
  await lena.join(releases.id);
  await lena.join(coffee.id);

  await tom.says('lobby', 'Morning! The new server is up: one process, one folder, on the old laptop under the stairs.');
  await tom.says('lobby', 'Killed it twice while we were typing, just to be mean.');
  await aiko.says('lobby', 'And? Anything lost?');
  await tom.says('lobby', 'Nothing. Every message has a number: **no hole, no double**.');
  await rui.says('lobby', 'おはよう Aiko! The log line we were looking for, by the way:\n```\nParley 0.1.0 listens on http://localhost:5000 (embedded)\n```');
  await lena.says('lobby', 'Lovely. I will write it up for https://example.org/notes this afternoon.');
  const typo = await aiko.says('lobby', 'I can take screnshots, if someone lends me a phone');
  await aiko.edits('lobby', typo, 'I can take screenshots, if someone lends me a phone.');
  await rui.says('lobby', '@parley roll');
  await answered(lena);
  await lena.says('lobby', 'Then it is decided: Rui makes the coffee.');

  await tom.says(releases.id, '0.1.0 is tagged.');
  await tom.says(releases.id, 'Notes are in the changelog, please read them once.');
  for (const text of ['The grinder is back from repair', 'Who finished the oat milk?', 'It was me. New one is in the fridge.']) await aiko.says(coffee.id, text);
  return lena;
}

/** The bot has answered. */
async function answered(reader: Account): Promise<void> {
  await expect.poll(async () => (await reader.history('lobby')).some(({ text }) => text?.includes('the die falls') === true)).toBe(true);
}

it('makes the pictures of the README', async () => {
  mkdirSync(IMAGES, { recursive: true });
  const lena = await believableTalk();
  for (const colorScheme of ['light', 'dark'] as const) {
    const page = await stage.person(lena, { viewport: { width: 1200, height: 760 }, colorScheme, reducedMotion: 'reduce' });
    await page.entersRoom('lobby');
    await page.sees('Then it is decided: Rui makes the coffee.');
    await page.jumpsToLatest();
    await page.seesUnread({ Lobby: 0, Releases: 2, 'Coffee corner': 3 });
    await page.entersRoom('lobby'); // again, without the line of the new messages
    await page.isAtTheEnd();
    await page.page.waitForFunction(() => document.querySelectorAll('.message-name').length > 5 && ![...document.querySelectorAll('.message-name')].some((name) => name.textContent === 'Someone'));
    await page.page.mouse.move(140, 480);
    const path = join(IMAGES, `room-${colorScheme}.png`);
    await page.page.screenshot({ path, caret: 'hide' });
    expect(statSync(path).size).toBeLessThan(MAX_BYTES);
  }
});
