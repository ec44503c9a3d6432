import { expect, it } from 'vitest';
import { soon } from './support/person.ts';
import { useStage } from './support/stage.ts';

const stage = useStage();

it('sends with Enter, breaks the line with Shift+Enter, and leaves the Enter of an input method alone', async () => {
  const ann = await stage.account('ann');
  const room = await stage.room('Keys', ann);
  const page = await stage.person(ann);
  await page.entersRoom(room.name);
  await page.writes('one');
  await page.composer.press('Shift+Enter');
  await page.page.keyboard.type('two');
  await page.composer.press('Enter');
  await page.sees('onetwo');
  expect(await page.composer.inputValue()).toBe('');
  await page.writes('ni');
  await page.composer.evaluate((box) => box.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', isComposing: true, bubbles: true, cancelable: true })));
  expect(await page.composer.inputValue()).toBe('ni');
  await page.writes('   ');
  await page.composer.press('Enter');
  expect((await ann.history(room.id)).filter(({ kind }) => kind === 'messagePosted').map(({ text }) => text)).toEqual(['one\ntwo']);
});

it('edits the last own message with the up arrow', async () => {
  const [ann, bob] = [await stage.account('ann'), await stage.account('bob')];
  const room = await stage.room('Edits', ann, bob);
  const [annsPage, bobsPage] = [await stage.person(ann), await stage.person(bob)];
  await annsPage.entersRoom(room.name);
  await bobsPage.entersRoom(room.name);
  await annsPage.says('teh first');
  await annsPage.sees('teh first');
  await bob.says(room.id, 'something of Bob');
  await annsPage.sees('something of Bob');
  await annsPage.composer.press('ArrowUp');
  expect(await annsPage.composer.inputValue()).toBe('teh first');
  await annsPage.composer.press('Escape');
  expect(await annsPage.composer.inputValue()).toBe('');
  await annsPage.editsLast('the first');
  for (const page of [annsPage, bobsPage]) {
    await page.seesEdited('the first');
    await page.seesExactly(['the first', 'something of Bob'], /./);
  }
  await bobsPage.reloads();
  await bobsPage.seesEdited('the first');
});

it('deletes after asking once, and leaves a tombstone for everyone', async () => {
  const [ann, bob] = [await stage.account('ann'), await stage.account('bob')];
  const room = await stage.room('Deletes', bob, ann);
  const [annsPage, bobsPage] = [await stage.person(ann), await stage.person(bob)];
  await annsPage.entersRoom(room.name);
  await bobsPage.entersRoom(room.name);
  await annsPage.says('I take this back');
  await bobsPage.sees('I take this back');
  const row = annsPage.message('I take this back');
  await row.hover();
  await row.getByRole('button', { name: 'Delete message' }).click();
  await annsPage.dialog.getByText('Delete this message?').waitFor();
  await annsPage.dialog.getByRole('button', { name: 'Cancel' }).click();
  await annsPage.sees('I take this back');
  await annsPage.deletes('I take this back');
  for (const page of [annsPage, bobsPage]) {
    await page.page.getByText('This message was deleted.').waitFor();
    await page.seesExactly([null], /./);
  }
  expect(JSON.stringify(await bob.history(room.id))).not.toContain('I take this back');
  await annsPage.composer.press('ArrowUp');
  await expect(annsPage.page.getByText('Editing your message').isVisible()).resolves.toBe(false);
});

it('offers what one may do: others cannot change my words, the owner of the room can delete them', async () => {
  const [owner, ann, bob] = [await stage.account('olga'), await stage.account('ann'), await stage.account('bob')];
  const room = await stage.room('House rules', owner, ann, bob);
  const seq = await ann.says(room.id, 'words of Ann');
  const [ownersPage, annsPage, bobsPage] = [await stage.person(owner), await stage.person(ann), await stage.person(bob)];
  const offered = async (page: typeof annsPage): Promise<(string | null)[]> => {
    await page.entersRoom(room.name);
    await page.sees('words of Ann');
    await page.message('words of Ann').hover();
    return await page.message('words of Ann').locator('.message-actions button').evaluateAll((buttons) => buttons.map((button) => button.getAttribute('aria-label')));
  };
  expect(await offered(annsPage)).toEqual(['Add a reaction', 'Reply', 'Reply in a thread', 'Copy link to message', 'Copy text', 'Mark as unread', 'Pin message', 'Edit message', 'Delete message', 'More actions']);
  expect(await offered(bobsPage)).toEqual(['Add a reaction', 'Reply', 'Reply in a thread', 'Copy link to message', 'Copy text', 'Mark as unread', 'Pin message', 'More actions']);
  expect(await offered(ownersPage)).toEqual(['Add a reaction', 'Reply', 'Reply in a thread', 'Copy link to message', 'Copy text', 'Mark as unread', 'Pin message', 'Delete message', 'More actions']);
  await expect(bob.edits(room.id, seq, 'words of Bob')).rejects.toThrow(/403/);
  await expect(bob.deletes(room.id, seq)).rejects.toThrow(/403/);
  await expect(owner.edits(room.id, seq, 'words of Olga')).rejects.toThrow(/403/);
  await ownersPage.deletes('words of Ann');
  for (const page of [ownersPage, annsPage, bobsPage]) await page.seesExactly([null], /./);
});

it('shows who is typing, and no longer when they sent or stopped', async () => {
  const [ann, bob] = [await stage.account('ann'), await stage.account('bob')];
  const room = await stage.room('Typing', ann, bob);
  const [annsPage, bobsPage] = [await stage.person(ann), await stage.person(bob)];
  await annsPage.entersRoom(room.name);
  await bobsPage.entersRoom(room.name);
  await annsPage.composer.pressSequentially('hel');
  await bobsPage.page.getByText('Ann is typing…').waitFor();
  await annsPage.says('hello');
  await bobsPage.sees('hello');
  expect(await bobsPage.page.getByText('is typing…').count()).toBe(0);
  await annsPage.composer.pressSequentially('and');
  await bobsPage.page.getByText('Ann is typing…').waitFor();
  await annsPage.leaves();
  await bobsPage.page.getByText('is typing…').waitFor({ state: 'detached', timeout: 8000 });
});

it('keeps a draft per room, and marks the room that has one', async () => {
  const ann = await stage.account('ann');
  const [one, two] = [await stage.room('Draft one', ann), await stage.room('Draft two', ann)];
  const page = await stage.person(ann);
  await page.entersRoom(one.name);
  await page.writes('not yet');
  await page.opensRoom(two.title);
  expect(await page.composer.inputValue()).toBe('');
  await page.roomInList(one.title).getByRole('img', { name: 'unsent draft' }).waitFor();
  await page.reloads();
  await page.isInRoom(two.name);
  await page.opensRoom(one.title);
  await soon(async () => await page.composer.inputValue(), 'not yet');
  await page.composer.press('Enter');
  await page.sees('not yet');
  await page.reloads();
  await page.sees('not yet');
  expect(await page.composer.inputValue()).toBe('');
});
