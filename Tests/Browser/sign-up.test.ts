import { expect, it } from 'vitest';
import { PASSWORD } from './support/account.ts';
import { codeFor } from './support/codes.ts';
import { useOwnStage } from './support/stage.ts';

const stage = useOwnStage({ Parley__SignUp__VerifiedEmail: 'true' });

it('opens the rooms when the address is confirmed', async () => {
  const ann = await stage.person(null);
  ann.mayReport(/status of 422/);
  const userName = stage.name('ann');
  await ann.goes('/');
  await ann.clicks('Create an account');
  await ann.fillsIn({ userName, password: PASSWORD });
  await ann.page.getByText('Give an e-mail address').waitFor();
  await ann.page.getByLabel('E-mail address').fill(`${userName}@example.org`);
  await ann.clicks('Create account');
  await ann.page.getByRole('heading', { name: 'Confirm your address' }).waitFor();
  await ann.page.getByLabel('Code', { exact: true }).fill(await codeFor(stage.url, `${userName}@example.org`));
  await ann.clicks('Confirm');
  await ann.isInRoom('lobby');
});

it('fills in the invite of a link and takes it out of the address', async () => {
  const bob = await stage.person(null);
  await bob.page.route('**/api/v1/sessions/options', async (route) => {
    await route.fulfill({ json: { registration: 'invite', demo: false, emailNeeded: false, email: false, sms: false } });
  });
  await bob.goes('/join#abcDEF234');
  await bob.page.getByRole('heading', { name: 'Create your account' }).waitFor();
  expect(await bob.page.getByLabel('Invite code').inputValue()).toBe('abcDEF234');
  expect(new URL(bob.page.url()).pathname + new URL(bob.page.url()).hash).toBe('/');
});
