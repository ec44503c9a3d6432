import type { ParleyRest } from '@parley/client';
import { t } from '../i18n/i18n.ts';
import { count, type Frontend, hosts, mebibytes, percent, percentiles, rate, upFor } from './dashboard-state.ts';
import { DrainButton } from './drain-view.tsx';
import { type Column, Table } from './table-view.tsx';

const NONE = '–';
/** Address and status come first, then what can be done: behind all the numbers nobody finds it on a narrow screen. */
const BEFORE_NUMBERS = 2;
const SHORT_ID = 9;
const whenKnown = (cell: (numbers: NonNullable<Frontend['numbers']>) => string): ((frontend: Frontend) => string) => (frontend) =>
  frontend.numbers === null ? NONE : cell(frontend.numbers);

export function FrontendTable({ frontends, at, rest }: { frontends: readonly Frontend[]; at: string; rest: ParleyRest }) {
  const columns: Column<Frontend>[] = [
    {
      title: t.dashboard.address,
      words: true,
      cell: ({ frontend, addresses }) => (
        <>
          {addresses.length > 0 && <b>{hosts(addresses)}</b>}
          <small title={frontend}>{frontend.slice(0, SHORT_ID)}</small>
        </>
      ),
    },
    {
      title: t.dashboard.status,
      words: true,
      cell: ({ numbers }) => <span class={numbers === null ? 'dash-status' : 'dash-status good'}>{numbers === null ? t.dashboard.silent : t.dashboard.active}</span>,
    },
    { title: t.dashboard.version, words: true, cell: ({ process }) => process?.version ?? NONE },
    { title: t.dashboard.up, cell: ({ process }) => (process === null ? NONE : upFor(process.startedAt, at)) },
    { title: t.dashboard.hub, cell: whenKnown(({ hubSockets }) => count(hubSockets)) },
    { title: t.dashboard.raw, cell: whenKnown(({ rawSockets }) => count(rawSockets)) },
    { title: t.dashboard.roomsHere, cell: whenKnown(({ rooms }) => count(rooms)) },
    { title: t.dashboard.deliveriesHere, cell: whenKnown(({ deliveriesPerSecond }) => rate(deliveriesPerSecond)) },
    { title: t.dashboard.fanoutLatency, cell: whenKnown(({ fanoutP50Ms, fanoutP99Ms }) => percentiles(fanoutP50Ms, fanoutP99Ms)) },
    { title: t.dashboard.repaired, cell: whenKnown(({ gapsRepaired }) => count(gapsRepaired)) },
    { title: t.dashboard.already, cell: whenKnown(({ alreadyPassed }) => count(alreadyPassed)) },
    { title: t.dashboard.slow, cell: whenKnown(({ slowReaderGaps }) => count(slowReaderGaps)) },
    {
      title: t.dashboard.remembered,
      cell: whenKnown(({ cacheHits, cacheMisses }) => (cacheHits + cacheMisses === 0 ? NONE : percent((100 * cacheHits) / (cacheHits + cacheMisses)))),
    },
    { title: t.dashboard.memory, cell: ({ process }) => (process === null ? NONE : mebibytes(process.memoryBytes)) },
    { title: t.dashboard.cpu, cell: ({ process }) => (process === null ? NONE : percent(process.cpuPercent)) },
  ];
  if (frontends.filter(({ numbers }) => numbers !== null).length > 1) {
    columns.splice(BEFORE_NUMBERS, 0, {
      title: t.dashboard.drain,
      cell: ({ frontend, addresses, numbers }) => numbers !== null && <DrainButton kind="frontends" id={frontend} name={hosts(addresses)} rest={rest} />,
    });
  }
  return <Table title={t.dashboard.frontends} columns={columns} rows={frontends} id={({ frontend }) => frontend} none={t.dashboard.noFrontends} />;
}
