import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fits, grave, PHONE } from './support/looks.ts';
import { soon } from './support/person.ts';
import { useOwnStage } from './support/stage.ts';

const PORT = 20_000 + Math.floor(Math.random() * 20_000);
const stage = useOwnStage({ Parley__Outbound__AllowedNetworks__0: '127.0.0.1/32', Parley__Outbound__Ports__0: String(PORT) });

/** The program of a command: says back to who asked what stands behind it, or with `all` to everybody. */
let program: Server | null = null;
beforeAll(async () => {
  program = createServer((request, response) => {
    let body = '';
    request.on('data', (part: Buffer) => (body += part.toString()));
    request.on('end', () => {
      const text = new URLSearchParams(body).get('text') ?? '';
      if (text === 'fail') return void response.writeHead(500).end();
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ response_type: text.startsWith('all') ? 'in_channel' : 'ephemeral', text: `sunny in ${text.replace('all ', '')}` }));
    });
  });
  await new Promise<void>((resolve) => program!.listen(PORT, '127.0.0.1', resolve));
});
afterAll(() => void program?.close());

it('offers the command of a program, shows to who asked what is for them alone, and keeps what failed', async () => {
  const [ann, bob] = [await stage.account('ann'), await stage.account('bob')];
  const room = await stage.room('Weather', ann, bob);
  await ann.call('POST', `rooms/${room.id}/commands`, { name: 'weather', url: `http://127.0.0.1:${PORT}/`, description: 'How the sky is', usage: '[city]' });
  const [anns, bobs] = [await stage.person(ann), await stage.person(bob, { ...PHONE, bypassCSP: true })];
  anns.mayReport(/status of 502/);
  await anns.entersRoom(room.name);
  await bobs.entersRoom(room.name);

  await bobs.composer.pressSequentially('/wea');
  await bobs.page.getByRole('option', { name: /\/weather \[city\]/ }).waitFor();
  await bobs.composer.press('Enter');
  await bobs.composer.pressSequentially('Oslo');
  await bobs.composer.press('Enter');
  await bobs.page.getByRole('status').getByText('sunny in Oslo').waitFor();
  expect(await grave(bobs)).toEqual([]);
  await fits(bobs);
  await bobs.clicks('Close the answer');
  await bobs.page.getByText('sunny in Oslo').waitFor({ state: 'detached' });

  await anns.composer.fill('/weather all Rome');
  await anns.composer.press('Enter');
  await anns.sees('sunny in Rome');
  await bobs.sees('sunny in Rome');
  await anns.seesNot('sunny in Oslo');

  await anns.composer.fill('/weather fail');
  await anns.composer.press('Enter');
  await anns.page.getByText('The program of this command gives no answer.').waitFor();
  await soon(async () => await anns.composer.inputValue(), '/weather fail');

  await anns.composer.fill('/help');
  await anns.composer.press('Escape');
  await anns.composer.press('Enter');
  await anns.dialog.getByText('How the sky is').waitFor();
});
