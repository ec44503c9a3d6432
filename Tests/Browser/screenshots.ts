import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { BrowserContextOptions } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { Account } from './support/account.ts';
import { PHONE } from './support/looks.ts';
import { ROOT } from './support/paths.ts';
import type { Person } from './support/person.ts';
import { useOwnStage } from './support/stage.ts';

const stage = useOwnStage();
const PICTURES = join(ROOT, 'docs/screenshots');
const MAX_BYTES = 200 * 1024;
const DESKTOP: BrowserContextOptions = { viewport: { width: 1200, height: 760 }, reducedMotion: 'reduce' };
const SMALL: BrowserContextOptions = { ...PHONE, viewport: { width: 360, height: 700 }, reducedMotion: 'reduce' };

let lena: Account;

/** Four people and the bot in the lobby, and something going on elsewhere. */
async function believableTalk(): Promise<Account> {
  const person = async (userName: string, displayName: string): Promise<Account> => await Account.create(stage.url, userName, displayName);
  const owner = await person('lena', 'Lena Hoffmann');
  const [tom, aiko, rui] = [await person('tom', 'Tom Okafor'), await person('aiko', 'Aiko Tanaka'), await person('rui', 'Rui Almeida')];
  const releases = await tom.createRoom('releases', 'Releases');
  const coffee = await aiko.createRoom('coffee', 'Coffee corner');
  await owner.join(releases.id);
  await owner.join(coffee.id);
  await owner.call('POST', 'direct', { user: 'aiko' });

  await tom.says('lobby', 'Morning! The new server is up: one process, one folder, on the old laptop under the stairs.');
  const mean = await tom.says('lobby', 'Killed it twice while we were typing, just to be mean.');
  const lost = await aiko.says('lobby', 'And? Anything lost?');
  await tom.call('POST', 'rooms/lobby/messages', { clientId: 'reply', text: 'Nothing. Every message has a number: **no hole, no double**.', replyTo: lost });
  await rui.says('lobby', 'Ohayō Aiko! This is how I check it, by the way:\n```ts\nconst gaps = seqs.filter((seq, at) => seq !== at + 1);\nif (gaps.length > 0) throw new Error("a hole"); // never yet\n```');
  await owner.says('lobby', 'Lovely. I will write it up for https://example.org/notes this afternoon.');
  const typo = await aiko.says('lobby', 'I can take screnshots, if someone lends me a phone');
  await aiko.edits('lobby', typo, 'I can take screenshots, if someone lends me a phone.');
  await rui.says('lobby', '@parley roll');
  await answered(owner);
  const coffeeAt = await owner.says('lobby', 'Then it is decided: Rui makes the coffee.');
  for (const [who, seq, emoji] of [[aiko, mean, '❤️'], [tom, coffeeAt, '❤️'], [aiko, coffeeAt, '❤️'], [rui, coffeeAt, '☕'], [owner, coffeeAt, '☕']] as const) {
    await who.call('PUT', `rooms/lobby/messages/${seq}/reactions/${encodeURIComponent(emoji)}`);
  }

  await tom.says(releases.id, '0.1.0 is tagged.');
  await tom.says(releases.id, 'Notes are in the changelog, please read them once.');
  for (const text of ['The grinder is back from repair', 'Who finished the oat milk?', 'It was me. New one is in the fridge.']) await aiko.says(coffee.id, text);
  return owner;
}

/** The bot has answered. */
async function answered(reader: Account): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    if ((await reader.history('lobby')).some(({ text }) => text?.includes('the die falls') === true)) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('the bot says nothing');
}

/** In the lobby, read to the end, everybody's name and all colours there. */
async function inTheLobby(options: BrowserContextOptions): Promise<Person> {
  const page = await stage.person(lena, options);
  await page.entersRoom('lobby');
  await page.jumpsToLatest();
  await page.seesUnread({ Lobby: 0 });
  await page.entersRoom('lobby'); // again, without the line of the new messages
  await page.isAtTheEnd();
  await page.page.waitForFunction(() => document.querySelectorAll('.message-name').length > 5 && ![...document.querySelectorAll('.message-name')].some((name) => name.textContent === 'Someone'));
  await page.page.locator('.hljs-keyword').first().waitFor({ state: 'attached' });
  await page.page.locator('.quote-name', { hasText: 'Aiko' }).waitFor({ state: 'attached' });
  await page.page.mouse.move(140, 480);
  return page;
}

async function picture(page: Person, name: string): Promise<void> {
  const path = join(PICTURES, `${name}.png`);
  await page.page.screenshot({ path, caret: 'hide' });
  expect(statSync(path).size).toBeLessThan(MAX_BYTES);
}

beforeAll(async () => {
  mkdirSync(PICTURES, { recursive: true });
  lena = await believableTalk();
});

it.each(['light', 'dark'] as const)('a room, %s', async (colorScheme) => {
  await picture(await inTheLobby({ ...DESKTOP, colorScheme }), `room-${colorScheme}`);
});

it.each(['light', 'dark'] as const)('a phone, %s', async (colorScheme) => {
  const page = await inTheLobby({ ...SMALL, colorScheme });
  await picture(page, `phone-${colorScheme}`);
  await page.clicks('Open the room list');
  await page.page.waitForFunction(() => document.querySelector('#sidebar')!.getBoundingClientRect().left === 0);
  await picture(page, `phone-rooms-${colorScheme}`);
});

it('what helps one on', async () => {
  const page = await inTheLobby(DESKTOP);
  await page.page.keyboard.press('Control+Shift+f');
  await page.dialog.getByLabel('Search messages').fill('coffee');
  await page.page.locator('.search-hit mark').first().waitFor();
  await picture(page, 'search');
  await page.page.keyboard.press('Escape');
  await page.page.keyboard.press('Control+k');
  await page.dialog.getByRole('option').first().waitFor();
  await picture(page, 'switcher');
  await page.page.keyboard.press('Escape');
  await page.composer.pressSequentially('Ask @');
  await page.page.locator('.complete').waitFor();
  await picture(page, 'composer');
  await page.page.keyboard.press('Escape');
  await page.writes('Coffee is ready, come and get it.');
  await page.clicks('Send later');
  await page.dialog.getByText('Tomorrow morning').click();
  await picture(page, 'send-later');
});

it('what moderators see', async () => {
  const [tom, rui] = [await Account.signIn(stage.url, 'tom'), await Account.signIn(stage.url, 'rui')];
  const market = await lena.createRoom('market', 'Market');
  await tom.join(market.id);
  await rui.join(market.id);
  const seq = await rui.says(market.id, 'Best watches, today only, at https://watches.example');
  await tom.call('POST', `rooms/${market.id}/messages/${seq}/report`, { reason: 'I think his account is no longer his own: he never sold a watch.' });
  const page = await stage.person(lena, DESKTOP);
  await page.entersRoom('market');
  await page.page.getByRole('button', { name: '1 report waits' }).click();
  await page.dialog.getByText('Best watches').waitFor();
  await picture(page, 'reports');
});

it('empty places and the door', async () => {
  const page = await stage.person(lena, DESKTOP);
  const name = 'plans';
  await lena.createRoom(name, 'Summer plans');
  await page.entersRoom(name);
  await picture(page, 'empty-room');
  const visitor = await stage.person(null, DESKTOP);
  await visitor.goes('/');
  await visitor.page.getByText('Try as a demo user').waitFor();
  await picture(visitor, 'door');
});
