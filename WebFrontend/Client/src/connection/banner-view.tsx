import { useEffect, useState } from 'preact/hooks';
import { t } from '../i18n/i18n.ts';
import { useWorkspace } from '../workspace/workspace-context.ts';
import { bannerOf } from './banner-state.ts';
import { reloadNewest } from '../worker/worker-store.ts';
import { newVersion } from './version-store.ts';

export function ConnectionBanner() {
  const workspace = useWorkspace();
  const state = workspace.connection.value;
  const down = state.is === 'waiting' || state.is === 'connecting';
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    setNow(Date.now());
    if (!down) return;
    const timer = setInterval(() => setNow(Date.now()), 500);
    return () => clearInterval(timer);
  }, [down]);
  const banner = bannerOf(state, now);
  if (banner.show === 'nothing') return newVersion.value ? <NewVersion /> : null;
  if (banner.show === 'refused') {
    return (
      <div class="banner" role="alert">
        <span>{t.connection.refused}</span>
        <button type="button" class="banner-button" onClick={() => location.reload()}>
          {t.connection.reload}
        </button>
      </div>
    );
  }
  return (
    <div class="banner" role="status">
      <span class="banner-pulse" aria-hidden="true" />
      <span>{t.connection.reconnecting(banner.seconds)}</span>
      <button type="button" class="banner-button" disabled={banner.trying} onClick={() => workspace.client.hurry()}>
        {banner.trying ? t.connection.trying : t.connection.tryNow}
      </button>
    </div>
  );
}

/** No break: this page goes on as it is until it is loaded anew. Drafts and unsent messages are kept. */
function NewVersion() {
  return (
    <div class="banner banner-calm" role="status">
      <span>{t.connection.newVersion}</span>
      <button type="button" class="banner-button" onClick={() => void reloadNewest()}>
        {t.connection.reload}
      </button>
    </div>
  );
}
