import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import type { Account } from './support/account.ts';
import { fits, grave, PHONE } from './support/looks.ts';
import { type Person, soon } from './support/person.ts';
import { useStage } from './support/stage.ts';

const stage = useStage();
/** Where pictures go that somebody wants to look at; none without it. */
const PICTURES = process.env['PARLEY_PICTURES'];

let ann: Account;
let room: { id: string; name: string; title: string };

beforeAll(async () => {
  ann = await stage.account('ann');
  const bob = await stage.account('bob');
  room = await stage.room('Garden', ann, bob);
  await bob.says(room.id, 'Who has the **ladder**?');
  await bob.says(room.id, 'مرحبا، من لديه السلم؟');
  await ann.deletes(room.id, await ann.says(room.id, 'gone'));
});

async function picture(person: Person, name: string): Promise<void> {
  if (PICTURES === undefined) return;
  mkdirSync(PICTURES, { recursive: true });
  await person.page.screenshot({ path: join(PICTURES, `${name}.png`) });
}

/** Words on the page that are neither from the catalogue, which has brackets, nor what people wrote. */
async function raw(person: Person): Promise<string[]> {
  return await person.page.evaluate(() => {
    const theirs = '[dir=auto], .message-text, .avatar, .account-user, .browse-more, kbd, time, bdi, .day, .room-head-more, option, .device-name, .complete-more, pre, [aria-hidden=true]';
    const texts: string[] = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const parent = node.parentElement!;
      if (parent.closest(`script, style, noscript, ${theirs}`) === null && parent.checkVisibility()) texts.push(node.textContent!);
    }
    for (const element of document.body.querySelectorAll('*')) {
      if (element.closest('.message, .membership, .device-times') !== null) continue; // their labels hold what people wrote, or a date
      for (const name of ['aria-label', 'title', 'placeholder', 'alt']) texts.push(element.getAttribute(name) ?? '');
    }
    const left = (text: string): string => {
      let before = '';
      let now = text;
      while (now !== before) [before, now] = [now, now.replace(/⟦[^⟦⟧]*⟧/g, '')];
      return now;
    };
    return texts.filter((text) => /\p{L}/u.test(left(text))).map((text) => text.trim());
  });
}

it('takes every word on the page from the catalogue', async () => {
  const visitor = await stage.person(null);
  await visitor.context.addInitScript(() => localStorage.setItem('parley.language', 'en-XA'));
  await visitor.goes('/');
  await visitor.page.getByRole('heading', { name: '⟦Welcome back⟧' }).waitFor();
  await visitor.page.getByText('⟦Try as a demo user⟧').waitFor();
  expect(await raw(visitor)).toEqual([]);
  await visitor.page.getByRole('button', { name: '⟦Create an account⟧' }).click();
  expect(await raw(visitor)).toEqual([]);

  const page = await stage.person(ann);
  await page.context.addInitScript(() => localStorage.setItem('parley.language', 'en-XA'));
  page.mayReport(/status of 404/);
  await page.entersRoom(room.name);
  await page.page.getByText('⟦This message was deleted.⟧').waitFor();
  expect(await raw(page)).toEqual([]);
  const { keyboard } = page.page;
  const dialog = async (opens: () => Promise<void>): Promise<void> => {
    await opens();
    await page.dialog.waitFor();
    await soon(async () => await raw(page), []);
    await keyboard.press('Escape');
    await page.dialog.waitFor({ state: 'detached' });
  };
  const clicks = async (name: string): Promise<void> => await page.page.getByRole('button', { name: `⟦${name}⟧`, exact: true }).click();
  for (const name of ['Browse rooms', 'Create a room', 'Send a direct message', 'Members']) await dialog(async () => await clicks(name));
  await dialog(async () => await keyboard.press('Control+k'));
  await dialog(async () => await keyboard.press('Control+/'));
  for (const name of ['Invite people', 'Room settings', 'Reported messages', 'Notifications', 'Leave room']) {
    await dialog(async () => {
      await clicks('Room menu');
      expect(await raw(page)).toEqual([]);
      await page.page.locator('.room-head').getByRole('button', { name: `⟦${name}⟧` }).click();
    });
  }
  await dialog(async () => {
    await page.page.locator('.account .menu-button').click();
    expect(await raw(page)).toEqual([]);
    await clicks('Scheduled messages');
  });
  for (const name of ['Seen by', 'Report message']) {
    await dialog(async () => {
      await page.message('ladder').hover();
      await page.message('ladder').getByRole('button', { name: '⟦More actions⟧' }).click();
      expect(await raw(page)).toEqual([]);
      await page.message('ladder').getByRole('button', { name: `⟦${name}⟧` }).click();
    });
  }
  await page.writes('later');
  await dialog(async () => await clicks('Send later'));
  await page.writes('/nothing');
  await page.composer.press('Enter');
  await page.page.getByText('⟦There is no command /nothing.⟧').waitFor();
  expect(await raw(page)).toEqual([]);
  await page.writes('');
  for (const path of ['/account', '/devices', '/rooms/nowhere']) {
    await page.goes(path);
    await page.page.getByRole('heading', { level: 1 }).waitFor();
    await soon(async () => await raw(page), []);
  }
});

