// A real Kafka for development and tests, without a container engine: the broker is a set of jars, and a JDK 17 or later runs them. One node or
// three, on free ports, with the data in a folder of the caller's.
import { execFile, execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createConnection, createServer } from 'node:net';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
export const KAFKA_VERSION = '4.3.1';
const UP_WITHIN_MS = 60_000;
/** dist/test/kafka -> test/kafka */
const pom = fileURLToPath(new URL('../../../test/kafka/pom.xml', import.meta.url));

export interface KafkaNode {
  readonly id: number;
  readonly port: number;
  readonly folder: string;
  /** Where a second listener listens, and where those who come that way are told to go. */
  readonly around: { readonly port: number; readonly told: number } | null;
}

export interface KafkaCluster {
  readonly nodes: readonly KafkaNode[];
  /** `host:port,host:port` */
  readonly brokers: string;
  /** The same for those who come by the second way. */
  readonly around: string;
  start(node: KafkaNode): Promise<void>;
  running(node: KafkaNode): boolean;
  /** What each of its threads is doing, and the end of its log. */
  threads(node: KafkaNode): Promise<string>;
  /** SIGKILL unless told otherwise: a broker that is gone. */
  kill(node: KafkaNode, signal?: NodeJS.Signals): Promise<void>;
  stop(): Promise<void>;
}

export interface ClusterOptions {
  readonly nodes: 1 | 3;
  readonly folder: string;
  /** Further lines of each node's server.properties. */
  readonly properties?: Readonly<Record<string, string>>;
  /** Further arguments of the storage tool, such as `--add-scram`. */
  readonly format?: readonly string[];
  /** Name and settings of the listener clients use; plain text by default. */
  readonly protocol?: 'PLAINTEXT' | 'SASL_PLAINTEXT' | 'SSL';
  /** A second way in: answers the port that leads to the one given. Whoever uses it once is sent that way for everything. */
  readonly around?: (port: number) => Promise<number>;
  /** Further flags of the JVM. */
  readonly jvm?: readonly string[];
  /** Environment of a node beside ours. */
  readonly envOf?: (id: number) => Readonly<Record<string, string>>;
}

/** The folder of jars, fetched once by Maven under their names and kept outside the tree. Says plainly what is missing. */
export async function kafkaJars(): Promise<string> {
  const folder = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'sluss', `kafka-${KAFKA_VERSION}-tools`);
  if (existsSync(join(folder, `kafka-tools-${KAFKA_VERSION}.jar`))) return folder;
  requireProgram('java', ['-version'], 'a JDK 17 or later is needed for the broker (Debian: apt-get install openjdk-17-jdk-headless)');
  requireProgram('mvn', ['-version'], 'Maven is needed once, to fetch the broker (Debian: apt-get install maven)');
  const fresh = `${folder}.${process.pid}`;
  mkdirSync(fresh, { recursive: true });
  const goal = ['dependency:copy-dependencies', '-DincludeScope=runtime', `-DoutputDirectory=${fresh}`];
  await run('mvn', ['-q', '-B', '-f', pom, ...goal], { maxBuffer: 2 ** 24 });
  if (existsSync(folder)) rmSync(fresh, { recursive: true });
  else renameSync(fresh, folder);
  return folder;
}

function requireProgram(name: string, args: readonly string[], advice: string) {
  try {
    execFileSync(name, args, { stdio: 'ignore' });
  } catch {
    throw new Error(advice);
  }
}

