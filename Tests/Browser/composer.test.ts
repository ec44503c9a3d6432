import { expect, it } from 'vitest';
import { type Person, soon } from './support/person.ts';
import { useStage } from './support/stage.ts';

const LONGEST = 600;
const stage = useStage({ Parley__Messages__MaxTextLength: String(LONGEST) });

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
