import { expect, it } from 'vitest';
import { fits, grave, PHONE } from './support/looks.ts';
import { type Person, soon } from './support/person.ts';
import { useStage } from './support/stage.ts';

const stage = useStage();

/** The answers of the poll with their votes, and which are mine. */
const answers = async (page: Person): Promise<string[]> =>
  await page.page.locator('.poll-option').evaluateAll((all) => all.map((one) => `${one.getAttribute('aria-label')}${one.getAttribute('aria-checked') === 'true' ? ' mine' : ''}`));

it('asks the room, counts what people choose, takes a choice back, and ends', async () => {
  const [ann, bob] = [await stage.account('ann'), await stage.account('bob')];
  const room = await stage.room('Kitchen', ann, bob);
  const [annsPage, bobsPage] = [await stage.person(ann), await stage.person(bob, { ...PHONE, bypassCSP: true, reducedMotion: 'reduce' })];
  await annsPage.entersRoom(room.name);
  await bobsPage.entersRoom(room.name);
  await annsPage.clicks('Room menu');
  await annsPage.clicks('Create a poll');
  await annsPage.dialog.getByLabel('Question').fill('Tea or coffee?');
  await annsPage.dialog.getByLabel('Answer 1').fill('Tea');
  const ask = annsPage.dialog.getByRole('button', { name: 'Ask', exact: true });
  expect(await ask.isDisabled()).toBe(true);
  await annsPage.dialog.getByLabel('Answer 2').fill('Coffee');
  await annsPage.clicks('Add an answer');
  await annsPage.dialog.getByLabel('Answer 3').fill('Neither');
  await ask.click();
  for (const page of [annsPage, bobsPage]) await soon(() => answers(page), ['Tea, 0 votes', 'Coffee, 0 votes', 'Neither, 0 votes']);
  await annsPage.page.getByRole('radio', { name: 'Tea' }).click();
  await bobsPage.page.getByRole('radio', { name: 'Coffee' }).tap();
  await soon(() => answers(annsPage), ['Tea, 1 vote mine', 'Coffee, 1 vote', 'Neither, 0 votes']);
  await bobsPage.page.getByRole('radio', { name: 'Tea' }).tap(); // one answer: the other goes
  for (const page of [annsPage, bobsPage]) await soon(() => answers(page), ['Tea, 2 votes mine', 'Coffee, 0 votes', 'Neither, 0 votes']);
  await annsPage.page.getByText('2 people voted').waitFor();
  expect(await annsPage.page.locator('.poll-option').first().getAttribute('title')).toBe('you and Bob');
  await fits(bobsPage);
  expect(await grave(bobsPage)).toEqual([]);
  await annsPage.page.getByRole('radio', { name: 'Tea' }).click(); // pressed once more, it is taken back
  await soon(() => answers(bobsPage), ['Tea, 1 vote mine', 'Coffee, 0 votes', 'Neither, 0 votes']);
  expect(await bobsPage.page.getByRole('button', { name: 'Close the poll' }).count()).toBe(0);
  await annsPage.clicks('Close the poll');
  await annsPage.dialog.getByRole('button', { name: 'Close the poll' }).click();
  await bobsPage.page.getByText('1 person voted · closed').waitFor();
  expect(await bobsPage.page.getByRole('radio', { name: 'Coffee' }).isDisabled()).toBe(true);
  await bobsPage.reloads();
  await soon(() => answers(bobsPage), ['Tea, 1 vote mine', 'Coffee, 0 votes', 'Neither, 0 votes']);
});

it('passes a message on, which says what it says now, and to those alone who may read it', async () => {
  const [ann, bob, eve] = [await stage.account('ann'), await stage.account('bob'), await stage.account('eve')];
  const secret = await ann.createRoom(stage.name('secret'), 'Secret plans', 'private');
  await ann.call('PUT', `rooms/${secret.id}/members/${bob.id}`);
  const room = await stage.room('Corridor', ann, bob, eve);
  const seq = await ann.says(secret.id, 'we meet at **four**');
  const page = await stage.person(ann);
  await page.entersRoom(secret.name);
  await page.forwards('we meet at');
  await page.dialog.getByLabel('To which room?').first().fill('corr');
  await page.dialog.getByText('Corridor').click();
  await page.dialog.getByLabel('Add a word').fill('see there');
  await page.dialog.getByRole('button', { name: 'Forward', exact: true }).click();
  await page.page.getByText('Forwarded to Corridor.').waitFor();
  const [bobsPage, evesPage] = [await stage.person(bob), await stage.person(eve)];
  await bobsPage.entersRoom(room.name);
  await evesPage.entersRoom(room.name);
  const passedOn = (of: Person) => of.message('see there').locator('.forwarded');
  await passedOn(bobsPage).getByText('we meet at four').waitFor();
  await passedOn(evesPage).getByText('You cannot read this message where it was written.').waitFor();
  expect(await evesPage.page.content()).not.toContain('we meet');
  expect(await evesPage.page.content()).not.toContain('Secret plans');
  await ann.edits(secret.id, seq, 'we meet at five');
  await passedOn(bobsPage).getByText('we meet at five').waitFor();
  expect(await evesPage.page.content()).not.toContain('we meet');
  await passedOn(bobsPage).getByRole('link', { name: 'Open it there' }).click();
  await soon(async () => await bobsPage.page.evaluate(() => document.activeElement?.getAttribute('data-seq')), String(seq));
});

it('begins a conversation of several, which is called by their names', async () => {
  const [ann, bob, cleo] = [await stage.account('ann'), await stage.account('bob'), await stage.account('cleo')];
  const [page, bobsPage] = [await stage.person(ann), await stage.person(bob)];
  await page.entersRoom('lobby');
  await bobsPage.entersRoom('lobby');
  await page.clicks('Send a direct message');
  await page.dialog.getByLabel('User name').fill(`@${bob.userName}, ${cleo.userName}`);
  await page.clicks('Open conversation');
  await page.page.getByRole('heading', { name: 'Bob, Cleo', level: 1 }).waitFor();
  await page.says('the three of us');
  await page.sees('the three of us');
  await bobsPage.opensRoom('Ann, Cleo');
  await bobsPage.sees('the three of us');
});

it('shows a conversation that began while the list of rooms was still on its way', async () => {
  const [ann, bob, cleo] = [await stage.account('ann'), await stage.account('bob'), await stage.account('cleo')];
  const room = await stage.room('Waiting', bob);
  const page = await stage.person(bob);
  const heard: string[] = [];
  page.page.on('websocket', (socket) => socket.on('framereceived', ({ payload }) => heard.push(payload.toString())));
  const hears = async (word: string): Promise<void> => await soon(() => heard.some((frame) => frame.includes(word)), true);
  let lists = 0;
  let arrives = (): void => {};
  const mayArrive = new Promise<void>((resolve) => (arrives = resolve));
  await page.page.route('**/api/v1/rooms?member=me', async (route) => {
    const isFirst = lists++ === 0;
    const answer = await route.fetch(); // as it is now
    if (isFirst) await mayArrive;
    await route.fulfill({ response: answer });
  });
  await page.goes(`/rooms/${room.name}`);
  await hears('drafts'); // what is mine is known, and changes of it are told from now on
  await soon(() => lists, 1);
  await ann.call('POST', 'direct', { users: [bob.userName, cleo.userName] });
  await hears('membership');
  arrives();
  await page.isInRoom(room.name);
  await page.opensRoom('Ann, Cleo');
});
