import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { BrowserContextOptions } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { Account, PASSWORD } from './support/account.ts';
import { fits, grave, PHONE } from './support/looks.ts';
import { type Person, soon } from './support/person.ts';
import { serverProgram } from './support/server.ts';
import { useOwnStage } from './support/stage.ts';

const stage = useOwnStage();
/** Where pictures go that somebody wants to look at; none without it. */
const PICTURES = process.env['PARLEY_PICTURES'];

/** What the browser writes of somebody who may not come in any more, by whichever way it was under way just then. */
const SIGNED_OUT = /status of 401|WebSocket connection to '.*' failed: HTTP Authentication failed/;

let admin: Account;
let ann: Account;
let room: { id: string; name: string; title: string };

beforeAll(async () => {
  // as an operator does it: on the command line, beside the running server
  const program = join(dirname(serverProgram()), 'Parley.Silo.dll');
  execFileSync('dotnet', [program, 'admin', 'create-user', 'operator', '--admin', '--password-stdin', '--data-path', stage.server.dataPath], {
    input: `${PASSWORD}\n`,
    stdio: ['pipe', 'ignore', 'inherit'],
  });
  admin = await Account.signIn(stage.url, 'operator');
  ann = await stage.account('ann', 'Ann Berger');
  room = await stage.room('Garden', ann, admin);
});

/** The number under a name, wherever it stands on the page. */
async function number(person: Person, name: string): Promise<number> {
  const value = person.page.locator('dl > div').filter({ has: person.page.getByText(name, { exact: false }) }).locator('dd').first();
  return Number((await value.textContent())!.replaceAll(',', ''));
}

async function opens(person: Person): Promise<void> {
  await person.goes('/dashboard');
  await person.page.getByRole('heading', { name: 'Dashboard' }).waitFor();
  await person.page.getByRole('heading', { name: 'Frontends' }).waitFor();
  await person.page.locator('.dash-status.good').nth(1).waitFor();
}

/** Deliveries are those of the last five seconds: somebody goes on talking until the page has asked within them, however slow it is. */
async function showsDeliveries(person: Person): Promise<void> {
  await soon(async () => {
    await ann.says(room.id, 'something');
    return (await number(person, 'deliveries/s')) > 0;
  }, true);
}

async function picture(person: Person, name: string): Promise<void> {
  if (PICTURES === undefined) return;
  mkdirSync(PICTURES, { recursive: true });
  await person.page.screenshot({ path: join(PICTURES, `dashboard-${name}.png`), fullPage: false });
}

it('shows an administrator numbers that move with what happens, and three that do not', async () => {
  const reader = await stage.person(ann);
  await reader.entersRoom(room.name);
  const operator = await stage.person(admin, { viewport: { width: 1500, height: 800 } });
  await opens(operator);
  const before = await number(operator, 'events written');
  for (let i = 0; i < 20; i++) await ann.says(room.id, `message ${i}`);
  await soon(async () => (await number(operator, 'events written')) >= before + 20, true);
  await showsDeliveries(operator);
  expect(await number(operator, 'sockets')).toBeGreaterThanOrEqual(2);
  for (const zero of ['lost', 'doubled', 'reordered']) expect(await number(operator, zero)).toBe(0);
  await operator.page.getByRole('row').filter({ hasText: new URL(stage.url).host }).waitFor();
  // the only silo is this very process: nothing here can be killed
  expect(await operator.page.getByRole('button', { name: /^Kill/ }).count()).toBe(0);
});

it('answers a command that is repeated with the first answer, and counts it', async () => {
  const operator = await stage.person(admin);
  await opens(operator);
  const before = await number(operator, 'duplicates answered');
  for (let i = 0; i < 3; i++) await ann.call('POST', `rooms/${room.id}/messages`, { clientId: 'said-once', text: 'once' });
  await soon(async () => await number(operator, 'duplicates answered'), before + 2);
});

