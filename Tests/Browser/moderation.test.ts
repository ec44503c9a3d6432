import { expect, it } from 'vitest';
import { grave } from './support/looks.ts';
import { type Person, soon } from './support/person.ts';
import { useStage } from './support/stage.ts';

const stage = useStage();

/** What is behind the three dots of a message. */
async function more(page: Person, text: string, action: string): Promise<void> {
  await page.message(text).hover();
  await page.message(text).getByRole('button', { name: 'More actions' }).click();
  await page.message(text).getByRole('button', { name: action }).click();
}

it('reports a message; the moderators are told at once, see what it said, and settle it', async () => {
  const [ann, bob, eve] = [await stage.account('ann'), await stage.account('bob'), await stage.account('eve')];
  const room = await stage.room('Market', ann, bob, eve);
  const seq = await eve.says(room.id, 'Buy my pills');
  const [annsPage, bobsPage] = [await stage.person(ann, { bypassCSP: true }), await stage.person(bob)];
  await annsPage.entersRoom(room.name);
  await bobsPage.entersRoom(room.name);
  const badge = annsPage.page.getByRole('button', { name: /reports? waits?/ });
  expect(await badge.count()).toBe(0);
  await more(bobsPage, 'Buy my pills', 'Report message');
  await bobsPage.dialog.getByText('Buy my pills').waitFor();
  await bobsPage.dialog.getByLabel('What is wrong with it?').fill('Spam, again');
  await bobsPage.dialog.getByRole('button', { name: 'Report', exact: true }).click();
  await bobsPage.page.getByText('The moderators have been told.').waitFor();
  expect(await bobsPage.page.getByRole('button', { name: /reports? waits?/ }).count()).toBe(0); // a member has no queue
  await badge.click();
  const item = annsPage.dialog.locator('.report');
  await item.getByText('Spam, again').waitFor();
  await item.getByText('Buy my pills').waitFor();
  await item.getByText('Reported by Bob').waitFor();
  expect(await grave(annsPage)).toEqual([]);
  // for an hour, from here
  await item.getByRole('button', { name: 'Mute …' }).click();
  const muting = annsPage.page.getByRole('dialog', { name: 'Mute Eve?' });
  await muting.getByText('8 hours').click();
  await muting.getByRole('button', { name: 'Mute', exact: true }).click();
  await muting.waitFor({ state: 'detached' });
  const [mute] = await ann.call<{ user: string; until: string }[]>('GET', `rooms/${room.id}/mutes`);
  expect(mute?.user).toBe(eve.id);
  expect(Math.round((Date.parse(mute!.until) - Date.now()) / 3_600_000)).toBe(8);
  // deleting what was reported settles it
  await item.getByRole('button', { name: 'Delete message' }).click();
  await annsPage.page.getByRole('dialog', { name: 'Delete this message?' }).getByRole('button', { name: 'Delete', exact: true }).click();
  await annsPage.dialog.getByText('Nothing to do.').waitFor();
  await bobsPage.page.getByText('This message was deleted.').waitFor();
  expect((await bob.history(room.id)).find((event) => event.seq === seq)?.deleted).toBe(true);
  await annsPage.dialog.getByText('Settled').click();
  await item.getByText('Handled by Ann').waitFor();
  await item.getByRole('button', { name: 'Open again' }).click();
  await annsPage.page.keyboard.press('Escape');
  await soon(async () => await badge.locator('.badge').innerText(), '1');
});

it('mutes for a time: the muted one reads until when, the list of members says it, and a command lifts it', async () => {
  const [ann, eve] = [await stage.account('ann'), await stage.account('eve')];
  const room = await stage.room('Quiet', ann, eve);
  const [annsPage, evesPage] = [await stage.person(ann), await stage.person(eve)];
  await annsPage.entersRoom(room.name);
  await evesPage.entersRoom(room.name);
  await annsPage.clicks('Members');
  await annsPage.dialog.getByRole('button', { name: 'What to do with Eve' }).click();
  await annsPage.dialog.getByRole('button', { name: 'Mute', exact: true }).click();
  const muting = annsPage.page.getByRole('dialog', { name: 'Mute Eve?' });
  await muting.getByText('1 day').click();
  await muting.getByRole('button', { name: 'Mute', exact: true }).click();
  await annsPage.dialog.locator('.browse-item', { hasText: 'Eve' }).getByText(/Muted · until /).waitFor();
  await evesPage.page.getByText(/You are muted in this room until .+: you can read, not write\./).waitFor();
  expect(await evesPage.composer.count()).toBe(0);
  await annsPage.page.keyboard.press('Escape');
  await annsPage.says(`/unmute @${eve.userName}`);
  await annsPage.page.getByText(`${eve.userName} may write again.`).waitFor();
  await evesPage.composer.waitFor();
  await evesPage.says('at last');
  await annsPage.sees('at last');
  await annsPage.says(`/mute @${eve.userName} soon`);
  await annsPage.page.getByText('Say how long as 30m').waitFor();
  expect(await annsPage.composer.inputValue()).toBe(`/mute @${eve.userName} soon`);
  await annsPage.says(`/mute @${eve.userName} 30m`);
  await evesPage.page.getByText(/You are muted in this room until/).waitFor();
});

