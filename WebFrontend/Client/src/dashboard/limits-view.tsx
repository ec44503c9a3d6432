import { AdminCalls, type Blocked, type ParleyRest } from '@parley/client';
import { useEffect, useState } from 'preact/hooks';
import { formatTime, t } from '../i18n/i18n.ts';
import { sentence } from '../ui/sentence.ts';
import { toast } from '../ui/toast.tsx';
import { type Column, Table } from './table-view.tsx';

const EVERY_MS = 3000;

/** Who is refused for asking too often; each refusal can be lifted. */
export function LimitsView({ rest }: { rest: ParleyRest }) {
  const calls = new AdminCalls(rest);
  const [blocked, setBlocked] = useState<readonly Blocked[] | null>(null);
  const [looked, setLooked] = useState(0);
  useEffect(() => {
    let stopped = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const again = async (): Promise<void> => {
      if (document.visibilityState === 'visible') {
        const now = await calls.blocked().catch(() => null); // the page says already that no numbers come
        if (!stopped && now !== null) setBlocked(now);
      }
      if (!stopped) timer = setTimeout(() => void again(), EVERY_MS);
    };
    void again();
    return () => {
      stopped = true;
      clearTimeout(timer);
    };
  }, [looked]);
  const lift = ({ scope, key }: Blocked): void =>
    void calls.liftLimit(scope, key).then(
      () => {
        toast(t.limits.lifted(key));
        setLooked(looked + 1);
      },
      (error: unknown) => toast(sentence(error)),
    );
  const columns: Column<Blocked>[] = [
    { title: t.limits.scope, words: true, cell: ({ scope }) => <b>{scope}</b> },
    { title: t.limits.whom, words: true, cell: ({ key }) => <bdi>{key}</bdi> },
    { title: t.limits.until, cell: ({ until }) => formatTime(new Date(until)) },
    {
      title: t.limits.change,
      cell: (one) => (
        <button type="button" class="button dash-kill" aria-label={t.limits.liftOf(one.scope, one.key)} onClick={() => lift(one)}>
          {t.limits.lift}
        </button>
      ),
    },
  ];
  return blocked === null ? null : <Table title={t.limits.title} columns={columns} rows={blocked} id={({ scope, key }) => `${scope}/${key}`} none={t.limits.none} />;
}