it('speaks Chinese to a Chinese browser, and English again if one chooses it', async () => {
  const page = await stage.person(ann, { locale: 'zh-CN' });
  await page.entersRoom(room.name);
  await page.page.getByText('此消息已删除。').waitFor();
  expect(await page.page.evaluate(() => [document.documentElement.lang, document.documentElement.dir])).toEqual(['zh-CN', 'ltr']);
  await page.page.getByText('今天', { exact: true }).waitFor(); // days and times by the same language
  await picture(page, 'language-zh');
  await page.page.locator('.account .menu-button').click();
  await page.page.getByLabel('语言').selectOption('en');
  await page.page.getByText('This message was deleted.').waitFor();
  await page.reloads();
  await page.page.getByText('This message was deleted.').waitFor();
});

it('says in the language of the page what is wrong in a form', async () => {
  const visitor = await stage.person(null, { locale: 'zh-CN' });
  visitor.mayReport(/status of 4(?:04|22)/);
  await visitor.goes('/');
  await visitor.page.getByRole('button', { name: '创建账号' }).click();
  await visitor.page.getByLabel('用户名').fill('a b');
  await visitor.page.getByLabel('密码', { exact: true }).fill('short');
  await visitor.page.keyboard.press('Enter');
  await visitor.page.getByText('密码为 8 到 128 个字符。').waitFor();
  await visitor.page.getByText('用户名由字母、数字、点、下划线和连字符组成').waitFor();
  const page = await stage.person(ann, { locale: 'zh-CN' });
  page.mayReport(/status of 4(?:04|22)/);
  await page.entersRoom(room.name);
  await page.page.getByRole('button', { name: '发送私信' }).click();
  await page.dialog.getByLabel('用户名').fill(ann.userName);
  await page.page.keyboard.press('Enter');
  await page.dialog.getByText('这是你自己。').waitFor();
});

it.each([
  ['desktop', {}],
  ['phone', PHONE],
])('is mirrored in Arabic, and each message keeps its own direction (%s)', async (name, options) => {
  const page = await stage.person(ann, { ...options, locale: 'ar', bypassCSP: true, reducedMotion: 'reduce' });
  await page.entersRoom(room.name);
  await page.page.getByText('حُذفت هذه الرسالة.').waitFor();
  expect(await page.page.evaluate(() => document.documentElement.dir)).toBe('rtl');
  if (name === 'desktop') {
    // the list is on the right, the faces are right of the words
    expect(await page.page.locator('#sidebar').evaluate((bar) => bar.getBoundingClientRect().left)).toBeGreaterThan(700);
    const [face, words] = await page.page.locator('.message').first().evaluate((row) => ['.avatar', '.message-body'].map((part) => row.querySelector(part)!.getBoundingClientRect().left));
    expect(face).toBeGreaterThan(words!);
  }
  const directions = await page.page.locator('.message-text').evaluateAll((all) => all.map((text) => getComputedStyle(text).direction));
  expect(directions).toEqual(['ltr', 'rtl']);
  await fits(page);
  expect(await grave(page)).toEqual([]);
  await picture(page, `language-ar-${name}`);
});
