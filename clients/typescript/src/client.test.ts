import { describe, expect, it } from 'vitest';
import { ParleyClient } from './client.ts';
import type { OutboxStore, Pending } from './outbox.ts';
import { FakeClock } from './testing/fake-clock.ts';
import { type Faults, FakeServer, NO_FAULTS } from './testing/fake-server.ts';
import { seeded } from './testing/random.ts';

class MemoryStore implements OutboxStore {
  readonly kept = new Map<string, Pending>();
  load = (): Pending[] => [...this.kept.values()];
  put = (pending: Pending): void => void this.kept.set(pending.clientId, pending);
  remove = (clientId: string): void => void this.kept.delete(clientId);
}

/** One reader who writes down what was emitted and cries at the first step that is not +1. */
function reader(server: FakeServer, clock: FakeClock, random: () => number, store?: OutboxStore, maxCatchUp?: number) {
  let ids = 0;
  const client = new ParleyClient({
    transport: server.transport,
    fetch: server.fetch,
    clock,
    random,
    newClientId: () => `c${++ids}`,
    ...(store === undefined ? {} : { store }),
    ...(maxCatchUp === undefined ? {} : { maxCatchUp }),
  });
  const seen: number[] = [];
  const faults: string[] = [];
  const resets: string[] = [];
  let last: number | null = null;
  client.on('reset', (reset) => {
    resets.push(reset.reason);
    last = reset.last;
  });
  client.on('events', ({ events }) => {
    for (const { seq } of events) {
      if (last !== null && seq !== last + 1) faults.push(`${last} → ${seq}`);
      last = seq;
      seen.push(seq);
    }
  });
  return { client, seen, faults, resets };
}

const upTo = (n: number): number[] => Array.from({ length: n }, (_, index) => index + 1);

describe('a stream under faults', () => {
  const rough: Faults = {
    dropPush: 0.1,
    duplicatePush: 0.15,
    delayPush: 0.25,
    gap: 0.03,
    breakConnection: 0.05,
    loseAnswer: 0.1,
    busy: 0.1,
    failFetch: 0.15,
  };

  it.each(upTo(150))('emits every number once and in order, and posts every message once and in order (seed %i)', async (seed) => {
    const random = seeded(seed);
    const clock = new FakeClock();
    const server = new FakeServer(clock, random, rough);
    for (let before = 0; before < 12; before++) server.post(`old${before}`, 'old');
    const { client, seen, faults, resets } = reader(server, clock, random);
    client.watch('r1', 0);
    client.connect();
    const written: string[] = [];
    for (let step = 0; step < 60; step++) {
      const dice = random();
      if (dice < 0.35) server.post(`other${step}`, `other ${step}`);
      else if (dice < 0.7) {
        written.push(`mine ${step}`);
        client.send('r1', `mine ${step}`);
      } else if (dice < 0.76) server.kill();
      else if (dice < 0.8) server.up = !server.up;
      await clock.advance(Math.floor(random() * 400));
    }
    server.up = true;
    server.faults = NO_FAULTS;
    await clock.advance(120_000);
    server.post('end', 'end'); // a last push that was dropped is noticed with the next one
    await clock.advance(10_000);

    expect(faults).toEqual([]);
    expect(resets).toEqual([]);
    expect(seen).toEqual(upTo(server.events.length));
    expect(client.outbox).toEqual([]);
    expect(server.events.filter((event) => event.text!.startsWith('mine')).map((event) => event.text)).toEqual(written);
    client.close();
  });

  it('has faults that bite: sends are repeated, so the once above is not for free', async () => {
    let repeats = 0;
    for (const seed of upTo(20)) {
      const random = seeded(seed);
      const clock = new FakeClock();
      const server = new FakeServer(clock, random, rough);
      const { client } = reader(server, clock, random);
      client.watch('r1', 0);
      client.connect();
      for (let step = 0; step < 10; step++) client.send('r1', `${step}`);
      await clock.advance(60_000);
      repeats += server.sends - server.events.length;
      client.close();
    }
    expect(repeats).toBeGreaterThan(20);
  });

  it('starts anew after a restore and goes on in steps of one', async () => {
    const clock = new FakeClock();
    const server = new FakeServer(clock, seeded(1));
    for (let before = 0; before < 9; before++) server.post(`old${before}`, 'old');
    const { client, seen, faults, resets } = reader(server, clock, seeded(2));
    client.watch('r1', 0);
    client.connect();
    await clock.advance(5000);
    server.restore(4);
    await clock.advance(5000);
    server.post('new', 'new');
    await clock.advance(5000);
    expect(resets).toEqual(['epoch']);
    expect(faults).toEqual([]);
    expect(seen).toEqual([...upTo(9), 5]);
  });

  it('skips what the server no longer keeps, and says so', async () => {
    const clock = new FakeClock();
    const server = new FakeServer(clock, seeded(1));
    for (let before = 0; before < 30; before++) server.post(`old${before}`, 'old');
    server.floor = 11;
    const { client, seen, faults, resets } = reader(server, clock, seeded(2));
    client.watch('r1', 3, 'e1');
    client.connect();
    await clock.advance(5000);
    expect(resets).toEqual(['floor']);
    expect(faults).toEqual([]);
    expect(seen).toEqual(upTo(30).slice(10));
  });

  it('goes to the newest run instead of paging through a long absence, if asked to', async () => {
    const clock = new FakeClock();
    const server = new FakeServer(clock, seeded(1));
    for (let before = 0; before < 100; before++) server.post(`old${before}`, 'old');
    const { client, seen, resets } = reader(server, clock, seeded(2), undefined, 20);
    client.watch('r1', 3, 'e1');
    client.connect();
    await clock.advance(5000);
    expect(resets).toEqual(['behind']);
    expect(seen).toEqual(upTo(100).slice(95));
  });
});

