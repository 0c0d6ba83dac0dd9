import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import { renderComment } from '../src/github/comment/render-comment.ts';
import { packageRoot } from '../src/package-root.ts';
import type { CheckReport } from '../src/presentation/check-report.ts';
import { commentHtml } from './github-markdown.ts';

/**
 * Makes docs/images/: what three pull requests to the reference platform show. The platform is delivered to the sandbox first, so
 * that there is something to change; each report is one of `cutover check`. `--work <folder>` keeps the reports, and takes
 * those that lie there already: then only the pictures are made anew.
 */
const { values } = parseArgs({ options: { work: { type: 'string', default: join(tmpdir(), 'cutover-images') }, browser: { type: 'string', default: '/usr/bin/chromium' } } });
const ROOT = packageRoot();
const PROJECT = join(values.work, 'platform');
const KEY = join(values.work, 'approver-key');
const REPORTS = join(values.work, 'reports');
const IMAGES = join(ROOT, 'docs', 'images');

function run(command: string, args: string[], allowed = [0]): string {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: PROJECT, encoding: 'utf8', maxBuffer: 256_000_000, stdio: ['ignore', 'pipe', 'pipe'] });
  if (allowed.includes(status ?? -1)) return stdout;
  process.stderr.write(`${command} ${args.join(' ')}: ${status ?? 'no exit code'}\n${stdout}\n${stderr}\n`);
  process.exit(1);
}

const cutover = (args: string[], allowed?: number[]): string => run(process.execPath, [join(ROOT, 'src', 'main.ts'), '-C', PROJECT, ...args], allowed);
const git = (...args: string[]): string => run('git', args);
const commit = (who: string, message: string): void => {
  git('add', '-A');
  git('-c', `user.name=${who}`, '-c', `user.email=${who}@example.com`, 'commit', '-q', '-m', message);
};
const edit = (file: string, pairs: [string | RegExp, string][]): void => {
  const path = join(PROJECT, file);
  const text = readFileSync(path, 'utf8');
  const edited = pairs.reduce((before, [from, to]) => before.replace(from, to), text);
  if (edited === text) throw new Error(`${file} has nothing to edit`);
  writeFileSync(path, edited);
};

/** The platform as it stands after its first change, merged into main. */
function deliverPlatform(): void {
  rmSync(KEY, { force: true });
  mkdirSync(PROJECT, { recursive: true });
  cpSync(join(ROOT, 'cdktf-stacks'), PROJECT, { recursive: true, filter: (path) => !path.endsWith('cdktf.out') });
  symlinkSync(join(ROOT, 'node_modules'), join(PROJECT, 'node_modules'));
  const request = readFileSync(join(PROJECT, 'changes', 'CR-0001.md'), 'utf8');
  rmSync(join(PROJECT, 'changes', 'CR-0001.md'));
  run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', KEY]);
  writeFileSync(join(PROJECT, 'approvers'), `ann@example.com namespaces="cutover-*" ${readFileSync(`${KEY}.pub`, 'utf8').split(' ').slice(0, 2).join(' ')}\n`);
  writeFileSync(join(PROJECT, '.gitignore'), '.cutover/\ncutover-evidence/\nnode_modules\n');
  git('init', '-q', '-b', 'main');
  git('config', 'user.name', 'olga');
  git('config', 'user.email', 'olga@example.com');
  commit('maria', 'the platform');
  git('checkout', '-q', '-b', 'first');
  writeFileSync(join(PROJECT, 'changes', 'CR-0001.md'), request);
  commit('olga', 'ask for CR-0001');
  cutover(['sandbox', 'up']);
  const deliver = ['deliver', '--change', 'CR-0001', '--mode', 'yolo', '--sandbox'];
  cutover(['approve', 'CR-0001', '--key', KEY]);
  cutover(deliver, [3]);
  cutover(['approve', 'CR-0001', '--key', KEY]);
  cutover(deliver);
  commit('olga', 'CR-0001 is implemented');
  git('checkout', '-q', 'main');
  git('merge', '-q', '--ff-only', 'first');
}

interface Scene {
  name: string;
  title: string;
  request: { title: string; components: string } | undefined;
  change: () => void;
}