it('lets strangers sign in and tells members that it is not for them', async () => {
  const visitor = await stage.person(null);
  visitor.mayReport(/status of 401/);
  await visitor.goes('/dashboard');
  await visitor.isAtTheDoor();
  await visitor.fillsIn({ userName: 'operator', password: PASSWORD });
  await visitor.page.getByRole('heading', { name: 'Silos' }).waitFor();

  const member = await stage.person(ann);
  member.mayReport(/status of 403/);
  await member.goes('/dashboard');
  await member.page.getByRole('heading', { name: 'For administrators only' }).waitFor();
  await member.clicks('Back to my rooms');
  await member.page.waitForURL('**/rooms/**');
});

it('is a click away for administrators alone, and the way back is one as well', async () => {
  const operator = await stage.person(admin);
  await operator.entersRoom(room.name);
  await operator.page.getByRole('button', { name: 'Account and settings' }).click();
  await operator.page.getByRole('link', { name: 'Dashboard' }).click();
  await operator.page.getByRole('heading', { name: 'Silos' }).waitFor();
  await operator.page.getByRole('link', { name: 'Back to the rooms' }).click();
  await operator.page.waitForURL('**/rooms/**');
  await operator.isOnline();

  const member = await stage.person(ann);
  await member.entersRoom(room.name);
  await member.page.getByRole('button', { name: 'Account and settings' }).click();
  await member.page.getByText('Appearance').waitFor();
  expect(await member.page.getByRole('link', { name: 'Dashboard' }).count()).toBe(0);
});

it('says so when no numbers come any more, and goes on by itself', async () => {
  const operator = await stage.person(admin);
  await opens(operator);
  operator.mayReport(/ERR_FAILED/);
  await operator.page.route('**/api/v1/dashboard', async (route) => await route.abort());
  await operator.page.getByText('No new numbers').waitFor();
  await operator.page.unroute('**/api/v1/dashboard');
  await operator.page.getByText('No new numbers').waitFor({ state: 'detached' });
});

it('opens the dashboard of Orleans, which loads nothing that the page may not', async () => {
  const operator = await stage.person(admin, { viewport: { width: 1500, height: 800 } });
  await opens(operator);
  await operator.page.getByRole('link', { name: 'Orleans dashboard' }).click();
  await operator.page.waitForURL('**/dashboard/orleans/**');
  await operator.page.getByText('Cluster Profiling').first().waitFor();
  await picture(operator, 'orleans');
});

it('shows the queues of jobs, takes one back, and tries a dead letter again', async () => {
  const slow = await stage.room('Slow', ann);
  const kept = await ann.call<{ url: string }>('POST', `rooms/${slow.id}/hooks`, { name: 'Builds' });
  const gone = await ann.call<{ url: string; hook: { id: string } }>('POST', `rooms/${slow.id}/hooks`, { name: 'Alerts' });
  const postsTwice = async ({ url }: { url: string }, text: string): Promise<void> => {
    // the second has to wait: that is a job
    for (let i = 0; i < 2; i++) await fetch(url, { method: 'POST', body: JSON.stringify({ text }), headers: { 'content-type': 'application/json' } });
  };
  // one whose sender is gone when its time comes, with time enough until then on any machine; meanwhile the other
  await ann.call('PATCH', `rooms/${slow.id}`, { slowMode: 8 });
  await postsTwice(gone, 'red');
  await ann.call('DELETE', `rooms/${slow.id}/hooks/${gone.hook.id}`);
  await ann.call('PATCH', `rooms/${slow.id}`, { slowMode: 3600 });
  await postsTwice(kept, 'green');
  await ann.call('PATCH', `rooms/${slow.id}`, { slowMode: 0 });
  const operator = await stage.person(admin, { viewport: { width: 1500, height: 800 } });
  await opens(operator);
  await operator.page.getByRole('heading', { name: 'Jobs' }).waitFor();
  await operator.page.getByLabel('Show').selectOption('Pending');
  await operator.page.getByRole('button', { name: 'Take back: post-message' }).first().click(); // the newest stands first
  await operator.dialog.getByRole('button', { name: 'Take back' }).click();
  await operator.page.getByText('The job is taken back.').waitFor();
  await operator.page.getByLabel('Show').selectOption('Cancelled');
  await operator.page.getByRole('heading', { name: 'Cancelled' }).waitFor();

  await operator.page.getByLabel('Show').selectOption('Dead letters');
  await operator.page.getByRole('button', { name: 'Try again: post-message' }).click();
  await operator.page.getByText('It is tried again').waitFor();
  await picture(operator, 'jobs');
});

