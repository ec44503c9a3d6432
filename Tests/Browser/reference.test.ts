import { expect, it } from 'vitest';
import { useStage } from './support/stage.ts';

const stage = useStage();

it('shows the API to read and to try out, and asks for nothing elsewhere', async () => {
  const ann = await stage.person(await stage.account('ann'));
  ann.mayReport(/content security policy: script-src eval/); // Scalar tries whether it may, and does without
  const elsewhere: string[] = [];
  ann.page.on('request', (request) => {
    if (!request.url().startsWith(stage.url) && !/^(?:data|blob):/.test(request.url())) elsewhere.push(request.url());
  });
  await ann.goes('/docs');
  await ann.page.getByRole('heading', { name: 'Parley', exact: true }).waitFor();
  await ann.page.getByText('OpenID Connect').first().waitFor(); // a group of calls
  expect(elsewhere).toEqual([]);
}, 30_000);
