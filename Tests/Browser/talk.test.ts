import { HttpTransportType } from '@microsoft/signalr';
import { expect, it, onTestFinished } from 'vitest';
import { soon } from './support/person.ts';
import { useStage } from './support/stage.ts';
import { overRawSocket, overSignalR } from './support/stock-clients.ts';

const stage = useStage();

it('carries what two people say to each other at once', async () => {
  const [ann, bob] = [await stage.account('ann'), await stage.account('bob')];
  const room = await stage.room('Two', ann, bob);
  const [annsPage, bobsPage] = [await stage.person(ann), await stage.person(bob)];
  await annsPage.entersRoom(room.name);
  await bobsPage.entersRoom(room.name);
  await annsPage.says('hi Bob');
  await bobsPage.sees('hi Bob');
  await bobsPage.says('hi Ann');
  await annsPage.sees('hi Ann');
  await annsPage.says('two\nlines');
  for (const page of [annsPage, bobsPage]) await page.sees('twolines'); // a line break is an element
  const began = performance.now();
  await annsPage.says('how long does it take?');
  await bobsPage.sees('how long does it take?');
  expect(performance.now() - began).toBeLessThan(3000);
  for (const page of [annsPage, bobsPage]) await page.seesExactly(['hi Bob', 'hi Ann', 'twolines', 'how long does it take?'], /./);
});

it('tells every kind of client the same events, in the same order, without a hole', async () => {
  const names = ['ann', 'bob', 'sockets', 'events', 'polling', 'raw'];
  const [ann, bob, sockets, events, polling, raw] = await Promise.all(names.map(async (name) => await stage.account(name)));
  const room = await stage.room('Many roads', ann!, bob!, sockets!, events!, polling!, raw!);
  const annsPage = await stage.person(ann!);
  const bobsPage = await stage.person(bob!);
  await annsPage.entersRoom(room.name);
  await bobsPage.entersRoom(room.name);
  const clients = [
    await overSignalR(sockets!, room.id, HttpTransportType.WebSockets),
    await overSignalR(events!, room.id, HttpTransportType.ServerSentEvents),
    await overSignalR(polling!, room.id, HttpTransportType.LongPolling),
    await overRawSocket(raw!, room.id),
  ];
  onTestFinished(async () => void (await Promise.all(clients.map(async (client) => await client.closes()))));

  await annsPage.says('ann says');
  await bobsPage.sees('ann says');
  await bobsPage.says('bob says');
  await annsPage.sees('bob says');
  // all at once, so that their events mix
  await Promise.all(
    clients.map(async (client, who) => {
      for (let count = 1; count <= 5; count++) await client.sends(`client ${who} says ${count}`);
      await client.edits(await client.sends(`client ${who} was wrong`), `client ${who} is right`);
      await client.deletes(await client.sends(`client ${who} regrets`));
    }),
  );
  await annsPage.says('ann has the last word');
  await annsPage.sees('ann has the last word');

  const history = await ann!.history(room.id);
  expect(history.map(({ seq }) => seq)).toEqual(history.map((_, index) => index + 1));
  const last = history.at(-1)!.seq;
  for (const client of clients) await soon(() => client.events.at(-1)?.seq, last);
  for (const client of clients) {
    expect(client.events.map(({ seq, kind, sender, target }) => ({ seq, kind, sender, target }))).toEqual(
      history.map(({ seq, kind, sender, target }) => ({ seq, kind, sender, target })),
    );
    // live, all heard the very same words
    expect(client.events.slice(-30)).toEqual(clients[0]!.events.slice(-30));
  }

  const said = history
    .filter(({ kind }) => kind === 'messagePosted')
    .map(({ seq, text, deleted }) => (deleted === true ? null : history.findLast((event) => event.kind === 'messageEdited' && event.target === seq)?.text ?? text!));
  expect(said.filter((text) => text === null)).toHaveLength(4);
  expect(said.filter((text) => text?.endsWith('is right'))).toHaveLength(4);
  for (const page of [annsPage, bobsPage]) {
    await page.seesExactly(said, /./);
    for (let who = 0; who < 4; who++) await page.seesEdited(`client ${who} is right`);
  }
});

it('works in a browser that may not open WebSockets', async () => {
  const [ann, bob] = [await stage.account('ann'), await stage.account('bob')];
  const room = await stage.room('Old proxy', ann, bob);
  const annsPage = await stage.person(ann);
  await annsPage.context.addInitScript(() => {
    Reflect.set(globalThis, 'WebSocket', function NoWebSocket() {
      throw new Error('not here');
    });
  });
  const bobsPage = await stage.person(bob);
  await annsPage.entersRoom(room.name);
  await bobsPage.entersRoom(room.name);
  await annsPage.says('over the long way');
  await bobsPage.sees('over the long way');
  await bobsPage.says('and back');
  await annsPage.sees('and back');
});
