import { expect, it } from 'vitest';
import { grave } from './support/looks.ts';
import { type Person, soon } from './support/person.ts';
import { useOwnStage } from './support/stage.ts';

const LONGEST = 600;
const stage = useOwnStage({ Parley__Messages__MaxTextLength: String(LONGEST) });

const choices = (page: Person): Promise<string[]> => page.page.locator('.complete [role=option] .complete-title').allInnerTexts();

it('completes people, also by names in Chinese, rooms and emoji, by keys alone', async () => {
  const [ann, bob, wang] = [await stage.account('ann'), await stage.account('bob', 'Bob Lindqvist'), await stage.account('wang', '王小明')];
  const room = await stage.room('Names', ann, bob, wang);
  const garden = await stage.room('Garden', ann);
  const page = await stage.person(ann);
  await page.entersRoom(room.name);
  const { keyboard } = page.page;
  await page.composer.focus();
  await keyboard.type('hi @');
  await soon(async () => (await choices(page)).toSorted(), ['Ann', 'Bob Lindqvist', '王小明']);
  await keyboard.type('lind');
  await soon(() => choices(page), ['Bob Lindqvist']);
  expect(await page.composer.getAttribute('aria-activedescendant')).toBe('complete-0');
  await keyboard.press('Enter');
  expect(await page.composer.inputValue()).toBe(`hi @${bob.userName} `);
  await keyboard.type('and @小');
  await soon(() => choices(page), ['王小明']);
  await keyboard.press('Tab');
  expect(await page.composer.inputValue()).toBe(`hi @${bob.userName} and @${wang.userName} `);
  await keyboard.type('in #gar');
  await soon(() => choices(page), [garden.title]);
  await keyboard.press('Enter');
  await keyboard.type(':smi');
  await soon(async () => (await choices(page)).length > 3, true);
  const second = (await page.page.locator('.complete-mark').allInnerTexts())[1]!;
  await keyboard.press('ArrowDown');
  await keyboard.press('Enter');
  expect(await page.composer.inputValue()).toBe(`hi @${bob.userName} and @${wang.userName} in #${garden.name} ${second} `);
  // Esc closes the list and nothing else: what is written stays, and Enter sends
  await keyboard.type('@bo');
  await soon(() => choices(page), ['Bob Lindqvist']);
  await keyboard.press('Escape');
  expect(await choices(page)).toEqual([]);
  await keyboard.press('Enter');
  await soon(async () => (await ann.history(room.id)).at(-1)?.text, `hi @${bob.userName} and @${wang.userName} in #${garden.name} ${second} @bo`);
});

it('lists the commands one may use, and does what they say', async () => {
  const [ann, bob] = [await stage.account('ann'), await stage.account('bob')];
  const room = await stage.room('Orders', ann, bob);
  const [annsPage, bobsPage] = [await stage.person(ann), await stage.person(bob)];
  await annsPage.entersRoom(room.name);
  await bobsPage.entersRoom(room.name);
  await bobsPage.composer.pressSequentially('/');
  await soon(async () => (await choices(bobsPage)).some((title) => title.startsWith('/shrug')), true);
  expect((await choices(bobsPage)).some((title) => title.startsWith('/topic'))).toBe(false); // a member may not
  await annsPage.composer.pressSequentially('/to');
  await soon(() => choices(annsPage), ['/topic [text]']);
  await annsPage.page.keyboard.press('Enter');
  await annsPage.page.keyboard.type('Tea and cake');
  await annsPage.page.keyboard.press('Enter');
  await bobsPage.page.locator('.room-head-more').getByText('Tea and cake').waitFor();
  await bobsPage.says('/shrug who knows');
  await annsPage.sees('who knows ¯\\_(ツ)_/¯');
  await bobsPage.says('/usr/bin is no command'); // and so it is a message
  await annsPage.sees('/usr/bin is no command');
  // what only looks like one is not sent before somebody says so
  await bobsPage.says('/tpoic Coffee');
  await bobsPage.page.getByText('There is no command /tpoic.').waitFor();
  await bobsPage.writes('/topic Coffee');
  await bobsPage.composer.press('Enter');
  await bobsPage.page.getByText('You may not use /topic here.').waitFor();
  expect((await bob.history(room.id)).filter(({ text }) => text?.includes('Coffee'))).toEqual([]);
  await bobsPage.clicks('Send it as text');
  await annsPage.sees('/topic Coffee');
  await bobsPage.says('//topic of the day');
  await annsPage.sees('/topic of the day');
  await bobsPage.says(`/msg @${ann.userName} psst`);
  await annsPage.opensRoom('Bob');
  await annsPage.sees('psst');
});

