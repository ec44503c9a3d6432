import { readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { PASSWORD } from './support/account.ts';
import { appCode, codeFor } from './support/codes.ts';
import { grave } from './support/looks.ts';
import { useStage } from './support/stage.ts';

const stage = useStage();
const NEW_PASSWORD = 'another horse 43';

it('confirms an address, and by it a forgotten password is replaced', async () => {
  const account = await stage.account('ann');
  const address = `${account.userName}@example.org`;
  const ann = await stage.person(account);
  ann.mayReport(/status of 4(?:01|22)|WebSocket connection/);
  await ann.goes('/account');
  await ann.page.getByLabel('E-mail address or phone number').fill(address);
  await ann.page.getByLabel('Your password').fill(PASSWORD);
  await ann.clicks('Send a code');
  const first = await codeFor(stage.url, address);
  await ann.page.getByLabel('Code', { exact: true }).fill(first);
  await ann.clicks('Confirm');
  await ann.page.getByText('confirmed', { exact: true }).waitFor();

  const outside = await stage.person(null);
  outside.mayReport(/status of 4(?:01|22)/);
  await outside.goes('/');
  await outside.clicks('Forgot your password?');
  await outside.page.getByLabel('E-mail address').fill(address);
  await outside.clicks('Send me a code');
  await outside.page.getByLabel('New password').fill(NEW_PASSWORD);
  await outside.page.getByLabel('Code', { exact: true }).fill('12345678');
  await outside.clicks('Set the password');
  await outside.page.getByRole('alert').getByText(/code is wrong/).waitFor();
  await outside.page.getByLabel('Code', { exact: true }).fill(await codeFor(stage.url, address, [first]));
  await outside.clicks('Set the password');
  await outside.page.getByText('Your new password is set').waitFor();
  await outside.fillsIn({ userName: account.userName, password: NEW_PASSWORD });
  await outside.isInRoom('lobby');
  await ann.isAtTheDoor(); // her session has ended
});

it('signs in by two steps once an app is set up, and by a recovery code', async () => {
  const account = await stage.account('bob');
  const bob = await stage.person(account);
  bob.mayReport(/status of 4(?:01|22)/);
  await bob.goes('/account');
  await bob.clicks('Set it up');
  await bob.page.getByRole('region', { name: 'Second factor' }).getByLabel('Your password').fill(PASSWORD);
  await bob.clicks('Next');
  await bob.page.getByRole('img', { name: 'QR code for the authenticator app' }).waitFor();
  const secret = await bob.page.locator('.card-secret').innerText();
  await bob.page.getByLabel('Code of the app').fill(appCode(secret));
  await bob.clicks('Turn it on');
  const listed = bob.page.getByRole('list', { name: 'Recovery codes' }).getByRole('listitem');
  await listed.first().waitFor();
  const codes = await listed.allInnerTexts();
  expect(codes).toHaveLength(10);
  await bob.clicks('I have kept them');
  await bob.page.getByText('10 recovery codes left').waitFor();

  await bob.goes('/rooms/lobby');
  await bob.isInRoom('lobby');
  await bob.signsOut();
  await bob.fillsIn({ userName: account.userName, password: PASSWORD });
  await bob.page.getByRole('heading', { name: 'One more step' }).waitFor();
  await bob.page.getByLabel('Code of the app').fill('wrong');
  await bob.clicks('Sign in');
  await bob.page.getByRole('alert').waitFor();
  await bob.page.getByLabel('Code of the app').fill(codes[0]!);
  await bob.clicks('Sign in');
  await bob.isInRoom('lobby');
});

it('changes the password', async () => {
  const account = await stage.account('cleo');
  const cleo = await stage.person(account);
  cleo.mayReport(/status of 4(?:03|22)/);
  await cleo.goes('/rooms/lobby');
  await cleo.isInRoom('lobby');
  await cleo.page.getByRole('button', { name: 'Account and settings' }).click();
  await cleo.page.getByRole('link', { name: 'Account & security' }).click();
  await cleo.page.getByLabel('Present password').fill('not my password');
  await cleo.page.getByLabel('New password').fill(NEW_PASSWORD);
  await cleo.clicks('Change the password');
  await cleo.page.getByRole('alert').getByText('The password is wrong').waitFor();
  await cleo.page.getByLabel('Present password').fill(PASSWORD);
  await cleo.page.getByLabel('New password').fill('password123');
  await cleo.clicks('Change the password');
  await cleo.page.getByText('everybody tries first').waitFor();
  await cleo.page.getByLabel('New password').fill(NEW_PASSWORD);
  await cleo.clicks('Change the password');
  await cleo.page.getByText('The password is changed').waitFor();
});

it('hands out all that is kept of somebody', async () => {
  const account = await stage.account('eva');
  const eva = await stage.person(account, { acceptDownloads: true });
  await eva.goes('/account');
  await eva.page.getByRole('heading', { name: 'Your data' }).waitFor();
  const [download] = await Promise.all([eva.page.waitForEvent('download'), eva.clicks('Download a copy')]);
  expect(download.suggestedFilename()).toBe('parley-export.zip');
  const path = join(tmpdir(), `parley-export-of-${account.id}.zip`);
  await download.saveAs(path);
  const zip = readFileSync(path);
  rmSync(path);
  expect(zip.subarray(0, 2).toString()).toBe('PK');
  expect(zip.includes('user.json')).toBe(true);
});

it('deletes an account for ever: what it wrote is gone everywhere, and its name stands for nobody', async () => {
  const [account, friend] = [await stage.account('fay', 'Fay Wong'), await stage.account('gil')];
  const room = await stage.room('Traces', friend, account);
  await account.says(room.id, 'I was here');
  const [fay, gil] = [await stage.person(account, { bypassCSP: true }), await stage.person(friend)];
  fay.mayReport(/status of 4(?:01|03|22)/);
  await gil.entersRoom(room.name);
  await gil.sees('I was here');
  await fay.entersRoom(room.name);
  await fay.writes('a draft of mine');
  await fay.goes('/account');
  await fay.clicks('Delete my account …');
  await fay.dialog.getByLabel(/Type “fay/).fill(account.userName);
  await fay.dialog.getByLabel('Your password').fill('not my password');
  expect(await grave(fay)).toEqual([]);
  await fay.dialog.getByRole('button', { name: 'Delete my account', exact: true }).click();
  await fay.dialog.getByText('The password is wrong').waitFor();
  await fay.dialog.getByLabel('Your password').fill(PASSWORD);
  await fay.dialog.getByRole('button', { name: 'Delete my account', exact: true }).click();
  await fay.page.getByText('Your account is deleted.').waitFor();
  expect(await fay.page.evaluate((id) => Object.keys(localStorage).filter((key) => key.includes(id)), account.id)).toEqual([]);
  await gil.page.getByText('This message was deleted.').waitFor();
  await gil.reloads();
  await gil.page.locator('.message-name', { hasText: 'Deleted account' }).waitFor();
  expect(await gil.page.getByText('Fay Wong').count()).toBe(0);
});

it('keeps what was sent where a developer finds it', async () => {
  const dan = await stage.person(null);
  await dan.goes('/outbox');
  await dan.page.getByRole('heading', { name: 'Outbox' }).waitFor();
  await dan.page.getByText('Your code is').first().waitFor();
});
