import { expect, it } from 'vitest';
import { fits, grave, PHONE } from './support/looks.ts';
import { type Person, soon } from './support/person.ts';
import { useStage } from './support/stage.ts';

const stage = useStage();
const TALL = '\nwith\nfour\nlines';

/** The number of the message that has the focus. */
const focused = async (page: Person): Promise<string | null> => await page.page.evaluate(() => document.activeElement?.getAttribute('data-seq') ?? null);

it('pins a message, finds it in the list of pins, goes there, and takes the pin away', async () => {
  const [ann, bob] = [await stage.account('ann'), await stage.account('bob')];
  const room = await stage.room('Board', ann, bob);
  const seq = await ann.says(room.id, 'the key is under the stone');
  for (let count = 1; count <= 12; count++) await ann.says(room.id, `filler ${count}${TALL}`);
  const [annsPage, bobsPage] = [await stage.person(ann), await stage.person(bob)];
  await bobsPage.goes(`/rooms/${room.name}/m/${seq}`);
  await bobsPage.message('the key is').hover();
  await bobsPage.message('the key is').getByRole('button', { name: 'Pin message' }).click();
  await bobsPage.message('the key is').getByText('Pinned by you').waitFor();

  await annsPage.entersRoom(room.name);
  await annsPage.jumpsToLatest();
  await annsPage.clicks('Room menu');
  await annsPage.clicks('Pinned messages');
  const panel = annsPage.page.getByRole('complementary', { name: 'Pinned messages' });
  await panel.getByText('the key is under the stone').click();
  await soon(() => focused(annsPage), String(seq));
  await annsPage.message('the key is').getByText('Pinned by Bob').waitFor();
  // what is pinned elsewhere comes, as it is now
  await bob.edits(room.id, await bob.says(room.id, 'tea at fuor'), 'tea at four');
  await bobsPage.jumpsToLatest();
  await bobsPage.message('tea at four').hover();
  await bobsPage.message('tea at four').getByRole('button', { name: 'Pin message' }).click();
  await soon(async () => await panel.locator('.panel-card-words').allInnerTexts(), ['tea at four', 'the key is under the stone']);
  await panel.getByRole('listitem').filter({ hasText: 'the key' }).getByRole('button', { name: 'Take the pin away' }).click();
  await soon(async () => await panel.locator('.panel-card-words').allInnerTexts(), ['tea at four']);
  await soon(async () => await annsPage.page.getByText('Pinned by Bob').count(), 1);
  await panel.getByRole('button', { name: 'Close the panel' }).press('Escape');
  await panel.waitFor({ state: 'detached' });
  expect(new URL(annsPage.page.url()).pathname).toBe(`/rooms/${room.name}`);
  await annsPage.message('the key is').waitFor(); // the room stayed where it was

  // a phone has no room for both; what comes behind the panel is not read
  const phone = await stage.person(ann, { ...PHONE, bypassCSP: true, reducedMotion: 'reduce' });
  await phone.goes(`/rooms/${room.name}/pins`);
  await phone.page.locator('.panel-card').waitFor();
  await annsPage.opensRoom('Lobby');
  await fits(phone);
  expect(await grave(phone)).toEqual([]);
  expect(await phone.composer.isVisible()).toBe(false);
  await bob.says(room.id, 'while she looks at pins');
  await annsPage.seesUnread({ Board: 2 });
  await phone.page.locator('.panel-card').tap();
  await phone.page.locator('.panel').waitFor({ state: 'detached' });
  await phone.message('tea at four').waitFor();
  await phone.jumpsToLatest();
  await annsPage.seesUnread({ Board: 0 });
});

it('counts apart what was said to me, in the list and in the title', async () => {
  const [ann, bob] = [await stage.account('ann'), await stage.account('bob')];
  const [here, there] = [await stage.room('Quiet corner', ann, bob), await stage.room('Loud corner', bob, ann)];
  const page = await stage.person(ann);
  await page.entersRoom(here.name);
  const item = page.roomInList('Loud corner');
  await bob.says(there.id, 'to nobody');
  await item.getByText('1 unread message', { exact: true }).waitFor({ state: 'attached' });
  await page.seesTitle('(1) Quiet corner · Parley');
  const said = await bob.says(there.id, `to you, @${ann.userName}`);
  await item.getByText('2 unread messages, 1 of them for you').waitFor({ state: 'attached' });
  expect(await item.locator('.mention').innerText()).toBe('@1');
  await page.seesTitle('(@1 · 2) Quiet corner · Parley');
  // an edit changes who is meant, and the count is the same after a reload
  await bob.edits(there.id, said, 'to nobody after all');
  await page.seesTitle('(2) Quiet corner · Parley');
  await bob.edits(there.id, said, '@room, listen');
  await page.seesTitle('(@1 · 2) Quiet corner · Parley');
  await page.reloads();
  await page.seesTitle('(@1 · 2) Quiet corner · Parley');
  await page.opensRoom('Loud corner');
  await page.seesTitle('Loud corner · Parley');
  await item.locator('.mention').waitFor({ state: 'detached' });
  // back again, by hand
  await page.message('@room, listen').hover();
  await page.message('@room, listen').getByRole('button', { name: 'Mark as unread' }).click();
  await page.seesTitle('(@1 · 1) Loud corner · Parley');
});
