import { render } from 'preact';
import { App } from './app.tsx';
import { preferred, speak } from './i18n/i18n.ts';
import { resume } from './sessions/session-store.ts';
import './styles/main.css';
import { releaseOldDrawings } from './ui/release.ts';
import { startWorker } from './worker/worker-store.ts';

releaseOldDrawings();
void resume();
void startWorker();
void speak(preferred()).then(() => render(<App />, document.getElementById('app')!));
