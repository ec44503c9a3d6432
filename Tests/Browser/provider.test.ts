import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ROOT } from './support/paths.ts';
import { useOwnStage } from './support/stage.ts';

const PORT = 20_000 + Math.floor(Math.random() * 20_000);
const stage = useOwnStage({
  Parley__OpenId__Providers__corp__Name: 'Example Corp.',
  Parley__OpenId__Providers__corp__Authority: `http://127.0.0.1:${PORT}`,
  Parley__OpenId__Providers__corp__ClientId: 'parley',
  Parley__OpenId__Providers__corp__ClientSecret: 'a secret for tests',
});
let provider: ChildProcess | null = null;

beforeAll(async () => {
  const callback = `${stage.url}/api/v1/openid/corp/callback`;
  provider = spawn('node', ['provider.mjs', String(PORT), 'parley', 'a secret for tests', callback], { cwd: join(ROOT, 'Tests/Oidc'), stdio: ['ignore', 'pipe', 'ignore'] });
  await once(provider.stdout!, 'data');
});
afterAll(() => {
  provider?.kill('SIGKILL');
});

it('comes in by a provider: the first time with a name to choose, then at once', async () => {
  const claims = { preferred_username: 'eve', name: 'Eve Adams' };
  await fetch(`http://127.0.0.1:${PORT}/control`, { method: 'POST', body: JSON.stringify({ sub: 'eve-1', claims }) });
  const eve = await stage.person(null);
  await eve.goes('/');
  await eve.page.getByRole('link', { name: 'Continue with Example Corp.' }).click();
  await eve.page.getByRole('heading', { name: 'Choose your name' }).waitFor();
  await eve.page.getByText('Example Corp. knows you').waitFor();
  expect(await eve.page.getByLabel('User name').inputValue()).toBe('eve');
  await eve.clicks('Create account');
  await eve.isInRoom('lobby');
  await eve.page.getByText('Eve Adams', { exact: true }).first().waitFor();
  await eve.signsOut();
  await eve.page.getByRole('link', { name: 'Continue with Example Corp.' }).click();
  await eve.isInRoom('lobby');
});

it('says so when it did not work, and forgets it over a reload', async () => {
  const bob = await stage.person(null);
  await bob.goes('/api/v1/openid/corp/callback?code=made-up&state=made-up');
  await bob.page.getByRole('alert').getByText('Signing in by the provider did not work').waitFor();
  expect(new URL(bob.page.url()).search).toBe('');
  await bob.reloads();
  await bob.isAtTheDoor();
  expect(await bob.page.getByRole('alert').count()).toBe(0);
});
