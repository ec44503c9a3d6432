// What is to be run once more, a class or file each line: node failed.mjs REPORT. Nothing if no test failed, or more did than a machine that hesitated explains.
import { readReport } from './reports.mjs';

const MOST = 3;
try {
  const failed = readReport(process.argv[2]).filter((test) => test.status === 'failed');
  if (failed.length > 0 && failed.length <= MOST) console.log([...new Set(failed.map((test) => test.group))].join('\n'));
} catch {
  // No usable report: the sum of results says so.
}
