import { describe, expect, it } from 'vitest';
import { type OwnEffect, OwnLine } from './own-line.ts';
import { seeded } from './testing/random.ts';
import { type MyNews, type MyState, parseMyState } from './wire.ts';

const nothing = parseMyState({ epoch: 'e1', version: 0 });
const state = (version: number, readSeq: number, epoch = 'e1'): MyState => ({
  ...nothing,
  epoch,
  version,
  reads: [{ room: 'r1', readSeq, readN: readSeq }],
});
const news = (after: number, version: number, readSeq: number, epoch = 'e1'): MyNews => ({
  epoch,
  after,
  version,
  changes: [{ kind: 'read', room: 'r1', readSeq, readN: readSeq, back: false }],
});

describe('what is mine', () => {
  it('goes on where the state ends', () => {
    const line = new OwnLine();
    expect(line.answered(state(4, 1))).toEqual([{ do: 'state', state: state(4, 1) }]);
    expect(line.news(news(4, 5, 2))).toEqual([{ do: 'changes', changes: news(4, 5, 2).changes }]);
    expect(line.news(news(4, 5, 2))).toEqual([]);
    expect(line.news(news(4, 6, 3))).toHaveLength(1); // one of them twice, one new
  });

  it('waits for the answer if changes overtake it', () => {
    const line = new OwnLine();
    expect(line.news(news(4, 5, 2))).toEqual([]);
    expect(line.news(news(5, 6, 3))).toEqual([]);
    expect(line.answered(state(5, 2)).map((effect) => effect.do)).toEqual(['state', 'changes']);
  });

  it('asks when something is missing, and once only', () => {
    const line = new OwnLine();
    line.answered(state(4, 1));
    expect(line.news(news(5, 6, 3))).toEqual([{ do: 'ask' }]);
    expect(line.news(news(6, 7, 4))).toEqual([]);
    expect(line.answered(state(7, 4)).map((effect) => effect.do)).toEqual(['state']);
  });

  it('asks when another line has begun, or the server says that something may be lost', () => {
    const line = new OwnLine();
    line.answered(state(4, 1));
    expect(line.news({ epoch: '', after: 0, version: 0, changes: [] })).toEqual([{ do: 'ask' }]);
    line.answered(state(4, 1));
    expect(line.news(news(0, 1, 1, 'e2'))).toEqual([{ do: 'ask' }]);
  });

  it.each(Array.from({ length: 100 }, (_, seed) => seed))('ends up where the server is, whatever is lost or late (seed %i)', (seed) => {
    const random = seeded(seed);
    const line = new OwnLine();
    let version = 0;
    let epoch = 1;
    let seen = 0;
    let asking = true;
    const late: (() => void)[] = [];
    const take = (effects: OwnEffect[]): void => {
      for (const effect of effects) {
        if (effect.do === 'ask') asking = true;
        else if (effect.do === 'state') seen = effect.state.reads[0]?.readSeq ?? 0;
        else for (const change of effect.changes) if (change.kind === 'read') seen = change.readSeq;
      }
    };
    const answer = (): void => {
      const now = state(version, version, `e${epoch}`);
      asking = false;
      if (random() < 0.5) late.push(() => take(line.answered(now)));
      else take(line.answered(now));
    };
    for (let step = 0; step < 80; step++) {
      const dice = random();
      if (dice < 0.05) {
        epoch++; // the numbers begin again
        version = 0;
      } else if (dice < 0.1) {
        late.length = 0;
        line.disconnected();
        asking = true;
      } else if (asking && dice < 0.5) answer();
      else {
        version++;
        const push = news(version - 1, version, version, `e${epoch}`);
        if (random() > 0.2) take(line.news(push));
      }
      if (late.length > 0 && random() < 0.5) late.splice(0).forEach((run) => run());
    }
    late.splice(0).forEach((run) => run());
    version++;
    take(line.news(news(version - 1, version, version, `e${epoch}`)));
    if (asking) {
      take(line.answered(state(version, version, `e${epoch}`)));
    }
    expect(seen).toBe(version);
  });
});
