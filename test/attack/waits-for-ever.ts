// A command that hears of no stop signal: it waits for a thread which opens the pipe that it is given.
import { open } from 'node:fs';
import { StopSignals } from '../../src/cli/stop-signals';
import { Processes } from '../../src/runtime/processes/processes';
import { Redactor } from '../../src/runtime/secrets/redactor';

new StopSignals(new Processes(new Redactor()));
open(process.argv[2] ?? '', 'r', () => undefined);
console.log('waits');
