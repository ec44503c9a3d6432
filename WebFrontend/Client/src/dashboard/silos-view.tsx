import type { ParleyRest } from '@parley/client';
import { t } from '../i18n/i18n.ts';
import { confirm } from '../ui/dialog.tsx';
import { sentence } from '../ui/sentence.ts';
import { toast } from '../ui/toast.tsx';
import { count, mebibytes, percent, percentiles, rate, type Silo, upFor } from './dashboard-state.ts';
import { killSilo } from './dashboard-store.ts';
import { DrainButton } from './drain-view.tsx';
import { type Column, Table } from './table-view.tsx';

const NONE = '–';
/** Name and status come first, then what can be done: behind all the numbers nobody finds it on a narrow screen. */
const BEFORE_NUMBERS = 2;
const whenKnown = (cell: (numbers: NonNullable<Silo['numbers']>) => string): ((silo: Silo) => string) => (silo) => (silo.numbers === null ? NONE : cell(silo.numbers));

export function SiloTable({ silos, at, rest }: { silos: readonly Silo[]; at: string; rest: ParleyRest }) {
  const columns: Column<Silo>[] = [
    {
      title: t.dashboard.name,
      words: true,
      cell: ({ name, address }) => (
        <>
          <b>{name}</b>
          <small>{address}</small>
        </>
      ),
    },
    { title: t.dashboard.status, words: true, cell: (silo) => <Status silo={silo} /> },
    { title: t.dashboard.version, words: true, cell: ({ process }) => process?.version ?? NONE },
    { title: t.dashboard.up, cell: ({ process }) => (process === null ? NONE : upFor(process.startedAt, at)) },
    { title: t.dashboard.roomsHere, cell: whenKnown(({ rooms }) => count(rooms)) },
    { title: t.dashboard.appendsHere, cell: whenKnown(({ appendsPerSecond }) => rate(appendsPerSecond)) },
    { title: t.dashboard.appendLatency, cell: whenKnown(({ appendP50Ms, appendP99Ms }) => percentiles(appendP50Ms, appendP99Ms)) },
    { title: t.dashboard.underWay, cell: whenKnown(({ appendsUnderWay }) => count(appendsUnderWay)) },
    { title: t.dashboard.written, cell: whenKnown(({ eventsAppended }) => count(eventsAppended)) },
    { title: t.dashboard.repeats, cell: whenKnown(({ duplicatesAnswered }) => count(duplicatesAnswered)) },
    { title: t.dashboard.fenced, cell: whenKnown(({ fenced }) => count(fenced)) },
    { title: t.dashboard.settled, cell: whenKnown(({ outcomesSettled }) => count(outcomesSettled)) },
    { title: t.dashboard.busy, cell: whenKnown(({ busyRefusals }) => count(busyRefusals)) },
    { title: t.dashboard.memory, cell: ({ process }) => (process === null ? NONE : mebibytes(process.memoryBytes)) },
    { title: t.dashboard.cpu, cell: ({ process }) => (process === null ? NONE : percent(process.cpuPercent)) },
  ];
  const buttons: Column<Silo>[] = [];
  if (silos.filter(({ numbers }) => numbers !== null).length > 1) {
    buttons.push({ title: t.dashboard.drain, cell: (silo) => silo.numbers !== null && <DrainButton kind="silos" id={silo.silo} name={silo.name} rest={rest} /> });
  }
  if (silos.some(({ canBeKilled }) => canBeKilled)) {
    buttons.push({ title: t.dashboard.kill, cell: (silo) => silo.canBeKilled && <KillButton silo={silo} rest={rest} /> });
  }
  columns.splice(BEFORE_NUMBERS, 0, ...buttons);
  return <Table title={t.dashboard.silos} columns={columns} rows={silos} id={({ silo }) => silo} />;
}

function Status({ silo }: { silo: Silo }) {
  const silent = silo.numbers === null && silo.status === 'Active';
  const good = silo.status === 'Active' && !silent;
  return <span class={good ? 'dash-status good' : 'dash-status'}>{silent ? t.dashboard.silent : silo.status}</span>;
}

function KillButton({ silo, rest }: { silo: Silo; rest: ParleyRest }) {
  const run = (): void => {
    void killSilo(rest, silo.silo).then(
      () => toast(t.dashboard.killed(silo.name)),
      (error: unknown) => toast(sentence(error)),
    );
  };
  return (
    <button
      type="button"
      class="button button-danger dash-kill"
      aria-label={t.dashboard.killTitle(silo.name)}
      onClick={() => confirm({ title: t.dashboard.killTitle(silo.name), text: t.dashboard.killText, action: t.dashboard.kill, run })}
    >
      {t.dashboard.kill}
    </button>
  );
}