it('has one of several silos and frontends stop after a question, and says why not', async () => {
  const operator = await stage.person(admin, { viewport: { width: 1500, height: 900 } });
  operator.mayReport(/status of 409/);
  // One process is all of it here: the page is told of two, and what it asks of them goes no further.
  const asked: string[] = [];
  await operator.page.route('**/api/v1/dashboard', async (route) => {
    const answer = await route.fetch();
    const { silos, frontends, ...rest } = (await answer.json()) as { silos: Record<string, unknown>[]; frontends: Record<string, unknown>[] };
    const another = { silo: 'S127.0.0.2:1:2', name: 'silo2' };
    await route.fulfill({ response: answer, json: { ...rest, silos: [...silos, { ...silos[0], ...another }], frontends: [...frontends, { ...frontends[0], frontend: 'f-other', addresses: ['http://127.0.0.2:5000'] }] } });
  });
  await operator.page.route('**/api/v1/dashboard/*/*/drain', async (route) => {
    asked.push(`${route.request().method()} ${decodeURIComponent(new URL(route.request().url()).pathname)}`);
    await (asked.length === 1 ? route.fulfill({ status: 204 }) : route.fulfill({ status: 409, contentType: 'application/problem+json', json: { code: 'last-node', status: 409, error: 'It is the only one of its kind.' } }));
  });
  await opens(operator);
  await operator.page.getByRole('button', { name: 'Drain silo2?' }).click();
  await operator.dialog.getByText('Its rooms move to other silos').waitFor();
  await picture(operator, 'drain');
  expect(asked).toEqual([]);
  await operator.dialog.getByRole('button', { name: 'Drain' }).click();
  await operator.page.getByText('silo2 is being drained.').waitFor();
  await operator.page.getByRole('button', { name: 'Drain 127.0.0.2:5000?' }).click();
  await operator.dialog.getByRole('button', { name: 'Drain' }).click();
  await operator.page.getByText('It is the only one of its kind.').waitFor();
  expect(asked).toEqual(['POST /api/v1/dashboard/silos/S127.0.0.2:1:2/drain', 'POST /api/v1/dashboard/frontends/f-other/drain']);
});

it('changes what is logged for a while, and back', async () => {
  const operator = await stage.person(admin, { viewport: { width: 1500, height: 800 } });
  await opens(operator);
  await operator.page.getByText('Everything is logged as configured.').waitFor();
  await operator.page.getByLabel('Category').fill('Parley.Grains.Rooms');
  await operator.page.getByLabel('Level').selectOption('Debug');
  await operator.page.getByRole('combobox', { name: /^For/ }).selectOption('2 hours');
  await operator.page.getByRole('button', { name: 'Change the level' }).click();
  await operator.page.getByRole('row').filter({ hasText: 'Parley.Grains.Rooms' }).getByText('Debug').waitFor();
  await picture(operator, 'logging');
  await operator.page.getByRole('button', { name: 'Go back to what is configured: Parley.Grains.Rooms' }).click();
  await operator.page.getByText('Everything is logged as configured.').waitFor();
});

describe.each([
  ['light', { colorScheme: 'light', viewport: { width: 1500, height: 900 } }],
  ['dark', { colorScheme: 'dark', viewport: { width: 1500, height: 900 } }],
  ['phone', PHONE],
  ['phone-dark', { ...PHONE, colorScheme: 'dark' }],
] as [string, BrowserContextOptions][])('in %s', (name, options) => {
  it('fits, and axe finds nothing serious', async () => {
    const reader = await stage.person(ann);
    await reader.entersRoom(room.name);
    const operator = await stage.person(admin, { ...options, bypassCSP: true, reducedMotion: 'reduce' });
    await opens(operator);
    await showsDeliveries(operator);
    await picture(operator, name);
    await operator.page.locator('.dash').evaluate((dash) => dash.scrollTo(0, dash.scrollHeight));
    await picture(operator, `${name}-below`);
    if (name.startsWith('phone')) await fits(operator);
    expect(await grave(operator)).toEqual([]);
  });
});

