import { expect, it } from 'vitest';
import { parseRoom } from '@parley/client';
import { commandsIn, minutesIn, nameIn, typedIn } from './commands-state.ts';

const room = (...may: string[]) => parseRoom({ id: 'r', name: 'r', may });

it('offers what one may do here', () => {
  expect(commandsIn(room('write', 'leave')).map(({ name }) => name)).toEqual(['help', 'me', 'shrug', 'poll', 'msg', 'later', 'search', 'leave']);
  expect(typedIn('/topic Tea', room('write'))).toEqual({ is: 'unknown', word: 'topic', exists: true });
});

it('takes a text for a command only if it is one', () => {
  const mine = room('write', 'changeSettings', 'remove');
  expect(typedIn('/topic Tea and  cake', mine)).toEqual({ is: 'command', name: 'topic', about: 'Tea and  cake', missing: false });
  expect(typedIn('/TOPIC Tea', mine)).toMatchObject({ is: 'command', name: 'topic' });
  expect(typedIn('/kick', mine)).toEqual({ is: 'command', name: 'kick', about: '', missing: true });
  expect(typedIn('/shrug', mine)).toEqual({ is: 'command', name: 'shrug', about: '', missing: false });
  for (const text of ['/usr/bin', '/usr/bin is a path', 'a /topic x', '/', '/ 2', '// a comment', '/2']) expect(typedIn(text, mine)).toEqual({ is: 'text', text });
});

it('does not send what looks like a command and is none, and takes two slashes for a text with one', () => {
  expect(typedIn('/tpoic Tea', room('write', 'changeSettings'))).toEqual({ is: 'unknown', word: 'tpoic', exists: false });
  expect(typedIn('//topic Tea', room('write'))).toEqual({ is: 'text', text: '/topic Tea' });
  expect(typedIn('///a', room('write'))).toEqual({ is: 'text', text: '///a' });
});

it('reads names and times', () => {
  expect([nameIn('@ann please'), nameIn('ann')]).toEqual(['ann', 'ann']);
  expect(['@ann', '@ann 30m', '@ann 2h', 'ann 1d', 'ann 1W'].map(minutesIn)).toEqual([null, 30, 120, 1440, 10_080]);
  for (const wrong of ['@ann soon', '@ann 1h 2', '@ann h', '@ann 1.5h', '@ann -1h']) expect(minutesIn(wrong)).toBeNaN();
});