it('says who has seen a message', async () => {
  const [ann, bob] = [await stage.account('ann'), await stage.account('bob')];
  const room = await stage.room('Looks', ann, bob);
  await ann.says(room.id, 'look at me');
  const annsPage = await stage.person(ann);
  await annsPage.entersRoom(room.name);
  await more(annsPage, 'look at me', 'Seen by');
  await annsPage.dialog.getByText('Nobody else has seen it yet.').waitFor();
  const bobsPage = await stage.person(bob);
  await bobsPage.entersRoom(room.name);
  await bobsPage.sees('look at me');
  await annsPage.page.getByRole('dialog', { name: 'Seen by 1' }).getByText('Bob', { exact: true }).waitFor(); // while she looks
  await annsPage.page.keyboard.press('Escape');
  await more(annsPage, 'look at me', 'Seen by');
  await annsPage.page.getByRole('dialog', { name: 'Seen by 1' }).getByText('Bob', { exact: true }).waitFor();
});

it('deletes many messages at once, and brings them back', async () => {
  const [ann, bob, eve] = [await stage.account('ann'), await stage.account('bob'), await stage.account('eve')];
  const room = await stage.room('Flood', ann, bob, eve);
  await bob.says(room.id, 'a question');
  for (const text of ['spam one', 'spam two', 'spam three']) await eve.says(room.id, text);
  const [annsPage, bobsPage] = [await stage.person(ann, { bypassCSP: true }), await stage.person(bob)];
  await annsPage.entersRoom(room.name);
  await bobsPage.entersRoom(room.name);
  await annsPage.clicks('Room menu');
  await annsPage.page.locator('.room-head').getByRole('button', { name: 'Delete many messages' }).click();
  await annsPage.dialog.getByLabel(/^Written by/).fill(`@${eve.userName}`);
  await annsPage.dialog.getByText('The last 100').click();
  expect(await grave(annsPage)).toEqual([]);
  await annsPage.dialog.getByRole('button', { name: 'Delete them' }).click();
  await annsPage.page.getByText('3 messages deleted.').waitFor();
  await bobsPage.seesExactly(['a question', null, null, null], /./);
  await annsPage.clicks('Undo');
  await bobsPage.seesExactly(['a question', 'spam one', 'spam two', 'spam three'], /./);
  await annsPage.seesExactly(['a question', 'spam one', 'spam two', 'spam three'], /./);
});

it('keeps words from being said: hidden, refused, or looked at by a moderator first', async () => {
  const [ann, bob] = [await stage.account('ann'), await stage.account('bob')];
  const room = await stage.room('Words', ann, bob);
  const [annsPage, bobsPage] = [await stage.person(ann, { bypassCSP: true }), await stage.person(bob)];
  await annsPage.entersRoom(room.name);
  await bobsPage.entersRoom(room.name);
  await annsPage.clicks('Room menu');
  await annsPage.page.locator('.room-head').getByRole('button', { name: 'Words not to be said' }).click();
  for (const [at, [word, action]] of ([['turnip', 'Hide it'], ['radish', 'Refuse it'], ['parsnip', 'Ask a moderator']] as const).entries()) {
    await annsPage.dialog.getByRole('button', { name: 'Add a word' }).click();
    await annsPage.dialog.getByLabel('Word or phrase').nth(at).fill(word);
    await annsPage.dialog.getByRole('combobox').nth(at).selectOption(action);
  }
  expect(await grave(annsPage)).toEqual([]);
  await annsPage.dialog.getByRole('button', { name: 'Save' }).click();
  await annsPage.page.getByText('The words are saved.').waitFor();
  await bobsPage.says('a Turnip for all');
  await annsPage.sees('a •••••• for all');
  await bobsPage.says('no radish');
  await bobsPage.page.getByText(/Not sent: There are words in this/).waitFor();
  await bobsPage.page.locator('.message-failed-line').getByRole('button', { name: 'Delete' }).click();
  await bobsPage.says('one parsnip');
  await bobsPage.page.getByText('Your message waits until a moderator has looked at it.').waitFor();
  await bobsPage.says('and a carrot'); // goes on
  await annsPage.sees('and a carrot');
  expect((await annsPage.texts()).includes('one parsnip')).toBe(false);
  await annsPage.page.getByRole('button', { name: '1 message waits for a moderator' }).click();
  await annsPage.dialog.getByText('one parsnip').waitFor();
  await annsPage.dialog.getByRole('button', { name: 'Let it through' }).click();
  await annsPage.dialog.getByText('No message waits.').waitFor();
  await annsPage.page.keyboard.press('Escape');
  await annsPage.sees('one parsnip');
  await bobsPage.page.getByText('A moderator let your message through.').waitFor();
  await bobsPage.sees('one parsnip');
});
