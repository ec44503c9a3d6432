import { render } from 'preact';
import { App } from './app.tsx';
import { resume } from './sessions/session-store.ts';
import './styles/main.css';

void resume();
render(<App />, document.getElementById('app')!);
