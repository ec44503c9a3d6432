import { expect, it } from 'vitest';
import { heedPageHints } from './page-hints.ts';

it('tells the client what the page learns of network and eyes, until it is undone', () => {
  const told: string[] = [];
  const view = new EventTarget();
  const page = Object.assign(new EventTarget(), { defaultView: view, visibilityState: 'hidden' });
  const undo = heedPageHints({ hurry: () => told.push('hurry'), distrust: () => told.push('distrust') }, page as unknown as Document);
  const happens = (): void => {
    view.dispatchEvent(new Event('offline'));
    view.dispatchEvent(new Event('online'));
    page.dispatchEvent(new Event('visibilitychange'));
  };
  happens();
  expect(told).toEqual(['distrust', 'hurry']);
  page.visibilityState = 'visible';
  happens();
  expect(told).toEqual(['distrust', 'hurry', 'distrust', 'hurry', 'hurry']);
  undo();
  happens();
  expect(told).toHaveLength(5);
});
