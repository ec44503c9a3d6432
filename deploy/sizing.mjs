#!/usr/bin/env node
// How many silos, frontends and databases: node deploy/sizing.mjs [--users 10000,100000] [--connected 0.3] [--devices 1.3] [--sends 20] [--readers 50] [--load 0.5]
// The arithmetic of docs/sizing.md, whose table is what this prints with --markdown. What is not given is as there.

/** Measured on two virtual cores (docs/performance.md); time in µs of one core. */
const MEASURED = {
  deliveryMicros: 16.5, // hub, calm rooms (W1): each delivery is a write of its own. Busy rooms gather, and take half of it (W2)
  idleMicros: 16.6, // a connection on which nothing happens, for each second (W5); the dearer of hub and raw socket
  connectionKiB: 58.7, // the same, memory, with both grains of its user; the dearer of the two
  siloSendMicros: 409, // a durable send, of its silo (cluster; W2 over two silos and two frontends): rooms in which little comes at a time
  databaseSendMicros: 256, // the same, of MariaDB, with the index of search
  provenConnections: 10_000, // on one process; more were not tried
};

/** Assumed. Put your own in their place: they decide more than any of the above. */
const ASSUMED = {
  users: [10_000, 100_000, 1_000_000],
  connected: 0.3, // of all users, at the busiest hour
  devices: 1.3, // connections of each of them
  sends: 20, // messages an hour of each of them, at the busiest hour
  readers: 50, // connections that a message reaches
  load: 0.5, // of a core that may be used at the busiest hour: the rest is for bursts, and for when another node is gone
};

const CORES = 4; // of each machine
const PROCESS_MIB = 400; // what a process takes before anybody comes
const SPARE = 1; // nodes of a kind that may be gone

const { given, markdown } = read(process.argv.slice(2));
const sizes = given.users.map((users) => size(users, given));
console.log(markdown ? table(sizes) : table(sizes).replaceAll('|', ' '));

function size(users, { connected, devices, sends, readers, load }) {
  const online = users * connected;
  const connections = online * devices;
  const perSecond = (online * sends) / 3600;
  const deliveries = perSecond * readers;
  const cores = (micros) => micros / 1e6;
  const frontendCores = cores(deliveries * MEASURED.deliveryMicros + connections * MEASURED.idleMicros);
  const siloCores = cores(perSecond * MEASURED.siloSendMicros + connections * MEASURED.idleMicros);
  const databaseCores = cores(perSecond * MEASURED.databaseSendMicros);
  const frontends = Math.max(Math.ceil(frontendCores / (CORES * load)), Math.ceil(connections / MEASURED.provenConnections)) + SPARE;
  const silos = Math.max(2, Math.ceil(siloCores / (CORES * load)) + SPARE);
  const gib = (nodes) => (PROCESS_MIB + (connections * MEASURED.connectionKiB) / 1024 / Math.max(1, nodes - SPARE)) / 1024;
  return { users, connections, perSecond, deliveries, frontendCores, siloCores, databaseCores, frontends, silos, frontendGiB: gib(frontends), siloGiB: gib(silos), databaseMachineCores: Math.max(2, Math.ceil(databaseCores / load)) };
}

function table(sizes) {
  const whole = (value) => Math.round(value).toLocaleString('en-GB');
  const one = (value) => value.toFixed(value < 1 ? 2 : 1);
  const rows = [
    ['users', ({ users }) => whole(users)],
    ['connections at the busiest hour', ({ connections }) => whole(connections)],
    ['sends a second', ({ perSecond }) => one(perSecond)],
    ['deliveries a second', ({ deliveries }) => whole(deliveries)],
    ['cores at work in frontends', ({ frontendCores }) => one(frontendCores)],
    ['cores at work in silos, at most', ({ siloCores }) => one(siloCores)],
    ['cores at work in the database, at most', ({ databaseCores }) => one(databaseCores)],
    [`**frontends** of ${CORES} cores`, ({ frontends, frontendGiB }) => `**${frontends}**, ${one(frontendGiB)} GiB each`],
    [`**silos** of ${CORES} cores`, ({ silos, siloGiB }) => `**${silos}**, ${one(siloGiB)} GiB each at most`],
    ['**database**', ({ databaseMachineCores }) => `${databaseMachineCores} cores, and a replica`],
  ];
  const lines = rows.map(([name, of]) => `| ${name} | ${sizes.map(of).join(' | ')} |`);
  return [lines[0], `|---|${sizes.map(() => '---|').join('')}`, ...lines.slice(1)].join('\n');
}

function read(args) {
  const given = { ...ASSUMED };
  let markdown = false;
  for (let i = 0; i < args.length; i++) {
    const name = args[i].replace(/^--/, '');
    if (name === 'markdown') {
      markdown = true;
      continue;
    }
    const value = args[++i] ?? '';
    const numbers = value.split(',').map(Number);
    if (!(name in ASSUMED) || value === '' || numbers.some((number) => !(number > 0)) || (name !== 'users' && numbers.length > 1)) {
      console.error(`Not understood: ${args[i - 1]} ${value}. It is --users N,N…, or one of ${Object.keys(ASSUMED).slice(1).map((key) => `--${key} N`).join(', ')}.`);
      process.exit(64);
    }
    given[name] = name === 'users' ? numbers : numbers[0];
  }
  return { given, markdown };
}
