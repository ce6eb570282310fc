// Finding processes by a mark in their environment, which every child inherits whatever group or session it moves to.
import { existsSync, readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/** Environments of processes can be read on Linux only; elsewhere there is nothing to find. */
export const canFindProcesses = existsSync('/proc/self/environ');

/** @typedef {{ pid: number, executable: string, command: string }} FoundProcess */

/**
 * The processes whose environment has `name=value`; zombies, which only wait to be reaped, are left out.
 * @param {string} name
 * @param {string} value
 * @returns {FoundProcess[]}
 */
export function markedProcesses(name, value) {
  if (!canFindProcesses) {
    return [];
  }
  const found = [];
  for (const entry of readdirSync('/proc').filter((each) => /^\d+$/.test(each) && Number(each) !== process.pid)) {
    try {
      const environment = readFileSync(`/proc/${entry}/environ`, 'utf8').split('\0');
      if (environment.includes(`${name}=${value}`)) {
        found.push({
          pid: Number(entry),
          executable: readlinkSync(`/proc/${entry}/exe`),
          command: readFileSync(`/proc/${entry}/cmdline`, 'utf8').split('\0').join(' ').trim(),
        });
      }
    } catch {
      // It ended meanwhile, or belongs to someone else.
    }
  }
  return found;
}

/**
 * Waits until `find` finds no process any more; resolves with those that are left after `milliseconds`.
 * @param {() => FoundProcess[]} find
 * @param {number} milliseconds
 */
export async function waitUntilGone(find, milliseconds) {
  const end = Date.now() + milliseconds;
  for (;;) {
    const left = find();
    if (left.length === 0 || Date.now() > end) {
      return left;
    }
    await delay(100);
  }
}

/**
 * Ends processes by their ids, now.
 * @param {readonly FoundProcess[]} processes
 */
export function end(processes) {
  for (const { pid } of processes) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It was quicker.
    }
  }
}
