/** What the vault itself costs, without a browser: a removal with its new keys, and refusing junk (ms of processor time). */
import { randomBytes } from 'node:crypto';
import process from 'node:process';
import { makeDevice } from '@/lib/vault/device';
import { alone, askIn, saved, write } from '../vault/team';

const workOf = async (work: () => Promise<unknown>): Promise<number> => {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
};

const DEVICES = 40;
const SECTIONS = 9;

/** Removes one of 41 people with a device each from a notebook of nine sections, so many times. */
export const timeRemovals = async (times: number): Promise<readonly number[]> => {
  const { founded, alice } = await alone();
  const sections = [...founded.sections];
  for (let at = sections.length; at < SECTIONS; at += 1) {
    sections.push(saved(await alice.vault.makeSection(`secondment/${at}`, [])).section);
  }
  const grants = sections.map((section) => ({ section, access: 'write' as const }));
  const members = [];
  for (let at = 0; at < DEVICES + times - 1; at += 1) {
    const asking = await askIn(founded, alice, await makeDevice(founded.random), { grants });
    saved(await alice.vault.admit(asking));
    members.push(asking.member);
  }
  for (const section of sections) await write(founded, alice, section, 'something');
  const costs: number[] = [];
  for (const member of members.slice(0, times)) {
    costs.push(await workOf(() => alice.vault.remove({ members: [member], devices: [] })));
  }
  return costs;
};

const JUNK = 10_000;

/** Refuses ten thousand covers of 600 bytes that name the notebook's key and do not open. */
export const timeJunk = async (times: number): Promise<readonly number[]> => {
  const { founded, alice } = await alone();
  await write(founded, alice, founded.sections[0], 'something');
  const [real] = await Array.fromAsync(alice.vault.covers());
  const head = real?.[0]?.subarray(0, 9) ?? new Uint8Array(9);
  const costs: number[] = [];
  for (let round = 0; round < times; round += 1) {
    const junk = Array.from({ length: JUNK }, () => {
      const cover = new Uint8Array(randomBytes(600));
      cover.set(head);
      return cover;
    });
    costs.push(await workOf(() => alice.vault.take(junk)));
  }
  return costs;
};