export async function startKafka(options: ClusterOptions): Promise<KafkaCluster> {
  const jars = await kafkaJars();
  const ports = await freePorts(options.nodes * 3);
  const nodes: KafkaNode[] = await Promise.all(
    Array.from({ length: options.nodes }, async (_, i) => {
      const port = ports[2 * options.nodes + i]!;
      const around = options.around ? { port, told: await options.around(port) } : null;
      return { id: i + 1, port: ports[i]!, folder: join(options.folder, `node-${i + 1}`), around };
    }),
  );
  const quorum = nodes.map(({ id }) => `${id}@127.0.0.1:${ports[options.nodes + id - 1]}`).join(',');
  const clusterId = (await java(jars, ['kafka.tools.StorageTool', 'random-uuid'])).trim();
  for (const node of nodes) {
    mkdirSync(node.folder, { recursive: true });
    writeFileSync(join(node.folder, 'server.properties'), properties(node, ports[options.nodes + node.id - 1]!, quorum, options));
    const properties_ = join(node.folder, 'server.properties');
    await java(jars, ['kafka.tools.StorageTool', 'format', '-t', clusterId, '-c', properties_, ...(options.format ?? [])]);
  }
  const running = new Map<number, ChildProcess>();
  const cluster: KafkaCluster = {
    nodes,
    brokers: nodes.map(({ port }) => `127.0.0.1:${port}`).join(','),
    around: nodes.map(({ port, around }) => `127.0.0.1:${around?.told ?? port}`).join(','),
    start: async (node) => {
      const child = launch(jars, node, options.jvm ?? [], options.envOf?.(node.id));
      running.set(node.id, child);
      await listening(node, child);
    },
    running: (node) => isRunning(running.get(node.id)),
    threads: async (node) => {
      // The JVM writes them to its log.
      running.get(node.id)?.kill('SIGQUIT');
      await after(1000);
      return logOf(node);
    },
    kill: (node, signal = 'SIGKILL') => ended(running.get(node.id), signal),
    stop: async () => void (await Promise.all([...running.values()].map((child) => ended(child, 'SIGKILL')))),
  };
  try {
    await Promise.all(nodes.map((node) => cluster.start(node)));
  } catch (error) {
    await cluster.stop();
    throw error;
  }
  return cluster;
}

const classPath = (jars: string) => join(jars, '*');
const java = async (jars: string, args: readonly string[]) =>
  (await run('java', ['-XX:TieredStopAtLevel=1', '-cp', classPath(jars), ...args])).stdout;

/** One of the tools that come with the broker, by its class and arguments. Answers what it prints. */
export const kafkaTool = async (args: readonly string[]): Promise<string> => java(await kafkaJars(), args);

function launch(jars: string, node: KafkaNode, jvm: readonly string[], env: Readonly<Record<string, string>> = {}): ChildProcess {
  const log = openSync(join(node.folder, 'broker.log'), 'a');
  const flags = ['-Xmx384m', '-XX:TieredStopAtLevel=1', ...jvm];
  const child = spawn('java', [...flags, '-cp', classPath(jars), 'kafka.Kafka', join(node.folder, 'server.properties')], {
    stdio: ['ignore', log, log],
    detached: true,
    env: { ...process.env, ...env },
  });
  child.unref();
  closeSync(log);
  writeFileSync(join(node.folder, 'pid'), String(child.pid));
  return child;
}

const isRunning = (child: ChildProcess | undefined): child is ChildProcess =>
  child !== undefined && child.exitCode === null && child.signalCode === null;

function ended(child: ChildProcess | undefined, signal: NodeJS.Signals): Promise<void> {
  if (!isRunning(child)) return Promise.resolve();
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.kill(signal);
  });
}

/** Quick and honest for tests: no waiting before a first rebalance, and no topic that nobody made. */
function properties(
  node: KafkaNode,
  controllerPort: number,
  quorum: string,
  { nodes, protocol = 'PLAINTEXT', properties: more }: ClusterOptions,
) {
  const copies = String(nodes);
  const { around } = node;
  return Object.entries({
    'process.roles': 'broker,controller',
    'node.id': node.id,
    'controller.quorum.voters': quorum,
    listeners: `CLIENT://127.0.0.1:${node.port},CONTROLLER://127.0.0.1:${controllerPort}${around ? `,AROUND://127.0.0.1:${around.port}` : ''}`,
    'advertised.listeners': `CLIENT://127.0.0.1:${node.port}${around ? `,AROUND://127.0.0.1:${around.told}` : ''}`,
    'listener.security.protocol.map': `CLIENT:${protocol},CONTROLLER:PLAINTEXT${around ? ',AROUND:PLAINTEXT' : ''}`,
    'inter.broker.listener.name': 'CLIENT',
    'controller.listener.names': 'CONTROLLER',
    'log.dirs': join(node.folder, 'data'),
    'auto.create.topics.enable': 'false',
    'group.initial.rebalance.delay.ms': '0',
    'offsets.topic.num.partitions': '8',
    'offsets.topic.replication.factor': copies,
    'transaction.state.log.num.partitions': '4',
    'transaction.state.log.replication.factor': copies,
    'transaction.state.log.min.isr': nodes === 1 ? '1' : '2',
    'share.coordinator.state.topic.replication.factor': copies,
    'share.coordinator.state.topic.min.isr': '1',
    'default.replication.factor': copies,
    'min.insync.replicas': nodes === 1 ? '1' : '2',
    'log.cleaner.dedupe.buffer.size': '20000000',
    'num.network.threads': '2',
    'num.io.threads': '4',
    ...more,
  })
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
}