it('finds people, locks one out and lets them in again, and hands a link to who has forgotten the password', async () => {
  const eve = await stage.account('eve', 'Eve Okonkwo');
  const operator = await stage.person(admin, { bypassCSP: true });
  const evesPage = await stage.person(eve);
  operator.mayReport(/status of 422/);
  evesPage.mayReport(SIGNED_OUT);
  await evesPage.entersRoom('lobby');
  await operator.entersRoom(room.name);
  await operator.page.getByRole('button', { name: 'Account and settings' }).click();
  await operator.page.getByRole('link', { name: 'People' }).click();
  await operator.page.getByRole('searchbox', { name: 'Find by name' }).fill('okonk');
  const people = operator.page.locator('.person');
  await soon(async () => await people.locator('.browse-title').allInnerTexts(), ['Eve Okonkwo']);
  expect(await grave(operator)).toEqual([]);
  await people.getByRole('button', { name: 'What to do with Eve Okonkwo' }).click();
  await people.getByRole('button', { name: 'Deactivate' }).click();
  await operator.dialog.getByRole('button', { name: 'Deactivate' }).click();
  await people.getByText('deactivated').waitFor();
  await evesPage.isAtTheDoor(); // at once
  await people.getByRole('button', { name: 'What to do with Eve Okonkwo' }).click();
  await people.getByRole('button', { name: 'Activate again' }).click();
  await operator.page.getByText('Eve Okonkwo can sign in again.').waitFor();
  // for ever, and not by one click too many
  const other = await stage.account('mallory', 'Mallory Stone');
  await operator.page.getByRole('searchbox', { name: 'Find by name' }).fill('mallory');
  // before that: a password that was forgotten, by a link that is handed over
  await people.getByRole('button', { name: 'What to do with Mallory Stone' }).click();
  await people.getByRole('button', { name: 'Link for a new password' }).click();
  await operator.dialog.getByRole('button', { name: 'Make the link' }).click();
  const link = await operator.dialog.getByLabel('Link for a new password').inputValue();
  await picture(operator, 'new-password');
  expect(await grave(operator)).toEqual([]);
  await operator.dialog.getByRole('button', { name: 'I have kept it' }).click();
  const mallorysPage = await stage.person(null);
  mallorysPage.mayReport(SIGNED_OUT); // when the account is erased
  await mallorysPage.page.goto(link);
  await mallorysPage.page.getByLabel('New password').fill('another horse battery');
  await mallorysPage.page.keyboard.press('Enter');
  await mallorysPage.isAtTheDoor();
  await mallorysPage.fillsIn({ userName: other.userName, password: 'another horse battery' });
  await mallorysPage.isOnline();
  await people.getByRole('button', { name: 'What to do with Mallory Stone' }).click();
  await people.getByRole('button', { name: 'Erase …' }).click();
  await operator.dialog.getByLabel(/Type “mallory/).fill('eve');
  await operator.dialog.getByRole('button', { name: 'Erase', exact: true }).click();
  await operator.dialog.getByText('Type the user name of who is to be erased.').waitFor();
  await operator.dialog.getByLabel(/Type “mallory/).fill(other.userName);
  await operator.dialog.getByRole('button', { name: 'Erase', exact: true }).click();
  await people.getByText('Deleted account').waitFor();
  await evesPage.has(eve);
  const member = await stage.person(eve);
  await member.goes('/people');
  await member.page.getByRole('heading', { name: 'For administrators only' }).waitFor();
});

