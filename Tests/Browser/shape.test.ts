import type { BrowserContextOptions } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Account, PASSWORD } from './support/account.ts';
import { fits, grave, PHONE } from './support/looks.ts';
import { type Person, soon } from './support/person.ts';
import { useStage } from './support/stage.ts';

const stage = useStage();
const FINGER_PX = 44;

let ann: Account;
let bob: Account;
let room: { id: string; name: string; title: string };
let other: { id: string; name: string; title: string };

beforeAll(async () => {
  ann = await stage.account('ann', 'Ann Berger');
  bob = await stage.account('bob', 'Bob Lindqvist');
  room = await stage.room('Garden', ann, bob);
  other = await stage.room('Kitchen', ann, bob);
  await bob.says(room.id, 'Who has the **ladder**? See https://example.org/ladders for the `telescopic` one.');
  await ann.says(room.id, 'I do. It is rather long, and this message is too, so that it has to break on any phone there ever was.');
  await ann.says(room.id, '```\ncode that is quite a bit wider than three hundred and twenty pixels\n```');
  const seq = await bob.says(room.id, 'gone');
  await bob.deletes(room.id, seq);
});

/** What the finger may miss. */
async function smallTargets(person: Person): Promise<string[]> {
  return await person.page.evaluate((least) => {
    const targets = [...document.querySelectorAll<HTMLElement>('button, a.room-item, input, textarea, .choice, [role=option], .menu-item')];
    const hit = (element: HTMLElement): DOMRect => (element.closest('.choice, .menu-item, .composer-box') ?? element).getBoundingClientRect();
    return targets
      .filter((element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && !element.closest('.message-text, [inert]'))
      .filter((element) => {
        const { left, right } = element.getBoundingClientRect();
        return right > 0 && left < innerWidth;
      })
      .filter((element) => Math.min(hit(element).width, hit(element).height) < least - 0.5)
      .map((element) => `${element.className} “${element.getAttribute('aria-label') ?? element.textContent ?? ''}” ${Math.round(hit(element).width)}×${Math.round(hit(element).height)}`);
  }, FINGER_PX);
}

it('fits a phone of 320 × 640: no sideways scrolling, a drawer, targets for fingers', async () => {
  const door = await stage.person(null, PHONE);
  await door.goes('/');
  await door.isAtTheDoor();
  await door.page.getByText('Try as a demo user').waitFor();
  await fits(door);
  expect(await smallTargets(door)).toEqual([]);

  const phone = await stage.person(ann, PHONE);
  await phone.entersRoom(room.name);
  await fits(phone);
  expect(await smallTargets(phone)).toEqual([]);
  const drawer = phone.page.getByRole('navigation', { name: 'Rooms' });
  const inSight = async (): Promise<boolean> => await phone.page.locator('#sidebar').evaluate((bar) => bar.getBoundingClientRect().right > 0 && getComputedStyle(bar).visibility === 'visible');
  expect(await inSight()).toBe(false);
  await phone.page.getByRole('button', { name: 'Open the room list' }).tap();
  await soon(inSight, true);
  await phone.page.waitForFunction(() => document.querySelector('#sidebar')!.getBoundingClientRect().left === 0);
  expect(await smallTargets(phone)).toEqual([]);
  await fits(phone);
  await drawer.getByRole('link').filter({ hasText: other.title }).tap();
  await phone.isInRoom(other.name);
  await soon(inSight, false);
  await phone.composer.tap();
  await phone.page.keyboard.type('from my phone');
  await phone.page.getByRole('button', { name: 'Send message' }).tap();
  await phone.sees('from my phone');
  // Enter is a key of the phone's keyboard too; the drawer closes with Esc
  await phone.page.getByRole('button', { name: 'Open the room list' }).tap();
  await soon(inSight, true);
  await phone.page.keyboard.press('Escape');
  await soon(inSight, false);
  for (const name of ['Browse rooms', 'Create a room']) {
    await phone.page.getByRole('button', { name: 'Open the room list' }).tap();
    await phone.page.getByRole('navigation').getByRole('button', { name }).tap();
    await phone.dialog.waitFor();
    await fits(phone);
    expect(await smallTargets(phone)).toEqual([]);
    await phone.page.keyboard.press('Escape');
    await phone.dialog.waitFor({ state: 'detached' });
    await phone.page.keyboard.press('Escape');
    await soon(inSight, false);
  }
});

it('is dark where the system is, and where one chose it, without a flash after a reload', async () => {
  const brightness = async (person: Person): Promise<number> =>
    await person.page.evaluate(() => {
      const [red, green, blue] = getComputedStyle(document.body).backgroundColor.match(/[\d.]+/g)!.map(Number);
      return (red! + green! + blue!) / 3;
    });
  const night = await stage.person(ann, { colorScheme: 'dark' });
  await night.entersRoom(room.name);
  expect(await brightness(night)).toBeLessThan(60);
  const day = await stage.person(ann, { colorScheme: 'light' });
  await day.entersRoom(room.name);
  expect(await brightness(day)).toBeGreaterThan(200);
  await day.page.getByRole('button', { name: 'Account and settings' }).click();
  await day.page.getByText('Dark', { exact: true }).click();
  await soon(async () => (await brightness(day)) < 60, true);
  // the very first thing that is drawn is dark already: the page's own script has not run yet
  await day.page.route('**/assets/*.js', async (route) => await route.abort());
  day.mayReport(/ERR_FAILED/);
  await day.reloads();
  expect(await day.page.evaluate(() => document.documentElement.dataset['theme'])).toBe('dark');
  expect(await day.page.locator('.shell').count()).toBe(0);
});

it('works at 200 % zoom', async () => {
  // a window of 1280 × 800 at twice the size has this much room left
  const person = await stage.person(ann, { viewport: { width: 640, height: 400 }, deviceScaleFactor: 2 });
  await person.entersRoom(room.name);
  await fits(person);
  const [log, composer] = await person.page.evaluate(() => ['.log-scroll', '.composer-box'].map((part) => document.querySelector(part)!.getBoundingClientRect()));
  expect(log!.height).toBeGreaterThan(120);
  expect(composer!.bottom).toBeLessThanOrEqual(400);
  await person.says('large letters');
  await person.sees('large letters');
});

it('moves nothing for those who asked for less motion', async () => {
  const person = await stage.person(ann, { ...PHONE, reducedMotion: 'reduce' });
  await person.entersRoom(room.name);
  await person.page.getByRole('button', { name: 'Open the room list' }).tap();
  const longest = await person.page.evaluate(() => {
    const seconds = [...document.querySelectorAll('*')].flatMap((element) => {
      const style = getComputedStyle(element);
      return [...style.transitionDuration.split(','), ...style.animationDuration.split(',')].map((time) => Number.parseFloat(time));
    });
    return Math.max(...seconds);
  });
  expect(longest).toBeLessThan(0.001);
});

it('needs no mouse: sign in, switch the room, write, edit', async () => {
  const person = await stage.person(null);
  await person.goes('/');
  await person.isAtTheDoor();
  const { keyboard } = person.page;
  const focused = async (): Promise<string | null> => await person.page.evaluate(() => document.activeElement!.getAttribute('name') ?? document.activeElement!.getAttribute('aria-label') ?? document.activeElement!.textContent);
  await soon(focused, 'username');
  await keyboard.type(ann.userName);
  await keyboard.press('Tab');
  expect(await focused()).toBe('password');
  await keyboard.type(PASSWORD);
  await keyboard.press('Enter');
  await person.page.locator('.log[aria-busy=false]').waitFor();
  await keyboard.press('Control+k');
  await soon(focused, 'Go to a room');
  await keyboard.type('gard');
  await keyboard.press('Enter');
  await person.isInRoom(room.name);
  await soon(focused, `Message ${room.title}`);
  await keyboard.press('Control+k');
  await person.dialog.waitFor();
  await keyboard.press('Escape');
  await person.dialog.waitFor({ state: 'detached' });
  await soon(focused, `Message ${room.title}`);
  await keyboard.type('without a mouse');
  await keyboard.press('Enter');
  await person.sees('without a mouse');
  await keyboard.press('ArrowUp');
  await keyboard.type(', really');
  await keyboard.press('Enter');
  await person.seesEdited('without a mouse, really');
  // into the log and along it: one stop, arrows within
  await keyboard.press('Shift+Tab');
  for (let step = 0; step < 14 && !(await person.page.evaluate(() => document.activeElement!.matches('[data-row]'))); step++) await keyboard.press('Shift+Tab');
  await soon(focused, expect.stringContaining('without a mouse, really'));
  await keyboard.press('ArrowUp');
  await soon(async () => await person.page.evaluate(() => document.activeElement!.matches('[data-row]') && !document.activeElement!.textContent!.includes('without a mouse')), true);
  // with Alt and the arrows from room to room
  await keyboard.press('Alt+ArrowDown');
  await person.isInRoom(other.name);
});

describe.each([
  ['light', { colorScheme: 'light' }],
  ['dark', { colorScheme: 'dark' }],
  ['phone', PHONE],
] as [string, BrowserContextOptions][])('axe finds nothing serious (%s)', (_, like) => {
  // the script of axe is brought in from outside, and it measures colours, which must not be half-way to others
  const options: BrowserContextOptions = { ...like, bypassCSP: true, reducedMotion: 'reduce' };

  it('on the way in', async () => {
    const person = await stage.person(null, options);
    await person.goes('/');
    await person.isAtTheDoor();
    await person.page.getByText('Try as a demo user').waitFor();
    expect(await grave(person)).toEqual([]);
    await person.clicks('Create an account');
    await person.page.getByRole('heading', { name: 'Create your account' }).waitFor();
    expect(await grave(person)).toEqual([]);
  });

  it('in a room, in its dialogs and menus', async () => {
    const person = await stage.person(ann, options);
    await bob.says(other.id, 'so that something is unread');
    await person.entersRoom(room.name);
    await person.page.getByText('This message was deleted.').waitFor();
    expect(await grave(person)).toEqual([]);
    const phone = like === PHONE;
    const menu = async (): Promise<void> => {
      if (phone) await person.clicks('Open the room list');
    };
    const done = async (): Promise<void> => {
      await person.page.keyboard.press('Escape');
      await person.dialog.waitFor({ state: 'detached' });
      if (phone) await person.page.keyboard.press('Escape');
    };
    await menu();
    expect(await grave(person)).toEqual([]);
    await person.clicks('Browse rooms');
    await person.dialog.getByRole('listitem').first().waitFor();
    expect(await grave(person)).toEqual([]);
    await done();
    await menu();
    await person.clicks('Create a room');
    await person.dialog.waitFor();
    expect(await grave(person)).toEqual([]);
    await done();
    await person.page.keyboard.press('Control+k');
    await person.dialog.getByRole('option').first().waitFor();
    expect(await grave(person)).toEqual([]);
    await done();
    await menu();
    await person.page.getByRole('button', { name: 'Account and settings' }).click();
    await person.page.getByText('Appearance').waitFor();
    expect(await grave(person)).toEqual([]);
    await person.page.keyboard.press('Escape');
    if (phone) await person.page.keyboard.press('Escape');
    await person.clicks('Room menu');
    await person.clicks('Leave room');
    await person.dialog.waitFor();
    expect(await grave(person)).toEqual([]);
  });

  it('where there is no room', async () => {
    const person = await stage.person(ann, options);
    person.mayReport(/status of 404/);
    await person.goes('/rooms/nowhere');
    await person.page.getByRole('heading', { name: 'No such room' }).waitFor();
    expect(await grave(person)).toEqual([]);
  });
});