const SCENES: Scene[] = [
  {
    name: 'passing',
    title: 'Keep messages for three days',
    request: { title: 'Keep messages of the work queue for three days', components: 'messaging,monitoring' },
    change: () => edit('stacks/messaging.ts', [['messageRetentionSeconds: 4 * DAY', 'messageRetentionSeconds: 3 * DAY']]),
  },
  {
    name: 'destructive',
    title: 'Rename the work queue',
    request: { title: 'Give the work queue the name that its teams use', components: 'messaging,monitoring,network' },
    change: () => {
      edit('stacks/messaging.ts', [['-work`', '-jobs`']]);
      edit('stacks/flow-logs.ts', [['Resource: `${props.logGroupArn}:*`', "Resource: '*'"]]);
    },
  },
  {
    name: 'halted',
    title: 'Keep old versions for half a year',
    request: undefined,
    change: () => edit('stacks/storage.ts', [['NONCURRENT_DAYS = 90', 'NONCURRENT_DAYS = 180']]),
  },
];

function reportOf({ name, request, change }: Scene): CheckReport {
  const file = join(REPORTS, `${name}.json`);
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as CheckReport;
  if (!existsSync(PROJECT)) deliverPlatform();
  git('checkout', '-q', '-B', name, 'main');
  change();
  if (request !== undefined) {
    cutover(['request', 'new', '--title', request.title, '--components', request.components]);
    edit('changes/CR-0002.md', [['status: draft', "status: submitted\nrollback: 'A change of its own puts back what was there.'"]]);
  }
  commit('olga', name);
  const printed = cutover(['check', '--sandbox', '--json'], [0, 1, 3]);
  mkdirSync(REPORTS, { recursive: true });
  writeFileSync(file, printed);
  return JSON.parse(printed) as CheckReport;
}

/** As much of GitHub's page as gives the comment its width and its frame. */
function page(report: CheckReport, title: string): string {
  const links = { serverUrl: 'https://github.com', repository: { owner: 'acme', name: 'platform' }, head: report.head, prefix: report.prefix, run: { id: 4711, attempt: 1 } };
  const css = readFileSync(join(ROOT, 'node_modules', 'github-markdown-css', 'github-markdown-light.css'), 'utf8');
  return `<!doctype html><meta charset="utf-8"><title>${title}</title><style>${css}
    body { margin: 0; padding: 16px; width: 880px; background: #fff; font-family: -apple-system, "Segoe UI", "Noto Sans", "DejaVu Sans", Helvetica, Arial, sans-serif; }
    .frame { border: 1px solid #d1d9e0; border-radius: 6px; } .by { padding: 8px 16px; background: #f6f8fa; border-bottom: 1px solid #d1d9e0; border-radius: 6px 6px 0 0; font-size: 14px; color: #59636e; }
    .by b { color: #1f2328; } .markdown-body { padding: 16px; font-size: 14px; }
    pre code span { display: block; } pre code span:empty { height: 1.45em; } .added { background: #dafbe1; color: #116329; } .removed { background: #ffebe9; color: #82071e; } .changed { background: #fff1e5; color: #953800; }
  </style><div class="frame"><div class="by"><b>github-actions</b> bot commented now</div><div class="markdown-body">${commentHtml(renderComment(report, links))}</div></div>`;
}

const browser = await chromium.launch({ executablePath: values.browser, args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'] });
mkdirSync(IMAGES, { recursive: true });
try {
  for (const scene of SCENES) {
    const report = reportOf(scene);
    const tab = await browser.newPage({ viewport: { width: 912, height: 600 }, deviceScaleFactor: 1 });
    await tab.setContent(page(report, scene.title));
    // One plan open, as a reader would have it.
    await tab.evaluate('document.querySelector("details")?.setAttribute("open", "")');
    await tab.screenshot({ path: join(IMAGES, `pull-request-${scene.name}.png`), fullPage: true });
    await tab.close();
    process.stdout.write(`${scene.name}: ${report.verdict}\n`);
  }
} finally {
  await browser.close();
  if (existsSync(PROJECT)) cutover(['sandbox', 'down'], [0, 1]);
}