describe.each([
  ['light', { colorScheme: 'light', viewport: { width: 1300, height: 800 } }],
  ['phone-dark', { ...PHONE, colorScheme: 'dark' }],
] as [string, BrowserContextOptions][])('for administrators, in %s', (name, options) => {
  it('archives a room and brings it back, gives it an owner, signs somebody out, and reads of it in the audit log', async () => {
    const cat = await stage.account(`cat-${name}`, 'Cat Ito');
    const den = await stage.room(`Den ${name}`, ann, cat);
    const operator = await stage.person(admin, { ...options, bypassCSP: true, reducedMotion: 'reduce' });
    operator.mayReport(/status of (404|422)/);
    await operator.goes('/all-rooms');
    await operator.page.getByRole('searchbox', { name: 'Find by name or title' }).fill(den.title);
    const rooms = operator.page.locator('.person');
    await soon(async () => await rooms.count(), 1);
    const choose = async (words: string): Promise<void> => {
      await rooms.getByRole('button', { name: `What to do with ${den.title}` }).click();
      await rooms.getByRole('button', { name: words }).click();
    };
    await choose('Archive');
    await operator.dialog.getByRole('button', { name: 'Archive' }).click();
    await rooms.getByText('archived', { exact: true }).waitFor();
    await choose('Bring back');
    await rooms.getByText('archived', { exact: true }).waitFor({ state: 'detached' });
    await choose('Make somebody owner');
    await operator.dialog.getByLabel('User name').fill('operator'); // who is no member
    await operator.dialog.getByRole('button', { name: 'Make somebody owner' }).click();
    await operator.dialog.getByText('no member of this room').waitFor();
    await operator.dialog.getByLabel('User name').fill(cat.userName);
    await operator.dialog.getByRole('button', { name: 'Make somebody owner' }).click();
    await operator.page.getByText(`Cat Ito owns ${den.title} now.`).waitFor();
    await choose('How long messages are kept');
    await operator.dialog.getByLabel('Messages are kept').selectOption('days');
    await operator.dialog.getByLabel('Days').fill('90');
    await operator.dialog.getByRole('button', { name: 'Save' }).click();
    await operator.page.getByText(`${den.title} keeps messages so from now on.`).waitFor();
    await choose('How long messages are kept');
    expect(await operator.dialog.getByLabel('Days').inputValue()).toBe('90');
    if (name.startsWith('phone')) await fits(operator);
    await operator.dialog.getByRole('button', { name: 'Cancel' }).click();
    await picture(operator, `rooms-${name}`);
    if (name.startsWith('phone')) await fits(operator);
    expect(await grave(operator)).toEqual([]);

    await choose('Delete room …');
    await operator.dialog.getByLabel(`Type “${den.name}” to confirm`).fill('another');
    await operator.dialog.getByRole('button', { name: 'Delete room' }).click();
    await operator.dialog.getByText('Type the name of the room that is to be deleted.').waitFor();
    if (name.startsWith('phone')) await fits(operator);
    await operator.dialog.getByLabel(`Type “${den.name}” to confirm`).fill(den.name);
    await operator.dialog.getByRole('button', { name: 'Delete room' }).click();
    await operator.page.getByText(`${den.title} is deleted.`).waitFor();
    await soon(async () => await rooms.count(), 0);

    await operator.page.getByRole('link', { name: 'People' }).click();
    await operator.page.getByRole('searchbox', { name: 'Find by name' }).fill(cat.userName);
    await soon(async () => await rooms.count(), 1);
    await rooms.getByRole('button', { name: 'What to do with Cat Ito' }).click();
    await rooms.getByRole('button', { name: 'Where they are signed in …' }).click();
    await operator.dialog.getByRole('button', { name: 'Sign out', exact: true }).first().waitFor();
    await picture(operator, `sessions-${name}`);
    if (name.startsWith('phone')) await fits(operator);
    expect(await grave(operator)).toEqual([]);
    await operator.dialog.getByRole('button', { name: 'Sign out everywhere' }).click();
    await operator.dialog.getByText('Nowhere.').waitFor();
    await operator.dialog.getByRole('button', { name: 'Close' }).last().click();

    await operator.page.getByRole('link', { name: 'Audit log' }).click();
    await operator.page.getByLabel('Event').selectOption('authn_token_revoked');
    await operator.page.getByRole('cell', { name: 'all sessions' }).first().waitFor();
    await operator.page.getByLabel('Event').selectOption('authz_admin');
    await operator.page.getByRole('cell', { name: 'room archived' }).first().waitFor();
    await picture(operator, `audit-${name}`);
    if (name.startsWith('phone')) await fits(operator);
    expect(await grave(operator)).toEqual([]);
  });
});
