// What test runners report: CTRF, as xunit writes it, or the JSON of Vitest.
import { readFileSync } from 'node:fs';

/** Every test of a report: name, status, the group that can be run alone (a class, a file), why it was skipped, what a failure says. */
export function readReport(file) {
  const report = JSON.parse(readFileSync(file, 'utf8'));
  return report.results ? report.results.tests.map(ofXunit) : report.testResults.flatMap(ofVitest);
}

function ofXunit(test) {
  const method = test.name.split('(')[0];
  return {
    name: test.name,
    group: method.slice(0, method.lastIndexOf('.')),
    status: status(test.status),
    reason: test.message,
    why: [test.message, test.trace].join('\n'),
  };
}

function ofVitest(file) {
  const tests = file.assertionResults.map((test) => ({
    name: test.fullName,
    group: file.name,
    status: status(test.status),
    reason: test.meta?.reason,
    why: (test.failureMessages ?? []).join('\n'),
  }));
  const isBroken = file.status === 'failed' && tests.every((test) => test.status !== 'failed');
  return isBroken ? [...tests, { name: file.name, group: file.name, status: 'failed', why: file.message }] : tests;
}

function status(text) {
  if (text === 'passed' || text === 'failed') return text;
  return ['skipped', 'pending', 'todo', 'disabled'].includes(text) ? 'skipped' : 'failed';
}
