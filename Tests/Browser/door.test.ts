import { expect, it } from 'vitest';
import { PASSWORD } from './support/account.ts';
import { soon } from './support/person.ts';
import { useStage } from './support/stage.ts';

const stage = useStage();

it('takes a new account and remembers it over a reload', async () => {
  const ann = await stage.person(null);
  await ann.goes('/');
  await ann.isAtTheDoor();
  await ann.clicks('Create an account');
  const userName = stage.name('ann');
  await ann.fillsIn({ userName, displayName: 'Ann Berger', password: PASSWORD });
  await ann.isInRoom('lobby');
  await ann.page.getByText('Ann Berger', { exact: true }).first().waitFor();
  await ann.reloads();
  await ann.isInRoom('lobby');
  await ann.isOnline();
});

it('says what is wrong with a new account beside the field', async () => {
  const taken = await stage.account('carl');
  const ann = await stage.person(null);
  ann.mayReport(/status of 4(?:09|22)/);
  await ann.goes('/');
  await ann.clicks('Create an account');
  await ann.fillsIn({ userName: stage.name('ann'), password: 'short' });
  const password = ann.page.getByLabel('Password', { exact: true });
  await soon(async () => await password.getAttribute('aria-invalid'), 'true');
  expect(await ann.page.locator('.field-error').innerText()).toMatch(/password/i);
  await ann.fillsIn({ userName: taken.userName, password: PASSWORD });
  await ann.page.getByText(/taken/i).waitFor();
  await ann.fillsIn({ userName: stage.name('ann'), password: PASSWORD });
  await ann.isInRoom('lobby');
});

it('signs in, refuses a wrong password in a sentence, and signs out', async () => {
  const account = await stage.account('bob');
  const bob = await stage.person(null);
  bob.mayReport(/status of 401/);
  await bob.goes('/');
  await bob.fillsIn({ userName: account.userName, password: 'not my password' });
  const said = bob.page.getByRole('alert');
  await said.waitFor();
  expect(await said.innerText()).toMatch(/^[A-Z].*(?:name|password).*\.$/);
  await bob.fillsIn({ userName: account.userName, password: PASSWORD });
  await bob.isInRoom('lobby');
  await bob.signsOut();
  await bob.goes('/rooms/lobby');
  await bob.isAtTheDoor();
});

it('lets a demo user in with one click', async () => {
  const demo = await stage.person(null);
  await demo.goes('/');
  await demo.clicks('Try as a demo user');
  await demo.isInRoom('lobby');
  await demo.says('hello from the demo');
  await demo.sees('hello from the demo');
});

it('asks to sign in again when the session ends, and goes on at the same place with the draft', async () => {
  const account = await stage.account('cleo');
  const room = await stage.room('Plans', account);
  const cleo = await stage.person(account);
  cleo.mayReport(/status of 401|WebSocket connection/);
  await cleo.entersRoom(room.name);
  await cleo.writes('half a thought');
  await account.endsOtherSessions();
  await cleo.isAtTheDoor();
  await cleo.page.getByText('Your session has ended').waitFor();
  await cleo.fillsIn({ userName: account.userName, password: PASSWORD });
  await cleo.isInRoom(room.name);
  expect(await cleo.composer.inputValue()).toBe('half a thought');
  await cleo.composer.press('Enter');
  await cleo.sees('half a thought');
});
