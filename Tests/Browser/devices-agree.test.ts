import { expect, it } from 'vitest';
import { soon } from './support/person.ts';
import { useStage } from './support/stage.ts';

const stage = useStage();
const TALL = '\nwith\nfour\nlines';

it('keeps drafts and levels of rooms on all devices', async () => {
  const ann = await stage.account('ann');
  const [room, other] = [await stage.room('Desk', ann), await stage.room('Shelf', ann)];
  const [phone, laptop] = [await stage.person(ann), await stage.person(ann)];
  await phone.entersRoom(room.name);
  await laptop.entersRoom(other.name);
  await phone.composer.pressSequentially('half a thought');
  await laptop.roomInList('Desk').getByRole('img', { name: 'unsent draft' }).waitFor();
  await laptop.opensRoom('Desk');
  await soon(async () => await laptop.composer.inputValue(), 'half a thought');
  await laptop.composer.press('Enter');
  await phone.sees('half a thought');
  await soon(async () => await phone.composer.inputValue(), '');

  await laptop.clicks('Room menu');
  await laptop.page.locator('.room-head').getByRole('button', { name: 'Notifications' }).click();
  await laptop.dialog.getByRole('radio', { name: /^Nothing/ }).check();
  await phone.roomInList('Desk').getByRole('img', { name: 'notifications off' }).waitFor();
});

it('says who is there and who has gone', async () => {
  const [ann, bob] = [await stage.account('ann'), await stage.account('bob')];
  const room = await stage.room('Here', ann, bob);
  await ann.call('POST', 'direct', { user: bob.userName });
  const [annsPage, bobsPage] = [await stage.person(ann), await stage.person(bob)];
  await annsPage.entersRoom(room.name);
  await annsPage.roomInList('Bob').getByRole('img', { name: 'offline' }).waitFor();
  await bobsPage.entersRoom(room.name);
  await annsPage.roomInList('Bob').getByRole('img', { name: 'online' }).waitFor();
  await annsPage.clicks('Members');
  await annsPage.dialog.getByRole('listitem').filter({ hasText: 'Bob' }).getByRole('img', { name: 'online' }).waitFor();
  await annsPage.page.keyboard.press('Escape');
  await bobsPage.leaves();
  await annsPage.roomInList('Bob').getByRole('img', { name: 'offline' }).waitFor();
});

it('reads, unreads and joins on one device as on the other', async () => {
  const [ann, bob] = [await stage.account('ann'), await stage.account('bob')];
  const [room, other] = [await stage.room('Both', ann, bob), await stage.room('Other', ann, bob)];
  const [phone, laptop] = [await stage.person(ann), await stage.person(ann)];
  await phone.entersRoom(other.name);
  await laptop.entersRoom(other.name);
  for (let count = 1; count <= 12; count++) await bob.says(room.id, `news ${count}${TALL}`);
  for (const page of [phone, laptop]) await page.seesUnread({ Both: 12 });

  // one stands at the line, the other reads to the end: the line goes
  await laptop.opensRoom('Both');
  await laptop.page.locator('.new-line').waitFor();
  expect((await laptop.roomList())['Both']).toBe(12);
  await phone.opensRoom('Both');
  await phone.jumpsToLatest();
  await laptop.page.locator('.new-line').waitFor({ state: 'detached' });
  for (const page of [phone, laptop]) await page.seesUnread({ Both: 0 });

  // back again, from a message on: the line is above it, and looking at it is not reading it
  await phone.message('news 11').hover();
  await phone.message('news 11').getByRole('button', { name: 'Mark as unread' }).click();
  await phone.page.locator('[data-row]:has(.new-line)').getByText('news 11').waitFor();
  for (const page of [phone, laptop]) await page.seesUnread({ Both: 2 });
  await laptop.opensRoom('Other');
  await laptop.opensRoom('Both');
  await laptop.jumpsToLatest();
  for (const page of [phone, laptop]) await page.seesUnread({ Both: 0 });

  // a room that is joined on one is in the list of the other
  const third = await stage.room('Third', bob);
  await phone.goes(`/rooms/${third.name}`);
  await phone.clicks('Join Third');
  await soon(async () => Object.keys(await laptop.roomList()).includes('Third'), true);
});
