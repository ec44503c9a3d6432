import { expect, it } from 'vitest';
import { soon } from './support/person.ts';
import { useStage } from './support/stage.ts';

const stage = useStage();

it('creates a room, finds it in the browser, joins it by link and leaves it', async () => {
  const [ann, bob, cleo] = [await stage.account('ann'), await stage.account('bob'), await stage.account('cleo')];
  const [annsPage, bobsPage, cleosPage] = [await stage.person(ann), await stage.person(bob), await stage.person(cleo)];
  await annsPage.goes('/');
  await annsPage.isInRoom('lobby');
  await annsPage.clicks('Create a room');
  await annsPage.dialog.getByLabel('Title').fill('Book Club');
  await annsPage.dialog.getByRole('button', { name: 'Create room' }).click();
  await annsPage.isInRoom('book-club');
  await annsPage.page.getByText('This is the beginning of Book Club').waitFor();
  await annsPage.says('first page');
  await annsPage.sees('first page');

  await bobsPage.goes('/rooms/lobby');
  await bobsPage.isInRoom('lobby');
  await bobsPage.clicks('Browse rooms');
  await bobsPage.dialog.getByLabel('Filter rooms').fill('book');
  await bobsPage.dialog.getByRole('listitem').filter({ hasText: 'Book Club' }).getByRole('button', { name: 'Join' }).click();
  await bobsPage.isInRoom('book-club');
  await bobsPage.sees('first page');
  await annsPage.page.getByText('Bob joined').waitFor();

  await cleosPage.goes('/rooms/book-club');
  await cleosPage.clicks('Join Book Club');
  await cleosPage.isInRoom('book-club');
  await cleosPage.says('me too');
  await annsPage.sees('me too');

  await bobsPage.clicks('Room menu');
  await bobsPage.clicks('Leave room');
  await bobsPage.dialog.getByRole('button', { name: 'Leave room' }).click();
  await bobsPage.isInRoom('lobby');
  expect(Object.keys(await bobsPage.roomList())).toEqual(['Lobby']);
  await annsPage.page.getByText('Bob left').waitFor();
  await annsPage.says('after Bob');
  await cleosPage.sees('after Bob');
  await soon(async () => await bobsPage.roomList(), { Lobby: 0 });
});

it('refuses a name that is taken, beside the field', async () => {
  const ann = await stage.account('ann');
  const room = await stage.room('Taken', ann);
  const page = await stage.person(ann);
  page.mayReport(/status of 409/);
  await page.entersRoom(room.name);
  await page.clicks('Create a room');
  await page.dialog.getByLabel('Title').fill('Another');
  await page.dialog.getByLabel('Name', { exact: true }).fill(room.name);
  await page.dialog.getByRole('button', { name: 'Create room' }).click();
  await page.dialog.getByText(/taken/i).waitFor();
  await page.page.keyboard.press('Escape');
  await page.dialog.waitFor({ state: 'detached' });
});

it('hides a private room from everyone else, and says the same of a room that does not exist', async () => {
  const [ann, bob] = [await stage.account('ann'), await stage.account('bob')];
  const [annsPage, bobsPage] = [await stage.person(ann), await stage.person(bob)];
  bobsPage.mayReport(/status of 404/);
  await annsPage.goes('/rooms/lobby');
  await annsPage.isInRoom('lobby');
  await annsPage.clicks('Create a room');
  await annsPage.dialog.getByLabel('Title').fill('Secret Plans');
  await annsPage.dialog.getByText('Private', { exact: true }).click();
  await annsPage.dialog.getByRole('button', { name: 'Create room' }).click();
  await annsPage.isInRoom('secret-plans');
  await annsPage.says('the secret');
  await annsPage.sees('the secret');
  const words: string[] = [];
  for (const name of ['secret-plans', 'no-such-room']) {
    await bobsPage.goes(`/rooms/${name}`);
    await bobsPage.page.getByRole('heading', { name: 'No such room' }).waitFor();
    words.push((await bobsPage.page.getByRole('main').innerText()).replace(name, '…'));
  }
  expect(words[0]).toBe(words[1]);
  await bobsPage.page.getByRole('main').getByRole('button', { name: 'Browse rooms' }).click();
  await bobsPage.dialog.getByText('Lobby', { exact: true }).waitFor();
  expect(await bobsPage.dialog.innerText()).not.toContain('Secret');
  await bobsPage.page.keyboard.press('Escape');
  await bobsPage.clicks('Back to my rooms');
  await bobsPage.isInRoom('lobby');
  expect(JSON.stringify(await bob.call('GET', 'rooms'))).not.toContain('secret');
});

it('counts what is unread, in bold and in the title, and forgets it where and as soon as it is read', async () => {
  const [ann, bob] = [await stage.account('ann'), await stage.account('bob')];
  const [quiet, busy] = [await stage.room('Quiet', ann, bob), await stage.room('Busy', ann, bob)];
  const page = await stage.person(ann);
  await page.entersRoom(quiet.name);
  const weight = async (): Promise<number> => Number(await page.roomInList('Busy').locator('.room-item-title').evaluate((title) => getComputedStyle(title).fontWeight));
  await page.seesTitle('Quiet · Parley');
  expect(await weight()).toBeLessThan(600);
  for (const text of ['one', 'two', 'three']) await bob.says(busy.id, text);
  await page.seesUnread({ Busy: 3, Quiet: 0 });
  await page.seesTitle('(3) Quiet · Parley');
  expect(await weight()).toBeGreaterThanOrEqual(600);
  await page.roomInList('Busy').getByText('3 unread messages').waitFor({ state: 'attached' });

  // another tab of hers reads them
  const tab = await stage.tab(page, `/rooms/${quiet.name}`);
  await tab.isInRoom(quiet.name);
  await tab.seesUnread({ Busy: 3 });
  await tab.opensRoom('Busy');
  await tab.sees('three');
  for (const one of [tab, page]) await one.seesUnread({ Busy: 0, Quiet: 0 });
  await page.seesTitle('Quiet · Parley');
  expect(await weight()).toBeLessThan(600);
  await page.reloads();
  await page.isInRoom(quiet.name);
  await page.seesUnread({ Busy: 0, Quiet: 0 });
});

it('counts neither what was said before I came nor comings and goings as unread', async () => {
  const [ann, bob, cleo] = [await stage.account('ann'), await stage.account('bob'), await stage.account('cleo')];
  const [here, there] = [await stage.room('Here', ann), await stage.room('There', bob)];
  for (let count = 1; count <= 5; count++) await bob.says(there.id, `before Ann ${count}`);
  await ann.join(there.id);
  const page = await stage.person(ann);
  await page.entersRoom(here.name);
  await page.seesUnread({ There: 0, Lobby: 0 });
  await cleo.join(there.id);
  await cleo.leave(there.id);
  await bob.says(there.id, 'the first since');
  await page.seesUnread({ There: 1 });
  await page.opensRoom('There');
  await page.sees('before Ann 1');
  await page.page.locator('[data-row]:has(.new-line)').getByText('the first since').waitFor();
});

it('goes back and forth with the browser’s own buttons', async () => {
  const ann = await stage.account('ann');
  const [one, two] = [await stage.room('Back one', ann), await stage.room('Back two', ann)];
  const page = await stage.person(ann);
  await page.entersRoom(one.name);
  await page.opensRoom(two.title);
  await page.page.goBack();
  await page.isInRoom(one.name);
  await page.page.goForward();
  await page.isInRoom(two.name);
  await page.seesTitle('Back two · Parley');
});
