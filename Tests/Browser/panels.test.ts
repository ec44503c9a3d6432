import type { Locator } from 'playwright-core';
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

const thread = (page: Person): Locator => page.page.getByRole('complementary', { name: 'Thread' });
const texts = async (of: Locator): Promise<string[]> => await of.locator('.message-text').evaluateAll((all) => all.map((one) => one.querySelector('p')!.textContent!));

it('answers in a thread beside the room, which tells of it where it was said', async () => {
  const [ann, bob] = [await stage.account('ann'), await stage.account('bob')];
  const room = await stage.room('Tools', ann, bob);
  const root = await bob.says(room.id, 'who has the **ladder**?');
  await ann.says(room.id, 'something else');
  const [annsPage, bobsPage] = [await stage.person(ann), await stage.person(bob)];
  await annsPage.entersRoom(room.name);
  await bobsPage.entersRoom('lobby');
  await annsPage.message('who has the').hover();
  await annsPage.message('who has the').getByRole('button', { name: 'Reply in a thread' }).click();
  const writing = thread(annsPage).getByLabel('Reply in the thread');
  await soon(async () => await writing.evaluate((box) => box === document.activeElement), true);
  await thread(annsPage).getByText('who has the').waitFor();
  await annsPage.page.keyboard.type('Tom has');
  await annsPage.page.keyboard.press('Enter');
  await soon(() => texts(thread(annsPage)), ['who has the ladder?', 'Tom has']);
  await soon(async () => (await ann.history(room.id)).at(-1), expect.objectContaining({ text: 'Tom has', thread: root })); // the page shows it before the server has it

  // where it was said, and under what it is about; it is no message of the room
  const line = annsPage.page.locator('.thread-row');
  await soon(async () => await line.locator('.thread-line-text > *').evaluateAll((all) => all.map((one) => one.textContent!.replace(/\d\d:\d\d$/, ''))), ['Ann replied towho has the ladder?', 'Tom has']);
  await annsPage.page.locator('.room-column').getByRole('button', { name: '1 reply' }).waitFor();
  expect(await texts(annsPage.page.locator('.room-column'))).toEqual(['who has the ladder?', 'something else']);

  // who began it is told, on all pages, until it was read
  const item = bobsPage.page.getByRole('navigation').getByRole('link', { name: 'Threads' });
  await item.getByText('1 unread message').waitFor({ state: 'attached' });
  await bobsPage.opensRoom('Tools');
  await bobsPage.page.getByRole('button', { name: '1 reply 1 new' }).click();
  await soon(() => texts(thread(bobsPage)), ['who has the ladder?', 'Tom has']);
  await item.locator('.badge').waitFor({ state: 'detached' });
  await bobsPage.page.getByRole('button', { name: '1 reply', exact: true }).waitFor();
  await thread(bobsPage).getByLabel('Reply in the thread').fill('and where is he?');
  await bobsPage.page.keyboard.press('Enter');
  await soon(() => texts(thread(annsPage)), ['who has the ladder?', 'Tom has', 'and where is he?']);
  await soon(async () => await line.locator('.thread-line-who').allInnerTexts(), ['Bob and Ann: 2 replies to']);

  // the up arrow edits what one said in the thread, not in the room
  await writing.press('ArrowUp');
  await thread(annsPage).getByText('Editing your message').waitFor();
  await writing.fill('Tom has it');
  await writing.press('Enter');
  await soon(() => texts(thread(bobsPage)), ['who has the ladder?', 'Tom has it', 'and where is he?']);
  // what is said in the room meanwhile is said there
  await bobsPage.page.getByLabel('Message Tools').fill('in the room');
  await bobsPage.page.keyboard.press('Enter');
  await annsPage.sees('in the room');
  expect((await ann.history(room.id)).at(-1)).not.toHaveProperty('thread');

  // given up, and so on all devices
  const follows = thread(annsPage).getByRole('button', { name: 'Follow this thread' });
  expect(await follows.getAttribute('aria-pressed')).toBe('true');
  await follows.click();
  await annsPage.page.getByText('You follow this thread no more.').waitFor();
  await annsPage.reloads();
  await soon(async () => await follows.getAttribute('aria-pressed'), 'false');

  // a link to a message of a thread opens the thread
  const said = await bob.says(room.id, 'he is out', { thread: root });
  await annsPage.goes(`/rooms/${room.name}/m/${said}`);
  await soon(() => focused(annsPage), String(said));
  expect(new URL(annsPage.page.url()).pathname).toBe(`/rooms/${room.name}/t/${root}/m/${said}`);
  await thread(annsPage).getByRole('button', { name: 'Close the panel' }).click();
  await thread(annsPage).waitFor({ state: 'detached' });
});

it('lists the threads that one follows, with what is new in them; a phone shows a thread as a page', async () => {
  const [ann, bob] = [await stage.account('ann'), await stage.account('bob')];
  const room = await stage.room('Shed', ann, bob);
  const [first, second] = [await ann.says(room.id, 'the first'), await ann.says(room.id, 'the second')];
  await bob.says(room.id, 'to the second', { thread: second });
  for (let count = 1; count <= 70; count++) await bob.says(room.id, `to the first ${count}`, { thread: first });
  const phone = await stage.person(ann, { ...PHONE, bypassCSP: true, reducedMotion: 'reduce' });
  await phone.goes('/threads');
  const cards = phone.page.locator('.panel-card');
  await soon(async () => await cards.evaluateAll((all) => all.map((card) => `${card.querySelector('.panel-card-words')!.textContent} ${card.querySelector('.thread-news')?.textContent}`)), ['the first 70 new', 'the second 1 new']);
  await fits(phone);
  expect(await grave(phone)).toEqual([]);
  await cards.first().tap();
  await thread(phone).getByText('to the first 70').waitFor();
  await fits(phone);
  expect(await grave(phone)).toEqual([]);
  expect(await phone.page.getByLabel('Message Shed').isVisible()).toBe(false);
  // up to where it began
  await soon(async () => {
    await thread(phone).locator('.log-scroll').evaluate((log) => void (log.scrollTop = 0));
    return (await texts(thread(phone))).slice(0, 3);
  }, ['the first', 'to the first 1', 'to the first 2']);
  expect(await texts(thread(phone))).toHaveLength(71);
  // reading a thread is not reading the room
  expect((await ann.call<{ readN: number }>('GET', `rooms/${room.id}`)).readN).toBe(0);
  await phone.page.goBack();
  await soon(async () => await phone.page.locator('.thread-news').allInnerTexts(), ['1 new']);
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