async function listening(node: KafkaNode, child: ChildProcess): Promise<void> {
  for (const until = Date.now() + UP_WITHIN_MS; Date.now() < until; await after(100)) {
    if (await answers(node.port)) return;
    if (!isRunning(child)) break;
  }
  throw new Error(`the broker on port ${node.port} did not come up:\n${logOf(node).slice(-3000)}`);
}

const logOf = (node: KafkaNode) =>
  existsSync(join(node.folder, 'broker.log')) ? readFileSync(join(node.folder, 'broker.log'), 'utf8') : '';

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ port, host: '127.0.0.1' });
    const tell = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => tell(true)).once('error', () => tell(false));
  });
}

/** All held open until all are found, so that no two are the same. */
async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from(
      { length: count },
      () =>
        new Promise<ReturnType<typeof createServer>>((resolve, reject) => {
          const server = createServer().once('error', reject);
          server.listen(0, '127.0.0.1', () => resolve(server));
        }),
    ),
  );
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

/** Brokers of the folder, as an earlier command made them. */
function made(folder: string): KafkaNode[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => existsSync(join(folder, name, 'server.properties')))
    .map((name) => {
      const text = readFileSync(join(folder, name, 'server.properties'), 'utf8');
      const port = Number(/^listeners=CLIENT:\/\/127\.0\.0\.1:(\d+)/m.exec(text)![1]);
      return { id: Number(/^node\.id=(\d+)$/m.exec(text)![1]), port, folder: join(folder, name), around: null };
    });
}

/** On the ports and data they had. */
export async function startAgain(folder: string): Promise<void> {
  const jars = await kafkaJars();
  const nodes = made(folder);
  for (const { port } of nodes)
    if (await answers(port))
      throw new Error(`port ${port} of the broker is used by another program; end that, or remove ${folder} to begin anew`);
  for (const node of nodes) rmSync(join(node.folder, 'broker.log'), { force: true });
  await Promise.all(nodes.map((node) => listening(node, launch(jars, node, []))));
}

/** Those that an earlier command left running in the folder. A number that has come to be somebody else's is none of them. */
export function stillRunning(folder: string): number[] {
  return made(folder).flatMap((node) => {
    const file = join(node.folder, 'pid');
    if (!existsSync(file)) return [];
    const pid = Number(readFileSync(file, 'utf8'));
    try {
      const command = execFileSync('ps', ['-ww', '-o', 'command=', '-p', String(pid)], { encoding: 'utf8', stdio: 'pipe' });
      return command.includes(join(node.folder, 'server.properties')) ? [pid] : [];
    } catch {
      return [];
    }
  });
}

const ENDS_WITHIN_MS = 2500;

/** Asked first, and ended after a little while: what it has told anybody of it finds again. */
export async function stopLeftBehind(folder: string): Promise<number> {
  const pids = stillRunning(folder);
  for (const pid of pids) process.kill(pid, 'SIGTERM');
  for (const until = Date.now() + ENDS_WITHIN_MS; Date.now() < until && stillRunning(folder).length > 0;) await after(100);
  for (const pid of stillRunning(folder)) process.kill(pid, 'SIGKILL');
  return pids.length;
}
