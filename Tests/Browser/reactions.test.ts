import { expect, it } from 'vitest';
import { type Person, soon } from './support/person.ts';
import { useStage } from './support/stage.ts';

const stage = useStage();

const reactions = async (page: Person, text: string): Promise<string[]> =>
  await page.message(text).locator('.reaction').evaluateAll((all) => all.map((one) => `${one.textContent}${one.getAttribute('aria-pressed') === 'true' ? ' mine' : ''}`));

async function reacts(page: Person, text: string, emoji: string): Promise<void> {
  await page.message(text).hover();
  await page.message(text).getByRole('button', { name: 'Add a reaction' }).click();
  await page.dialog.getByRole('button', { name: emoji, exact: true }).click();
}

it('shows what people press, at once and on every page, who it was, and takes it back', async () => {
  const [ann, bob] = [await stage.account('ann'), await stage.account('bob')];
  const room = await stage.room('Thumbs', ann, bob);
  const [annsPage, bobsPage] = [await stage.person(ann), await stage.person(bob)];
  await annsPage.entersRoom(room.name);
  await bobsPage.entersRoom(room.name);
  await ann.says(room.id, 'cake at four');
  await reacts(bobsPage, 'cake at four', '🎉');
  await soon(() => reactions(bobsPage, 'cake at four'), ['🎉1 mine']);
  await soon(() => reactions(annsPage, 'cake at four'), ['🎉1']);
  await annsPage.message('cake at four').getByRole('button', { name: '🎉, 1 reaction' }).click();
  for (const page of [annsPage, bobsPage]) await soon(() => reactions(page, 'cake at four'), ['🎉2 mine']);
  expect(await annsPage.message('cake at four').locator('.reaction').getAttribute('title')).toBe('Bob and you');
  // found by name
  await annsPage.message('cake at four').hover();
  await annsPage.message('cake at four').getByRole('button', { name: 'Add a reaction' }).click();
  await annsPage.dialog.getByLabel('Find an emoji').fill('birthday');
  await annsPage.dialog.getByRole('button', { name: '🎂', exact: true }).click();
  for (const page of [annsPage, bobsPage]) await soon(async () => (await reactions(page, 'cake at four')).length, 2);
  // the same after a reload, and without it once it is taken back
  await bobsPage.reloads();
  await bobsPage.sees('cake at four');
  await bobsPage.message('cake at four').getByRole('button', { name: '🎉, 2 reactions' }).click();
  await soon(async () => (await reactions(annsPage, 'cake at four')).includes('🎉1 mine'), true);
});

it('shows what an edited message said before', async () => {
  const [ann, bob] = [await stage.account('ann'), await stage.account('bob')];
  const room = await stage.room('Versions', ann, bob);
  const seq = await ann.says(room.id, 'at four');
  await ann.edits(room.id, seq, 'at five');
  await ann.edits(room.id, seq, 'at six');
  const page = await stage.person(bob);
  await page.entersRoom(room.name);
  await page.seesEdited('at six');
  await page.message('at six').getByRole('button', { name: '(edited)' }).click();
  await soon(async () => await page.page.locator('.versions .message-text').allInnerTexts(), ['at six', 'at five', 'at four']);
});

it('answers a message with what it said, and goes there', async () => {
  const [ann, bob] = [await stage.account('ann'), await stage.account('bob')];
  const room = await stage.room('Answers', ann, bob);
  const asked = await ann.says(room.id, 'who has the **ladder**?');
  for (let count = 1; count <= 25; count++) await ann.says(room.id, `and more ${count}\nlines\nof it`);
  const page = await stage.person(bob);
  await page.entersRoom(room.name);
  await page.log.evaluate((log) => void (log.scrollTop = 0));
  await page.message('who has the').hover();
  await page.message('who has the').getByRole('button', { name: 'Reply', exact: true }).click();
  await page.page.getByText('Replying to Ann').waitFor();
  await page.page.keyboard.type('Tom has');
  await page.page.keyboard.press('Enter');
  await page.sees('Tom has');
  expect((await bob.history(room.id)).at(-1)).toMatchObject({ text: 'Tom has', replyTo: asked });
  expect(await page.page.getByText('Replying to Ann').count()).toBe(0);
  const quote = page.message('Tom has').locator('.quote');
  await quote.getByText('who has the ladder?').waitFor();
  await quote.click();
  await soon(async () => await page.page.evaluate(() => document.activeElement?.getAttribute('data-seq')), String(asked));
  await ann.edits(room.id, asked, 'who has the key?');
  await quote.getByText('who has the key?').waitFor();
});
