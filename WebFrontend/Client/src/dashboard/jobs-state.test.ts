import { expect, it } from 'vitest';
import { JOB_STATES, remedy } from './jobs-state.ts';

it('offers to try a dead letter again, to take back what has not ended, and nothing for the rest', () => {
  expect(JOB_STATES.map(remedy)).toEqual(['requeue', 'cancel', 'cancel', 'cancel', null, null]);
});
