import { expect, it } from 'vitest';
import { fits, grave, PHONE } from './support/looks.ts';
import { useStage } from './support/stage.ts';

const stage = useStage();
const SMALL = { ...PHONE, bypassCSP: true };

/** What the server answers to whoever signs in by this. */
async function statusOf(token: string): Promise<number> {
  return (await fetch(`${stage.url}/api/v1/me`, { headers: { authorization: `Bearer ${token}` } })).status;
}

it('makes a bot and a token, which is shown once and ends when it is revoked', async () => {
  const account = await stage.account('ann');
  const ann = await stage.person(account, SMALL);
  await ann.goes('/account');
  const bots = ann.page.getByRole('region', { name: 'Bots' });
  await bots.getByLabel('User name of the bot').fill(stage.name('helper'));
  await bots.getByLabel('Name that others see').fill('Helper');
  await ann.clicks('Make a bot');
  await bots.getByLabel('What the token is for').fill('my laptop');
  await bots.getByLabel('It may').selectOption({ label: 'only read' });
  await ann.clicks('Make a token');
  const shown = bots.getByLabel('The new token');
  await shown.waitFor();
  const token = await shown.inputValue();
  expect(token).toMatch(/^parley_bot_/);
  expect(await statusOf(token)).toBe(200);
  expect(await grave(ann)).toEqual([]);
  await fits(ann);
  await ann.clicks('I have kept it');
  const listed = bots.getByRole('list', { name: 'Tokens of Helper' }).getByRole('listitem');
  await listed.getByText(/only read/).waitFor();
  expect(await ann.page.content()).not.toContain(token);
  await listed.getByRole('button', { name: 'Revoke my laptop?' }).click();
  await ann.dialog.getByRole('button', { name: 'Revoke', exact: true }).click();
  await bots.getByText('It has no token').waitFor();
  expect(await statusOf(token)).toBe(401);
});

it('makes an address at which programs post into a room, and another one in its place', async () => {
  const account = await stage.account('bob');
  const room = await stage.room('Deploys', account);
  const bob = await stage.person(account, SMALL);
  await bob.entersRoom(room.name);
  await bob.page.getByRole('button', { name: 'Room menu' }).click();
  await bob.clicks('Webhooks');
  const incoming = bob.dialog.getByRole('region', { name: 'Incoming' });
  await incoming.getByLabel('Name', { exact: true }).fill('Builds');
  await incoming.getByRole('button', { name: 'Make an address' }).click();
  const shown = incoming.getByLabel('Its address');
  await shown.waitFor();
  const first = await shown.inputValue();
  expect(await grave(bob)).toEqual([]);
  await fits(bob);
  expect(await post(first)).toBe('ok');
  await incoming.getByRole('button', { name: 'I have kept it' }).click();
  await incoming.getByRole('button', { name: 'Give Builds a new address?' }).click();
  await bob.page.getByRole('dialog', { name: 'Give Builds a new address?' }).getByRole('button', { name: 'New address' }).click();
  await shown.waitFor();
  const second = await shown.inputValue();
  expect([await post(first), await post(second)]).toEqual(['no_service', 'ok']);
  await incoming.getByRole('button', { name: 'I have kept it' }).click();
  await bob.page.keyboard.press('Escape');
  await bob.page.locator('.message-name', { hasText: 'Builds' }).first().waitFor();
});

it('adds an address that is told what happens in a room, turns it off and deletes it', async () => {
  const account = await stage.account('cleo');
  const room = await stage.room('Watched', account);
  const cleo = await stage.person(account, SMALL);
  cleo.mayReport(/status of 422/);
  await cleo.entersRoom(room.name);
  await cleo.page.getByRole('button', { name: 'Room menu' }).click();
  await cleo.clicks('Webhooks');
  const outgoing = cleo.dialog.getByRole('region', { name: 'Outgoing' });
  await outgoing.getByLabel('Address that is called').fill('gopher://hooks.example');
  await outgoing.getByRole('button', { name: 'Add it' }).click();
  await outgoing.locator('.field-error').waitFor();
  await outgoing.getByLabel('Address that is called').fill('https://hooks.example/parley');
  await outgoing.getByRole('button', { name: 'Add it' }).click();
  expect(await outgoing.getByLabel('Secret that signs').inputValue()).toMatch(/^whsec_/);
  await outgoing.getByRole('button', { name: 'I have kept it' }).click();
  await outgoing.getByText('3 kinds of events').waitFor();
  await outgoing.getByRole('button', { name: 'Turn off' }).click();
  await outgoing.getByText('off', { exact: true }).waitFor();
  expect(await grave(cleo)).toEqual([]);
  await fits(cleo);
  await outgoing.getByRole('button', { name: 'Delete', exact: true }).click();
  await cleo.page.getByRole('dialog', { name: 'Delete this webhook?' }).getByRole('button', { name: 'Delete', exact: true }).click();
  await outgoing.getByText('https://hooks.example/parley').waitFor({ state: 'detached' });
  expect(await account.call('GET', `rooms/${room.id}/webhooks`)).toEqual([]);
});

async function post(address: string): Promise<string> {
  return await (await fetch(address, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ text: 'It is *green*' }) })).text();
}
