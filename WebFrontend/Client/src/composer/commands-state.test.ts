import { expect, it } from 'vitest';
import { parseRoom } from '@parley/client';
import { commandOf, commandsIn, nameIn } from './commands-state.ts';

const room = (...may: string[]) => parseRoom({ id: 'r', name: 'r', may });

it('offers what one may do here', () => {
  expect(commandsIn(room('write', 'leave')).map(({ name }) => name)).toEqual(['help', 'me', 'shrug', 'leave']);
  expect(commandOf('/topic Tea', room('write'))).toBeNull();
});

it('takes a text for a command only if it is one', () => {
  const mine = room('write', 'changeSettings', 'remove');
  expect(commandOf('/topic Tea and  cake', mine)).toEqual({ name: 'topic', about: 'Tea and  cake', missing: false });
  expect(commandOf('/kick', mine)).toEqual({ name: 'kick', about: '', missing: true });
  expect(commandOf('/shrug', mine)).toEqual({ name: 'shrug', about: '', missing: false });
  for (const text of ['/usr/bin', '/nothing', 'a /topic x', '//topic', '/']) expect(commandOf(text, mine)).toBeNull();
  expect([nameIn('@ann please'), nameIn('ann')]).toEqual(['ann', 'ann']);
});
