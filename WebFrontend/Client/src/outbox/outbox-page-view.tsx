import { useEffect, useState } from 'preact/hooks';
import { t } from '../i18n/i18n.ts';
import { door } from '../sessions/session-store.ts';
import { PageHead } from '../ui/page-head.tsx';
import { sentence } from '../ui/sentence.ts';
import { type Sent, parseSent } from './outbox-state.ts';

const PERIOD_MS = 2000;

/** What the server would have sent; on a developer's machine alone. */
export function OutboxPage() {
  const [messages, setMessages] = useState<readonly Sent[] | null>(null);
  const [failed, setFailed] = useState<string | null>(null);
  useEffect(() => {
    document.title = `${t.outbox.title} · ${t.appName}`;
    const load = (): void =>
      void door.request('GET', '/outbox').then(
        (json) => {
          setMessages(parseSent(json));
          setFailed(null);
        },
        (error: unknown) => setFailed(sentence(error)),
      );
    load();
    const timer = setInterval(load, PERIOD_MS);
    return () => clearInterval(timer);
  }, []);
  return (
    <div class="dash">
      <PageHead title={t.outbox.title} back={t.dashboard.back} />
      <main class="dash-main account-main">
        <p>{t.outbox.lead}</p>
        {failed !== null && <p role="alert">{failed}</p>}
        {messages?.length === 0 && <p>{t.outbox.none}</p>}
        {messages?.map((message) => (
          <article key={`${message.at}${message.to}`} class="card">
            <h2>
              <bdi>{message.to}</bdi>
            </h2>
            <p class="card-lead">{message.subject}</p>
            <p class="outbox-text">{message.text}</p>
          </article>
        ))}
      </main>
    </div>
  );
}