describe('the outbox', () => {
  it('fails after ten seconds of silence with everything behind, and Retry keeps order and client ids', async () => {
    const clock = new FakeClock();
    const server = new FakeServer(clock, seeded(1));
    const { client } = reader(server, clock, seeded(2));
    client.watch('r1', 0);
    client.connect();
    await clock.advance(1000);
    server.silent = 'there';
    const ids = ['a', 'b', 'c'].map((text) => client.send('r1', text));
    await clock.advance(9000);
    expect(client.outbox.map((pending) => pending.state)).toEqual(['sending', 'sending', 'sending']);
    await clock.advance(1500);
    expect(client.outbox.map((pending) => pending.state)).toEqual(['failed', 'failed', 'failed']);
    server.silent = 'no';
    client.retry('r1');
    await clock.advance(3000);
    expect(client.outbox).toEqual([]);
    expect(server.events.map((event) => event.clientId)).toEqual(ids);
  });

  it('keeps unsent messages over a reload and sends them once', async () => {
    const clock = new FakeClock();
    const server = new FakeServer(clock, seeded(1));
    const store = new MemoryStore();
    server.up = false;
    const first = reader(server, clock, seeded(2), store);
    first.client.connect();
    first.client.send('r1', 'one');
    first.client.send('r1', 'two');
    await clock.advance(30_000);
    expect(first.client.outbox.map((pending) => pending.state)).toEqual(['sending', 'sending']); // offline is no failure
    first.client.close();
    server.up = true;
    const second = reader(server, clock, seeded(3), store);
    second.client.connect();
    await clock.advance(5000);
    expect(server.events.map((event) => event.text)).toEqual(['one', 'two']);
    expect(store.kept.size).toBe(0);
  });

  it('waits out a refusal that names a time, and shows the sentence of one that does not', async () => {
    const clock = new FakeClock();
    const server = new FakeServer(clock, seeded(1));
    const { client } = reader(server, clock, seeded(2));
    client.watch('r1', 0);
    client.connect();
    await clock.advance(1000);
    let slow = true;
    server.refuse = () => (slow ? { code: 'slow-mode', message: 'Slowly.', retryAfterMs: 30_000, outcome: 'none' } : null);
    client.send('r1', 'patient');
    await clock.advance(20_000);
    expect(client.outbox.map((pending) => pending.state)).toEqual(['sending']);
    slow = false;
    await clock.advance(11_000);
    expect(server.events.map((event) => event.text)).toEqual(['patient']);

    server.refuse = (text) => (text === 'bad' ? { code: 'too-long', message: 'Too long.', retryAfterMs: null, outcome: 'none' } : null);
    const bad = client.send('r1', 'bad');
    client.send('r1', 'behind');
    await clock.advance(1000);
    expect(client.outbox.map(({ state, error }) => [state, error])).toEqual([['failed', 'Too long.'], ['failed', null]]);
    client.discard(bad);
    client.retry('r1');
    await clock.advance(1000);
    expect(server.events.map((event) => event.text)).toEqual(['patient', 'behind']);
  });

  it('lets go of a message that a moderator looks at first, and goes on with what is behind it', async () => {
    const clock = new FakeClock();
    const server = new FakeServer(clock, seeded(1));
    const { client } = reader(server, clock, seeded(2));
    const held: string[] = [];
    client.on('held', ({ clientId }) => held.push(clientId));
    client.watch('r1', 0);
    client.connect();
    await clock.advance(1000);
    server.refuse = (text) => (text === 'parsnip' ? { code: 'message-held', message: 'It waits.', retryAfterMs: null, outcome: 'none' } : null);
    const id = client.send('r1', 'parsnip');
    client.send('r1', 'behind');
    await clock.advance(3000);
    expect([held, client.outbox]).toEqual([[id], []]);
    expect(server.events.map((event) => event.text)).toEqual(['behind']);
  });

  it('takes the event for an answer if the ack never comes', async () => {
    const clock = new FakeClock();
    const server = new FakeServer(clock, seeded(1));
    const { client } = reader(server, clock, seeded(2));
    client.watch('r1', 0);
    client.connect();
    await clock.advance(1000);
    server.silent = 'back';
    client.send('r1', 'one');
    client.send('r1', 'two');
    await clock.advance(1000);
    expect(client.outbox).toEqual([]);
    expect([server.sends, server.events.length]).toEqual([2, 2]);
  });

  it('tells that it was sent exactly once, whichever of ack and event comes first', async () => {
    const clock = new FakeClock();
    const server = new FakeServer(clock, seeded(7));
    const { client } = reader(server, clock, seeded(2));
    const sent: string[] = [];
    client.on('sent', ({ clientId }) => sent.push(clientId));
    client.watch('r1', 0);
    client.connect();
    await clock.advance(1000);
    const id = client.send('r1', 'hello');
    await clock.advance(5000);
    expect(sent).toEqual([id]);
  });
});

