import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { BrowserContextOptions } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { PASSWORD } from './support/account.ts';
import { fits, grave, PHONE } from './support/looks.ts';
import { type Person, soon } from './support/person.ts';
import { useStage } from './support/stage.ts';

const stage = useStage();
/** Where pictures go that somebody wants to look at; none without it. */
const PICTURES = process.env['PARLEY_PICTURES'];

async function opens(person: Person): Promise<void> {
  await person.goes('/devices');
  await person.page.getByRole('heading', { name: 'Where you are signed in' }).waitFor();
  await person.page.getByText('This device').waitFor();
}

const devices = async (person: Person): Promise<string[]> => await person.page.locator('.device-name bdi').allTextContents();

it('shows where I am signed in, this device first, and signs one out', async () => {
  const account = await stage.account('ann');
  const phone = await stage.person(account);
  const laptop = await stage.person(account);
  phone.mayReport(/status of 401|WebSocket connection/);
  const room = await stage.room('Garden', account);
  await phone.entersRoom(room.name);
  await laptop.entersRoom(room.name);
  await laptop.page.getByRole('button', { name: 'Account and settings' }).click();
  await laptop.page.getByRole('link', { name: 'Devices' }).click();
  await laptop.page.getByText('This device').waitFor();
  expect(await devices(laptop)).toEqual(['Browser', 'Browser', 'Test']);
  expect(await laptop.page.locator('.device').first().getByText('This device').count()).toBe(1);

  // the phone, whose page is open: it is sent to the door at once, and gets nothing more
  await laptop.page.getByRole('button', { name: 'Sign out Browser' }).click();
  await laptop.page.getByText('Browser is signed out.').waitFor();
  await phone.isAtTheDoor();
  await soon(async () => await devices(laptop), ['Browser', 'Test']);
  await laptop.page.getByRole('link', { name: 'Back to the rooms' }).click();
  await laptop.isInRoom(room.name);
  await laptop.isOnline();
});

it('signs out all others after asking, by keyboard alone', async () => {
  const account = await stage.account('bob');
  const bob = await stage.person(account);
  const other = await stage.person(account);
  other.mayReport(/status of 401|WebSocket connection/);
  const room = await stage.room('Plans', account);
  await other.entersRoom(room.name);
  await opens(bob);
  await bob.page.getByRole('button', { name: 'Sign out all other devices' }).focus();
  await bob.page.keyboard.press('Enter');
  await bob.page.getByRole('dialog').waitFor();
  await bob.page.keyboard.press('Enter');
  await bob.page.getByText('All other devices are signed out.').waitFor();
  await other.isAtTheDoor();
  await soon(async () => await devices(bob), ['Browser']);
  expect(await bob.page.getByRole('button', { name: 'Sign out all other devices' }).count()).toBe(0);
  await soon(async () => await bob.page.evaluate(() => document.activeElement?.tagName), 'H2');
  await other.fillsIn({ userName: account.userName, password: PASSWORD });
  await other.isInRoom(room.name);
});

it('lets strangers sign in first, and this device sign out', async () => {
  const account = await stage.account('cleo');
  const visitor = await stage.person(null);
  visitor.mayReport(/status of 401/);
  await visitor.goes('/devices');
  await visitor.isAtTheDoor();
  await visitor.fillsIn({ userName: account.userName, password: PASSWORD });
  await visitor.page.getByText('This device').waitFor();
  await visitor.page.locator('.device-current').getByRole('button', { name: 'Sign out' }).click();
  await visitor.isAtTheDoor();
});

describe.each([
  ['light', { colorScheme: 'light' }],
  ['dark', { colorScheme: 'dark' }],
  ['phone', PHONE],
  ['phone-dark', { ...PHONE, colorScheme: 'dark' }],
] as [string, BrowserContextOptions][])('in %s', (name, options) => {
  it('fits, and axe finds nothing serious', async () => {
    const account = await stage.account('dora');
    await stage.person(account);
    const dora = await stage.person(account, { ...options, bypassCSP: true, reducedMotion: 'reduce' });
    await opens(dora);
    if (PICTURES !== undefined) {
      mkdirSync(PICTURES, { recursive: true });
      await dora.page.screenshot({ path: join(PICTURES, `devices-${name}.png`) });
    }
    if (name.startsWith('phone')) await fits(dora);
    expect(await grave(dora)).toEqual([]);
  });
});
