import { render } from 'preact';
import { App } from './app.tsx';
import { preferred, speak } from './i18n/i18n.ts';
import { resume } from './sessions/session-store.ts';
import './styles/main.css';
import { startWorker } from './worker/worker-store.ts';

void resume();
void startWorker();
void speak(preferred()).then(() => render(<App />, document.getElementById('app')!));