it('keeps a message for later: a time for it, the same on all devices, until it goes out or is thrown away', async () => {
  const ann = await stage.account('ann');
  const room = await stage.room('Later', ann);
  const [here, there] = [await stage.person(ann, { bypassCSP: true }), await stage.person(ann)];
  there.mayReport(/status of 422/);
  await here.entersRoom(room.name);
  await there.entersRoom(room.name);
  await here.writes('good morning');
  await here.clicks('Send later');
  await here.dialog.getByText('Tomorrow morning').click();
  expect(await grave(here)).toEqual([]);
  await here.dialog.getByRole('button', { name: 'Schedule' }).click();
  await here.page.getByText(/A message of yours goes out .+09:00/).waitFor();
  await soon(async () => await here.composer.inputValue(), '');
  await there.page.getByRole('button', { name: /A message of yours goes out/ }).click();
  await there.dialog.getByText('good morning').waitFor();
  await there.dialog.getByRole('button', { name: 'Change', exact: true }).click();
  const change = there.page.getByRole('dialog', { name: 'Change the message' });
  await change.getByLabel('Message').fill('good night');
  await change.getByLabel('Date and time').fill('2020-01-01T10:00');
  await change.getByRole('button', { name: 'Save' }).click();
  await change.getByText('This time has passed.').waitFor(); // and nothing is lost
  await change.getByText('In an hour').click();
  await change.getByRole('button', { name: 'Save' }).click();
  await change.waitFor({ state: 'detached' });
  await soon(async () => (await ann.call<{ text: string; at: string }[]>('GET', 'me/scheduled')).map(({ text, at }) => [text, Math.round((Date.parse(at) - Date.now()) / 3_600_000)]), [['good night', 1]]);
  await here.page.getByRole('button', { name: /A message of yours goes out/ }).click();
  await here.dialog.getByText('good night').waitFor();
  await here.dialog.getByRole('button', { name: 'Do not send' }).click();
  await here.page.getByRole('dialog', { name: 'Do not send this message?' }).getByRole('button', { name: 'Do not send' }).click();
  await here.dialog.getByText('Nothing is waiting.').waitFor();
  expect(await ann.call('GET', 'me/scheduled')).toEqual([]);
  await there.dialog.getByText('Nothing is waiting.').waitFor();
  for (const page of [here, there]) await page.page.keyboard.press('Escape');
  // its time comes
  await ann.call('POST', `rooms/${room.id}/scheduled`, { clientId: 'on-time', text: 'on time', at: new Date(Date.now() + 1500).toISOString() });
  await here.page.getByText(/A message of yours goes out/).waitFor();
  await here.sees('on time');
  await here.page.getByText(/A message of yours goes out/).waitFor({ state: 'detached' });
});

it('says why a message for later was not sent', async () => {
  const [ann, bob] = [await stage.account('ann'), await stage.account('bob')];
  const room = await stage.room('Refused', ann, bob);
  const page = await stage.person(bob);
  await page.entersRoom(room.name);
  await bob.call('POST', `rooms/${room.id}/scheduled`, { clientId: 'refused', text: 'too late', at: new Date(Date.now() + 1000).toISOString() });
  await ann.call('POST', `rooms/${room.id}/archive`);
  await page.page.getByRole('button', { name: 'Account and settings' }).click();
  await page.clicks('Scheduled messages');
  await page.dialog.getByText(/It could not be sent: This room is archived/).waitFor();
  await ann.call('DELETE', `rooms/${room.id}/archive`);
  await page.dialog.getByRole('button', { name: 'Send now' }).click();
  await page.dialog.getByText('Nothing is waiting.').waitFor();
  await page.page.keyboard.press('Escape');
  await page.sees('too late');
});

