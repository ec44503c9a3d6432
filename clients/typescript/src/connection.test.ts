import { describe, expect, it } from 'vitest';
import { Connection, type ConnectionState } from './connection.ts';
import { Problem } from './problem.ts';
import { FakeClock } from './testing/fake-clock.ts';
import { ConnectFailure, type Closed, type Transport, type TransportHandlers } from './transport.ts';

function rig(fail: () => Closed | null) {
  const clock = new FakeClock();
  const states: ConnectionState[] = [];
  const made: TransportHandlers[] = [];
  const connection = new Connection(
    {
      clock,
      random: () => 0.5,
      transport: (handlers) => {
        made.push(handlers);
        const start = async (): Promise<void> => {
          const failure = fail();
          if (failure !== null) throw new ConnectFailure(failure);
        };
        return { start, stop: async () => {} } as unknown as Transport;
      },
    },
    { state: (state) => states.push(state), events: () => {}, gap: () => {}, ephemeral: () => {}, me: () => {}, presence: () => {} },
  );
  return { clock, states, made, connection };
}

describe('a connection', () => {
  it('comes back with growing waits and remembers since when it is down', async () => {
    let up = false;
    const { clock, states, made, connection } = rig(() => (up ? null : { why: 'lost' }));
    connection.open();
    await clock.advance(8000);
    expect(made.length).toBe(4); // at 0, 0.3, 1.3 and 3.3 s; the next would be at 8.3
    const waiting = states.filter((state) => state.is === 'waiting');
    expect(new Set(waiting.map((state) => state.downSince))).toEqual(new Set([1_000_000]));
    up = true;
    await clock.advance(1000);
    expect(connection.state.is).toBe('connected');
  });

  it('hurries when asked to', async () => {
    let up = false;
    const { clock, made, connection } = rig(() => (up ? null : { why: 'lost' }));
    connection.open();
    await clock.advance(5000);
    const before = made.length;
    up = true;
    connection.hurry();
    await clock.advance(0);
    expect(made.length).toBe(before + 1);
    expect(connection.state.is).toBe('connected');
  });

  it('does not trust an open connection when the network is gone', async () => {
    let up = true;
    const { clock, states, made, connection } = rig(() => (up ? null : { why: 'lost' }));
    connection.distrust();
    expect(connection.state.is).toBe('off');
    connection.open();
    await clock.advance(0);
    up = false;
    await clock.advance(7000);
    connection.distrust();
    expect(states.at(-1)).toMatchObject({ is: 'waiting', downSince: 1_007_000 });
    made[0]!.events({ room: 'r', epoch: 'e', events: [] }); // the dead one is not heard
    await clock.advance(1000);
    expect(connection.state.is).toBe('waiting');
    connection.distrust();
    up = true;
    connection.hurry();
    await clock.advance(0);
    expect(connection.state.is).toBe('connected');
  });

  it('waits as long as the closing server asked', async () => {
    const { clock, made, connection } = rig(() => null);
    connection.open();
    await clock.advance(0);
    made[0]!.closing({ reason: 'draining', retryAfterMs: 5000 });
    made[0]!.closed({ why: 'lost' });
    await clock.advance(5000);
    expect(made.length).toBe(1);
    await clock.advance(400);
    expect(made.length).toBe(2);
  });

  it('does not try again with a session that has ended', async () => {
    const { clock, made, connection } = rig(() => null);
    connection.open();
    await clock.advance(0);
    made[0]!.closing({ reason: 'session-ended', retryAfterMs: null });
    made[0]!.closed({ why: 'lost' });
    expect(connection.state.is).toBe('signed-out');
  });

  it('does not try again with a token that cannot be renewed', async () => {
    const { clock, made, connection } = rig(() => {
      throw new Problem({ status: 401, code: 'session-ended', message: 'Ended.' });
    });
    connection.open();
    await clock.advance(60_000);
    expect([connection.state.is, made.length]).toEqual(['signed-out', 1]);
  });

  it('stops for good when signed out or refused, and does not hear a connection it dropped', async () => {
    const { clock, made, connection } = rig(() => null);
    connection.open();
    await clock.advance(0);
    made[0]!.closed({ why: 'signed-out' });
    await clock.advance(60_000);
    expect([connection.state.is, made.length]).toEqual(['signed-out', 1]);
    connection.open();
    await clock.advance(0);
    made[0]!.closed({ why: 'refused' });
    expect(connection.state.is).toBe('connected');
  });
});
