/** What the server says of its silos and frontends. */

export type Totals = {
  readonly lost: number;
  readonly doubled: number;
  readonly reordered: number;
  readonly gapsRepaired: number;
  readonly duplicatesAnswered: number;
  readonly sockets: number;
  readonly subscriptions: number;
  readonly rooms: number;
  readonly appendsPerSecond: number;
  readonly deliveriesPerSecond: number;
  readonly eventsAppended: number;
};

export type Process = { readonly host: string; readonly version: string; readonly startedAt: string; readonly memoryBytes: number; readonly cpuPercent: number };

export type Silo = {
  readonly silo: string;
  readonly name: string;
  readonly address: string;
  readonly status: string;
  readonly canBeKilled: boolean;
  readonly process: Process | null;
  /** Null: it does not answer. */
  readonly numbers: {
    readonly rooms: number;
    readonly appendsPerSecond: number;
    readonly appendP50Ms: number | null;
    readonly appendP99Ms: number | null;
    readonly appendsUnderWay: number;
    readonly eventsAppended: number;
    readonly duplicatesAnswered: number;
    readonly fenced: number;
    readonly outcomesSettled: number;
    readonly busyRefusals: number;
  } | null;
};

export type Frontend = {
  readonly frontend: string;
  readonly addresses: readonly string[];
  readonly process: Process | null;
  /** Null: it does not answer. */
  readonly numbers: {
    readonly hubSockets: number;
    readonly rawSockets: number;
    readonly subscriptions: number;
    readonly rooms: number;
    readonly batches: number;
    readonly deliveriesPerSecond: number;
    readonly fanoutP50Ms: number | null;
    readonly fanoutP99Ms: number | null;
    readonly gapsRepaired: number;
    readonly alreadyPassed: number;
    readonly slowReaderGaps: number;
    readonly lost: number;
    readonly doubled: number;
    readonly reordered: number;
    readonly cacheHits: number;
    readonly cacheMisses: number;
  } | null;
};

export type Dashboard = {
  readonly at: string;
  readonly totals: Totals;
  readonly silos: readonly Silo[];
  readonly frontends: readonly Frontend[];
  readonly warnings: readonly { readonly from: string; readonly text: string }[];
};

const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const tenth = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });
const hundredth = new Intl.NumberFormat('en', { maximumFractionDigits: 2 });

export const count = (n: number): string => whole.format(n);
/** A rate: small ones with a decimal. */
export const rate = (n: number): string => (n < 10 ? tenth : whole).format(n);
/** Milliseconds, with as many digits as say something; a dash for none. */
export const ms = (n: number | null): string => (n === null ? '–' : `${(n < 10 ? hundredth : n < 100 ? tenth : whole).format(n)} ms`);
/** Two percentiles of one thing: `2.4 / 34.8 ms`. */
export const percentiles = (p50: number | null, p99: number | null): string => (p50 === null ? '–' : `${ms(p50).replace(' ms', '')} / ${ms(p99)}`);
export const mebibytes = (bytes: number): string => `${whole.format(Math.round(bytes / 1_048_576))} MB`;
export const percent = (n: number): string => `${n < 10 ? n.toFixed(1) : n.toFixed(0)} %`;

/** How long something has been up: `12 s`, `4 min`, `3 h 5 min`, `2 d 4 h`. */
export function upFor(startedAt: string, now: string): string {
  const seconds = Math.max(0, Math.round((Date.parse(now) - Date.parse(startedAt)) / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return hours < 24 ? `${hours} h ${minutes % 60} min` : `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** `http://[::]:5000` → `[::]:5000`: several addresses of one process fit into a cell. */
export const hosts = (addresses: readonly string[]): string => addresses.map((address) => address.replace(/^\w+:\/\//, '')).join(', ');
