import { mkdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import { soon } from './support/person.ts';
import { useStage } from './support/stage.ts';

const stage = useStage();

/** With PARLEY_SHOTS=folder: pictures to look at. */
async function shot(page: { screenshot(options: { path: string }): Promise<unknown> }, name: string): Promise<void> {
  const folder = process.env['PARLEY_SHOTS'];
  if (folder === undefined) return;
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: `${folder}/${name}.png` });
}

it('lets an owner mute a member, give the voice back and put them out', async () => {
  const [ann, bob] = [await stage.account('ann'), await stage.account('bob')];
  const room = await stage.room('Manners', ann, bob);
  const [annsPage, bobsPage] = [await stage.person(ann), await stage.person(bob, { colorScheme: 'dark' })];
  await annsPage.entersRoom(room.name);
  await bobsPage.entersRoom(room.name);

  await annsPage.clicks('Members');
  await annsPage.dialog.getByText(`@${bob.userName} · Member`).waitFor();
  await shot(annsPage.page, 'members');
  await annsPage.clicks('What to do with Bob');
  await shot(annsPage.page, 'member-menu');
  await annsPage.dialog.getByRole('button', { name: 'Mute' }).click();
  const muting = annsPage.page.getByRole('dialog', { name: 'Mute Bob?' });
  await muting.getByText('Until it is lifted').click();
  await muting.getByRole('button', { name: 'Mute', exact: true }).click();
  await annsPage.dialog.getByText(`@${bob.userName} · Muted`).waitFor();
  await bobsPage.page.getByText('You are muted in this room').waitFor();
  expect(await bobsPage.composer.count()).toBe(0);
  await bobsPage.page.getByText('Ann made Bob a reader who cannot write').waitFor();
  await shot(bobsPage.page, 'muted-dark');

  await annsPage.clicks('What to do with Bob');
  await annsPage.dialog.getByRole('button', { name: 'Let write again' }).click();
  await bobsPage.composer.waitFor();
  await bobsPage.says('thank you');
  await annsPage.sees('thank you');

  await annsPage.clicks('What to do with Bob');
  await annsPage.dialog.getByRole('button', { name: 'Remove from the room' }).click();
  await bobsPage.page.getByRole('heading', { name: 'You were removed from Manners' }).waitFor();
  await soon(async () => await annsPage.dialog.getByText(`@${bob.userName}`).count(), 0);
  await annsPage.page.keyboard.press('Escape');
  await annsPage.page.getByText('Ann removed Bob').waitFor();
});

it('brings people into a private room by name and by a link that is shown once', async () => {
  const [ann, bob, cat] = [await stage.account('ann'), await stage.account('bob'), await stage.account('cat')];
  const name = stage.name('den');
  await ann.createRoom(name, 'Den', 'private');
  const annsPage = await stage.person(ann);
  await annsPage.entersRoom(name);
  await annsPage.clicks('Room menu');
  await annsPage.clicks('Invite people');
  await annsPage.dialog.getByLabel('User name').fill(bob.userName);
  await annsPage.page.keyboard.press('Enter');
  await annsPage.page.getByText(`${bob.userName} is in the room now.`).waitFor();
  await annsPage.dialog.getByRole('button', { name: 'Make a link' }).click();
  const link = await annsPage.dialog.getByLabel('Invite link').inputValue();
  await shot(annsPage.page, 'invite');
  expect(link).toContain('/invite#');

  const catsPage = await stage.person(cat, { viewport: { width: 320, height: 640 } });
  catsPage.mayReport(/404/);
  await catsPage.goes(new URL(link).pathname + new URL(link).hash);
  await catsPage.page.getByRole('heading', { name: 'You are invited to Den' }).waitFor();
  await shot(catsPage.page, 'invite-320');
  await catsPage.clicks('Join');
  await catsPage.isInRoom(name);
  await catsPage.says('here I am');
  await annsPage.sees('here I am');

  const late = await stage.person(await stage.account('late'));
  late.mayReport(/404/);
  await late.goes(new URL(link).pathname + new URL(link).hash);
  await late.page.getByRole('heading', { name: 'This invite is not good any more' }).waitFor();
});

it('shows what a room is about, and an archived one only to be read', async () => {
  const [ann, bob] = [await stage.account('ann'), await stage.account('bob')];
  const room = await stage.room('Papers', ann, bob);
  const [annsPage, bobsPage] = [await stage.person(ann), await stage.person(bob, { viewport: { width: 320, height: 640 } })];
  await annsPage.entersRoom(room.name);
  await bobsPage.entersRoom(room.name);
  await annsPage.clicks('Room menu');
  await annsPage.clicks('Room settings');
  await annsPage.dialog.getByLabel('Topic').fill('All about paper');
  await annsPage.dialog.getByLabel('Slow mode').selectOption('10');
  await annsPage.dialog.getByLabel(/^Newcomers see only what comes/).check();
  await annsPage.dialog.getByLabel(/^Who leaves may read on/).check();
  await annsPage.dialog.getByText('Messages are kept: As on this server: for ever').waitFor();
  await shot(annsPage.page, 'settings');
  await annsPage.dialog.getByRole('button', { name: 'Save' }).click();
  await bobsPage.page.locator('.room-head-more').getByText('All about paper').waitFor();

  await annsPage.clicks('Room menu');
  await annsPage.clicks('Room settings');
  expect(await annsPage.dialog.getByLabel(/^Newcomers see only what comes/).isChecked()).toBe(true);
  expect(await annsPage.dialog.getByLabel(/^Who leaves may read on/).isChecked()).toBe(true);
  await annsPage.dialog.getByRole('button', { name: 'Archive room' }).click();
  await annsPage.dialog.getByRole('button', { name: 'Archive room' }).click();
  await bobsPage.page.getByText('This room is archived').waitFor();
  await shot(bobsPage.page, 'archived-320');
  await annsPage.clicks('Room menu');
  await annsPage.clicks('Bring back from the archive');
  await bobsPage.composer.waitFor();
});

it('begins a conversation of two from the list of members, under the name of the other', async () => {
  const [ann, bob] = [await stage.account('ann'), await stage.account('bob')];
  const room = await stage.room('Corner', ann, bob);
  const [annsPage, bobsPage] = [await stage.person(ann), await stage.person(bob)];
  await annsPage.entersRoom(room.name);
  await annsPage.clicks('Members');
  await annsPage.clicks('What to do with Bob');
  await annsPage.dialog.getByRole('button', { name: 'Send a direct message' }).click();
  await annsPage.page.getByRole('heading', { name: 'Bob', level: 1 }).waitFor();
  await annsPage.says('between us');
  await bobsPage.goes('/');
  await bobsPage.opensRoom('Ann');
  await bobsPage.sees('between us');
  await shot(bobsPage.page, 'direct');
});
