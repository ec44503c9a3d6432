import { type KnownEvent, ParleyClient, type ParleyOptions, rawWebSocket, signIn } from '@parley/client';
import { expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { type Account, PASSWORD } from './support/account.ts';
import { soon } from './support/person.ts';
import { useOwnStage } from './support/stage.ts';

const stage = useOwnStage();
const SENDS = 250;

type Watcher = { readonly client: ParleyClient; readonly seqs: number[]; readonly texts: string[]; readonly resets: string[]; readonly states: string[] };

async function watching(account: Account, room: string, over: 'SignalR' | 'raw socket'): Promise<Watcher> {
  const address = { url: `${stage.url.replace('http', 'ws')}/api/v1/ws`, WebSocket: WebSocket as unknown as new (url: string) => globalThis.WebSocket };
  let client: ParleyClient;
  if (over === 'SignalR') {
    const options: ParleyOptions & { userName: string; password: string } = { baseUrl: stage.url, userName: account.userName, password: PASSWORD };
    ({ client } = await signIn(options));
  } else {
    client = new ParleyClient({
      baseUrl: stage.url,
      accessToken: () => account.token,
      transport: rawWebSocket({ ...address, accessToken: () => account.token }),
    });
  }
  onTestFinished(() => client.close());
  const watcher: Watcher = { client, seqs: [], texts: [], resets: [], states: [] };
  client.on('events', ({ events }) => {
    for (const event of events as readonly KnownEvent[]) {
      watcher.seqs.push(event.seq);
      if (event.kind === 'messagePosted' && 'text' in event && typeof event.text === 'string') watcher.texts.push(event.text);
    }
  });
  client.on('reset', ({ reason }) => watcher.resets.push(reason));
  client.on('connection', ({ is }) => watcher.states.push(is));
  client.watch(room, 0);
  client.connect();
  await soon(() => client.connection.is, 'connected');
  return watcher;
}

it.each(['SignalR', 'raw socket'] as const)('%s: the server dies twice amid 500 sends; every stream is 1…N and every text is there once', { timeout: 120_000 }, async (over) => {
  const [ann, bob] = [await stage.account('ann'), await stage.account('bob')];
  const room = await stage.room('Chaos', ann, bob);
  const watchers = [await watching(ann, room.id, over), await watching(bob, room.id, over)];
  const sent = [0, 1].map((who) => Array.from({ length: SENDS }, (_, index) => `${who}: ${index + 1}`));
  watchers.forEach(({ client }, who) => {
    for (const text of sent[who]!) client.send(room.id, text);
  });
  const arrived = (): number => watchers[0]!.texts.length;
  for (const amount of [50, 250]) {
    // let some through, so that the kill comes amid them
    await expect.poll(arrived, { timeout: 60_000, interval: 1 }).toBeGreaterThan(amount);
    await stage.server.kill();
    expect(arrived()).toBeLessThan(2 * SENDS);
    await stage.server.restart();
  }
  for (const { client } of watchers) await soon(() => client.outbox.length, 0, 60_000);
  const history = await ann.history(room.id);
  for (const { seqs, texts, resets, states } of watchers) {
    await soon(() => seqs.at(-1), history.length);
    expect(seqs).toEqual(history.map((_, index) => index + 1));
    expect(resets).toEqual([]);
    // At the first death both were connected; the second may come while one is still on its way back.
    expect(states.filter((state) => state === 'connected').length).toBeGreaterThanOrEqual(2);
    expect(texts).toHaveLength(2 * SENDS);
    for (const [who, mine] of sent.entries()) expect(texts.filter((text) => text.startsWith(`${who}:`))).toEqual(mine);
  }
  expect(history.map(({ seq }) => seq)).toEqual(history.map((_, index) => index + 1));
});
