import type { ParleyRest } from '@parley/client';
import { useEffect, useState } from 'preact/hooks';
import { formatDateTime, t } from '../i18n/i18n.ts';
import { sentence } from '../ui/sentence.ts';
import { toast } from '../ui/toast.tsx';
import { LEVELS, type Level, type LevelChange, levels, lookAtLevels, resetLevel, setLevel } from './logging-store.ts';
import { type Column, Table } from './table-view.tsx';

const MINUTE = 60;
const TIMES = [5 * MINUTE, 30 * MINUTE, 2 * 60 * MINUTE, 24 * 60 * MINUTE] as const;
const refused = (error: unknown): void => toast(sentence(error));

/** What is logged, changed for a while: category, level, for how long. It goes back by itself. */
export function LoggingView({ rest }: { rest: ParleyRest }) {
  useEffect(() => {
    void lookAtLevels(rest).catch(refused);
  }, [rest]);
  const [category, setCategory] = useState('Parley');
  const [level, choose] = useState<Level>('Debug');
  const [seconds, setSeconds] = useState<number>(TIMES[1]);
  const columns: Column<LevelChange>[] = [
    { title: t.logging.category, words: true, cell: (change) => <b>{change.category}</b> },
    { title: t.logging.level, words: true, cell: (change) => change.level },
    { title: t.logging.until, cell: (change) => formatDateTime(new Date(change.until)) },
    {
      title: t.logging.change,
      cell: (change) => (
        <button
          type="button"
          class="button dash-kill"
          aria-label={t.logging.resetOf(change.category)}
          onClick={() => void resetLevel(rest, change.category).then(() => toast(t.logging.resetDone), refused)}
        >
          {t.logging.reset}
        </button>
      ),
    },
  ];
  return (
    <div class="dash-jobs">
      <Table title={t.logging.title} columns={columns} rows={levels.value ?? []} id={(change) => change.category} none={t.logging.none} />
      <form
        class="dash-form"
        onSubmit={(event) => {
          event.preventDefault();
          void setLevel(rest, category.trim(), level, seconds).then(() => toast(t.logging.done), refused);
        }}
      >
        <label class="dash-choice">
          {t.logging.category}
          <input value={category} required maxLength={200} spellcheck={false} autocapitalize="off" onInput={(event) => setCategory(event.currentTarget.value)} />
        </label>
        <label class="dash-choice">
          {t.logging.level}
          <select value={level} onChange={(event) => choose(event.currentTarget.value as Level)}>
            {LEVELS.map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </label>
        <label class="dash-choice">
          {t.logging.time}
          <select value={String(seconds)} onChange={(event) => setSeconds(Number(event.currentTarget.value))}>
            {TIMES.map((time) => (
              <option key={time} value={String(time)}>
                {t.logging.minutes(time / MINUTE)}
              </option>
            ))}
          </select>
        </label>
        <button type="submit" class="button">
          {t.logging.set}
        </button>
      </form>
      <p class="dash-note">{t.logging.explain}</p>
    </div>
  );
}
