import { connect } from 'node:net';
import { withOutputs } from './address.ts';
import { failed, type Attempt, type CheckContext } from './attempt.ts';
import { ShownText } from './shown-text.ts';
import { deadlineOf, whyNoAnswer } from './try-deadline.ts';

/** Whether something takes a connection there. Nothing is sent. `seconds`: its deadline. */
export async function tryTcp(tcp: { host: string; port: number | string }, context: CheckContext, seconds: number): Promise<Attempt> {
  const shown = new ShownText(context);
  const host = withOutputs(tcp.host, context.outputs);
  const port = withOutputs(String(tcp.port), context.outputs);
  if ('problem' in host) return failed(shown.address(host.problem));
  if ('problem' in port) return failed(shown.address(port.problem));
  if (!/^\d{1,5}$/.test(port.text) || Number(port.text) < 1 || Number(port.text) > 65535) return failed(shown.address(`${port.text} is no port: a port is a number from 1 to 65535`));
  if (host.text === '') return failed('the host is empty');
  const { signal, clear } = deadlineOf(seconds, context.signal);
  try {
    await connected(host.text, Number(port.text), signal);
    return { outcome: 'pass', detail: shown.address(`${host.text} took a connection on port ${port.text}`) };
  } catch (error) {
    return failed(shown.address(`${host.text}, port ${port.text}: ${whyNoAnswer(error, seconds, context.signal)}`));
  } finally {
    clear();
  }
}

async function connected(host: string, port: number, signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const socket = connect({ host, port, signal });
    socket.on('error', reject);
    socket.on('connect', () => {
      socket.destroy();
      resolve();
    });
  });
}
