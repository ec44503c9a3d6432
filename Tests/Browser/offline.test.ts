import { expect, it } from 'vitest';
import type { Account } from './support/account.ts';
import { type Person, soon } from './support/person.ts';
import { useOwnStage } from './support/stage.ts';

const stage = useOwnStage();

const numbered = (what: string, from: number, to: number): string[] => Array.from({ length: to - from + 1 }, (_, index) => `${what} ${from + index}`);

/** Fifty things happen, an edit and a delete among them; what stands in the room afterwards. */
async function fiftyMessages(who: Account, room: string): Promise<(string | null)[]> {
  const seqs: number[] = [];
  for (const text of numbered('missed', 1, 50)) seqs.push(await who.says(room, text));
  await who.edits(room, seqs[9]!, 'missed 10, edited');
  await who.deletes(room, seqs[19]!);
  return numbered('missed', 1, 50).map((text) => (text === 'missed 20' ? null : text === 'missed 10' ? 'missed 10, edited' : text));
}

async function seesReconnecting(person: Person): Promise<void> {
  await person.banner.getByText('Reconnecting').waitFor({ timeout: 60_000 });
}

it('catches up after a time without network: all once, in order, edited and deleted', async () => {
  const [ann, bob] = [await stage.account('ann'), await stage.account('bob')];
  const room = await stage.room('Tunnel', ann, bob);
  const seq = await bob.says(room.id, 'before the tunnel');
  const doomed = await bob.says(room.id, 'to be deleted meanwhile');
  const page = await stage.person(ann);
  page.mayLoseConnection();
  await page.entersRoom(room.name);
  await page.sees('before the tunnel');
  await page.context.setOffline(true);
  await page.says('from the tunnel 1');
  await page.says('from the tunnel 2');
  await bob.edits(room.id, seq, 'before the tunnel, edited');
  await bob.deletes(room.id, doomed);
  const missed = await fiftyMessages(bob, room.id);
  await seesReconnecting(page);
  expect((await page.messages()).map(({ text, state }) => `${state}: ${text}`)).toEqual([
    'sent: before the tunnel', 'sent: to be deleted meanwhile', 'sending: from the tunnel 1', 'sending: from the tunnel 2',
  ]);
  await page.context.setOffline(false);
  await page.sees('from the tunnel 2');
  await page.seesEdited('before the tunnel, edited');
  await page.seesEdited('missed 10, edited');
  const said = (await ann.history(room.id)).filter(({ kind }) => kind === 'messagePosted');
  const shown = await page.messages();
  expect(shown.map((message) => message.seq)).toEqual(said.map((event) => event.seq));
  expect(shown.filter(({ text }) => text === null || text.startsWith('missed')).map(({ text }) => text)).toEqual([null, ...missed]);
  expect(shown.filter(({ text }) => text?.startsWith('from')).map(({ text }) => text)).toEqual(numbered('from the tunnel', 1, 2));
});

it('keeps what was typed without a server over a reload and sends it once, in order', async () => {
  const [ann, bob] = [await stage.account('ann'), await stage.account('bob')];
  const room = await stage.room('Night train', ann, bob);
  const [annsPage, bobsPage] = [await stage.person(ann), await stage.person(bob)];
  for (const page of [annsPage, bobsPage]) {
    page.mayLoseConnection();
    await page.entersRoom(room.name);
  }
  await annsPage.says('last words');
  await bobsPage.sees('last words');
  await stage.server.kill();
  await seesReconnecting(annsPage);
  for (const text of numbered('written in the dark', 1, 5)) await annsPage.says(text);
  await soon(async () => (await annsPage.messages()).filter(({ state }) => state === 'sending').map(({ text }) => text), numbered('written in the dark', 1, 5));
  await annsPage.page.getByText('waiting for the connection').first().waitFor();
  await annsPage.writes('a draft');
  await stage.server.restart();
  await annsPage.reloads(); // before they can all have been sent
  await annsPage.isInRoom(room.name);
  for (const page of [annsPage, bobsPage]) {
    await page.sees('written in the dark 5');
    await page.seesExactly(['last words', ...numbered('written in the dark', 1, 5)], /./);
    await page.banner.waitFor({ state: 'detached' });
  }
  expect(await annsPage.composer.inputValue()).toBe('a draft');
});

it('shows unsent messages after a reload while there is no server to send them to', async () => {
  const ann = await stage.account('ann');
  const room = await stage.room('Island', ann);
  const page = await stage.person(ann);
  page.mayLoseConnection();
  page.mayReport(/status of 503/);
  await page.entersRoom(room.name);
  // everything but the messages' road is there: the page loads, the hub does not answer
  await page.context.route('**/hub**', async (route) => await route.abort());
  await page.context.routeWebSocket('**/hub**', async (socket) => await socket.close());
  await page.reloads();
  await page.isInRoom(room.name);
  await page.says('unsent 1');
  await page.says('unsent 2');
  await page.reloads();
  await page.isInRoom(room.name);
  await soon(async () => (await page.messages()).map(({ text, state }) => `${state}: ${text}`), ['sending: unsent 1', 'sending: unsent 2']);
  await page.context.unrouteAll();
  const other = await stage.tab(page, `/rooms/${room.name}`);
  await other.seesExactly(['unsent 1', 'unsent 2'], /./);
  expect((await ann.history(room.id)).filter(({ kind }) => kind === 'messagePosted').map(({ text }) => text)).toEqual(['unsent 1', 'unsent 2']);
});

it('survives a server killed amid typing and sending: a banner, then everything exactly once', async () => {
  const [ann, bob] = [await stage.account('ann'), await stage.account('bob')];
  const room = await stage.room('Storm', ann, bob);
  const [annsPage, bobsPage] = [await stage.person(ann), await stage.person(bob)];
  for (const page of [annsPage, bobsPage]) {
    page.mayLoseConnection();
    await page.entersRoom(room.name);
  }
  const talk = async (page: Person, texts: readonly string[]): Promise<void> => {
    for (const text of texts) await page.says(text);
  };
  const before = [talk(annsPage, numbered('ann', 1, 20)), talk(bobsPage, numbered('bob', 1, 20))];
  await bobsPage.sees('ann 5');
  await stage.server.kill();
  await Promise.all(before);
  await seesReconnecting(annsPage);
  await seesReconnecting(bobsPage);
  await talk(annsPage, numbered('ann', 21, 25));
  await bobsPage.writes('bob is in the middle of a sen');
  await stage.server.restart();
  for (const page of [annsPage, bobsPage]) {
    await page.sees('ann 25');
    await page.sees('bob 20');
    await page.seesExactly(numbered('ann', 1, 25), /^ann/);
    await page.seesExactly(numbered('bob', 1, 20), /^bob/);
    await page.banner.waitFor({ state: 'detached' });
  }
  expect(await bobsPage.composer.inputValue()).toBe('bob is in the middle of a sen');
  const said = (await ann.history(room.id)).filter(({ kind }) => kind === 'messagePosted');
  expect(said).toHaveLength(45);
  expect((await annsPage.messages()).map(({ seq }) => seq)).toEqual(said.map(({ seq }) => seq));
  expect(await annsPage.texts()).toEqual(await bobsPage.texts());
});