it('counts what is left of a long text, and sends none that is too long', async () => {
  const ann = await stage.account('ann');
  const room = await stage.room('Novel', ann);
  const page = await stage.person(ann);
  await page.entersRoom(room.name);
  await page.writes('x'.repeat(LONGEST - 10));
  await page.page.getByText('10 characters left').waitFor();
  const long = 'y'.repeat(LONGEST + 5);
  await page.writes(long);
  await page.page.getByText('5 characters too many').waitFor();
  await page.composer.press('Enter');
  expect(await page.composer.inputValue()).toBe(long); // whole, and still here
  expect(await page.page.getByRole('button', { name: 'Send message' }).isDisabled()).toBe(true);
  await page.composer.press('End');
  for (let count = 0; count < 5; count++) await page.composer.press('Backspace');
  await page.page.getByText('0 characters left').waitFor();
  await page.composer.press('Enter');
  await page.sees('y'.repeat(LONGEST));
});

it('says when a message goes out that was too fast, and sends it by itself', async () => {
  const [ann, bob] = [await stage.account('ann'), await stage.account('bob')];
  const room = await stage.room('Slow', ann, bob);
  await ann.call('PATCH', `rooms/${room.id}`, { slowMode: 5 });
  const page = await stage.person(bob);
  await page.entersRoom(room.name);
  await page.says('first');
  await page.sees('first');
  await page.says('second');
  await page.page.locator('.message-waits').getByText(/It goes out by itself in \d s/).waitFor();
  expect((await page.messages()).at(-1)).toMatchObject({ text: 'second', state: 'sending' });
  await page.sees('second');
});

it('takes a deletion back within five seconds, and nobody saw it go', async () => {
  const [ann, bob] = [await stage.account('ann'), await stage.account('bob')];
  const room = await stage.room('Regret', ann, bob);
  const [annsPage, bobsPage] = [await stage.person(ann), await stage.person(bob)];
  await annsPage.entersRoom(room.name);
  await bobsPage.entersRoom(room.name);
  const seq = await ann.says(room.id, 'better not');
  await annsPage.sees('better not');
  const row = annsPage.message('better not');
  await row.hover();
  await row.getByRole('button', { name: 'Delete message' }).click();
  await annsPage.dialog.getByRole('button', { name: 'Delete', exact: true }).click();
  await annsPage.page.getByText('This message was deleted.').waitFor();
  await annsPage.clicks('Undo');
  await annsPage.sees('better not');
  await ann.says(room.id, 'after it');
  await bobsPage.sees('after it');
  await bobsPage.seesExactly(['better not', 'after it'], /./);
  expect((await bob.history(room.id)).find((event) => event.seq === seq)?.text).toBe('better not');
  // and one that is left alone is done, also if the page is closed before its time
  await annsPage.message('better not').hover();
  await annsPage.message('better not').getByRole('button', { name: 'Delete message' }).click();
  await annsPage.dialog.getByRole('button', { name: 'Delete', exact: true }).click();
  await annsPage.page.getByText('This message was deleted.').waitFor();
  await annsPage.goes('/devices');
  await bobsPage.seesExactly([null, 'after it'], /./);
});

it('colours code that names its language, and copies it as it was written', async () => {
  const ann = await stage.account('ann');
  const room = await stage.room('Code', ann);
  const page = await stage.person(ann);
  await page.context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.entersRoom(room.name);
  const code = 'const a: string = "<b>";\nif (a) return;';
  await ann.says(room.id, `\`\`\`ts\n${code}\n\`\`\``);
  await ann.says(room.id, '```\nplain <i>\n```');
  await page.page.locator('.code-block .hljs-keyword').first().waitFor();
  const blocks = page.page.locator('.code-block pre');
  expect(await blocks.first().innerText()).toBe(code);
  expect(await blocks.last().locator('span').count()).toBe(0);
  await page.page.locator('.code-block').first().hover();
  await page.page.locator('.code-block').first().getByRole('button', { name: 'Copy code' }).click();
  await page.page.getByText('Text copied.').waitFor();
  expect(await page.page.evaluate(async () => await navigator.clipboard.readText())).toBe(code);
});
