import { expect, it, onTestFinished } from 'vitest';
import { PASSWORD } from './support/account.ts';
import { soon } from './support/person.ts';
import { Server } from './support/server.ts';
import { useOwnStage } from './support/stage.ts';

const stage = useOwnStage();

it('goes from nothing to the first page', async () => {
  const began = performance.now();
  const server = await Server.start();
  onTestFinished(async () => await server.close());
  const page = await (await fetch(server.url)).text();
  expect(page).toContain('<div id="app">');
  const visitor = await stage.person(null);
  await visitor.page.goto(server.url);
  await visitor.isAtTheDoor();
  const took = Math.round(performance.now() - began);

  // The link that it has printed makes the owner, who is in.
  const owner = await stage.person(null);
  await soon(() => server.setupLink().startsWith(`${server.url}/setup#`), true);
  await owner.page.goto(server.setupLink());
  await owner.page.getByRole('heading', { name: 'Set up this server' }).waitFor();
  expect(owner.page.url()).not.toContain('#'); // the token is out of the address
  await owner.fillsIn({ userName: 'olga', password: PASSWORD });
  await owner.isInRoom('lobby');
  // Told, not judged: on a busy machine it says more about the machine.
  console.log(`ready after ${server.startedInMs} ms, first page on the screen after ${took} ms`);
});

it('starts again on the data it has', async () => {
  const ann = await stage.account('ann');
  const room = await stage.room('Kept', ann);
  const seq = await ann.says(room.id, 'kept');
  await stage.server.kill();
  await stage.server.restart();
  expect((await ann.history(room.id)).find((event) => event.seq === seq)?.text).toBe('kept');
});