describe('what is mine', () => {
  it.each(upTo(30))('is what the server has, over lost pushes and connections (seed %i)', async (seed) => {
    const random = seeded(seed);
    const clock = new FakeClock();
    const server = new FakeServer(clock, random, { ...NO_FAULTS, dropPush: 0.2, loseAnswer: 0.1, breakConnection: 0.05 });
    const { client } = reader(server, clock, random);
    let seen = -1;
    client.on('me', (state) => (seen = state.reads[0]?.readSeq ?? 0));
    client.on('meChanged', (change) => {
      if (change.kind === 'read') seen = change.readSeq;
    });
    client.watchMe();
    client.connect();
    for (let step = 0; step < 40; step++) {
      if (random() < 0.8) server.read('r1', step);
      else server.kill();
      await clock.advance(Math.floor(random() * 500));
    }
    server.faults = NO_FAULTS;
    server.read('r1', 100);
    await clock.advance(120_000);
    server.read('r1', 101);
    await clock.advance(120_000);
    expect(seen).toBe(101);
    client.close();
  });
});

it('tells the server which draft a message was, also when it is sent again', async () => {
  const clock = new FakeClock();
  const server = new FakeServer(clock, seeded(1), { ...NO_FAULTS, busy: 0.5 });
  const { client } = reader(server, clock, seeded(2));
  client.connect();
  await clock.advance(1000);
  client.send('r1', 'was a draft', { draft: 7 });
  client.send('r1', 'was none');
  await clock.advance(60_000);
  expect(new Set(server.drafts)).toEqual(new Set([7, undefined]));
  expect(server.events).toHaveLength(2);
  client.close();
});

it('says who is at the device and looks at the same people after every reconnect', async () => {
  const random = seeded(3);
  const clock = new FakeClock();
  const server = new FakeServer(clock, random, { ...NO_FAULTS, loseAnswer: 0.2, breakConnection: 0.1 });
  const { client } = reader(server, clock, random);
  const seen: string[] = [];
  client.on('presence', (users) => seen.push(...users.map(({ user, state }) => `${user} ${state}`)));
  client.watchMe();
  client.watchPresence(['u2', 'u3']);
  client.setAway(true);
  client.connect();
  for (let round = 0; round < 5; round++) {
    await clock.advance(5000);
    server.kill();
  }
  server.faults = NO_FAULTS;
  await clock.advance(120_000);
  expect(server.connections.map(({ away, looksAt }) => ({ away, looksAt }))).toEqual([{ away: true, looksAt: ['u2', 'u3'] }]);
  expect(seen.slice(-2)).toEqual(['u2 online', 'u3 online']);
  client.close();
});
