// Sums the reports of all runners: node results.mjs FOLDER REPORT… -- FAILED-STEP…
// A report that is missing or empty is a failure: its runner did not run.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const [folder, ...rest] = process.argv.slice(2);
const split = rest.indexOf('--');
const reports = rest.slice(0, split);
const failedSteps = rest.slice(split + 1);

const total = { passed: 0, failed: 0, skipped: 0 };
const skips = [];
const faults = failedSteps.map((step) => `${step} failed.`);

for (const name of reports) {
  try {
    const tests = read(JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')));
    if (tests.length === 0) throw new Error('it holds no test');
    for (const test of tests) {
      total[test.status] += 1;
      if (test.status === 'failed') faults.push(`${name}: ${test.name}`);
      if (test.status === 'skipped') skips.push(`${name}: ${test.name} – ${test.reason ?? 'no reason given'}`);
    }
  } catch (error) {
    total.failed += 1;
    faults.push(`${name}: there is no usable report (${error.message}), so its tests count as one failure.`);
  }
}

if (skips.length > 0) console.log(`\nSkipped:\n${skips.map((skip) => `  ${skip}`).join('\n')}`);
if (faults.length > 0) console.log(`\nNot in order:\n${faults.map((fault) => `  ${fault}`).join('\n')}`);
console.log(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exit(faults.length > 0 || total.failed > 0 ? 1 : 0);

/** CTRF, as xunit writes it, or the JSON of Vitest. */
function read(report) {
  if (report.results) {
    return report.results.tests.map((test) => ({ name: test.name, status: status(test.status), reason: test.message }));
  }
  const tests = report.testResults.flatMap((file) =>
    file.assertionResults.map((test) => ({ name: test.fullName, status: status(test.status), reason: test.meta?.reason })),
  );
  const brokenFiles = report.testResults
    .filter((file) => file.status === 'failed' && file.assertionResults.every((test) => test.status !== 'failed'))
    .map((file) => ({ name: file.name, status: 'failed' }));
  return [...tests, ...brokenFiles];
}

function status(text) {
  if (text === 'passed' || text === 'failed') return text;
  return ['skipped', 'pending', 'todo', 'disabled'].includes(text) ? 'skipped' : 'failed';
}
